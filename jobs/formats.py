"""Streams one file, whatever its format, as lines cut into named cells or refused with a reason."""

import csv
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import chain, count, islice
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import python_calamine
from pyarrow import ArrowException

from jobs.encodings import decoded_lines
from jobs.errors import SourceError
from jobs.landing import LandedFile, byte_chunks, open_seekable
from jobs.lookahead import PushBack, UntilBroken
from models.feeds import Feed, choose_feed
from schemas.sources import SOURCES

csv.field_size_limit(1 << 30)  # cells are judged by the contract, not by the reader
DELIMITERS = ",\t;|，"
HEADER_WITHIN = 10  # rows searched for the header, under titles and merged cells
KEYS_WITHIN = 200  # objects searched for the keys of a JSONL file


@dataclass(frozen=True)
class Line:
    """One line as found: cells under their headers, or its text with the reason it cannot be cut."""

    line: int
    cells: Mapping[str, str | None] | None = None
    text: str | None = None
    refused_for: str | None = None
    detail: str | None = None
    feed: str | None = None
    sheet: str = ""


@dataclass(frozen=True)
class Bounds:
    """How far a reader goes before it calls a line broken."""

    max_line_bytes: int
    max_record_lines: int


Row = tuple[int, list[str | None], str | None]  # line number, cells, text as found


def lines_of(file: LandedFile, feeds: Sequence[Feed], bounds: Bounds) -> Iterator[Line]:
    """Stream the lines of a file; a fault of the whole file is one refused line with number 0."""
    try:
        empty = True
        for line in _READERS[file.format](file, feeds, bounds):
            empty = False
            yield line
        if empty:
            raise SourceError("empty_file", "expected a header and rows, found an empty file")
    except SourceError as fault:
        yield Line(0, text="", refused_for=fault.code, detail=str(fault))


def _csv_lines(file: LandedFile, feeds: Sequence[Feed], bounds: Bounds) -> Iterator[Line]:
    physical = UntilBroken(decoded_lines(byte_chunks(file.url), bounds.max_line_bytes))
    lines = PushBack(physical)
    delimiter = _delimiter(lines, file, feeds)
    yield from _table_lines(_csv_records(lines, delimiter, bounds), file, feeds, short_is_fault=True)
    physical.raise_fault()


def _delimiter(lines: PushBack, file: LandedFile, feeds: Sequence[Feed]) -> str:
    """Choose the delimiter under which the first rows look most like a known header."""
    head = list(islice(lines, HEADER_WITHIN))
    lines.give_back(head)

    def known(delimiter: str) -> tuple[int, int]:
        try:
            rows = list(csv.reader([text for _, text, _ in head], delimiter=delimiter))
        except csv.Error:
            return 0, 0
        return _best_header_fit(rows, file, feeds), max(map(len, rows), default=0)

    return max(DELIMITERS, key=known)


def _csv_records(lines: PushBack, delimiter: str, bounds: Bounds) -> Iterator[Row | Line]:
    """Cut records that may run over several physical lines; one too long or never closed is refused."""
    for first in lines:
        taken, fault = [first], first[2]
        row: list[str] | None = None
        if fault != "line_over_limit":
            row, taken = _csv_record(first, lines, delimiter, bounds.max_record_lines)
            fault = next((one for _, _, one in taken if one), None)
        if row is None and fault is None:
            lines.give_back(taken[1:])
            yield Line(first[0], text=first[1], refused_for="quote_not_closed", detail=_UNCLOSED)
        elif fault:
            text = "".join(text for _, text, _ in taken)
            yield Line(first[0], text=text, refused_for=fault, detail=_FAULTS[fault])
        elif row and any(cell.strip() for cell in row):
            yield first[0], list(row), "".join(text for _, text, _ in taken).rstrip("\r\n")


_UNCLOSED = "expected a closing quote, found the next lines swallowed; only this line is refused"
_FAULTS = {
    "invalid_encoding": "expected text in the file's encoding, found bytes that are none",
    "line_over_limit": "expected a line within max_line_bytes, found a longer one",
}


def _csv_record(
    first: tuple[int, str, str | None], lines: PushBack, delimiter: str, most: int
) -> tuple[list[str] | None, list[tuple[int, str, str | None]]]:
    """Read one record that begins with `first`; None where its quote stays open for `most` lines."""
    taken = [first]
    exhausted = False

    def feed() -> Iterator[str]:
        nonlocal exhausted
        yield first[1]
        for line in islice(lines, most):
            taken.append(line)
            yield line[1]
        exhausted = True

    try:
        row = next(csv.reader(feed(), delimiter=delimiter), [])
        if len(taken) > 1:  # over several lines a stray quote may have joined what does not belong together
            next(csv.reader((text for _, text, _ in taken), delimiter=delimiter, strict=True), [])
    except csv.Error:
        return None, taken
    return (None if exhausted and _is_open(taken) else row), taken


def _is_open(taken: Sequence[tuple[int, str, str | None]]) -> bool:
    return sum(text.count('"') for _, text, _ in taken) % 2 == 1


