"""Reads a salary as recruitment sites write it: 8-13K·14薪, 200元/天, 10-15万/年, 面议."""

import re
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import normalize

WORKDAYS_A_MONTH = 21.75  # 劳社部发〔2008〕3号
HOURS_A_DAY = 8.0  # 劳动法 article 36
YEARLY_FROM_WAN = 10.0  # nobody writes 10-15万 for a month; sites for managers write it for a year

_RANGE = re.compile(
    r"(\d+(?:,\d{3})*(?:\.\d+)?)\s*(万|千|k)?\s*元?"
    r"(?:\s*[-~—–至到]\s*(\d+(?:,\d{3})*(?:\.\d+)?)\s*(万|千|k)?)?",
)
_MONTHS = re.compile(r"(\d{2})\s*薪")
_PERIODS = (
    ("时", re.compile(r"[/每]\s*个?小?时|时薪")),
    ("周", re.compile(r"[/每]\s*周|周[结薪]")),
    ("日", re.compile(r"[/每一]\s*[天日]|日[结薪]")),
    ("年", re.compile(r"[/每]\s*年|年薪")),
    ("月", re.compile(r"[/每]\s*个?月|月薪|月入")),
)
_UNIT = {"万": 10_000.0, "千": 1_000.0, "k": 1_000.0, None: 1.0}
_TO_MONTH = {
    "时": WORKDAYS_A_MONTH * HOURS_A_DAY,
    "周": WORKDAYS_A_MONTH / 5,
    "日": WORKDAYS_A_MONTH,
    "年": 1 / 12,
    "月": 1.0,
}


@dataclass(frozen=True)
class Salary:
    """Lowest and highest pay in yuan a month, the period as written, and salaries a year."""

    lowest: float | None
    highest: float | None
    period: str | None
    months: int | None


NOT_STATED = Salary(None, None, None, None)


@lru_cache(maxsize=65_536)
def read_salary(written: str) -> Salary:
    """Read a salary text; NOT_STATED where it gives no number (面议)."""
    plain = normalize("NFKC", written).lower()
    months = _MONTHS.search(plain)
    match = _RANGE.search(_MONTHS.sub("", plain))
    if not match:
        return NOT_STATED
    lowest, highest = _bounds(match)
    period = _period(plain, match, lowest)
    scale = _TO_MONTH[period]
    return Salary(
        round(lowest * scale, 2), round(highest * scale, 2), period, int(months[1]) if months else 12
    )


def _bounds(match: re.Match[str]) -> tuple[float, float]:
    low, low_unit, high, high_unit = match.groups()
    lowest = _number(low) * _UNIT[low_unit or high_unit]  # 8-13K: the unit stands at the end only
    highest = _number(high) * _UNIT[high_unit or low_unit] if high else lowest
    return min(lowest, highest), max(lowest, highest)


def _number(digits: str) -> float:
    return float(digits.replace(",", ""))


def _period(plain: str, match: re.Match[str], lowest: float) -> str:
    after = re.split(r"[,。;+\s]", plain[match.end() :])[0]  # 每天8小时 behind a comma is no daily wage
    near = plain[max(0, match.start() - 4) : match.start()] + "|" + after[:5]
    for told in (near, plain):
        for period, pattern in _PERIODS:
            if pattern.search(told):
                return period
    in_wan = "万" in (match[2], match[4])
    return "年" if in_wan and lowest >= YEARLY_FROM_WAN * 10_000 else "月"
