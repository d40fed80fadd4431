"""Mentions, signals → clues, clue_evidence, clue_changes."""

import json
from datetime import date
from functools import partial
from typing import Any

from pyspark.sql import DataFrame, SparkSession, Window
from pyspark.sql import functions as F

from jobs.inputs import STRUCK_OFF, actors, fired
from jobs.lift import Rows, lift
from jobs.linkage import surname
from jobs.mentioned import ACTORS
from jobs.parallel import in_parallel
from jobs.runs import Counts
from jobs.settings import Batch, Settings
from jobs.tables import read, replace_where
from models.masking import mask_name
from models.names import is_organisation
from models.packs import Pack
from models.scoring import Case, Part, RuleEvidence, Score, Scoring, SignalEvidence, score
from schemas.entities import ENTITIES, ENTITY_MEMBERS
from schemas.sources import ENTERPRISES
from schemas.tables import (
    ATTRIBUTES,
    CLUE_CHANGES,
    CLUE_EVIDENCE,
    CLUE_LINKS,
    CLUE_NETWORK,
    CLUES,
    ENTITY_NETWORK,
    FAMILIES,
    MENTIONS,
    RUNS,
    SIGNALS,
)

MOST_LINKS = 50  # records shown as linked in one clue
MOST_OF_PERSON = 4  # characters; a longer name without a credit code is no person's
MOST_PER_RULE = 10  # records of one rule and source that weigh in one clue; more repeat the same
_STRENGTH = {"强": 3, "中": 2, "弱": 1}
_FLAGS = ("insider", "repeat", "cross_region", "profit", "harm", "sanctioned", "evasion", "minor_offender")
_FOUND = (
    "struct<source:string,record_id:string,rule_id:string,strength:string,field:string,start:int,"
    "`end`:int,quote:string,context:array<string>,confidence:double,event_at:timestamp>"
)
_SCORED = CLUES.ddl + ", evidence array<struct<" + ",".join(
    f"{c.name}:{c.type}" for c in CLUE_EVIDENCE.columns if c.name not in ("clue_id", "run_id")
) + ">>"  # fmt: skip


def run(spark: SparkSession, settings: Settings, batch: Batch) -> Counts:
    """Weigh the evidence about each subject and scenario; write the ranked clues of this run."""
    here = f"run_id = '{batch.run_id}'"
    cases = cases_of(
        rules_found(
            read(spark, settings, MENTIONS).where(F.col("knowledge") == settings.knowledge.hash),
            read(spark, settings, FAMILIES),
            read(spark, settings, ENTITY_MEMBERS),
        ),
        read(spark, settings, ATTRIBUTES).where(F.col("knowledge") == settings.knowledge.hash),
        read(spark, settings, SIGNALS),
        read(spark, settings, ENTITIES),
        regular_licensees(read(spark, settings, ENTERPRISES.table), read(spark, settings, ENTITY_MEMBERS)),
    )
    weigh = partial(
        weigh_batch,
        without_wordings(settings.packs),
        settings.scoring,
        batch.day,
        settings.knobs.evidence_per_clue,
    )
    weighed = lift(cases, weigh, _SCORED).persist()
    ranked = ranked_clues(weighed, batch.run_id, json.dumps(settings.versions, sort_keys=True)).persist()
    earlier = previous_clues(read(spark, settings, RUNS), read(spark, settings, CLUES), batch)
    written = {
        CLUES: ranked.select(*CLUES.names),
        CLUE_EVIDENCE: evidence_of(ranked),
        CLUE_LINKS: links_shown(ranked, read(spark, settings, ENTITY_MEMBERS)),
        CLUE_NETWORK: network_shown(
            ranked, read(spark, settings, ENTITY_NETWORK), read(spark, settings, ENTITIES)
        ),
        CLUE_CHANGES: changes_of(ranked, earlier, batch.run_id),
    }
    in_parallel([partial(replace_where, frame, settings, table, here) for table, frame in written.items()])
    seen, kept = weighed.count(), ranked.count()
    weighed.unpersist()
    ranked.unpersist()
    return Counts(seen, kept, seen - kept)


