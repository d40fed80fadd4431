"""Scenario packs: what they may say, what a fault is told, and that every shipped one proves itself."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from jobs.settings import load_settings
from models.packs import Example, Pack, spellings
from models.reading import Knowledge, Record, read_record

CONF = Path(__file__).resolve().parents[2] / "conf"
SETTINGS = load_settings("", CONF)
FIELD = {"ads": "job_desc", "complaints": "content", "judgments": "facts"}
PROOFS = [
    pytest.param(pack, example, id=f"{pack.id}-{kind}-{number}")
    for pack in SETTINGS.packs
    for kind, examples in (("hit", pack.examples.must_hit), ("quiet", pack.examples.must_not_hit))
    for number, example in enumerate(examples)
]


def locker(**changed: Any) -> dict[str, Any]:
    return {
        "id": "gym_locker_face",
        "card": "X01",
        "title": "健身房储物柜强制刷脸",
        "status": "experimental",
        "owner": "data team",
        "pattern": "A gym opens its lockers by face only.",
        "groups": [
            {
                "id": "object",
                "role": "object",
                "strength": "弱",
                "why": "Where it happens.",
                "terms": ["储物柜", "更衣柜"],
            },
            {"id": "act", "role": "act", "strength": "强", "why": "No other way in.", "terms": ["只能刷脸"]},
            {
                "id": "other_way",
                "role": "stage",
                "strength": "弱",
                "why": "Another way in.",
                "terms": ["也可刷卡"],
            },
        ],
        "rules": [
            {
                "id": "locker_by_face",
                "title": "储物柜只能刷脸",
                "strength": "强",
                "all_of": ["object", "act"],
                "none_of": ["other_way"],
                "message": "储物柜没有其他开启方式",
            }
        ],
        "law": {
            "administrative": [{"law": "个人信息保护法", "article": "第二十六条", "since": "2021-11-01"}]
        },
        "organs": ["MSA"],
        "examples": {
            "must_hit": [{"source": "ads", "text": text} for text in ("甲", "乙", "丙")],
            "must_not_hit": [{"source": "ads", "text": text} for text in ("丁", "戊", "己")],
        },
    } | changed


def faults_of(**changed: Any) -> str:
    with pytest.raises(ValidationError) as caught:
        Pack.model_validate(locker(**changed))
    return str(caught.value)


KNOWN = {pack.id: Knowledge((pack,), SETTINGS.language) for pack in SETTINGS.packs}


def fired_in(pack: Pack, example: Example) -> list[str]:
    reading = read_record(Record(example.source, {FIELD[example.source]: example.text}), KNOWN[pack.id])
    return [mention["rule_id"] for mention in reading.mentions if mention["kind"] == "rule"]


@pytest.mark.parametrize(("pack", "example"), PROOFS)
def test_every_example_of_every_shipped_pack_holds(pack: Pack, example: Example) -> None:
    fired = fired_in(pack, example)
    if example in pack.examples.must_not_hit:
        assert fired == [], example.text
    else:
        assert (example.rule in fired) if example.rule else fired, example.text


def test_packs_are_shipped_and_each_stands_in_a_file_of_its_own_name() -> None:
    assert {pack.id for pack in SETTINGS.packs} == {path.stem for path in (CONF / "scenarios").glob("*.yaml")}
    assert "fake_recruitment" in {pack.id for pack in SETTINGS.packs}


@pytest.mark.parametrize("pack", SETTINGS.packs, ids=lambda pack: pack.id)
def test_every_rule_of_a_shipped_pack_is_proved_by_an_example(pack: Pack) -> None:
    fired = {rule for example in pack.examples.must_hit for rule in fired_in(pack, example)}
    assert {rule.id for rule in pack.rules} - fired == set()


@pytest.mark.parametrize("pack", SETTINGS.packs, ids=lambda pack: pack.id)
def test_every_group_of_a_shipped_pack_is_used_by_a_rule(pack: Pack) -> None:
    used = {name for rule in pack.rules for name in (*rule.all_of, *rule.none_of)}
    assert {group.id for group in pack.groups} - used == set()


@pytest.mark.parametrize("pack", SETTINGS.packs, ids=lambda pack: pack.id)
def test_a_rule_asks_only_for_groups_that_are_read_in_its_sources(pack: Pack) -> None:
    groups = {group.id: group for group in pack.groups}
    silent = [
        (rule.id, source, name)
        for rule in pack.rules
        for source in rule.sources
        for name in rule.all_of
        if source not in groups[name].sources
    ]
    assert silent == []


@pytest.mark.parametrize("pack", SETTINGS.packs, ids=lambda pack: pack.id)
def test_examples_stand_in_a_source_that_their_rule_reads(pack: Pack) -> None:
    assert all(
        example.source in pack.rule(example.rule).sources
        for example in pack.examples.must_hit
        if example.rule
    )


@pytest.mark.parametrize("pack", SETTINGS.packs, ids=lambda pack: pack.id)
def test_the_condition_of_a_field_rule_names_its_threshold_and_its_message_its_value(pack: Pack) -> None:
    assert all("{value}" in rule.message or rule.threshold <= 1 for rule in pack.fields)
    assert all("{threshold}" in rule.where and rule.lookalikes.endswith(".") for rule in pack.fields)


def test_a_sound_pack_is_read() -> None:
    assert Pack.model_validate(locker()).rule("locker_by_face").within_chars == 60


@pytest.mark.parametrize("part", ["all_of", "none_of"])
def test_an_unknown_group_is_named_with_its_rule(part: str) -> None:
    rule = locker()["rules"][0] | {part: ["object", "shelf"]}
    assert "rule locker_by_face names the unknown group shelf" in faults_of(rules=[rule])


def test_an_id_that_stands_twice_is_named() -> None:
    group = locker()["groups"][0]
    assert "the id object stands twice" in faults_of(groups=[*locker()["groups"], group])


def test_a_rule_may_not_be_called_like_a_group() -> None:
    rules = [locker()["rules"][0] | {"id": "act"}]
    assert "the id act stands twice" in faults_of(rules=rules)


@pytest.mark.parametrize("blank", ["", " ", "\t"])
def test_a_blank_term_is_named_with_its_group(blank: str) -> None:
    groups = locker()["groups"]
    groups[0]["terms"] = ["储物柜", blank]
    assert "group object has a blank term" in faults_of(groups=groups)


def test_all_faults_of_a_pack_are_told_at_once() -> None:
    rule = locker()["rules"][0] | {"all_of": ["shelf", "drawer"]}
    told = faults_of(rules=[rule, rule])
    assert "shelf" in told and "drawer" in told and "the id locker_by_face stands twice" in told


@pytest.mark.parametrize(
    "changed",
    [
        {"status": "draft"},
        {"colour": "red"},
        {"groups": []},
        {"rules": []},
        {"organs": []},
        {"law": {"administrative": []}},
        {"examples": {"must_hit": [], "must_not_hit": []}},
        {"groups": [{"id": "object", "role": "objet", "strength": "弱", "why": "x", "terms": ["a"]}]},
        {"groups": [{"id": "object", "role": "object", "strength": "重", "why": "x", "terms": ["a"]}]},
        {"groups": [{"id": "object", "role": "object", "strength": "弱", "why": "x", "terms": []}]},
    ],
    ids=str,
)
def test_what_a_pack_may_not_say_is_refused(changed: dict[str, Any]) -> None:
    assert "validation error" in faults_of(**changed)


@pytest.mark.parametrize("within", [0, -1])
def test_a_window_holds_at_least_one_character(within: int) -> None:
    assert "within_chars" in faults_of(rules=[locker()["rules"][0] | {"within_chars": within}])


def test_a_rule_of_no_pack_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        Pack.model_validate(locker()).rule("nothing")


def test_a_term_is_spelled_in_every_known_way_and_not_as_itself() -> None:
    variants = {"微信": ("薇信", "vx"), "加微信": ("加薇",), "身份证": ("sfz",)}
    assert spellings("加微信详聊", variants) == ["加薇信详聊", "加vx详聊", "加薇详聊"]
    assert spellings("更衣柜", variants) == []


def test_a_part_is_replaced_as_written_and_not_as_a_pattern() -> None:
    assert spellings("a.b", {".": ("\\1",)}) == ["a\\1b"]
