"""Reads one record: hits in context, the rules they fire, and the attributes told in its text."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2b
from typing import Any

from models.combination import Fired, fired_rules
from models.counts import Count, counts_in, main_count
from models.keywords import Hit, Lexicon
from models.masking import mask_text, sensitive_spans
from models.packs import Language, Pack
from models.text import Spans, clauses, sentences

QUOTE_MARGIN = 40  # characters shown on either side of the words quoted
AROUND = 60  # characters looked at beyond a quote for personal data that its end would cut
NOT_A_COMPLAINT = frozenset({"咨询", "表扬"})  # domain A4: these never create clues
HAS_COUNTS = frozenset({"judgments", "complaints"})  # numbers in an ad are staff and wages


@dataclass(frozen=True)
class Record:
    """A record as annotate reads it: its text fields in order, persons to mask, the appeal type."""

    source: str
    fields: Mapping[str, str]
    persons: Sequence[str] = ()
    appeal_type: str = ""


@dataclass
class Reading:
    """What was found: rows of `mentions` and the values of one row of `attributes`."""

    mentions: list[dict[str, Any]] = field(default_factory=list)
    attributes: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Knowledge:
    """Everything that decides what is found in a text."""

    packs: tuple[Pack, ...]
    language: Language

    @cached_property
    def hash(self) -> str:
        """Version of the knowledge: equal data gives an equal hash, whatever the order of packs."""
        packs = sorted(pack.model_dump_json() for pack in self.packs)
        text = json.dumps([packs, self.language.model_dump_json()], ensure_ascii=False)
        return blake2b(text.encode(), digest_size=6).hexdigest()

    @cached_property
    def lexicon(self) -> Lexicon:
        """The wordings as one automaton."""
        return Lexicon(self.packs, self.language)

    def __reduce__(self) -> tuple[type["Knowledge"], tuple[tuple[Pack, ...], Language]]:
        return Knowledge, (self.packs, self.language)


def read_record(record: Record, knowledge: Knowledge) -> Reading:
    """Read every field of a record once; the same record always gives the same reading."""
    reading = Reading()
    cues: list[Hit] = []
    counted: list[tuple[str, Count, bool]] = []
    for name, raw in record.fields.items():
        cut = sentences(raw)
        hits = with_contexts(knowledge.lexicon.hits(raw, name, cut), raw, record)
        terms = [hit for hit in hits if hit.wording.kind == "term"]
        cues += [hit for hit in hits if hit.wording.kind == "attribute" and "negated" not in hit.contexts]
        fired = fired_rules(terms, knowledge.packs, record.source, record.appeal_type)
        reading.mentions += [_mention_of_hit(hit, raw, cut, record, knowledge) for hit in terms]
        reading.mentions += [_mention_of_rule(rule, raw, cut, record) for rule in fired]
        counted += _counts(name, raw, cut) if record.source in HAS_COUNTS else []
    reading.attributes = _attributes(cues, counted, reading.mentions)
    return reading


def with_contexts(hits: list[Hit], raw: str, record: Record) -> list[Hit]:
    """Give each hit the contexts that weaken it: negated, education, consultation (domain A4)."""
    marks = [hit for hit in hits if hit.wording.kind == "context"]
    cut = clauses(raw)
    asked = ("consultation",) if record.appeal_type in NOT_A_COMPLAINT else ()
    return [
        Hit(
            hit.wording,
            hit.field,
            hit.start,
            hit.end,
            hit.sentence,
            hit.via,
            asked + _contexts(hit, marks, cut),
        )
        for hit in hits
        if hit.wording.kind != "context"
    ]


def _contexts(hit: Hit, marks: list[Hit], cut: Spans) -> tuple[str, ...]:
    return tuple(sorted({mark.wording.group for mark in marks if _weakens(mark, hit, cut)}))


def _weakens(mark: Hit, hit: Hit, cut: Spans) -> bool:
    """A context with `within` works on what follows it in its clause, any other on its sentence."""
    if mark.wording.within is None:
        return mark.sentence == hit.sentence
    follows = mark.end <= hit.start <= mark.end + mark.wording.within
    return follows and cut.at(mark.start) == cut.at(hit.start)


def _mention_of_hit(hit: Hit, raw: str, cut: Spans, record: Record, knowledge: Knowledge) -> dict[str, Any]:
    group = next(
        group
        for pack in knowledge.packs
        if pack.id == hit.wording.scenario
        for group in pack.groups
        if group.id == hit.wording.group
    )
    return _mention(hit.start, hit.end, raw, cut, record) | {
        "field": hit.field,
        "kind": "hit",
        "scenario": hit.wording.scenario,
        "rule_id": hit.wording.group,
        "role": group.role,
        "strength": group.strength,
        "matched": hit.wording.term,
        "via": list(hit.via),
        "context": list(hit.contexts),
        "stands_on": [],
    }


def _mention_of_rule(fired: Fired, raw: str, cut: Spans, record: Record) -> dict[str, Any]:
    return _mention(fired.start, fired.end, raw, cut, record) | {
        "field": fired.hits[0].field,
        "kind": "rule",
        "scenario": fired.scenario,
        "rule_id": fired.rule.id,
        "role": "rule",
        "strength": fired.rule.strength,
        "matched": "＋".join(hit.wording.term for hit in fired.hits),
        "via": sorted({layer for hit in fired.hits for layer in hit.via}),
        "context": sorted({context for hit in fired.hits for context in hit.contexts}),
        "stands_on": [f"{hit.wording.group}@{hit.start}-{hit.end}" for hit in fired.hits],
    }


def _mention(start: int, end: int, raw: str, cut: Spans, record: Record) -> dict[str, Any]:
    return {
        "start": start,
        "end": end,
        "sentence": cut.at(start),
        "quote": _quote(raw, start, end, cut, record.persons),
    }


def _quote(raw: str, start: int, end: int, cut: Spans, persons: Sequence[str]) -> str:
    """The words in their sentences, at most QUOTE_MARGIN characters around them, masked."""
    low = max(cut.bounds(cut.at(start))[0], start - QUOTE_MARGIN)
    high = min(cut.bounds(cut.at(max(end - 1, start)))[1], end + QUOTE_MARGIN)
    low, high = _uncut(raw, low, high, persons)
    return mask_text(raw[low:high], persons).strip()


def _uncut(raw: str, low: int, high: int, persons: Sequence[str]) -> tuple[int, int]:
    """Move the ends of a quote outwards, off the personal data they would cut: half a number is no mask."""
    base = max(0, low - AROUND)
    spans = [(start + base, end + base) for start, end in sensitive_spans(raw[base : high + AROUND], persons)]
    starts = [start for start, end in spans if start < low < end]
    ends = [end for start, end in spans if start < high < end]
    return min(starts, default=low), max(ends, default=high)


def _counts(name: str, raw: str, cut: Spans) -> list[tuple[str, Count, bool]]:
    found = counts_in(raw)
    main = main_count(raw, found, [cut.bounds(cut.at(count.start)) for count in found])
    return [(name, count, count is main) for count in found]


def _attributes(
    cues: list[Hit], counted: list[tuple[str, Count, bool]], mentions: list[dict[str, Any]]
) -> dict[str, Any]:
    told = {hit.wording.group for hit in cues}
    rows = [_count_row(name, count) for name, count, _ in counted]
    mains = [_count_row(name, count) for name, count, is_main in counted if is_main]
    return {
        "counts": rows,
        "count_main": max(mains, key=lambda row: (row["value"], -row["start"]), default=None),
        "sensitive_types": sorted(code for code in told if code.startswith("SENS_") or code == "COMM"),
        "groups": sorted(code for code in told if code.startswith("GRP_")),
        "insider": "INSIDER" in told,
        "repeat": "REPEAT" in told,
        "cross_region": "XREGION" in told,
        "minor_offender": "MINOR_OFFENDER" in told,
        "profit": "PROFIT" in told,
        "harm": "HARM" in told,
        "sanctioned": "SANCTIONED" in told,
        "evasion": any(mention["kind"] == "rule" and mention["via"] for mention in mentions),
    }


def _count_row(name: str, count: Count) -> dict[str, Any]:
    return {
        "value": count.value,
        "unit": count.unit,
        "qualifier": count.qualifier,
        "start": count.start,
        "end": count.end,
        "field": name,
    }