def _table_lines(
    records: Iterator[Row | Line],
    file: LandedFile,
    feeds: Sequence[Feed],
    short_is_fault: bool,
    sheet: str = "",
) -> Iterator[Line]:
    """Find the header among the first rows, then name the cells of every row after it."""
    head: list[Row | Line] = list(islice(records, HEADER_WITHIN))
    rows = [record for record in head if not isinstance(record, Line)]
    if not rows and not head:
        return
    place, header, feed = _header(rows, file, feeds)
    number = rows[place][0]
    following = [one for one in head if (one.line if isinstance(one, Line) else one[0]) > number]
    found_one = False
    for record in chain(following, records):
        found_one = True
        line = record if isinstance(record, Line) else _cells(record, header, short_is_fault)
        yield replace(line, feed=feed.feed, sheet=sheet)
    if not found_one:
        text = ",".join(header)
        yield Line(
            number, text=text, refused_for="no_rows", detail="expected rows, found a header only", sheet=sheet
        )


def _header(rows: Sequence[Row], file: LandedFile, feeds: Sequence[Feed]) -> tuple[int, list[str], Feed]:
    """Choose the row, alone or with merged cells filled from the row above, that a feed knows best."""
    found = []
    for place, header in _header_candidates([cells for _, cells, _ in rows]):
        feed = choose_feed(feeds, file.source, header, file.name)
        if feed:
            found.append((-feed.fit(header, file.name), place, header, feed))
    if not found:
        raise SourceError("unknown_header", _unknown(rows, file, feeds))
    _, place, header, feed = min(found, key=lambda row: row[:2])
    return place, _distinct(header), feed


def _header_candidates(rows: Sequence[Sequence[str | None]]) -> Iterator[tuple[int, list[str]]]:
    for place, cells in enumerate(rows):
        yield place, [cell or "" for cell in cells]
        if place:
            above = list(rows[place - 1]) + [None] * len(cells)
            yield place, [cell or above[i] or "" for i, cell in enumerate(cells)]


def _best_header_fit(rows: Sequence[Sequence[str]], file: LandedFile, feeds: Sequence[Feed]) -> int:
    fits = [
        feed.fit(header, file.name)
        for _, header in _header_candidates(rows)
        for feed in feeds
        if feed.source == file.source
    ]
    return max(fits, default=0)


def _unknown(rows: Sequence[Row], file: LandedFile, feeds: Sequence[Feed]) -> str:
    names = ", ".join(feed.feed for feed in feeds if feed.source == file.source)
    shown = " | ".join(str(cell) for cell in rows[0][1][:12] if cell) if rows else "nothing readable"
    needed = " or ".join(SOURCES[file.source].required)
    return f"no feed map ({names}) knows a column for {needed}; found: {shown[:200]}"


def _distinct(header: Sequence[str]) -> list[str]:
    """Number repeated headers (电话, 电话.2) and name blank ones by their column."""
    names: list[str] = []
    for place, cell in enumerate(header, start=1):
        name = cell.strip() or f"column {place}"
        repeats = (f"{name}.{number}" for number in count(2))
        names.append(name if name not in names else next(one for one in repeats if one not in names))
    return names


def _cells(row: Row, header: Sequence[str], short_is_fault: bool) -> Line:
    number, cells, text = row
    if len(cells) < len(header) and short_is_fault:
        detail = f"expected {len(header)} fields, found {len(cells)}"
        return Line(number, text=text, refused_for="too_few_fields", detail=detail)
    if any(cell and cell.strip() for cell in cells[len(header) :]):
        detail = f"expected {len(header)} fields, found {len(cells)}"
        return Line(number, text=text, refused_for="too_many_fields", detail=detail)
    return Line(number, cells=_first_filled(header, cells))


def _first_filled(header: Sequence[str], cells: Sequence[str | None]) -> dict[str, str | None]:
    """Name the cells; where a header repeats, the first filled cell takes the plain name."""
    named = dict(zip(header, cells, strict=False))
    for name in [name for name in named if f"{name}.2" in named and not (named[name] or "").strip()]:
        named[name] = next((named[other] for other in _repeats(name, named) if named[other]), None)
    return named


def _repeats(name: str, named: Mapping[str, object]) -> list[str]:
    return [other for other in named if other.startswith(f"{name}.") and other[len(name) + 1 :].isdigit()]


def _jsonl_lines(file: LandedFile, feeds: Sequence[Feed], bounds: Bounds) -> Iterator[Line]:
    physical = UntilBroken(decoded_lines(byte_chunks(file.url), bounds.max_line_bytes))
    lines = (_json_line(*line) for line in physical if line[1].strip())
    head = list(islice(lines, KEYS_WITHIN))
    if not head:
        physical.raise_fault()
        return
    keys = list(dict.fromkeys(key for line in head for key in line.cells or ()))
    feed = choose_feed(feeds, file.source, keys, file.name)
    if feed is None and keys:
        raise SourceError("unknown_header", _unknown([(1, list(keys), None)], file, feeds))
    for line in chain(head, lines):
        yield replace(line, feed=feed.feed) if feed else _without_feed(line)
    physical.raise_fault()


