"""What complaints and judgments say of each subject, by scenario."""

from datetime import date

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jobs.inputs import Records, ids
from jobs.mentioned import ACTORS

ALL = "*"  # any scenario
QUARTER, MONTH = 90, 30  # days (cards S01 and S12)
NO_VERDICT = "宣告.{0,12}无罪|无罪释放|准许.{0,12}撤回(起诉|上诉)|准许.{0,12}撤诉"  # domain A4
UNKNOWN_CALLER = "^(匿名|保密|不详|未知|无)?$"
_CITY = r"^(?:[一-龥]{2,8}?(?:省|自治区))?([一-龥]{2,7}?(?<![超菜夜门城集花])市)"


def told_facts(records: Records, posted: DataFrame, day: date, most_subjects: int) -> DataFrame:
    """One map a subject: scenario (or * for any) → what complaints and judgments say of it."""
    fired = fired_in(records.mentions, records.members).localCheckpoint()
    judged = _judged(fired, records.judgments)
    heard = _heard(fired, records, day, most_subjects).localCheckpoint()
    keys = ["entity_id", "scenario"]
    parts = [_complaint_facts(heard, posted), _judgment_facts(judged), *_afterwards(heard, posted, judged)]
    joined = parts[0]
    for part in parts[1:]:
        joined = joined.join(part, keys, "full")
    columns = F.struct(*(name for name in joined.columns if name not in keys))
    by_scenario = F.map_from_entries(F.collect_list(F.struct("scenario", columns)))
    return joined.groupBy("entity_id").agg(by_scenario.alias("told"))


def fired_in(mentions: DataFrame, members: DataFrame) -> DataFrame:
    """Records in which a rule of the scenario fired, with the subjects that are said to have done it."""
    told = mentions.where(
        "kind = 'rule' AND NOT arrays_overlap(coalesce(context, array()), array('untrue', 'victim'))"
    )
    rules = told.select("source", "record_id", F.explode(F.array("scenario", F.lit(ALL))).alias("scenario"))
    actors = members.where(F.col("role").isin(*ACTORS)).select("entity_id", "source", "record_id", "role")
    return rules.distinct().join(actors, ["source", "record_id"]).distinct()


def _ids(source: str, condition: Column | None = None) -> Column:
    record = F.concat(F.lit(f"{source}:"), "record_id")
    return ids(record if condition is None else F.when(condition, record))


def _heard(fired: DataFrame, records: Records, day: date, most_subjects: int) -> DataFrame:
    """Complaints with who called: a caller's repeats of one wording on one day are one complaint."""
    families = records.families.where("source = 'complaints'").select("record_id", "family_id")
    told = records.complaints.join(families, "record_id", "left").select(
        "record_id",
        "phone_digests",
        F.to_date(F.coalesce("event_at", "batch_date")).alias("said_on"),
        _caller().alias("caller"),
        F.coalesce("family_id", "record_id").alias("wording"),
        F.coalesce("caller_phone", F.lit("")).alias("caller_phone"),
        _city_of("region", "occurred_address", "target_address").alias("city"),
    )
    about = fired.where("source = 'complaints'").drop("source", "role").distinct().join(told, "record_id")
    usual = about.join(_everywhere(records, told, most_subjects), "caller", "left_anti")
    return usual.withColumns(
        {
            "complaint": F.concat_ws("|", "wording", "caller_phone", "said_on"),
            "complainant": F.coalesce("caller", F.concat(F.lit("?"), "wording")),
            "days_ago": F.datediff(F.lit(day), "said_on"),
        }
    )


def _caller() -> Column:
    """Who calls, by number and name: a masked number alone is shared by many; null where unknown."""
    name = F.when(~F.coalesce("caller_name", F.lit("")).rlike(UNKNOWN_CALLER), F.col("caller_name"))
    return F.nullif(F.concat_ws("|", F.nullif("caller_phone", F.lit("")), name), F.lit(""))


