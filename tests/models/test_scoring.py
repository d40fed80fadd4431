"""The score in its parts: each block of domain B3, its cap, and what lifts or lowers the whole."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from jobs.settings import load_settings
from models.scoring import PARTS, Case, Part, RuleEvidence, Score, Scoring, SignalEvidence, score

quick = settings(deadline=None, max_examples=60)  # a case is large to draw
CONF = Path(__file__).resolve().parents[2] / "conf"
TODAY = date(2026, 5, 1)
GIVEN: dict[str, Any] = {  # domain B3
    "caps": {"L": 22, "H": 18, "S": 20, "V": 10, "A": 12, "C": 18, "D": 25},
    "legal": {"rule": {"强": 12, "中": 8, "弱": 4}, "second_rule": 16, "sanctioned": 20, "explicit_act": 2},
    "sensitivity": {"ordinary": 6, "one": 12, "two_or_children": 16, "with_misuse": 18},
    "scale": {
        "steps": [[50, 4], [500, 8], [5000, 12], [10000, 16], [100000, 18], [1000000, 20]],
        "records_only": 0.8,
    },
    "vulnerability": {"child": 6, "child_sensitive": 4, "other": 4},
    "aggravation": {"insider": 4, "repeat": 4, "profit": 2, "evasion": 2, "cross_region": 2, "harm": 2},
    "corroboration": {"two": 8, "three": 13, "three_and_anomaly": 18},
    "deductions": {
        "education_factor": 0.2,
        "licensed_and_reported": 4,
        "stale_from_days": 180,
        "stale_full_days": 730,
        "stale_max": 10,
    },
    "single_source_cap": 60,
    "tiers": {"A": 75, "B": 55, "C": 35, "D": 20},
    "large_scale_persons": 10000,
}
WEIGHTS = Scoring.model_validate(GIVEN)


def rule(rule_id: str = "r1", strength: Any = "强", source: str = "ads", **more: Any) -> RuleEvidence:
    return RuleEvidence(source, f"{source}-1", rule_id, rule_id.upper(), strength, **more)


def signal(
    rule_id: str = "s1", strength: Any = "强", sources: tuple[str, ...] = ("ads",), anomaly: bool = False
) -> SignalEvidence:
    return SignalEvidence(rule_id, rule_id.upper(), strength, sources, anomaly)


def scored(**given_: Any) -> Score:
    return score(Case(**given_), WEIGHTS, TODAY)


def block(name: str, **given_: Any) -> float:
    return scored(**given_).blocks[name]  # type: ignore[index]


def codes(name: str, **given_: Any) -> list[str]:
    return [part.code for part in scored(**given_).parts if part.block == name]


def test_a_case_without_evidence_scores_nothing_and_has_no_tier() -> None:
    empty = scored()
    assert (empty.value, empty.tier, empty.parts, empty.triggers) == (0.0, None, [], [])
    assert set(empty.blocks.values()) == {0.0}


@pytest.mark.parametrize(("strength", "points"), [("强", 12), ("中", 8), ("弱", 4)])
def test_one_rule_brings_the_points_of_its_strength(strength: str, points: float) -> None:
    assert block("L", rules=[rule(strength=strength)]) == points
    assert block("L", signals=[signal(strength=strength)]) == points


def test_two_independent_rules_bring_sixteen() -> None:
    assert block("L", rules=[rule("r1"), rule("r2", "弱")]) == 16
    assert block("L", rules=[rule("r1")], signals=[signal("s1")]) == 16


def test_weak_numbers_without_a_word_that_accuses_are_no_second_rule() -> None:
    weak = [signal("s1", strength="弱"), signal("s2", strength="弱")]
    assert block("L", signals=weak) == 4 and scored(signals=weak).tier is None
    assert block("L", signals=[*weak, signal("s3", strength="中")]) == 16
    assert block("L", rules=[rule("r1", "弱")], signals=weak) == 16


def test_a_rule_that_fires_again_is_no_second_rule() -> None:
    assert (
        block("L", rules=[rule("r1"), rule("r1", source="complaints"), rule("r1", source="judgments")]) == 12
    )


def test_a_sanction_lifts_the_legal_block_to_twenty() -> None:
    assert block("L", rules=[rule()], told=frozenset({"sanctioned"})) == 20
    assert block("L", rules=[rule("r1"), rule("r2")], told=frozenset({"sanctioned"})) == 20


def test_a_sanction_without_a_rule_says_nothing() -> None:
    assert block("L", told=frozenset({"sanctioned"})) == 0


def test_an_explicit_act_adds_two_and_the_block_is_capped() -> None:
    assert block("L", rules=[rule(explicit_act=True)]) == 14
    assert block("L", rules=[rule("r1", explicit_act=True), rule("r2")], told=frozenset({"sanctioned"})) == 22


def test_a_rule_told_for_education_counts_a_fifth() -> None:
    assert block("L", rules=[rule(education=True)]) == 2.4
    assert block("L", rules=[rule(education=True, explicit_act=True)]) == 2.4


def test_a_rule_told_plainly_elsewhere_counts_in_full() -> None:
    assert block("L", rules=[rule(education=True), rule(source="complaints")]) == 12


def test_two_rules_told_for_education_stay_below_one_told_plainly() -> None:
    assert block("L", rules=[rule("r1", education=True), rule("r2", education=True)]) < 12


def test_a_rule_told_for_education_is_no_second_rule() -> None:
    assert block("L", rules=[rule("r1"), rule("r2", education=True)]) < 16


def test_a_sanction_told_in_a_lesson_does_not_lift_it() -> None:
    assert block("L", rules=[rule(education=True)], told=frozenset({"sanctioned"})) < 12


@pytest.mark.parametrize(
    ("kinds", "told", "points"),
    [
        ((), (), 6),
        (("COMM",), (), 6),
        (("SENS_FIN",), (), 12),
        (("SENS_FIN", "COMM"), (), 12),
        (("SENS_FIN", "SENS_BIO"), (), 16),
        (("SENS_U14",), (), 16),
        (("SENS_FIN",), ("harm",), 18),
        ((), ("harm",), 6),
    ],
)
def test_sensitivity_follows_the_kinds_of_information(
    kinds: tuple[str, ...], told: tuple[str, ...], points: float
) -> None:
    assert block("H", rules=[rule()], sensitive_types=frozenset(kinds), told=frozenset(told)) == points


def test_a_signal_alone_concerns_ordinary_information() -> None:
    assert block("H", signals=[signal()]) == 6


@pytest.mark.parametrize(
    ("persons", "points"),
    [(0, 0), (49, 0), (50, 4), (499, 4), (500, 8), (4_999, 8), (5_000, 12), (9_999, 12), (10_000, 16),
     (99_999, 16), (100_000, 18), (999_999, 18), (1_000_000, 20), (10**9, 20)],
)  # fmt: skip
def test_scale_rises_in_steps_with_the_persons(persons: int, points: float) -> None:
    assert block("S", count=(persons, "人", "exact")) == points


@pytest.mark.parametrize(("value", "points"), [(50, 3.2), (5_000, 9.6), (10_000, 12.8), (1_000_000, 16)])
def test_records_bring_four_fifths_and_leave_the_persons_open(value: int, points: float) -> None:
    (part,) = [part for part in scored(count=(value, "条", "at_least")).parts if part.block == "S"]
    assert part.points == points
    assert part.text == f"规模：不少于{value}条，人数待核"


def test_an_unknown_scale_brings_nothing() -> None:
    assert block("S", count=None) == 0


@pytest.mark.parametrize(
    ("qualifier", "words"),
    [("exact", "规模：60人"), ("approx", "规模：约60人"), ("vague", "规模：数量级60人")],
)
def test_a_scale_says_how_sure_it_is(qualifier: str, words: str) -> None:
    assert scored(count=(60, "人", qualifier)).parts[-1].text == words


@pytest.mark.parametrize(
    ("groups", "kinds", "points"),
    [
        (("GRP_CHILD",), (), 6),
        (("GRP_CHILD",), ("SENS_U14",), 10),
        ((), ("SENS_U14",), 0),
        (("GRP_ELD",), (), 4),
        (("GRP_ELD", "GRP_DIS"), (), 8),
        (("GRP_ELD", "GRP_DIS", "GRP_MIL", "GRP_STU"), (), 10),
        (("GRP_CHILD", "GRP_STU"), ("SENS_U14",), 10),
    ],
)
def test_vulnerability_counts_the_groups_up_to_ten(
    groups: tuple[str, ...], kinds: tuple[str, ...], points: float
) -> None:
    assert block("V", groups=frozenset(groups), sensitive_types=frozenset(kinds)) == points


@pytest.mark.parametrize(
    ("told", "points"),
    [(("insider",), 4), (("repeat",), 4), (("profit",), 2), (("evasion",), 2), (("cross_region",), 2), (("harm",), 2),
     (("insider", "repeat", "profit"), 10), (("sanctioned",), 0),
     (("insider", "repeat", "profit", "evasion", "cross_region", "harm"), 12)],
)  # fmt: skip
def test_aggravation_adds_up_to_twelve(told: tuple[str, ...], points: float) -> None:
    assert block("A", told=frozenset(told)) == points
    assert set(codes("A", told=frozenset(told))) == set(told) - {"sanctioned"}


def test_one_source_corroborates_nothing_however_often() -> None:
    assert block("C", rules=[rule("r1"), rule("r2"), rule("r3")]) == 0


def test_two_and_three_sources_corroborate_each_other() -> None:
    two = [rule(source="ads"), rule(source="complaints")]
    three = [*two, rule(source="judgments")]
    assert (block("C", rules=two), block("C", rules=three)) == (8, 13)


def test_an_anomaly_of_the_register_beside_three_sources_brings_eighteen() -> None:
    rules_ = [rule(source="ads"), rule(source="complaints")]
    assert block("C", rules=rules_, signals=[signal(sources=("ads", "enterprises"), anomaly=True)]) == 18
    assert block("C", rules=rules_, signals=[signal(sources=("ads", "enterprises"))]) == 13


def test_an_anomaly_beside_two_sources_brings_no_more_than_eight() -> None:
    assert block("C", signals=[signal(sources=("ads", "enterprises"), anomaly=True)]) == 8


def test_corroboration_is_as_sure_as_its_weakest_link() -> None:
    rules_ = [rule(source="ads", link_confidence=0.9), rule(source="complaints", link_confidence=0.4)]
    assert block("C", rules=rules_) == 3.2


def test_a_licence_with_a_regular_report_takes_four_off() -> None:
    plain, licensed = scored(rules=[rule()]), scored(rules=[rule()], licensed_and_reported=True)
    assert licensed.blocks["D"] == 4
    assert licensed.value == plain.value - 4


@pytest.mark.parametrize(("days", "points"), [(0, 0), (180, 0), (181, 0.0), (455, 5), (730, 10), (5_000, 10)])
def test_age_takes_more_off_the_older_a_case_is(days: int, points: float) -> None:
    assert block("D", last_seen=TODAY - timedelta(days=days)) == points


def test_a_case_of_tomorrow_is_not_stale() -> None:
    assert block("D", last_seen=TODAY + timedelta(days=3)) == 0


def test_deductions_never_push_a_score_below_zero() -> None:
    assert scored(licensed_and_reported=True, last_seen=date(2000, 1, 1)).value == 0


FULL: dict[str, Any] = {
    "rules": [rule("r1", explicit_act=True), rule("r2")],
    "count": (2_000_000, "人", "exact"),
    "sensitive_types": frozenset({"SENS_FIN", "SENS_BIO"}),
    "groups": frozenset({"GRP_CHILD", "GRP_ELD"}),
    "told": frozenset({"insider", "repeat", "profit", "evasion", "cross_region", "harm", "sanctioned"}),
}


def test_one_source_alone_never_scores_above_its_cap() -> None:
    single = scored(**FULL)
    assert sum(single.blocks.values()) > 60
    assert single.value == 60


def test_a_second_source_lifts_the_cap() -> None:
    assert scored(**FULL | {"rules": [*FULL["rules"], rule("r3", source="complaints")]}).value > 75


def test_one_source_without_a_trigger_never_reaches_tier_a() -> None:
    assert scored(**FULL | {"count": (2_000_000, "条", "exact")}).tier == "B"


def test_ten_thousand_persons_with_sensitive_information_lift_to_tier_a() -> None:
    found = scored(rules=[rule()], count=(10_000, "人", "at_least"), sensitive_types=frozenset({"SENS_FIN"}))
    assert (found.tier, found.triggers) == ("A", ["万人以上且涉敏感信息"])
    assert found.value < 75


@pytest.mark.parametrize(
    ("count", "kinds"),
    [
        ((9_999, "人", "exact"), {"SENS_FIN"}),
        ((10_000, "条", "exact"), {"SENS_FIN"}),
        ((10_000, "人", "exact"), {"COMM"}),
        (None, {"SENS_FIN"}),
    ],
)
def test_fewer_persons_mere_records_or_no_sensitive_kind_trigger_nothing(count: Any, kinds: set[str]) -> None:
    assert scored(rules=[rule()], count=count, sensitive_types=frozenset(kinds)).triggers == []


def test_young_children_s_information_lifts_to_tier_a_where_a_rule_fired() -> None:
    told = frozenset({"SENS_U14"})
    assert scored(rules=[rule()], sensitive_types=told).tier == "A"
    assert scored(signals=[signal()], sensitive_types=told).triggers == []


@pytest.mark.parametrize(
    ("value", "tier"),
    [(75, "A"), (74.9, "B"), (55, "B"), (54.9, "C"), (35, "C"), (34.9, "D"), (20, "D"), (19.9, None)],
)
def test_a_tier_begins_at_its_bound(value: float, tier: str | None) -> None:
    caps = dict.fromkeys("HSVACD", 0.0) | {"L": value}
    legal = GIVEN["legal"] | {"rule": {"强": 100, "中": 8, "弱": 4}}
    weights = Scoring.model_validate(GIVEN | {"caps": caps, "legal": legal})
    case = Case(rules=[rule(source="ads"), rule(source="complaints")])
    assert score(case, weights, TODAY).tier == tier


strengths = st.sampled_from(["强", "中", "弱"])
sources = st.sampled_from(["ads", "complaints", "judgments", "enterprises"])
cases = st.builds(
    Case,
    rules=st.lists(
        st.builds(
            RuleEvidence, sources, st.just("1"), st.sampled_from(["r1", "r2", "r3"]), st.just("T"), strengths,
            st.booleans(), st.booleans(), st.floats(0.1, 1),
        ), max_size=5,
    ),
    signals=st.lists(
        st.builds(SignalEvidence, st.sampled_from(["s1", "s2"]), st.just("S"), strengths, st.tuples(sources, sources), st.booleans()),
        max_size=2,
        unique_by=lambda one: one.rule_id,  # a signal is one a rule and subject
    ),
    count=st.none() | st.tuples(st.integers(0, 10**9), st.sampled_from(["人", "条", "户", "份"]), st.sampled_from(["exact", "at_least", "approx", "vague"])),
    sensitive_types=st.frozensets(st.sampled_from(["SENS_BIO", "SENS_FIN", "SENS_U14", "COMM"])),
    groups=st.frozensets(st.sampled_from(["GRP_CHILD", "GRP_ELD", "GRP_STU", "GRP_MIL"])),
    told=st.frozensets(st.sampled_from(["insider", "repeat", "profit", "evasion", "cross_region", "harm", "sanctioned"])),
    licensed_and_reported=st.booleans(),
    last_seen=st.none() | st.dates(date(2000, 1, 1), date(2027, 1, 1)),
)  # fmt: skip


@quick
@given(cases)
def test_a_score_lies_between_zero_and_a_hundred(case: Case) -> None:
    assert 0 <= score(case, WEIGHTS, TODAY).value <= 100


@quick
@given(cases)
def test_the_parts_reproduce_the_blocks_and_the_blocks_the_score(case: Case) -> None:
    found = score(case, WEIGHTS, TODAY)
    for name, cap in WEIGHTS.caps.items():
        points = sum(part.points for part in found.parts if part.block == name)
        assert found.blocks[name] == pytest.approx(min(points, cap), abs=0.051)
    total = sum(points for name, points in found.blocks.items() if name != "D") - found.blocks["D"]
    capped = min(total, WEIGHTS.single_source_cap) if len(case.sources) == 1 else total
    assert found.value == pytest.approx(min(max(capped, 0), 100), abs=0.051)


@quick
@given(cases)
def test_every_part_says_why_in_words_and_none_is_negative(case: Case) -> None:
    assert all(part.text and part.code and part.points >= 0 for part in score(case, WEIGHTS, TODAY).parts)


@quick
@given(cases, st.randoms())
def test_the_order_of_the_evidence_decides_nothing(case: Case, shuffled: Any) -> None:
    mixed = replace(
        case,
        rules=shuffled.sample(case.rules, len(case.rules)),
        signals=shuffled.sample(case.signals, len(case.signals)),
    )
    one, two = score(case, WEIGHTS, TODAY), score(mixed, WEIGHTS, TODAY)
    assert (one.value, one.tier, one.blocks, one.triggers) == (two.value, two.tier, two.blocks, two.triggers)


@quick
@given(cases)
def test_a_longer_time_unseen_never_raises_a_score(case: Case) -> None:
    seen = replace(case, last_seen=TODAY)
    assert (
        score(replace(case, last_seen=date(2020, 1, 1)), WEIGHTS, TODAY).value
        <= score(seen, WEIGHTS, TODAY).value
    )


@quick
@given(cases, st.sampled_from(["insider", "repeat", "profit", "evasion", "cross_region"]))
def test_one_more_aggravation_never_lowers_a_score(case: Case, told: str) -> None:
    more = replace(case, told=case.told | {told})
    assert score(more, WEIGHTS, TODAY).value >= score(case, WEIGHTS, TODAY).value


def test_the_list_of_parts_holds_one_function_a_block() -> None:
    case = Case(**FULL | {"rules": [rule(), rule(source="complaints")], "licensed_and_reported": True})
    told = [{part.block for part in one(case, WEIGHTS, TODAY)} for one in PARTS]
    assert told == [{"L"}, {"H"}, {"S"}, {"V"}, {"A"}, {"C"}, {"D"}]


def test_the_shipped_weights_are_those_of_the_domain_and_sum_to_a_hundred() -> None:
    shipped = load_settings("", CONF).scoring
    assert sum(points for name, points in shipped.caps.items() if name != "D") == 100
    assert list(shipped.tiers) == ["A", "B", "C", "D"]
    assert list(shipped.tiers.values()) == sorted(shipped.tiers.values(), reverse=True)
    assert [bound for bound, _ in shipped.scale.steps] == sorted(bound for bound, _ in shipped.scale.steps)


@pytest.mark.parametrize(
    "changed",
    [{"caps": {"X": 1}}, {"extra": 1}, {"tiers": {"E": 1}}, {"scale": {"steps": [], "records_only": 1.5}}],
    ids=str,
)
def test_weights_that_the_score_does_not_know_are_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Scoring.model_validate(GIVEN | changed)


def test_weights_without_a_block_are_refused() -> None:
    with pytest.raises(ValidationError):
        Scoring.model_validate(GIVEN | {"caps": {"L": 22, "D": 25}})


def test_a_part_is_plain_data() -> None:
    assert Part("L", "rule", 12.0, "x") == Part("L", "rule", 12.0, "x")
