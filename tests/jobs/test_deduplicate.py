"""Families on real Delta tables: near-same texts, ids that stay, merges, hot bands."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import blake2b, sha256
from itertools import combinations

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from jobs.deduplicate import alike_pairs, candidates, joined_rows, run
from jobs.settings import Settings, load_settings
from jobs.tables import drop_older, read, replace_where
from models.families import METHOD
from models.text import skeleton
from schemas.sources import ADS, COMPLAINTS, Source
from schemas.tables import FAMILIES, FAMILY_BANDS
from tests.models.test_families import VARIATIONS, posting, sentences

pytestmark = pytest.mark.spark
DAYS = FIRST, SECOND, _, _ = tuple(date(2026, 5, day) for day in (1, 2, 3, 4))
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
    drop_older(full, settings, source.table, f"batch_date < DATE'{day}'")


def digest(text: str) -> str:
    return blake2b(skeleton(text).encode(), digest_size=8).hexdigest()


def families(spark: SparkSession, settings: Settings) -> dict[str, str]:
    rows = read(spark, settings, FAMILIES).collect()
    assert len({(row["source"], row["record_id"]) for row in rows}) == len(rows)
    return {row["record_id"]: row["family_id"] for row in rows}


def night(spark: SparkSession, settings: Settings, day: date, told: Sequence[Told]) -> dict[str, str]:
    """Land ads, run, and give every family known so far."""
    land(spark, settings, day, told)
    counted = run(spark, settings, settings.batch("", day))
    assert counted.kept == counted.read >= len(told)
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


@dataclass(frozen=True)
class Story:
    """Three nights, an empty one, and two of them again; Spark is slow, so every test reads this one."""

    nights: tuple[dict[str, str], ...]
    files: tuple[set[str], ...]  # of the first night's partition, after each night
    bands: dict[str, str]  # family to age, before the runs were repeated
    tables: tuple[list[list[str]], ...]  # before and after they were repeated


def texts() -> tuple[list[Told], list[Told], list[Told], list[Told]]:
    """The ads of three nights and the complaints of the first."""
    chooser = random.Random(7)
    bases = [(f"base{n}", posting(chooser)) for n in range(60)]
    varied = [(f"{vary.__name__}-{n}", vary(text, chooser)) for n, (_, text) in enumerate(bases) for vary in VARIATIONS]  # fmt: skip
    others = [(f"other{n}", posting(chooser)) for n in range(300)]
    shorts = [("a", "招收银员，包吃住"), ("b", "招收银员 包吃住！"), ("c", "招售货员，包吃住"), ("d", "138"), ("e", "139"), ("f", "")]  # fmt: skip
    left, right, between = half_and_half()
    text = posting(chooser)
    late = [("late", VARIATIONS[0](text, chooser)), ("later", text)]
    moved = [("stays", posting(chooser)), ("moves", posting(chooser))]
    first = [*late, *bases, *others, *shorts, ("left", left), moved[0], ("moves", moved[0][1])]
    second = [*varied, ("right", right), ("g", "招收银员，包吃住。"), moved[1]]
    second += [("swapped", VARIATIONS[1](text, chooser)), ("equal", text + " 123")]
    return first, second, [("between", between)], [("call1", text), ("call2", text)]


@pytest.fixture(scope="module")
def story(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Story:
    settings = load_settings(str(tmp_path_factory.mktemp("families")))
    *ads, complaints = texts()
    land(spark, settings, DAYS[0], complaints, COMPLAINTS)
    nights, files = [], []
    for day, told in zip(DAYS, [*ads, []], strict=True):
        nights.append(night(spark, settings, day, told))
        files.append(version(spark, settings, DAYS[0]))
    ages = {row["family_id"]: row["since"] for row in read(spark, settings, FAMILY_BANDS).collect()}
    before = everything(spark, settings)
    for day in (SECOND, FIRST):
        run(spark, settings, settings.batch("", day))
    return Story(tuple(nights), tuple(files), ages, (before, everything(spark, settings)))


def test_planted_families_are_found(story: Story) -> None:
    varied = [name for name in story.nights[1] if "-" in name]
    right = sum(story.nights[1][name] == story.nights[1][f"base{name.split('-')[1]}"] for name in varied)
    print(f"found {right} of {len(varied)}")
    assert len(varied) == 180 and right >= 0.95 * len(varied)


def test_unrelated_texts_are_kept_apart(story: Story) -> None:
    names = [name for name in story.nights[0] if name.startswith(("base", "other"))]
    together = sum(story.nights[0][one] == story.nights[0][other] for one, other in combinations(names, 2))
    print(f"joined {together} of {360 * 359 // 2} unrelated pairs")
    assert len(names) == 360 and together < 0.01 * 360 * 359 / 2


def test_runs_repeated_in_another_order_leave_the_same_tables(story: Story) -> None:
    assert story.tables[0] == story.tables[1]


def test_new_members_change_no_id_and_no_earlier_file(story: Story) -> None:
    first, second = story.nights[:2]
    assert {name: second[name] for name in first if name != "moves"} == {
        name: family for name, family in first.items() if name != "moves"
    }


def test_a_family_has_the_id_of_its_first_wording(story: Story) -> None:
    found = story.nights[1]
    assert len({found[name] for name in ("late", "later", "swapped", "equal")}) == 1
    text = texts()[0][0][1]
    assert found["late"] == "F" + sha256(f"ads:{digest(chr(10) + text)}".encode()).hexdigest()[:16]
    assert story.bands[found["late"]].startswith("2026-05-01 2026-04-01")


def test_a_new_text_between_two_families_joins_them_under_the_older_id(story: Story) -> None:
    apart, joined = story.nights[1:3]
    assert apart["left"] != apart["right"]
    assert joined["left"] == joined["right"] == joined["between"] == apart["left"]
    assert set(story.bands) == set(joined.values())
    assert {name for name in apart if apart[name] != joined[name]} == {"right"}


def test_a_merge_leaves_the_files_of_other_nights_as_they_are(story: Story) -> None:
    assert story.files[1] == story.files[2] == story.files[3]


def test_short_texts_join_only_when_equal_and_speechless_ones_never(story: Story) -> None:
    found = story.nights[1]
    assert found["a"] == found["b"] == found["g"]
    assert len({found[name] for name in "acdef"}) == 5


def test_an_ad_and_a_complaint_of_equal_words_are_two_families(story: Story) -> None:
    found = story.nights[0]
    assert found["call1"] == found["call2"] != found["later"]


def test_a_corrected_record_leaves_its_old_family(story: Story) -> None:
    first, second = story.nights[:2]
    assert first["moves"] == first["stays"] == second["stays"] != second["moves"]


def test_a_night_without_texts_changes_nothing(story: Story) -> None:
    assert story.nights[2] == story.nights[3]


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


def test_the_bound_of_similarity_is_what_the_caller_says() -> None:
    text = posting(random.Random(8))
    row = {"text_a": text, "text_b": VARIATIONS[2](text, random.Random(1))}
    assert [len(alike_pairs(20, least, [row])) for least in (0.6, 1.0)] == [1, 0]
