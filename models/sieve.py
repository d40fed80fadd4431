"""Finds the few texts of a batch in which a rule may fire, before any is looked at closely."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from models.keywords import SHARED, ByOwner, Hits, Lexicon
from models.packs import OR, Pack, TextRule
from models.patterns import source_bits
from models.text import Places


@dataclass(frozen=True)
class Sieve:
    """What a text must hold before one rule is looked at: sources as bits, the owners of each slot."""

    pack: Pack
    rule: TextRule
    sources: int
    slots: list[Places]
    elsewhere: list[Places]  # slots that may stand anywhere in the record


class Rules:
    """The rules of all packs, bound to the groups of a lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon

    @cached_property
    def _number(self) -> dict[tuple[str, str, str], int]:
        return {(o.kind, o.scenario, o.name): place for place, o in enumerate(self.lexicon.owners)}

    def owners_of(self, pack: Pack, names: Sequence[str]) -> list[int]:
        """Numbers of the owners that stand for the groups of a pack."""
        return [self._number["term", SHARED if name in pack.uses else pack.id, name] for name in names]

    def is_of(self, pack: Pack) -> NDArray[np.bool_]:
        """Which owners are a pack's own, or shared and used by it."""
        return self._is_of[pack.id]

    @cached_property
    def _is_of(self) -> dict[str, NDArray[np.bool_]]:
        owners = self.lexicon.owners
        return {
            pack.id: np.array(
                [o.scenario == pack.id or (o.scenario == SHARED and o.name in pack.uses) for o in owners]
            )
            for pack in self.lexicon.packs
        }

    @cached_property
    def sieves(self) -> dict[str, list[Sieve]]:
        """The rules of each pack, by its id."""
        return {pack.id: [self._sieve(pack, rule) for rule in pack.rules] for pack in self.lexicon.packs}

    def _sieve(self, pack: Pack, rule: TextRule) -> Sieve:
        return Sieve(
            pack,
            rule,
            source_bits(rule.sources),
            [np.array(self.owners_of(pack, slot), np.int32) for slot in rule.slots],
            [np.array(self.owners_of(pack, slot.split(OR)), np.int32) for slot in rule.anywhere],
        )

    def needed(self, present: NDArray[np.bool_], record_of: Places, sources: Places) -> NDArray[np.bool_]:
        """Which owners are worth locating in which texts (owners × texts).

        Those of a pack in the records in which some rule of it has every slot; attributes and
        negations everywhere; other contexts where any pack is looked at.
        """
        needed = np.zeros_like(present)
        needed[self._everywhere] = present[self._everywhere]
        records = int(record_of.max(initial=-1)) + 1
        cuts = np.searchsorted(record_of, np.arange(records))
        cache: dict[bytes, NDArray[np.bool_]] = {}

        def told(owners: Places) -> NDArray[np.bool_]:
            key = owners.tobytes()
            if key not in cache:
                cache[key] = np.asarray(present[owners].any(axis=0))
            return cache[key]

        looked = np.zeros(present.shape[1], np.bool_)
        for pack, sieves in self.sieves.items():
            active = np.zeros(records, np.bool_)
            for sieve in sieves:
                texts = np.asarray((sources & sieve.sources) != 0)
                for slot in sieve.slots:
                    texts &= told(slot)
                if texts.any():
                    fires = np.logical_or.reduceat(texts, cuts)
                    for slot in sieve.elsewhere:
                        fires = fires & np.logical_or.reduceat(told(slot), cuts)
                    active |= fires
            if active.any():
                own = active[record_of]
                looked |= own
                needed[np.ix_(np.flatnonzero(self._is_of[pack]), own)] = True
        needed[np.ix_(self._contexts, looked)] = True
        return needed & present

    @cached_property
    def _everywhere(self) -> Places:
        return np.array([
            place for place, owner in enumerate(self.lexicon.owners)
            if owner.kind == "attribute" or (owner.kind, owner.name) == ("context", "negated")
            or (owner.kind == "exception" and owner.group.role == "attribute")
        ], np.int32)  # fmt: skip

    @cached_property
    def _contexts(self) -> Places:
        return np.array(
            [
                n
                for n, owner in enumerate(self.lexicon.owners)
                if owner.kind in ("context", "given", "unless")
            ],
            np.int32,
        )

    def candidates(
        self, by_owner: ByOwner, record_of: Places, sources: Places
    ) -> dict[int, list[tuple[Pack, TextRule]]]:
        """Texts in which a rule may fire, with the rules to look at: a sieve that loses nothing.

        `record_of` and `sources` have the record and the source bit of every text of the batch.
        """
        found: dict[int, list[tuple[Pack, TextRule]]] = {}
        for sieve in chain.from_iterable(self.sieves.values()):
            texts = texts_with(by_owner, sieve.slots, sieve.rule)
            if len(texts):
                texts = texts[(sources[texts] & sieve.sources) != 0]
                for slot in sieve.elsewhere:
                    told = record_of[by_owner.hits.text[by_owner.of(slot)]]
                    texts = texts[np.isin(record_of[texts], told)]
                for text in texts.tolist():
                    found.setdefault(text, []).append((sieve.pack, sieve.rule))
        return found


def texts_with(by_owner: ByOwner, slots: Sequence[Places], rule: TextRule) -> Places:
    """Texts where every slot has a hit within reach of a hit of the first slot."""
    several = [by_owner.of(slot) for slot in slots]
    if not all(len(one) for one in several):
        return np.zeros(0, np.int32)
    anchors = several[0]
    for other in several[1:]:
        anchors = anchors[_near(by_owner.hits, anchors, other, rule)]
        if not len(anchors):
            break
    return np.unique(by_owner.hits.text[anchors])


def _near(hits: Hits, anchors: Places, others: Places, rule: TextRule) -> NDArray[np.bool_]:
    reach = rule.within_chars + int((hits.end - hits.begin).max(initial=0))  # measured from begin to begin
    after = np.searchsorted(hits.begin[others], hits.begin[anchors])
    found = np.zeros(len(anchors), np.bool_)
    for at in (after, after - 1):
        inside = (at >= 0) & (at < len(others))
        one = others[np.clip(at, 0, len(others) - 1)]
        same = hits.text[one] == hits.text[anchors]
        near = np.abs(hits.begin[one] - hits.begin[anchors]) <= reach
        found |= inside & same & (near | (hits.sentence[one] == hits.sentence[anchors]))
    return found
