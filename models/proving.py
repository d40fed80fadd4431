"""Proves the packs: their own examples, and development records apart from them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Literal

from models.attributes import FLAGS
from models.counts import stored_units
from models.packs import Example, Pack
from models.reading import Knowledge, Reading, read_records
from models.record import Record

Half = Literal["tune", "held"]
FIELD = {"ads": "job_desc", "judgments": "facts", "complaints": "content"}
ACTING = frozenset({"employer", "perpetrator", "target", "workplace", "other", "venue"})


def half_of(record_id: str) -> Half:
    """The half of a development record, by hash of its id."""
    return "held" if blake2b(record_id.encode(), digest_size=1).digest()[0] & 1 else "tune"


@dataclass(frozen=True)
class Development:
    """A development record: what it is, which scenario must fire, which others may."""

    record_id: str
    kind: str
    record: Record
    fires: str | None
    also: frozenset[str]
    subject: str | None
    count: Mapping[str, Any] | None

    @property
    def half(self) -> Half:
        """Rules are tuned on one half; the other only reports."""
        return half_of(self.record_id)


@dataclass(frozen=True)
class Outcome:
    """A development record as it was read."""

    case: Development
    home: str  # scenario of the set it belongs to
    fired: frozenset[str]
    reading: Reading

    @property
    def right(self) -> bool:
        """Whether it fired where it must, or kept silent where its own scenario must not fire."""
        return (
            self.case.fires in self.fired if self.case.fires else self.home not in self.fired - self.case.also
        )

    @property
    def strays(self) -> frozenset[str]:
        """Scenarios that fired and had no business to."""
        return self.fired - self.case.also - {self.case.fires, self.home, "focus_attributes"}

    @property
    def subject_right(self) -> bool | None:
        """Whether the actor is among the organisations found; None where it cannot be told."""
        if not (self.case.fires and self.case.subject and self.case.fires in self.fired):
            return None
        named = [o["name"] for o in self.reading.attributes["organisations"] if o["role"] in ACTING]
        wanted = self.case.subject
        return any(name in wanted or wanted in name for name in named)

    @property
    def count_right(self) -> bool | None:
        """Whether the main count is the one told; None where the record tells none."""
        if not self.case.count:
            return None
        main, told = self.reading.attributes["count_main"] or {}, self.case.count
        return main.get("value") == told["value"] and main.get("unit") in stored_units(told["unit"])


def run_sets(sets: Mapping[str, Sequence[Development]], knowledge: Knowledge) -> list[Outcome]:
    """Read every development record with the knowledge."""
    flat = [(home, case) for home, cases in sets.items() for case in cases]
    readings = read_records([case.record for _, case in flat], knowledge)
    return [
        Outcome(case, home, frozenset(rule["scenario"] for rule in reading.rules), reading)
        for (home, case), reading in zip(flat, readings, strict=True)
    ]


def table(outcomes: Sequence[Outcome]) -> list[tuple[str, str, int, int, int]]:
    """Rows of (scenario, kind, records, right, strays), in order."""
    total, right, strays = Counter[tuple[str, str]](), Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for one in outcomes:
        key = (one.home, one.case.kind)
        total[key] += 1
        right[key] += one.right
        strays[key] += bool(one.strays)
    return [(*key, total[key], right[key], strays[key]) for key in sorted(total)]


def failed_examples(packs: Sequence[Pack], knowledge: Knowledge) -> list[str]:
    """Name every example of a pack that does not behave as it says."""
    flat = [(pack, one, True) for pack in packs for one in pack.examples.must_hit]
    flat += [(pack, one, False) for pack in packs for one in pack.examples.must_not_hit]
    readings = read_records([_record(one) for _, one, _ in flat], knowledge)
    return [
        f"{pack.id}: {'must hit' if must else 'must not hit'} {one.rule or ''} {one.text}: fired {sorted(fired) or 'nothing'}"
        for (pack, one, must), reading in zip(flat, readings, strict=True)
        if _is_wrong(one, must, fired := _shown(pack, reading))
    ]


def _shown(pack: Pack, reading: Reading) -> set[str]:
    """The rules of a pack that stand; of a pack without rules, the attributes told."""
    told = reading.attributes
    if pack.rules:
        return {rule["rule_id"] for rule in reading.rules if rule["scenario"] == pack.id}
    return {*told["sensitive_types"], *told["groups"], *(code for flag, code in FLAGS.items() if told[flag])}


def _record(example: Example) -> Record:
    return Record(example.source, {FIELD[example.source]: example.text})


def _is_wrong(example: Example, must: bool, fired: set[str]) -> bool:
    hit = example.rule in fired if example.rule else bool(fired)
    return hit is not must
