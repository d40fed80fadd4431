"""Names as people call them: without a trade word in complaints, and persons who are said to have acted."""

import re
from collections.abc import Iterator
from functools import cached_property

from models.feeds import Strict
from models.words import Words

_OPEN, _CLOSE = '[“"「『《‘]', '[”"」』》’]'
_BETWEEN = r"[^“”\"「」『』《》‘’，。；！？!?,：:|]{2,12}"
_WORD = r"[一-鿿A-Za-z0-9·.*❤丶_✈]"
_FREE = r"[一-鿿A-Za-z0-9]"
_STOP = r"[，。；：、|\s]"


class CalledWords(Strict):
    """The words around a name that has no kind at its end."""

    sentence_like: Words
    said: Words
    shown: Words
    written: Words
    calling: Words
    calling_kinds: Words
    labelled: Words
    not_called: Words
    name_ends: Words
    been: Words
    used: Words
    products: Words
    owners: Words
    quoted_kinds: Words
    misdeeds: Words
    openings: Words
    place_ends: Words
    at_place: Words
    deals_in: Words
    not_dealing: Words
    deals_then: Words
    nobody: Words

    @cached_property
    def sentence(self) -> re.Pattern[str]:
        """A piece of a sentence."""
        return re.compile(self.sentence_like.pattern)

    @cached_property
    def nobody_named(self) -> re.Pattern[str]:
        """A word for anybody, or a number of them."""
        return re.compile(rf"{self.nobody.pattern}|[一二两三四五六七八九十几\d]+[个家种款]?")

    @cached_property
    def loose(self) -> tuple[re.Pattern[str], ...]:
        """What a name stands in, the surest first."""
        return (
            self.claimed, self.accused, self.heading, self.visited, self.quoted, self.signed,
            self.named, self.been_at, self.used_by, self.product, self.owned, self.dealing,
        )  # fmt: skip

    @cached_property
    def quoted(self) -> re.Pattern[str]:
        """In quotation marks, unless somebody speaks, writes or shows the words in them."""
        spoken = "".join(f"(?<!{re.escape(word)})" for word in self.said.terms)
        return re.compile(rf"{spoken}{_OPEN}({_BETWEEN}){_CLOSE}(?!的?{self.shown.pattern})")

    @cached_property
    def quoted_kind(self) -> re.Pattern[str]:
        """In quotation marks before its kind: “云朵朵”软件."""
        return re.compile(rf"{_OPEN}({_BETWEEN}){_CLOSE}(?={self.quoted_kinds.pattern})")

    @cached_property
    def signed(self) -> re.Pattern[str]:
        """What they call themselves in writing."""
        return re.compile(rf"{self.written.pattern}(?:他们|她们)?的?{_OPEN}({_BETWEEN}){_CLOSE}")

    @cached_property
    def named(self) -> re.Pattern[str]:
        """After 叫, 名为, 店名：."""
        calling = rf"(?:{self.calling.pattern}|(?<=[{''.join(self.calling_kinds.terms)}])叫|{self.labelled.pattern}[：:])"
        ends = rf"(?=[，,。；;、！!？?”\"（(\s…|]|{self.name_ends.pattern}|$)"
        return re.compile(rf"{calling}\s?[：:“\"]?\s?(?!{self.not_called.pattern})({_WORD}{{2,12}}?){ends}")

    @cached_property
    def been_at(self) -> re.Pattern[str]:
        """Where somebody worked or paid: 在墨缘阁干过."""
        before = rf"(?:{_STOP}|^|本人|我|前|曾|年|时|人|天|月)(?:在|去|到|从|给|于)"
        return re.compile(rf"{before}({_FREE}{{2,8}}?)(?=(?:这里|那里|那儿)?{self.been.pattern})")

    @cached_property
    def used_by(self) -> re.Pattern[str]:
        """What somebody used: 用过慧眼识图，."""
        return re.compile(
            rf"{self.used.pattern}({_FREE}{{2,8}}?)(?=[，,。、]|上[把查输面]|里[面头]|软件|平台)"
        )

    @cached_property
    def product(self) -> re.Pattern[str]:
        """Before what it is: 云朵朵这个软件."""
        before = rf"(?:{_STOP}|[？！]|^|发现|举报|投诉|反映|楼下|对面|旁边|门口|使用|通过|我在|[，。]用)"
        this = rf"(?:这个|这款|那个|那款)[一-鿿A-Za-z]{{0,4}}?{self.products.pattern}"
        return re.compile(
            rf"{before}({_FREE}{{2,6}}?)(?={this}|这?(?:软件|平台|App|APP)(?!园|上|里|的)|后台我?的?)"
        )

    @cached_property
    def owned(self) -> re.Pattern[str]:
        """Before those who keep it: 晨曦健身的教练."""
        before = rf"(?:{_STOP}|我们|举报|投诉|在|到|去|叫|进了?|^)"
        return re.compile(rf"{before}({_FREE}{{2,8}}?)的(?={self.owners.pattern})")

    @cached_property
    def claimed(self) -> re.Pattern[str]:
        """Whom somebody says to be of: 说是恒通劳务的."""
        return re.compile(
            rf"(?:说(?:他们|她们|自己)?是|自称是?|号称|冒充是?)({_FREE}{{2,8}}?)的(?=[，。、！]|人|员工|老板|客服|工作人员)"
        )

    @cached_property
    def accused(self) -> re.Pattern[str]:
        """Between the accusation and the deed: 举报晨曦乱收费."""
        return re.compile(
            rf"(?:举报|投诉|反映|曝光)(?:过|一下|的是)?({_FREE}{{2,8}}?)(?={self.misdeeds.pattern})"
        )

    @cached_property
    def heading(self) -> re.Pattern[str]:
        """At the head of a text: 易泊扫码付款."""
        return re.compile(rf"^({_FREE}{{2,6}}?)(?=\s*{self.openings.pattern})")

    @cached_property
    def visited(self) -> re.Pattern[str]:
        """A place somebody went to: 跟人去墨缘坊，."""
        before = (
            rf"(?:{_STOP}|^|本人|我|人|天|年|月|起|娃|娃娃|孩子|同学|他|她|们)(?:在|去|到了?|从|上|进了?)"
        )
        ends = rf"[{''.join(self.place_ends.terms)}]"
        return re.compile(rf"{before}({_FREE}{{2,7}}{ends})(?=[，。、！\s]|{self.at_place.pattern})")

    @cached_property
    def dealing(self) -> re.Pattern[str]:
        """A name that ends in what it deals in: 晨曦书法."""
        before = r"(?:[，。；：、|\s“]|^|在|去|到|叫|投诉|举报|反映|给|被|是|由|用|找|跟|门口|对面|旁边|楼下)"
        own = rf"(?!{self.not_dealing.pattern})({_FREE}{{2,6}}?{self.deals_in.pattern})"
        return re.compile(rf"{before}{own}(?=[，。、；！“”\s（(]|{self.deals_then.pattern}|$)")


