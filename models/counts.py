"""Counts in a text: 「3万余条」 is at least 30 000 records, 「第五条」 is none."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import normalize

import cn2an

RECORD_UNITS = frozenset("条份组张套件")
PERSON_UNITS = frozenset({"人", "人次", "户"})  # as stored: 名 and 位 become 人
# Orders, times and machines stand for a text only where it names no persons or records.
THING_UNITS = frozenset("单批次台辆笔")

_HAN = "〇零一二两三四五六七八九十百千万亿"
_BEFORE = (
    r"(?P<before>近|约莫|大约|大概|差不多|约|将近|接近|不下|不止|上|逾|超过|超|多达|至少|不少于|起码|数|几)?"
)
# A comma separates thousands only in its own width: 20，300条 are two numbers (domain B2).
_NUMBER = (
    r"(?:[0-9]{1,3}(?:[, ][0-9]{3}){1,3}|[０-９]{1,3}(?:[，,][０-９]{3})+|[0-9０-９]+)(?:[.．][0-9０-９]+)?"
)
# A numeral with what stands before and inside it, up to its unit.
_NUMBERED = (
    rf"(?<![第0-9０-９.．,{_HAN}]){_BEFORE}"
    rf"(?P<number>{_NUMBER}|[{_HAN}]+)\s?(?P<more>好几|出头|[余佘多几来把+＋])?\s?(?P<scale>[十百千万亿wW]{{0,2}})\s?(?P<still_more>[余佘多来])?(?P<top>[万亿]?)\s?"
)
_COUNT = re.compile(
    rf"(?<![0-9]-)(?<![0-9] ){_NUMBERED}个?\s?"
    r"(?P<unit>人次|条|份|组|人|户|张|套|名|位|件|单(?![位元子身独])|批(?!发)|次(?!性|日|序)|回(?![复家来到头访答])|台|辆|笔)(?P<above>以上)?"
)
_PERSON_WORD = (
    r"孩|娃|崽|囡|学\s?生|幼\s?儿|宝宝|婴|小朋友|小不点|细路|姑娘|小鬼|小伙|女生|男生|女孩|男孩|少年|同学|小学|初\s?中|高\s?中|老人|老头|老太|大爷|大妈|"
    r"车主|业主|住户|居民|村民|家长|会员|用户|客户|客人|顾客|旅客|乘客|游客|患者|孕妇|产妇|逝\s?者|死者|司机|网友|粉丝|考生|求职|应聘|被骗|受骗|受害|被害|"
    r"人员|群众|团员|学员|工友|员工|上墙的人|的人"
)
_DATUM_WORD = (
    r"号码|名字|账号|账户|帐号|简历|信息|手机号|证件|身份证|资料|面单|单号|录音|照片|视频|姓名|号(?![楼栋院])"
)
_NO_THING = r"(?!小时|钟|月|星期|礼拜|学期|店|问题|方面|楼|单元|县|区|省|城市|字|班|点|工作日|部门|群|地方)"
# 个 and 号 count anything: they count here only before a person or a datum (七万多个车主, 两千来号会员),
# or at the end of a clause that told of one before (娃娃七十几个).
_OF_PERSONS = re.compile(
    rf"{_NUMBERED}(?P<unit>[个個号])(?P<above>){_NO_THING}"
    rf"(?=人|(?:(?<=号)[一-鿿]{{0,2}}?|(?<=[来多余几]号)[一-鿿]{{0,8}}?|(?<!号)[一-鿿0-9\s]{{0,8}}?)(?:{_PERSON_WORD}|{_DATUM_WORD}))"
)
_ELLIPTIC = re.compile(
    rf"{_NUMBERED}(?P<unit>个)(?P<above>)(?=[，。；、！？\s）)”]|$|在|都|还|被|全|没|到|挤|小腿|只)"
)
_TOLD_OF = re.compile(rf"({_PERSON_WORD}|人)|(?:{_DATUM_WORD})")
_THING = re.compile(r"(?:[泊车]位|读头|[店群台枚站桩灯柜罐瓶箱券])$")
_PRICE = re.compile(r"[百千万]一$")  # 三百一个
_DIGITS_AFTER = re.compile(r"位(?:数|电话|号|密码|验证|手机|尾号)")
MANY_THINGS = 10  # 三次, 两家 count nothing that a clue is weighed by
SENTENCE_WITHIN = 300  # characters of a sentence that are read for what its numbers count
TOLD_WITHIN = 70  # characters before an elliptic number in which its noun is looked for
_IN_NUMERAL = frozenset(
    "0123456789０１２３４５６７８９.．,， 〇零一二两三四五六七八九十百千万亿余佘多几来好出头把+＋wW个"
)
_UNIT_BEHIND_NUMERAL = re.compile(
    r"(?<=[0-9０-９〇零一二两三四五六七八九十百千万亿余佘多几来头把+＋wW个 ])[条份组人户张套名位件单批次回台辆笔个個号]"
)
# 第 12 条, 第4至6条, 第六十四、六十五条: numbers of articles, also in ranges and enumerations.
_OF_ARTICLE = re.compile(rf"第\s?(?:[0-9０-９{_HAN}]+\s?[、和及至到~-]\s?)*$")
_APPROX = frozenset({"近", "约", "约莫", "大约", "大概", "差不多", "将近", "接近"})
_AT_LEAST = frozenset({"上", "逾", "超过", "超", "多达", "至少", "不少于", "不下", "不止", "起码"})
_SAME_UNIT = {"名": "人", "位": "人", "号": "人", "回": "次"}  # domain B2 stores persons as 人
_NEIGHBOURS = re.compile(r"([一二两三四五六七八])([二三四五六七八九])(?=[十百千万]|$)")  # 七八, 三四百
_SCALE = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000, "w": 10_000}

_PERSONAL_DATA = re.compile(
    r"信息|资料|手机号|电话|车牌|录音|声纹|面单|单号|名册|指纹|脸|简历|数据|照片|号码|人脸|视频|记录|名单|花名册|档案|病历|账号|隐私|截图|证件|材料|影像|轨迹|话单|底册"
)
_HARMED = re.compile(
    r"被害|受害|上当|被骗|受骗|求职|应聘|业主|住户|居民|用户|客户|会员|车主|旅客|游客|乘客|患者|产妇|新生儿|逝者|死者|考生|学生|幼儿|儿童|孩|娃|未成年|少年|女生|男生|初中生|高中生|家长|老人|姑娘|小朋友|"
    r"小不点|囡|崽|婴|孕妇|村民|网友|顾客|股民|滋扰|骚扰|上墙|人员|邻居|老头|老太|女孩|男孩|小学|中学|大学生|妇女|粉|招了|收了|收带|收托|群众|市民|自然人|宝宝|同学|起诉|腹泻|中毒|拉肚子|拉稀|发烧"
)
_TOTAL = re.compile(r"(?:共计?|累计|总计|合计|前后|涉及|至案发|先后)[^，。；]{0,12}$")
# Who acts, judges or serves is not whom the matter harmed.
_OTHERS = re.compile(
    r"(?:审判员|合议庭|陪审员|抽样|抽查|核载|限载|雇|招募|招聘|股东|员工|亲友|民警|证人|辩护人|被告人|公司|分店|工号|老师|教师|保育员|保安|阿姨|成员)[^，。；卖收骗把给取集导查泄买招带为向盗得对致让照看]{0,6}$"
)
_OTHERS_AFTER = re.compile(
    r"^(?:[一-鿿]{0,3})(?:被告人|民警|辩护人|证人|员工|亲友|审判|陪审|教师|老师|保育员|工作人员|股东|同案|共用|店员|年轻人|执法)"
)
_NO_VICTIMS = re.compile(
    r"(?:群成员|群内|群里[现有已经共]*|粉丝|浏览|观看|播放|点击|阅读|关注)[^，,。；;]{0,6}$"
)
_STRUCK = re.compile(r"都?(?:碰上|中招|被|遇到|收到|接到|上当)")
_VIEWS_AFTER = re.compile(
    r"^次?(?:浏览|观看|播放|点击|阅读|看过|看见|都?能看|的?(?:微信|QQ|聊天|业主|境外)[^，。]{0,4}[群频]|的群)"
)
_PAPERS = re.compile(
    r"送货单|欠?借条|收据|宣传册|传单|发票|证言|登记簿|罚单|约谈记录|会议纪要|整改通知|聊天记录|寸照|照片共|照片[^，。；]{0,6}(?:已传|附后|可提供)|车辆维修单|"
    r"旁听|简历倒|投了|现场照片|楼道照片|海报|表扬|编制|合同|旁边等候|小伙伴|小组|执法|展会|份饭|胳膊|条[腿街路狗沟线烟鱼裤]|[扩现]招|人间|人大代表|能坐|骂我的|贷款电话|换了|开业"
)
_CLAUSE_END = re.compile("[，。；！？;]")
_ILL = re.compile(r"腹泻|拉稀|拉肚子|发烧|呕吐|中毒")
_SIGNERS = re.compile(r"签名|签字|签了|联名|代表|反映情况|单元")
_CALLS = re.compile(r"(?:响|停运|报修|打|拨|催|反映|投诉|来电|通过|试了|去找过|拦截|堵了)[^，。；]{0,4}$")
_RATE = re.compile(r"(?:宿舍|队员|核载|限乘|招|聘|需|名额|编制|合租|抓获|嫌疑人|面试|团队)[^，。；]{0,6}$")
_ROOM = re.compile(r"一[间桌组班屋床]|以[上下]的?公司|均|座|合伙|共谋")
_CLAIMED = re.compile(r"辩称|自称|辩护人|供称|据称|声称")
MANY_PERSONS, MANY_RECORDS = 3, 10  # fewer, beside no word of harm, are those who act or tell
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


def stored_units(written: str) -> frozenset[str]:
    """What a unit may be stored as: 名 is 人 (domain B2), 个 of persons too."""
    return frozenset({_SAME_UNIT.get(written, written)} | ({"人"} if written == "个" else set()))


def counts_in(text: str) -> list[Count]:
    """Find every count of records or persons; money, dates and article numbers are none."""
    found: list[Count] = []
    reached = 0
    for unit in _UNIT_BEHIND_NUMERAL.finditer(text):
        start = _numeral_start(text, unit.start(), reached)
        hit = _hit(text, start, unit.end())
        if (
            hit
            and not _is_no_count(hit)
            and not _OF_ARTICLE.search(text[max(0, hit.start() - 24) : hit.start()])
        ):
            count = _count(hit)
            reached = hit.end()
            found += [count] if count else []
    return found


def _is_no_count(hit: re.Match[str]) -> bool:
    """三百一个 is a price, 十一位电话 the length of a number."""
    priced = hit["unit"] in "个套张条份件" and _PRICE.search(hit["number"])
    return bool(priced or _DIGITS_AFTER.match(hit.string, hit.end() - 1))


def _hit(text: str, start: int, end: int) -> re.Match[str] | None:
    """The number that ends in a unit at `end`."""
    hit = _COUNT.search(text, start, end + 3) or _OF_PERSONS.search(text, start, end + 16)
    if hit or text[end - 1] != "个":
        return hit
    hit = _ELLIPTIC.search(text, start, end + 2)
    told = (
        hit and not _THING.search(text, max(0, hit.start() - 4), hit.start()) and _told_of(text, hit.start())
    )
    return hit if told else None


def _told_of(text: str, start: int) -> re.Match[str] | None:
    """The last person or datum told before an elliptic number."""
    return max(
        _TOLD_OF.finditer(text, max(0, start - TOLD_WITHIN), start), key=lambda hit: hit.start(), default=None
    )


def _numeral_start(text: str, unit: int, reached: int) -> int:
    """Where the numeral before a unit may begin."""
    start = unit
    while start > reached and text[start - 1] in _IN_NUMERAL:
        start -= 1
    return max(reached, start - 3)  # 不少于, 差不多


def _count(hit: re.Match[str]) -> Count | None:
    before, number, scale = hit["before"] or "", normalize("NFKC", hit["number"]), hit["scale"] + hit["top"]
    value = _value(number, scale.lower())
    unit = _unit(hit)
    if value is None or value >= 2**62 or (unit in THING_UNITS and value < MANY_THINGS):
        return None
    more = hit["more"] or hit["still_more"] or hit["above"]
    kind = "approx" if more == "来" or _NEIGHBOURS.search(number) else _qualifier(before, bool(more))
    return Count(value, unit, kind, *hit.span())


def _unit(hit: re.Match[str]) -> str:
    """The unit as stored; 个 of persons is 人, of data it stays."""
    if hit["unit"] in "个個":
        after = _TOLD_OF.search(hit.string, hit.end(), hit.end() + 12)
        noun = after if hit.re is _OF_PERSONS else _told_of(hit.string, hit.start())
        return "人" if noun is None or noun[1] else "个"
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

    One after removal of duplicates beats all; then those that the court found. Among these, counts in
    a sentence about personal data or persons harmed, or given as a total, beat any other number of
    persons or records; then the largest stands.
    """
    ranked = []
    found_at = hit.end() if (hit := _FOUND.search(text)) else len(text)
    for count, (start, end) in zip(counts, sentence_of, strict=True):
        sentence = text[max(start, count.start - SENTENCE_WITHIN) : min(end, count.end + SENTENCE_WITHIN)]
        if count.value < 2 or _is_beside(text, count, sentence):
            continue
        topical = _is_topical(text, count, sentence)
        if topical or _may_stand(text, count):
            standing = _standing(
                text[max(start, count.start - SENTENCE_WITHIN) : count.start], count.start >= found_at
            )
            rank = topical - 2 * (count.unit in THING_UNITS)
            ranked.append((rank, standing, count.value, -count.start, count))
    return max(ranked, key=lambda row: row[:4])[4] if ranked else None