def rules_found(mentions: DataFrame, families: DataFrame, members: DataFrame) -> DataFrame:
    """Rules that fired in records of each subject as actor; one record stands for its family."""
    who = actors(members).select("entity_id", "source", "record_id", "confidence", "event_at")
    joined = (
        fired(mentions)
        .join(who, ["source", "record_id"])
        .join(families.select("source", "record_id", "family_id"), ["source", "record_id"], "left")
    )
    same_wording = Window.partitionBy(
        "entity_id", "scenario", "rule_id", F.coalesce("family_id", "record_id")
    ).orderBy(F.desc("event_at"), "record_id", "field", "start")
    first = joined.withColumn("place", F.row_number().over(same_wording)).where("place = 1")
    of_rule = Window.partitionBy("entity_id", "scenario", "rule_id", "source").orderBy(
        F.desc("confidence"), F.desc("event_at"), "record_id"
    )
    return (
        first.withColumn("place", F.row_number().over(of_rule))
        .where(F.col("place") <= MOST_PER_RULE)
        .drop("place")
    )


def cases_of(
    found: DataFrame, attributes: DataFrame, signals: DataFrame, entities: DataFrame, licensees: DataFrame
) -> DataFrame:
    """One row a subject and scenario with all its evidence: what `weigh_batch` reads."""
    told = found.select("entity_id", "scenario", "source", "record_id").distinct().join(
        attributes, ["source", "record_id"]
    )  # fmt: skip
    texts = told.groupBy("entity_id", "scenario").agg(
        F.array_distinct(F.flatten(F.collect_list("sensitive_types"))).alias("sensitive_types"),
        F.array_distinct(F.flatten(F.collect_list("groups"))).alias("groups"),
        F.max_by("count_main", F.struct("count_main.value", "source", "record_id")).alias("count_main"),
        *(F.bool_or(name).alias(name) for name in _FLAGS),
    )
    fields = [F.col("end").alias("end") if name == "end" else F.col(name) for name in
              ("source", "record_id", "rule_id", "strength", "field", "start", "end", "quote", "context", "confidence", "event_at")]  # fmt: skip
    rules = found.groupBy("entity_id", "scenario").agg(F.collect_list(F.struct(*fields)).alias("rules"))
    numbers = signals.groupBy("entity_id", "scenario").agg(
        F.collect_list(F.struct("rule_id", "value", "text", "strength", "anomaly", "record_ids")).alias(
            "signals"
        )
    )
    joined = rules.join(numbers, ["entity_id", "scenario"], "full").join(
        texts, ["entity_id", "scenario"], "left"
    )
    named = joined.join(entities.select("entity_id", "name", "uscc", "city", "unnamed"), "entity_id", "left")
    return named.join(licensees.withColumn("licensed", F.lit(True)), "entity_id", "left")


def regular_licensees(enterprises: DataFrame, members: DataFrame) -> DataFrame:
    """Subjects with a human-resources licence, in business, not listed as abnormal."""
    regular = enterprises.where(
        f"license_hr IS NOT NULL AND coalesce(biz_status, '') NOT RLIKE '{STRUCK_OFF}' "
        "AND NOT exists(coalesce(abnormal_list, array()), entry -> entry.out_date IS NULL)"
    )
    registered = members.where("source = 'enterprises'").select("entity_id", "record_id")
    return regular.join(registered, "record_id").select("entity_id").distinct()


def without_wordings(packs: tuple[Pack, ...]) -> tuple[Pack, ...]:
    """The packs with their rules only: tens of thousands of wordings would travel to every worker."""
    return tuple(pack.model_copy(update={"groups": ()}) for pack in packs)


def weigh_batch(packs: tuple[Pack, ...], weights: Scoring, today: date, most: int, rows: Rows) -> Rows:
    """Score the cases of one batch; a row a case, with its reasons and its evidence."""
    by_id = {pack.id: pack for pack in packs}
    return [
        _weighed(row, by_id[row["scenario"]], weights, today, most)
        for row in rows
        if row["scenario"] in by_id
    ]


def _weighed(row: dict[str, Any], pack: Pack, weights: Scoring, today: date, most: int) -> dict[str, Any]:
    case = case_of(row, pack)
    result = score(case, weights, today)
    return _subject_columns(row, pack) | _score_columns(result, case) | {
        "clue_id": None,
        "first_seen": min(_event_days(row), default=None),
        "last_seen": case.last_seen,
        "status": "NEW",
        "evidence": _evidence(row, pack, weights, most),
    }  # fmt: skip


