"""The quick reader agrees with the slow one on random texts and on invented packs."""

from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from models.context import FLAG, contexts_of
from models.keywords import ByOwner, Hits, Lexicon
from models.packs import Concepts
from models.patterns import source_bits
from models.reading import Findings, Knowledge, find
from models.record import Record
from models.text import fold_batch
from tests.models.reference import Plain, Reader

thorough = settings(deadline=None, max_examples=150)
FILLERS = ["，", "。", "！", "：", "\n", "好", "门口", "好" * 7, "好" * 30, "a", "abc", "1", "严禁", "无需", "不收取", "不", "没有", "警方提醒", "今天来"]  # fmt: skip
WORDS = ["储物柜", "更衣柜", "柜", "刷脸开", "只能刷脸开", "身份证", "身份证照片", "收", "简历本", "让", "发", "过来", "孩子们", "自己注册", "也可刷卡", "储物柜免费", "自己注册孩子们", "vx", "hr部"]  # fmt: skip
TEXTS = st.lists(st.sampled_from(WORDS + FILLERS), max_size=14).map("".join)


@pytest.fixture(scope="module")
def plain(make_pack: Any, group: Any, rule: Any, know: Any) -> Knowledge:
    """Two packs of many kinds of wordings and rules, in raw spelling only."""

    def raw(name: str, role: str, *terms: str, **more: Any) -> dict[str, Any]:
        return group(name, role, "中", *terms, layers=[], **more)  # type: ignore[no-any-return]

    first = make_pack(
        [
            raw("object", "object", "储物柜", "更衣柜", "柜"),
            raw("act", "act", "刷脸开", "只能刷脸开", "储物柜免费刷脸开"),
            raw("paper", "object", "身份证", "身份证照片", "vx", "hr部", exceptions=["身份证照片"]),
            raw("gap", "act", "收…简历本", "收＆身份证", gap=5),
            raw("three", "act", "让…发…过来", gap=6, negatable=False),
            raw("pair", "act", "孩子们＆自己注册", gap=4),
            raw("veto", "veto", "也可刷卡"),
        ],
        [
            rule("near", ["object", "act"], window="near", within_chars=10, none_of=["veto"]),
            rule("sentence", ["object", "act|gap"], within_chars=8),
            rule("clause", ["paper", "object|pair"], window="clause"),
            rule("ordered", ["object", "paper", "act"], ordered=True, within_chars=15),
            rule("anywhere", ["gap"], anywhere=["pair|three"], nowhere=["veto"]),
            rule("alone", ["three"], sources=["ads"]),
            rule("twice", ["object", "object"], window="near", within_chars=3),
        ],
        allow=["储物柜免费"],
        id="first",
    )
    second = make_pack(
        [
            raw("gap", "act", "收…简历本", gap=2, sources=["ads"]),
            raw("title", "object", "储物柜", fields=["y"]),
        ],
        [rule("r", ["gap|sale"]), rule("s", ["title", "minor"])],
        uses=["sale", "minor"],
        id="second",
    )
    shared = Concepts.model_validate(
        {"concepts": [raw("sale", "act", "收", "收…过来"), raw("minor", "person", "孩子", "孩子们", exceptions=["自己注册孩子们"])]}
    )  # fmt: skip
    return know(first, second, concepts=shared)  # type: ignore[no-any-return]


def hits_of(found: Findings, knowledge: Knowledge, source: str) -> set[Plain]:
    """Every hit, before the sieve that keeps those of packs with a rule whose slots are all there."""
    sources = np.full(len(found.field_of), source_bits([source]), np.int32)
    hits, owners = knowledge.lexicon.find(found.folded, sources), knowledge.lexicon.owners
    return {
        Plain(
            int(hits.text[place]),
            int(hits.begin[place] - found.folded.text_starts[hits.text[place]]),
            int(hits.end[place] - found.folded.text_starts[hits.text[place]]),
            owners[hits.owner[place]].scenario,
            owners[hits.owner[place]].name,
        )
        for place in range(len(hits))
        if owners[hits.owner[place]].kind == "term"
    }


def rules_of(found: Findings, names: list[str]) -> set[Any]:
    return {
        (row["scenario"], row["rule_id"], tuple((names.index(row["field"]), *_span(one)) for one in row["stands_on"]))
        for row in found.rules.get(0, [])
    }  # fmt: skip


def _span(told: str) -> tuple[int, int]:
    begin, end = told.split("@")[1].split("-")
    return int(begin), int(end)


def agree(record: Record, knowledge: Knowledge) -> tuple[int, int]:
    """Compare the two readers on one record; give how many hits and rules both found."""
    found = find([record], knowledge)
    slow = Reader(record.source, record.fields, list(knowledge.packs), knowledge.concepts, knowledge.language)
    hits, rules = slow.all_hits(), slow.fired()
    assert hits_of(found, knowledge, record.source) == hits
    assert rules_of(found, list(record.fields)) == rules
    return len(hits), len(rules)


@thorough
@given(x=TEXTS, y=TEXTS, source=st.sampled_from(["ads", "judgments", "complaints"]))
@example(x="收好好简历本收简历本", y="", source="ads")
@example(x="储物柜免费刷脸开，柜", y="更衣柜。只能刷脸开", source="ads")
@example(x="严禁" + "好" * 12 + "刷脸开储物柜", y="储物柜。孩子们", source="ads")
def test_both_readers_agree_on_random_texts(x: str, y: str, source: str, plain: Knowledge) -> None:
    agree(Record(source, {"x": x, "y": y}), plain)


@thorough
@given(raw=TEXTS)
def test_both_readers_agree_on_negation(raw: str, plain: Knowledge) -> None:
    lexicon, source = plain.lexicon, np.array([source_bits(["ads"])])
    folded = fold_batch([raw], lexicon.folding)
    by_owner = ByOwner(lexicon.find(folded, source), len(lexicon.owners))
    flags = contexts_of(by_owner, lexicon, folded, np.zeros(1, np.int32))
    slow = Reader("ads", {"x": raw}, list(plain.packs), plain.concepts, plain.language)
    negated = np.flatnonzero(flags & FLAG["negated"])
    assert plain_hits(by_owner.hits.take(negated), lexicon) == {
        hit for hit in slow.all_hits() if slow.is_negated(hit)
    }


def plain_hits(hits: Hits, lexicon: Lexicon) -> set[Plain]:
    owners = [lexicon.owners[owner] for owner in hits.owner]
    return {
        Plain(0, int(begin), int(end), owner.scenario, owner.name)
        for begin, end, owner in zip(hits.begin, hits.end, owners, strict=True)
        if owner.kind == "term"
    }


def test_the_random_texts_fire_every_rule_of_the_packs(plain: Knowledge) -> None:
    texts = {
        "near": "储物柜刷脸开", "sentence": "柜" + "好" * 30 + "刷脸开", "clause": "身份证柜", "ordered": "储物柜身份证刷脸开",
        "anywhere": "收好简历本。让发过来", "alone": "让你发过来", "twice": "柜柜", "r": "收", "s": "孩子们储物柜",
    }  # fmt: skip
    for rule, text in texts.items():
        found = find([Record("ads", {"y": text})], plain)
        assert rule in {row["rule_id"] for row in found.rules.get(0, [])}, rule
