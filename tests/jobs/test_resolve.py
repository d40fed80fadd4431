"""Whose record is it: nights of records over all sources, on real Delta tables."""

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import combinations
from typing import Any

import pytest
from delta.tables import DeltaTable
from pyspark.sql import SparkSession

from jobs.resolve import run
from jobs.settings import Settings, load_settings
from jobs.tables import drop_older, insert_new, path_of, read, replace_where, struct_of
from models.identifiers import phone_digest
from models.subjects import subjects_of
from schemas.entities import ENTITIES, ENTITY_CHANGES, ENTITY_KEYS, ENTITY_MEMBERS, IDENTITIES, LINK_DECISIONS
from schemas.sources import SOURCES
from schemas.table import Table
from schemas.tables import CAPPED_KEYS

pytestmark = pytest.mark.spark
FIRST, SECOND, THIRD = (date(2026, 5, day) for day in (1, 2, 3))
NOBODY = ["某公司", "个体", "无", "某某有限公司", "XX科技有限公司", "公司"]
Night = Mapping[str, Sequence[dict[str, Any]]]


def row_of(source: str, day: date, given: dict[str, Any]) -> dict[str, Any]:
    """A row as normalize writes it: `id`, `phones`, and columns of the contract."""
    contract = {column.name: None for column in SOURCES[source].table.columns}
    values = contract | {name: value for name, value in given.items() if name in contract}
    if source == "enterprises":
        values |= {"uscc": given.get("uscc"), "former_names": given.get("former_names", [])}
    return values | {
        "record_id": given["id"],
        "subjects": subjects_of(source, values),
        "phone_digests": [phone_digest(phone, b"key") for phone in given.get("phones", ())],
        "event_at": datetime(2026, 4, 1, tzinfo=UTC),
        "batch_date": day,
    }


def night(spark: SparkSession, settings: Settings, day: date, told: Night) -> dict[str, str]:
    """Land a night's records, resolve, and give the subject of every record known so far."""
    for source, rows in told.items():
        table = SOURCES[source].table
        frame = spark.createDataFrame([row_of(source, day, row) for row in rows], struct_of(table))
        replace_where(frame, settings, table, f"batch_date = DATE'{day}'")
        drop_older(frame, settings, table, f"batch_date < DATE'{day}'")
    run(spark, settings, settings.batch("", day))
    return subjects(spark, settings)


def subjects(spark: SparkSession, settings: Settings) -> dict[str, str]:
    members = read(spark, settings, ENTITY_MEMBERS).where("role NOT IN ('victim', 'former_name')").collect()
    return {row["record_id"]: row["entity_id"] for row in members}


def member(spark: SparkSession, settings: Settings, record: str) -> Any:
    return read(spark, settings, ENTITY_MEMBERS).where(f"record_id = '{record}'").collect()[0]


def firm(code: str, name: str, **more: Any) -> dict[str, Any]:
    return {"id": code, "uscc": code, "name": name} | more


def ad(record: str, name: str | None, **more: Any) -> dict[str, Any]:
    return {"id": record, "company_name": name} | more


def complaint(record: str, name: str | None, **more: Any) -> dict[str, Any]:
    return {"id": record, "target_name": name} | more


HOT, COLD, OWN = ["13800000000"], ["13912345678"], ["13911112222"]
FIRMS: Night = {
    "enterprises": [
        firm("91A", "广州某星人力资源有限公司", legal_rep="甲乙丙", former_names=["广州旧星咨询有限公司"]),
        firm("91M", "广州朝露信息咨询有限公司", phones=OWN),
        firm("91T1", "某木有限公司"), firm("91T2", "某木有限公司"),
        firm("91C", "广州换名甲有限公司", former_names=["广州换名乙有限公司"]),
        firm("91D", "广州换名乙有限公司", former_names=["广州换名甲有限公司"]),
        firm("91E", "深圳环环有限公司", former_names=["深圳环环有限公司"]),
    ],
    "ads": [
        ad("same", "广州某星人力资源有限公司"), ad("dirty", "某星人力资源（广州）有限公司"),
        ad("placeless", "某星人力资源有限公司", city="广州"), ad("former", "广州旧星咨询有限公司"),
        ad("coded", "另一个名字", uscc="91A"), ad("other", "佛山某星人力资源有限公司"),
        ad("elsewhere", "某星人力资源有限公司", city="佛山"), ad("nobody", None), ad("anonymous", "某公司"),
        ad("misspelt", "广州朝路信息咨询有限公司", phones=OWN), ad("unlike", "广州大海餐饮有限公司", phones=OWN),
        ad("homophone", "广州朝鹭信息咨询有限公司"),
        ad("two", "某木有限公司"), ad("swapped", "广州换名甲有限公司"), ad("circle", "深圳环环有限公司"),
        *(ad(f"hot{n}", f"广州{n}禾贸易有限公司", phones=HOT) for n in "东南西北"),
        ad("agent", None, phones=HOT), ad("cold", "广州澜海贸易有限公司", phones=COLD),
        ad("unnamed", None, phones=COLD),
        *(ad(f"nobody{n}", NOBODY[n % len(NOBODY)], city="广州") for n in range(60)),
    ],
    "complaints": [complaint("told", "广州市某星人力资源公司")],
    "judgments": [{"id": "judged", "city": "广州市", "parties": [{"name": "某星人力资源有限公司", "role": "被告单位", "legal_rep": "甲乙丙", "agent": None}]}],
}  # fmt: skip


