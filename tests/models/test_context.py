"""The contexts of a hit: what negates it, marks it as a lesson, a question or an accusation."""

from collections.abc import Callable
from typing import Any

import pytest

from models.context import CONTEXTS, FLAG
from models.packs import Language, Pack
from models.reading import Knowledge, read_record, read_records
from models.record import Record

Contexts = Callable[..., dict[str, list[str]]]


def told(knowledge: Knowledge, **fields: str) -> dict[str, list[str]]:
    """The contexts of each hit that is a mention, by its words."""
    reading = read_record(Record("ads", fields), knowledge)
    return {m["matched"]: m["context"] for m in reading.mentions if m["kind"] == "hit"}


@pytest.fixture(scope="session")
def context(know: Any, make_pack: Any, group: Any, rule: Any) -> Contexts:
    """The contexts of 甲甲甲 and 乙乙乙 in a text."""
    groups = [group("a", "object", "中", "甲甲甲"), group("b", "act", "中", "乙乙乙", negatable=False)]
    knowledge = know(make_pack(groups, [rule("one", ["a"]), rule("two", ["b"])]))
    return lambda raw: told(knowledge, text=raw)


@pytest.fixture(scope="session")
def reaching(make_pack: Any, group: Any, rule: Any, know: Any) -> Callable[[str, str], dict[str, list[str]]]:
    """Contexts where the word 普法 marks education in a clause, a sentence or the record."""
    pack = make_pack(
        [group("a", "object", "中", "甲甲甲"), group("b", "act", "中", "乙乙乙")],
        [rule("one", ["a"]), rule("two", ["b"])],
    )

    def of(reach: str, raw: str) -> dict[str, list[str]]:
        language = Language.model_validate({"contexts": {"education": [{"terms": ["普法"], "reach": reach}]}})
        return told(know(pack, language=language), text=raw)

    return of


def test_every_context_has_a_bit() -> None:
    assert sorted(FLAG.values()) == [1 << place for place in range(len(CONTEXTS))]


@pytest.mark.parametrize(
    ("raw", "negated"),
    [
        ("严禁甲甲甲", True),
        ("严禁" + "好" * 12 + "甲甲甲", True),
        ("严禁" + "好" * 13 + "甲甲甲", False),
        ("严禁，甲甲甲", False),
        ("严禁：甲甲甲", False),
        ("严禁。甲甲甲", False),
        ("甲甲甲严禁", False),
        ("无需好好好好甲甲甲", True),
        ("无需好好好好好甲甲甲", False),
        ("严禁好好好无需甲甲甲", True),
        ("嚴禁甲甲甲", True),
        ("严 禁甲甲甲", True),
        ("yan禁甲甲甲", False),
        ("严禁", False),
    ],
)
def test_a_negation_works_on_what_follows_in_its_clause(raw: str, negated: bool, context: Contexts) -> None:
    assert ("negated" in context(raw).get("甲甲甲", [])) is negated


def test_a_longer_negation_is_measured_from_its_own_end(context: Contexts) -> None:
    assert "negated" in context("不收取" + "好" * 12 + "甲甲甲")["甲甲甲"]


def test_the_nearest_negation_of_the_clause_counts(context: Contexts) -> None:
    assert "negated" in context("严禁甲甲甲" + "好" * 20 + "严禁乙乙乙")["乙乙乙"]
    assert "negated" in context("严禁，严禁甲甲甲")["甲甲甲"]


@pytest.mark.parametrize(
    ("reach", "marked"),
    [
        ("clause", {"甲甲甲": ["education"], "乙乙乙": []}),
        ("sentence", {"甲甲甲": ["education"], "乙乙乙": ["education"]}),
    ],
)
def test_a_mark_reaches_both_ways_in_its_clause_or_sentence(
    reach: str, marked: dict[str, list[str]], reaching: Callable[[str, str], dict[str, list[str]]]
) -> None:
    assert reaching(reach, "甲甲甲普法，乙乙乙") == marked
    assert reaching(reach, "乙乙乙，普法甲甲甲") == marked


