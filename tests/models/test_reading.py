"""Records read: mentions with their places, contexts that weaken them, masked quotes, attributes."""

import pickle
import re
from dataclasses import replace
from time import perf_counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from models.masking import unmasked_in
from models.packs import Language, Pack
from models.reading import (
    PORTION,
    QUOTE_MARGIN,
    Knowledge,
    Reading,
    Record,
    portions,
    read_record,
    read_records,
)
from models.words import Words
from schemas.tables import ATTRIBUTE, MENTION

quick = settings(deadline=None, max_examples=35)
WORDS = [
    "储物柜", "更衣柜", "只能刷脸", "刷臉", "加薇", "VX", "也可刷卡", "押金", "压金", "严禁", "谨防", "警方提醒", "人脸", "，", "。", "好" * 9,
    "13800138000", "微信 ", "3万余条信息", "\ud800", "🐮", "s脸", "楚物柜", "储物柜免费", "！", "\n",
]  # fmt: skip
PIECES = st.lists(st.sampled_from(WORDS), max_size=12).map("".join)
FILLERS = st.lists(st.sampled_from(["好", "门口", "，", "。", "今天", "3人", "\ud800", "🐮", " "]), max_size=8).map("".join)  # fmt: skip
ANYTHING = st.text(alphabet=st.characters(codec=None), max_size=40)


def ids(reading: Reading) -> list[str]:
    return [mention["rule_id"] for mention in reading.mentions if mention["kind"] == "rule"]


def ad(text: str, knowledge: Knowledge, **more: Any) -> Reading:
    return read_record(Record("ads", {"job_desc": text}, **more), knowledge)


def complaint(text: str, knowledge: Knowledge, appeal_type: str = "投诉") -> Reading:
    return read_record(Record("complaints", {"content": text}, appeal_type=appeal_type), knowledge)


def judgment(text: str, knowledge: Knowledge, **more: Any) -> Reading:
    return read_record(Record("judgments", {"facts": text}, **more), knowledge)


def quotes(reading: Reading) -> list[str]:
    return [mention["quote"] for mention in reading.mentions if mention["kind"] == "rule"]


def test_mentions_and_attributes_have_the_columns_of_their_tables(knowledge: Knowledge) -> None:
    reading = ad("储物柜只能刷脸", knowledge)
    assert {frozenset(mention) for mention in reading.mentions} == {frozenset(name for name, _, _ in MENTION)}
    assert set(reading.attributes) == {name for name, _, _ in ATTRIBUTE}


@quick
@given(raw=PIECES)
def test_the_place_of_every_mention_lies_in_its_text_and_its_sentence(raw: str, knowledge: Knowledge) -> None:
    for mention in ad(raw, knowledge).mentions:
        assert 0 <= mention["start"] < mention["end"] <= len(raw)
        assert mention["sentence"] == len(re.findall(r"[。！？!?\n\r；;]+", raw[: mention["start"]]))
        assert bool(mention["quote"]) is (mention["kind"] == "rule")


def test_a_mention_s_slice_is_the_words_as_written(knowledge: Knowledge) -> None:
    raw = "本店更衣柜只能刷 臉进入"
    found = [(m["kind"], raw[m["start"] : m["end"]], m["via"]) for m in ad(raw, knowledge).mentions]
    assert found == [
        ("hit", "更衣柜", []),
        ("hit", "只能刷 臉", ["traditional", "separator"]),
        ("rule", "更衣柜只能刷 臉", ["traditional", "separator"]),
    ]


def test_a_rule_names_the_hits_it_stands_on(knowledge: Knowledge) -> None:
    (rule,) = ad("储物柜只能刷脸", knowledge).rules
    assert rule["stands_on"] == ["object@0-3", "act@3-7"]
    assert (rule["matched"], rule["strength"], rule["role"]) == ("储物柜＋只能刷脸", "强", "rule")


