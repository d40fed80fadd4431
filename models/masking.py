"""Masks personal data in a quote: telephones, ID and card numbers, mail, plates, chat ids, names."""

import re
from collections.abc import Callable, Iterable

_GAP = r"[ \u3000.．·\-－]?"
_D = "[0-9０-９]"
_DATES = rf"(?!(?:19|20){_D}{{6}}{_GAP}(?:19|20){_D}{{6}}(?!{_D}))(?!(?:(?:19|20){_D}{{2}} ?)+年)"
# Eleven digits and more, parted into groups of three and more: mobile and ID numbers, bank cards.
# Days and sums are parted into groups of two and stay readable.
_LONG = re.compile(
    rf"(?<!{_D}){_DATES}(?=(?:{_D}{_GAP}){{10}}[0-9０-９XxＸ])"
    rf"{_D}{{3,}}(?:{_GAP}{_D}{{3,}})*(?:{_GAP}[0-9０-９XxＸ]{{1,3}})?(?!{_GAP}{_D})"
)
_LANDLINE = re.compile(rf"(?<!{_D})([0０]{_D}{{2,3}})[)）]?{_GAP}{_D}{{3,4}}{_GAP}{_D}{{4}}(?!{_D})")
_MAIL = re.compile(r"[A-Za-z0-9_.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_PLATE = re.compile(
    r"([京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z])[·•]?[A-Z0-9]{4}([A-Z0-9]{1,2})"
)
_CHAT_ID = re.compile(r"((?:微信|薇信|威信|薇|vx|wx|v信|qq|扣扣|加v|➕v)\s*[❤号:：]*\s*)([a-z0-9_\-]{2,30})(?![a-z0-9_\-*])", re.IGNORECASE)  # fmt: skip
_NOT_A_NAME = "[某的在将以因于和与为被向对等系通利到从称供]"
_NAMED_PERSON = re.compile(
    r"((?:姓名|联系人|来电人|投诉人|举报人|患者|学生|法定代表人)[:：]?|(?:被告人|被害人|原告人?|证人))"
    rf"(?!{_NOT_A_NAME})([一-鿿])(?!{_NOT_A_NAME})[一-鿿]{{1,2}}(?=[，,。；;、（(\s]|系|于|在|$)"
)


def mask_name(name: str) -> str:
    """Mask a person's name: its first character stays (张三丰 → 张某某)."""
    return name[:1] + "某" * max(len(name) - 1, 1)


def _mask_number(hit: re.Match[str]) -> str:
    digits = re.sub(r"[^0-9０-９XxＸ]", "", hit[0])
    if len(digits) == 18:
        return f"{digits[:4]}**********{digits[-4:]}"
    if len(digits) == 11 and digits[0] in "1１":
        return f"{digits[:3]}****{digits[-4:]}"
    if digits[0] in "0０":
        return f"{digits[:3]}****{digits[-3:]}"
    return f"{digits[:4]}********{digits[-3:]}"


def _mask_chat_id(hit: re.Match[str]) -> str:
    shown = 3 if len(hit[2]) >= 5 else 1
    return f"{hit[1]}***{hit[2][-shown:]}"


_MASKS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (_LONG, _mask_number),
    (_LANDLINE, lambda hit: f"{hit[1]}****{hit[0][-3:]}"),
    (_MAIL, lambda _: "***@***"),
    (_PLATE, lambda hit: f"{hit[1]}****{hit[2]}"),
    (_CHAT_ID, _mask_chat_id),
    (_NAMED_PERSON, lambda hit: f"{hit[1]}{hit[2]}某"),
)


def mask_text(text: str, names: Iterable[str] = ()) -> str:
    """Mask the personal data in a text; `names` are persons known from the record's own fields."""
    for name in sorted(names, key=len, reverse=True):
        if len(name) >= 2:
            text = text.replace(name, mask_name(name))
    for pattern, masked in _MASKS:
        text = pattern.sub(masked, text)
    return text


def sensitive_spans(text: str, names: Iterable[str] = ()) -> list[tuple[int, int]]:
    """Where personal data stand in a text: no quote may be cut inside such a span."""
    patterns = [pattern for pattern, _ in _MASKS] + [
        re.compile(re.escape(name)) for name in names if len(name) >= 2
    ]
    return [hit.span() for pattern in patterns for hit in pattern.finditer(text)]


def unmasked_in(text: str) -> bool:
    """Tell whether a text still shows a whole telephone, ID or card number or a mail address."""
    return any(pattern.search(text) for pattern in (_LONG, _LANDLINE, _MAIL))
