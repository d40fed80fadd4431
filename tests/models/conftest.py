"""An invented pack, language and spelling, so that tests of the reader do not lean on the shipped words."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydantic import BaseModel

from jobs.settings import Settings
from models.keywords import Lexicon
from models.packs import Concepts, Language, Pack
from models.patterns import source_bits
from models.reading import Knowledge
from models.spelling import Spelling
from models.text import Folding, fold_batch, folding_of, named_layers

CONF = Path(__file__).resolve().parents[2] / "conf"


@dataclass(frozen=True)
class Found:
    """A hit as a test wants to see it."""

    kind: str
    scenario: str
    group: str
    term: str
    start: int
    end: int
    via: tuple[str, ...]
    sentence: int


Finder = Callable[..., list[Found]]
MakePack = Callable[..., Pack]
Know = Callable[..., Knowledge]


def _group(name: str, role: str, strength: str, *terms: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "role": role, "strength": strength, "why": "Invented.", "terms": list(terms)} | more


def _rule(name: str, all_of: list[str], **more: Any) -> dict[str, Any]:
    return {"id": name, "title": name, "strength": "强", "all_of": all_of, "message": name} | more


def _pack(groups: list[dict[str, Any]], rules: list[dict[str, Any]], **more: Any) -> Pack:
    given = {
        "id": "invented",
        "card": "X01",
        "title": "An invented pack",
        "status": "stable",
        "owner": "tests",
        "pattern": "Invented.",
        "groups": groups,
        "rules": rules,
        "law": {
            "administrative": [{"law": "个人信息保护法", "article": "第二十六条", "since": "2021-11-01"}]
        },
        "organs": ["MSA"],
        "examples": {
            "must_hit": [{"source": "ads", "text": text} for text in "甲乙丙"],
            "must_not_hit": [{"source": "ads", "text": text} for text in "丁戊己"],
        },
    }
    return Pack.model_validate(given | more)


@pytest.fixture(scope="session")
def group() -> Callable[..., dict[str, Any]]:
    """Write a group: name, role, strength, wordings."""
    return _group


@pytest.fixture(scope="session")
def rule() -> Callable[..., dict[str, Any]]:
    """Write a rule: name, slots."""
    return _rule


@pytest.fixture(scope="session")
def make_pack() -> MakePack:
    """Make a pack of groups and rules."""
    return _pack


@pytest.fixture(scope="session")
def locker() -> Pack:
    """A gym whose lockers open by face only, told through a chat."""
    return _pack(
        [
            _group("object", "object", "弱", "储物柜", "柜", "更衣柜"),
            _group("act", "act", "强", "只能刷脸", "刷脸", "录入人脸"),
            _group("channel", "channel", "中", "微信", "加微信"),
            _group("other_way", "veto", "弱", "也可刷卡"),
            _group("fee", "object", "弱", "押金"),
            _group("SENS_BIO", "attribute", "弱", "人脸", "刷脸"),
            _group("GRP_CHILD", "attribute", "弱", "儿童"),
            _group("COMM", "attribute", "弱", "聊天记录"),
            _group("INSIDER", "attribute", "弱", "工作便利"),
            _group("HARM", "attribute", "弱", "骚扰电话"),
            _group("SANCTIONED", "attribute", "弱", "有期徒刑"),
        ],
        [
            _rule("locker_by_face", ["object", "act"], none_of=["other_way"], window="near", within_chars=20),
            _rule("by_chat", ["channel", "object"], strength="中", sources=["ads", "complaints"]),
            _rule("deposit", ["fee"], strength="中"),
        ],
        id="gym_locker_face",
        title="健身房储物柜强制刷脸",
        allow=["储物柜免费", "刷脸支付"],
    )


@pytest.fixture(scope="session")
def concepts() -> Concepts:
    """Two shared concepts."""
    return Concepts.model_validate(
        {
            "concepts": [
                _group("minor", "person", "弱", "未成年", "孩子", "小学生", exceptions=["孩子王"]),
                _group("sale", "act", "中", "出售", "贩卖", "收…简历"),
            ]
        }
    )


@pytest.fixture(scope="session")
def language() -> Language:
    """Contexts of a few words."""
    return Language.model_validate(
        {
            "contexts": {
                "negated": [
                    {"terms": ["严禁", "谨防"], "within": 12},
                    {"terms": ["不收取"], "within": 12},
                    {"terms": ["无需"], "within": 4},
                ],
                "education": [
                    {"terms": ["警方提醒", "典型案例"]},
                    {"terms": ["普法课堂"], "reach": "record"},
                ],
                "question": [{"terms": ["请问"], "reach": "record"}],
                "accusation": [{"terms": ["投诉"], "reach": "record"}],
            }
        }
    )


@pytest.fixture(scope="session")
def spelling() -> Spelling:
    """A few evasive writings of each layer."""
    return Spelling.model_validate(
        {
            "skip": " \t\u3000*·•.．_~～^|=+-—/\\#@&",
            "max_skip": 3,
            "symbols": {"❤": "心", "🐮": "牛", "📱": "手机", "💳": "银行卡"},
            "near": [["zh", "z"], ["ch", "c"], ["sh", "s"], ["ing", "in"], ["eng", "en"]],
            "lookalike": {"脸": ["月佥", "险"], "微": ["徽"], "押": ["扌甲"]},
            "core": {
                "微信": {"homophone": ["薇信", "薇心"], "slang": ["vx", "绿泡泡"], "initials": ["wx"]},
                "加微信": {"slang": ["加薇"]},
                "押金": {"slang": ["压金"]},
            },
        }
    )


@pytest.fixture(scope="session")
def folding(spelling: Spelling) -> Folding:
    """The tables of the invented spelling."""
    return folding_of(spelling)


@pytest.fixture(scope="session")
def know(concepts: Concepts, language: Language, spelling: Spelling, shipped_settings: Settings) -> Know:
    """Make a knowledge of packs and the invented language; counts and names are read as shipped."""

    def of(*packs: Pack, language: Language = language, concepts: Concepts = concepts) -> Knowledge:
        return Knowledge(
            packs, concepts, language, spelling, shipped_settings.counting, shipped_settings.naming
        )

    return of


@pytest.fixture(scope="session")
def knowledge(locker: Pack, know: Know) -> Knowledge:
    """The invented pack alone."""
    return know(locker)


@pytest.fixture(scope="session")
def find_all() -> Callable[[Lexicon, Sequence[str], str], list[list[Found]]]:
    """Find every wording in each text of a batch."""

    def finding(lexicon: Lexicon, texts: Sequence[str], source: str = "ads") -> list[list[Found]]:
        sources = np.full(len(texts), source_bits([source]), np.int32)
        hits = lexicon.find(fold_batch(texts, lexicon.folding), sources)
        found: list[list[Found]] = [[] for _ in texts]
        for place in range(len(hits)):
            owner = lexicon.owners[hits.owner[place]]
            found[hits.text[place]].append(
                Found(
                    owner.kind,
                    owner.scenario,
                    owner.name,
                    lexicon.wordings[hits.wording[place]][1],
                    int(hits.start[place]),
                    int(hits.stop[place]),
                    tuple(named_layers(int(hits.bits[place]))),
                    int(hits.sentence[place]),
                )
            )
        return found

    return finding


@pytest.fixture(scope="session")
def find_in(find_all: Callable[..., list[list[Found]]]) -> Finder:
    """Find every wording of some packs' groups in one text: the terms, no contexts and no cues."""

    def finding(knowledge: Knowledge, raw: str, source: str = "ads") -> list[Found]:
        return [one for one in find_all(knowledge.lexicon, [raw], source)[0] if one.kind == "term"]

    return finding


@pytest.fixture(scope="session")
def hits_in(knowledge: Knowledge, find_in: Finder) -> Finder:
    """Find the terms of the invented pack in one text."""
    return lambda raw, source="ads": find_in(knowledge, raw, source)


@pytest.fixture(scope="session")
def patterns_of() -> Callable[[type], set[str]]:
    """The names of the patterns that a class of words makes."""
    return lambda words: {name for name, made in vars(words).items() if isinstance(made, cached_property)}


@pytest.fixture(scope="session")
def voided() -> Callable[[BaseModel, str], BaseModel]:
    """Copy words with one of their patterns matching nothing."""

    def without(words: BaseModel, name: str) -> BaseModel:
        copied = type(words).model_validate(words.model_dump())
        vars(copied)[name] = re.compile("(?!)")
        return copied

    return without