@quick
@given(raw=PIECES)
def test_everything_a_rule_stands_on_is_a_mention_too(raw: str, knowledge: Knowledge) -> None:
    mentions = ad(raw, knowledge).mentions
    hits = {f"{m['rule_id']}@{m['start']}-{m['end']}" for m in mentions if m["kind"] == "hit"}
    assert all(set(m["stands_on"]) <= hits for m in mentions if m["kind"] == "rule")


def test_a_weak_word_is_a_mention_only_where_a_rule_stands_on_it(knowledge: Knowledge) -> None:
    hits = [
        m["matched"] for m in ad("更衣柜，储物柜只能刷脸，微信", knowledge).mentions if m["kind"] == "hit"
    ]
    assert set(hits) == {"储物柜", "更衣柜", "只能刷脸", "微信"}
    assert [m["matched"] for m in ad("更衣柜很多", knowledge).mentions] == []
    assert [m["matched"] for m in ad("加微信", knowledge).mentions] == []  # by_chat wants an object too


# Contexts


@pytest.mark.parametrize("text", ["严禁储物柜只能刷脸", "谨防储物柜只能刷脸", "严禁物业在储物柜处只能刷脸"])
def test_a_negation_before_a_hit_in_its_clause_voids_it(text: str, knowledge: Knowledge) -> None:
    reading = ad(text, knowledge)
    assert ids(reading) == []
    assert [m["context"] for m in reading.mentions] == [["negated"]]


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
    assert ids(ad(text, knowledge)) == ["locker_by_face"]


def test_a_short_negation_reaches_a_few_characters_only(knowledge: Knowledge) -> None:
    assert ids(ad("无需交的押金", knowledge)) == []
    assert ids(ad("无需很多手续的押金", knowledge)) == ["deposit"]


@pytest.mark.parametrize("appeal_type", ["咨询", "表扬"])
def test_a_consultation_or_praise_never_fires(appeal_type: str, knowledge: Knowledge) -> None:
    assert ids(complaint("储物柜只能刷脸，押金不退", knowledge)) == ["locker_by_face", "deposit"]
    assert ids(complaint("储物柜只能刷脸，押金不退", knowledge, appeal_type)) == []


@pytest.mark.parametrize(
    ("text", "appeal_type", "fires"),
    [
        ("请问储物柜只能刷脸吗", "", False),
        ("请问储物柜只能刷脸吗", "求助", False),
        ("请问储物柜只能刷脸吗", "投诉", True),
        ("请问储物柜只能刷脸吗", "举报", True),
        ("请问储物柜只能刷脸，我要投诉", "", True),
        ("储物柜只能刷脸", "", True),
    ],
)
def test_a_question_that_accuses_nobody_is_a_consultation(
    text: str, appeal_type: str, fires: bool, knowledge: Knowledge
) -> None:
    assert ids(complaint(text, knowledge, appeal_type)) == ["locker_by_face"] * fires


def test_a_question_and_its_accusation_may_stand_in_two_fields(knowledge: Knowledge) -> None:
    asked = {"subject": "请问", "content": "储物柜只能刷脸"}
    accused = {"subject": "请问", "content": "储物柜只能刷脸，我要投诉"}
    assert ids(read_record(Record("complaints", asked), knowledge)) == []
    assert ids(read_record(Record("complaints", accused), knowledge)) == ["locker_by_face"]


def test_a_question_in_an_ad_is_no_consultation(knowledge: Knowledge) -> None:
    assert ids(ad("请问储物柜只能刷脸吗", knowledge)) == ["locker_by_face"]


@pytest.mark.parametrize("appeal_type", ["求助", "建议"])
def test_a_call_for_help_fires_strong_rules_only(appeal_type: str, knowledge: Knowledge) -> None:
    assert ids(complaint("押金不退", knowledge)) == ["deposit"]
    assert ids(complaint("押金不退", knowledge, appeal_type)) == []
    assert ids(complaint("储物柜只能刷脸", knowledge, appeal_type)) == ["locker_by_face"]


