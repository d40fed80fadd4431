"""Hits that fire a rule: one of each group near enough, none vetoed, none weakened to nothing."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.combination import MOST_PER_RULE, Fired, fired_rules
from models.keywords import Hit
from models.packs import Pack

quick = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
Finder = Callable[[str], list[Hit]]
PIECES = st.lists(
    st.sampled_from(
        ["储物柜", "更衣柜", "只能刷脸", "加微信", "也可刷卡", "押金", "，", "。", "好" * 8, "好" * 25]
    ),
    max_size=10,
).map("".join)


@pytest.fixture
def fire(hits_in: Finder, locker: Pack) -> Callable[..., list[Fired]]:
    def run(raw: str, source: str = "ads", appeal_type: str = "") -> list[Fired]:
        hits = [hit for hit in hits_in(raw) if hit.wording.kind == "term"]
        return fired_rules(hits, (locker,), source, appeal_type)

    return run


def ids(fired: list[Fired]) -> list[str]:
    return [one.rule.id for one in fired]


def test_two_groups_in_one_sentence_fire_in_either_order(fire: Callable[..., list[Fired]]) -> None:
    assert ids(fire("储物柜只能刷脸")) == ids(fire("只能刷脸才开的储物柜")) == ["locker_by_face"]


def test_one_group_alone_fires_nothing(fire: Callable[..., list[Fired]]) -> None:
    assert ids(fire("储物柜很多，更衣柜也多")) == []


def test_a_rule_of_one_group_fires_alone(fire: Callable[..., list[Fired]]) -> None:
    assert ids(fire("押金三百")) == ["deposit"]


def test_one_sentence_joins_hits_however_far_apart(fire: Callable[..., list[Fired]]) -> None:
    assert ids(fire("储物柜" + "好" * 200 + "只能刷脸")) == ["locker_by_face"]


@pytest.mark.parametrize(("between", "fires"), [(19, True), (20, False)])
def test_two_sentences_join_hits_within_the_window_only(
    between: int, fires: bool, fire: Callable[..., list[Fired]]
) -> None:
    raw = "储物柜。" + "好" * between + "只能刷脸"  # the full stop counts too: 20 characters are the bound
    assert ids(fire(raw)) == ["locker_by_face"] * fires


def test_a_veto_in_the_sentence_of_a_hit_stops_the_rule(fire: Callable[..., list[Fired]]) -> None:
    assert ids(fire("储物柜只能刷脸？不，也可刷卡")) == [
        "locker_by_face"
    ]  # the question mark ends the sentence
    assert ids(fire("储物柜只能刷脸，也可刷卡")) == []
    assert ids(fire("也可刷卡，储物柜只能刷脸")) == []


def test_a_veto_in_the_partner_s_sentence_stops_the_rule_too(fire: Callable[..., list[Fired]]) -> None:
    assert ids(fire("储物柜。只能刷脸，也可刷卡")) == []


def test_a_rule_fires_on_hits_of_its_sources_only(fire: Callable[..., list[Fired]]) -> None:
    raw = "加微信领储物柜"
    assert ids(fire(raw, "complaints")) == ["by_chat"]
    assert ids(fire(raw, "judgments")) == []


@pytest.mark.parametrize("appeal_type", ["求助", "建议"])
def test_a_call_for_help_or_a_proposal_needs_a_strong_rule(
    appeal_type: str, fire: Callable[..., list[Fired]]
) -> None:
    assert ids(fire("押金三百，储物柜只能刷脸", "complaints", appeal_type)) == ["locker_by_face"]


@pytest.mark.parametrize("appeal_type", ["", "投诉", "举报"])
def test_any_other_appeal_needs_no_strong_rule(appeal_type: str, fire: Callable[..., list[Fired]]) -> None:
    assert ids(fire("押金三百", "complaints", appeal_type)) == ["deposit"]


@pytest.mark.parametrize("context", ["negated", "consultation"])
def test_a_negated_or_asked_hit_counts_for_nothing(context: str, hits_in: Finder, locker: Pack) -> None:
    hits = [hit for hit in hits_in("储物柜只能刷脸") if hit.wording.kind == "term"]
    assert len(fired_rules(hits, (locker,), "ads", "")) == 1
    for one in hits:
        weakened = [replace(hit, contexts=(context,)) if hit is one else hit for hit in hits]
        assert fired_rules(weakened, (locker,), "ads", "") == []


def test_a_negated_veto_vetoes_nothing(hits_in: Finder, locker: Pack) -> None:
    hits = [hit for hit in hits_in("储物柜只能刷脸，也可刷卡") if hit.wording.kind == "term"]
    negated = [
        replace(hit, contexts=("negated",)) if hit.wording.group == "other_way" else hit for hit in hits
    ]
    assert ids(fired_rules(negated, (locker,), "ads", "")) == ["locker_by_face"]


def test_a_hit_of_education_still_fires_and_says_so(hits_in: Finder, locker: Pack) -> None:
    hits = [
        replace(hit, contexts=("education",))
        for hit in hits_in("储物柜只能刷脸")
        if hit.wording.kind == "term"
    ]
    (fired,) = fired_rules(hits, (locker,), "ads", "")
    assert all("education" in hit.contexts for hit in fired.hits)


def test_hits_of_another_scenario_fire_nothing_here(hits_in: Finder, locker: Pack) -> None:
    hits = [hit for hit in hits_in("储物柜只能刷脸") if hit.wording.kind == "term"]
    assert fired_rules(hits, (locker.model_copy(update={"id": "other"}),), "ads", "") == []


def test_the_nearest_partner_is_taken_and_the_earlier_one_on_a_tie(fire: Callable[..., list[Fired]]) -> None:
    near = fire("只能刷脸好好好好储物柜好刷脸")[0]
    assert [hit.start for hit in near.hits] == [8, 12]
    tied = fire("刷脸好储物柜好刷脸")[0]
    assert [hit.start for hit in tied.hits] == [3, 0]


def test_a_fired_rule_spans_its_first_to_its_last_hit(fire: Callable[..., list[Fired]]) -> None:
    raw = "本店只能刷脸才开的储物柜多"
    (fired,) = fire(raw)
    assert raw[fired.start : fired.end] == "只能刷脸才开的储物柜"


def test_a_rule_is_quoted_a_few_times_at_most(fire: Callable[..., list[Fired]]) -> None:
    assert len(fire("押金。" * 9)) == MOST_PER_RULE


@quick
@given(raw=PIECES)
def test_every_fired_rule_stands_on_one_hit_of_each_of_its_groups(
    raw: str, fire: Callable[..., list[Fired]]
) -> None:
    for fired in fire(raw):
        assert tuple(hit.wording.group for hit in fired.hits) == fired.rule.all_of
        assert 0 <= fired.start < fired.end <= len(raw)


@quick
@given(raw=PIECES, seed=st.randoms())
def test_the_order_of_packs_and_the_copy_of_a_pack_decide_nothing(
    raw: str, seed: object, hits_in: Finder, locker: Pack
) -> None:
    other = locker.model_copy(update={"id": "other"})
    hits = [hit for hit in hits_in(raw) if hit.wording.kind == "term"]
    both = hits + [replace(hit, wording=replace(hit.wording, scenario="other")) for hit in hits]
    assert fired_rules(both, (locker, other), "ads", "") == fired_rules(both, (other, locker), "ads", "")


@quick
@given(raw=PIECES)
def test_fired_rules_come_in_the_order_of_their_place(raw: str, fire: Callable[..., list[Fired]]) -> None:
    places = [(one.start, one.end, one.rule.id) for one in fire(raw)]
    assert places == sorted(places)
