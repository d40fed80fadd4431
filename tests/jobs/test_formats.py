"""Tests for reading CSV, JSONL, XLSX and Parquet as named cells or refused lines."""

import csv
import gzip
import io
import json
import random
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.formats import DELIMITERS, HEADER_WITHIN, Bounds, Line, lines_of
from jobs.landing import LandedFile
from jobs.settings import load_settings
from models.feeds import Feed

BOUNDS = Bounds(max_line_bytes=16_777_216, max_record_lines=500)
HEADER = "ad_id,职位名称,职位描述"
Reader = Callable[..., list[Line]]
Book = xlsxwriter.Workbook


@pytest.fixture(scope="module")
def feeds() -> tuple[Feed, ...]:
    return load_settings("").feeds


@pytest.fixture
def read(tmp_path: Path, feeds: tuple[Feed, ...]) -> Reader:
    def reading(name: str, data: str | bytes, source: str = "ads", bounds: Bounds = BOUNDS) -> list[Line]:
        path = tmp_path / name
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        file = LandedFile(source, f"{source}/2026-05-01/{name}", str(path), path.stat().st_size)
        return list(lines_of(file, feeds, bounds))

    return reading


def kept(lines: list[Line]) -> list[tuple[int, list[str | None]]]:
    return [(line.line, list(line.cells.values())) for line in lines if line.cells is not None]


def refused(lines: list[Line]) -> list[tuple[int, str | None]]:
    return [(line.line, line.refused_for) for line in lines if line.refused_for]


def workbook(fill: Callable[[Book], Any]) -> bytes:
    held = io.BytesIO()
    with xlsxwriter.Workbook(held) as book:
        fill(book)
    return held.getvalue()


def sheet_of(*rows: list[Any]) -> Callable[[Book], None]:
    def fill(book: Book) -> None:
        sheet = book.add_worksheet()
        for place, row in enumerate(rows):
            sheet.write_row(place, 0, row)

    return fill


def parquet(table: pa.Table) -> bytes:
    held = io.BytesIO()
    pq.write_table(table, held)
    return held.getvalue()


# CSV: encodings, delimiters, quotes


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk"])
def test_a_csv_is_read_in_each_usual_encoding(read: Reader, encoding: str) -> None:
    (line,) = read("a.csv", f"{HEADER}\n1,居家文员,先加微信，日结\n".encode(encoding))
    assert line.cells == {"ad_id": "1", "职位名称": "居家文员", "职位描述": "先加微信，日结"}
    assert (line.line, line.feed, line.sheet, line.refused_for) == (2, "ads_zh", "", None)


def test_a_character_that_only_gb18030_has_is_read(read: Reader) -> None:
    (line,) = read("a.csv", f"{HEADER}\n1,招聘文员日结工资,𠮷🎁\n".encode("gb18030"))
    assert line.cells is not None
    assert line.cells["职位描述"] == "𠮷🎁"


@pytest.mark.parametrize("delimiter", DELIMITERS)
def test_a_csv_is_read_with_each_usual_delimiter(read: Reader, delimiter: str) -> None:
    rows = [["ad_id", "职位名称", "职位描述"], ["1", "文员", "日结、包吃住"]]
    (line,) = read("a.csv", "\n".join(delimiter.join(row) for row in rows))
    assert line.cells == dict(zip(*rows, strict=True))


def test_commas_in_the_texts_do_not_outvote_the_delimiter_of_the_header(read: Reader) -> None:
    (line,) = read("a.csv", "ad_id|职位名称|职位描述\n1|文员|a,b,c,d,e,f,g,h\n")
    assert line.cells == {"ad_id": "1", "职位名称": "文员", "职位描述": "a,b,c,d,e,f,g,h"}


def test_quoted_cells_hold_line_breaks_delimiters_and_quotes(read: Reader) -> None:
    lines = read("a.csv", f'{HEADER}\r\n1,"文员,""急""","第一行\r\n第二行\n\n第四行"\r\n2,b,c\r\n')
    assert kept(lines) == [(2, ["1", '文员,"急"', "第一行\r\n第二行\n\n第四行"]), (6, ["2", "b", "c"])]
    assert refused(lines) == []


def test_a_quote_within_a_plain_cell_is_a_character(read: Reader) -> None:
    assert kept(read("a.csv", f'{HEADER}\n1,5"屏幕测试,c\n2,b,c\n')) == [
        (2, ["1", '5"屏幕测试', "c"]),
        (3, ["2", "b", "c"]),
    ]


