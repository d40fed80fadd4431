"""Credit codes, ID cards, telephones and case numbers against vectors, and digests with a key."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from models.identifiers import (
    case_numbers_in,
    court_code_of,
    phone_digest,
    phones_in,
    valid_id_card,
    valid_uscc,
)

quick = settings(deadline=None, max_examples=100)
ROOT = Path(__file__).resolve().parents[2]
OURS = ROOT / "tests" / "data" / "parsing_cases.yaml"
REFERENCE = ROOT.parent / "shared" / "reference" / "parsing_cases.yaml"


@pytest.fixture(params=[OURS, REFERENCE], ids=["ours", "reference"], scope="module")
def cases(request: pytest.FixtureRequest) -> dict[str, Any]:
    if not request.param.exists():
        pytest.skip(f"{request.param} is not part of the repository")
    return YAML(typ="safe").load(request.param)  # type: ignore[no-any-return]


def test_every_case_number_of_the_vectors_reaches_its_normal_form(cases: dict[str, Any]) -> None:
    found = {written: case_numbers_in(written) for written, _ in cases["case_numbers"]}
    assert found == {written: [normal] for written, normal in cases["case_numbers"]}


def test_no_document_number_of_the_vectors_is_a_case_number(cases: dict[str, Any]) -> None:
    assert {written: case_numbers_in(written) for written in cases["not_case_numbers"]} == {
        written: [] for written in cases["not_case_numbers"]
    }


def test_every_valid_credit_code_of_the_vectors_passes_and_no_invalid_one(cases: dict[str, Any]) -> None:
    assert [valid_uscc(code) for code in cases["uscc_valid"]] == cases["uscc_valid"]
    assert [valid_uscc(code) for code in cases["uscc_invalid"]] == [None] * len(cases["uscc_invalid"])


def test_every_valid_id_card_of_the_vectors_passes_and_no_invalid_one(cases: dict[str, Any]) -> None:
    assert all(map(valid_id_card, cases["id_card_valid"]))
    assert not any(map(valid_id_card, cases["id_card_invalid"]))


def test_our_own_vectors_are_many() -> None:
    ours = YAML(typ="safe").load(OURS)
    names = sum(map(len, ours["organisation_same_core"])) + len(ours["organisation_cores"])
    assert (len(ours["counts"]) >= 40, len(ours["case_numbers"]) >= 20, names >= 15) == (True, True, True)


def test_a_normal_form_is_its_own_normal_form(cases: dict[str, Any]) -> None:
    normal = [normal for _, normal in cases["case_numbers"]]
    assert [case_numbers_in(number) for number in normal] == [[number] for number in normal]


@pytest.mark.parametrize(
    "written",
    [
        "91440106a4c12h3b7x",
        "91440106-A4C12H3B7-X",
        "９１４４０１０６Ａ４Ｃ１２Ｈ３Ｂ７Ｘ",
        " 91440106 A4C12H3B7X\n",
    ],
)
def test_a_credit_code_is_given_in_normal_form(written: str) -> None:
    assert valid_uscc(written) == "91440106A4C12H3B7X"


@quick
@given(st.integers(min_value=0, max_value=17), st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY"))
def test_a_credit_code_with_one_wrong_character_fails(place: int, char: str) -> None:
    code = "91440106A4C12H3B7X"
    wrong = code[:place] + char + code[place + 1 :]
    assert valid_uscc(wrong) == (code if wrong == code else None)


@quick
@given(st.text(max_size=30))
def test_any_text_is_a_checked_code_or_none(written: str) -> None:
    assert valid_uscc(written) is None or len(str(valid_uscc(written))) == 18


def test_an_id_card_is_checked_in_full_width_and_with_a_small_x() -> None:
    assert valid_id_card("３１０１１５２００８０２２９００２ｘ")


@pytest.mark.parametrize(
    ("written", "numbers"),
    [
        ("vx13800138000", ["13800138000"]),
        ("１３８００１３８０００", ["13800138000"]),
        ("13８001380０0", ["13800138000"]),
        ("电话138-0013-8000找陈姐", ["13800138000"]),
        ("138 0013 8000", ["13800138000"]),
        ("138-00138000", ["13800138000"]),
        ("13800138000/13900139000", ["13800138000", "13900139000"]),
        ("13800138000转13800138000", ["13800138000"]),
        ("座机020-38888888", ["02038888888"]),
        ("0571－88888888", ["057188888888"]),
        ("02038888888", ["02038888888"]),
        ("0755 12345678", ["075512345678"]),
        ("手机13900139000，座机010-12345678", ["13900139000", "01012345678"]),
        ("+8613800138000", ["13800138000"]),
        ("（020）38888888", ["02038888888"]),
    ],
)
def test_a_telephone_number_is_found_as_its_digits(written: str, numbers: list[str]) -> None:
    assert phones_in(written) == numbers


@pytest.mark.parametrize(
    "written",
    [
        "",
        "110",
        "12345678901",
        "11000000000",
        "1380013800",
        "138001380001",
        "2024013800138000",
        "工资8000-12000",
    ],
)
def test_what_is_no_telephone_number_is_not_found(written: str) -> None:
    assert phones_in(written) == []


mobiles = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True).filter(str.isascii)


@quick
@given(
    mobiles,
    st.sampled_from(["", "vx", "微信同号", "电话：", "，"]),
    st.sampled_from(["", "张姐", "。", "wx"]),
)
def test_a_mobile_number_is_found_glued_to_letters_and_in_full_width(
    number: str, before: str, after: str
) -> None:
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in number)
    assert phones_in(before + number + after) == phones_in(before + wide + after) == [number]


def test_equal_numbers_have_equal_digests_under_one_key_only() -> None:
    assert phone_digest("13800138000", b"key-one") == phone_digest("13800138000", b"key-one")
    assert phone_digest("13800138000", b"key-one") != phone_digest("13800138000", b"key-two")
    assert phone_digest("13800138000", b"key-one") != phone_digest("13800138001", b"key-one")


@quick
@given(mobiles)
def test_a_digest_is_sixteen_hexadecimal_digits_without_the_number(number: str) -> None:
    digest = phone_digest(number, b"key")
    assert len(digest) == 16 and set(digest) <= set("0123456789abcdef") and number not in digest


def test_several_case_numbers_are_found_in_order() -> None:
    written = "撤销（2021）京0491民初1号判决，维持（2022）京04民终56号裁定"
    assert case_numbers_in(written) == ["(2021)京0491民初1号", "(2022)京04民终56号"]


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("(2023)粤0106刑初1234号", "粤0106"),
        ("(2019)京02刑终88号", "京02"),
        ("(2021)京0491民初1号", "京0491"),
        ("(2015)海刑初1234号", None),
        ("(2020)最高法民终7号", None),
        ("not a number", None),
    ],
)
def test_the_court_code_stands_in_a_modern_case_number(number: str, code: str | None) -> None:
    assert court_code_of(number) == code


@quick
@given(
    st.integers(min_value=2014, max_value=2026),
    st.sampled_from(["粤0106", "京04", "沪7101", "兵01", "内0102"]),
    st.sampled_from(["刑初", "民终", "执恢", "行申", "刑更"]),
    st.integers(min_value=1, max_value=9_999_999),
)
def test_a_modern_case_number_survives_brackets_spaces_and_width(
    year: int, court: str, kind: str, number: int
) -> None:
    normal = f"({year}){court}{kind}{number}号"
    dirty = f"案号：（{year}） {court} {kind} {number} 号之一"
    assert case_numbers_in(dirty) == case_numbers_in(f"〔{year}〕{court}{kind}{number}号") == [normal]
    assert court_code_of(normal) == court
