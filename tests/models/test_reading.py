"""One record read: mentions with their places, contexts that weaken them, masked quotes, attributes."""

import pickle
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jobs.settings import load_settings
from models.masking import unmasked_in
from models.packs import Language, Pack
from models.reading import QUOTE_MARGIN, Knowledge, Reading, Record, read_record
from schemas.tables import ATTRIBUTE, MENTION

quick = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
CONF = Path(__file__).resolve().parents[2] / "conf"
SHIPPED = load_settings("", CONF)
PIECES = st.lists(
    st.sampled_from(
        ["储物柜", "更衣柜", "只能刷脸", "刷臉", "加薇", "VX", "也可刷卡", "押金", "压金", "严禁", "谨防", "警方提醒", "人脸", "，", "。", "好" * 9,
         "13800138000", "微信 ", "3万余条信息", "\ud800", "🐮"]
    ),
    max_size=12,
).map("".join)  # fmt: skip


@pytest.fixture(scope="module")
def knowledge(locker: Pack, language: Language) -> Knowledge:
    return Knowledge((locker,), language)


def rules(reading: Reading) -> list[str]:
    return [mention["rule_id"] for mention in reading.mentions if mention["kind"] == "rule"]


def ad(text: str, knowledge: Knowledge, **more: Any) -> Reading:
    return read_record(Record("ads", {"job_desc": text}, **more), knowledge)


def complaint(text: str, knowledge: Knowledge, appeal_type: str = "投诉") -> Reading:
    return read_record(Record("complaints", {"content": text}, appeal_type=appeal_type), knowledge)


def contexts(reading: Reading, group: str) -> list[list[str]]:
    return [m["context"] for m in reading.mentions if m["kind"] == "hit" and m["rule_id"] == group]


def test_mentions_and_attributes_have_the_columns_of_their_tables(knowledge: Knowledge) -> None:
    reading = ad("储物柜只能刷脸", knowledge)
    assert {frozenset(mention) for mention in reading.mentions} == {frozenset(name for name, _, _ in MENTION)}
    assert set(reading.attributes) == {name for name, _, _ in ATTRIBUTE}


@quick
@given(raw=PIECES)
def test_the_place_of_every_mention_lies_in_its_text_and_its_sentence(raw: str, knowledge: Knowledge) -> None:
    for mention in ad(raw, knowledge).mentions:
        assert 0 <= mention["start"] < mention["end"] <= len(raw)
        assert mention["sentence"] == len(re.findall(r"[。]+", raw[: mention["start"]]))
        assert mention["quote"]


def test_a_mention_s_slice_is_the_words_as_written(knowledge: Knowledge) -> None:
    raw = "本店更衣柜只能刷 臉进入"
    found = [(m["kind"], raw[m["start"] : m["end"]], m["via"]) for m in ad(raw, knowledge).mentions]
    assert found == [
        ("hit", "更衣柜", []),
        ("hit", "只能刷 臉", ["separator", "traditional"]),
        ("rule", "更衣柜只能刷 臉", ["separator", "traditional"]),
    ]


def test_a_rule_names_the_hits_it_stands_on(knowledge: Knowledge) -> None:
    rule = next(m for m in ad("储物柜只能刷脸", knowledge).mentions if m["kind"] == "rule")
    assert rule["stands_on"] == ["object@0-3", "act@3-7"]
    assert (rule["matched"], rule["strength"], rule["role"]) == ("储物柜＋只能刷脸", "强", "rule")


@quick
@given(raw=PIECES)
def test_everything_a_rule_stands_on_is_a_mention_too(raw: str, knowledge: Knowledge) -> None:
    mentions = ad(raw, knowledge).mentions
    hits = {f"{m['rule_id']}@{m['start']}-{m['end']}" for m in mentions if m["kind"] == "hit"}
    assert all(set(m["stands_on"]) <= hits for m in mentions if m["kind"] == "rule")


