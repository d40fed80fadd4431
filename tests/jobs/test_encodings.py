"""Tests for decoding text files line by line."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.encodings import SAMPLE, decoded_lines, detect_encoding
from jobs.errors import SourceError

LONGEST = 1_000_000
CHINESE = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1)


def in_chunks(data: bytes, size: int) -> Iterator[bytes]:
    return (data[place : place + size] for place in range(0, len(data), size))


def decoded(data: bytes, longest: int = LONGEST, size: int = 1 << 20) -> list[tuple[int, str, str | None]]:
    return list(decoded_lines(in_chunks(data, size), longest))


def test_lines_keep_their_ends_and_are_numbered_from_one() -> None:
    assert decoded("一\r\n\n三".encode()) == [(1, "一\r\n", None), (2, "\n", None), (3, "三", None)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk"])
def test_chinese_text_is_read_in_each_usual_encoding(encoding: str) -> None:
    text = "工单编号,诉求内容\n1,小区物业强制刷脸，不录人脸不让进\n"
    assert "".join(line for _, line, _ in decoded(text.encode(encoding))) == text


def test_a_byte_order_mark_is_no_text() -> None:
    assert decoded(b"\xef\xbb\xbfad_id\n") == [(1, "ad_id\n", None)]


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xef\xbb\xbf", b"\xef\xbb\xbf \r\n"])
def test_a_file_without_text_has_no_lines(data: bytes) -> None:
    assert decoded(data) == []


def test_one_undecodable_line_is_shown_and_the_others_are_read() -> None:
    assert decoded("甲\n".encode() + b"a\xffb\n" + "乙\n".encode()) == [
        (1, "甲\n", None),
        (2, "a\\xffb\n", "invalid_encoding"),
        (3, "乙\n", None),
    ]


def test_an_undecodable_line_in_a_gb18030_file_is_shown_and_the_others_are_read() -> None:
    found = decoded("甲乙丙\n".encode("gb18030") + b"\xff\n" + "丁戊\n".encode("gb18030"))
    assert [(line, fault) for _, line, fault in found] == [
        ("甲乙丙\n", None),
        ("\\xff\n", "invalid_encoding"),
        ("丁戊\n", None),
    ]


def test_the_encoding_in_which_most_lines_decode_is_chosen() -> None:
    lines = ["招聘文员，日结工资", "物业公司泄露业主信息", "abc"]
    assert detect_encoding("\n".join(lines).encode()) == "utf-8"
    assert detect_encoding("\n".join(lines).encode("gb18030")) == "gb18030"
    assert detect_encoding(b"plain ascii\n") == "utf-8"
    assert detect_encoding("\n".join(lines).encode() + b"\n\xff\xfe") == "utf-8"


@given(st.lists(CHINESE, min_size=1, max_size=20))
@settings(deadline=None)
def test_chinese_lines_in_utf8_are_never_taken_for_gb18030(lines: list[str]) -> None:
    assert detect_encoding("\n".join(lines).encode()) == "utf-8"


@given(st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\t")), st.integers(1, 7))
@settings(deadline=None)
def test_any_text_is_read_back_however_its_bytes_come_in(text: str, size: int) -> None:
    plain = text.removeprefix("\ufeff")
    expected = plain if plain.encode().strip() else ""
    found = decoded(b"\xef\xbb\xbf" + plain.encode(), size=size)
    assert "".join(line for _, line, _ in found) == expected
    assert [number for number, _, _ in found] == list(range(1, len(found) + 1))
    assert not any(fault for _, _, fault in found)


def test_a_text_beyond_the_sample_is_read_to_its_end() -> None:
    text = "".join(f"{number},小区门禁强制刷脸\n" for number in range(60_000))
    assert len(text.encode("gb18030")) > SAMPLE
    assert "".join(line for _, line, _ in decoded(text.encode("gb18030"), size=65_536)) == text


@pytest.mark.parametrize("size", [7, 1 << 20])
def test_a_line_over_the_limit_is_cut_and_the_next_one_is_read(size: int) -> None:
    found = decoded(b"head\n" + b"x" * 500 + b"\nnext\n", longest=100, size=size)
    assert [(number, len(line.strip()), fault) for number, line, fault in found] == [
        (1, 4, None),
        (2, 100, "line_over_limit"),
        (3, 4, None),
    ]


def test_a_line_of_exactly_the_limit_is_whole() -> None:
    assert decoded(b"x" * 100 + b"\ny\n", longest=100) == [(1, "x" * 100 + "\n", None), (2, "y\n", None)]


def test_a_last_line_over_the_limit_without_an_end_is_cut() -> None:
    ((number, line, fault),) = decoded(b"x" * 5000, longest=100)
    assert (number, len(line), fault) == (1, 100, "line_over_limit")


def test_a_limit_within_a_character_is_no_fault_of_encoding() -> None:
    ((_, _, fault),) = decoded(("字" * 100).encode(), longest=100)
    assert fault == "line_over_limit"


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"PK\x03\x04 workbook", "XLSX"),
        (b"PAR1 table", "Parquet"),
        (b"\x1f\x8b\x08 packed", "gzip"),
        (b"\xd0\xcf\x11\xe0 old", "xls"),
        (b"%PDF-1.7", "PDF"),
        ("编号,内容\n".encode("utf-16"), "UTF-16"),
        ("编号,内容\n".encode("utf-16-le"), "binary"),
        (bytes(range(256)) * 10, "binary"),
    ],
)
def test_what_is_no_text_is_refused_and_named(data: bytes, told: str) -> None:
    with pytest.raises(SourceError, match=told) as fault:
        decoded(data)
    assert fault.value.code == "not_text"


def test_a_stray_control_character_does_not_make_a_text_binary() -> None:
    text = "招聘\x0b文员" + "，日结" * 100 + "\n"
    assert decoded(text.encode()) == [(1, text, None)]


def test_lines_of_old_macs_end_in_a_carriage_return() -> None:
    assert decoded(b"one\rtwo\rthree") == [(1, "one\n", None), (2, "two\n", None), (3, "three", None)]


# A file whose lines end in \r alone has the test above.
@given(st.binary(max_size=2000).map(lambda data: data.replace(b"\r", b"")), st.integers(1, 50))
@settings(deadline=None)
def test_any_bytes_are_lines_or_refused_as_no_text(data: bytes, longest: int) -> None:
    try:
        found = decoded(data, longest, size=64)
    except SourceError as fault:
        assert fault.code == "not_text"
    else:
        assert {fault for _, _, fault in found} <= {None, "invalid_encoding", "line_over_limit"}
        stripped = data.removeprefix(b"\xef\xbb\xbf")
        assert len(found) == (len(stripped.removesuffix(b"\n").split(b"\n")) if stripped.strip() else 0)
