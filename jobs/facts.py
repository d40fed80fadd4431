"""What ads, the register, complaints and judgments say of each subject: one wide row a subject."""

from datetime import date
from functools import reduce

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jobs.inputs import STRUCK_OFF, Records, ids, members_of
from jobs.salaries import salary_facts
from jobs.settings import Knobs
from jobs.sharing import building_facts, shared_facts
from jobs.told import told_facts

# A branch's staff may lawfully be insured by its head office.
BRANCH = "分公司$|分店$|分行$|支行$|营业部$|办事处$|分部$|分所$"
NOT_ASKED = r"^(不限|无|无要求|不要求|经验不限|学历不限)?$"
# 88号A座1203房 → 88号A座: what stands behind the number of the house is a room.
_BUILDING = (
    r"^(.{2,40}?[0-9]{1,5}号(?:(?:自编)?[A-Za-z0-9一二三四五六七八九十东南西北]{1,3}(?:座|栋|幢|号楼))?"
    r"|.{4,40}?(?:大厦|大楼|广场|中心|产业园|科技园|创意园))"
)


def subject_facts(records: Records, posted: DataFrame, registered: DataFrame, day: date, knobs: Knobs) -> DataFrame:  # fmt: skip
    """One row a subject that an ad, a complaint or a judgment speaks of."""
    parts = [
        registered,
        posting_facts(posted),
        _widest(posted, "title", "same_post"),
        _widest(posted, "family_id", "same_text"),
        barred_facts(posted, registered),
        building_facts(registered),
        salary_facts(posted),
        *shared_facts(posted, registered, knobs.phone_max_employers),
        told_facts(records, posted, day, knobs.complainant_max_subjects),
    ]
    active = records.members.where("source <> 'enterprises'").select("entity_id").distinct()
    joined = reduce(lambda one, other: one.join(other, "entity_id", "left"), parts, active)
    return joined.withColumns(_settled(joined, day))


def _settled(joined: DataFrame, day: date) -> dict[str, Column]:
    """Numbers and lists that are missing are none; the register's row stands beside what it is held against."""
    counted = ("active_postings", "wanted", "postings_while_barred")
    numbers = [*counted, *(name for name in joined.columns if name.endswith(("_employers", "_cities")))]
    flags = ("licensed_hr", "struck_off", "is_branch")
    lists = [name for name in joined.columns if name.endswith("_ids")]
    registration = F.filter(F.array("registration"), lambda one: one.isNotNull())
    return (
        {name: F.coalesce(name, F.lit(0)) for name in numbers}
        | {name: F.coalesce(name, F.lit(False)) for name in flags}
        | {name: F.coalesce(name, F.array().cast("array<string>")) for name in lists}
        | {
            "registered": F.col("registration").isNotNull(),
            "registration_ids": registration,
            # The first annual report is due by 30 June of the year after the foundation.
            "report_due": F.expr(f"coalesce(DATE'{day}' >= make_date(year(est_date) + 1, 7, 1), true)"),
            "days_at_first_posting": F.datediff("first_published", "est_date"),
        }
    )


def postings(records: Records, day: date, knobs: Knobs) -> DataFrame:
    """Ads with their employer; an ad without date counts as active on its landing date."""
    employers = members_of(records.members, "ads", "employer", "self")
    families = records.families.where("source = 'ads'").select("record_id", "family_id")
    published = F.coalesce(F.to_date("published_at"), F.col("batch_date"))
    plain_title = F.regexp_replace(F.lower("job_title"), r"[（(【\[].*?[)）】\]]|[^一-龥a-z]", "")
    role = F.regexp_extract(plain_title, "|".join(knobs.salary_roles), 0)
    return records.ads.join(employers, "record_id").join(families, "record_id", "left").select(
        "entity_id",
        F.concat(F.lit("ads:"), "record_id").alias("posting"),
        published.alias("published"),
        (F.datediff(F.lit(day), published) < knobs.active_days).alias("is_active"),
        "headcount",
        "phone_digests",
        F.get(F.transform("subjects", lambda s: s.name_core), 0).alias("core"),
        F.col("brand_name").alias("brand"),
        F.concat_ws("|", "platform", F.nullif("recruiter_account_id", F.lit(""))).alias("account"),
        F.col("recruiter_account_id").isNotNull().alias("has_account"),
        F.nullif(plain_title, F.lit("")).alias("title"),
        F.coalesce(F.nullif(role, F.lit("")), F.nullif(plain_title, F.lit(""))).alias("role"),
        F.regexp_replace("city", "市$", "").alias("city"),
        F.col("address").alias("workplace"),
        ((F.col("salary_min") + F.col("salary_max")) / 2).alias("salary"),
        F.expr(f"coalesce(trim(education), '') RLIKE '{NOT_ASKED}' AND coalesce(trim(experience), '') RLIKE '{NOT_ASKED}'").alias("asks_nothing"),
        "family_id",
    )  # fmt: skip


