"""Times reading: the complete annotate against the bare automaton, an identity pass, jieba and rlike."""

import os
import random
import re
import statistics
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import daachorse
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from benchmarks.measure import BENCH, PROJECT, report
from jobs.annotate import MOST_TEXTS, READING, read_batches
from jobs.cache import ready
from jobs.development import DEFAULT_DATA, load_sets
from jobs.lift import arrow_schema, lift_batches
from jobs.session import open_session
from jobs.settings import load_settings
from models.packs import Group, parts_of
from models.reading import Knowledge
from models.spelling import common_characters

REAL = PROJECT.parent / "shared" / "data" / "real"
FEEDS = (
    ("ads_it_2019", "ads", "position", "description"),
    ("ads_51job_2019", "ads", "position", "description"),
    ("complaints_2020", "complaints", "title", "body"),
    ("judgments_cail", "judgments", None, "fact"),
)
TEXTS = [f"text_{place}" for place in range(MOST_TEXTS)]
ROWS = 200_000
SLOW_ROWS = {"jieba": 4_000, "rlike": 2_000}
ROUNDS = 3
WORKERS = b"-m\0jobs.workers"  # in the command of every Python worker
TARGETS = {
    "annotate_over_automaton": "≥ 0.4",
    "annotate_over_identity": "≥ 0.15",
    "over_jieba_udf": "≥ 30",
    "over_rlike": "≥ 100",
    "wordings_x5_time": "≤ 1.3",
    "worker_mb": "≤ 400",
}


