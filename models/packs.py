"""What a scenario pack may say: concept groups, rules that combine them, field rules, examples."""

from datetime import date
from typing import Literal

from pydantic import Field, field_validator, model_validator

from models.feeds import Strict
from models.spelling import LAYERS, Layer

Strength = Literal["强", "中", "弱"]
SourceName = Literal["ads", "judgments", "complaints"]
Role = Literal[
    "object",
    "act",
    "consequence",
    "lure",
    "stage",
    "actor",
    "channel",
    "place",
    "person",
    "veto",
    "attribute",
]
ALL_SOURCES: tuple[SourceName, ...] = ("ads", "judgments", "complaints")
GAP = "…"  # up to Group.gap characters of the same sentence may stand here
PAIR = "＆"  # the two parts may come in either order
OR = "|"  # between groups of one slot of a rule
THEN_WITHIN = 4  # characters between a word of a context and the one that must follow it (冒用了我们公司)


class Group(Strict):
    """Wordings for one concept. `role` says what the concept is in the rules that use it.

    A wording may have gaps (收…简历) and unordered pairs (孩子＆自己注册). `exceptions` are longer
    phrases inside which no wording of the group counts.
    """

    id: str
    role: Role
    strength: Strength
    why: str
    terms: tuple[str, ...] = Field(min_length=1)
    exceptions: tuple[str, ...] = ()
    gap: int = Field(default=8, gt=0, le=40)
    layers: tuple[Layer, ...] = LAYERS
    negatable: bool = True  # False where the wording is an omission or a consequence
    sources: tuple[SourceName, ...] = ALL_SOURCES
    fields: tuple[str, ...] = ()  # empty: every text field

    @field_validator("terms", "exceptions")
    @classmethod
    def _no_blank_part(cls, terms: tuple[str, ...]) -> tuple[str, ...]:
        blank = [term for term in terms if not all(map(str.strip, parts_of(term)))]
        if blank:
            raise ValueError(f"{blank} has a blank part; write the words, or remove the wording")
        return terms


class TextRule(Strict):
    """Fires where one hit of each slot of `all_of` stands in one window, and nothing vetoes it.

    A slot names a group, or several with `|` between them. `anywhere` must be found in the same
    record, whatever the place; `none_of` vetoes in the sentence of a hit, `nowhere` in the record.
    """

    id: str
    title: str
    strength: Strength
    all_of: tuple[str, ...] = Field(min_length=1)
    anywhere: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()
    nowhere: tuple[str, ...] = ()
    window: Literal["sentence", "near", "clause"] = "sentence"  # sentence: or within_chars beyond it
    within_chars: int = Field(default=60, gt=0, le=400)  # domain A4: same sentence or 60 characters
    ordered: bool = False  # slots must follow each other in the text
    sources: tuple[SourceName, ...] = ALL_SOURCES
    explicit_act: bool = False  # a statutory act by itself: block L +2 (domain B3)
    elements: tuple[str, ...] = ()  # legal elements (构成要件) that it evidences
    message: str

    @property
    def slots(self) -> tuple[tuple[str, ...], ...]:
        """The groups of each slot."""
        return tuple(tuple(slot.split(OR)) for slot in self.all_of)

    @property
    def named(self) -> set[str]:
        """Every group that the rule names."""
        return {name for slot in (*self.all_of, *self.anywhere) for name in slot.split(OR)} | {
            *self.none_of,
            *self.nowhere,
        }


class FieldRule(Strict):
    """A number about a subject, as a Spark SQL condition over its facts, with its bound.

    `message` and `population` (what the number is compared with) name facts as {fact}, the number as
    {value}. `records` is an array of the records that were counted.
    """

    id: str
    title: str
    strength: Strength
    value: str
    threshold: float
    where: str
    records: str
    anomaly: bool = False
    message: str
    population: str = ""
    lookalikes: str


class Statute(Strict):
    """One article with the dates between which it applies."""

    law: str
    article: str
    since: date
    until: date | None = None


class LegalBasis(Strict):
    """Articles by the kind of public-interest case, kept apart (domain A2)."""

    administrative: tuple[Statute, ...] = ()
    civil: tuple[Statute, ...] = ()

    @model_validator(mode="after")
    def _some(self) -> "LegalBasis":
        if not self.administrative and not self.civil:
            raise ValueError("the legal basis is empty; name an article for one kind of case")
        return self


