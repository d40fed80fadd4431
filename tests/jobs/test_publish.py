"""Tests for the files a reviewer opens."""

import csv
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pytest
from deltalake import write_deltalake
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.gold import Row, Wanted
from jobs.pages import DISCLAIMER
from jobs.publish import COLUMNS, WRITERS, as_json, export, write_csv, write_html, write_jsonl, write_xlsx
from schemas.tables import CLUE_EVIDENCE, CLUES

# The names of design section 5, on which other programs rely.
STABLE = [
    "clue_id",
    "run_id",
    "rank",
    "score",
    "tier",
    "scenario",
    "scenario_cn",
    "subject_name",
    "uscc",
    "region",
    "blocks",
    "triggers",
    "reasons",
    "count_value",
    "count_unit",
    "count_qualifier",
    "sensitive_types",
    "groups",
    "flags",
    "sources",
    "match_confidence",
    "evidence",
    "first_seen",
    "last_seen",
    "status",
]
STABLE_EVIDENCE = [
    "source",
    "record_id",
    "kind",
    "rule_id",
    "start",
    "end",
    "quote",
    "value",
    "weight",
    "context",
]
LABELS = [label for label, _, _ in COLUMNS]
SUBJECT, REGION = LABELS.index("疑似主体 Subject"), LABELS.index("所属区域 Region")
RUN = "2026-05-01-aa"


def clue(**changed: Any) -> Row:
    return {
        "clue_id": "c1",
        "run_id": RUN,
        "rank": 1,
        "score": 71.5,
        "tier": "B",
        "scenario": "fake_recruitment",
        "scenario_cn": "网络虚假招聘",
        "entity_id": "e1",
        "subject_name": "某某人力资源有限公司",
        "uscc": "91310000MA1FL0000X",
        "region": "上海市",
        "blocks": {"L": 12.0, "H": 18.0, "S": 8.0, "V": 0.0, "A": 4.0, "C": 8.0, "D": 0.0},
        "triggers": ["minor"],
        "reasons": [
            {"code": "rule", "block": "L", "text": "面试前索要身份证", "weight": 12.0},
            {"code": "licence", "block": "D", "text": "持有许可证", "weight": -4.0},
        ],
        "count_value": 30000,
        "count_unit": "条",
        "count_qualifier": "at_least",
        "sensitive_types": ["SENS_ID"],
        "groups": ["GRP_MINOR"],
        "flags": {"insider": True, "minor": False, "cross_region": False, "repeat": False, "evasion": True},
        "sources": ["ads", "complaints"],
        "match_confidence": 0.95,
        "first_seen": "2026-04-01",
        "last_seen": "2026-04-30",
        "status": "NEW",
        "versions": '{"packs": "aa"}',
        "evidence": [evidence()],
    } | changed


def evidence(**changed: Any) -> Row:
    return {
        "clue_id": "c1",
        "run_id": RUN,
        "position": 1,
        "source": "ads",
        "record_id": "ad-7",
        "kind": "rule",
        "rule_id": "identity_before_interview",
        "field": "job_desc",
        "start": 7,
        "end": 14,
        "quote": "先登记身份证正反面",
        "value": 1.0,
        "weight": 8.0,
        "context": "",
        "link_confidence": 1.0,
        "records": None,
    } | changed


def book_of(path: Path) -> Any:
    return openpyxl.load_workbook(path)


def csv_rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.reader(opened))


# XLSX


def test_a_workbook_has_a_frozen_header_filters_and_one_row_a_clue(tmp_path: Path) -> None:
    path = tmp_path / "clues.xlsx"
    assert write_xlsx([clue(), clue(clue_id="c2", rank=2)], path) == 2
    sheet = book_of(path).worksheets[0]
    assert [cell.value for cell in sheet[1]] == LABELS
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == f"A1:{sheet.cell(3, len(LABELS)).coordinate}"
    assert sheet.max_row == 3
    assert [sheet.cell(row, 2).value for row in (2, 3)] == ["c1", "c2"]


def test_a_row_of_the_workbook_reads_as_a_reviewer_expects(tmp_path: Path) -> None:
    write_xlsx([clue()], tmp_path / "clues.xlsx")
    sheet = book_of(tmp_path / "clues.xlsx").worksheets[0]
    row = dict(zip(LABELS, [cell.value for cell in sheet[2]], strict=True))
    assert (row["排名 Rank"], row["得分 Score"], row["重大程度 Tier"]) == (1, 71.5, "B 重点")
    assert row["判断依据 Reasons"] == "面试前索要身份证（+12）\n持有许可证（-4）"
    assert row["原文片段 Quotes"] == "「先登记身份证正反面」（招聘信息 ad-7）"
    assert (row["来源数 Sources"], row["来源 From"]) == (2, "招聘信息、投诉举报")
    assert row["涉及规模 Scale"] == "≥30000条"
    assert (row["内部人员 Insider"], row["跨区域 Cross-region"]) == ("是", None)
    assert (row["首次发现 First seen"], row["状态 Status"]) == ("2026-04-01", "待研判")
    assert (row["升级事由 Triggers"], row["运行 Run"]) == ("minor", RUN)


