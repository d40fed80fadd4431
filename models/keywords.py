"""Finds the wordings of all packs in a batch of texts, in one pass of one automaton."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from io import BytesIO
from itertools import chain
from typing import Any, Literal

import daachorse
import numpy as np
from numpy.typing import NDArray

from models.packs import ALL_SOURCES, GAP, PAIR, Concepts, Group, Language, Pack, sequences_of
from models.spelling import BIT, LAYERS, NEEDS_COMPANION, Layer, Spelling, commonness
from models.text import BETWEEN, LETTER, Bits, Folded, Folding, Places, fold_batch, folding_of

Kind = Literal["term", "allow", "exception", "context", "attribute"]
SHARED = "shared"  # owner of the groups of conf/concepts.yaml
# Free respelling is kept for words that say something: a weak word misspelled is mere noise.
CHEAP: tuple[Layer, ...] = ("width", "traditional", "invisible", "separator", "symbol", "pinyin", "digits")


def source_bits(sources: Iterable[str]) -> int:
    """Sources as bits."""
    return sum(1 << ALL_SOURCES.index(source) for source in sources if source in ALL_SOURCES)


@dataclass(frozen=True)
class Owner:
    """What a set of wordings stands for: a group of a pack or shared, an allowed phrase, a context, a cue."""

    kind: Kind
    scenario: str
    name: str
    group: Group
    within: int | None = None
    reach: str = ""

    @property
    def mask(self) -> int:
        """The layers through which its wordings may be found, as bits."""
        return sum(BIT[layer] for layer in self.group.layers)


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


class ByOwner:
    """The hits of a batch, sorted by what they stand for."""

    def __init__(self, hits: Hits, owners: int) -> None:
        self.hits = hits
        self._order = np.argsort(hits.owner, kind="stable")
        self._cuts = np.searchsorted(hits.owner[self._order], np.arange(owners + 1))
        self._slots: dict[bytes, Places] = {}

    def of(self, owners: Places) -> Places:
        """Places of the hits of some owners, in order of the text."""
        key = owners.tobytes()
        if key not in self._slots:
            runs = [self._order[self._cuts[o] : self._cuts[o + 1]] for o in owners.tolist()]
            self._slots[key] = runs[0] if len(runs) == 1 else np.sort(np.concatenate(runs))
        return self._slots[key]


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
                group = Group(
                    id=name,
                    role="veto",
                    strength="弱",
                    why="",
                    terms=context.terms,
                    layers=LAYERS[:4],
                    sources=context.sources,
                )
                yield Owner("context", "", name, group, context.within, context.reach)

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

    def find(self, folded: Folded, sources: Places) -> Hits:
        """Find every wording in a folded batch; a hit inside a longer one of its owner is dropped.

        `sources` has the bit of the source of every text: wordings that no rule of that source
        uses are not looked for.
        """
        patterns = self.patterns
        begin, end, pattern = _scan(patterns, folded, sources)
        place, which = _spread(patterns.offsets, pattern)
        plain = _Rows(begin[place], end[place], patterns.wording[which], patterns.bits[which])
        place, which = _spread(patterns.part_offsets, pattern)
        parts = _Rows(begin[place], end[place], patterns.part[which], patterns.part_bits[which])
        return _located(self, folded, plain.plus(_joined(patterns, folded, parts)), sources)


@dataclass(frozen=True)
class _Rows:
    begin: Places
    end: Places
    wording: Places
    bits: Bits

    def take(self, which: NDArray[np.integer[Any] | np.bool_]) -> "_Rows":
        return _Rows(self.begin[which], self.end[which], self.wording[which], self.bits[which])

    def plus(self, other: "_Rows") -> "_Rows":
        return _Rows(*(np.concatenate([getattr(self, f.name), getattr(other, f.name)]) for f in fields(self)))


@dataclass(frozen=True)
class Patterns:
    """The automaton and what its patterns stand for: whole wordings, and parts of wordings with gaps.

    A sequence is one order of the parts of a wording; it is looked for around its rarest part, the
    anchor.
    """

    automaton: daachorse.CharwiseDoubleArrayAhoCorasick
    sources: Places  # per pattern: bits of the sources in which anything uses it
    offsets: Places  # cuts the rows of whole wordings by pattern
    wording: Places
    bits: Bits
    part_offsets: Places  # cuts the rows of parts by pattern
    part: Places
    part_bits: Bits
    anchored_offsets: Places  # cuts the sequences by the part that is their anchor
    anchored: Places
    sequence: Places  # parts of each sequence, filled up with -1
    anchor: Places  # place of the anchor in each sequence
    of_wording: Places  # wording of each sequence
    gap: Places
    char_of: Places  # per part: a single character, looked for around the anchor only; else 0
    owner_of: Places  # per wording
    mask_of: Bits  # per wording: layers not allowed
    sources_of: Places  # per wording

    def to_bytes(self) -> bytes:
        """Everything as bytes, for a cache."""
        columns = {field.name: getattr(self, field.name) for field in fields(self)}
        columns["automaton"] = np.frombuffer(self.automaton.serialize(), np.uint8)
        held = BytesIO()
        np.savez(held, **columns)
        return held.getvalue()

    @classmethod
    def from_bytes(cls, held: bytes) -> "Patterns":
        """What `to_bytes` gave."""
        columns = dict(np.load(BytesIO(held)))
        automaton = columns.pop("automaton").tobytes()
        return cls(daachorse.CharwiseDoubleArrayAhoCorasick.deserialize(automaton), **columns)


def _of_group(scenario: str, group: Group) -> Iterator[Owner]:
    yield Owner("attribute" if group.role == "attribute" else "term", scenario, group.id, group)
    if group.exceptions:
        yield Owner(
            "exception", scenario, group.id, group.model_copy(update={"terms": group.exceptions, "gap": 8})
        )


def _of_pack(pack: Pack) -> Iterator[Owner]:
    for group in pack.groups:
        yield from _of_group(pack.id, group)
    if pack.allow:
        group = Group(id="allow", role="veto", strength="弱", why="", terms=pack.allow, layers=CHEAP)
        yield Owner("allow", pack.id, "allow", group)


def compile_patterns(
    owners: Sequence[Owner],
    wordings: Sequence[tuple[int, str]],
    sources: Sequence[int],
    spelling: Spelling,
    folding: Folding,
) -> Patterns:
    """Fold every wording and its evasive spellings into one automaton; `sources` are bits per owner."""
    terms = _folded_terms([term for _, term in wordings], folding)
    whole = [
        (number, term, owners[wordings[number][0]]) for number, term in enumerate(terms) if _is_plain(term)
    ]
    parts, sequences = _sequences(terms, wordings, owners)
    number: dict[str, int] = {}
    rows = _spelled(((words, owner, place) for place, words, owner in whole), spelling, number)
    anchors = {sequence[anchor] for sequence, anchor, _, _ in sequences}
    char_of = [
        ord(words) if len(words) == 1 and at not in anchors else 0 for at, (words, _) in enumerate(parts)
    ]
    sought = ((words, owner, at) for at, (words, owner) in enumerate(parts) if not char_of[at])
    of_parts = _spelled(sought, spelling, number)
    owner_of = np.array([place for place, _ in wordings], np.int32)
    anchored = np.array([sequence[anchor] for sequence, anchor, _, _ in sequences], np.int32)
    sources_of = np.array(sources, np.int32)[owner_of]
    longest = max((len(sequence) for sequence, *_ in sequences), default=1)
    padded = [[*sequence, *[-1] * (longest - len(sequence))] for sequence, *_ in sequences]
    columns = np.array([row[1:] for row in sequences], np.int32).reshape(-1, 3)
    cuts = np.arange(len(number) + 1)
    found = Patterns(
        daachorse.CharwiseDoubleArrayAhoCorasick(list(number)),
        np.zeros(len(number), np.int32),
        np.searchsorted(rows[:, 0], cuts), rows[:, 1], rows[:, 2].astype(np.uint16),
        np.searchsorted(of_parts[:, 0], cuts), of_parts[:, 1], of_parts[:, 2].astype(np.uint16),
        np.searchsorted(np.sort(anchored), np.arange(len(parts) + 1)), np.argsort(anchored, kind="stable"),
        np.array(padded, np.int32).reshape(len(padded), longest),
        columns[:, 0], columns[:, 1], columns[:, 2],
        np.array([*char_of, 0], np.uint32),
        owner_of,
        np.array([~owner.mask & 0xFFFF for owner in owners], np.uint16)[owner_of],
        sources_of,
    )  # fmt: skip
    of_part = np.zeros(max(len(parts), 1), np.int32)
    for place in range(longest):
        here = found.sequence[:, place] >= 0
        np.bitwise_or.at(of_part, found.sequence[here, place], sources_of[found.of_wording[here]])
    np.bitwise_or.at(found.sources, rows[:, 0], sources_of[rows[:, 1]])
    np.bitwise_or.at(found.sources, of_parts[:, 0], of_part[of_parts[:, 1]])
    return found


def _folded_terms(terms: Sequence[str], folding: Folding) -> list[str]:
    """The wordings folded part by part; the signs of gaps and pairs stay."""
    signs = [PAIR if PAIR in term else GAP for term in terms]
    several = [term.split(sign) for term, sign in zip(terms, signs, strict=True)]
    folded = iter(fold_batch([part for parts in several for part in parts], folding).text.split(BETWEEN))
    return [sign.join(next(folded) for _ in parts) for sign, parts in zip(signs, several, strict=True)]


def _is_plain(term: str) -> bool:
    return GAP not in term and PAIR not in term


def _sequences(
    terms: Sequence[str], wordings: Sequence[tuple[int, str]], owners: Sequence[Owner]
) -> tuple[list[tuple[str, Owner]], list[tuple[list[int], int, int, int]]]:
    """Distinct parts with an owner of their kind, and sequences as (parts, anchor, wording, gap)."""
    number: dict[tuple[str, tuple[Layer, ...]], int] = {}
    parts: list[tuple[str, Owner]] = []
    sequences: list[tuple[list[int], int, int, int]] = []
    for place, term in enumerate(terms):
        owner = owners[wordings[place][0]]
        for several in () if _is_plain(term) else sequences_of(term):
            for words in several:
                if (key := (words, _layers_of(owner))) not in number:
                    number[key] = len(parts)
                    parts.append((words, owner))
            sequence = [number[words, _layers_of(owner)] for words in several]
            anchor = min(range(len(several)), key=lambda at: commonness(several[at]))
            sequences.append((sequence, anchor, place, owner.group.gap))
    return parts, sequences


def _spelled(
    listed: Iterable[tuple[str, Owner, int]], spelling: Spelling, number: dict[str, int]
) -> NDArray[np.int32]:
    """Rows of (pattern, what it stands for, layer bit), by pattern; new patterns get the next number."""
    rows = [
        (number.setdefault(written, len(number)), stands_for, bit)
        for words, owner, stands_for in listed
        for written, bit in _written(words, owner, spelling)
    ]
    table = np.array(rows, np.int32).reshape(-1, 3)
    return table[np.argsort(table[:, 0], kind="stable")]


def _layers_of(owner: Owner) -> tuple[Layer, ...]:
    """The layers in which a group's words are respelled."""
    if owner.kind != "term" or owner.group.role == "veto":
        return ()
    weak = owner.group.strength == "弱"
    return tuple(layer for layer in owner.group.layers if not weak or layer in CHEAP)


