"""Wordings with gaps: their parts joined around the rarest one, within the gap and the sentence."""

from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from models.patterns import Patterns
from models.text import Bits, Codes, Folded, Places, places_in

WINDOW = 13  # characters looked at first; the gaps of all but a few wordings are narrower
Reached = tuple[Places, Places, Places, Bits]  # which rows, and begin, end and layers of what they reach


@dataclass(frozen=True)
class Rows:
    """Hits as columns: number of the text, folded places, what they stand for, and layers of spelling."""

    text: Places
    begin: Places
    end: Places
    wording: Places
    bits: Bits

    def __len__(self) -> int:
        return len(self.begin)

    def take(self, which: NDArray[np.integer[Any] | np.bool_]) -> "Rows":
        """The rows at the given places, or where a mask is true."""
        return Rows(*(getattr(self, field.name)[which] for field in fields(self)))

    def plus(self, other: "Rows") -> "Rows":
        """These rows, then others."""
        return Rows(*(np.concatenate([getattr(self, f.name), getattr(other, f.name)]) for f in fields(self)))


def spread(offsets: Places, pattern: Places) -> tuple[Places, Places]:
    """Repeat each hit for every row that owns its pattern: places of hits, and of rows."""
    begins, ends = offsets[pattern], offsets[pattern + 1]
    return np.repeat(np.arange(len(pattern), dtype=np.int32), ends - begins), places_in(begins, ends)


def anchored(patterns: Patterns, parts: Rows, sources: Places) -> Rows:
    """The sequences whose anchor stands somewhere in a text of a source that uses them."""
    place, which = spread(patterns.anchored_offsets, parts.wording)
    sequence = patterns.anchored[which]
    used = np.flatnonzero(patterns.sources_of[patterns.of_wording[sequence]] & sources[parts.text[place]])
    found = parts.take(place[used])
    return replace(found, wording=sequence[used])


def begun(patterns: Patterns, folded: Folded, parts: Rows, rows: Rows) -> Rows:
    """Those of the anchored sequences beside whose anchor the next part too, it seems, stands."""
    found = np.zeros((len(patterns.length_in_place), int(parts.text.max(initial=0)) + 1), np.bool_)
    found[parts.wording, parts.text] = True
    windows = sliding_window_view(np.pad(folded.codes, WINDOW), WINDOW)
    for step in (1, -1):
        word = _neighbour(patterns, rows, step)
        kept = (word < 0) | found[word, rows.text] | _seems_near(patterns, windows, rows, word, step > 0)
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
    return replace(rows, wording=patterns.of_wording[rows.wording])


def _neighbour(patterns: Patterns, rows: Rows, step: int) -> Places:
    """The part so many places from the anchor of each sequence, -1 where there is none."""
    at = patterns.anchor[rows.wording] + step
    last = patterns.sequence.shape[1] - 1
    return np.where((at >= 0) & (at <= last), patterns.sequence[rows.wording, np.clip(at, 0, last)], -1)


def _seems_near(
    patterns: Patterns, windows: Codes, rows: Rows, word: Places, forward: bool
) -> NDArray[np.bool_]:
    """Whether the first character of a part that no hit tells of stands beside each row: seldom so."""
    length = patterns.length_in_place[word]
    edge = patterns.in_place[word, np.zeros_like(length) if forward else np.maximum(length - 1, 0)]
    beside = windows[rows.end + WINDOW if forward else rows.begin]
    narrow = patterns.gap[rows.wording] < WINDOW
    return np.asarray(((beside == edge[:, None]).any(axis=1) | ~narrow) & (length > 0))


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
    return replace(rows, begin=begin, end=end, bits=bits).take(kept)


def _in_place(
    patterns: Patterns, folded: Folded, rows: Rows, word: Places, gap: Places, forward: bool
) -> Reached:
    """The nearest plain writing of a short part within the gap, a word of its own where it is Latin."""
    written, length = patterns.in_place[word], patterns.length_in_place[word]
    away, last = np.arange(int(gap[length > 0].max(initial=-1)) + 1), len(folded.codes) - 1
    begin = rows.end[:, None] + away if forward else (rows.begin - length)[:, None] - away
    same = (length > 0)[:, None] & (away <= gap[:, None]) & (begin >= 0)
    same &= begin + length[:, None] <= last + 1
    for place, given in enumerate(written.T[:, :, None]):
        same &= (given == 0) | (folded.codes[np.clip(begin + place, 0, last)] == given)
    row, at = np.nonzero(same)
    low, high = begin[row, at], begin[row, at] + length[row]
    apart = np.flatnonzero(~folded.in_word(low, high))
    which, nearest = np.unique(row[apart], return_index=True)
    low, high = low[apart[nearest]], high[apart[nearest]]
    return which, low, high, folded.layers(*folded.raw_spans(low, high))
