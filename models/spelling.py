"""Evasive spellings of a wording: pinyin, initials, homophones, look-alikes, slang (domain A4)."""

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import Literal, get_args

import cn2an
from pydantic import Field
from pypinyin.constants import Style
from pypinyin.pinyin_dict import pinyin_dict
from pypinyin.style import convert

from models.feeds import Strict

Layer = Literal[
    "width", "traditional", "invisible", "separator", "symbol",
    "pinyin", "initials", "homophone", "lookalike", "slang", "digits",
]  # fmt: skip
LAYERS: tuple[Layer, ...] = get_args(Layer)
BIT: dict[str, int] = {name: 1 << place for place, name in enumerate(LAYERS)}
# Layers so free that a hit through them alone needs a companion in its sentence.
NEEDS_COMPANION = BIT["homophone"] | BIT["initials"]
MOST_RESPELLED = 3  # Han characters; a longer wording has no homophones besides those of its core words
LONGEST_RESPELLED = 8  # a longer one stands whole or not at all
GRAMMAR = frozenset("未不没无有")  # 未 read into 为成年顾客 or 卫健委备案 would turn a text into its contrary
MOST_IN_TEXTS = 20  # words of one character that mean themselves wherever they stand (为, 有, 在)
MOST_HOMOPHONES = 12  # a sound: evaders take a common character that everybody reads aright
_DIGITS = re.compile(r"\d{1,4}")


class Spelling(Strict):
    """conf/spelling.yaml: what is skipped, what stands for what, what sounds alike."""

    skip: str
    max_skip: int = Field(gt=0, le=8)
    symbols: dict[str, str]
    near: tuple[tuple[str, str], ...]
    lookalike: dict[str, tuple[str, ...]]
    core: dict[str, dict[Layer, tuple[str, ...]]]

    def respelled(self, term: str, layers: tuple[Layer, ...]) -> dict[str, Layer]:
        """Give the evasive spellings of a wording, each with its layer; the first layer named wins."""
        found: dict[str, Layer] = {}
        han = sum(map(is_han, term))
        for word, listed in self.folded_core.items():
            if word in term:
                for layer, others in listed.items():
                    found |= dict.fromkeys([term.replace(word, other) for other in others], layer)
                if han > MOST_RESPELLED and "homophone" in layers:
                    found |= dict.fromkeys(
                        [term.replace(word, o) for o in self.by_homophone(word)], "homophone"
                    )
        if _DIGITS.search(term):
            found[_DIGITS.sub(lambda hit: cn2an.an2cn(hit[0]), term)] = "digits"
        _add(found, self._by_lookalike(term), "lookalike")
        if 2 <= han <= LONGEST_RESPELLED:
            _add(found, by_pinyin(term), "pinyin")
            if "initials" in layers:
                _add(found, by_one_initial(term), "initials")
            if han <= MOST_RESPELLED and "homophone" in layers:
                _add(found, self.by_homophone(term), "homophone")
        found.pop(term, None)
        return {written: layer for written, layer in found.items() if layer in layers}

    @cached_property
    def folded_core(self) -> dict[str, dict[Layer, tuple[str, ...]]]:
        """The core words as they stand in a folded wording."""
        return {word.lower(): listed for word, listed in self.core.items()}

    def _by_lookalike(self, term: str) -> list[str]:
        return [
            written
            for part in {*term, *(term[at : at + 2] for at in range(len(term) - 1))} & self.lookalike.keys()
            if len(term) > len(part)
            for other in self.lookalike[part]
            if not is_word(written := term.replace(part, other))
        ]

    def by_homophone(self, term: str) -> list[str]:
        """One character written by another of the same or a near sound, unless that makes a known word."""
        known = _words()
        return [
            spelling
            for place, char in enumerate(term)
            for other in self._same_sound(char)
            if (spelling := term[:place] + other + term[place + 1 :]) not in known
        ]

    def _same_sound(self, char: str) -> list[str]:
        if char not in self._sounding:
            alike = () if char in GRAMMAR else self._by_sound.get(self._sound(char), ())
            self._sounding[char] = [other for other in alike if other not in (char, *commonest_words())]
        return self._sounding[char]

    @cached_property
    def _sounding(self) -> dict[str, list[str]]:
        return {}

    @cached_property
    def _by_sound(self) -> dict[str, list[str]]:
        """The commonest characters by their merged toneless syllable."""
        found: dict[str, list[str]] = defaultdict(list)
        for char in common_characters():
            found[self._sound(char)].append(char)
        return {sound: chars[:MOST_HOMOPHONES] for sound, chars in found.items()}

    def _sound(self, char: str) -> str:
        """The commonest syllable of a character, near sounds made one; empty for any other sign."""
        sound = next(iter(syllables(char)), "")
        for given, heard in self.near:
            if sound.startswith(given):
                sound = heard + sound[len(given) :]
            elif sound.endswith(given):
                sound = sound[: -len(given)] + heard
        return sound


