"""Feed maps: which file they fit, where each header goes, and what a wrong map is told."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from jobs.settings import load_settings
from models.feeds import Feed, Target, choose_feed, contract_cells, plain_header
from schemas.sources import SOURCES

quick = settings(deadline=None, max_examples=100)
CONF = Path(__file__).resolve().parents[2] / "conf"
FEEDS = load_settings("", CONF).feeds


def feed(**given_: Any) -> Feed:
    return Feed.model_validate(
        {"feed": "shop", "source": "ads", "title": "店招", "columns": {"岗位": "job_title"}} | given_
    )


def chosen(source: str, headers: list[str], file: str = "a.csv") -> str | None:
    found = choose_feed(FEEDS, source, headers, file)
    return found.feed if found else None


def headers_of(shipped: Feed) -> list[str]:
    """A file of the feed: what the map names and what it requires besides."""
    return list(dict.fromkeys((*shipped.columns, *shipped.match.headers)))


@pytest.mark.parametrize("shipped", FEEDS, ids=lambda shipped: shipped.feed)
def test_every_shipped_feed_is_chosen_for_its_own_headers(shipped: Feed) -> None:
    assert chosen(shipped.source, headers_of(shipped)) == shipped.feed


@pytest.mark.parametrize("shipped", FEEDS, ids=lambda shipped: shipped.feed)
def test_a_shipped_feed_is_chosen_whatever_the_order_and_the_dirt_of_its_headers(shipped: Feed) -> None:
    dirty = [f"\ufeff *{header} " for header in reversed(headers_of(shipped))]
    assert chosen(shipped.source, [*dirty, "备注", "序号"]) == shipped.feed


@pytest.mark.parametrize("source", sorted(SOURCES))
def test_the_contract_s_own_names_fit_some_feed_of_every_source(source: str) -> None:
    own = [column.name for column in SOURCES[source].contract]
    found = choose_feed(FEEDS, source, own, "own.csv")
    assert found is not None
    assert all(found.target(name) == Target(to=name) for name in own)


@pytest.mark.parametrize(
    ("source", "headers", "name"),
    [
        ("judgments", ["fact", "meta.accusation", "meta.criminals"], "judgments_cail"),
        ("judgments", ["s1", "s2", "s7", "s25", "s31"], "judgments_s_codes"),
        ("judgments", ["案号", "全文"], "judgments_zh"),
        ("judgments", ["row", "fact", "charges"], "judgments_cail_facts"),
        ("complaints", ["登记编号", "被投诉人名称", "投诉内容"], "complaints_12315"),
        ("complaints", ["工单编号", "诉求内容"], "complaints_12345"),
        ("complaints", ["callerName", "appealContent"], "complaints_12345"),
        ("complaints", ["msg_id", "body"], "complaints_2020"),
        ("ads", ["职位名称", "公司名称", "月薪"], "ads_zh"),
        ("ads", ["position", "wage", "company_info", "description"], "ads_51job_2019"),
        ("ads", ["position", "wage", "diploma_requirement", "description"], "ads_it_2019"),
        ("enterprises", ["企业名称", "参保人数"], "enterprises_zh"),
    ],
)
def test_a_file_s_headers_pick_the_feed(source: str, headers: list[str], name: str) -> None:
    assert chosen(source, headers) == name


@pytest.mark.parametrize(
    ("source", "headers"),
    [
        ("ads", []),
        ("ads", ["公司名称", "城市"]),  # neither title nor description
        ("complaints", ["工单编号", "来电人"]),
        ("enterprises", ["统一社会信用代码"]),
        ("judgments", ["案号", "法院"]),
        ("ads", ["诉求内容", "工单编号"]),  # another source's columns
    ],
)
def test_headers_without_a_required_column_fit_no_feed(source: str, headers: list[str]) -> None:
    assert chosen(source, headers) is None


def test_a_feed_of_another_source_is_never_chosen() -> None:
    assert choose_feed([feed()], "complaints", ["岗位"], "a.csv") is None


def test_a_header_that_the_map_requires_must_be_there() -> None:
    strict = feed(match={"headers": ["编号"]})
    assert strict.fit(["岗位"], "a.csv") == 0
    assert strict.fit(["岗位", " 编 号* "], "a.csv") > 0


def test_the_file_name_beats_the_number_of_headers() -> None:
    wide = feed(feed="wide", columns={"岗位": "job_title", "薪水": "salary_text"})
    named = feed(feed="named", match={"file": "night-*.csv"})
    headers = ["岗位", "薪水"]
    assert choose_feed([wide, named], "ads", headers, "landing/ads/night-01.csv") == named
    assert choose_feed([wide, named], "ads", headers, "landing/ads/day-01.csv") == wide


def test_a_tie_goes_to_the_smaller_map_and_then_to_the_earlier_name() -> None:
    large = feed(feed="a_large", columns={"岗位": "job_title", "薪水": "salary_text"})
    small = feed(feed="b_small")
    twin = feed(feed="c_small")
    assert choose_feed([twin, large, small], "ads", ["岗位"], "a.csv") == small


@quick
@given(
    st.permutations(FEEDS),
    st.lists(st.sampled_from(sorted({h for f in FEEDS for h in f.columns})), max_size=8),
)
def test_the_order_of_the_maps_decides_nothing(order: list[Feed], headers: list[str]) -> None:
    for source in SOURCES:
        assert choose_feed(order, source, headers, "a.csv") == choose_feed(FEEDS, source, headers, "a.csv")


@pytest.mark.parametrize(
    "written",
    [
        "职位 名称",
        "*职位名称",
        "职位名称*",
        "\ufeff职位名称",
        "职位\n名称",
        "职位\u200b名称",
        "职位\u3000名称",
    ],
)
def test_a_header_is_known_whatever_its_dirt(written: str) -> None:
    assert plain_header(written) == "职位名称"


def test_a_header_is_known_in_full_width_and_capitals() -> None:
    assert plain_header("ＪＯＢ_Title") == "job_title"


def test_a_cell_is_split_over_its_columns_and_the_unwanted_part_dropped() -> None:
    target = Target(to=(None, "company_size", "industry"), split="|")
    assert target.values("民营|50-150人|互联网") == {"company_size": "50-150人", "industry": "互联网"}


def test_a_cell_with_fewer_parts_fills_the_first_columns_only() -> None:
    target = Target(to=("city", "district"), split="-")
    assert target.values("广州") == {"city": "广州"}
    assert target.values("广州-天河-石牌") == {"city": "广州", "district": "天河"}


@pytest.mark.parametrize(
    "cell", ["上班地址：天河路1号", "上班地址:天河路1号", "上班地址 天河路1号", "天河路1号"]
)
def test_a_leading_label_is_stripped(cell: str) -> None:
    assert Target(to="address", strip="上班地址").values(cell) == {"address": "天河路1号"}


@pytest.mark.parametrize("given_", [{"to": "city", "split": "-"}, {"to": ("city", "district")}])
def test_a_split_and_several_columns_belong_together(given_: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="belong together"):
        Target.model_validate(given_)


def test_an_unknown_column_is_refused_with_its_name_and_source() -> None:
    with pytest.raises(ValidationError, match=r"\['job_tittle', 'nonsense'\] are no columns of ads"):
        feed(columns={"岗位": "job_tittle", "描述": "job_desc"}, constants={"nonsense": "1"})


def test_an_unknown_column_inside_a_split_is_refused() -> None:
    with pytest.raises(ValidationError, match="are no columns of ads"):
        feed(columns={"岗位": {"to": ["job_title", "nothing"], "split": "-"}})


def test_an_unknown_key_of_a_map_is_refused() -> None:
    with pytest.raises(ValidationError, match="Extra inputs"):
        feed(colour="red")


def test_an_unknown_source_is_refused() -> None:
    with pytest.raises(ValidationError, match="enterprises"):
        feed(source="adverts")


def test_a_row_is_renamed_and_what_the_contract_does_not_name_is_kept_aside() -> None:
    named, extras = contract_cells(feed(), [{"岗位": "文员", "颜色": "红", "city": "广州"}])
    assert named == [{"job_title": "文员", "city": "广州"}]
    assert extras == [{"颜色": "红"}]


def test_the_first_header_that_is_not_empty_wins() -> None:
    both = feed(columns={"岗位": "job_title", "职位": "job_title"})
    named, _ = contract_cells(
        both, [{"岗位": "文员", "职位": "客服"}, {"岗位": " ", "职位": "客服"}, {"岗位": None, "职位": None}]
    )
    assert named == [{"job_title": "文员"}, {"job_title": "客服"}, {}]


def test_a_constant_fills_its_column_in_every_row() -> None:
    named, _ = contract_cells(feed(constants={"platform": "51job"}), [{"岗位": "文员"}, {}])
    assert [cells["platform"] for cells in named] == ["51job", "51job"]


@quick
@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(["岗位", "颜色", "city", "号"]), st.one_of(st.none(), st.text(max_size=5))
        )
    )
)
def test_no_cell_is_lost_between_columns_and_extras(rows: list[dict[str, str | None]]) -> None:
    named, extras = contract_cells(feed(), rows)
    for row, cells, extra in zip(rows, named, extras, strict=True):
        full = [cell for cell in row.values() if cell and cell.strip()]
        assert sorted([*cells.values(), *extra.values()]) == sorted(full)
