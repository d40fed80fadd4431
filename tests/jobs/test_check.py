"""Tests for saying what a run would say of a file."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from jobs.check import Verdict, check_file
from jobs.errors import ConfigError
from jobs.settings import Settings, load_settings

HEADER = "ad_id,职位名称,职位描述,发布时间\n"
Put = Callable[..., Path]


@pytest.fixture(scope="module")
def settings() -> Settings:
    return load_settings("")


@pytest.fixture
def put(tmp_path: Path) -> Put:
    def putting(text: str, name: str = "ads/2026-05-01/a.csv") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        return path

    return putting


def codes(verdict: Verdict) -> list[tuple[int, str]]:
    return [(refusal.line, refusal.code) for refusal in verdict.refusals]


def with_knobs(settings: Settings, **knobs: int) -> Settings:
    return replace(settings, knobs=settings.knobs.model_copy(update=knobs))


def test_a_good_file_is_kept_whole(put: Put, settings: Settings) -> None:
    verdict = check_file(put(f"{HEADER}1,文员,日结,2026-04-30\n2,客服,,\n"), settings, None, None)
    assert (verdict.file, verdict.source, verdict.feed) == ("a.csv", "ads", "ads_zh")
    assert (verdict.read, verdict.kept, verdict.refused, verdict.refusals) == (2, 2, 0, [])


def test_every_refused_line_is_listed_with_its_reason(put: Put, settings: Settings) -> None:
    rows = "1,文员,日结,2026-04-30\n2,文员\n3,,,2026-04-30\n4,文员,x,2026-02-30\n5,文员,x,2026-05-02\n"
    verdict = check_file(put(HEADER + rows), settings, None, None)
    assert codes(verdict) == [
        (3, "too_few_fields"),
        (4, "missing_required"),
        (5, "bad_date"),
        (6, "date_in_future"),
    ]
    assert (verdict.read, verdict.kept, verdict.refused) == (5, 1, 4)
    assert all(refusal.detail for refusal in verdict.refusals)
    assert "2026-02-30" in verdict.refusals[2].detail


def test_source_and_date_come_from_the_folder(put: Put, settings: Settings) -> None:
    tickets = "工单编号,诉求内容,来电时间\n1,物业强制刷脸,2026-04-02\n"
    verdict = check_file(put(tickets, "complaints/2026-04-01/工单.csv"), settings, None, None)
    assert (verdict.source, codes(verdict)) == ("complaints", [(2, "date_in_future")])


def test_a_date_that_is_given_stands_before_the_folder(put: Put, settings: Settings) -> None:
    path = put(f"{HEADER}1,文员,日结,2026-05-03\n")
    assert codes(check_file(path, settings, None, None)) == [(2, "date_in_future")]
    assert codes(check_file(path, settings, None, date(2026, 5, 3))) == []


def test_a_source_that_is_given_stands_before_the_folder(put: Put, settings: Settings) -> None:
    verdict = check_file(put("企业名称\n某某公司\n"), settings, "enterprises", None)
    assert (verdict.source, verdict.kept) == ("enterprises", 1)


def test_a_relative_path_is_placed_by_its_folder(
    put: Put, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(put(f"{HEADER}1,文员,日结,\n").parent)
    assert check_file(Path("a.csv"), settings, None, None).source == "ads"


@pytest.mark.parametrize("source", [None, "advertisements"])
def test_a_file_of_no_known_source_is_a_config_error(
    put: Put, settings: Settings, source: str | None
) -> None:
    with pytest.raises(ConfigError, match=r"--source.*ads, judgments, complaints, enterprises"):
        check_file(put(HEADER, "elsewhere/a.csv"), settings, source, None)


def test_a_missing_file_and_a_folder_are_config_errors(tmp_path: Path, settings: Settings) -> None:
    for path in (tmp_path / "gone.csv", tmp_path):
        with pytest.raises(ConfigError, match="does not exist"):
            check_file(path, settings, "ads", None)


def test_a_folder_named_by_no_date_of_the_calendar_does_not_crash(put: Put, settings: Settings) -> None:
    path = put(f"{HEADER}1,文员,日结,\n", "ads/2026-02-30/a.csv")
    try:
        assert check_file(path, settings, None, None).read == 1
    except ConfigError as error:
        assert "2026-02-30" in str(error)


def test_of_two_lines_with_one_id_the_earlier_is_refused(put: Put, settings: Settings) -> None:
    rows = "1,文员,旧,\n2,客服,同,\n1,文员,新,\n2,客服,同,\n1,文员,最新,\n"
    verdict = check_file(put(HEADER + rows), settings, None, None)
    assert codes(verdict) == [
        (2, "duplicate_record_id"),
        (3, "duplicate_record"),
        (4, "duplicate_record_id"),
    ]
    assert verdict.refusals[0].detail == "record 1 stands again in line 4, which is kept"
    assert (verdict.read, verdict.kept) == (5, 2)


def test_a_refused_line_is_no_duplicate_of_a_good_one(put: Put, settings: Settings) -> None:
    verdict = check_file(put(f"{HEADER}1,文员,x,\n1,,,\n"), settings, None, None)
    assert codes(verdict) == [(3, "missing_required")]


def test_records_without_an_id_are_told_apart_by_content(put: Put, settings: Settings) -> None:
    verdict = check_file(put("职位名称,职位描述\n文员,a\n文员,b\n文员,a\n"), settings, "ads", None)
    assert codes(verdict) == [(2, "duplicate_record")]


@pytest.mark.parametrize("batch_rows", [1, 2, 1000])
def test_the_verdict_does_not_depend_on_the_size_of_portions(
    put: Put, settings: Settings, batch_rows: int
) -> None:
    rows = "1,文员,旧,\n2,\n3,客服,,\n1,文员,新,\n4,,,\n"
    verdict = check_file(put(HEADER + rows), with_knobs(settings, batch_rows=batch_rows), None, None)
    assert codes(verdict) == [(2, "duplicate_record_id"), (3, "too_few_fields"), (6, "missing_required")]
    assert (verdict.feed, verdict.read) == ("ads_zh", 5)


def test_a_cell_longer_than_allowed_is_refused(put: Put, settings: Settings) -> None:
    path = put(f"{HEADER}1,文员,{'长' * 101},\n2,文员,{'长' * 100},\n")
    assert codes(check_file(path, with_knobs(settings, max_cell_chars=100), None, None)) == [
        (2, "cell_too_long")
    ]


def test_a_field_of_five_megabytes_is_refused_and_the_rest_goes_on(put: Put, settings: Settings) -> None:
    verdict = check_file(put(f"{HEADER}1,文员,{'x' * 5_000_000},\n2,文员,x,\n"), settings, None, None)
    assert (codes(verdict), verdict.kept) == ([(2, "cell_too_long")], 1)


def test_a_file_that_cannot_be_read_is_one_refusal(put: Put, settings: Settings) -> None:
    for text, name, code in (
        ("", "a.csv", "empty_file"),
        ("颜色,尺寸\n红,大\n", "b.csv", "unknown_header"),
        ("no workbook", "c.xlsx", "not_a_workbook"),
        ("text", "d.txt", "format_not_supported"),
    ):
        verdict = check_file(put(text, f"ads/2026-05-01/{name}"), settings, None, None)
        assert (codes(verdict), verdict.read, verdict.kept) == ([(0, code)], 1, 0)


def sheets_with_one_id(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(path) as book:
        for name in ("一月", "二月"):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["ad_id", "职位名称"])
            sheet.write_row(1, 0, ["7", name])
            sheet.write_row(2, 0, [f"only {name}", None])
    return path


def test_refusals_name_their_sheet(tmp_path: Path, settings: Settings) -> None:
    verdict = check_file(sheets_with_one_id(tmp_path / "ads/2026-05-01/a.xlsx"), settings, None, None)
    missing = [(one.sheet, one.line) for one in verdict.refusals if one.code == "missing_required"]
    assert missing == [("一月", 3), ("二月", 3)]


def test_a_duplicate_on_another_sheet_is_refused_where_it_first_stood(
    tmp_path: Path, settings: Settings
) -> None:
    verdict = check_file(sheets_with_one_id(tmp_path / "ads/2026-05-01/a.xlsx"), settings, None, None)
    doubles = [(one.sheet, one.line) for one in verdict.refusals if one.code == "duplicate_record_id"]
    assert doubles == [("一月", 2)]


ROW = st.tuples(st.sampled_from("1234"), st.sampled_from(["文员", ""]), st.sampled_from(["日结", ""]))


@given(rows=st.lists(ROW, min_size=1, max_size=12))
@hypothesis_settings(deadline=None, max_examples=50)
def test_kept_records_are_the_last_good_ones_of_each_id(
    rows: list[tuple[str, str, str]], settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.jsonl"
    names = ("ad_id", "job_title", "job_desc")
    path.write_text("\n".join(json.dumps(dict(zip(names, row, strict=True))) for row in rows))
    verdict = check_file(path, settings, "ads", date(2026, 5, 1))
    good = {row[0]: line for line, row in enumerate(rows, start=1) if any(row[1:])}
    refused = [line for line, _ in codes(verdict)]
    assert sorted({*range(1, len(rows) + 1)} - set(refused)) == sorted(good.values())
    assert len(refused) == len(set(refused))
    assert verdict.kept + verdict.refused == verdict.read == len(rows)
