"""Keys that employers share: telephone, legal representative, account, wording, building."""

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from jobs.inputs import ids

# A name of two characters and more that nobody masked; one prefecture keeps most namesakes apart.
NAMED_PERSON = "length(legal_rep) >= 2 AND NOT legal_rep RLIKE '[某*×xX]' AND prefecture IS NOT NULL"


def shared_facts(posted: DataFrame, registered: DataFrame, most: int) -> list[DataFrame]:
    """For each kind of key, how many employers of different names share the widest key of a subject."""
    employers = employers_of(posted, registered)
    known = employers.join(registered.select("entity_id", "licensed_hr"), "entity_id", "left")
    told = posted.join(known, "entity_id")
    phones = told.withColumn("phone", F.explode("phone_digests"))
    accounts, wordings = told.where("has_account"), told.where("family_id IS NOT NULL")
    by_brand = F.coalesce("brand", "employer")  # a franchise shares its texts
    return [
        _widest(_keyed(phones, "phone").unionByName(_owned_phones(registered)), "phone", most),
        _widest(_represented(known, registered), "legal_rep", most),
        _widest(_keyed(accounts, "account"), "account", most),
        _widest(_keyed(wordings.withColumn("employer", by_brand), "family_id"), "template", most),
    ]


def _keyed(told: DataFrame, key: str, record: str = "posting") -> DataFrame:
    nobody = F.lit(None).cast("string").alias("scope")
    return told.select(
        "entity_id", "employer", F.col(key).alias("key"), F.col(record).alias("record"), "licensed_hr", nobody
    )


def employers_of(posted: DataFrame, registered: DataFrame) -> DataFrame:
    """One name a subject that advertises: brand and trade as registered, else as advertised; null where unnamed."""
    names = posted.groupBy("entity_id").agg(F.min("core").alias("core"))
    joined = names.join(registered.select("entity_id", "registered_core"), "entity_id", "left")
    return joined.select("entity_id", F.coalesce("registered_core", "core").alias("employer"))


def _owned_phones(registered: DataFrame) -> DataFrame:
    """Who has the number in the register: no employer by that alone, but an agent or agency may explain it."""
    return registered.select(
        "entity_id",
        F.lit(None).cast("string").alias("employer"),
        F.explode("registered_phones").alias("key"),
        F.col("registration").alias("record"),
        "licensed_hr",
        F.concat_ws("：", "registered_name", "biz_scope").alias("scope"),
    )


def _represented(known: DataFrame, registered: DataFrame) -> DataFrame:
    """Employers by legal representative and prefecture: a person's name alone joins nothing."""
    persons = registered.where(NAMED_PERSON).select("entity_id", person_key().alias("person"), "registration")
    return _keyed(known.join(persons, "entity_id"), "person", "registration")


def person_key() -> Column:
    """A legal representative in his prefecture."""
    return F.concat_ws("|", "prefecture", "legal_rep")


def _widest(keyed: DataFrame, name: str, most: int) -> DataFrame:
    """The key of each subject that most employers share, at most `most`: more share an agent's."""
    by_key = keyed.groupBy("key").agg(
        F.countDistinct("employer").alias("employers"),
        ids("record").alias("ids"),
        F.coalesce(F.bool_or("licensed_hr"), F.lit(False)).alias("licensed"),
        F.array_join(F.array_sort(F.collect_set("scope")), "；").alias("owners"),
    )
    wide = by_key.where(F.col("employers").between(2, most))
    found = keyed.where("employer IS NOT NULL").select("entity_id", "key").distinct().join(wide, "key")
    columns = ("employers", "ids", "licensed", "owners")
    widest = F.max_by(F.struct(*columns), F.struct("employers", "key")).alias("w")
    by_entity = found.groupBy("entity_id").agg(widest)
    return by_entity.select("entity_id", *(F.col(f"w.{one}").alias(f"{name}_{one}") for one in columns))


def building_facts(registered: DataFrame) -> DataFrame:
    """How many firms are registered in a subject's building, and what share of them insures staff."""
    here = Window.partitionBy("building")
    is_insured = F.when(F.coalesce("insured_count", F.lit(0)) > 0, 1.0).otherwise(0.0)
    return registered.where("building IS NOT NULL").select(
        "entity_id",
        F.count("*").over(here).alias("firms_at_building"),
        F.avg(is_insured).over(here).alias("building_insured_share"),
        # The work address repeats at least the road and number: 广州市天河区某路8号 → 某路8号
        F.regexp_replace("building", r"^.*[区县市](?=.{3})", "").alias("building_road"),
    )
