"""What a feed map may say: which file headers stand for which contract column."""

import re
from collections.abc import Mapping, Sequence
from fnmatch import fnmatch
from functools import cached_property, lru_cache
from typing import Literal
from unicodedata import normalize

from pydantic import BaseModel, ConfigDict, Field, model_validator

from schemas.sources import SOURCES


class Strict(BaseModel):
    """Data from conf/: unknown keys are faults, nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Target(Strict):
    """Where a file's column goes: one contract column, or several once it is split."""

    to: str | tuple[str | None, ...]
    split: str | None = None  # the separator; needed where `to` names several
    strip: str | None = None  # a leading label that the export writes before every value

    @model_validator(mode="after")
    def _split_needs_several(self) -> "Target":
        if (self.split is None) != isinstance(self.to, str):
            raise ValueError("`split` and several names in `to` belong together")
        return self

    @property
    def names(self) -> tuple[str, ...]:
        """Contract columns filled from this one."""
        return (self.to,) if isinstance(self.to, str) else tuple(name for name in self.to if name)

    def values(self, found: str) -> dict[str, str]:
        """Give the contract's values in one cell."""
        bare = found.removeprefix(self.strip).lstrip(":： ") if self.strip else found
        if isinstance(self.to, str):
            return {self.to: bare}
        parts = bare.split(self.split)
        return {name: part for name, part in zip(self.to, parts, strict=False) if name}


class Match(Strict):
    """What tells a feed's files from others: a pattern of the file name, headers it must have."""

    file: str | None = None
    headers: tuple[str, ...] = ()


class Feed(Strict):
    """One feed map of conf/sources. `columns` reads header: contract column."""

    feed: str
    source: Literal["ads", "judgments", "complaints", "enterprises"]
    title: str
    match: Match = Match()
    columns: dict[str, Target]
    constants: dict[str, str] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _short_targets(cls, given: dict[str, object]) -> dict[str, object]:
        columns = given.get("columns") if isinstance(given, Mapping) else None
        if isinstance(columns, Mapping):
            short = {key: {"to": to} if isinstance(to, str) else to for key, to in columns.items()}
            return {**given, "columns": short}
        return given

    @model_validator(mode="after")
    def _known_columns(self) -> "Feed":
        known = {column.name for column in SOURCES[self.source].contract}
        named = {name for target in self.columns.values() for name in target.names} | set(self.constants)
        if named - known:
            raise ValueError(f"{sorted(named - known)} are no columns of {self.source}")
        return self

    def target(self, header: str) -> Target | None:
        """Where a header goes: by this map, by the contract's own names, or nowhere."""
        return self._targets.get(plain_header(header))

    @cached_property
    def _targets(self) -> dict[str, Target]:
        by_contract = {column.name: Target(to=column.name) for column in SOURCES[self.source].contract}
        return by_contract | {plain_header(key): to for key, to in self.columns.items()}

    def fit(self, headers: Sequence[str], file: str) -> int:
        """How many headers this map knows; 0 where a required column or header is missing."""
        plain = {plain_header(header) for header in headers}
        targets = [target for target in map(self.target, headers) if target]
        named = {name for target in targets for name in target.names}
        required = {plain_header(header) for header in self.match.headers}
        if not named & set(SOURCES[self.source].required) or not required <= plain:
            return 0
        by_name = bool(self.match.file) and fnmatch(file.rsplit("/", 1)[-1], str(self.match.file))
        return len(targets) + 1000 * by_name


@lru_cache(maxsize=4096)
def plain_header(header: str) -> str:
    """Fold a header cell: width, case, white space, and the * that marks mandatory columns."""
    return re.sub(r"[\s*\u200b\ufeff]", "", normalize("NFKC", header)).lower()


def choose_feed(feeds: Sequence[Feed], source: str, headers: Sequence[str], file: str) -> Feed | None:
    """Choose the feed of a source that knows most of a file's headers; None where none fits.

    Ties go to the map with fewer columns of its own, then by name.
    """
    fits = [
        (-feed.fit(headers, file), len(feed.columns), feed.feed, feed)
        for feed in feeds
        if feed.source == source
    ]
    best = min(fits, key=lambda row: row[:3], default=None)
    return best[3] if best and best[0] < 0 else None


def contract_cells(
    feed: Feed, rows: Sequence[Mapping[str, str | None]]
) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """Rename the cells of many rows: contract column → text, and what the contract does not name.

    Where several headers fill one column the first that is not empty wins.
    """
    targets = {header: feed.target(header) for header in {header for row in rows for header in row}}
    filled = [{header: cell for header, cell in row.items() if cell and cell.strip()} for row in rows]
    named = [_named(row, targets) | feed.constants for row in filled]
    extras = [{header: cell for header, cell in row.items() if not targets[header]} for row in filled]
    return named, extras


def _named(row: Mapping[str, str], targets: Mapping[str, Target | None]) -> dict[str, str]:
    values: dict[str, str] = {}
    for header, cell in row.items():
        target = targets[header]
        for name, part in target.values(cell).items() if target else ():
            values.setdefault(name, part)
    return values
