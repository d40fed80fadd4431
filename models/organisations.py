"""Organisations named in free text, and the role the words around them give: whom a text accuses."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from models.called import CalledWords, PersonWords, names_called, names_quoted, persons_in
from models.feeds import Strict
from models.names import LEGAL_FORMS, decompose
from models.words import Words

LONGEST = 24  # characters of a name in running text
_RANK = {"other": 0, "venue": 1, "target": 2, "workplace": 3, "victim": 4, "perpetrator": 5}
ACCUSED, MENTIONED, ASIDE = range(3)
_LETTER = re.compile("[一-鿿A-Za-z]")


@dataclass(frozen=True)
class Organisation:
    """An organisation named in a text; `role`: target, perpetrator, victim, workplace, venue, other.

    `rank` says how surely the text is about it: ACCUSED, MENTIONED, or ASIDE, where a caller works or
    beside what another lies;
    `also` are the shorter forms under which the text goes on to speak of it.
    """

    name: str
    role: str
    start: int
    rank: int = MENTIONED
    also: tuple[str, ...] = ()


class NamedWords(Strict):
    """The words that end a name, that stand before it, and that give it a role."""

    authorities: Words
    kinds: Words
    trades: Words
    longer_kinds: Words
    venues: Words
    before: Words
    generic: Words
    plain_trades: Words
    victims_before: Words
    victims_after: Words
    accused_before: Words
    run_after: Words
    complained_of: Words
    own_before: Words
    own_after: Words
    beside_after: Words
    employed_before: Words
    employed_after: Words

    @cached_property
    def authority(self) -> re.Pattern[str]:
        """A name that ends in an authority."""
        return re.compile(rf"{self.authorities.pattern}$")

    @cached_property
    def end(self) -> re.Pattern[str]:
        """The word a name ends in."""
        trade = rf"{self.trades.pattern}(?![一-鿿]{{0,8}}{self.longer_kinds.pattern})"
        return re.compile(rf"{self.kinds.pattern}|{trade}")

    @cached_property
    def stop(self) -> re.Pattern[str]:
        """What stands before a name and is no part of it."""
        bracket = r"[（(](?![一-鿿]{2,4}[）)][一-鿿])|(?<![（(]..)(?<![（(]...)(?<![（(]....)[）)]"  # 远方（北京）有限公司
        marks = (
            rf"{bracket}|[\s，,。；;：:、“”\"'‘’《》【】\[\]！!？?…/]|\d?月\d{{1,2}}号|\d[.．、]|\d[年月日]"
        )
        some = r"[这那有]一?[家个]|某[家个]|一[家个间]|哪[个家所些]|[一二两三四五六七八九十几多数\d]+[家所个间处条名位]"
        return re.compile(rf"{marks}|{some}|{self.before.pattern}")

    @cached_property
    def nobody(self) -> re.Pattern[str]:
        """What stands before a kind and names nobody."""
        return re.compile(rf"{self.generic.pattern}?(?:{self.plain_trades.pattern}+$)?")

    @cached_property
    def own(self) -> re.Pattern[str]:
        """The word a name ends in, at its end: without it 甬腾公司 is 甬腾."""
        return re.compile(rf"(?:{self.kinds.pattern}|{self.trades.pattern})$")

    @cached_property
    def victim(self) -> re.Pattern[str]:
        """Before a victim."""
        return re.compile(rf"{self.victims_before.pattern}[^，。；]{{0,6}}$|被害人$")

    @cached_property
    def then_victim(self) -> re.Pattern[str]:
        """Behind a victim."""
        return re.compile(rf"^[^，。；]{{0,8}}{self.victims_after.pattern}")

    @cached_property
    def accused(self) -> re.Pattern[str]:
        """Before whom a text accuses."""
        return re.compile(rf"(?:{self.accused_before.pattern}[^，。；]{{0,6}}|被告(?!人)[^，。；系]{{0,4}})$")

    @cached_property
    def then_run(self) -> re.Pattern[str]:
        """Behind a firm whose owner is accused: 系晨星便利店经营者."""
        return re.compile(rf"^{self.run_after.pattern}")

    @cached_property
    def about(self) -> re.Pattern[str]:
        """Before whom a complaint is about: 我要举报."""
        return re.compile(rf"{self.complained_of.pattern}[^，。；、]{{0,3}}$")

    @cached_property
    def callers(self) -> re.Pattern[str]:
        """Before where the caller works."""
        return re.compile(rf"{self.own_before.pattern}$")

    @cached_property
    def then_callers(self) -> re.Pattern[str]:
        """Behind where the caller works."""
        return re.compile(rf"^{self.own_after.pattern}")

    @cached_property
    def then_beside(self) -> re.Pattern[str]:
        """Behind what another lies beside: 第四中学校门口."""
        return re.compile(rf"^{self.beside_after.pattern}")

    @cached_property
    def employed(self) -> re.Pattern[str]:
        """Before a workplace."""
        return re.compile(rf"{self.employed_before.pattern}[^，。；]{{0,4}}$")

    @cached_property
    def then_employed(self) -> re.Pattern[str]:
        """Behind a workplace."""
        return re.compile(rf"^[^，。；]{{0,10}}{self.employed_after.pattern}")

    @cached_property
    def venue(self) -> re.Pattern[str]:
        """A name that ends in a venue."""
        return re.compile(rf"{self.venues.pattern}$")


class Naming(Strict):
    """conf/organisations.yaml: how organisations and persons are named in running text."""

    named: NamedWords
    called: CalledWords
    persons: PersonWords


def organisations_in(text: str, source: str, words: Naming) -> list[Organisation]:
    """Find the organisations a text names, each once, with the strongest role it is given.

    Names without a trade word are looked for in complaints only, where people call things as they
    please. Persons who are said to have acted are given too: they name the case, and join it to none.
    """
    found = _by_kind(text, source, words.named)
    if source == "complaints":
        _add_loose(found, text, names_called(text, words.called), source, words)
    if source == "judgments":
        _add_loose(found, text, names_quoted(text, words.called), source, words)
    for name, start in persons_in(text, source, words.persons):
        if not any(name in other for other in found):
            role = "perpetrator" if source == "judgments" else "target"
            found[name] = Organisation(name, role, start, ACCUSED if role == "perpetrator" else MENTIONED)
    return _named_fully(_without_parts(sorted(found.values(), key=lambda one: one.start)), words.named)


def _by_kind(text: str, source: str, words: NamedWords) -> dict[str, Organisation]:
    """Names that end in a legal form or the word of a trade."""
    found: dict[str, Organisation] = {}
    reached = 0
    for hit in words.end.finditer(text):
        start = _begin(text, hit.start(), max(reached, hit.end() - LONGEST), words)
        reached = hit.end()
        name = text[start : hit.end()]
        if not _is_name(name, hit[0], words):
            continue
        one = _organisation(text, name, start, source, words)
        found[name] = _as_one(name, [found.get(name, one), one])
    return found


def _begin(text: str, kind: int, low: int, words: NamedWords) -> int:
    """Where the name before a kind begins: after the last word that cannot belong to it."""
    start = low
    for stop in words.stop.finditer(text, low, kind):
        if stop[0] != "咨询" or stop.end() < kind:  # 信息咨询有限公司 is all name
            start = stop.end()
    return start


def _is_name(name: str, kind: str, words: NamedWords) -> bool:
    own = words.nobody.sub("", name[: -len(kind)], count=1)
    return (
        len(own) >= 2
        and not words.authority.search(name)
        and own not in LEGAL_FORMS
        and decompose(name) is not None
    )


def _add_loose(
    found: dict[str, Organisation], text: str, names: Iterable[tuple[str, int]], source: str, words: Naming
) -> None:
    """Add names that are not known in another form."""
    for name, start in names:
        if _is_called(name, words) and not any(name in other or other in name for other in found):
            found[name] = _organisation(text, name, start, source, words.named)


def _is_called(name: str, words: Naming) -> bool:
    return (
        len(name) > 1
        and not words.named.authority.search(name)
        and not words.named.nobody.fullmatch(name)
        and not words.called.nobody_named.fullmatch(name)
        and not words.called.sentence.search(name)
        and bool(_LETTER.search(name))
    )


def _role(text: str, start: int, end: int, source: str, words: NamedWords) -> str:
    before, after = text[max(0, start - 12) : start], text[end : end + 16]
    if words.victim.search(before) or words.then_victim.search(after):
        return "victim"
    if words.accused.search(before):
        return "perpetrator"
    if source == "judgments" and words.employed.search(before) and words.then_run.search(after):
        return "perpetrator"
    employed = bool(words.then_employed.search(after))
    if source == "judgments" and employed and words.employed.search(before):
        return "workplace"
    if source == "judgments" and words.venue.search(text[start:end]):
        return "venue"
    return "target" if source == "complaints" else "workplace" if employed else "other"


def _organisation(text: str, name: str, start: int, source: str, words: NamedWords) -> Organisation:
    """A name found at a place, with what the words around it say of it."""
    before, after = text[max(0, start - 12) : start], text[start + len(name) : start + len(name) + 16]
    role = _role(text, start, start + len(name), source, words)
    if role == "perpetrator" or (source == "complaints" and words.about.search(before)):
        return Organisation(name, role, start, ACCUSED)
    works = words.callers.search(before) and words.then_callers.search(after)
    aside = source == "complaints" and (works or words.then_beside.search(after))
    return Organisation(name, role, start, ASIDE if aside else MENTIONED)


def _without_parts(found: Iterable[Organisation]) -> list[Organisation]:
    """Drop a name that is a part of a longer one."""
    listed = list(found)
    names = [one.name for one in listed]
    return [one for one in listed if not any(one.name != other and one.name in other for other in names)]


def _named_fully(found: Sequence[Organisation], words: NamedWords) -> list[Organisation]:
    """Take shorter forms for the full name they stand for: 甬腾公司 beside 宁波甬腾汽车销售有限公司."""
    full: dict[str, list[Organisation]] = {}
    whole = [one.name for one in found if words.own.search(one.name)]
    for one in found:
        own = words.own.sub("", one.name)
        longer = [name for name in whole if len(own) > 1 and own in name and len(one.name) < len(name)]
        full.setdefault(max(longer, key=len, default=one.name), []).append(one)
    return [_as_one(name, forms) for name, forms in full.items()]


def _as_one(name: str, forms: Sequence[Organisation]) -> Organisation:
    """One organisation of all its forms, with the strongest role any is given."""
    role = max((one.role for one in forms), key=_RANK.__getitem__)
    also = tuple(one.name for one in forms if one.name != name)
    start, rank = min(one.start for one in forms), min(one.rank for one in forms)
    return Organisation(name, role, start, rank, tuple(dict.fromkeys(also)))
