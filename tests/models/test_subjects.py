"""Whom a record may be about: actors with the role that the record's own fields give them."""

import json
from typing import Any

import pytest

from models.subjects import named_in, role_of, subjects_of

COMPANY = "广州晨禾信息有限公司"


def judgment(*parties: dict[str, str | None], city: str | None = None) -> dict[str, Any]:
    return {"city": city, "parties": [{"name": None, "role": None} | party for party in parties]}


def complaint(**given: str | None) -> dict[str, Any]:
    return {"target_name": None, "region": None, "uscc": None} | given


def enterprise(**given: Any) -> dict[str, Any]:
    return {"name": COMPANY, "uscc": None, "address": None, "former_names": None} | given


@pytest.mark.parametrize(
    ("written", "role"),
    [
        ("被告人", "perpetrator"),
        ("被告单位", "perpetrator"),
        ("被告", "perpetrator"),
        ("原审被告单位", "perpetrator"),
        ("被执行人", "perpetrator"),
        ("被申请人", "perpetrator"),
        ("被害人", "victim"),
        ("被害单位", "victim"),
        ("原告", "victim"),
        ("原告单位", "victim"),
        ("报案人", "victim"),
        ("申请执行人", "other"),
        ("被上诉人", "other"),
        ("第三人", "other"),
        ("证人", "other"),
        ("", "other"),
        ("上诉人（原审被告单位）", "perpetrator"),
        ("附带民事公益诉讼被告", "perpetrator"),
        ("刑事附带民事诉讼原告人", "victim"),
    ],
)
def test_a_party_s_role_is_perpetrator_victim_or_other(written: str, role: str) -> None:
    assert role_of(written) == role


def test_every_organisation_among_the_parties_is_a_subject_with_its_role() -> None:
    row = judgment(
        {"name": COMPANY, "role": "被告单位"},
        {"name": "杭州云杉科技有限公司", "role": "被害单位"},
        {"name": "青石网络有限公司", "role": "原告"},
        {"name": "白鹭物业服务中心", "role": "第三人"},
        city="广州市",
    )
    found = [
        (subject["name_core"], subject["role"], subject["city"]) for subject in subjects_of("judgments", row)
    ]
    assert found == [
        ("晨禾信息", "perpetrator", "广州市"),
        ("云杉科技", "victim", "广州市"),
        ("青石网络", "victim", "广州市"),
        ("白鹭物业服务中心", "other", "广州市"),
    ]


def test_a_person_among_the_parties_is_no_subject() -> None:
    assert subjects_of("judgments", judgment({"name": "王某甲", "role": "被告人"})) == []


@pytest.mark.parametrize(
    "row", [judgment(), {"city": None, "parties": None}, judgment({"name": None, "role": "被告人"})]
)
def test_a_judgment_without_named_parties_has_no_subject(row: dict[str, Any]) -> None:
    assert subjects_of("judgments", row) == []


def test_an_anonymised_company_is_no_subject() -> None:
    assert subjects_of("judgments", judgment({"name": "某科技有限公司", "role": "被告单位"})) == []


def test_a_party_without_a_role_is_other() -> None:
    (subject,) = subjects_of("judgments", judgment({"name": COMPANY, "role": None}))
    assert subject["role"] == "other"


def test_an_employer_is_the_subject_of_an_ad() -> None:
    (subject,) = subjects_of("ads", {"company_name": COMPANY, "city": "广州", "uscc": None})
    assert (subject["role"], subject["name_core"], subject["city"]) == ("employer", "晨禾信息", "广州")


@pytest.mark.parametrize("name", [None, "", "某公司", "匿名"])
def test_an_ad_of_nobody_has_no_subject(name: str | None) -> None:
    assert subjects_of("ads", {"company_name": name, "city": "广州", "uscc": None}) == []


def test_an_anonymised_name_beside_a_credit_code_is_a_subject_by_the_code() -> None:
    (subject,) = subjects_of("ads", {"company_name": "某公司", "city": None, "uscc": "91440106A4C12H3B7X"})
    assert (subject["uscc"], subject["name_core"], subject["name_key"]) == ("91440106A4C12H3B7X", None, None)


