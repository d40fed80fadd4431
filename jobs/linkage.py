"""Identities → the subject each belongs to: every link stands on one key that exactly one subject owns.

A link leads from a name, or an unnamed record, to one owner of a key, never through a third: no chain
can grow. A key of two credit codes contradicts itself and links nothing; so does a telephone of many
firms, which is capped and told as a signal instead.
"""

from collections.abc import Mapping

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from jobs.lift import Rows, lift
from jobs.mentioned import by_itself, is_placed
from models.matching import is_similar
from schemas.entities import ENTITY_KEYS

# Domain B5: how surely a shared key says that two records speak of one subject.
CONFIDENCE = {
    "full_name": 0.95,
    "core_place_person": 0.92,
    "core_phone": 0.90,
    "core_and_place": 0.80,
    "similar_name_phone": 0.80,
    "phone": 0.70,
}
COMMON_FACTOR = 0.7  # domain B5: a name made of common words says less
COMMON_CORE = "^(?:安全|智慧|生活|人力|资源|信息|网络|科技|数字|文化|教育|服务|管理|咨询|技术|发展){2,}$"
COMPANY = "(?:公司|集团|合伙企业|合作社|事务所)$"
PAIR = "identity string, core string, kind string, shown string, owner struct<identity:string,shown:string,core:string>"
CODED, ROOTED = "code:%", "name:[^|]"  # identities that others may be linked to


def keys_of(mentioned: DataFrame) -> DataFrame:
    """One row an identity and key it has, in the layout of `entity_keys`."""
    facts = ("identity", "name_norm", "name_key", "name_core", "seat", "legal_rep", "phone")
    told = mentioned.withColumn("phone", F.explode_outer("phones"))
    rows = told.groupBy(*facts).agg(F.min("batch_date").alias("batch_date"))
    keys = rows.select("identity", F.col("name_core").alias("core"), "batch_date", F.inline(_keys()))
    return (
        keys.where("value IS NOT NULL")
        .groupBy("kind", "value", "identity")
        .agg(*(F.min(name).alias(name) for name in ("core", "shown", "batch_date")))
        .select(*ENTITY_KEYS.names)
    )


def _keys() -> Column:
    """The keys of a mention as an array of (kind, value, what a reviewer may read)."""
    core, seat, phone = F.col("name_core"), F.col("seat"), F.col("phone")
    place = F.coalesce(seat, F.when(is_placed(), F.substring_index("name_key", "|", 1)))
    where = F.when(is_placed(), "").otherwise(F.concat(F.lit("@"), F.coalesce(seat, F.lit(""))))
    person = surname(F.col("legal_rep"))
    number = F.concat(F.lit("电话#"), F.substring(phone, 1, 6))
    full = F.when(F.col("name_norm").rlike(COMPANY), F.concat("name_norm", where))
    at = F.concat_ws("|", core, place)
    both = core.isNotNull() & place.isNotNull()
    rows = {
        "full_name": (full, F.col("name_norm")),
        "core_place_person": (
            F.when(both & F.col("legal_rep").isNotNull(), F.concat(at, F.lit("|"), F.sha2("legal_rep", 256))),
            F.concat_ws(" ", F.col("name_norm"), person),
        ),
        "core_phone": (F.when(phone.isNotNull(), F.concat(core, F.lit("|"), phone)), F.concat_ws(" ", core, number)),
        "core_and_place": (F.when(both, at), F.col("name_norm")),
        "phone": (phone, number),
    }  # fmt: skip
    return F.array(
        *(
            F.struct(F.lit(kind).alias("kind"), _hashed(kind, value).alias("value"), shown.alias("shown"))
            for kind, (value, shown) in rows.items()
        )
    )


def _hashed(kind: str, value: Column) -> Column:
    """A key in 64 bits, its kind among them: every night looks through all kept keys."""
    return F.when(value.isNotNull(), F.xxhash64(F.lit(kind), value))


