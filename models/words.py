"""Word lists of conf/ as patterns: an exception is a longer phrase in which a word does not count."""

import re
from collections.abc import Iterable
from typing import Any

from pydantic import Field, model_validator

from models.feeds import Strict

_BLANK = r"\s?"


class Words(Strict):
    """Plain words, never patterns; written as a list where there are no exceptions."""

    terms: tuple[str, ...] = Field(min_length=1)
    exceptions: tuple[str, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _from_list(cls, given: Any) -> Any:
        return {"terms": given} if isinstance(given, list) else given

    @model_validator(mode="after")
    def _each_says_something(self) -> "Words":
        blank = [word for word in (*self.terms, *self.exceptions) if not word.strip()]
        twice = sorted({term for term in self.terms if self.terms.count(term) > 1})
        dead = [one for one in self.exceptions if not any(term in one != term for term in self.terms)]
        faults = ["a word is blank"] * bool(blank)
        faults += [f"the word {term} stands twice" for term in twice]
        faults += [f"the exception {one} is no longer phrase around a word of the list" for one in dead]
        if faults:
            raise ValueError("; ".join(faults))
        return self

    @property
    def pattern(self) -> str:
        """The words as one alternation, the longer first."""
        return any_of(self.terms, self.exceptions)


def spread(terms: Iterable[str]) -> str:
    """Give a pattern of any of the words, also with a blank between their characters: 逝 者."""
    ordered = sorted(terms, key=len, reverse=True)
    return f"(?:{'|'.join(_BLANK.join(map(re.escape, term)) for term in ordered)})"


def any_of(terms: Iterable[str], exceptions: Iterable[str] = ()) -> str:
    """Give a pattern of any of the words, unless it stands inside an exception."""
    held = list(exceptions)
    ordered = sorted(terms, key=len, reverse=True)
    return f"(?:{'|'.join(re.escape(term) + _guards(term, held) for term in ordered)})"


def _guards(term: str, exceptions: Iterable[str]) -> str:
    """What must not stand around a word, looked for behind it: a pattern that opens with a word is fast."""
    around = [
        (longer[: at.start()], longer[at.end() :])
        for longer in exceptions
        for at in re.finditer(re.escape(term), longer)
    ]
    before = [f"(?<={re.escape(left + term)}){re.escape(right)}" for left, right in around if left]
    after = [re.escape(right) for left, right in around if right and not left]
    return f"(?!{'|'.join([*after, *before])})" if around else ""
