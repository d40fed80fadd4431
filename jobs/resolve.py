"""Names, keys → entities, entity_members: whose record this is."""

from functools import partial, reduce

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from jobs.linkage import (
    CONFIDENCE,
    around,
    capped_keys,
    decided,
    entities_of,
    followed,
    holding,
    keys_of,
    links_of,
    new_id,
    own_id,
    owners_of,
    settled,
    touched_by,
    unheeded,
    unspoken,
)
from jobs.mentioned import mentioned
from jobs.parallel import in_parallel
from jobs.runs import Counts
from jobs.settings import Batch, Settings
from jobs.tables import drop_older, insert_new, quoted, read, remove, replace_where, update, upsert
from schemas.entities import ENTITIES, ENTITY_CHANGES, ENTITY_KEYS, ENTITY_MEMBERS, IDENTITIES, LINK_DECISIONS
from schemas.tables import CAPPED_KEYS, FILES

FACTS = ("identity", "name", "spelled", "name_core", "uscc", "city", "is_registered", "batch_date")
# A record whose name is written otherwise than its subject's joins by brand and place (domain B5).
LINK = ("identity", "entity_id", "target", "rule", "own_value", "target_value", "confidence")


def run(spark: SparkSession, settings: Settings, batch: Batch) -> Counts:
    """Link tonight's records, and those whose texts were read anew, to kept subjects and to each other."""
    identities = read(spark, settings, IDENTITIES)
    verdicts = holding(read(spark, settings, LINK_DECISIONS), identities)
    days = days_to_link(spark, settings, batch, verdicts)
    here, most = F.col("batch_date").cast("string").isin(days), settings.knobs.phone_max_links
    rows = mentioned(spark, settings, here).persist()
    left = unspoken(read(spark, settings, ENTITY_MEMBERS), rows).localCheckpoint()
    kept = read(spark, settings, ENTITY_KEYS).where(~here)
    keys, gone = (kept.join(F.broadcast(left), "identity", how) for how in ("left_anti", "left_semi"))
    known = identities.where(F.col("batch_date") != F.lit(batch.day))  # of this night, nothing is known yet
    tonight = keys_of(rows).localCheckpoint()
    touched = touched_by(tonight, gone, keys, most).localCheckpoint()
    near = around(tonight, touched, keys).localCheckpoint()
    owners = owners_of(near, most).persist()
    of_near = known.join(near.select("identity").distinct(), "identity", "left_semi").localCheckpoint()
    asked = facts_of(rows, of_near.join(touched, "identity", "left_semi"))
    links = links_of(near.join(asked.select("identity"), "identity", "left_semi"), owners)
    found = settled(asked, links, of_near).localCheckpoint()
    members = decided(members_of(rows, found, settings.knowledge.hash), followed(verdicts, found)).persist()
    named, moved = found.where(~is_alone()), moves_of(found, batch).localCheckpoint()
    _forget(settings, identities, left)
    _write_evidence(days, settings, batch, near.where("is_new"), members, moved, owners)
    _write_identities(settings, days, named)
    _write_entities(spark, settings, batch, named.where(here | is_changed()), members)
    counts = Counts.all_kept(members.count())
    for frame in (rows, owners, members):
        frame.unpersist()
    return counts  # fmt: skip


def days_to_link(spark: SparkSession, settings: Settings, batch: Batch, verdicts: DataFrame) -> list[str]:
    """The batch's day, and earlier days that the present knowledge has not linked or a verdict changes."""
    earlier = F.col("batch_date") < F.lit(batch.day)
    landed = read(spark, settings, FILES).where(earlier).select("batch_date").distinct()
    members = read(spark, settings, ENTITY_MEMBERS)
    linked = members.where(F.col("knowledge") == settings.knowledge.hash).select("batch_date").distinct()
    waiting = landed.join(linked, "batch_date", "left_anti")
    waiting = waiting.union(unheeded(members.where(earlier), verdicts).select("batch_date")).distinct()
    return sorted({str(batch.day), *(str(row.batch_date) for row in waiting.collect())})


