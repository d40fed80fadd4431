"""What a table is: names, types, keys, and its schema as Spark reads it."""

import pytest

from schemas.table import Column, Table, columns

TABLE = Table(
    "gyms",
    "work",
    ("gym_id",),
    columns(("gym_id", "string", "The gym."), ("opened", "date", "When it opened.")),
)


def test_columns_are_read_row_by_row() -> None:
    assert TABLE.columns == (
        Column("gym_id", "string", "The gym."),
        Column("opened", "date", "When it opened."),
    )


def test_a_table_names_its_columns_in_order() -> None:
    assert TABLE.names == ("gym_id", "opened")


def test_a_table_s_schema_string_quotes_every_name() -> None:
    assert TABLE.ddl == "`gym_id` string, `opened` date"


def test_a_column_is_found_by_its_name() -> None:
    assert TABLE.column("opened").type == "date"


def test_a_column_that_is_not_there_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        TABLE.column("closed")


def test_a_table_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        TABLE.name = "pools"  # type: ignore[misc]
