"""Counts in a text: 「3万余条」 is at least 30 000 records, 「第五条」 is none."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from unicodedata import normalize

import cn2an

from models.feeds import Strict
from models.words import Words, any_of, spread

RECORD_UNITS = frozenset("条份组张套件")
PERSON_UNITS = frozenset({"人", "人次", "户"})  # as stored: 名 and 位 become 人
# Orders, times and machines stand for a text only where it names no persons or records.
THING_UNITS = frozenset("单批次台辆笔")

MANY_THINGS = 10  # 三次, 两家 count nothing that a clue is weighed by
MANY_BARE = 10  # 三学生 is no way to count; two hundred of them are: 两百多学生
TOLD_WITHIN = 70  # characters before an elliptic number in which its noun is looked for

_HAN = "〇零一二两三四五六七八九十百千万亿"
# A comma separates thousands only in its own width: 20，300条 are two numbers (domain B2).
_NUMBER = r"(?:[0-9０-９]+万[0-9０-９]+(?:千[0-9０-９]?)?|[0-9]{1,3}(?:[, ][0-9]{3}){1,3}|[０-９]{1,3}(?:[，,][０-９]{3})+|[0-9０-９]+)(?:[.．][0-9０-９]+)?"
_UNITS = "人次|条|份|组|人|户|张|套|名|位|件|单|批|次|回|台|辆|笔"
_PRICE = re.compile(r"[百千万]一$")  # 三百一个
_ABOUT = ("左右", "上下")  # behind the unit: 四千八百条左右
_IN_NUMERAL = frozenset(
    "0123456789０１２３４５６７８９.．,， 〇零一二两三四五六七八九十百千万亿余佘多几来好出头把+＋wWkK个"
)
_FEW = {"俩": 2, "仨": 3}
_ANY = "个個号"  # they count anything
_UNIT = _UNITS.replace("|", "") + _ANY
_TEN_THOUSANDS = re.compile("[万亿wW][余多]?[，。；、！？\\s）)”]|[万亿wW][余多]?$")
_YEAR = re.compile(r"(?:19|20)\d\d")
# 第 12 条, 第4至6条, 第六十四、六十五条: numbers of articles, also in ranges and enumerations.
_OF_ARTICLE = re.compile(rf"第\s?(?:[0-9０-９{_HAN}]+\s?[、和及至到~-]\s?)*$")
_SAME_UNIT = {"名": "人", "位": "人", "号": "人", "回": "次"}  # domain B2 stores persons as 人
_DIALECT = re.compile("俩(?=[十百千万])")  # 俩百: two hundred
_STEP = re.compile("([0-9]+)([千万]?)")  # of 1万2千
_NEIGHBOURS = re.compile(r"([一二两三四五六七八])([二两三四五六七八九])(?=[十百千万]|$)")  # 七八, 三四百
_SCALE = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000, "w": 10_000, "k": 1000}


class CountWords(Strict):
    """The words that make a number a count, and what it counts."""

    approx: Words
    at_least: Words
    vague: Words
    not_units: tuple[str, ...]
    persons: Words
    people: Words
    data: Words
    things: Words
    things_before: Words
    runs_on: Words
    lengths: Words

    @cached_property
    def begun(self) -> re.Pattern[str]:
        """Right behind a numeral, a unit or the first character of people."""
        numeral, many = rf"[0-9０-９{_HAN}余佘多几来头把+＋wWkK个 ]", "[0-9０-９十百千万亿wWkK]"
        people = "".join(sorted({one[0] for one in self.people.terms}))
        return re.compile(
            rf"[{_UNIT}{people}](?:(?<={numeral}[{_UNIT}])|(?<={many}[{people}])|(?<={many}[余佘多来几+＋][{people}]))"
        )

    @cached_property
    def with_unit(self) -> re.Pattern[str]:
        """A number and its unit: 三千余条."""
        unit = any_of(_UNITS.split("|"), self.not_units)
        return re.compile(rf"(?<![0-9]-)(?<![0-9] ){self._numbered}个?\s?(?P<unit>{unit})(?P<above>以上)?")

    @cached_property
    def of_persons(self) -> re.Pattern[str]:
        """个 or 号 before a person or a datum: 七万多个车主, 两千来号会员."""
        return re.compile(
            rf"{self._numbered}(?P<unit>[个個号])(?P<above>)(?!{self.things.pattern})"
            rf"(?=人|(?:(?<=号)[一-鿿]{{0,2}}?|(?<=[来多余几]号)[一-鿿]{{0,8}}?|(?<!号)[一-鿿0-9\s]{{0,8}}?)"
            rf"(?:{spread(self.persons.terms)}|{self.data.pattern}))"
        )

    @cached_property
    def bare(self) -> re.Pattern[str]:
        """People without a unit: 两百多学生."""
        return re.compile(
            rf"(?<![点时分到至:：]){self._numbered}(?P<unit>)(?P<above>)(?={self.people.pattern})"
        )

    @cached_property
    def stated(self) -> re.Pattern[str]:
        """People with their number behind them: 用户数已超过20万."""
        verb = r"(?:数量?|总数|人数)?(?:已经?|就|共|有|达到?|突破|累计){0,2}"
        return re.compile(
            rf"{self.people.pattern}{verb}{self._numbered}(?P<unit>)(?P<above>)(?<=[万亿wW余多])(?=[，。；、！？\s）)”]|$)"
        )

    @cached_property
    def few(self) -> re.Pattern[str]:
        """Two or three persons in one character: 俩人, 仨孩子, 我们仨."""
        return re.compile(rf"[俩仨](?:人|(?={spread(self.persons.terms)})|(?<=们.)|(?<=咱.))")

    @cached_property
    def elliptic(self) -> re.Pattern[str]:
        """个 or 号 at the end of a clause that told of a person or a datum before: 娃娃七十几个."""
        after = rf"(?=[，。；、！？\s）)”]|$|{self.runs_on.pattern})"
        return re.compile(rf"{self._numbered}(?P<unit>个|(?<=[来多余几])号)(?P<above>){after}")

    @cached_property
    def told_of(self) -> re.Pattern[str]:
        """A noun that says what is counted; a person is its first group."""
        return re.compile(rf"({spread(self.persons.terms)}|人)|{self.data.pattern}")

    @cached_property
    def then_told_of(self) -> re.Pattern[str]:
        """A person told right behind an elliptic number: 二三十个，全是刚毕业的娃娃."""
        told = spread(self.persons.terms)
        return re.compile(
            rf"[，,、]?(?:[全都多也][都部是]?|基本|大多|清一色){{1,2}}是?[^，。；！？]{{0,6}}?{told}"
        )

    @cached_property
    def of_thing(self) -> re.Pattern[str]:
        """A thing before a number."""
        return re.compile(self.things_before.pattern)

    @cached_property
    def length(self) -> re.Pattern[str]:
        """A unit that tells the length of a number."""
        return re.compile(self.lengths.pattern)

    @property
    def _numbered(self) -> str:
        """A numeral with what stands before and inside it, up to its unit."""
        before = any_of((*self.approx.terms, *self.at_least.terms, *self.vague.terms))
        return (
            rf"(?<![第0-9０-９.．,{_HAN}])(?P<before>{before})?(?P<number>{_NUMBER}|[{_HAN}]+)"
            r"\s?(?P<more>好几|出头|[余佘多几来把+＋])?\s?(?P<scale>[十百千万亿wWkK]{0,2})\s?(?P<still_more>[余佘多来+＋])?(?P<top>[万亿]?)\s?"
        )


@dataclass(frozen=True)
class Count:
    """A number of records or persons with its place in the text; units are never converted (人 ≠ 条)."""

    value: int
    unit: str
    qualifier: str  # exact, at_least, approx or vague
    start: int
    end: int


def stored_units(written: str) -> frozenset[str]:
    """What a unit may be stored as: 名 is 人 (domain B2), 个 of persons too."""
    return frozenset({_SAME_UNIT.get(written, written)} | ({"人"} if written == "个" else set()))


def counts_in(text: str, words: CountWords) -> list[Count]:
    """Find every count of records or persons; money, dates and article numbers are none."""
    found: list[Count] = []
    reached, text = 0, _DIALECT.sub("两", text)
    for unit in words.begun.finditer(text):
        start = _numeral_start(text, unit.start(), reached)
        hit = _hit(text, start, unit.end(), words)
        if (
            hit
            and not _is_no_count(hit, words)
            and not _OF_ARTICLE.search(text[max(0, hit.start() - 24) : hit.start()])
        ):
            count = _count(hit, words)
            reached = hit.end()
            found += [count] if count else []
    return sorted([*found, *_in_words(text, words)], key=lambda count: count.start)


def _in_words(text: str, words: CountWords) -> Iterator[Count]:
    """Persons counted without a unit behind the number: 用户超过20万, 我们仨."""
    if _TEN_THOUSANDS.search(text):
        yield from filter(None, (_count(hit, words) for hit in words.stated.finditer(text)))
    if not any(few in text for few in _FEW):
        return
    for hit in words.few.finditer(text):
        yield Count(_FEW[hit[0][0]], "人", "exact", *hit.span())


def _is_no_count(hit: re.Match[str], words: CountWords) -> bool:
    """三百一个 is a price, 十一位电话 the length of a number."""
    if not hit["unit"]:
        return bool(_YEAR.fullmatch(hit["number"]))
    priced = hit["unit"] in "个套张条份件" and _PRICE.search(hit["number"])
    return bool(priced or words.length.match(hit.string, hit.end() - 1))


def _hit(text: str, start: int, end: int, words: CountWords) -> re.Match[str] | None:
    """The number that ends in a unit at `end`; a later one has its own unit."""
    if text[end - 1] not in _UNIT:
        return words.bare.search(text, start, end + 3)
    hit = words.with_unit.search(text, start, end + 3)
    if hit and hit.start("unit") <= end:
        return hit
    if text[end - 1] not in _ANY:
        return None
    hit = words.of_persons.search(text, start, end + 16)
    return hit if hit and hit.start("unit") < end else _elliptic(text, start, end, words)


def _elliptic(text: str, start: int, end: int, words: CountWords) -> re.Match[str] | None:
    """A number whose noun was told before: 娃娃七十几个."""
    hit = words.elliptic.search(text, start, end + 4)
    if not hit or hit.start("unit") >= end:
        return None
    told = _told_of(text, hit.start(), words)
    low = max(0, hit.start() - TOLD_WITHIN)
    clause = max(text.rfind(mark, low, hit.start()) for mark in "，。；！？") + 1
    if words.of_thing.search(text, max(told.end() if told else low, clause), hit.start()):
        return None
    return hit if told or words.then_told_of.match(text, hit.end()) else None


def _told_of(text: str, start: int, words: CountWords) -> re.Match[str] | None:
    """The last person or datum told before an elliptic number."""
    return max(
        words.told_of.finditer(text, max(0, start - TOLD_WITHIN), start),
        key=lambda hit: hit.start(),
        default=None,
    )


def _numeral_start(text: str, unit: int, reached: int) -> int:
    """Where the numeral before a unit may begin."""
    start = unit
    while start > reached and text[start - 1] in _IN_NUMERAL:
        start -= 1
    return max(reached, start - 3)  # 不少于, 差不多


def _count(hit: re.Match[str], words: CountWords) -> Count | None:
    before, number, scale = hit["before"] or "", normalize("NFKC", hit["number"]), hit["scale"] + hit["top"]
    value = _value(number, scale.lower())
    unit = _unit(hit, words)
    least = MANY_THINGS if unit in THING_UNITS else 0 if hit["unit"] else MANY_BARE
    if value is None or not least <= value < 2**62:
        return None
    more = hit["more"] or hit["still_more"] or hit["above"]
    about = more == "来" or _NEIGHBOURS.search(number) or hit.string.startswith(_ABOUT, hit.end())
    kind = "approx" if about else _qualifier(before, bool(more), words)
    return Count(value, unit, kind, *hit.span())


def _unit(hit: re.Match[str], words: CountWords) -> str:
    """The unit as stored; 个 of persons is 人, of data it stays."""
    if hit["unit"] in ("个", "個"):
        after = words.told_of.search(hit.string, hit.end(), hit.end() + 12)
        noun = after if hit.re is words.of_persons else _told_of(hit.string, hit.start(), words)
        return "人" if noun is None or noun[1] else "个"
    return _SAME_UNIT.get(hit["unit"], hit["unit"]) or "人"


@lru_cache(maxsize=4096)  # the same few numerals, in every text
def _value(number: str, scale: str) -> int | None:
    if number[0].isdigit():
        factor = 1
        for char in scale:
            factor *= _SCALE[char]
        plain = re.sub("[,， ]", "", number)
        return round((_stepped(plain) if "万" in plain else float(plain)) * factor)
    if number == "百十":
        return 100  # a hundred or so
    written = _NEIGHBOURS.sub(r"\1", number) + scale
    if len(written) > 1 and not set(written) & set("十百千万亿"):
        return None  # 二三人, 五六件: an enumeration, no numeral
    try:
        return int(cn2an.cn2an("一" + written if written[0] in "百千万亿" else written, "smart"))
    except (ValueError, KeyError, IndexError):
        return None  # 万千, 百十: figures of speech


def _stepped(number: str) -> int:
    """Digits with their own scales: 1万2千, 3万5."""
    total, step = 0, 1
    for digits, scale in _STEP.findall(number):
        step = _SCALE[scale] if scale else step // 10 if len(digits) == 1 else 1
        total += int(digits) * step
    return total


def _qualifier(before: str, more: bool, words: CountWords) -> str:
    if before in words.vague.terms:
        return "vague"
    if more or before in words.at_least.terms:
        return "at_least"
    return "approx" if before in words.approx.terms else "exact"
