"""The commands `clues rules`: check, prove and list the scenario packs."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from jobs import proof as packs
from jobs.development import DEFAULT_DATA
from jobs.settings import DEFAULT_CONF, load_settings
from pipelines.printing import as_day, out, print_json, print_table

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
    found = packs.faults(settings, as_day(today) if today else date.today())
    if as_json:
        print_json({"packs": len(settings.packs), "faults": found})
    else:
        print("\n".join([*found, f"{len(settings.packs)} packs, {len(found)} faults"]))
    if found:
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
    proof = packs.prove(load_settings("", conf), data, scenario, half)
    if as_json:
        print_json(vars(proof))
    else:
        print("\n".join(proof.failed), end="\n" if proof.failed else "")
        print_table(("场景 Scenario", "种类 Kind", "记录 Records", "正确 Right", "旁及 Strays"), proof.table)
        shares = [(kind, row["of"], row["share"]) for kind, row in proof.figures.items()]
        print_table(("种类 Kind", "记录 Records", "正确率 Share"), shares)
        print("\n".join(proof.misses if misses else []))
    if proof.failed:
        raise typer.Exit(FAILED)


@rules.command("list")
def list_packs(conf: Conf = DEFAULT_CONF, scenario: Scenario = None, as_json: AsJson = False) -> None:
    """Show every pack with its groups, wordings, layers and rules."""
    settings = load_settings("", conf)
    shown = packs.chosen(settings, scenario)
    if as_json:
        print_json([packs.listed(pack, settings) for pack in shown])
        return
    for pack in shown:
        out.print(f"\n{pack.card} {pack.id} {pack.title} ({pack.status}, {pack.owner})", markup=False)
        print_table(
            ("概念组 Group", "作用 Role", "强度", "词条 Wordings", "变体 Spellings", "层 Layers"),
            [packs.group_row(group, settings) for group in packs.groups_of(pack, settings)],
        )
        print_table(
            ("规则 Rule", "标题", "强度", "组合 All of"),
            [(rule.id, rule.title, rule.strength, " ∧ ".join(rule.all_of)) for rule in pack.rules],
        )
