"""Counts of records and persons against vectors."""

from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from jobs.settings import load_settings
from models.counts import PERSON_UNITS, RECORD_UNITS, Count, CountWords, stored_units
from models.counts import counts_in as find_counts

quick = settings(deadline=None, max_examples=100)
ROOT = Path(__file__).resolve().parents[2]
OURS = ROOT / "tests" / "data" / "parsing_cases.yaml"
STORED = {"名": "人", "位": "人"}  # domain B2: persons are 人
WORDS = load_settings("").counting.counted
UNITS = sorted(RECORD_UNITS | PERSON_UNITS)
REFERENCE = ROOT.parent / "shared" / "reference" / "parsing_cases.yaml"


@pytest.fixture(params=[OURS, REFERENCE], ids=["ours", "reference"], scope="module")
def cases(request: pytest.FixtureRequest) -> dict[str, Any]:
    if not request.param.exists():
        pytest.skip(f"{request.param} is not part of the repository")
    return YAML(typ="safe").load(request.param)  # type: ignore[no-any-return]


def counts_in(text: str, words: CountWords = WORDS) -> list[Count]:
    return find_counts(text, words)


def test_every_count_of_the_vectors_has_its_value_and_qualifier(cases: dict[str, Any]) -> None:
    found = {
        text: [(count.value, count.qualifier) for count in counts_in(text)] for text, _, _ in cases["counts"]
    }
    assert found == {text: [(value, qualifier)] for text, value, qualifier in cases["counts"]}


def test_every_count_of_the_vectors_ends_with_its_unit_and_quotes_its_number(cases: dict[str, Any]) -> None:
    for text, _, _ in cases["counts"]:
        count = counts_in(text)[0]
        assert count.unit in RECORD_UNITS | PERSON_UNITS
        written = text[count.start : count.end].removesuffix("以上")
        assert STORED.get(written[-1:], written[-1:]) == count.unit[:1] or written.endswith(count.unit)


def test_a_clause_comma_is_no_thousands_separator(cases: dict[str, Any]) -> None:
    text, value = cases["counts_clause_comma"]
    assert counts_in(text)[-1].value == value
    assert all(count.value <= value for count in counts_in(text))


def test_nothing_that_is_no_count_in_the_vectors_is_one(cases: dict[str, Any]) -> None:
    assert {text: counts_in(text) for text in cases["not_counts"]} == {
        text: [] for text in cases["not_counts"]
    }


@pytest.mark.parametrize(
    "text",
    [
        "依照第二百五十三条之一",
        "第二十条第三款",
        "第 12 条规定",
        "第六十四、六十五条",
        "第4至6条",
    ],
)
def test_an_article_of_a_law_is_no_count_of_records(text: str) -> None:
    assert counts_in(text) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("十几人", 10),
        ("3千余万条", 30_000_000),
        ("1 200条", 1_200),
    ],
)
def test_a_rarer_writing_has_its_value(text: str, value: int) -> None:
    assert [count.value for count in counts_in(text)] == [value]


def test_persons_and_records_keep_their_units_apart() -> None:
    found = counts_in("涉及1200人，共3万条，另有50户、6人次、9张、2套")
    assert [(count.value, count.unit) for count in found] == [
        (1200, "人"), (30_000, "条"), (50, "户"), (6, "人次"), (9, "张"), (2, "套"),
    ]  # fmt: skip
    assert not RECORD_UNITS & PERSON_UNITS


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("登记了35名学生", 35, "人"),
        ("共500位业主", 500, "人"),
        ("七万多个车主", 70_000, "人"),
        ("三十个孩子", 30, "人"),
        ("拉了两百来号会员", 200, "人"),
        ("有20个小学生在打游戏", 20, "人"),
        ("导出800个手机号码", 800, "个"),
        ("租来50个账号", 50, "个"),
        ("17个人，都没成年", 17, "人"),
    ],
)
def test_a_person_counted_by_any_word_is_a_person(text: str, value: int, unit: str) -> None:
    assert [(count.value, count.unit) for count in counts_in(text)] == [(value, unit)]


@pytest.mark.parametrize("text", ["共5个", "等了3个小时", "开了2个店", "住6个月", "5号上午", "3号楼"])
def test_a_thing_or_a_day_is_no_person(text: str) -> None:
    assert counts_in(text) == []


@pytest.mark.parametrize(
    ("text", "value", "qualifier"),
    [
        ("七八百条", 700, "approx"),
        ("三四十人", 30, "approx"),
        ("200来条", 200, "approx"),
        ("三千来份", 3000, "approx"),
        ("二三人", 2, "approx"),
    ],
)
def test_a_rough_number_is_approximate(text: str, value: int, qualifier: str) -> None:
    assert [(count.value, count.qualifier) for count in counts_in(text)] == [(value, qualifier)]


@pytest.mark.parametrize("text", ["", "条", "人", "万", "第", "余条", "\ud800条", "\x00", "🐮人", "点点点条"])
def test_a_text_without_a_number_has_no_count(text: str) -> None:
    assert counts_in(text) == []


@quick
@given(st.text(alphabet="0123456789０１,，.万千百十一二三两余多近约数几第条人份个以上年月元 -", max_size=24))
def test_any_text_of_numerals_can_be_read_and_every_count_lies_in_it(text: str) -> None:
    for count in counts_in(text):
        assert 0 <= count.start < count.end <= len(text)
        assert 0 <= count.value < 2**62


@pytest.mark.parametrize("text", ["共一亿三人", "九亿九条", "编为零十一人"])
def test_an_odd_numeral_is_no_crash(text: str) -> None:
    assert all(count.value >= 0 for count in counts_in(text))


