"""Shows how far a run is: a bar on a terminal, one plain line a step elsewhere; always on stderr."""

from collections.abc import Sequence
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

from jobs.runs import Step


class Progress:
    """Follows the steps of a run."""

    def __init__(self, names: Sequence[str]) -> None:
        console = Console(stderr=True, highlight=False)
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        self._bar = Bar(*columns, console=console, disable=not console.is_terminal)
        self._task: TaskID = self._bar.add_task("", total=len(names))

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()

    def begin(self, name: str) -> None:
        """Name the step that runs now."""
        self._bar.update(self._task, description=name)

    def end(self, step: Step) -> None:
        """Print what the step did, and what each feed gave."""
        self._bar.console.print(
            line_of(step.name, step.counts.read, step.counts.kept, step.counts.refused, step.seconds)
        )
        for feed in step.counts.by_feed:
            self._bar.console.print("  " + line_of(f"feed={feed.name}", feed.read, feed.kept, feed.refused))
        self._bar.advance(self._task)


def line_of(name: str, read: int, kept: int, refused: int, seconds: float | None = None) -> str:
    """One line of the log: ids and counts, never a word of a record."""
    timed = "" if seconds is None else f" seconds={seconds:.1f}"
    return f"{name} read={read} kept={kept} refused={refused}{timed}"
