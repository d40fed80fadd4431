"""Scenario packs: what they may say, what a fault is told with file and line, and that each proves itself."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from jobs.errors import ConfigError
from jobs.settings import load_settings
from models.packs import ALL_SOURCES, Concepts, Pack, parts_of, sequences_of
from models.spelling import LAYERS

CONF = Path(__file__).resolve().parents[2] / "conf"
LOCKER = """\
id: gym_locker_face
card: X01
title: 健身房储物柜强制刷脸
status: experimental
owner: data team
pattern: A gym opens its lockers by face only.
uses: [minor]
groups:
  - id: object
    role: object
    strength: 弱
    why: Where it happens.
    terms: [储物柜, 更衣柜]
  - id: act
    role: act
    strength: 强
    why: No other way in.
    terms: [只能刷脸]
rules:
  - id: locker_by_face
    title: 储物柜只能刷脸
    strength: 强
    all_of: [object|minor, act]
    message: 储物柜没有其他开启方式
law:
  administrative:
    - {law: 个人信息保护法, article: 第二十六条, since: 2021-11-01}
organs: [MSA]
examples:
  must_hit:
    - {source: ads, rule: locker_by_face, text: 储物柜只能刷脸}
    - {source: ads, text: 更衣柜只能刷脸}
    - {source: ads, text: 只能刷脸开储物柜}
  must_not_hit:
    - {source: ads, text: 储物柜免费}
    - {source: ads, text: 更衣柜很多}
    - {source: ads, text: 只能刷卡}
    - {source: ads, text: 柜子}
"""
Faults = Callable[..., list[str]]


@pytest.fixture(scope="module")
def conf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of conf/ whose only pack is the locker."""
    copied = shutil.copytree(CONF, tmp_path_factory.mktemp("packs") / "conf")
    for path in (copied / "scenarios").iterdir():
        path.unlink()
    return copied


@pytest.fixture
def faults(conf: Path) -> Faults:
    """The faults told where parts of the locker pack, or of another file, are replaced."""

    def telling(*replaced: tuple[str, str], file: str = "scenarios/gym_locker_face.yaml") -> list[str]:
        written = {"scenarios/gym_locker_face.yaml": LOCKER}
        written |= {file: written.get(file) or (CONF / file).read_text("utf-8")}
        for old, new in replaced:
            assert old in written[file]
            written[file] = written[file].replace(old, new, 1)
        for path, text in written.items():
            (conf / path).write_text(text, "utf-8")
        try:
            load_settings("", conf)
        except ConfigError as error:
            return str(error).replace(f"{conf}/", "").splitlines()
        finally:
            if not file.startswith("scenarios"):
                shutil.copy(CONF / file, conf / file)
        return []

    return telling


PACK = "scenarios/gym_locker_face.yaml"


def test_a_sound_pack_is_read(faults: Faults, conf: Path) -> None:
    assert faults() == []
    (pack,) = load_settings("", conf).packs
    rule = pack.rule("locker_by_face")
    assert (rule.slots, rule.window, rule.within_chars) == ((("object", "minor"), ("act",)), "sentence", 60)
    assert rule.sources == ALL_SOURCES
    assert (pack.groups[0].layers, pack.groups[0].gap, pack.groups[0].negatable) == (LAYERS, 8, True)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("role: act", "role: akt", f"{PACK}:15: groups.1.role: Input should be 'object'"),
        ("strength: 弱", "strength: 重", f"{PACK}:11: groups.0.strength: Input should be '强', '中' or '弱'"),
        ("status: experimental", "status: draft", f"{PACK}:4: status: Input should be"),
        ("terms: [只能刷脸]", "terms: []", f"{PACK}:18: groups.1.terms: "),
        ("organs: [MSA]", "organs: []", f"{PACK}:28: organs: "),
        ("    why: No other way in.\n", "", f"{PACK}:14: groups.1.why: Field required"),
        ("owner: data team", "owner: data team\ncolour: red", f"{PACK}:6: colour: Extra inputs are not permitted"),
        ("source: ads, text: 储物柜免费", "source: adds, text: 储物柜免费", f"{PACK}:35: examples.must_not_hit.0.source: "),
        ("since: 2021-11-01", "since: soon", f"{PACK}:27: law.administrative.0.since: "),
        ("terms: [只能刷脸]", "terms: [只能刷脸]\n    gap: 99", f"{PACK}:19: groups.1.gap: "),
        ("terms: [只能刷脸]", "terms: [只能刷脸]\n    layers: [sound]", f"{PACK}:19: groups.1.layers.0: "),
        ("    message: 储物柜", "    window: page\n    message: 储物柜", f"{PACK}:24: rules.0.window: "),
        ("    message: 储物柜", "    within_chars: 0\n    message: 储物柜", f"{PACK}:24: rules.0.within_chars: "),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_file_line_and_place(old: str, new: str, fault: str, faults: Faults) -> None:
    told = faults((old, new))
    assert [one for one in told if not one.startswith(fault)] == []
    assert len(told) == 1


@pytest.mark.parametrize(
    ("blank", "line"),
    [("[储物柜, '']", 13), ("[储物柜, ' ']", 13), ("[收…]", 13), ("[＆孩子]", 13), ("['a… …b']", 13)],
)
def test_a_blank_wording_or_part_is_told(blank: str, line: int, faults: Faults) -> None:
    told, *_ = faults(("terms: [储物柜, 更衣柜]", f"terms: {blank}"))
    assert told.startswith(f"{PACK}:{line}: groups.0.terms: ") and "has a blank part" in told


@pytest.mark.xfail(strict=True, reason="settings._read: a sentence with '; ' in it is told as two faults")
def test_a_blank_wording_is_one_fault(faults: Faults) -> None:
    assert len(faults(("terms: [储物柜, 更衣柜]", "terms: ['']"))) == 1


