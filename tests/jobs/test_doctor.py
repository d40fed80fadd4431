"""Tests for saying what this machine lacks."""

import shutil
from pathlib import Path

import pytest

from jobs import doctor
from jobs.doctor import Finding, examine
from jobs.settings import DEFAULT_CONF

THINGS = ["Python", "Java", "Delta jars", "conf", "lake", "disk"]


@pytest.fixture(scope="module")
def conf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of conf/ with one scenario: quick to read."""
    copied = shutil.copytree(DEFAULT_CONF, tmp_path_factory.mktemp("conf") / "conf")
    for path in sorted((copied / "scenarios").iterdir())[1:]:
        path.unlink()
    return copied


def found(lake: str, conf: Path) -> dict[str, Finding]:
    return {finding.what: finding for finding in examine(lake, conf)}


def test_every_thing_is_looked_at_and_told(tmp_path: Path, conf: Path) -> None:
    findings = found(str(tmp_path / "lake"), conf)
    assert list(findings) == THINGS
    assert all(finding.told for finding in findings.values())
    assert findings["Python"].well
    assert findings["conf"].well
    assert "feeds" in findings["conf"].told


def test_a_lake_that_can_be_written_is_well_and_left_as_it_was(tmp_path: Path, conf: Path) -> None:
    (tmp_path / "kept").write_text("as it was")
    finding = found(str(tmp_path), conf)["lake"]
    assert (finding.well, finding.told) == (True, f"{tmp_path} can be written")
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


def test_a_lake_below_a_regular_file_is_a_fault(tmp_path: Path, conf: Path) -> None:
    (tmp_path / "file").write_text("")
    finding = found(str(tmp_path / "file" / "lake"), conf)["lake"]
    assert not finding.well
    assert "file/lake" in finding.told


def test_a_lake_of_an_unknown_kind_is_a_fault(conf: Path) -> None:
    assert not found("nowhere://host/lake", conf)["lake"].well


def test_broken_conf_is_a_fault_named_with_its_file(tmp_path: Path, conf: Path) -> None:
    broken = shutil.copytree(conf, tmp_path / "conf")
    (broken / "settings.yaml").write_text("batch_rows: [\n")
    findings = found(str(tmp_path / "lake"), broken)
    assert not findings["conf"].well
    assert f"{broken}/settings.yaml:" in findings["conf"].told
    assert findings["lake"].well


def test_missing_java_and_jars_are_faults_with_their_cure(
    tmp_path: Path, conf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from jobs import session

    for name in ("BUNDLED_JAVA", "JARS"):
        monkeypatch.setattr(session, name, tmp_path / "nowhere")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    findings = found(str(tmp_path / "lake"), conf)
    assert not findings["Delta jars"].well
    assert "make setup" in findings["Delta jars"].told
    if not any(Path("/usr/lib/jvm").glob("*/bin/java")):
        assert not findings["Java"].well
        assert "make setup" in findings["Java"].told


def test_a_disk_with_too_little_room_is_a_fault(
    tmp_path: Path, conf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert found(str(tmp_path), conf)["disk"].told.endswith(
        f"free at {tmp_path}; {doctor.FREE_GB} are needed"
    )
    monkeypatch.setattr(doctor, "FREE_GB", 10**9)
    assert not found(str(tmp_path), conf)["disk"].well
