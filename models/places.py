"""Provinces and cities named in a text: an act told of several provinces crosses regions."""

import re
from functools import lru_cache
from pathlib import Path

import daachorse
from stdnum import cn

from models.text import whole

_KIND = re.compile(r"(?:省|市|地区|盟|自治州|(?:壮族|回族|维吾尔)?自治区|特别行政区)$")
# Where a person is from, or where a body has its seat, is no place of the act (card S16).
_NO_PLACE_OF_ACT = re.compile(
    r"^[^，。；]{0,12}(?:人(?![民们次员])|籍|户籍|公司|法院|检察院|公安|分局|医院|大学|银行)"
)


@lru_cache(maxsize=1)
def _gazetteer() -> dict[str, str]:
    """Name → province, for provinces and prefecture-level cities (GB/T 2260, from stdnum's list)."""
    found: dict[str, str] = {}
    province = ""
    for line in Path(cn.__path__[0], "loc.dat").read_text("utf-8").splitlines():
        if named := re.search(r'province="([^"]+)"', line):
            province = _KIND.sub("", named[1])
            found[province] = province
        if city := re.search(r'^\s+\d\d00 county="([^"]+)"', line):
            name = _KIND.sub("", re.sub(r"\[[^]]*\]", "", city[1]))
            if len(name) >= 2:
                found.setdefault(name, province)
    return {
        name: of
        for name, of in found.items()
        if len(name) >= 2 and name not in {"阿里", "市辖区", "县", "海南州"}
    }


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
