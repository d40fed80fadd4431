"""What a scenario pack may say: keyword groups, rules that combine them, field rules, examples."""

from datetime import date
from typing import Literal

from pydantic import Field, model_validator

from models.feeds import Strict

Strength = Literal["强", "中", "弱"]
SourceName = Literal["ads", "judgments", "complaints"]
ALL_SOURCES: tuple[SourceName, ...] = ("ads", "judgments", "complaints")


class Group(Strict):
    """Words for one concept. `role` says what the concept is in the rules that use it."""

    id: str
    role: Literal["object", "act", "consequence", "lure", "stage", "actor", "channel"]
    strength: Strength
    why: str
    terms: tuple[str, ...] = Field(min_length=1)
    sources: tuple[SourceName, ...] = ALL_SOURCES


class TextRule(Strict):
    """Fires where one hit of each group in `all_of` stands within the window, none of them vetoed."""

    id: str
    title: str
    strength: Strength
    all_of: tuple[str, ...] = Field(min_length=1)
    none_of: tuple[str, ...] = ()  # groups that veto it in the same sentence
    within_chars: int = Field(default=60, gt=0)  # domain A4: same sentence or 60 characters
    sources: tuple[SourceName, ...] = ALL_SOURCES
    explicit_act: bool = False  # a statutory act by itself: block L +2 (domain B3)
    message: str


class FieldRule(Strict):
    """A number about a subject, as a Spark SQL condition over its facts, with its bound."""

    id: str
    title: str
    strength: Strength
    value: str
    threshold: float
    where: str
    records: str
    anomaly: bool = False
    message: str
    lookalikes: str


class Statute(Strict):
    """One article with the date from which it applies."""

    law: str
    article: str
    since: date


class LegalBasis(Strict):
    """Articles by the kind of public-interest case, kept apart (domain A2)."""

    administrative: tuple[Statute, ...] = Field(min_length=1)
    civil: tuple[Statute, ...] = ()


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


class Pack(Strict):
    """One scenario of conf/scenarios."""

    id: str
    card: str
    title: str
    status: Literal["experimental", "stable", "retired"]
    owner: str
    pattern: str
    groups: tuple[Group, ...] = Field(min_length=1)
    allow: tuple[str, ...] = ()  # lawful phrases: every hit inside their span is dropped
    rules: tuple[TextRule, ...] = Field(min_length=1)
    fields: tuple[FieldRule, ...] = ()
    law: LegalBasis
    organs: tuple[str, ...] = Field(min_length=1)
    examples: Examples

    @model_validator(mode="after")
    def _names_agree(self) -> "Pack":
        faults = [*self._unknown_groups(), *self._doubles(), *self._empty_terms()]
        if faults:
            raise ValueError("; ".join(faults))
        return self

    def _unknown_groups(self) -> list[str]:
        known = {group.id for group in self.groups}
        named = [(rule.id, name) for rule in self.rules for name in (*rule.all_of, *rule.none_of)]
        return [f"rule {rule} names the unknown group {name}" for rule, name in named if name not in known]

    def _doubles(self) -> list[str]:
        ids = [*(g.id for g in self.groups), *(r.id for r in self.rules), *(f.id for f in self.fields)]
        return [
            f"the id {name} stands twice" for name in sorted({name for name in ids if ids.count(name) > 1})
        ]

    def _empty_terms(self) -> list[str]:
        return [
            f"group {group.id} has a blank term"
            for group in self.groups
            if not all(map(str.strip, group.terms))
        ]

    def rule(self, rule_id: str) -> TextRule:
        """Give the text rule called `rule_id`."""
        return {rule.id: rule for rule in self.rules}[rule_id]


class Cue(Strict):
    """Words that tell one attribute (domain B1)."""

    terms: tuple[str, ...] = Field(min_length=1)


class Context(Strict):
    """Words that weaken a hit near them: `within` characters before it, or in its whole sentence."""

    terms: tuple[str, ...] = Field(min_length=1)
    within: int | None = None


class Language(Strict):
    """Knowledge shared by all packs: spellings, contexts, attribute cues."""

    variants: dict[str, tuple[str, ...]]
    contexts: dict[Literal["negated", "education"], tuple[Context, ...]]
    attributes: dict[str, Cue]


def spellings(term: str, variants: dict[str, tuple[str, ...]]) -> list[str]:
    """Give the evasive spellings of a term: each known part of it written in each known other way."""
    return [
        term.replace(part, other) for part, others in variants.items() if part in term for other in others
    ]
