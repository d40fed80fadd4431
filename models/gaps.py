"""Wordings with gaps: their parts joined around the rarest one, within the gap and the sentence."""

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from models.patterns import LAST_CHAR, LONGEST_IN_PLACE, Patterns
from models.text import Bits, Codes, Folded, Places

WINDOW = 13  # characters looked at first; the gaps of all but a few wordings are narrower
Reached = tuple[Places, Places, Places, Bits]  # which rows, and begin, end and layers of what they reach


@dataclass(frozen=True)
class Rows:
    """Hits as columns: folded places, what they stand for, and the layers of their spelling."""

    begin: Places
    end: Places
    wording: Places
    bits: Bits

    def __len__(self) -> int:
        return len(self.begin)

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


def single_characters(patterns: Patterns, folded: Folded, sources: Places) -> Rows:
    """The anchors that are one character, found by a table: as hits of the automaton they would be its bulk."""
    part = patterns.part_of_char[np.minimum(folded.codes, LAST_CHAR)]
    at = np.flatnonzero(part >= 0)
    text = np.searchsorted(folded.text_starts, at, "right") - 1
    at = at[(patterns.sources_of_part[part[at]] & sources[text]) != 0]
    at = at[~folded.in_word(at, at + 1)]
    return Rows(at, at + 1, part[at], np.zeros(len(at), np.uint16))


def begun(patterns: Patterns, folded: Folded, parts: Rows, sources: Places) -> Rows:
    """The sequences whose anchor stands somewhere and beside it, it seems, the next part too."""
    place, which = spread(patterns.anchored_offsets, parts.wording)
    sequence = patterns.anchored[which]
    source = sources[np.searchsorted(folded.text_starts, parts.begin, "right") - 1]
    used = np.flatnonzero(patterns.sources_of[patterns.of_wording[sequence]] & source[place])
    place, sequence = place[used], sequence[used]
    rows = Rows(parts.begin[place], parts.end[place], sequence, parts.bits[place])
    evasive = np.zeros(len(patterns.length_in_place), np.bool_)
    evasive[parts.wording] = True
    windows = sliding_window_view(np.pad(folded.codes, WINDOW), WINDOW)
    for step in (1, -1):
        word = _neighbour(patterns, rows, step)
        kept = (word < 0) | evasive[word] | _seems_near(patterns, windows, rows, word, step > 0)
        rows = rows.take(np.flatnonzero(kept))
    return rows


def joined(patterns: Patterns, folded: Folded, parts: Rows, rows: Rows) -> Rows:
    """Grow the sequences begun by their other parts, within the gap and the sentence."""
    longest = patterns.sequence.shape[1]
    words = np.zeros(len(patterns.length_in_place), np.bool_)
    words[patterns.sequence[rows.wording]] = True
    parts = parts.take(np.flatnonzero(words[parts.wording]))
    for direction in (1, -1):
        hits = _Sorted(parts, direction > 0, len(folded.codes) + 1)
        for step in range(1, longest):
            rows = _grown(patterns, folded, hits, rows, _neighbour(patterns, rows, direction * step))
    ends = folded.sentence_ends
    rows = rows.take(np.searchsorted(ends, rows.begin) == np.searchsorted(ends, rows.end - 1))
    return Rows(rows.begin, rows.end, patterns.of_wording[rows.wording], rows.bits)


def _neighbour(patterns: Patterns, rows: Rows, step: int) -> Places:
    """The part so many places from the anchor of each sequence, -1 where there is none."""
    at = patterns.anchor[rows.wording] + step
    last = patterns.sequence.shape[1] - 1
    return np.where((at >= 0) & (at <= last), patterns.sequence[rows.wording, np.clip(at, 0, last)], -1)


def _seems_near(
    patterns: Patterns, windows: Codes, rows: Rows, word: Places, forward: bool
) -> NDArray[np.bool_]:
    """Whether the first character of a part stands beside each row: cheap to tell, and seldom so."""
    length = patterns.length_in_place[word]
    edge = patterns.in_place[word, np.zeros_like(length) if forward else np.maximum(length - 1, 0)]
    beside = windows[rows.end + WINDOW if forward else rows.begin]
    narrow = patterns.gap[rows.wording] < WINDOW
    return np.asarray((beside == edge[:, None]).any(axis=1) | ~narrow | (length == 0))


