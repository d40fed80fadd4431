"""Dates, numbers, flags and lists as exports write them, and the faults that refuse a row."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models import values
from models.values import SHANGHAI, ValueFault

quick = settings(deadline=None, max_examples=100)
MAY_DAY = datetime(2026, 5, 1, tzinfo=SHANGHAI)
HAN_DIGITS = "〇一二三四五六七八九"


def in_han(number: int) -> str:
    """Write 1 to 99 the way dates do: 十, 十一, 二十, 三十一."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else HAN_DIGITS[tens] + "十"
    return head + (HAN_DIGITS[ones] if ones else "")


@pytest.mark.parametrize(
    "written",
    [
        "2026-05-01",
        "2026/5/1",
        "2026.5.1",
        "2026年5月1日",
        "2026年05月01日",
        "20260501",
        "２０２６－０５－０１",
        "２０２６年５月１日",
        "二〇二六年五月一日",
        "二○二六年五月一日",
        "二零二六年五月一日",
        "2026-05-01 00:00:00.0",
        "2026-05-01T00:00:00+08:00",
        "46143",
        "46143.0",
        " 2026-05-01 ",
    ],
)
def test_a_day_is_read_in_each_of_its_writings(written: str) -> None:
    assert values.moment(written) == MAY_DAY
    assert values.day(written) == date(2026, 5, 1)


@pytest.mark.parametrize(
    ("written", "hour", "minute", "second"),
    [
        ("2026-05-01 08:30", 8, 30, 0),
        ("2026/05/01 8:5", 8, 5, 0),
        ("2026-05-01 08:30:15", 8, 30, 15),
        ("2026-05-01T08:30:15.123", 8, 30, 15),
        ("2026年5月1日8时30分", 8, 30, 0),
        ("2026年5月1日 8时30分15秒", 8, 30, 15),
        ("202605010830", 8, 30, 0),
        ("20260501083015", 8, 30, 15),
        ("46143.5", 12, 0, 0),
        ("2026年5月1日8时", 8, 0, 0),
    ],
)
def test_a_time_is_read_as_local_time_of_shanghai(written: str, hour: int, minute: int, second: int) -> None:
    assert values.moment(written) == datetime(2026, 5, 1, hour, minute, second, tzinfo=SHANGHAI)


def test_a_time_that_names_its_zone_keeps_it() -> None:
    assert values.moment("2026-05-01T00:30:00Z") == datetime(2026, 5, 1, 0, 30, tzinfo=UTC)
    assert values.moment("2026-05-01T08:30:00-05:00") == datetime(
        2026, 5, 1, 8, 30, tzinfo=timezone(timedelta(hours=-5))
    )


def test_the_day_of_a_late_evening_in_london_is_the_next_day_in_shanghai() -> None:
    assert values.day("2026-04-30T20:00:00Z") == date(2026, 5, 1)


@pytest.mark.parametrize("written", ["1777593600", "1777593600.0", "1777593600000"])
def test_unix_seconds_and_milliseconds_are_one_instant(written: str) -> None:
    assert values.moment(written) == datetime(2026, 5, 1, tzinfo=UTC)


@pytest.mark.parametrize("written", ["", "-", "—", "无", "暂无", "null", "NaN", "N/A", "/"])
def test_a_date_that_says_there_is_none_is_none(written: str) -> None:
    assert values.moment(written) is None
    assert values.day(written) is None


@pytest.mark.parametrize(
    "written",
    [
        "2026-02-30",
        "2026-02-29",
        "20260229",
        "2026-13-01",
        "20261301",
        "二〇二六年二月三十日",
        "2026-05-01 25:00",
        "0000-01-01",
        "2026-05",
        "2026年5月",
        "5月1日",
        "昨天",
        "19999",
        "70000",
        "0",
        "9999999999999",
        "2026-05-01起",
    ],
)
def test_what_is_no_day_is_a_bad_date(written: str) -> None:
    with pytest.raises(ValueFault) as caught:
        values.moment(written)
    assert caught.value.code == "bad_date"
    assert str(caught.value) == f"expected a date, found {written}"


