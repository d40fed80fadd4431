"""Source files → raw_records, each line as found; a file seen before is not read again."""

from collections.abc import Iterator
from dataclasses import asdict
from functools import partial
from typing import Any

from pyspark.sql import DataFrame, SparkSession, Window
from pyspark.sql import functions as F

from jobs.formats import Bounds, Line, lines_of
from jobs.landing import LandedFile, list_landing, sha256_of
from jobs.lift import Rows, lift, stream
from jobs.runs import Counts
from jobs.session import for_readers
from jobs.settings import Batch, Settings
from jobs.tables import quoted, read, replace_where
from models.feeds import Feed
from schemas.tables import FILES, RAW_RECORDS

_LANDED = "source string, name string, url string, bytes bigint, provenance string"
_PORTION_CHARS = 8_000_000  # of text in one Arrow batch, however long the lines are


def run(spark: SparkSession, settings: Settings, batch: Batch) -> Counts:
    """Read tonight's new files into raw_records and note every file in `files`."""
    known = read(spark, settings, FILES)
    files = judge_files(landed_files(spark, settings, batch), known).persist()
    fresh = files.where("outcome = 'read' AND is_new")
    shas = sorted({row.file_sha256 for row in fresh.select("file_sha256").collect()})
    rows = 0
    if shas:
        of_fresh = f"batch_date = DATE'{batch.day}' AND file_sha256 IN ({quoted(shas)})"
        replace_where(read_files(fresh, settings), settings, RAW_RECORDS, of_fresh)
        rows = read(spark, settings, RAW_RECORDS).where(of_fresh).count()
        of_day = f"batch_date = DATE'{batch.day}'"
        gone = known.where(of_day).join(files, ["source", "file"], "left_anti").select(*FILES.names)
        replace_where(files.select(*FILES.names).unionByName(gone), settings, FILES, of_day)
    files.unpersist()
    return Counts.all_kept(rows)


def landed_files(spark: SparkSession, settings: Settings, batch: Batch) -> DataFrame:
    """List the files of the batch with their SHA-256, hashed one task a file."""
    listed = list_landing(batch.landing, batch.day)
    rows = [asdict(file) for file in listed]
    frame = spark.createDataFrame(rows, _LANDED).repartition(len(rows) or 1, "url")
    dated = lift(for_readers(frame), _with_sha256, f"{_LANDED}, file_sha256 string")
    return dated.withColumn("batch_date", F.lit(batch.day))


def _with_sha256(rows: Rows) -> Rows:
    return [row | {"file_sha256": sha256_of(row["url"])} for row in rows]


def judge_files(landed: DataFrame, known: DataFrame) -> DataFrame:
    """Decide which files to read: not those whose bytes were read before, here or under another name."""
    here = F.col("o.file") == F.col("n.name")
    same_bytes = (
        known.where("outcome = 'read'").alias("o")
        .join(landed.alias("n"), ["source", "file_sha256"])
        .groupBy("source", "file_sha256", "n.name", "n.batch_date")
        .agg(F.max(here & (F.col("o.batch_date") == F.col("n.batch_date"))).alias("is_here"))
        .withColumnRenamed("name", "file")
    )  # fmt: skip
    named = landed.withColumnRenamed("name", "file")
    twin = F.row_number().over(Window.partitionBy("source", "file_sha256").orderBy("file")) > 1
    judged = named.withColumn("is_twin", twin).join(
        same_bytes, ["source", "file_sha256", "file", "batch_date"], "left"
    )
    seen = F.col("is_twin") | (F.col("is_here").isNotNull() & ~F.col("is_here"))
    return judged.withColumn("outcome", F.when(seen, "seen_before").otherwise("read")).withColumn(
        "is_new", F.col("is_here").isNull()
    )


def read_files(files: DataFrame, settings: Settings) -> DataFrame:
    """Stream every file as raw records: one task a file, in portions of bounded size."""
    bounds = Bounds(settings.knobs.max_line_bytes, settings.knobs.max_record_lines)
    reader = partial(_portions, settings.feeds, bounds, settings.knobs.batch_rows)
    return stream(files.repartition("file"), reader, RAW_RECORDS.ddl)


def _portions(feeds: tuple[Feed, ...], bounds: Bounds, most: int, rows: Rows) -> Iterator[Rows]:
    for row in rows:
        portion: Rows = []
        size = 0
        for line in lines_of(LandedFile(row["source"], row["file"], row["url"], row["bytes"]), feeds, bounds):
            portion.append(_raw_record(row, line))
            size += _length(line)
            if len(portion) >= most or size >= _PORTION_CHARS:
                yield portion
                portion, size = [], 0
        yield portion


def _raw_record(file: dict[str, Any], line: Line) -> dict[str, Any]:
    cells = None if line.cells is None else list(line.cells.items())
    kept = {name: file[name] for name in ("source", "batch_date", "file", "file_sha256")}
    return kept | asdict(line) | {"cells": cells}


def _length(line: Line) -> int:
    return len(line.text or "") + sum(len(cell or "") for cell in (line.cells or {}).values())
