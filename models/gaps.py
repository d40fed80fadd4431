"""Wordings with gaps: their parts joined around the rarest one, within the gap and the sentence."""

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.patterns import Patterns
from models.text import Bits, Folded, Places


@dataclass(frozen=True)
class Rows:
    """Hits as columns: folded places, what they stand for, and the layers of their spelling."""

    begin: Places
    end: Places
    wording: Places
    bits: Bits

    def take(self, which: NDArray[np.integer[Any] | np.bool_]) -> "Rows":
        """The rows at the given places, or where a mask is true."""
        return Rows(self.begin[which], self.end[which], self.wording[which], self.bits[which])

    def plus(self, other: "Rows") -> "Rows":
        """These rows, then others."""
        return Rows(*(np.concatenate([getattr(self, f.name), getattr(other, f.name)]) for f in fields(self)))


def spread(offsets: Places, pattern: Places) -> tuple[Places, Places]:
    """Repeat each hit for every row that owns its pattern: places of hits, and of rows."""
    counts = offsets[pattern + 1] - offsets[pattern]
    place = np.repeat(np.arange(len(pattern), dtype=np.int32), counts)
    within = np.arange(len(place), dtype=np.int32) - np.repeat(np.cumsum(counts) - counts, counts)
    return place, (offsets[pattern][place] + within).astype(np.int32)


def joined(
    patterns: Patterns, folded: Folded, parts: Rows, text: Places, needed: NDArray[np.bool_] | None
) -> Rows:
    """Join the parts of wordings with gaps around their anchors, within the gap and the sentence.

    `text` is the text of every part; `needed` (owners × texts) says which wordings are worth it.
    """
    place, which = spread(patterns.anchored_offsets, parts.wording)
    if needed is not None:
        owner = patterns.owner_of[patterns.of_wording[patterns.anchored[which]]]
        worth = np.flatnonzero(needed[owner, text[place]])
        place, which = place[worth], which[worth]
    sequence = patterns.anchored[which]
    rows = Rows(parts.begin[place], parts.end[place], sequence, parts.bits[place])
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
    return Rows(rows.begin, rows.end, patterns.of_wording[rows.wording], rows.bits)


def _grown(
    patterns: Patterns, folded: Folded, parts: Rows, rows: Rows, word: Places, forward: bool
) -> tuple[Rows, NDArray[np.bool_]]:
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
    return Rows(begin, end, rows.wording, bits).take(kept), kept


def _next_char(
    patterns: Patterns, folded: Folded, parts: Rows, rows: Rows, word: Places, forward: bool
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
    patterns: Patterns, folded: Folded, parts: Rows, rows: Rows, word: Places, forward: bool
) -> tuple[NDArray[np.bool_], Places, Places, Bits]:
    """The nearest hit of the part within the gap."""
    if not len(parts.begin) or not len(word):
        nothing = np.zeros(len(word), np.int64)
        return nothing > 0, nothing, nothing, nothing.astype(np.uint16)
    if len(word) < len(parts.begin) // 8:  # sort only the parts that are asked for
        parts = parts.take(np.isin(parts.wording, word))
        if not len(parts.begin):
            nothing = np.zeros(len(word), np.int64)
            return nothing > 0, nothing, nothing, nothing.astype(np.uint16)
    size, edge = np.int64(len(folded.codes) + 1), parts.begin if forward else parts.end
    keys = parts.wording * size + edge
    order = np.lexsort((parts.bits, keys))  # of two spellings in one place the plain one comes first
    limit = word * size + (rows.end if forward else rows.begin)
    found = (
        np.searchsorted(keys[order], limit) if forward else np.searchsorted(keys[order], limit, "right") - 1
    )
    one = order[np.clip(found, 0, len(order) - 1)]
    fits = (found >= 0) & (found < len(order)) & (parts.wording[one] == word)
    apart = parts.begin[one] - rows.end if forward else rows.begin - parts.end[one]
    return fits & (apart <= patterns.gap[rows.wording]), parts.begin[one], parts.end[one], parts.bits[one]
