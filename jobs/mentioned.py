"""Records of all sources → the subjects they mention, each with the identity under which it is written."""

from functools import reduce

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from jobs.settings import Settings
from jobs.tables import read
from schemas.sources import SOURCES
from schemas.tables import ATTRIBUTES

SUBJECT_FIELDS = (
    "name", "name_norm", "name_key", "name_core", "uscc", "role", "city", "seat", "legal_rep",
)  # fmt: skip
SUBJECT = f"struct<{','.join(f'{name}:string' for name in SUBJECT_FIELDS)}>"
# Who is said to have done it; victims, reporters and platforms are no subjects (design §3).
ACTORS = ("employer", "perpetrator", "target", "workplace", "self")


def mentioned(spark: SparkSession, settings: Settings, days: Column) -> DataFrame:
    """One row a record and subject, of the records for which `days` holds."""
    knowledge = F.col("knowledge") == settings.knowledge.hash
    told = told_subjects(read(spark, settings, ATTRIBUTES).where(knowledge & days))
    records = {name: read(spark, settings, source.table).where(days) for name, source in SOURCES.items()}
    return reduce(DataFrame.unionByName, [subjects_in(frame, name, told) for name, frame in records.items()])


def told_subjects(attributes: DataFrame) -> DataFrame:
    """The organisation that the text of a record accuses, for records whose columns name none.

    A record weighs for one: the first of those it names that can be joined (models.attributes orders them).
    """
    joined = F.filter(
        "organisations", lambda o: o["told"] & o["name_norm"].isNotNull() & o["role"].isin(*ACTORS)
    )
    rows = attributes.select("source", "record_id", F.get(joined, F.lit(0)).alias("o")).where("o IS NOT NULL")
    nothing = F.lit(None).cast("string")
    role = F.when(F.col("source") == "judgments", F.col("o.role")).otherwise("target")
    columns = {"uscc": nothing, "city": nothing, "legal_rep": nothing, "role": role}
    subject = F.struct(*(columns.get(name, F.col(f"o.{name}")).alias(name) for name in SUBJECT_FIELDS))
    return rows.select("source", "record_id", F.array(subject).alias("told"))


def subjects_in(records: DataFrame, source: str, told: DataFrame) -> DataFrame:
    """One row a record and subject it names; a record that names no actor also stands for itself.

    Where the columns name no actor, the organisations in `told` stand in.
    """
    nobody = F.struct(*(F.lit(None).cast("string").alias(name) for name in SUBJECT_FIELDS))
    subjects = F.transform("subjects", lambda s: F.struct(*(s[name].alias(name) for name in SUBJECT_FIELDS)))
    kept = ("record_id", "event_at", "batch_date")
    given = records.select(*kept, subjects.alias("subjects"), F.col("phone_digests").alias("phones"))
    if source == "enterprises":
        given = given.withColumn("told", F.array().cast(f"array<{SUBJECT}>"))
    else:
        given = given.join(told.where(F.col("source") == source).drop("source"), "record_id", "left")
    has_actor = F.exists("subjects", lambda subject: subject.role.isin(*ACTORS, "registered"))
    instead = F.when(F.size("told") > 0, F.col("told")).otherwise(F.array(nobody))
    named = F.when(has_actor, F.col("subjects")).otherwise(F.concat("subjects", instead))
    rows = given.select(*kept, "phones", F.explode(named).alias("s"))
    return with_identity(rows.select(F.lit(source).alias("source"), *kept, "phones", "s.*"))


def with_identity(rows: DataFrame) -> DataFrame:
    """Add `identity`: by credit code, else by the name's place, core and branch, else the record itself.

    A name without a place takes the city of its record: equal names in two cities stay two.
    """
    placed = F.when(is_placed(), F.col("name_key")).otherwise(
        F.concat("name_key", F.lit("@"), F.coalesce("seat", F.lit("")))
    )
    name = F.when(F.col("name_core").isNull(), F.col("name_norm")).otherwise(placed)
    by_name = F.when(F.col("name_norm").isNotNull(), F.concat(F.lit("name:"), name))
    by_code = F.concat(F.lit("code:"), "uscc")
    return rows.withColumn("identity", F.coalesce(by_code, by_name, by_itself()))


def by_itself() -> Column:
    """The identity of a record that stands for itself."""
    return F.concat_ws(":", F.lit("self"), "source", "record_id")


def is_placed() -> Column:
    """Whether a name tells its place."""
    return ~F.col("name_key").startswith("|")
