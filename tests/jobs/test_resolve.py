"""Whose record is it: the Spark face against a plain one."""

import random
from typing import Any

import pytest
from pyspark.sql import SparkSession

from jobs.resolve import entities_of, resolve, subjects_in
from models.names import decompose

pytestmark = pytest.mark.spark
DDL = (
    "source string, record_id string, event_at timestamp, batch_date date, name string, name_norm string, "
    "name_key string, name_core string, uscc string, role string, city string"
)


def mentioned(
    record: str, name: str | None, uscc: str | None = None, role: str = "employer", source: str = "ads"
) -> tuple[Any, ...]:
    parts = decompose(name) if name else None
    keys = (parts.norm, parts.key, parts.core) if parts else (None, None, None)
    return (source, record, None, None, name, *keys, uscc, role if name or uscc else None, None)


def entities(spark: SparkSession, rows: list[tuple[Any, ...]]) -> dict[str, str]:
    return {row["record_id"]: row["entity_id"] for row in resolve(spark.createDataFrame(rows, DDL)).collect()}


def test_code_and_name_join_what_the_register_says(spark: SparkSession) -> None:
    found = entities(
        spark,
        [
            mentioned("e", "广州某星人力资源有限公司", "91A", "registered", "enterprises"),
            mentioned("same", "广州某星人力资源有限公司"),
            mentioned("dirty", "某星人力资源（广州）有限公司"),
            mentioned("other", "佛山某星人力资源有限公司"),
            mentioned("nobody", None),
        ],
    )
    assert found["e"] == found["same"] == found["dirty"]
    assert len({found["e"], found["other"], found["nobody"]}) == 3


def test_a_name_of_two_codes_joins_neither(spark: SparkSession) -> None:
    rows = [
        mentioned("e1", "某木公司", "91A", "registered"),
        mentioned("e2", "某木公司", "91B", "registered"),
        mentioned("ad", "某木公司"),
    ]
    assert len(set(entities(spark, rows).values())) == 3


def test_the_order_of_records_does_not_matter(spark: SparkSession) -> None:
    rows = [
        mentioned(f"r{n}", random.Random(n).choice(["广州某禾公司", "某禾(广州)公司", "广州某澜公司", None]))
        for n in range(30)
    ]
    assert entities(spark, rows) == entities(spark, rows[::-1])


def test_spark_agrees_with_a_plain_grouping(spark: SparkSession) -> None:
    names = ["广州某禾有限公司", "广州某禾公司", "广州某澜有限公司", "佛山某禾有限公司", None]
    codes = {"广州某禾有限公司": "91A", "广州某澜有限公司": "91B"}
    chooser = random.Random(7)
    rows = []
    for n in range(200):
        name = chooser.choice(names)
        rows.append(mentioned(f"r{n}", name, codes.get(name or "") if chooser.random() < 0.3 else None))
    owners: dict[str, set[str]] = {}
    for row in rows:
        for key in (row[5], row[6]):
            if key and row[8]:
                owners.setdefault(key, set()).add(row[8])

    def plain(row: tuple[Any, ...]) -> str:
        sole = [next(iter(owners[key])) for key in (row[5], row[6]) if len(owners.get(key or "", ())) == 1]
        return str(row[8] or (sole[0] if sole else row[6] or row[5] or row[1]))

    found = entities(spark, rows)
    pairs = {(plain(row), found[row[1]]) for row in rows}
    assert len(pairs) == len({one for one, _ in pairs}) == len({other for _, other in pairs})


def test_a_judgment_that_names_victims_only_stands_for_itself_too(spark: SparkSession) -> None:
    subject = "struct<name:string,name_norm:string,name_key:string,name_core:string,uscc:string,role:string,city:string>"
    victim = ("某盛公司", "某盛公司", "|某盛|", "某盛", None, "victim", None)
    frame = spark.createDataFrame(
        [("j1", None, None, [victim])],
        f"record_id string, event_at timestamp, batch_date date, subjects array<{subject}>",
    )
    roles = {row["role"] for row in resolve(subjects_in(frame, "judgments")).collect()}
    assert roles == {"victim", "self"}


def test_an_entity_is_shown_by_its_registered_name(spark: SparkSession) -> None:
    rows = [
        mentioned("e", "广州某星有限公司", "91A", "registered"),
        *(mentioned(f"a{n}", "某星（广州）有限公司") for n in range(3)),
    ]
    members = resolve(spark.createDataFrame(rows, DDL))
    shown = entities_of(members).collect()
    assert [(row["name"], row["members"], row["unnamed"]) for row in shown] == [
        ("广州某星有限公司", 4, False)
    ]
