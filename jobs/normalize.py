"""raw_records → ads, judgments, complaints, enterprises; or rejects, each with its reason."""

import json
from functools import partial, reduce
from itertools import groupby
from typing import Any

from pyspark.sql import DataFrame, SparkSession, Window
from pyspark.sql import functions as F

from jobs.lift import Rows, lift
from jobs.parallel import in_parallel
from jobs.runs import Counts, Tally
from jobs.settings import Batch, Settings
from jobs.tables import drop_older, read, replace_where
from models.contract import Fault, Limits, judge
from models.feeds import Feed
from schemas.sources import SOURCES, Source
from schemas.tables import FILES, RAW_RECORDS, REJECTS

_PLACE = ("file", "file_sha256", "line", "feed", "batch_date")
_VERDICT = "refused_for string, field string, detail string, found string, sheet string"


def run(spark: SparkSession, settings: Settings, batch: Batch) -> Counts:
    """Judge the batch's raw records; write what is kept into the four tables, the rest into rejects."""
    raw = current_records(read(spark, settings, RAW_RECORDS), read(spark, settings, FILES), batch)
    judged = in_parallel(
        [partial(_normalized, spark, settings, batch, source, raw) for source in SOURCES.values()]
    )
    rejects = [rejected(frame, name) for frame, name in zip(judged, SOURCES, strict=True)]
    replace_where(
        reduce(DataFrame.unionByName, rejects), settings, REJECTS, f"batch_date = DATE'{batch.day}'"
    )
    tallies = in_parallel([partial(tallies_of, frame) for frame in judged])
    for frame in judged:
        frame.unpersist()
    return Counts.of([tally for several in tallies for tally in several])


def _normalized(
    spark: SparkSession, settings: Settings, batch: Batch, source: Source, raw: DataFrame
) -> DataFrame:
    """Write the batch's partition of one source; give every judged row, for rejects and counts.

    Of two versions of a record the later landing wins, so older ones leave the table; they stay in
    raw_records and in the table's history.
    """
    later = read(spark, settings, source.table).where(F.col("batch_date") > F.lit(batch.day))
    one = raw.where(F.col("source") == source.name)
    limits = settings.limits(batch.day)
    judged = normalize(one, later, source, settings.feeds, limits, settings.knobs.reject_excerpt_chars)
    kept = judged.persist().where("refused_for IS NULL")
    replace_where(kept, settings, source.table, f"batch_date = DATE'{batch.day}'")
    drop_older(kept, settings, source.table, f"batch_date < DATE'{batch.day}'")
    return judged


def current_records(raw: DataFrame, files: DataFrame, batch: Batch) -> DataFrame:
    """The batch's raw records of the latest version of each file: a corrected file replaces its rows."""
    of_day = F.col("batch_date") == F.lit(batch.day)
    current = files.where(of_day & (F.col("outcome") == "read")).select("source", "file", "file_sha256")
    return raw.where(of_day).join(F.broadcast(current), ["source", "file", "file_sha256"], "left_semi")


def normalize(
    raw: DataFrame, later: DataFrame, source: Source, feeds: tuple[Feed, ...], limits: Limits, excerpt: int
) -> DataFrame:
    """Map raw records of one source to its columns; `refused_for` is null on the rows that are kept.

    `later` holds records of later landings: an older version does not replace them.
    """
    by_name = {feed.feed: feed for feed in feeds}
    judged = lift(raw, partial(judge_batch, by_name, limits, excerpt), f"{source.table.ddl}, {_VERDICT}")
    return _with_final_verdict(judged, later)


def judge_batch(feeds: dict[str, Feed], limits: Limits, excerpt: int, rows: Rows) -> Rows:
    """Judge one batch of raw records, which may come from several feeds."""
    read_rows = [row for row in rows if not row["refused_for"]]
    broken = [_unread(row, excerpt) for row in rows if row["refused_for"]]
    for name, group in groupby(
        sorted(read_rows, key=lambda row: str(row["feed"])), lambda row: str(row["feed"])
    ):
        broken += _judged(feeds[name], list(group), limits, excerpt)
    return broken


def _judged(feed: Feed, rows: Rows, limits: Limits, excerpt: int) -> Rows:
    judged = judge(feed, [dict(row["cells"]) for row in rows], limits)
    return [
        _located(row) | {"found": _found(row, excerpt)} | (_refusal(fault) if fault else values)
        for row, values, fault in zip(rows, judged.rows, judged.faults, strict=True)
    ]


def _located(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in (*_PLACE, "sheet")}


def _found(row: dict[str, Any], excerpt: int) -> str:
    return json.dumps(dict(row["cells"]), ensure_ascii=False)[:excerpt]


def _refusal(fault: Fault) -> dict[str, Any]:
    return {"refused_for": fault.code, "field": fault.field, "detail": fault.detail}


def _unread(row: dict[str, Any], excerpt: int) -> dict[str, Any]:
    told = {
        "refused_for": row["refused_for"],
        "detail": row["detail"],
        "found": (row["text"] or "")[:excerpt],
    }
    return _located(row) | told


def _with_final_verdict(judged: DataFrame, later: DataFrame) -> DataFrame:
    """Refuse also all but the last row of an id in the batch, and rows that came again later."""
    newer = later.select("record_id", F.col("batch_date").cast("string").alias("newer")).dropDuplicates(
        ["record_id"]
    )
    same = Window.partitionBy("record_id", "refused_for").orderBy(
        F.desc("file"), F.desc("line"), F.desc("sheet")
    )
    last = F.first(F.struct("row_digest", "file", "line")).over(same)
    marked = judged.join(newer, "record_id", "left").withColumns(
        {"place": F.row_number().over(same), "last": last}
    )
    fine = F.col("refused_for").isNull()
    is_double, is_old = fine & (F.col("place") > 1), fine & F.col("newer").isNotNull()
    equal = F.col("row_digest") == F.col("last.row_digest")
    double = F.when(equal, "duplicate_record").otherwise("duplicate_record_id")
    twice = F.format_string(
        "record %s stands again in %s line %d, which is kept", "record_id", "last.file", "last.line"
    )
    again = F.format_string("record %s came again on %s, which is kept", "record_id", "newer")
    verdicts = {
        "refused_for": F.when(is_double, double).when(is_old, "superseded").otherwise(F.col("refused_for")),
        "field": F.when(is_double | is_old, "record_id").otherwise(F.col("field")),
        "detail": F.when(is_double, twice).when(is_old, again).otherwise(F.col("detail")),
    }
    return marked.withColumns(verdicts).drop("newer", "place", "last")


def rejected(judged: DataFrame, source: str) -> DataFrame:
    """The refused rows in the layout of `rejects`."""
    refused = judged.where("refused_for IS NOT NULL").withColumnRenamed("refused_for", "reason_code")
    return refused.withColumn("source", F.lit(source)).select(*REJECTS.names)


def tallies_of(judged: DataFrame) -> list[Tally]:
    """Rows read, kept and refused by feed; files that no feed fits stand under their own name."""
    feed = F.coalesce("feed", F.lit("(no feed)"))
    refused = F.count("refused_for")
    rows = (
        judged.groupBy(feed.alias("feed")).agg(F.count("*").alias("read"), refused.alias("refused")).collect()
    )
    return [Tally(row.feed, row.read, row.read - row.refused, row.refused) for row in sorted(rows)]