def test_the_target_of_a_complaint_is_a_subject_where_it_is_an_organisation() -> None:
    (subject,) = subjects_of("complaints", complaint(target_name=COMPANY, region="天河区"))
    assert (subject["role"], subject["city"]) == ("target", "天河区")
    assert subjects_of("complaints", complaint(target_name="楼上的王女士")) == []
    assert subjects_of("complaints", complaint()) == []


def test_a_target_with_a_credit_code_is_a_subject_whatever_its_name() -> None:
    (subject,) = subjects_of("complaints", complaint(target_name="晨禾小铺子", uscc="923101151G612DD23C"))
    assert subject["uscc"] == "923101151G612DD23C"


def test_an_enterprise_and_each_of_its_former_names_are_subjects_of_one_code() -> None:
    row = enterprise(uscc="91440106A4C12H3B7X", former_names=["广州旧禾信息有限公司", "广州老禾信息有限公司"])
    found = [
        (subject["role"], subject["name_core"], subject["uscc"])
        for subject in subjects_of("enterprises", row)
    ]
    assert found == [
        ("registered", "晨禾信息", "91440106A4C12H3B7X"),
        ("former_name", "旧禾信息", "91440106A4C12H3B7X"),
        ("former_name", "老禾信息", "91440106A4C12H3B7X"),
    ]


@pytest.mark.parametrize(
    ("address", "city"),
    [
        ("广东省广州市天河区天河路1号", "广州市"),
        ("北京市朝阳区建国路2号", "北京市"),
        ("新疆维吾尔自治区乌鲁木齐市天山区", "乌鲁木齐市"),
        ("天河路1号", None),
        (None, None),
    ],
)
def test_the_city_of_an_enterprise_stands_in_its_address(address: str | None, city: str | None) -> None:
    assert subjects_of("enterprises", enterprise(address=address))[0]["city"] == city


@pytest.mark.parametrize(
    ("source", "written", "found"),
    [
        ("complaints", [("云帆人力", None)], [("云帆人力", "target")]),
        ("complaints", [("王师傅", None)], [("王师傅", "target")]),
        ("complaints", [(None, None)], []),
        ("ads", [("广州某网络工作室", None)], [("广州某网络工作室", "employer")]),
        ("judgments", [("某科技有限公司", "被告")], [("某科技有限公司", "perpetrator")]),
        (
            "judgments",
            [("王某甲", "被告人"), ("李某", "被害人"), (None, "被告")],
            [("王某甲", "perpetrator")],
        ),
    ],
)
def test_whom_the_columns_name_is_told_even_where_the_name_joins_nothing(
    source: str, written: list[tuple[str | None, str | None]], found: list[tuple[str, str]]
) -> None:
    assert named_in(source, written) == found


@pytest.mark.parametrize(
    ("case_type", "cause", "role"),
    [
        ("民事", "侵权责任纠纷", "victim"),
        ("民事", None, "victim"),
        ("民事", "物业服务合同纠纷", "other"),
        ("行政", "行政处罚", "target"),
    ],
)
def test_who_sues_on_a_contract_is_no_victim(case_type: str, cause: str | None, role: str) -> None:
    parties = [(COMPANY, "原告")]
    row = judgment({"name": COMPANY, "role": "原告"}) | {"case_type": case_type, "cause": cause}
    assert named_in("judgments", parties, case_type, cause) == [(COMPANY, role)]
    assert [one["role"] for one in subjects_of("judgments", row)] == [role]


def test_a_defendant_on_a_contract_stays_accused() -> None:
    assert named_in("judgments", [(COMPANY, "被告")], "民事", "买卖合同纠纷") == [(COMPANY, "perpetrator")]


def test_subjects_are_plain_data() -> None:
    assert json.loads(json.dumps(subjects_of("enterprises", enterprise()))) == subjects_of(
        "enterprises", enterprise()
    )
