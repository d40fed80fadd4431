"""The count that tells the scale of a matter: of records or persons harmed, never of those who act or look on."""

import re
from collections.abc import Sequence
from functools import cached_property

from models.counts import PERSON_UNITS, THING_UNITS, Count, CountWords
from models.feeds import Strict
from models.words import Words, any_of

SENTENCE_WITHIN = 300  # characters of a sentence that are read for what its numbers count
PERSONS_AND_TIMES = PERSON_UNITS | {"次"}
SETTLED = 3  # how a count stands that is without duplicates, or that the court says to go by
MANY_PERSONS, MANY_RECORDS = 3, 10  # fewer, beside no word of harm, are those who act or tell
_CLAUSE_END = re.compile("[，。；！？;]")
_NEXT_NUMBER = re.compile(r"[，。；！？;]|[0-9〇一二两三四五六七八九十百]+[余多几来]?[个名人]")
_OF_STATUTE = re.compile("应当认定|情节(?:特别)?严重")  # 五千条以上的，应当认定为: a threshold, no finding
_TAKEN = re.compile("(?:信息|资料|照片|电话|隐私)[^，。；]{0,2}被")  # 群内几十名网民的信息被公布
# 本院认定他出售二万条 settles what was charged; what the charge or an earlier court took for true does not.
_TAKEN_FOR = re.compile("(?<!原审)(?<!原判)(?<!一审)(?<!指控)(?<!机关)(?<!决定)认定[^，。；]{0,24}$")
_AS = ("按", "以")  # 按68条认定
_BEFORE_NUMBER = re.compile(r"[^0-9０-９〇零一二两三四五六七八九十百千万]*")
_SPACE = re.compile(r"\s")