def _add(found: dict[str, Layer], spellings: Iterable[str], layer: Layer) -> None:
    """Add spellings that no earlier layer has: what the configuration lists keeps its own layer."""
    for spelling in spellings:
        found.setdefault(spelling, layer)


@lru_cache(maxsize=16_384)
def syllables(char: str) -> tuple[str, ...]:
    """Toneless readings of a character, the commonest first; empty for any other sign."""
    written = pinyin_dict.get(ord(char), "") if len(char) == 1 else ""
    plain = (convert(sound, Style.NORMAL, strict=False) for sound in written.split(",") if sound)
    return tuple(dict.fromkeys(sound.replace("ü", "v") for sound in plain))


def by_pinyin(term: str) -> list[str]:
    """One character, two neighbours, or all written in pinyin: 身fen证, 身fenzheng, shenfenzheng, shen fen zheng."""
    sounds = [syllables(char) for char in term]
    first = [several[0] if several else char for several, char in zip(sounds, term, strict=True)]
    one = [
        term[:place] + sound + term[place + 1 :]
        for place, several in enumerate(sounds)
        for sound in several[:2]
    ]
    two = [
        term[:place] + first[place] + first[place + 1] + term[place + 2 :]
        for place in range(len(term) - 1)
        if len(term) > 2 and sounds[place] and sounds[place + 1]
    ]
    return [*one, *two, "".join(first), " ".join(first)]


def by_one_initial(term: str) -> list[str]:
    """One character written by its first letter: w身, k盒."""
    return [
        term[:place] + sounds[0][0] + term[place + 1 :]
        for place, char in enumerate(term)
        if (sounds := syllables(char))
    ]


@lru_cache(maxsize=1)
def _dictionary() -> tuple[dict[str, int], dict[str, int]]:
    """How often jieba's dictionary saw each word of up to four characters, and each character in them."""
    words: dict[str, int] = {}
    uses: dict[str, int] = defaultdict(int)
    for line in files("jieba").joinpath("dict.txt").read_text("utf-8").splitlines():
        word, times, _ = line.split(" ", 2)
        if len(word) <= 4:
            words[word] = int(times)
            for char in word:
                uses[char] += words[word]
    return words, uses


def _words() -> dict[str, int]:
    return _dictionary()[0]


def commonness(written: str) -> tuple[int, int]:
    """A measure by which the rarest of several words is the least: short words are found everywhere."""
    return -len(written), _words().get(written, 0)


@lru_cache(maxsize=1)
def common_characters() -> tuple[str, ...]:
    """The 3,755 characters of GB 2312 level 1, the commonest first."""
    rows = (bytes((high, low)) for high in range(0xB0, 0xD8) for low in range(0xA1, 0xFF))
    listed = [char for row in rows if (char := row.decode("gb2312", "ignore"))]
    uses = _dictionary()[1]
    return tuple(sorted(listed, key=lambda char: (-uses.get(char, 0), char)))


@lru_cache(maxsize=1)
def commonest_words() -> frozenset[str]:
    """The characters that stand alone as words most often."""
    words = sorted(common_characters(), key=lambda char: (-_words().get(char, 0), char))
    return frozenset(words[:MOST_IN_TEXTS])


def is_han(char: str) -> bool:
    """Tell a Han character of the common block."""
    return "一" <= char <= "鿿"


def is_word(written: str) -> bool:
    """Tell whether a spelling is an ordinary word (jieba's dictionary): 威信 must not be read as 微信."""
    return len(written) > 1 and written in _words()