@pytest.mark.parametrize("name", ["=1+1", '=HYPERLINK("http://x")', "+86", "-1", "@SUM(A1)", "http://x.cn"])
def test_text_that_looks_like_a_formula_or_link_stays_text_in_the_workbook(tmp_path: Path, name: str) -> None:
    write_xlsx([clue(subject_name=name)], tmp_path / "clues.xlsx")
    cell = book_of(tmp_path / "clues.xlsx").worksheets[0].cell(2, SUBJECT + 1)
    assert (cell.value, cell.data_type, cell.hyperlink) == (name, "s", None)


def test_an_empty_list_is_a_workbook_with_a_header(tmp_path: Path) -> None:
    assert write_xlsx([], tmp_path / "clues.xlsx") == 0
    sheet = book_of(tmp_path / "clues.xlsx").worksheets[0]
    assert [cell.value for cell in sheet[1]] == LABELS
    assert sheet.max_row == 1


def test_a_workbook_says_that_clues_are_suggestions(tmp_path: Path) -> None:
    write_xlsx([clue()], tmp_path / "clues.xlsx")
    notes = book_of(tmp_path / "clues.xlsx").worksheets[1]
    told = [cell.value for row in notes.iter_rows() for cell in row]
    assert DISCLAIMER in told


def test_what_is_not_known_is_an_empty_cell(tmp_path: Path) -> None:
    unknown = clue(
        uscc=None, region=None, count_value=None, count_unit=None, count_qualifier=None, evidence=[]
    )
    for kind in ("xlsx", "csv"):
        assert WRITERS[kind]([unknown], tmp_path / f"clues.{kind}") == 1
    sheet = book_of(tmp_path / "clues.xlsx").worksheets[0]
    assert sheet.cell(2, REGION + 1).value is None
    assert csv_rows(tmp_path / "clues.csv")[1][REGION] == ""
    assert "None" not in (tmp_path / "clues.csv").read_text("utf-8-sig")


def test_a_text_longer_than_a_cell_holds_is_cut_visibly(tmp_path: Path) -> None:
    quotes = [evidence(quote="长" * 3000) for _ in range(20)]
    write_xlsx([clue(evidence=quotes)], tmp_path / "clues.xlsx")
    cell = book_of(tmp_path / "clues.xlsx").worksheets[0].cell(2, LABELS.index("原文片段 Quotes") + 1)
    assert cell.value.endswith("…（已截断 cut）")
    assert len(cell.value) <= 32_767


@pytest.mark.parametrize(
    ("qualifier", "shown"), [("exact", "5人"), ("at_least", "≥5人"), ("approx", "约5人"), ("vague", "约5人")]
)
def test_a_scale_is_shown_with_how_surely_it_is_told(tmp_path: Path, qualifier: str, shown: str) -> None:
    write_csv([clue(count_value=5, count_unit="人", count_qualifier=qualifier)], tmp_path / "a.csv")
    assert csv_rows(tmp_path / "a.csv")[1][LABELS.index("涉及规模 Scale")] == shown


# CSV


def test_a_csv_opens_in_excel_by_its_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "clues.csv"
    assert write_csv([clue()], path) == 1
    assert path.read_bytes().startswith(b"\xef\xbb\xbf" + LABELS[0].encode())
    header, row = csv_rows(path)
    assert header == LABELS
    assert row[SUBJECT] == "某某人力资源有限公司"


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_csv_cell_that_a_spreadsheet_would_run_begins_with_an_apostrophe(tmp_path: Path, name: str) -> None:
    write_csv([clue(subject_name=name)], tmp_path / "clues.csv")
    assert csv_rows(tmp_path / "clues.csv")[1][SUBJECT] == f"'{name}"