def test_education_marks_its_whole_sentence_and_no_other(knowledge: Knowledge) -> None:
    reading = ad("储物柜只能刷脸，警方提醒大家注意。更衣柜只能刷脸", knowledge)
    assert [m["context"] for m in reading.mentions if m["matched"] == "只能刷脸"] == [["education"], []]
    assert [m["context"] for m in reading.mentions if m["kind"] == "rule"] == [["education"], []]


def test_a_rule_quoted_as_a_lesson_is_shown_and_does_not_stand(knowledge: Knowledge) -> None:
    reading = ad("警方提醒，储物柜只能刷脸", knowledge)
    assert (ids(reading), reading.rules) == (["locker_by_face"], [])


@pytest.mark.parametrize(
    ("text", "stands"),
    [
        ("有人冒用晨禾健身有限公司名义，储物柜只能刷脸", False),
        ("被告人冒用晨禾健身有限公司名义，储物柜只能刷脸", True),
        ("被告单位青石健身有限公司冒用晨禾健身有限公司名义，储物柜只能刷脸", True),
        ("晨禾健身有限公司的储物柜只能刷脸", True),
    ],
)
def test_a_judgment_that_names_only_a_victim_lets_no_rule_stand(
    text: str, stands: bool, knowledge: Knowledge
) -> None:
    reading = judgment(text, knowledge)
    assert ids(reading) == ["locker_by_face"]
    assert bool(reading.rules) is stands
    assert ("victim" in reading.mentions[-1]["context"]) is not stands


def test_a_complaint_of_a_victim_stands(knowledge: Knowledge) -> None:
    assert complaint("有人冒用晨禾健身有限公司名义，储物柜只能刷脸", knowledge).rules


# Quotes


def test_a_long_quote_shows_the_margin_and_no_more(knowledge: Knowledge) -> None:
    raw = "甲" * 100 + "押金" + "乙" * 100
    assert quotes(ad(raw, knowledge)) == ["甲" * QUOTE_MARGIN + "押金" + "乙" * QUOTE_MARGIN]


def test_a_quote_ends_with_its_sentence(knowledge: Knowledge) -> None:
    assert quotes(ad("第一句。押金三百。第三句", knowledge)) == ["押金三百。"]


def test_a_quote_of_two_sentences_shows_both(knowledge: Knowledge) -> None:
    assert quotes(ad("前。有储物柜。只能刷脸！后", knowledge)) == ["有储物柜。只能刷脸！"]


@quick
@given(before=st.lists(PIECES, max_size=3), after=st.lists(PIECES, max_size=3))
def test_a_quote_takes_no_word_of_another_record(
    before: list[str], after: list[str], knowledge: Knowledge
) -> None:
    texts = [*before, "。押金三百！", *after]
    readings = read_records([Record("ads", {"x": text}) for text in texts], knowledge)
    assert quotes(readings[len(before)]) == ["押金三百！"]


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
    (quote,) = quotes(ad(raw, knowledge))
    assert secret not in quote
    assert not unmasked_in(quote)
    assert max(map(len, re.findall(r"\d+", quote)), default=0) <= 4


@pytest.mark.parametrize("margin", range(QUOTE_MARGIN - 20, QUOTE_MARGIN + 2))
def test_a_number_at_every_place_around_the_margin_is_masked_or_cut_off(
    margin: int, knowledge: Knowledge
) -> None:
    (quote,) = quotes(ad("押金" + "乙" * margin + "13800138000找我", knowledge))
    assert max(map(len, re.findall(r"\d+", quote)), default=0) <= 4


def test_a_card_number_in_groups_that_the_margin_cuts_is_masked(knowledge: Knowledge) -> None:
    raw = "押金" + "乙" * (QUOTE_MARGIN - 14) + "6222 0212 3456 7890 123"
    assert len(re.sub(r"\D", "", quotes(ad(raw, knowledge))[0])) <= 8


