"""The samples from files to clues: by the README's commands, step by step again, and stopped by a gate."""

import json
import shutil
import subprocess
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pyspark.sql import SparkSession
from ruamel.yaml import YAML
from typer.testing import CliRunner

from jobs import gold, ingest, normalize, quality
from jobs.decisions import label
from jobs.errors import ConfigError, QualityError
from jobs.runs import Counts
from jobs.settings import Batch, Settings, load_settings
from jobs.tables import read
from models.masking import unmasked_in
from models.packs import parts_of
from models.text import fold_batch
from pipelines.cli import app
from pipelines.screening import STEPS
from schemas.tables import TABLES
from tests.test_readme import commands

pytestmark = pytest.mark.spark
PROJECT = Path(__file__).resolve().parent.parent
SAMPLES = PROJECT / "samples"
README_FOLDER = PROJECT / "build" / "readme"
DAY = date(2026, 5, 1)


@dataclass
class Walk:
    spark: SparkSession
    settings: Settings
    batch: Batch
    told: dict[str, str]
    ran: list[dict[str, Any]]
    first: dict[str, list[Any]]
    second: dict[str, list[Any]]

    def rows(self, table: str) -> list[dict[str, Any]]:
        return [
            row.asDict(recursive=True) for row in read(self.spark, self.settings, TABLES[table]).collect()
        ]


def contents(spark: SparkSession, settings: Settings) -> dict[str, list[Any]]:
    return {
        name: sorted(str(row.asDict(recursive=True)) for row in read(spark, settings, table).collect())
        for name, table in TABLES.items()
        if name != "runs"
    }