class PersonWords(Strict):
    """The words around a person who is said to have acted."""

    surnames: Words
    no_names: Words
    places: Words
    acting: Words
    not_acting: Words
    posts: Words
    titles: Words
    staff: Words
    then: Words
    households: Words
    kin: Words

    @cached_property
    def others(self) -> re.Pattern[str]:
        """Right before the name of a person who did nothing."""
        return re.compile(rf"{self.not_acting.pattern}$")

    @cached_property
    def accused(self) -> re.Pattern[str]:
        """The accused of a judgment."""
        return re.compile(r"(?:被告人|犯罪嫌疑人|被告)[：:]?([一-鿿]某[某甲乙丙丁]?)")

    @cached_property
    def at_work(self) -> re.Pattern[str]:
        """Who begins a clause in a judgment, or stands there by his post."""
        return re.compile(rf"(?:(?<=[，。；：、|\n])|^|{self.acting.pattern}){self._alias}")

    @cached_property
    def called(self) -> tuple[re.Pattern[str], ...]:
        """Persons of complaints: an alias, by a post, by a surname alone, by where they live."""
        at_home = rf"(?:老?{self._surname}|阿[一-鿿]){self.kin.pattern}"
        return (
            re.compile(self._alias),
            self.titled,
            self.of_staff,
            re.compile(rf"(姓{self._surname}的)"),
            re.compile(rf"{self.households.pattern}({at_home})"),
        )

    @cached_property
    def titled(self) -> re.Pattern[str]:
        """By a post and a name: 队长高建国, 教练小宫, 找阿明."""
        name = (
            rf"{self._surname}{self.titles.pattern}|[小老]{self._surname}(?![学区时])|阿[一-鿿](?<![姨婆爸妈公拉])"
            rf"|(?![老小]){self._surname}(?!老师|师傅)[一-鿿]{{1,2}}?"
        )
        return re.compile(rf"{self.posts.pattern}({name})(?=[，。、；！!”\s]|$|{self.then.pattern})")

    @cached_property
    def of_staff(self) -> re.Pattern[str]:
        """By a surname and a title alone: 村的李医生把资料卖了."""
        name = rf"{self._surname}{self.staff.pattern}"
        return re.compile(
            rf"(?:{_STOP}|^|的|这个|被|跟|找|给)({name})(?=[，。、；！!”\s]|$|{self.then.pattern})"
        )

    @property
    def _surname(self) -> str:
        return f"[{''.join(self.surnames.terms)}]"

    @property
    def _alias(self) -> str:
        """The alias that courts give: 张某某."""
        return rf"({self._surname}某(?:某|[甲乙丙丁戊]|[一-鿿](?=[，。、；（]))?)(?!{self.places.pattern})"


def names_called(text: str, words: CalledWords) -> Iterator[tuple[str, int]]:
    """Names without a kind at their end, each with its place."""
    return (_named(hit, text) for pattern in words.loose for hit in pattern.finditer(text))


def names_quoted(text: str, words: CalledWords) -> Iterator[tuple[str, int]]:
    """Names in quotation marks before their kind."""
    return (_named(hit, text) for hit in words.quoted_kind.finditer(text))


def _named(hit: re.Match[str], text: str) -> tuple[str, int]:
    name = hit[1].strip(" ·.、")
    return name, text.index(name, hit.start(1))


def persons_in(text: str, source: str, words: PersonWords) -> list[tuple[str, int]]:
    """Persons told to have acted: the accused, else who begins a clause; in complaints who is called so."""
    if source == "judgments":
        accused = [(hit[1], hit.start(1)) for hit in words.accused.finditer(text)]
        return accused or [(hit[1], hit.start(1)) for hit in words.at_work.finditer(text)]
    if source != "complaints":
        return []
    return [
        (hit[1], hit.start(1))
        for pattern in words.called
        for hit in pattern.finditer(text)
        if hit[1] not in words.no_names.terms
        and not words.others.search(text[max(0, hit.start(1) - 4) : hit.start(1)])
    ]
