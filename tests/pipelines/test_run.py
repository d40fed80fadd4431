"""`clues run` under Prefect, as cron would start it, stopped by a gate."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from jobs import gold

PROJECT = Path(__file__).resolve().parent.parent.parent


@pytest.mark.spark
def test_a_failed_gate_ends_with_exit_code_3_and_publishes_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "landing" / "ads" / "2026-05-01"
    folder.mkdir(parents=True)
    rows = [
        {
            "ad_id": f"A{n}",
            "job_title": "文员",
            "company_name": "广州某木有限公司",
            "salary_min": 9000,
            "salary_max": 3000,
        }
        for n in range(20)
    ]
    (folder / "ads.jsonl").write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    lake = tmp_path / "lake"
    command = [
        PROJECT / ".venv/bin/clues",
        "run",
        "--landing",
        tmp_path / "landing",
        "--lake",
        lake,
        "--date",
        "2026-05-01",
    ]
    own = os.environ | {"PREFECT_HOME": str(tmp_path / ".prefect")}  # other runs go on beside this one
    done = subprocess.run(command, capture_output=True, text=True, env=own, check=False)
    assert done.returncode == 3, done.stderr[-2000:]
    assert "ads.salary_order" in done.stderr and "failed on 20 of 20 rows, for example A" in done.stderr
    assert "Traceback" not in done.stderr
    assert gold.published_runs(str(lake)) == []
    assert [run["outcome"] for run in gold.runs(str(lake))] == ["stopped_by_gate"]
    assert not list(lake.glob("runs/*/clues.xlsx"))
    assert "阻断 stop" in next(lake.glob("runs/*/quality-sources.html")).read_text("utf-8")
