"""A slow and obvious reader of plain packs, against which the quick one is checked.

It knows raw spelling only: wordings, gaps, sentences, negations and rules, each looked for by
str.find in one record at a time. Give it folded texts, so that nothing else could be found.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import rjieba

from models.combination import ITEM
from models.packs import OR, Concepts, Group, Language, Pack, TextRule, sequences_of
from models.spelling import commonness
from models.text import CLAUSE_ENDS, SENTENCE_ENDS

TOKENS = rjieba.Jieba()
NOT, AFTER_NOT = tuple("不没未无别莫勿"), tuple("有会再能可准许曾得敢必要")
NUMERALS = frozenset("0123456789一二三四五六七八九十")
MOST_TRIED = 4  # partners of a hit, from the nearest on
MOST = 3  # quotes of a rule in a field
SHOWN = 10  # characters on either side in which the words of a short hit are looked at


@dataclass(frozen=True, order=True)
class Plain:
    """A wording found as it is written."""

    field: int
    begin: int
    end: int
    scenario: str
    group: str


class Text:
    """One text with its sentences and clauses numbered."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.sentences, self.clauses = _numbers(text, SENTENCE_ENDS), _numbers(text, CLAUSE_ENDS)
        self._places: dict[str, list[tuple[int, int]]] = {}

    def places_of(self, words: str) -> list[tuple[int, int]]:
        """Every place of some words; letters count as a word of their own only."""
        if words not in self._places:
            found, at = [], self.text.find(words)
            while at >= 0:
                end = at + len(words)
                if not (_joins(self.text, at) or _joins(self.text, end)):
                    found.append((at, end))
                at = self.text.find(words, at + 1)
            self._places[words] = found
        return self._places[words]


def _numbers(text: str, marks: str) -> list[int]:
    """For each place, how many runs of marks end before it."""
    numbers, ended = [], 0
    for at, char in enumerate(text):
        numbers.append(ended)
        if char in marks and (at + 1 == len(text) or text[at + 1] not in marks):
            ended += 1
    return numbers


def _joins(text: str, edge: int) -> bool:
    """Whether two Latin letters stand on both sides of an edge."""
    return 0 < edge < len(text) and all(
        char.isascii() and char.isalpha() for char in text[edge - 1 : edge + 1]
    )


@cache
def orders_of(term: str) -> list[list[str]]:
    """The orders in which the parts of a wording may come."""
    return sequences_of(term.lower())


def spans_of(text: Text, term: str, gap: int) -> set[tuple[int, int]]:
    """Where a wording stands: around its rarest part, each next part at its nearest place."""
    found = set()
    for parts in orders_of(term):
        anchor = min(range(len(parts)), key=lambda at: commonness(parts[at]))
        for begin, end in text.places_of(parts[anchor]):
            low, high = begin, end
            for words in parts[anchor + 1 :]:
                high = min((e for b, e in text.places_of(words) if 0 <= b - high <= gap), default=-1) if high >= 0 else -1  # fmt: skip
            for words in reversed(parts[:anchor]):
                low = max((b for b, e in text.places_of(words) if 0 <= low - e <= gap), default=-1) if low >= 0 else -1  # fmt: skip
            if low >= 0 and high >= 0 and text.sentences[low] == text.sentences[high - 1]:
                found.add((low, high))
    return found


def longest(spans: set[tuple[int, int]]) -> list[tuple[int, int]]:
    """Those that lie in no other one."""
    return sorted(
        one
        for one in spans
        if not any(one != other and other[0] <= one[0] and one[1] <= other[1] for other in spans)
    )


def is_tail(text: str, begin: int, end: int) -> bool:
    """Whether a wording with an age is the tail of a longer number: 九岁 in 十九岁."""
    return "岁" in text[begin:end] and text[begin] in NUMERALS and begin > 0 and text[begin - 1] in NUMERALS


def spans_of_any(text: Text, terms: tuple[str, ...], gap: int) -> set[tuple[int, int]]:
    """Where any of some wordings stands."""
    told = [term for term in terms if all(words in text.text for words in orders_of(term)[0])]
    return {span for term in told for span in spans_of(text, term, gap)}


