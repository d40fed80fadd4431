"""Lists and opens the files of a landing folder, on local disk, HDFS and object store alike."""

import tempfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import IO

from pyarrow import ArrowException, fs

from jobs.errors import ConfigError, SourceError
from schemas.sources import SOURCES

CHUNK = 1 << 20  # bytes read at a time
FORMATS = ("csv", "jsonl", "xlsx", "parquet")
SIDECAR = ".meta.yaml"


@dataclass(frozen=True)
class LandedFile:
    """One file of a batch. `name` is its path below the landing folder."""

    source: str
    name: str
    url: str
    bytes: int
    provenance: str | None = None

    @property
    def format(self) -> str:
        """Its format by ending, .gz left aside; SourceError `format_not_supported` for others."""
        suffix = PurePosixPath(self.name.removesuffix(".gz")).suffix.lower().lstrip(".")
        if suffix not in FORMATS:
            raise SourceError("format_not_supported", f"expected {', '.join(FORMATS)}, found .{suffix}")
        return suffix


def filesystem(url: str) -> tuple[fs.FileSystem, str]:
    """Give the file system of a path or URL and the path inside it."""
    local = local_path(url)
    if local is not None:
        return fs.LocalFileSystem(), str(local)
    try:
        return fs.FileSystem.from_uri(url)  # type: ignore[no-any-return]
    except (ArrowException, OSError) as error:
        raise ConfigError(f"The place {url} cannot be opened: {error}") from None


def local_path(url: str) -> Path | None:
    """Give the path of a place on this machine, written with or without file:; None for a remote one."""
    if url.startswith("file:"):
        return Path("/" + url.removeprefix("file:").lstrip("/"))
    return None if "://" in url else Path(url)


def list_landing(landing: str, day: date) -> list[LandedFile]:
    """List the files of a date in every source folder, by name.

    ConfigError where the folder is missing or nothing at all has landed for the date.
    """
    system, root = filesystem(landing.rstrip("/"))
    if system.get_file_info(root).type != fs.FileType.Directory:
        raise ConfigError(f"The landing folder {landing} does not exist; create it or correct --landing.")
    folders = [(source, f"{root}/{source}/{day}") for source in SOURCES]
    found = [(source, folder) for source, folder in folders if _is_folder(system, folder)]
    if not found:
        raise ConfigError(
            f"Nothing has landed for {day}: expected a folder like {landing}/ads/{day}; "
            "put the files there or correct --date."
        )
    remote = local_path(landing) is None
    place = landing.rstrip("/") if remote else root
    files = [file for source, folder in found for file in _files(system, root, place, source, folder)]
    if not files:
        raise ConfigError(f"Nothing has landed for {day}: the folders in {landing} are empty.")
    return files


def _is_folder(system: fs.FileSystem, path: str) -> bool:
    return bool(system.get_file_info(path).type == fs.FileType.Directory)


def _files(system: fs.FileSystem, root: str, place: str, source: str, folder: str) -> list[LandedFile]:
    entries = system.get_file_info(fs.FileSelector(folder, recursive=True))
    files = {entry.path: entry for entry in entries if entry.type == fs.FileType.File}
    return [
        LandedFile(
            source,
            path[len(root) + 1 :],
            place + path[len(root) :],
            entry.size,
            _provenance(system, files, path),
        )
        for path, entry in sorted(files.items())
        if not path.endswith(SIDECAR) and not PurePosixPath(path).name.startswith(".")
    ]


def _provenance(system: fs.FileSystem, files: dict[str, fs.FileInfo], path: str) -> str | None:
    if path + SIDECAR not in files:
        return None
    with system.open_input_stream(path + SIDECAR) as stream:
        return bytes(stream.read()).decode("utf-8", "replace")


def bytes_below(url: str) -> int:
    """Bytes of all files below a folder; 0 where it does not exist."""
    system, root = filesystem(url.rstrip("/"))
    selector = fs.FileSelector(root, recursive=True, allow_not_found=True)
    return sum(entry.size or 0 for entry in system.get_file_info(selector))


def sha256_of(url: str) -> str:
    """Hash a file's bytes as they are, hexadecimal."""
    system, path = filesystem(url)
    digest = sha256()
    with system.open_input_stream(path, compression=None) as stream:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def byte_chunks(url: str) -> Iterator[bytes]:
    """Stream a file's bytes, unzipped where it ends in .gz.

    SourceError `broken_gzip` at the point where the compressed stream is cut off or damaged; all
    that could be unzipped before it has been given by then.
    """
    system, path = filesystem(url)
    with system.open_input_stream(path, compression=None) as stream:
        chunks = iter(lambda: bytes(stream.read(CHUNK)), b"")
        yield from _unzipped(chunks) if path.endswith(".gz") else chunks


def _unzipped(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Unzip one or more gzip members, never more than CHUNK at a time."""
    member = zlib.decompressobj(wbits=31)  # 31: gzip, with its header and check
    for chunk in chunks:
        rest = chunk
        while rest:
            if member.eof:
                member = zlib.decompressobj(wbits=31)
            try:
                yield member.decompress(rest, CHUNK)
            except zlib.error as error:
                raise SourceError("broken_gzip", f"expected a gzip file, found: {error}") from None
            rest = member.unused_data.lstrip(b"\0") if member.eof else member.unconsumed_tail
    if not member.eof:
        raise SourceError("broken_gzip", "expected a whole gzip file, found its end cut off")


def open_seekable(url: str) -> IO[bytes]:
    """Open a file for formats that jump about; one in .gz or on a remote store is spooled to disk."""
    system, path = filesystem(url)
    if not path.endswith(".gz") and isinstance(system, fs.LocalFileSystem):
        return Path(path).open("rb")
    spooled = tempfile.TemporaryFile()  # noqa: SIM115 the caller closes it
    try:
        for chunk in byte_chunks(url):
            spooled.write(chunk)
    except (SourceError, ArrowException):
        spooled.close()
        raise
    spooled.seek(0)
    return spooled