def test_a_quote_never_closed_costs_one_line_only(read: Reader) -> None:
    lines = read("a.csv", f'{HEADER}\n1,a,b\n2,"未闭合,描述\n3,c,d\n4,e,f\n')
    assert kept(lines) == [(2, ["1", "a", "b"]), (4, ["3", "c", "d"]), (5, ["4", "e", "f"])]
    assert refused(lines) == [(3, "quote_not_closed")]
    assert lines[1].text == '2,"未闭合,描述\n'


def test_a_quote_never_closed_costs_one_line_only_in_a_long_file(read: Reader) -> None:
    rows = "".join(f"{number},标题,描述\n" for number in range(2000))
    lines = read("a.csv", f'{HEADER}\n"x,标题,描述\n{rows}"y,标题,描述\n{rows}')
    assert refused(lines) == [(2, "quote_not_closed"), (2003, "quote_not_closed")]
    assert len(kept(lines)) == 4000


def test_a_quote_never_closed_on_the_last_line_costs_that_line(read: Reader) -> None:
    lines = read("a.csv", f'{HEADER}\n1,a,b\n2,c,"d')
    assert (kept(lines), refused(lines)) == ([(2, ["1", "a", "b"])], [(3, "quote_not_closed")])


def test_a_quote_never_closed_costs_one_line_only_where_later_lines_have_quotes(read: Reader) -> None:
    lines = read("a.csv", f'{HEADER}\n1,"未闭合,描述一\n2,"标题二","描述二"\n3,c,d\n')
    assert kept(lines) == [(3, ["2", "标题二", "描述二"]), (4, ["3", "c", "d"])]
    assert refused(lines) == [(2, "quote_not_closed")]


def test_a_quoted_cell_of_more_lines_than_allowed_was_never_closed(read: Reader) -> None:
    long = "\n".join("行" for _ in range(20))
    lines = read("a.csv", f'{HEADER}\n1,a,"{long}"\n', bounds=Bounds(10_000, 5))
    assert refused(lines)[0] == (2, "quote_not_closed")
    assert kept(read("a.csv", f'{HEADER}\n1,a,"{long}"\n', bounds=Bounds(10_000, 25))) == [
        (2, ["1", "a", long])
    ]


def test_a_stray_carriage_return_costs_no_more_than_its_line(read: Reader) -> None:
    lines = read("a.csv", f"{HEADER}\n1,标\r题,描述\n2,b,c\n")
    assert len(kept(lines)) + len(refused(lines)) == 2
    assert (3, ["2", "b", "c"]) in kept(lines)


def test_a_carriage_return_within_quotes_is_kept(read: Reader) -> None:
    assert kept(read("a.csv", f'{HEADER}\n1,a,"第一行\r第二行"\n')) == [(2, ["1", "a", "第一行\r第二行"])]


def test_a_file_with_line_ends_of_old_macs_does_not_crash(read: Reader) -> None:
    assert read("a.csv", f"{HEADER}\r1,标题,描述\r2,b,c\r")


# CSV: broken lines


def test_lines_with_too_few_or_too_many_fields_are_refused_as_found(read: Reader) -> None:
    lines = read("a.csv", f"{HEADER}\n1,a\n2,b,c\n3,d,e,f\n")
    assert kept(lines) == [(3, ["2", "b", "c"])]
    assert refused(lines) == [(2, "too_few_fields"), (4, "too_many_fields")]
    assert [line.text for line in lines if line.refused_for] == ["1,a", "3,d,e,f"]
    assert [line.detail for line in lines if line.refused_for] == [
        "expected 3 fields, found 2",
        "expected 3 fields, found 4",
    ]


def test_empty_fields_beyond_the_header_are_no_fault(read: Reader) -> None:
    assert kept(read("a.csv", f"{HEADER}\n1,a,b,, \n")) == [(2, ["1", "a", "b"])]


def test_invalid_utf8_refuses_its_record_alone(read: Reader) -> None:
    data = f"{HEADER}\n1,标题,描述\n".encode() + b"2,\xff\xfe,x\n" + "3,标题,描述\n".encode()
    lines = read("a.csv", data)
    assert kept(lines) == [(2, ["1", "标题", "描述"]), (4, ["3", "标题", "描述"])]
    assert refused(lines) == [(3, "invalid_encoding")]
    assert lines[1].text == "2,\\xff\\xfe,x\n"


def test_invalid_utf8_in_the_second_line_of_a_record_refuses_the_record(read: Reader) -> None:
    data = f'{HEADER}\n1,标题,"第一行\n'.encode() + b"\xff" + '第二行"\n2,b,c\n'.encode()
    lines = read("a.csv", data)
    assert (kept(lines), refused(lines)) == ([(4, ["2", "b", "c"])], [(2, "invalid_encoding")])


