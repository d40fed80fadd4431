"""Reads dates, numbers, flags and lists as people and exports write them."""

import json
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any
from unicodedata import normalize
from zoneinfo import ZoneInfo

import cn2an

SHANGHAI = ZoneInfo("Asia/Shanghai")  # exports carry local time without saying so
EMPTY_WORDS = frozenset(
    {"", "-", "--", "—", "——", "/", "\\", "null", "none", "nan", "n/a", "无", "暂无", "空"}
)
UNKNOWN_NUMBERS = re.compile(r"若干|不限|不详|未知|面议|不公示|未公示|未公开|未披露|多名|数名")
TRUE_WORDS = frozenset({"是", "y", "yes", "true", "1", "1.0", "有", "已认证", "已受理", "受理"})
FALSE_WORDS = frozenset({"否", "n", "no", "false", "0", "0.0", "没有", "未认证", "不受理"})

_MOMENT = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
    r"(?:[T\s]*(\d{1,2})[:时](?:(\d{1,2})(?:[:分](\d{1,2})(?:\.\d+)?秒?)?分?)?)?"
)
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?")
_EXCEL_SERIAL = re.compile(r"[2-6]\d{4}(?:\.\d+)?")  # 20000 is 1954, 69999 is 2091
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?(?:\.0)?")
_NUMBER = re.compile(r"(-?(?:\d[\d,]*(?:\.\d+)?|\.\d+))\s*(万|亿)?")
_CHINESE_NUMBER = re.compile(
    r"[约共招]?([一二两三四五六七八九]|(?=[^十百千万亿]*[十百千万亿])[零一二两三四五六七八九十百千万亿]+)[人名位个家元]?"
)
_CHINESE_DATE = re.compile(
    r"([〇○零一二三四五六七八九]{4})年([一二三四五六七八九十]+)月([一二三四五六七八九十]+)日?"
)
_DIGITS = {char: str(n) for n, char in enumerate("〇一二三四五六七八九")} | {"○": "0", "零": "0"}
_SCALE = {"万": 10_000, "亿": 100_000_000, None: 1, "": 1}