class ScaleWords(Strict):
    """The words that tell which count stands for a text."""

    personal_data: Words
    harmed: Words
    ill: Words
    total: Words
    together: Words
    deduplicated: Words
    found: Words
    charged: Words
    claimed: Words
    others_before: Words
    acted: Words
    others_after: Words
    audience: Words
    audience_before: Words
    audience_after: Words
    chats: Words
    struck: Words
    papers: Words
    messages: Words
    handed_in: Words
    measured: Words
    calls: Words
    signers: Words
    wanted: Words
    population: Words
    rates: Words

    @cached_property
    def of_data(self) -> re.Pattern[str]:
        """Personal data."""
        return re.compile(self.personal_data.pattern)

    @cached_property
    def of_harmed(self) -> re.Pattern[str]:
        """Persons harmed, also by what was done to them: 被这个人骗了."""
        return re.compile(rf"{self.harmed.pattern}|被[^，。；被]{{0,6}}[骗坑害]")

    @cached_property
    def fell_ill(self) -> re.Pattern[str]:
        """What befell persons."""
        return re.compile(self.ill.pattern)

    @cached_property
    def as_total(self) -> re.Pattern[str]:
        """A number given as a total: 共计出售简历."""
        return re.compile(rf"{self.total.pattern}[^，。；]{{0,12}}$")

    @cached_property
    def of_us(self) -> re.Pattern[str]:
        """Those who tell."""
        return re.compile(rf"{self.together.pattern}$")

    @cached_property
    def without_doubles(self) -> re.Pattern[str]:
        """Duplicates were removed."""
        return re.compile(self.deduplicated.pattern)

    @cached_property
    def court_found(self) -> re.Pattern[str]:
        """What follows a court found."""
        return re.compile(self.found.pattern)

    @cached_property
    def was_charged(self) -> re.Pattern[str]:
        """What follows was charged or seized."""
        return re.compile(self.charged.pattern)

    @cached_property
    def was_claimed(self) -> re.Pattern[str]:
        """What follows somebody claims."""
        return re.compile(self.claimed.pattern)

    @cached_property
    def of_others(self) -> re.Pattern[str]:
        """Those who act, judge or serve, right before a number and with no deed between: 合议庭由."""
        return re.compile(rf"{self.others_before.pattern}[^，。；{''.join(self.acted.terms)}]{{0,6}}$")

    @cached_property
    def then_others(self) -> re.Pattern[str]:
        """The same behind a number: 二十名年轻执法人员."""
        return re.compile(rf"^[一-鿿]{{0,3}}{self.others_after.pattern}")

    @cached_property
    def of_audience(self) -> re.Pattern[str]:
        """Those who look on, before a number: 群成员共."""
        looks_on = any_of((*self.audience.terms, *self.audience_before.terms))
        return re.compile(rf"{looks_on}[^，,。；;]{{0,6}}$")

    @cached_property
    def then_audience(self) -> re.Pattern[str]:
        """Those who look on, behind a number: 次浏览, 的微信群."""
        looks_on = any_of((*self.audience.terms, *self.audience_after.terms))
        return re.compile(rf"^(?:次?{looks_on}|的?{self.chats.pattern}[^，。]{{0,4}}[群频])")

    @cached_property
    def was_struck(self) -> re.Pattern[str]:
        """What befell those counted: 群里四十多个人都碰上了."""
        return re.compile(rf"都?{self.struck.pattern}")

    @cached_property
    def of_papers(self) -> re.Pattern[str]:
        """Papers and things beside the matter, in the clause of a number."""
        return re.compile(
            rf"{self.papers.pattern}|{self.measured.pattern}|照片[^，。；]{{0,6}}{self.handed_in.pattern}"
        )

    @cached_property
    def of_messages(self) -> re.Pattern[str]:
        """What somebody was sent, in the clause of a number of records."""
        return re.compile(self.messages.pattern)

    @cached_property
    def of_calls(self) -> re.Pattern[str]:
        """How often somebody called."""
        return re.compile(rf"{self.calls.pattern}[^，。；]{{0,4}}$")

    @cached_property
    def signed(self) -> re.Pattern[str]:
        """Households that signed."""
        return re.compile(self.signers.pattern)

    @cached_property
    def of_staff(self) -> re.Pattern[str]:
        """A staff or a number of places, before a number."""
        return re.compile(rf"{self.wanted.pattern}[^，。；]{{0,6}}$")

    @cached_property
    def of_population(self) -> re.Pattern[str]:
        """All of a class, a school or a firm, before a number: 一个班也就52个人."""
        return re.compile(rf"{self.population.pattern}[^，。；]{{0,3}}$")

    @cached_property
    def then_rate(self) -> re.Pattern[str]:
        """A share of a room or a price, behind a number: 四人一间."""
        return re.compile(self.rates.pattern)


class Counting(Strict):
    """conf/counts.yaml: what makes a number a count, and which count stands for a text."""

    counted: CountWords
    scale: ScaleWords


def main_count(
    text: str, counts: Sequence[Count], sentence_of: Sequence[tuple[int, int]], words: ScaleWords
) -> Count | None:
    """Choose the count that stands for a text by domain B2, or None.

    One after removal of duplicates beats all; then those that the court found. Among these, counts in
    a sentence about personal data or persons harmed, or given as a total, beat any other number of
    persons or records; then the largest stands.
    """
    ranked = []
    for count, (start, end) in zip(counts, sentence_of, strict=True):
        low, high = max(start, count.start - SENTENCE_WITHIN), min(end, count.end + SENTENCE_WITHIN)
        weight = _weight(text, count, low, high, words)
        if weight is not None:
            standing = _standing(text, count, low, words)
            ranked.append((standing == SETTLED, weight, standing, count.value, -count.start, count))
    return max(ranked, key=lambda row: row[:-1])[-1] if ranked else None


def _weight(text: str, count: Count, low: int, high: int, words: ScaleWords) -> int | None:
    """How near a count is to the matter; None where it tells nothing of it."""
    if count.value < 2 or _is_beside(text, count, low, words):
        return None
    topical = _is_topical(text, count, text[low:high], words)
    whole = words.of_population.search(text[max(0, count.start - 12) : count.start] + _opening(text, count))
    if not (topical or (not whole and _may_stand(text, count, words))):
        return None
    return topical - (count.unit in THING_UNITS) - bool(whole)


