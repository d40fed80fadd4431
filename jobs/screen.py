"""Entities and their records → signals, entity_network, as Spark SQL."""

import re
from functools import partial

from pyspark.errors import AnalysisException
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from jobs.errors import ConfigError
from jobs.facts import postings, registrations, subject_facts
from jobs.inputs import MOST_RECORDS, Records
from jobs.network import network_of
from jobs.parallel import in_parallel
from jobs.runs import Counts
from jobs.settings import Batch, Settings
from jobs.tables import overwrite, read
from models.packs import FieldRule, Pack
from schemas.entities import ENTITY_MEMBERS
from schemas.sources import ADS, COMPLAINTS, ENTERPRISES, JUDGMENTS
from schemas.table import Table
from schemas.tables import ENTITY_NETWORK, FAMILIES, MENTIONS, SIGNALS

UNKNOWN = ("UNRESOLVED_COLUMN", "FIELD_NOT_FOUND")


def run(spark: SparkSession, settings: Settings, batch: Batch) -> Counts:
    """Evaluate the field rules of every pack over the facts of each subject; write who is behind whom."""
    spark.sparkContext.setJobDescription("screen")
    records = records_of(spark, settings, batch)
    # Checkpoints, not caches: the plans below name these frames many times.
    posted = postings(records, batch.day, settings.knobs).localCheckpoint()
    registered = registrations(records).localCheckpoint()
    facts = subject_facts(records, posted, registered, batch.day, settings.knobs).localCheckpoint()
    signals = signals_in(facts, settings.knowledge.packs)
    edges = network_of(records.members, posted, registered, settings.knobs)
    in_parallel(
        [partial(overwrite, signals, settings, SIGNALS), partial(overwrite, edges, settings, ENTITY_NETWORK)]
    )
    return Counts.all_kept(facts.count())


def records_of(spark: SparkSession, settings: Settings, batch: Batch) -> Records:
    """Read what facts are counted from: nothing that landed after the run's date."""
    of_day = F.col("batch_date") <= F.lit(batch.day)

    def landed(table: Table) -> DataFrame:
        return read(spark, settings, table).where(of_day)

    return Records(
        ads=landed(ADS.table),
        enterprises=landed(ENTERPRISES.table),
        complaints=landed(COMPLAINTS.table),
        judgments=landed(JUDGMENTS.table),
        members=read(spark, settings, ENTITY_MEMBERS),
        families=landed(FAMILIES),
        mentions=landed(MENTIONS).where(F.col("knowledge") == settings.knowledge.hash),
    )


def signals_in(facts: DataFrame, packs: tuple[Pack, ...]) -> DataFrame:
    """Every bound that a subject crossed, by the field rules of the packs.

    `here` is what complaints and judgments of the pack's scenario say, `overall` those of any.
    ConfigError where a rule names a fact that does not exist.
    """
    ruled = [(pack, rule) for pack in packs for rule in pack.fields]
    scenarios = F.array(*(F.lit(pack.id) for pack in packs if pack.fields))
    bound = facts.withColumn("scenario", F.explode(scenarios)).withColumns(
        {"here": F.try_element_at("told", F.col("scenario")), "overall": F.try_element_at("told", F.lit("*"))}
    )
    crossed = F.filter(F.array(*(_signal(*one) for one in ruled)), lambda signal: signal.isNotNull())
    try:
        found = bound.select("entity_id", "scenario", F.inline(crossed))
    except AnalysisException as error:
        raise _fault(bound, ruled, error) from error
    return found.select(*SIGNALS.names)


def _fault(bound: DataFrame, ruled: list[tuple[Pack, FieldRule]], error: AnalysisException) -> Exception:
    """Name the rule at fault; where none names an unknown fact, the error stays as it is."""
    wrong = next((one for one in ruled if not _stands(bound, *one)), None)
    if wrong is None or not any(word in str(error) for word in UNKNOWN):
        return error
    known = ", ".join(bound.columns)
    return ConfigError(f"{wrong[0].id}: field rule {wrong[1].id} names an unknown fact; known are {known}.")


def _stands(bound: DataFrame, pack: Pack, rule: FieldRule) -> bool:
    try:
        bound.select(_signal(pack, rule))
    except AnalysisException:
        return False
    return True


def _signal(pack: Pack, rule: FieldRule) -> Column:
    """What one rule writes down of a subject in its scenario; null where its bound is not crossed."""
    value = F.expr(rule.value).cast("double")
    signal = F.struct(
        F.lit(rule.id).alias("rule_id"),
        value.alias("value"),
        F.lit(rule.threshold).alias("threshold"),
        _worded(rule.message, value).alias("text"),
        F.lit(rule.strength).alias("strength"),
        F.lit(rule.anomaly).alias("anomaly"),
        _worded(rule.population, value).alias("population"),
        F.slice(F.array_distinct(F.expr(rule.records)), 1, MOST_RECORDS).alias("record_ids"),
    )
    crossed = F.expr(rule.where.format(threshold=rule.threshold))
    return F.when((F.col("scenario") == pack.id) & crossed, signal)


def _worded(template: str, value: Column) -> Column:
    """Put facts into the places that a sentence names: {value} or {salary_city}."""
    parts = re.split(r"\{([\w.]+)\}", template)
    words = [_shown(part, value) if place % 2 else F.lit(part) for place, part in enumerate(parts)]
    return F.concat(*words)


def _shown(name: str, value: Column) -> Column:
    if name != "value":
        return F.coalesce(F.expr(name).cast("string"), F.lit("？"))
    return F.regexp_replace(value.cast("decimal(20,1)").cast("string"), r"\.0$", "")