def _written(words: str, owner: Owner, spelling: Spelling) -> list[tuple[str, int]]:
    """A folded wording, and its evasive spellings with the bit of their layer."""
    layers = _layers_of(owner)
    if layers and owner.group.strength == "弱" and any(core in words for core in spelling.core):
        layers = owner.group.layers
    spelled = spelling.respelled(words, layers) if layers else {}
    return [(words, 0), *((other, BIT[layer]) for other, layer in spelled.items())]


def _scan(patterns: Patterns, folded: Folded, sources: Places) -> tuple[Places, Places, Places]:
    """Run the automaton; Latin letters count as a word of their own only (vx is not part of wxpython)."""
    found = patterns.automaton.find_overlapping(folded.text)
    flat = np.fromiter(chain.from_iterable(found), np.int32, 3 * len(found)).reshape(-1, 3)
    cuts = np.searchsorted(flat[:, 1], folded.text_starts[1:])
    source = np.repeat(sources, np.diff(cuts, prepend=0))
    flat = flat[(patterns.sources[flat[:, 2]] & source) != 0]
    begin, end, pattern = flat[:, 0], flat[:, 1], flat[:, 2]
    letter = np.zeros(len(folded.kinds) + 2, np.bool_)
    letter[1:-1] = (folded.kinds & LETTER) != 0
    inside = (letter[begin] & letter[begin + 1]) | (letter[end] & letter[end + 1])
    return begin[~inside], end[~inside], pattern[~inside]


