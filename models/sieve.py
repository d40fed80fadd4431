"""Finds the few texts of a batch in which a rule may fire, before any is looked at closely."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, chain, pairwise

import numpy as np
from numpy.typing import NDArray

from models.keywords import SHARED, Hits, Lexicon, Scope
from models.packs import OR, Pack, TextRule
from models.patterns import source_bits
from models.text import Places, places_in

Mask = NDArray[np.bool_]
_NONE = -1  # no slot at this place: the rule has fewer


@dataclass(frozen=True)
class Asked:
    """What all rules say of a batch: its texts with words of packs, and where each rule has all its slots."""

    record_of: Places  # per text of the batch
    texts: Places
    fires: Mask  # rules × those texts


class Lists:
    """Lists of row numbers, none of them empty, joined column by column: the first of each, the second, …"""

    def __init__(self, lists: Sequence[Sequence[int]]) -> None:
        longest = max(map(len, lists), default=0)
        which = [[number for number, one in enumerate(lists) if len(one) > rank] for rank in range(longest)]
        self.ranks = [
            (np.array(some, np.intp), np.array([lists[number][rank] for number in some], np.intp))
            for rank, some in enumerate(which)
        ]

    def join(self, how: np.ufunc, rows: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Per list, its rows joined by a bitwise operation."""
        (_, first), *later = self.ranks
        found: NDArray[np.uint8] = rows[first]
        for which, members in later:
            found[which] = how(found[which], rows[members])
        return found


