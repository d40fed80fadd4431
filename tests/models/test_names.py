"""Company names in their parts: what dirty writings share, and what names nobody."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from models.names import CompanyName, decompose, is_anonymous, is_organisation, places, simplified

quick = settings(deadline=None, max_examples=100)
ROOT = Path(__file__).resolve().parents[2]
OURS = ROOT / "tests" / "data" / "parsing_cases.yaml"
REFERENCE = ROOT.parent / "shared" / "reference" / "parsing_cases.yaml"


def parts(written: str) -> CompanyName:
    found = decompose(written)
    assert found is not None
    return found


@pytest.fixture(params=[OURS, REFERENCE], ids=["ours", "reference"], scope="module")
def cases(request: pytest.FixtureRequest) -> dict[str, Any]:
    if not request.param.exists():
        pytest.skip(f"{request.param} is not part of the repository")
    return YAML(typ="safe").load(request.param)  # type: ignore[no-any-return]


def test_the_writings_of_one_name_in_the_vectors_share_one_core(cases: dict[str, Any]) -> None:
    cores = [{parts(written).core for written in same} for same in cases["organisation_same_core"]]
    assert all(len(shared) == 1 and None not in shared for shared in cores)


def test_different_names_in_the_vectors_have_different_cores() -> None:
    ours = YAML(typ="safe").load(OURS)
    assert len({parts(same[0]).core for same in ours["organisation_same_core"]}) == len(
        ours["organisation_same_core"]
    )


def test_every_name_of_our_vectors_has_its_core() -> None:
    ours = YAML(typ="safe").load(OURS)
    assert {written: parts(written).core for written, _ in ours["organisation_cores"]} == dict(
        ours["organisation_cores"]
    )


def test_a_name_comes_apart_into_place_core_and_branch() -> None:
    assert parts("广州晨禾信息咨询（天河）有限公司龙洞分公司") == CompanyName(
        norm="广州晨禾信息咨询(天河)有限公司龙洞分公司",
        core="晨禾信息咨询",
        place="广州天河",
        branch="龙洞分公司",
    )


@pytest.mark.parametrize(
    "written",
    [
        "广州市晨禾信息咨询有限公司",
        "广州晨禾信息咨询有限公司",
        "广州 晨禾 信息咨询有限公司",
        "廣州晨禾信息諮詢有限公司",
        "广州晨禾信息咨询有限责任公司",
        "晨禾信息咨询（广州）有限公司",
        "“广州晨禾信息咨询有限公司”",
        "广州晨禾信息咨询有限公司。",
        "广州\u200b晨禾信息咨询有限公司",
    ],
)
def test_dirty_writings_of_one_company_agree_on_their_key(written: str) -> None:
    assert parts(written).key == "广州|晨禾信息咨询|"


def test_a_branch_has_a_key_of_its_own() -> None:
    assert parts("晨禾信息有限公司龙洞分公司").key != parts("晨禾信息有限公司").key


def test_one_core_in_two_cities_gives_two_keys() -> None:
    assert parts("广州晨禾信息有限公司").key != parts("杭州晨禾信息有限公司").key


def test_latin_letters_are_written_small_and_narrow() -> None:
    assert parts("ＡＢＣ电脑贸易（上海）有限公司").norm == "abc电脑贸易(上海)有限公司"


def test_a_bracketed_word_that_is_no_place_stays_in_the_name() -> None:
    assert parts("晨禾（天使）餐饮有限公司").core == "晨禾天使餐饮"


def test_a_bank_named_for_its_city_keeps_the_city() -> None:
    assert parts("上海银行").core == "上海银行"


@pytest.mark.parametrize(
    "written",
    [
        "某公司",
        "某某公司",
        "某科技有限公司",
        "XX物业",
        "广州XX科技有限公司",
        "某甲公司",
        "***信息咨询有限公司",
        "北京科技有限公司",
    ],
)
def test_a_name_that_names_nobody_has_no_core_and_no_key(written: str) -> None:
    assert (parts(written).core, parts(written).key) == (None, None)


def test_an_invented_brand_with_the_word_mou_is_a_name() -> None:
    assert not is_anonymous("某星人力资源")
    assert is_anonymous("某某人力资源")


@pytest.mark.parametrize("written", ["", " ", "(", "甲", "匿名", "个人", "不详", "《》", "，。"])
def test_what_could_be_no_name_is_none(written: str) -> None:
    assert decompose(written) is None


@pytest.mark.parametrize(
    "written",
    [
        "阿里巴巴（中国）有限公司",
        "阿里云计算有限公司",
    ],
)
def test_a_brand_that_begins_like_a_place_stays_whole(written: str) -> None:
    assert str(parts(written).core).startswith("阿里")


def test_the_legal_form_is_cut_from_the_end() -> None:
    assert not str(parts("晨禾通信集团广东有限公司").core).endswith("有限公司")


@pytest.mark.parametrize("written", ["公司", "有限公司", "超市", "工作室"])
def test_a_bare_legal_form_names_nobody(written: str) -> None:
    assert (found := decompose(written)) is None or found.key is None


def test_an_autonomous_region_is_one_place_in_its_long_and_short_name() -> None:
    assert parts("广西壮族自治区晨禾糖业有限公司").key == parts("广西晨禾糖业有限公司").key


@pytest.mark.parametrize(
    "written",
    [
        "晨禾信息有限公司",
        "晨禾信息有限公司（天河）",
        "晨禾工作室",
        "白鹭幼儿园",
        "云杉事务所(普通合伙)",
        "蓝天网吧",
        "某物业服务中心",
    ],
)
def test_an_organisation_is_told_by_its_ending(written: str) -> None:
    assert is_organisation(written)


@pytest.mark.parametrize("written", ["", "张三", "王小明", "李某某", "王店", "天河区", "网络平台上的人"])
def test_a_person_or_a_place_is_no_organisation(written: str) -> None:
    assert not is_organisation(written)


def test_places_hold_cities_with_and_without_their_suffix_but_no_placeholder() -> None:
    assert {"广州市", "广州", "广东省", "广东", "天河区"} <= places()
    assert "市辖区" not in places()


def test_a_lone_surrogate_in_a_name_is_no_crash() -> None:
    assert parts("晨禾\ud800信息有限公司").core is not None


@quick
@given(st.text(max_size=30))
def test_any_text_comes_apart_or_is_none(written: str) -> None:
    found = decompose(written)
    assert found is None or found.core != ""


@quick
@given(st.text(alphabet="广州市晨禾信息諮詢有限公司集团某甲（）()《》 ABＣ\u200b，", max_size=20))
def test_a_name_in_normal_form_comes_apart_as_it_did(written: str) -> None:
    found = decompose(written)
    assert found is None or decompose(found.norm) == found
    assert simplified(simplified(written)) == simplified(written)


brands = st.sampled_from(["晨禾", "云杉", "青石", "白鹭", "长帆"])
trades = st.sampled_from(["信息咨询", "人力资源", "网络科技", "物业服务", "餐饮"])
cities = st.sampled_from(["广州", "杭州", "成都", "武汉", "西安"])
forms = st.sampled_from(["有限公司", "有限责任公司", "股份有限公司", "集团有限公司"])


@quick
@given(brands, trades, cities, forms, st.sampled_from(["", "市"]))
def test_place_before_or_in_brackets_and_any_legal_form_give_one_key(
    brand: str, trade: str, city: str, form: str, suffix: str
) -> None:
    first = parts(f"{city}{suffix}{brand}{trade}{form}")
    second = parts(f"{brand}{trade}（{city}）有限公司")
    assert first.key == second.key == f"{city}|{brand}{trade}|"
