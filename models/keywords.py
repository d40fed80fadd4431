"""Finds the wordings of all packs in a batch of texts, in one pass of one automaton."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.gaps import Rows, anchored, begun, joined, spread
from models.packs import ALL_SOURCES, THEN_WITHIN, Concepts, Context, Group, Language, Pack
from models.patterns import CHEAP, LAST_CHAR, Owner, Patterns, compile_patterns, source_bits
from models.spelling import BIT, LAYERS, NEEDS_COMPANION, Spelling
from models.text import Bits, Folded, Folding, Places, folding_of

AGE = "岁"
_NUMERALS = np.array([ord(char) for char in "0123456789一二三四五六七八九十"], np.uint32)
Scoping = Callable[[Places, Places], "Scope"]
SHARED = "shared"  # owner of the groups of conf/concepts.yaml


@dataclass(frozen=True)
class Hits:
    """Wordings found, a column each, in order of place.

    `begin` and `end` are folded places in the batch; `start` and `stop` raw offsets in the own text.
    """

    text: Places
    begin: Places
    end: Places
    start: Places
    stop: Places
    wording: Places
    owner: Places
    bits: Bits
    sentence: Places

    def __len__(self) -> int:
        return len(self.text)

    def take(self, which: NDArray[np.integer[Any] | np.bool_]) -> "Hits":
        """The hits at the given places, or where a mask is true."""
        return Hits(*(getattr(self, field.name)[which] for field in fields(self)))


@dataclass(frozen=True)
class Scope:
    """Which owners are worth locating in which texts: owners of one use are worth it in the same texts."""

    looked: NDArray[np.bool_]  # per text: anything but what is for all texts
    use: Places  # per owner
    worth: NDArray[np.bool_]  # uses × texts

    def holds(self, owner: Places, text: Places) -> NDArray[np.bool_]:
        """Whether each owner is worth locating in each text, both per hit."""
        return np.asarray(self.worth[self.use[owner], text])


class ByOwner:
    """The hits of a batch, sorted by what they stand for."""

    def __init__(self, hits: Hits, owners: int) -> None:
        self.hits = hits
        self._order = np.argsort(hits.owner, kind="stable")
        self._cuts = np.searchsorted(hits.owner[self._order], np.arange(owners + 1))

    def of(self, owner: int) -> Places:
        """Places of the hits of an owner, in order of the text."""
        return self._order[self._cuts[owner] : self._cuts[owner + 1]]


class Lexicon:
    """All wordings of the packs and of the shared language, compiled on first use.

    Only the plain data is pickled, so that each executor compiles its own automaton once.
    """

    def __init__(
        self, packs: Sequence[Pack], concepts: Concepts, language: Language, spelling: Spelling
    ) -> None:
        self.packs, self.concepts, self.language, self.spelling = tuple(packs), concepts, language, spelling

    def __reduce__(self) -> tuple[type["Lexicon"], tuple[tuple[Pack, ...], Concepts, Language, Spelling]]:
        return Lexicon, (self.packs, self.concepts, self.language, self.spelling)

    @cached_property
    def folding(self) -> Folding:
        """The tables that fold a text as the wordings were folded."""
        return folding_of(self.spelling)

    @cached_property
    def owners(self) -> tuple[Owner, ...]:
        """Everything that owns wordings, in a fixed order."""
        return tuple(chain(self._shared(), *map(_of_pack, self.packs), self._contexts()))

    def _shared(self) -> Iterator[Owner]:
        used = {name for pack in self.packs for name in pack.uses}
        for group in self.concepts.concepts:
            if group.id in used:
                yield from _of_group(SHARED, group)

    def _contexts(self) -> Iterator[Owner]:
        for name, several in self.language.contexts.items():
            for context in several:
                yield from _of_context(name, context)

    @cached_property
    def contexts(self) -> list[int]:
        """Numbers of the owners whose words put others into a context."""
        return [number for number, owner in enumerate(self.owners) if owner.kind == "context"]

    @cached_property
    def wordings(self) -> list[tuple[int, str]]:
        """Every wording as (owner number, term)."""
        return [(place, term) for place, owner in enumerate(self.owners) for term in owner.group.terms]

    @cached_property
    def patterns(self) -> "Patterns":
        """The automaton and what each of its patterns stands for."""
        return self.compile()

    def compile(self) -> "Patterns":
        """Fold and respell every wording and build the automaton: seconds for tens of thousands."""
        return compile_patterns(self.owners, self.wordings, self.sources, self.spelling, self.folding)

    @cached_property
    def sources(self) -> list[int]:
        """Per owner, the sources in which a rule, or every record, may use it, as bits."""
        used: dict[tuple[str, str], int] = {}
        for pack in self.packs:
            for rule in pack.rules:
                for name in rule.named:
                    key = (SHARED if name in pack.uses else pack.id, name)
                    used[key] = used.get(key, 0) | source_bits(rule.sources)
        everywhere = source_bits(ALL_SOURCES)
        return [
            used.get((owner.scenario, owner.name), 0 if owner.kind == "term" else everywhere)
            & source_bits(owner.group.sources)
            for owner in self.owners
        ]

    def find(self, folded: Folded, sources: Places, scoping: Scoping | None = None) -> Hits:
        """Find the wordings in a folded batch; a hit inside a longer one of its owner is dropped.

        `sources` has the bit of the source of every text: wordings that no rule of that source
        uses are not looked for. `scoping` is told which owner may be found in which text (both
        per hit) and gives those worth locating, first by single words, then with their neighbours;
        without it everything is located.
        """
        patterns = self.patterns
        whole, parts = _scan(patterns, folded, sources)
        several = anchored(patterns, parts, sources)
        if scoping is not None:
            whole, several = self._worth(whole, several, scoping)
        parts = parts.take(np.flatnonzero(np.isin(parts.text, several.text)))
        parts, several = _with_layers(parts, folded), _with_layers(several, folded)
        several = begun(patterns, folded, parts, several)
        if scoping is not None:
            whole, several = self._worth(whole, several, scoping)
        found = _with_layers(whole, folded).plus(joined(patterns, folded, parts, several))
        used = np.flatnonzero((patterns.sources_of[found.wording] & sources[found.text]) != 0)
        return _located(self, folded, found.take(used))

    def _worth(self, whole: Rows, several: Rows, scoping: Scoping) -> tuple[Rows, Rows]:
        """Those of the whole wordings, and of the sequences, that are worth locating."""
        owner_of, of_wording = self.patterns.owner_of, self.patterns.of_wording
        owners = owner_of[whole.wording], owner_of[of_wording[several.wording]]
        scope = scoping(np.concatenate(owners), np.concatenate([whole.text, several.text]))
        kept = [
            np.flatnonzero(scope.holds(*one)) for one in zip(owners, (whole.text, several.text), strict=True)
        ]
        return whole.take(kept[0]), several.take(kept[1])


def _of_group(scenario: str, group: Group) -> Iterator[Owner]:
    yield Owner("attribute" if group.role == "attribute" else "term", scenario, group.id, group)
    if group.exceptions:
        yield Owner(
            "exception", scenario, group.id, group.model_copy(update={"terms": group.exceptions, "gap": 8})
        )


def _of_context(name: str, context: Context) -> Iterator[Owner]:
    """The words of a context, then those on which it depends."""

    def group(terms: tuple[str, ...], gap: int = 8) -> Group:
        return Group(
            id=name, role="veto", strength="弱", why="", terms=terms, gap=gap, layers=LAYERS[:4], sources=context.sources
        )  # fmt: skip

    own = group(context.wordings, THEN_WITHIN if context.then else 8)
    yield Owner("context", "", name, own, context.within, context.reach, context.lists)
    if context.given:
        yield Owner("given", "", name, group(context.given))
    if context.unless:
        yield Owner("unless", "", name, group(context.unless))


def _of_pack(pack: Pack) -> Iterator[Owner]:
    for group in pack.groups:
        yield from _of_group(pack.id, group)
    if pack.allow:
        group = Group(id="allow", role="veto", strength="弱", why="", terms=pack.allow, layers=CHEAP)
        yield Owner("allow", pack.id, "allow", group)


def _scan(patterns: Patterns, folded: Folded, sources: Places) -> tuple[Rows, Rows]:
    """Whole wordings, and parts of wordings, that the automaton and the table of characters find.

    Those that nothing uses in the source of a text are left out.
    """
    found = patterns.automaton.find_overlapping(folded.text)
    flat = np.fromiter(chain.from_iterable(found), np.int32, 3 * len(found)).reshape(-1, 3)
    of_char = patterns.of_char[np.minimum(folded.codes, LAST_CHAR)]
    at = np.flatnonzero(of_char >= 0).astype(np.int32)
    begin, end = np.concatenate([flat[:, 0], at]), np.concatenate([flat[:, 1], at + 1])
    pattern = np.concatenate([flat[:, 2], of_char[at]])
    text = np.concatenate([folded.texts_of(flat[:, 1] - 1), folded.texts_of(at)])
    kept = np.flatnonzero(((patterns.sources[pattern] & sources[text]) != 0) & ~folded.in_word(begin, end))
    text, begin, end, pattern = text[kept], begin[kept], end[kept], pattern[kept]
    place, row = spread(patterns.offsets, pattern)
    whole = Rows(text[place], begin[place], end[place], patterns.wording[row], patterns.bits[row])
    place, row = spread(patterns.part_offsets, pattern)
    return whole, Rows(text[place], begin[place], end[place], patterns.part[row], patterns.part_bits[row])


def _located(lexicon: Lexicon, folded: Folded, rows: Rows) -> Hits:
    """Keep the longest of each owner, in allowed layers; give them raw offsets and sentences."""
    patterns = lexicon.patterns
    allowed = np.flatnonzero(((rows.bits & patterns.mask_of[rows.wording]) == 0) & ~_numbered(folded, rows))
    rows = rows.take(allowed)
    rows = rows.take(_longest(patterns.owner_of[rows.wording], rows))
    text = rows.text
    raw_begin, raw_end = folded.raw_spans(rows.begin, rows.end)
    before = np.searchsorted(folded.sentence_ends, folded.text_starts)
    sentence = np.searchsorted(folded.sentence_ends, rows.begin) - before[text]
    return Hits(
        text,
        rows.begin,
        rows.end,
        raw_begin - folded.starts[text],
        raw_end - folded.starts[text],
        rows.wording,
        patterns.owner_of[rows.wording],
        rows.bits,
        sentence.astype(np.int32),
    )


def _with_layers(rows: Rows, folded: Folded) -> Rows:
    """The rows with the layers met inside their spans."""
    return replace(rows, bits=rows.bits | folded.layers(*folded.raw_spans(rows.begin, rows.end)))


def _numbered(folded: Folded, rows: Rows) -> NDArray[np.bool_]:
    """Initials beside a digit: JL150 is a motorcycle, no résumé; and the tail of an age: 十九岁 is not 九岁."""
    codes = np.concatenate([[0], folded.codes, [0]])
    beside = np.stack([codes[rows.begin], codes[rows.end + 1]])
    numbered = ((rows.bits & BIT["initials"]) != 0) & ((beside >= 48) & (beside <= 57)).any(axis=0)
    cut = np.isin(codes[rows.begin + 1], _NUMERALS) & np.isin(beside[0], _NUMERALS)
    for at in np.flatnonzero(cut).tolist():
        numbered[at] |= AGE in folded.text[rows.begin[at] : rows.end[at]]
    return np.asarray(numbered)


def _longest(owner: Places, rows: Rows) -> Places:
    """Places, in order of the text, of the hits that lie in no longer hit of their owner.

    A hit by sound or initials alone never hides one that is plainly written.
    """
    layers = np.minimum(rows.bits, 1).astype(np.int64)  # of two spellings of one span the plain one stays
    length = np.minimum(rows.end - rows.begin, 511).astype(np.int64)
    key = ((owner.astype(np.int64) << 32 | rows.begin) << 10) | ((511 - length) << 1) | layers
    order = np.lexsort((rows.wording, key))
    free = (rows.bits[order] & NEEDS_COMPANION) != 0
    reach = owner[order].astype(np.int64) * np.int64(rows.end.max(initial=0) + 2) + rows.end[order]
    inside = np.zeros(len(order), np.bool_)
    for covering, covered in ((np.where(free, -1, reach), ~free), (reach, free)):
        reached = np.maximum.accumulate(covering)
        inside[1:] |= covered[1:] & (reached[:-1] >= reach[1:])
    kept = order[~inside]
    by_place = rows.begin[kept].astype(np.int64) << 32 | length[kept] << 16 | rows.wording[kept] & 0xFFFF
    return kept[np.argsort(by_place)]
