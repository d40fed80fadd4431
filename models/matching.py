"""Tells whether two writings name one organisation: same, not the same, or not to be said."""

import re
from dataclasses import replace
from functools import lru_cache
from typing import Literal

from pypinyin import Style, pinyin
from rapidfuzz import fuzz

from models.divisions import Seat, merged, place_words, places, seats, seats_of
from models.names import FORMER, CompanyName, decompose, simplified

Verdict = Literal["same", "not_same", "cannot_say"]
LEAST_ALIKE = 50  # of 100, by rapidfuzz: below, two cores share less than half of their characters
Relation = Literal["agree", "contradict", "unknown"]


@lru_cache(maxsize=65_536)
def compare(a: str, b: str) -> Verdict:
    """Tell whether two writings name one organisation; a name's former names (原…) are writings of it too.

    `same`: place, brand and trade agree; a company's branch is the company. `not_same`: two of them contradict
    each other. `cannot_say`: one is missing, abbreviated, anonymous, or one homophone apart. Symmetric.
    """
    found = {_verdict(one, other) for one in _writings(a) for other in _writings(b)}
    ranked: tuple[Verdict, ...] = ("same", "cannot_say", "not_same")
    return next((verdict for verdict in ranked if verdict in found), "cannot_say")


def is_similar(one: str, other: str) -> bool:
    """Tell whether two brand-and-trade cores may be one name: alike in writing, and no contradiction."""
    return fuzz.ratio(one, other) >= LEAST_ALIKE and compare(one, other) != "not_same"


def _writings(written: str) -> list[CompanyName]:
    """A name and the former names it tells in brackets."""
    former = FORMER.findall(simplified(written))
    return [parts for one in (written, *former) if (parts := decompose(one))]


def _verdict(a: CompanyName, b: CompanyName) -> Verdict:
    if a.core is None or b.core is None:
        return "cannot_say"
    a, b = _with_county(a, b), _with_county(b, a)
    name, place = _names(a, b), _places(a, b)
    if "contradict" in {name, place}:
        return "not_same"
    is_one = place == "agree" or (not (a.place or b.place) and _is_alone(a, b))
    return "same" if name == "agree" and is_one else "cannot_say"


def _is_alone(a: CompanyName, b: CompanyName) -> bool:
    """Tell whether one core without a place is one body: a company registered so, or a place's own (上海银行)."""
    return (a.is_company and a.legal_form == b.legal_form) or (a.core or "")[:2] in places()


def _with_county(a: CompanyName, b: CompanyName) -> CompanyName:
    """Read what one core has before the other as a county without 市 (昆山星渚 beside 星渚)."""
    county = (a.core or "").removesuffix(b.core or "")
    if not (b.brand and any(county in known for known in seats())):
        return a
    return replace(a, place=a.place + county, core=b.core, brand=b.brand, trade=b.trade)


def _places(a: CompanyName, b: CompanyName) -> Relation:
    """Compare places: one city agrees; a province and its city, or a place not told, leave it open."""
    of_a, of_b = _seat_of(a), _seat_of(b)
    if not (of_a and of_b):
        return "unknown"
    if not any(merged(one, other) for one in of_a for other in of_b):
        return "contradict"
    cities = {city for _, city, _ in of_a | of_b}
    return "agree" if of_a == of_b or (len(cities) == 1 and "" not in cities) else "unknown"


def _seat_of(name: CompanyName) -> frozenset[Seat]:
    """The seats of a name; a shop is where its branch is (杭州西湖店), a company where its head office is."""
    own = seats_of(name.place)
    if own or name.is_company:
        return own
    word = next(place_words(name.branch), "")
    is_street = not name.branch.startswith(word) or name.branch[len(word) :].startswith(("路", "街", "大道"))
    return frozenset() if is_street else seats_of(word)


def _names(a: CompanyName, b: CompanyName) -> Relation:
    """Compare brand, trade and legal form."""
    if a.core == b.core:
        is_one = a.is_group == b.is_group and (a.is_company or b.is_company or a.branch == b.branch)
        return "agree" if is_one else "unknown"
    if a.brand == b.brand and a.is_group != b.is_group:
        return "contradict"
    return "unknown" if _may_be(a, b) or _may_be(b, a) or _is_homophone(a, b) else "contradict"


def _may_be(short: CompanyName, full: CompanyName) -> bool:
    """Tell whether one name may be a shorter or looser writing of the other."""
    loose = not short.is_company
    return (
        (short.brand == full.brand and _is_within(short.trade, full.trade))
        or (loose and _is_abbreviation(short.core or "", full.core or ""))
        or (loose and not short.place and (short.core or "").startswith(full.brand))
        or (
            loose
            and short.trade == full.trade
            and bool(re.search(f"..{re.escape(short.brand)}$", full.brand))
        )
    )


def _is_within(short: str, long: str) -> bool:
    """Tell whether all characters of one word stand in another, in order (科技 in 网络科技)."""
    rest = iter(long)
    return all(char in rest for char in short)


def _is_abbreviation(short: str, full: str) -> bool:
    """Tell whether a core may stand for a longer one: from its first character on (砚教 for 砚田教育)."""
    return short[:1] == full[:1] and _is_within(short, full)


def _is_homophone(a: CompanyName, b: CompanyName) -> bool:
    """Tell whether two cores differ in one character that sounds alike, tones aside (晨禾, 晨合)."""
    one, other = a.core or "", b.core or ""
    apart = [(x, y) for x, y in zip(one, other, strict=False) if x != y]
    return (
        len(one) == len(other) and len(apart) == 1 and bool(_readings(apart[0][0]) & _readings(apart[0][1]))
    )


def _readings(char: str) -> frozenset[str]:
    """Every toneless reading of a character: in a name none is certain (朝 as zhāo or cháo)."""
    return frozenset(pinyin(char, style=Style.NORMAL, heteronym=True)[0])
