"""Attributes of a record: kinds of data, groups, counts, places, organisations (domain B1, B2)."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.context import FLAG, Flags
from models.counts import Count, counts_in
from models.keywords import Hits, Lexicon
from models.names import decompose, is_organisation
from models.organisations import Naming, organisations_in
from models.places import provinces_in
from models.record import Record
from models.scale import Counting, main_count
from models.subjects import keys_of
from models.text import SENTENCE_ENDS, with_simple_numerals
from models.thresholds import ratio_told

FLAGS = {
    "insider": "INSIDER",
    "repeat": "REPEAT",
    "cross_region": "XREGION",
    "minor_offender": "MINOR_OFFENDER",
    "profit": "PROFIT",
    "harm": "HARM",
    "sanctioned": "SANCTIONED",
}


HAS_COUNTS = frozenset({"judgments", "complaints"})
FAR = 1_000_000  # characters
Spans = Sequence[Sequence[tuple[int, int]]]  # a text each
_SENTENCE_END = re.compile(f"[{SENTENCE_ENDS}]+")


@dataclass
class Told:
    """Attributes of a portion: codes as bits a record, counts where there are any."""

    codes: NDArray[np.int64]
    names: list[str]  # of the bits
    counts: dict[int, list[dict[str, Any]]]
    main: dict[int, dict[str, Any]]
    sentence_of_main: dict[int, str]

    def flag(self, code: str) -> NDArray[np.bool_]:
        """Whether each record tells an attribute."""
        if code not in self.names:
            return np.zeros(len(self.codes), np.bool_)
        return np.asarray(self.codes >> self.names.index(code) & 1, np.bool_)

    def names_of(self, codes: int) -> list[str]:
        """The names of a set of bits."""
        return [name for place, name in enumerate(self.names) if codes >> place & 1]

    def row(self, number: int) -> dict[str, Any]:
        """The attributes of a record as a row."""
        told = self.names_of(int(self.codes[number]))
        return {
            "counts": self.counts.get(number, []),
            "count_main": self.main.get(number),
            "sensitive_types": sensitive(told),
            "groups": groups(told),
            **{flag: code in told for flag, code in FLAGS.items()},
            "evasion": False,
            "threshold_ratio": None,
            "organisations": [],
        }


def sensitive(told: Sequence[str]) -> list[str]:
    """The codes among them that name kinds of sensitive information."""
    return sorted(code for code in told if code.startswith("SENS_") or code == "COMM")


def groups(told: Sequence[str]) -> list[str]:
    """The codes among them that name protected groups."""
    return sorted(code for code in told if code.startswith("GRP_"))


def told_in(
    sources: Sequence[str], texts: Sequence[str], fields: Sequence[str], record_of: NDArray[np.int32], hits: Hits, flags: Flags, lexicon: Lexicon, counting: Counting
) -> Told:  # fmt: skip
    """Read the attribute cues of a portion, and the counts where its source tells any.

    `sources` are per record; the numbers in an ad are staff and wages, so they wait for a rule to fire.
    """
    cues = _cues_of(lexicon)
    void = (((flags & FLAG["negated"]) != 0) & cues.negatable[hits.owner]) | _excepted(hits, cues.exceptions)
    bits = np.where(void, 0, cues.bit_of[hits.owner]) if len(hits) else np.zeros(0, np.int64)
    codes = np.zeros(len(sources), np.int64)
    told = np.flatnonzero(bits)
    if len(told):
        owners, firsts = np.unique(record_of[hits.text[told]], return_index=True)
        codes[owners] = np.bitwise_or.reduceat(bits[told], firsts)
    found = Told(codes, cues.names, {}, {}, {})
    for place, (text, number) in enumerate(zip(texts, record_of.tolist(), strict=True)):
        if sources[number] in HAS_COUNTS:
            add_counts(found, number, fields[place], text, counting)
    return found


@dataclass(frozen=True)
class Cues:
    """What the owners of a lexicon tell of a record: names of the attributes, then per owner its bit."""

    names: list[str]
    bit_of: NDArray[np.int64]
    negatable: NDArray[np.bool_]
    exceptions: list[int]  # numbers of owners; each follows the cue it is an exception of


@lru_cache(maxsize=2)
def _cues_of(lexicon: Lexicon) -> Cues:
    names = sorted({owner.name for owner in lexicon.owners if owner.kind == "attribute"})
    bits = [1 << names.index(o.name) if o.kind == "attribute" else 0 for o in lexicon.owners]
    exceptions = [
        number
        for number, owner in enumerate(lexicon.owners)
        if owner.kind == "exception" and owner.group.role == "attribute"
    ]
    negatable = [owner.group.negatable for owner in lexicon.owners]
    return Cues(names, np.array(bits or [0], np.int64), np.array(negatable or [False], np.bool_), exceptions)


def _excepted(hits: Hits, exceptions: Sequence[int]) -> NDArray[np.bool_]:
    """Cues inside an exception of their group: 儿童节 tells of no child."""
    found = np.zeros(len(hits), np.bool_)
    for number in exceptions:
        spans, cues = np.flatnonzero(hits.owner == number), np.flatnonzero(hits.owner == number - 1)
        for span in spans.tolist():
            inside = (hits.begin[cues] >= hits.begin[span]) & (hits.end[cues] <= hits.end[span])
            found[cues[inside]] = True
    return found


def add_counts(found: Told, number: int, field: str, text: str, counting: Counting) -> None:
    """Read the counts of one text of a record."""
    simple = with_simple_numerals(text)
    counts = counts_in(simple, counting.counted)
    if not counts:
        return
    cuts = [0, *(mark.end() for mark in _SENTENCE_END.finditer(text)), len(text)]
    sentences = [bisect_right(cuts, count.start, hi=len(cuts) - 1) - 1 for count in counts]
    bounds = [(cuts[number], cuts[number + 1]) for number in sentences]
    main = main_count(simple, counts, bounds, counting.scale)
    rows = [_count_row(count, field, sentence) for count, sentence in zip(counts, sentences, strict=True)]
    found.counts.setdefault(number, []).extend(rows)
    earlier = found.main.get(number)
    if main is not None and (earlier is None or main.value > earlier["value"]):
        found.main[number] = rows[counts.index(main)]
        found.sentence_of_main[number] = text[slice(*bounds[counts.index(main)])]


def _count_row(count: Count, field: str, sentence: int) -> dict[str, Any]:
    return {
        "value": count.value,
        "unit": count.unit,
        "qualifier": count.qualifier,
        "start": count.start,
        "end": count.end,
        "field": field,
        "sentence": sentence,
    }


def attributes_of(
    record: Record, texts: Sequence[str], spans: Spans, told: Told, number: int, naming: Naming
) -> dict[str, Any]:
    """The attributes that only a record in which a rule fired is worth reading for.

    `spans` are where in each text the rules stand.
    """
    text = "\n".join(texts)
    main = told.main.get(number)
    codes = told.names_of(int(told.codes[number]))
    return {
        "cross_region": "XREGION" in codes or len(provinces_in(text)) > 1,
        "threshold_ratio": ratio_told(
            (main["value"], main["unit"]) if main else None,
            told.sentence_of_main.get(number, ""),
            text,
            "INSIDER" in codes,
        ),
        "organisations": organisations_of(record, texts, spans, naming),
    }


def organisations_of(
    record: Record, texts: Sequence[str], spans: Spans, naming: Naming
) -> list[dict[str, Any]]:
    """Organisations of the record's own columns, then those its texts name (`told`), with their keys.

    Those that texts name stand in order: whom the words accuse, then who stands nearest to the rules;
    where a caller works comes last.
    """
    found = [
        ((one.rank, min(distance(name, text, near) for name in (one.name, *one.also))), one)
        for text, near in zip(texts, spans, strict=True)
        for one in organisations_in(text, record.source, naming)
    ]
    found.sort(key=itemgetter(0))
    named = [(name, role, False) for name, role in record.named] + [(o.name, o.role, True) for _, o in found]
    rows: dict[str, dict[str, Any]] = {}
    for name, role, told in named:
        rows.setdefault(name, {"name": name, "role": role, **_keys(name), "told": told})
    return list(rows.values())


def distance(name: str, text: str, near: Sequence[tuple[int, int]]) -> int:
    """Characters between a name and the nearest of the spans; FAR in a text without any.

    A name behind the span counts twice as far: a complaint says who, then what.
    """
    places = [match.start() for match in re.finditer(re.escape(name), text)]
    gaps = [max(start - place - len(name), 2 * (place - stop), 0) for start, stop in near for place in places]
    return min(gaps, default=FAR)


def _keys(name: str) -> dict[str, str | None]:
    return keys_of(decompose(name) if is_organisation(name) else None)
