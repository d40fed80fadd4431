"""The gate no broken table passes: Great Expectations suites derived from the schemas."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial, reduce
from typing import Any

from pyspark.sql import DataFrame, Row, SparkSession, Window
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
    refused = read(spark, settings, REJECTS).where(of_day).groupBy("source").count().collect()
    checked, kept = validate(frames)
    checked += _refused_shares(kept, {row["source"]: row["count"] for row in refused}, settings)
    return _decide(checked, settings, batch, "sources")


def run_clues(spark: SparkSession, settings: Settings, batch: Batch) -> Counts:
    """Check this run's clues and their evidence before anything is published."""
    here = F.col("run_id") == batch.run_id
    evidence = read(spark, settings, CLUE_EVIDENCE).where(here)
    clues = with_proof(read(spark, settings, CLUES).where(here), evidence)
    checked, _ = validate(list(zip(CLUE_SUITES, (clues, evidence), strict=True)))
    return _decide(checked, settings, batch, "clues")


def with_proof(clues: DataFrame, evidence: DataFrame) -> DataFrame:
    """Add what the checks on clues compare: the number of evidence rows and the expected rank."""
    counted = evidence.groupBy("clue_id").agg(F.count("*").alias("evidence_rows"))
    place = F.row_number().over(Window.orderBy("rank", "clue_id"))
    joined = clues.join(counted, "clue_id", "left").withColumn("row_place", place)
    return joined.withColumn("evidence_rows", F.coalesce("evidence_rows", F.lit(0)))


def validate(frames: Sequence[tuple[Suite, DataFrame]]) -> tuple[list[Checked], dict[str, int]]:
    """Evaluate the suites of tables with Great Expectations; also the rows of each table that has any.

    Each condition becomes a boolean column first, null in the rows of other tables, so that one scan and
    one validation serve all. A table without rows tonight is not checked.
    """
    joined = partial(DataFrame.unionByName, allowMissingColumns=True)
    flags = reduce(joined, [_flags(rows, suite) for suite, rows in frames]).persist()
    try:
        columns = [_column(suite, one) for suite, _ in frames for one in suite.expectations]
        failed = [F.count_if(~F.col(column)).alias(column) for column in columns]
        counted = flags.groupBy("suite").agg(F.count("*").alias("rows"), *failed).collect()
        by_suite = {row["suite"]: row for row in counted}
        declared = [
            (suite, one) for suite, _ in frames if suite.name in by_suite for one in suite.expectations
        ]
        rows = {name: row["rows"] for name, row in by_suite.items()}
        return (_checked(flags, declared, by_suite) if declared else []), rows
    finally:
        flags.unpersist()


def _flags(rows: DataFrame, suite: Suite) -> DataFrame:
    return rows.select(
        F.lit(suite.name).alias("suite"),
        F.col(suite.id_column).alias("checked_id"),
        *(
            F.coalesce(F.expr(one.where), F.lit(True)).alias(_column(suite, one))
            for one in suite.expectations
        ),
    )


def _column(suite: Suite, one: Expectation) -> str:
    return f"{suite.name}__{one.name}"


def _checked(
    flags: DataFrame, declared: Sequence[tuple[Suite, Expectation]], counted: Mapping[str, Row]
) -> list[Checked]:
    """Great Expectations' verdict on each check, beside how many rows failed it, and the ids of some."""
    passed = _verdicts(flags, {_column(suite, one): one.share for suite, one in declared})
    checked = []
    for suite, one in declared:
        column, row = _column(suite, one), counted[suite.name]
        sample = _sample(flags, column) if row[column] else ()
        told = (suite.name, one.name, one.title, one.why, one.severity)
        checked.append(Checked(*told, passed[column], row["rows"], row[column], sample))
    return checked


def _sample(flags: DataFrame, column: str) -> tuple[str, ...]:
    failing = flags.where(~F.col(column)).select(F.col("checked_id").cast("string"))
    return tuple(row["checked_id"] for row in failing.orderBy("checked_id").limit(SAMPLE_IDS).collect())


def _verdicts(flags: DataFrame, shares: Mapping[str, float]) -> dict[str, bool]:
    """Whether each boolean column is true in the share of its rows that it must be.

    QualityError where a verdict is missing: a checker may drop a failed check.
    """
    import great_expectations as gx  # imported here: it takes seconds, and only the gate needs it
    from great_expectations.data_context.types.base import ProgressBarsConfig
    from great_expectations.expectations.core.expect_column_values_to_be_in_set import (
        ExpectColumnValuesToBeInSet,
    )

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    asset = context.data_sources.add_spark("tables", persist=False).add_dataframe_asset("tables")
    checks = [
        ExpectColumnValuesToBeInSet(column=column, value_set=[True], mostly=share)
        for column, share in shares.items()
    ]
    expected = context.suites.add(gx.ExpectationSuite("gate", expectations=checks))
    rows = asset.add_batch_definition_whole_dataframe("tonight")
    validation = context.validation_definitions.add(
        gx.ValidationDefinition(name="gate", data=rows, suite=expected)
    )
    # Its own counts and samples cost two queries a check; those are taken from all checks at once.
    result = validation.run(batch_parameters={"dataframe": flags}, result_format="BOOLEAN_ONLY")
    told: dict[str, Any] = result.to_json_dict()  # type: ignore[no-untyped-call]
    verdicts = {one["expectation_config"]["kwargs"]["column"]: one["success"] for one in told["results"]}
    if verdicts.keys() != shares.keys():
        raise QualityError(f"{len(shares)} checks were declared, {len(verdicts)} evaluated.")
    return verdicts


def _refused_shares(kept: Mapping[str, int], refused: Mapping[str, int], settings: Settings) -> list[Checked]:
    """A source most of whose lines are refused was exported wrongly."""
    limit, fewest = settings.knobs.gate_max_refused_share, settings.knobs.gate_min_refused
    checked = []
    for suite in SOURCE_SUITES:
        bad = refused.get(suite.name, 0)
        rows = bad + kept.get(suite.name, 0)
        passed = bad < fewest or bad <= limit * rows
        title, why = f"拒收比例不超过{limit:.0%}", "多数行被拒收说明导出有误"
        checked.append(Checked(suite.name, "refused_share", title, why, "error", passed, rows, bad))
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