@dataclass(frozen=True)
class Linked:
    """One night's records of many firms, linked."""

    spark: SparkSession
    settings: Settings
    subject: dict[str, str]
    planted: dict[str, str]


@pytest.fixture(scope="module")
def linked(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Linked:
    settings = load_settings(str(tmp_path_factory.mktemp("linked") / "lake"))
    told, truth = planted()
    both = {source: [*FIRMS[source], *told[source]] for source in FIRMS}
    return Linked(spark, settings, night(spark, settings, FIRST, both), truth)


def test_code_name_and_place_join_what_the_register_says(linked: Linked) -> None:
    found = linked.subject
    assert {record for record, entity in found.items() if entity == found["91A"]} == {
        "91A", "same", "dirty", "placeless", "former", "coded", "told", "judged",
    }  # fmt: skip
    assert found["other"] == found["elsewhere"]
    assert len({found[record] for record in ("91A", "other", "nobody", "anonymous")}) == 4
    judged = member(linked.spark, linked.settings, "judged")
    assert (judged["rule"], judged["confidence"]) == ("core_place_person", 0.92)
    assert "甲乙丙" not in judged["matched_value"]
    assert member(linked.spark, linked.settings, "dirty")["rule"] == "core_and_place"
    shown = {row["entity_id"]: row for row in read(linked.spark, linked.settings, ENTITIES).collect()}
    assert (shown[found["91A"]]["name"], shown[found["91A"]]["uscc"]) == ("广州某星人力资源有限公司", "91A")
    assert shown[found["nobody"]]["unnamed"] and not shown[found["other"]]["unnamed"]


def test_a_misspelt_name_joins_the_registered_firm_of_its_telephone(linked: Linked) -> None:
    found = linked.subject
    assert found["misspelt"] == found["91M"]
    row = member(linked.spark, linked.settings, "misspelt")
    assert (row["rule"], row["confidence"]) == ("similar_name_phone", 0.80)
    assert "朝路" in row["matched_value"] and "朝露" in row["target_value"]
    assert len({found["91M"], found["unlike"], found["homophone"]}) == 3


def test_an_ambiguous_key_links_nothing_and_is_told(linked: Linked) -> None:
    found = linked.subject
    assert found["unnamed"] == found["cold"] and found["circle"] == found["91E"]
    assert member(linked.spark, linked.settings, "unnamed")["confidence"] == 0.70
    assert len({found[f"nobody{n}"] for n in range(60)}) == 60  # no giant cluster
    apart = ["91T1", "91T2", "91C", "91D", "two", "swapped", "hot东", "hot南", "agent", "cold"]
    assert len({found[record] for record in apart}) == len(apart)
    capped = read(linked.spark, linked.settings, CAPPED_KEYS).collect()
    assert {(row["kind"], row["subjects"]) for row in capped} == {("phone", 4), ("full_name", 2)}
    assert all(HOT[0] not in row["value"] for row in capped)


def rows_of(spark: SparkSession, settings: Settings) -> list[list[str]]:
    tables = (ENTITIES, ENTITY_MEMBERS, ENTITY_CHANGES, CAPPED_KEYS, IDENTITIES, ENTITY_KEYS)
    return [sorted(map(str, read(spark, settings, table).collect())) for table in tables]


def decide(
    spark: SparkSession, settings: Settings, record: str, entity: str, verdict: str, hour: int
) -> None:
    at = datetime(2026, 5, 1, hour, tzinfo=UTC)
    rows = [("ads", record, entity, verdict, "检察官甲", at, "核对")]
    insert_new(spark.createDataFrame(rows, struct_of(LINK_DECISIONS)), settings, LINK_DECISIONS)


def table_of(spark: SparkSession, settings: Settings, table: Table) -> DeltaTable:
    return DeltaTable.forPath(spark, path_of(settings, table))


def version(spark: SparkSession, settings: Settings, table: Table) -> int:
    return int(table_of(spark, settings, table).history(1).collect()[0]["version"])


@dataclass(frozen=True)
class Nights:
    """Three nights of a few firms, the second killed before its last writes and taken again, and verdicts."""

    spark: SparkSession
    settings: Settings
    found: tuple[dict[str, str], ...]
    second: tuple[
        list[list[str]], list[list[str]]
    ]  # all tables, of the whole night and of the one taken again


@pytest.fixture(scope="module")
def nights(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Nights:
    settings = load_settings(str(tmp_path_factory.mktemp("nights") / "lake"))
    one = night(spark, settings, FIRST, {"ads": [
        ad("name", "广州某禾信息有限公司"), ad("code", "别名", uscc="91A"), ad("moves", None),
        ad("kept", "广州某澜信息有限公司"), ad("placeless", "某澜信息有限公司", city="广州"),
        ad("not ours", "广州某禾信息有限公司"), ad("ours", "广州某石信息有限公司"),
        ad("never ours", "广州某禾信息有限公司"),
        ad("renamed", "广州某泉信息有限公司"), ad("recoded", "广州某岭信息有限公司", uscc="91X"),
        ad("rightly coded", "广州某岭信息有限公司", uscc="91Y"), ad("uncoded", "广州某岭信息有限公司"),
    ]})  # fmt: skip
    for record, verdict in (("not ours", "unlink"), ("ours", "link"), ("never ours", "unlink")):
        decide(spark, settings, record, one["name"], verdict, 1)
    register = [firm("91A", "广州某禾信息有限公司"), firm("91K", "广州某澜信息有限公司")]
    corrected = [ad("renamed", "广州某溪信息有限公司"), ad("recoded", "广州某岭信息有限公司", uscc="91Y")]
    again: Night = {"enterprises": register, "ads": [ad("moves", "广州某禾信息有限公司"), *corrected]}
    written_last = {table: version(spark, settings, table) + 1 for table in (IDENTITIES, ENTITIES)}
    two = night(spark, settings, SECOND, again)
    before = rows_of(spark, settings)
    # What a night leaves that is killed before it writes these: its first commit has forgotten what nobody tells.
    for table, number in written_last.items():
        table_of(spark, settings, table).restoreToVersion(number)
    night(spark, settings, SECOND, again)
    after = rows_of(spark, settings)
    decide(spark, settings, "not ours", one["name"], "open", 2)
    three = night(spark, settings, THIRD, {"enterprises": [firm("91B", "广州某禾信息有限公司")]})
    return Nights(spark, settings, (one, two, three), (before, after))


def test_ids_last_when_a_code_takes_over(nights: Nights) -> None:
    one, two, _ = nights.found
    assert one["name"] != one["code"] and one["kept"] == one["placeless"]
    assert two["name"] == two["code"] == two["91A"] == two["moves"] == one["code"]
    assert two["kept"] == two["placeless"] == two["91K"] == one["kept"]


def test_a_night_killed_between_its_writes_and_taken_again_leaves_the_same_tables(nights: Nights) -> None:
    assert nights.second[0] == nights.second[1]


def test_merges_and_splits_are_recorded(nights: Nights) -> None:
    one, two, three = nights.found
    assert len({three["name"], three["code"], three["91B"]}) == 3 and three["91A"] == three["code"]
    moved = read(nights.spark, nights.settings, ENTITY_CHANGES).orderBy("batch_date").collect()
    assert {(row["kind"], row["was"], row["entity_id"]) for row in moved} == {
        ("merge", one["name"], two["code"]),
        ("merge", one["uncoded"], two["uncoded"]),
        ("split", two["code"], three["name"]),
    }
    shown = {row["entity_id"]: row["name"] for row in read(nights.spark, nights.settings, ENTITIES).collect()}
    assert set(three.values()) <= set(shown)
    assert [shown[one] for one in set(shown) - set(three.values())] == [
        "广州某石信息有限公司"
    ]  # no record is left


def test_what_only_a_corrected_record_told_is_forgotten(nights: Nights) -> None:
    one, two, _ = nights.found
    assert one["uncoded"] not in (one["recoded"], one["rightly coded"])  # one name, two codes
    assert two["uncoded"] == two["recoded"] == two["rightly coded"]
    spark, settings = nights.spark, nights.settings
    for table, column in ((IDENTITIES, "identity"), (ENTITY_KEYS, "identity"), (ENTITIES, "name")):
        kept = " ".join(str(row[column]) for row in read(spark, settings, table).collect())
        assert "某溪" in kept and "某泉" not in kept and "91X" not in kept


def test_what_a_person_decided_holds_for_records_of_earlier_nights_and_for_a_merged_subject(
    nights: Nights,
) -> None:
    one, two, _ = nights.found
    assert one["not ours"] == one["never ours"] == one["name"] != one["ours"]
    assert two["ours"] == two["name"] != one["name"]  # the subject they meant has another id now
    assert len({two["not ours"], two["never ours"], two["name"]}) == 3
    assert member(nights.spark, nights.settings, "ours")["rule"] == "human"


def test_a_verdict_that_is_taken_back_holds_no_longer(nights: Nights) -> None:
    _, _, three = nights.found
    assert three["not ours"] == three["name"] != three["never ours"]
    assert member(nights.spark, nights.settings, "not ours")["rule"] == "full_name"


# ---- planted groups over all sources -----------------------------------------------------------
CITIES = ("广州", "佛山", "杭州", "成都", "武汉", "西安")
BRANDS = ["晨禾", "澜舟", "墨渊", "知微", "青屿", "拾光", "云岫", "沐川", "景行", "若谷", "听澜", "怀瑾"]
TRADES = ("信息咨询", "人力资源", "教育咨询", "网络科技", "物业服务", "文化传媒")


def planted() -> tuple[dict[str, list[dict[str, Any]]], dict[str, str]]:
    """72 firms told in all sources as dirty as life, with homonyms in other cities; and whose record is whose."""
    chooser, told, truth = random.Random(11), defaultdict(list), {}
    for number, (brand, city) in enumerate((b, c) for b in BRANDS for c in CITIES):
        trade, code, phone = TRADES[BRANDS.index(brand) % 6], f"91{number:04}", f"139{number:08}"
        full = f"{city}{brand}{trade}有限公司"
        rows = [
            ("enterprises", firm(code, full, legal_rep=f"丙{number}", phones=[phone], former_names=[f"{city}旧{brand}{trade}有限公司"])),
            ("ads", {"company_name": full, "city": city}),
            ("ads", {"company_name": f"{brand}{trade}（{city}）有限公司", "city": chooser.choice(CITIES)}),
            ("ads", {"company_name": f"{brand}{trade}有限公司", "city": city + "市", "phones": [phone]}),
            ("ads", {"company_name": "简称", "uscc": code}),
            ("ads", {"company_name": None, "phones": [phone]}),
            ("complaints", {"target_name": f"{city}市{brand}{trade}公司", "region": f"{city}市"}),
            ("complaints", {"target_name": f"{city}旧{brand}{trade}有限公司"}),
            ("judgments", {"city": f"{city}市", "parties": [{"name": full, "role": "被告单位", "legal_rep": None, "agent": None}]}),
        ]  # fmt: skip
        for place, (source, row) in enumerate(rows):
            row.setdefault("id", f"{code}-{place}")
            truth[row["id"]] = code
            told[source].append(row)
    for n in range(60):
        truth[f"innocent{n}"] = f"innocent{n}"
        told["complaints"].append(complaint(f"innocent{n}", None if n % 2 else "某公司"))
    return told, truth


def test_planted_groups_are_found_over_all_sources(linked: Linked) -> None:
    truth, found = linked.planted, linked.subject
    pairs = list(combinations(sorted(truth), 2))
    same, joined = ({(a, b) for a, b in pairs if of[a] == of[b]} for of in (truth, found))
    precision, recall = len(same & joined) / len(joined), len(same & joined) / len(same)
    assert 2 * precision * recall / (precision + recall) >= 0.97, (precision, recall)
    homonyms = {(a, b) for a, b in joined if truth[a] != truth[b]}
    assert homonyms == set()
