"""A record as annotate reads it: its texts and what its own columns say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Record:
    """Text fields in order, persons to mask, the appeal type, and the organisations of its own columns."""

    source: str
    fields: Mapping[str, str]
    persons: Sequence[str] = ()
    appeal_type: str = ""
    named: Sequence[tuple[str, str]] = ()  # (name, role)
