"""Word lists as patterns, their exceptions and their faults."""

import re

import pytest
from pydantic import ValidationError

from models.words import Words, any_of, spread


def found(words: Words, text: str) -> list[str]:
    return re.findall(words.pattern, text)


def test_a_list_is_its_terms() -> None:
    assert Words.model_validate(["甲", "乙"]) == Words(terms=("甲", "乙"))


def test_the_longer_word_is_found_where_both_stand() -> None:
    assert found(Words(terms=("开", "开的")), "开的开") == ["开的", "开"]


@pytest.mark.parametrize("text", ["小学生", "新小学", "大小学校", "和平"])
def test_a_word_inside_an_exception_is_not_found(text: str) -> None:
    words = Words(terms=("小学", "和"), exceptions=("小学生", "新小学", "大小学校", "和平"))
    assert found(words, text) == []
    assert found(words, text + "，小学和") == ["小学", "和"]


def test_only_the_whole_exception_voids_a_word() -> None:
    words = Words(terms=("小学",), exceptions=("大小学校",))
    assert found(words, "大小学，小学校") == ["小学", "小学"]


def test_a_word_is_no_pattern() -> None:
    assert found(Words(terms=("a.c", "+")), "abc a.c +") == ["a.c", "+"]
    assert re.fullmatch(any_of(["(", "["]), "(")


def test_a_word_may_be_spread_by_blanks() -> None:
    assert re.findall(spread(["逝者", "死者"]), "逝 者死者逝  者") == ["逝 者", "死者"]


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ([], "at least 1"),
        (["甲", " "], "a word is blank"),
        (["甲", "甲"], "the word 甲 stands twice"),
        ({"terms": ["甲"], "exceptions": ["乙"]}, "the exception 乙 is no longer phrase around a word"),
        ({"terms": ["甲"], "exceptions": ["甲"]}, "the exception 甲 is no longer phrase"),
        ({"terms": ["甲"], "except": ["甲乙"]}, "Extra inputs"),
    ],
)
def test_a_fault_of_a_list_is_told(given: object, fault: str) -> None:
    with pytest.raises(ValidationError, match=fault):
        Words.model_validate(given)