def test_the_fault_of_a_long_text_quotes_its_beginning_only() -> None:
    with pytest.raises(ValueFault, match=r"found 好{40}… \(500 characters\)$"):
        values.moment("好" * 500)


@pytest.mark.parametrize("written", ["9999-12-31T23:59:59-08:00", "0001-01-01T00:00:00+14:00"])
def test_a_day_beyond_the_calendar_is_a_bad_date_and_no_crash(written: str) -> None:
    with pytest.raises(ValueFault):
        values.day(written)


@quick
@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31)))
def test_every_writing_of_a_day_reads_back_as_that_day(day: date) -> None:
    year = "".join(HAN_DIGITS[int(digit)] for digit in str(day.year))
    writings = [
        day.isoformat(),
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y%m%d}",
        f"{day:%Y/%m/%d}",
        f"{year}年{in_han(day.month)}月{in_han(day.day)}日",
    ]
    assert {values.day(written) for written in writings} == {day}


@quick
@given(st.dates(min_value=date(1955, 1, 1), max_value=date(2089, 12, 31)))
def test_an_excel_serial_reads_back_as_its_day(day: date) -> None:
    assert values.day(str((day - date(1899, 12, 30)).days)) == day


@quick
@given(st.text())
def test_any_text_is_a_moment_none_or_a_bad_date(written: str) -> None:
    try:
        found = values.moment(written)
    except ValueFault as fault:
        assert fault.code == "bad_date"
    else:
        assert found is None or found.tzinfo is not None


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("1200", 1200),
        ("1,200元", 1200),
        ("１，２００", 1200),
        ("￥3,000.50", 3000.5),
        ("1.2万", 12_000),
        ("1.2万元", 12_000),
        ("０.５万", 5_000),
        ("10亿", 1_000_000_000),
        ("-5", -5),
        ("约20人", 20),
        ("50-99人", 50),
        ("0", 0),
        (".5", 0.5),
        ("1,2345", 12_345),
        ("三十人", 30),
    ],
)
def test_a_number_is_the_first_one_of_its_text(written: str, number: float) -> None:
    assert values.amount(written) == pytest.approx(number)


@pytest.mark.parametrize(
    "written", ["企业选择不公示", "面议", "若干", "不限", "未公示", "未披露", "不详", "数名", "", "-", "无"]
)
def test_a_number_nobody_tells_is_none(written: str) -> None:
    assert values.amount(written) is None
    assert values.whole(written) is None


@pytest.mark.parametrize("written", ["abc", "很多人吧", "。"])
def test_what_holds_no_number_is_a_bad_number(written: str) -> None:
    with pytest.raises(ValueFault) as caught:
        values.amount(written)
    assert caught.value.code == "bad_number"


@pytest.mark.parametrize(("written", "number"), [("三十人", 30), ("约两百名", 200), ("十二", 12)])
def test_a_number_in_chinese_numerals_is_read(written: str, number: int) -> None:
    assert values.whole(written) == number


@pytest.mark.parametrize("written", ["统一招聘", "十分之一", "二三人"])
def test_a_numeral_inside_a_word_is_no_number(written: str) -> None:
    with pytest.raises(ValueFault):
        values.amount(written)


@pytest.mark.parametrize("written", ["2147483648", "-2147483648", "30亿"])
def test_a_whole_number_beyond_32_bits_is_a_bad_number(written: str) -> None:
    with pytest.raises(ValueFault) as caught:
        values.whole(written)
    assert caught.value.code == "bad_number"


def test_the_largest_whole_number_is_read() -> None:
    assert values.whole("2,147,483,647") == 2_147_483_647


@pytest.mark.parametrize(("written", "number"), [("0.57万", 5_700), ("2.01万", 20_100)])
def test_a_whole_number_in_wan_loses_no_unit_to_binary_fractions(written: str, number: int) -> None:
    assert values.whole(written) == number


@quick
@given(st.integers(min_value=-(2**31) + 1, max_value=2**31 - 1))
def test_a_whole_number_reads_back_with_and_without_separators(number: int) -> None:
    assert values.whole(str(number)) == number
    assert values.whole(f"{number:,}") == number