def _is_beside(text: str, count: Count, sentence: str) -> bool:
    """Numbers of those who act, judge, serve or look on, and of papers of the case."""
    before, after = text[max(0, count.start - 14) : count.start], text[count.end : count.end + 8]
    clause = _CLAUSE_END.split(before)[-1]
    return bool(
        _OTHERS.search(before)
        or _OTHERS_AFTER.search(after)
        or (_NO_VICTIMS.search(before[-12:]) and not _STRUCK.match(after))
        or _VIEWS_AFTER.search(after)
        or _PAPERS.search(clause + text[count.start : count.end] + after[:6])
        or (count.unit in THING_UNITS and _CALLS.search(before))
        or (count.unit == "户" and _SIGNERS.search(sentence))
    )


def _is_topical(text: str, count: Count, sentence: str) -> int:
    """2 persons who fell ill, 1 told of personal data, of persons harmed or as a total."""
    reach = 30 if text[count.end - 1] == "个" else 14  # the noun of an elliptic number stands far before
    before, after = text[max(0, count.start - reach) : count.start], text[count.end : count.end + 8]
    near = re.sub(r"\s", "", before + text[count.start : count.end] + after)
    if count.unit in PERSON_UNITS:
        clause = _CLAUSE_END.split(text[count.end : count.end + 16])[0]
        ill = bool(_ILL.search(_CLAUSE_END.split(before[-4:])[-1] + clause))
        return ill + bool(_HARMED.search(near) or _TOTAL.search(before) or _PERSONAL_DATA.search(near))
    return int(bool(_PERSONAL_DATA.search(re.sub(r"\s", "", sentence)) or _TOTAL.search(before)))


def _may_stand(text: str, count: Count) -> bool:
    """Whether a number beside no such word may be the one told: not a pair, a rate or a room's."""
    if count.unit in THING_UNITS:
        return False
    least = MANY_PERSONS if count.unit in PERSON_UNITS else MANY_RECORDS
    before, after = text[max(0, count.start - 8) : count.start], text[count.end : count.end + 4]
    return count.value >= least and not (_RATE.search(before) or _ROOM.match(after))


def _standing(before: str, found: bool) -> int:
    """2 without duplicates, 1 where the court found it or goes on to, 0 elsewhere."""
    if _DEDUPLICATED.search(before):
        return 2
    return int(found and not _CLAIMED.search(before))
