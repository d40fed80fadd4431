"""A company name in its parts: place, core, legal form, branch."""

import re
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import normalize

import opencc

from models.divisions import merged, places, seats, seats_of

LEGAL_FORMS = (
    "股份有限公司", "有限责任公司", "集团有限公司", "有限公司", "集团公司", "股份公司", "公司",
    "普通合伙", "有限合伙", "合伙企业", "个人独资企业", "事务所", "经营部", "工作室", "商行",
    "服务部", "营业部", "集团", "中心", "门市部", "专卖店", "商店", "超市", "餐厅", "饭店", "酒店",
    "宾馆", "旅馆", "网吧", "网咖", "酒吧", "幼儿园", "托儿所", "学校", "学院", "医院", "卫生院",
    "诊所", "门诊部", "药店", "银行", "支行", "物业", "旅行社", "工厂", "协会", "基金会", "合作社",
    "养老院", "博物馆", "停车场", "广场", "公寓", "小区", "管理处", "售楼处", "托管班", "培训班", "看护点",
    "食堂", "会所", "影院", "乐园", "平台", "大厦", "医务室", "急救站", "委员会", "居委会", "村委会", "店", "厂", "园", "馆", "院", "社", "部", "站",
)  # fmt: skip
_COMPANY_FORMS = re.compile(r"(?:集团)?(?:股份有限公司|有限责任公司|有限公司|股份公司|集团公司|公司|集团)")
_PLACE_SUFFIX = re.compile(r"(?<=[一-鿿]{2})(?:(?:壮族|回族|维吾尔)?自治区|[省市区县])")
_AT_END = re.compile(_COMPANY_FORMS.pattern + "$")
_BRANCH = re.compile(r"(?<=公司)[一-鿿a-z0-9]{0,12}?(?:分公司|分店|分部|办事处|营业部|店)$")
_BRANCH_ASIDE = re.compile(r"\(([^()]{1,12}(?:分公司|店|分部|办事处|营业部|校区|分校|分园))\)$")
FORMER = re.compile(r"\((?:原名?|曾用名|旧称|更名前)[:为]*((?:[^()]|\([^()]*\)){4,})\)")
_REMARK = re.compile(r"\((?:个体工商户|个体户|个体|已?注销|已?吊销|存续|在业|迁出|筹|总部|总店|本部)\)")
_BRACKETED = re.compile(r"\(([^()]*)\)")
_TRADES = re.compile(
    r"人力资源|劳务派遣|信息技术|信息咨询|网络科技|企业管理|商务服务|物业管理|物业服务|教育咨询|"
    r"文化传播|文化传媒|科技发展|电子商务|科技|信息|咨询|网络|教育|管理|服务|贸易|商贸|实业|投资|物业|"
    r"传媒|文化|食品|餐饮|物流|建筑|装饰|技术|发展|餐厅|酒店|电子|医疗|生物|汽车|房地产|置业"
)
# What a company may deal in: the words between its brand and its legal form.
_MORE_TRADES = (
    "人力 劳务 派遣 外包 职业 中介 家政 保洁 保安 安保 搬家 保险 代理 经纪 拍卖 担保 典当 金融 资本 资产 控股 基金 证券 财务 "
    "会计 税务 法律 律师 知识产权 广告 影视 影业 摄影 演艺 会展 展览 策划 设计 印刷 图文 出版 软件 计算机 计算 电脑 数据 "
    "大数据 智能 通信 通讯 数码 互联网 物联网 系统 集成 平台 研究 研发 检测 认证 环保 环境 能源 新能源 电力 电气 电器 机械 "
    "设备 机电 五金 精密 模具 仪器 器械 材料 建材 建设 工程 市政 园林 绿化 装修 家具 家居 门窗 灯饰 照明 陶瓷 玻璃 钢铁 金属 "
    "矿业 化工 塑料 橡胶 纺织 服装 服饰 鞋业 皮革 箱包 珠宝 首饰 玩具 文具 工艺 礼品 印务 包装 纸业 粮油 粮食 糖业 乳业 茶业 "
    "茶叶 酒业 饮料 水产 畜牧 养殖 种植 农业 农产品 林业 果业 生态 药业 医药 制药 医院 保健 健康 养老 护理 美容 美发 理发 "
    "美甲 纹身 养生 健身 体育 游泳 足浴 洗浴 娱乐 游戏 旅游 旅行 旅行社 票务 航空 运输 货运 客运 快递 快运 速递 仓储 供应链 "
    "配送 冷链 汽修 汽配 销售 租赁 维修 制造 加工 生产 经营 进出口 国际 外贸 商业 商务 百货 超市 便利 便民 零售 批发 连锁 "
    "烟酒 水果 生鲜 小吃 火锅 奶茶 咖啡 烘焙 面馆 快餐 团餐 公寓 民宿 宾馆 旅馆 停车 停车场 开发 培训 留学 托育 托管 早教 "
    "幼教 艺术 舞蹈 音乐 殡葬 殡仪 婚庆 婚介 宠物 顾问 征信 商旅 地产 不动产 租房 工业 产业 创意 创业 孵化 运营 推广 "
    "营销 直播 电竞 网吧 网咖 酒吧 歌厅 影院 印社 驾校 驾驶 眼镜 花店 鲜花 书店 药房 口腔 母婴 用品 日化 化妆品 家电 手机 "
    "器材 制品 配件 水电 消防 安防 安全 测绘 勘察 监理 造价 招标 采购 便利店 小卖部 工贸 农贸 经贸 啤酒 饮品 海鲜 烧烤 烟草 "
    "邮政 铁路 地铁 港口 船舶 机器人 芯片 半导体 光电 仪表 电缆 阀门 轴承 木业 石材 涂料 家纺 布艺 童装 婚纱 美术 书画 武术 "
    "篮球 棋牌 洗衣 洗车 充电 升学 学历 大学 中学 小学 眼科 骨科"
)  # fmt: skip
_TRADE_WORDS = {*_TRADES.pattern.split("|"), *_MORE_TRADES.split(), *LEGAL_FORMS} - {"公司", "集团"}
_LONG = "|".join(sorted((word for word in _TRADE_WORDS if len(word) > 1), key=len, reverse=True))
_TRADE_END = re.compile(rf"(?:(?:{_LONG})+[店厂园馆院社部站]?|[店厂园馆院社部站])$")  # 墨园教育 is no 园
_NOBODY = re.compile(r"[某x×*]*(?:甲|乙|丙|丁|一|二|三|a|b|c)?")  # 某某公司 and XX公司 name nobody
_TO_SIMPLIFIED = opencc.OpenCC("t2s")


