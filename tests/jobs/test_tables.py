"""The one reader and writer of Delta tables."""

from pathlib import Path

import pytest
from delta.tables import DeltaTable
from pyspark.sql import SparkSession

from jobs.errors import ConfigError
from jobs.session import suit
from jobs.settings import Settings, load_settings
from jobs.tables import drop_older, overwrite, path_of, quoted, read, replace_where, struct_of, upsert
from schemas.table import Table, columns
from schemas.tables import CLUES

pytestmark = pytest.mark.spark
PETS = Table(
    "pets",
    "work",
    ("name",),
    columns(("name", "string", "Its name."), ("age", "int", "Years."), ("day", "string", "Batch.")),
    ("day",),
)


def rows(spark: SparkSession, settings: Settings) -> list[tuple[object, ...]]:
    return sorted(tuple(row) for row in read(spark, settings, PETS).collect())


def test_a_table_that_does_not_exist_reads_as_empty(spark: SparkSession, settings: Settings) -> None:
    assert read(spark, settings, PETS).columns == ["name", "age", "day"]
    assert rows(spark, settings) == []


def test_replacing_twice_leaves_the_rows_once_and_the_others_alone(
    spark: SparkSession, settings: Settings
) -> None:
    overwrite(spark.createDataFrame([("a", 1, "1")], PETS.ddl), settings, PETS)
    for _ in range(2):
        replace_where(spark.createDataFrame([("b", 2, "2")], PETS.ddl), settings, PETS, "day = '2'")
    assert rows(spark, settings) == [("a", 1, "1"), ("b", 2, "2")]


def test_a_written_frame_takes_the_tables_order_and_types(spark: SparkSession, settings: Settings) -> None:
    frame = spark.createDataFrame([("3", "x", "c", 7)], "day string, more string, name string, age long")
    overwrite(frame, settings, PETS)
    assert rows(spark, settings) == [("c", 7, "3")]


def test_older_rows_of_the_same_key_leave(spark: SparkSession, settings: Settings) -> None:
    overwrite(spark.createDataFrame([("a", 1, "1"), ("b", 1, "1"), ("a", 2, "2")], PETS.ddl), settings, PETS)
    drop_older(spark.createDataFrame([("a", 2, "2")], PETS.ddl), settings, PETS, "day < '2'")
    assert rows(spark, settings) == [("a", 2, "2"), ("b", 1, "1")]


def test_every_column_carries_its_meaning(spark: SparkSession, settings: Settings) -> None:
    overwrite(spark.createDataFrame([], struct_of(CLUES)), settings, CLUES)
    fields = {field.name: field.metadata for field in read(spark, settings, CLUES).schema.fields}
    assert fields["rank"] == {"comment": CLUES.column("rank").meaning}
    assert list(fields) == list(CLUES.names)


def test_a_new_table_is_made_and_filled_in_one_commit(spark: SparkSession, settings: Settings) -> None:
    overwrite(spark.createDataFrame([("a", 1, "1")], PETS.ddl), settings, PETS)
    detail = DeltaTable.forPath(spark, path_of(settings, PETS)).detail().collect()[0]
    assert detail["partitionColumns"] == ["day"]
    assert detail["properties"]["delta.dataSkippingStatsColumns"] == "name"
    assert DeltaTable.forPath(spark, path_of(settings, PETS)).history().count() == 1


def test_large_data_marks_changed_rows_and_small_data_rewrites_their_file(
    spark: SparkSession, tmp_path: Path
) -> None:
    settings = load_settings(str(tmp_path / "线索 lake `1`"))
    both = spark.createDataFrame([("a", 1, "1"), ("b", 1, "1")], PETS.ddl).coalesce(1)
    overwrite(both, settings, PETS)
    before = files(settings)
    try:
        suit(spark, 10**12)
        drop_older(spark.createDataFrame([("a", 2, "2")], PETS.ddl), settings, PETS, "day < '2'")
    finally:
        suit(spark, 0)
    assert (rows(spark, settings), files(settings)) == ([("b", 1, "1")], before)
    upsert(spark.createDataFrame([("b", 5, "1")], PETS.ddl), settings, PETS)
    assert rows(spark, settings) == [("b", 5, "1")]
    assert files(settings) > before


def files(settings: Settings) -> set[Path]:
    return set(Path(path_of(settings, PETS)).rglob("*.parquet"))


def test_a_quote_cannot_enter_a_condition() -> None:
    assert quoted(["a", "b"]) == "'a', 'b'"
    with pytest.raises(ConfigError):
        quoted(["a' OR true"])
