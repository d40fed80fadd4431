"""Counts of records and persons against vectors, and the one that stands for a text."""

import re
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from models.counts import PERSON_UNITS, RECORD_UNITS, Count, counts_in, main_count, stored_units

quick = settings(deadline=None, max_examples=100)
ROOT = Path(__file__).resolve().parents[2]
OURS = ROOT / "tests" / "data" / "parsing_cases.yaml"
STORED = {"名": "人", "位": "人"}  # domain B2: persons are 人
UNITS = sorted(RECORD_UNITS | PERSON_UNITS)
REFERENCE = ROOT.parent / "shared" / "reference" / "parsing_cases.yaml"


@pytest.fixture(params=[OURS, REFERENCE], ids=["ours", "reference"], scope="module")
def cases(request: pytest.FixtureRequest) -> dict[str, Any]:
    if not request.param.exists():
        pytest.skip(f"{request.param} is not part of the repository")
    return YAML(typ="safe").load(request.param)  # type: ignore[no-any-return]


def sentence_of(text: str, count: Count) -> tuple[int, int]:
    ends = [0, *(mark.end() for mark in re.finditer("[。！？；]", text)), len(text)]
    return max(end for end in ends if end <= count.start), min(end for end in ends if end > count.start)


def main_of(text: str) -> Count | None:
    found = counts_in(text)
    return main_count(text, found, [sentence_of(text, count) for count in found])


def main_value(text: str) -> int | None:
    return count.value if (count := main_of(text)) else None


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


def test_the_largest_count_stands_for_a_text() -> None:
    assert main_value("被告人获取简历300份，又购得个人信息2000条。") == 2000


def test_the_number_without_duplicates_beats_a_larger_earlier_one() -> None:
    assert main_value("扣押电脑内有公民个人信息9万条，去重后为6.2万条个人信息。") == 62_000
    assert main_value("扣押电脑内有公民个人信息9万条，剔除重复后为6.2万条个人信息。") == 62_000


def test_the_number_that_the_court_found_beats_a_larger_one_told_before_it() -> None:
    assert main_value("被告人自称出售简历5万份。经查明，其出售简历1.1万份。") == 11_000


def test_a_number_without_duplicates_beats_one_that_the_court_found() -> None:
    assert main_value("经查明共有个人信息8万条，去重后个人信息7万条。") == 70_000


def test_among_equals_the_earlier_count_stands() -> None:
    count = main_of("个人信息100条。简历资料100条。")
    assert count is not None and count.start < 8


def test_a_number_in_a_sentence_without_personal_data_stands_for_nothing() -> None:
    assert main_value("工厂有员工800人。") is None
    assert main_value("仓库存放货物500件；另有客户名单20份。") == 20


@pytest.mark.parametrize(
    "text",
    [
        "群成员2000人，群内发布个人信息",
        "该视频浏览量达30万人次，泄露他人信息",
        "公布个人信息的帖子有5万人阅读",
        "粉丝12万人的账号公开他人照片",
        "信息被4000人次浏览",
    ],
)
def test_an_audience_is_never_a_count_of_victims(text: str) -> None:
    assert main_value(text) is None


def test_a_count_of_victims_stands_beside_an_audience() -> None:
    assert main_value("粉丝12万人的账号公开了35名用户的照片") == 35


@pytest.mark.parametrize(
    "text",
    [
        "合议庭由3人组成，泄露信息",
        "雇了20人收集信息",
        "公司有员工50人，泄露信息",
        "被告人5人贩卖",
        "出动民警30人",
    ],
)
def test_those_who_act_judge_or_serve_are_not_harmed(text: str) -> None:
    assert main_value(text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [("共计800人报名", 800), ("受骗者35人", 35), ("30名学生腹泻", 30), ("先后涉及60户", 60)],
)
def test_persons_harmed_or_a_total_stand_for_a_text(text: str, value: int) -> None:
    assert main_value(text) == value


def test_a_single_thing_stands_for_nothing() -> None:
    assert main_value("泄露信息1条") is None


def test_a_text_without_counts_has_no_main_count() -> None:
    assert main_count("没有数字", [], []) is None


@quick
@given(st.lists(st.integers(min_value=2, max_value=10**6), min_size=1, max_size=6))
def test_without_other_signs_the_main_count_is_the_maximum(numbers: list[int]) -> None:
    text = "，".join(f"个人信息{number}条" for number in numbers)
    assert main_value(text) == max(numbers)


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
    ],
)
def test_an_everyday_count_is_read(text: str, value: int, unit: str) -> None:
    assert [(count.value, count.unit) for count in counts_in(text)] == [(value, unit)]


@pytest.mark.parametrize(
    "text",
    ["卖三百一个", "跳出十一位电话", "共有泊位1300余个，其中", "三次，两台", "以388号起诉书指控被告人"],
)
def test_a_price_a_length_or_a_thing_is_no_count(text: str) -> None:
    assert counts_in(text) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("少说有四十来户人家让她卖了", 40),
        ("七十来个娃在她那吃，昨天十九个娃发烧", 19),
        ("经审理查明：收证件二三十套。前后三百余套证件。", 300),
        ("我们司机群里四十多个人都碰上了", 40),
        ("业主一百一十六户签了名，四十多个娃挤在两间房", 40),
        ("楼上三十多个小囡，每天上千单面单", 30),
    ],
)
def test_the_number_concerned_stands_for_a_text(text: str, value: int) -> None:
    assert main_value(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "群里现有三百多人，泄露信息",
        "二百人的微信群里发信息",
        "提交送货单十二张",
        "扩招夜班人员八名",
        "一晚上响了几十回",
    ],
)
def test_a_number_beside_the_matter_stands_for_nothing(text: str) -> None:
    assert main_value(text) is None


def test_a_unit_written_otherwise_is_stored_as_one() -> None:
    assert stored_units("名") == {"人"}
    assert stored_units("个") == {"个", "人"}
    assert stored_units("条") == {"条"}
