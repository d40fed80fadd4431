"""Who shares a telephone, person, building or wording with whom, and who registered anew: edges to read."""

from functools import reduce

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from jobs.inputs import ids
from jobs.linkage import CONFIDENCE, looked_up, surname
from jobs.settings import Knobs
from jobs.sharing import NAMED_PERSON, employers_of, person_key
from schemas.tables import ENTITY_NETWORK

MOST_RECORDS = 10
SOON = 90  # days from a listing or deregistration to a new registration (domain B6)
# Domain B5; a namesake in one prefecture is as weak as a shared building, a shared wording weaker.
BY_KIND = {"phone": CONFIDENCE["phone"], "legal_rep": 0.5, "building": 0.5, "family": 0.4}
CORE_ONLY = 0.4


def network_of(members: DataFrame, posted: DataFrame, registered: DataFrame, knobs: Knobs) -> DataFrame:
    """Pairs of subjects, of which one has an ad, complaint or judgment, with the key they share."""
    active = members.where("source <> 'enterprises'").select("entity_id").distinct()
    names = registered.select("entity_id", "registered_core").join(
        employers_of(posted, registered), "entity_id", "full"
    )
    subjects = names.select("entity_id", F.coalesce("employer", "registered_core").alias("core")).join(
        active.withColumn("is_active", F.lit(True)), "entity_id", "full"
    )
    most = knobs.network_max_subjects
    edges = shared_edges(keys_of(posted, registered), subjects, most, knobs.phone_max_links)
    return edges.unionByName(reregistered(registered, subjects, most)).select(*ENTITY_NETWORK.names)


def keys_of(posted: DataFrame, registered: DataFrame) -> DataFrame:
    """One row a subject, key and record that shows it; `value` is the key as a reviewer may read it."""
    digest, posting, row = F.col("key"), F.col("posting"), F.col("registration")
    shown = F.concat(F.lit("…"), F.right(digest, F.lit(4)))
    phones = [
        posted.select("entity_id", F.explode("phone_digests").alias("key"), posting.alias("record")),
        registered.select("entity_id", F.explode("registered_phones").alias("key"), row.alias("record")),
    ]
    texts = posted.where("family_id IS NOT NULL")
    persons, houses = registered.where(NAMED_PERSON), registered.where("building IS NOT NULL")
    parts = [
        phones[0].unionByName(phones[1]).select("entity_id", F.lit("phone").alias("kind"), "key", shown.alias("value"), "record"),
        _keyed(persons, "legal_rep", person_key(), surname(F.col("legal_rep")), row),
        _keyed(houses, "building", F.col("building"), F.col("building"), row),
        _keyed(texts, "family", F.col("family_id"), F.col("family_id"), posting),
    ]  # fmt: skip
    return reduce(DataFrame.unionByName, parts)


def _keyed(rows: DataFrame, kind: str, key: Column, value: Column, record: Column) -> DataFrame:
    columns = {"kind": F.lit(kind), "key": key, "value": value, "record": record}
    return rows.select("entity_id", *(column.alias(name) for name, column in columns.items()))


def shared_edges(keyed: DataFrame, subjects: DataFrame, most: int, few: int) -> DataFrame:
    """Each pair once, the smaller id first; a key of more than `most` subjects is an agent's: no edge.

    A telephone of more than `few` says little (domain B5).
    """
    holders = keyed.groupBy("kind", "key", "entity_id").agg(
        F.min("value").alias("value"),
        ids("record", MOST_RECORDS // 2).alias("ids"),
    )
    known = holders.join(subjects, "entity_id", "left")
    here = Window.partitionBy("kind", "key")
    sized = known.withColumns(
        {"holders": F.count("*").over(here), "any_active": F.bool_or("is_active").over(here)}
    )
    shared = sized.where(F.col("holders").between(2, most) & F.col("any_active"))
    pairs = shared.alias("a").join(shared.alias("b"), ["kind", "key"]).where(
        "a.entity_id < b.entity_id AND (a.is_active OR b.is_active)"
    )  # fmt: skip
    return pairs.select(
        F.col("a.entity_id").alias("entity_id"),
        F.col("b.entity_id").alias("other_id"),
        "kind",
        F.col("a.value").alias("value"),
        F.concat("a.ids", "b.ids").alias("records"),
        _confidence(few).alias("confidence"),
    )


def _confidence(few: int) -> Column:
    """How surely the two are one subject (domain B5)."""
    same_core = F.col("a.core") == F.col("b.core")
    kind = F.col("kind")
    return (
        F.when(same_core & (kind == "legal_rep"), CONFIDENCE["core_place_person"])
        .when(same_core & (kind == "phone"), CONFIDENCE["core_phone"])
        .when((kind == "phone") & (F.col("a.holders") > few), CORE_ONLY)
        .otherwise(looked_up(BY_KIND, kind))
    )


def reregistered(registered: DataFrame, subjects: DataFrame, most: int) -> DataFrame:
    """From the new firm to the old: same person or core in one prefecture, soon after the old one's end.

    The register dates a listing but no deregistration: the landing day that shows it stands for it.
    """
    keyed = _same_owner(registered, most)
    listed = F.expr("transform(coalesce(abnormal_list, array()), entry -> entry.in_date)")
    ends = F.when(F.col("struck_off"), F.array_append(listed, F.col("batch_date"))).otherwise(listed)
    old = keyed.select("key", "by_person", F.col("entity_id").alias("other_id"), F.col("registration").alias("old"), F.explode(ends).alias("ended"))  # fmt: skip
    new = keyed.select("key", "entity_id", "value", "registration", "est_date")
    soon = F.datediff("est_date", "ended").between(0, SOON) & (F.col("entity_id") != F.col("other_id"))
    pairs = new.join(old, "key").where(soon).groupBy("entity_id", "other_id").agg(
        F.max("by_person").alias("person"),
        F.min("by_person").alias("person_only"),
        F.min_by("value", "by_person").alias("value"),
        F.array_distinct(F.array(F.min("registration"), F.min("old"))).alias("records"),
    )  # fmt: skip
    active = subjects.where("is_active").select("entity_id")
    seen = [
        pairs.join(active.withColumnRenamed("entity_id", name), name, "left_semi")
        for name in ("entity_id", "other_id")
    ]
    confidence = (
        F.when(F.col("person_only"), BY_KIND["legal_rep"])
        .when(F.col("person"), CONFIDENCE["core_place_person"])
        .otherwise(CONFIDENCE["core_and_place"])
    )
    return seen[0].unionByName(seen[1]).distinct().withColumns(
        {"kind": F.lit("reregistered"), "confidence": confidence}
    ).select(*ENTITY_NETWORK.names)  # fmt: skip


def _same_owner(registered: DataFrame, most: int) -> DataFrame:
    """Firms by person and by core in their prefecture, where not too many share the key."""
    columns = ("entity_id", "registration", "est_date", "abnormal_list", "struck_off", "batch_date")
    persons = registered.where(NAMED_PERSON).select(
        *columns, F.concat(F.lit("p|"), person_key()).alias("key"), surname(F.col("legal_rep")).alias("value"),
        F.lit(True).alias("by_person"),
    )  # fmt: skip
    cores = registered.where("registered_core IS NOT NULL AND prefecture IS NOT NULL").select(
        *columns, F.concat_ws("|", F.lit("c"), "prefecture", "registered_core").alias("key"),
        F.col("registered_core").alias("value"), F.lit(False).alias("by_person"),
    )  # fmt: skip
    sized = persons.unionByName(cores).withColumn("holders", F.count("*").over(Window.partitionBy("key")))
    return sized.where(F.col("holders").between(2, most))