@pytest.mark.parametrize("text", ["严禁储物柜只能刷脸", "谨防储物柜只能刷脸", "严禁物业在储物柜处只能刷脸"])
def test_a_negation_before_a_hit_in_its_clause_voids_it(text: str, knowledge: Knowledge) -> None:
    reading = ad(text, knowledge)
    assert rules(reading) == []
    assert all("negated" in context for context in contexts(reading, "object"))


@pytest.mark.parametrize(
    "text",
    [
        "严禁吸烟，储物柜只能刷脸",
        "储物柜只能刷脸，严禁翻越",
        "严禁在本健身房内任何地方大声喧哗储物柜只能刷脸",
        "无需任何钥匙的储物柜只能刷脸",
    ],
)
def test_a_negation_of_another_clause_too_far_away_or_behind_voids_nothing(
    text: str, knowledge: Knowledge
) -> None:
    assert rules(ad(text, knowledge)) == ["locker_by_face"]


def test_a_short_negation_reaches_a_few_characters_only(knowledge: Knowledge) -> None:
    assert rules(ad("无需交的押金", knowledge)) == []
    assert rules(ad("无需很多手续的押金", knowledge)) == ["deposit"]


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
def test_the_shipped_words_of_negation_void_the_shipped_rules(text: str) -> None:
    assert rules(ad(text, SHIPPED.knowledge)) == []


@pytest.mark.parametrize("appeal_type", ["咨询", "表扬"])
def test_a_question_or_praise_never_fires(appeal_type: str, knowledge: Knowledge) -> None:
    reading = complaint("储物柜只能刷脸，押金不退", knowledge, appeal_type)
    assert rules(reading) == []
    assert all("consultation" in mention["context"] for mention in reading.mentions)


def test_a_question_never_fires_a_shipped_rule_however_strong() -> None:
    text = "面试前要拍身份证正反面发给对方，这是培训贷吗"
    assert rules(complaint(text, SHIPPED.knowledge)) != []
    assert rules(complaint(text, SHIPPED.knowledge, "咨询")) == []


@pytest.mark.parametrize("appeal_type", ["求助", "建议"])
def test_a_call_for_help_fires_strong_rules_only(appeal_type: str, knowledge: Knowledge) -> None:
    assert rules(complaint("押金不退", knowledge)) == ["deposit"]
    assert rules(complaint("押金不退", knowledge, appeal_type)) == []
    assert rules(complaint("储物柜只能刷脸", knowledge, appeal_type)) == ["locker_by_face"]


def test_education_marks_its_whole_sentence_and_no_other(knowledge: Knowledge) -> None:
    reading = ad("储物柜只能刷脸，警方提醒大家注意。更衣柜只能刷脸", knowledge)
    assert contexts(reading, "object") == [["education"], []]
    assert [m["context"] for m in reading.mentions if m["kind"] == "rule"] == [["education"], []]


def test_a_long_quote_shows_the_margin_and_no_more(knowledge: Knowledge) -> None:
    raw = "甲" * 100 + "押金" + "乙" * 100
    (hit, _) = ad(raw, knowledge).mentions
    assert hit["quote"] == "甲" * QUOTE_MARGIN + "押金" + "乙" * QUOTE_MARGIN


def test_a_quote_ends_with_its_sentence(knowledge: Knowledge) -> None:
    assert ad("第一句。押金三百。第三句", knowledge).mentions[0]["quote"] == "押金三百。"


def digits(count: int) -> st.SearchStrategy[str]:
    return st.text(alphabet="0123456789", min_size=count, max_size=count)


secrets = st.one_of(
    st.builds("1{}{}".format, st.sampled_from("3456789"), digits(9)),
    digits(17).map(lambda head: head + "X"),
    digits(18),
    st.builds("62{}".format, digits(17)),
)