def test_a_mail_address_that_the_margin_cuts_is_masked(knowledge: Knowledge) -> None:
    raw = "押金" + "乙" * (QUOTE_MARGIN - 13) + " zhangsan@mail.example.com"
    assert "zhangsan" not in quotes(ad(raw, knowledge))[0]


def test_a_name_that_the_margin_cuts_is_masked(knowledge: Knowledge) -> None:
    raw = "押金" + "乙" * (QUOTE_MARGIN - 2) + "张三丰收"
    assert "张三" not in quotes(ad(raw, knowledge, persons=("张三丰",)))[0]


def test_persons_of_the_record_are_masked_in_its_quotes(knowledge: Knowledge) -> None:
    assert quotes(ad("张三丰收押金", knowledge, persons=("张三丰",))) == ["张某某收押金"]


# Properties


@quick
@given(raw=PIECES)
def test_a_text_read_twice_gives_the_same_reading(raw: str, knowledge: Knowledge) -> None:
    assert ad(raw, knowledge) == ad(raw, knowledge)


@quick
@given(raw=PIECES, title=PIECES)
def test_a_text_read_beside_another_gives_the_hits_it_gives_alone(
    raw: str, title: str, knowledge: Knowledge
) -> None:
    both = read_record(Record("ads", {"job_title": title, "job_desc": raw}), knowledge)
    assert all(m in both.mentions for m in ad(raw, knowledge).mentions)


@quick
@given(texts=st.lists(st.one_of(PIECES, ANYTHING), max_size=8), source=st.sampled_from(["ads", "judgments", "complaints"]))  # fmt: skip
def test_a_record_alone_and_in_a_batch_gives_the_same_reading(
    texts: list[str], source: str, knowledge: Knowledge
) -> None:
    records = [Record(source, {"x": text, "y": text[::-1]}) for text in texts]
    assert read_records(records, knowledge) == [read_record(record, knowledge) for record in records]


def test_wordings_of_equal_span_give_the_same_reading_alone_and_in_a_batch(
    know: Any, make_pack: Any, group: Any, rule: Any
) -> None:
    groups = [group("a", "act", "强", "收…简历", "收＆简历", "收简历", "简历＆收", gap=8)]
    knowledge = know(make_pack(groups, [rule("one", ["a"])]))
    records = [Record("ads", {"x": "高价收" + "好" * (n % 7) + "简历。"}) for n in range(200)]
    assert read_records(records, knowledge) == [read_record(record, knowledge) for record in records]


def test_the_words_of_one_record_make_no_mention_in_another(
    know: Any, make_pack: Any, group: Any, rule: Any
) -> None:
    groups = [group("gap", "act", "中", "收…简历"), group("place", "place", "中", "学校")]
    knowledge = know(make_pack(groups, [rule("both", ["gap", "place"])]))
    records = [Record("ads", {"x": "门口常收"}), Record("ads", {"x": "简历在学校"})]
    assert [reading.mentions for reading in read_records(records, knowledge)] == [[], []]
    assert read_record(Record("ads", {"x": "学校门口常收简历"}), knowledge).mentions


@pytest.fixture(scope="session")
def pairs(know: Any, locker: Pack) -> tuple[Knowledge, Knowledge]:
    """The invented pack and another, in both orders; the other allows what the first looks for."""
    other = locker.model_copy(update={"id": "other", "allow": ("储物柜",)})
    return know(locker, other), know(other, locker)


@quick
@given(raw=PIECES)
def test_the_order_of_the_packs_changes_no_reading(raw: str, pairs: tuple[Knowledge, Knowledge]) -> None:
    one, two = (ad(raw, knowledge) for knowledge in pairs)
    assert one == two


@quick
@given(raw=PIECES)
def test_another_pack_leaves_the_mentions_of_a_pack_alone(
    raw: str, pairs: tuple[Knowledge, Knowledge], knowledge: Knowledge, locker: Pack
) -> None:
    both = ad(raw, pairs[0]).mentions
    assert [m for m in both if m["scenario"] == locker.id] == ad(raw, knowledge).mentions


