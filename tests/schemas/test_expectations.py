"""The gates: each suite checks a table that exists, by its own columns, and says why."""

import re

import pytest

from schemas.expectations import CLUE_SUITES, SOURCE_SUITES, SUITES, Expectation, Suite
from schemas.sources import SOURCES
from schemas.tables import TABLES

ALL = pytest.mark.parametrize("suite", SUITES, ids=lambda suite: suite.name)
EACH = pytest.mark.parametrize(
    "expectation",
    [pytest.param(one, id=f"{suite.name}-{one.name}") for suite in SUITES for one in suite.expectations],
)
SQL_WORDS = {
    "AND",
    "OR",
    "NOT",
    "IS",
    "NULL",
    "IN",
    "BETWEEN",
    "RLIKE",
    "coalesce",
    "length",
    "trim",
    "to_date",
    "size",
    "false",
}
COUNTED_BY_THE_GATE = {"evidence_rows", "row_place"}


@ALL
def test_a_suite_checks_a_table_of_the_lake(suite: Suite) -> None:
    assert TABLES[suite.name] == suite.table


@ALL
def test_a_suite_names_bad_rows_by_a_column_of_its_key(suite: Suite) -> None:
    assert suite.id_column in suite.table.key


@ALL
def test_a_condition_speaks_of_columns_of_its_table_only(suite: Suite) -> None:
    for expectation in suite.expectations:
        words = set(re.findall(r"[A-Za-z_]+", re.sub(r"'[^']*'", "", expectation.where)))
        assert words - SQL_WORDS - COUNTED_BY_THE_GATE - set(suite.table.names) == set(), expectation.name


@ALL
def test_no_expectation_of_a_suite_stands_twice(suite: Suite) -> None:
    names = [expectation.name for expectation in suite.expectations]
    assert len(set(names)) == len(names)


@EACH
def test_an_expectation_says_what_and_why(expectation: Expectation) -> None:
    assert expectation.title and expectation.why
    assert 0 < expectation.share <= 1
    assert expectation.severity in {"error", "warning"}


@ALL
def test_a_warning_is_stricter_than_the_error_it_goes_before(suite: Suite) -> None:
    shares = {expectation.name: expectation.share for expectation in suite.expectations}
    warned = [name for name in shares if name.endswith("_warning")]
    assert all(shares[name] > shares[name.removesuffix("_warning")] for name in warned)


@ALL
def test_a_suite_can_stop_the_night(suite: Suite) -> None:
    assert any(expectation.severity == "error" for expectation in suite.expectations)


def test_no_table_has_two_suites() -> None:
    assert len({suite.name for suite in SUITES}) == len(SUITES)


def test_every_source_has_a_suite_and_so_has_what_is_shown() -> None:
    assert {suite.name for suite in SOURCE_SUITES} == set(SOURCES)
    assert {suite.name for suite in CLUE_SUITES} == {"clues", "clue_evidence"}
    assert set(SOURCE_SUITES) | set(CLUE_SUITES) == set(SUITES)


@pytest.mark.parametrize("suite", SOURCE_SUITES, ids=lambda suite: suite.name)
def test_what_the_contract_requires_and_forbids_is_checked_again_at_the_gate(suite: Suite) -> None:
    source = SOURCES[suite.name]
    checks = {expectation.name: expectation.where for expectation in suite.expectations}
    assert all(f"trim({name})" in checks["required"] for name in source.required)
    assert {f"{name}_not_future" for name in source.date_columns_not_in_future} <= set(checks)


def passes(name: str, quote: str) -> bool:
    """Whether a quote passes a check of clue evidence, by its own pattern."""
    (check,) = [one for suite in CLUE_SUITES for one in suite.expectations if one.name == name]
    (pattern,) = re.findall(r"RLIKE '([^']+)'", check.where)
    return not re.search(pattern, quote)


@pytest.mark.parametrize(
    "quote", ["电话13800138000", "vx13800138000找我", "020-38888888", "02038888888", "0755-1234567"]
)
def test_a_whole_telephone_number_stops_the_clues(quote: str) -> None:
    assert not passes("no_phone", quote)


@pytest.mark.parametrize(
    "quote",
    [
        "11010519491231002X",
        "110105194912310021",
        "110105491231002",
        "卡号6222021234567890123",
        "62220212345678901234",
    ],
)
def test_a_whole_id_or_card_number_stops_the_clues(quote: str) -> None:
    assert not passes("no_id_card", quote)


@pytest.mark.parametrize(
    "quote", ["电话138****8000", "1101**********002X", "共计12345678条", "每份2元", "020****888", ""]
)
def test_a_masked_quote_passes_the_gate(quote: str) -> None:
    assert passes("no_phone", quote) and passes("no_id_card", quote)


def test_a_number_in_full_width_stops_the_clues() -> None:
    assert not passes("no_phone", "电话１３８００１３８０００")
