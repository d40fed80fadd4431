"""Checks, proves and lists the scenario packs: what `clues rules` prints."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from jobs.cache import ready
from jobs.development import load_sets
from jobs.settings import Settings
from models.lint import lint
from models.packs import Group, Pack
from models.proving import Outcome, failed_examples, run_sets, table
from models.spelling import LAYERS


@dataclass(frozen=True)
class Proof:
    """What proving the packs gave: failed examples, rows by scenario and kind, shares, misses in words."""

    failed: list[str]
    table: list[tuple[str, str, int, int, int]]
    figures: dict[str, Any]
    misses: list[str]


def faults(settings: Settings, today: date) -> list[str]:
    """Faults of the packs that their format allows."""
    return lint(settings.packs, settings.concepts, today)


def prove(settings: Settings, data: Path, scenario: str | None, half: str) -> Proof:
    """Run each pack's examples, and the half of the development sets (tune, held or all)."""
    sets = load_sets(data, scenario)
    knowledge = ready(settings.knowledge)
    outcomes = [one for one in run_sets(sets, knowledge) if half in ("all", one.case.half)]
    failed = failed_examples(chosen(settings, scenario), knowledge)
    wrong = (
        [one for one in outcomes if _is_wrong(one)] if half == "tune" else []
    )  # the other half stays unseen
    return Proof(failed, table(outcomes), figures(outcomes), [_miss(one) for one in wrong])


def chosen(settings: Settings, scenario: str | None) -> list[Pack]:
    """One pack, or all."""
    return [pack for pack in settings.packs if scenario in (None, pack.id)]


def _is_wrong(one: Outcome) -> bool:
    return not one.right or bool(one.strays) or one.subject_right is False or one.count_right is False


def figures(outcomes: list[Outcome]) -> dict[str, Any]:
    """Shares over all scenarios, by kind; subjects and counts where they are told."""
    kinds = sorted({one.case.kind for one in outcomes})
    shares = {kind: _share([one.right for one in outcomes if one.case.kind == kind]) for kind in kinds}
    return shares | {
        "subject": _share([one.subject_right for one in outcomes]),
        "count": _share([one.count_right for one in outcomes]),
        "strays": _share([bool(one.strays) for one in outcomes]),
    }


def _share(told: list[bool | None]) -> dict[str, float | int]:
    known = [one for one in told if one is not None]
    return {"of": len(known), "share": round(sum(known) / len(known), 3) if known else 0.0}


def _miss(one: Outcome) -> str:
    rules = sorted({f"{r['scenario']}.{r['rule_id']}[{r['matched']}]" for r in one.reading.rules})
    wrong = [
        *(["MISSED" if one.case.fires else "FALSE ALARM"] if not one.right else []),
        *([f"STRAY {sorted(one.strays)}"] if one.strays else []),
        *(["SUBJECT"] if one.subject_right is False else []),
        *(["COUNT"] if one.count_right is False else []),
    ]
    told = one.reading.attributes
    return (
        f"{'/'.join(wrong)} {one.case.record_id} {one.case.kind} {one.case.record.source}: {rules}; "
        f"subject {one.case.subject} of {[(o['name'], o['role']) for o in told['organisations']]}; "
        f"count {one.case.count} read {told['count_main']}"
    )


def groups_of(pack: Pack, settings: Settings) -> list[Group]:
    """A pack's own groups, then the concepts it takes over."""
    return [*pack.groups, *(group for group in settings.concepts.concepts if group.id in pack.uses)]


def group_row(group: Group, settings: Settings) -> tuple[Any, ...]:
    """A group as a row: id, role, strength, wordings, how many other spellings, layers."""
    spellings = sum(len(settings.spelling.respelled(term, group.layers)) for term in group.terms)
    layers = "全部 all" if group.layers == LAYERS else "、".join(group.layers)
    return group.id, group.role, group.strength, "、".join(group.terms), spellings, layers


def listed(pack: Pack, settings: Settings) -> dict[str, Any]:
    """A pack as data, the shared concepts it uses among its groups."""
    return pack.model_dump(mode="json", exclude={"groups", "examples"}) | {
        "groups": [group.model_dump() for group in groups_of(pack, settings)]
    }