def test_a_blank_exception_is_told(faults: Faults) -> None:
    told, *_ = faults(("terms: [储物柜, 更衣柜]", "terms: [储物柜]\n    exceptions: ['']"))
    assert "exceptions: [''] has a blank part" in told


@pytest.mark.parametrize("part", ["anywhere", "none_of", "nowhere"])
def test_an_unknown_group_of_a_rule_is_told_at_the_rule(part: str, faults: Faults) -> None:
    (told,) = faults(("    message: 储物柜", f"    {part}: [shelf]\n    message: 储物柜"))
    assert told == f"{PACK}:20: the file: rule locker_by_face names the unknown group shelf"


def test_an_unknown_group_in_a_slot_of_several_is_told(faults: Faults) -> None:
    (told,) = faults(("all_of: [object|minor, act]", "all_of: [object|shelf, act]"))
    assert told == f"{PACK}:20: the file: rule locker_by_face names the unknown group shelf"


def test_an_unknown_concept_is_told_with_those_known(faults: Faults) -> None:
    (told,) = faults(("uses: [minor]", "uses: [minor, dragon]"))
    assert told.startswith(f"{PACK}: uses names the unknown concept dragon; known are ")
    assert "minor" in told


def test_an_id_that_stands_twice_is_told_at_the_second(faults: Faults) -> None:
    (told,) = faults(("  - id: act\n", "  - id: object\n"), ("object|minor, act", "object|minor, object"))
    assert told == f"{PACK}:14: the file: the id object stands twice"


@pytest.mark.parametrize(
    ("old", "new", "name"),
    [("- id: locker_by_face", "- id: act", "act"), ("- id: object\n", "- id: minor\n", "minor")],
)
def test_groups_rules_and_concepts_share_one_list_of_names(old: str, new: str, name: str, faults: Faults) -> None:  # fmt: skip
    assert any(f"the id {name} stands twice" in told for told in faults((old, new)))


def test_all_faults_of_a_pack_are_told_at_once(faults: Faults) -> None:
    told = faults(("role: act", "role: akt"), ("status: experimental", "status: draft"))
    assert [one.split(": ")[0] for one in told] == [f"{PACK}:4", f"{PACK}:15"]
    both = faults(("object|minor, act", "shelf, drawer"))
    assert len(both) == 2 and "shelf" in "".join(both) and "drawer" in "".join(both)


def test_an_unknown_organ_is_told(faults: Faults) -> None:
    (told,) = faults(("organs: [MSA]", "organs: [XYZ]"))
    assert told.startswith("gym_locker_face: organ XYZ is not in organs.yaml")


def test_a_pack_without_law_is_told(faults: Faults) -> None:
    old = "  administrative:\n    - {law: 个人信息保护法, article: 第二十六条, since: 2021-11-01}\n"
    told, *_ = faults((old, "  civil: []\n"))
    assert "the legal basis is empty" in told


def test_a_pack_without_a_rule_needs_attribute_groups_only(make_pack: Any, group: Any) -> None:
    assert make_pack([group("SENS_BIO", "attribute", "弱", "人脸")], []).rules == ()
    with pytest.raises(ValidationError, match="the pack has no rule"):
        make_pack([group("a", "object", "弱", "人脸")], [])


def test_broken_yaml_is_told_with_its_line(faults: Faults) -> None:
    (told,) = faults(("organs: [MSA]", "organs: [MSA"))
    assert told.startswith(f"{PACK}:2")


def test_a_key_that_stands_twice_is_told(faults: Faults) -> None:
    (told,) = faults(("owner: data team", "owner: data team\nowner: other"))
    assert told.startswith(f"{PACK}:") and "owner" in told


@pytest.mark.parametrize(
    ("file", "old", "new", "fault"),
    [
        ("concepts.yaml", "role: person", "role: persona", "concepts.yaml:4: concepts.0.role: "),
        ("concepts.yaml", "- id: harassed", "- id: minor", "concepts.yaml:"),
        ("spelling.yaml", "max_skip: 3", "max_skip: 30", "spelling.yaml:5: max_skip: "),
        ("spelling.yaml", "initials: [sfz]}", "initial: [sfz]}", "spelling.yaml:"),
        ("language.yaml", "negated:", "negative:", "language.yaml:4: contexts.negative."),
        (
            "counts.yaml",
            "vague: [数, 几]",
            "vague: [数, 数]",
            "counts.yaml:7: counted.vague: the word 数 stands twice",
        ),
        ("organisations.yaml", "[出售楼部,", "[少先队,", "organisations.yaml:"),
    ],
)
def test_a_fault_of_the_shared_files_is_told_with_its_line(
    file: str, old: str, new: str, fault: str, faults: Faults
) -> None:
    told = faults((old, new), file=file)
    assert told and told[0].startswith(fault)


def test_a_concept_that_stands_twice_is_told() -> None:
    one = {"id": "a", "role": "act", "strength": "弱", "why": "x", "terms": ["甲"]}
    with pytest.raises(ValidationError, match="the id a stands twice"):
        Concepts.model_validate({"concepts": [one, one]})


def test_a_rule_of_no_pack_is_a_key_error(locker: Pack) -> None:
    with pytest.raises(KeyError):
        locker.rule("nothing")


def test_a_wording_is_cut_at_its_gaps_or_around_its_pair() -> None:
    assert parts_of("收…的…简历") == ["收", "的", "简历"]
    assert parts_of("孩子＆注册") == ["孩子", "注册"]
    assert sequences_of("孩子＆注册") == [["孩子", "注册"], ["注册", "孩子"]]
    assert sequences_of("收…简历") == [["收", "简历"]]
    assert sequences_of("简历") == [["简历"]]
