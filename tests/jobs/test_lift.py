"""The bridge from plain Python to Spark, and the plain face against the Spark one."""

import sys
from functools import partial
from typing import Any

import pytest
from pyspark import cloudpickle
from pyspark.sql import SparkSession

from jobs.annotate import READING, read_batches, unread_texts
from jobs.cache import ready
from jobs.lift import arrow_schema, lift, lift_batches, stream, struct_from
from jobs.settings import Settings
from models.reading import read_record
from models.record import Record
from schemas.sources import SOURCES

pytestmark = pytest.mark.spark
TEXT_ROW = (
    "source string, record_id string, row_digest string, batch_date date, text_0 string, text_1 string, "
    "text_2 string, person string, appeal_type string, case_type string, "
    "cause string, named array<struct<name:string,role:string>>"
)
cloudpickle.register_pickle_by_value(sys.modules[__name__])  # a worker cannot import the tests


def doubled(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"n": row["n"] * 2, "text": row["text"]} for row in rows]


def counted(rows: list[dict[str, Any]]) -> Any:
    for row in rows:
        yield [{"n": n, "text": row["text"]} for n in range(row["n"])]


def test_a_lifted_function_sees_every_row(spark: SparkSession) -> None:
    frame = spark.createDataFrame([(n, "甲") for n in range(50)], "n long, text string")
    assert sorted(row["n"] for row in lift(frame, doubled, "n long, text string").collect()) == list(
        range(0, 100, 2)
    )


def test_a_stream_may_give_more_rows_than_it_takes(spark: SparkSession) -> None:
    frame = spark.createDataFrame([(3, "a"), (0, "b")], "n long, text string")
    assert len(stream(frame, counted, "n long, text string").collect()) == 3


def test_a_column_left_out_is_null_and_a_lone_surrogate_does_not_crash(spark: SparkSession) -> None:
    frame = spark.createDataFrame([(1, "x")], "n long, text string")
    found = lift(frame, lambda rows: [{"text": "甲\ud800乙"} for _ in rows], "n long, text string").collect()
    assert (found[0]["n"], found[0]["text"]) == (None, "甲\ufffd乙")


def test_a_single_type_is_no_list_of_columns(spark: SparkSession) -> None:
    with pytest.raises(TypeError, match="expected columns"):
        struct_from("array<string>")


def test_a_text_read_by_this_knowledge_is_not_read_again(spark: SparkSession) -> None:
    texts = spark.createDataFrame(
        [("ads", "1", "v1"), ("ads", "2", "v2")], "source string, record_id string, row_digest string"
    )
    known = spark.createDataFrame(
        [("ads", "1", "v1", "k"), ("ads", "2", "v1", "k"), ("ads", "2", "v2", "old")],
        "source string, record_id string, row_digest string, knowledge string",
    )
    assert [row["record_id"] for row in unread_texts(texts, known, "k").collect()] == ["2"]


def test_reading_in_spark_agrees_with_reading_alone(spark: SparkSession, settings: Settings) -> None:
    knowledge = ready(settings.knowledge)
    pack = next(pack for pack in settings.packs if pack.id == "fake_recruitment")
    examples = (*pack.examples.must_hit, *pack.examples.must_not_hit)
    rows = [
        {"source": e.source, "record_id": f"{n:03}", "row_digest": "", "batch_date": None, "text_0": e.text,
         "text_1": None, "text_2": None, "person": None, "appeal_type": None, "case_type": None, "cause": None,
         "named": []}
        for n, e in enumerate(examples)
    ]  # fmt: skip
    frame = spark.createDataFrame(rows, TEXT_ROW)
    read = partial(read_batches, knowledge, arrow_schema(READING))
    found = lift_batches(frame, read, READING).orderBy("record_id").collect()
    alone = [
        read_record(Record(row["source"], {SOURCES[row["source"]].text_fields[0]: row["text_0"]}), knowledge)
        for row in rows
    ]
    assert len(found) == len(alone) > 20
    for row, reading in zip(found, alone, strict=True):
        there = row.asDict(recursive=True)
        told = [
            m | {"via": m["via"] or [], "context": m["context"] or []}
            for m in (*there["hits"], *(there["rules"] or ()))
        ]
        here = [m | {"stands_on": m["stands_on"] or None} for m in reading.mentions]
        assert [m | {"stands_on": m["stands_on"] or None} for m in told] == here
        assert there["sensitive_types"] == reading.attributes["sensitive_types"]
        assert [o["name"] for o in there["organisations"] or ()] == [
            o["name"] for o in reading.attributes["organisations"]
        ]