def facts_of(rows: DataFrame, kept: DataFrame) -> DataFrame:
    """One row an identity with the name to show, those kept from earlier nights among them.

    Unnamed records are asked about only where they tell a telephone.
    """
    asked = rows.where(~F.col("identity").startswith("self:") | (F.size("phones") > 0))
    tonight = asked.withColumns(
        {"is_registered": F.col("role") == "registered", "spelled": F.col("name_norm")}
    ).select(*FACTS)
    order = F.struct("is_registered", F.col("name").isNotNull(), "name")
    return (
        tonight.unionByName(kept.select(*FACTS))
        .groupBy("identity")
        .agg(
            F.max_by("name", order).alias("name"),
            F.max_by("spelled", order).alias("spelled"),
            F.max_by("name_core", order).alias("name_core"),
            F.min("uscc").alias("uscc"),
            F.max_by("city", F.struct("is_registered", "city")).alias("city"),
            F.max("is_registered").alias("is_registered"),
            F.min("batch_date").alias("batch_date"),
        )
    )


def members_of(rows: DataFrame, found: DataFrame, knowledge: str) -> DataFrame:
    """Every mention with its subject, the key that joined it, and the two values that agreed."""
    joined = rows.join(found.select(*LINK, "spelled"), "identity", "left")
    coded, alone, linked = (
        F.col("uscc").isNotNull(),
        F.col("identity").startswith("self:"),
        F.col("target").isNotNull(),
    )
    own_value = F.when(coded, F.col("uscc")).when(alone, F.col("identity")).otherwise(F.col("name_norm"))
    by_name = F.col("rule") == "full_name"
    dirty = (
        ~coded
        & ~alone
        & F.when(linked, by_name & (F.col("own_value") != own_value)).otherwise(F.col("spelled") != own_value)
    )
    own_rule = F.when(coded, "uscc").when(alone, "self").otherwise("full_name")
    sure = F.when(linked, F.col("confidence")).otherwise(
        F.when(own_rule == "full_name", CONFIDENCE["full_name"]).otherwise(1.0)
    )
    return joined.withColumns(
        {
            "entity_id": F.coalesce("entity_id", new_id(F.col("identity"))),
            "role": F.coalesce("role", F.lit("self")),
            "rule": F.when(dirty, "core_and_place").when(linked, F.col("rule")).otherwise(own_rule),
            "matched_value": F.when(linked & ~dirty, F.col("own_value")).otherwise(own_value),
            "target_value": F.when(linked, F.col("target_value"))
            .when(dirty, F.col("spelled"))
            .otherwise(own_value),
            "confidence": F.when(dirty, F.least(sure, F.lit(CONFIDENCE["core_and_place"]))).otherwise(sure),
            "knowledge": F.lit(knowledge),
        }
    ).select(*ENTITY_MEMBERS.names)


def _forget(settings: Settings, identities: DataFrame, left: DataFrame) -> None:
    """Remove identities that no record tells any more, their keys, and subjects that were nothing else.

    Before the members of corrected records leave: a night killed in between finds them again.
    """
    if left.isEmpty():
        return
    theirs, others = (
        identities.join(F.broadcast(left), "identity", how) for how in ("left_semi", "left_anti")
    )
    ids = theirs.select("entity_id").distinct().localCheckpoint()
    staying = others.join(F.broadcast(ids), "entity_id", "left_semi").select("entity_id").distinct()
    remove(ids.join(staying, "entity_id", "left_anti"), settings, ENTITIES)
    for table in (ENTITY_KEYS, IDENTITIES):
        remove(left, settings, table)


def _write_evidence(
    days: list[str],
    settings: Settings,
    batch: Batch,
    keys: DataFrame,
    members: DataFrame,
    moved: DataFrame,
    owners: DataFrame,
) -> None:
    """Write what was seen: keys, members, capped keys, and who moved.

    Before the identities: a night killed in between finds again what moved.
    """
    here = f"batch_date IN ({quoted(days)})"
    capped = capped_keys(owners).withColumn("batch_date", F.lit(batch.day))
    in_parallel(
        [
            partial(replace_where, keys, settings, ENTITY_KEYS, here),
            partial(_write_members, settings, days, members, moved),
            partial(replace_where, capped, settings, CAPPED_KEYS, f"batch_date = DATE'{batch.day}'"),
            partial(insert_new, moved, settings, ENTITY_CHANGES),
        ]
    )


