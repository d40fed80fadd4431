"""The quick reader agrees with the slow one on the development records, read by some of the shipped packs."""

from dataclasses import replace
from pathlib import Path

import pytest

from jobs.development import DEFAULT_DATA, load_sets
from jobs.settings import Settings
from models.packs import GAP, PAIR, Concepts, Group, parts_of
from models.reading import Knowledge
from models.record import Record
from models.text import Folding, fold_batch, folding_of
from tests.models.test_oracle import agree

EVERY_SO_MANY = 8  # development records read by the slow reader: it takes its time
EVERY_PACK = 5  # so many packs take turns, for the same reason


def raw_only(group: Group, folding: Folding) -> Group:
    """A group whose wordings are folded and never respelled."""

    def folded(terms: tuple[str, ...]) -> tuple[str, ...]:
        signs = [PAIR if PAIR in term else GAP for term in terms]
        return tuple(
            sign.join(fold_batch([part], folding).text for part in parts_of(term))
            for sign, term in zip(signs, terms, strict=True)
        )

    told = {"layers": (), "terms": folded(group.terms), "exceptions": folded(group.exceptions)}
    return group.model_copy(update=told)


@pytest.fixture(scope="module")
def shipped_raw(shipped_settings: Settings) -> Knowledge:
    """Some of the shipped packs without any respelling."""
    given, folding = shipped_settings, folding_of(shipped_settings.spelling)
    shared = tuple(raw_only(group, folding) for group in given.concepts.concepts)
    packs = [
        pack.model_copy(update={"groups": tuple(raw_only(group, folding) for group in pack.groups)})
        for pack in given.packs[::EVERY_PACK]
    ]
    return replace(given.knowledge, packs=tuple(packs), concepts=Concepts(concepts=shared))


def test_both_readers_agree_on_the_development_records(shipped_raw: Knowledge) -> None:
    folding = shipped_raw.lexicon.folding
    own = {pack.id for pack in shipped_raw.packs}
    sets = [several for name, several in load_sets(Path(DEFAULT_DATA)).items() if name in own]
    cases = [case for several in sets for case in several][::EVERY_SO_MANY]
    total = [0, 0]
    for case in cases:
        fields = {name: fold_batch([text], folding).text for name, text in case.record.fields.items()}
        # An accusation makes every complaint one, so that rules fire in all of them.
        hits, rules = agree(Record(case.record.source, fields, appeal_type="投诉"), shipped_raw)
        total = [total[0] + hits, total[1] + rules]
    assert total[0] > 3 * len(cases) and total[1] > len(cases) / 4  # else nothing was compared
