"""STEPS, and the flow that runs them in order."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from pyspark.sql import SparkSession

from jobs import annotate, deduplicate, ingest, normalize, publish, quality, rank, resolve, screen
from jobs.errors import QualityError
from jobs.landing import bytes_below
from jobs.runs import Counts, Step, record
from jobs.session import open_session, suit
from jobs.settings import Batch, Settings, load_settings
from pipelines.progress import Progress

Run = Callable[[SparkSession, Settings, Batch], Counts]
STEPS: tuple[tuple[str, Run], ...] = (
    ("ingest", ingest.run),
    ("normalize", normalize.run),
    ("gate sources", quality.run_sources),
    ("deduplicate", deduplicate.run),
    ("annotate", annotate.run),
    ("resolve", resolve.run),
    ("screen", screen.run),
    ("rank", rank.run),
    ("gate clues", quality.run_clues),
    ("publish", publish.run),
)


@flow(name="screen-sources")
def screen_sources(landing: str, lake: str, day: str, conf: str) -> str:
    """Take every step in order for one date; a failure stops the rest. The id of the run."""
    settings = load_settings(lake, Path(conf))
    batch = settings.batch(landing, date.fromisoformat(day))
    done: list[Step] = []
    started = datetime.now()
    suit(open_session(settings), bytes_below(landing) + bytes_below(lake))
    try:
        with Progress([name for name, _ in STEPS]) as progress:
            for name, step in STEPS:
                progress.begin(name)
                done.append(take(name, step, settings, batch))
                progress.end(done[-1])
    except Exception as error:
        outcome = "stopped_by_gate" if isinstance(error, QualityError) else "failed"
        _record(settings, batch, done, started, outcome, str(error).split("\n")[0][:500])
        raise
    _record(settings, batch, done, started, "published", None)
    publish.write_run_report(settings, batch)
    return batch.run_id


def take(name: str, step: Run, settings: Settings, batch: Batch) -> Step:
    """Run one step as a Prefect task of its own and time it."""
    started = datetime.now()
    counts = task(name=name, cache_policy=NO_CACHE)(lambda: step(open_session(settings), settings, batch))()
    return Step(name, started, datetime.now(), counts)


def _record(
    settings: Settings, batch: Batch, done: list[Step], started: datetime, outcome: str, message: str | None
) -> None:
    normalized = next((step.counts for step in done if step.name == "normalize"), Counts.all_kept(0))
    whole = Counts(normalized.read, normalized.kept, normalized.refused)
    run = Step("run", started, datetime.now(), whole, outcome, message)
    record(open_session(settings), settings, batch, [*done, run])