def _write_members(settings: Settings, days: list[str], members: DataFrame, moved: DataFrame) -> None:
    """Write tonight's members; records of identities that moved follow them."""
    replace_where(members, settings, ENTITY_MEMBERS, f"batch_date IN ({quoted(days)})")
    drop_older(members, settings, ENTITY_MEMBERS, f"batch_date < DATE'{min(days)}'", ("source", "record_id"))
    same = "o.identity = n.identity AND o.entity_id = n.was"
    update(moved, settings, ENTITY_MEMBERS, same, {"entity_id": "n.entity_id"})


def _write_identities(settings: Settings, days: list[str], found: DataFrame) -> None:
    """Write tonight's identities and those kept ones that are linked otherwise now."""
    here = F.col("batch_date").cast("string").isin(days)
    replace_where(found.where(here), settings, IDENTITIES, f"batch_date IN ({quoted(days)})")
    upsert(found.where(~here & is_changed()), settings, IDENTITIES)


def _write_entities(
    spark: SparkSession, settings: Settings, batch: Batch, told: DataFrame, members: DataFrame
) -> None:
    """Write the subjects that tonight told of or changed; those that nothing speaks of any more leave.

    Who moved is read from what was written: a night killed before this point has moved them already.
    """
    moved = read(spark, settings, ENTITY_CHANGES).where(F.col("batch_date") == F.lit(batch.day))
    ids = [told.select("entity_id"), moved.select("was"), moved.select("entity_id")]
    changed = reduce(DataFrame.union, ids).distinct()
    shown = entities_of(read(spark, settings, IDENTITIES).join(changed, "entity_id", "left_semi"))
    alone = members.where(stands_alone()).select("entity_id").distinct().withColumn("unnamed", F.lit(True))
    subjects = shown.unionByName(alone, allowMissingColumns=True).localCheckpoint()
    upsert(subjects, settings, ENTITIES)
    left = moved.select(F.col("was").alias("entity_id")).join(subjects, "entity_id", "left_anti")
    gone = left.unionByName(named_since(members, read(spark, settings, ENTITIES))).localCheckpoint()
    remove(gone, settings, ENTITIES)


def named_since(members: DataFrame, entities: DataFrame) -> DataFrame:
    """Unnamed subjects whose record tells a name now: a corrected record no longer stands for itself."""
    alone = F.bool_or(stands_alone()).alias("alone")
    named = members.groupBy("source", "record_id").agg(alone).where("NOT alone")
    ids = named.select(own_id().alias("entity_id"))
    return entities.where("unnamed").select("entity_id").join(ids, "entity_id", "left_semi")


def stands_alone() -> Column:
    """A member that is its own subject: it names nobody, or a person parted it from whom it names."""
    return (F.col("rule") == "self") | (F.col("entity_id") == own_id())


def is_alone() -> Column:
    """An unnamed record that no telephone leads to a subject: nothing to keep but its membership."""
    return F.col("identity").startswith("self:") & F.col("target").isNull()


def is_changed() -> Column:
    """Whether a kept identity moved or is linked otherwise than before."""
    return ~F.col("was").eqNullSafe(F.col("entity_id")) | ~F.col("was_target").eqNullSafe(F.col("target"))


def moves_of(found: DataFrame, batch: Batch) -> DataFrame:
    """Identities that belong to another subject than before, in the layout of `entity_changes`."""
    moved = found.where("was IS NOT NULL AND was <> entity_id")
    return moved.withColumns(
        {
            "kind": F.when(F.col("target").isNull(), "split").otherwise("merge"),
            "batch_date": F.lit(batch.day),
        }
    ).select(*ENTITY_CHANGES.names)