@quick
@given(secret=secrets, before=st.integers(0, 60), after=st.integers(0, 60), far=st.integers(0, 3))
def test_no_number_survives_in_a_quote_even_when_the_margin_cuts_it(
    secret: str, before: int, after: int, far: int, knowledge: Knowledge
) -> None:
    raw = "甲" * far + secret + "乙" * before + "押金" + "丙" * after + secret + "丁" * far
    for mention in ad(raw, knowledge).mentions:
        assert secret not in mention["quote"]
        assert not unmasked_in(mention["quote"])
        assert max(map(len, re.findall(r"\d+", mention["quote"])), default=0) <= 4


@pytest.mark.parametrize("margin", range(QUOTE_MARGIN - 20, QUOTE_MARGIN + 2))
def test_a_number_at_every_place_around_the_margin_is_masked_or_cut_off(
    margin: int, knowledge: Knowledge
) -> None:
    quote = ad("押金" + "乙" * margin + "13800138000找我", knowledge).mentions[0]["quote"]
    assert max(map(len, re.findall(r"\d+", quote)), default=0) <= 4


def test_a_card_number_in_groups_that_the_margin_cuts_is_masked(knowledge: Knowledge) -> None:
    raw = "押金" + "乙" * (QUOTE_MARGIN - 14) + "6222 0212 3456 7890 123"
    quote = ad(raw, knowledge).mentions[0]["quote"]
    assert len(re.sub(r"\D", "", quote)) <= 8


def test_a_mail_address_that_the_margin_cuts_is_masked(knowledge: Knowledge) -> None:
    raw = "押金" + "乙" * (QUOTE_MARGIN - 13) + " zhangsan@mail.example.com"
    assert "zhangsan" not in ad(raw, knowledge).mentions[0]["quote"]


def test_a_name_that_the_margin_cuts_is_masked(knowledge: Knowledge) -> None:
    raw = "押金" + "乙" * (QUOTE_MARGIN - 2) + "张三丰收"
    assert "张三" not in ad(raw, knowledge, persons=("张三丰",)).mentions[0]["quote"]


def test_persons_of_the_record_are_masked_in_its_quotes(knowledge: Knowledge) -> None:
    assert ad("张三丰收押金", knowledge, persons=("张三丰",)).mentions[0]["quote"] == "张某某收押金"


@quick
@given(raw=PIECES)
def test_a_text_read_twice_gives_the_same_reading(raw: str, knowledge: Knowledge) -> None:
    assert ad(raw, knowledge) == ad(raw, knowledge)


@quick
@given(raw=PIECES, title=PIECES)
def test_a_text_read_beside_another_gives_the_mentions_it_gives_alone(
    raw: str, title: str, knowledge: Knowledge
) -> None:
    both = read_record(Record("ads", {"job_title": title, "job_desc": raw}), knowledge)
    assert [m for m in both.mentions if m["field"] == "job_desc"] == ad(raw, knowledge).mentions


@quick
@given(raw=PIECES)
def test_the_order_of_the_packs_changes_no_reading(raw: str, locker: Pack, language: Language) -> None:
    other = locker.model_copy(update={"id": "other"})
    one, two = (ad(raw, Knowledge(packs, language)) for packs in ((locker, other), (other, locker)))
    assert one == two


@quick
@given(raw=PIECES)
def test_another_pack_leaves_the_mentions_of_a_pack_alone(raw: str, locker: Pack, language: Language) -> None:
    other = locker.model_copy(update={"id": "other", "allow": ("储物柜",)})
    both = ad(raw, Knowledge((locker, other), language)).mentions
    assert [m for m in both if m["scenario"] == locker.id] == ad(raw, Knowledge((locker,), language)).mentions


def test_the_knowledge_hash_is_blind_to_the_order_of_packs(locker: Pack, language: Language) -> None:
    other = locker.model_copy(update={"id": "other"})
    assert Knowledge((locker, other), language).hash == Knowledge((other, locker), language).hash


def test_the_knowledge_hash_changes_with_a_term_and_with_a_context(locker: Pack, language: Language) -> None:
    base = Knowledge((locker,), language).hash
    groups = (locker.groups[0].model_copy(update={"terms": ("储物柜", "抽屉")}), *locker.groups[1:])
    other_words = Knowledge((locker.model_copy(update={"groups": groups}),), language).hash
    other_contexts = Knowledge((locker,), language.model_copy(update={"contexts": {}})).hash
    assert len({base, other_words, other_contexts, Knowledge((), language).hash}) == 4