def test_a_mark_does_not_reach_the_next_sentence_unless_it_reaches_the_record(
    reaching: Callable[[str, str], dict[str, list[str]]],
) -> None:
    raw = "甲甲甲普法。乙乙乙"
    assert reaching("sentence", raw) == {"甲甲甲": ["education"], "乙乙乙": []}
    assert reaching("record", raw) == {"甲甲甲": ["education"], "乙乙乙": ["education"]}


def test_a_context_of_one_record_leaves_the_next_alone(knowledge: Knowledge) -> None:
    texts = ["严禁", "储物柜只能刷脸", "普法课堂", "更衣柜只能刷脸"]
    readings = read_records([Record("ads", {"x": text}) for text in texts], knowledge)
    assert [[rule["context"] for rule in reading.rules] for reading in readings] == [[], [[]], [], [[]]]


def test_a_mark_that_reaches_the_record_reaches_its_other_fields(knowledge: Knowledge) -> None:
    record = Record("ads", {"job_title": "普法课堂", "job_desc": "储物柜只能刷脸"})
    assert read_record(record, knowledge).rules == []


@pytest.mark.parametrize(
    ("before", "denied"),
    [("不", True), ("没", True), ("没有", True), ("不会", True), ("未曾", True), ("有", False), ("", False), ("不好", False), ("不，", False)],
)  # fmt: skip
def test_a_plain_not_right_before_a_hit_denies_it(before: str, denied: bool, context: Contexts) -> None:
    assert ("denied" in context(before + "甲甲甲")["甲甲甲"]) is denied


def test_a_denial_at_the_end_of_a_text_denies_nothing_in_the_next(knowledge: Knowledge) -> None:
    readings = read_records([Record("ads", {"x": "没有不"}), Record("ads", {"x": "储物柜刷脸"})], knowledge)
    assert [len(reading.rules) for reading in readings] == [0, 1]


def test_a_denial_voids_an_act_and_no_object(knowledge: Knowledge) -> None:
    def fired(text: str) -> list[str]:
        return [rule["rule_id"] for rule in read_record(Record("ads", {"x": text}), knowledge).rules]

    assert fired("储物柜不刷脸") == []
    assert fired("没有储物柜，刷脸") == ["locker_by_face"]


def test_a_context_works_in_its_sources_only(know: Any, locker: Pack) -> None:
    negated = [{"terms": ["严禁"], "within": 12, "sources": ["ads"]}]
    knowledge = know(locker, language=Language.model_validate({"contexts": {"negated": negated}}))
    rules = [
        read_record(Record(source, {"x": "严禁押金"}), knowledge).rules for source in ("ads", "judgments")
    ]
    assert [len(one) for one in rules] == [0, 1]


def test_no_mark_leaves_no_context(context: Contexts) -> None:
    assert context("甲甲甲和乙乙乙") == {"甲甲甲": [], "乙乙乙": []}


def test_a_context_word_may_be_a_wording_of_a_pack_too(
    know: Any, make_pack: Any, group: Any, rule: Any, locker: Pack
) -> None:
    pack = make_pack([group("a", "act", "强", "警方提醒")], [rule("one", ["a"])])
    assert told(know(pack), text="警方提醒") == {"警方提醒": ["education"]}


@pytest.fixture(scope="session")
def marked(make_pack: Any, group: Any, rule: Any, know: Any) -> Callable[..., dict[str, list[str]]]:
    """The contexts of 甲甲甲 and 乙乙乙 in a text, under one context of a language."""
    groups = [group("a", "object", "中", "甲甲甲"), group("b", "act", "中", "乙乙乙", negatable=False)]
    pack = make_pack(groups, [rule("one", ["a"]), rule("two", ["b"])])

    def of(name: str, context: dict[str, Any], **fields: str) -> dict[str, list[str]]:
        language = Language.model_validate({"contexts": {name: [context]}})
        return told(know(pack, language=language), **fields)

    return of


