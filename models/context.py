"""In what context a hit stands: negated, quoted as news or warning, asked about."""

import numpy as np
from numpy.typing import NDArray

from models.keywords import ByOwner, Hits, Lexicon
from models.patterns import Owner
from models.text import Folded, Places

CONTEXTS = ("negated", "education", "question", "accusation", "denied", "ruled_out", "untrue", "victim")
FLAG: dict[str, int] = {name: 1 << place for place, name in enumerate(CONTEXTS)}
Flags = NDArray[np.uint8]
_NOT = np.array([ord(char) for char in "不没未无别莫勿"], np.uint32)
_LACKING = np.array([ord(char) for char in "无非"], np.uint32)
_AFTER_NOT = np.array([ord(char) for char in "有会再能可准许曾得敢必要被"], np.uint32)


def contexts_of(by_owner: ByOwner, lexicon: Lexicon, folded: Folded, record_of: Places) -> Flags:
    """Give every hit its contexts as bits (domain A4)."""
    hits = by_owner.hits
    flags = np.zeros(len(hits), np.uint8)
    for number in lexicon.contexts:
        marks, owner = by_owner.of(number), lexicon.owners[number]
        if not len(marks):
            continue
        for on in _depends_on(lexicon, number):
            told = record_of[hits.text[by_owner.of(on)]]
            is_given = lexicon.owners[on].kind == "given"
            marks = marks[np.isin(record_of[hits.text[marks]], told) == is_given]
        if len(marks):
            flags[_reached(hits, marks, owner, folded, record_of)] |= np.uint8(FLAG[owner.name])
    flags[_denied(hits, folded)] |= np.uint8(FLAG["denied"])
    flags[_lacking(hits, folded)] |= np.uint8(FLAG["negated"])
    return flags


def _depends_on(lexicon: Lexicon, number: int) -> list[int]:
    """The owners of the words that must, or must not, stand in the record of a context: right after its own."""
    kinds = [owner.kind for owner in lexicon.owners[number + 1 : number + 3]]
    if kinds[:1] == ["given"]:
        return [number + 1, number + 2] if kinds[1:] == ["unless"] else [number + 1]
    return [number + 1] if kinds[:1] == ["unless"] else []


def _denied(hits: Hits, folded: Folded) -> NDArray[np.bool_]:
    """Whether 不, 没 and the like stand right before the hit, or with 有, 会, 能 and the like between."""
    codes = np.concatenate([[0, 0], folded.codes])
    one, two = codes[hits.begin + 1], codes[hits.begin]
    return np.asarray(np.isin(one, _NOT) | (np.isin(two, _NOT) & np.isin(one, _AFTER_NOT)))


def _lacking(hits: Hits, folded: Folded) -> NDArray[np.bool_]:
    """Whether 无 or 非 stands right before the hit, or with 明显 between: 无纹身, 非招转培."""
    codes = np.concatenate([[0, 0, 0], folded.codes])
    one, two, three = codes[hits.begin + 2], codes[hits.begin + 1], codes[hits.begin]
    clearly = (one == ord("显")) & (two == ord("明"))
    return np.asarray(np.isin(np.where(clearly, three, one), _LACKING))


def _reached(hits: Hits, marks: Places, owner: Owner, folded: Folded, record_of: Places) -> NDArray[np.bool_]:
    if owner.within is not None:
        return _follows(hits, marks, owner.within, folded, owner.lists)
    if owner.reach == "record":
        return np.isin(record_of[hits.text], record_of[hits.text[marks]])
    ends = folded.clause_ends if owner.reach == "clause" else folded.sentence_ends
    where = np.searchsorted(ends, hits.begin)
    return np.isin(where, where[marks])


def _follows(hits: Hits, marks: Places, within: int, folded: Folded, lists: bool) -> NDArray[np.bool_]:
    """Whether a mark ends at most so many characters before the hit, or its item of a list, in the same clause."""
    ends = np.sort(hits.end[marks])
    last = np.searchsorted(ends, hits.begin, "right") - 1
    before = ends[np.maximum(last, 0)]
    apart = folded.clause_ends_but_lists if lists else folded.clause_ends
    same = np.searchsorted(apart, hits.begin) == np.searchsorted(apart, before - 1)
    begin = np.maximum(before, folded.clause_begins(hits.begin)) if lists else before
    return np.asarray((last >= 0) & (hits.begin - begin <= within) & same)