def test_invalid_utf8_in_the_first_line_of_a_record_refuses_the_record(read: Reader) -> None:
    data = f'{HEADER}\n1,标题,"第一行'.encode() + b"\xff\n" + '乙,丙,丁"\n2,b,c\n'.encode()
    lines = read("a.csv", data)
    assert (kept(lines), refused(lines)) == ([(4, ["2", "b", "c"])], [(2, "invalid_encoding")])


def test_a_line_over_the_byte_limit_is_refused_cut_and_the_next_is_read(read: Reader) -> None:
    lines = read("a.csv", f"{HEADER}\n1,{'长' * 1000},x\n2,b,c\n", bounds=Bounds(300, 500))
    assert (kept(lines), refused(lines)) == ([(3, ["2", "b", "c"])], [(2, "line_over_limit")])
    assert len((lines[0].text or "").encode()) < 400


def test_one_field_of_five_megabytes_is_read(read: Reader) -> None:
    field = "x" * 5_000_000
    lines = read("a.csv", f'{HEADER}\n1,a,"{field}"\n2,b,c\n')
    assert kept(lines) == [(2, ["1", "a", field]), (3, ["2", "b", "c"])]


def test_blank_lines_are_no_records(read: Reader) -> None:
    lines = read("a.csv", f"\n{HEADER}\n\n1,a,b\n ,,\n\r\n2,c,d\n\n")
    assert kept(lines) == [(4, ["1", "a", "b"]), (7, ["2", "c", "d"])]
    assert refused(lines) == []


# Headers


def test_title_rows_above_the_header_are_passed_over(read: Reader) -> None:
    titles = "2026年5月招聘信息汇总表,,\n制表：数据处,,共2条\n"
    lines = read("a.csv", f"{titles}{HEADER}\n1,a,b\n2,c,d\n")
    assert kept(lines) == [(4, ["1", "a", "b"]), (5, ["2", "c", "d"])]
    assert refused(lines) == []


def test_title_rows_of_one_cell_above_the_header_are_passed_over(read: Reader) -> None:
    assert kept(read("a.csv", f"导出时间：2026-05-01\n{HEADER}\n1,a,b\n")) == [(3, ["1", "a", "b"])]


def test_a_header_is_found_in_the_last_row_searched_and_not_below(read: Reader) -> None:
    titles = "标题行\n" * (HEADER_WITHIN - 1)
    assert kept(read("a.csv", f"{titles}{HEADER}\n1,a,b\n")) == [(HEADER_WITHIN + 1, ["1", "a", "b"])]
    assert refused(read("a.csv", f"标题行\n{titles}{HEADER}\n1,a,b\n")) == [(0, "unknown_header")]


def test_a_header_merged_from_two_rows_is_put_together(read: Reader) -> None:
    (line,) = read("a.csv", "职位名称,公司,,联系电话\n,企业名称,公司规模,\n文员,某某公司,20人,123\n")
    assert line.cells == {"职位名称": "文员", "企业名称": "某某公司", "公司规模": "20人", "联系电话": "123"}


def test_headers_are_known_in_any_width_and_case_and_with_marks(read: Reader) -> None:
    lines = read("a.csv", "ＡＤ＿ＩＤ, *职位 名称*,Job_Desc\n1,a,b\n")
    assert (kept(lines), lines[0].feed) == ([(2, ["1", "a", "b"])], "ads_zh")


def test_where_a_header_repeats_the_first_filled_cell_wins(read: Reader) -> None:
    lines = read("a.csv", "职位名称,联系电话,联系电话,联系电话\na,,222,333\nb,111,222,\nc,,,\n")
    assert [line.cells["联系电话"] for line in lines if line.cells] == ["222", "111", None]


def test_the_other_cells_of_a_repeated_header_are_kept_under_numbers(read: Reader) -> None:
    (line,) = read("a.csv", "职位名称,联系电话,联系电话,\na,111,222,x\n")
    assert line.cells == {"职位名称": "a", "联系电话": "111", "联系电话.2": "222", "column 4": "x"}


def test_an_unknown_header_is_refused_once_with_what_was_found(read: Reader) -> None:
    (line,) = read("a.csv", "颜色,尺寸\n红,大\n蓝,小\n")
    assert (line.line, line.refused_for) == (0, "unknown_header")
    assert "found: 颜色 | 尺寸" in (line.detail or "")
    assert "job_title or job_desc" in (line.detail or "")
    assert "ads_zh" in (line.detail or "")


