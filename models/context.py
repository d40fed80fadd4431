"""In what context a hit stands: negated, quoted as news or warning, asked about."""

import numpy as np
from numpy.typing import NDArray

from models.keywords import ByOwner, Hits, Lexicon
from models.patterns import Owner
from models.text import Folded, Places

CONTEXTS = ("negated", "education", "question", "accusation", "denied")
FLAG: dict[str, int] = {name: 1 << place for place, name in enumerate(CONTEXTS)}
Flags = NDArray[np.uint8]
_NOT = np.array([ord(char) for char in "不没未无别莫勿"], np.uint32)
_AFTER_NOT = np.array([ord(char) for char in "有会再能可准许曾得敢必要"], np.uint32)


def contexts_of(by_owner: ByOwner, lexicon: Lexicon, folded: Folded, record_of: Places) -> Flags:
    """Give every hit its contexts as bits (domain A4)."""
    hits = by_owner.hits
    flags = np.zeros(len(hits), np.uint8)
    for number, owner in enumerate(lexicon.owners):
        if owner.kind == "context":
            marks = by_owner.of(np.array([number]))
            if len(marks):
                flags[_reached(hits, marks, owner, folded, record_of)] |= np.uint8(FLAG[owner.name])
    flags[_denied(hits, folded)] |= np.uint8(FLAG["denied"])
    return flags


def _denied(hits: Hits, folded: Folded) -> NDArray[np.bool_]:
    """Whether 不, 没 and the like stand right before the hit, or with 有, 会, 能 and the like between."""
    codes = np.concatenate([[0, 0], folded.codes])
    one, two = codes[hits.begin + 1], codes[hits.begin]
    return np.asarray(np.isin(one, _NOT) | (np.isin(two, _NOT) & np.isin(one, _AFTER_NOT)))


def _reached(hits: Hits, marks: Places, owner: Owner, folded: Folded, record_of: Places) -> NDArray[np.bool_]:
    if owner.within is not None:
        return _follows(hits, marks, owner.within, folded)
    if owner.reach == "record":
        return np.isin(record_of[hits.text], record_of[hits.text[marks]])
    ends = folded.clause_ends if owner.reach == "clause" else folded.sentence_ends
    where = np.searchsorted(ends, hits.begin)
    return np.isin(where, where[marks])


def _follows(hits: Hits, marks: Places, within: int, folded: Folded) -> NDArray[np.bool_]:
    """Whether a mark ends at most so many characters before the hit, in the same clause."""
    ends = np.sort(hits.end[marks])
    last = np.searchsorted(ends, hits.begin, "right") - 1
    before = ends[np.maximum(last, 0)]
    clause = np.searchsorted(folded.clause_ends, hits.begin)
    same = clause == np.searchsorted(folded.clause_ends, before - 1)
    return np.asarray((last >= 0) & (hits.begin - before <= within) & same)