@quick
@given(raw=PIECES, more=FILLERS)
def test_a_further_sentence_without_wordings_changes_no_mention(
    raw: str, more: str, knowledge: Knowledge
) -> None:
    def told(text: str) -> list[Any]:
        return [{**mention, "quote": None} for mention in ad(text, knowledge).mentions]

    assert told(raw + "。" + more) == told(raw)


@quick
@given(raw=PIECES, more=PIECES)
def test_a_further_sentence_takes_no_strong_hit_away(raw: str, more: str, knowledge: Knowledge) -> None:
    def told(text: str) -> set[Any]:
        return {
            (m["rule_id"], m["start"], m["end"])
            for m in ad(text, knowledge).mentions
            if m["kind"] == "hit" and m["strength"] != "弱"
        }

    assert told(raw) <= told(raw + "。" + more)


@quick
@given(raw=PIECES, before=PIECES)
def test_an_earlier_sentence_takes_no_strong_hit_away(raw: str, before: str, knowledge: Knowledge) -> None:
    def told(text: str, shift: int) -> set[Any]:
        return {
            (m["rule_id"], m["start"] - shift, m["end"] - shift)
            for m in ad(text, knowledge).mentions
            if m["kind"] == "hit" and m["strength"] != "弱"
        }

    assert told(raw, 0) <= told(before + "。" + raw, len(before) + 1)


# The knowledge


def test_the_knowledge_hash_is_blind_to_the_order_of_packs(know: Any, locker: Pack) -> None:
    other = locker.model_copy(update={"id": "other"})
    assert know(locker, other).hash == know(other, locker).hash


def changed(given: BaseModel, section: str, name: str) -> BaseModel:
    """The same words with another list of one name."""
    part = getattr(given, section).model_copy(update={name: Words(terms=("机器人",))})
    return given.model_copy(update={section: part})


def test_the_knowledge_hash_changes_with_every_part(know: Any, locker: Pack, knowledge: Knowledge) -> None:
    groups = (locker.groups[0].model_copy(update={"terms": ("储物柜", "抽屉")}), *locker.groups[1:])
    spelled = knowledge.spelling.model_copy(update={"max_skip": 2})
    counting = changed(knowledge.counting, "scale", "harmed")
    naming = changed(knowledge.naming, "persons", "kin")
    several = [
        knowledge,
        know(locker.model_copy(update={"groups": groups})),
        know(locker, language=Language(contexts={})),
        know(locker, concepts=knowledge.concepts.model_copy(update={"concepts": ()})),
        replace(knowledge, spelling=spelled),
        replace(knowledge, counting=counting),
        replace(knowledge, naming=naming),
        know(),
    ]
    assert len({one.hash for one in several}) == 8


def test_knowledge_survives_pickling(knowledge: Knowledge) -> None:
    again = pickle.loads(pickle.dumps(knowledge))
    assert again.hash == knowledge.hash
    assert ad("储物柜只能刷脸", again) == ad("储物柜只能刷脸", knowledge)


def test_no_packs_read_nothing_but_counts(know: Any) -> None:
    reading = complaint("储物柜只能刷脸，泄露信息30条", know())
    assert reading.mentions == []
    assert reading.attributes["count_main"]["value"] == 30


# Odd texts


@pytest.mark.parametrize(
    "raw",
    ["", "\x00", "\ud800", "🐮" * 3, "\n\n", "。", "\u202eمرحبا بالعالم", "ﷺ", "～～～", "\u200b", "❤", " "],
)
@pytest.mark.parametrize("source", ["ads", "judgments", "complaints"])
def test_a_text_of_nothing_can_be_read(raw: str, source: str, knowledge: Knowledge) -> None:
    reading = read_record(Record(source, {"x": raw}), knowledge)
    assert reading.mentions == []
    assert reading.attributes["count_main"] is None


