"""Finds the few texts of a batch in which a rule may fire, before any is looked at closely."""

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from models.keywords import SHARED, ByOwner, Hits, Lexicon
from models.packs import OR, Pack, TextRule
from models.patterns import source_bits
from models.text import Places


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
        if pack.id not in self._is_of:
            self._is_of[pack.id] = np.array([
                owner.scenario == pack.id or (owner.scenario == SHARED and owner.name in pack.uses)
                for owner in self.lexicon.owners
            ])  # fmt: skip
        return self._is_of[pack.id]

    @cached_property
    def _is_of(self) -> dict[str, NDArray[np.bool_]]:
        return {}

    @cached_property
    def _sieves(self) -> list[tuple[Pack, TextRule, list[Places], list[Places]]]:
        return [
            (
                pack,
                rule,
                [np.array(self.owners_of(pack, slot), np.int32) for slot in rule.slots],
                [np.array(self.owners_of(pack, slot.split(OR)), np.int32) for slot in rule.anywhere],
            )
            for pack in self.lexicon.packs
            for rule in pack.rules
        ]

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
        for pack, of_rules in self._by_pack.items():
            active = np.zeros(records, np.bool_)
            for rule_sources, slots, elsewhere in of_rules:
                texts = np.asarray((sources & rule_sources) != 0)
                for slot in slots:
                    texts &= told(slot)
                if texts.any():
                    fires = np.logical_or.reduceat(texts, cuts)
                    for slot in elsewhere:
                        fires = fires & np.logical_or.reduceat(told(slot), cuts)
                    active |= fires
            if active.any():
                own = active[record_of]
                looked |= own
                needed[np.ix_(self._owners_of_pack[pack], own)] = True
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
            [n for n, owner in enumerate(self.lexicon.owners) if owner.kind == "context"], np.int32
        )

    @cached_property
    def _owners_of_pack(self) -> dict[str, Places]:
        return {pack.id: np.flatnonzero(self.is_of(pack)) for pack in self.lexicon.packs}

    @cached_property
    def _by_pack(self) -> dict[str, list[tuple[int, list[Places], list[Places]]]]:
        found: dict[str, list[tuple[int, list[Places], list[Places]]]] = {}
        for pack, rule, slots, elsewhere in self._sieves:
            found.setdefault(pack.id, []).append((source_bits(rule.sources), slots, elsewhere))
        return found

    def candidates(
        self, by_owner: ByOwner, record_of: Places, sources: Places
    ) -> dict[int, list[tuple[Pack, TextRule]]]:
        """Texts in which a rule may fire, with the rules to look at: a sieve that loses nothing.

        `record_of` and `sources` have the record and the source bit of every text of the batch.
        """
        found: dict[int, list[tuple[Pack, TextRule]]] = {}
        for pack, rule, slots, elsewhere in self._sieves:
            texts = texts_with(by_owner, slots, rule)
            if len(texts):
                texts = texts[(sources[texts] & source_bits(rule.sources)) != 0]
                for slot in elsewhere:
                    told = record_of[by_owner.hits.text[by_owner.of(slot)]]
                    texts = texts[np.isin(record_of[texts], told)]
                for text in texts.tolist():
                    found.setdefault(text, []).append((pack, rule))
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
