"""Development records from files: the proof of the packs that lies beside them."""

import json
from pathlib import Path
from typing import Any

from jobs.errors import ConfigError
from jobs.records import id_of, record_of
from models.proving import Development

DEFAULT_DATA = Path(__file__).resolve().parent.parent / "tests" / "data" / "scenarios"


def load_sets(folder: Path, scenario: str | None = None) -> dict[str, list[Development]]:
    """Read <scenario>.jsonl files; ConfigError names file and line of a broken one."""
    paths = sorted(folder.glob(f"{scenario or '*'}.jsonl"))
    if not paths:
        raise ConfigError(f"{folder}: no development set {scenario or ''}; expected <scenario>.jsonl.")
    return {path.stem: [_case(line, f"{path}:{n}") for n, line in enumerate(path.read_text("utf-8").splitlines(), 1) if line.strip()]
            for path in paths}  # fmt: skip


def _case(line: str, where: str) -> Development:
    try:
        given: dict[str, Any] = json.loads(line)
        if not isinstance(given, dict) or not isinstance(given.get("record"), dict):
            raise ValueError("expected a JSON object")
        source, row = given["source"], given["record"]
        return Development(
            id_of(source, row) or where,
            given["kind"],
            record_of(source, row),
            given["fires"],
            frozenset(given.get("also") or ()),
            given.get("subject"),
            given.get("count"),
        )
    except (ValueError, KeyError) as error:
        raise ConfigError(f"{where}: not a development record: {error}") from None
