"""Lines that can be given back, and lines of a file that breaks off in the middle."""

from collections.abc import Iterable, Iterator, Sequence

from jobs.errors import SourceError


class UntilBroken:
    """Decoded lines up to the point where their file breaks off; the fault is kept for the end."""

    def __init__(self, lines: Iterator[tuple[int, str, str | None]]) -> None:
        self._lines = lines
        self._fault: SourceError | None = None

    def __iter__(self) -> "UntilBroken":
        return self

    def __next__(self) -> tuple[int, str, str | None]:
        try:
            return next(self._lines)
        except SourceError as fault:
            self._fault = fault
            raise StopIteration from None

    def raise_fault(self) -> None:
        """Raise what broke the file off, once all before it is read."""
        if self._fault:
            raise self._fault


class PushBack:
    """Decoded lines that can be given back, so that a quote never closed costs one line only."""

    def __init__(self, lines: Iterable[tuple[int, str, str | None]]) -> None:
        self._lines = iter(lines)
        self._back: list[tuple[int, str, str | None]] = []

    def __iter__(self) -> "PushBack":
        return self

    def __next__(self) -> tuple[int, str, str | None]:
        return self._back.pop() if self._back else next(self._lines)

    def give_back(self, lines: Sequence[tuple[int, str, str | None]]) -> None:
        """Put lines back, to be given again in their order."""
        self._back.extend(reversed(lines))
