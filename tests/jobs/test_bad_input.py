"""A landing folder full of faults: nothing crashes, nothing vanishes."""

import gzip
import json
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from jobs import ingest, normalize
from jobs.runs import Counts
from jobs.settings import Settings, load_settings
from jobs.tables import read
from schemas.tables import RAW_RECORDS, REJECTS, TABLES

pytestmark = pytest.mark.spark
DAY = date(2026, 5, 1)
HEADER = "平台岗位ID,职位名称,职位描述,发布时间\n"


def lay_out(landing: Path) -> None:
    ads = landing / "ads" / str(DAY)
    ads.mkdir(parents=True)
    (ads / "empty.csv").write_bytes(b"")
    (ads / "header_only.csv").write_text(HEADER, "utf-8")
    (ads / "binary.csv").write_bytes(bytes(range(256)) * 40)
    whole = gzip.compress(
        (HEADER + "".join(f"G{n},文员{n},资料整理工作{n * 7919},2026-04-01\n" for n in range(3000))).encode()
    )
    (ads / "truncated.csv.gz").write_bytes(whole[: len(whole) // 2])
    (ads / "unknown_header.csv").write_text("甲,乙\n1,2\n", "utf-8")
    (ads / "short_line.csv").write_text(
        HEADER + "S1,文员,描述,2026-04-01\nS2,文员\nS3,会计,描述,2026-04-02\n", "utf-8"
    )
    (ads / "bad_bytes.csv").write_bytes(
        (HEADER + "B1,文员,描述,2026-04-01\n").encode()
        + b"B2,"
        + b"\xff\xfe\xc3\x28"
        + ",描述,\n".encode()
        + "B3,厨师,描述,\n".encode()
    )
    (ads / "future.csv").write_text(HEADER + "F1,文员,描述,2027-01-01\n", "utf-8")
    (ads / "doubles.csv").write_text(
        HEADER + "D1,文员,先写的,2026-04-01\nD1,文员,后写的,2026-04-02\n", "utf-8"
    )
    (ads / "huge.csv").write_text(
        HEADER + f"H1,文员,{'招' * 5_000_000},2026-04-01\nH2,文员,短,2026-04-01\n", "utf-8"
    )
    complaints = landing / "complaints" / str(DAY)
    complaints.mkdir(parents=True)
    objects = [
        '{"ticket_no": "T1", "content": "噪音扰民"}',
        "{broken",
        "[1, 2]",
        json.dumps({"ticket_no": "T2", "content": " "}),
    ]
    (complaints / "tickets.jsonl").write_text("\n".join(objects), "utf-8")


@pytest.fixture(scope="module")
def loaded(
    spark: SparkSession, tmp_path_factory: pytest.TempPathFactory
) -> tuple[SparkSession, Settings, Counts]:
    folder = tmp_path_factory.mktemp("faults")
    lay_out(folder / "landing")
    settings = load_settings(str(folder / "lake"))
    batch = settings.batch(str(folder / "landing"), DAY)
    ingest.run(spark, settings, batch)
    return spark, settings, normalize.run(spark, settings, batch)


def reasons(loaded: tuple[SparkSession, Settings, Counts], file: str) -> Counter[str]:
    spark, settings, _ = loaded
    rows = read(spark, settings, REJECTS).where(f"file LIKE '%/{file}'").collect()
    return Counter(row["reason_code"] for row in rows)


@pytest.mark.parametrize(
    ("file", "code", "times"),
    [
        ("empty.csv", "empty_file", 1),
        ("header_only.csv", "no_rows", 1),
        ("binary.csv", "not_text", 1),
        ("truncated.csv.gz", "broken_gzip", 1),
        ("unknown_header.csv", "unknown_header", 1),
        ("short_line.csv", "too_few_fields", 1),
        ("bad_bytes.csv", "invalid_encoding", 1),
        ("future.csv", "date_in_future", 1),
        ("doubles.csv", "duplicate_record_id", 1),
        ("huge.csv", "cell_too_long", 1),
    ],
)
def test_each_fault_is_refused_with_its_reason(
    loaded: tuple[SparkSession, Settings, Counts], file: str, code: str, times: int
) -> None:
    assert reasons(loaded, file)[code] == times


def test_the_rest_of_each_file_goes_on(loaded: tuple[SparkSession, Settings, Counts]) -> None:
    spark, settings, _ = loaded
    kept = {row["record_id"] for row in read(spark, settings, TABLES["ads"]).select("record_id").collect()}
    assert {"S1", "S3", "B1", "B3", "D1", "H2"} <= kept
    assert kept.isdisjoint({"S2", "B2", "F1", "H1"})
    assert any(record_id.startswith("G") for record_id in kept)


def test_the_later_of_two_lines_with_one_id_is_kept(loaded: tuple[SparkSession, Settings, Counts]) -> None:
    spark, settings, _ = loaded
    rows = read(spark, settings, TABLES["ads"]).where("record_id = 'D1'").collect()
    assert [row["job_desc"] for row in rows] == ["后写的"]


def test_kept_and_refused_are_what_was_read(loaded: tuple[SparkSession, Settings, Counts]) -> None:
    spark, settings, counts = loaded
    assert counts.kept + counts.refused == counts.read == read(spark, settings, RAW_RECORDS).count()
    kept = sum(read(spark, settings, TABLES[name]).count() for name in ("ads", "complaints"))
    assert (kept, read(spark, settings, REJECTS).count()) == (counts.kept, counts.refused)


def test_broken_json_lines_stand_in_rejects_as_found(loaded: tuple[SparkSession, Settings, Counts]) -> None:
    spark, settings, _ = loaded
    rows = read(spark, settings, REJECTS).where("source = 'complaints'").orderBy("line").collect()
    assert [(row["line"], row["reason_code"]) for row in rows] == [
        (2, "broken_json"),
        (3, "not_an_object"),
        (4, "missing_required"),
    ]
    assert rows[0]["found"] == "{broken"


def test_a_refused_line_keeps_its_text_as_found(loaded: tuple[SparkSession, Settings, Counts]) -> None:
    spark, settings, _ = loaded
    rows = (
        read(spark, settings, REJECTS)
        .where("file LIKE '%/short_line.csv' OR file LIKE '%/doubles.csv'")
        .orderBy("file")
        .collect()
    )
    assert "先写的" in rows[0]["found"]
    assert rows[1]["found"] == "S2,文员"
