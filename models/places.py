"""Provinces and cities named in a text: an act told of several provinces crosses regions."""

import re
from functools import lru_cache

import daachorse

from models.divisions import divisions
from models.text import whole

_KIND = re.compile(r"(?:省|市|地区|盟|自治州|(?:壮族|回族|维吾尔)?自治区|特别行政区)$")
_NO_PLACES = frozenset({"阿里", "县", "海南州"})  # a company; no name; the province is meant
# Where a person is from, or where a body has its seat, is no place of the act (card S16).
_NO_PLACE_OF_ACT = re.compile(
    r"^[^，。；]{0,12}(?:人(?![民们次员])|籍|户籍|公司|法院|检察院|公安|分局|医院|大学|银行)"
)


@lru_cache(maxsize=1)
def _gazetteer() -> dict[str, str]:
    """Name → province, for provinces and prefecture-level cities."""
    rows = [(_KIND.sub("", name), seat) for name, _, seat in divisions() if not seat[2]]
    province: dict[str, str] = {}
    found: dict[str, str] = {}
    for name, seat in rows:
        found.setdefault(name, province.setdefault(seat[0], name))  # a province stands before its cities
    return {name: of for name, of in found.items() if len(name) >= 2 and name not in _NO_PLACES}


@lru_cache(maxsize=1)
def _automaton() -> tuple[daachorse.CharwiseDoubleArrayAhoCorasick, list[str]]:
    places = sorted(_gazetteer())
    return daachorse.CharwiseDoubleArrayAhoCorasick(
        places, match_kind=daachorse.MATCH_KIND_LEFTMOST_LONGEST
    ), [_gazetteer()[name] for name in places]


def provinces_in(text: str) -> list[str]:
    """Provinces in which a text places an act, in order of first mention."""
    automaton, provinces = _automaton()
    found = automaton.find(whole(text))
    return list(
        dict.fromkeys(
            provinces[number] for _, end, number in found if not _NO_PLACE_OF_ACT.match(text[end : end + 20])
        )
    )
