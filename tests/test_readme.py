"""The README tells the truth: its commands run, its map of modules is the tree's."""

import ast
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
README = (PROJECT / "README.md").read_text("utf-8")
PACKAGES = ("pipelines", "jobs", "models", "schemas")


def commands() -> list[str]:
    blocks = re.findall(r"```bash\n(.*?)```", README, re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line.strip()]


def sentence_of(path: Path) -> str:
    return (ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "").split("\n")[0]


def test_the_map_of_modules_is_the_tree() -> None:
    shown = dict(re.findall(r"^  (\w+) +(\S.*)$", README.split("## For the next developer")[1], re.MULTILINE))
    modules = [
        path for package in PACKAGES for path in (PROJECT / package).glob("*.py") if path.stem != "__init__"
    ]
    assert shown == {path.stem: sentence_of(path) for path in modules}


def test_every_make_command_is_a_target() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (PROJECT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = set(re.findall(r"`make ([a-z-]+)`", README)) | {
        c.split()[1] for c in commands() if c.startswith("make ")
    }
    assert named and named <= targets


@pytest.mark.spark
def test_the_commands_run_as_written() -> None:
    shutil.rmtree(PROJECT / "build" / "readme", ignore_errors=True)
    (PROJECT / "build" / "readme").mkdir(parents=True)
    told = {}
    for command in (one for one in commands() if one.startswith(".venv/bin/clues")):
        done = subprocess.run(
            command,
            shell=True,
            cwd=PROJECT,
            capture_output=True,
            text=True,
            env=dict(os.environ),
            check=False,
        )
        assert done.returncode == 0, f"{command}\n{done.stderr[-2000:]}"
        told[command.split("clues ")[1].split()[0]] = done.stdout + done.stderr
    assert "refused=5" in told["sources"]
    assert "疑似线索" in told["run"] and "clues.xlsx" in told["run"]
    assert "normalize" in told["status"] and "published" in told["status"]
    assert (PROJECT / "build" / "readme" / "top.xlsx").stat().st_size > 5000
