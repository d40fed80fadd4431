"""An invented pack and language, so that tests of the reader do not lean on the shipped words."""

from collections.abc import Callable
from typing import Any

import pytest

from models.keywords import Hit, Lexicon
from models.packs import Language, Pack
from models.text import sentences


def _group(name: str, role: str, *terms: str) -> dict[str, Any]:
    return {"id": name, "role": role, "strength": "弱", "why": "Invented.", "terms": list(terms)}


def _rule(name: str, all_of: list[str], **more: Any) -> dict[str, Any]:
    return {"id": name, "title": name, "strength": "强", "all_of": all_of, "message": name} | more


@pytest.fixture(scope="session")
def locker() -> Pack:
    """A gym whose lockers open by face only, told through a chat."""
    return Pack.model_validate(
        {
            "id": "gym_locker_face",
            "card": "X01",
            "title": "健身房储物柜强制刷脸",
            "status": "stable",
            "owner": "tests",
            "pattern": "Invented.",
            "groups": [
                _group("object", "object", "储物柜", "柜", "更衣柜"),
                _group("act", "act", "只能刷脸", "刷脸", "录入人脸"),
                _group("channel", "channel", "微信", "加微信"),
                _group("other_way", "stage", "也可刷卡"),
                _group("fee", "object", "押金"),
            ],
            "allow": ["储物柜免费", "刷脸支付"],
            "rules": [
                _rule("locker_by_face", ["object", "act"], none_of=["other_way"], within_chars=20),
                _rule("by_chat", ["channel", "object"], strength="中", sources=["ads", "complaints"]),
                _rule("deposit", ["fee"], strength="中"),
            ],
            "law": {
                "administrative": [{"law": "个人信息保护法", "article": "第二十六条", "since": "2021-11-01"}]
            },
            "organs": ["MSA"],
            "examples": {
                "must_hit": [{"source": "ads", "text": text} for text in "甲乙丙"],
                "must_not_hit": [{"source": "ads", "text": text} for text in "丁戊己"],
            },
        }
    )


@pytest.fixture(scope="session")
def language() -> Language:
    """Spellings, contexts and cues of a few words."""
    return Language.model_validate(
        {
            "variants": {"微信": ["薇信", "vx", "薇❤"], "加微信": ["加薇"], "押金": ["压金"]},
            "contexts": {
                "negated": [
                    {"terms": ["严禁", "谨防"], "within": 12},
                    {"terms": ["不收取"], "within": 12},
                    {"terms": ["无需"], "within": 4},
                ],
                "education": [{"terms": ["警方提醒", "典型案例"]}],
            },
            "attributes": {
                "SENS_BIO": {"terms": ["人脸", "刷脸"]},
                "GRP_CHILD": {"terms": ["儿童"]},
                "COMM": {"terms": ["聊天记录"]},
                "INSIDER": {"terms": ["工作便利"]},
                "HARM": {"terms": ["骚扰电话"]},
                "SANCTIONED": {"terms": ["有期徒刑"]},
            },
        }
    )


@pytest.fixture(scope="session")
def lexicon(locker: Pack, language: Language) -> Lexicon:
    """The invented pack as one automaton."""
    return Lexicon((locker,), language)


@pytest.fixture(scope="session")
def hits_in(lexicon: Lexicon) -> Callable[[str], list[Hit]]:
    """Find the hits of a text, as the reader does."""
    return lambda raw: lexicon.hits(raw, "job_desc", sentences(raw))
