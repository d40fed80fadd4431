"""Folds a batch of texts and keeps the way back to their characters."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any
from unicodedata import category, normalize

import numpy as np
import opencc
import rjieba
from numpy.typing import NDArray

from models.spelling import BIT, LAYERS, Spelling

Codes = NDArray[np.uint32]
Places = NDArray[np.integer[Any]]
Bits = NDArray[np.uint16]

# Clause punctuation keeps its width: folded to ASCII it would look like a separator of digits.
CLAUSE_MARKS = frozenset("，。；：！？、（）“”‘’《》…")
SENTENCE_ENDS = "。！？!?\n\r；;"
CLAUSE_ENDS = SENTENCE_ENDS + "，,：:、（）()"
LIST_MARK = "、"
BETWEEN = "\n"  # stands between two texts of a batch: no wording crosses it
DROPPED, SEVERAL = np.uint32(0xFFFFFFFF), np.uint32(0xFFFFFFFE)
_INVISIBLE = frozenset({"Cf", "Mn"})  # zero-width characters, variation selectors, combining marks
# Code points beyond the planes of characters in use share two entries: tags, which nobody sees, and the rest.
_BEYOND, _TAGS = 0x32400, (0xE0000, 0xE01F0)
_OTHER, _TAG = _BEYOND, _BEYOND + 1
_ENTRIES = _BEYOND + 2
_NOT_SKELETON = re.compile(r"[^一-鿿A-Za-z]+")
_TO_SIMPLIFIED = opencc.OpenCC("t2s")
_SURROGATE = re.compile("[\ud800-\udfff]")  # half a character: conversion and automata refuse it
_TRADITIONAL = re.compile("[萬億條張戶組個號兩幾餘]")
_HAN = (0x4E00, 0xA000)
SKIP, LETTER, HAN, SENTENCE_END, CLAUSE_END, DOUBTFUL = (np.uint8(1 << place) for place in range(6))
# Signs that mean something, or are but put between the characters of a word: 姓名+电话, 学+生.
_DOUBTFUL = "+丶〇灬"
_AROUND = 4  # characters on either side of a doubtful sign in which words are looked for


@dataclass(frozen=True)
class Folding:
    """Look-up tables, one entry a code point: what it becomes, by which layer, and its kinds as bits."""

    becomes: Codes
    layer: Bits
    several: dict[int, str]
    kind: NDArray[np.uint8]
    doubtful: frozenset[int]  # signs of which one character is made, though they may merely separate
    max_skip: int


@dataclass(frozen=True)
class Folded:
    """A folded batch. `origin[i]` is the place in the joined raw batch of folded character i.

    `bits` has, per raw character, the layers that changed or dropped it; `starts` where each text
    begins in the joined raw batch, its end included as the last entry.
    """

    text: str
    codes: Codes
    origin: Places
    bits: Bits
    starts: Places
    text_starts: Places  # folded places, the end included
    kinds: NDArray[np.uint8]
    sentence_ends: Places  # folded places of the last character of each run of marks
    clause_ends: Places

    def raw_spans(self, begin: Places, end: Places) -> tuple[Places, Places]:
        """Joined raw spans that folded [begin, end) came from; trailing skipped characters excluded."""
        return self.origin[begin], self.origin[end - 1] + 1

    def in_word(self, begin: Places, end: Places) -> NDArray[np.bool_]:
        """Whether folded [begin, end) is a piece of a Latin word: vx is not part of wxpython."""
        letter = self._letter
        return np.asarray((letter[begin] & letter[begin + 1]) | (letter[end] & letter[end + 1]), np.bool_)

    def texts_of(self, places: Places) -> Places:
        """Number of the text of each folded place, the places in order."""
        cuts = np.searchsorted(places, self.text_starts[1:])
        return np.repeat(np.arange(len(cuts), dtype=np.int32), np.diff(cuts, prepend=0))

    @cached_property
    def clause_ends_but_lists(self) -> Places:
        """Folded places of the last character of each run of marks that ends more than an item of a list."""
        return np.asarray(self.clause_ends[self.codes[self.clause_ends] != ord(LIST_MARK)])

    def clause_begins(self, places: Places) -> Places:
        """Where the clause of each folded place begins."""
        ends = np.append(self.clause_ends, -1)
        return np.asarray(ends[np.searchsorted(self.clause_ends, places) - 1] + 1)

    @cached_property
    def _letter(self) -> NDArray[np.bool_]:
        """Whether each character is a Latin letter, with one entry more on either side."""
        letter = np.zeros(len(self.kinds) + 2, np.bool_)
        letter[1:-1] = (self.kinds & LETTER) != 0
        return letter

    def layers(self, begin: Places, end: Places) -> Bits:
        """The layers met inside each joined raw span, as bits."""
        if not len(begin) or not self.bits.any():
            return np.zeros(len(begin), np.uint16)
        pairs = np.stack([begin, end], axis=1).ravel()
        padded = np.append(self.bits, np.uint16(0))
        return np.asarray(np.bitwise_or.reduceat(padded, pairs)[::2], np.uint16)


def folding_of(spelling: Spelling) -> Folding:
    """Build the tables of a spelling."""
    shared = _characters()
    becomes, layer, several = shared[0].copy(), shared[1].copy(), dict(shared[2])
    for sign, written in spelling.symbols.items():
        _set_symbol(sign, written, becomes, layer, several)
    return Folding(
        becomes,
        layer,
        several,
        _kinds(spelling.skip),
        frozenset(ord(sign[0]) for sign, written in spelling.symbols.items() if len(written) == 1)
        | _enclosed(),
        spelling.max_skip,
    )


def _set_symbol(sign: str, written: str, becomes: Codes, layer: Bits, several: dict[int, str]) -> None:
    code = ord(sign[0])
    layer[code] = BIT["symbol"]
    if len(written) == 1:
        becomes[code] = ord(written)
    else:
        becomes[code], several[code] = SEVERAL, written


@lru_cache(maxsize=1)
def _enclosed() -> frozenset[int]:
    """Han characters in a circle or a square: ㊙ and 🈲."""
    return frozenset((*range(0x3280, 0x32B1), *range(0x1F210, 0x1F252)))


@lru_cache(maxsize=1)
def _pictures() -> list[int]:
    """Emoji and other symbols: between the characters of a word they separate, and mean nothing."""
    planes = (*range(0x2190, 0x2E00), *range(0x3000, 0x3100), *range(0x1F000, 0x1FB00))
    return [code for code in planes if category(chr(code)) in ("So", "Sk")]


def _kinds(skip: str) -> NDArray[np.uint8]:
    table = np.zeros(_ENTRIES, np.uint8)
    for bit, codes in (
        (SKIP, map(ord, skip)),
        (SKIP, _pictures()),
        (LETTER, (code for code in range(128) if chr(code).isalpha())),
        (HAN, range(*_HAN)),
        (SENTENCE_END, map(ord, SENTENCE_ENDS)),
        (CLAUSE_END, map(ord, CLAUSE_ENDS)),
        (DOUBTFUL, map(ord, _DOUBTFUL)),
    ):
        table[list(codes)] |= bit
    return table


@lru_cache(maxsize=1)
def _characters() -> tuple[Codes, Bits, dict[int, str]]:
    """What Unicode and the conversion tables say of every character, before any symbol."""
    becomes = np.arange(_ENTRIES, dtype=np.uint32)
    layer = np.zeros(_ENTRIES, np.uint16)
    several: dict[int, str] = {}
    becomes[0xD800:0xE000] = becomes[_OTHER] = 0xFFFD  # the automaton refuses lone surrogates
    becomes[_TAG], layer[_TAG] = DROPPED, BIT["invisible"]
    for code in _changing():
        folded, name = _fold_char(chr(code))
        layer[code] = BIT[name] if name else 0
        if len(folded) == 1:
            becomes[code] = ord(folded)
        else:
            becomes[code] = SEVERAL if folded else DROPPED
            several |= {code: folded} if folded else {}
    return becomes, layer, several


def _changing() -> list[int]:
    """Code points of the planes in use that folding may change, clause marks excepted."""
    planes = [*range(0xD800), *range(0xE000, 0x20000), *range(0x2F800, 0x2FA20)]
    text = "".join(map(chr, planes))
    return [
        code
        for code, char, other in zip(planes, text, _TO_SIMPLIFIED.convert(text), strict=True)
        if char not in CLAUSE_MARKS
        and (char != other or normalize("NFKC", char.lower()) != char or category(char) in _INVISIBLE)
    ]


def _fold_char(char: str) -> tuple[str, str]:
    """The characters that one becomes, and the layer that made them."""
    wide = normalize("NFKC", char)
    simple = str(_TO_SIMPLIFIED.convert(wide))
    small = normalize("NFKC", simple.lower())
    if "\u00c0" <= small <= "\u024f":
        small = normalize("NFD", small)[:1]  # pinyin with its tone: shuā
    kept = "".join(one for one in small if category(one) not in _INVISIBLE)
    if len(kept) < len(small):
        return kept, "invisible"
    return kept, "width" if wide != char else "traditional" if simple != char else ""


def fold_batch(texts: Sequence[str], folding: Folding) -> Folded:
    """Fold width, script, case, symbols, invisible characters and separators put between characters."""
    raw = _entries(_codes(BETWEEN.join(texts)))
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    starts = np.concatenate([[0], np.cumsum(lengths + 1)]).astype(np.int32)
    codes, origin, bits = _changed(raw, folding)
    kinds = folding.kind.take(codes)
    kinds[_separating(raw, codes, origin, bits, kinds, folding)] = SKIP
    skipped = _skipped(kinds, folding.max_skip)
    if len(skipped):
        bits[origin[skipped]] |= BIT["separator"]
        kept = np.ones(len(codes), np.bool_)
        kept[skipped] = False
        codes, origin, kinds = codes[kept], origin[kept], kinds[kept]
    return Folded(
        codes.tobytes().decode("utf-32-le"),
        codes,
        origin,
        bits,
        starts,
        np.append(np.searchsorted(origin, starts[:-1]), len(codes) + 1),
        kinds,
        _ends((kinds & SENTENCE_END) != 0),
        _ends((kinds & CLAUSE_END) != 0),
    )


def _codes(text: str) -> Codes:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def _entries(raw: Codes) -> Codes:
    """The entry of each code point in the tables."""
    if raw.max(initial=0) < _BEYOND:
        return raw
    is_tag = (raw >= _TAGS[0]) & (raw < _TAGS[1])
    return np.where(raw < _BEYOND, raw, np.where(is_tag, _TAG, _OTHER)).astype(np.uint32)


def _changed(raw: Codes, folding: Folding) -> tuple[Codes, Places, Bits]:
    """Apply the tables: folded characters, the place each came from, and the layers by raw place."""
    codes = folding.becomes.take(raw)
    origin = np.arange(len(raw), dtype=np.int32)
    bits = np.zeros(len(raw), np.uint16)
    at = np.flatnonzero(codes != raw)
    bits[at] = folding.layer[raw[at]]
    special = at[codes[at] >= SEVERAL]
    if not len(special):
        return codes, origin, bits
    written = {place: folding.several.get(code, "") for place, code in zip(special.tolist(), raw[special].tolist(), strict=True)}  # fmt: skip
    lengths = np.ones(len(raw), np.int64)
    lengths[special] = [len(word) for word in written.values()]
    origin = np.repeat(origin, lengths)
    codes = codes[origin]
    codes[codes == SEVERAL] = _codes("".join(written.values()))
    return codes, origin, bits


def _separating(
    raw: Codes, codes: Codes, origin: Places, bits: Bits, kinds: NDArray[np.uint8], folding: Folding
) -> list[int]:
    """Folded places of doubtful signs that separate: 学❤生 is no 学心生, 薇❤聊 has no such word.

    They stand inside a known word, or one after every character; of 判㊙客 no word has the 秘.
    """
    made = np.flatnonzero(bits & (BIT["symbol"] | BIT["width"] | BIT["traditional"]))
    made = made[[int(code) in folding.doubtful for code in raw[made]]] if len(made) else made
    at = np.union1d(np.searchsorted(origin, made), np.flatnonzero(kinds & DOUBTFUL))
    at = at[~np.isin(at - 1, at) & ~np.isin(at + 1, at) & (at > 0) & (at + 1 < len(kinds))]
    at = at[(kinds[at - 1] & kinds[at + 1] & HAN) != 0]
    if not len(at):
        return []
    without = np.delete(codes, at)
    signs = dict(zip(at.tolist(), raw[origin[at]].tolist(), strict=True))
    return [
        place
        for number, (place, sign) in enumerate(signs.items())
        if sign in (signs.get(place - 2), signs.get(place + 2))
        or _in_word(without, place - number, 0)
        or (sign in _enclosed() and not _in_word(codes, place, 1))
    ]


def _in_word(codes: Codes, place: int, length: int) -> bool:
    """Whether a known word reaches across a place, or beyond the character there."""
    low = max(0, place - _AROUND)
    begin = end = low
    for word in tokenizer().cut(codes[low : place + _AROUND].tobytes().decode("utf-32-le"), hmm=False):
        begin, end = end, end + len(word)
        if begin < place + length and place < end and len(word) > 1:
            return True
    return False


@lru_cache(maxsize=1)
def tokenizer() -> rjieba.Jieba:
    """Cuts a text into words of its dictionary."""
    return rjieba.Jieba()


def _skipped(kinds: NDArray[np.uint8], longest: int) -> Places:
    """Places of short runs of separators between characters of one word.

    Between two Han characters; between letters that stand one by one; between a Han character and
    a letter.
    """
    begins, ends = _runs((kinds & SKIP) != 0)
    inner = (begins > 0) & (ends < len(kinds)) & (ends - begins <= longest)
    begins, ends = begins[inner], ends[inner]
    left, right = kinds[begins - 1], kinds[ends]
    before = np.where(begins > 1, kinds[begins - 2], 0)
    after = np.where(ends + 1 < len(kinds), kinds[np.minimum(ends + 1, len(kinds) - 1)], 0)
    lone = (left & LETTER != 0) & (before & LETTER == 0) & (right & LETTER != 0) & (after & LETTER == 0)
    mixed = ((left | right) & HAN != 0) & (left & (HAN | LETTER) != 0) & (right & (HAN | LETTER) != 0)
    joins = lone | mixed
    return places_in(begins[joins], ends[joins])


def _runs(mask: NDArray[np.bool_]) -> tuple[Places, Places]:
    """Begin and end of each run of True."""
    padded = np.zeros(len(mask) + 2, np.bool_)
    padded[1:-1] = mask
    edges = np.flatnonzero(padded[1:] != padded[:-1]).astype(np.int32)
    return edges[::2], edges[1::2]


def places_in(begins: Places, ends: Places) -> Places:
    """All places of the given spans, one span after the other."""
    lengths = ends - begins
    offsets = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return np.asarray(np.repeat(begins, lengths) + offsets, np.int32)


def _ends(is_end: NDArray[np.bool_]) -> Places:
    """Last place of each run of marks."""
    return np.asarray(_runs(is_end)[1] - 1)


def whole(text: str) -> str:
    """The text with lone surrogates replaced, at equal length."""
    return _SURROGATE.sub("\ufffd", text)


def with_simple_numerals(text: str) -> str:
    """The text in simplified script where numerals or units need it and every offset stays, else as it is."""
    if not _TRADITIONAL.search(text):
        return text
    simple = str(_TO_SIMPLIFIED.convert(whole(text)))
    return simple if len(simple) == len(text) else text


@lru_cache(maxsize=1)
def plain_folding() -> Folding:
    """The folding without symbols, for digests of texts."""
    nothing = Spelling(skip=" \t*·.._-", max_skip=3, symbols={}, near=(), lookalike={}, core={})
    return folding_of(nothing)


def skeleton(raw: str) -> str:
    """Keep Han characters and letters only, folded: equal for texts that differ in layout and numbers."""
    return _NOT_SKELETON.sub("", fold_batch([raw], plain_folding()).text)


def named_layers(bits: int) -> list[str]:
    """The names of the layers in a set of bits."""
    return [name for name in LAYERS if bits & BIT[name]]
