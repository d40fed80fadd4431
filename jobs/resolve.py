"""Names, keys → entities, entity_members: whose record this is."""

from functools import reduce

from pyspark.sql import Column, DataFrame, SparkSession, Window
from pyspark.sql import functions as F

from jobs.runs import Counts
from jobs.settings import Batch, Settings
from jobs.tables import overwrite, read
from schemas.sources import SOURCES
from schemas.tables import ATTRIBUTES, ENTITIES, ENTITY_MEMBERS

SUBJECT_FIELDS = ("name", "name_norm", "name_key", "name_core", "uscc", "role", "city")
SUBJECT = f"struct<{','.join(f'{name}:string' for name in SUBJECT_FIELDS)}>"
# Who is said to have done it; victims, reporters and platforms are no subjects (design §3).
ACTORS = ("employer", "perpetrator", "target", "workplace", "self")
# Domain B5: how surely a key says that two records speak of one subject.
CONFIDENCE = {"uscc": 1.0, "full_name": 0.95, "core_and_place": 0.8, "self": 1.0}


def run(spark: SparkSession, settings: Settings, batch: Batch) -> Counts:
    """Join the records of all sources into subjects, on credit code and normal name."""
    told = told_subjects(
        read(spark, settings, ATTRIBUTES).where(F.col("knowledge") == settings.knowledge.hash)
    )
    mentioned = reduce(
        DataFrame.unionByName,
        [subjects_in(read(spark, settings, source.table), name, told) for name, source in SOURCES.items()],
    ).where(F.col("batch_date") <= F.lit(batch.day))
    members = resolve(mentioned).persist()
    overwrite(entities_of(members), settings, ENTITIES)
    overwrite(members.select(*ENTITY_MEMBERS.names), settings, ENTITY_MEMBERS)
    counts = Counts.all_kept(members.count())
    members.unpersist()
    return counts


def told_subjects(attributes: DataFrame) -> DataFrame:
    """Organisations that the text of a record names as actors, for records whose columns name none."""
    rows = attributes.select("source", "record_id", F.explode("organisations").alias("o")).where(
        F.col("o.told") & F.col("o.name_norm").isNotNull() & F.col("o.role").isin(*ACTORS)
    )
    nothing = F.lit(None).cast("string")
    columns = {"uscc": nothing, "city": nothing, "role": F.when(F.col("source") == "judgments", F.col("o.role")).otherwise("target")}  # fmt: skip
    subject = F.struct(*(columns.get(name, F.col(f"o.{name}")).alias(name) for name in SUBJECT_FIELDS))
    return rows.groupBy("source", "record_id").agg(F.array_sort(F.collect_set(subject)).alias("told"))


def subjects_in(records: DataFrame, source: str, told: DataFrame | None = None) -> DataFrame:
    """One row a record and subject it names; a record that names no actor also stands for itself.

    Where the columns name no actor, the organisations of the text stand in, and the place in `told`.
    """
    nobody = F.struct(*(F.lit(None).cast("string").alias(name) for name in SUBJECT_FIELDS))
    fields = [F.transform("subjects", lambda s: F.struct(*(s[name].alias(name) for name in SUBJECT_FIELDS)))]
    given = records.select("record_id", "event_at", "batch_date", fields[0].alias("subjects"))
    if told is not None and source != "enterprises":
        given = given.join(told.where(F.col("source") == source).drop("source"), "record_id", "left")
    else:
        given = given.withColumn("told", F.array().cast(f"array<{SUBJECT}>"))
    has_actor = F.exists("subjects", lambda subject: subject.role.isin(*ACTORS, "registered"))
    instead = F.when(F.size("told") > 0, F.col("told")).otherwise(F.array(nobody))
    named = F.when(has_actor, F.col("subjects")).otherwise(F.concat("subjects", instead))
    rows = given.select("record_id", "event_at", "batch_date", F.explode(named).alias("s"))
    return rows.select(F.lit(source).alias("source"), "record_id", "event_at", "batch_date", "s.*")


def resolve(mentioned: DataFrame) -> DataFrame:
    """Give every mentioned subject its entity: by credit code, by full name, by core and place, else itself.

    A name that belongs to exactly one credit code takes it; a name of several codes (homonyms, or
    a name given up and taken by another firm) joins only the records that share the name alone.
    """
    joined = mentioned.join(_owners(mentioned, "name_norm"), "name_norm", "left").join(
        _owners(mentioned, "name_key"), "name_key", "left"
    )
    code = F.coalesce("uscc", "name_norm_owner", "name_key_owner")
    by_self = F.concat_ws(":", F.lit("self"), "source", "record_id")
    key = F.coalesce(_prefixed("uscc", code), _prefixed("name", F.coalesce("name_key", "name_norm")), by_self)
    by_full_name = F.col("name_norm_owner").isNotNull() | F.col("name_key").isNull()
    rule = (
        F.when(F.col("uscc").isNotNull(), "uscc")
        .when(F.col("name_norm").isNull(), "self")
        .when(by_full_name, "full_name")
        .otherwise("core_and_place")
    )
    confidence = F.create_map(*(F.lit(part) for item in CONFIDENCE.items() for part in item))
    return joined.withColumns(
        {
            "entity_id": F.concat(F.lit("E"), F.substring(F.sha2(key, 256), 1, 16)),
            "rule": rule,
            "matched_value": F.coalesce("uscc", "name_norm", by_self),
            "role": F.coalesce("role", F.lit("self")),
            "confidence": F.element_at(confidence, rule),
            "uscc": code,
        }
    )


def _owners(mentioned: DataFrame, name: str) -> DataFrame:
    """The credit code of each name that has exactly one."""
    coded = mentioned.where(F.col("uscc").isNotNull() & F.col(name).isNotNull()).groupBy(name)
    counted = coded.agg(F.min("uscc").alias(f"{name}_owner"), F.countDistinct("uscc").alias("owners"))
    return counted.where("owners = 1").drop("owners")


def _prefixed(kind: str, value: Column) -> Column:
    return F.when(value.isNotNull(), F.concat(F.lit(f"{kind}:"), value))


def entities_of(members: DataFrame) -> DataFrame:
    """One row a subject, shown by its registered name, else by the name used most often."""
    counted = members.where("role <> 'former_name'").groupBy("entity_id", "name", "role").count()
    by_use = Window.partitionBy("entity_id").orderBy(
        F.desc(F.col("role") == "registered"), F.desc("count"), "name"
    )
    shown = (
        counted.withColumn("place", F.row_number().over(by_use))
        .where("place = 1")
        .select("entity_id", "name")
    )
    facts = members.groupBy("entity_id").agg(
        F.min("name_core").alias("name_core"),
        F.min("uscc").alias("uscc"),
        F.mode("city", deterministic=True).alias("city"),
        F.every(F.col("rule") == "self").alias("unnamed"),
        F.countDistinct("source", "record_id").alias("members"),
    )
    return facts.join(shown, "entity_id", "left").select(*ENTITIES.names)
