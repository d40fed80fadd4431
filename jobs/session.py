"""The only builder of a SparkSession: finds Java, the Delta jars, and keeps everything local."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from pyspark import SparkContext
from pyspark.sql import DataFrame, SparkSession

from jobs.errors import ConfigError
from jobs.settings import Settings

PROJECT = Path(__file__).resolve().parent.parent
JARS = Path(os.environ.get("CLUES_JARS", PROJECT / "jars"))
BUNDLED_JAVA = PROJECT / ".java"  # put there by `make setup` where the machine has no Java
SUPPORTED_JAVA = (17, 21)
SMALL_BYTES = 8_000_000  # landing and lake together, compressed: some twenty thousand records
# Measured on the samples: the second compiler, asked six times later than usual, takes half the time.
JAVA_OPTIONS = (
    "-XX:+UseParallelGC -XX:Tier4InvocationThreshold=30000 -XX:Tier4MinInvocationThreshold=6000 "
    "-XX:Tier4CompileThreshold=60000 -XX:Tier4BackEdgeThreshold=300000"
)


def open_session(settings: Settings) -> SparkSession:
    """Give the running session or start one; ConfigError where Java or the jars are missing."""
    if SparkContext._active_spark_context is not None:  # a session is active per thread, a context is not
        return SparkSession.builder.getOrCreate()
    os.environ["JAVA_HOME"] = str(find_java())
    os.environ["PYSPARK_PYTHON"] = sys.executable
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    spark = SparkSession.builder.config(map=_config(settings)).getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    return spark


def _config(settings: Settings) -> dict[str, bool | float | int | str | None]:
    cores = os.cpu_count() or 1
    return {
        "spark.master": os.environ.get("CLUES_MASTER", f"local[{cores}]"),
        "spark.app.name": "clue-screening",
        "spark.jars": ",".join(find_jars()),
        "spark.sql.extensions": "io.delta.sql.DeltaSparkSessionExtension",
        "spark.sql.catalog.spark_catalog": "org.apache.spark.sql.delta.catalog.DeltaCatalog",
        "spark.driver.memory": settings.knobs.driver_memory,
        "spark.driver.extraJavaOptions": JAVA_OPTIONS,
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.sql.session.timeZone": "Asia/Shanghai",
        "spark.sql.shuffle.partitions": str(2 * cores),
        "spark.sql.execution.arrow.maxRecordsPerBatch": "1200",
        "spark.databricks.delta.snapshotPartitions": "1",
        # Outside UTC every commit would read its whole log again to check its list of files.
        "spark.databricks.delta.allFilesInCrc.verificationMode.forceOnNonUTC.enabled": "false",
        "spark.python.daemon.module": "jobs.workers",
        "spark.ui.enabled": "false",
        "spark.sql.ui.explainMode": "simple",  # nobody looks at plans there
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
        "spark.sql.warehouse.dir": str(PROJECT / "build" / "spark-warehouse"),
    }


def start_workers(spark: SparkSession) -> None:
    """Have what Python workers are forked from loaded, which takes seconds, while the driver plans."""
    spark.sparkContext.parallelize([0], 1).count()


def suit(spark: SparkSession, data_bytes: int) -> None:
    """Suit the session to the amount of data: a small night spends its time compiling queries.

    Measured on the samples (2 cores): interpreted queries take three quarters of the time, one partition
    a shuffle instead of four another quarter off, no broadcasts an eighth. Above SMALL_BYTES Spark's own
    ways win.
    """
    small = data_bytes < SMALL_BYTES
    broadcast = "-1" if small else "10MB"
    spark.conf.set("spark.sql.shuffle.partitions", "1" if small else str(2 * (os.cpu_count() or 1)))
    spark.conf.set("spark.sql.autoBroadcastJoinThreshold", broadcast)
    spark.conf.set("spark.sql.adaptive.autoBroadcastJoinThreshold", broadcast)
    spark.conf.set("spark.sql.codegen.wholeStage", str(not small).lower())
    spark.conf.set("spark.sql.codegen.factoryMode", "NO_CODEGEN" if small else "FALLBACK")


def for_readers(frame: DataFrame) -> DataFrame:
    """One part on small data: what a Python worker loads to read texts costs more than the reading."""
    return frame.coalesce(1) if is_small(frame.sparkSession) else frame


def is_small(spark: SparkSession) -> bool:
    """Whether the session is suited to small data."""
    return spark.conf.get("spark.sql.shuffle.partitions") == "1"


def find_jars() -> list[str]:
    """Give the Delta jars fetched by `make setup`; ConfigError where there are none."""
    jars = sorted(str(path) for path in JARS.glob("*.jar"))
    if not jars:
        raise ConfigError(f"Delta's jars are not in {JARS}; run `make setup` once with network.")
    return jars


def find_java() -> Path:
    """Give the home of a Java 17 or 21: JAVA_HOME, the bundled one, PATH, then /usr/lib/jvm."""
    on_path = shutil.which("java")
    homes = [
        *([Path(os.environ["JAVA_HOME"])] if os.environ.get("JAVA_HOME") else []),
        BUNDLED_JAVA,
        *([Path(on_path).resolve().parent.parent] if on_path else []),
        *sorted(Path("/usr/lib/jvm").glob("*")),
    ]
    for home in homes:
        if java_version(home) in SUPPORTED_JAVA:
            return home
    raise ConfigError(
        "No Java 17 or 21 was found; install the Debian package openjdk-17-jre-headless, "
        "or run `make setup`, which brings one along."
    )


def java_version(home: Path) -> int | None:
    """Ask a Java home for its major version; None where there is no working Java."""
    program = home / "bin" / "java"
    if not program.exists():
        return None
    told = subprocess.run([program, "-version"], capture_output=True, text=True, check=False)
    match = re.search(r'version "(\d+)', told.stderr + told.stdout)
    return int(match[1]) if match else None
