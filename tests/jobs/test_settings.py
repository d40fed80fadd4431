"""Tests for reading conf/: every fault is named with its file and line, all at once."""

import shutil
from dataclasses import FrozenInstanceError
from datetime import date
from pathlib import Path

import pytest

from jobs.errors import ConfigError
from jobs.settings import DEFAULT_CONF, load_settings

PACK = "scenarios/fake_recruitment.yaml"
FEED = "sources/ads_zh.yaml"


@pytest.fixture
def conf(tmp_path: Path) -> Path:
    """A copy of conf/ with one scenario, to be broken."""
    copied = tmp_path / "conf"
    shutil.copytree(DEFAULT_CONF, copied)
    for path in (copied / "scenarios").iterdir():
        if path.name != Path(PACK).name:
            path.unlink()
    return copied


def change(path: Path, old: str, new: str) -> int:
    """Replace the first `old`; the number of its line."""
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    return text[: text.index(old)].count("\n") + 1


def faults(conf: Path) -> list[str]:
    with pytest.raises(ConfigError) as error:
        load_settings("lake", conf)
    return str(error.value).splitlines()


def test_the_conf_of_the_project_is_valid() -> None:
    settings = load_settings("lake")
    assert settings.lake == "lake"
    assert {feed.source for feed in settings.feeds} == {"ads", "judgments", "complaints", "enterprises"}
    assert settings.packs


def test_feeds_alone_are_those_of_the_settings(conf: Path) -> None:
    assert len(load_settings("", conf).feeds) == len(list((conf / "sources").glob("*.yaml")))


def test_broken_yaml_is_named_with_its_line(conf: Path) -> None:
    line = change(conf / "settings.yaml", "batch_rows: 2000", "batch_rows: [2000")
    (fault,) = faults(conf)
    assert fault.startswith((f"{conf}/settings.yaml:{line}:", f"{conf}/settings.yaml:{line + 1}:"))


def test_an_unknown_key_is_named_with_its_line(conf: Path) -> None:
    line = change(conf / "settings.yaml", "batch_rows:", "bach_rows: 3\nbatch_rows:")
    assert faults(conf) == [f"{conf}/settings.yaml:{line}: bach_rows: Extra inputs are not permitted"]


def test_a_duplicate_key_is_named_with_its_line(conf: Path) -> None:
    line = change(conf / "settings.yaml", "batch_rows: 2000", "batch_rows: 2000\nbatch_rows: 3")
    (fault,) = faults(conf)
    assert fault.startswith(f'{conf}/settings.yaml:{line + 1}: found duplicate key "batch_rows"')


def test_a_duplicate_header_of_a_feed_is_named_with_its_line(conf: Path) -> None:
    line = change(conf / FEED, "  职位名称: job_title", "  职位名称: job_title\n  职位名称: job_desc")
    (fault,) = faults(conf)
    assert fault.startswith(f"{conf}/{FEED}:{line + 1}: found duplicate key")


def test_a_value_out_of_bounds_is_named_with_its_line(conf: Path) -> None:
    line = change(conf / "settings.yaml", "max_cell_chars: 2000000", "max_cell_chars: 0")
    assert faults(conf) == [f"{conf}/settings.yaml:{line}: max_cell_chars: Input should be greater than 0"]


def test_a_missing_key_is_named_with_its_file(conf: Path) -> None:
    change(conf / "settings.yaml", "driver_memory:", "# driver_memory:")
    (fault,) = faults(conf)
    assert fault.startswith(f"{conf}/settings.yaml:")
    assert fault.endswith(": driver_memory: Field required")


def test_a_feed_column_outside_the_contract_is_named(conf: Path) -> None:
    change(conf / FEED, "  职位名称: job_title", "  职位名称: job_titel")
    (fault,) = faults(conf)
    assert fault.startswith(f"{conf}/{FEED}:")
    assert "['job_titel'] are no columns of ads" in fault


def test_an_unknown_source_of_a_feed_is_named_with_its_line(conf: Path) -> None:
    line = change(conf / FEED, "source: ads", "source: adverts")
    (fault,) = faults(conf)
    assert fault.startswith(f"{conf}/{FEED}:{line}: source: Input should be 'ads'")


def test_a_fault_deep_in_a_pack_is_named_with_its_line(conf: Path) -> None:
    line = change(conf / PACK, "strength: 弱", "strength: 很弱")
    (fault,) = faults(conf)
    assert fault.startswith(f"{conf}/{PACK}:{line}: groups.0.strength: Input should be '强'")


def test_an_unknown_group_in_a_rule_is_named_with_its_rule(conf: Path) -> None:
    change(conf / PACK, "all_of: [", "all_of: [nowhere, ")
    (fault,) = faults(conf)
    assert fault.startswith(f"{conf}/{PACK}:")
    assert "names the unknown group nowhere" in fault


def test_an_unknown_group_in_a_rule_is_named_with_its_line(conf: Path) -> None:
    line = change(conf / PACK, "all_of: [", "all_of: [nowhere, ")
    (fault,) = faults(conf)
    named = int(fault.removeprefix(f"{conf}/{PACK}:").split(":")[0])
    assert line - 5 <= named <= line


def test_an_organ_that_nobody_knows_is_named_with_its_scenario(conf: Path) -> None:
    change(conf / "organs.yaml", "HRSS:", "HRSX:")
    (fault,) = faults(conf)
    assert "fake_recruitment: organ HRSS is not in organs.yaml; known are HRSX" in fault


def test_a_missing_file_is_named(conf: Path) -> None:
    (conf / "scoring.yaml").unlink()
    assert faults(conf) == [f"{conf}/scoring.yaml: the file is missing; restore it from the release."]


