"""Finds the wordings of all packs in a text, in one pass of one automaton."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import daachorse

from models.packs import Language, Pack, spellings
from models.text import Folded, Spans, fold


@dataclass(frozen=True)
class Wording:
    """What one pattern of the automaton stands for. `owner` is scenario/group, or a kind of its own."""

    kind: str  # term, allow, context, attribute
    scenario: str
    group: str
    term: str
    spelling: bool = False  # an evasive spelling derived from the variants table
    within: int | None = None


@dataclass(frozen=True)
class Hit:
    """One wording found at raw [start, end), with the foldings that were needed and its contexts."""

    wording: Wording
    field: str
    start: int
    end: int
    sentence: int
    via: tuple[str, ...]
    contexts: tuple[str, ...] = ()


class Lexicon:
    """All wordings of the packs and of the shared language, compiled on first use.

    Only the plain data is pickled, so that each executor compiles its own automaton once.
    """

    def __init__(self, packs: Sequence[Pack], language: Language) -> None:
        self.packs = tuple(packs)
        self.language = language

    def __reduce__(self) -> tuple[type["Lexicon"], tuple[tuple[Pack, ...], Language]]:
        return Lexicon, (self.packs, self.language)

    @cached_property
    def patterns(self) -> dict[str, list[Wording]]:
        """Folded pattern → what it stands for."""
        found: dict[str, list[Wording]] = defaultdict(list)
        for wording in self._wordings():
            found[fold(wording.term).text].append(wording)
            for spelling in spellings(wording.term, self.language.variants):
                found[fold(spelling).text].append(replace(wording, spelling=True))
        return {pattern: list(dict.fromkeys(wordings)) for pattern, wordings in sorted(found.items())}

    def _wordings(self) -> list[Wording]:
        terms = [
            Wording("term", pack.id, group.id, term)
            for pack in self.packs
            for group in pack.groups
            for term in group.terms
        ]
        allowed = [Wording("allow", pack.id, "allow", term) for pack in self.packs for term in pack.allow]
        contexts = [
            Wording("context", "", name, term, within=context.within)
            for name, several in self.language.contexts.items()
            for context in several
            for term in context.terms
        ]
        cues = [
            Wording("attribute", "", code, term)
            for code, cue in self.language.attributes.items()
            for term in cue.terms
        ]
        return terms + allowed + contexts + cues

    @cached_property
    def _compiled(self) -> tuple[daachorse.CharwiseDoubleArrayAhoCorasick, list[list[Wording]]]:
        return daachorse.CharwiseDoubleArrayAhoCorasick(list(self.patterns)), list(self.patterns.values())

    def hits(self, raw: str, field: str, cut: Spans) -> list[Hit]:
        """Find every wording in a text, allowed phrases and shorter hits inside longer ones removed."""
        folded = fold(raw)
        automaton, wordings = self._compiled
        found = [
            _hit(wording, raw, field, folded, cut, start, end)
            for start, end, number in automaton.find_overlapping(_without_surrogates(folded.text))
            if _is_whole_word(folded.text, start, end)
            for wording in wordings[number]
        ]
        return _longest(_not_allowed(found))


def _without_surrogates(text: str) -> str:
    return re.sub(r"[\ud800-\udfff]", "\ufffd", text)  # the automaton refuses lone surrogates


def _hit(wording: Wording, raw: str, field: str, folded: Folded, cut: Spans, start: int, end: int) -> Hit:
    raw_start, raw_end = folded.raw_span(start, end, raw)
    via = folded.via(start, end) + (["spelling"] if wording.spelling else [])
    return Hit(wording, field, raw_start, raw_end, cut.at(raw_start), tuple(via))


def _is_whole_word(text: str, start: int, end: int) -> bool:
    """Latin letters count as a word of their own only: vx is not part of wxpython."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return not (_both_letters(before, text[start]) or _both_letters(text[end - 1], after))


def _both_letters(left: str, right: str) -> bool:
    return left.isascii() and right.isascii() and left.isalpha() and right.isalpha()


def _not_allowed(hits: list[Hit]) -> list[Hit]:
    """Drop the hits of a scenario inside the span of one of its allowed phrases."""
    allowed = [hit for hit in hits if hit.wording.kind == "allow"]
    terms = [hit for hit in hits if hit.wording.kind != "allow"]
    return [
        hit
        for hit in terms
        if not any(
            ok.wording.scenario == hit.wording.scenario and ok.start <= hit.start and hit.end <= ok.end
            for ok in allowed
        )
    ]


def _longest(hits: list[Hit]) -> list[Hit]:
    """Drop a hit that lies inside a longer one of its own group, and doubles of the same span."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda h: (h.wording.scenario, h.wording.group, h.start, -h.end, len(h.via))):
        last = kept[-1] if kept else None
        inside = last and _owner(last) == _owner(hit) and hit.end <= last.end
        if not inside:
            kept.append(hit)
    return sorted(kept, key=lambda h: (h.start, h.end, h.wording.scenario, h.wording.group))


def _owner(hit: Hit) -> tuple[str, str, str]:
    return hit.wording.kind, hit.wording.scenario, hit.wording.group