def owners_of(keys: DataFrame, most: int) -> DataFrame:
    """Of each key: the one subject it leads to, if it is one, and how many firms share it.

    `most` firms may share a telephone.
    """
    coded, rooted = F.col("identity").like(CODED), F.col("identity").rlike(f"^{ROOTED}")
    owner = F.struct("identity", "shown", "core")
    counted = keys.groupBy("kind", "value").agg(
        F.count(F.when(coded, 1)).alias("coded"),
        F.min(F.when(coded, owner)).alias("by_code"),
        F.count(F.when(rooted, 1)).alias("rooted"),
        F.min(F.when(rooted, owner)).alias("by_name"),
        F.countDistinct("core").alias("firms"),
        F.min("shown").alias("shown"),
    )
    capped = (F.col("kind") == "phone") & (F.col("firms") > most)
    sole = F.when(F.col("coded") == 1, F.col("by_code")).when(
        (F.col("coded") == 0) & (F.col("rooted") == 1), F.col("by_name")
    )
    return counted.select("kind", "value", "shown", "firms", "coded", capped.alias("capped"),
                          F.when(~capped, sole).alias("owner"))  # fmt: skip


def capped_keys(owners: DataFrame) -> DataFrame:
    """The keys that link nothing: telephones of many firms, full names of several credit codes."""
    ambiguous = (F.col("kind") == "full_name") & (F.col("coded") > 1)
    subjects = F.when(F.col("capped"), F.col("firms")).otherwise(F.col("coded"))
    return owners.where(F.col("capped") | ambiguous).select(
        "kind", F.col("shown").alias("value"), subjects.alias("subjects")
    )


def links_of(keys: DataFrame, owners: DataFrame) -> DataFrame:
    """The best link of every identity without a credit code: its key, both values, how sure it is."""
    asking = keys.where(~F.col("identity").like(CODED))
    nameless = F.col("identity").startswith("self:")
    met = asking.join(owners.where("owner IS NOT NULL").select("value", "owner"), "value").where(
        (F.col("kind") != "phone") | nameless
    )
    plain = met.select("identity", "core", "kind", "shown", "owner")
    found = plain.unionByName(_similar(asking.where(~nameless), owners))
    other = F.col("owner.identity") != F.col("identity")
    upward = F.col("owner.identity").like(CODED) | ~F.col("identity").rlike(f"^{ROOTED}")
    sure = looked_up(CONFIDENCE, F.col("kind")) * F.when(
        F.col("core").rlike(COMMON_CORE), COMMON_FACTOR
    ).otherwise(1.0)
    best = Window.partitionBy("identity").orderBy(F.desc("confidence"), "owner.identity", "kind", "shown")
    ranked = found.where(other & upward).withColumn("confidence", sure)
    first = ranked.withColumn("place", F.row_number().over(best)).where("place = 1")
    return first.select(
        "identity",
        F.col("owner.identity").alias("target"),
        F.col("kind").alias("rule"),
        F.col("shown").alias("own_value"),
        F.col("owner.shown").alias("target_value"),
        "confidence",
    )


def looked_up(values: Mapping[str, float], name: Column) -> Column:
    """The value that stands under a name; null where there is none."""
    return F.element_at(F.create_map(*(F.lit(one) for pair in values.items() for one in pair)), name)


def surname(person: Column) -> Column:
    """A person as a reviewer may read him: 王某."""
    return F.concat(F.left(person, F.lit(1)), F.lit("某"))


def _similar(asking: DataFrame, owners: DataFrame) -> DataFrame:
    """Names that resemble the owner's of a telephone that few firms share: fuzzy only inside such a block."""
    phones = owners.where("kind = 'phone' AND owner IS NOT NULL").select("value", "owner")
    cores = asking.where("kind = 'phone'").join(phones, "value")
    told = {name: F.concat_ws(" ", f"{name}core", f"{name}shown") for name in ("", "owner.")}
    owner = F.struct("owner.identity", told["owner."].alias("shown"), "owner.core")
    pairs = cores.where("identity <> owner.identity AND core IS NOT NULL").select(
        "identity",
        "core",
        F.lit("similar_name_phone").alias("kind"),
        told[""].alias("shown"),
        owner.alias("owner"),
    )
    return lift(pairs, similar_pairs, PAIR)


