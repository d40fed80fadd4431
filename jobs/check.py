"""Says what a run would say of a file, before anything is loaded: the same reader, the same contract."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby, islice
from pathlib import Path

from jobs.errors import ConfigError
from jobs.formats import Bounds, Line, lines_of
from jobs.landing import LandedFile
from jobs.settings import Settings
from models.contract import Limits, judge
from models.feeds import Feed
from schemas.sources import SOURCES

_LANDED = re.compile(r"(?:^|/)(ads|judgments|complaints|enterprises)/(\d{4}-\d{2}-\d{2})/")


@dataclass(frozen=True)
class Refusal:
    """One line that would be refused."""

    line: int
    code: str
    detail: str
    sheet: str = ""


@dataclass
class Verdict:
    """What would become of a file."""

    file: str
    source: str
    feed: str | None = None
    read: int = 0
    refusals: list[Refusal] = field(default_factory=list)

    @property
    def refused(self) -> int:
        """Lines that would be refused."""
        return len(self.refusals)

    @property
    def kept(self) -> int:
        """Lines that would be kept."""
        return self.read - self.refused


def check_file(path: Path, settings: Settings, source: str | None, day: date | None) -> Verdict:
    """Judge a file by the contract; its source and date come from its folder where not given.

    ConfigError where the file does not exist or its source is not known.
    """
    if not path.is_file():
        raise ConfigError(f"The file {path} does not exist.")
    landed = _LANDED.search(path.absolute().as_posix())
    source = source or (landed[1] if landed else None)
    if source not in SOURCES:
        raise ConfigError(f"Say with --source which of {', '.join(SOURCES)} the file {path} is.")
    today = day or (_day_of(landed[2]) if landed else date.today())
    file = LandedFile(source, path.name, str(path.absolute()), path.stat().st_size)
    return _judged(file, settings, settings.limits(today))


def _day_of(folder: str) -> date:
    try:
        return date.fromisoformat(folder)
    except ValueError:
        raise ConfigError(f"The folder {folder} is no date; give the batch date with --date.") from None


def _judged(file: LandedFile, settings: Settings, limits: Limits) -> Verdict:
    verdict = Verdict(file.name, file.source)
    feeds = {feed.feed: feed for feed in settings.feeds}
    seen: dict[str, tuple[Line, str]] = {}
    bounds = Bounds(settings.knobs.max_line_bytes, settings.knobs.max_record_lines)
    for portion in _portions(lines_of(file, settings.feeds, bounds), settings.knobs.batch_rows):
        verdict.read += len(portion)
        verdict.feed = verdict.feed or next((line.feed for line in portion if line.feed), None)
        verdict.refusals += [_unread(line) for line in portion if line.refused_for]
        verdict.refusals += _refusals([line for line in portion if not line.refused_for], feeds, limits, seen)
    verdict.refusals.sort(key=lambda refusal: (refusal.sheet, refusal.line))
    return verdict


def _portions(lines: Iterator[Line], size: int) -> Iterator[list[Line]]:
    while portion := list(islice(lines, size)):
        yield portion


def _unread(line: Line) -> Refusal:
    return Refusal(line.line, line.refused_for or "", line.detail or "", line.sheet)


def _refusals(
    lines: Sequence[Line], feeds: dict[str, Feed], limits: Limits, seen: dict[str, tuple[Line, str]]
) -> Iterator[Refusal]:
    for name, group in groupby(lines, lambda line: line.feed or ""):
        rows = list(group)
        judged = judge(feeds[name], [line.cells or {} for line in rows], limits)
        for line, values, fault in zip(rows, judged.rows, judged.faults, strict=True):
            if fault:
                yield Refusal(line.line, fault.code, fault.detail, line.sheet)
            else:
                yield from _double(line, values["record_id"], values["row_digest"], seen)


def _double(line: Line, record_id: str, digest: str, seen: dict[str, tuple[Line, str]]) -> Iterator[Refusal]:
    """Of two lines with one id the later is kept, as in a run."""
    earlier = seen.get(record_id)
    seen[record_id] = (line, digest)
    if earlier:
        code = "duplicate_record" if earlier[1] == digest else "duplicate_record_id"
        told = f"record {record_id} stands again in line {line.line}, which is kept"
        yield Refusal(earlier[0].line, code, told, earlier[0].sheet)
