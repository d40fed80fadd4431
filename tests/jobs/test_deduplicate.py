"""Families on real Delta tables: near-same texts, ids that stay, merges, hot bands."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from hashlib import blake2b
from itertools import combinations

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from jobs.deduplicate import candidates, joined_rows, run
from jobs.runs import Counts
from jobs.settings import Settings
from jobs.tables import read, replace_where
from models.families import METHOD
from models.text import skeleton
from schemas.sources import ADS, COMPLAINTS, Source
from schemas.tables import FAMILIES, FAMILY_BANDS
from tests.models.test_families import VARIATIONS, posting, sentences

pytestmark = pytest.mark.spark
FIRST, SECOND, THIRD = date(2026, 5, 1), date(2026, 5, 2), date(2026, 5, 3)
Told = tuple[str, str]  # record id and text


def land(
    spark: SparkSession, settings: Settings, day: date, told: Sequence[Told], source: Source = ADS
) -> None:
    """Write a night's records as normalize would: the hour of their event is their place in the list."""
    texts = source.text_fields
    rows = [
        (one, "", text, digest("\n" + text), datetime(2026, 4, 1 + place // 24, place % 24), day)
        for place, (one, text) in enumerate(told)
    ]
    frame = spark.createDataFrame(
        rows,
        f"record_id string, {texts[0]} string, {texts[1]} string, text_digest string, event_at timestamp, batch_date date",
    )
    missing = [column for column in source.table.columns if column.name not in frame.columns]
    full = frame.select("*", *(F.lit(None).cast(c.type).alias(c.name) for c in missing))
    replace_where(full, settings, source.table, f"batch_date = DATE'{day}'")


def digest(text: str) -> str:
    return blake2b(skeleton(text).encode(), digest_size=8).hexdigest()


def families(spark: SparkSession, settings: Settings) -> dict[str, str]:
    rows = read(spark, settings, FAMILIES).collect()
    assert len({(row["source"], row["record_id"]) for row in rows}) == len(rows)
    return {row["record_id"]: row["family_id"] for row in rows}


def night(spark: SparkSession, settings: Settings, day: date, told: Sequence[Told]) -> dict[str, str]:
    """Land ads, run, and give every family known so far."""
    land(spark, settings, day, told)
    assert run(spark, settings, settings.batch("", day)) == Counts.all_kept(len(told))
    return families(spark, settings)


def everything(spark: SparkSession, settings: Settings) -> list[list[str]]:
    return [sorted(map(str, read(spark, settings, table).collect())) for table in (FAMILIES, FAMILY_BANDS)]


def version(spark: SparkSession, settings: Settings, day: date) -> set[str]:
    """The files of one partition of families: they are the same while no row in it changes."""
    files = read(spark, settings, FAMILIES).where(F.col("batch_date") == F.lit(day))
    return {row[0] for row in files.select(F.input_file_name()).distinct().collect()}


def half_and_half() -> tuple[str, str, str]:
    """Two texts that are not alike, and one that is alike to both."""
    parts = [part for seed in range(9) for part in sentences(posting(random.Random(seed)))[1:]]
    shared, one, other = "".join(parts[:8]), "".join(parts[8:12]), "".join(parts[30:34])
    return shared + one, shared + other, shared + one[: len(one) // 3] + other[: len(other) // 3]


def test_planted_families_are_found_and_unrelated_texts_are_not(
    spark: SparkSession, settings: Settings
) -> None:
    chooser = random.Random(7)
    bases = [(f"base{n}", posting(chooser)) for n in range(60)]
    varied = [(f"{vary.__name__}-{n}", vary(text, chooser)) for n, (_, text) in enumerate(bases) for vary in VARIATIONS]  # fmt: skip
    others = [(f"other{n}", posting(chooser)) for n in range(300)]
    before = night(spark, settings, FIRST, bases + others)
    after = night(spark, settings, SECOND, varied)
    assert {name: after[name] for name in before} == before
    right = sum(after[name] == after[f"base{name.split('-')[1]}"] for name, _ in varied)
    together = sum(before[one] == before[other] for one, other in combinations(before, 2))
    print(f"found {right} of {len(varied)}, joined {together} of {360 * 359 // 2} unrelated pairs")
    assert right >= 0.95 * len(varied)
    assert together < 0.01 * 360 * 359 / 2
    kept = everything(spark, settings)
    assert night(spark, settings, SECOND, varied) == after
    assert night(spark, settings, FIRST, bases + others) == after
    assert everything(spark, settings) == kept


def test_a_family_keeps_the_id_of_its_first_wording(spark: SparkSession, settings: Settings) -> None:
    chooser = random.Random(3)
    text = posting(chooser)
    first = night(spark, settings, FIRST, [("late", VARIATIONS[0](text, chooser)), ("later", text)])
    assert first["late"] == first["later"]
    files = version(spark, settings, FIRST)
    then = night(
        spark, settings, SECOND, [("swapped", VARIATIONS[1](text, chooser)), ("equal", text + " 123")]
    )
    assert then == dict.fromkeys(("late", "later", "swapped", "equal"), first["late"])
    assert version(spark, settings, FIRST) == files
    row = read(spark, settings, FAMILY_BANDS).where("batch_date = DATE'2026-05-02'").collect()
    assert [(one["family_id"], one["since"]) for one in row] == [(first["late"], "2026-05-01 2026-04-01 00:00:00")]  # fmt: skip


def test_a_new_text_between_two_families_joins_them_under_the_older_id(
    spark: SparkSession, settings: Settings
) -> None:
    one, other, between = half_and_half()
    aside = posting(random.Random(99))
    night(spark, settings, FIRST, [("one", one)])
    apart = night(spark, settings, SECOND, [("other", other), ("aside", aside)])
    assert len(set(apart.values())) == 3
    files = version(spark, settings, FIRST)
    joined = night(spark, settings, THIRD, [("between", between)])
    assert joined["one"] == joined["other"] == joined["between"] == apart["one"]
    assert joined["aside"] == apart["aside"]
    assert version(spark, settings, FIRST) == files
    kept = everything(spark, settings)
    assert {row["family_id"] for row in read(spark, settings, FAMILY_BANDS).collect()} == set(joined.values())
    assert night(spark, settings, THIRD, [("between", between)]) == joined
    assert night(spark, settings, SECOND, [("other", other), ("aside", aside)]) == joined
    assert everything(spark, settings) == kept


def test_short_texts_join_only_when_equal_and_speechless_ones_never(
    spark: SparkSession, settings: Settings
) -> None:
    told = [("a", "招收银员，包吃住"), ("b", "招收银员 包吃住！"), ("c", "招售货员，包吃住"), ("d", "138"), ("e", "139"), ("f", "")]  # fmt: skip
    found = night(spark, settings, FIRST, told)
    assert found["a"] == found["b"]
    assert len(set(found.values())) == 5
    assert night(spark, settings, SECOND, [("g", "招收银员，包吃住。")])["g"] == found["a"]


def test_an_ad_and_a_complaint_of_equal_words_are_two_families(
    spark: SparkSession, settings: Settings
) -> None:
    text = posting(random.Random(5))
    land(spark, settings, FIRST, [("ad", text)])
    land(spark, settings, FIRST, [("call1", text), ("call2", text)], COMPLAINTS)
    run(spark, settings, settings.batch("", FIRST))
    found = families(spark, settings)
    assert found["call1"] == found["call2"] != found["ad"]


def test_a_corrected_record_leaves_its_old_family_and_has_one_row(
    spark: SparkSession, settings: Settings
) -> None:
    text, new = posting(random.Random(5)), posting(random.Random(6))
    before = night(spark, settings, FIRST, [("stays", text), ("moves", text)])
    after = night(spark, settings, SECOND, [("moves", new)])
    assert after["stays"] == before["stays"] != after["moves"]


def test_a_night_without_texts_leaves_an_empty_table(spark: SparkSession, settings: Settings) -> None:
    assert night(spark, settings, FIRST, []) == {}


def test_bands_of_another_method_are_not_compared(spark: SparkSession, settings: Settings) -> None:
    kept = spark.createDataFrame([("ads", "old", "F1", "2026", [1], "another", FIRST)], FAMILY_BANDS.ddl)
    new = spark.createDataFrame([("ads", "new", "F2", "2027", [1], METHOD, SECOND)], FAMILY_BANDS.ddl)
    assert candidates(new, kept, 200).count() == 0
    assert candidates(new, kept.withColumn("method", F.lit(METHOD)), 200).count() == 1


@pytest.mark.parametrize(("most", "pairs"), [(200, 45), (3, 24)])
def test_a_hot_band_is_compared_with_its_smallest_digests_only(
    spark: SparkSession, most: int, pairs: int
) -> None:
    rows = [("ads", f"d{n}", f"F{n}", "2026", [5, 6], METHOD, FIRST) for n in range(10)]
    new = spark.createDataFrame(rows, FAMILY_BANDS.ddl)
    found = candidates(new, new.limit(0), most).collect()
    assert len(found) == pairs
    assert most > 10 or {row["text_digest_b"] for row in found} == {"d0", "d1", "d2"}


def test_a_wording_that_comes_back_connects_what_its_old_family_and_it_are_like() -> None:
    gone, back = (
        {"arrived": new, "since": since, "family_id": "FX"}
        for new, since in ((False, "2026-05-01"), (True, "2026-05-03"))
    )
    third = {"arrived": False, "since": "2026-04-01", "family_id": "FA"}
    alone = {"arrived": True, "since": "2026-05-03", "family_id": "FB"}
    found = joined_rows([{"pairs": [{"age_a": alone, "age_b": gone}, {"age_a": back, "age_b": third}]}])
    assert {row["was"]: (row["family_id"], row["arrived"]) for row in found} == {
        "FX": ("FA", False),
        "FB": ("FA", True),
    }


def test_the_bound_of_similarity_is_a_setting(spark: SparkSession, settings: Settings) -> None:
    text = posting(random.Random(8))
    told = [("one", text), ("two", VARIATIONS[2](text, random.Random(1)))]
    strict = replace(settings, knobs=settings.knobs.model_copy(update={"families_min_similarity": 1.0}))
    assert len(set(night(spark, strict, FIRST, told).values())) == 2
    assert len(set(night(spark, settings, FIRST, told).values())) == 1
