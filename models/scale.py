"""The count that tells the scale of a matter: of records or persons harmed, never of those who act or look on."""

import re
from collections.abc import Sequence
from functools import cached_property

from models.counts import PERSON_UNITS, THING_UNITS, Count, CountWords
from models.feeds import Strict
from models.words import Words, any_of

SENTENCE_WITHIN = 300  # characters of a sentence that are read for what its numbers count
MANY_PERSONS, MANY_RECORDS = 3, 10  # fewer, beside no word of harm, are those who act or tell
_CLAUSE_END = re.compile("[，。；！？;]")
_SPACE = re.compile(r"\s")


class ScaleWords(Strict):
    """The words that tell which count stands for a text."""

    personal_data: Words
    harmed: Words
    ill: Words
    total: Words
    deduplicated: Words
    found: Words
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
    handed_in: Words
    measured: Words
    calls: Words
    signers: Words
    wanted: Words
    rates: Words

    @cached_property
    def of_data(self) -> re.Pattern[str]:
        """Personal data."""
        return re.compile(self.personal_data.pattern)

    @cached_property
    def of_harmed(self) -> re.Pattern[str]:
        """Persons harmed."""
        return re.compile(self.harmed.pattern)

    @cached_property
    def fell_ill(self) -> re.Pattern[str]:
        """What befell persons."""
        return re.compile(self.ill.pattern)

    @cached_property
    def as_total(self) -> re.Pattern[str]:
        """A number given as a total: 共计出售简历."""
        return re.compile(rf"{self.total.pattern}[^，。；]{{0,12}}$")

    @cached_property
    def without_doubles(self) -> re.Pattern[str]:
        """Duplicates were removed."""
        return re.compile(self.deduplicated.pattern)

    @cached_property
    def court_found(self) -> re.Pattern[str]:
        """What follows was found."""
        return re.compile(self.found.pattern)

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
    def then_struck(self) -> re.Pattern[str]:
        """What befell those counted, right behind the number."""
        return re.compile(rf"都?{self.struck.pattern}")

    @cached_property
    def of_papers(self) -> re.Pattern[str]:
        """Papers and things beside the matter, in the clause of a number."""
        beside = any_of((*self.papers.terms, *self.measured.terms))
        return re.compile(rf"{beside}|照片[^，。；]{{0,6}}{self.handed_in.pattern}")

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
    found = words.court_found.search(text)
    found_at = found.end() if found else len(text)
    ranked = []
    for count, (start, end) in zip(counts, sentence_of, strict=True):
        low, high = max(start, count.start - SENTENCE_WITHIN), min(end, count.end + SENTENCE_WITHIN)
        weight = _weight(text, count, text[low:high], words)
        if weight is not None:
            standing = _standing(text[low : count.start], count.start >= found_at, words)
            ranked.append((weight, standing, count.value, -count.start, count))
    return max(ranked, key=lambda row: row[:4])[4] if ranked else None


def _weight(text: str, count: Count, sentence: str, words: ScaleWords) -> int | None:
    """How near a count is to the matter; None where it tells nothing of it."""
    if count.value < 2 or _is_beside(text, count, sentence, words):
        return None
    topical = _is_topical(text, count, sentence, words)
    if not (topical or _may_stand(text, count, words)):
        return None
    return topical - 2 * (count.unit in THING_UNITS)


def _is_beside(text: str, count: Count, sentence: str, words: ScaleWords) -> bool:
    """Numbers of those who act, judge, serve or look on, and of papers of the case."""
    before, after = text[max(0, count.start - 14) : count.start], text[count.end : count.end + 8]
    clause = _CLAUSE_END.split(before)[-1]
    return bool(
        words.of_others.search(before)
        or words.then_others.search(after)
        or (words.of_audience.search(before[-12:]) and not words.then_struck.match(after))
        or words.then_audience.search(after)
        or words.of_papers.search(clause + text[count.start : count.end] + after[:6])
        or (count.unit in THING_UNITS and words.of_calls.search(before))
        or (count.unit == "户" and words.signed.search(sentence))
    )


def _is_topical(text: str, count: Count, sentence: str, words: ScaleWords) -> int:
    """2 persons who fell ill, 1 told of personal data, of persons harmed or as a total."""
    reach = 30 if text[count.end - 1] == "个" else 14  # the noun of an elliptic number stands far before
    before, after = text[max(0, count.start - reach) : count.start], text[count.end : count.end + 8]
    if count.unit not in PERSON_UNITS:
        return int(bool(words.of_data.search(_SPACE.sub("", sentence)) or words.as_total.search(before)))
    near = _SPACE.sub("", before + text[count.start : count.end] + after)
    clause = _CLAUSE_END.split(text[count.end : count.end + 16])[0]
    ill = bool(words.fell_ill.search(_CLAUSE_END.split(before[-4:])[-1] + clause))
    harmed = words.of_harmed.search(near) or words.as_total.search(before) or words.of_data.search(near)
    return ill + bool(harmed)


def _may_stand(text: str, count: Count, words: ScaleWords) -> bool:
    """Whether a number beside no such word may be the one told: not a pair, a rate or a room's."""
    if count.unit in THING_UNITS:
        return False
    least = MANY_PERSONS if count.unit in PERSON_UNITS else MANY_RECORDS
    before, after = text[max(0, count.start - 8) : count.start], text[count.end : count.end + 4]
    return count.value >= least and not (words.of_staff.search(before) or words.then_rate.match(after))


def _standing(before: str, found: bool, words: ScaleWords) -> int:
    """2 without duplicates, 1 where the court found it or goes on to, 0 elsewhere."""
    if words.without_doubles.search(before):
        return 2
    return int(found and not words.was_claimed.search(before))
