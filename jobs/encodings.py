"""Decodes a text file line by line: UTF-8 or GB18030, and no line lost for one bad byte."""

from collections.abc import Iterator
from itertools import chain

from jobs.errors import SourceError

SAMPLE = 1 << 20  # bytes of the head that decide the encoding
_CONTROL = bytes(set(range(32)) - {9, 10, 12, 13, 27})
_SIGNATURES = {
    b"PK\x03\x04": "a zip archive, as XLSX workbooks are",
    b"PAR1": "a Parquet file",
    b"\x1f\x8b": "a gzip file without the ending .gz",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook (.xls)",
    b"\xff\xfe": "UTF-16 text; save it as UTF-8",
    b"\xfe\xff": "UTF-16 text; save it as UTF-8",
    b"%PDF": "a PDF document",
}


def decoded_lines(chunks: Iterator[bytes], max_line_bytes: int) -> Iterator[tuple[int, str, str | None]]:
    """Give (line number, text with its line end, fault) for each line of a file.

    A fault is `invalid_encoding` (undecodable bytes shown as \\xNN) or `line_over_limit` (the line
    is cut there). SourceError `not_text` where the head shows that the file is no text.
    """
    head, cut_off = _head(chunks)
    if not head.removeprefix(b"\xef\xbb\xbf").strip():
        if cut_off:
            raise cut_off
        return
    _refuse_binary(head)
    encoding = detect_encoding(head)
    if cut_off:
        head = head[: head.rfind(b"\n") + 1]  # half a line is no line
    everything: Iterator[bytes] = chain([head.removeprefix(b"\xef\xbb\xbf")], chunks)
    if b"\n" not in head:  # line ends of old Macs
        everything = (chunk.replace(b"\r", b"\n") for chunk in everything)
    for number, (line, whole) in enumerate(_byte_lines(everything, max_line_bytes), start=1):
        text, fault = _decode(line, encoding)
        yield number, text, fault if whole else "line_over_limit"
    if cut_off:
        raise cut_off


def _head(chunks: Iterator[bytes]) -> tuple[bytes, SourceError | None]:
    """Read the sample; a stream that breaks inside it still gives what came before the break."""
    head = b""
    try:
        while len(head) < SAMPLE:
            head += next(chunks)
    except StopIteration:
        pass
    except SourceError as error:
        return head, error
    return head, None


def _refuse_binary(head: bytes) -> None:
    for signature, words in _SIGNATURES.items():
        if head.startswith(signature):
            raise SourceError("not_text", f"expected text, found {words}")
    controls = len(head) - len(head.translate(None, _CONTROL))
    if controls > len(head) / 100:  # a stray control character is a typing fault, one in a hundred is not
        raise SourceError("not_text", "expected text, found binary data")


def detect_encoding(head: bytes) -> str:
    """Choose utf-8 or gb18030 by the lines of a file's head.

    Chinese text in GB18030 is hardly ever valid UTF-8, so the encoding in which more lines decode
    wins, and UTF-8 where both do.
    """
    if head.startswith(b"\xef\xbb\xbf"):
        return "utf-8"
    lines = [line for line in head.split(b"\n")[: -1 if len(head) >= SAMPLE else None] if not line.isascii()]
    good = sum(_decode(line, "utf-8")[1] is None for line in lines)
    return "utf-8" if good * 2 >= len(lines) else "gb18030"


def _byte_lines(chunks: Iterator[bytes], longest: int) -> Iterator[tuple[bytes, bool]]:
    """Split at \\n, keeping it. A line longer than `longest` is cut there, its rest skipped."""
    rest, skipping = b"", False
    for chunk in chunks:
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            if not skipping:
                yield line[:longest] + b"\n", len(line) <= longest
            skipping = False
        if len(rest) > longest:
            if not skipping:
                yield rest[:longest], False
            rest, skipping = b"", True
    if rest and not skipping:
        yield rest, True


def _decode(line: bytes, encoding: str) -> tuple[str, str | None]:
    try:
        return line.decode(encoding), None
    except UnicodeDecodeError:
        return line.decode(encoding, "backslashreplace"), "invalid_encoding"
