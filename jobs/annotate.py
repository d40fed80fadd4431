"""New texts → mentions, attributes, in one Arrow pass."""

from functools import partial, reduce
from typing import Any

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from jobs.lift import Rows, lift
from jobs.runs import Counts
from jobs.settings import Batch, Settings
from jobs.tables import quoted, read, replace_where
from models.reading import Knowledge, Record, read_record
from schemas.sources import ADS, COMPLAINTS, JUDGMENTS, Source
from schemas.tables import ATTRIBUTE, ATTRIBUTES, MENTION, MENTIONS

_KEY = "source string, record_id string, row_digest string, batch_date date"
_MENTION_ROW = f"struct<{', '.join(f'`{name}`: {kind}' for name, kind, _ in MENTION)}>"
_READING = f"{_KEY}, mentions array<{_MENTION_ROW}>, " + ", ".join(f"`{n}` {k}" for n, k, _ in ATTRIBUTE)
# Persons whose names a source gives in a column of their own: masked wherever the text repeats them.
PERSON_COLUMN = {"ads": "recruiter_name", "complaints": "caller_name"}


def run(spark: SparkSession, settings: Settings, batch: Batch) -> Counts:
    """Read every text that the present knowledge has not read; keep what was read before."""
    knowledge = settings.knowledge
    texts = reduce(
        DataFrame.unionByName,
        [texts_of(read(spark, settings, source.table), source) for source in (ADS, JUDGMENTS, COMPLAINTS)],
    ).where(F.col("batch_date") <= F.lit(batch.day))
    known = read(spark, settings, ATTRIBUTES)
    unread = unread_texts(texts, known, knowledge.hash)
    readings = lift(unread, partial(read_batch, knowledge), _READING).persist()
    days = [str(row.batch_date) for row in readings.select("batch_date").distinct().collect()]
    if days:
        here = f"batch_date IN ({quoted(days)})"
        valid = texts.join(
            known.where(here).where(F.col("knowledge") == knowledge.hash),
            ["source", "record_id", "row_digest"],
            "left_semi",
        ).select("source", "record_id", "row_digest")
        kept = (
            read(spark, settings, MENTIONS)
            .where(here)
            .join(valid, ["source", "record_id", "row_digest"], "left_semi")
        )
        replace_where(
            mentions_of(readings, knowledge.hash).unionByName(kept.select(*MENTIONS.names)),
            settings,
            MENTIONS,
            here,
        )
        still = known.where(here).join(valid, ["source", "record_id", "row_digest"], "left_semi")
        replace_where(
            attributes_of(readings, knowledge.hash).unionByName(still.select(*ATTRIBUTES.names)),
            settings,
            ATTRIBUTES,
            here,
        )
    counts = Counts.all_kept(readings.count())
    readings.unpersist()
    return counts


def texts_of(records: DataFrame, source: Source) -> DataFrame:
    """The text fields of a source's records, with what reading them needs to know."""
    fields = F.map_from_arrays(
        F.array(*map(F.lit, source.text_fields)), F.array(*map(F.col, source.text_fields))
    )
    nothing = F.lit(None).cast("string")
    person = F.col(PERSON_COLUMN[source.name]) if source.name in PERSON_COLUMN else nothing
    appeal = F.col("appeal_type") if source is COMPLAINTS else nothing
    return records.select(
        F.lit(source.name).alias("source"),
        "record_id",
        "row_digest",
        "batch_date",
        F.map_filter(fields, lambda _, text: text.isNotNull()).alias("fields"),
        F.array_compact(F.array(person)).alias("persons"),
        appeal.alias("appeal_type"),
    )


def unread_texts(texts: DataFrame, known: DataFrame, knowledge_hash: str) -> DataFrame:
    """Texts that this knowledge has not read in this version of the record."""
    read_before = known.where(F.col("knowledge") == knowledge_hash).select(
        "source", "record_id", "row_digest"
    )
    return texts.join(read_before, ["source", "record_id", "row_digest"], "left_anti")


def read_batch(knowledge: Knowledge, rows: Rows) -> Rows:
    """Read a batch of records; one row each, with its mentions inside."""
    return [_reading(row, knowledge) for row in rows]


def _reading(row: dict[str, Any], knowledge: Knowledge) -> dict[str, Any]:
    record = Record(row["source"], dict(row["fields"]), tuple(row["persons"]), row["appeal_type"] or "")
    reading = read_record(record, knowledge)
    key = {name: row[name] for name in ("source", "record_id", "row_digest", "batch_date")}
    return key | reading.attributes | {"mentions": reading.mentions}


def mentions_of(readings: DataFrame, knowledge_hash: str) -> DataFrame:
    """One row a mention, with an id from its record, its place and the knowledge."""
    rows = readings.select(
        "source", "record_id", "row_digest", "batch_date", F.explode("mentions").alias("m")
    )
    flat = rows.select("source", "record_id", "row_digest", "batch_date", "m.*")
    place = (
        "source",
        "record_id",
        "row_digest",
        "field",
        "kind",
        "scenario",
        "rule_id",
        "start",
        "end",
        "matched",
    )
    identity = F.sha2(F.concat_ws("\x1f", *place, F.concat_ws(",", "stands_on"), F.lit(knowledge_hash)), 256)
    return flat.select(
        F.substring(identity, 1, 24).alias("mention_id"), "*", F.lit(knowledge_hash).alias("knowledge")
    ).select(*MENTIONS.names)


def attributes_of(readings: DataFrame, knowledge_hash: str) -> DataFrame:
    """One row a record that was read, with or without findings: it marks the text as read."""
    return readings.withColumn("knowledge", F.lit(knowledge_hash)).select(*ATTRIBUTES.names)
