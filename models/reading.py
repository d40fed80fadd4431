"""Reads a batch of records: hits in context, the rules they fire, and the attributes told in the texts."""

import json
import pickle
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, partial
from hashlib import blake2b
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.attributes import HAS_COUNTS, Told, add_counts, attributes_of, told_in
from models.combination import Fired, Hit, fired_rules, hits_of_pack
from models.context import CONTEXTS, FLAG, Flags, contexts_of
from models.feeds import Strict
from models.keywords import ByOwner, Hits, Lexicon
from models.masking import mask_text, sensitive_spans
from models.organisations import Naming
from models.packs import Concepts, Language, Pack, TextRule
from models.patterns import source_bits
from models.record import Record
from models.scale import Counting
from models.sieve import Rules
from models.spelling import Spelling
from models.text import Folded, fold_batch, named_layers

QUOTE_MARGIN = 40  # characters shown on either side of the words quoted
AROUND = 60  # characters looked at beyond a quote for personal data that its end would cut
NOT_A_COMPLAINT = frozenset({"咨询", "表扬"})  # domain A4: these never create clues
ONLY_STRONG = frozenset({"求助", "建议"})  # domain A4: these need a strong phrase
WEAKENED = frozenset(
    {"education", "untrue", "victim"}
)  # a rule in these contexts is shown, and does not stand
PORTION = 400_000  # characters read at once: the tables of one portion stay in the processor's cache


@dataclass
class Reading:
    """What was found in one record: rows of `mentions` and the values of one row of `attributes`."""

    mentions: list[dict[str, Any]] = field(default_factory=list)
    attributes: dict[str, Any] = field(default_factory=dict)

    @property
    def rules(self) -> list[dict[str, Any]]:
        """The rules that stand: neither quoted as a lesson, nor found untrue, nor told of a victim."""
        return [m for m in self.mentions if m["kind"] == "rule" and not WEAKENED & set(m["context"])]


@dataclass(frozen=True)
class Knowledge:
    """Everything that decides what is found in a text."""

    packs: tuple[Pack, ...]
    concepts: Concepts
    language: Language
    spelling: Spelling
    counting: Counting
    naming: Naming

    @cached_property
    def hash(self) -> str:
        """Version of the knowledge: equal data gives an equal hash, whatever the order of packs."""
        packs = sorted(pack.model_dump_json() for pack in self.packs)
        shared = [part.model_dump_json() for part in self._shared]
        text = json.dumps([packs, shared], ensure_ascii=False)
        return blake2b(text.encode(), digest_size=6).hexdigest()

    @cached_property
    def lexicon(self) -> Lexicon:
        """The wordings as one automaton."""
        packs = sorted(self.packs, key=lambda pack: pack.id)
        return Lexicon(packs, self.concepts, self.language, self.spelling)

    @cached_property
    def rules(self) -> Rules:
        """The rules, bound to the lexicon."""
        return Rules(self.lexicon)

    def __reduce__(self) -> tuple[Any, tuple[str, bytes]]:
        return _restored, (self.hash, pickle.dumps((self.packs, *self._shared)))

    @property
    def _shared(self) -> tuple[Strict, ...]:
        """What all packs share."""
        return self.concepts, self.language, self.spelling, self.counting, self.naming


@lru_cache(maxsize=2)
def _restored(knowledge_hash: str, held: bytes) -> Knowledge:
    """One instance a process: the tasks of a worker share the compiled automaton."""
    return Knowledge(*pickle.loads(held))


@dataclass
class Findings:
    """What was found in a portion: hits as columns, what few records have as rows."""

    records: Sequence[Record]
    record_of: NDArray[np.int32]  # per text
    field_of: list[str]  # per text
    folded: Folded
    hits: Hits
    flags: Flags
    shown: NDArray[np.bool_]  # hits that become mentions
    rules: dict[int, list[dict[str, Any]]]  # per record
    told: Told
    extra: dict[int, dict[str, Any]]  # per record: attributes that only few have


def portions(records: Sequence[Record]) -> list[Sequence[Record]]:
    """Cut a batch into equal portions of about PORTION characters."""
    lengths = np.cumsum([0, *(sum(map(len, record.fields.values())) + 1 for record in records)])
    several = max(round(lengths[-1] / PORTION), 1)
    bounds = np.searchsorted(lengths, lengths[-1] * np.arange(several + 1) / several).tolist()
    return [records[low:high] for low, high in pairwise(bounds) if high > low]