class Rules:
    """The rules of all packs, bound to the groups of a lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.rules = [(pack, rule) for pack in lexicon.packs for rule in pack.rules]

    @cached_property
    def _number(self) -> dict[tuple[str, str, str], int]:
        return {(o.kind, o.scenario, o.name): place for place, o in enumerate(self.lexicon.owners)}

    def _owners_of(self, pack: Pack, names: Sequence[str]) -> tuple[int, ...]:
        """Numbers of the owners that stand for the groups of a pack."""
        return tuple(self._number["term", SHARED if name in pack.uses else pack.id, name] for name in names)

    def is_of(self, pack: Pack) -> Mask:
        """Which owners are a pack's own, or shared and used by it."""
        return self._is_of[pack.id]

    @cached_property
    def _is_of(self) -> dict[str, Mask]:
        owners = self.lexicon.owners
        return {
            pack.id: np.array(
                [o.scenario == pack.id or (o.scenario == SHARED and o.name in pack.uses) for o in owners]
            )
            for pack in self.lexicon.packs
        }

    @cached_property
    def _slots(self) -> dict[tuple[int, ...], int]:
        """The distinct slots of all rules, as owners, numbered; those anywhere in a record come first."""
        needed = (self._owners_of(pack, slot) for pack, rule in self.rules for slot in rule.slots)
        return {slot: place for place, slot in enumerate(dict.fromkeys(chain(*self._anywhere, needed)))}

    @cached_property
    def _anywhere(self) -> list[list[tuple[int, ...]]]:
        """Per rule, its slots that may stand anywhere in the record."""
        return [
            [self._owners_of(pack, slot.split(OR)) for slot in rule.anywhere] for pack, rule in self.rules
        ]

    @cached_property
    def _slots_in_place(self) -> Places:
        """Slots of each rule in their order, filled up with _NONE (rules × most slots)."""
        rows = [
            [self._slots[self._owners_of(pack, slot)] for slot in rule.slots] for pack, rule in self.rules
        ]
        most = max(map(len, rows), default=1)
        return np.array([[*row, *[_NONE] * (most - len(row))] for row in rows], np.intp).reshape(-1, most)

    @cached_property
    def _of_slots(self) -> Lists:
        return Lists([*self._slots])

    @cached_property
    def _of_rules(self) -> Lists:
        """Per rule, the rows of its slots; of those anywhere in the record, the rows behind all others."""
        behind = len(self._slots)
        return Lists([
            [*row[row != _NONE].tolist(), *(behind + self._slots[slot] for slot in anywhere)]
            for row, anywhere in zip(self._slots_in_place, self._anywhere, strict=True)
        ])  # fmt: skip

    @cached_property
    def _sources(self) -> tuple[Places, Places]:
        """The distinct sets of sources of rules, as bits, and which of them each rule has."""
        return np.unique([source_bits(rule.sources) for _, rule in self.rules], return_inverse=True)

    def asked(self, record_of: Places, sources: Places, owner: Places, text: Places) -> Asked:
        """Ask all rules at once, told which owners may be found in which texts, both per hit.

        `record_of` and `sources` have the record and the source bit of every text of the batch. A slot
        must stand in the text, or anywhere in its record.
        """
        own = self._not_for_all[owner]
        has = np.zeros(len(sources), np.bool_)
        has[text[own]] = True
        busy, column = np.flatnonzero(has), np.cumsum(has) - 1
        if not (self.rules and len(busy)):
            return Asked(record_of, busy, np.zeros((len(self.rules), len(busy)), np.bool_))
        present = np.zeros((len(self.lexicon.owners), len(busy)), np.bool_)
        present[owner[own], column[text[own]]] = True
        told = self._of_slots.join(np.bitwise_or, np.packbits(present, axis=1))  # eight texts a byte
        anywhere = np.unpackbits(told[: self._most_anywhere], axis=1, count=len(busy)).astype(np.bool_)
        in_record = np.packbits(_spread_in_records(anywhere, record_of[busy]), axis=1)
        of_source, which = self._sources
        read = np.packbits((of_source[:, None] & sources[busy]) != 0, axis=1)[which]
        fires = self._of_rules.join(np.bitwise_and, np.concatenate([told, in_record])) & read
        return Asked(record_of, busy, np.unpackbits(fires, axis=1, count=len(busy)).astype(np.bool_))

    @cached_property
    def _not_for_all(self) -> Mask:
        return np.array([not owner.is_for_all for owner in self.lexicon.owners])

    @cached_property
    def _most_anywhere(self) -> int:
        return len(set(chain(*self._anywhere)))

    def scope(self, asked: Asked) -> Scope:
        """Which owners are worth locating in which texts.

        Those of a pack in the records in which some rule of it has every slot; attributes and
        negations everywhere; other contexts where any pack is looked at.
        """
        busy, of_busy = asked.texts, asked.record_of[asked.texts]
        every = np.zeros((len(self.lexicon.packs) + 2, len(asked.record_of)), np.bool_)
        every[-1] = True
        for number, (low, high) in enumerate(pairwise(self._cuts)):
            every[number, busy] = asked.fires[low:high].any(axis=0)
        every[:-2, busy] = _spread_in_records(every[:-2, busy], of_busy)
        every[-2] = every[:-2].any(axis=0)
        uses, use = self._uses
        return Scope(every[-2], use, np.array([every[one].any(axis=0) for one in uses]))

    @cached_property
    def _cuts(self) -> list[int]:
        """Where the rules of each pack begin, the end of the last included."""
        return [0, *accumulate(len(pack.rules) for pack in self.lexicon.packs)]

    @cached_property
    def _uses(self) -> tuple[Mask, Places]:
        """Distinct uses (one a row: packs, then where any is looked at, then everywhere); one per owner."""
        owners = self.lexicon.owners
        contexts = [owner.kind in ("context", "given", "unless") for owner in owners]
        for_all = [owner.is_for_all for owner in owners]
        columns = np.array([*self._is_of.values(), contexts, for_all])
        uses, use = np.unique(columns.T, axis=0, return_inverse=True)
        return uses, use

    def candidates(self, asked: Asked, hits: Hits) -> dict[int, list[tuple[Pack, TextRule]]]:
        """Texts in which a rule may fire, with the rules to look at: a sieve that loses nothing.

        `asked` is what all rules say of the hits.
        """
        busy, (rule, text) = asked.texts, np.nonzero(asked.fires)
        if not len(rule):
            return {}
        kept = self._within_reach(hits, rule, busy[text])
        found: dict[int, list[tuple[Pack, TextRule]]] = {}
        for number, where in zip(rule[kept].tolist(), busy[text[kept]].tolist(), strict=True):
            found.setdefault(where, []).append(self.rules[number])
        return found

    def _within_reach(self, hits: Hits, rule: Places, text: Places) -> Places:
        """Which pairs of a rule and a text have a hit of every slot within reach of one of the first."""
        low, high = np.searchsorted(hits.text, [text, text + 1])
        pair = np.repeat(np.arange(len(rule)), high - low)
        place = places_in(low, high)
        own = np.flatnonzero(self._named[rule[pair], hits.owner[place]])
        pair, place, slots = pair[own], place[own], self._slots_in_place[rule]
        longest = int((hits.end - hits.begin).max(initial=0))  # reach is measured from begin to begin
        reach = np.array([one.within_chars + longest for _, one in self.rules], np.intp)[rule][pair]
        stands = self._in_slot(slots[pair, 0], hits.owner[place])
        for slot in slots.T[1:]:
            others = np.flatnonzero(self._in_slot(slot[pair], hits.owner[place]))
            stands &= (slot[pair] == _NONE) | _near(hits, pair, place, others, reach)
        return np.unique(pair[stands])

    @cached_property
    def _named(self) -> Mask:
        """Which rule has which owner in a slot of its text."""
        return np.array([self._has[row].any(axis=0) for row in self._slots_in_place])

    @cached_property
    def _has(self) -> Mask:
        """Which slot has which owner; the last row, of no slot, has none."""
        table = np.zeros((len(self._slots) + 1, len(self.lexicon.owners)), np.bool_)
        for slot, place in self._slots.items():
            table[place, list(slot)] = True
        return table

    def _in_slot(self, slot: Places, owner: Places) -> Mask:
        return np.asarray(self._has[slot, owner])


def _spread_in_records(told: Mask, record_of: Places) -> Mask:
    """What is told in one text (columns), told in every text of its record; the texts of one are neighbours."""
    found = told.copy()
    for step in range(1, int(np.bincount(record_of).max(initial=0))):
        same = record_of[step:] == record_of[:-step]
        found[:, step:] |= told[:, :-step] & same
        found[:, :-step] |= told[:, step:] & same
    return found


def _near(hits: Hits, pair: Places, place: Places, others: Places, reach: Places) -> Mask:
    """Whether one of the rows `others` stands in the sentence, or within reach, of each row of its pair."""
    found = np.zeros(len(pair), np.bool_)
    if not len(others):
        return found
    rows = np.arange(len(pair))
    after = np.searchsorted(others, rows)
    for at in (after, after - 1):
        one = others[np.clip(at, 0, len(others) - 1)]
        near = np.abs(hits.begin[place[one]] - hits.begin[place]) <= reach
        alike = hits.sentence[place[one]] == hits.sentence[place]
        found |= (pair[one] == pair) & (near | alike)
    return found
