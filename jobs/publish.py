"""clues → the files a reviewer opens: XLSX, CSV, JSONL and a page."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from pyspark.sql import SparkSession

from jobs.errors import ConfigError
from jobs.gold import Row, Wanted, clues, steps
from jobs.pages import DISCLAIMER, run_folder, write_report
from jobs.runs import Counts
from jobs.settings import Batch, Settings

NIGHTLY = ("xlsx", "csv", "jsonl")  # the page of the run comes once all steps are counted
MOST_ON_PAGE = 200  # clues on the run's page; the workbook has them all
_CELL_LIMIT = 32_000  # Excel cuts a cell at 32 767 characters; longer text is cut here, visibly
TIERS = {"A": "A 重大", "B": "B 重点", "C": "C 一般", "D": "D 备查"}
SOURCES = {"ads": "招聘信息", "judgments": "裁判文书", "complaints": "投诉举报", "enterprises": "工商登记"}
STATUS = {"NEW": "待研判"}
QUALIFIERS = {"at_least": "≥", "approx": "约", "vague": "约", "exact": ""}
JSON_NAMES = (
    "clue_id", "run_id", "rank", "score", "tier", "scenario", "scenario_cn", "subject_name", "uscc",
    "region", "blocks", "triggers", "reasons", "count_value", "count_unit", "count_qualifier",
    "sensitive_types", "groups", "flags", "sources", "match_confidence", "evidence", "first_seen",
    "last_seen", "status", "versions",
)  # fmt: skip
EVIDENCE_NAMES = (
    "source", "record_id", "kind", "rule_id", "field", "start", "end", "quote", "value", "weight",
    "context", "link_confidence",
)  # fmt: skip


def _scale_of(clue: Row) -> str | None:
    if clue["count_value"] is None:
        return None
    return f"{QUALIFIERS[clue['count_qualifier']]}{clue['count_value']}{clue['count_unit']}"


# Label in Chinese and English (domain G), width in characters, and what stands below it.
COLUMNS: tuple[tuple[str, int, Callable[[Row], Any]], ...] = (
    ("排名 Rank", 8, lambda c: c["rank"]),
    ("线索编号 Clue id", 20, lambda c: c["clue_id"]),
    ("场景 Scenario", 20, lambda c: c["scenario_cn"]),
    ("疑似主体 Subject", 30, lambda c: c["subject_name"]),
    ("统一社会信用代码 Credit code", 22, lambda c: c["uscc"]),
    ("所属区域 Region", 10, lambda c: c["region"]),
    ("重大程度 Tier", 10, lambda c: TIERS[c["tier"]]),
    ("得分 Score", 8, lambda c: c["score"]),
    ("判断依据 Reasons", 60, lambda c: "\n".join(f"{r['text']}（{r['weight']:+g}）" for r in c["reasons"])),
    ("原文片段 Quotes", 70, lambda c: "\n".join(_quoted(e) for e in c["evidence"])),
    ("命中规则 Rules", 30, lambda c: "、".join(dict.fromkeys(e["rule_id"] for e in c["evidence"]))),
    ("来源数 Sources", 10, lambda c: len(c["sources"])),
    ("来源 From", 24, lambda c: "、".join(SOURCES[name] for name in c["sources"])),
    ("涉及规模 Scale", 14, _scale_of),
    ("敏感信息 Sensitive", 20, lambda c: "、".join(c["sensitive_types"])),
    ("重点群体 Groups", 16, lambda c: "、".join(c["groups"])),
    ("内部人员 Insider", 10, lambda c: _yes(c["flags"]["insider"])),
    ("跨区域 Cross-region", 10, lambda c: _yes(c["flags"]["cross_region"])),
    ("首次发现 First seen", 12, lambda c: c["first_seen"]),
    ("最近发现 Last seen", 12, lambda c: c["last_seen"]),
    ("升级事由 Triggers", 20, lambda c: "、".join(c["triggers"])),
    ("状态 Status", 10, lambda c: STATUS.get(c["status"], c["status"])),
    ("承办人 Owner", 10, lambda c: None),
    ("运行 Run", 24, lambda c: c["run_id"]),
)


def run(spark: SparkSession, settings: Settings, batch: Batch) -> Counts:
    """Write this run's clues in every format beside the lake's tables."""
    folder = run_folder(settings, batch.run_id)
    counts = [
        export(settings.lake, batch.run_id, Wanted(), kind, folder / f"clues.{kind}") for kind in NIGHTLY
    ]
    return Counts.all_kept(counts[0])


def export(lake: str, run_id: str, wanted: Wanted, kind: str, path: Path) -> int:
    """Write the wanted clues of a run to a file; the number of clues written.

    The file is written beside its place and moved there whole, so that nobody opens half a list.
    """
    partial = path.with_name(f".{path.name}.part")
    try:
        written = WRITERS[kind](clues(lake, run_id, wanted), partial)
        partial.replace(path)
    except OSError as error:
        raise ConfigError(
            f"The file {path} cannot be written ({error.strerror}); name another with -o."
        ) from None
    return written


def write_jsonl(found: Iterable[Row], path: Path) -> int:
    """One clue a line, under the stable names of design §5."""
    written = 0
    with path.open("w", encoding="utf-8") as out:
        for clue in found:
            out.write(json.dumps(as_json(clue), ensure_ascii=False) + "\n")
            written += 1
    return written


def as_json(clue: Row) -> dict[str, Any]:
    """A clue under its stable names, evidence with it."""
    reasons = [{"code": r["code"], "text": r["text"], "weight": r["weight"]} for r in clue["reasons"]]
    evidence = [{name: row[name] for name in EVIDENCE_NAMES} for row in clue["evidence"]]
    return {name: clue[name] for name in JSON_NAMES} | {"reasons": reasons, "evidence": evidence}


def write_csv(found: Iterable[Row], path: Path) -> int:
    """A table for Excel: UTF-8 with byte order mark, no cell that a spreadsheet runs as a formula."""
    written = 0
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out)
        writer.writerow([label for label, _, _ in COLUMNS])
        for cells in _rows(found):
            writer.writerow([_inert(cell) for cell in cells])
            written += 1
    return written


def write_xlsx(found: Iterable[Row], path: Path) -> int:
    """A workbook: the list with frozen header and filters, and what its columns mean."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "constant_memory": True}
    written = 0
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet, head, wrapped = book.add_worksheet("线索 Clues"), _head(book), _wrapped(book)
        for place, (label, width, _) in enumerate(COLUMNS):
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, label, head)
        for written, cells in enumerate(_rows(found), start=1):
            for place, cell in enumerate(cells):
                if isinstance(cell, int | float):
                    sheet.write_number(written, place, cell, wrapped)
                elif cell:
                    sheet.write_string(written, place, str(cell), wrapped)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(written, 1), len(COLUMNS) - 1)
        _notes(book, head, wrapped)
    return written