@quick
@given(st.integers(min_value=0, max_value=10**12 - 1), st.sampled_from(UNITS))
def test_a_number_in_digits_reads_back_plain_and_with_separators(value: int, unit: str) -> None:
    for text in (f"共{value}{unit}", f"共{value:,}{unit}"):
        assert [(count.value, count.unit) for count in counts_in(text)] == [(value, STORED.get(unit, unit))]


@quick
@given(st.integers(min_value=1, max_value=9_999))
def test_ten_thousands_in_digits_are_ten_thousand_times_the_number(number: int) -> None:
    assert counts_in(f"共{number}万条")[0].value == number * 10_000


def test_a_number_that_no_column_could_hold_is_no_count() -> None:
    assert counts_in("9" * 19 + "亿条") == []


def test_a_long_table_of_numbers_is_read_in_a_moment() -> None:
    begun = perf_counter()
    assert counts_in("123 " * 2500) == []
    assert perf_counter() - begun < 0.4


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("娃娃七十几个，面包车接送", 70, "人"),
        ("同学里去了五个，回来都穿长袖", 5, "人"),
        ("共买进号码二十七万个，送进去", 270_000, "个"),
        ("二十好几个奶娃子", 20, "人"),
        ("收了一百来号两岁半到六岁的小朋友", 100, "人"),
        ("千把条客户信息", 1000, "条"),
        ("六七十号人报名交钱", 60, "人"),
        ("涉及老人３千佘名", 3000, "人"),
        ("信息3000+条", 3000, "条"),
        ("上千单面单", 1000, "单"),
        ("刷到九十多回", 90, "次"),
        ("攒了1万2千份简历", 12_000, "份"),
        ("卖了3万5条信息", 35_000, "条"),
        ("数了数有俩百五十六份", 256, "份"),
        ("百十来号人被骗了", 100, "人"),
        ("让学员打电话骗钱；同一时间招了九个。", 9, "人"),
    ],
)
def test_an_everyday_count_is_read(text: str, value: int, unit: str) -> None:
    assert [(count.value, count.unit) for count in counts_in(text)] == [(value, unit)]


@pytest.mark.parametrize(
    "text",
    [
        "卖三百一个",
        "跳出十一位电话",
        "共有泊位1300余个，其中",
        "三次，两台",
        "以388号起诉书指控被告人",
        "有人打电话来骂，一晚上打了64个。",
        "没告诉任何人，头顶摄像头我数了有7个，",
        "收四件套的人",
    ],
)
def test_a_price_a_length_or_a_thing_is_no_count(text: str) -> None:
    assert counts_in(text) == []


def test_a_unit_written_otherwise_is_stored_as_one() -> None:
    assert stored_units("名") == {"人"}
    assert stored_units("个") == {"个", "人"}
    assert stored_units("条") == {"条"}


# Every pattern has a text that is read otherwise without it.
NEEDED = {
    "begun": ("泄露三千条", [3000]),
    "bare": ("两百多学生吃这里的盒饭", [200]),
    "few": ("仨孩子", [3]),
    "stated": ("平台用户数已超过20万，", [200_000]),
    "with_unit": ("泄露三千条", [3000]),
    "of_persons": ("七万多个车主", [70_000]),
    "elliptic": ("娃娃七十几个，面包车接送", [70]),
    "told_of": ("娃娃七十几个，面包车接送", [70]),
    "then_told_of": ("跟我一批签的有二三十个，全是刚毕业的娃娃", [20]),
    "of_thing": ("车主的泊位1300个，其中", []),
    "length": ("跳出十一位电话", []),
}


@pytest.mark.parametrize("name", NEEDED)
def test_each_pattern_is_needed(name: str, voided: Callable[[CountWords, str], CountWords]) -> None:
    text, values = NEEDED[name]
    assert [count.value for count in counts_in(text)] == values
    assert [count.value for count in counts_in(text, voided(WORDS, name))] != values


def test_each_pattern_has_its_text(patterns_of: Callable[[type], set[str]]) -> None:
    assert patterns_of(CountWords) == set(NEEDED)


@pytest.mark.parametrize(
    "text", ["三百单位职工", "二十批发商", "一百次性用品", "三十回复", "有二十号楼", "等了30个工作日"]
)
def test_a_word_that_opens_with_a_unit_is_none(text: str) -> None:
    assert counts_in(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("买进号码二十七万个，送进去五千多个人", [(270_000, "个"), (5000, "人")]),
        ("全校十八个穿校服的学生", [(18, "人")]),
        ("孩子里有十八个穿校服的", [(18, "人")]),
        ("受骗的打工人有八十来号，", [(80, "人")]),
        ("抢到预约名额1260个，", [(1260, "个")]),
        ("我和同村俩人都交了，我们仨", [(2, "人"), (3, "人")]),
        ("俩月，俩手机", []),
        ("库里有30w+用户", [(300_000, "人")]),
        ("现货5k套", [(5000, "套")]),
        ("我们楼四十来万车主的名单", [(400_000, "人")]),
        ("会员累计达12万余。", [(120_000, "人")]),
    ],
)
def test_each_number_ends_in_its_own_unit_or_stands_beside_its_people(
    text: str, found: list[tuple[int, str]]
) -> None:
    assert [(count.value, count.unit) for count in counts_in(text)] == found


@pytest.mark.parametrize(
    "text",
    ["2024学生运动会", "早上七点四十家长送来", "有三学生", "交了20万元", "用户交了20万元", "30家长期合作"],
)
def test_a_year_an_hour_or_money_beside_people_is_no_count(text: str) -> None:
    assert counts_in(text) == []


@pytest.mark.parametrize("text", ["见过70多个逝 者的照片", "有20个小学 生", "三十个初 中生"])
def test_a_noun_with_blanks_in_it_is_read(text: str) -> None:
    assert [count.unit for count in counts_in(text)] == ["人"]
