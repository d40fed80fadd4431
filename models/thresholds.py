"""The criminal-threshold ratio of a record: typed counts against 法释〔2017〕10号, article 5."""

import re

from models.counts import RECORD_UNITS

# Article 5(1)(3)-(5) and (7): records, by kind of data; income in yuan. Insiders: half (5(1)(8)).
FIRST, SECOND, OTHER, INCOME = 50, 500, 5_000, 5_000
_FIRST = re.compile(r"轨迹|定位|行踪|通信内容|聊天记录|短信内容|征信|财产|银行卡|存款|房产信息")
_SECOND = re.compile(
    r"住宿|开房|通信记录|通话记录|话单|病历|健康|生理|医疗|就诊|死亡|逝者|死者|孕产|产妇|新生儿|疫苗|体检|交易信息|交易记录|订单"
)
_INCOME = re.compile(
    r"(?:违法所得|非法所得|非法获利|从中获利|获利|牟利|获取报酬|获得报酬|赚取|收取信息费)[^，。；\d]{0,8}?"
    r"(?:人民币)?\s*([\d,]+(?:\.\d+)?)\s*(万|千)?余?元"
)
_SCALE = {"": 1.0, "千": 1e3, "万": 1e4}


def threshold_ratio(
    first: float = 0, second: float = 0, other: float = 0, income: float = 0, insider: bool = False
) -> float:
    """Give the multiple of the criminal threshold; kinds of records add up in proportion (5(1)(6)).

    `first`: tracks, content of communication, credit, property; `second`: lodging, communication
    logs, health, transactions; `other`: any other records (条, never persons); `income` in yuan.
    """
    records = first / FIRST + second / SECOND + other / OTHER
    return round(max(records, income / INCOME) * (2 if insider else 1), 6)


def kind_of(sentence: str) -> str:
    """Which threshold the data named in a sentence fall under: first, second or other."""
    return "first" if _FIRST.search(sentence) else "second" if _SECOND.search(sentence) else "other"


def ratio_told(count: tuple[int, str] | None, sentence: str, text: str, insider: bool) -> float | None:
    """The ratio that a record's main count and income come to; None where it tells neither."""
    income = max((_yuan(hit) for hit in _INCOME.finditer(text)), default=0.0)
    records = {kind_of(sentence): count[0]} if count and count[1] in RECORD_UNITS else {}
    if not income and not records:
        return None
    return threshold_ratio(income=income, insider=insider, **records)


def _yuan(hit: re.Match[str]) -> float:
    return float(hit[1].replace(",", "") or 0) * _SCALE[hit[2] or ""] if hit[1].strip(",") else 0.0