@pytest.mark.parametrize("written", ["是", "Y", "yes", "TRUE", "1", "１", "1.0", "有", "已认证", " 是 "])
def test_a_yes_is_true(written: str) -> None:
    assert values.flag(written) is True


@pytest.mark.parametrize("written", ["否", "N", "no", "False", "0", "0.0", "没有", "未认证", "不受理"])
def test_a_no_is_false(written: str) -> None:
    assert values.flag(written) is False


@pytest.mark.parametrize("written", ["", "大概", "2", "认证中", "是的吧"])
def test_any_other_word_is_no_flag(written: str) -> None:
    assert values.flag(written) is None


@pytest.mark.parametrize(
    ("written", "items"),
    [
        ('["甲", "乙"]', ["甲", "乙"]),
        ("甲；乙", ["甲", "乙"]),
        ("甲;乙|丙", ["甲", "乙", "丙"]),
        (" 甲 ； 乙 ；", ["甲", "乙"]),
        ("甲、乙", ["甲、乙"]),
        ("[1, 2]", ["1", "2"]),
        ('{"b": 1, "a": "甲"}', ['{"a": "甲", "b": 1}']),
        ('["甲", null]', ["甲"]),
    ],
)
def test_a_list_is_json_or_parted_by_semicolon_or_bar(written: str, items: list[str]) -> None:
    assert values.text_list(written) == items


@pytest.mark.parametrize("written", ["", "[]", "-", "无", "null"])
def test_an_empty_list_is_none(written: str) -> None:
    assert values.text_list(written) is None


@pytest.mark.parametrize("written", ["[broken", '["甲"', '{"name": "甲"'])
def test_broken_json_is_a_bad_list(written: str) -> None:
    with pytest.raises(ValueFault) as caught:
        values.text_list(written)
    assert caught.value.code == "bad_list"


@quick
@given(st.lists(st.text(alphabet="甲乙丙丁,、 ()ab1", min_size=1).map(str.strip).filter(bool), min_size=1))
def test_what_is_joined_by_a_chinese_semicolon_reads_back(items: list[str]) -> None:
    assert values.text_list("；".join(items)) == items


LISTING = values.structs(
    ("reason", ("列入原因", "原因"), values.text), ("in_date", ("列入日期",), values.day)
)


def test_an_object_is_read_by_its_own_and_its_other_names() -> None:
    given_ = '[{"列入原因": "失联", "列入日期": "2025-01-02"}, {"reason": "未年报", "in_date": "20240701"}]'
    assert LISTING(given_) == [
        {"reason": "失联", "in_date": date(2025, 1, 2)},
        {"reason": "未年报", "in_date": date(2024, 7, 1)},
    ]


def test_a_bare_text_fills_the_first_field() -> None:
    assert LISTING("失联；未年报") == [
        {"reason": "失联", "in_date": None},
        {"reason": "未年报", "in_date": None},
    ]


def test_a_nested_value_that_cannot_be_read_leaves_its_object_standing() -> None:
    assert LISTING('[{"原因": "失联", "列入日期": "去年"}]') == [{"reason": "失联", "in_date": None}]


def test_the_own_name_of_a_field_goes_before_its_other_names() -> None:
    assert LISTING('[{"原因": "乙", "reason": "甲"}]') == [{"reason": "甲", "in_date": None}]


def test_an_empty_value_gives_way_to_the_next_name() -> None:
    assert LISTING('[{"reason": "", "原因": "乙"}]') == [{"reason": "乙", "in_date": None}]


@pytest.mark.parametrize("written", ["", "[]", "无"])
def test_no_objects_are_none(written: str) -> None:
    assert LISTING(written) is None


@pytest.mark.parametrize("written", ["无", "暂无", " - ", "NULL", "n/a", "\ufeff", "\u200b"])
def test_a_text_that_says_there_is_none_is_none(written: str) -> None:
    assert values.text(written) is None


def test_a_text_is_trimmed_and_otherwise_left_alone() -> None:
    assert values.text("\ufeff天河  路1号 ") == "天河  路1号"