def test_a_header_of_another_source_is_unknown(read: Reader) -> None:
    assert refused(read("a.csv", "工单编号,诉求内容\n1,噪音\n")) == [(0, "unknown_header")]
    assert kept(read("a.csv", "工单编号,诉求内容\n1,噪音\n", "complaints")) == [(2, ["1", "噪音"])]


def test_a_feed_is_chosen_by_the_headers_it_must_have(read: Reader) -> None:
    (plain,) = read("a.csv", "编号,内容,联系电话\n1,a,b\n", "complaints")
    (market,) = read("a.csv", "编号,投诉内容,被投诉人名称\n1,a,b\n", "complaints")
    assert (plain.feed, market.feed) == ("complaints_12345", "complaints_12315")


# Whole files


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl"])
@pytest.mark.parametrize("data", [b"", b"\n\r\n\n", b"\xef\xbb\xbf", b"\xef\xbb\xbf\n"])
def test_an_empty_text_file_is_refused_once(read: Reader, name: str, data: bytes) -> None:
    assert refused(read(name, data)) == [(0, "empty_file")]


def test_a_header_without_rows_is_refused_as_such(read: Reader) -> None:
    (line,) = read("a.csv", f"{HEADER}\n")
    assert (line.line, line.refused_for, line.text) == (1, "no_rows", HEADER)


def test_binary_bytes_named_csv_are_refused_as_no_text(read: Reader) -> None:
    for data in (random.Random(7).randbytes(4000), workbook(sheet_of(["职位名称"], ["a"]))):
        (line,) = read("a.csv", data)
        assert (line.line, line.refused_for) == (0, "not_text")


def test_a_workbook_renamed_csv_is_called_a_workbook(read: Reader) -> None:
    (line,) = read("a.csv", workbook(sheet_of(["职位名称"], ["a"])))
    assert "XLSX" in (line.detail or "")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("name", ["a.csv", "a.jsonl"])
def test_utf16_is_refused_as_no_text(read: Reader, name: str, encoding: str) -> None:
    assert refused(read(name, f"{HEADER}\n1,a,b\n".encode(encoding))) == [(0, "not_text")]


@pytest.mark.parametrize("name", ["a.txt", "a.xls", "a.csv.zip", "无扩展名"])
def test_an_unsupported_ending_is_refused_once(read: Reader, name: str) -> None:
    assert refused(read(name, f"{HEADER}\n1,a,b\n")) == [(0, "format_not_supported")]


def test_compressed_files_of_every_format_are_read(read: Reader) -> None:
    rows = [["ad_id", "职位名称"], ["1", "文员"]]
    files = {
        "a.csv.gz": "\n".join(",".join(row) for row in rows).encode(),
        "a.jsonl.gz": json.dumps(dict(zip(*rows, strict=True))).encode(),
        "a.xlsx.gz": workbook(sheet_of(*rows)),
        "a.parquet.gz": parquet(pa.table({"ad_id": ["1"], "职位名称": ["文员"]})),
    }
    for name, data in files.items():
        (line,) = read(name, gzip.compress(data))
        assert (name, line.cells) == (name, {"ad_id": "1", "职位名称": "文员"})