def similar_pairs(rows: Rows) -> Rows:
    """Keep the pairs of one batch whose names may be one."""
    return [row for row in rows if is_similar(row["core"], row["owner"]["core"] or "")]


def settled(identities: DataFrame, links: DataFrame, kept: DataFrame) -> DataFrame:
    """Give every identity its link and its subject's id.

    A subject keeps the id it had. A credit code told for the first time takes over the id under which
    its name was known. A name whose key became ambiguous starts anew.
    """
    before = kept.select("identity", F.col("entity_id").alias("was"), F.col("target").alias("was_target"))
    # Each is looked at several times, and what it is made of would be worked out as often.
    asked = identities.join(links, "identity", "left").localCheckpoint()
    linked = _through(asked).join(before, "identity", "left")
    grouped = linked.withColumn("root", F.coalesce("target", "identity")).localCheckpoint()
    known = before.where("was_target IS NULL").select(
        F.col("identity").alias("root"), F.col("was").alias("own_id")
    )
    adopted = (
        grouped.where("was IS NOT NULL AND target IS NOT NULL AND coalesce(was_target, root) = root")
        .groupBy("root")
        .agg(F.min("was").alias("adopted_id"))
    )
    seed = F.when(
        (F.col("identity") == F.col("root")) & F.col("was_target").isNotNull(),
        F.concat(F.lit("apart:"), "root"),
    ).otherwise(F.col("root"))
    return (
        grouped.join(known, "root", "left")
        .join(adopted, "root", "left")
        .withColumn("entity_id", F.coalesce("own_id", "adopted_id", new_id(seed)))
    )  # fmt: skip


def new_id(seed: Column) -> Column:
    """The id of a subject that had none."""
    return F.concat(F.lit("E"), F.substring(F.sha2(seed, 256), 1, 16))


def _through(linked: DataFrame) -> DataFrame:
    """Where the owner of a key is itself linked to a credit code, lead there at once."""
    onward = linked.where("target IS NOT NULL").select(
        F.col("identity").alias("target"),
        F.col("target").alias("onward"),
        F.col("confidence").alias("onward_confidence"),
    )
    joined = linked.join(onward, "target", "left")
    return joined.withColumns(
        {
            "target": F.coalesce("onward", "target"),
            "confidence": F.least("confidence", "onward_confidence"),
        }
    ).drop("onward", "onward_confidence")


def unspoken(members: DataFrame, rows: DataFrame) -> DataFrame:
    """Identities that only earlier versions of tonight's records told: a correction takes them back."""
    record = ["source", "record_id"]
    corrected = members.join(rows.select(*record).distinct(), record, "left_semi").localCheckpoint()
    ours = rows.select("identity").distinct()
    asked = corrected.select("identity").distinct().join(ours, "identity", "left_anti")
    still = members.join(F.broadcast(asked), "identity", "left_semi").join(
        corrected.select(*record).distinct(), record, "left_anti"
    )
    return asked.join(still.select("identity").distinct(), "identity", "left_anti")


def touched_by(tonight: DataFrame, gone: DataFrame, kept: DataFrame, most: int) -> DataFrame:
    """Kept identities that share a key with tonight's or with those gone: their link may change.

    Capped keys aside.
    """
    values = tonight.select("value").union(gone.select("value")).distinct()
    met = kept.join(values, "value", "left_semi").localCheckpoint()
    open_keys = owners_of(once(met, tonight), most).where(~F.col("capped"))
    return met.join(open_keys, "value", "left_semi").select("identity").distinct()


def around(tonight: DataFrame, touched: DataFrame, kept: DataFrame) -> DataFrame:
    """Tonight's keys and every kept key on which the links of tonight's and the touched identities depend.

    `is_new` marks the keys that were not kept before.
    """
    theirs = kept.join(touched, "identity", "left_semi")
    asked = theirs.select("value").union(tonight.select("value")).distinct()
    return once(kept.join(asked, "value", "left_semi"), tonight)


def once(kept: DataFrame, tonight: DataFrame) -> DataFrame:
    """Each key of each identity once, as it was kept first."""
    both = kept.withColumn("is_new", F.lit(False)).unionByName(tonight.withColumn("is_new", F.lit(True)))
    first = Window.partitionBy("value", "identity").orderBy("is_new", "batch_date")
    return both.withColumn("place", F.row_number().over(first)).where("place = 1").drop("place")