def _head(book: xlsxwriter.Workbook) -> Any:
    return book.add_format(
        {"bold": True, "text_wrap": True, "valign": "vcenter", "bg_color": "#DCE6F1", "border": 1}
    )


def _wrapped(book: xlsxwriter.Workbook) -> Any:
    return book.add_format({"text_wrap": True, "valign": "top"})


NOTES: tuple[tuple[str, str], ...] = (
    ("说明 Note", DISCLAIMER),
    ("", "Clues are suggestions for a human to assess, never findings."),
    (
        "得分 Score",
        "0–100，各部分之和：L违法性 H敏感度 S规模 V特殊群体 A情节 C交叉印证，减去D。The sum of the blocks less deductions.",
    ),
    ("重大程度 Tier", "A 重大 ≥75 或有升级事由；B 重点 55–74；C 一般 35–54；D 备查 20–34。"),
    ("判断依据 Reasons", "每一部分得分的理由与分值。Each part of the score with its points."),
    (
        "原文片段 Quotes",
        "命中词语所在句子，个人信息已脱敏。The words in their sentence, personal data masked.",
    ),
    (
        "涉及规模 Scale",
        "文中所述数量，单位照原文；条、份不等于人。As told, unit kept: records are not persons.",
    ),
)


def _notes(book: xlsxwriter.Workbook, head: Any, wrapped: Any) -> None:
    sheet = book.add_worksheet("说明 Notes")
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 100)
    for line, (label, text) in enumerate(NOTES):
        sheet.write_string(line, 0, label, head)
        sheet.write_string(line, 1, text, wrapped)


def _rows(found: Iterable[Row]) -> Iterator[list[Any]]:
    for clue in found:
        yield [_cut(cell(clue)) for _, _, cell in COLUMNS]


def _cut(cell: Any) -> Any:
    if isinstance(cell, str) and len(cell) > _CELL_LIMIT:
        return cell[:_CELL_LIMIT] + "…（已截断 cut）"
    return cell


def _inert(cell: Any) -> Any:
    """Put an apostrophe before text that a spreadsheet would run: CSV knows no cell types."""
    return "'" + cell if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def _quoted(row: Row) -> str:
    return f"「{row['quote']}」（{SOURCES[row['source']]} {row['record_id']}）"


def _yes(flag: bool) -> str:
    return "是" if flag else ""


def write_html(found: Iterable[Row], path: Path) -> int:
    """One page with the clues, their reasons and quotes."""
    listed = list(found)
    run_id = listed[0]["run_id"] if listed else ""
    return write_report([], listed, run_id, path)


WRITERS: Mapping[str, Callable[[Iterable[Row], Path], int]] = {
    "xlsx": write_xlsx,
    "csv": write_csv,
    "jsonl": write_jsonl,
    "html": write_html,
}


def write_run_report(settings: Settings, batch: Batch) -> Path:
    """Write the page that shows a finished run: its steps and the head of its list."""
    told = [step | {"seconds": _seconds(step)} for step in steps(settings.lake, batch.run_id)]
    head = list(clues(settings.lake, batch.run_id, Wanted(top=MOST_ON_PAGE)))
    path = run_folder(settings, batch.run_id) / "report.html"
    write_report(told, head, batch.run_id, path)
    return path


def _seconds(step: Row) -> str:
    if step["source"]:
        return ""
    spent = datetime.fromisoformat(step["ended_at"]) - datetime.fromisoformat(step["started_at"])
    return f"{spent.total_seconds():.1f}"
