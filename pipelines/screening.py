"""STEPS, and the flow that runs each as soon as what it reads is there."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from prefect import Task, flow, task
from prefect.cache_policies import NO_CACHE
from prefect.futures import PrefectFuture, wait
from pyspark.sql import SparkSession

from jobs import annotate, deduplicate, ingest, normalize, publish, quality, rank, resolve, screen
from jobs.errors import QualityError
from jobs.landing import bytes_below
from jobs.runs import Counts, Step, record
from jobs.session import open_session, suit
from jobs.settings import Batch, Settings, load_settings
from pipelines.progress import Progress


@dataclass(frozen=True)
class Planned:
    """A step of the night, and the steps that must have ended well before it starts."""

    name: str
    run: Callable[[SparkSession, Settings, Batch], Counts]
    after: tuple[str, ...] = ()


STEPS = (
    Planned("ingest", ingest.run),
    Planned("normalize", normalize.run, ("ingest",)),
    Planned("gate sources", quality.run_sources, ("normalize",)),
    Planned("deduplicate", deduplicate.run, ("normalize",)),
    Planned("annotate", annotate.run, ("normalize",)),
    Planned("resolve", resolve.run, ("gate sources", "annotate")),
    Planned("screen", screen.run, ("deduplicate", "resolve")),
    Planned("rank", rank.run, ("screen",)),
    Planned("gate clues", quality.run_clues, ("rank",)),
    Planned("publish", publish.run, ("gate clues",)),
)


@flow(name="screen-sources")
def screen_sources(landing: str, lake: str, day: str, conf: str) -> str:
    """Take every step for one date; a failure stops what comes after it. The id of the run."""
    settings = load_settings(lake, Path(conf))
    batch = settings.batch(landing, date.fromisoformat(day))
    done: list[Step] = []
    started = datetime.now()
    suit(open_session(settings), bytes_below(landing) + bytes_below(lake))
    try:
        with Progress([step.name for step in STEPS]) as progress:
            _take_all(settings, batch, progress, done)
    except Exception as error:
        outcome = "stopped_by_gate" if isinstance(error, QualityError) else "failed"
        _record(settings, batch, done, started, outcome, str(error).split("\n")[0][:500])
        raise
    _record(settings, batch, done, started, "published", None)
    publish.write_run_report(settings, batch)
    return batch.run_id


def _take_all(settings: Settings, batch: Batch, progress: Progress, done: list[Step]) -> None:
    """Run the steps as Prefect tasks, side by side where they can; raise what the first failed one raised.

    `done` holds those that ended well, also after a failure.
    """
    taken: dict[str, PrefectFuture[None]] = {}
    for step in STEPS:
        before = [taken[name] for name in step.after]
        taken[step.name] = _as_task(step, settings, batch, progress, done).submit(
            return_state=False, wait_for=before
        )
    wait(list(taken.values()))
    for one in taken.values():
        one.result()


def _as_task(
    step: Planned, settings: Settings, batch: Batch, progress: Progress, done: list[Step]
) -> Task[[], None]:
    """A Prefect task without parameters: Prefect would search them for futures, all the knowledge through."""
    taken = task(name=step.name, cache_policy=NO_CACHE)
    return taken(lambda: _take(step, settings, batch, progress, done))


def _take(step: Planned, settings: Settings, batch: Batch, progress: Progress, done: list[Step]) -> None:
    progress.begin(step.name)
    started = datetime.now()
    counts = step.run(open_session(settings), settings, batch)
    done.append(Step(step.name, started, datetime.now(), counts))
    progress.end(done[-1])


def _record(
    settings: Settings, batch: Batch, done: list[Step], started: datetime, outcome: str, message: str | None
) -> None:
    normalized = next((step.counts for step in done if step.name == "normalize"), Counts.all_kept(0))
    whole = Counts(normalized.read, normalized.kept, normalized.refused)
    run = Step("run", started, datetime.now(), whole, outcome, message)
    record(open_session(settings), settings, batch, [*done, run])