def spans_of_terms(text: Text, terms: tuple[str, ...], gap: int) -> list[tuple[int, int]]:
    """Where any of some wordings stands, the longest of them."""
    return longest(spans_of_any(text, terms, gap))


class Reader:
    """The packs over the fields of one record."""

    def __init__(
        self,
        source: str,
        fields: Mapping[str, str],
        packs: list[Pack],
        concepts: Concepts,
        language: Language,
    ) -> None:
        self.source, self.names = source, list(fields)
        self.texts = [Text(text) for text in fields.values()]
        self.packs, self.language = packs, language
        self.shared = {group.id: group for group in concepts.concepts}
        self.negations = {
            name: [list(self._negations(name, text)) for text in self.texts]
            for name in ("negated", "ruled_out")
        }
        self._found: dict[tuple[str, str], list[Plain]] = {}

    def _negations(self, name: str, text: Text) -> Iterator[tuple[int, int, bool]]:
        """Negations as (end, how far they reach, whether over a list)."""
        for context in self.language.contexts.get(name, ()):
            if self.source not in context.sources:
                continue
            for _, end in spans_of_terms(text, context.wordings, 8):
                assert context.within is not None, "the shipped negations have a reach in characters"
                yield end, context.within, context.lists

    def is_negated(self, hit: Plain, name: str = "negated") -> bool:
        """Whether a negation ends shortly before a hit, or its item of a list, in its clause."""
        text = self.texts[hit.field]
        return any(
            hit.begin - end >= 0 and self._is_reached(text, end, hit.begin, within, lists)
            for end, within, lists in self.negations[name][hit.field]
        ) or (name == "negated" and text.text[: hit.begin].removesuffix("明显").endswith(("无", "非")))

    def _is_reached(self, text: Text, end: int, begin: int, within: int, lists: bool) -> bool:
        if text.clauses[end - 1] == text.clauses[begin]:
            return begin - end <= within
        between = [char for char in text.text[end:begin] if char in CLAUSE_ENDS]
        item = text.clauses.index(text.clauses[begin])
        return lists and set(between) == {"、"} and begin - item <= within

    def is_denied(self, hit: Plain) -> bool:
        """Whether a plain 不 or 没 stands right before a hit, or with 有, 会 and the like between."""
        before = self.texts[hit.field].text[max(0, hit.begin - 2) : hit.begin]
        return before[-1:] in NOT if before[-1:] not in AFTER_NOT else before[:-1] in NOT

    def groups_of(self, pack: Pack) -> list[tuple[str, Group]]:
        """The groups of a pack with their owner: itself, or shared."""
        own = [(pack.id, group) for group in pack.groups]
        return own + [("shared", self.shared[name]) for name in pack.uses]

    def is_used(self, owner: str, group: Group) -> bool:
        """Whether a rule of the source names the group, in any pack that knows it."""
        packs = self.packs if owner == "shared" else [pack for pack in self.packs if pack.id == owner]
        return self.source in group.sources and any(
            self.source in rule.sources and group.id in rule.named
            for pack in packs
            if owner != "shared" or group.id in pack.uses
            for rule in pack.rules
        )

    def hits_of(self, owner: str, group: Group) -> list[Plain]:
        """The hits of one group in the record."""
        if (owner, group.id) not in self._found:
            self._found[owner, group.id] = [
                Plain(field, *span, owner, group.id)
                for field, text in enumerate(self.texts)
                if self.is_used(owner, group)
                for span in longest(
                    {
                        span
                        for span in spans_of_any(text, group.terms, group.gap)
                        if not is_tail(text.text, *span)
                    }
                )
            ]
        return self._found[owner, group.id]

    def all_hits(self) -> set[Plain]:
        """Every hit of every group that is no attribute."""
        return {
            hit
            for pack in self.packs
            for owner, group in self.groups_of(pack)
            if group.role != "attribute"
            for hit in self.hits_of(owner, group)
        }

    def usable(self, pack: Pack) -> list[Plain]:
        """The hits of a pack that its rules may stand on."""
        allowed = [(field, span) for field, text in enumerate(self.texts) for span in spans_of_terms(text, pack.allow, 8)]  # fmt: skip
        found = []
        for owner, group in self.groups_of(pack):
            excepted = [(field, span) for field, text in enumerate(self.texts) for span in spans_of_terms(text, group.exceptions, 8)]  # fmt: skip
            for hit in self.hits_of(owner, group):
                inside = any(field == hit.field and low <= hit.begin and hit.end <= high for field, (low, high) in allowed + excepted)  # fmt: skip
                in_field = not group.fields or self.names[hit.field] in group.fields
                denied = group.role == "act" and self.is_denied(hit)
                negated = self.is_negated(hit, "ruled_out") or (
                    group.negatable and (denied or self.is_negated(hit))
                )
                if in_field and not inside and not negated and self.is_whole(hit):
                    found.append(hit)
        return sorted(found)

    def is_whole(self, hit: Plain) -> bool:
        """Whether a hit of two characters is more than the end of one word and the begin of the next."""
        if hit.end - hit.begin != 2:
            return True
        text = self.texts[hit.field].text
        low = max(0, hit.begin - SHOWN)
        edges = {0}
        for word in TOKENS.cut(text[low : hit.end + SHOWN], hmm=False):
            edges.add(max(edges) + len(word))
        return hit.begin - low in edges or hit.end - low in edges

    def fired(self) -> set[tuple[str, str, tuple[tuple[int, int, int], ...]]]:
        """Rules that fire, as (pack, rule, places of their hits)."""
        return {
            (pack.id, rule.id, tuple((hit.field, hit.begin, hit.end) for hit in hits))
            for pack in self.packs
            for usable in [self.usable(pack)]
            for rule in pack.rules
            if self.source in rule.sources
            for hits in self._firings(rule, usable)
        }

    def _firings(self, rule: TextRule, usable: list[Plain]) -> list[tuple[Plain, ...]]:
        def of(slot: str) -> list[Plain]:
            return [hit for hit in usable if hit.group in slot.split(OR)]

        if any(of(name) for name in rule.nowhere) or not all(of(slot) for slot in rule.anywhere):
            return []
        vetoes = {(hit.field, self._sentence(hit)) for name in rule.none_of for hit in of(name)}
        fired: list[tuple[Plain, ...]] = []
        for anchor in of(rule.all_of[0]):
            hits = self._joined(rule, (anchor,), [of(slot) for slot in rule.all_of[1:]])
            if not hits or any((hit.field, self._sentence(hit)) in vetoes for hit in hits):
                continue
            if sum(one[0].field == anchor.field for one in fired) < MOST:
                fired.append(hits)
        return fired

    def _joined(
        self, rule: TextRule, hits: tuple[Plain, ...], slots: list[list[Plain]]
    ) -> tuple[Plain, ...] | None:
        """One hit of every further slot, the nearest that leads to an end."""
        if not slots:
            return hits
        near = [hit for hit in slots[0] if self._may_join(rule, hits, hit)]
        for hit in sorted(near, key=lambda hit: (_gap(hits[0], hit), hit.begin, hit.end))[:MOST_TRIED]:
            if all_hits := self._joined(rule, (*hits, hit), slots[1:]):
                return all_hits
        return None

    def _may_join(self, rule: TextRule, hits: tuple[Plain, ...], hit: Plain) -> bool:
        anchor = hits[0]
        if hit.field != anchor.field or any((hit.begin, hit.end) == (one.begin, one.end) for one in hits):
            return False
        if rule.ordered and hit.begin < hits[-1].end:
            return False
        if rule.window == "clause":
            text = self.texts[hit.field]
            return text.clauses[hit.begin] == text.clauses[anchor.begin]
        near = self._item(anchor) == self._item(hit) and _gap(anchor, hit) <= rule.within_chars
        return near or (rule.window == "sentence" and self._sentence(hit) == self._sentence(anchor))

    def _item(self, hit: Plain) -> int:
        """How many numbered matters of a complaint begin before a hit."""
        if self.source != "complaints":
            return 0
        return sum(mark.end() <= hit.begin for mark in ITEM.finditer(self.texts[hit.field].text))

    def _sentence(self, hit: Plain) -> int:
        return self.texts[hit.field].sentences[hit.begin]


def _gap(one: Plain, other: Plain) -> int:
    return max(one.begin - other.end, other.begin - one.end, 0)
