"""The command `clues`."""

import json
import sys
from contextlib import suppress
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path
from threading import Thread
from typing import Annotated, Any

import typer
from rich.markup import escape

from jobs.errors import ClueError, ConfigError
from jobs.settings import DEFAULT_CONF, load_settings
from pipelines.links import links
from pipelines.printing import as_day, out, print_json, print_table
from pipelines.rules import rules

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
    pretty_exceptions_enable=False,
    help="线索筛查 Clue screening: suspected clues for public-interest litigation, for a human to assess.",
)
sources = typer.Typer(no_args_is_help=True, help="Source files: would they be accepted?")
app.add_typer(sources, name="sources")
app.add_typer(rules, name="rules")
app.add_typer(links, name="link")

Lake = Annotated[str, typer.Option(help="Folder or URL of the lake.")]
Conf = Annotated[Path, typer.Option(help="Folder of the configuration.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
Day = Annotated[str, typer.Option("--date", help="Batch date, YYYY-MM-DD.")]


# What two subjects may share (jobs.network).
SHARED = {
    "phone": "电话",
    "legal_rep": "法定代表人",
    "building": "楼宇",
    "family": "同一文案",
    "reregistered": "换名重开",
}


def main() -> None:
    """Run a command; every expected failure is one sentence and its exit code (design §5)."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a broken character must not end a report
    try:
        app()
    except ClueError as error:
        print(error, file=sys.stderr)
        sys.exit(error.exit_code)


@app.command()
def run(
    landing: Annotated[str, typer.Option(help="Landing folder with <source>/<date>/ below it.")],
    lake: Lake,
    day: Day,
    conf: Conf = DEFAULT_CONF,
    as_json: AsJson = False,
) -> None:
    """Run the nightly screening for one date; the same date again gives the same result."""
    from jobs.landing import list_landing
    from jobs.lock import hold
    from jobs.session import find_jars, find_java, open_session, start_workers
    from pipelines.server import local_server

    batch_day = as_day(day)
    settings = load_settings(lake, conf)
    list_landing(landing, batch_day)
    find_java(), find_jars()
    with hold(lake):
        server = local_server()
        starting = Thread(target=open_session, args=(settings,))
        starting.start()
        from pipelines.screening import screen_sources  # only now: Prefect reads its settings here

        server.wait()
        starting.join()
        Thread(target=start_workers, args=(open_session(settings),), daemon=True).start()
        Thread(target=import_module, args=("great_expectations",), daemon=True).start()  # the gate's, slow
        print(f"Prefect: {server.page}", file=sys.stderr)
        run_id = screen_sources(_absolute(landing), _absolute(lake), day, str(conf))
    _finished(lake, run_id, as_json)


def _absolute(place: str) -> str:
    return place if ":" in place else str(Path(place).absolute())


def _finished(lake: str, run_id: str, as_json: bool) -> None:
    """Print the ten best clues and where the files are."""
    from jobs import gold

    best = list(gold.clues(lake, run_id, gold.Wanted(top=10)))
    folder = Path(lake) / "runs" / run_id
    if as_json:
        print_json({"run_id": run_id, "files": str(folder), "clues": [_brief(clue) for clue in best]})
        return
    print_table(
        ("排名", "得分", "等级", "疑似主体", "场景", "来源", "判断依据"),
        [
            (
                c["rank"],
                c["score"],
                c["tier"],
                c["subject_name"],
                c["scenario_cn"],
                len(c["sources"]),
                c["reasons"][0]["text"],
            )
            for c in best
        ],
    )
    from jobs.pages import DISCLAIMER

    out.print(DISCLAIMER)
    out.print(f"报告 Report: {folder / 'report.html'}", soft_wrap=True)
    out.print(f"线索表 Clue table: {folder / 'clues.xlsx'}", soft_wrap=True)


def _brief(clue: dict[str, Any]) -> dict[str, Any]:
    return {name: clue[name] for name in ("clue_id", "rank", "score", "tier", "scenario", "subject_name")}


@app.command()
def export(
    lake: Lake,
    kind: Annotated[str, typer.Option("--format", help="xlsx, csv, jsonl or html.")] = "jsonl",
    run_id: Annotated[
        str | None, typer.Option("--run", help="A published run; the latest by default.")
    ] = None,
    tier: Annotated[str | None, typer.Option(help="Tiers, for example AB.")] = None,
    scenario: Annotated[str | None, typer.Option(help="One scenario.")] = None,
    region: Annotated[str | None, typer.Option(help="Region, by its beginning.")] = None,
    top: Annotated[int | None, typer.Option(min=1, help="So many from the top.")] = None,
    target: Annotated[Path | None, typer.Option("-o", "--output", help="File to write.")] = None,
) -> None:
    """Export a published clue list; JSONL goes to standard output unless -o names a file."""
    from jobs import gold, publish

    if kind not in publish.WRITERS:
        raise ConfigError(f"The format {kind} is unknown; choose one of {', '.join(publish.WRITERS)}.")
    chosen = gold.choose_run(lake, run_id)
    wanted = gold.Wanted(tier, scenario, region, top)
    if target is None and kind == "jsonl":
        for clue in gold.clues(lake, chosen, wanted):
            print(json.dumps(publish.as_json(clue), ensure_ascii=False))
        return
    path = target or Path(f"clues-{chosen}.{kind}")
    written = publish.export(lake, chosen, wanted, kind, path)
    print(f"{written} clues written to {path}.", file=sys.stderr)


@app.command()
def show(
    clue_id: str,
    lake: Lake,
    run_id: Annotated[
        str | None, typer.Option("--run", help="A published run; the latest by default.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show one clue: blocks, reasons, quotes, subject, history."""
    from jobs import gold
    from jobs.pages import DISCLAIMER

    clue = gold.clue(lake, gold.choose_run(lake, run_id), clue_id)
    if as_json:
        print_json(clue)
        return
    out.print(
        escape(f"{clue['clue_id']}  {clue['scenario_cn']}  {clue['subject_name']}  {clue['uscc'] or ''}")
    )
    out.print(
        f"排名 {clue['rank']}  得分 {clue['score']}  等级 {clue['tier']}  "
        + "  ".join(f"{k}={v:g}" for k, v in clue["blocks"].items())
    )
    print_table(("部分", "理由", "分值"), [(r["block"], r["text"], r["weight"]) for r in clue["reasons"]])
    print_table(
        ("来源", "记录", "规则", "片段", "语境", "关联"),
        [
            (
                e["source"],
                "、".join(e["records"] or [e["record_id"]]),
                e["rule_id"],
                e["quote"],
                e["context"],
                e["link_confidence"],
            )
            for e in clue["evidence"]
        ],
    )
    print_table(
        ("来源", "记录", "角色", "关联依据 Link", "记录所写", "主体所写", "置信度"),
        [
            (
                k["source"],
                k["record_id"],
                k["role"],
                k["rule"],
                k["matched_value"],
                k["target_value"],
                k["confidence"],
            )
            for k in clue["links"]
        ],
    )
    if clue["network"]:
        print_table(
            ("共用 Shared", "所共用", "另一主体 Other", "见于记录", "置信度"),
            [
                (SHARED[e["kind"]], e["value"], e["other_name"], "、".join(e["records"]), e["confidence"])
                for e in clue["network"]
            ],
        )
    print_table(
        ("运行", "变化", "原排名", "得分"),
        [(h["run_id"], h["change"], h["rank_before"], h["score_after"]) for h in clue["history"]],
    )
    out.print(DISCLAIMER)


@app.command()
def status(lake: Lake, as_json: AsJson = False) -> None:
    """Show the last runs and, for the latest, the counts of every step."""
    from jobs import gold

    last = gold.runs(lake)
    if not last:
        raise ConfigError(f"The lake {lake} has no run yet; start one with `clues run`.")
    steps = gold.steps(lake, last[0]["run_id"])
    capped = gold.capped_keys(lake, last[0]["batch_date"])
    if as_json:
        print_json({"runs": last, "steps": steps, "capped_keys": capped})
        return
    print_table(
        ("运行 Run", "日期 Date", "结果 Outcome", "读入 Read", "拒收 Refused", "说明 Message"),
        [
            (r["run_id"], r["batch_date"], r["outcome"], r["read"], r["refused"], r["message"] or "")
            for r in last
        ],
    )
    print_table(
        ("步骤 Step", "来源 Feed", "读入 Read", "保留 Kept", "拒收 Refused"),
        [(s["step"], s["source"], s["read"], s["kept"], s["refused"]) for s in steps],
    )
    if capped:
        print_table(
            ("不作关联的键 Capped key", "值 Value", "主体数 Subjects"),
            [(k["kind"], k["value"], k["subjects"]) for k in capped],
        )


@sources.command()
def check(
    files: Annotated[list[Path], typer.Argument(help="Files to look at.")],
    source: Annotated[str | None, typer.Option(help="ads, judgments, complaints or enterprises.")] = None,
    day: Annotated[str | None, typer.Option("--date", help="Batch date, YYYY-MM-DD.")] = None,
    conf: Conf = DEFAULT_CONF,
    most: Annotated[int, typer.Option("--most", min=0, help="Refused lines to list per file.")] = 20,
    as_json: AsJson = False,
) -> None:
    """Say which lines of a file a run would refuse, and why; nothing is loaded.

    Exit code 1 where no line at all would be kept.
    """
    from jobs.check import check_file

    settings = load_settings("", conf)
    verdicts = [check_file(path, settings, source, as_day(day) if day else None) for path in files]
    if as_json:
        print_json(
            [
                vars(v) | {"kept": v.kept, "refused": v.refused, "refusals": [vars(r) for r in v.refusals]}
                for v in verdicts
            ]
        )
    for verdict in () if as_json else verdicts:
        out.print(
            escape(
                f"{verdict.file} feed={verdict.feed} read={verdict.read} kept={verdict.kept} refused={verdict.refused}"
            )
        )
        for refusal in verdict.refusals[:most]:
            out.print(
                escape(
                    f"  line {refusal.line}{refusal.sheet and ' of ' + refusal.sheet}: {refusal.code}: {refusal.detail}"
                )
            )
        if verdict.refused > most:
            out.print(f"  … and {verdict.refused - most} more")
    if not all(verdict.kept for verdict in verdicts):
        raise typer.Exit(1)


@app.command()
def annotate(
    file: Annotated[str, typer.Argument(help="JSONL file of contract rows, or - for standard input.")],
    source: Annotated[str, typer.Option(help="ads, judgments or complaints.")],
    conf: Conf = DEFAULT_CONF,
) -> None:
    """Print what the knowledge sees in each record, as JSONL; no Spark, no lake."""
    from jobs.records import read_lines

    knowledge = load_settings("", conf).knowledge
    for row in read_lines(file, source, knowledge):
        print_json(row)


@app.command()
def serve() -> None:
    """Serve Prefect's pages of past and running screenings on this machine until stopped."""
    from pipelines.server import PORT, local_server

    server = local_server(PORT)
    server.wait()
    print(f"Prefect: {server.page} (Ctrl-C ends it)", file=sys.stderr)
    if server.started is not None:
        with suppress(KeyboardInterrupt):
            server.started.wait()


@app.command()
def doctor(lake: Lake = "lake", conf: Conf = DEFAULT_CONF, as_json: AsJson = False) -> None:
    """Say what is missing on this machine and how to mend it; exit code 1 where something is."""
    from jobs.doctor import examine

    findings = examine(lake, conf)
    if as_json:
        print_json([vars(finding) for finding in findings])
    else:
        print_table(("", "", ""), [("ok" if f.well else "FAULT", f.what, f.told) for f in findings])
    if not all(finding.well for finding in findings):
        raise typer.Exit(1)


if __name__ == "__main__":
    main()
