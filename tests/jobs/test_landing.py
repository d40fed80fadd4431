"""Tests for listing and opening the files of a landing folder."""

import gzip
import random
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from jobs.errors import ConfigError, SourceError
from jobs.landing import (
    FORMATS,
    LandedFile,
    byte_chunks,
    bytes_below,
    filesystem,
    list_landing,
    open_seekable,
    sha256_of,
)

DAY = date(2026, 5, 1)


def put(landing: Path, name: str, data: bytes = b"x") -> Path:
    path = landing / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def named(name: str) -> LandedFile:
    return LandedFile("ads", name, name, 0)


def test_files_of_the_date_are_listed_by_source_and_name(tmp_path: Path) -> None:
    put(tmp_path, "complaints/2026-05-01/工单.xlsx", b"12345")
    put(tmp_path, "ads/2026-05-01/b.csv", b"12")
    put(tmp_path, "ads/2026-05-01/a.csv", b"1")
    put(tmp_path, "ads/2026-05-02/later.csv")
    put(tmp_path, "notes/2026-05-01/other.csv")
    listed = list_landing(str(tmp_path), DAY)
    assert [(file.source, file.name, file.bytes) for file in listed] == [
        ("ads", "ads/2026-05-01/a.csv", 1),
        ("ads", "ads/2026-05-01/b.csv", 2),
        ("complaints", "complaints/2026-05-01/工单.xlsx", 5),
    ]
    assert b"".join(byte_chunks(listed[2].url)) == b"12345"


def test_files_in_folders_below_the_date_are_listed_too(tmp_path: Path) -> None:
    put(tmp_path, "ads/2026-05-01/site one/part-0.csv")
    assert [file.name for file in list_landing(str(tmp_path), DAY)] == ["ads/2026-05-01/site one/part-0.csv"]


def test_a_slash_at_the_end_of_the_landing_folder_changes_nothing(tmp_path: Path) -> None:
    put(tmp_path, "ads/2026-05-01/a.csv")
    assert list_landing(f"{tmp_path}/", DAY) == list_landing(str(tmp_path), DAY)


def test_a_landing_folder_may_be_named_by_url(tmp_path: Path) -> None:
    put(tmp_path, "ads/2026-05-01/a.csv", b"abc")
    (file,) = list_landing(f"file://{tmp_path}", DAY)
    assert file.name == "ads/2026-05-01/a.csv"
    assert b"".join(byte_chunks(file.url)) == b"abc"


def test_a_sidecar_is_provenance_and_no_data_file(tmp_path: Path) -> None:
    put(tmp_path, "ads/2026-05-01/a.csv")
    put(tmp_path, "ads/2026-05-01/a.csv.meta.yaml", "approval: 沪检〔2026〕1号\n".encode())
    put(tmp_path, "ads/2026-05-01/b.csv")
    first, second = list_landing(str(tmp_path), DAY)
    assert (first.name, first.provenance) == ("ads/2026-05-01/a.csv", "approval: 沪检〔2026〕1号\n")
    assert (second.name, second.provenance) == ("ads/2026-05-01/b.csv", None)


def test_a_sidecar_of_no_file_is_passed_over(tmp_path: Path) -> None:
    put(tmp_path, "ads/2026-05-01/gone.csv.meta.yaml")
    put(tmp_path, "ads/2026-05-01/a.csv")
    assert [file.name for file in list_landing(str(tmp_path), DAY)] == ["ads/2026-05-01/a.csv"]


def test_a_sidecar_in_another_encoding_stops_nothing(tmp_path: Path) -> None:
    put(tmp_path, "ads/2026-05-01/a.csv")
    put(tmp_path, "ads/2026-05-01/a.csv.meta.yaml", "approval: 批准".encode("gb18030"))
    (file,) = list_landing(str(tmp_path), DAY)
    assert file.provenance is not None
    assert file.provenance.startswith("approval: ")


def test_hidden_files_are_ignored(tmp_path: Path) -> None:
    for name in (".DS_Store", ".~lock.a.csv#", ".a.csv.part"):
        put(tmp_path, f"ads/2026-05-01/{name}")
    put(tmp_path, "ads/2026-05-01/a.csv")
    assert [file.name for file in list_landing(str(tmp_path), DAY)] == ["ads/2026-05-01/a.csv"]


def test_a_missing_landing_folder_is_a_config_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nowhere does not exist.*--landing"):
        list_landing(str(tmp_path / "nowhere"), DAY)


