"""Reads published clues, their evidence and the runs without a JVM."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pyarrow as pa
from deltalake import DeltaTable, QueryBuilder
from deltalake.exceptions import TableNotFoundError

from jobs.errors import ConfigError
from schemas.table import Table
from schemas.tables import CAPPED_KEYS, CLUE_CHANGES, CLUE_EVIDENCE, CLUE_LINKS, CLUE_NETWORK, CLUES, RUNS

_PLAIN = re.compile(r"[\w\-.:]+")  # what an id, a scenario or a tier may hold
MOST_CAPPED = 20
_AT_ONCE = 1000  # clues read together with their evidence

Row = dict[str, Any]


@dataclass(frozen=True)
class Wanted:
    """Which clues of a run to read: tiers, scenario, region, and how many from the top."""

    tiers: str | None = None
    scenario: str | None = None
    region: str | None = None
    top: int | None = None

    @property
    def condition(self) -> str:
        """As a SQL condition; values are bound by shape, for the engine binds none."""
        parts = ["true"]
        if self.tiers:
            parts.append(f"tier IN ({', '.join(repr(_plain(tier)) for tier in self.tiers)})")
        if self.scenario:
            parts.append(f"scenario = '{_plain(self.scenario)}'")
        if self.region:
            parts.append(f"starts_with(region, '{_plain(self.region)}')")
        return " AND ".join(parts)


def _plain(value: str) -> str:
    if not _PLAIN.fullmatch(value):
        raise ConfigError(f"Expected letters, digits, Chinese characters, - or :, found {value!r}.")
    return value


def query(lake: str, table: Table, sql: str) -> list[Row]:
    """Run a query over one gold table, named `t` in it; no rows where the table does not exist."""
    try:
        opened = DeltaTable(f"{lake.rstrip('/')}/{table.zone}/{table.name}")
    except TableNotFoundError:
        return []
    found = pa.table(QueryBuilder().register("t", opened).execute(sql).read_all())
    return [_plain_times(row) for row in found.to_pylist()]


def _plain_times(row: Row) -> Row:
    return {
        key: value.isoformat() if isinstance(value, (date, datetime)) else value for key, value in row.items()
    }


def published_runs(lake: str, most: int = 5, within: str = "true") -> list[Row]:
    """Runs that were published, latest date first."""
    return query(
        lake,
        RUNS,
        "SELECT * FROM t WHERE step = 'run' AND source = '' AND outcome = 'published' "
        f"AND {within} "
        f"ORDER BY batch_date DESC, ended_at DESC LIMIT {most}",
    )


def runs(lake: str, most: int = 10) -> list[Row]:
    """The last runs, whatever their outcome."""
    return query(
        lake, RUNS, f"SELECT * FROM t WHERE step = 'run' AND source = '' ORDER BY ended_at DESC LIMIT {most}"
    )


def steps(lake: str, run_id: str) -> list[Row]:
    """The steps of a run with their counts, in order."""
    return query(
        lake,
        RUNS,
        f"SELECT * FROM t WHERE run_id = '{_plain(run_id)}' AND step <> 'run' ORDER BY started_at, source",
    )


def choose_run(lake: str, run_id: str | None) -> str:
    """Give `run_id` if it was published, else the latest run; ConfigError where there is none."""
    if run_id and _PLAIN.fullmatch(run_id) and published_runs(lake, 1, f"run_id = '{run_id}'"):
        return run_id
    known = [str(row["run_id"]) for row in published_runs(lake)]
    if run_id is None and known:
        return known[0]
    told = (
        f"published are {', '.join(known)}"
        if known
        else "nothing was published there yet; run `clues run` first"
    )
    raise ConfigError(f"The lake {lake} has no published run{f' {run_id}' if run_id else ''}: {told}.")


def clues(lake: str, run_id: str, wanted: Wanted) -> Iterator[Row]:
    """Stream the clues of a run by rank, each with its evidence, strongest first."""
    last = query(lake, CLUES, f"SELECT max(rank) AS last FROM t WHERE run_id = '{_plain(run_id)}'")
    end, given = (last[0]["last"] or 0 if last else 0), 0
    for low in range(1, end + 1, _AT_ONCE):
        within = f"run_id = '{run_id}' AND rank BETWEEN {low} AND {low + _AT_ONCE - 1} AND {wanted.condition}"
        some = query(lake, CLUES, f"SELECT * FROM t WHERE {within} ORDER BY rank")
        evidence = _evidence(lake, run_id, some)
        for clue in some[: None if wanted.top is None else max(wanted.top - given, 0)]:
            given += 1
            yield clue | {"evidence": evidence.get(clue["clue_id"], [])}


def _evidence(lake: str, run_id: str, some: Sequence[Row]) -> Mapping[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    if some:
        ids = ", ".join(f"'{clue['clue_id']}'" for clue in some)
        rows = query(
            lake,
            CLUE_EVIDENCE,
            f"SELECT * FROM t WHERE run_id = '{run_id}' AND clue_id IN ({ids}) ORDER BY clue_id, position",
        )
        for row in rows:
            found.setdefault(row["clue_id"], []).append(row)
    return found


def clue(lake: str, run_id: str, clue_id: str) -> Row:
    """One clue with its evidence and how it changed over the runs; ConfigError where it is unknown."""
    within = f"run_id = '{_plain(run_id)}' AND clue_id = '{_plain(clue_id)}'"
    found = query(lake, CLUES, f"SELECT * FROM t WHERE {within}")
    if not found:
        raise ConfigError(f"Run {run_id} has no clue {clue_id}; `clues export --format jsonl` lists the ids.")
    history = query(lake, CLUE_CHANGES, f"SELECT * FROM t WHERE clue_id = '{clue_id}' ORDER BY run_id")
    links = query(
        lake,
        CLUE_LINKS,
        f"SELECT * FROM t WHERE {within} ORDER BY confidence DESC, source, record_id, matched_value",
    )
    return found[0] | {
        "evidence": _evidence(lake, run_id, found).get(clue_id, []),
        "links": links,
        "network": query(
            lake,
            CLUE_NETWORK,
            f"SELECT * FROM t WHERE {within} ORDER BY confidence DESC, kind, value, other_id",
        ),
        "history": history,
    }


def capped_keys(lake: str, batch_date: str) -> list[Row]:
    """Keys that linked nothing on a night because too many subjects share them, the most shared first."""
    return query(
        lake,
        CAPPED_KEYS,
        f"SELECT * FROM t WHERE batch_date = DATE '{_plain(batch_date)}' "
        f"ORDER BY subjects DESC, kind, value LIMIT {MOST_CAPPED}",
    )
