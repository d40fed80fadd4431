"""PARTS: the named functions a score is made of (domain B3)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, get_args

from pydantic import Field, model_validator

from models.counts import PERSON_UNITS
from models.feeds import Strict

Block = Literal["L", "H", "S", "V", "A", "C", "D"]


class Legal(Strict):
    """Points of block L."""

    rule: dict[Literal["强", "中", "弱"], float]
    second_rule: float
    sanctioned: float
    explicit_act: float


class Sensitivity(Strict):
    """Points of block H."""

    ordinary: float
    one: float
    two_or_children: float
    with_misuse: float


class Scale(Strict):
    """Points of block S by lower bound, and the share for records that are not persons."""

    steps: tuple[tuple[int, float], ...]
    records_only: float = Field(gt=0, le=1)


class Vulnerability(Strict):
    """Points of block V."""

    child: float
    child_sensitive: float
    other: float


class Aggravation(Strict):
    """Points of block A."""

    insider: float
    repeat: float
    profit: float
    evasion: float
    cross_region: float
    harm: float


class Corroboration(Strict):
    """Points of block C by the number of sources."""

    two: float
    three: float
    three_and_anomaly: float


class Deductions(Strict):
    """What block D takes off."""

    education_factor: float = Field(ge=0, le=1)
    licensed_and_reported: float
    stale_from_days: int
    stale_full_days: int
    stale_max: float


class Scoring(Strict):
    """conf/scoring.yaml: every weight of the score."""

    caps: dict[Block, float]
    legal: Legal
    sensitivity: Sensitivity
    scale: Scale
    vulnerability: Vulnerability
    aggravation: Aggravation
    corroboration: Corroboration
    deductions: Deductions
    single_source_cap: float
    tiers: dict[Literal["A", "B", "C", "D"], float]
    large_scale_persons: int

    @model_validator(mode="after")
    def _every_block_has_a_cap(self) -> "Scoring":
        missing = set(get_args(Block)) - set(self.caps)
        if missing:
            raise ValueError(f"caps lack the blocks {sorted(missing)}; a block without a cap would be lost")
        return self


@dataclass(frozen=True)
class RuleEvidence:
    """One rule that fired in one record, with how surely that record speaks of the subject."""

    source: str
    record_id: str
    rule_id: str
    title: str
    strength: Literal["强", "中", "弱"]
    explicit_act: bool = False
    education: bool = False
    link_confidence: float = 1.0


@dataclass(frozen=True)
class SignalEvidence:
    """One field rule whose bound the subject crossed."""

    rule_id: str
    text: str
    strength: Literal["强", "中", "弱"]
    sources: tuple[str, ...]
    anomaly: bool = False


@dataclass(frozen=True)
class Case:
    """All evidence about one subject in one scenario, as `score` weighs it."""

    rules: Sequence[RuleEvidence] = ()
    signals: Sequence[SignalEvidence] = ()
    count: tuple[int, str, str] | None = None  # value, unit, qualifier
    sensitive_types: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    told: frozenset[str] = frozenset()  # insider, repeat, profit, evasion, cross_region, harm, sanctioned
    licensed_and_reported: bool = False
    last_seen: date | None = None

    @property
    def sources(self) -> frozenset[str]:
        """Sources with evidence about the subject."""
        return frozenset(rule.source for rule in self.rules) | frozenset(
            source for signal in self.signals for source in signal.sources
        )

    @property
    def confidence(self) -> float:
        """The weakest link among the records that carry evidence."""
        return min((rule.link_confidence for rule in self.rules), default=1.0)


@dataclass(frozen=True)
class Part:
    """Points of one block with their reason: a stable code, the points, the words."""

    block: Block
    code: str
    points: float
    text: str


@dataclass(frozen=True)
class Score:
    """A clue's score with its blocks, parts, tier and triggers. `blocks` hold capped points."""

    value: float
    tier: str | None
    blocks: dict[Block, float]
    parts: list[Part] = field(default_factory=list)
    triggers: list[str] = field(default_factory=list)