def find(records: Sequence[Record], knowledge: Knowledge) -> Findings:
    """Read a portion of records once; a record alone and in a portion gives the same findings."""
    texts = [text for record in records for text in record.fields.values()]
    record_of = np.repeat(
        np.arange(len(records), dtype=np.int32), [len(record.fields) for record in records]
    ).astype(np.int32)
    field_of = [name for record in records for name in record.fields]
    lexicon, rules = knowledge.lexicon, knowledge.rules
    folded = fold_batch(texts, lexicon.folding)
    of_record = [source_bits([record.source]) for record in records]
    sources = np.array(of_record or [0], np.int32)[record_of]
    ask = partial(rules.asked, record_of, sources)
    hits = lexicon.find(folded, sources, lambda owner, text: rules.scope(ask(owner, text)))
    asked = ask(hits.owner, hits.text)
    shown = _told_strongly(hits, lexicon) & rules.scope(asked).holds(hits.owner, hits.text)
    flags = contexts_of(ByOwner(hits, len(lexicon.owners)), lexicon, folded, record_of)
    found = Findings(
        records, record_of, field_of, folded, hits, flags, shown, {},
        told_in([record.source for record in records], texts, field_of, record_of, hits, flags, lexicon,
                knowledge.counting), {},
    )  # fmt: skip
    _fire(found, rules.candidates(asked, hits), texts, knowledge)
    return found


def _told_strongly(hits: Hits, lexicon: Lexicon) -> NDArray[np.bool_]:
    """Hits that are mentions even where no rule stands on them: weak words say nothing alone."""
    shown = [owner.kind == "term" and owner.group.strength != "弱" for owner in lexicon.owners]
    return np.array(shown, np.bool_)[hits.owner]


def _fire(
    found: Findings,
    candidates: Mapping[int, list[tuple[Pack, TextRule]]],
    texts: Sequence[str],
    knowledge: Knowledge,
) -> None:
    """Look closely at the records in which a rule may fire."""
    rules_of: dict[int, dict[str, tuple[Pack, dict[str, TextRule]]]] = {}
    for text, several in candidates.items():
        of_record = rules_of.setdefault(int(found.record_of[text]), {})
        for pack, rule in several:
            of_record.setdefault(pack.id, (pack, {}))[1][rule.id] = rule
    for number, packs in sorted(rules_of.items()):
        record = found.records[number]
        own = range(*np.searchsorted(found.record_of, [number, number + 1]))
        places = np.arange(*np.searchsorted(found.hits.text, [own.start, own.stop]))
        if record.appeal_type in NOT_A_COMPLAINT or _is_question(found, places, record):
            continue
        for pack, rules in packs.values():
            for one in _fired(found, pack, rules.values(), places, own, record, knowledge):
                found.shown[[hit.place for hit in one.hits]] = True
                found.rules.setdefault(number, []).append(_rule_row(one, texts, found, record))
        if number in found.rules:
            _tell_more(found, number, own, texts, knowledge)


def _fired(
    found: Findings, pack: Pack, rules: Iterable[TextRule], places: NDArray[np.intp], own: range, record: Record, knowledge: Knowledge
) -> list[Fired]:  # fmt: skip
    fields = {text: found.field_of[text] for text in own}
    hits = hits_of_pack(
        pack, knowledge.rules, found.hits, found.flags, found.folded, places, record.source, fields
    )
    only_strong = record.appeal_type in ONLY_STRONG
    return fired_rules(pack, rules, hits, found.folded.text, record.source, only_strong)


def _tell_more(found: Findings, number: int, own: range, texts: Sequence[str], knowledge: Knowledge) -> None:
    """The attributes that only a record in which a rule fired is worth reading for."""
    record = found.records[number]
    if record.source not in HAS_COUNTS:
        for text in own:
            add_counts(found.told, number, found.field_of[text], texts[text], knowledge.counting)
    spans = [
        [
            (rule["start"], rule["end"])
            for rule in found.rules[number]
            if rule["field"] == found.field_of[text]
        ]
        for text in own
    ]
    found.extra[number] = attributes_of(
        record, [texts[text] for text in own], spans, found.told, number, knowledge.naming
    )
    found.extra[number]["evasion"] = any(rule["via"] for rule in found.rules[number])
    _mark_victims(found, number)


def _is_question(found: Findings, places: NDArray[np.intp], record: Record) -> bool:
    """A message that asks and accuses nobody; hotlines do not always say which it is."""
    kinds = int(np.bitwise_or.reduce(found.flags[places], initial=0)) if len(places) else 0
    asks = bool(kinds & FLAG["question"]) and not kinds & FLAG["accusation"]
    return record.source == "complaints" and record.appeal_type not in ("投诉", "举报") and asks