class Example(Strict):
    """A text that must, or must not, fire; `rule` names which, or any rule of the pack."""

    text: str
    source: SourceName
    rule: str | None = None
    why: str | None = None


class Examples(Strict):
    """A pack's own proof."""

    must_hit: tuple[Example, ...] = Field(min_length=3)
    must_not_hit: tuple[Example, ...] = Field(min_length=3)


class Lookalike(Strict):
    """An innocent text next door, and what keeps the rules off it."""

    text: str
    why: str


class Pack(Strict):
    """One scenario of conf/scenarios. `uses` takes over concepts of conf/concepts.yaml as groups."""

    id: str
    card: str
    title: str
    status: Literal["experimental", "stable", "retired"]
    owner: str
    pattern: str
    uses: tuple[str, ...] = ()
    groups: tuple[Group, ...] = ()
    allow: tuple[str, ...] = ()  # lawful phrases: every hit inside their span is dropped
    lookalikes: tuple[Lookalike, ...] = ()
    rules: tuple[TextRule, ...] = ()
    fields: tuple[FieldRule, ...] = ()
    law: LegalBasis
    organs: tuple[str, ...] = Field(min_length=1)
    examples: Examples

    @model_validator(mode="after")
    def _names_agree(self) -> "Pack":
        faults = [*self._unknown_groups(), *self._doubles()]
        if not self.rules and any(group.role != "attribute" for group in self.groups):
            faults.append("the pack has no rule; write one, or give its groups the role attribute")
        if faults:
            raise ValueError("; ".join(faults))
        return self

    def _unknown_groups(self) -> list[str]:
        known = {group.id for group in self.groups} | set(self.uses)
        named = [(rule.id, name) for rule in self.rules for name in sorted(rule.named)]
        return [f"rule {rule} names the unknown group {name}" for rule, name in named if name not in known]

    def _doubles(self) -> list[str]:
        ids = [*(g.id for g in self.groups), *(r.id for r in self.rules), *(f.id for f in self.fields)]
        ids += self.uses
        return [
            f"the id {name} stands twice" for name in sorted({name for name in ids if ids.count(name) > 1})
        ]

    def rule(self, rule_id: str) -> TextRule:
        """Give the text rule called `rule_id`."""
        return {rule.id: rule for rule in self.rules}[rule_id]


class Concepts(Strict):
    """conf/concepts.yaml: groups that several packs share, each with an id of its own."""

    concepts: tuple[Group, ...]

    @model_validator(mode="after")
    def _once(self) -> "Concepts":
        ids = [group.id for group in self.concepts]
        twice = sorted({name for name in ids if ids.count(name) > 1})
        if twice:
            raise ValueError("; ".join(f"the id {name} stands twice" for name in twice))
        return self


class Context(Strict):
    """Words that weaken a hit: `within` characters after them, in their sentence, or in the record.

    With `lists` they work on every item of the list (A、B、C) that follows, and `within` is counted in
    each item anew. With `then` a word counts where one of those follows it within THEN_WITHIN characters;
    with `given` only in a record that has one of those, with `unless` only in one that has none.
    """

    terms: tuple[str, ...] = Field(min_length=1)
    then: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    within: int | None = None
    lists: bool = False
    reach: Literal["clause", "sentence", "record"] = "sentence"
    sources: tuple[SourceName, ...] = ALL_SOURCES

    @property
    def wordings(self) -> tuple[str, ...]:
        """The words, each with every word that may follow it."""
        return tuple(f"{one}{GAP}{other}" for one in self.terms for other in self.then) or self.terms


ContextName = Literal["negated", "ruled_out", "education", "untrue", "victim", "question", "accusation"]


class Language(Strict):
    """Knowledge shared by all packs: the contexts in which a hit may stand."""

    contexts: dict[ContextName, tuple[Context, ...]]


def parts_of(term: str) -> list[str]:
    """The parts of a wording between gaps or around a pair."""
    return term.split(PAIR) if PAIR in term else term.split(GAP)


def sequences_of(term: str) -> list[list[str]]:
    """The orders in which the parts of a wording may come: one, or two for an unordered pair."""
    parts = parts_of(term)
    return [parts, parts[::-1]] if PAIR in term else [parts]
