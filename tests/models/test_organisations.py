"""Organisations named in running text, with the role the words around them give."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.settings import load_settings
from models.called import CalledWords, PersonWords
from models.feeds import Strict
from models.organisations import ACCUSED, ASIDE, MENTIONED, NamedWords, Naming, Organisation
from models.organisations import organisations_in as find_organisations

quick = settings(deadline=None, max_examples=60)
WORDS = load_settings("").naming
NAMED = [
    ("complaints", "投诉晨禾健身房储物柜只能刷脸", "晨禾健身房", "target"),
    ("complaints", "我在大成网咖看到很多初中生", "大成网咖", "target"),
    ("complaints", "举报位于和平路的小太阳幼儿园无证办学", "小太阳幼儿园", "target"),
    ("complaints", "星河影院要求刷脸", "星河影院", "target"),
    ("complaints", "白鹭物业泄露业主信息", "白鹭物业", "target"),
    ("complaints", "去天天超市买东西要注册", "天天超市", "target"),
    ("complaints", "投诉向阳花托育园", "向阳花托育园", "target"),
    ("complaints", "金源小区停车场扫码要手机号", "金源小区停车场", "target"),
    ("complaints", "王府井幼儿园没有证", "王府井幼儿园", "target"),
    ("complaints", "青云小学门口的小卖部卖烟", "青云小学", "target"),
    ("complaints", "楼下青石纹身店给初中生文身", "青石纹身店", "target"),
    ("judgments", "被告人经营的青石纹身店为未成年人文身", "青石纹身店", "perpetrator"),
    ("judgments", "被告单位蓝舟物流有限公司出售面单", "蓝舟物流有限公司", "perpetrator"),
    ("judgments", "被告单位北禾置业有限公司采集人脸", "北禾置业有限公司", "perpetrator"),
    ("judgments", "被害单位蓝舟物流有限公司损失三万元", "蓝舟物流有限公司", "victim"),
    ("judgments", "蓝舟物流有限公司发现后报警", "蓝舟物流有限公司", "victim"),
    ("judgments", "被告人冒用蓝舟物流有限公司名义招聘", "蓝舟物流有限公司", "victim"),
    ("judgments", "其任职于康宁医院担任护士期间泄露信息", "康宁医院", "workplace"),
    ("judgments", "在云杉平台上发布信息", "云杉平台", "venue"),
    ("ads", "晨禾健身俱乐部诚聘教练", "晨禾健身俱乐部", "other"),
    ("ads", "蓝舟物流有限公司招聘司机", "蓝舟物流有限公司", "workplace"),
    ("complaints", "那家“小青兰刺青”给我孩子文身", "小青兰刺青", "target"),
]  # fmt: skip
FULL_NAMES = [
    (
        "judgments",
        "被告单位广州晨禾信息咨询有限公司在招聘网站发布职位",
        "广州晨禾信息咨询有限公司",
        "perpetrator",
    ),
    (
        "judgments",
        "被告人张某系青石网络科技有限公司员工，利用工作便利导出信息",
        "青石网络科技有限公司",
        "workplace",
    ),
    ("judgments", "就职于白鹭物业服务有限公司的保安偷拍", "白鹭物业服务有限公司", "workplace"),
    ("judgments", "被告晨禾教育咨询有限公司", "晨禾教育咨询有限公司", "perpetrator"),
    ("complaints", "投诉蓝舟人力资源有限公司收押金", "蓝舟人力资源有限公司", "target"),
]


def organisations_in(text: str, source: str, words: Naming = WORDS) -> list[Organisation]:
    return find_organisations(text, source, words)


def found_in(source: str, text: str) -> list[tuple[str, str]]:
    return [(one.name, one.role) for one in organisations_in(text, source)]


@pytest.mark.parametrize(("source", "text", "name", "role"), NAMED)
def test_an_organisation_is_named_with_its_role(source: str, text: str, name: str, role: str) -> None:
    assert (name, role) in found_in(source, text)


@pytest.mark.parametrize(("source", "text", "name", "role"), FULL_NAMES)
def test_a_full_company_name_stays_whole(source: str, text: str, name: str, role: str) -> None:
    assert (name, role) in found_in(source, text)


def test_the_employer_of_an_accused_person_is_his_workplace() -> None:
    text = "被告人张某系蓝舟物流有限公司员工，利用工作便利导出信息"
    assert ("蓝舟物流有限公司", "workplace") in found_in("judgments", text)


@pytest.mark.parametrize(
    "text",
    [
        "12345热线转市场监督管理局",
        "广州市公安局天河分局已受理",
        "天河区人民法院判决",
        "天河区人民检察院指控",
        "派出所不管",
        "市监局查过一次",
        "向街道办反映",
        "找居委会",
        "县人民政府",
    ],
)
@pytest.mark.parametrize("source", ["complaints", "judgments"])
def test_an_authority_is_never_an_organisation(text: str, source: str) -> None:
    assert found_in(source, text) == []


def test_the_labour_authority_is_no_organisation() -> None:
    assert found_in("complaints", "向天河区人力资源和社会保障局投诉") == []


@pytest.mark.parametrize(
    "text",
    ["该公司拖欠工资", "某公司", "我们学校", "附近的幼儿园", "多家公司", "一家公司", "大型超市门口", "本公司招聘文员", "第三方平台", "招聘网站", "其他公司", "公司", "各学校", "请领导查学校", "不准家长送幼儿园的饭"],
)  # fmt: skip
@pytest.mark.parametrize("source", ["complaints", "judgments", "ads"])
def test_a_generic_name_is_no_organisation(text: str, source: str) -> None:
    assert found_in(source, text) == []


@pytest.mark.parametrize("text", ["这家公司不发工资", "有家网吧让孩子进"])
def test_a_bare_trade_word_after_this_is_no_name(text: str) -> None:
    assert found_in("complaints", text) == []


def test_each_organisation_is_named_once_with_its_strongest_role() -> None:
    text = "在云杉平台发布信息。被告单位云杉平台明知而放任"
    assert found_in("judgments", text) == [("云杉平台", "perpetrator")]


def test_several_organisations_come_in_the_order_of_the_text() -> None:
    names = [name for name, _ in found_in("complaints", "晨禾幼儿园和小太阳幼儿园都没证")]
    assert names == ["晨禾幼儿园", "小太阳幼儿园"]


def test_an_accused_person_of_a_judgment_names_the_case() -> None:
    assert ("张某某", "perpetrator") in found_in("judgments", "被告人张某某出售简历")
    assert found_in("ads", "被告人张某某出售简历") == []


@quick
@given(text=st.text(alphabet=st.characters(codec=None)), source=st.sampled_from(["ads", "judgments", "complaints"]))  # fmt: skip
def test_any_text_can_be_read_and_every_name_stands_in_it(text: str, source: str) -> None:
    raw = text + "。晨禾健身房，" + text + "有限公司"
    found = organisations_in(raw, source)
    assert all(raw[one.start : one.start + len(one.name)] == one.name for one in found)
    assert len({one.name for one in found}) == len(found)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("紧挨学校西墙的“童乐屋”，门脸不到十平", "童乐屋"),
        ("群主“风铃”每晚挑一个人出来", "风铃"),
        ("有个叫天机吧的群把我女儿开盒", "天机吧"),
        ("有个网站叫星图小铺，付二十块", "星图小铺"),
        ("乐划这软件一晚上全推这个", "乐划"),
        ("我在墨骨堂干过半年", "墨骨堂"),
        ("她三岁时用过咚咚认字，录了好多声音", "咚咚认字"),
        ("礼拜天跟人去小丁墨坊，回来两条胳膊都是", "小丁墨坊"),
        ("说是恒通劳务的，讲有个电子厂要人", "恒通劳务"),
        ("我们队长高建国手机里存着登记簿", "高建国"),
        ("城南驿站夜班的小庄，拿手机照单子", "小庄"),
        ("租户宋某在群里扬言悬赏", "宋某"),
        ("还有五楼钱阿姨屋里收了孩子", "钱阿姨"),
        ("要举报的是远途商旅服务中心，他们虚报名单", "远途商旅服务中心"),
        ("2021年3月8日柳溪村幼儿园的门锁着", "柳溪村幼儿园"),
        ("后来晨星早教中心没有证就招生", "晨星早教中心"),
        ("城关109号幼儿园没有老师跟车", "城关109号幼儿园"),
    ],
)
def test_an_everyday_name_in_a_complaint_is_found(text: str, name: str) -> None:
    assert (name, "target") in found_in("complaints", text)


@pytest.mark.parametrize(
    "text",
    [
        "店主说“都吃了十几年了没见谁死”",
        "校长答复“已转办”",
        "弹出“成为粉丝”的框",
        "叫大家去骂他",
        "向便民服务中心反映",
        "班主任刘老师经常打电话",
        "小孩在家里玩",
        "希望教育局和市监局都派人来",
        "物业费涨了两毛",
        "小学生天天去",
    ],
)
def test_words_said_or_shown_are_no_name(text: str) -> None:
    assert found_in("complaints", text) == []


def test_who_begins_a_clause_of_a_judgment_acts_where_nobody_is_called_accused() -> None:
    text = "经审理查明，许某某以送鸡蛋为名收集资料。被害人李某报警，证人王某作证"
    assert found_in("judgments", text) == [("许某某", "perpetrator")]


def test_a_place_the_victim_was_led_to_is_no_victim() -> None:
    roles = dict(found_in("judgments", "龙某携被害人到云栖宾馆开房，前台未查验身份证"))
    assert roles["云栖宾馆"] != "victim"


def test_an_app_where_the_victim_was_met_is_no_victim() -> None:
    assert ("云朵圈", "other") in found_in("judgments", "贾某通过“云朵圈”软件认识被害人小雨")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("进了云杉壹号的营销中心，没人说要拍", "云杉壹号"),
        ("易停e家这个停车小程序，谁都能查", "易停e家"),
        ("门头写着青禾坊，没有证", "青禾坊"),
        ("被举报人：青禾坊，地址在后街", "青禾坊"),
        ("卖家林小洲，一张五十", "林小洲"),
        ("食堂由康膳餐饮承包", "康膳餐饮"),
        ("益寿堂天天给老人送鸡蛋", "益寿堂"),
        ("护士长王丽把名单卖了", "王丽"),
    ],
)
def test_a_name_told_by_its_place_its_sign_or_its_post_is_found(text: str, name: str) -> None:
    assert (name, "target") in found_in("complaints", text)


def test_a_product_in_quotation_marks_is_named_in_a_judgment() -> None:
    assert "云朵圈" in dict(found_in("judgments", "被告人贾某通过“云朵圈”软件认识被害人小雨"))


def test_shorter_forms_are_taken_for_the_full_name() -> None:
    text = "被告单位广州蓝舟物流有限公司收购面单。蓝舟公司辩称不知情，云杉科技有限公司作证"
    assert found_in("judgments", text) == [
        ("广州蓝舟物流有限公司", "perpetrator"),
        ("云杉科技有限公司", "other"),
    ]


def test_a_place_in_brackets_is_part_of_a_name() -> None:
    assert ("云杉（北京）文化传播有限公司", "target") in found_in(
        "complaints", "身份证号交给了云杉（北京）文化传播有限公司"
    )


@pytest.mark.parametrize("day", ["本月12号", "3月2号", "3月12号", "12日"])
def test_a_day_before_a_name_is_no_part_of_it(day: str) -> None:
    assert ("晨禾健身房", "target") in found_in("complaints", f"{day}晨禾健身房要刷脸")


def test_whose_owner_is_accused_is_accused() -> None:
    found = found_in("judgments", "被告人穆某系晨禾便利店经营者，该店位于青石中学门外")
    assert ("晨禾便利店", "perpetrator") in found


def test_a_trade_alone_names_nobody() -> None:
    assert found_in("complaints", "殡葬公司的人等在门口，老物业公司也来了") == []
    assert "老王烧烤店" in dict(found_in("complaints", "老王烧烤店向未成年人售酒"))


def test_no_word_is_taken_for_a_person() -> None:
    assert found_in("complaints", "办证的时候把卡收走了") == []


def test_whom_a_complaint_is_about_comes_before_whom_it_names() -> None:
    ranks = {
        one.name: one.rank
        for one in organisations_in("我在蓝舟物流上班，要举报晨禾健身房，隔壁是云杉超市", "complaints")
    }
    assert ranks == {"蓝舟物流": ASIDE, "晨禾健身房": ACCUSED, "云杉超市": MENTIONED}


# Every pattern has a text of a source that is read otherwise without it.
NEEDED: dict[str, dict[str, tuple[str, str]]] = {
    "named": {
        "authority": ("complaints", "向天河区便民服务中心反映"),
        "end": ("complaints", "晨禾健身房要刷脸"),
        "stop": ("complaints", "到晨禾健身房玩"),
        "nobody": ("complaints", "普通公司要刷脸"),
        "victim": ("judgments", "被害单位蓝舟物流有限公司"),
        "then_victim": ("judgments", "蓝舟物流有限公司报案"),
        "accused": ("judgments", "被告单位蓝舟物流有限公司"),
        "about": ("complaints", "我要举报晨禾健身房"),
        "callers": ("complaints", "我在晨禾健身房上班"),
        "then_callers": ("complaints", "我在晨禾健身房上班"),
        "then_run": ("judgments", "系晨禾便利店经营者"),
        "then_beside": ("complaints", "晨禾小学校门口斜对面"),
        "own": ("complaints", "蓝舟公司不认账，合同盖的是广州蓝舟物流有限公司的章"),
        "employed": ("judgments", "系云杉平台员工"),
        "then_employed": ("ads", "蓝舟物流有限公司招聘司机"),
        "venue": ("judgments", "在云杉平台上发布信息"),
    },
    "called": {
        "sentence": ("complaints", "店主贴了张“天天有惊喜了”"),
        "nobody_named": ("complaints", "投诉班主任乱收费"),
        "quoted": ("complaints", "西墙的“童乐屋”门脸不大"),
        "quoted_kind": ("judgments", "贾某用“云朵圈”软件认识他"),
        "signed": ("complaints", "号子里写着“金穗贷”"),
        "named": ("complaints", "有个叫天机吧的群"),
        "been_at": ("complaints", "我在墨骨缘干过半年"),
        "used_by": ("complaints", "她用过咚咚，录了声音"),
        "product": ("complaints", "乐划这软件一晚上全推这个"),
        "owned": ("complaints", "我们飞云堂的教练说的"),
        "claimed": ("complaints", "他自称恒通的人"),
        "accused": ("complaints", "举报恒通乱收费"),
        "heading": ("complaints", "易泊 扫码付款"),
        "visited": ("complaints", "跟人去小丁坊，两天没回"),
        "dealing": ("complaints", "楼下晨曦书法天天吵"),
    },
    "persons": {
        "others": ("complaints", "门卫，被害人姓许的，"),
        "accused": ("judgments", "被告人许某某出售简历，宋某收购"),
        "at_work": ("judgments", "经审理查明，许某某收集资料"),
        "of_staff": ("complaints", "我们村的李医生把死人的信息卖了"),
        "titled": ("complaints", "队长高建国手机里存着"),
    },
}
KINDS: dict[str, type[Strict]] = {"named": NamedWords, "called": CalledWords, "persons": PersonWords}


@pytest.mark.parametrize(("part", "name"), [(part, name) for part, names in NEEDED.items() for name in names])
def test_each_pattern_is_needed(part: str, name: str, voided: Callable[[Strict, str], Strict]) -> None:
    source, text = NEEDED[part][name]
    without = WORDS.model_copy(update={part: voided(getattr(WORDS, part), name)})
    assert organisations_in(text, source) != organisations_in(text, source, without)


def test_each_pattern_has_its_text(patterns_of: Callable[[type], set[str]]) -> None:
    assert {part: patterns_of(words) for part, words in KINDS.items()} == {
        part: {*names, *({"loose"} if part == "called" else {"called"} if part == "persons" else set())}
        for part, names in NEEDED.items()
    }


@pytest.mark.parametrize(
    ("text", "name"),
    [("姓高的说没事", "姓高的"), ("隔壁老王家收了孩子", "老王家"), ("宋某在群里发", "宋某")],
)
def test_a_person_is_called_by_a_surname_a_home_or_an_alias(text: str, name: str) -> None:
    assert (name, "target") in found_in("complaints", text)
