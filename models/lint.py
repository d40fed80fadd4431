"""Faults of a pack that its format allows: doubles, dead wordings, rules without proof, expired law."""

from collections.abc import Iterator, Sequence
from datetime import date

from models.packs import Concepts, Group, Pack, parts_of

TOO_SHORT = 1  # characters: found everywhere, it needs company


def lint(packs: Sequence[Pack], concepts: Concepts, today: date) -> list[str]:
    """Name every fault, with the pack and the place in it."""
    shared = {group.id: group for group in concepts.concepts}
    found = [f"{pack.id}: {fault}" for pack in packs for fault in _of_pack(pack, shared, today)]
    used = {name for pack in packs for name in pack.uses}
    return found + [f"concepts: {name} is used by no pack" for name in sorted(set(shared) - used)]


def _of_pack(pack: Pack, shared: dict[str, Group], today: date) -> Iterator[str]:
    for group in pack.groups:
        yield from _doubled(group)
        yield from _covered(group)
        yield from _shadowed(group, (*pack.allow, *group.exceptions))
        yield from _too_short(group)
    yield from _unused(pack)
    yield from _unproved(pack)
    yield from _unlawful(pack, today)


def _doubled(group: Group) -> Iterator[str]:
    for term in sorted({term for term in group.terms if group.terms.count(term) > 1}):
        yield f"group {group.id}: {term} stands twice"


def _covered(group: Group) -> Iterator[str]:
    """A wording that holds a shorter one of its group adds nothing but a longer quote."""
    plain = [term for term in group.terms if len(parts_of(term)) == 1]
    for term in group.terms:
        parts = parts_of(term)
        inside = [other for other in plain if other != term and any(other in part for part in parts)]
        if inside and len(parts) > 1:
            yield f"group {group.id}: {term} is unreachable, because {inside[0]} is found first"


def _shadowed(group: Group, phrases: Sequence[str]) -> Iterator[str]:
    for term in group.terms:
        if term in phrases:
            yield f"group {group.id}: {term} is an allowed phrase too and can never count"


def _too_short(group: Group) -> Iterator[str]:
    for term in group.terms:
        if len(parts_of(term)) == 1 and len(term) == TOO_SHORT:
            yield f"group {group.id}: {term} is one character and stands in every text; write a longer wording"


def _unused(pack: Pack) -> Iterator[str]:
    named = {name for rule in pack.rules for name in rule.named}
    named |= {group.id for group in pack.groups if group.role == "attribute"}
    for name in sorted({*pack.uses, *(group.id for group in pack.groups)} - named):
        yield f"group {name}: no rule uses it"


def _unproved(pack: Pack) -> Iterator[str]:
    proved = {example.rule for example in pack.examples.must_hit}
    for rule in pack.rules:
        if rule.id not in proved:
            yield f"rule {rule.id}: no must_hit example names it"


def _unlawful(pack: Pack, today: date) -> Iterator[str]:
    for statute in (*pack.law.administrative, *pack.law.civil):
        if statute.until and statute.until < today:
            yield f"law {statute.law}{statute.article}: expired on {statute.until}"
        if statute.since > today:
            yield f"law {statute.law}{statute.article}: in force only from {statute.since}"