@pytest.mark.parametrize("odd", ["\x00", "\ud800", "\udc00", "\u202e", "ﷺ", "🐮", "３萬條信息"])
@pytest.mark.parametrize("source", ["ads", "judgments", "complaints"])
def test_an_odd_character_beside_the_words_hides_nothing(odd: str, source: str, knowledge: Knowledge) -> None:
    reading = read_record(Record(source, {"x": f"{odd}。储物柜只能刷脸，{odd}"}), knowledge)
    assert ids(reading) == ["locker_by_face"]


@pytest.mark.parametrize("source", ["ads", "judgments", "complaints"])
def test_a_lone_surrogate_beside_traditional_script_hides_nothing(source: str, knowledge: Knowledge) -> None:
    reading = read_record(Record(source, {"x": "獲取３萬條信息\ud800。储物柜只能刷脸"}), knowledge)
    assert ids(reading) == ["locker_by_face"]


def test_a_record_without_fields_reads_as_nothing(knowledge: Knowledge) -> None:
    empty = Record("ads", {})
    full = Record("ads", {"x": "押金"})
    readings = read_records([empty, full, empty], knowledge)
    assert [ids(reading) for reading in readings] == [[], ["deposit"], []]
    assert read_record(empty, knowledge).mentions == []
    assert read_records([], knowledge) == []


@quick
@given(raw=ANYTHING, source=st.sampled_from(["ads", "judgments", "complaints"]))
def test_any_text_with_a_rule_in_it_can_be_read(raw: str, source: str, knowledge: Knowledge) -> None:
    reading = read_record(Record(source, {"x": raw + "。储物柜只能刷脸。" + raw}), knowledge)
    assert "locker_by_face" in ids(reading)


def test_a_text_of_five_megabytes_is_read_in_a_moment(knowledge: Knowledge) -> None:
    raw = "好，" * 800_000 + "储物柜只能刷臉" + "。好" * 30_000
    begun = perf_counter()
    (rule,) = complaint(raw, knowledge).rules
    assert rule["start"] == 1_600_000
    assert perf_counter() - begun < 10  # seconds; far above what a busy machine takes


def test_a_batch_is_cut_into_portions_that_keep_every_record_in_order(knowledge: Knowledge) -> None:
    texts = ["押金", "好" * PORTION, "", "储物柜只能刷脸", "好" * (2 * PORTION), "押金"]
    records = [Record("ads", {"x": text}) for text in texts]
    cut = portions(records)
    assert [record for portion in cut for record in portion] == records
    assert len(cut) > 1
    assert [ids(reading) for reading in read_records(records, knowledge)] == [
        ["deposit"], [], [], ["locker_by_face"], [], ["deposit"],
    ]  # fmt: skip


# Attributes


def test_attributes_are_told_by_their_cues(knowledge: Knowledge) -> None:
    told = complaint(
        "利用工作便利拍下儿童人脸和聊天记录，之后骚扰电话不断，被判有期徒刑", knowledge
    ).attributes
    assert (told["sensitive_types"], told["groups"]) == (["COMM", "SENS_BIO"], ["GRP_CHILD"])
    assert (told["insider"], told["harm"], told["sanctioned"], told["repeat"]) == (True, True, True, False)


def test_a_negated_cue_tells_nothing(knowledge: Knowledge) -> None:
    assert complaint("严禁采集儿童人脸", knowledge).attributes["groups"] == []


def test_the_cues_of_one_record_tell_nothing_of_the_next(knowledge: Knowledge) -> None:
    readings = read_records([Record("ads", {"x": text}) for text in ("儿童", "好", "人脸")], knowledge)
    assert [reading.attributes["groups"] for reading in readings] == [["GRP_CHILD"], [], []]
    assert [reading.attributes["sensitive_types"] for reading in readings] == [[], [], ["SENS_BIO"]]


