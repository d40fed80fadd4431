"""Salaries as recruitment sites write them, in yuan a month."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from models.salary import NOT_STATED, Salary, read_salary

quick = settings(deadline=None, max_examples=100)


@pytest.mark.parametrize(
    ("written", "lowest", "highest", "period", "months"),
    [
        ("8-13K·14薪", 8000, 13000, "月", 14),
        ("25-40k·16薪", 25000, 40000, "月", 16),
        ("6千-8千", 6000, 8000, "月", 12),
        ("6-8千/月", 6000, 8000, "月", 12),
        ("8千-1.2万", 8000, 12000, "月", 12),
        ("1.5-2万", 15000, 20000, "月", 12),
        ("1.5万-3万", 15000, 30000, "月", 12),
        ("6-8千/月·13薪", 6000, 8000, "月", 13),
        ("8,000-12,000元/月", 8000, 12000, "月", 12),
        ("６－８Ｋ", 6000, 8000, "月", 12),
        ("8K—12K", 8000, 12000, "月", 12),
        ("8k至12k", 8000, 12000, "月", 12),
        ("10~15K", 10000, 15000, "月", 12),
        ("15k-10k", 10000, 15000, "月", 12),
        ("8000", 8000, 8000, "月", 12),
        ("保底5000+提成", 5000, 5000, "月", 12),
        ("月薪5000-8000", 5000, 8000, "月", 12),
        ("200元/天", 4350, 4350, "日", 12),
        ("日结260", 5655, 5655, "日", 12),
        ("每天300元", 6525, 6525, "日", 12),
        ("100-200元/天", 2175, 4350, "日", 12),
        ("18元/小时", 3132, 3132, "时", 12),
        ("时薪25", 4350, 4350, "时", 12),
        ("10-15万/年", 8333.33, 12500, "年", 12),
        ("年薪24万", 20000, 20000, "年", 12),
        ("12-18万", 10000, 15000, "年", 12),
    ],
)
def test_a_salary_is_given_in_yuan_a_month(
    written: str, lowest: float, highest: float, period: str, months: int
) -> None:
    assert read_salary(written) == Salary(lowest, highest, period, months)


@pytest.mark.parametrize("written", ["面议", "薪资面议", "", "待遇优厚", "13薪"])
def test_a_salary_without_a_number_is_not_stated(written: str) -> None:
    assert read_salary(written) == NOT_STATED


def test_a_large_sum_in_wan_is_a_yearly_one_unless_it_names_the_month() -> None:
    assert read_salary("12-18万").period == "年"
    assert read_salary("12-18万/月").period == "月"


def test_the_unit_at_the_end_holds_for_both_bounds() -> None:
    assert read_salary("8-13K").lowest == 8000


def test_thirteen_salaries_are_no_part_of_the_sum() -> None:
    assert read_salary("13薪，9000元/月").lowest == 9000


def test_working_hours_a_day_leave_a_monthly_wage_alone() -> None:
    assert read_salary("月薪8000，每天8小时").highest == 8000


def test_a_weekly_wage_is_no_monthly_one() -> None:
    assert read_salary("1500元/周").lowest != 1500


def test_a_daily_allowance_beside_a_monthly_wage_leaves_it_alone() -> None:
    assert read_salary("月薪3000+每天50补贴").lowest == 3000


numbers = st.integers(min_value=1, max_value=99_999)


@quick
@given(
    numbers,
    numbers,
    st.sampled_from(["", "k", "千", "万"]),
    st.sampled_from(["", "/天", "/年", "/小时", "/月", "·13薪"]),
)
@example(9, 1, "", "")
def test_the_lowest_pay_is_never_above_the_highest(low: int, high: int, unit: str, period: str) -> None:
    found = read_salary(f"{low}-{high}{unit}{period}")
    assert found.lowest is not None and found.highest is not None
    assert 0 <= found.lowest <= found.highest


@quick
@given(st.text(alphabet="0123456789.,-~万千kK元/每天月年日时薪结面议·至 ", max_size=24))
def test_any_writing_gives_two_bounds_in_order_or_none_at_all(written: str) -> None:
    found = read_salary(written)
    if found.lowest is None:
        assert found == NOT_STATED
    else:
        assert found.highest is not None and 0 <= found.lowest <= found.highest
        assert found.period in {"时", "日", "月", "年"}


@quick
@given(st.integers(min_value=1, max_value=99))
def test_a_thousand_in_any_writing_is_the_same_pay(thousands: int) -> None:
    written = (f"{thousands}K", f"{thousands}千", f"{thousands}000元", f"{thousands},000")
    assert {read_salary(text).lowest for text in written} == {thousands * 1000.0}
