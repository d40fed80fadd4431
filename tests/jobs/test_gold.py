"""Tests for reading published clues without a JVM, from real Delta tables."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from deltalake import write_deltalake
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs import gold
from jobs.errors import ConfigError
from jobs.gold import Row, Wanted
from schemas.table import Table
from schemas.tables import CLUE_CHANGES, CLUE_EVIDENCE, CLUES, RUNS

RUN = "2026-05-01-aa"
PLAIN = {
    "string": pa.string(),
    "int": pa.int32(),
    "bigint": pa.int64(),
    "double": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us", "UTC"),
}


def arrow_type(written: str) -> pa.DataType:
    """Read a column's type as `schemas` writes it; structs there hold plain types only."""
    if written.startswith("array<"):
        return pa.list_(arrow_type(written[len("array<") : -1]))
    if written.startswith("struct<"):
        fields = re.findall(r"(\w+):(\w+)", written[len("struct<") : -1])
        return pa.struct([(name, PLAIN[kind]) for name, kind in fields])
    return PLAIN[written]


def put(lake: Path, table: Table, rows: Sequence[Row]) -> None:
    assert all(set(row) <= set(table.names) for row in rows)
    schema = pa.schema([(column.name, arrow_type(column.type)) for column in table.columns])
    full = [dict.fromkeys(table.names) | row for row in rows]
    place = lake / table.zone / table.name
    write_deltalake(
        place, pa.Table.from_pylist(full, schema), mode="append", partition_by=list(table.partitioned_by)
    )


def clue_row(rank: int, run_id: str = RUN, **changed: Any) -> Row:
    return {
        "clue_id": f"c{rank}",
        "run_id": run_id,
        "rank": rank,
        "score": 90.0 - rank,
        "tier": "A",
        "scenario": "fake_recruitment",
        "subject_name": f"主体{rank}",
        "region": "上海市",
        "blocks": {"L": 12.0, "H": 6.0},
        "triggers": [],
        "reasons": [{"code": "legal", "block": "L", "text": "出售简历", "weight": 12.0}],
        "flags": {"insider": False},
        "sources": ["ads"],
        "first_seen": date(2026, 4, 30),
    } | changed


def evidence_row(clue_id: str, position: int, run_id: str = RUN) -> Row:
    named = {"clue_id": clue_id, "run_id": run_id, "position": position}
    return named | {"source": "ads", "record_id": f"r{position}", "quote": f"{clue_id} 第{position}处"}


def run_row(run_id: str, **changed: Any) -> Row:
    day = date.fromisoformat(run_id[:10])
    ended = datetime(day.year, day.month, day.day, 3, tzinfo=UTC)
    return {
        "run_id": run_id,
        "batch_date": day,
        "step": "run",
        "source": "",
        "started_at": ended - timedelta(hours=1),
        "ended_at": ended,
        "outcome": "published",
    } | changed