def _is_beside(text: str, count: Count, low: int, words: ScaleWords) -> bool:
    """Numbers of those who act, judge, serve or look on, and of papers of the case."""
    before, after = text[max(0, count.start - 14) : count.start], text[count.end : count.end + 8]
    clause = _CLAUSE_END.split(before)[-1] + text[count.start : count.end] + after[:6]
    until = text[low : count.end] + _CLAUSE_END.split(after)[0]
    return bool(
        (count.unit in PERSONS_AND_TIMES and _are_others(before + _opening(text, count), after, words))
        or words.of_papers.search(clause)
        or (count.unit not in PERSON_UNITS and words.of_messages.search(clause))
        or (count.unit in THING_UNITS and words.of_calls.search(before))
        or (count.unit == "户" and words.signed.search(until))
        or (text.startswith("以上的", count.end - 2) and _OF_STATUTE.search(text, low))
    )


def _opening(text: str, count: Count) -> str:
    """What a count tells before its number: 粉丝1.4万."""
    return _BEFORE_NUMBER.match(text[count.start : count.end])[0]  # type: ignore[index]  # may be empty


def _are_others(before: str, after: str, words: ScaleWords) -> bool:
    """Those who act or look on, unless they are said to be struck themselves; 公司客户信息三万条 are data."""
    audience = words.of_audience.search(before[-12:])
    told = words.was_struck.match(after) or _TAKEN.search(after)
    struck = audience and (words.was_struck.search(audience[0]) or told)
    return bool(
        words.of_others.search(before)
        or words.then_others.search(after)
        or (audience and not struck)
        or words.then_audience.search(after)
    )


def _is_topical(text: str, count: Count, sentence: str, words: ScaleWords) -> int:
    """2 persons who fell ill, 1 told of personal data, of persons harmed or as a total."""
    reach = 30 if text[count.end - 1] == "个" else 14  # the noun of an elliptic number stands far before
    before, after = text[max(0, count.start - reach) : count.start], text[count.end : count.end + 8]
    if count.unit not in PERSON_UNITS:
        return int(bool(words.of_data.search(_SPACE.sub("", sentence)) or words.as_total.search(before)))
    near = _SPACE.sub("", before + text[count.start : count.end] + after)
    clause = _NEXT_NUMBER.split(text[count.end : count.end + 16])[0]
    ill = bool(words.fell_ill.search(_CLAUSE_END.split(before)[-1] + clause))
    harmed = words.of_harmed.search(near) or words.of_us.search(before) or words.as_total.search(before)
    return ill + bool(harmed or words.of_data.search(near))


def _may_stand(text: str, count: Count, words: ScaleWords) -> bool:
    """Whether a number beside no such word may be the one told: not a pair, a rate or a room's."""
    if count.unit in THING_UNITS:
        # Of an order each stands for a person or a file sold; of cars and devices, many for their owners.
        return count.unit == "单" or (count.unit in "辆台" and count.value >= MANY_RECORDS)
    least = MANY_PERSONS if count.unit in PERSON_UNITS else MANY_RECORDS
    before, after = text[max(0, count.start - 8) : count.start], text[count.end : count.end + 4]
    return count.value >= least and not (words.of_staff.search(before) or words.then_rate.match(after))


def _standing(text: str, count: Count, low: int, words: ScaleWords) -> int:
    """SETTLED without duplicates or by the court's word, 2 where it was found, 1 charged, 0 elsewhere."""
    before = text[low : count.start]
    so_taken = before.endswith(_AS) and text.startswith("认定", count.end)
    if so_taken or _TAKEN_FOR.search(before) or words.without_doubles.search(before):
        return SETTLED
    if words.was_claimed.search(before):
        return 0
    if words.court_found.search(text, 0, count.start):
        return 2
    return int(bool(words.was_charged.search(text, 0, count.start)))