def _spread(offsets: Places, pattern: Places) -> tuple[Places, Places]:
    """Repeat each hit for every row that owns its pattern: places of hits, and of rows."""
    counts = offsets[pattern + 1] - offsets[pattern]
    place = np.repeat(np.arange(len(pattern), dtype=np.int32), counts)
    within = np.arange(len(place), dtype=np.int32) - np.repeat(np.cumsum(counts) - counts, counts)
    return place, (offsets[pattern][place] + within).astype(np.int32)


def _joined(patterns: Patterns, folded: Folded, parts: _Rows) -> _Rows:
    """Join the parts of wordings with gaps around their anchors, within the gap and the sentence."""
    place, which = _spread(patterns.anchored_offsets, parts.wording)
    sequence = patterns.anchored[which]
    rows = _Rows(parts.begin[place], parts.end[place], sequence, parts.bits[place])
    anchor = patterns.anchor[sequence]
    longest = patterns.sequence.shape[1] if len(patterns.sequence) else 0
    for step in (*range(1, longest), *range(-1, -longest, -1)):
        at = anchor + step
        there = (at >= 0) & (at < longest)
        word = np.where(there, patterns.sequence[rows.wording, np.clip(at, 0, longest - 1)], -1)
        if (word >= 0).any():
            rows, kept = _grown(patterns, folded, parts, rows, word, step > 0)
            anchor = anchor[kept]
    ends = folded.sentence_ends
    rows = rows.take(np.searchsorted(ends, rows.begin) == np.searchsorted(ends, rows.end - 1))
    return _Rows(rows.begin, rows.end, patterns.of_wording[rows.wording], rows.bits)


