"""Combines the hits of a batch into the rules that fire: groups in one sentence or window."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.context import FLAG, Flags
from models.keywords import Hits, Lexicon
from models.packs import OR, Pack, TextRule
from models.patterns import Owner
from models.sieve import Rules
from models.spelling import BIT, NEEDS_COMPANION
from models.text import Folded, named_layers, tokenizer

MOST_PER_RULE = 3  # quotes of one rule in one field; more say nothing new
MOST_TRIED = 4  # hits of one slot, from the nearest on
LONGEST_CHECKED = 4  # characters; no accident of neighbouring words makes a longer wording
AROUND = 10  # characters on either side shown to the tokenizer
ITEM = re.compile(  # 1、 二是 第三， begins another matter; what was told before is no part of it
    r"(?:^|[。；;！!？?，,：:\n\s])"
    r"(?:[一二三四五六七八九十]是|(?:第[一二三四五六七八九]件?|其[一二三四五六])[，,、是]|[1-9一二三四五六七八九十][、.．]|[①-⑨])"
)
SPLIT_CHECKED = BIT["homophone"] | BIT["initials"] | BIT["separator"]


@dataclass(frozen=True)
class Hit:
    """One wording of a pack in one field of a record."""

    place: int  # among the hits of the batch
    group: str
    term: str
    field: int  # number of the text in the batch
    begin: int  # folded
    end: int
    start: int  # raw
    stop: int
    sentence: int
    clause: int
    item: int  # of the numbered matters that a complaint brings together
    bits: int
    negated: bool
    contexts: int  # as bits


@dataclass(frozen=True)
class Fired:
    """A rule that fired and the hits it stands on, one a slot."""

    pack: Pack
    rule: TextRule
    hits: tuple[Hit, ...]

    @property
    def start(self) -> int:
        """First raw character of its first hit."""
        return min(hit.start for hit in self.hits)

    @property
    def stop(self) -> int:
        """One past the last raw character of its last hit."""
        return max(hit.stop for hit in self.hits)

    @property
    def via(self) -> list[str]:
        """The layers without which it is not found."""
        return named_layers(int(np.bitwise_or.reduce([hit.bits for hit in self.hits])))


def hits_of_pack(
    pack: Pack, rules: Rules, hits: Hits, flags: Flags, folded: Folded, places: NDArray[np.intp], source: str, fields: Mapping[int, str]
) -> list[Hit]:  # fmt: skip
    """The hits of a pack's groups among the given ones, those inside its allowed phrases dropped."""
    own = places[rules.is_of(pack)[hits.owner[places]]]
    items = {text: _item_begins(folded, text) for text in fields} if source == "complaints" else {}
    spans: list[tuple[str, int, int]] = []
    found: list[Hit] = []
    for owner, hit in _as_rows(rules.lexicon, hits, flags, folded, own, items):
        if owner.kind in ("allow", "exception"):
            spans.append((owner.name if owner.kind == "exception" else "", hit.begin, hit.end))
        elif _in_scope(owner, source, fields[hit.field]):
            found.append(hit)
    return [hit for hit in found if not any(_covers(span, hit) for span in spans)]


def _as_rows(
    lexicon: Lexicon, hits: Hits, flags: Flags, folded: Folded, places: NDArray[np.intp], items: Mapping[int, Sequence[int]]
) -> Iterator[tuple[Owner, Hit]]:  # fmt: skip
    """The hits at some places, one by one; `items` are where the numbered matters of each text begin."""
    clause = np.searchsorted(folded.clause_ends, hits.begin[places])
    some = hits.take(places)
    columns = (places, some.wording, some.text, some.begin, some.end, some.start, some.stop, some.sentence, clause,
               some.bits, flags[places], some.owner)  # fmt: skip
    for place, wording, text, begin, end, start, stop, sentence, where, bits, flag, number in zip(
        *(column.tolist() for column in columns), strict=True
    ):
        owner = lexicon.owners[number]
        yield (
            owner,
            Hit(place, owner.name, lexicon.wordings[wording][1], text, begin, end, start, stop, sentence, where,
                bisect_right(items.get(text, ()), begin), bits, _is_negated(owner, flag), flag),
        )  # fmt: skip


def _covers(span: tuple[str, int, int], hit: Hit) -> bool:
    name, low, high = span
    return low <= hit.begin and hit.end <= high and name in ("", hit.group)


def _in_scope(owner: Owner, source: str, field: str) -> bool:
    group = owner.group
    return source in group.sources and (not group.fields or field in group.fields)


def _item_begins(folded: Folded, text: int) -> list[int]:
    """Folded places where the numbered matters of a text begin."""
    begin, end = folded.text_starts[text : text + 2].tolist()
    return [begin + mark.end() for mark in ITEM.finditer(folded.text[begin:end])]


def _is_negated(owner: Owner, flag: int) -> bool:
    """A thing is negated by 禁止 or 无需; an act also by a plain 不 or 没 before it (没有出售).

    What is ruled out is not there, be it an omission (不存在未核实年龄的情形).
    """
    denied = bool(flag & FLAG["denied"]) and owner.group.role == "act"
    negated = denied or bool(flag & FLAG["negated"])
    return bool(flag & FLAG["ruled_out"]) or (owner.group.negatable and negated)


def _is_whole(text: str, begin: int, end: int, bits: int) -> bool:
    """Whether a short hit is no accident of two neighbouring words (路口交通, 每人连续)."""
    if end - begin != 2 and (not bits & SPLIT_CHECKED or end - begin > LONGEST_CHECKED):
        return True
    low = max(0, begin - AROUND)
    edges = _edges(text[low : end + AROUND])
    cut_left, cut_right = begin - low not in edges, end - low not in edges
    return not (cut_left and cut_right) if not bits & SPLIT_CHECKED else _stands(begin, end, edges, low)