def legal(case: Case, weights: Scoring, today: date) -> list[Part]:
    """Block L: the strongest rule, more for a second one, for a sanction, for an explicit act.

    What is told as a lesson counts a fifth, and neither as a second rule nor with a sanction. Weak
    numbers alone, with no word that accuses, are no second rule to each other.
    """
    w, plain, lessons = weights.legal, _plain_rules(case, weights), _lessons(case, weights)
    if not plain:
        return [
            Part("L", "rule", points, f"命中规则：{title}（宣传、转述语境）") for title, points in lessons[:1]
        ]
    title, points = plain[0]
    parts = [Part("L", "rule", points, f"命中规则：{title}")]
    only_weak_numbers = not case.rules and points <= w.rule["弱"]
    if len(plain) >= 2 and points < w.second_rule and not only_weak_numbers:
        parts.append(Part("L", "second_rule", w.second_rule - points, f"另一独立规则：{plain[1][0]}"))
    if "sanctioned" in case.told:
        reached = sum(part.points for part in parts)
        parts.append(
            Part("L", "sanctioned", max(w.sanctioned - reached, 0), "同一事项已有行政处罚或刑事判决")
        )
    if any(rule.explicit_act and not rule.education for rule in case.rules):
        parts.append(Part("L", "explicit_act", w.explicit_act, "明确的违法行为表述"))
    return parts


def _plain_rules(case: Case, weights: Scoring) -> list[tuple[str, float]]:
    """Rules told plainly and signals, one a rule, by title with their points, strongest first."""
    plain = [
        (rule.rule_id, rule.title, weights.legal.rule[rule.strength])
        for rule in case.rules
        if not rule.education
    ]
    numbers = [(signal.rule_id, signal.text, weights.legal.rule[signal.strength]) for signal in case.signals]
    return _strongest_first(plain + numbers)


def _lessons(case: Case, weights: Scoring) -> list[tuple[str, float]]:
    """Rules told for education, by title with what is left of their points, strongest first."""
    factor = weights.deductions.education_factor
    return _strongest_first(
        [
            (rule.rule_id, rule.title, weights.legal.rule[rule.strength] * factor)
            for rule in case.rules
            if rule.education
        ]
    )


def _strongest_first(told: list[tuple[str, str, float]]) -> list[tuple[str, float]]:
    """One row a rule id, its strongest; the order in which they were told decides nothing."""
    best: dict[str, tuple[str, float]] = {}
    for rule_id, title, points in sorted(told, key=lambda row: (row[2], row[1])):
        best[rule_id] = (title, points)
    return [row for _, row in sorted(best.items(), key=lambda item: (-item[1][1], item[0]))]


def sensitivity(case: Case, weights: Scoring, today: date) -> list[Part]:
    """Block H: kinds of personal information told, more where misuse is told too."""
    w, kinds = weights.sensitivity, sorted(case.sensitive_types - {"COMM"})
    if not case.rules and not kinds:
        return [Part("H", "ordinary", w.ordinary, "涉及一般个人信息")] if case.signals else []
    points, text = w.ordinary, "涉及一般个人信息"
    if kinds:
        points, text = w.one, f"涉及敏感个人信息：{'、'.join(kinds)}"
    if len(kinds) >= 2 or "SENS_U14" in kinds:
        points = w.two_or_children
    if kinds and "harm" in case.told:
        points, text = w.with_misuse, text + "，且有被滥用的反映"
    return [Part("H", "sensitivity", points, text)]


def scale(case: Case, weights: Scoring, today: date) -> list[Part]:
    """Block S: the number of persons; a number of records counts four fifths."""
    if case.count is None:
        return []
    value, unit, qualifier = case.count
    points = max((points for bound, points in weights.scale.steps if value >= bound), default=0.0)
    persons = unit in PERSON_UNITS
    note = "" if persons else "，人数待核"
    points = points if persons else points * weights.scale.records_only
    return (
        [Part("S", "scale", round(points, 1), f"规模：{_QUALIFIERS[qualifier]}{value}{unit}{note}")]
        if points
        else []
    )


_QUALIFIERS = {"exact": "", "at_least": "不少于", "approx": "约", "vague": "数量级"}


