"""Faults of a pack that its format allows: one test for each."""

from datetime import date
from typing import Any

import pytest

from models.lint import lint
from models.packs import Concepts, Pack

TODAY = date(2026, 5, 1)
NOTHING = Concepts(concepts=())


@pytest.fixture
def sound(make_pack: Any, group: Any, rule: Any) -> Any:
    """Make a pack that is sound but for what is changed."""

    def making(
        terms: tuple[str, ...] = ("储物柜", "更衣柜"), proved: str = "one", law: Any = None, **more: Any
    ) -> Pack:
        groups = more.pop("groups", None) or [group("a", "object", "中", *terms, exceptions=more.pop("exceptions", []))]  # fmt: skip
        examples = {
            "must_hit": [{"source": "ads", "text": text, "rule": proved} for text in "甲乙丙"],
            "must_not_hit": [{"source": "ads", "text": text} for text in "丁戊己"],
        }
        given = {"examples": examples} | more | ({"law": law} if law else {})
        return make_pack(groups, given.pop("rules", None) or [rule("one", ["a"])], **given)  # type: ignore[no-any-return]

    return making


def test_a_sound_pack_has_no_fault(sound: Any) -> None:
    assert lint([sound()], NOTHING, TODAY) == []


def test_a_wording_that_stands_twice_is_named(sound: Any) -> None:
    assert lint([sound(terms=("储物柜", "更衣柜", "储物柜"))], NOTHING, TODAY) == [
        "invented: group a: 储物柜 stands twice"
    ]


@pytest.mark.parametrize("term", ["收…简历本", "简历本＆收"])
def test_a_gapped_wording_that_holds_a_plain_one_is_unreachable(term: str, sound: Any) -> None:
    assert lint([sound(terms=("简历本", term))], NOTHING, TODAY) == [
        f"invented: group a: {term} is unreachable, because 简历本 is found first"
    ]


def test_a_longer_plain_wording_is_reachable(sound: Any) -> None:
    assert lint([sound(terms=("储物柜", "储物柜子"))], NOTHING, TODAY) == []


@pytest.mark.parametrize("where", ["allow", "exceptions"])
def test_a_wording_that_is_an_allowed_phrase_can_never_count(where: str, sound: Any) -> None:
    assert lint([sound(**{where: ["储物柜"]})], NOTHING, TODAY) == [
        "invented: group a: 储物柜 is an allowed phrase too and can never count"
    ]


def test_a_wording_of_one_character_is_named(sound: Any) -> None:
    (fault,) = lint([sound(terms=("储物柜", "柜"))], NOTHING, TODAY)
    assert fault.startswith("invented: group a: 柜 is one character")


def test_a_part_of_one_character_is_fine(sound: Any) -> None:
    assert lint([sound(terms=("收…简历本",))], NOTHING, TODAY) == []


def test_a_group_that_no_rule_uses_is_named(sound: Any, group: Any) -> None:
    groups = [group("a", "object", "中", "储物柜"), group("b", "act", "中", "刷脸开")]
    assert lint([sound(groups=groups)], NOTHING, TODAY) == ["invented: group b: no rule uses it"]


@pytest.mark.parametrize("part", ["anywhere", "none_of", "nowhere"])
def test_a_group_used_in_any_part_of_a_rule_is_used(part: str, sound: Any, group: Any, rule: Any) -> None:
    groups = [group("a", "object", "中", "储物柜"), group("b", "act", "中", "刷脸开")]
    assert lint([sound(groups=groups, rules=[rule("one", ["a"], **{part: ["b"]})])], NOTHING, TODAY) == []


def test_a_concept_taken_over_and_not_used_is_named(sound: Any, concepts: Concepts) -> None:
    used = concepts.model_copy(update={"concepts": concepts.concepts[:1]})
    assert lint([sound(uses=["minor"])], used, TODAY) == ["invented: group minor: no rule uses it"]


def test_a_concept_of_no_pack_is_named(sound: Any, concepts: Concepts) -> None:
    assert lint([sound()], concepts, TODAY) == [
        "concepts: minor is used by no pack",
        "concepts: sale is used by no pack",
    ]


def test_a_rule_without_an_example_is_named(sound: Any) -> None:
    assert lint([sound(proved=None)], NOTHING, TODAY) == ["invented: rule one: no must_hit example names it"]


@pytest.mark.parametrize(
    ("dates", "fault"),
    [
        ({"since": "2020-01-01", "until": "2026-04-30"}, "expired on 2026-04-30"),
        ({"since": "2026-05-02"}, "in force only from 2026-05-02"),
        ({"since": "2026-05-01", "until": "2026-05-01"}, None),
    ],
)
@pytest.mark.parametrize("kind", ["administrative", "civil"])
def test_law_out_of_force_is_named(kind: str, dates: dict[str, str], fault: str | None, sound: Any) -> None:
    law = {kind: [{"law": "某法", "article": "第一条", **dates}]}
    assert lint([sound(law=law)], NOTHING, TODAY) == ([f"invented: law 某法第一条: {fault}"] if fault else [])


def test_an_attribute_group_needs_no_rule(sound: Any, group: Any, make_pack: Any) -> None:
    pack = make_pack([group("SENS_BIO", "attribute", "弱", "人脸")], [])
    assert lint([pack], NOTHING, TODAY) == []


def test_the_faults_of_every_pack_are_named(sound: Any) -> None:
    faults = lint([sound(terms=("柜",)), sound(id="other", proved=None)], NOTHING, TODAY)
    assert [fault.split(":")[0] for fault in faults] == ["invented", "other"]
