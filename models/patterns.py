"""Compiles the wordings of all packs, with their evasive spellings, into one automaton."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from io import BytesIO
from typing import IO, Literal

import daachorse
import numpy as np
from numpy.typing import NDArray

from models.packs import ALL_SOURCES, GAP, PAIR, Group, sequences_of
from models.spelling import BIT, Layer, Spelling, commonness, is_han
from models.text import BETWEEN, Bits, Codes, Folding, Places, fold_batch

LONGEST_IN_PLACE = 4  # characters compared in place; a longer part is rare enough to be a pattern
LAST_CHAR = 0xFFFF  # characters beyond share one entry: none of them is a part of a wording
Kind = Literal["term", "allow", "exception", "context", "given", "unless", "attribute"]
# Free respelling is kept for words that say something: a weak word misspelled is mere noise.
CHEAP: tuple[Layer, ...] = (
    "width",
    "traditional",
    "invisible",
    "separator",
    "symbol",
    "pinyin",
    "lookalike",
    "digits",
)


SAYS_ENOUGH = 3  # Han characters of a weak word that is still known when one of them is a letter


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
    lists: bool = False

    @property
    def is_for_all(self) -> bool:
        """Whether it is looked for in every text, be a rule near or not: a cue, or what voids one."""
        of_cue = self.kind == "exception" and self.group.role == "attribute"
        return self.kind == "attribute" or of_cue or (self.kind, self.name) == ("context", "negated")

    @property
    def mask(self) -> int:
        """The layers through which its wordings may be found, as bits."""
        return sum(BIT[layer] for layer in self.group.layers)


@dataclass(frozen=True)
class Patterns:
    """The automaton and what its patterns stand for: whole wordings, and parts of wordings with gaps.

    A sequence is one order of the parts of a wording; it is looked for around its rarest part, the
    anchor. Other short parts stand in most texts: in plain writing they are compared in place, and
    only their evasive spellings are patterns. An anchor of one character is a pattern that a table
    finds: as hits of the automaton they would be its bulk.
    """

    automaton: daachorse.CharwiseDoubleArrayAhoCorasick
    of_char: Places  # per code point up to LAST_CHAR: the pattern of that one character, or -1
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
    in_place: Codes  # per part: its characters, filled up with 0, where it is compared in place; else 0
    length_in_place: Places
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
    def read(cls, held: IO[bytes]) -> "Patterns":
        """What `to_bytes` gave, a column after the other: never are all of them in memory twice."""
        with np.load(held) as columns:
            automaton = daachorse.CharwiseDoubleArrayAhoCorasick.deserialize(columns["automaton"].tobytes())
            return cls(automaton, **{name: columns[name] for name in columns.files if name != "automaton"})


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
    rows = _spelled(((words, owner, place, False) for place, words, owner in whole), spelling, number)
    anchors = {sequence[anchor] for sequence, anchor, _, _ in sequences}
    beside = [at not in anchors and len(words) <= LONGEST_IN_PLACE for at, (words, _) in enumerate(parts)]
    sought = ((words, owner, at, beside[at]) for at, (words, owner) in enumerate(parts) if len(words) > 1)
    of_parts = _spelled(sought, spelling, number)
    automaton = daachorse.CharwiseDoubleArrayAhoCorasick(list(number))
    of_char, of_chars = _chars(parts, anchors, number)
    rows, of_parts = _by_pattern(rows), _by_pattern(np.concatenate([of_parts, of_chars]))
    owner_of = np.array([place for place, _ in wordings], np.int32)
    anchored = np.array([sequence[anchor] for sequence, anchor, _, _ in sequences], np.int32)
    longest = max((len(sequence) for sequence, *_ in sequences), default=1)
    padded = [[*sequence, *[-1] * (longest - len(sequence))] for sequence, *_ in sequences]
    sequence = np.array(padded, np.int32).reshape(len(padded), longest)
    columns = np.array([row[1:] for row in sequences], np.int32).reshape(-1, 3)
    cuts = np.arange(len(number) + 1)
    written = _in_place(parts, beside)
    sources_of = np.array(sources, np.int32)[owner_of]
    return Patterns(
        automaton, of_char, _used(rows, of_parts, sequence, columns[:, 1], len(number), sources_of),
        _cuts(rows[:, 0], cuts), rows[:, 1], rows[:, 2].astype(np.uint16),
        _cuts(of_parts[:, 0], cuts), of_parts[:, 1], of_parts[:, 2].astype(np.uint16),
        _cuts(np.sort(anchored), np.arange(len(parts) + 1)), np.argsort(anchored, kind="stable"),
        sequence, columns[:, 0], columns[:, 1], columns[:, 2],
        written, np.count_nonzero(written, axis=1),
        owner_of,
        np.array([~owner.mask & 0xFFFF for owner in owners], np.uint16)[owner_of],
        sources_of,
    )  # fmt: skip


def _used(
    rows: Places, of_parts: Places, sequence: Places, of_wording: Places, patterns: int, sources_of: Places
) -> Places:
    """Per pattern, the bits of the sources that use some wording it leads to."""
    of_part = np.zeros(int(sequence.max(initial=0)) + 1, np.int32)
    for place in range(sequence.shape[1]):
        here = sequence[:, place] >= 0
        np.bitwise_or.at(of_part, sequence[here, place], sources_of[of_wording[here]])
    found = np.zeros(patterns, np.int32)
    np.bitwise_or.at(found, rows[:, 0], sources_of[rows[:, 1]])
    np.bitwise_or.at(found, of_parts[:, 0], of_part[of_parts[:, 1]])
    return found.astype(np.uint8)


def _by_pattern(table: NDArray[np.int32]) -> NDArray[np.int32]:
    return table[np.argsort(table[:, 0], kind="stable")]


def _cuts(numbers: Places, cuts: Places) -> Places:
    return np.searchsorted(numbers, cuts).astype(np.int32)


def _chars(
    parts: Sequence[tuple[str, Owner]], anchors: set[int], number: dict[str, int]
) -> tuple[Places, NDArray[np.int32]]:
    """Patterns of the anchors of one character: a table of those not yet in `number`, and rows of all."""
    table, rows = np.full(LAST_CHAR + 1, -1, np.int32), []
    for at, (words, _) in enumerate(parts):
        if at in anchors and len(words) == 1:
            if words not in number:
                table[min(ord(words), LAST_CHAR)] = number[words] = len(number)
            rows.append((number[words], at, 0))
    return table, np.array(rows, np.int32).reshape(-1, 3)


def _in_place(parts: Sequence[tuple[str, Owner]], beside: Sequence[bool]) -> Codes:
    """The characters of the parts that are compared in place."""
    rows = [[*map(ord, words)] if near else [] for (words, _), near in zip(parts, beside, strict=True)]
    rows.append([])
    return np.array([[*row, *[0] * (LONGEST_IN_PLACE - len(row))] for row in rows], np.uint32)


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
                if (key := _part_key(words, owner)) not in number:
                    number[key] = len(parts)
                    parts.append((words, owner))
            sequence = [number[_part_key(words, owner)] for words in several]
            anchor = min(range(len(several)), key=lambda at: commonness(several[at]))
            sequences.append((sequence, anchor, place, owner.group.gap))
    return parts, sequences


def _part_key(words: str, owner: Owner) -> tuple[str, tuple[Layer, ...]]:
    """Equal parts are found once; one of a single character is never respelled."""
    return words, _layers_of(owner) if len(words) > 1 else ()


def _spelled(
    listed: Iterable[tuple[str, Owner, int, bool]], spelling: Spelling, number: dict[str, int]
) -> NDArray[np.int32]:
    """Rows of (pattern, what it stands for, layer bit); new patterns get the next number.

    The last of each given tuple says to leave the plain writing out.
    """
    rows = [
        (number.setdefault(written, len(number)), stands_for, bit)
        for words, owner, stands_for, only_evasive in listed
        for written, bit in _written(words, owner, spelling)
        if bit or not only_evasive
    ]
    return np.array(rows, np.int32).reshape(-1, 3)


def _layers_of(owner: Owner) -> tuple[Layer, ...]:
    """The layers in which a group's words are respelled."""
    if owner.kind != "term" or owner.group.role == "veto":
        return ()
    weak = owner.group.strength == "弱"
    return tuple(layer for layer in owner.group.layers if not weak or layer in CHEAP)


def _written(words: str, owner: Owner, spelling: Spelling) -> list[tuple[str, int]]:
    """A folded wording, and its evasive spellings with the bit of their layer."""
    layers = _layers_of(owner)
    if layers and owner.group.strength == "弱":
        if any(core in words for core in spelling.folded_core):
            layers = owner.group.layers
        elif sum(map(is_han, words)) >= SAYS_ENOUGH and "initials" in owner.group.layers:
            layers = (*layers, "initials")
    spelled = spelling.respelled(words, layers) if layers else {}
    return [(words, 0), *((other, BIT[layer]) for other, layer in spelled.items())]
