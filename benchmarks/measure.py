"""Runs a command of the product as its user would, and keeps the figures."""

import json
import os
import platform
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

PROJECT = Path(__file__).resolve().parent.parent
BENCH = PROJECT / "build" / "bench"


@dataclass(frozen=True)
class Ran:
    """A finished command: wall seconds, peak memory of all its processes in MB, its stderr."""

    seconds: float
    peak_mb: float
    told: str


def run(command: Sequence[str]) -> Ran:
    """Run a command to its end; CalledProcessError where it fails."""
    started = time.monotonic()
    with tempfile.TemporaryFile("w+") as told:
        process = subprocess.Popen(
            command, cwd=PROJECT, stdout=subprocess.DEVNULL, stderr=told, start_new_session=True
        )
        peak = 0.0
        while process.poll() is None:
            peak = max(peak, _memory_mb(process.pid))
            time.sleep(3)  # looking costs system time of its own
        seconds = time.monotonic() - started
        told.seek(0)
        ran = Ran(seconds, peak, told.read())
    if process.returncode:
        print(ran.told[-4000:])
        raise subprocess.CalledProcessError(process.returncode, command)
    return ran


def _memory_mb(session: int) -> float:
    """Proportional memory of every process of a session: shared pages are counted once."""
    return (
        sum(_pss_kb(folder) for folder in Path("/proc").glob("[0-9]*") if _session_of(folder) == session)
        / 1024
    )


def _session_of(folder: Path) -> int:
    try:
        return int((folder / "stat").read_text().rsplit(")", 1)[1].split()[3])
    except OSError:
        return -1  # it ended meanwhile


def _pss_kb(folder: Path) -> int:
    try:
        lines = (folder / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0  # it ended meanwhile
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def steps_of(told: str) -> dict[str, float]:
    """Seconds of each step from the plain progress lines of a run."""
    lines = [line for line in told.splitlines() if " seconds=" in line and not line.startswith(" ")]
    return {line.split(" read=")[0]: float(line.rsplit("seconds=", 1)[1]) for line in lines}


def feeds_of(told: str) -> list[str]:
    """The lines of a run that count read, kept and refused per feed."""
    return [line.strip() for line in told.splitlines() if line.startswith("  feed=")]


def _shown(value: float | str) -> str:
    if isinstance(value, str):
        return value
    return f"{value:.1f}" if abs(value) >= 1 else f"{value:.3f}"


def report(name: str, figures: Mapping[str, float | str], targets: Mapping[str, str]) -> None:
    """Print one table and write the same figures to build/bench/<name>.json."""
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    table = Table("figure", "measured", "target", title=f"{name} ({machine})")
    for figure, value in figures.items():
        table.add_row(figure, _shown(value), targets.get(figure, ""))
    Console().print(table)
    BENCH.mkdir(parents=True, exist_ok=True)
    content = json.dumps({"machine": machine, **figures}, ensure_ascii=False, indent=1)
    (BENCH / f"{name}.json").write_text(content + "\n", "utf-8")
