"""Folds a text and keeps the way back to its characters."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import category, normalize

import opencc

# Clause punctuation keeps its width: folded to ASCII it would look like a separator of digits.
CLAUSE_MARKS = frozenset("，。；：！？、（）“”‘’《》…")
SKIPPED = re.compile(r"(?<=[一-鿿])[ \t*·.．_~～^|+＋=\-—/\\#@&]{1,3}(?=[一-鿿])")
SPELLED_OUT = re.compile(r"(?<![A-Za-z])[A-Za-z](?:[ *·._\-~]{1,2}[A-Za-z]){1,5}(?![A-Za-z])")
SENTENCE_END = re.compile(r"[。！？!?\n\r；;]+")
CLAUSE_END = re.compile(r"[。！？!?\n\r；;，,：:、（）()]+")
_INVISIBLE = frozenset({"Cf", "Mn"})  # zero-width characters, variation selectors, combining marks
_NOT_SKELETON = re.compile(r"[^一-鿿A-Za-z]+")
_TO_SIMPLIFIED = opencc.OpenCC("t2s")


@dataclass(frozen=True)
class Folded:
    """A folded text. `starts[i]` is the raw offset of folded character i; `starts[-1]` the raw length.

    `layers` names, per folded character, the folding that made it, or is empty there.
    """

    text: str
    starts: tuple[int, ...]
    layers: tuple[str, ...]

    def raw_span(self, start: int, end: int, raw: str) -> tuple[int, int]:
        """Give the raw span that folded [start, end) came from; trailing skipped characters excluded."""
        last = self.starts[end - 1]
        return self.starts[start], min(last + 1, len(raw))

    def via(self, start: int, end: int) -> list[str]:
        """Name the foldings within folded [start, end), a skipped separator between them included."""
        named = {layer for layer in self.layers[start:end] if layer}
        gaps = any(self.starts[i + 1] - self.starts[i] > 1 for i in range(start, end - 1))
        return sorted(named | ({"separator"} if gaps else set()))


def fold(raw: str) -> Folded:
    """Fold width, script, case, invisible characters and separators put between characters."""
    units = [(char, place, layer) for place, one in enumerate(raw) for char, layer in _fold_char(one)]
    folded = "".join(char for char, _, _ in units)
    dropped = _skipped(folded)
    kept = [unit for place, unit in enumerate(units) if place not in dropped]
    starts = (*(place for _, place, _ in kept), len(raw))
    return Folded("".join(char for char, _, _ in kept), starts, tuple(layer for _, _, layer in kept))


def _skipped(folded: str) -> set[int]:
    """Places of separators between Han characters, or between letters that stand one by one."""
    spans = [hit.span() for hit in SKIPPED.finditer(folded)]
    letters = [
        (start, start + 1)
        for hit in SPELLED_OUT.finditer(folded)
        for start in range(*hit.span())
        if not folded[start].isalpha()
    ]
    return {place for span in spans + letters for place in range(*span)}


@lru_cache(maxsize=131_072)
def _fold_char(char: str) -> tuple[tuple[str, str], ...]:
    """The characters that one becomes, each with the folding that made it."""
    if char in CLAUSE_MARKS or "\ud800" <= char <= "\udfff":
        return ((char, ""),)
    wide = normalize("NFKC", char)
    simple = str(_TO_SIMPLIFIED.convert(wide))
    layer = "width" if wide != char else "traditional" if simple != char else ""
    small = normalize("NFKC", simple.lower())
    return tuple((one, layer) for one in small if category(one) not in _INVISIBLE)


def skeleton(raw: str) -> str:
    """Keep Han characters and letters only, folded: equal for texts that differ in layout and numbers."""
    return _NOT_SKELETON.sub("", fold(raw).text)


@dataclass(frozen=True)
class Spans:
    """The sentences or clauses of a text, by the offsets at which each begins."""

    begins: tuple[int, ...]
    length: int

    def at(self, place: int) -> int:
        """Number of the span that holds a character, from 0."""
        return bisect_right(self.begins, place) - 1

    def bounds(self, number: int) -> tuple[int, int]:
        """Start and end of a span."""
        after = number + 1
        return self.begins[number], self.begins[after] if after < len(self.begins) else self.length


def sentences(raw: str) -> Spans:
    """Cut a text at full stops, semicolons and line ends."""
    return Spans((0, *(hit.end() for hit in SENTENCE_END.finditer(raw))), len(raw))


def clauses(raw: str) -> Spans:
    """Cut a text at every punctuation mark that ends a clause."""
    return Spans((0, *(hit.end() for hit in CLAUSE_END.finditer(raw))), len(raw))
