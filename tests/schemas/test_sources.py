"""The landing contract of the four sources."""

import pytest

from schemas.sources import PROVENANCE, SOURCES, Source

ALL = pytest.mark.parametrize("source", SOURCES.values(), ids=lambda source: source.name)


def test_there_are_four_sources_found_by_their_names() -> None:
    assert {name: source.name for name, source in SOURCES.items()} == {
        name: name for name in ("ads", "judgments", "complaints", "enterprises")
    }


@ALL
def test_every_column_that_a_source_names_is_in_its_contract(source: Source) -> None:
    named = {
        *source.required,
        *source.text_fields,
        *source.date_columns_not_in_future,
        source.id_column,
        source.event_column,
    }
    assert named <= {column.name for column in source.contract}


@ALL
def test_required_and_read_columns_are_texts(source: Source) -> None:
    table = source.table
    assert {
        table.column(name).type for name in (*source.required, *source.text_fields, source.id_column)
    } == {"string"}


@ALL
def test_columns_that_may_not_lie_in_the_future_are_dates(source: Source) -> None:
    names = (*source.date_columns_not_in_future, source.event_column)
    assert {source.table.column(name).type for name in names} <= {"date", "timestamp"}


@ALL
def test_at_least_one_column_is_required(source: Source) -> None:
    assert source.required


@ALL
def test_a_contract_names_no_column_that_the_pipeline_adds(source: Source) -> None:
    assert {column.name for column in source.contract} & {column.name for column in PROVENANCE} == set()


@ALL
def test_the_table_of_a_source_is_restricted_and_keyed_by_record(source: Source) -> None:
    assert (source.table.name, source.table.zone, source.table.key) == (
        source.name,
        "restricted",
        ("record_id",),
    )
    assert source.table.partitioned_by == ("batch_date",)


@ALL
def test_the_table_of_a_source_holds_its_contract_and_where_each_row_came_from(source: Source) -> None:
    assert source.table.columns == source.contract + PROVENANCE


@pytest.mark.parametrize(
    ("name", "required"),
    [
        ("ads", {"job_title", "job_desc"}),
        ("judgments", {"facts", "full_text"}),
        ("complaints", {"content"}),
        ("enterprises", {"name"}),
    ],
)
def test_only_what_the_design_requires_is_required(name: str, required: set[str]) -> None:
    assert set(SOURCES[name].required) == required


def test_the_register_is_read_for_its_fields_and_not_as_text() -> None:
    assert SOURCES["enterprises"].text_fields == ()
    assert all(SOURCES[name].text_fields for name in ("ads", "judgments", "complaints"))