def test_a_landing_folder_that_is_a_file_is_a_config_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="--landing"):
        list_landing(str(put(tmp_path, "landing")), DAY)


def test_a_date_for_which_nothing_landed_is_a_config_error(tmp_path: Path) -> None:
    put(tmp_path, "ads/2026-04-30/a.csv")
    with pytest.raises(ConfigError, match=r"Nothing has landed for 2026-05-01.*ads/2026-05-01.*--date"):
        list_landing(str(tmp_path), DAY)


def test_a_url_of_an_unknown_kind_is_a_config_error() -> None:
    with pytest.raises(ConfigError):
        list_landing("nowhere://host/landing", DAY)


@pytest.mark.parametrize("ending", FORMATS)
def test_a_format_is_told_by_ending_whatever_its_case_and_gz(ending: str) -> None:
    names = (f"a.b.{ending}", f"导出.{ending.upper()}", f"a.{ending}.gz")
    assert {named(name).format for name in names} == {ending}


@pytest.mark.parametrize("name", ["a.txt", "a.xls", "a.doc.gz", "a", "csv", "a.csv.zip"])
def test_an_unsupported_ending_is_named_in_the_fault(name: str) -> None:
    with pytest.raises(SourceError, match="expected csv, jsonl, xlsx, parquet, found") as fault:
        _ = named(name).format
    assert fault.value.code == "format_not_supported"


def test_a_file_is_hashed_as_it_lies_there_also_when_compressed(tmp_path: Path) -> None:
    for name, data in (("a.csv", b"abc" * 700_000), ("b.csv.gz", gzip.compress(b"abc")), ("c.csv", b"")):
        assert sha256_of(str(put(tmp_path, name, data))) == sha256(data).hexdigest()


def test_compressed_bytes_are_unzipped_by_ending(tmp_path: Path) -> None:
    content = b"line\n" * 500_000
    assert b"".join(byte_chunks(str(put(tmp_path, "a.csv.gz", gzip.compress(content))))) == content
    assert b"".join(byte_chunks(str(put(tmp_path, "a.csv", content)))) == content


def test_several_gzip_members_are_one_file(tmp_path: Path) -> None:
    path = put(tmp_path, "a.csv.gz", gzip.compress(b"one\n") + gzip.compress(b"two\n"))
    assert b"".join(byte_chunks(str(path))) == b"one\ntwo\n"


@pytest.mark.parametrize("data", [b"no gzip at all", gzip.compress(b"abc" * 1000)[:-9]], ids=["none", "cut"])
def test_a_damaged_gzip_stream_is_a_source_error(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(SourceError) as fault:
        list(byte_chunks(str(put(tmp_path, "a.csv.gz", data))))
    assert fault.value.code == "broken_gzip"


def test_flipped_bytes_in_a_gzip_stream_never_raise_anything_else(tmp_path: Path) -> None:
    chance = random.Random(1)
    whole = gzip.compress(bytes(chance.choices(b"abcdefgh,\n", k=9000)))
    for place in range(0, len(whole), 50):
        broken = whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :]
        try:
            b"".join(byte_chunks(str(put(tmp_path, "a.csv.gz", broken))))
        except SourceError as fault:
            assert fault.code == "broken_gzip"


def test_a_compressed_file_can_be_read_from_any_place(tmp_path: Path) -> None:
    for name, data in (("a.xlsx", b"0123456789"), ("a.xlsx.gz", gzip.compress(b"0123456789"))):
        with open_seekable(str(put(tmp_path, name, data))) as opened:
            assert opened.read(2) == b"01"
            opened.seek(8)
            assert opened.read() == b"89"


def test_a_damaged_compressed_workbook_is_a_source_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError) as fault:
        open_seekable(str(put(tmp_path, "a.xlsx.gz", gzip.compress(b"0123456789" * 100)[:30])))
    assert fault.value.code == "broken_gzip"


def test_bytes_below_a_folder_are_summed_at_every_depth(tmp_path: Path) -> None:
    put(tmp_path, "a/b/one", b"123")
    put(tmp_path, "a/two", b"12345")
    assert bytes_below(f"{tmp_path}/a/") == 8
    assert bytes_below(f"{tmp_path}/nowhere") == 0


def test_a_path_and_a_url_name_the_same_place(tmp_path: Path) -> None:
    assert filesystem(str(tmp_path))[1] == filesystem(f"file://{tmp_path}")[1] == str(tmp_path)