def _grown(
    patterns: Patterns, folded: Folded, parts: _Rows, rows: _Rows, word: Places, forward: bool
) -> tuple[_Rows, NDArray[np.bool_]]:
    """Rows that reach their next part `word` (-1: none is wanted), grown by it, and which they were."""
    char = patterns.char_of[word]
    begin, end, bits = rows.begin.copy(), rows.end.copy(), rows.bits.copy()
    kept = word < 0
    for reach in (_next_char, _next_part):
        which = np.flatnonzero((word >= 0) & ((char > 0) == (reach is _next_char)))
        found, low, high, more = reach(patterns, folded, parts, rows.take(which), word[which], forward)
        hit = which[found]
        begin[hit], end[hit] = np.minimum(begin[hit], low[found]), np.maximum(end[hit], high[found])
        bits[hit] |= more[found]
        kept[hit] = True
    return _Rows(begin, end, rows.wording, bits).take(kept), kept


def _next_char(
    patterns: Patterns, folded: Folded, parts: _Rows, rows: _Rows, word: Places, forward: bool
) -> tuple[NDArray[np.bool_], Places, Places, Bits]:
    """The nearest single character within the gap: looked for place by place, as it stands everywhere."""
    char, gap = patterns.char_of[word], patterns.gap[rows.wording]
    at = np.full(len(word), -1, np.int64)
    for away in range(int(gap.max(initial=-1)) + 1):
        place = rows.end + away if forward else rows.begin - 1 - away
        inside = (place >= 0) & (place < len(folded.codes)) & (away <= gap) & (at < 0)
        same = folded.codes[np.clip(place, 0, len(folded.codes) - 1)] == char
        at = np.where(inside & same, place, at)
    return at >= 0, at, at + 1, np.zeros(len(at), np.uint16)