def test_a_cue_inside_an_exception_of_its_group_tells_nothing(
    know: Any, make_pack: Any, group: Any, rule: Any
) -> None:
    pack = make_pack([group("GRP_CHILD", "attribute", "弱", "儿童", exceptions=["儿童座椅"])], [])
    assert complaint("租车带儿童座椅", know(pack)).attributes["groups"] == []


def test_a_cue_that_cannot_be_negated_is_told_all_the_same(
    know: Any, make_pack: Any, group: Any, rule: Any
) -> None:
    pack = make_pack([group("HARM", "attribute", "弱", "骚扰电话", negatable=False)], [])
    assert complaint("无需骚扰电话", know(pack)).attributes["harm"] is True


def test_evasion_is_told_by_a_fired_rule_that_needs_folding(knowledge: Knowledge) -> None:
    assert ad("储物柜只能刷臉", knowledge).attributes["evasion"] is True
    assert ad("储物柜只能刷脸", knowledge).attributes["evasion"] is False
    assert ad("只能刷臉", knowledge).attributes["evasion"] is False


def test_counts_are_read_in_judgments_and_complaints_and_in_ads_only_where_a_rule_fires(
    knowledge: Knowledge,
) -> None:
    text = "获取个人信息3万余条"
    row = {
        "value": 30_000, "unit": "条", "qualifier": "at_least", "start": 6, "end": 10, "field": "facts", "sentence": 0,
    }  # fmt: skip
    assert judgment(text, knowledge).attributes["count_main"] == row
    assert complaint(text, knowledge).attributes["counts"][0]["value"] == 30_000
    assert ad(text, knowledge).attributes["counts"] == []
    assert ad("押金。" + text, knowledge).attributes["count_main"]["value"] == 30_000


def test_a_count_knows_its_sentence(knowledge: Knowledge) -> None:
    counts = complaint("好。泄露信息30条！；\n又泄露信息50条", knowledge).attributes["counts"]
    assert [(row["value"], row["sentence"]) for row in counts] == [(30, 1), (50, 2)]


def test_a_count_in_traditional_script_is_read_at_its_place(knowledge: Knowledge) -> None:
    text = "獲取個人信息3萬餘條"
    (row,) = complaint(text, knowledge).attributes["counts"]
    assert (row["value"], row["unit"], text[row["start"] : row["end"]]) == (30_000, "条", "3萬餘條")


def test_the_largest_main_count_of_all_fields_stands_for_a_record(knowledge: Knowledge) -> None:
    record = Record("judgments", {"facts": "获取个人信息300条", "reasons": "非法获取个人信息500条"})
    attributes = read_record(record, knowledge).attributes
    assert (attributes["count_main"]["value"], attributes["count_main"]["field"]) == (500, "reasons")
    assert [row["value"] for row in attributes["counts"]] == [300, 500]


def test_the_article_of_the_crime_is_no_scale_of_a_judgment(knowledge: Knowledge) -> None:
    text = "其行为已构成侵犯公民个人信息罪，依照《中华人民共和国刑法》第二百五十三条之一判决如下"
    assert judgment(text, knowledge).attributes["count_main"] is None


def test_a_fired_record_tells_its_threshold_its_regions_and_its_organisations(knowledge: Knowledge) -> None:
    text = "储物柜只能刷脸，门店开在广东、湖南两省，获取个人信息37000条"
    told = judgment(text, knowledge, named=[("晨禾健身有限公司", "perpetrator")]).attributes
    assert (told["threshold_ratio"], told["cross_region"]) == (7.4, True)
    assert [(one["name"], one["role"]) for one in told["organisations"]] == [
        ("晨禾健身有限公司", "perpetrator")
    ]


def test_a_record_in_which_no_rule_fires_tells_no_organisation(knowledge: Knowledge) -> None:
    told = judgment("获取个人信息37000条", knowledge, named=[("晨禾健身有限公司", "perpetrator")]).attributes
    assert (told["organisations"], told["threshold_ratio"], told["cross_region"]) == ([], None, False)


# The domain's own samples
