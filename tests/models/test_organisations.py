"""Organisations named in running text, with the role the words around them give."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.organisations import organisations_in

quick = settings(deadline=None, max_examples=60)
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
    ("complaints", "那家“小阿兰刺青”给我孩子文身", "小阿兰刺青", "target"),
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
    ["该公司拖欠工资", "某公司", "我们学校", "附近的幼儿园", "多家公司", "一家公司", "大型超市门口", "本公司招聘文员", "第三方平台", "招聘网站", "其他公司", "公司", "各学校"],
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
        ("紧挨学校西墙的“童趣屋”，门脸不到十平", "童趣屋"),
        ("群主“纸鸢”每晚挑一个人出来", "纸鸢"),
        ("有个叫玄机吧的群把我女儿开盒", "玄机吧"),
        ("有个网站叫图灵小铺，付二十块", "图灵小铺"),
        ("趣刷这软件一晚上全推这个", "趣刷"),
        ("我在刺骨堂干过半年", "刺骨堂"),
        ("她三岁时用过呱呱认字，录了好多声音", "呱呱认字"),
        ("礼拜天跟人去老鬼墨坊，回来两条胳膊都是", "老鬼墨坊"),
        ("说是顺达劳务的，讲有个电子厂要人", "顺达劳务"),
        ("我们队长贺建军手机里存着登记簿", "贺建军"),
        ("城北驿站夜班的小廖，拿手机照单子", "小廖"),
        ("租户姜某在群里扬言悬赏", "姜某"),
        ("还有五楼赵阿姨屋里收了孩子", "赵阿姨"),
        ("要举报的是恒途商旅服务中心，他们虚报名单", "恒途商旅服务中心"),
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
    text = "经审理查明，武某某以送鸡蛋为名收集资料。被害人李某报警，证人王某作证"
    assert found_in("judgments", text) == [("武某某", "perpetrator")]


def test_a_place_the_victim_was_led_to_is_no_victim() -> None:
    roles = dict(found_in("judgments", "龙某携被害人到云栖宾馆开房，前台未查验身份证"))
    assert roles["云栖宾馆"] != "victim"


def test_a_product_in_quotation_marks_is_named_in_a_judgment() -> None:
    assert "咪咪圈" in dict(found_in("judgments", "被告人何某通过“咪咪圈”软件认识被害人小雨"))
