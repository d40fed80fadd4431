"""A company name in its parts: place, core, legal form, branch."""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from unicodedata import normalize

import opencc
from stdnum import cn

LEGAL_FORMS = (
    "股份有限公司", "有限责任公司", "集团有限公司", "有限公司", "集团公司", "股份公司", "公司",
    "普通合伙", "有限合伙", "合伙企业", "个人独资企业", "事务所", "经营部", "工作室", "商行",
    "服务部", "营业部", "集团", "中心", "门市部", "专卖店", "商店", "超市", "餐厅", "饭店", "酒店",
    "宾馆", "旅馆", "网吧", "网咖", "酒吧", "幼儿园", "托儿所", "学校", "学院", "医院", "卫生院",
    "诊所", "门诊部", "药店", "银行", "支行", "物业", "旅行社", "工厂", "协会", "基金会", "合作社",
    "养老院", "博物馆", "委员会", "居委会", "村委会", "店", "厂", "园", "馆", "院", "社", "部", "站",
)  # fmt: skip
_COMPANY_FORMS = re.compile(r"(?:集团)?(?:股份有限公司|有限责任公司|有限公司|股份公司|集团公司|公司|集团)")
_PLACE_SUFFIX = re.compile(r"(?<=[一-鿿]{2})(?:(?:壮族|回族|维吾尔)?自治区|[省市区县])")
_AT_END = re.compile(_COMPANY_FORMS.pattern + "$")
_BRANCH = re.compile(r"(?<=公司)[一-鿿a-z0-9]{0,12}?(?:分公司|分店|分部|办事处|营业部|门店)$")
_BRACKETED = re.compile(r"\(([^()]*)\)")
_TRADES = re.compile(
    r"人力资源|劳务派遣|信息技术|信息咨询|网络科技|企业管理|商务服务|物业管理|物业服务|教育咨询|"
    r"文化传播|文化传媒|科技发展|电子商务|科技|信息|咨询|网络|教育|管理|服务|贸易|商贸|实业|投资|物业|"
    r"传媒|文化|食品|餐饮|物流|建筑|装饰|技术|发展|餐厅|酒店|电子|医疗|生物|汽车|房地产|置业"
)
_NOBODY = re.compile(r"[某x×*]*(?:甲|乙|丙|丁|一|二|三|a|b|c)?")  # 某某公司 and XX公司 name nobody
_TO_SIMPLIFIED = opencc.OpenCC("t2s")


@dataclass(frozen=True)
class CompanyName:
    """A name taken apart. `core` is brand and trade; it is None where the name names nobody."""

    norm: str
    core: str | None
    place: str
    branch: str

    @property
    def key(self) -> str | None:
        """Place, core and branch in one order, without 市 and legal form: dirty writings of one name agree."""
        return None if self.core is None else f"{_PLACE_SUFFIX.sub('', self.place)}|{self.core}|{self.branch}"


@lru_cache(maxsize=1)
def places() -> frozenset[str]:
    """Names of provinces, cities and counties (GB/T 2260), cities and provinces also without 省/市."""
    return frozenset(_place_names())


def _place_names() -> set[str]:
    rows = Path(cn.__path__[0], "loc.dat").read_text("utf-8")
    provinces = set(re.findall(r'province="([^"]+)"', rows))
    counties = {re.sub(r"\[[^]]*\]", "", name) for name in re.findall(r'county="([^"]+)"', rows)}
    cities = {
        re.sub(r"\[[^]]*\]", "", name)
        for name in re.findall(r'^\s+\d\d00 county="([^"]+)"', rows, re.MULTILINE)
    }
    short = {re.sub(r"(?:省|市|地区|盟|壮族自治区|回族自治区|维吾尔自治区|自治区)$", "", name)
             for name in provinces | cities}  # fmt: skip
    return {name for name in provinces | counties | cities | short if len(name) >= 2} - {"市辖区", "阿里"}


@lru_cache(maxsize=65_536)
def simplified(written: str) -> str:
    """Fold width, spaces and traditional characters, and write Latin letters small."""
    return str(
        _TO_SIMPLIFIED.convert(
            re.sub(r"\s|[\u200b-\u200d\ufeff\ud800-\udfff]", "", normalize("NFKC", written))
        )
    ).lower()


@lru_cache(maxsize=65_536)
def decompose(written: str) -> CompanyName | None:
    """Take a company name apart; None where there is nothing that could be a name.

    广州某星人力资源（天河）有限公司 → core 某星人力资源, place 广州天河.
    """
    norm = simplified(written).strip("\"'“”‘’《》,，。.;；:：、")
    if len(norm) < 2 or norm in {"个体", "个人", "不详", "未知", "本人", "匿名", "保密"}:
        return None
    branch = _BRANCH.search(norm)
    bare = norm[: branch.start()] if branch else norm
    bare, bracketed = _without_brackets(bare)
    place, rest = _split_place(bare)
    core = _AT_END.sub("", rest) if _AT_END.search(rest) else _COMPANY_FORMS.sub("", rest, count=1)
    return CompanyName(
        norm, None if is_anonymous(core) else core, place + bracketed, branch[0] if branch else ""
    )


def _without_brackets(bare: str) -> tuple[str, str]:
    """Cut bracketed places and legal forms out of a name; other bracketed words stay part of it."""
    inside = _BRACKETED.findall(bare)
    kept = _BRACKETED.sub(lambda hit: "" if _is_aside(hit[1]) else hit[1], bare)
    return kept, "".join(part for part in inside if _is_place(part))


def _is_aside(part: str) -> bool:
    return _is_place(part) or part in LEGAL_FORMS or part == ""


def _is_place(part: str) -> bool:
    known = places()
    return any(part + suffix in known for suffix in ("", "市", "区", "县")) or part in {"中国", "集团"}


def _split_place(bare: str) -> tuple[str, str]:
    """Split leading place names from the rest, longest first, but leave a brand (上海银行 stays whole)."""
    start = 0
    while True:
        for end in range(min(len(bare) - 2, start + 12), start + 1, -1):
            if bare[start:end] in places() and bare[end:] not in LEGAL_FORMS:
                start = end
                break
        else:
            return bare[:start], bare[start:]


def is_anonymous(core: str) -> bool:
    """Tell whether a core names nobody once its trade words are gone (某科技, XX物业)."""
    return core in LEGAL_FORMS or bool(_NOBODY.fullmatch(_TRADES.sub("", core)))


def is_organisation(written: str) -> bool:
    """Tell an organisation's name from a person's by its ending."""
    norm = _BRACKETED.sub("", simplified(written))
    return len(norm) >= 4 and norm.endswith(LEGAL_FORMS)