@dataclass(frozen=True)
class CompanyName:
    """A name taken apart. `core` is brand and trade; it is None where the name names nobody.

    `legal_form` is cut from the core where it is a company's (有限责任公司 is written 有限公司, and a
    group says so: 集团有限公司); another (幼儿园, 经营部) tells the trade too, and stays there.
    """

    norm: str
    core: str | None
    place: str
    brand: str
    trade: str
    legal_form: str
    branch: str

    @property
    def key(self) -> str | None:
        """Place, core and branch in one order, without 市 and legal form: dirty writings of one name agree."""
        return None if self.core is None else f"{_PLACE_SUFFIX.sub('', self.place)}|{self.core}|{self.branch}"

    @property
    def is_company(self) -> bool:
        """Whether the name has a company's legal form, as a registered company's full name has."""
        return self.legal_form.endswith(("公司", "集团"))

    @property
    def is_group(self) -> bool:
        """Whether the name is that of a group (集团)."""
        return self.legal_form.startswith("集团")


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

    广州某星人力资源（天河）有限公司 → brand 某星, trade 人力资源, place 广州天河, legal form 有限公司.
    """
    norm = simplified(written).strip("\"'“”‘’《》,，。.;；:：、")
    if len(norm) < 2 or norm in {"个体", "个人", "不详", "未知", "本人", "匿名", "保密"}:
        return None
    bare, branch = _without_branch(_REMARK.sub("", FORMER.sub("", norm)))
    kept, bracketed = _without_brackets(bare)
    place, rest = _split_place(kept)
    core, form = _split_form(rest)
    brand, trade = ("", "") if is_anonymous(core) else _split_trade(core)
    if "(集团)" in bare and not form.startswith("集团"):
        form = "集团" + form
    return CompanyName(norm, brand + trade or None, place + bracketed, brand, trade, form, branch)


def _without_branch(bare: str) -> tuple[str, str]:
    branch = _BRANCH.search(bare)
    if branch:
        return bare[: branch.start()], branch[0]
    aside = _BRANCH_ASIDE.search(bare)
    return (bare[: aside.start()], aside[1]) if aside and aside.start() else (bare, "")


def _split_form(rest: str) -> tuple[str, str]:
    """Split a company's legal form off; another form is named too, but stays in the core."""
    form = _AT_END.search(rest) or _COMPANY_FORMS.search(rest)
    if form:
        return rest[: form.start()] + rest[form.end() :], form[0].replace("有限责任公司", "有限公司")
    return rest, max((one for one in LEGAL_FORMS if rest.endswith(one)), key=len, default="")


def _split_trade(core: str) -> tuple[str, str]:
    """Split a core into brand and trade: the trade is all words of the list that it ends in."""
    trade = _TRADE_END.search(core)
    return (core[: trade.start()], trade[0]) if trade else (core, "")


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
    known, (_, short) = places(), seats()
    start = 0
    while True:
        for end in range(min(len(bare) - 2, start + 12), start + 1, -1):
            word, rest = bare[start:end], bare[end:]
            is_place = word in known and rest not in LEGAL_FORMS and rest[0] not in "路街"
            if is_place or (start and word in short and _is_county(word, bare[:start], rest)):
                start = end
                break
        else:
            return bare[:start], bare[start:]


def _is_county(word: str, place: str, rest: str) -> bool:
    """Tell whether a word is a county without 区 (广州天河…): one of the place before it, with a brand after it."""
    brand, _ = _split_trade(_split_form(rest)[0])
    return len(brand) >= 2 and any(merged(a, b) for a in seats_of(place) for b in seats()[1][word])


def is_anonymous(core: str) -> bool:
    """Tell whether a core names nobody once its trade words are gone (某科技, XX物业)."""
    marked = bool(re.fullmatch(r"[某x×*]+", _TRADE_END.sub("", core)))  # 某幼儿园; but 深圳航空 is a name
    return core in LEGAL_FORMS or marked or bool(_NOBODY.fullmatch(_TRADES.sub("", core)))


def is_organisation(written: str) -> bool:
    """Tell an organisation's name from a person's by its ending."""
    norm = _BRACKETED.sub("", simplified(written))
    return len(norm) >= 4 and norm.endswith(LEGAL_FORMS)