@given(name=st.text(st.characters(exclude_categories=("Cs",)), max_size=20))
@settings(deadline=None)
def test_any_name_is_read_back_from_csv_and_never_begins_a_formula(
    name: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "clues.csv"
    write_csv([clue(subject_name=name)], path)
    cell = csv_rows(path)[1][SUBJECT]
    assert cell in (name, f"'{name}")
    assert cell[:1] not in ("=", "+", "-", "@", "\t", "\r")


# JSONL


def test_a_json_line_has_the_stable_names(tmp_path: Path) -> None:
    path = tmp_path / "clues.jsonl"
    assert write_jsonl([clue(), clue(clue_id="c2")], path) == 2
    first, second = map(json.loads, path.read_text("utf-8").splitlines())
    assert [name for name in first if name in STABLE] == STABLE
    assert [name for name in first["evidence"][0] if name in STABLE_EVIDENCE] == STABLE_EVIDENCE
    assert list(first["blocks"]) == list("LHSVACD")
    assert set(first["flags"]) == {"insider", "minor", "cross_region", "repeat", "evasion"}
    assert first["reasons"][0] == {"code": "rule", "text": "面试前索要身份证", "weight": 12.0}
    assert (first["clue_id"], second["clue_id"]) == ("c1", "c2")


def test_a_json_line_says_what_the_clue_says() -> None:
    given_one = clue()
    told = as_json(given_one)
    same = [name for name in STABLE if name not in ("reasons", "evidence")]
    assert {name: told[name] for name in same} == {name: given_one[name] for name in same}
    assert "entity_id" not in told


def test_a_json_line_keeps_chinese_readable_and_stays_one_line(tmp_path: Path) -> None:
    write_jsonl([clue(subject_name="某\n某\u2028公司")], tmp_path / "clues.jsonl")
    text = (tmp_path / "clues.jsonl").read_text("utf-8")
    assert text.count("\n") == 1
    assert "公司" in text
    assert json.loads(text)["subject_name"] == "某\n某\u2028公司"


# HTML


def test_a_page_escapes_whatever_a_source_wrote(tmp_path: Path) -> None:
    script = "<script>alert('1')</script>"
    told = clue(
        subject_name=script,
        evidence=[evidence(quote=script, record_id='"><img src=x>')],
        reasons=[{"code": "rule", "block": "L", "text": "<b>依据</b>", "weight": 1.0}],
    )
    assert write_html([told], tmp_path / "clues.html") == 1
    page = (tmp_path / "clues.html").read_text("utf-8")
    assert "<script" not in page
    assert "<img" not in page
    assert "<b>依据" not in page
    assert page.count("&lt;script&gt;") == 2


def test_a_page_shows_the_clue_and_that_it_is_a_suggestion(tmp_path: Path) -> None:
    write_html([clue()], tmp_path / "clues.html")
    page = (tmp_path / "clues.html").read_text("utf-8")
    for told in ("某某人力资源有限公司", "面试前索要身份证", "先登记身份证正反面", RUN, DISCLAIMER):
        assert told in page


def test_a_page_loads_nothing_from_elsewhere(tmp_path: Path) -> None:
    write_html([clue()], tmp_path / "clues.html")
    page = (tmp_path / "clues.html").read_text("utf-8")
    assert "http" not in page
    assert "src=" not in page


def test_an_empty_list_is_a_page_too(tmp_path: Path) -> None:
    assert write_html([], tmp_path / "clues.html") == 0
    assert DISCLAIMER in (tmp_path / "clues.html").read_text("utf-8")


# Export from a lake


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lake")
    days = {"first_seen": date(2026, 4, 1), "last_seen": date(2026, 4, 30)}
    listed = [
        clue(**days, clue_id=f"c{rank}", rank=rank, tier=tier) for rank, tier in enumerate("AABC", start=1)
    ]
    rows = [{name: row[name] for name in CLUES.names} for row in listed]
    write_deltalake(folder / "gold/clues", pa.Table.from_pylist(rows), partition_by=["run_id"])
    quotes = [evidence(clue_id=row["clue_id"], quote=f"{row['clue_id']} 原文") for row in listed]
    rows = [{name: row[name] for name in CLUE_EVIDENCE.names} for row in quotes]
    write_deltalake(folder / "gold/clue_evidence", pa.Table.from_pylist(rows), partition_by=["run_id"])
    return folder


COUNTED: dict[str, Callable[[Path], int]] = {
    "xlsx": lambda path: book_of(path).worksheets[0].max_row - 1,
    "csv": lambda path: len(csv_rows(path)) - 1,
    "jsonl": lambda path: len(path.read_text("utf-8").splitlines()),
    "html": lambda path: path.read_text("utf-8").count("某某人力资源有限公司"),
}


@pytest.mark.parametrize("kind", WRITERS)
def test_an_export_holds_the_wanted_clues_and_leaves_no_other_file(
    lake: Path, tmp_path: Path, kind: str
) -> None:
    path = tmp_path / f"clues.{kind}"
    assert export(str(lake), RUN, Wanted(tiers="AB"), kind, path) == 3
    assert COUNTED[kind](path) == 3
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


def test_an_exported_json_line_is_the_clue_of_the_table(lake: Path, tmp_path: Path) -> None:
    export(str(lake), RUN, Wanted(top=1), "jsonl", tmp_path / "clues.jsonl")
    expected = as_json(clue(tier="A", evidence=[evidence(quote="c1 原文")]))
    assert json.loads((tmp_path / "clues.jsonl").read_text("utf-8")) == expected


def test_an_export_is_the_same_each_time(lake: Path, tmp_path: Path) -> None:
    for kind in ("csv", "jsonl", "html"):
        for name in ("one", "two"):
            export(str(lake), RUN, Wanted(), kind, tmp_path / name)
        assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


@pytest.mark.parametrize("kind", ["xlsx", "csv", "jsonl"])
def test_an_export_that_fails_leaves_the_earlier_file_as_it_was(tmp_path: Path, kind: str) -> None:
    broken = [clue(clue_id="c1"), clue(clue_id="c2", rank=2, reasons=None)]
    rows = [{name: row[name] for name in CLUES.names} for row in broken]
    write_deltalake(tmp_path / "gold/clues", pa.Table.from_pylist(rows))
    (tmp_path / "clues").write_text("earlier")
    with pytest.raises(TypeError):
        export(str(tmp_path), RUN, Wanted(), kind, tmp_path / "clues")
    assert (tmp_path / "clues").read_text() == "earlier"
