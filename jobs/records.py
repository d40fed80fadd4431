"""Rows of the source contracts as the records that annotate reads, with or without Spark."""

import json
import sys
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from jobs.cache import ready
from jobs.errors import ConfigError
from models.reading import Knowledge, read_records
from models.record import Record
from models.subjects import NAMED_BY, named_in
from schemas.sources import SOURCES

PORTION_LINES = 1_000
# Persons whose names a source gives in a column of their own: masked wherever the text repeats them.
PERSON_COLUMN = {"ads": "recruiter_name", "complaints": "caller_name"}


def record_of(source: str, row: Mapping[str, Any]) -> Record:
    """Make the record of a contract row; columns may be missing."""
    texts = {name: str(row[name]) for name in SOURCES[source].text_fields if row.get(name)}
    person = row.get(PERSON_COLUMN.get(source, ""))
    named = named_in(source, _written(source, row), row.get("case_type"), row.get("cause"))
    return Record(source, texts, (person,) if person else (), row.get("appeal_type") or "", named)


def _written(source: str, row: Mapping[str, Any]) -> list[tuple[str | None, str | None]]:
    if source in NAMED_BY:
        return [(row.get(NAMED_BY[source][0]), None)]
    return [(party.get("name"), party.get("role")) for party in row.get("parties") or ()]


def id_of(source: str, row: Mapping[str, Any]) -> str | None:
    """The source's own id of a row."""
    written = row.get(SOURCES[source].id_column) or row.get("record_id")
    return None if written is None else str(written)


def read_lines(file: str, source: str, knowledge: Knowledge) -> Iterator[dict[str, Any]]:
    """Read a JSONL file (- is standard input) and give what `clues annotate` prints, line by line.

    ConfigError where the file or the source is unknown.
    """
    if source not in SOURCES or not SOURCES[source].text_fields:
        raise ConfigError(f"--source {source} has no texts to read; choose ads, judgments or complaints.")
    lines = _lines(file)
    ready(knowledge)
    while portion := list(islice(lines, PORTION_LINES)):
        rows = [row for n, line in portion if line.strip() and (row := _row(line, f"{file}:{n}"))]
        readings = read_records([record_of(source, row) for row in rows], knowledge)
        for row, reading in zip(rows, readings, strict=True):
            yield {
                "record_id": id_of(source, row),
                "attributes": reading.attributes | {"organisations": _named(reading.attributes)},
                "mentions": reading.mentions,
                "rules": reading.rules,
            }


def _named(attributes: dict[str, Any]) -> list[dict[str, str]]:
    return [{"name": one["name"], "role": one["role"]} for one in attributes["organisations"]]


def _lines(file: str) -> Iterator[tuple[int, str]]:
    if file == "-":
        yield from enumerate(sys.stdin, start=1)
    elif Path(file).is_file():
        with Path(file).open(encoding="utf-8-sig", errors="replace") as opened:
            yield from enumerate(opened, start=1)
    else:
        raise ConfigError(f"There is no file {file}; name a JSONL file, or - for standard input.")


def _row(line: str, where: str) -> dict[str, Any] | None:
    """A line as a row; a broken one is named on standard error and left out, the rest goes on."""
    try:
        row = json.loads(line)
        found = type(row).__name__
    except ValueError as error:
        row, found = None, str(error)
    if isinstance(row, dict):
        return row
    print(f"{where}: expected a JSON object, found {found}; the line is left out.", file=sys.stderr)
    return None