def _stands(begin: int, end: int, edges: set[int], low: int) -> bool:
    """A respelled hit is refused where a known word reaches across one of its edges."""
    places = sorted(edges)
    for edge in (begin - low, end - low):
        if edge not in edges:
            left = max(place for place in places if place < edge)
            right = min(place for place in places if place > edge)
            if right - left > 1:  # without its hidden Markov model the tokenizer joins known words only
                return False
    return True


def _edges(window: str) -> set[int]:
    """Places where the words of a window begin and end."""
    edges, place = {0}, 0
    for word in tokenizer().cut(window, hmm=False):
        place += len(word)
        edges.add(place)
    return edges


def fired_rules(
    pack: Pack, rules: Iterable[TextRule], hits: Sequence[Hit], text: str, source: str, strong_only: bool = False
) -> list[Fired]:  # fmt: skip
    """Give the rules of a pack, among `rules`, that fire on its hits in one record, by place and id.

    `text` is the folded batch, in which the edges of short hits are looked at.
    """
    usable = OfRecord([hit for hit in hits if not hit.negated], text)
    fired = [
        one
        for rule in rules
        if source in rule.sources and (rule.strength == "强" or not strong_only)
        for one in _firings(pack, rule, usable)
    ]
    return sorted(fired, key=lambda one: (one.hits[0].field, one.start, one.stop, one.rule.id))


class OfRecord:
    """Hits of a record by group; whether one straddles two words is looked at when first asked."""

    def __init__(self, hits: Sequence[Hit], text: str) -> None:
        self.hits, self.text = hits, text
        self.groups: dict[str, list[Hit]] = {}
        for hit in hits:
            self.groups.setdefault(hit.group, []).append(hit)
        self._whole: dict[int, bool] = {}

    def of(self, names: Sequence[str]) -> list[Hit]:
        """The hits of some groups, in order of the text, whole words or not."""
        found = [hit for name in names for hit in self.groups.get(name, ())]
        return found if len(names) == 1 else sorted(found, key=lambda hit: hit.place)

    def whole(self, hit: Hit) -> bool:
        """Whether a hit is a whole word."""
        if hit.place not in self._whole:
            self._whole[hit.place] = _is_whole(self.text, hit.begin, hit.end, hit.bits)
        return self._whole[hit.place]

    def any_whole(self, names: Sequence[str]) -> bool:
        """Whether some group among them has a hit that is a whole word."""
        return any(self.whole(hit) for hit in self.of(names))


def _firings(pack: Pack, rule: TextRule, hits: OfRecord) -> Iterator[Fired]:
    several = [hits.of(slot) for slot in rule.slots]
    if not all(several) or not all(hits.any_whole(slot.split(OR)) for slot in rule.anywhere):
        return
    if rule.nowhere and hits.any_whole(rule.nowhere):
        return
    vetoes = [hit for hit in hits.of(rule.none_of) if hits.whole(hit)] if rule.none_of else []
    barred = {(hit.field, hit.sentence) for hit in vetoes}
    count: dict[int, int] = {}
    for anchor in several[0]:
        if count.get(anchor.field, 0) >= MOST_PER_RULE:
            continue
        if (anchor.field, anchor.sentence) in barred:
            continue
        found = _extended((anchor,), several[1:], rule, hits, barred)
        if found and hits.whole(anchor) and _is_sound(found, hits):
            count[anchor.field] = count.get(anchor.field, 0) + 1
            yield Fired(pack, rule, found)


def _extended(
    found: tuple[Hit, ...],
    others: Sequence[Sequence[Hit]],
    rule: TextRule,
    hits: OfRecord,
    barred: set[tuple[int, int]],
) -> tuple[Hit, ...] | None:
    """One hit of every slot within reach of the first, the nearest first; None where there is no way."""
    if not others:
        return found
    anchor = found[0]
    near = [
        hit
        for hit in others[0]
        if hit.field == anchor.field
        and _reaches(anchor, hit, rule)
        and not _same_words(hit, found)
        and (hit.field, hit.sentence) not in barred
    ]
    if rule.ordered:
        near = [hit for hit in near if hit.begin >= found[-1].end]
    for hit in sorted(near, key=lambda hit: (_gap(anchor, hit), hit.place))[:MOST_TRIED]:
        if hits.whole(hit) and (longer := _extended((*found, hit), others[1:], rule, hits, barred)):
            return longer
    return None


def _same_words(hit: Hit, found: Sequence[Hit]) -> bool:
    """Two slots need words of their own, unless one wording holds the other (学生证 and 学生)."""
    return any(hit.begin == other.begin and hit.end == other.end for other in found)


def _reaches(anchor: Hit, hit: Hit, rule: TextRule) -> bool:
    if rule.window == "clause":
        return anchor.clause == hit.clause
    near = anchor.item == hit.item and _gap(anchor, hit) <= rule.within_chars
    return near or (rule.window == "sentence" and anchor.sentence == hit.sentence)


def _gap(one: Hit, other: Hit) -> int:
    return max(one.begin - other.end, other.begin - one.end, 0)


def _is_sound(found: Sequence[Hit], hits: OfRecord) -> bool:
    """A hit by sound or initials alone needs a plainly written companion in its sentence."""
    return all(
        any(_accompanies(other, hit) and hits.whole(other) for other in hits.hits)
        for hit in found
        if hit.bits & NEEDS_COMPANION
    )


def _accompanies(other: Hit, hit: Hit) -> bool:
    apart = other.end <= hit.begin or hit.end <= other.begin
    return (
        apart
        and (other.field, other.sentence) == (hit.field, hit.sentence)
        and not other.bits & NEEDS_COMPANION
    )
