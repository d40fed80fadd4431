"""Counts in a text: 「3万余条」 is at least 30 000 records, 「第五条」 is none."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import normalize

import cn2an

RECORD_UNITS = frozenset("条份组张套件")
PERSON_UNITS = frozenset({"人", "人次", "户"})  # as stored: 名 and 位 become 人

_HAN = "〇零一二两三四五六七八九十百千万亿"
_BEFORE = r"(?P<before>近|约|将近|接近|上|逾|超过|超|多达|至少|不少于|起码|数|几)?"
# A comma separates thousands only in its own width: 20，300条 are two numbers (domain B2).
_NUMBER = (
    r"(?:[0-9]{1,3}(?:[, ][0-9]{3}){1,3}|[０-９]{1,3}(?:[，,][０-９]{3})+|[0-9０-９]+)(?:[.．][0-9０-９]+)?"
)
_COUNT = re.compile(
    rf"(?<![第0-9０-９.．,{_HAN}])(?<![0-9]-)(?<![0-9] )"
    rf"{_BEFORE}(?P<number>{_NUMBER}|[{_HAN}]+)"
    r"\s?(?P<more>[余多几来])?\s?(?P<scale>[十百千万亿wW]{0,2})\s?(?P<still_more>[余多来])?(?P<top>[万亿]?)\s?个?\s?"
    r"(?P<unit>人次|条|份|组|人|户|张|套|名|位|件)(?P<above>以上)?"
)
# 个 and 号 count anything: they count here only before a person or a datum (七万多个车主, 两千来号会员).
_OF_PERSONS = re.compile(
    rf"(?<![第0-9０-９.．,{_HAN}]){_BEFORE}"
    rf"(?P<number>{_NUMBER}|[{_HAN}]+)(?P<more>[余多几来])?(?P<scale>[十百千万亿wW]{{0,2}})(?P<still_more>[余多来])?(?P<top>[万亿]?)"
    r"(?P<unit>[个号])(?P<above>)(?=(?:[一-鿿]{0,4}?)(?:孩|娃|学生|幼儿|宝宝|老人|车主|业主|家长|会员|用户|客户|人[，。；、 ]|女生|男生|同学|顾客|旅客|号码|名字|账号|简历|信息))"
)
_IN_NUMERAL = frozenset("0123456789０１２３４５６７８９.．,， 〇零一二两三四五六七八九十百千万亿余多几来wW个")
_UNIT_BEHIND_NUMERAL = re.compile(
    r"(?<=[0-9０-９〇零一二两三四五六七八九十百千万亿余多几来wW个 ])[条份组人户张套名位件个号]"
)
# 第 12 条, 第4至6条, 第六十四、六十五条: numbers of articles, also in ranges and enumerations.
_OF_ARTICLE = re.compile(rf"第\s?(?:[0-9０-９{_HAN}]+\s?[、和及至到~-]\s?)*$")
_APPROX = frozenset({"近", "约", "将近", "接近"})
_AT_LEAST = frozenset({"上", "逾", "超过", "超", "多达", "至少", "不少于", "起码"})
_SAME_UNIT = {"名": "人", "位": "人", "号": "人"}  # domain B2 stores persons as 人
_DATUM = re.compile(r"^[一-鿿]{0,4}?(?:号码|名字|账号|简历|信息)")
_NEIGHBOURS = re.compile(r"([一二两三四五六七八])([二三四五六七八九])(?=[十百千万]|$)")  # 七八, 三四百
_SCALE = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000, "w": 10_000}

_PERSONAL_DATA = re.compile(
    r"信息|资料|简历|数据|照片|号码|人脸|视频|记录|名单|名册|花名册|档案|病历|面单|账号|隐私|截图|证件|材料|影像|轨迹|话单|底册"
)
_HARMED = re.compile(
    r"被害|受害|上当|被骗|受骗|求职|应聘|业主|住户|居民|用户|客户|会员|车主|旅客|游客|乘客|患者|产妇|新生儿|逝者|死者|考生|学生|"
    r"幼儿|儿童|孩|娃|未成年|少年|女生|男生|初中生|高中生|家长|老人|群众|市民|自然人|宝宝|同学|顾客|起诉|腹泻|中毒|拉肚子|拉稀|发烧"
)
_TOTAL = re.compile(r"(?:共计?|累计|总计|合计|前后|涉及|至案发|先后)[^，。；]{0,12}$")
# Who acts, judges or serves is not whom the matter harmed.
_OTHERS = re.compile(
    r"(?:审判员|合议庭|陪审员|抽样|抽查|核载|限载|雇|招募|招聘|股东|员工|亲友|民警|证人|辩护人|被告人|公司|分店|工号|老师|教师|保育员|保安|阿姨|成员)[^，。；]{0,6}$"
)
_OTHERS_AFTER = re.compile(
    r"^(?:[一-鿿]{0,3})(?:被告人|民警|辩护人|证人|员工|亲友|审判|陪审|教师|老师|保育员|工作人员|股东|同案|共用|店员|年轻人|执法)"
)
_NO_VICTIMS = re.compile(r"(?:群成员|群内|粉丝|浏览|观看|播放|点击|阅读|关注)[^，,。；;]{0,6}$")
_VIEWS_AFTER = re.compile(r"^次?(?:浏览|观看|播放|点击|阅读)")
_DEDUPLICATED = re.compile(r"去重|剔除重复|除重|扣除重复|不重复")
_FOUND = re.compile(r"认定|查明|查获|指控|鉴定|经核")


@dataclass(frozen=True)
class Count:
    """A number of records or persons with its place in the text; units are never converted (人 ≠ 条)."""

    value: int
    unit: str
    qualifier: str  # exact, at_least, approx or vague
    start: int
    end: int


def counts_in(text: str) -> list[Count]:
    """Find every count of records or persons; money, dates and article numbers are none."""
    found: list[Count] = []
    reached = 0
    for unit in _UNIT_BEHIND_NUMERAL.finditer(text):
        start = _numeral_start(text, unit.start(), reached)
        hit = _COUNT.search(text, start, unit.end() + 3) or _OF_PERSONS.search(text, start, unit.end() + 12)
        if hit and not _OF_ARTICLE.search(text[max(0, hit.start() - 24) : hit.start()]):
            count = _count(hit)
            reached = hit.end()
            found += [count] if count else []
    return found


def _numeral_start(text: str, unit: int, reached: int) -> int:
    """Where the numeral before a unit may begin."""
    start = unit
    while start > reached and text[start - 1] in _IN_NUMERAL:
        start -= 1
    return max(reached, start - 3)  # 不少于, 多达


def _count(hit: re.Match[str]) -> Count | None:
    before, number, scale = hit["before"] or "", normalize("NFKC", hit["number"]), hit["scale"] + hit["top"]
    value = _value(number, scale.lower())
    if value is None or value >= 2**62:
        return None
    more = hit["more"] or hit["still_more"] or hit["above"]
    kind = "approx" if more == "来" or _NEIGHBOURS.search(number) else _qualifier(before, bool(more))
    return Count(value, _unit(hit), kind, *hit.span())


def _unit(hit: re.Match[str]) -> str:
    """The unit as stored; 个 before a person is 人, before a datum it stays."""
    if hit["unit"] == "个" and not _DATUM.match(hit.string[hit.end() : hit.end() + 8]):
        return "人"
    return _SAME_UNIT.get(hit["unit"], hit["unit"])


def _value(number: str, scale: str) -> int | None:
    if number[0].isdigit():
        factor = 1
        for char in scale:
            factor *= _SCALE[char]
        return round(float(re.sub("[,， ]", "", number)) * factor)
    written = _NEIGHBOURS.sub(r"\1", number) + scale
    if len(written) > 1 and not set(written) & set("十百千万亿"):
        return None  # 二三人, 五六件: an enumeration, no numeral
    try:
        return int(cn2an.cn2an("一" + written if written[0] in "百千万亿" else written, "smart"))
    except (ValueError, KeyError, IndexError):
        return None  # 万千, 百十: figures of speech


def _qualifier(before: str, more: bool) -> str:
    if before in ("数", "几"):
        return "vague"
    if more or before in _AT_LEAST:
        return "at_least"
    return "approx" if before in _APPROX else "exact"


def main_count(text: str, counts: Sequence[Count], sentence_of: Sequence[tuple[int, int]]) -> Count | None:
    """Choose the count that stands for a text by domain B2, or None.

    Only counts in a sentence about personal data or persons harmed, or given as a total, stand for
    it. One after removal of duplicates beats all; then those that the court found; then the largest.
    """
    ranked = []
    for count, (start, end) in zip(counts, sentence_of, strict=True):
        if count.value > 1 and _is_topical(text, count, text[start:end]) and not _is_audience(text, count):
            ranked.append((_standing(text[start : count.start]), count.value, -count.start, count))
    return max(ranked, key=lambda row: row[:3])[3] if ranked else None


def _is_topical(text: str, count: Count, sentence: str) -> bool:
    before, after = text[max(0, count.start - 14) : count.start], text[count.end : count.end + 8]
    if _OTHERS.search(before) or _OTHERS_AFTER.search(after):
        return False
    near = before + text[count.start : count.end] + after
    if count.unit in PERSON_UNITS:
        return bool(_HARMED.search(near) or _TOTAL.search(before) or _PERSONAL_DATA.search(near))
    return bool(_PERSONAL_DATA.search(sentence) or _TOTAL.search(before))


def _is_audience(text: str, count: Count) -> bool:
    before, after = text[max(0, count.start - 12) : count.start], text[count.end : count.end + 4]
    return bool(_NO_VICTIMS.search(before) or _VIEWS_AFTER.search(after))


def _standing(before: str) -> int:
    return 2 if _DEDUPLICATED.search(before) else 1 if _FOUND.search(before) else 0