def _mark_victims(found: Findings, number: int) -> None:
    """In a record whose only organisations are victims, no rule stands (domain A4, A5)."""
    record, rows = found.records[number], found.rules[number]
    own = {name for name, _ in record.named}
    told = [one for one in found.extra[number]["organisations"] if one["name"] not in own]
    roles = {one["role"] for one in told} | {role for _, role in record.named if role != "victim"}
    accused = (
        any("被告人" in text for text in record.fields.values()) if record.source == "judgments" else True
    )
    if "victim" in roles and not roles & {"perpetrator", "target", "employer"} and not accused:
        for row in rows:
            row["context"] = sorted({*row["context"], "victim"})


def _rule_row(fired: Fired, texts: Sequence[str], found: Findings, record: Record) -> dict[str, Any]:
    first = min(fired.hits, key=lambda hit: hit.start)
    raw = texts[first.field]
    bits = int(np.bitwise_or.reduce([hit.contexts for hit in fired.hits]))
    return {
        "field": found.field_of[first.field],
        "kind": "rule",
        "scenario": fired.pack.id,
        "rule_id": fired.rule.id,
        "role": "rule",
        "strength": fired.rule.strength,
        "start": fired.start,
        "end": fired.stop,
        "matched": "＋".join(hit.term for hit in fired.hits),
        "via": fired.via,
        "context": sorted(name for name in WEAKENED if bits & FLAG[name]),
        "sentence": first.sentence,
        "stands_on": [f"{hit.group}@{hit.start}-{hit.stop}" for hit in fired.hits],
        "quote": quote_of(raw, *_sentence_of(found, first, fired), fired.start, fired.stop, record.persons),
    }


def _sentence_of(found: Findings, first: Hit, fired: Fired) -> tuple[int, int]:
    """Raw bounds, in the own text, of the sentences in which a rule's hits stand."""
    folded, base = found.folded, int(found.folded.starts[first.field])
    last = max(fired.hits, key=lambda hit: hit.end)
    ends = folded.sentence_ends
    low = int(np.searchsorted(ends, first.begin))
    high = int(np.searchsorted(ends, last.end - 1))
    begin = int(folded.origin[ends[low - 1]]) + 1 - base if low else 0
    length = int(folded.starts[first.field + 1]) - 1 - base
    end = int(folded.origin[ends[high]]) + 1 - base if high < len(ends) else length
    return max(begin, 0), min(end, length)


def quote_of(raw: str, low: int, high: int, start: int, end: int, persons: Sequence[str]) -> str:
    """The words in their sentences, at most QUOTE_MARGIN characters around them, masked."""
    low, high = max(low, start - QUOTE_MARGIN), min(high, end + QUOTE_MARGIN)
    low, high = _uncut(raw, low, high, persons)
    return mask_text(raw[low:high], persons).strip()


def _uncut(raw: str, low: int, high: int, persons: Sequence[str]) -> tuple[int, int]:
    """Move the ends of a quote outwards, off the personal data they would cut: half a number is no mask."""
    base = max(0, low - AROUND)
    spans = [(start + base, end + base) for start, end in sensitive_spans(raw[base : high + AROUND], persons)]
    starts = [start for start, end in spans if start < low < end]
    ends = [end for start, end in spans if start < high < end]
    return min(starts, default=low), max(ends, default=high)


def read_records(records: Sequence[Record], knowledge: Knowledge) -> list[Reading]:
    """Read records as plain rows: the face of `find` for the command line and for tests."""
    return [
        reading for portion in portions(records) for reading in _rows(find(portion, knowledge), knowledge)
    ]


def read_record(record: Record, knowledge: Knowledge) -> Reading:
    """Read one record."""
    return read_records([record], knowledge)[0]


def _rows(found: Findings, knowledge: Knowledge) -> list[Reading]:
    mentions: list[list[dict[str, Any]]] = [[] for _ in found.records]
    for place in np.flatnonzero(found.shown).tolist():
        mentions[found.record_of[found.hits.text[place]]].append(_hit_row(found, place, knowledge.lexicon))
    return [
        Reading(rows + found.rules.get(number, []), found.told.row(number) | found.extra.get(number, {}))
        for number, rows in enumerate(mentions)
    ]


def _hit_row(found: Findings, place: int, lexicon: Lexicon) -> dict[str, Any]:
    hits, owner = found.hits, lexicon.owners[found.hits.owner[place]]
    flag = int(found.flags[place])
    return {
        "field": found.field_of[hits.text[place]],
        "kind": "hit",
        "scenario": owner.scenario,
        "rule_id": owner.name,
        "role": owner.group.role,
        "strength": owner.group.strength,
        "start": int(hits.start[place]),
        "end": int(hits.stop[place]),
        "matched": lexicon.wordings[hits.wording[place]][1],
        "via": named_layers(int(hits.bits[place])),
        "context": [name for name in CONTEXTS if flag & FLAG[name]],
        "sentence": int(hits.sentence[place]),
        "stands_on": [],
        "quote": None,
    }