def test_lines_before_the_cut_of_a_large_gzip_file_are_kept(read: Reader) -> None:
    chance = random.Random(3)
    rows = [f"{number},标题,{chance.getrandbits(400):x}" for number in range(40_000)]
    packed = gzip.compress("\n".join([HEADER, *rows]).encode(), compresslevel=1)
    lines = read("a.csv.gz", packed[: len(packed) * 9 // 10])
    assert refused(lines) == [(0, "broken_gzip")]
    found = [cells for _, cells in kept(lines)]
    assert len(found) > 20_000
    assert found == [row.split(",") for row in rows[: len(found)]]


def cut_off(lines: list[str]) -> bytes:
    packed = gzip.compress("\n".join(lines).encode())
    return packed[: len(packed) * 9 // 10]


def test_lines_before_the_cut_of_a_small_gzip_file_are_kept_and_no_half_line(read: Reader) -> None:
    chance = random.Random(3)
    rows = [f"{number},标题,{chance.getrandbits(400):x}" for number in range(2000)]
    lines = read("a.csv.gz", cut_off([HEADER, *rows]))
    assert refused(lines) == [(0, "broken_gzip")]
    found = [cells for _, cells in kept(lines)]
    assert len(found) > 1000
    assert found == [row.split(",") for row in rows[: len(found)]]


@pytest.mark.parametrize(("name", "count"), [("a.csv.gz", 7), ("a.jsonl.gz", 150)])
def test_the_few_lines_before_an_early_cut_are_kept(read: Reader, name: str, count: int) -> None:
    chance = random.Random(3)
    texts = [f"{chance.getrandbits(4000):x}" for _ in range(count)]
    rows = {
        "a.csv.gz": [HEADER, *(f"{number},标题,{text}" for number, text in enumerate(texts))],
        "a.jsonl.gz": [json.dumps({"job_title": text}) for text in texts],
    }
    lines = read(name, cut_off(rows[name]))
    assert refused(lines)[-1] == (0, "broken_gzip")
    found = [cells[-1] for _, cells in kept(lines)]
    assert len(found) >= count * 2 // 3
    assert found[: count // 2] == texts[: count // 2]


def test_a_cut_compressed_workbook_or_table_is_refused_once(read: Reader) -> None:
    for name, data in (
        ("a.xlsx.gz", workbook(sheet_of(["职位名称"], ["a"]))),
        ("a.parquet.gz", parquet(pa.table({"job_title": ["a"]}))),
    ):
        assert refused(read(name, gzip.compress(data)[:-20])) == [(0, "broken_gzip")]


# JSONL


def test_objects_are_flattened_and_values_become_text(read: Reader) -> None:
    record = {
        "fact": "被告人出售公民个人信息",
        "meta": {"accusation": ["侵犯公民个人信息"], "term": {"life": False}, "count": 3},
        "pay": 8000.0,
        "rate": 0.5,
        "gone": None,
        "parties": [{"name": "张某", "role": "被告人"}],
    }
    (line,) = read("a.jsonl", json.dumps(record, ensure_ascii=False), "judgments")
    assert line.cells == {
        "fact": "被告人出售公民个人信息",
        "meta.accusation": '["侵犯公民个人信息"]',
        "meta.term.life": "false",
        "meta.count": "3",
        "pay": "8000",
        "rate": "0.5",
        "gone": None,
        "parties": '[{"name": "张某", "role": "被告人"}]',
    }
    assert (line.line, line.feed) == (1, "judgments_cail")


def test_broken_json_and_what_is_no_object_are_refused_as_found(read: Reader) -> None:
    lines = read("a.jsonl", '{"job_title": "a"}\n{"job_title": \n\n[1]\n"b"\nnull\n{"job_title": "c"}\n')
    assert kept(lines) == [(1, ["a"]), (7, ["c"])]
    assert refused(lines) == [
        (2, "broken_json"),
        (4, "not_an_object"),
        (5, "not_an_object"),
        (6, "not_an_object"),
    ]
    assert lines[1].text == '{"job_title": '
    assert [line.detail for line in lines[2:5]] == [
        f"expected an object, found {kind}" for kind in ("list", "str", "NoneType")
    ]


def test_objects_may_each_have_their_own_keys(read: Reader) -> None:
    lines = read("a.jsonl", '{"ad_id": 1}\n{"岗位ID": "2", "职位描述": "b"}\n{"job_title": "c"}\n')
    assert kept(lines) == [(1, ["1"]), (2, ["2", "b"]), (3, ["c"])]
    assert {line.feed for line in lines} == {"ads_zh"}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_jsonl_is_read_in_each_usual_encoding(read: Reader, encoding: str) -> None:
    text = '{"职位名称": "招聘文员"}\r\n{"职位名称": "数据录入，日结"}\r\n'
    assert kept(read("a.jsonl", text.encode(encoding))) == [(1, ["招聘文员"]), (2, ["数据录入，日结"])]


def test_invalid_bytes_refuse_one_json_line(read: Reader) -> None:
    lines = read("a.jsonl", '{"job_title": "甲"}\n'.encode() + b'{"job_title": "\xff"}\n{"job_title": "b"}\n')
    assert (kept(lines), refused(lines)) == ([(1, ["甲"]), (3, ["b"])], [(2, "invalid_encoding")])


def test_a_json_line_over_the_byte_limit_is_refused(read: Reader) -> None:
    lines = read("a.jsonl", f'{{"job_title": "a"}}\n{{"job_title": "{"x" * 900}"}}\n', bounds=Bounds(500, 5))
    assert (kept(lines), refused(lines)) == ([(1, ["a"])], [(2, "line_over_limit")])


def test_json_nested_beyond_reason_is_refused(read: Reader) -> None:
    for opened, closed in (('{"a":', "}"), ("[", "]")):
        deep = opened * 100_000 + "1" + closed * 100_000
        lines = read("a.jsonl", f'{{"job_title": "a"}}\n{{"job_title": "b", "x": {deep}}}\n')
        assert (kept(lines), refused(lines)) == ([(1, ["a"])], [(2, "broken_json")])


def test_a_number_of_thousands_of_digits_costs_no_more_than_its_line(read: Reader) -> None:
    lines = read("a.jsonl", f'{{"job_title": "a"}}\n{{"job_title": "b", "headcount": {"1" * 5000}}}\n')
    assert len(kept(lines)) + len(refused(lines)) == 2
    assert kept(lines)[0] == (1, ["a"])


def test_unknown_keys_are_refused_once_with_what_was_found(read: Reader) -> None:
    (line,) = read("a.jsonl", '{"colour": "red"}\n{"size": 3}\n')
    assert (line.line, line.refused_for) == (0, "unknown_header")
    assert "found: colour | size" in (line.detail or "")


def test_a_jsonl_file_of_broken_lines_only_is_refused_line_by_line(read: Reader) -> None:
    lines = read("a.jsonl", '{"job_title": \n{"job_title"\n')
    assert refused(lines) == [(1, "broken_json"), (2, "broken_json")]
    assert [line.text for line in lines] == ['{"job_title": ', '{"job_title"']


# XLSX


def test_a_workbook_with_a_merged_title_is_read_with_its_row_numbers(read: Reader) -> None:
    def fill(book: Book) -> None:
        sheet = book.add_worksheet("5月")
        sheet.merge_range(0, 0, 0, 2, "招聘信息汇总表")
        sheet.write_row(1, 0, ["ad_id", "职位名称", "职位描述"])
        sheet.write_row(2, 0, ["1", "文员", "日结\n包吃住"])
        sheet.write_row(4, 0, ["2", "客服"])

    lines = read("a.xlsx", workbook(fill))
    assert kept(lines) == [(3, ["1", "文员", "日结\n包吃住"]), (5, ["2", "客服", None])]
    assert {line.sheet for line in lines} == {""}


def test_a_workbook_with_a_header_of_two_merged_rows_is_read(read: Reader) -> None:
    def fill(book: Book) -> None:
        sheet = book.add_worksheet()
        sheet.merge_range(0, 0, 1, 0, "职位名称")
        sheet.merge_range(0, 1, 0, 2, "用人单位")
        sheet.write_row(1, 1, ["企业名称", "公司规模"])
        sheet.write_row(2, 0, ["文员", "某某公司", "20人"])

    (line,) = read("a.xlsx", workbook(fill))
    assert line.cells == {"职位名称": "文员", "企业名称": "某某公司", "公司规模": "20人"}


def test_dates_and_numbers_of_a_workbook_become_plain_text(read: Reader) -> None:
    def fill(book: Book) -> None:
        sheet = book.add_worksheet()
        day, moment = (book.add_format({"num_format": code}) for code in ("yyyy-mm-dd", "yyyy-mm-dd hh:mm"))
        sheet.write_row(0, 0, ["职位名称", "发布时间", "更新时间", "联系电话", "薪资", "认证标识"])
        sheet.write_row(1, 0, ["文员", "2026/5/1", "", "13800138000", "8000", "是"])
        sheet.write(2, 0, "客服")
        sheet.write_datetime(2, 1, datetime(2026, 5, 1), day)
        sheet.write_datetime(2, 2, datetime(2026, 5, 1, 8, 30), moment)
        sheet.write_row(2, 3, [13800138000, 8000.5, True])

    texts, typed = (cells for _, cells in kept(read("a.xlsx", workbook(fill))))
    assert texts == ["文员", "2026/5/1", None, "13800138000", "8000", "是"]
    assert str(typed[1]).startswith("2026-05-01")
    assert typed[2:] == ["2026-05-01 08:30:00", "13800138000", "8000.5", "true"]


def test_every_sheet_is_read_and_named_where_there_are_several(read: Reader) -> None:
    def fill(book: Book) -> None:
        for name, title in (("一月", "a"), ("二月", "b")):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["职位名称"])
            sheet.write_row(1, 0, [title])
        book.add_worksheet("空")

    found = [(line.sheet, line.line, line.cells) for line in read("a.xlsx", workbook(fill))]
    assert found == [("一月", 2, {"职位名称": "a"}), ("二月", 2, {"职位名称": "b"})]


def test_a_sheet_of_notes_does_not_spoil_the_others(read: Reader) -> None:
    def fill(book: Book) -> None:
        for name, cell in (("说明", "填表说明"), ("数据", "职位名称")):
            sheet = book.add_worksheet(name)
            sheet.write_column(0, 0, [cell, "文员"])
        book.add_chartsheet("图").set_chart(_chart(book))

    notes, data = read("a.xlsx", workbook(fill))
    assert (notes.sheet, notes.line, notes.refused_for) == ("说明", 0, "unknown_header")
    assert (data.sheet, data.line, data.cells) == ("数据", 2, {"职位名称": "文员"})


def _chart(book: Book) -> Any:
    chart = book.add_chart({"type": "line"})
    chart.add_series({"values": "=数据!$A$1:$A$2"})
    return chart


def test_blank_rows_above_a_sheet_do_not_shift_its_row_numbers(read: Reader) -> None:
    def fill(book: Book) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(3, 0, ["ad_id", "职位名称"])
        sheet.write_row(4, 0, ["1", "文员"])

    assert kept(read("a.xlsx", workbook(fill))) == [(5, ["1", "文员"])]


def test_columns_left_blank_do_not_shift_the_cells(read: Reader) -> None:
    def fill(book: Book) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 2, ["ad_id", "职位名称"])
        sheet.write_row(1, 2, ["1", "文员"])

    (line,) = read("a.xlsx", workbook(fill))
    assert line.cells is not None
    assert (line.cells["ad_id"], line.cells["职位名称"]) == ("1", "文员")


def test_a_workbook_without_cells_or_rows_is_refused_once(read: Reader) -> None:
    assert refused(read("a.xlsx", workbook(lambda book: book.add_worksheet()))) == [(0, "empty_file")]
    with_title = sheet_of(["招聘信息汇总表"], ["ad_id", "职位名称"])
    assert refused(read("a.xlsx", workbook(with_title))) == [(2, "no_rows")]


def test_a_workbook_of_a_header_only_is_refused_as_such(read: Reader) -> None:
    assert refused(read("a.xlsx", workbook(sheet_of(["ad_id", "职位名称"])))) == [(1, "no_rows")]


def test_damaged_workbooks_are_refused_once(read: Reader) -> None:
    whole = workbook(sheet_of(["ad_id", "职位名称"], ["1", "文员"]))
    for data in (whole[: len(whole) // 2], b"PK\x03\x04" + b"0" * 500, b"no workbook", b""):
        assert refused(read("a.xlsx", data)) == [(0, "not_a_workbook")]


def test_flipped_bytes_in_a_workbook_never_crash(read: Reader) -> None:
    whole = workbook(sheet_of(["ad_id", "职位名称"], ["1", "文员"]))
    for seed in range(30):
        chance, broken = random.Random(seed), bytearray(whole)
        for _ in range(20):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        assert read("a.xlsx", bytes(broken))


# Parquet


def test_typed_columns_of_a_table_become_plain_text(read: Reader) -> None:
    table = pa.table(
        {
            "doc_id": [7, None],
            "facts": ["被告人出售信息", "乙"],
            "judged_at": pa.array([date(2026, 4, 30), None]),
            "seen": pa.array([datetime(2026, 4, 30, 8, 30), None], pa.timestamp("us")),
            "illegal_income": [1200.5, 3000.0],
            "attached_civil": [True, False],
            "legal_basis": [["刑法第二百五十三条之一"], []],
            "parties": [[{"name": "张某", "role": "被告人"}], None],
        }
    )
    first, second = read("a.parquet", parquet(table), "judgments")
    assert first.cells == {
        "doc_id": "7",
        "facts": "被告人出售信息",
        "judged_at": "2026-04-30",
        "seen": "2026-04-30 08:30:00",
        "illegal_income": "1200.5",
        "attached_civil": "true",
        "legal_basis": '["刑法第二百五十三条之一"]',
        "parties": '[{"name": "张某", "role": "被告人"}]',
    }
    assert list((second.cells or {}).values()) == [None, "乙", None, None, "3000", "false", "[]", None]
    assert (first.line, second.line, first.feed) == (1, 2, "judgments_zh")


def test_rows_of_several_batches_are_numbered_on(read: Reader) -> None:
    lines = read("a.parquet", parquet(pa.table({"job_title": [str(number) for number in range(2500)]})))
    assert kept(lines) == [(number + 1, [str(number)]) for number in range(2500)]


def test_an_empty_table_is_refused_as_such(read: Reader) -> None:
    (line,) = read("a.parquet", parquet(pa.table({"job_title": pa.array([], pa.string())})))
    assert (line.line, line.refused_for, line.text) == (0, "no_rows", "job_title")


def test_a_table_with_unknown_columns_is_refused_with_what_was_found(read: Reader) -> None:
    (line,) = read("a.parquet", parquet(pa.table({"colour": ["red"]})))
    assert (line.line, line.refused_for) == (0, "unknown_header")
    assert "found: colour" in (line.detail or "")


def test_damaged_tables_are_refused_once(read: Reader) -> None:
    whole = parquet(pa.table({"job_title": ["a" * 1000]}))
    for data in (whole[:-10], whole[10:], b"PAR1PAR1", b"no table", b""):
        assert refused(read("a.parquet", data)) == [(0, "not_parquet")]


def test_invalid_utf8_in_a_table_does_not_crash(read: Reader) -> None:
    raw = pa.array([b"\xff\xfe", b"ok"])
    texts = pa.Array.from_buffers(pa.string(), 2, raw.buffers())
    lines = read("a.parquet", parquet(pa.table({"job_title": texts})))
    assert refused(lines)


def test_a_time_beyond_the_calendar_in_a_table_does_not_crash(read: Reader) -> None:
    times = pa.array([2**60, 1], pa.timestamp("us"))
    assert read("a.parquet", parquet(pa.table({"job_title": ["a", "b"], "published_at": times})))


# Properties

CELL = st.text(
    st.one_of(
        st.sampled_from('",;|\t\n 　，；“”🎁𠮷'),
        st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5),
        st.characters(exclude_categories=("Cs", "Cc")),
    ),
    max_size=12,
)
TABLE = st.lists(st.lists(CELL, min_size=2, max_size=2), min_size=1, max_size=12)


def found_in(folder: Path, name: str, data: bytes, feeds: tuple[Feed, ...]) -> list[Line]:
    path = folder / name
    path.write_bytes(data)
    return list(lines_of(LandedFile("ads", name, str(path), len(data)), feeds, BOUNDS))


@given(table=TABLE, delimiter=st.sampled_from(",\t;|"), encoding=st.sampled_from(["utf-8-sig", "gb18030"]))
@settings(deadline=None)
def test_any_table_written_as_csv_is_read_back_cell_by_cell(
    table: list[list[str]],
    delimiter: str,
    encoding: str,
    feeds: tuple[Feed, ...],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    rows = [[f"编号{number}", *cells] for number, cells in enumerate(table)]
    held = io.StringIO()
    csv.writer(held, delimiter=delimiter).writerows([HEADER.split(","), *rows])
    lines = found_in(tmp_path_factory.getbasetemp(), "any.csv", held.getvalue().encode(encoding), feeds)
    assert [cells for _, cells in kept(lines)] == rows
    assert refused(lines) == []


@given(widths=st.lists(st.integers(1, 6), min_size=1, max_size=30))
@settings(deadline=None)
def test_kept_and_refused_lines_of_any_csv_are_its_rows(
    widths: list[int], feeds: tuple[Feed, ...], tmp_path_factory: pytest.TempPathFactory
) -> None:
    rows = [["甲"] * width for width in widths]
    data = "\n".join([HEADER, *map(",".join, rows)]).encode()
    lines = found_in(tmp_path_factory.getbasetemp(), "any.csv", data, feeds)
    assert [number for number, _ in kept(lines)] == [i for i, width in enumerate(widths, 2) if width == 3]
    assert len(kept(lines)) + len(refused(lines)) == len(rows)


@given(record=st.dictionaries(st.text(max_size=8), st.one_of(CELL, st.integers(), st.booleans(), st.none())))
@settings(deadline=None)
def test_any_flat_object_written_as_json_is_read_back(
    record: dict[str, Any], feeds: tuple[Feed, ...], tmp_path_factory: pytest.TempPathFactory
) -> None:
    given_one = record | {"job_title": "文员"}
    data = json.dumps(given_one, ensure_ascii=True).encode()
    (line,) = found_in(tmp_path_factory.getbasetemp(), "any.jsonl", data, feeds)
    told = {True: "true", False: "false", None: None}
    assert line.cells == {
        key: told[value] if value is None or isinstance(value, bool) else str(value)
        for key, value in given_one.items()
    }


@given(
    data=st.binary(max_size=400), name=st.sampled_from(["any.csv", "any.jsonl", "any.xlsx", "any.parquet"])
)
@settings(deadline=None, max_examples=200)
def test_whatever_the_bytes_every_line_is_kept_or_refused_with_a_reason(
    data: bytes, name: str, feeds: tuple[Feed, ...], tmp_path_factory: pytest.TempPathFactory
) -> None:
    head = {"any.csv": f"{HEADER}\n", "any.jsonl": '{"job_title": "a"}\n'}.get(name, "").encode()
    body = data.replace(b"\r", b"")  # a stray carriage return has a test of its own
    lines = found_in(tmp_path_factory.getbasetemp(), name, head + body, feeds)
    assert lines
    assert all((line.cells is None) == bool(line.refused_for) for line in lines)
    assert all(line.detail for line in lines if line.refused_for)
