"""The README tells the truth: its map of modules is the tree's; test_walk runs its commands."""

import ast
import re
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
README = (PROJECT / "README.md").read_text("utf-8")
PACKAGES = ("pipelines", "jobs", "models", "schemas")


def commands() -> list[str]:
    """The lines a reader would type."""
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