def vulnerability(case: Case, weights: Scoring, today: date) -> list[Part]:
    """Block V: protected groups told."""
    w, parts = weights.vulnerability, []
    for group in sorted(case.groups):
        points = w.child if group == "GRP_CHILD" else w.other
        parts.append(Part("V", group.lower(), points, f"涉及重点群体：{group}"))
    if {"SENS_U14"} <= case.sensitive_types and "GRP_CHILD" in case.groups:
        parts.append(Part("V", "child_sensitive", w.child_sensitive, "涉及不满十四周岁未成年人的敏感信息"))
    return parts


_AGGRAVATIONS = {
    "insider": "利用职务或工作便利",
    "repeat": "曾受处罚或再次违法",
    "profit": "有获利表述",
    "evasion": "文字有规避痕迹",
    "cross_region": "跨行政区划",
    "harm": "有骚扰或损害后果",
}


def aggravation(case: Case, weights: Scoring, today: date) -> list[Part]:
    """Block A: insider, repeat, profit, evasive wording, several regions, harm."""
    return [
        Part("A", code, getattr(weights.aggravation, code), text)
        for code, text in _AGGRAVATIONS.items()
        if code in case.told
    ]


def corroboration(case: Case, weights: Scoring, today: date) -> list[Part]:
    """Block C: how many sources speak of the subject, times the weakest link's confidence."""
    w, several = weights.corroboration, len(case.sources)
    if several < 2:
        return []
    anomaly = any(signal.anomaly for signal in case.signals)
    points = w.two if several == 2 else w.three_and_anomaly if anomaly else w.three
    text = f"{several}个来源相互印证：{'、'.join(sorted(case.sources))}（关联置信度{case.confidence:.2f}）"
    return [Part("C", "sources", round(points * case.confidence, 1), text)]


def deductions(case: Case, weights: Scoring, today: date) -> list[Part]:
    """Block D: a licence with a regular annual report, and age."""
    w, parts = weights.deductions, []
    if case.licensed_and_reported:
        parts.append(Part("D", "licensed", w.licensed_and_reported, "持有许可且年报正常"))
    if case.last_seen:
        share = ((today - case.last_seen).days - w.stale_from_days) / (w.stale_full_days - w.stale_from_days)
        if share > 0:
            points = round(min(share, 1.0) * w.stale_max, 1)
            parts.append(Part("D", "stale", points, f"最近一次出现在{case.last_seen}"))
    return parts


PARTS: tuple[Callable[[Case, Scoring, date], list[Part]], ...] = (
    legal,
    sensitivity,
    scale,
    vulnerability,
    aggravation,
    corroboration,
    deductions,
)


def score(case: Case, weights: Scoring, today: date) -> Score:
    """Score a case: the blocks, each capped, summed and held in [0, 100]; D is taken off."""
    parts = [part for one in PARTS for part in one(case, weights, today)]
    blocks: dict[Block, float] = {
        block: round(min(sum(part.points for part in parts if part.block == block), cap), 1)
        for block, cap in weights.caps.items()
    }
    total = sum(points for block, points in blocks.items() if block != "D") - blocks["D"]
    total = round(min(max(total, 0.0), 100.0), 1)
    if len(case.sources) == 1:
        total = min(total, weights.single_source_cap)
    triggers = _triggers(case, weights)
    return Score(total, _tier(total, triggers, weights), blocks, parts, triggers)


def _triggers(case: Case, weights: Scoring) -> list[str]:
    """What lifts a clue to tier A regardless of its score (domain B3)."""
    found = []
    persons = case.count is not None and case.count[1] in PERSON_UNITS
    sensitive = case.sensitive_types - {"COMM"}
    if persons and case.count is not None and case.count[0] >= weights.large_scale_persons and sensitive:
        found.append("万人以上且涉敏感信息")
    if "SENS_U14" in case.sensitive_types and case.rules:
        found.append("不满十四周岁未成年人敏感信息")
    return found


def _tier(total: float, triggers: list[str], weights: Scoring) -> str | None:
    if triggers:
        return "A"
    bounds: Mapping[Any, float] = weights.tiers
    return next((tier for tier, bound in bounds.items() if total >= bound), None)
