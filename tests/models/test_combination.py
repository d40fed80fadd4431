"""Hits that fire a rule: one of each slot near enough, none vetoed, none by sound alone or split words."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.combination import MOST_PER_RULE
from models.packs import Pack
from models.reading import Knowledge, read_record, read_records
from models.record import Record

quick = settings(deadline=None, max_examples=35)
Row = dict[str, Any]
Fire = Callable[..., list[Row]]
PIECES = st.lists(
    st.sampled_from(
        ["储物柜", "更衣柜", "只能刷脸", "加微信", "也可刷卡", "押金", "，", "。", "好" * 8, "好" * 25]
    ),
    max_size=10,
).map("".join)


def rules_of(
    knowledge: Knowledge, raw: str, source: str = "ads", appeal_type: str = "", field: str = "text"
) -> list[Row]:
    reading = read_record(Record(source, {field: raw}, appeal_type=appeal_type), knowledge)
    return [mention for mention in reading.mentions if mention["kind"] == "rule"]


@pytest.fixture(scope="session")
def fire(knowledge: Knowledge) -> Fire:
    """The rules of the invented pack that fire in a text."""
    return lambda raw, source="ads", appeal_type="": rules_of(knowledge, raw, source, appeal_type)


@pytest.fixture(scope="session")
def fire_one(know: Any, make_pack: Any, group: Any, rule: Any) -> Callable[..., Callable[..., list[Row]]]:
    """Rules of a pack of groups a 甲甲甲, b 乙乙乙, c 丙丙丙, v 丁丁丁 with one rule."""

    def making(all_of: list[str], allow: tuple[str, ...] = (), **more: Any) -> Callable[..., list[Row]]:
        groups = [group(name, "object", "中", char * 3, layers=[]) for name, char in zip("abcv", "甲乙丙丁", strict=True)]  # fmt: skip
        told = know(make_pack(groups, [rule("one", all_of, **more)], allow=allow))
        return lambda raw, source="ads": rules_of(told, raw, source)

    return making


def ids(fired: list[Row]) -> list[str]:
    return [one["rule_id"] for one in fired]


def test_two_groups_in_one_sentence_fire_in_either_order(fire: Fire) -> None:
    assert ids(fire("储物柜只能刷脸")) == ids(fire("只能刷脸才开的储物柜")) == ["locker_by_face"]


def test_one_group_alone_fires_nothing(fire: Fire) -> None:
    assert ids(fire("储物柜很多，更衣柜也多")) == []


def test_a_rule_of_one_group_fires_alone(fire: Fire) -> None:
    assert ids(fire("押金三百")) == ["deposit"]


# Windows


def test_one_sentence_joins_hits_however_far_apart(fire_one: Any) -> None:
    assert ids(fire_one(["a", "b"])("甲甲甲" + "好" * 300 + "乙乙乙")) == ["one"]


@pytest.mark.parametrize(("between", "fires"), [(19, True), (20, False)])
def test_two_sentences_join_hits_within_the_window_only(between: int, fires: bool, fire_one: Any) -> None:
    raw = "甲甲甲。" + "好" * between + "乙乙乙"  # the full stop counts too: 20 characters are the bound
    assert ids(fire_one(["a", "b"], within_chars=20)(raw)) == ["one"] * fires


@pytest.mark.parametrize(("between", "fires"), [(20, True), (21, False)])
def test_a_near_window_counts_characters_inside_a_sentence_too(
    between: int, fires: bool, fire_one: Any
) -> None:
    raw = "甲甲甲" + "好" * between + "乙乙乙"
    assert ids(fire_one(["a", "b"], window="near", within_chars=20)(raw)) == ["one"] * fires


@pytest.mark.parametrize(("mark", "fires"), [("好", True), ("，", False), ("：", False), ("。", False)])
def test_a_clause_window_ends_with_the_clause(mark: str, fires: bool, fire_one: Any) -> None:
    assert ids(fire_one(["a", "b"], window="clause")(f"甲甲甲{mark}乙乙乙")) == ["one"] * fires


def test_every_slot_is_measured_from_the_first(fire_one: Any) -> None:
    told = fire_one(["a", "b", "c"], window="near", within_chars=5)
    assert ids(told("乙乙乙好好甲甲甲好好丙丙丙")) == ["one"]
    assert ids(told("甲甲甲好好乙乙乙好好丙丙丙")) == []


def test_ordered_slots_follow_each_other(fire_one: Any) -> None:
    told = fire_one(["a", "b", "c"], ordered=True)
    assert ids(told("甲甲甲好乙乙乙好丙丙丙")) == ["one"]
    assert ids(told("甲甲甲好丙丙丙好乙乙乙")) == []
    assert ids(told("乙乙乙好甲甲甲好丙丙丙")) == []
    assert ids(told("乙乙乙好甲甲甲好乙乙乙丙丙丙")) == ["one"]


def test_hits_of_two_fields_do_not_meet_in_a_rule(know: Any, locker: Pack, knowledge: Knowledge) -> None:
    record = Record("ads", {"job_title": "储物柜", "job_desc": "只能刷脸"})
    assert read_record(record, knowledge).rules == []


# Slots


def test_a_slot_of_several_groups_is_filled_by_either(fire_one: Any) -> None:
    told = fire_one(["a", "b|c"])
    assert ids(told("甲甲甲和乙乙乙")) == ids(told("甲甲甲和丙丙丙")) == ["one"]
    assert ids(told("甲甲甲和丁丁丁")) == []


def test_two_slots_need_words_of_their_own(fire_one: Any) -> None:
    told = fire_one(["a", "a|b"])
    assert ids(told("只有甲甲甲")) == []
    assert ids(told("甲甲甲和甲甲甲")) == ["one", "one"]


def test_one_wording_may_hold_the_other(know: Any, make_pack: Any, group: Any, rule: Any) -> None:
    groups = [group("card", "object", "中", "学生证件"), group("person", "person", "中", "学生证")]
    told = know(make_pack(groups, [rule("one", ["card", "person"])]))
    assert ids(rules_of(told, "交学生证件")) == ["one"]


def test_anywhere_is_found_in_any_field_of_the_record(know: Any, make_pack: Any, group: Any, rule: Any) -> None:  # fmt: skip
    groups = [group("a", "object", "中", "甲甲甲"), group("b", "object", "中", "乙乙乙"), group("c", "object", "中", "丙丙丙")]  # fmt: skip
    told = know(make_pack(groups, [rule("one", ["a"], anywhere=["b|c"])]))
    fired = [
        ids(read_record(Record("ads", fields), told).rules)
        for fields in ({"x": "甲甲甲"}, {"x": "甲甲甲", "y": "乙乙乙"}, {"x": "甲甲甲", "y": "丙丙丙"}, {"x": "甲甲甲。" + "好" * 99 + "乙乙乙"}, {"x": "乙乙乙"})
    ]  # fmt: skip
    assert fired == [[], ["one"], ["one"], ["one"], []]


def test_anywhere_in_another_record_counts_for_nothing(know: Any, make_pack: Any, group: Any, rule: Any) -> None:  # fmt: skip
    groups = [group("a", "object", "中", "甲甲甲"), group("b", "object", "中", "乙乙乙")]
    told = know(make_pack(groups, [rule("one", ["a"], anywhere=["b"])]))
    readings = read_records([Record("ads", {"x": "甲甲甲"}), Record("ads", {"x": "乙乙乙"})], told)
    assert [reading.rules for reading in readings] == [[], []]


# Vetoes


def test_a_veto_in_the_sentence_of_a_hit_stops_the_rule(fire: Fire) -> None:
    asked = "储物柜只能刷脸？不，也可刷卡"  # the question mark ends the sentence
    assert ids(fire(asked)) == ["locker_by_face"]
    assert ids(fire("储物柜只能刷脸，也可刷卡")) == []
    assert ids(fire("也可刷卡，储物柜只能刷脸")) == []


def test_a_veto_in_the_partner_s_sentence_stops_the_rule_too(fire: Fire) -> None:
    assert ids(fire("储物柜。只能刷脸，也可刷卡")) == []


def test_a_negated_veto_vetoes_nothing(fire: Fire) -> None:
    assert ids(fire("储物柜只能刷脸，严禁也可刷卡")) == ["locker_by_face"]


def test_nowhere_vetoes_in_the_whole_record(fire_one: Any, know: Any, make_pack: Any, group: Any, rule: Any) -> None:  # fmt: skip
    told = fire_one(["a"], nowhere=["v"])
    assert ids(told("甲甲甲")) == ["one"]
    assert ids(told("甲甲甲。好。\n丁丁丁")) == []
    groups = [group("a", "object", "中", "甲甲甲"), group("v", "veto", "弱", "丁丁丁")]
    known = know(make_pack(groups, [rule("one", ["a"], nowhere=["v"])]))
    assert read_record(Record("ads", {"x": "甲甲甲", "y": "丁丁丁"}), known).rules == []


def test_a_vetoed_nearer_partner_hides_no_other(fire: Fire) -> None:
    assert ids(fire("刷脸好好好储物柜。")) == ["locker_by_face"]
    assert ids(fire("刷脸好好好储物柜。刷脸也可刷卡")) == ["locker_by_face"]


def test_a_hit_inside_an_allowed_phrase_counts_for_nothing(fire: Fire) -> None:
    assert ids(fire("储物柜免费，只能刷脸")) == []
    assert ids(fire("储物柜支持刷脸支付")) == []


def test_an_allowed_phrase_is_known_in_its_folded_writings(fire: Fire) -> None:
    assert ids(fire("储物柜支持刷 臉支付")) == []


def test_an_allowed_phrase_leaves_a_hit_beside_it_alone(fire: Fire) -> None:
    assert [one["stands_on"] for one in fire("储物柜免费，更衣柜刷脸")] == [["object@6-9", "act@9-11"]]


def test_a_hit_that_reaches_out_of_an_allowed_phrase_counts(fire_one: Any) -> None:
    told = fire_one(["a"], allow=("甲甲",))
    assert ids(told("甲甲甲")) == ["one"]


def test_an_allowed_phrase_of_one_pack_leaves_another_pack_s_rules(know: Any, locker: Pack) -> None:
    other = locker.model_copy(update={"id": "other", "allow": ()})
    told = rules_of(know(locker, other), "储物柜支持刷脸支付")
    assert [one["scenario"] for one in told] == ["other"]


def test_an_exception_counts_for_its_group_only(know: Any, make_pack: Any, group: Any, rule: Any) -> None:
    groups = [group("pupil", "person", "中", "小学生", exceptions=["小学生之友"]), group("any", "person", "中", "小学生")]  # fmt: skip
    told = know(make_pack(groups, [rule("one", ["pupil"]), rule("two", ["any"])]))
    assert ids(rules_of(told, "小学生之友")) == ["two"]
    assert ids(rules_of(told, "小学生")) == ["one", "two"]


def test_an_exception_of_a_shared_concept_counts_in_every_pack(know: Any, make_pack: Any, rule: Any) -> None:
    told = know(make_pack([], [rule("one", ["minor"])], uses=["minor"]))
    assert ids(rules_of(told, "有孩子来")) == ["one"]
    assert ids(rules_of(told, "孩子王来")) == []


# Negation, sources, appeals


@pytest.mark.parametrize("raw", ["严禁储物柜好只能刷脸", "储物柜，严禁只能刷脸"])
def test_a_negated_hit_counts_for_nothing(raw: str, fire: Fire) -> None:
    assert ids(fire(raw.replace("严禁", ""))) == ["locker_by_face"]
    assert ids(fire(raw)) == []


def test_a_group_that_cannot_be_negated_counts_all_the_same(know: Any, make_pack: Any, group: Any, rule: Any) -> None:  # fmt: skip
    groups = [
        group("omitted", "act", "强", "未经同意", negatable=False),
        group("done", "act", "强", "采集人脸"),
    ]
    told = know(make_pack(groups, [rule("one", ["omitted"]), rule("two", ["done"])]))
    assert ids(rules_of(told, "严禁未经同意")) == ["one"]
    assert ids(rules_of(told, "严禁采集人脸")) == []


def test_a_rule_fires_in_its_sources_only(fire: Fire) -> None:
    raw = "加微信领储物柜"
    assert ids(fire(raw, "complaints", "投诉")) == ["by_chat"]
    assert ids(fire(raw, "judgments")) == []


def test_a_group_counts_in_its_fields_only(know: Any, make_pack: Any, group: Any, rule: Any) -> None:
    pack = make_pack([group("a", "object", "中", "甲甲甲", fields=["job_title"])], [rule("one", ["a"])])
    assert ids(rules_of(know(pack), "甲甲甲", field="job_title")) == ["one"]
    assert ids(rules_of(know(pack), "甲甲甲", field="job_desc")) == []


@pytest.mark.parametrize("appeal_type", ["求助", "建议"])
def test_a_call_for_help_or_a_proposal_needs_a_strong_rule(appeal_type: str, fire: Fire) -> None:
    assert ids(fire("押金三百，储物柜只能刷脸", "complaints", appeal_type)) == ["locker_by_face"]


@pytest.mark.parametrize("appeal_type", ["", "投诉", "举报"])
def test_any_other_appeal_needs_no_strong_rule(appeal_type: str, fire: Fire) -> None:
    assert ids(fire("押金三百", "complaints", appeal_type)) == ["deposit"]


def test_hits_of_another_scenario_fire_nothing_here(know: Any, make_pack: Any, group: Any, rule: Any) -> None:
    one = make_pack([group("a", "object", "中", "甲甲甲"), group("b", "act", "中", "乙乙乙")], [rule("r", ["a", "b"])])  # fmt: skip
    two = make_pack([group("a", "object", "中", "丙丙丙"), group("b", "act", "中", "丁丁丁")], [rule("r", ["a", "b"])], id="two")  # fmt: skip
    assert rules_of(know(one, two), "甲甲甲丁丁丁，") == []
    assert [row["scenario"] for row in rules_of(know(one, two), "甲甲甲乙乙乙")] == ["invented"]


# Free spellings and split words


@pytest.mark.parametrize(
    ("raw", "fires"),
    [
        ("储物柜找薇信", True),
        ("储物柜。找薇信", False),
        ("储物柜找vx", True),
        ("储物柜。找vx", True),
    ],
)
def test_a_hit_by_sound_alone_needs_a_plain_companion_in_its_sentence(
    raw: str, fires: bool, fire: Fire
) -> None:
    assert ids(fire(raw)) == ["by_chat"] * fires


def test_the_companion_stands_beside_the_free_hit_and_not_inside_it(know: Any, make_pack: Any, group: Any, rule: Any) -> None:  # fmt: skip
    groups = [group("a", "act", "强", "储物柜"), group("b", "object", "中", "物柜")]
    told = know(make_pack(groups, [rule("one", ["a"])]))
    assert ids(rules_of(told, "楚物柜")) == []
    assert ids(rules_of(told, "储物柜")) == ["one"]


@pytest.mark.parametrize(("raw", "fires"), [("在窗口交易", False), ("路口交通堵", False), ("口交", True)])
def test_a_short_hit_across_two_words_is_an_accident(
    raw: str, fires: bool, know: Any, make_pack: Any, group: Any, rule: Any
) -> None:
    told = know(make_pack([group("a", "act", "强", "口交", layers=[])], [rule("one", ["a"])]))
    assert ids(rules_of(told, raw)) == ["one"] * fires


def test_a_short_hit_with_one_edge_between_words_stands(know: Any, make_pack: Any, group: Any, rule: Any) -> None:  # fmt: skip
    told = know(make_pack([group("a", "act", "强", "刷脸", layers=[])], [rule("one", ["a"])]))
    assert ids(rules_of(told, "只能刷脸进门")) == ["one"]


@pytest.mark.parametrize(("raw", "fires"), [("提升学 历教育", False), ("收学 历", True)])
def test_words_joined_by_dropping_a_separator_are_whole_words(
    raw: str, fires: bool, know: Any, make_pack: Any, group: Any, rule: Any
) -> None:
    told = know(
        make_pack([group("a", "object", "强", "升学历" if not fires else "学历")], [rule("one", ["a"])])
    )
    assert ids(rules_of(told, raw)) == ["one"] * fires


# Which hits, and how many


def test_the_nearest_partner_is_taken_and_the_earlier_one_on_a_tie(fire: Fire) -> None:
    assert fire("只能刷脸好好好好储物柜好刷脸")[0]["stands_on"] == ["object@8-11", "act@12-14"]
    assert fire("刷脸好储物柜好刷脸")[0]["stands_on"] == ["object@3-6", "act@0-2"]


def test_a_fired_rule_spans_its_first_to_its_last_hit(fire: Fire) -> None:
    raw = "本店只能刷脸才开的储物柜多"
    (fired,) = fire(raw)
    assert raw[fired["start"] : fired["end"]] == "只能刷脸才开的储物柜"


def test_a_rule_is_quoted_a_few_times_a_field_at_most(fire: Fire, knowledge: Knowledge) -> None:
    assert len(fire("押金。" * 9)) == MOST_PER_RULE
    both = read_record(Record("ads", {"x": "押金。" * 9, "y": "押金。" * 9}), knowledge)
    assert [rule["field"] for rule in both.rules] == ["x"] * MOST_PER_RULE + ["y"] * MOST_PER_RULE


def test_an_education_hit_still_fires_and_says_so(fire: Fire) -> None:
    assert [one["context"] for one in fire("警方提醒储物柜只能刷脸")] == [["education"]]


@quick
@given(raw=PIECES)
def test_every_fired_rule_stands_on_one_hit_of_each_of_its_slots(raw: str, fire: Fire, locker: Pack) -> None:
    for fired in fire(raw):
        assert tuple(one.split("@")[0] for one in fired["stands_on"]) == locker.rule(fired["rule_id"]).all_of
        assert 0 <= fired["start"] < fired["end"] <= len(raw)


@quick
@given(raw=PIECES)
def test_fired_rules_come_in_the_order_of_their_place(raw: str, fire: Fire) -> None:
    places = [(one["start"], one["end"], one["rule_id"]) for one in fire(raw)]
    assert places == sorted(places)


@pytest.fixture(scope="session")
def copies(know: Any, locker: Pack) -> tuple[Knowledge, Knowledge]:
    """The invented pack and its copy, in both orders."""
    other = locker.model_copy(update={"id": "other"})
    return know(locker, other), know(other, locker)


@quick
@given(raw=PIECES)
def test_the_order_of_packs_and_the_copy_of_a_pack_decide_nothing(
    raw: str, copies: tuple[Knowledge, Knowledge], fire: Fire
) -> None:
    one, two = (rules_of(knowledge, raw) for knowledge in copies)
    assert one == two
    assert [row for row in one if row["scenario"] == "gym_locker_face"] == fire(raw)


def test_the_first_sieve_allows_for_wordings_with_long_gaps(
    know: Any, make_pack: Any, group: Any, rule: Any
) -> None:
    groups = [group("a", "object", "中", "甲甲甲…乙乙乙…丙丙丙", gap=40), group("b", "act", "中", "丁丁丁")]
    told = know(make_pack(groups, [rule("one", ["a", "b"], within_chars=5)]))
    raw = "甲甲甲" + "好" * 39 + "乙乙乙" + "好" * 39 + "丙丙丙。丁丁丁"
    assert ids(rules_of(told, raw)) == ["one"]


@pytest.mark.parametrize(
    ("raw", "source", "fires"),
    [
        ("一是甲甲甲坏了。二是乙乙乙太吵。", "complaints", False),
        ("1、甲甲甲坏了；2、乙乙乙太吵", "complaints", False),
        ("第一，甲甲甲坏了。第二，乙乙乙太吵", "complaints", False),
        ("①甲甲甲坏了 ②乙乙乙太吵", "complaints", True),
        ("一是灯坏了。二是甲甲甲太吵。乙乙乙也在", "complaints", True),
        ("说了三回。甲甲甲坏了。乙乙乙太吵", "complaints", True),
        ("1、甲甲甲；2、乙乙乙", "ads", True),
        ("1、甲甲甲；2、乙乙乙", "judgments", True),
    ],
)
def test_a_rule_joins_no_two_numbered_matters_of_a_complaint(
    raw: str, source: str, fires: bool, fire_one: Callable[..., Callable[..., list[Row]]]
) -> None:
    told = fire_one(["a", "b"], window="sentence", within_chars=30)
    assert bool(told(raw, source)) is fires