def case_of(row: dict[str, Any], pack: Pack) -> Case:
    """Turn a row of evidence into the case that `score` weighs."""
    count = row["count_main"]
    return Case(
        rules=[_rule_evidence(hit, pack) for hit in _ordered(row["rules"])],
        signals=[_signal_evidence(signal) for signal in row["signals"] or ()],
        count=(count["value"], count["unit"], count["qualifier"]) if count else None,
        sensitive_types=frozenset(row["sensitive_types"] or ()),
        groups=frozenset(row["groups"] or ()),
        told=frozenset(name for name in _FLAGS if row[name]),
        licensed_and_reported=bool(row["licensed"]),
        last_seen=max(_event_days(row), default=None),
    )


def _event_days(row: dict[str, Any]) -> list[date]:
    return [hit["event_at"].date() for hit in row["rules"] or () if hit["event_at"]]


def _ordered(rules: Rows | None) -> Rows:
    """Strongest first; the order of collection must not show."""
    return sorted(
        rules or [],
        key=lambda h: (-_STRENGTH[h["strength"]], h["source"], h["rule_id"], h["record_id"], h["start"]),
    )


def _rule_evidence(hit: dict[str, Any], pack: Pack) -> RuleEvidence:
    rule = pack.rule(hit["rule_id"])
    return RuleEvidence(
        hit["source"], hit["record_id"], rule.id, rule.title, rule.strength, rule.explicit_act,
        "education" in hit["context"], hit["confidence"],
    )  # fmt: skip


def _signal_evidence(signal: dict[str, Any]) -> SignalEvidence:
    sources = tuple(sorted({record.split(":", 1)[0] for record in signal["record_ids"] or ()}))
    return SignalEvidence(signal["rule_id"], signal["text"], signal["strength"], sources, signal["anomaly"])


def _subject_columns(row: dict[str, Any], pack: Pack) -> dict[str, Any]:
    name = row["name"]
    shown = (
        name
        if name is None or row["uscc"] or is_organisation(name) or len(name) > MOST_OF_PERSON
        else mask_name(name)
    )
    return {
        "scenario": pack.id,
        "scenario_cn": pack.title,
        "entity_id": row["entity_id"],
        "subject_name": shown or "（未点名）",
        "uscc": row["uscc"],
        "region": row["city"],
        "flags": {
            "insider": bool(row["insider"]),
            "minor": "GRP_CHILD" in (row["groups"] or ()) or bool(row["minor_offender"]),
            "cross_region": bool(row["cross_region"]),
            "repeat": bool(row["repeat"]),
            "evasion": bool(row["evasion"]),
        },
    }


def _score_columns(result: Score, case: Case) -> dict[str, Any]:
    return {
        "score": result.value,
        "tier": result.tier,
        "blocks": result.blocks,
        "triggers": result.triggers,
        "reasons": [_reason(part) for part in result.parts],
        "count_value": case.count[0] if case.count else None,
        "count_unit": case.count[1] if case.count else None,
        "count_qualifier": case.count[2] if case.count else None,
        "sensitive_types": sorted(case.sensitive_types),
        "groups": sorted(case.groups),
        "sources": sorted(case.sources),
        "match_confidence": case.confidence,
    }


def _reason(part: Part) -> dict[str, Any]:
    points = -part.points if part.block == "D" else part.points
    return {"code": part.code, "block": part.block, "text": part.text, "weight": points}


def _evidence(row: dict[str, Any], pack: Pack, weights: Scoring, most: int) -> Rows:
    quotes = [_quote_row(hit, pack, weights) for hit in _ordered(row["rules"])]
    numbers = [
        _number_row(signal, weights)
        for signal in sorted(row["signals"] or (), key=lambda s: str(s["rule_id"]))
    ]
    return [item | {"position": place} for place, item in enumerate((numbers + quotes)[:most], start=1)]


def _quote_row(hit: dict[str, Any], pack: Pack, weights: Scoring) -> dict[str, Any]:
    factor = weights.deductions.education_factor if "education" in hit["context"] else 1.0
    kept = {name: hit[name] for name in ("source", "record_id", "rule_id", "field", "start", "end", "quote")}
    return kept | {
        "kind": "rule",
        "weight": weights.legal.rule[pack.rule(hit["rule_id"]).strength] * factor,
        "context": ",".join(hit["context"]),
        "link_confidence": hit["confidence"],
    }


