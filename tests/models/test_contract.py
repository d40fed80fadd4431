"""The landing contract: one fault a code, keys that join, and nothing lost on the way."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.contract import PARSERS, Fault, Judged, Limits, judge
from models.feeds import Feed
from models.identifiers import phone_digest
from models.values import SHANGHAI
from schemas.sources import SOURCES

quick = settings(deadline=None, max_examples=100)
LIMITS = Limits(date(2026, 5, 1), 1000, b"key")
OWN = {name: Feed(feed=name, source=name, title=name, columns={}) for name in SOURCES}  # type: ignore[arg-type]
VALID = "91440106A4C12H3B7X"
LEAST = {
    "ads": {"job_title": "文员"},
    "judgments": {"facts": "经审理查明"},
    "complaints": {"content": "拖欠工资"},
    "enterprises": {"name": "广州晨禾信息有限公司"},
}


def judged(source: str, *rows: dict[str, Any], limits: Limits = LIMITS) -> Judged:
    return judge(OWN[source], rows, limits)


def row_of(source: str, **cells: str) -> dict[str, Any]:
    found = judged(source, LEAST[source] | cells)
    assert found.faults == [None]
    return found.rows[0]


def fault_of(source: str, **cells: str) -> Fault:
    found = judged(source, LEAST[source] | cells)
    assert found.rows == [{}]
    assert found.faults[0] is not None
    return found.faults[0]


@pytest.mark.parametrize("source", sorted(SOURCES))
def test_the_least_row_of_every_source_is_kept_with_the_columns_of_its_table(source: str) -> None:
    by_file = {"feed", "file", "file_sha256", "line", "batch_date"}  # these the job adds
    assert set(row_of(source)) == set(SOURCES[source].table.names) - by_file


@pytest.mark.parametrize("source", sorted(SOURCES))
def test_every_column_of_the_contract_has_a_parser(source: str) -> None:
    assert {column.type for column in SOURCES[source].contract} <= set(PARSERS)


@pytest.mark.parametrize(
    ("source", "cells", "column", "detail"),
    [
        ("ads", {"job_title": ""}, "job_title", "expected job_title or job_desc, found it empty"),
        (
            "ads",
            {"job_title": "无", "job_desc": " - "},
            "job_title",
            "expected job_title or job_desc, found it empty",
        ),
        (
            "judgments",
            {"facts": "", "reasons": "本院认为"},
            "facts",
            "expected facts or full_text, found it empty",
        ),
        ("complaints", {"content": "", "subject": "投诉"}, "content", "expected content, found it empty"),
        ("enterprises", {"name": "", "uscc": VALID}, "name", "expected name, found it empty"),
    ],
)
def test_a_row_without_its_required_text_is_missing_required(
    source: str, cells: dict[str, str], column: str, detail: str
) -> None:
    assert fault_of(source, **cells) == Fault("missing_required", column, detail)


def test_a_day_that_does_not_exist_is_a_bad_date() -> None:
    fault = fault_of("ads", published_at="2026-02-30")
    assert fault == Fault("bad_date", "published_at", "published_at: expected a date, found 2026-02-30")


def test_letters_in_a_number_column_are_a_bad_number() -> None:
    assert fault_of("ads", headcount="很多") == Fault(
        "bad_number", "headcount", "headcount: expected a number, found 很多"
    )


def test_broken_json_in_a_list_column_is_a_bad_list() -> None:
    fault = fault_of("judgments", parties='[{"name": "甲"')
    assert (fault.code, fault.field) == ("bad_list", "parties")


def test_a_date_after_the_batch_is_refused_as_in_the_future() -> None:
    fault = fault_of("complaints", received_at="2026-05-02 00:00")
    assert fault == Fault(
        "date_in_future", "received_at", "received_at: 2026-05-02 lies after the batch date 2026-05-01"
    )


@pytest.mark.parametrize("written", ["2026-05-01 23:59:59", "2026-04-30T16:00:00Z", "2026-05-01T15:59:59Z"])
def test_the_batch_date_itself_is_no_future(written: str) -> None:
    assert row_of("complaints", received_at=written)["event_at"] is not None


def test_the_future_begins_at_midnight_in_shanghai() -> None:
    assert fault_of("complaints", received_at="2026-05-01T16:00:00Z").code == "date_in_future"


def test_only_the_columns_named_for_it_may_not_lie_in_the_future() -> None:
    assert row_of("ads", snapshot_at="2027-01-01")["snapshot_at"] == datetime(2027, 1, 1, tzinfo=SHANGHAI)


def test_a_date_at_the_end_of_the_calendar_refuses_its_row_only() -> None:
    found = judged("ads", LEAST["ads"], LEAST["ads"] | {"published_at": "9999-12-31T23:59:59-08:00"})
    assert [fault and fault.code for fault in found.faults] in ([None, "bad_date"], [None, "date_in_future"])


def test_a_cell_longer_than_the_limit_is_too_long() -> None:
    assert fault_of("ads", job_desc="字" * 1001) == Fault(
        "cell_too_long", "job_desc", "job_desc: at most 1000 characters are read, found 1001"
    )
    assert row_of("ads", job_desc="字" * 1000)["job_desc"] == "字" * 1000


def test_one_bad_row_leaves_its_neighbours_and_the_order_alone() -> None:
    found = judged("ads", {"job_title": "甲"}, {"job_title": "乙", "headcount": "?"}, {"job_title": "丙"})
    assert [row.get("job_title") for row in found.rows] == ["甲", None, "丙"]
    assert [fault and fault.code for fault in found.faults] == [None, "bad_number", None]


@quick
@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "content": st.text(max_size=8),
                "received_at": st.sampled_from(["", "2026-05-01", "2026-05-09", "?"]),
            }
        )
    )
)
def test_every_row_is_kept_or_refused_and_never_both(rows: list[dict[str, str | None]]) -> None:
    found = judge(OWN["complaints"], rows, LIMITS)
    assert len(found.rows) == len(found.faults) == len(rows)
    assert all(bool(row) == (fault is None) for row, fault in zip(found.rows, found.faults, strict=True))


def test_the_record_is_known_by_its_own_id() -> None:
    assert row_of("ads", ad_id=" A-17 ")["record_id"] == "A-17"
    assert row_of("complaints", ticket_no="T1")["record_id"] == "T1"
    assert row_of("judgments", doc_id="D1")["record_id"] == "D1"
    assert row_of("enterprises", uscc=VALID)["record_id"] == VALID


def test_a_record_without_an_id_is_known_by_a_hash_of_its_content() -> None:
    first, again, other = row_of("ads"), row_of("ads"), row_of("ads", city="广州")
    assert first["record_id"] == again["record_id"] == f"h{first['row_digest']}"
    assert first["record_id"] != other["record_id"]


def test_the_order_of_columns_and_unknown_columns_leave_the_row_digest_alone() -> None:
    one = judged("ads", {"job_title": "文员", "city": "广州"}).rows[0]
    two = judged("ads", {"city": "广州", "颜色": "红", "job_title": "文员"}).rows[0]
    assert one["row_digest"] == two["row_digest"]
    assert two["extras"] == {"颜色": "红"}


@pytest.mark.parametrize("source", ["ads", "complaints", "enterprises"])
def test_a_credit_code_that_fails_its_check_is_no_key_but_is_kept(source: str) -> None:
    row = row_of(source, uscc="91440106A4C12H3B7Y")
    assert row["uscc"] is None
    assert row["extras"] == {"uscc_as_found": "91440106A4C12H3B7Y"}
    assert all(subject["uscc"] is None for subject in row["subjects"])
    assert row["record_id"].startswith("h")


def test_a_credit_code_is_kept_in_normal_form() -> None:
    row = row_of("enterprises", uscc="91440106-a4c12h3b7x")
    assert (row["uscc"], row["extras"]) == (VALID, {})


def test_the_event_is_the_source_s_own_date_at_midnight_in_shanghai() -> None:
    assert row_of("enterprises", est_date="2020年3月4日")["event_at"] == datetime(2020, 3, 4, tzinfo=SHANGHAI)
    assert row_of("judgments", judged_at="2020-03-04")["event_at"] == datetime(2020, 3, 4, tzinfo=SHANGHAI)
    assert row_of("ads", published_at="2020-03-04T05:06:07Z")["event_at"] == datetime(
        2020, 3, 4, 5, 6, 7, tzinfo=UTC
    )
    assert row_of("ads")["event_at"] is None


def test_the_employer_of_an_ad_is_its_subject() -> None:
    (subject,) = row_of("ads", company_name="广州晨禾信息有限公司", city="广州", uscc=VALID)["subjects"]
    assert subject == {
        "name": "广州晨禾信息有限公司",
        "name_norm": "广州晨禾信息有限公司",
        "name_key": "广州|晨禾信息|",
        "name_core": "晨禾信息",
        "uscc": VALID,
        "role": "employer",
        "city": "广州",
        "seat": "4401",
        "legal_rep": None,
    }


def test_a_telephone_becomes_a_digest_and_the_same_in_every_source() -> None:
    digest = phone_digest("13800138000", b"key")
    assert row_of("ads", job_desc="电话 138-0013-8000")["phone_digests"] == [digest]
    assert row_of("ads", contact_in_text="vx13800138000")["phone_digests"] == [digest]
    assert row_of("enterprises", phone="１３８００１３８０００")["phone_digests"] == [digest]


def test_the_caller_s_telephone_is_no_key() -> None:
    assert row_of("complaints", caller_phone="13800138000", content="回电13800138000")["phone_digests"] == []


def test_another_key_gives_another_digest() -> None:
    other = judged("ads", {"job_desc": "电话13800138000"}, limits=Limits(LIMITS.today, 1000, b"other")).rows[
        0
    ]
    assert other["phone_digests"] != row_of("ads", job_desc="电话13800138000")["phone_digests"]


def test_texts_that_differ_in_layout_and_numbers_share_a_text_digest() -> None:
    one = row_of("ads", job_desc="日结 260 元，\n加ＶＸ")["text_digest"]
    two = row_of("ads", job_desc="日结180元，加vx")["text_digest"]
    assert one == two != row_of("ads", job_desc="月结180元，加vx")["text_digest"]


def test_a_salary_text_fills_the_columns_that_the_file_leaves_empty() -> None:
    row = row_of("ads", salary_text="8-13K·14薪", salary_min="9000")
    assert (row["salary_min"], row["salary_max"], row["salary_period"], row["salary_months"]) == (
        9000,
        13000,
        "月",
        14,
    )


def test_a_salary_to_be_agreed_leaves_the_columns_null() -> None:
    row = row_of("ads", salary_text="面议")
    assert (row["salary_text"], row["salary_min"], row["salary_max"]) == ("面议", None, None)


def test_a_case_number_is_kept_in_normal_form_with_its_court_code() -> None:
    row = row_of("judgments", case_no="（2023）粤0106 刑初 1234 号")
    assert (row["case_no"], row["court_code"]) == ("(2023)粤0106刑初1234号", "粤0106")


def test_a_case_number_that_cannot_be_read_is_kept_as_written() -> None:
    row = row_of("judgments", case_no="不详之案", court_code="粤01")
    assert (row["case_no"], row["court_code"]) == ("不详之案", "粤01")


def test_the_full_text_stands_for_the_facts_where_only_it_came() -> None:
    assert judged("judgments", {"full_text": "判决书全文"}).rows[0]["facts"] == "判决书全文"
    assert judged("judgments", {"full_text": "全文", "facts": "事实"}).rows[0]["facts"] == "事实"


def test_what_an_enterprise_does_not_disclose_is_null_and_refuses_nothing() -> None:
    assert row_of("enterprises", insured_count="企业选择不公示")["insured_count"] is None


def test_nested_lists_are_read_by_their_chinese_names() -> None:
    row = row_of(
        "enterprises",
        abnormal_list='[{"列入原因": "住所失联", "列入日期": "2025-01-02"}]',
        former_names="旧名甲公司；旧名乙公司",
    )
    assert row["abnormal_list"] == [{"reason": "住所失联", "in_date": date(2025, 1, 2), "out_date": None}]
    assert row["former_names"] == ["旧名甲公司", "旧名乙公司"]


@quick
@given(st.text(min_size=1, max_size=40))
def test_any_text_can_be_judged(written: str) -> None:
    found = judged(
        "ads", {"job_title": written, "company_name": written, "uscc": written, "salary_text": written}
    )
    assert len(found.rows) == 1


@quick
@given(st.text(alphabet=st.characters(codec=None), min_size=1, max_size=40))
def test_any_text_can_be_judged_as_a_text_surrogates_included(written: str) -> None:
    found = judged("complaints", {"content": f"投诉{written}", "ticket_no": written})
    assert found.faults == [None]


def test_a_lone_surrogate_in_a_company_s_name_refuses_no_other_row() -> None:
    found = judged("ads", LEAST["ads"], LEAST["ads"] | {"company_name": "晨禾\ud800有限公司"})
    assert found.faults[0] is None


@quick
@given(st.lists(st.sampled_from(["甲", "乙", "丙"]), max_size=5))
def test_the_same_rows_in_another_file_are_judged_alike(titles: list[str]) -> None:
    rows = [{"job_title": title} for title in titles]
    alone = [judged("ads", row).rows[0] for row in rows]
    assert judged("ads", *rows).rows == alone
