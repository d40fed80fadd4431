"""Counts in a text: 「3万余条」 is at least 30 000 records, 「第五条」 is none."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import normalize

import cn2an

RECORD_UNITS = frozenset("条份组张套件")
PERSON_UNITS = frozenset({"人", "人次", "户", "名", "位"})

_HAN = "〇零一二两三四五六七八九十百千万亿"
# A comma separates thousands only in its own width: 20，300条 are two numbers (domain B2).
_NUMBER = (
    r"(?:[0-9]{1,3}(?:[, ][0-9]{3}){1,3}|[０-９]{1,3}(?:[，,][０-９]{3})+|[0-9０-９]+)(?:[.．][0-9０-９]+)?"
)
_COUNT = re.compile(
    rf"(?<![第0-9０-９.．,{_HAN}])(?<![0-9]-)(?<![0-9] )"
    r"(?P<before>近|约|将近|接近|上|逾|超过|超|多达|至少|不少于|数|几)?"
    rf"(?P<number>{_NUMBER}|[{_HAN}]+)"
    r"(?P<more>[余多几])?(?P<scale>[十百千万亿wW]{0,2})(?P<still_more>[余多])?(?P<top>[万亿]?)\s?个?"
    r"(?P<unit>人次|条|份|组|人|户|张|套|名|位|件)(?P<above>以上)?"
)
# 第 12 条, 第4至6条, 第六十四、六十五条: numbers of articles, also in ranges and enumerations.
_OF_ARTICLE = re.compile(rf"第\s?(?:[0-9０-９{_HAN}]+\s?[、和及至到~-]\s?)*$")
_APPROX = frozenset({"近", "约", "将近", "接近"})
_AT_LEAST = frozenset({"上", "逾", "超过", "超", "多达", "至少", "不少于"})
_SCALE = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000, "w": 10_000}

_PERSONAL_DATA = re.compile(
    r"信息|资料|简历|数据|照片|号码|人脸|视频|记录|名单|档案|病历|面单|账号|隐私|被害人|用户|业主|求职者"
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
    hits = (
        hit
        for hit in _COUNT.finditer(text)
        if not _OF_ARTICLE.search(text[max(0, hit.start() - 24) : hit.start()])
    )
    return [count for hit in hits if (count := _count(hit))]


def _count(hit: re.Match[str]) -> Count | None:
    before, number, scale = hit["before"] or "", normalize("NFKC", hit["number"]), hit["scale"] + hit["top"]
    value = _value(number, scale.lower())
    if value is None or value >= 2**62:
        return None
    more = hit["more"] or hit["still_more"] or hit["above"]
    return Count(value, hit["unit"], _qualifier(before, bool(more)), *hit.span())


def _value(number: str, scale: str) -> int | None:
    if number[0].isdigit():
        factor = 1
        for char in scale:
            factor *= _SCALE[char]
        return round(float(re.sub("[,， ]", "", number)) * factor)
    written = number + scale
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


def main_count(text: str, counts: Sequence[Count], clause_of: Sequence[tuple[int, int]]) -> Count | None:
    """Choose the count that stands for a text by domain B2, or None.

    Only counts in a sentence about personal data stand for it. One after removal of duplicates
    beats all; then those that the court found; among equals the largest.
    """
    ranked = []
    for count, (start, end) in zip(counts, clause_of, strict=True):
        sentence = text[start:end]
        if _PERSONAL_DATA.search(sentence) and not _is_audience(text, count):
            ranked.append((_standing(text[start : count.start]), count.value, -count.start, count))
    return max(ranked, key=lambda row: row[:3])[3] if ranked else None


def _is_audience(text: str, count: Count) -> bool:
    before, after = text[max(0, count.start - 12) : count.start], text[count.end : count.end + 4]
    return bool(_NO_VICTIMS.search(before) or _VIEWS_AFTER.search(after))


def _standing(before: str) -> int:
    return 2 if _DEDUPLICATED.search(before) else 1 if _FOUND.search(before) else 0
