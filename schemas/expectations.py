"""What each table must satisfy before anything is published, and why that bound."""

from dataclasses import dataclass
from typing import Literal

from schemas.sources import ADS, COMPLAINTS, ENTERPRISES, JUDGMENTS, Source
from schemas.table import Table
from schemas.tables import CLUE_EVIDENCE, CLUES

Severity = Literal["error", "warning"]  # an error stops the night, a warning is shown


@dataclass(frozen=True)
class Expectation:
    """One check on a table.

    `where` is a Spark SQL condition that every row must meet; rows where it is null pass. `share`
    is the least share of rows that must, `title` says it in words, `why` gives the bound's reason.
    """

    name: str
    title: str
    where: str
    why: str
    share: float = 1.0
    severity: Severity = "error"


@dataclass(frozen=True)
class Suite:
    """The checks of one table; `id_column` names bad rows."""

    table: Table
    id_column: str
    expectations: tuple[Expectation, ...]

    @property
    def name(self) -> str:
        """The suite is called like its table."""
        return self.table.name


def _derived(source: Source) -> tuple[Expectation, ...]:
    """Checks that follow from the contract of a source alone."""
    required = " OR ".join(f"length(trim({name})) > 0" for name in source.required)
    return (
        Expectation(
            "required",
            f"{'、'.join(source.required)} 至少一项非空",
            f"coalesce({required}, false)",
            "契约必填",
        ),
        *(
            Expectation(
                f"{name}_not_future",
                f"{name} 不晚于批次日期",
                f"to_date({name}) <= batch_date",
                "未来日期是录入错误",
            )
            for name in source.date_columns_not_in_future
        ),
    )


def _shares(
    name: str, title: str, where: str, why: str, error: float, warning: float
) -> tuple[Expectation, Expectation]:
    """The same check twice: below one share it stops the night, below the other it is only shown."""
    return (
        Expectation(name, title, where, why, error),
        Expectation(f"{name}_warning", title, where, why, warning, "warning"),
    )


SUITES = (
    Suite(
        ADS.table,
        "record_id",
        (
            *_derived(ADS),
            *_shares(
                "salary_order",
                "最低薪资不高于最高薪资",
                "salary_min <= salary_max",
                "颠倒说明列映射错误",
                0.9,
                1.0,
            ),
            *_shares(
                "salary_bound",
                "月薪不超过20万元",
                "salary_max <= 200000",
                "更高多为年薪误读（domain C5）",
                0.9,
                0.99,
            ),
            *_shares(
                "employer_named", "写明招聘单位", "company_name IS NOT NULL", "无单位则无法关联", 0.1, 0.9
            ),
        ),
    ),
    Suite(
        JUDGMENTS.table,
        "record_id",
        (
            *_derived(JUDGMENTS),
            *_shares(
                "case_number",
                "案号可解析",
                "case_no RLIKE '^[(][0-9]{4}[)].+号$'",
                "公开文书案号有固定格式（domain C5：98%）",
                0.9,
                0.98,
            ),
        ),
    ),
    Suite(
        COMPLAINTS.table,
        "record_id",
        (
            *_derived(COMPLAINTS),
            *_shares(
                "ticket_number", "有工单编号", "ticket_no IS NOT NULL", "缺编号则重复件无法识别", 0.1, 0.98
            ),
        ),
    ),
    Suite(
        ENTERPRISES.table,
        "record_id",
        (
            *_derived(ENTERPRISES),
            *_shares(
                "credit_code",
                "统一社会信用代码校验通过",
                "uscc IS NOT NULL",
                "校验不通过说明列映射或导出有误",
                0.8,
                0.98,
            ),
            *_shares(
                "region_code",
                "行政区划代码为六位数字",
                "region_code RLIKE '^[1-8][0-9]{5}$'",
                "GB/T 2260",
                0.9,
                0.98,
            ),
        ),
    ),
    Suite(
        CLUES,
        "clue_id",
        (
            Expectation("score_range", "得分在0到100之间", "score BETWEEN 0 AND 100", "domain B3"),
            Expectation("tier_known", "等级为A、B、C、D", "tier IN ('A', 'B', 'C', 'D')", "domain B3"),
            Expectation("reasons", "每条线索都有判断依据", "size(reasons) > 0", "线索须可解释"),
            Expectation(
                "has_evidence",
                "每条线索都有证据",
                "evidence_rows > 0",
                "没有原文片段的线索是缺陷（domain B3）",
            ),
            Expectation("rank_dense", "排名从1开始连续", "rank = row_place", "排名不得有空缺或重复"),
        ),
    ),
    Suite(
        CLUE_EVIDENCE,
        "clue_id",
        (
            Expectation(
                "no_phone",
                "不出现完整电话号码",
                "NOT quote RLIKE '(?<![0-9０-９])([1１][3-9３-９][0-9０-９]{9}|[0０][0-9０-９]{2,3}-?[0-9０-９]{7,8})(?![0-9０-９])'",
                "金表只存脱敏片段",
            ),
            Expectation(
                "no_id_card",
                "不出现完整身份证号或卡号",
                "NOT quote RLIKE '(?<![0-9０-９])[0-9０-９]{15,}'",
                "金表只存脱敏片段",
            ),
            Expectation("has_quote", "每条证据都有片段或数字", "length(quote) > 0", "没有片段的证据无法核对"),
        ),
    ),
)
SOURCE_SUITES = tuple(suite for suite in SUITES if suite.table.zone == "restricted")
CLUE_SUITES = tuple(suite for suite in SUITES if suite.table.zone == "gold")
