"""Masks personal data in a quote: telephones, ID and card numbers, mail, plates, chat ids, names."""

import re
from collections.abc import Iterable

_D = r"[0-9０-９]"
_GAP = r"[ \-－]?"
_ID_CARD = re.compile(rf"(?<![0-9０-９A-Za-z])({_D}{{4}}){_D}{{10}}({_D}{{3}}[0-9０-９XxＸ])(?![0-9０-９])")
_CARD = re.compile(rf"(?<![0-9０-９])({_D}{{4}})(?:{_GAP}{_D}{{4}}){{2,3}}{_GAP}({_D}{{1,4}})(?![0-9０-９])")
_MOBILE = re.compile(rf"(?<![0-9０-９])([1１]{_D}{{2}}){_GAP}{_D}{{4}}{_GAP}({_D}{{4}})(?![0-9０-９])")
_LANDLINE = re.compile(rf"(?<![0-9０-９])([0０]{_D}{{2,3}}){_GAP}{_D}{{4,5}}({_D}{{3}})(?![0-9０-９])")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PLATE = re.compile(
    r"([京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z])[·•]?[A-Z0-9]{4}([A-Z0-9]{1,2})"
)
_CHAT_ID = re.compile(r"((?:微信|薇信|威信|薇|vx|wx|v信|qq|扣扣|加v|➕v)\s*[❤号:：]*\s*)([a-z0-9_\-]{2,20}?)([a-z0-9_\-]{3})(?![a-z0-9_\-])", re.IGNORECASE)  # fmt: skip
_NOT_A_NAME = "[某的在将以因于和与为被向对等系通利到从称供]"
_NAMED_PERSON = re.compile(
    r"((?:姓名|联系人|来电人|投诉人|举报人|患者|学生|法定代表人)[:：]?|(?:被告人|被害人|原告人?|证人))"
    rf"(?!{_NOT_A_NAME})([一-鿿])(?!{_NOT_A_NAME})[一-鿿]{{1,2}}(?=[，,。；;、（(\s]|系|于|在|$)"
)


def mask_name(name: str) -> str:
    """Mask a person's name: its first character stays (张三丰 → 张某某)."""
    return name[:1] + "某" * max(len(name) - 1, 1)


def mask_text(text: str, names: Iterable[str] = ()) -> str:
    """Mask the personal data in a text; `names` are persons known from the record's own fields."""
    for name in names:
        if len(name) >= 2:
            text = text.replace(name, mask_name(name))
    text = _ID_CARD.sub(r"\1**********\2", text)
    text = _MOBILE.sub(r"\1****\2", text)
    text = _CARD.sub(r"\1********\2", text)
    text = _LANDLINE.sub(r"\1****\2", text)
    text = _MAIL.sub("***@***", text)
    text = _PLATE.sub(r"\1****\2", text)
    text = _CHAT_ID.sub(r"\1***\3", text)
    return _NAMED_PERSON.sub(r"\1\2某", text)


def unmasked_in(text: str) -> bool:
    """Tell whether a text still shows a whole telephone, ID or card number or a mail address."""
    return any(pattern.search(text) for pattern in (_ID_CARD, _MOBILE, _CARD, _LANDLINE)) or (
        any(hit != "***@***" for hit in _MAIL.findall(text))
    )
