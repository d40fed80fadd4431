"""Texts → families: one wording, however often told and slightly changed.

Tonight's new wordings are compared with each other and with the bands kept of earlier ones, never
all against all. A family keeps the id of its first wording; where a new wording joins two families
the older id stays. A merge is not undone when the wording that caused it is corrected away.

A family says who tells the same story, not how often it counts. That is for `screen`: complaints of
one family, one caller_phone and one day of event_at are one caller's repeats and count once.
"""

from functools import partial, reduce
from typing import Any

from pyspark.sql import Column, DataFrame, SparkSession, Window
from pyspark.sql import functions as F

from jobs.lift import Rows, lift
from jobs.runs import Counts
from jobs.settings import Batch, Settings
from jobs.tables import drop_older, read, replace_where, update
from models.families import METHOD, bands, eldest, jaccard, shingles, signatures
from schemas.sources import ADS, COMPLAINTS, Source
from schemas.tables import FAMILIES, FAMILY_BANDS

SOURCES_WITH_FAMILIES = (ADS, COMPLAINTS)
WORDING = ("source", "text_digest")
AGE = "struct<arrived:boolean,since:string,family_id:string>"  # in order of age: kept families first


def run(spark: SparkSession, settings: Settings, batch: Batch) -> Counts:
    """Give tonight's ads and complaints their family; rename the families that a new wording joined."""
    here = F.col("batch_date") == F.lit(batch.day)
    # Checkpoints, not caches: Spark prints the plan of every cache inside a plan, and these would nest.
    told = [told_in(read(spark, settings, source.table), source) for source in SOURCES_WITH_FAMILIES]
    records = reduce(DataFrame.unionByName, told)
    tonight, kept = records.where(here).persist(), read(spark, settings, FAMILY_BANDS).where(~here)
    signed = signed_wordings(tonight, kept, settings.knobs.families_min_chars).localCheckpoint()
    pairs = candidates(signed, kept, settings.knobs.families_band_members).localCheckpoint()
    joined = eldest_families(verified(pairs, records, settings)).localCheckpoint()
    members = family_members(tonight, kept, joined).persist()
    _write(members, with_eldest(signed, joined), joined.where("NOT arrived"), settings, batch)
    counts = Counts.all_kept(members.count())
    for frame in (tonight, members):
        frame.unpersist()
    return counts


def _write(
    members: DataFrame, wordings: DataFrame, renamed: DataFrame, settings: Settings, batch: Batch
) -> None:
    """Write the bands last: a run that broke off finds the same new wordings again."""
    here, older = f"batch_date = DATE'{batch.day}'", f"batch_date < DATE'{batch.day}'"
    replace_where(members, settings, FAMILIES, here)
    drop_older(members, settings, FAMILIES, older)
    elder = {"family_id": "n.family_id"}
    update(renamed, settings, FAMILIES, "o.family_id = n.was", elder)
    update(renamed, settings, FAMILY_BANDS, "o.family_id = n.was", elder | {"since": "n.since"})
    replace_where(wordings, settings, FAMILY_BANDS, here)


def told_in(records: DataFrame, source: Source) -> DataFrame:
    """One row a record with its text; a text without a letter is a wording of its own."""
    text = F.concat_ws("\n", *source.text_fields)
    alone = F.concat(F.lit("record:"), "record_id")
    digest = F.when(text.rlike("[一-鿿A-Za-zＡ-Ｚａ-ｚ]"), F.col("text_digest")).otherwise(alone)
    happened = F.coalesce("event_at", F.col("batch_date").cast("timestamp"))
    return records.select(
        F.lit(source.name).alias("source"),
        "record_id",
        digest.alias("text_digest"),
        text.alias("text"),
        F.concat_ws(" ", "batch_date", F.date_format(happened, "yyyy-MM-dd HH:mm:ss")).alias("since"),
        "batch_date",
    )


def own_family() -> Column:
    """The family id of a wording that resembles no other."""
    return F.concat(F.lit("F"), F.substring(F.sha2(F.concat_ws(":", *WORDING), 256), 1, 16))


def signed_wordings(tonight: DataFrame, kept: DataFrame, min_chars: int) -> DataFrame:
    """One row a wording that no other night told, with its bands."""
    new = tonight.join(kept.select(*WORDING), list(WORDING), "left_anti")
    first = new.groupBy(*WORDING, "batch_date").agg(
        F.min("text").alias("text"), F.min("since").alias("since")
    )
    return lift(first.withColumn("family_id", own_family()), partial(sign, min_chars), FAMILY_BANDS.ddl)


def sign(min_chars: int, rows: Rows) -> Rows:
    """Cut the bands of each text; a short text, which has one shingle, is found by its digest alone."""
    sets = [shingles(row["text"], min_chars) for row in rows]
    cut = [bands(one) if len(of) > 1 else [] for of, one in zip(sets, signatures(sets), strict=True)]
    return [row | {"bands": keys, "method": METHOD} for row, keys in zip(rows, cut, strict=True)]


