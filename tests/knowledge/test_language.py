"""What the shipped contexts make of a violation that is denied, quoted, taken back or told of a victim.

Each text stands beside a violation in the same words that must fire; none is a development record.
"""

import pytest

from models.proving import FIELD
from models.reading import Knowledge, read_record
from models.record import Record

GUILTY = [
    ("judgments", "minor_tattoo", "经审理查明，被告某文身店为未成年人文身，未核实年龄，未经监护人同意"),
    ("complaints", "minor_tattoo", "街角文身店给初中生纹身，没查身份证，孩子手臂都发炎了"),
    ("ads", "minor_tattoo", "纹身店招助理，学生特价纹身，未成年也接"),
    ("complaints", "illegal_kindergarten", "小区一楼的幼儿园无证办园，用黑校车接送孩子"),
    ("ads", "internet_cafe_minors", "网咖招夜班收银，未成年人也可以来上班"),
    ("judgments", "insider", "经审理查明，被告人系某医院职工，私自导出产妇信息三万余条出售给月子中心"),
    ("complaints", "face_property", "物业停用门禁卡，进小区只能刷脸，不录人脸不让进"),
    ("judgments", "face_property", "经审理查明，被告物业停用门禁卡，业主只能刷脸进门，未经同意采集人脸"),
]
INNOCENT = [
    ("judgments", "minor_tattoo", "经审理查明，被告某文身店不存在为未成年人文身、未核实年龄、未经监护人同意的情形"),
    ("judgments", "minor_tattoo", "原告主张被告为未成年人文身、未核实年龄。经审理查明，顾客均系成年人，原告所称没有依据"),
    ("complaints", "minor_tattoo", "有人冒用我们公司的店名发帖，说我们给初中生纹身，没查身份证，请平台删除"),
    ("complaints", "minor_tattoo", "同行造谣，说我店给初中生纹身，没查身份证，害得我们天天挨骂"),
    ("ads", "minor_tattoo", "纹身店招助理，严禁学生特价纹身、为未成年人纹身"),
    ("ads", "minor_tattoo", "护校队招队员，无明显纹身，每天放学护送学生过马路"),
    ("complaints", "illegal_kindergarten", "昨天民警来社区讲课，说幼儿园无证办园、黑校车接送孩子有多危险，建议多讲"),
    ("complaints", "illegal_kindergarten", "更正一下，上次说小区一楼的幼儿园无证办园，后来问清楚是有许可的"),
    ("ads", "internet_cafe_minors", "网咖招夜班收银，谢绝未成年人，不招用未满18周岁人员"),
    ("judgments", "insider", "原告医院诉称，被告发帖称原告职工私自导出产妇信息三万余条出售。经查，未发现原告职工有此行为"),
    ("judgments", "insider", "被告人被控私自导出产妇信息三万余条出售，现有证据不能证明，本院依法宣告无罪，指控的事实不能成立"),
    ("complaints", "face_property", "我误会了，物业没有停用门禁卡，也不是只能刷脸，我那张卡消磁了，请把工单撤掉"),
    ("judgments", "face_property", "原告主张被告物业停用门禁卡，只能刷脸。经审理查明，门禁卡一直可用，不存在强制刷脸。驳回原告全部诉讼请求"),
]  # fmt: skip


def fired(source: str, scenario: str, text: str, shipped: Knowledge) -> list[str]:
    rules = read_record(Record(source, {FIELD[source]: text}), shipped).rules
    return [rule["rule_id"] for rule in rules if rule["scenario"] == scenario]


@pytest.mark.parametrize(("source", "scenario", "text"), GUILTY)
def test_a_violation_told_straight_fires(source: str, scenario: str, text: str, shipped: Knowledge) -> None:
    assert fired(source, scenario, text, shipped)


@pytest.mark.parametrize(("source", "scenario", "text"), INNOCENT)
def test_a_violation_denied_or_quoted_is_silent(
    source: str, scenario: str, text: str, shipped: Knowledge
) -> None:
    assert fired(source, scenario, text, shipped) == []


@pytest.mark.parametrize(
    "text",
    [
        "原告某网吧不服行政处罚决定。经审理查明，原告网吧多次接纳未成年人上网，未查验身份证。驳回原告的诉讼请求",
        "经审理查明，被告网吧接纳未成年人上网，未查验身份证。驳回原告的其他诉讼请求",
    ],
)
def test_a_dismissal_that_leaves_the_violation_standing_silences_nothing(
    text: str, shipped: Knowledge
) -> None:
    assert fired("judgments", "internet_cafe_minors", text, shipped)