def main() -> None:
    """Print one table from one run."""
    spark = open_session(load_settings(""))
    texts, knowledge = _texts(spark), ready(load_settings("").knowledge)
    rows = texts.count()
    words = sorted(
        {part for _, term in knowledge.lexicon.wordings for part in parts_of(term) if len(part) > 1}
    )
    passes: dict[str, Callable[[], float]] = {
        "identity": lambda: _seconds(texts.mapInArrow(_same, texts.schema)),
        "automaton": lambda: _seconds(texts.mapInArrow(partial(_count, words), "hits long")),
        "annotate": lambda: _seconds(_annotated(texts, knowledge)),
    }
    for once in passes.values():
        once()  # workers start and compile
    warm = _worker_mb()
    seconds = {name: [once() for _ in range(ROUNDS)] for name, once in passes.items()}
    rate = {name: rows / statistics.median(found) for name, found in seconds.items()}
    worker_mb = _worker_mb()
    few = texts.limit(SLOW_ROWS["jieba"]).cache()
    rate["jieba"] = few.count() / _seconds(few.select(_jieba_udf(words)(_whole_text())))
    fewer = texts.limit(SLOW_ROWS["rlike"]).cache()
    rate["rlike"] = fewer.count() / _seconds(
        fewer.select(_whole_text().rlike("|".join(map(re.escape, words))))
    )
    half = texts.limit(rows // 4).cache()
    half.count()
    times = {}
    for name, more in (("once", 0), ("five", 4 * len(knowledge.lexicon.wordings))):
        wider = _with_wordings(knowledge, more) if more else knowledge
        _seconds(_annotated(half.limit(2_000), wider))
        times[name] = min(_seconds(_annotated(half, wider)) for _ in range(ROUNDS))
    report(
        "text",
        {
            "rows": float(rows),
            "wordings": float(len(knowledge.lexicon.wordings)),
            "patterns": float(len(knowledge.lexicon.patterns.wording)),
            **{f"{name}_rows_per_second": value for name, value in rate.items()},
            "annotate_over_automaton": rate["annotate"] / rate["automaton"],
            "annotate_over_identity": rate["annotate"] / rate["identity"],
            "over_jieba_udf": rate["annotate"] / rate["jieba"],
            "over_rlike": rate["annotate"] / rate["rlike"],
            "wordings_x5_time": times["five"] / times["once"],
            "worker_mb": worker_mb,
            "worker_mb_after_first_pass": warm,
        },
        TARGETS,
    )
    spark.stop()


def _texts(spark: SparkSession) -> DataFrame:
    """The real texts, or the development records where those are absent, repeated to ROWS, in memory."""
    rows = pd.concat([_feed(*feed) for feed in FEEDS]) if REAL.is_dir() else _development()
    whole = pd.concat([rows] * -(-ROWS // len(rows)), ignore_index=True).sample(frac=1, random_state=1)
    whole["record_id"] = [str(number) for number in range(len(whole))]
    folder = BENCH / "texts"
    folder.mkdir(parents=True, exist_ok=True)
    pq.write_table(
        pa.Table.from_pandas(whole, preserve_index=False), folder / "texts.parquet", row_group_size=20_000
    )
    frame = spark.read.parquet(str(folder)).withColumns(
        {
            "row_digest": F.lit(""),
            "batch_date": F.lit("2026-05-01").cast("date"),
            "person": F.lit(None).cast("string"),
            **{name: F.lit(None).cast("string") for name in ("appeal_type", "case_type", "cause")},
            "named": F.array().cast("array<struct<name:string,role:string>>"),
        }
    )
    frame = frame.repartition(4 * (os.cpu_count() or 1)).cache()
    frame.count()
    return frame


def _feed(name: str, source: str, title: str | None, body: str) -> pd.DataFrame:
    given = pd.read_parquet(REAL / f"{name}.parquet")
    titles = given[title] if title else given[body]
    return _layout(source, titles.tolist(), given[body].tolist() if title else [None] * len(given))


def _layout(source: str, first: list[str | None], second: list[str | None]) -> pd.DataFrame:
    return pd.DataFrame({"source": source, "text_0": first, "text_1": second, "text_2": None}).astype(
        {"text_2": "string"}
    )


def _development() -> pd.DataFrame:
    cases = [case.record for cases in load_sets(DEFAULT_DATA).values() for case in cases]
    return pd.concat([_layout(one.source, ["\n".join(one.fields.values())], [None]) for one in cases])


def _same(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    yield from batches


def _count(words: Sequence[str], batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The bare automaton: every text searched, the hits counted."""
    automaton = daachorse.CharwiseDoubleArrayAhoCorasick(list(words))
    for batch in batches:
        texts = [text for name in TEXTS for text in batch.column(name).to_pylist() if text]
        yield pa.RecordBatch.from_pydict({"hits": [sum(len(automaton.find_overlapping(t)) for t in texts)]})


def _jieba_udf(words: Sequence[str]) -> Callable[..., Column]:
    """What an office would write: jieba in a row UDF, a set of keywords."""

    def found(text: str | None) -> int:
        import jieba

        return sum(word in known for word in jieba.lcut(text or ""))

    known = frozenset(words)
    return F.udf(found, "int")


def _seconds(frame: DataFrame) -> float:
    started = time.perf_counter()
    frame.write.format("noop").mode("overwrite").save()
    return time.perf_counter() - started


def _annotated(texts: DataFrame, knowledge: Knowledge) -> DataFrame:
    return lift_batches(texts, partial(read_batches, knowledge, arrow_schema(READING)), READING)


def _whole_text() -> Column:
    return F.concat_ws("\n", *TEXTS)


def _with_wordings(knowledge: Knowledge, wanted: int) -> Knowledge:
    """The knowledge with so many more wordings of three to five common characters, in a group of their own."""
    chars, chance = common_characters()[:1500], random.Random(7)
    terms = sorted({"".join(chance.choices(chars, k=chance.randint(3, 5))) for _ in range(wanted)})
    first, *rest = knowledge.packs
    group = Group(id="more", role="veto", strength="弱", why="Benchmark.", terms=tuple(terms))
    rule = first.rules[0].model_copy(update={"id": "more", "all_of": ("more",)}) if first.rules else None
    wider = first.model_copy(
        update={"groups": (*first.groups, group), "rules": (*first.rules, *([rule] if rule else []))}
    )
    return replace(knowledge, packs=(wider, *rest))


def _worker_mb() -> float:
    """Peak resident memory of the largest Python worker that runs now, in MB."""
    peaks = [0.0]
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            told = (folder / "cmdline").read_bytes()
            if WORKERS in told:
                lines = (folder / "status").read_text().splitlines()
                peaks += [int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")]
        except OSError:
            continue  # it ended meanwhile
    return max(peaks)


if __name__ == "__main__":
    main()