def candidates(signed: DataFrame, kept: DataFrame, most: int) -> DataFrame:
    """Pairs of a new wording and another that share a band.

    In a band of more than `most` wordings each is compared with the `most` smallest digests only.
    """
    new = _by_band(signed, arrived=True)
    known = _by_band(kept.where(F.col("method") == METHOD), arrived=False)
    met = new.unionByName(known.join(new, ["source", "band"], "left_semi"))
    smallest = Window.partitionBy("source", "band").orderBy("text_digest")
    hosts = met.withColumn("place", F.row_number().over(smallest)).where(F.col("place") <= most)
    once = ~F.col("b.age.arrived") | (F.col("a.text_digest") > F.col("b.text_digest"))
    return new.alias("a").join(hosts.alias("b"), ["source", "band"]).where(once).select(
        "source",
        *(F.col(f"{side}.{name}").alias(f"{name}_{side}") for side in "ab" for name in ("text_digest", "age")),
    ).distinct()  # fmt: skip


def _by_band(wordings: DataFrame, arrived: bool) -> DataFrame:
    age = F.struct(F.lit(arrived).alias("arrived"), "since", "family_id")
    return wordings.select(*WORDING, age.alias("age"), F.explode("bands").alias("band"))


def verified(pairs: DataFrame, records: DataFrame, settings: Settings) -> DataFrame:
    """The pairs whose texts are alike enough; a text that no record has any more resembles none."""
    sides = [pairs.select("source", F.col(f"text_digest_{side}").alias("text_digest")) for side in "ab"]
    told = records.join(sides[0].union(sides[1]).distinct(), list(WORDING), "left_semi")
    texts = told.groupBy(*WORDING).agg(F.min("text").alias("text"))
    for side in "ab":
        named = texts.withColumnsRenamed({name: f"{name}_{side}" for name in ("text_digest", "text")})
        pairs = pairs.join(named, ["source", f"text_digest_{side}"])
    knobs = settings.knobs
    alike = partial(alike_pairs, knobs.families_min_chars, knobs.families_min_similarity)
    return lift(pairs, alike, f"age_a {AGE}, age_b {AGE}")


def alike_pairs(min_chars: int, least: float, rows: Rows) -> Rows:
    """Keep the pairs of one batch whose similarity is at least `least`."""
    texts = {row[f"text_{side}"] for row in rows for side in "ab"}
    cut = {text: shingles(text, min_chars) for text in texts}
    return [row for row in rows if jaccard(cut[row["text_a"]], cut[row["text_b"]]) >= least]


def eldest_families(alike: DataFrame) -> DataFrame:
    """One row a family that is joined to an older one: its id till now, and the older's id and age."""
    once = alike.where("age_a.family_id <> age_b.family_id").distinct()
    together = once.agg(F.collect_list(F.struct("age_a", "age_b")).alias("pairs"))
    return lift(together, joined_rows, "was string, arrived boolean, family_id string, since string")


def joined_rows(rows: Rows) -> Rows:
    """Connect the families of all pairs, which stand in one row."""
    pairs = [(_age(pair["age_a"]), _age(pair["age_b"])) for row in rows for pair in row["pairs"]]
    age = {one[2]: one for one in sorted((one for pair in pairs for one in pair), reverse=True)}
    found = eldest((age[one[2]], age[other[2]]) for one, other in pairs)
    return [
        {"was": one[2], "arrived": one[0], "since": old[1], "family_id": old[2]}
        for one, old in found.items()
        if one != old
    ]


def _age(family: dict[str, Any]) -> tuple[bool, str, str]:
    return family["arrived"], family["since"], family["family_id"]


def family_members(tonight: DataFrame, kept: DataFrame, joined: DataFrame) -> DataFrame:
    """One row a record of tonight: the family its wording has or finds."""
    known = kept.select(*WORDING, F.col("family_id").alias("known"), F.col("since").alias("known_since"))
    with_own = tonight.join(known, list(WORDING), "left").withColumns(
        {"family_id": F.coalesce("known", own_family()), "since": F.coalesce("known_since", "since")}
    )
    return with_eldest(with_own, joined).select(*FAMILIES.names)


def with_eldest(rows: DataFrame, joined: DataFrame) -> DataFrame:
    """Replace the id and age of a family by those of the older one it joined."""
    older = joined.select(
        F.col("was").alias("family_id"),
        F.col("family_id").alias("older"),
        F.col("since").alias("older_since"),
    )
    return rows.join(older, "family_id", "left").withColumns(
        {"family_id": F.coalesce("older", "family_id"), "since": F.coalesce("older_since", "since")}
    )
