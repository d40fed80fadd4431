"""Tables and JSON on the terminal, and what is read from its options."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from jobs.errors import ConfigError

out = Console(highlight=False)


def print_table(head: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Print a table; text from files is shown as it is and whole, never read as markup."""
    table = Table(show_header=any(head))
    for title in head:
        table.add_column(title, overflow="fold")  # an id cut short finds nothing
    for row in rows:
        table.add_row(*(escape("" if cell is None else str(cell)) for cell in row))
    out.print(table)


def print_json(value: Any) -> None:
    """Print one JSON value on a line."""
    print(json.dumps(value, ensure_ascii=False, default=str))


def as_day(written: str) -> date:
    """Read a date option; ConfigError where it is none."""
    try:
        return datetime.strptime(written, "%Y-%m-%d").date()
    except ValueError:
        raise ConfigError(
            f"--date {written} is no date; write it as YYYY-MM-DD, for example 2026-05-01."
        ) from None