def test_a_missing_folder_names_each_file(tmp_path: Path) -> None:
    told = "\n".join(faults(tmp_path / "nowhere"))
    for name in (
        "settings.yaml",
        "scoring.yaml",
        "language.yaml",
        "counts.yaml",
        "organisations.yaml",
        "organs.yaml",
    ):
        assert f"nowhere/{name}: the file is missing" in told


def test_two_files_of_one_feed_or_scenario_are_named(conf: Path) -> None:
    shutil.copy(conf / FEED, conf / "sources/zz.yaml")
    shutil.copy(conf / PACK, conf / "scenarios/zz.yaml")
    assert faults(conf) == [
        "the feed ads_zh is defined twice",
        "the scenario fake_recruitment is defined twice",
    ]


def test_all_faults_of_all_files_are_told_at_once(conf: Path) -> None:
    rows = change(conf / "settings.yaml", "batch_rows: 2000", "batch_rows: none")
    extra = change(conf / "scoring.yaml", "caps:", "cups: 3\ncaps:")
    strength = change(conf / PACK, "strength: 弱", "strength: 很弱")
    (conf / FEED).write_text("feed: [\n")
    (conf / "organs.yaml").unlink()
    told = faults(conf)
    for start in (
        f"{conf}/settings.yaml:{rows}: batch_rows: ",
        f"{conf}/scoring.yaml:{extra}: cups: ",
        f"{conf}/{PACK}:{strength}: groups.0.strength: ",
        f"{conf}/{FEED}:",
        f"{conf}/organs.yaml: ",
    ):
        assert len([fault for fault in told if fault.startswith(start)]) == 1


@pytest.mark.parametrize(
    "name", ["settings.yaml", "scoring.yaml", "language.yaml", "counts.yaml", "organisations.yaml"]
)
def test_an_empty_file_is_named(conf: Path, name: str) -> None:
    (conf / name).write_text("# nothing\n")
    assert any(name in fault for fault in faults(conf))


@pytest.mark.parametrize("name", [PACK, FEED])
def test_an_empty_pack_or_feed_is_named(conf: Path, name: str) -> None:
    (conf / name).write_text("# nothing\n")
    assert any(name in fault for fault in faults(conf))


@pytest.mark.parametrize(
    "name",
    [
        "settings.yaml",
        PACK,
        FEED,
    ],
)
def test_a_list_where_keys_are_expected_is_named(conf: Path, name: str) -> None:
    (conf / name).write_text("- one\n- two\n")
    (fault,) = faults(conf)
    assert fault.startswith(f"{conf}/{name}:1: ")


@pytest.mark.parametrize("data", ["title: 招聘\n".encode("gb18030"), b"title: a\x01b\n"])
def test_a_file_that_is_no_utf8_text_is_named(conf: Path, data: bytes) -> None:
    (conf / FEED).write_bytes(data)
    assert any(FEED in fault for fault in faults(conf))


def test_settings_cannot_be_changed_after_reading(conf: Path) -> None:
    settings = load_settings("lake", conf)
    with pytest.raises(FrozenInstanceError):
        settings.lake = "other"  # type: ignore[misc]
    with pytest.raises(ValueError, match="frozen"):
        settings.knobs.batch_rows = 1


def test_equal_conf_gives_equal_versions_and_run_ids(conf: Path) -> None:
    one, two = load_settings("a", conf), load_settings("b", conf)
    assert (one.versions, one.hash) == (two.versions, two.hash)
    assert one.batch("x", date(2026, 5, 1)).run_id == two.batch("y", date(2026, 5, 1)).run_id
    assert one.batch("x", date(2026, 5, 1)).run_id.startswith("2026-05-01-")


@pytest.mark.parametrize(
    ("name", "old", "new", "version"),
    [
        (PACK, "terms: [急招", "terms: [特急招", "packs"),
        ("counts.yaml", "terms: [被害", "terms: [遇害", "packs"),
        ("organisations.yaml", "authorities: [局", "authorities: [总局", "packs"),
        ("scoring.yaml", "second_rule: 16", "second_rule: 15", "scoring"),
        (FEED, "  职位名称: job_title", "  职位名: job_title", "feeds"),
    ],
)
def test_changed_knowledge_changes_its_version_alone_and_the_run_id(
    conf: Path, name: str, old: str, new: str, version: str
) -> None:
    before = load_settings("", conf)
    change(conf / name, old, new)
    after = load_settings("", conf)
    changed = {key for key in before.versions if before.versions[key] != after.versions[key]}
    assert changed == {version}
    assert before.batch("", date(2026, 5, 1)).run_id != after.batch("", date(2026, 5, 1)).run_id


def test_a_changed_limit_changes_the_hash_and_the_digest_key_does_not(conf: Path) -> None:
    before = load_settings("", conf)
    change(conf / "settings.yaml", "digest_key: ", "digest_key: other-")
    assert load_settings("", conf).hash == before.hash
    change(conf / "settings.yaml", "active_days: 90", "active_days: 91")
    assert load_settings("", conf).hash != before.hash


def test_the_digest_key_of_the_environment_stands_first(conf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CLUES_DIGEST_KEY", raising=False)
    settings = load_settings("", conf)
    assert settings.digest_key == settings.knobs.digest_key.encode()
    monkeypatch.setenv("CLUES_DIGEST_KEY", "密钥" * 50)
    assert settings.digest_key == ("密钥" * 50).encode()[:64]
    assert settings.limits(date(2026, 5, 1)).digest_key == settings.digest_key


def test_retired_packs_are_kept_and_not_run(conf: Path) -> None:
    change(conf / PACK, "status: stable", "status: retired")
    settings = load_settings("", conf)
    assert [pack.id for pack in settings.packs] == ["fake_recruitment"]
    assert settings.knowledge.packs == ()