def holding(decisions: DataFrame, identities: DataFrame) -> DataFrame:
    """The latest verdict on each record and subject, unless it was taken back.

    A subject that was merged since is meant by the id it has now; `identity` is what gave it its own.
    """
    ids = identities.select(
        new_id(F.col("identity")).alias("entity_id"), "identity", F.col("entity_id").alias("now")
    )
    known = ids.join(F.broadcast(decisions.select("entity_id").distinct()), "entity_id", "left_semi")
    meant = decisions.join(known, "entity_id", "left").withColumn("entity_id", F.coalesce("now", "entity_id"))
    latest = Window.partitionBy("source", "record_id", "entity_id").orderBy(F.desc("decided_at"))
    return meant.withColumn("place", F.row_number().over(latest)).where("place = 1 AND verdict <> 'open'")


def followed(verdicts: DataFrame, found: DataFrame) -> DataFrame:
    """The verdicts, about subjects by the ids that tonight gives them."""
    later = found.select("identity", F.col("entity_id").alias("later"))
    moved = verdicts.join(later, "identity", "left")
    return moved.withColumn("entity_id", F.coalesce("later", "entity_id")).drop("later")


def decided(members: DataFrame, verdicts: DataFrame) -> DataFrame:
    """Honour the verdicts that hold: a record linked to a subject stays there, an unlinked one stands alone."""
    by_human = F.col("wanted").isNotNull()
    changed = {
        "entity_id": F.coalesce("wanted", "entity_id"),
        "rule": F.when(by_human, "human").otherwise(F.col("rule")),
        "confidence": F.when(by_human, 1.0).otherwise(F.col("confidence")),
    }
    return _judged(members, verdicts).withColumns(changed).drop("wanted", "linked", "apart")


def unheeded(members: DataFrame, verdicts: DataFrame) -> DataFrame:
    """Kept members that stand otherwise than the verdicts say, or stand by one that was taken back."""
    elsewhere = F.coalesce(F.col("wanted") != F.col("entity_id"), F.lit(False))
    alone = (F.size("apart") > 0) & (F.col("entity_id") == own_id())
    held = F.col("linked").isNotNull() | alone
    return _judged(members, verdicts).where(elsewhere | ((F.col("rule") == "human") & ~held))


def _judged(members: DataFrame, verdicts: DataFrame) -> DataFrame:
    """Members with what people said of them: the subject it is `linked` to, those it stands `apart` from.

    `wanted` is the subject that follows from it; null where nothing was said of the member's own.
    """
    links, parts = F.col("verdict") == "link", F.col("verdict") == "unlink"
    by_record = verdicts.groupBy("source", "record_id").agg(
        F.max_by(F.when(links, F.col("entity_id")), F.when(links, F.col("decided_at"))).alias("linked"),
        F.collect_set(F.when(parts, F.col("entity_id"))).alias("apart"),
    )
    judged = members.join(F.broadcast(by_record), ["source", "record_id"], "left")
    judged = judged.withColumn("apart", F.coalesce("apart", F.array()))
    parted = F.array_contains("apart", F.col("entity_id"))
    return judged.withColumn("wanted", F.coalesce("linked", F.when(parted, own_id())))


def own_id() -> Column:
    """The id of a record that stands for itself."""
    return new_id(by_itself())


def entities_of(identities: DataFrame) -> DataFrame:
    """One row a subject, shown by its registered name, else by its own before a linked one."""
    order = F.struct(
        F.col("is_registered").alias("registered"),
        F.col("target").isNull().alias("own"),
        F.col("name").isNotNull().alias("named"),
        F.col("identity").alias("id"),
    )
    return identities.groupBy("entity_id").agg(
        F.max_by("name", order).alias("name"),
        F.max_by("name_core", order).alias("name_core"),
        F.min("uscc").alias("uscc"),
        F.max_by("city", order).alias("city"),
        F.every(F.col("identity").startswith("self:")).alias("unnamed"),
    )