def _without_feed(line: Line) -> Line:
    """After a head of broken lines no feed is known, so a good line cannot be named either."""
    if line.refused_for:
        return line
    told = "expected a feed map for the file, found only broken lines at its head"
    return Line(
        line.line,
        text=json.dumps(dict(line.cells or {}), ensure_ascii=False),
        refused_for="unknown_header",
        detail=told,
    )


def _json_line(number: int, text: str, fault: str | None) -> Line:
    if fault:
        return Line(number, text=text, refused_for=fault, detail=_FAULTS[fault])
    try:
        found = json.loads(text)
        flat = dict(_flat(found)) if isinstance(found, dict) else None
    except (ValueError, RecursionError) as error:
        return Line(
            number,
            text=text.rstrip("\r\n"),
            refused_for="broken_json",
            detail=f"expected JSON, found: {error}",
        )
    if flat is None:
        detail = f"expected an object, found {type(found).__name__}"
        return Line(number, text=text.rstrip("\r\n"), refused_for="not_an_object", detail=detail)
    return Line(number, cells=flat)


def _flat(found: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str | None]]:
    """Flatten nested objects with dots (meta.accusation); lists stay JSON."""
    for key, value in found.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", _as_text(value)


def _as_text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, (datetime, date)):
        return value.isoformat(" ") if isinstance(value, datetime) else value.isoformat()
    if isinstance(value, (list, tuple, dict)):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)


def _xlsx_lines(file: LandedFile, feeds: Sequence[Feed], bounds: Bounds) -> Iterator[Line]:
    """Read every sheet row by row; the sheet is named where the workbook has several."""
    try:
        with open_seekable(file.url) as opened:
            book = python_calamine.CalamineWorkbook.from_filelike(opened)
            names = [name for name in book.sheet_names if book.get_sheet_by_name(name).end is not None]
            for name in names:
                sheet = name if len(names) > 1 else ""
                yield from _sheet_lines(book.get_sheet_by_name(name), file, feeds, sheet)
    except (python_calamine.CalamineError, OSError) as error:
        raise SourceError("not_a_workbook", f"expected an XLSX workbook, found: {error}") from None


def _sheet_lines(
    sheet: python_calamine.CalamineSheet, file: LandedFile, feeds: Sequence[Feed], name: str
) -> Iterator[Line]:
    rows: Iterator[Row | Line] = (
        (number, cells, None)
        for number, row in enumerate(sheet.iter_rows(), start=1)
        if any(cells := [_as_text(value) or None for value in row])
    )
    try:
        yield from _table_lines(rows, file, feeds, short_is_fault=False, sheet=name)
    except SourceError as fault:  # one sheet of notes does not spoil the others
        yield Line(0, text="", refused_for=fault.code, detail=str(fault), sheet=name)


def _parquet_lines(file: LandedFile, feeds: Sequence[Feed], bounds: Bounds) -> Iterator[Line]:
    try:
        with open_seekable(file.url) as opened:
            table = pq.ParquetFile(opened)
            names = table.schema_arrow.names
            feed = choose_feed(feeds, file.source, names, file.name)
            if feed is None:
                raise SourceError("unknown_header", _unknown([(0, list(names), None)], file, feeds))
            number = 0
            for number, row in enumerate(_parquet_rows(table), start=1):
                yield replace(_parquet_line(row), line=number, feed=feed.feed)
            if not number:
                told = "expected rows, found a schema only"
                yield Line(0, text=",".join(names), refused_for="no_rows", detail=told)
    except (ArrowException, OSError) as error:
        raise SourceError("not_parquet", f"expected a Parquet file, found: {error}") from None


def _parquet_rows(table: pq.ParquetFile) -> Iterator[dict[str, Any] | str]:
    """Give each row, or the fault of a row whose values cannot be read (broken text, dates beyond 9999)."""
    for batch in table.iter_batches(1000):
        try:
            yield from batch.to_pylist()
        except (ValueError, OverflowError):
            yield from (_parquet_row(batch, place) for place in range(batch.num_rows))


def _parquet_row(batch: pa.RecordBatch, place: int) -> dict[str, Any] | str:
    try:
        row: dict[str, Any] = batch.slice(place, 1).to_pylist()[0]
    except (ValueError, OverflowError) as error:
        return str(error)
    return row


def _parquet_line(row: dict[str, Any] | str) -> Line:
    if isinstance(row, str):
        return Line(
            0, text=row, refused_for="unreadable_value", detail=f"expected readable values, found: {row}"
        )
    return Line(0, cells={key: _as_text(value) for key, value in row.items()})


_READERS: Mapping[str, Callable[[LandedFile, Sequence[Feed], Bounds], Iterator[Line]]] = {
    "csv": _csv_lines,
    "jsonl": _jsonl_lines,
    "xlsx": _xlsx_lines,
    "parquet": _parquet_lines,
}
