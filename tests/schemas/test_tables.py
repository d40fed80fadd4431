"""Every table of the lake: sentences, types, keys and the zone its data may stand in."""

import re

import pytest

from schemas.sources import SOURCES
from schemas.table import Table
from schemas.tables import ATTRIBUTE, ATTRIBUTES, CLUE_EVIDENCE, CLUES, MENTION, MENTIONS, TABLES

ALL = pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
PRIMITIVES = {"string", "int", "bigint", "double", "boolean", "date", "timestamp"}
PERSONAL = {
    "caller_name", "caller_phone", "recruiter_name", "legal_rep", "phone", "email", "judges", "lawyers", "parties",
    "contact_in_text", "phone_digests", "job_desc", "content", "full_text", "facts", "reply", "address",
    "target_address", "occurred_address", "cells", "found", "extras",
}  # fmt: skip


def parts_of(inner: str) -> list[str]:
    """Split at the commas that stand outside angle brackets."""
    parts, depth = [""], 0
    for char in inner:
        depth += (char == "<") - (char == ">")
        if char == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += char
    return parts


def is_type(written: str) -> bool:
    """Whether Spark SQL would read this type: primitives, arrays, maps and structs of them."""
    nested = re.fullmatch(r"(array|map|struct)<(.+)>", written)
    if not nested:
        return written in PRIMITIVES
    parts = parts_of(nested[2])
    if nested[1] == "struct":
        fields = [part.partition(":") for part in parts]
        return all(re.fullmatch(r"\w+", name) and is_type(type_) for name, _, type_ in fields)
    return len(parts) == {"array": 1, "map": 2}[nested[1]] and all(map(is_type, parts))


@pytest.mark.parametrize(
    "written", ["string", "array<int>", "map<string,array<date>>", "struct<a:int,b:array<struct<c:date>>>"]
)
def test_a_sound_type_is_told(written: str) -> None:
    assert is_type(written)


@pytest.mark.parametrize(
    "written",
    ["", "str", "array<>", "array<int,int>", "map<string>", "struct<a>", "struct<a:strin>", "array<int"],
)
def test_a_broken_type_is_told(written: str) -> None:
    assert not is_type(written)


@ALL
def test_every_column_has_a_type_that_spark_reads(table: Table) -> None:
    assert [column.name for column in table.columns if not is_type(column.type)] == []


OPEN_LISTS = {"mentions": {"role"}, "clues": {"count_unit"}}


def is_sentence(meaning: str) -> bool:
    return bool(re.fullmatch(r"\S.{2,}[^.]\.", meaning))


@ALL
def test_every_column_means_one_sentence(table: Table) -> None:
    faults = {column.name for column in table.columns if not is_sentence(column.meaning)}
    assert faults - OPEN_LISTS.get(table.name, set()) == set()


@pytest.mark.parametrize(
    ("table", "column"), [(table, name) for table in OPEN_LISTS for name in OPEN_LISTS[table]]
)
def test_a_meaning_with_an_open_list_ends_with_a_period_too(table: str, column: str) -> None:
    assert is_sentence(TABLES[table].column(column).meaning)


@ALL
def test_every_column_has_one_plain_name(table: Table) -> None:
    assert len(set(table.names)) == len(table.names)
    assert [name for name in table.names if not re.fullmatch(r"[a-z][a-z0-9_]*", name)] == []


@ALL
def test_the_key_and_the_folders_are_columns_of_the_table(table: Table) -> None:
    assert table.key and set(table.key) <= set(table.names)
    assert set(table.partitioned_by) <= set(table.names)
    assert len(set(table.key)) == len(table.key)


@ALL
def test_no_table_is_cut_into_folders_by_text_or_time_of_day(table: Table) -> None:
    assert {table.column(name).type for name in table.partitioned_by} <= {"date", "string"}
    assert not {"timestamp", "double"} & {table.column(name).type for name in table.partitioned_by}


def test_tables_are_found_by_their_own_names() -> None:
    assert [table.name for table in TABLES.values()] == list(TABLES)


def test_the_tables_of_the_design_are_all_there() -> None:
    named = "files raw_records ads judgments complaints enterprises rejects families family_bands mentions attributes entities"
    linked = "identities entity_keys entity_members entity_changes link_decisions entity_network clue_links clue_network capped_keys"
    assert set(TABLES) == set(f"{named} {linked} signals clues clue_evidence clue_changes runs".split())


def test_raw_texts_and_source_rows_stand_in_the_restricted_zone() -> None:
    restricted = {table.name for table in TABLES.values() if table.zone == "restricted"}
    assert restricted == {"files", "raw_records", "rejects", *SOURCES}


def test_clues_and_runs_stand_in_the_gold_zone() -> None:
    gold = {table.name for table in TABLES.values() if table.zone == "gold"}
    assert gold == {
        "clues",
        "clue_evidence",
        "clue_changes",
        "clue_links",
        "clue_network",
        "capped_keys",
        "runs",
    }


@pytest.mark.parametrize(
    "table", [table for table in TABLES.values() if table.zone != "restricted"], ids=lambda table: table.name
)
def test_no_column_outside_the_restricted_zone_is_named_like_personal_data(table: Table) -> None:
    assert set(table.names) & PERSONAL == set()


def test_the_columns_that_say_they_are_personal_data_are_known_here_as_such() -> None:
    said = {
        column.name
        for source in SOURCES.values()
        for column in source.contract
        if "personal data" in column.meaning
    }
    assert said and said <= PERSONAL


def test_no_contract_column_reaches_gold_but_an_organisation_s_and_three_of_another_meaning() -> None:
    contract = {column.name for source in SOURCES.values() for column in source.contract}
    gold = {name for table in TABLES.values() if table.zone == "gold" for name in table.names}
    assert contract & gold == {"uscc", "region"} | {"status", "reasons", "outcome"}


def test_mentions_and_attributes_carry_what_the_reader_finds() -> None:
    assert {name for name, _, _ in MENTION} < set(MENTIONS.names)
    assert {name for name, _, _ in ATTRIBUTE} < set(ATTRIBUTES.names)


def test_a_clue_has_a_quote_and_a_rank_of_its_run() -> None:
    assert CLUES.key == ("run_id", "clue_id")
    assert {"quote", "start", "end", "value"} <= set(CLUE_EVIDENCE.names)


def test_rows_derived_from_knowledge_carry_its_version() -> None:
    assert "knowledge" in MENTIONS.names and "knowledge" in ATTRIBUTES.names and "versions" in CLUES.names
