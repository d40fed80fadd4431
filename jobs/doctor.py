"""What this machine lacks, and how to mend it."""

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from jobs.errors import ClueError
from jobs.landing import filesystem
from jobs.session import find_jars, find_java, java_version
from jobs.settings import load_settings

FREE_GB = 5  # Spark spills to disk; below this a night of a million records may fail


@dataclass(frozen=True)
class Finding:
    """One thing looked at: whether it is well, and what was found or is to be done."""

    what: str
    well: bool
    told: str


def examine(lake: str, conf: Path) -> list[Finding]:
    """Look at Python, Java, Delta's jars, conf/, the lake and the disk."""
    return [
        Finding("Python", (3, 11) <= sys.version_info < (3, 14), sys.version.split()[0]),
        _looked("Java", lambda: f"{java_version(find_java())} in {find_java()}"),
        _looked("Delta jars", lambda: f"{len(find_jars())} files"),
        _looked("conf", lambda: _conf(lake, conf)),
        _looked("lake", lambda: _lake(lake)),
        _disk(lake),
    ]


def _looked(what: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(what, True, look())
    except (ClueError, OSError) as error:
        return Finding(what, False, str(error))


def _conf(lake: str, conf: Path) -> str:
    settings = load_settings(lake, conf)
    return f"{len(settings.packs)} packs, {len(settings.feeds)} feeds"


def _lake(lake: str) -> str:
    system, path = filesystem(lake)
    system.create_dir(path, recursive=True)
    with system.open_output_stream(f"{path}/.doctor") as probe:
        probe.write(b"written by clues doctor")
    system.delete_file(f"{path}/.doctor")
    return f"{lake} can be written"


def _disk(lake: str) -> Finding:
    place = Path(lake) if Path(lake).exists() else Path.cwd()
    free = shutil.disk_usage(place).free / 1e9
    return Finding("disk", free >= FREE_GB, f"{free:.0f} GB free at {place}; {FREE_GB} are needed")