def _number_row(signal: dict[str, Any], weights: Scoring) -> dict[str, Any]:
    record = (signal["record_ids"] or [":"])[0]
    return {
        "source": record.split(":", 1)[0],
        "record_id": record.split(":", 1)[1],
        "kind": "signal",
        "rule_id": signal["rule_id"],
        "quote": signal["text"],
        "value": signal["value"],
        "weight": weights.legal.rule[signal["strength"]],
        "context": "",
        "link_confidence": 1.0,
        "records": signal["record_ids"],
    }


def ranked_clues(weighed: DataFrame, run_id: str, versions: str) -> DataFrame:
    """Clues that reach a tier, ranked without gaps; ties go by sources, link, recency, then id."""
    named = weighed.where("tier IS NOT NULL").withColumns(
        {
            "clue_id": F.concat(
                F.lit("C"), F.substring(F.sha2(F.concat_ws(":", "entity_id", "scenario"), 256), 1, 16)
            ),
            "run_id": F.lit(run_id),
            "versions": F.lit(versions),
        }
    )
    order = Window.orderBy(
        F.desc("score"),
        F.desc(F.size("sources")),
        F.desc("match_confidence"),
        F.desc_nulls_last("last_seen"),
        "clue_id",
    )
    return named.withColumn("rank", F.row_number().over(order))


def evidence_of(ranked: DataFrame) -> DataFrame:
    """One row a piece of evidence, in the layout of clue_evidence."""
    return ranked.select("clue_id", "run_id", F.inline("evidence")).select(*CLUE_EVIDENCE.names)


def links_shown(ranked: DataFrame, members: DataFrame) -> DataFrame:
    """The records of each clue's subject with the key that linked them, the surest first."""
    own = members.where(F.col("role").isin(*ACTORS, "registered", "former_name"))
    joined = ranked.select("clue_id", "run_id", "entity_id").join(own, "entity_id")
    return _surest(joined, "source", "record_id", "role", "matched_value").select(*CLUE_LINKS.names)


def network_shown(ranked: DataFrame, network: DataFrame, entities: DataFrame) -> DataFrame:
    """What each clue's subject shares with others, the surest first; names that may be persons' are masked."""
    ends = (F.col("other_id").alias("entity_id"), F.col("entity_id").alias("other_id"))
    back = network.select(*ends, "kind", "value", "records", "confidence")
    edges = network.unionByName(back).join(ranked.select("clue_id", "run_id", "entity_id"), "entity_id")
    sure = F.col("uscc").isNotNull() | (F.length("name") > MOST_OF_PERSON)
    shown = F.when(sure, F.col("name")).otherwise(surname(F.col("name")))
    names = entities.select(F.col("entity_id").alias("other_id"), shown.alias("other_name"))
    named = edges.join(names, "other_id", "left")
    return _surest(named, "kind", "value", "other_id").select(*CLUE_NETWORK.names)


def _surest(rows: DataFrame, *ties: str) -> DataFrame:
    """The MOST_LINKS rows of each clue of which one is surest; ties go by the columns named."""
    order = Window.partitionBy("clue_id").orderBy(F.desc("confidence"), *ties)
    return rows.withColumn("place", F.row_number().over(order)).where(F.col("place") <= MOST_LINKS)


def previous_clues(runs: DataFrame, clues: DataFrame, batch: Batch) -> DataFrame:
    """The clues of the last run that was published for an earlier date."""
    published = runs.where((F.col("step") == "run") & (F.col("outcome") == "published"))
    earlier = published.where(F.col("batch_date") < F.lit(batch.day))
    last = earlier.orderBy(F.desc("batch_date"), F.desc("ended_at")).select("run_id").limit(1)
    return clues.join(F.broadcast(last), "run_id", "left_semi").select(
        "clue_id",
        F.col("run_id").alias("previous_run_id"),
        F.col("rank").alias("rank_before"),
        F.col("score").alias("score_before"),
    )


def changes_of(ranked: DataFrame, earlier: DataFrame, run_id: str) -> DataFrame:
    """What changed since the earlier list: new, up, down, same or gone."""
    now = ranked.select("clue_id", "rank", F.col("score").alias("score_after"))
    change = (
        F.when(F.col("rank_before").isNull(), "new")
        .when(F.col("score_after").isNull(), "gone")
        .when(F.col("rank") < F.col("rank_before"), "up")
        .when(F.col("rank") > F.col("rank_before"), "down")
        .otherwise("same")
    )
    joined = now.join(earlier, "clue_id", "full")
    return joined.withColumns({"run_id": F.lit(run_id), "change": change}).select(*CLUE_CHANGES.names)