def ranks(found: Sequence[Row] | Any) -> list[int]:
    return [clue["rank"] for clue in found]


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two nights: 2026-04-30 with one clue, 2026-05-01 with six in several tiers, scenarios, regions."""
    folder = tmp_path_factory.mktemp("lake")
    clues = [
        clue_row(1),
        clue_row(2, tier="B", region="上海市浦东新区"),
        clue_row(3, tier="B", scenario="property_face"),
        clue_row(4, tier="C", region=None),
        clue_row(5, tier="C", region="北京市"),
        clue_row(6, tier="D", scenario="property_face", region="北京市"),
        clue_row(1, "2026-04-30-aa", clue_id="c2", score=40.0),
    ]
    put(folder, CLUES, clues[::-1])
    evidence = [evidence_row(f"c{rank}", position) for rank in (1, 2) for position in (3, 1, 2)]
    put(folder, CLUE_EVIDENCE, [*evidence, evidence_row("c2", 9, "2026-04-30-aa")])
    changes = [
        {
            "clue_id": "c2",
            "run_id": RUN,
            "previous_run_id": "2026-04-30-aa",
            "change": "down",
            "rank_before": 1,
        },
        {"clue_id": "c2", "run_id": "2026-04-30-aa", "change": "new"},
        {"clue_id": "c1", "run_id": RUN, "change": "new"},
    ]
    put(folder, CLUE_CHANGES, changes)
    steps = [
        run_row("2026-05-01-aa", step=step, source=source, read=10, outcome="done", started_at=at)
        for step, source, at in (
            ("normalize", "", datetime(2026, 5, 1, 2, 20, tzinfo=UTC)),
            ("normalize", "ads_zh", datetime(2026, 5, 1, 2, 20, tzinfo=UTC)),
            ("ingest", "", datetime(2026, 5, 1, 2, 10, tzinfo=UTC)),
        )
    ]
    late = datetime(2026, 5, 3, tzinfo=UTC)  # an old date, run again later
    put(folder, RUNS, [run_row("2026-05-01-aa"), run_row("2026-04-30-aa", ended_at=late), *steps])
    stopped = run_row("2026-05-02-aa", outcome="stopped_by_gate", message="因为…")
    put(folder, RUNS, [stopped, run_row("2026-05-03-aa", outcome="failed", ended_at=late)])
    return folder


def test_the_latest_published_run_is_chosen_by_its_date(lake: Path) -> None:
    assert gold.choose_run(str(lake), None) == RUN


def test_a_published_run_may_be_named(lake: Path) -> None:
    assert gold.choose_run(str(lake), "2026-04-30-aa") == "2026-04-30-aa"


@pytest.mark.parametrize("run_id", ["2026-05-02-aa", "2026-05-03-aa", "nonsense", "x' OR '1'='1"])
def test_a_run_that_was_not_published_is_a_config_error_naming_those_that_were(
    lake: Path, run_id: str
) -> None:
    with pytest.raises(ConfigError, match="published are 2026-05-01-aa, 2026-04-30-aa"):
        gold.choose_run(str(lake), run_id)


def test_a_lake_without_runs_is_a_config_error(tmp_path: Path) -> None:
    for run_id in (None, RUN):
        with pytest.raises(ConfigError, match="run `clues run` first"):
            gold.choose_run(str(tmp_path / "lake"), run_id)


def test_a_run_of_long_ago_can_still_be_named(tmp_path: Path) -> None:
    days = [date(2026, 1, 1) + timedelta(days=number) for number in range(60)]
    put(tmp_path, RUNS, [run_row(f"{day}-aa", batch_date=date(2026, 1, 1)) for day in days])
    assert gold.choose_run(str(tmp_path), "2026-01-01-aa") == "2026-01-01-aa"


def test_of_two_runs_of_one_date_the_later_is_the_latest(tmp_path: Path) -> None:
    later = datetime(2026, 5, 1, 9, tzinfo=UTC)
    put(tmp_path, RUNS, [run_row("2026-05-01-zz"), run_row("2026-05-01-bb", ended_at=later)])
    assert gold.choose_run(str(tmp_path), None) == "2026-05-01-bb"


def test_the_last_runs_are_told_whatever_their_outcome(lake: Path) -> None:
    last = gold.runs(str(lake))
    assert [(run["run_id"], run["outcome"]) for run in last[2:]] == [
        ("2026-05-02-aa", "stopped_by_gate"),
        ("2026-05-01-aa", "published"),
    ]
    assert {run["run_id"] for run in last[:2]} == {"2026-05-03-aa", "2026-04-30-aa"}
    assert len(gold.runs(str(lake), most=1)) == 1
    assert last[3]["batch_date"] == "2026-05-01"


def test_the_steps_of_a_run_are_told_in_order_without_the_run_itself(lake: Path) -> None:
    assert [(step["step"], step["source"]) for step in gold.steps(str(lake), RUN)] == [
        ("ingest", ""),
        ("normalize", ""),
        ("normalize", "ads_zh"),
    ]
    assert gold.steps(str(lake), "2026-05-09-aa") == []


def test_clues_come_by_rank_with_their_own_evidence_strongest_first(lake: Path) -> None:
    found = list(gold.clues(str(lake), RUN, Wanted()))
    assert ranks(found) == [1, 2, 3, 4, 5, 6]
    assert [[row["quote"] for row in clue["evidence"]] for clue in found[:3]] == [
        ["c1 第1处", "c1 第2处", "c1 第3处"],
        ["c2 第1处", "c2 第2处", "c2 第3处"],
        [],
    ]
    assert set(found[0]) == {*CLUES.names, "evidence"}
    assert found[0]["first_seen"] == "2026-04-30"
    assert found[0]["reasons"][0]["text"] == "出售简历"


def test_each_run_has_its_own_list(lake: Path) -> None:
    (clue,) = gold.clues(str(lake), "2026-04-30-aa", Wanted())
    assert (clue["clue_id"], [row["position"] for row in clue["evidence"]]) == ("c2", [9])
    assert list(gold.clues(str(lake), "2026-05-09-aa", Wanted())) == []


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (Wanted(tiers="A"), [1]),
        (Wanted(tiers="AB"), [1, 2, 3]),
        (Wanted(tiers="DC"), [4, 5, 6]),
        (Wanted(scenario="property_face"), [3, 6]),
        (Wanted(scenario="unknown"), []),
        (Wanted(region="上海市"), [1, 2, 3]),
        (Wanted(region="北京"), [5, 6]),
        (Wanted(region="京"), []),
        (Wanted(top=2), [1, 2]),
        (Wanted(top=100), [1, 2, 3, 4, 5, 6]),
        (Wanted(tiers="BCD", scenario="property_face", region="北京", top=1), [6]),
    ],
)
def test_only_wanted_clues_are_read_and_keep_their_rank(
    lake: Path, wanted: Wanted, expected: list[int]
) -> None:
    assert ranks(gold.clues(str(lake), RUN, wanted)) == expected


@pytest.mark.parametrize("bad", ["' OR '1'='1", "a;b", "x%", 'a"b', "a\nb", "a b"])
def test_what_could_be_sql_is_a_config_error_everywhere(lake: Path, bad: str) -> None:
    for wanted in (Wanted(tiers=bad), Wanted(scenario=bad), Wanted(region=bad)):
        with pytest.raises(ConfigError, match="Expected letters"):
            list(gold.clues(str(lake), RUN, wanted))
    with pytest.raises(ConfigError, match="Expected letters"):
        gold.clue(str(lake), RUN, bad)
    with pytest.raises(ConfigError, match="Expected letters"):
        gold.steps(str(lake), bad)


def test_an_underscore_in_a_region_stands_for_itself(lake: Path) -> None:
    assert ranks(gold.clues(str(lake), RUN, Wanted(region="__市"))) == []


@given(value=st.text(max_size=8))
@settings(deadline=None)
def test_a_condition_holds_no_quote_but_its_own(value: str) -> None:
    try:
        condition = Wanted(tiers=value, scenario=value, region=value).condition
    except ConfigError:
        return
    assert condition.count("'") == (2 * len(value) + 4 if value else 0)
    assert ";" not in condition


def test_one_clue_comes_with_its_evidence_and_its_history(lake: Path) -> None:
    clue = gold.clue(str(lake), RUN, "c2")
    assert (clue["rank"], clue["score"]) == (2, 88.0)
    assert [row["position"] for row in clue["evidence"]] == [1, 2, 3]
    assert [(row["run_id"], row["change"], row["rank_before"]) for row in clue["history"]] == [
        ("2026-04-30-aa", "new", None),
        (RUN, "down", 1),
    ]


def test_a_clue_of_an_earlier_run_is_shown_as_it_was(lake: Path) -> None:
    clue = gold.clue(str(lake), "2026-04-30-aa", "c2")
    assert (clue["score"], [row["position"] for row in clue["evidence"]]) == (40.0, [9])


def test_an_unknown_clue_is_a_config_error(lake: Path) -> None:
    with pytest.raises(ConfigError, match=f"Run {RUN} has no clue c99"):
        gold.clue(str(lake), RUN, "c99")


def test_a_list_longer_than_one_portion_is_read_whole_and_in_order(tmp_path: Path) -> None:
    put(tmp_path, CLUES, [clue_row(rank) for rank in range(2500, 0, -1)])
    put(tmp_path, CLUE_EVIDENCE, [evidence_row(f"c{rank}", 1) for rank in range(1, 2501)])
    found = list(gold.clues(str(tmp_path), RUN, Wanted()))
    assert ranks(found) == list(range(1, 2501))
    assert all(clue["evidence"][0]["quote"] == f"{clue['clue_id']} 第1处" for clue in found)
    assert ranks(gold.clues(str(tmp_path), RUN, Wanted(top=1700)))[-1] == 1700


def test_a_query_sees_no_rows_where_there_is_no_table(tmp_path: Path) -> None:
    assert gold.query(str(tmp_path), CLUES, "SELECT * FROM t") == []
