"""Fetches Delta's jars once, at set-up: `python -m jobs.jars`."""

import os
import shutil
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

import pyspark

from jobs.session import JARS, find_java

SCALA = "2.13"  # the Scala that pyspark 4 is built with
NEEDED = ("io.delta_", "io.unitycatalog_")  # what Spark itself does not bring along


def main() -> None:
    """Resolve delta-spark by its coordinates and copy what Delta needs into the jars folder."""
    if list(JARS.glob("io.delta_*.jar")):
        return
    spark_line = ".".join(pyspark.__version__.split(".")[:2])
    coordinates = f"io.delta:delta-spark_{spark_line}_{SCALA}:{version('delta-spark')}"
    with tempfile.TemporaryDirectory() as ivy:
        _resolve(coordinates, ivy)
        JARS.mkdir(parents=True, exist_ok=True)
        found = [jar for jar in Path(ivy, "jars").glob("*.jar") if jar.name.startswith(NEEDED)]
        for jar in found:
            shutil.copy2(jar, JARS / jar.name)
    if not found:
        sys.exit(f"No jar of {coordinates} could be fetched; check the network and run `make setup` again.")


def _resolve(coordinates: str, ivy: str) -> None:
    """Let spark-submit's own resolver fetch the package; running a script that does nothing."""
    script = Path(ivy, "nothing.py")
    script.write_text("")
    submit = Path(pyspark.__path__[0], "bin", "spark-submit")
    command: list[str | Path] = [submit, "--packages", coordinates, "--conf", f"spark.jars.ivy={ivy}", script]
    environment = os.environ | {"JAVA_HOME": str(find_java()), "PYSPARK_PYTHON": sys.executable}
    told = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if told.returncode:
        sys.exit(f"Resolving {coordinates} failed:\n{told.stderr[-2000:]}")


if __name__ == "__main__":
    main()
