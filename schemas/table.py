"""What a table is: a name, a zone, a key, and columns that each say what they mean."""

from dataclasses import dataclass
from typing import Literal

Zone = Literal["restricted", "work", "gold"]


@dataclass(frozen=True)
class Column:
    """One column: its name, its Spark SQL type, and its meaning in one sentence."""

    name: str
    type: str
    meaning: str


@dataclass(frozen=True)
class Table:
    """One Delta table. `key` names the columns that identify a row, `partitioned_by` its folders."""

    name: str
    zone: Zone
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    partitioned_by: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Column names in the table's order."""
        return tuple(column.name for column in self.columns)

    @property
    def ddl(self) -> str:
        """The columns as a Spark SQL schema string."""
        return ", ".join(f"`{column.name}` {column.type}" for column in self.columns)

    def column(self, name: str) -> Column:
        """Give the column called `name`; KeyError where the table has none."""
        return {column.name: column for column in self.columns}[name]


def columns(*rows: tuple[str, str, str]) -> tuple[Column, ...]:
    """Build columns from (name, type, meaning) rows, so that a table reads as a table."""
    return tuple(Column(*row) for row in rows)