@pytest.mark.parametrize(
    ("raw", "ruled_out"),
    [
        ("不存在甲甲甲、乙乙乙的情形", True),
        ("不存在好好好好好、好好好好好好乙乙乙", True),
        ("不存在好好好、好好、好好好、乙乙乙", True),
        ("不存在甲甲甲，乙乙乙", False),
        ("不存在甲甲甲。乙乙乙", False),
        ("不存在甲甲甲、" + "好" * 7 + "乙乙乙", False),
        ("乙乙乙、不存在甲甲甲", False),
    ],
)
def test_what_is_ruled_out_is_so_item_by_item(raw: str, ruled_out: bool, marked: Any) -> None:
    found = marked("ruled_out", {"terms": ["不存在"], "within": 6, "lists": True}, x=raw)
    assert ("ruled_out" in found["乙乙乙"]) is ruled_out


def test_a_negation_of_one_thing_reaches_no_further_item(marked: Any) -> None:
    found = marked("negated", {"terms": ["不提供"], "within": 10}, x="不提供甲甲甲、乙乙乙")
    assert found == {"甲甲甲": ["negated"], "乙乙乙": []}


def test_what_is_ruled_out_voids_an_omission_too(make_pack: Any, group: Any, rule: Any, know: Any) -> None:
    pack = make_pack([group("a", "act", "强", "未核实年龄", negatable=False)], [rule("one", ["a"])])
    language = Language.model_validate(
        {"contexts": {"ruled_out": [{"terms": ["不存在"], "within": 12}], "negated": [{"terms": ["无需"], "within": 9}]}}
    )  # fmt: skip

    def fired(text: str) -> int:
        return len(read_record(Record("ads", {"x": text}), know(pack, language=language)).rules)

    assert [fired("未核实年龄"), fired("无需未核实年龄"), fired("不存在未核实年龄的情形")] == [1, 1, 0]


@pytest.mark.parametrize(
    ("raw", "is_victim"),
    [("有人冒用我园名义甲甲甲", True), ("冒用了咱们我园甲甲甲", True), ("冒用我名义甲甲甲", False), ("冒用，好好好好我园甲甲甲", False)],
)  # fmt: skip
def test_a_word_may_need_another_after_it(raw: str, is_victim: bool, marked: Any) -> None:
    context = {"terms": ["冒用", "假冒"], "then": ["我园", "我店"], "reach": "record"}
    assert ("victim" in marked("victim", context, x=raw)["甲甲甲"]) is is_victim


@pytest.mark.parametrize(
    ("fields", "untrue"),
    [
        ({"x": "原告称甲甲甲。经查不存在"}, True),
        ({"x": "原告称甲甲甲。", "y": "不存在"}, True),
        ({"x": "原告称甲甲甲。经查属实"}, False),
        ({"x": "原告称。甲甲甲。经查不存在"}, False),
        ({"x": "原告称甲甲甲。经查不存在，处罚决定"}, False),
        ({"x": "甲甲甲。经查不存在"}, False),
    ],
)
def test_a_word_may_count_in_some_records_only(fields: dict[str, str], untrue: bool, marked: Any) -> None:
    context = {"terms": ["原告称"], "given": ["不存在"], "unless": ["处罚决定"]}
    assert ("untrue" in marked("untrue", context, **fields)["甲甲甲"]) is untrue


def test_records_that_share_a_batch_share_no_condition(know: Any, locker: Pack) -> None:
    contexts = {"untrue": [{"terms": ["误会"], "unless": ["属实"], "reach": "record"}]}
    knowledge = know(locker, language=Language.model_validate({"contexts": contexts}))
    texts = ["储物柜刷脸，是误会", "储物柜刷脸，说是误会，属实", "属实", "储物柜刷脸"]
    readings = read_records([Record("ads", {"x": text}) for text in texts], knowledge)
    assert [len(reading.rules) for reading in readings] == [0, 1, 0, 1]
    assert [rule["context"] for rule in readings[0].mentions if rule["kind"] == "rule"] == [["untrue"]]


@pytest.mark.parametrize(
    ("before", "negated"),
    [
        ("无", True),
        ("非", True),
        ("无明显", True),
        ("无好", False),
        ("明显", False),
        ("非，", False),
        ("", False),
    ],
)
def test_a_thing_is_negated_by_a_lack_right_before_it(before: str, negated: bool, context: Contexts) -> None:
    assert ("negated" in context(before + "甲甲甲")["甲甲甲"]) is negated
