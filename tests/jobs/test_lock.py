"""Tests for holding the lake."""

import subprocess
import sys
from pathlib import Path

import pytest

from jobs.errors import ConfigError, LakeBusyError
from jobs.lock import hold

HOLDER = """
import sys, time
from jobs.lock import hold
with hold(sys.argv[1]):
    print("held", flush=True)
    time.sleep(60)
"""
PROJECT = Path(__file__).resolve().parents[2]


def test_a_lake_that_does_not_exist_is_made_and_held(tmp_path: Path) -> None:
    with hold(str(tmp_path / "new" / "lake")):
        assert (tmp_path / "new" / "lake").is_dir()


def test_a_second_holder_is_told_that_the_lake_is_busy(tmp_path: Path) -> None:
    lake = str(tmp_path / "lake")
    with hold(lake), pytest.raises(LakeBusyError, match="Another run holds the lake") as error, hold(lake):
        pytest.fail("two runs hold one lake")
    assert error.value.exit_code == 6


def test_the_lake_is_free_once_its_holder_is_done_or_has_failed(tmp_path: Path) -> None:
    lake = str(tmp_path / "lake")
    with hold(lake):
        pass
    with pytest.raises(ZeroDivisionError), hold(lake):
        _ = 1 / 0
    with hold(lake):
        pass


def test_two_lakes_are_held_side_by_side(tmp_path: Path) -> None:
    with hold(str(tmp_path / "one")), hold(str(tmp_path / "two")):
        assert sorted(path.name for path in tmp_path.iterdir()) == ["one", "two"]


def test_a_process_that_is_killed_gives_the_lake_back(tmp_path: Path) -> None:
    lake = str(tmp_path / "lake")
    command = [sys.executable, "-c", HOLDER, lake]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=PROJECT) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(LakeBusyError), hold(lake):
            pytest.fail("two processes hold one lake")
        holder.kill()
        holder.wait()
    with hold(lake):
        pass


def test_a_path_and_its_url_are_one_lake(tmp_path: Path) -> None:
    with hold(f"file://{tmp_path}"), pytest.raises(LakeBusyError), hold(str(tmp_path)):
        pytest.fail("two runs hold one lake")


def test_a_url_with_one_slash_is_the_same_lake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    lake = tmp_path / "lake"
    with hold(f"file:{lake}"), pytest.raises(LakeBusyError), hold(str(lake)):
        pytest.fail("two runs hold one lake")


def test_a_lake_below_a_regular_file_is_a_config_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for lake in (tmp_path / "file", tmp_path / "file" / "lake"):
        with pytest.raises(ConfigError, match=r"cannot be written.*choose another --lake"), hold(str(lake)):
            pytest.fail("a file is held as a lake")


def test_a_lake_on_a_remote_store_is_left_to_the_schedule(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with hold("s3://bucket/lake"), hold("s3://bucket/lake"):
        assert list(tmp_path.iterdir()) == []
