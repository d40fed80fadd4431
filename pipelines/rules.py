"""The commands `clues rules`: check, prove and list the scenario packs."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from jobs.development import DEFAULT_DATA, load_sets
from jobs.settings import DEFAULT_CONF, Settings, load_settings
from models.lint import lint
from models.packs import Group
from models.proving import Outcome, failed_examples, run_sets, table
from models.spelling import LAYERS
from pipelines.printing import out, print_json, print_table

rules = typer.Typer(no_args_is_help=True, help="Scenario packs: check, prove, list.")
FAILED = 4  # design §5: lint or rule tests failed

Conf = Annotated[Path, typer.Option(help="Folder of the configuration.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
Scenario = Annotated[str | None, typer.Option(help="One scenario.")]


@rules.command("lint")
def check_packs(
    conf: Conf = DEFAULT_CONF,
    today: Annotated[str | None, typer.Option("--date", help="Date the law must be in force.")] = None,
    as_json: AsJson = False,
) -> None:
    """Name doubled and dead wordings, rules without examples, law out of force. Exit code 4 on any."""
    settings = load_settings("", conf)
    day = date.fromisoformat(today) if today else date.today()
    faults = lint(settings.packs, settings.concepts, day)
    if as_json:
        print_json({"packs": len(settings.packs), "faults": faults})
    else:
        for fault in faults:
            print(fault)
        print(f"{len(settings.packs)} packs, {len(faults)} faults")
    if faults:
        raise typer.Exit(FAILED)


@rules.command("test")
def prove_packs(
    conf: Conf = DEFAULT_CONF,
    data: Annotated[Path, typer.Option(help="Folder of development sets.")] = DEFAULT_DATA,
    scenario: Scenario = None,
    half: Annotated[str, typer.Option(help="tune, held or all.")] = "held",
    misses: Annotated[bool, typer.Option(help="Name the records of the half that is tuned on.")] = False,
    as_json: AsJson = False,
) -> None:
    """Run each pack's examples and the development sets. Exit code 4 where an example fails."""
    settings = load_settings("", conf)
    chosen = [pack for pack in settings.packs if scenario in (None, pack.id)]
    failed = failed_examples(chosen, settings.knowledge)
    outcomes = [
        one
        for one in run_sets(load_sets(data, scenario), settings.knowledge)
        if half in ("all", one.case.half)
    ]
    if as_json:
        print_json({"failed_examples": failed, "figures": figures(outcomes), "table": table(outcomes)})
    else:
        _print_proof(failed, outcomes, half, misses)
    if failed:
        raise typer.Exit(FAILED)


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


def _print_proof(failed: list[str], outcomes: list[Outcome], half: str, misses: bool) -> None:
    for line in failed:
        print(line)
    print_table(
        ("场景 Scenario", "种类 Kind", "记录 Records", "正确 Right", "旁及 Strays"),
        table(outcomes),
    )
    print_table(
        ("种类 Kind", "记录 Records", "正确率 Share"),
        [(kind, row["of"], row["share"]) for kind, row in figures(outcomes).items()],
    )
    for one in outcomes if misses and half == "tune" else ():
        if not one.right or one.strays or one.subject_right is False or one.count_right is False:
            print(_miss(one))


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


@rules.command("list")
def list_packs(conf: Conf = DEFAULT_CONF, scenario: Scenario = None, as_json: AsJson = False) -> None:
    """Show every pack with its groups, wordings, layers and rules."""
    settings = load_settings("", conf)
    packs = [pack for pack in settings.packs if scenario in (None, pack.id)]
    if as_json:
        print_json([_listed(pack.id, settings) for pack in packs])
        return
    for pack in packs:
        out.print(f"\n{pack.card} {pack.id} {pack.title} ({pack.status}, {pack.owner})", markup=False)
        print_table(
            ("概念组 Group", "作用 Role", "强度", "词条 Wordings", "变体 Spellings", "层 Layers"),
            [_group_row(group, settings) for group in groups_of(pack.id, settings)],
        )
        print_table(
            ("规则 Rule", "标题", "强度", "组合 All of"),
            [(rule.id, rule.title, rule.strength, " ∧ ".join(rule.all_of)) for rule in pack.rules],
        )


def groups_of(scenario: str, settings: Settings) -> list[Group]:
    """A pack's own groups, then the concepts it takes over."""
    pack = next(pack for pack in settings.packs if pack.id == scenario)
    return [*pack.groups, *(group for group in settings.concepts.concepts if group.id in pack.uses)]


def _group_row(group: Group, settings: Settings) -> tuple[Any, ...]:
    spellings = sum(len(settings.spelling.respelled(term, group.layers)) for term in group.terms)
    layers = "全部 all" if group.layers == LAYERS else "、".join(group.layers)
    return group.id, group.role, group.strength, "、".join(group.terms), spellings, layers


def _listed(scenario: str, settings: Settings) -> dict[str, Any]:
    dump: Callable[[Group], dict[str, Any]] = lambda group: group.model_dump()  # noqa: E731
    pack = next(pack for pack in settings.packs if pack.id == scenario)
    return pack.model_dump(mode="json", exclude={"groups", "examples"}) | {
        "groups": [dump(group) for group in groups_of(scenario, settings)]
    }
