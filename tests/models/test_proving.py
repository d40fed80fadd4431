"""Packs are proved by their examples and by development records apart from them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jobs.development import DEFAULT_DATA, load_sets
from jobs.errors import ConfigError
from models.packs import Pack
from models.proving import Development, Outcome, failed_examples, run_sets, table
from models.reading import Knowledge, Reading
from models.record import Record

Case = Callable[..., Development]


@pytest.fixture
def case() -> Case:
    """A development record of the locker."""

    def making(text: str, fires: str | None = "gym_locker_face", **more: Any) -> Development:
        given = {
            "record_id": "d1",
            "kind": "literal",
            "also": frozenset(),
            "subject": None,
            "count": None,
        } | more
        return Development(record=Record("complaints", {"content": text}), fires=fires, **given)

    return making


def outcome(case: Development, knowledge: Knowledge) -> Outcome:
    (told,) = run_sets({"gym_locker_face": [case]}, knowledge)
    return told


@pytest.fixture
def proved(locker: Pack) -> Callable[..., Pack]:
    """The locker pack with examples of its own."""

    def making(must: list[dict[str, Any]], must_not: list[dict[str, Any]]) -> Pack:
        given = locker.model_dump() | {"examples": {"must_hit": must, "must_not_hit": must_not}}
        return Pack.model_validate(given)

    return making


def example(text: str, source: str = "ads", **more: str) -> dict[str, Any]:
    return {"source": source, "text": text} | more


HITS = [example("储物柜只能刷脸", rule="locker_by_face"), example("押金三百"), example("更衣柜刷脸")]
QUIET = [example("储物柜很多"), example("押金三百", rule="locker_by_face"), example("严禁储物柜只能刷脸")]


def test_examples_that_hold_fail_nowhere(proved: Any, know: Any) -> None:
    pack = proved(HITS, QUIET)
    assert failed_examples([pack], know(pack)) == []


@pytest.mark.parametrize(
    ("hits", "quiet", "failure"),
    [
        ([*HITS, example("储物柜很多")], QUIET, "gym_locker_face: must hit  储物柜很多: fired nothing"),
        ([*HITS, example("押金", rule="locker_by_face")], QUIET, "gym_locker_face: must hit locker_by_face 押金: fired ['deposit']"),
        (HITS, [*QUIET, example("押金")], "gym_locker_face: must not hit  押金: fired ['deposit']"),
        (HITS, [*QUIET, example("押金", rule="deposit")], "gym_locker_face: must not hit deposit 押金: fired ['deposit']"),
        ([*HITS, example("警方提醒，押金")], QUIET, "gym_locker_face: must hit  警方提醒，押金: fired nothing"),
    ],
)  # fmt: skip
def test_an_example_that_fails_is_named(hits: Any, quiet: Any, failure: str, proved: Any, know: Any) -> None:
    pack = proved(hits, quiet)
    assert failed_examples([pack], know(pack)) == [failure]


def test_a_pack_without_rules_is_proved_by_the_attributes_it_tells(make_pack: Any, group: Any, know: Any) -> None:  # fmt: skip
    examples = {
        "must_hit": [example("人脸", rule="SENS_BIO"), example("人脸"), example("利用便利", rule="INSIDER")],
        "must_not_hit": [example("指纹"), example("人"), example("脸")],
    }
    groups = [group("SENS_BIO", "attribute", "弱", "人脸"), group("INSIDER", "attribute", "弱", "便利")]
    pack = make_pack(groups, [], examples=examples)
    assert failed_examples([pack], know(pack)) == []


def test_another_pack_s_rules_prove_nothing(proved: Any, know: Any) -> None:
    pack = proved(HITS, QUIET)
    other = pack.model_copy(update={"id": "other", "rules": pack.rules[2:]})
    assert all(failure.startswith("other: must") for failure in failed_examples([pack, other], know(pack, other)))  # fmt: skip
    assert failed_examples([pack, other], know(pack, other)) != []


@pytest.mark.parametrize(
    ("text", "fires", "also", "right"),
    [
        ("储物柜只能刷脸", "gym_locker_face", (), True),
        ("储物柜很多", "gym_locker_face", (), False),
        ("储物柜很多", None, (), True),
        ("储物柜只能刷脸", None, (), False),
        ("储物柜只能刷脸", None, ("gym_locker_face",), True),
    ],
)
def test_a_record_is_right_where_it_fires_as_it_must(
    text: str, fires: str | None, also: tuple[str, ...], right: bool, case: Case, knowledge: Knowledge
) -> None:
    assert outcome(case(text, fires, also=frozenset(also)), knowledge).right is right


def test_strays_are_scenarios_that_had_no_business_to_fire(case: Case, know: Any, locker: Pack) -> None:
    several = [locker.model_copy(update={"id": name}) for name in ("gym_locker_face", "other", "allowed")]
    told = outcome(case("押金", also=frozenset({"allowed"})), know(*several))
    assert told.strays == {"other"}


def test_a_subject_is_right_where_an_acting_organisation_is_named_like_it(
    case: Case, knowledge: Knowledge
) -> None:
    text = "投诉晨禾健身房，储物柜只能刷脸"
    assert outcome(case(text, subject="广州晨禾健身房"), knowledge).subject_right is True
    assert outcome(case(text, subject="大成网咖"), knowledge).subject_right is False
    assert outcome(case(text, subject=None), knowledge).subject_right is None
    assert outcome(case("投诉晨禾健身房", subject="晨禾健身房"), knowledge).subject_right is None


def test_a_count_is_right_where_value_and_unit_agree(case: Case, knowledge: Knowledge) -> None:
    text = "储物柜只能刷脸，泄露信息30条"
    assert outcome(
        case(text, count={"value": 30, "unit": "条", "qualifier": "approx"}), knowledge
    ).count_right
    assert outcome(case(text, count={"value": 31, "unit": "条"}), knowledge).count_right is False
    assert outcome(case(text, count={"value": 30, "unit": "人"}), knowledge).count_right is False
    assert outcome(case("好", count={"value": 30}), knowledge).count_right is False
    assert outcome(case(text), knowledge).count_right is None


def test_the_halves_are_about_equal_and_an_id_keeps_its_half(case: Case) -> None:
    halves = [case("", record_id=f"D{number}").half for number in range(400)]
    assert 150 < halves.count("tune") < 250
    assert halves == [case("", record_id=f"D{number}").half for number in range(400)]


def test_the_table_counts_records_right_ones_and_strays_by_kind(case: Case) -> None:
    empty = Reading()
    rows = [
        Outcome(case("", None, kind="hard"), "a", frozenset({"b"}), empty),
        Outcome(case("", None, kind="hard"), "a", frozenset({"a"}), empty),
        Outcome(case("", "a", kind="literal"), "a", frozenset({"a"}), empty),
    ]
    assert table(rows) == [("a", "hard", 2, 1, 1), ("a", "literal", 1, 1, 0)]


# The files


def line(**changed: Any) -> str:
    row = {"record": {"ticket_no": "T1", "content": "储物柜"}, "source": "complaints", "kind": "literal", "fires": "a"}  # fmt: skip
    return json.dumps(row | changed, ensure_ascii=False)


def test_a_development_set_is_read_line_by_line(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(line() + "\n\n" + line(fires=None, also=["b"], subject="甲店") + "\n", "utf-8")  # fmt: skip
    (tmp_path / "b.jsonl").write_text(line(), "utf-8")
    sets = load_sets(tmp_path)
    assert {name: len(cases) for name, cases in sets.items()} == {"a": 2, "b": 1}
    first, second = sets["a"]
    assert (first.record_id, first.fires, first.record.fields) == ("T1", "a", {"content": "储物柜"})
    assert (second.fires, second.also, second.subject) == (None, {"b"}, "甲店")
    assert list(load_sets(tmp_path, "b")) == ["b"]


@pytest.mark.parametrize("broken", ["[]", "3", line(record=[])])
def test_a_development_record_that_is_no_object_is_told(broken: str, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(broken + "\n", "utf-8")
    with pytest.raises(ConfigError):
        load_sets(tmp_path)


@pytest.mark.parametrize("broken", ["{", '{"source": "complaints"}', line(source="nowhere")])
def test_a_broken_development_record_is_told_with_file_and_line(broken: str, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(line() + "\n" + broken + "\n", "utf-8")
    with pytest.raises(ConfigError, match=r"a\.jsonl:2: not a development record"):
        load_sets(tmp_path)


def test_a_missing_development_set_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no development set dragon"):
        load_sets(tmp_path, "dragon")


def test_the_shipped_development_records_can_be_read_and_name_known_kinds() -> None:
    sets = load_sets(DEFAULT_DATA)
    assert all(len(cases) >= 40 for cases in sets.values())
    assert all(case.fires in (None, home) for home, cases in sets.items() for case in cases)
