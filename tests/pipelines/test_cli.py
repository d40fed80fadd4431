"""Tests for the command `clues`: exit codes of design section 5, one sentence on standard error."""

import csv
import json
import os
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pytest
from deltalake import write_deltalake

from jobs.lock import hold
from jobs.pages import DISCLAIMER
from pipelines import cli

PROJECT = Path(__file__).resolve().parents[2]
CLUES = PROJECT / ".venv" / "bin" / "clues"
RUN = "2026-05-01-aa"
Told = subprocess.CompletedProcess[str]
Clues = Callable[..., Told]


@pytest.fixture
def program(tmp_path: Path) -> Clues:
    """Run the installed program in `tmp_path`, as a person does."""
    environment = os.environ | {"COLUMNS": "200", "PREFECT_HOME": str(tmp_path / ".prefect")}

    def calling(*arguments: object) -> Told:
        command = [str(CLUES), *map(str, arguments)]
        return subprocess.run(
            command, capture_output=True, text=True, cwd=tmp_path, env=environment, timeout=60, check=False
        )

    return calling


@pytest.fixture
def clues(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Clues:
    """Run the program's `main` in `tmp_path` without a second interpreter: the same, only sooner."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cli.out, "width", 200)

    def calling(*arguments: object) -> Told:
        monkeypatch.setattr("sys.argv", ["clues", *map(str, arguments)])
        exit_code: object = 0
        try:
            cli.main()
        except SystemExit as end:
            exit_code = end.code
        printed = capsys.readouterr()
        return Told([], int(str(exit_code or 0)), printed.out, printed.err)

    return calling


def told_in_one_sentence(told: Told, exit_code: int, *words: str) -> None:
    assert told.returncode == exit_code, told.stderr
    assert "Traceback" not in told.stderr
    assert told.stderr.count("\n") == 1
    assert told.stderr.endswith(".\n")
    assert all(word in told.stderr for word in words), told.stderr
    assert told.stdout == ""


@pytest.fixture(scope="module")
def conf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of conf/ with one scenario: quick to read."""
    copied = shutil.copytree(PROJECT / "conf", tmp_path_factory.mktemp("conf") / "conf")
    for path in sorted((copied / "scenarios").iterdir())[1:]:
        path.unlink()
    return copied


@pytest.fixture
def landing(tmp_path: Path) -> Path:
    folder = tmp_path / "landing" / "ads" / "2026-05-01"
    folder.mkdir(parents=True)
    (folder / "a.csv").write_text("ad_id,职位名称\n1,文员\n2\n3,客服\n", "utf-8")
    (folder / "b.csv").write_text("颜色,尺寸\n红,大\n", "utf-8")
    return tmp_path / "landing"


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lake with one published run of two clues."""
    folder = tmp_path_factory.mktemp("lake")
    for table, rows in {
        "clues": CLUE_ROWS,
        "clue_evidence": EVIDENCE,
        "clue_changes": CHANGES,
        "runs": RUNS,
    }.items():
        write_deltalake(folder / "gold" / table, pa.Table.from_pylist(rows))
    return folder


def clue_row(rank: int, tier: str, name: str) -> dict[str, Any]:
    return {
        "clue_id": f"c{rank}",
        "run_id": RUN,
        "rank": rank,
        "score": 80.5 - rank,
        "tier": tier,
        "scenario": "fake_recruitment",
        "scenario_cn": "网络虚假招聘",
        "entity_id": f"e{rank}",
        "subject_name": name,
        "uscc": "91310000MA1FL0000X",
        "region": "上海市",
        "blocks": dict.fromkeys("LHSVACD", 1.5),
        "triggers": ["minor"],
        "reasons": [{"code": "rule", "block": "L", "text": "面试前索要身份证", "weight": 12.0}],
        "count_value": 30000,
        "count_unit": "条",
        "count_qualifier": "at_least",
        "sensitive_types": ["SENS_ID"],
        "groups": ["GRP_MINOR"],
        "flags": dict.fromkeys(("insider", "minor", "cross_region", "repeat", "evasion"), False),
        "sources": ["ads"],
        "match_confidence": 1.0,
        "first_seen": date(2026, 4, 1),
        "last_seen": date(2026, 4, 30),
        "status": "NEW",
        "versions": "{}",
    }


CLUE_ROWS = [clue_row(1, "A", "甲公司[bold]"), clue_row(2, "B", "乙公司")]
EVIDENCE = [
    {
        "clue_id": "c1",
        "run_id": RUN,
        "position": 1,
        "source": "ads",
        "record_id": "ad-7",
        "kind": "rule",
        "rule_id": "identity_before_interview",
        "field": "job_desc",
        "start": 7,
        "end": 14,
        "quote": "先登记身份证正反面",
        "value": 1.0,
        "weight": 8.0,
        "context": "",
        "link_confidence": 1.0,
        "records": None,
    }
]
CHANGES = [{"clue_id": "c1", "run_id": RUN, "change": "new", "rank_before": 0, "score_after": 79.5}]
RUNS = [
    {
        "run_id": RUN,
        "batch_date": date(2026, 5, 1),
        "step": step,
        "source": "",
        "started_at": datetime(2026, 5, 1, 2, tzinfo=UTC),
        "ended_at": datetime(2026, 5, 1, 3, tzinfo=UTC),
        "read": 7,
        "kept": 6,
        "refused": 1,
        "outcome": outcome,
        "message": "",
    }
    for step, outcome in (("run", "published"), ("normalize", "done"))
]


# Help and wrong usage


def test_help_names_every_command_and_needs_no_java(program: Clues) -> None:
    told = program("--help")
    assert told.returncode == 0
    for command in ("run", "export", "show", "status", "sources", "doctor", "serve"):
        assert f" {command} " in told.stdout


def test_a_command_alone_shows_its_options_with_help(clues: Clues) -> None:
    told = clues("run", "--help")
    assert told.returncode == 0
    assert all(option in told.stdout for option in ("--landing", "--lake", "--date"))


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["run", "--no-such-option"], "--no-such-option"),
        (["no-such-command"], "no-such-command"),
        (["run", "--landing", "x", "--lake", "y"], "--date"),
        (["export", "--lake", "x", "--top", "0"], "--top"),
    ],
)
def test_wrong_usage_ends_with_code_2(clues: Clues, arguments: list[str], word: str) -> None:
    told = clues(*arguments)
    assert told.returncode == 2
    assert word in told.stderr
    assert "Traceback" not in told.stderr


# clues run, as far as it goes without Spark


def run(clues: Clues, landing: Path, lake: Path, conf: Path, day: str = "2026-05-01") -> Told:
    return clues("run", "--landing", landing, "--lake", lake, "--date", day, "--conf", conf)


@pytest.mark.parametrize("day", ["2026-02-30", "yesterday"])
def test_a_wrong_date_ends_with_code_2(
    program: Clues, landing: Path, conf: Path, tmp_path: Path, day: str
) -> None:
    told_in_one_sentence(run(program, landing, tmp_path / "lake", conf, day), 2, day, "YYYY-MM-DD")
    assert not (tmp_path / "lake").exists()


def test_a_missing_landing_folder_ends_with_code_2(clues: Clues, conf: Path, tmp_path: Path) -> None:
    told = run(clues, tmp_path / "nowhere", tmp_path / "lake", conf)
    told_in_one_sentence(told, 2, "nowhere does not exist", "--landing")


def test_a_date_without_files_ends_with_code_2(
    clues: Clues, landing: Path, conf: Path, tmp_path: Path
) -> None:
    told = run(clues, landing, tmp_path / "lake", conf, "2026-05-02")
    told_in_one_sentence(told, 2, "Nothing has landed for 2026-05-02", "--date")


def test_an_unwritable_lake_ends_with_code_2(
    program: Clues, landing: Path, conf: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    told = run(program, landing, tmp_path / "file" / "lake", conf)
    told_in_one_sentence(told, 2, "cannot be written", "--lake")


def test_a_lake_that_another_run_holds_ends_with_code_6(
    program: Clues, landing: Path, conf: Path, tmp_path: Path
) -> None:
    with hold(str(tmp_path / "lake")):
        told = run(program, landing, tmp_path / "lake", conf)
    told_in_one_sentence(told, 6, "Another run holds the lake")


def test_broken_conf_ends_with_code_2_and_names_every_fault(
    clues: Clues, landing: Path, conf: Path, tmp_path: Path
) -> None:
    broken = shutil.copytree(conf, tmp_path / "conf")
    (broken / "settings.yaml").write_text("batch_rows: [\n")
    (broken / "scoring.yaml").unlink()
    told = run(clues, landing, tmp_path / "lake", broken)
    assert told.returncode == 2
    assert "Traceback" not in told.stderr
    assert [line.split(":")[0] for line in told.stderr.splitlines()] == [
        str(broken / name) for name in ("settings.yaml", "scoring.yaml")
    ]


# clues sources check


def test_a_checked_file_is_told_with_its_refused_lines(program: Clues, landing: Path, conf: Path) -> None:
    told = program("sources", "check", landing / "ads/2026-05-01/a.csv", "--conf", conf)
    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout.splitlines() == [
        "a.csv feed=ads_zh read=3 kept=2 refused=1",
        "  line 3: too_few_fields: expected 2 fields, found 1",
    ]


def test_several_checked_files_are_told_as_json(clues: Clues, landing: Path, conf: Path) -> None:
    files = [landing / "ads/2026-05-01" / name for name in ("a.csv", "b.csv")]
    told = clues("sources", "check", *files, "--json", "--conf", conf)
    assert told.returncode == 1  # nothing of b.csv would be kept
    good, bad = json.loads(told.stdout)
    assert (good["file"], good["source"], good["read"], good["kept"], good["refused"]) == (
        "a.csv",
        "ads",
        3,
        2,
        1,
    )
    assert (bad["kept"], bad["refusals"][0]["code"]) == (0, "unknown_header")
    assert "颜色 | 尺寸" in bad["refusals"][0]["detail"]


def test_only_so_many_refused_lines_are_listed(clues: Clues, conf: Path, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("ad_id,职位名称\n1,文员\n" + "2\n" * 30, "utf-8")
    told = clues("sources", "check", "a.csv", "--source", "ads", "--most", 3, "--conf", conf)
    assert told.returncode == 0
    assert len(told.stdout.splitlines()) == 5
    assert told.stdout.endswith("and 27 more\n")


def test_a_file_that_cannot_be_placed_ends_with_code_2(clues: Clues, conf: Path, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("ad_id,职位名称\n1,文员\n", "utf-8")
    for arguments, words in (
        (["a.csv"], ["--source", "a.csv"]),
        (["a.csv", "--source", "adverts"], ["--source", "judgments"]),
        (["gone.csv", "--source", "ads"], ["gone.csv does not exist"]),
    ):
        told = clues("sources", "check", *arguments, "--conf", conf)
        told_in_one_sentence(told, 2, *words)


def test_a_refusal_that_quotes_half_a_character_can_be_printed(
    program: Clues, conf: Path, tmp_path: Path
) -> None:
    lines = ['{"job_title": "a"}', '{"job_title": "b", "published_at": "\\ud83d"}']
    (tmp_path / "a.jsonl").write_text("\n".join(lines))
    told = program("sources", "check", "a.jsonl", "--source", "ads", "--conf", conf)
    assert told.returncode == 0
    assert "bad_date" in told.stdout


# clues export, show, status


def test_clues_are_printed_as_json_lines(program: Clues, lake: Path, tmp_path: Path) -> None:
    told = program("export", "--lake", lake)
    assert (told.returncode, told.stderr) == (0, "")
    first, second = map(json.loads, told.stdout.splitlines())
    assert (first["clue_id"], second["clue_id"]) == ("c1", "c2")
    assert first["evidence"][0]["quote"] == "先登记身份证正反面"
    assert list(tmp_path.iterdir()) == []


def test_a_filtered_workbook_is_written_where_it_is_wanted(clues: Clues, lake: Path, tmp_path: Path) -> None:
    wanted = ["--format", "xlsx", "--tier", "B", "-o", "list.xlsx"]
    told = clues("export", "--lake", lake, *wanted)
    assert (told.returncode, told.stdout, told.stderr) == (0, "", "1 clues written to list.xlsx.\n")
    assert openpyxl.load_workbook(tmp_path / "list.xlsx").worksheets[0].cell(2, 2).value == "c2"


def test_a_file_without_a_name_is_named_by_its_run(clues: Clues, lake: Path, tmp_path: Path) -> None:
    told = clues("export", "--lake", lake, "--run", RUN, "--format", "csv", "--top", 1)
    assert told.returncode == 0
    with (tmp_path / f"clues-{RUN}.csv").open(encoding="utf-8-sig", newline="") as opened:
        assert len(list(csv.reader(opened))) == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--format", "pdf"], ["format pdf is unknown", "xlsx, csv, jsonl, html"]),
        (["--run", "2020-01-01-aa"], ["no published run 2020-01-01-aa", RUN]),
        (["--scenario", "x' OR '1'='1"], ["Expected letters"]),
    ],
)
def test_a_wrong_export_ends_with_code_2(
    clues: Clues, lake: Path, arguments: list[str], words: list[str]
) -> None:
    told_in_one_sentence(clues("export", "--lake", lake, *arguments), 2, *words)


def test_an_export_into_a_missing_folder_ends_with_code_2(clues: Clues, lake: Path) -> None:
    told = clues("export", "--lake", lake, "-o", "nowhere/list.csv", "--format", "csv")
    told_in_one_sentence(told, 2, "nowhere")


def test_a_lake_without_runs_ends_with_code_2(clues: Clues, tmp_path: Path) -> None:
    for arguments in (["export"], ["status"], ["show", "c1"]):
        told_in_one_sentence(clues(*arguments, "--lake", "lake"), 2, "lake", "clues run")
    assert list(tmp_path.iterdir()) == []


def test_a_clue_is_shown_with_reasons_quotes_and_the_disclaimer(clues: Clues, lake: Path) -> None:
    told = clues("show", "c1", "--lake", lake)
    assert told.returncode == 0
    for part in ("甲公司[bold]", "面试前索要身份证", "先登记身份证正反面", "ad-7", DISCLAIMER):
        assert part in told.stdout


def test_a_clue_is_shown_as_json(clues: Clues, lake: Path) -> None:
    clue = json.loads(clues("show", "c1", "--lake", lake, "--json").stdout)
    assert (clue["clue_id"], clue["evidence"][0]["record_id"], clue["history"][0]["change"]) == (
        "c1",
        "ad-7",
        "new",
    )


def test_an_unknown_clue_ends_with_code_2(clues: Clues, lake: Path) -> None:
    told_in_one_sentence(clues("show", "c9", "--lake", lake), 2, "no clue c9")


def test_the_status_names_runs_and_steps(clues: Clues, lake: Path) -> None:
    told = clues("status", "--lake", lake)
    assert told.returncode == 0
    assert all(word in told.stdout for word in (RUN, "published", "normalize"))
    as_json = json.loads(clues("status", "--lake", lake, "--json").stdout)
    assert [(step["step"], step["refused"]) for step in as_json["steps"]] == [("normalize", 1)]


# clues doctor


def test_the_doctor_ends_with_code_1_where_something_is_missing(
    clues: Clues, conf: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    told = clues("doctor", "--lake", "file/lake", "--conf", conf, "--json")
    assert told.returncode == 1
    assert {finding["what"]: finding["well"] for finding in json.loads(told.stdout)}["lake"] is False


# clues annotate, clues rules


SMALL_PACK = """\
id: gym_locker_face
card: X01
title: 健身房储物柜强制刷脸
status: stable
owner: tests
pattern: Invented.
groups:
  - {id: object, role: object, strength: 中, why: Invented., terms: [储物柜]}
  - {id: act, role: act, strength: 强, why: Invented., terms: [只能刷脸]}
rules:
  - {id: locker_by_face, title: 储物柜只能刷脸, strength: 强, all_of: [object, act], message: 储物柜只能刷脸}
law:
  administrative:
    - {law: 个人信息保护法, article: 第二十六条, since: 2021-11-01}
organs: [MSA]
examples:
  must_hit:
    - {source: ads, rule: locker_by_face, text: 储物柜只能刷脸}
    - {source: ads, text: 只能刷脸开储物柜}
    - {source: complaints, text: 储物柜只能刷臉}
  must_not_hit:
    - {source: ads, text: 储物柜免费}
    - {source: ads, text: 只能刷卡}
    - {source: ads, text: 严禁储物柜只能刷脸}
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A copy of conf/ with one small pack and no concepts."""
    copied = shutil.copytree(PROJECT / "conf", tmp_path / "small")
    for path in (copied / "scenarios").iterdir():
        path.unlink()
    (copied / "scenarios" / "gym_locker_face.yaml").write_text(SMALL_PACK, "utf-8")
    (copied / "concepts.yaml").write_text("concepts: []\n", "utf-8")
    return copied


def changed(small: Path, old: str, new: str) -> Path:
    assert old in SMALL_PACK
    (small / "scenarios" / "gym_locker_face.yaml").write_text(SMALL_PACK.replace(old, new, 1), "utf-8")
    return small


def development(tmp_path: Path, *texts: tuple[str, str | None]) -> Path:
    folder = tmp_path / "data"
    folder.mkdir(exist_ok=True)
    rows = [
        {"source": "ads", "kind": "literal", "fires": fires, "record": {"ad_id": f"a{n}", "job_desc": text}}
        for n, (text, fires) in enumerate(texts)
    ]
    lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    (folder / "gym_locker_face.jsonl").write_text(lines, "utf-8")
    return folder


ADS = [{"ad_id": "a1", "job_desc": "本店储物柜只能刷臉"}, {"ad_id": "a2", "job_desc": "好"}]


def as_lines(*rows: object) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def test_annotate_prints_what_is_seen_in_each_record_of_a_file(
    clues: Clues, small: Path, tmp_path: Path
) -> None:
    (tmp_path / "ads.jsonl").write_text(as_lines(*ADS), "utf-8")
    told = clues("annotate", "ads.jsonl", "--source", "ads", "--conf", small)
    assert (told.returncode, told.stderr) == (0, "")
    first, second = map(json.loads, told.stdout.splitlines())
    assert set(first) == {"record_id", "attributes", "mentions", "rules"}
    assert [(rule["rule_id"], rule["via"]) for rule in first["rules"]] == [
        ("locker_by_face", ["traditional"])
    ]
    assert [m["matched"] for m in first["mentions"] if m["kind"] == "hit"] == ["储物柜", "只能刷脸"]
    assert first["attributes"]["evasion"] is True
    assert (first["record_id"], second["record_id"], second["mentions"]) == ("a1", "a2", [])


def test_annotate_reads_standard_input(small: Path, tmp_path: Path) -> None:
    told = subprocess.run(
        [str(CLUES), "annotate", "-", "--source", "ads", "--conf", str(small)],
        input=as_lines(*ADS),
        capture_output=True,
        text=True,
        cwd=tmp_path,
        timeout=60,
        check=False,
    )
    assert (told.returncode, told.stderr) == (0, "")
    assert [json.loads(line)["record_id"] for line in told.stdout.splitlines()] == ["a1", "a2"]


def test_annotate_names_a_broken_line_and_leaves_it_out(clues: Clues, small: Path, tmp_path: Path) -> None:
    (tmp_path / "ads.jsonl").write_text(as_lines(ADS[0]) + "{broken\n\n[1]\n" + as_lines(ADS[1]), "utf-8")
    told = clues("annotate", "ads.jsonl", "--source", "ads", "--conf", small)
    assert told.returncode == 0
    assert [json.loads(line)["record_id"] for line in told.stdout.splitlines()] == ["a1", "a2"]
    broken, no_object = told.stderr.splitlines()
    assert broken.startswith("ads.jsonl:2: ") and broken.endswith("the line is left out.")
    assert no_object.startswith("ads.jsonl:4: expected a JSON object, found list")


def test_annotate_tells_counts_and_the_consultation_of_a_complaint(
    clues: Clues, small: Path, tmp_path: Path
) -> None:
    row = {"ticket_no": "T1", "content": "储物柜只能刷脸，泄露信息30条"}
    (tmp_path / "c.jsonl").write_text(
        as_lines(row | {"appeal_type": "投诉"}, row | {"appeal_type": "咨询"}), "utf-8"
    )
    told = clues("annotate", "c.jsonl", "--source", "complaints", "--conf", small)
    first, second = map(json.loads, told.stdout.splitlines())
    assert first["attributes"]["count_main"]["value"] == 30
    assert (len(first["rules"]), second["rules"]) == (1, [])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["ads.jsonl", "--source", "adverts"], ["--source adverts", "ads, judgments or complaints"]),
        (["ads.jsonl", "--source", "enterprises"], ["--source enterprises", "no texts"]),
        (["gone.jsonl", "--source", "ads"], ["gone.jsonl", "standard input"]),
    ],
)
def test_a_wrong_annotate_ends_with_code_2(
    clues: Clues, small: Path, tmp_path: Path, arguments: list[str], words: list[str]
) -> None:
    (tmp_path / "ads.jsonl").write_text(as_lines(*ADS), "utf-8")
    told_in_one_sentence(clues("annotate", *arguments, "--conf", small), 2, *words)


def test_annotate_reads_on_after_a_text_that_is_a_number(clues: Clues, small: Path, tmp_path: Path) -> None:
    (tmp_path / "ads.jsonl").write_text(as_lines({"ad_id": "a0", "job_desc": 5}, *ADS), "utf-8")
    told = clues("annotate", "ads.jsonl", "--source", "ads", "--conf", small)
    assert json.loads(told.stdout.splitlines()[-1])["record_id"] == "a2"


def test_sound_packs_pass_the_lint(clues: Clues, small: Path) -> None:
    told = clues("rules", "lint", "--conf", small, "--date", "2026-05-01")
    assert (told.returncode, told.stdout, told.stderr) == (0, "1 packs, 0 faults\n", "")
    as_json = clues("rules", "lint", "--conf", small, "--date", "2026-05-01", "--json")
    assert json.loads(as_json.stdout) == {"packs": 1, "faults": []}


def test_a_pack_with_a_fault_fails_the_lint_with_code_4(clues: Clues, small: Path) -> None:
    broken = changed(small, "terms: [储物柜]", "terms: [储物柜, 柜]")
    told = clues("rules", "lint", "--conf", broken, "--date", "2026-05-01")
    assert told.returncode == 4
    assert told.stdout.startswith("gym_locker_face: group object: 柜 is one character")
    as_json = clues("rules", "lint", "--conf", broken, "--date", "2026-05-01", "--json")
    assert (as_json.returncode, len(json.loads(as_json.stdout)["faults"])) == (4, 1)


def test_law_is_linted_for_the_date_given(clues: Clues, small: Path) -> None:
    told = clues("rules", "lint", "--conf", small, "--date", "2021-10-31")
    assert told.returncode == 4
    assert "in force only from 2021-11-01" in told.stdout


@pytest.mark.parametrize("command", ["lint", "test", "list"])
def test_a_pack_that_cannot_be_read_ends_with_code_2(clues: Clues, small: Path, command: str) -> None:
    broken = changed(small, "role: object", "role: objet")
    told = clues("rules", command, "--conf", broken)
    assert (told.returncode, told.stdout) == (2, "")
    assert "gym_locker_face.yaml:8: groups.0.role: " in told.stderr


def test_a_wrong_date_of_the_lint_ends_with_code_2(clues: Clues, small: Path) -> None:
    told_in_one_sentence(clues("rules", "lint", "--conf", small, "--date", "soon"), 2, "soon", "YYYY-MM-DD")


def test_packs_that_prove_themselves_end_with_code_0(clues: Clues, small: Path, tmp_path: Path) -> None:
    data = development(
        tmp_path, ("储物柜只能刷脸", "gym_locker_face"), ("好", None), ("储物柜", "gym_locker_face")
    )
    told = clues("rules", "test", "--conf", small, "--data", data, "--half", "all", "--json")
    assert (told.returncode, told.stderr) == (0, "")
    assert json.loads(told.stdout) == {
        "failed": [],
        "figures": {
            "literal": {"of": 3, "share": 0.667},
            "subject": {"of": 0, "share": 0.0},
            "count": {"of": 0, "share": 0.0},
            "strays": {"of": 3, "share": 0.0},
        },
        "table": [["gym_locker_face", "literal", 3, 2, 0]],
        "misses": [],
    }
    shown = clues("rules", "test", "--conf", small, "--data", data, "--half", "all")
    assert shown.returncode == 0
    assert "gym_locker_face" in shown.stdout and "0.667" in shown.stdout


def test_the_halves_together_are_all_records(clues: Clues, small: Path, tmp_path: Path) -> None:
    data = development(tmp_path, *[("储物柜只能刷脸", "gym_locker_face")] * 30)
    sizes = {}
    for half in ("tune", "held", "all"):
        told = clues("rules", "test", "--conf", small, "--data", data, "--half", half, "--json")
        sizes[half] = json.loads(told.stdout)["figures"]["strays"]["of"]
    assert sizes["all"] == 30 == sizes["tune"] + sizes["held"]
    assert 0 < sizes["tune"] < 30


def test_a_failed_example_ends_with_code_4(clues: Clues, small: Path, tmp_path: Path) -> None:
    broken = changed(small, "text: 储物柜免费", "text: 储物柜只能刷脸")
    data = development(tmp_path, ("好", None))
    told = clues("rules", "test", "--conf", broken, "--data", data)
    assert told.returncode == 4
    assert told.stdout.startswith("gym_locker_face: must not hit  储物柜只能刷脸: fired ['locker_by_face']")
    as_json = clues("rules", "test", "--conf", broken, "--data", data, "--json")
    assert (as_json.returncode, len(json.loads(as_json.stdout)["failed"])) == (4, 1)


def test_misses_are_named_for_the_half_that_is_tuned_on_only(
    clues: Clues, small: Path, tmp_path: Path
) -> None:
    data = development(tmp_path, *[("储物柜", "gym_locker_face")] * 30)
    tuned = clues("rules", "test", "--conf", small, "--data", data, "--half", "tune", "--misses")
    held = clues("rules", "test", "--conf", small, "--data", data, "--half", "held", "--misses")
    assert "MISSED a" in tuned.stdout and "MISSED" not in held.stdout


def test_development_records_that_cannot_be_read_end_with_code_2(
    clues: Clues, small: Path, tmp_path: Path
) -> None:
    told_in_one_sentence(
        clues("rules", "test", "--conf", small, "--data", tmp_path / "gone"), 2, "development set"
    )
    data = development(tmp_path, ("好", None))
    (data / "gym_locker_face.jsonl").write_text("{", "utf-8")
    told = clues("rules", "test", "--conf", small, "--data", data)
    assert told.returncode == 2
    assert "gym_locker_face.jsonl:1: not a development record" in told.stderr


def test_packs_are_listed_with_groups_and_rules(clues: Clues, small: Path) -> None:
    told = clues("rules", "list", "--conf", small)
    assert (told.returncode, told.stderr) == (0, "")
    assert all(
        word in told.stdout for word in ("X01 gym_locker_face", "储物柜", "locker_by_face", "object ∧ act")
    )
    (pack,) = json.loads(clues("rules", "list", "--conf", small, "--json").stdout)
    assert (pack["id"], [group["id"] for group in pack["groups"]]) == ("gym_locker_face", ["object", "act"])
    assert [rule["id"] for rule in pack["rules"]] == ["locker_by_face"]


def test_one_scenario_is_listed_alone(clues: Clues, small: Path) -> None:
    told = clues("rules", "list", "--conf", small, "--scenario", "gym_locker_face", "--json")
    assert [pack["id"] for pack in json.loads(told.stdout)] == ["gym_locker_face"]


def test_the_commands_of_the_rules_are_named_in_their_help(clues: Clues) -> None:
    told = clues("rules", "--help")
    assert told.returncode == 0
    assert all(f" {command} " in told.stdout for command in ("lint", "test", "list"))
