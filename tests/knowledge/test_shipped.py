"""The shipped packs are sound, hold their own examples, and read the domain's samples as they are labelled."""

from datetime import date
from pathlib import Path

import pytest

from jobs.settings import Settings
from models.lint import lint
from models.packs import Group, Pack
from models.proving import failed_examples
from models.reading import Knowledge, read_record
from models.record import Record
from tests.models.test_reading import ad, complaint, judgment

CONF = Path(__file__).resolve().parents[2] / "conf"


def test_the_shipped_packs_have_no_fault(shipped_settings: Settings) -> None:
    assert lint(shipped_settings.packs, shipped_settings.concepts, date.today()) == []


def test_packs_are_shipped_and_each_stands_in_a_file_of_its_own_name(shipped_settings: Settings) -> None:
    assert {pack.id for pack in shipped_settings.packs} == {
        path.stem for path in (CONF / "scenarios").glob("*.yaml")
    }


def test_every_example_of_every_shipped_pack_holds(shipped_settings: Settings, shipped: Knowledge) -> None:
    assert failed_examples(shipped_settings.packs, shipped) == []


def test_a_shipped_rule_asks_only_for_groups_that_are_read_in_its_sources(shipped_settings: Settings) -> None:
    shared = {group.id: group for group in shipped_settings.concepts.concepts}
    silent = [
        (pack.id, rule.id, source, slot)
        for pack in shipped_settings.packs
        for rule in pack.rules
        for source in rule.sources
        for slot in rule.slots
        if not any(source in _group(pack, shared, name).sources for name in slot)
    ]
    assert silent == []


def _group(pack: Pack, shared: dict[str, Group], name: str) -> Group:
    return {**shared, **{group.id: group for group in pack.groups}}[name]


def test_shipped_examples_stand_in_a_source_that_their_rule_reads(shipped_settings: Settings) -> None:
    wrong = [
        (pack.id, example.text)
        for pack in shipped_settings.packs
        for example in pack.examples.must_hit
        if pack.rules and example.rule and example.source not in pack.rule(example.rule).sources
    ]
    assert wrong == []


def test_the_condition_of_a_field_rule_names_its_threshold_and_its_message_its_value(
    shipped_settings: Settings,
) -> None:
    rules = [rule for pack in shipped_settings.packs for rule in pack.fields]
    assert rules
    assert all("{value}" in rule.message or rule.threshold <= 1 for rule in rules)
    assert all("{threshold}" in rule.where and rule.lookalikes.endswith(".") for rule in rules)


@pytest.mark.parametrize(
    "text",
    [
        "公司不收取任何押金和服装费，面试请勿转账",
        "谨防以招聘为名收取押金",
        "严禁面试前索要身份证照片",
        "本公司绝不要求先交报名费才能面试",
        "拒绝培训贷",
    ],
)
def test_the_shipped_words_of_negation_void_the_shipped_rules(text: str, shipped: Knowledge) -> None:
    assert [rule["rule_id"] for rule in ad(text, shipped).rules] == []


def test_a_consultation_never_fires_a_shipped_rule_however_strong(shipped: Knowledge) -> None:
    text = "面试前要拍身份证正反面发给对方，这是培训贷吗"
    assert complaint(text, shipped).rules != []
    assert complaint(text, shipped, "咨询").mentions == [
        one for one in complaint(text, shipped, "咨询").mentions if one["kind"] == "hit"
    ]


@pytest.mark.parametrize(
    ("source", "text", "appeal_type", "fires"),
    [
        ("ads", "日结260，名额仅限20，添加薇❤xy88，先把姓名电话身份证正反拍照登记", "", True),
        ("ads", "先岗前培训，零元入学，公司协助分期，学成包就业月入两万", "", True),
        (
            "judgments",
            "被告人王某某注册多家空壳公司，在招聘网站发布虚假岗位，获取求职者简历3万余条并以每条2元出售",
            "",
            True,
        ),
        ("ads", "会使用人脸识别门禁和监控系统，购买五险，包吃住", "", False),
        ("ads", "公司不收取任何费用，面试请勿提供银行卡信息，谨防招聘诈骗", "", False),
        ("complaints", "请问小区人脸识别门禁怎么录入？", "咨询", False),
        ("complaints", "新手机开盒评测，屏幕有划痕要求退换", "投诉", False),
    ],
)
def test_the_domain_s_own_samples_of_the_reference_scenario_read_as_labelled(
    source: str, text: str, appeal_type: str, fires: bool, shipped: Knowledge
) -> None:
    reading = read_record(Record(source, {"text": text}, appeal_type=appeal_type), shipped)
    assert ("fake_recruitment" in {rule["scenario"] for rule in reading.rules}) is fires


def test_the_domain_s_judgment_of_the_reference_scenario_counts_thirty_thousand(shipped: Knowledge) -> None:
    text = "被告人王某某注册多家空壳公司，在招聘网站发布虚假岗位，获取求职者简历3万余条并以每条2元出售"
    count = judgment(text, shipped).attributes["count_main"]
    assert (count["value"], count["unit"], count["qualifier"]) == (30_000, "条", "at_least")
