"""Texts → families: one wording, however often told."""

from functools import reduce

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from jobs.runs import Counts
from jobs.settings import Batch, Settings
from jobs.tables import read, replace_where
from schemas.sources import ADS, COMPLAINTS, Source
from schemas.tables import FAMILIES

SOURCES_WITH_FAMILIES = (ADS, COMPLAINTS)


def run(spark: SparkSession, settings: Settings, batch: Batch) -> Counts:
    """Give tonight's ads and complaints their family."""
    texts = [
        family_members(read(spark, settings, source.table), source, settings.knobs.families_min_chars)
        for source in SOURCES_WITH_FAMILIES
    ]
    tonight = reduce(DataFrame.unionByName, texts).where(F.col("batch_date") == F.lit(batch.day)).persist()
    replace_where(tonight, settings, FAMILIES, f"batch_date = DATE'{batch.day}'")
    counts = Counts.all_kept(tonight.count())
    tonight.unpersist()
    return counts


def family_members(records: DataFrame, source: Source, min_chars: int) -> DataFrame:
    """Put texts that are equal but for spaces, digits and punctuation into one family.

    A text shorter than `min_chars` is a family of its own: short texts are alike by chance.
    """
    length = reduce(
        lambda one, other: one + other,
        (F.length(F.coalesce(F.col(name), F.lit(""))) for name in source.text_fields),
    )
    alone = F.concat_ws(":", F.lit(source.name), "record_id")
    key = F.when(length >= min_chars, F.concat_ws(":", F.lit(source.name), "text_digest")).otherwise(alone)
    return records.select(
        F.lit(source.name).alias("source"),
        "record_id",
        F.concat(F.lit("F"), F.substring(F.sha2(key, 256), 1, 16)).alias("family_id"),
        "batch_date",
    )