def test_knowledge_survives_pickling(knowledge: Knowledge) -> None:
    again = pickle.loads(pickle.dumps(knowledge))
    assert again.hash == knowledge.hash
    assert ad("储物柜只能刷脸", again) == ad("储物柜只能刷脸", knowledge)


@pytest.mark.parametrize("raw", ["", "\x00", "\ud800", "🐮" * 3, "\n\n", "。"])
def test_a_text_of_nothing_can_be_read(raw: str, knowledge: Knowledge) -> None:
    reading = ad(raw, knowledge)
    assert reading.mentions == []
    assert reading.attributes["count_main"] is None


def test_attributes_are_told_by_their_cues(knowledge: Knowledge) -> None:
    told = complaint(
        "利用工作便利拍下儿童人脸和聊天记录，之后骚扰电话不断，被判有期徒刑", knowledge
    ).attributes
    assert (told["sensitive_types"], told["groups"]) == (["COMM", "SENS_BIO"], ["GRP_CHILD"])
    assert (told["insider"], told["harm"], told["sanctioned"], told["repeat"]) == (True, True, True, False)


def test_a_negated_cue_tells_nothing(knowledge: Knowledge) -> None:
    assert complaint("严禁采集儿童人脸", knowledge).attributes["groups"] == []


def test_evasion_is_told_by_a_fired_rule_that_needs_folding(knowledge: Knowledge) -> None:
    assert ad("储物柜只能刷臉", knowledge).attributes["evasion"] is True
    assert ad("储物柜只能刷脸", knowledge).attributes["evasion"] is False
    assert ad("只能刷臉", knowledge).attributes["evasion"] is False


def test_counts_are_read_in_judgments_and_complaints_but_not_in_ads(knowledge: Knowledge) -> None:
    text = "获取个人信息3万余条"
    row = {"value": 30_000, "unit": "条", "qualifier": "at_least", "start": 6, "end": 10, "field": "facts"}
    assert read_record(Record("judgments", {"facts": text}), knowledge).attributes["count_main"] == row
    assert complaint(text, knowledge).attributes["counts"][0]["value"] == 30_000
    assert ad(text, knowledge).attributes["counts"] == []


def test_the_largest_main_count_of_all_fields_stands_for_a_record(knowledge: Knowledge) -> None:
    record = Record("judgments", {"facts": "获取个人信息300条", "reasons": "非法获取个人信息500条"})
    attributes = read_record(record, knowledge).attributes
    assert (attributes["count_main"]["value"], attributes["count_main"]["field"]) == (500, "reasons")
    assert [row["value"] for row in attributes["counts"]] == [300, 500]


def test_the_article_of_the_crime_is_no_scale_of_a_judgment(knowledge: Knowledge) -> None:
    text = "其行为已构成侵犯公民个人信息罪，依照《中华人民共和国刑法》第二百五十三条之一判决如下"
    assert read_record(Record("judgments", {"reasons": text}), knowledge).attributes["count_main"] is None


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
    source: str, text: str, appeal_type: str, fires: bool
) -> None:
    pack = next(pack for pack in SHIPPED.packs if pack.id == "fake_recruitment")
    reading = read_record(
        Record(source, {"text": text}, appeal_type=appeal_type), Knowledge((pack,), SHIPPED.language)
    )
    assert bool(rules(reading)) is fires


def test_the_domain_s_judgment_of_the_reference_scenario_counts_thirty_thousand() -> None:
    text = "被告人王某某注册多家空壳公司，在招聘网站发布虚假岗位，获取求职者简历3万余条并以每条2元出售"
    count = read_record(Record("judgments", {"facts": text}), SHIPPED.knowledge).attributes["count_main"]
    assert (count["value"], count["unit"], count["qualifier"]) == (30_000, "条", "at_least")