def _everywhere(records: Records, told: DataFrame, most_subjects: int) -> DataFrame:
    """Callers who complain about very many subjects: professional complainants (domain B4)."""
    about = records.members.where("source = 'complaints'").select("entity_id", "record_id")
    callers = told.where("caller IS NOT NULL").join(about, "record_id").groupBy("caller")
    return callers.agg(F.countDistinct("entity_id").alias("n")).where(f"n > {most_subjects}").select("caller")


def _city_of(*names: str) -> Column:
    return F.coalesce(*(F.nullif(F.regexp_extract(name, _CITY, 1), F.lit("")) for name in names))


def _complaint_facts(heard: DataFrame, posted: DataFrame) -> DataFrame:
    numbers = posted.groupBy("entity_id").agg(
        F.array_distinct(F.flatten(F.collect_list("phone_digests"))).alias("ad_phones")
    )
    rows = heard.join(numbers, "entity_id", "left")
    in_quarter, in_month = F.col("days_ago") < QUARTER, F.col("days_ago") < MONTH
    same_phone = F.coalesce(F.arrays_overlap("phone_digests", "ad_phones"), F.lit(False))
    return rows.groupBy("entity_id", "scenario").agg(
        F.countDistinct(F.when(in_quarter, F.col("complaint"))).alias("complaints_90d"),
        F.countDistinct(F.when(in_quarter, F.col("complainant"))).alias("complainants_90d"),
        F.countDistinct(F.when(in_month, F.col("complainant"))).alias("complainants_30d"),
        F.countDistinct("city").alias("complaint_cities"),
        F.array_join(F.array_sort(F.collect_set("city")), "、").alias("cities_named"),
        F.countDistinct(F.when(same_phone, F.col("complaint"))).alias("complaints_with_ad_phone"),
        F.max("said_on").alias("last_complaint_on"),
        _ids("complaints", in_quarter).alias("complaint_ids_90d"),
        _ids("complaints", in_month).alias("complaint_ids_30d"),
        _ids("complaints", same_phone).alias("ad_phone_complaint_ids"),
        _ids("complaints").alias("complaint_ids"),
    )


def _judged(fired: DataFrame, judgments: DataFrame) -> DataFrame:
    """Judgments against the subject, or about its insiders, that did not acquit."""
    stands = judgments.where(f"NOT coalesce(result, '') RLIKE '{NO_VERDICT}'")
    dated = stands.select("record_id", F.coalesce("judged_at", "batch_date").alias("judged_on"), "province")
    return fired.where("source = 'judgments'").join(dated, "record_id")


def _judgment_facts(judged: DataFrame) -> DataFrame:
    inside = F.col("role") == "workplace"
    return judged.groupBy("entity_id", "scenario").agg(
        F.countDistinct("record_id").alias("judgments"),
        F.countDistinct(F.when(inside, F.col("record_id"))).alias("workplace_judgments"),
        F.countDistinct("province").alias("judgment_provinces"),
        F.min("judged_on").alias("first_judged_on"),
        _ids("judgments").alias("judgment_ids"),
        _ids("judgments", inside).alias("workplace_judgment_ids"),
    )


def _afterwards(heard: DataFrame, posted: DataFrame, judged: DataFrame) -> list[DataFrame]:
    """Ads, and complaints of any scenario, dated after the subject's first judgment as perpetrator."""
    first = judged.where("role = 'perpetrator'").groupBy("entity_id", "scenario").agg(
        F.min("judged_on").alias("since")
    )  # fmt: skip
    ads = posted.join(first, "entity_id").where("published > since").groupBy("entity_id", "scenario")
    anything = heard.where(F.col("scenario") == ALL).drop("scenario")
    heard_since = anything.join(first, "entity_id").where("said_on > since").groupBy("entity_id", "scenario")
    return [
        ads.agg(
            F.count("*").alias("postings_after_judgment"),
            ids("posting").alias("later_posting_ids"),
        ),
        heard_since.agg(
            F.countDistinct("complaint").alias("complaints_after_judgment"),
            _ids("complaints").alias("later_complaint_ids"),
        ),
    ]
