"""Provinces, cities and counties (GB/T 2260, from stdnum's list), and where a place word may lie."""

import re
from collections.abc import Iterator
from functools import lru_cache, reduce
from pathlib import Path

import opencc
from stdnum import cn

Seat = tuple[str, str, str]  # codes of province, city and county; empty where not told

_CITY_SUFFIX = re.compile(r"(?:省|市|地区|盟|壮族自治区|回族自治区|维吾尔自治区|自治区)$")
_SEAT_SUFFIX = re.compile(
    r"(?<=[一-鿿]{2})(?:(?:(?:朝鲜|土家|苗|壮|回|藏|彝|傣|景颇|白|哈尼|傈僳|布依|侗|羌|黎|瑶|土|满|蒙古|维吾尔|哈萨克|柯尔克孜)族?)*"
    r"自治[区州县]|地区|新区|[省市区县盟旗])$"
)
_RATHER_BRANDS = frozenset({"阿里", "惠民", "渡口"})  # short for a prefecture: 阿里巴巴, 惠民药房
_MUNICIPALITIES = frozenset({"11", "12", "31", "50"})  # 北京, 天津, 上海, 重庆: province and city in one
_TO_SIMPLIFIED = opencc.OpenCC("t2s")


@lru_cache(maxsize=1)
def places() -> frozenset[str]:
    """Names of provinces, cities and counties (GB/T 2260), cities and provinces also without 省/市."""
    return frozenset(_place_names())


def _place_names() -> Iterator[str]:
    for name, _, (_, city, county) in divisions():
        short = _CITY_SUFFIX.sub("", name)
        yield name
        if not county and len(city) <= 4 and len(short) >= 2 and short not in _RATHER_BRANDS:
            yield short


@lru_cache(maxsize=1)
def seats() -> tuple[dict[str, frozenset[Seat]], dict[str, frozenset[Seat]]]:
    """Where each place name may lie: names as written, and those that are short only beside another (天河)."""
    written: dict[str, set[tuple[bool, Seat]]] = {}
    short: dict[str, set[tuple[bool, Seat]]] = {}
    for name, is_past, seat in divisions():
        written.setdefault(name, set()).add((is_past, seat))
        bare = _SEAT_SUFFIX.sub("", name)
        if bare != name:
            is_short = seat[2] or is_past or name.endswith("州")  # 海南 is the province, not the 自治州
            (short if is_short else written).setdefault(bare, set()).add((is_past, seat))
    return _foremost(written), _foremost(short)


def _foremost(named: dict[str, set[tuple[bool, Seat]]]) -> dict[str, frozenset[Seat]]:
    """Keep the divisions of today, and of these a city before a county; the past only where nothing else is."""
    found = {}
    for name, of in named.items():
        first = min((is_past, bool(seat[2])) for is_past, seat in of)
        found[name] = frozenset(seat for is_past, seat in of if (is_past, bool(seat[2])) == first)
    return found


def divisions() -> Iterator[tuple[str, bool, Seat]]:
    """Give every division of GB/T 2260: its name, whether it is past, its seat."""
    province = ""
    for line in Path(cn.__path__[0], "loc.dat").read_text("utf-8").splitlines():
        if hit := re.match(r'(\d\d) province="([^"]+)"', line):
            province = hit[1]
            yield hit[2], False, (province, province if province in _MUNICIPALITIES else "", "")
        elif (hit := re.match(r'\s+(\d{4}) county="([^"]+)"', line)) and hit[1] != "0000":
            for period, name in re.findall(r"(?:\[(\d*-\d*)\])?([^,\[]+)", _TO_SIMPLIFIED.convert(hit[2])):
                if len(name) >= 2 and name != "市辖区" and "直辖" not in name:
                    yield name, bool(re.search(r"-\d", period)), _seat(province, hit[1], name)


def _seat(province: str, code: str, name: str) -> Seat:
    # Codes 90xx stand under the province itself (仙桃市): each is a city of its own.
    city = province if province in _MUNICIPALITIES else province + (code if code[:2] == "90" else code[:2])
    county = "" if code[2:] == "00" or code[:2] == "90" else _SEAT_SUFFIX.sub("", name)
    return province, city, county


@lru_cache(maxsize=65_536)
def seats_of(place: str) -> frozenset[Seat]:
    """Where a place may lie, as its words agree; empty where it tells nothing, as 中国."""
    return reduce(_narrowed, place_words(place), frozenset())


def city_of(place: str) -> str | None:
    """Code of the one city in which a place lies; None where that is open."""
    cities = {city for _, city, _ in seats_of(place)}
    return cities.pop() or None if len(cities) == 1 else None


def place_words(place: str) -> Iterator[str]:
    """Cut a place into the names it is made of, the longest first: 广州天河 → 广州, 天河."""
    known, short = seats()
    start = 0
    while start < len(place):
        ends = range(min(len(place), start + 12), start + 1, -1)
        end = next((e for e in ends if place[start:e] in known or place[start:e] in short), 0)
        if end:
            yield place[start:end]
        start = end or start + 1


def _narrowed(told: frozenset[Seat], word: str) -> frozenset[Seat]:
    """Narrow seats by one more place word; words that agree nowhere give a seat of their own."""
    known, short = (one.get(word, frozenset()) for one in seats())
    if not told:
        return known or short
    for of in (known, short):
        if both := frozenset(one for a in told for b in of if (one := merged(a, b))):
            return both
    return frozenset((province, f"{city}{county}{word}", "") for province, city, county in told)


def merged(a: Seat, b: Seat) -> Seat | None:
    """One seat that tells all that two tell; None where they contradict each other."""
    if any(x != y and x and y for x, y in zip(a, b, strict=True)):
        return None
    return a[0] or b[0], a[1] or b[1], a[2] or b[2]
