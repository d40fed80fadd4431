"""What a step did: rows read, kept and refused, in all and by feed; and the table `runs`."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pyspark.sql import SparkSession

from jobs.settings import Batch, Settings
from jobs.tables import replace_where
from schemas.tables import RUNS


@dataclass(frozen=True)
class Tally:
    """Rows of one feed."""

    name: str
    read: int
    kept: int
    refused: int


@dataclass(frozen=True)
class Counts:
    """Rows of a step; kept + refused = read, or the step is broken."""

    read: int
    kept: int
    refused: int
    by_feed: tuple[Tally, ...] = ()

    @staticmethod
    def of(tallies: Sequence[Tally]) -> "Counts":
        """Sum the feeds."""
        sums = (sum(t.read for t in tallies), sum(t.kept for t in tallies), sum(t.refused for t in tallies))
        return Counts(*sums, tuple(tallies))

    @staticmethod
    def all_kept(rows: int) -> "Counts":
        """A step that refuses nothing."""
        return Counts(rows, rows, 0)


@dataclass(frozen=True)
class Step:
    """One step of a run as it went."""

    name: str
    started: datetime
    ended: datetime
    counts: Counts
    outcome: str = "done"
    message: str | None = None

    @property
    def seconds(self) -> float:
        """Wall seconds."""
        return (self.ended - self.started).total_seconds()


def record(spark: SparkSession, settings: Settings, batch: Batch, steps: Sequence[Step]) -> None:
    """Write the steps of a run; the same run again replaces its rows."""
    rows = [row for step in steps for row in _rows(settings, batch, step)]
    frame = spark.createDataFrame(rows, RUNS.ddl).coalesce(1)
    replace_where(frame, settings, RUNS, f"batch_date = DATE'{batch.day}' AND run_id = '{batch.run_id}'")


def _rows(settings: Settings, batch: Batch, step: Step) -> list[tuple[object, ...]]:
    counts = step.counts
    lines = [("", counts.read, counts.kept, counts.refused)]
    lines += [(tally.name, tally.read, tally.kept, tally.refused) for tally in counts.by_feed]
    versions = json.dumps(settings.versions, sort_keys=True)
    return [
        (batch.run_id, batch.day, step.name, name, step.started, step.ended, read, kept, refused,
         step.outcome, step.message, versions, settings.hash)
        for name, read, kept, refused in lines
    ]  # fmt: skip