class ValueFault(ValueError):
    """A value that cannot be what its column says. `code` is stable, the message is a sentence."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


def text(value: str) -> str | None:
    """Trim a text; None where it only says that there is none (无, -, null)."""
    trimmed = value.strip().strip("\ufeff\u200b")
    return None if trimmed.lower() in EMPTY_WORDS else trimmed


def _plain(value: str) -> str:
    return normalize("NFKC", value).strip()


@lru_cache(maxsize=65_536)
def moment(value: str) -> datetime | None:
    """Read a date or time as Asia/Shanghai unless it names its zone.

    Reads 2026-05-01 08:30, 2026/5/1, 2026年5月1日, 二〇二六年五月一日, 20260501, ISO with zone,
    Excel serial days and Unix seconds or milliseconds. ValueFault `bad_date` for anything else
    and for days that do not exist.
    """
    plain = _chinese_digits(_plain(value))
    if plain.lower() in EMPTY_WORDS:
        return None
    try:
        found = _written(plain) or _numeric(plain) or datetime.fromisoformat(plain)
    except (ValueError, OverflowError):
        raise ValueFault("bad_date", f"expected a date, found {_clip(value)}") from None
    if not 1800 <= found.year <= 2200:
        raise ValueFault("bad_date", f"expected a date of our time, found {_clip(value)}")
    return found if found.tzinfo else found.replace(tzinfo=SHANGHAI)


def _written(plain: str) -> datetime | None:
    match = _MOMENT.fullmatch(plain) or _COMPACT.fullmatch(plain)
    return datetime(*(int(part or 0) for part in match.groups())) if match else None  # type: ignore[arg-type]


def _numeric(plain: str) -> datetime | None:
    if _EXCEL_SERIAL.fullmatch(plain):
        moved = timedelta(days=float(plain))
        return (datetime(1899, 12, 30) + moved).replace(microsecond=0)
    if _EPOCH.fullmatch(plain):
        digits = plain.split(".", maxsplit=1)[0]
        return datetime.fromtimestamp(int(digits) / (1000 if len(digits) == 13 else 1), UTC)
    return None


def _chinese_digits(plain: str) -> str:
    match = _CHINESE_DATE.fullmatch(plain)
    if not match:
        return plain
    year = "".join(_DIGITS[char] for char in match[1])
    return f"{year}-{_up_to_99(match[2])}-{_up_to_99(match[3])}"


def _up_to_99(numeral: str) -> int:
    tens, ten, ones = numeral.rpartition("十")
    return (int(_DIGITS[tens]) if tens else bool(ten)) * 10 + (int(_DIGITS[ones]) if ones else 0)


def day(value: str) -> date | None:
    """Read a date; its day in Asia/Shanghai. ValueFault `bad_date` as for `moment`."""
    found = moment(value)
    return found.astimezone(SHANGHAI).date() if found else None


def amount(value: str) -> float | None:
    """Read the first number of a text (1,200元, 1.2万); None for 面议, 若干, 企业选择不公示.

    ValueFault `bad_number` where the text has neither a number nor such a word.
    """
    plain = _plain(value)
    if plain.lower() in EMPTY_WORDS:
        return None
    match = _NUMBER.search(plain)
    if match:
        return round(float(match[1].replace(",", "")) * _SCALE[match[2]], 6)
    if UNKNOWN_NUMBERS.search(plain):
        return None
    numeral = _CHINESE_NUMBER.fullmatch(plain)
    if numeral:
        with suppress(ValueError, KeyError, IndexError):  # 万一, 百货: words, no numerals
            return float(cn2an.cn2an(numeral[1], "smart"))
    raise ValueFault("bad_number", f"expected a number, found {_clip(value)}")


def whole(value: str) -> int | None:
    """Read a whole number as `amount` does; ValueFault `bad_number` beyond 32 bits."""
    number = amount(value)
    if number is not None and abs(number) >= 2**31:
        raise ValueFault("bad_number", f"expected a number below 2147483648, found {_clip(value)}")
    return None if number is None else int(number)


def flag(value: str) -> bool | None:
    """Read 是/否 in their usual writings; None for any other word, since a flag only adds points."""
    plain = _plain(value).lower()
    return True if plain in TRUE_WORDS else False if plain in FALSE_WORDS else None


def text_list(value: str) -> list[str] | None:
    """Read a list written as JSON or separated by ；, ; or |."""
    items = items_of(value)
    return (
        None
        if items is None
        else [one if isinstance(one, str) else _json(one) for one in items if one is not None]
    )


def items_of(value: str) -> list[Any] | None:
    """Give the elements of a list as written; ValueFault `bad_list` for broken JSON."""
    stripped = value.strip()
    if stripped.lower() in EMPTY_WORDS or stripped == "[]":
        return None
    if stripped[0] in "[{":
        return _json_items(stripped)
    return [part for part in map(str.strip, re.split(r"[；;|]", stripped)) if part]


def _json_items(stripped: str) -> list[Any]:
    try:
        found = json.loads(stripped)
    except json.JSONDecodeError:
        raise ValueFault("bad_list", f"expected a JSON list, found {_clip(stripped)}") from None
    return found if isinstance(found, list) else [found]


def structs(*fields: tuple[str, tuple[str, ...], Callable[[str], Any]]) -> Callable[[str], Any]:
    """Make a reader of lists of objects: (field, other names of it, parser); a bare text fills the first.

    Nested values that cannot be read become None: the object around them still counts.
    """

    def read(value: str) -> list[dict[str, Any]] | None:
        items = items_of(value)
        return None if items is None else [_struct(item, fields) for item in items]

    return read


def _struct(
    item: Any, fields: tuple[tuple[str, tuple[str, ...], Callable[[str], Any]], ...]
) -> dict[str, Any]:
    given = item if isinstance(item, dict) else {fields[0][0]: item}
    return {name: _first(given, (name, *others), parse) for name, others, parse in fields}


def _first(given: dict[str, Any], names: tuple[str, ...], parse: Callable[[str], Any]) -> Any:
    for name in names:
        if given.get(name) not in (None, ""):
            try:
                return parse(str(given[name]))
            except ValueFault:
                return None
    return None


def _json(item: Any) -> str:
    return json.dumps(item, ensure_ascii=False, sort_keys=True)


def _clip(value: str) -> str:
    shown = value.strip().replace("\n", " ")
    return shown if len(shown) <= 40 else f"{shown[:40]}… ({len(shown)} characters)"
