"""Entities and their records → signals, as Spark SQL."""

from functools import reduce

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from jobs.errors import ConfigError
from jobs.runs import Counts
from jobs.settings import Batch, Settings
from jobs.tables import overwrite, read
from models.packs import FieldRule, Pack
from schemas.entities import ENTITY_MEMBERS
from schemas.sources import ADS, ENTERPRISES
from schemas.tables import SIGNALS

MOST_RECORDS = 50  # ids kept with a signal; the value counts them all
STRUCK_OFF = ("注销", "吊销")


def run(spark: SparkSession, settings: Settings, batch: Batch) -> Counts:
    """Evaluate the field rules of every pack over the facts of each subject."""
    spark.sparkContext.setJobDescription("screen")
    of_day = F.col("batch_date") <= F.lit(batch.day)
    facts = subject_facts(
        read(spark, settings, ADS.table).where(of_day),
        read(spark, settings, ENTERPRISES.table).where(of_day),
        read(spark, settings, ENTITY_MEMBERS),
        batch,
        settings,
    ).persist()
    found = [signals_of(facts, pack, rule) for pack in settings.knowledge.packs for rule in pack.fields]
    signals = reduce(DataFrame.unionByName, found) if found else spark.createDataFrame([], SIGNALS.ddl)
    overwrite(signals, settings, SIGNALS)
    counts = Counts.all_kept(facts.count())
    facts.unpersist()
    return counts


def signals_of(facts: DataFrame, pack: Pack, rule: FieldRule) -> DataFrame:
    """Evaluate one field rule; ConfigError where it names a fact that does not exist."""
    try:
        crossed = facts.where(rule.where.format(threshold=rule.threshold))
        value = F.expr(rule.value).cast("double")
        text = F.replace(F.lit(rule.message), F.lit("{value}"), value.cast("bigint").cast("string"))
        return crossed.select(
            "entity_id",
            F.lit(pack.id).alias("scenario"),
            F.lit(rule.id).alias("rule_id"),
            value.alias("value"),
            F.lit(rule.threshold).alias("threshold"),
            text.alias("text"),
            F.lit(rule.strength).alias("strength"),
            F.lit(rule.anomaly).alias("anomaly"),
            F.expr(rule.records).alias("record_ids"),
        ).select(*SIGNALS.names)
    except Exception as error:
        if "UNRESOLVED_COLUMN" not in str(error):
            raise
        known = ", ".join(facts.columns)
        raise ConfigError(
            f"{pack.id}: field rule {rule.id} names an unknown fact; known are {known}."
        ) from error


def subject_facts(
    ads: DataFrame, enterprises: DataFrame, members: DataFrame, batch: Batch, settings: Settings
) -> DataFrame:
    """One row a subject: what the register and its postings say about it, with the records counted."""
    posted = _postings(ads, members, batch, settings)
    registered = _registered(enterprises, members)
    shared = _shared_phones(posted, settings.knobs.phone_max_employers)
    barred = _barred(posted, registered)
    by_entity = posted.groupBy("entity_id").agg(
        F.count(F.when(F.col("is_active"), True)).alias("active_postings"),
        F.sum(F.when(F.col("is_active"), F.coalesce("headcount", F.lit(1)))).alias("wanted"),
        _ids(F.when(F.col("is_active"), F.col("posting"))).alias("posting_ids"),
    )
    joined = (
        by_entity.join(registered, "entity_id", "left")
        .join(shared, "entity_id", "left")
        .join(barred, "entity_id", "left")
    )
    return joined.select(
        "entity_id",
        "active_postings",
        "wanted",
        F.col("registration").isNotNull().alias("registered"),
        "insured_count",
        "biz_status",
        F.coalesce("licensed_hr", F.lit(False)).alias("licensed_hr"),
        F.coalesce("phone_employers", F.lit(0)).alias("phone_employers"),
        F.coalesce("postings_while_barred", F.lit(0)).alias("postings_while_barred"),
        _with_registration("posting_ids"),
        _with_registration("barred_posting_ids"),
        F.col("phone_posting_ids"),
    )


def _ids(posting: Column) -> Column:
    return F.slice(F.array_sort(F.collect_set(posting)), 1, MOST_RECORDS)


def _with_registration(name: str) -> Column:
    """The register's row is one of the records that a collision was counted from."""
    return F.concat(
        F.col(name), F.when(F.col("registration").isNotNull(), F.array("registration")).otherwise(F.array())
    ).alias(name)


def _postings(ads: DataFrame, members: DataFrame, batch: Batch, settings: Settings) -> DataFrame:
    """Ads with their employer; an ad without date counts as active on its landing date."""
    employers = members.where("source = 'ads' AND role = 'employer'").select("entity_id", "record_id")
    published = F.coalesce(F.to_date("published_at"), F.col("batch_date"))
    age = F.datediff(F.lit(batch.day), published)
    return ads.join(employers, "record_id").select(
        "entity_id",
        F.concat(F.lit("ads:"), "record_id").alias("posting"),
        published.alias("published"),
        (age < settings.knobs.active_days).alias("is_active"),
        "headcount",
        "phone_digests",
        F.element_at(F.transform("subjects", lambda s: s.name_core), 1).alias("core"),
    )


def _registered(enterprises: DataFrame, members: DataFrame) -> DataFrame:
    """The register's latest row of each subject."""
    rows = members.where("source = 'enterprises' AND role = 'registered'").select("entity_id", "record_id")
    joined = enterprises.join(rows, "record_id")
    return joined.groupBy("entity_id").agg(
        F.max_by(
            F.struct("record_id", "insured_count", "biz_status", "license_hr", "abnormal_list"),
            F.struct("batch_date", "record_id"),
        ).alias("r")
    ).select(
        "entity_id",
        F.concat(F.lit("enterprises:"), "r.record_id").alias("registration"),
        "r.insured_count",
        "r.biz_status",
        F.col("r.license_hr").isNotNull().alias("licensed_hr"),
        "r.abnormal_list",
    )  # fmt: skip


def _shared_phones(posted: DataFrame, most: int) -> DataFrame:
    """How many employers of different core names share a subject's telephone, at most `most`."""
    phones = posted.select("entity_id", "core", "posting", F.explode("phone_digests").alias("phone"))
    by_phone = phones.groupBy("phone").agg(
        F.countDistinct(F.coalesce("core", "entity_id")).alias("employers"),
        _ids(F.col("posting")).alias("ids"),
    )
    shared = phones.join(by_phone.where(F.col("employers").between(2, most)), "phone")
    return shared.groupBy("entity_id").agg(
        F.max("employers").alias("phone_employers"),
        F.max_by("ids", F.struct("employers", "phone")).alias("phone_posting_ids"),
    )


def _barred(posted: DataFrame, registered: DataFrame) -> DataFrame:
    """Postings after the subject was struck off, or while it stood in the list of abnormal operation."""
    struck = reduce(
        lambda one, other: one | other, (F.col("biz_status").contains(word) for word in STRUCK_OFF)
    )
    listed = F.exists(
        F.coalesce("abnormal_list", F.array()),
        lambda entry: (
            (F.coalesce(entry.in_date, F.col("published")) <= F.col("published"))
            & (entry.out_date.isNull() | (entry.out_date > F.col("published")))
        ),
    )
    counted = (
        posted.where("is_active")
        .join(registered, "entity_id")
        .where(F.coalesce(struck, F.lit(False)) | listed)
    )
    return counted.groupBy("entity_id").agg(
        F.count("*").alias("postings_while_barred"), _ids(F.col("posting")).alias("barred_posting_ids")
    )