def registrations(records: Records) -> DataFrame:
    """The register's latest row of each subject."""
    plain = F.regexp_replace(
        F.translate("address", "０１２３４５６７８９", "0123456789"), r"\s|[（(].*?[)）]", ""
    )
    own = F.filter("subjects", lambda s: s.role == "registered")
    row = F.struct(
        F.concat(F.lit("enterprises:"), "record_id").alias("registration"),
        F.col("name").alias("registered_name"),
        F.get(F.transform(own, lambda s: s.name_core), 0).alias("registered_core"),
        "legal_rep", "est_date", "biz_scope", "biz_status", "insured_count", "annual_report_year",
        "abnormal_list", "penalties", "batch_date",
        F.coalesce(F.col("biz_status").rlike(STRUCK_OFF), F.lit(False)).alias("struck_off"),
        F.col("license_hr").isNotNull().alias("licensed_hr"),
        F.coalesce(F.col("name").rlike(BRANCH), F.lit(False)).alias("is_branch"),
        F.nullif(F.regexp_extract(plain, _BUILDING, 1), F.lit("")).alias("building"),
        F.substring(F.coalesce("region_code", F.substring("uscc", 3, 6)), 1, 4).alias("prefecture"),
        F.col("phone_digests").alias("registered_phones"),
    )  # fmt: skip
    joined = records.enterprises.join(members_of(records.members, "enterprises", "registered"), "record_id")
    latest = joined.groupBy("entity_id").agg(F.max_by(row, F.struct("batch_date", "record_id")).alias("r"))
    return latest.select("entity_id", "r.*")


def posting_facts(posted: DataFrame) -> DataFrame:
    """How much a subject advertises, and since when."""
    active = F.col("is_active")
    week = F.when(active, F.date_trunc("week", "published"))
    return posted.groupBy("entity_id").agg(
        F.count_if(active).alias("active_postings"),
        F.sum(F.when(active, F.coalesce("headcount", F.lit(1)))).alias("wanted"),
        F.min("published").alias("first_published"),
        F.countDistinct(week).alias("posting_weeks"),
        F.expr("datediff(max(published) FILTER (WHERE is_active), min(published) FILTER (WHERE is_active)) + 1").alias("posting_days"),
        F.countDistinct(F.when(active, F.col("title"))).alias("posts"),
        F.collect_set(F.when(active, F.col("workplace"))).alias("workplaces"),
        ids(F.when(active, F.col("posting"))).alias("posting_ids"),
    )  # fmt: skip


def _widest(posted: DataFrame, key: str, name: str) -> DataFrame:
    """In how many cities the same post, or the same text, is advertised."""
    spread = posted.where(f"is_active AND {key} IS NOT NULL").groupBy("entity_id", key)
    counted = spread.agg(F.countDistinct("city").alias("cities"), ids("posting").alias("ids"))
    widest = F.max_by(F.struct("cities", "ids"), F.struct("cities", key)).alias("w")
    return counted.groupBy("entity_id").agg(widest).select(
        "entity_id", F.col("w.cities").alias(f"{name}_cities"), F.col("w.ids").alias(f"{name}_ids")
    )  # fmt: skip


def barred_facts(posted: DataFrame, registered: DataFrame) -> DataFrame:
    """Postings after the subject was struck off, or while it stood in the list of abnormal operation."""
    in_force = F.filter(
        F.coalesce("abnormal_list", F.expr("array()")),
        lambda entry: (
            (F.coalesce(entry.in_date, F.col("published")) <= F.col("published"))
            & (entry.out_date.isNull() | (entry.out_date > F.col("published")))
        ),
    )
    barred = registered.select("entity_id", "struck_off", "abnormal_list")
    counted = posted.where("is_active").join(barred, "entity_id").withColumn("in_force", in_force)
    return counted.where("struck_off OR size(in_force) > 0").groupBy("entity_id").agg(
        F.count("*").alias("postings_while_barred"),
        F.expr("array_join(array_sort(array_distinct(flatten(collect_list(in_force.reason)))), '；')").alias("listed_reasons"),
        ids("posting").alias("barred_ids"),
    )  # fmt: skip
