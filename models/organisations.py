"""Organisations named in free text, and the role the words around them give: whom a text accuses."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from models.names import LEGAL_FORMS, decompose

LONGEST = 24  # characters of a name in running text
_AUTHORITY = re.compile(
    r"(?:局|政府|法院|检察院|派出所|公安|管委会|居委会|村委会|街道办?|办事处|大队|支队|中队|监察|委员会|"
    r"热线|服务中心|疾控中心|指挥中心|急救中心|监督所|执法队|部门|仲裁委|教育厅|人社厅|银保监|网信办|消协|12345|12315)$"
)
_SUFFIX = re.compile(
    r"有限责任公司|股份有限公司|有限公司|分公司|集团公司|公司|集团|合伙企业|事务所|工作室|经营部|服务部|商行|商店|"
    r"便利店|小卖部|超市|专卖店|门市部|旗舰店|文具店|零食店|奶茶店|纹身店|刺青店|美容院|美甲店|理发店|烟酒店|"
    r"网吧|网咖|电竞酒店|电竞馆|酒吧|KTV|ktv|歌厅|会所|游戏厅|游艺厅|台球厅|影院|影吧|宾馆|旅馆|酒店|民宿|公寓|餐厅|饭店|小吃店|"
    r"幼儿园|托儿所|托育园|托育中心|托管班|托管中心|看护点|早教中心|小饭桌|午托班|培训中心|培训学校|培训机构|辅导班|"
    r"小学|中学|学校|学院|大学|医院|卫生院|诊所|门诊部|月子中心|养老院|敬老院|殡仪馆|殡葬服务站|殡仪服务部|药店|"
    r"旅行社|博物馆|科技馆|美术馆|景区|售楼处|售楼部|营销中心|营业厅|网点|快递站|驿站|4S店|中介|驾校|停车场|广场|"
    r"服务区|艺术空间|俱乐部|健身房|印社|画室|基金会|合作社|协会|艺术团|舞蹈社|礼仪社|"
    r"(?:家教|家政|托管|人力|传媒|文化|科技|教育|数科|图文|通讯|数码|家居|物业)(?![一-鿿]{0,8}(?:公司|集团|中心|工作室|学校|机构|园|班))|"
    r"基地|门市|车行|眼镜店|摄影|影楼|文身馆|纹身馆|刺青馆|工坊|书屋|厨房|快餐|乐园|研学营地|营地|小程序|App|APP|app|平台|网站|频道|直播间"
)
# What may stand before a name in running text, and is no part of it.
_BEFORE = re.compile(
    r"[\s，,。；;：:、（(）)“”\"'‘’《》【】\[\]！!？?…/]|"
    r"投诉|举报|反映|请问|咨询(?!有限|服务|管理|中心|公司|集团|工作室)|位于|坐落|名为|名叫|叫做|称为|所谓的?|系|就职于|任职于|供职于|入职|应聘了?|来到|"
    r"我家|我们|我在|本人|孩子|有一?[家个]|那一?[家个]|这一?[家个]|某[家个]|一[家个间]|楼下|对面|旁边|附近|门口的?|开的?|"
    r"被告单位|被告人|被害单位|被告|原告|被申请人|第三人|单位|冒用|冒充|假冒|盗用|以|"
    r"在(?!线)|到(?!家)|去|向(?!阳|日葵|往)|对(?!外)|把|被|由|从(?!容)|是(?!源)|的|和(?!平|谐|美|顺|泰|信|源|府|润|盛|兴|记)|与|及|"
    r"经(?!典|纬|开)|担任|成为|为|了|于|让|给|找|叫|通过|使用|利用|注册|成立|经营|开设|设立|实际控制"
)
_VICTIM = re.compile(r"(?:被害单位|被害公司|冒用|冒充|假冒|盗用|被冒用的?|被害人|报案单位)[^，。；]{0,6}$")
_VICTIM_AFTER = re.compile(r"^[^，。；]{0,8}(?:报案|被冒用|被盗用|发现后报警|被害|损失)")
_ACCUSED = re.compile(
    r"(?:(?:被告单位|被申请人|被处罚人|被执行人|实际控制|经营的?|开设的?|注册成立|注册|设立)[^，。；]{0,6}|被告(?!人)[^，。；系]{0,4})$"
)
_WORKPLACE = re.compile(
    r"(?:就职于|任职于|供职于|入职|受雇于|工作于|系|担任|在职于|任|身为|原系|时任|在)[^，。；]{0,4}$"
)
_WORKPLACE_AFTER = re.compile(
    r"^(?:[^，。；]{0,10})(?:员工|职员|工作人员|业务员|客服|医生|护士|护工|司机|驾驶员|保安|销售|经理|主管|店员|店长|教师|"
    r"老师|快递员|揽投员|程序员|工程师|技术员|辅警|协警|柜员|外包|工作期间|任职期间|上班期间|从事|担任|工作)"
)
_VENUE = re.compile(r"(?:平台|网站|频道|直播间|App|APP|app|小程序)$")
_GENERIC = re.compile(
    r"(?:该|本|此|某|我|你|他|她|它|其|各|有关|相关|多家|几家|两家|三家|一些|所有|其他|别的|贵|涉案|上述|上诉|"
    r"正规|普通|大型|小型|当地|本地|外地|网上|线上|第三方|招聘|这些|那些|这种|那种|任何|新|老|原|个|家|些|多个)?"
)


@dataclass(frozen=True)
class Organisation:
    """An organisation named in a text; `role`: target, perpetrator, victim, workplace, venue, other."""

    name: str
    role: str
    start: int


# A name put in quotation marks, or after 叫 and 那家, needs no trade word to be one.
_KIND_BEFORE = (
    r"那家|这家|有家|一家|这个|那个|叫做?|名叫|名为|店名|招牌写?|改叫|改名|自称|账号|名称|软件|平台|小程序|程序|群|频道|公众号|店铺|店|机构|公司|"
    r"中心|馆|班|园|场|旁边|对面|隔壁|楼下|门口"
)
_QUOTED = re.compile(rf"(?:{_KIND_BEFORE})的?[“\"「『《]([^“”\"「」『』《》，。；、\s]{{2,14}})[”\"」』》]")
_QUOTED_BEFORE = re.compile(
    r"[“\"「『]([^“”\"「」『』，。；、\s]{2,14})[”\"」』](?=(?:的|这家|这个|那家|[一-鿿]{0,4}?(?:店|馆|公司|机构|老板|小程序|平台|网站|App|app|软件|商户|停车场|学校|团|班|中心)))"
)
_CALLED = re.compile(
    r"(?:那家|这家|有家叫?|一家叫|有个叫|店名叫?|名叫|名为|叫做|改叫|(?<=[店馆司园班构家吧院校场室台铺])叫|换成|招牌写?)[“\"]?"
    r"(?!什么|啥|了|他|她|我|你|做|我们|一个|孩子|养|掉|收|卖|在|开|给|把|都|也|就|还|不|没)([一-鿿A-Za-z0-9·]{2,12}?)"
    r"(?=[，,。；、！!？?”\"（(\s]|的|就|在|是|给|把|让|也|又|里|上|说|收|卖|开|办|做|门|要|骗|不|没|每|连|老|$)"
)


_ACCUSED_PERSON = re.compile(r"(?:被告人|犯罪嫌疑人|被告)[：:]?([一-鿿]某[某甲乙丙丁]?)")


def organisations_in(text: str, source: str) -> list[Organisation]:
    """Find the organisations a text names, each once, with the strongest role it is given.

    A judgment that accuses persons under their court alias (张某某) gives those too: they name the
    case, and never join it to another.
    """
    found = _by_suffix(text, source)
    for hit in _ACCUSED_PERSON.finditer(text) if source == "judgments" else ():
        found.setdefault(hit[1], Organisation(hit[1], "perpetrator", hit.start(1)))
    if source == "complaints":
        for pattern in (_QUOTED, _QUOTED_BEFORE, _CALLED):
            for hit in pattern.finditer(text):
                if _is_called(hit[1]) and not any(hit[1] in name or name in hit[1] for name in found):
                    found[hit[1]] = Organisation(
                        hit[1], _role(text, hit.start(1), hit.end(1), source), hit.start(1)
                    )
    return _without_parts(sorted(found.values(), key=lambda one: one.start))


def _is_called(name: str) -> bool:
    return (
        not _AUTHORITY.search(name)
        and not _GENERIC.fullmatch(name)
        and bool(re.search("[一-鿿A-Za-z]", name))
    )


def _by_suffix(text: str, source: str) -> dict[str, Organisation]:
    """Names that end in a legal form or the word of a trade."""
    found: dict[str, Organisation] = {}
    reached = 0
    for hit in _SUFFIX.finditer(text):
        start = _begin(text, hit.start(), max(reached, hit.end() - LONGEST))
        reached = hit.end()
        name = text[start : hit.end()]
        if not _is_name(name, hit[0]):
            continue
        one = Organisation(name, _role(text, start, hit.end(), source), start)
        if name not in found or _RANK[one.role] > _RANK[found[name].role]:
            found[name] = one
    return found


_RANK = {"other": 0, "venue": 1, "target": 2, "workplace": 3, "victim": 4, "perpetrator": 5}


def _begin(text: str, suffix: int, low: int) -> int:
    """Where the name before a suffix begins: after the last word that cannot belong to it."""
    start = low
    for stop in _BEFORE.finditer(text, low, suffix):
        if stop[0] != "咨询" or stop.end() < suffix:  # 信息咨询有限公司 is all name
            start = stop.end()
    return start


def _is_name(name: str, suffix: str) -> bool:
    bare = name[: -len(suffix)]
    own = _GENERIC.sub("", bare, count=1)
    return (
        len(own) >= 2
        and not _AUTHORITY.search(name)
        and own not in LEGAL_FORMS
        and decompose(name) is not None
    )


def _role(text: str, start: int, end: int, source: str) -> str:
    before, after = text[max(0, start - 12) : start], text[end : end + 16]
    if _VICTIM.search(before) or _VICTIM_AFTER.search(after):
        return "victim"
    if _ACCUSED.search(before):
        return "perpetrator"
    if source == "judgments" and _WORKPLACE_AFTER.search(after) and _WORKPLACE.search(before):
        return "workplace"
    if _VENUE.search(text[start:end]) and source == "judgments":
        return "venue"
    return "target" if source == "complaints" else "workplace" if _WORKPLACE_AFTER.search(after) else "other"


def _without_parts(found: Iterable[Organisation]) -> list[Organisation]:
    """Drop a name that is a part of a longer one."""
    listed = list(found)
    names = [one.name for one in listed]
    return [one for one in listed if not any(one.name != other and one.name in other for other in names)]
