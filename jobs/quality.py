"""The gate no broken table passes: Great Expectations suites derived from the schemas."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pyspark.sql import DataFrame, SparkSession, Window
from pyspark.sql import functions as F

from jobs.errors import QualityError
from jobs.pages import write_quality_page
from jobs.runs import Counts
from jobs.settings import Batch, Settings
from jobs.tables import read
from schemas.expectations import CLUE_SUITES, SOURCE_SUITES, Expectation, Severity, Suite
from schemas.tables import CLUE_EVIDENCE, CLUES, REJECTS

SAMPLE_IDS = 5  # ids named for a failed check; all others are found by the same condition


@dataclass(frozen=True)
class Checked:
    """One check as it went: rows looked at, rows that failed, and the ids of some of them."""

    suite: str
    name: str
    title: str
    why: str
    severity: Severity
    passed: bool
    rows: int
    failed: int
    sample: tuple[str, ...] = ()


def run_sources(spark: SparkSession, settings: Settings, batch: Batch) -> Counts:
    """Check tonight's rows of the four source tables; QualityError where a check of weight fails."""
    of_day = F.col("batch_date") == F.lit(batch.day)
    frames = [(suite, read(spark, settings, suite.table).where(of_day)) for suite in SOURCE_SUITES]
    refused = read(spark, settings, REJECTS).where(of_day)
    checked = [one for suite, rows in frames for one in validate(rows, suite)]
    checked += _refused_shares(frames, refused, settings)
    return _decide(checked, settings, batch, "sources")


def run_clues(spark: SparkSession, settings: Settings, batch: Batch) -> Counts:
    """Check this run's clues and their evidence before anything is published."""
    here = F.col("run_id") == batch.run_id
    evidence = read(spark, settings, CLUE_EVIDENCE).where(here)
    clues = with_proof(read(spark, settings, CLUES).where(here), evidence)
    frames = dict(zip(CLUE_SUITES, (clues, evidence), strict=True))
    checked = [one for suite, rows in frames.items() for one in validate(rows, suite)]
    return _decide(checked, settings, batch, "clues")


def with_proof(clues: DataFrame, evidence: DataFrame) -> DataFrame:
    """Add what the checks on clues compare: the number of evidence rows and the expected rank."""
    counted = evidence.groupBy("clue_id").agg(F.count("*").alias("evidence_rows"))
    place = F.row_number().over(Window.orderBy("rank", "clue_id"))
    joined = clues.join(counted, "clue_id", "left").withColumn("row_place", place)
    return joined.withColumn("evidence_rows", F.coalesce("evidence_rows", F.lit(0)))


def validate(rows: DataFrame, suite: Suite) -> list[Checked]:
    """Evaluate a suite with Great Expectations; a source without rows tonight is not checked.

    Each condition becomes a boolean column first, so that one scan and one metric serve a check.
    """
    conditions = {one.name: F.coalesce(F.expr(one.where), F.lit(True)) for one in suite.expectations}
    flags = rows.select(
        F.col(suite.id_column).alias("checked_id"), *(c.alias(n) for n, c in conditions.items())
    )
    flags = flags.persist()
    try:
        return _validated(flags, suite) if flags.count() >= max(suite.at_least, 1) else []
    finally:
        flags.unpersist()


def _validated(flags: DataFrame, suite: Suite) -> list[Checked]:
    import great_expectations as gx  # imported here: it takes seconds, and only the gate needs it
    from great_expectations.data_context.types.base import ProgressBarsConfig
    from great_expectations.expectations.core.expect_column_values_to_be_in_set import (
        ExpectColumnValuesToBeInSet,
    )
    from great_expectations.expectations.core.expect_table_row_count_to_be_between import (
        ExpectTableRowCountToBeBetween,
    )

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    asset = context.data_sources.add_spark(suite.name, persist=False).add_dataframe_asset(suite.name)
    checks = [
        ExpectColumnValuesToBeInSet(column=one.name, value_set=[True], mostly=one.share)
        for one in suite.expectations
    ]
    counted = ExpectTableRowCountToBeBetween(min_value=suite.at_least)
    declared = context.suites.add(gx.ExpectationSuite(suite.name, expectations=[counted, *checks]))
    rows = asset.add_batch_definition_whole_dataframe("tonight")
    validation = gx.ValidationDefinition(name=suite.name, data=rows, suite=declared)
    result = context.validation_definitions.add(validation).run(
        batch_parameters={"dataframe": flags},
        result_format={"result_format": "SUMMARY", "unexpected_index_column_names": ["checked_id"]},
    )
    told: dict[str, Any] = result.to_json_dict()  # type: ignore[no-untyped-call]
    return _matched(suite, told["results"])


def _matched(suite: Suite, results: list[dict[str, Any]]) -> list[Checked]:
    """Match results to checks; QualityError where one is missing: a checker may drop a failed check."""
    if len(results) != len(suite.expectations) + 1:
        declared = len(suite.expectations) + 1
        raise QualityError(f"{suite.name}: {declared} checks were declared, {len(results)} evaluated.")
    by_column = {one["expectation_config"]["kwargs"].get("column"): one for one in results}
    return [_checked(suite, one, by_column[one.name]) for one in suite.expectations]


def _checked(suite: Suite, one: Expectation, found: dict[str, Any]) -> Checked:
    result = found["result"]
    listed = result.get("partial_unexpected_index_list") or []
    sample = tuple(str(row["checked_id"]) for row in listed[:SAMPLE_IDS])
    told = (int(result.get("element_count", 0)), int(result.get("unexpected_count", 0)))
    return Checked(
        suite.name, one.name, one.title, one.why, one.severity, bool(found["success"]), *told, sample
    )


def _refused_shares(
    frames: Sequence[tuple[Suite, DataFrame]], refused: DataFrame, settings: Settings
) -> list[Checked]:
    """A source most of whose lines are refused was exported wrongly."""
    counts = {row["source"]: row["count"] for row in refused.groupBy("source").count().collect()}
    checked = []
    for suite, rows in frames:
        bad, kept = counts.get(suite.name, 0), rows.count()
        share = bad / (bad + kept) if bad + kept else 0.0
        passed = share <= settings.knobs.gate_max_refused_share or bad < settings.knobs.gate_min_refused
        title = f"拒收比例不超过{settings.knobs.gate_max_refused_share:.0%}"
        checked.append(
            Checked(
                suite.name,
                "refused_share",
                title,
                "多数行被拒收说明导出有误",
                "error",
                passed,
                bad + kept,
                bad,
            )
        )
    return checked


def _decide(checked: Sequence[Checked], settings: Settings, batch: Batch, name: str) -> Counts:
    page = write_quality_page(checked, settings, batch, name)
    broken = [one for one in checked if not one.passed and one.severity == "error"]
    if broken:
        listed = "; ".join(_told(one) for one in broken)
        raise QualityError(f"The {name} gate stopped the run: {listed}. Nothing was published; see {page}.")
    return Counts.all_kept(len(checked))


def _told(one: Checked) -> str:
    sample = f", for example {', '.join(one.sample)}" if one.sample else ""
    return f"{one.suite}.{one.name} ({one.title}) failed on {one.failed} of {one.rows} rows{sample}"