def as_written() -> dict[str, str]:
    """Run the README's commands, its run of the samples among them; what each printed."""
    told = {}
    for command in (one for one in commands() if one.startswith(".venv/bin/clues")):
        done = subprocess.run(command, shell=True, cwd=PROJECT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{command}\n{done.stderr[-2000:]}"
        told[command.split("clues ")[1].split()[0]] = done.stdout + done.stderr
    return told


@pytest.fixture(scope="module")
def walked(spark: SparkSession) -> Walk:
    shutil.rmtree(README_FOLDER, ignore_errors=True)
    README_FOLDER.mkdir(parents=True)
    told = as_written()
    settings = load_settings(str(README_FOLDER / "lake"))
    batch = settings.batch(str(SAMPLES / "landing"), DAY)
    first = contents(spark, settings)
    for step in STEPS:
        step.run(spark, settings, batch)
    second = contents(spark, settings)
    return Walk(spark, settings, batch, told, gold.steps(settings.lake, batch.run_id), first, second)


def expected() -> dict[str, Any]:
    return dict(YAML(typ="safe").load(SAMPLES / "expected.yaml"))


def test_a_second_run_leaves_the_same_tables(walked: Walk) -> None:
    assert {name for name in walked.first if walked.first[name] != walked.second[name]} == set()


def test_the_readmes_commands_tell_what_it_says(walked: Walk) -> None:
    assert "refused=5" in walked.told["sources"]
    assert "疑似线索" in walked.told["run"] and "clues.xlsx" in walked.told["run"]
    assert "normalize" in walked.told["status"] and "published" in walked.told["status"]
    assert (README_FOLDER / "top.xlsx").stat().st_size > 5000


def test_every_line_is_kept_or_refused(walked: Walk) -> None:
    assert {row["step"] for row in walked.ran} == {step.name for step in STEPS}
    assert all(row["kept"] + row["refused"] == row["read"] for row in walked.ran)
    read_in = {
        row["read"] for row in walked.ran if row["step"] in ("ingest", "normalize") and not row["source"]
    }
    assert read_in == {len(walked.rows("raw_records"))}
    kept = sum(len(walked.rows(name)) for name in ("ads", "judgments", "complaints", "enterprises"))
    assert kept + len(walked.rows("rejects")) == len(walked.rows("raw_records"))


def test_the_lines_broken_on_purpose_are_refused_where_they_stand(walked: Walk) -> None:
    refused = {(row["file"], row["line"]): row["reason_code"] for row in walked.rows("rejects")}
    kept_all_the_same = {"duplicate_id_corrected", "invalid_credit_code"}
    faults = {(f["file"], f["line"]) for f in expected()["faults"] if f["fault"] not in kept_all_the_same}
    assert set(refused) == faults
    assert all(row["found"] and row["detail"] for row in walked.rows("rejects"))


def test_the_later_line_of_a_doubled_id_is_kept(walked: Walk) -> None:
    doubled = [row for row in walked.rows("ads") if row["record_id"] == "ZC2604880017"]
    assert [row["salary_max"] for row in doubled] == [13000.0]


def test_the_shell_companies_surface_and_the_lookalikes_do_not(walked: Walk) -> None:
    named = [row["subject_name"] for row in walked.rows("clues")]
    assert set(expected()["clues"]) <= set(named)
    assert set(expected()["not_clues"]) & set(named) == set()


def test_the_shell_companies_lead_the_list(walked: Walk) -> None:
    listed = [row for row in walked.rows("clues") if row["scenario"] == "fake_recruitment"]
    ranked = sorted(listed, key=lambda row: row["rank"])
    assert {row["subject_name"] for row in ranked[:5]} == set(expected()["clues"])


def test_blocks_reproduce_the_score_and_ranks_are_dense(walked: Walk) -> None:
    rows = walked.rows("clues")
    assert sorted(row["rank"] for row in rows) == list(range(1, len(rows) + 1))
    for row in rows:
        blocks = row["blocks"]
        total = sum(points for name, points in blocks.items() if name != "D") - blocks["D"]
        single = len(row["sources"]) == 1
        assert row["score"] == pytest.approx(min(total, 60.0) if single else min(total, 100.0), abs=0.05)


def test_every_rule_quotes_the_raw_text_it_stands_on(walked: Walk) -> None:
    texts = {
        (source, row["record_id"], field): row[field]
        for source, fields in (("ads", ("job_title", "job_desc")), ("judgments", ("facts", "reasons", "result")), ("complaints", ("subject", "content")))
        for row in walked.rows(source)
        for field in fields
    }  # fmt: skip
    hits = [row for row in walked.rows("mentions") if row["kind"] == "hit"]
    assert len(hits) > 100
    folding = walked.settings.knowledge.lexicon.folding
    respelled = {"pinyin", "initials", "homophone", "lookalike", "slang", "digits"}
    for hit in hits:
        raw = texts[(hit["source"], hit["record_id"], hit["field"])][hit["start"] : hit["end"]]
        if not respelled & set(hit["via"]) and len(parts_of(hit["matched"])) == 1:
            slice_, wording = fold_batch([raw, hit["matched"]], folding).text.split("\n")
            assert slice_ == wording


def test_no_personal_number_reaches_the_gold_tables(walked: Walk) -> None:
    shown = [row["quote"] for row in walked.rows("clue_evidence")] + [
        row["subject_name"] for row in walked.rows("clues")
    ]
    assert shown and not [text for text in shown if unmasked_in(text)]


def test_a_phone_that_three_shells_share_is_a_signal(walked: Walk) -> None:
    shared = [row for row in walked.rows("signals") if row["rule_id"] == "phone_shared_by_employers"]
    assert shared and all(row["value"] >= 3 and len(row["record_ids"]) >= 3 for row in shared)


def test_the_register_and_the_ads_collide_in_signals(walked: Walk) -> None:
    names = {row["entity_id"]: row["name"] for row in walked.rows("entities")}
    barred = {
        names[row["entity_id"]] for row in walked.rows("signals") if row["rule_id"] == "posting_while_barred"
    }
    uninsured = {
        names[row["entity_id"]]
        for row in walked.rows("signals")
        if row["rule_id"] == "many_posts_none_insured"
    }
    assert {"广州某澜网络科技有限公司", "广州某屿教育咨询有限公司"} <= barred
    assert "广州某星人力资源有限公司" in uninsured


def test_a_dirty_name_joins_its_company(walked: Walk) -> None:
    rules = {
        row["matched_value"]: row for row in walked.rows("entity_members") if row["rule"] == "core_and_place"
    }
    assert "某星人力资源(广州)有限公司" in rules
    assert rules["某星人力资源(广州)有限公司"]["confidence"] == 0.8


def test_every_clue_tells_the_links_of_its_records(walked: Walk) -> None:
    links = walked.rows("clue_links")
    assert {row["clue_id"] for row in links} == {row["clue_id"] for row in walked.rows("clues")}
    assert all(row["rule"] and row["matched_value"] and 0 < row["confidence"] <= 1 for row in links)
    assert not any(unmasked_in(row["matched_value"] + (row["target_value"] or "")) for row in links if row["rule"] not in ("uscc", "self"))  # fmt: skip
    first = min(walked.rows("clues"), key=lambda row: row["rank"])
    shown = gold.clue(walked.settings.lake, walked.batch.run_id, first["clue_id"])["links"]
    assert {row["source"] for row in shown} >= set(first["sources"])


def test_what_a_subject_shares_with_others_stands_beside_its_clue(walked: Walk) -> None:
    rows = walked.rows("clue_network")
    shells = {row["other_name"] for row in rows if row["kind"] == "phone"}
    assert shells & set(expected()["clues"])
    assert all(row["records"] and 0 < row["confidence"] <= 1 for row in rows)
    first = min(walked.rows("clues"), key=lambda row: row["rank"])
    clue = gold.clue(walked.settings.lake, walked.batch.run_id, first["clue_id"])
    assert {row["clue_id"] for row in clue["network"]} == {first["clue_id"]}
    shown = CliRunner().invoke(app, ["show", first["clue_id"], "--lake", walked.settings.lake])
    assert "共用 Shared" in shown.output and "电话" in shown.output


def test_a_verdict_on_a_link_is_kept_for_the_subject_of_the_clue(walked: Walk) -> None:
    link = walked.rows("clue_links")[0]
    record_named = f"{link['source']}:{link['record_id']}"
    subject = label(walked.settings, link["clue_id"], record_named, "unlink", "检察官甲", "另一家公司")
    (row,) = walked.rows("link_decisions")
    assert (row["entity_id"], row["record_id"], row["verdict"]) == (subject, link["record_id"], "unlink")
    for record_id, verdict in (("nothing", "unlink"), (record_named, "maybe")):
        with pytest.raises(ConfigError):
            label(walked.settings, link["clue_id"], record_id, verdict, "检察官甲", "")


def test_published_files_hold_the_clues(walked: Walk) -> None:
    folder = Path(walked.settings.lake) / "runs" / walked.batch.run_id
    lines = [json.loads(line) for line in (folder / "clues.jsonl").read_text("utf-8").splitlines()]
    assert [line["rank"] for line in lines] == list(range(1, len(walked.rows("clues")) + 1))
    assert all(line["evidence"] and line["reasons"] for line in lines)
    assert (folder / "clues.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert "通过 pass" in (folder / "quality-sources.html").read_text("utf-8")


def test_the_first_run_calls_every_clue_new(walked: Walk) -> None:
    assert {row["change"] for row in walked.rows("clue_changes")} == {"new"}


def test_a_broken_batch_stops_at_the_gate_and_leaves_the_clues(walked: Walk, tmp_path: Path) -> None:
    before = contents(walked.spark, walked.settings)
    folder = tmp_path / "landing" / "judgments" / "2026-05-02"
    folder.mkdir(parents=True)
    rows = [
        {"文书ID": f"X{n}", "案号": f"第{n}号卷", "事实": "原告与被告因买卖合同发生争议。"} for n in range(30)
    ]
    (folder / "broken.jsonl").write_text(
        "\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8"
    )
    batch = walked.settings.batch(str(tmp_path / "landing"), date(2026, 5, 2))
    ingest.run(walked.spark, walked.settings, batch)
    normalize.run(walked.spark, walked.settings, batch)
    with pytest.raises(
        QualityError, match=r"judgments\.case_number .* failed on 30 of 30 rows, for example X"
    ):
        quality.run_sources(walked.spark, walked.settings, batch)
    after = contents(walked.spark, walked.settings)
    assert {name: after[name] for name in ("clues", "clue_evidence")} == {
        name: before[name] for name in ("clues", "clue_evidence")
    }
    assert gold.choose_run(walked.settings.lake, None) == walked.batch.run_id


def test_a_corrected_file_replaces_its_records(
    spark: SparkSession, settings: Settings, tmp_path: Path
) -> None:
    folder = tmp_path / "landing" / "enterprises" / "2026-05-01"
    folder.mkdir(parents=True)
    batch = settings.batch(str(tmp_path / "landing"), DAY)
    for content in (
        "企业名称,参保人数\n广州某木有限公司,5\n广州某石有限公司,6\n",
        "企业名称,参保人数\n广州某木有限公司,7\n",
    ):
        (folder / "register.csv").write_text(content, "utf-8")
        ingest.run(spark, settings, batch)
        normalize.run(spark, settings, batch)
    kept = [
        (row["name"], row["insured_count"]) for row in read(spark, settings, TABLES["enterprises"]).collect()
    ]
    assert kept == [("广州某木有限公司", 7)]
    assert read(spark, settings, TABLES["raw_records"]).count() == 3


def test_a_later_landing_wins_whichever_is_loaded_first(
    spark: SparkSession, settings: Settings, tmp_path: Path
) -> None:
    for day, city in (("2026-05-02", "深圳"), ("2026-05-01", "广州")):
        folder = tmp_path / "landing" / "ads" / day
        folder.mkdir(parents=True)
        (folder / "ads.csv").write_text(f"ad_id,job_title,city\nA1,文员,{city}\n", "utf-8")
        batch = settings.batch(str(tmp_path / "landing"), date.fromisoformat(day))
        ingest.run(spark, settings, batch)
        counts = normalize.run(spark, settings, batch)
    assert [row["city"] for row in read(spark, settings, TABLES["ads"]).collect()] == ["深圳"]
    assert counts == Counts(1, 0, 1, counts.by_feed)
    assert read(spark, settings, TABLES["rejects"]).collect()[0]["reason_code"] == "superseded"


def test_equal_bytes_under_another_name_are_not_read_twice(
    spark: SparkSession, settings: Settings, tmp_path: Path
) -> None:
    folder = tmp_path / "landing" / "ads" / "2026-05-01"
    folder.mkdir(parents=True)
    (folder / "a.csv").write_text("ad_id,job_title\nA1,文员\n", "utf-8")
    shutil.copy(folder / "a.csv", folder / "b.csv")
    batch = settings.batch(str(tmp_path / "landing"), DAY)
    assert ingest.run(spark, settings, batch).read == 1
    assert ingest.run(spark, settings, batch).read == 0
    outcomes = {row["file"]: row["outcome"] for row in read(spark, settings, TABLES["files"]).collect()}
    assert outcomes == {"ads/2026-05-01/a.csv": "read", "ads/2026-05-01/b.csv": "seen_before"}
