"""Judges rows by the landing contract: typed values with keys, or a reason for refusing them."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from hashlib import blake2b
from typing import Any

from models import values
from models.feeds import Feed, contract_cells
from models.identifiers import case_numbers_in, court_code_of, phone_digest, phones_in, valid_uscc
from models.salary import NOT_STATED, read_salary
from models.subjects import subjects_of
from models.text import skeleton
from schemas.sources import LISTING, PARTY, PENALTY, SOURCES, Source

Parser = Callable[[str], Any]
NAME = ("name", ("名称", "姓名", "姓名/名称", "当事人"), values.text)
PARSERS: Mapping[str, Parser] = {
    "string": values.text,
    "timestamp": values.moment,
    "date": values.day,
    "int": values.whole,
    "double": values.amount,
    "boolean": values.flag,
    "array<string>": values.text_list,
    f"array<{PARTY}>": values.structs(
        NAME,
        ("role", ("诉讼地位", "地位", "角色"), values.text),
        ("legal_rep", ("法定代表人", "负责人"), values.text),
        ("agent", ("代理人", "委托诉讼代理人"), values.text),
    ),
    f"array<{LISTING}>": values.structs(
        ("reason", ("列入原因", "原因"), values.text),
        ("in_date", ("列入日期",), values.day),
        ("out_date", ("移出日期",), values.day),
    ),
    f"array<{PENALTY}>": values.structs(
        ("reason", ("处罚事由", "事由", "原因"), values.text),
        ("no", ("决定书文号", "文号"), values.text),
        ("date", ("处罚日期", "日期"), values.day),
    ),
}


@dataclass(frozen=True)
class Limits:
    """Bounds of the contract: the run's date, the longest cell in characters, the digest key."""

    today: date
    max_cell: int
    digest_key: bytes


@dataclass(frozen=True)
class Fault:
    """Why a row is refused: a stable code, the column, and a sentence."""

    code: str
    field: str
    detail: str


@dataclass
class Judged:
    """Rows judged: per row the contract's values (empty where refused) and its fault, if any."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    faults: list[Fault | None] = field(default_factory=list)


def judge(feed: Feed, rows: Sequence[Mapping[str, str | None]], limits: Limits) -> Judged:
    """Judge rows as read from a file of `feed`; the order of the rows is kept."""
    source = SOURCES[feed.source]
    judged = Judged()
    for cells, extras in zip(*contract_cells(feed, rows), strict=True):
        parsed, fault = _parsed(source, cells, limits.max_cell)
        fault = fault or _missing(source, parsed) or _future(source, parsed, limits.today)
        judged.faults.append(fault)
        judged.rows.append({} if fault else _with_keys(source, cells, parsed, extras, limits))
    return judged


def _parsed(source: Source, cells: Mapping[str, str], max_cell: int) -> tuple[dict[str, Any], Fault | None]:
    parsed: dict[str, Any] = {}
    for column in source.contract:
        found = cells.get(column.name)
        if found is None:
            parsed[column.name] = None
        elif len(found) > max_cell:
            sentence = f"at most {max_cell} characters are read, found {len(found)}"
            return parsed, Fault("cell_too_long", column.name, f"{column.name}: {sentence}")
        else:
            try:
                parsed[column.name] = PARSERS[column.type](found)
            except values.ValueFault as fault:
                return parsed, Fault(fault.code, column.name, f"{column.name}: {fault}")
    return parsed, None


def _missing(source: Source, parsed: Mapping[str, Any]) -> Fault | None:
    if any(parsed[name] for name in source.required):
        return None
    needed = " or ".join(source.required)
    return Fault("missing_required", source.required[0], f"expected {needed}, found it empty")


def _future(source: Source, parsed: Mapping[str, Any], today: date) -> Fault | None:
    for name in source.date_columns_not_in_future:
        found = parsed[name]
        if found is not None and _day(found) > today:
            sentence = f"{name}: {_day(found)} lies after the batch date {today}"
            return Fault("date_in_future", name, sentence)
    return None


def _day(found: date | datetime) -> date:
    return found.astimezone(values.SHANGHAI).date() if isinstance(found, datetime) else found


def _with_keys(
    source: Source,
    cells: Mapping[str, str],
    parsed: dict[str, Any],
    extras: dict[str, str],
    limits: Limits,
) -> dict[str, Any]:
    """Add what joins and orders records: ids, digests, subjects, event time."""
    row = DERIVED[source.name](dict(parsed))
    if cells.get("uscc") and not row.get("uscc"):
        extras = extras | {"uscc_as_found": cells["uscc"]}  # failed its check: no key, but not lost
    digest = _digest(json.dumps(cells, ensure_ascii=False, sort_keys=True))
    texts = [row[name] or "" for name in source.text_fields]
    return row | {
        "record_id": row[source.id_column] or f"h{digest}",
        "event_at": _midnight(row[source.event_column]),
        "subjects": subjects_of(source.name, row),
        "phone_digests": _phone_digests(cells, limits.digest_key),
        "text_digest": _digest(skeleton("\n".join(texts))),
        "row_digest": digest,
        "extras": extras,
    }


def _midnight(found: date | datetime | None) -> datetime | None:
    if found is None or isinstance(found, datetime):
        return found
    return datetime.combine(found, time(), values.SHANGHAI)


def _phone_digests(cells: Mapping[str, str], key: bytes) -> list[str]:
    numbers = phones_in(" \n".join(cells.get(name, "") for name in PHONE_COLUMNS))
    return sorted(phone_digest(number, key) for number in numbers)


# A number in a complaint is the caller's as often as the target's, so those are no keys.
PHONE_COLUMNS = ("contact_in_text", "job_desc", "phone")


def _digest(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def _ad(row: dict[str, Any]) -> dict[str, Any]:
    pay = read_salary(row["salary_text"]) if row["salary_text"] else NOT_STATED
    given = {name: row[name] for name in ("salary_min", "salary_max", "salary_period", "salary_months")}
    read = (pay.lowest, pay.highest, pay.period, pay.months)
    pays = {name: read[i] if given[name] is None else given[name] for i, name in enumerate(given)}
    return _with_valid_uscc(row) | pays


def _judgment(row: dict[str, Any]) -> dict[str, Any]:
    numbers = case_numbers_in(row["case_no"] or "")
    normal = numbers[0] if numbers else row["case_no"]
    code = row["court_code"] or (court_code_of(numbers[0]) if numbers else None)
    return row | {"case_no": normal, "court_code": code, "facts": row["facts"] or row["full_text"]}


def _with_valid_uscc(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"uscc": valid_uscc(row["uscc"]) if row["uscc"] else None}


DERIVED: Mapping[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "ads": _ad,
    "judgments": _judgment,
    "complaints": _with_valid_uscc,
    "enterprises": _with_valid_uscc,
}
