"""Runs a command of the product as its user would, and keeps the figures."""

import json
import os
import platform
import resource
import subprocess
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
    """A finished command: wall seconds, largest process in MB, and what it printed on stderr."""

    seconds: float
    peak_mb: float
    told: str


def run(command: Sequence[str]) -> Ran:
    """Run a command to its end; CalledProcessError where it fails."""
    started = time.monotonic()
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    if done.returncode:
        print(done.stderr[-4000:])
        done.check_returncode()
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return Ran(time.monotonic() - started, peak, done.stderr)


def steps_of(told: str) -> dict[str, float]:
    """Seconds of each step from the plain progress lines of a run."""
    lines = [line for line in told.splitlines() if " seconds=" in line and not line.startswith(" ")]
    return {line.split(" read=")[0]: float(line.rsplit("seconds=", 1)[1]) for line in lines}


def feeds_of(told: str) -> list[str]:
    """The lines of a run that count read, kept and refused per feed."""
    return [line.strip() for line in told.splitlines() if line.startswith("  feed=")]


def report(name: str, figures: Mapping[str, float | str], targets: Mapping[str, str]) -> None:
    """Print one table and write the same figures to build/bench/<name>.json."""
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    table = Table("figure", "measured", "target", title=f"{name} ({machine})")
    for figure, value in figures.items():
        table.add_row(
            figure, f"{value:.1f}" if isinstance(value, float) else str(value), targets.get(figure, "")
        )
    Console().print(table)
    BENCH.mkdir(parents=True, exist_ok=True)
    content = json.dumps({"machine": machine, **figures}, ensure_ascii=False, indent=1)
    (BENCH / f"{name}.json").write_text(content + "\n", "utf-8")
