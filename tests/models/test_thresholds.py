"""The multiple of the criminal threshold of 法释〔2017〕10号, article 5, that a record comes to."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from models.thresholds import FIRST, INCOME, OTHER, SECOND, kind_of, ratio_told, threshold_ratio

REFERENCE = Path(__file__).resolve().parents[3] / "shared" / "reference" / "parsing_cases.yaml"
# Worked out by hand from article 5(1)(3)-(8).
OURS = [
    {"other": 5000, "ratio": 1.0},
    {"second": 500, "ratio": 1.0},
    {"first": 50, "ratio": 1.0},
    {"income": 5000, "ratio": 1.0},
    {"other": 2500, "insider": True, "ratio": 1.0},
    {"other": 4999, "ratio": 0.9998},
    {"first": 25, "second": 125, "other": 1250, "ratio": 1.0},
    {"other": 1000, "income": 15000, "ratio": 3.0},
    {"income": 2500, "insider": True, "ratio": 1.0},
    {"ratio": 0.0},
]
amounts = st.integers(min_value=0, max_value=10**7)


@pytest.mark.parametrize("case", OURS, ids=str)
def test_the_ratio_is_that_of_the_interpretation(case: dict[str, Any]) -> None:
    given_amounts = {name: value for name, value in case.items() if name != "ratio"}
    assert threshold_ratio(**given_amounts) == pytest.approx(case["ratio"])


def test_the_ratios_of_the_reference_vectors_hold() -> None:
    if not REFERENCE.exists():
        pytest.skip(f"{REFERENCE} is not part of the repository")
    for case in YAML(typ="safe").load(REFERENCE)["threshold_ratio"]:
        ratio = case.pop("ratio")
        assert threshold_ratio(**case) == pytest.approx(ratio)


@given(amounts, amounts, amounts, amounts)
def test_an_insider_s_threshold_is_half(first: int, second: int, other: int, income: int) -> None:
    plain = threshold_ratio(first, second, other, income)
    assert threshold_ratio(first, second, other, income, insider=True) == pytest.approx(2 * plain, abs=1e-5)


@given(amounts, amounts)
def test_more_records_never_lower_the_ratio(one: int, more: int) -> None:
    assert threshold_ratio(other=one + more) >= threshold_ratio(other=one)


def test_sensitive_records_weigh_more() -> None:
    assert (FIRST, SECOND, OTHER, INCOME) == (50, 500, 5000, 5000)
    assert threshold_ratio(first=100) > threshold_ratio(second=100) > threshold_ratio(other=100)


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("出售行踪轨迹信息60条", "first"),
        ("出售征信报告60份", "first"),
        ("查询定位", "first"),
        ("出售住宿记录600条", "second"),
        ("泄露产妇信息", "second"),
        ("贩卖话单", "second"),
        ("出售简历3万份", "other"),
        ("", "other"),
    ],
)
def test_the_data_named_in_a_sentence_decide_the_kind(sentence: str, kind: str) -> None:
    assert kind_of(sentence) == kind


@pytest.mark.parametrize(
    ("count", "sentence", "text", "insider", "ratio"),
    [
        ((37000, "条"), "出售个人信息37000条", "", False, 7.4),
        ((800, "条"), "出售住宿记录800条", "", True, 3.2),
        ((100, "条"), "出售定位100条", "", False, 2.0),
        ((37000, "人"), "出售37000人的信息", "", False, None),
        (None, "", "违法所得1.5万元", False, 3.0),
        (None, "", "从中获利人民币 12,500元", False, 2.5),
        (None, "", "获利2千元", False, 0.4),
        (None, "", "违法所得3000元，获利8000余元", False, 1.6),
        ((5000, "份"), "出售简历5000份", "违法所得5万元", False, 10.0),
        (None, "", "每月工资8000元", False, None),
        (None, "", "", False, None),
        ((37000, "人"), "", "获利5000元", False, 1.0),
    ],
)
def test_a_record_comes_to_a_ratio(
    count: tuple[int, str] | None, sentence: str, text: str, insider: bool, ratio: float | None
) -> None:
    assert ratio_told(count, sentence, text, insider) == (None if ratio is None else pytest.approx(ratio))


@given(st.text(alphabet="违法所得获利人民币 0123456789,.万千余元条", max_size=30))
def test_any_sum_can_be_read(text: str) -> None:
    assert (ratio_told(None, "", text, False) or 0) >= 0