def _next_part(
    patterns: Patterns, folded: Folded, parts: _Rows, rows: _Rows, word: Places, forward: bool
) -> tuple[NDArray[np.bool_], Places, Places, Bits]:
    """The nearest hit of the part within the gap."""
    if not len(parts.begin) or not len(word):
        nothing = np.zeros(len(word), np.int64)
        return nothing > 0, nothing, nothing, nothing.astype(np.uint16)
    size, edge = np.int64(len(folded.codes) + 1), parts.begin if forward else parts.end
    keys = parts.wording * size + edge
    order = np.argsort(keys)
    limit = word * size + (rows.end if forward else rows.begin)
    found = (
        np.searchsorted(keys[order], limit) if forward else np.searchsorted(keys[order], limit, "right") - 1
    )
    one = order[np.clip(found, 0, len(order) - 1)]
    fits = (found >= 0) & (found < len(order)) & (parts.wording[one] == word)
    apart = parts.begin[one] - rows.end if forward else rows.begin - parts.end[one]
    return fits & (apart <= patterns.gap[rows.wording]), parts.begin[one], parts.end[one], parts.bits[one]


def _located(lexicon: Lexicon, folded: Folded, rows: _Rows, sources: Places) -> Hits:
    """Give the hits their texts, raw offsets, layers and sentences; keep the longest of each owner."""
    patterns = lexicon.patterns
    text = np.searchsorted(folded.text_starts, rows.begin, "right") - 1
    used = (patterns.sources_of[rows.wording] & sources[text]) != 0
    rows, text = rows.take(used), text[used]
    raw_begin, raw_end = folded.raw_spans(rows.begin, rows.end)
    bits = rows.bits | folded.layers(raw_begin, raw_end)
    allowed = ((bits & patterns.mask_of[rows.wording]) == 0) & ~_numbered(folded, rows, bits)
    if not allowed.all():
        rows, raw_begin, raw_end, bits, text = rows.take(allowed), raw_begin[allowed], raw_end[allowed], bits[allowed], text[allowed]  # fmt: skip
    owner = patterns.owner_of[rows.wording]
    kept = _longest(owner, rows, bits)
    text, begin = text[kept], rows.begin[kept]
    before = np.searchsorted(folded.sentence_ends, folded.text_starts)
    sentence = np.searchsorted(folded.sentence_ends, begin) - before[text]
    return Hits(
        text,
        begin,
        rows.end[kept],
        raw_begin[kept] - folded.starts[text],
        raw_end[kept] - folded.starts[text],
        rows.wording[kept],
        owner[kept],
        bits[kept],
        sentence.astype(np.int32),
    )


def _numbered(folded: Folded, rows: _Rows, bits: Bits) -> NDArray[np.bool_]:
    """Initials beside a digit: JL150 is a motorcycle, no résumé."""
    codes = np.concatenate([[0], folded.codes, [0]])
    beside = np.stack([codes[rows.begin], codes[rows.end + 1]])
    return np.asarray(((bits & BIT["initials"]) != 0) & ((beside >= 48) & (beside <= 57)).any(axis=0))


def _longest(owner: Places, rows: _Rows, bits: Bits) -> Places:
    """Places, in order of the text, of the hits that lie in no longer hit of their owner.

    A hit by sound or initials alone never hides one that is plainly written.
    """
    layers = np.minimum(bits, 1).astype(np.int64)  # of two spellings of one span the plain one stays
    length = np.minimum(rows.end - rows.begin, 511).astype(np.int64)
    key = ((owner.astype(np.int64) << 32 | rows.begin) << 10) | ((511 - length) << 1) | layers
    order = np.argsort(key)
    free = (bits[order] & NEEDS_COMPANION) != 0
    reach = owner[order].astype(np.int64) * np.int64(rows.end.max(initial=0) + 2) + rows.end[order]
    inside = np.zeros(len(order), np.bool_)
    for covering, covered in ((np.where(free, -1, reach), ~free), (reach, free)):
        reached = np.maximum.accumulate(covering)
        inside[1:] |= covered[1:] & (reached[:-1] >= reach[1:])
    kept = order[~inside]
    by_place = rows.begin[kept].astype(np.int64) << 32 | length[kept] << 16 | rows.wording[kept] & 0xFFFF
    return kept[np.argsort(by_place)]
