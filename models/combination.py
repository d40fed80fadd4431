"""Combines the hits of a text into the rules that fire: groups in one sentence or window."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.keywords import Hit
from models.packs import Pack, TextRule

ONLY_STRONG = frozenset({"求助", "建议"})  # domain A4: these need a strong phrase
MOST_PER_RULE = 3  # quotes of one rule in one field; more say nothing new


@dataclass(frozen=True)
class Fired:
    """A rule that fired at raw [start, end) and the hits it stands on, one a group."""

    scenario: str
    rule: TextRule
    hits: tuple[Hit, ...]

    @property
    def start(self) -> int:
        """First character of its first hit."""
        return min(hit.start for hit in self.hits)

    @property
    def end(self) -> int:
        """One past the last character of its last hit."""
        return max(hit.end for hit in self.hits)


def fired_rules(hits: Sequence[Hit], packs: Sequence[Pack], source: str, appeal_type: str) -> list[Fired]:
    """Give the rules that fire on the hits of one field, in order of place and id.

    Negated hits count for nothing; nor does a question (咨询, 表扬), and 求助 and 建议 need a strong rule.
    """
    usable = [hit for hit in hits if not {"negated", "consultation"} & set(hit.contexts)]
    fired = [
        one
        for pack in packs
        for rule in pack.rules
        if source in rule.sources and (rule.strength == "强" or appeal_type not in ONLY_STRONG)
        for one in _firings(rule, pack, usable)
    ]
    return sorted(fired, key=lambda one: (one.start, one.end, one.scenario, one.rule.id))


def _firings(rule: TextRule, pack: Pack, hits: Sequence[Hit]) -> list[Fired]:
    of_group = {
        name: [hit for hit in hits if hit.wording.scenario == pack.id and hit.wording.group == name]
        for name in (*rule.all_of, *rule.none_of)
    }
    if not all(of_group[name] for name in rule.all_of):
        return []
    vetoes = [hit for name in rule.none_of for hit in of_group[name]]
    fired = []
    for anchor in of_group[rule.all_of[0]]:
        partners = [_nearest(anchor, of_group[name], rule.within_chars) for name in rule.all_of[1:]]
        found = (anchor, *(hit for hit in partners if hit))
        if all(partners) and not any(veto.sentence == hit.sentence for veto in vetoes for hit in found):
            fired.append(Fired(pack.id, rule, found))
    return fired[:MOST_PER_RULE]


def _nearest(anchor: Hit, hits: Sequence[Hit], within: int) -> Hit | None:
    """The nearest hit in the anchor's sentence or within so many characters; ties go to the earlier."""
    reachable = [
        (_gap(anchor, hit), hit.start, hit)
        for hit in hits
        if hit.sentence == anchor.sentence or _gap(anchor, hit) <= within
    ]
    return min(reachable, key=lambda row: row[:2])[2] if reachable else None


def _gap(one: Hit, other: Hit) -> int:
    return max(one.start - other.end, other.start - one.end, 0)