class _Sorted:
    """The parts that the automaton found, sorted for the way in which they are looked for."""

    def __init__(self, parts: Rows, forward: bool, size: int) -> None:
        self.forward, self.size = forward, np.int64(size)
        keys = self.key(parts.wording, parts.begin if forward else parts.end)
        order = np.lexsort((parts.bits, keys))  # of two spellings in one place the plain one comes first
        self.parts, self.keys = parts.take(order), keys[order]

    def key(self, word: Places, edge: Places) -> Places:
        """One number for a part and a place."""
        return word * self.size + edge

    def nearest(self, rows: Rows, word: Places, gap: Places) -> Reached:
        """The nearest hit of each row's next part, where one lies within its gap."""
        limit = self.key(word, rows.end if self.forward else rows.begin)
        side, back = ("left", 0) if self.forward else ("right", 1)
        place = np.searchsorted(self.keys, limit, side) - back  # type: ignore[call-overload]
        which = np.flatnonzero((place >= 0) & (place < len(self.keys)))
        one = self.parts.take(place[which])
        apart = one.begin - rows.end[which] if self.forward else rows.begin[which] - one.end
        fits = (one.wording == word[which]) & (apart <= gap[which])
        one = one.take(fits)
        return which[fits], one.begin, one.end, one.bits


def _grown(patterns: Patterns, folded: Folded, hits: _Sorted, rows: Rows, word: Places) -> Rows:
    """The rows that reach their next part `word`, grown by it, and those for which none (-1) is wanted."""
    kept = word < 0
    asked = np.flatnonzero(~kept)
    if not len(asked):
        return rows
    begin, end, bits = rows.begin.copy(), rows.end.copy(), rows.bits.copy()
    gap = patterns.gap[rows.wording]
    for plain in (True, False):
        some = rows.take(asked)
        which, low, high, more = (
            _in_place(patterns, folded, some, word[asked], gap[asked], hits.forward)
            if plain
            else hits.nearest(some, word[asked], gap[asked])
        )
        grown = asked[which]
        begin[grown], end[grown] = np.minimum(begin[grown], low), np.maximum(end[grown], high)
        bits[grown] |= more
        kept[grown] = True
        asked = asked[~kept[asked]]
    return Rows(begin, end, rows.wording, bits).take(kept)


def _in_place(
    patterns: Patterns, folded: Folded, rows: Rows, word: Places, gap: Places, forward: bool
) -> Reached:
    """The nearest plain writing of a short part within the gap, looked for place by place."""
    written = patterns.in_place[word]
    length = patterns.length_in_place[word]
    at = np.full(len(word), -1, np.int64)
    open_rows = np.flatnonzero(length)
    for away in range(int(gap[open_rows].max(initial=-1)) + 1):
        open_rows = open_rows[gap[open_rows] >= away]
        begin = rows.end[open_rows] + away if forward else rows.begin[open_rows] - away - length[open_rows]
        same = _same(folded, begin, written[open_rows])
        at[open_rows[same]] = begin[same]
        open_rows = open_rows[~same]
    which = np.flatnonzero(at >= 0)
    low, high = at[which], at[which] + length[which]
    return which, low, high, folded.layers(*folded.raw_spans(low, high))


def _same(folded: Folded, begin: Places, written: Codes) -> NDArray[np.bool_]:
    """Whether the folded text at each place reads as written, a word of its own where it is Latin."""
    codes = folded.codes
    last = len(codes) - 1
    same = (begin >= 0) & (begin <= last) & (codes[np.clip(begin, 0, last)] == written[:, 0])
    which = np.flatnonzero(same)
    for place in range(1, LONGEST_IN_PLACE):
        given = written[which, place]
        which = which[(given == 0) | (codes[np.minimum(begin[which] + place, last)] == given)]
    low = begin[which]
    high = low + np.count_nonzero(written[which], axis=1)
    which = which[(high <= last + 1) & ~folded.in_word(low, np.minimum(high, last + 1))]
    same[:] = False
    same[which] = True
    return np.asarray(same, np.bool_)
