"""Every table of the lake, from the files read to the clues published."""

from schemas.entities import (
    ENTITIES,
    ENTITY_CHANGES,
    ENTITY_KEYS,
    ENTITY_MEMBERS,
    IDENTITIES,
    LINK_DECISIONS,
)
from schemas.sources import SOURCES
from schemas.table import Table, columns

FILES = Table(
    "files",
    "restricted",
    ("source", "batch_date", "file"),
    columns(
        ("source", "string", "ads, judgments, complaints or enterprises."),
        ("batch_date", "date", "The landing date."),
        ("file", "string", "Path below the landing folder."),
        ("file_sha256", "string", "SHA-256 of the bytes, hexadecimal."),
        ("bytes", "bigint", "Size of the file."),
        ("outcome", "string", "read, or seen_before where equal bytes were read already."),
        ("provenance", "string", "The sidecar <file>.meta.yaml as found, where there is one."),
    ),
    partitioned_by=("batch_date",),
)

RAW_RECORDS = Table(
    "raw_records",
    "restricted",
    ("source", "batch_date", "file_sha256", "line", "sheet"),
    columns(
        ("file", "string", "Path of the file below the landing folder."),
        ("file_sha256", "string", "SHA-256 of that file."),
        ("sheet", "string", "Sheet of a workbook; empty elsewhere."),
        ("line", "bigint", "Line or row number, from 1; 0 for the file as a whole."),
        ("feed", "string", "The feed map chosen by the header; null where none fits."),
        ("cells", "map<string,string>", "Header to value, as found; null where it cannot be cut."),
        ("text", "string", "The line as found, where it cannot be cut into cells."),
        ("refused_for", "string", "Reason code where reading already failed."),
        ("detail", "string", "What was expected and found, in a sentence."),
        ("source", "string", "ads, judgments, complaints or enterprises."),
        ("batch_date", "date", "The landing date."),
    ),
    partitioned_by=("batch_date", "source"),
)

REJECTS = Table(
    "rejects",
    "restricted",
    ("source", "batch_date", "file_sha256", "line", "sheet"),
    columns(
        ("file", "string", "Path of the file below the landing folder."),
        ("file_sha256", "string", "SHA-256 of that file."),
        ("sheet", "string", "Sheet of a workbook; empty elsewhere."),
        ("line", "bigint", "Line or row number, from 1; 0 for the file as a whole."),
        ("feed", "string", "The feed map, where one was chosen."),
        ("reason_code", "string", "Stable code of the reason."),
        ("field", "string", "The contract column at fault, where it is one."),
        ("detail", "string", "What was expected and found, in a sentence."),
        ("found", "string", "The text as found."),
        ("source", "string", "ads, judgments, complaints or enterprises."),
        ("batch_date", "date", "The landing date."),
    ),
    partitioned_by=("batch_date", "source"),
)

FAMILIES = Table(
    "families",
    "work",
    ("source", "record_id"),
    columns(
        ("source", "string", "ads or complaints."),
        ("record_id", "string", "A member of the family."),
        ("family_id", "string", "One wording, however often told and slightly changed."),
        ("batch_date", "date", "The landing date of the record."),
    ),
    partitioned_by=("batch_date",),
)

FAMILY_BANDS = Table(
    "family_bands",
    "work",
    ("source", "text_digest"),
    columns(
        ("source", "string", "ads or complaints."),
        ("text_digest", "string", "Digest of the wording, as in the source's table."),
        ("family_id", "string", "The family of the wording."),
        ("since", "string", "Landing date and event time of the family's first wording: the older id stays."),
        ("bands", "array<bigint>", "MinHash band keys that find near-same wordings; empty for short texts."),
        ("method", "string", "How the bands were cut; bands of another method are not compared."),
        ("batch_date", "date", "The landing date that told the wording first."),
    ),
    partitioned_by=("batch_date",),
)

MENTION = (
    ("field", "string", "Field of the record that was read."),
    ("kind", "string", "hit: words found; rule: a combination of hits that fired."),
    ("scenario", "string", "Scenario pack the words belong to; shared for a shared concept."),
    ("rule_id", "string", "The rule, or the keyword group of a hit."),
    ("role", "string", "Role of the group in its rules: object, act, lure and the like."),
    ("strength", "string", "强, 中 or 弱, as the pack says."),
    ("start", "int", "First character in the raw text, from 0."),
    ("end", "int", "One past the last character in the raw text."),
    ("matched", "string", "The pack's wording that matched."),
    ("via", "array<string>", "Foldings without which it is not found; empty for the raw view."),
    (
        "context",
        "array<string>",
        "negated, education, untrue, victim and the like: what weakens or voids it.",
    ),
    ("sentence", "int", "Number of the sentence in the field, from 0."),
    ("stands_on", "array<string>", "For a rule: its hits as group@start-end."),
    ("quote", "string", "For a rule: the words in their sentence, personal data masked."),
)

MENTIONS = Table(
    "mentions",
    "work",
    ("mention_id",),
    columns(
        ("mention_id", "string", "Digest of the record, the text, the place and the knowledge."),
        ("source", "string", "Source of the record."),
        ("record_id", "string", "The record."),
        ("row_digest", "string", "The version of the record that was read."),
        *MENTION,
        ("knowledge", "string", "Hash of the knowledge that read the text."),
        ("batch_date", "date", "The landing date of the record."),
    ),
    partitioned_by=("batch_date",),
)

COUNT = "struct<value:bigint,unit:string,qualifier:string,start:int,end:int,field:string,sentence:int>"
ORGANISATION = (
    "struct<name:string,role:string,name_norm:string,name_key:string,name_core:string,seat:string,"
    "told:boolean>"
)

ATTRIBUTE = (
    ("counts", f"array<{COUNT}>", "Every count of records or persons in the text."),
    ("count_main", COUNT, "The count that stands for the record (domain B2)."),
    ("sensitive_types", "array<string>", "SENS_… and COMM codes named in the text (domain B1)."),
    ("groups", "array<string>", "GRP_… codes of protected groups named in the text."),
    ("insider", "boolean", "Whether a position of trust was used."),
    ("repeat", "boolean", "Whether an earlier sanction is told."),
    ("cross_region", "boolean", "Whether several regions are named as places of the act."),
    ("minor_offender", "boolean", "Whether the offender is a minor: a caution, not a bonus."),
    ("profit", "boolean", "Whether income from the act is told."),
    ("harm", "boolean", "Whether harassment or injury is told."),
    ("sanctioned", "boolean", "Whether a conviction or administrative penalty is told."),
    ("evasion", "boolean", "Whether a rule stands on words that exist in the folded view only."),
    ("threshold_ratio", "double", "Multiple of the criminal threshold (法释〔2017〕10号, article 5)."),
    ("organisations", f"array<{ORGANISATION}>", "Organisations named, with the role the words give them."),
)

ATTRIBUTES = Table(
    "attributes",
    "work",
    ("source", "record_id"),
    columns(
        ("source", "string", "Source of the record."),
        ("record_id", "string", "The record."),
        ("row_digest", "string", "The version of the record that was read."),
        *ATTRIBUTE,
        ("knowledge", "string", "Hash of the knowledge that read the text."),
        ("batch_date", "date", "The landing date of the record."),
    ),
    partitioned_by=("batch_date",),
)

SIGNALS = Table(
    "signals",
    "work",
    ("entity_id", "scenario", "rule_id"),
    columns(
        ("entity_id", "string", "The subject."),
        ("scenario", "string", "Scenario pack that declares the rule."),
        ("rule_id", "string", "The field rule."),
        ("value", "double", "The number found."),
        ("threshold", "double", "The bound it crossed."),
        ("text", "string", "The finding in words, with its numbers."),
        ("strength", "string", "强, 中 or 弱, as the pack says."),
        ("anomaly", "boolean", "Whether it counts as an anomaly of the register."),
        ("population", "string", "What the number was compared with or counted among."),
        ("record_ids", "array<string>", "Records it was counted from, source:id, at most 50."),
    ),
)

ENTITY_NETWORK = Table(
    "entity_network",
    "work",
    ("entity_id", "other_id", "kind", "value"),
    columns(
        ("entity_id", "string", "One subject: the newer of a new registration, else the smaller id."),
        ("other_id", "string", "The other subject, who shares the key with it."),
        ("kind", "string", "phone, legal_rep, building, family or reregistered."),
        ("value", "string", "The key, masked: end of a telephone digest, surname, building or family id."),
        ("records", "array<string>", "Records that show the key, source:id, at most 10."),
        ("confidence", "double", "How surely the two are one subject (domain B5)."),
    ),
)

BLOCKS = "struct<L:double,H:double,S:double,V:double,A:double,C:double,D:double>"
REASON = "struct<code:string,block:string,text:string,weight:double>"
FLAGS = "struct<insider:boolean,minor:boolean,cross_region:boolean,repeat:boolean,evasion:boolean>"
EVIDENCE = (
    "struct<source:string,record_id:string,kind:string,rule_id:string,field:string,start:int,"
    "end:int,quote:string,value:double,weight:double,context:string>"
)

CLUES = Table(
    "clues",
    "gold",
    ("run_id", "clue_id"),
    columns(
        ("clue_id", "string", "Digest of subject and scenario: the clue's id for life."),
        ("run_id", "string", "The run that ranked it."),
        ("rank", "int", "Place in the list, from 1 without gaps."),
        ("score", "double", "Sum of the blocks, between 0 and 100."),
        ("tier", "string", "A 重大, B 重点, C 一般, D 备查."),
        ("scenario", "string", "Scenario pack."),
        ("scenario_cn", "string", "The scenario's Chinese title."),
        ("entity_id", "string", "The subject."),
        ("subject_name", "string", "The subject's name; a person's is masked."),
        ("uscc", "string", "The subject's credit code, where known."),
        ("region", "string", "City of the subject, where known."),
        ("blocks", BLOCKS, "Points of each score block (domain B3)."),
        ("triggers", "array<string>", "What lifted the clue to tier A regardless of its score."),
        ("reasons", f"array<{REASON}>", "Every part of the score: code, words, points."),
        ("count_value", "bigint", "Scale: the number of records or persons, where told."),
        ("count_unit", "string", "Unit of that number: 条, 份, 人 and the like."),
        ("count_qualifier", "string", "exact, at_least, approx or vague."),
        ("sensitive_types", "array<string>", "Kinds of sensitive information told."),
        ("groups", "array<string>", "Protected groups told."),
        ("flags", FLAGS, "Badges."),
        ("sources", "array<string>", "Sources that speak of the subject."),
        ("match_confidence", "double", "Weakest link among the corroborating records."),
        ("first_seen", "date", "Earliest event among the evidence."),
        ("last_seen", "date", "Latest event among the evidence."),
        ("status", "string", "NEW until somebody decides (domain D3)."),
        ("versions", "string", "Knowledge versions as JSON: packs, scoring, code."),
    ),
    partitioned_by=("run_id",),
)

CLUE_EVIDENCE = Table(
    "clue_evidence",
    "gold",
    ("run_id", "clue_id", "position"),
    columns(
        ("clue_id", "string", "The clue."),
        ("run_id", "string", "The run."),
        ("position", "int", "Order within the clue, from 1, strongest first."),
        ("source", "string", "Source of the record."),
        ("record_id", "string", "The record."),
        ("kind", "string", "rule: words in context; signal: a number."),
        ("rule_id", "string", "The rule that fired."),
        ("field", "string", "Field of the record, for words."),
        ("start", "int", "First character in the raw text, for words."),
        ("end", "int", "One past the last character, for words."),
        ("quote", "string", "The words with personal data masked, or the number in words."),
        ("value", "double", "The number, for signals."),
        ("weight", "double", "Points the rule brought, before caps."),
        ("context", "string", "Contexts that weaken it, separated by commas."),
        ("link_confidence", "double", "How surely the record speaks of the subject."),
        ("records", "array<string>", "For numbers: the records counted, source:id, at most 50."),
    ),
    partitioned_by=("run_id",),
)

CLUE_CHANGES = Table(
    "clue_changes",
    "gold",
    ("run_id", "clue_id"),
    columns(
        ("clue_id", "string", "The clue."),
        ("run_id", "string", "The run."),
        ("previous_run_id", "string", "The run it is compared with; null for the first."),
        ("change", "string", "new, up, down, same or gone."),
        ("rank_before", "int", "Rank in the earlier run."),
        ("score_before", "double", "Score in the earlier run."),
        ("score_after", "double", "Score in this run."),
    ),
    partitioned_by=("run_id",),
)

CLUE_LINKS = Table(
    "clue_links",
    "gold",
    ("run_id", "clue_id", "source", "record_id", "role", "matched_value"),
    columns(
        ("clue_id", "string", "The clue."),
        ("run_id", "string", "The run."),
        ("source", "string", "Source of the record."),
        ("record_id", "string", "A record of the clue's subject."),
        ("role", "string", "The role the record gives the subject."),
        ("rule", "string", "Which key linked it."),
        ("matched_value", "string", "The record's value of that key, persons and telephones masked."),
        ("target_value", "string", "The subject's value of that key."),
        ("confidence", "double", "How sure the link is (domain B5)."),
    ),
    partitioned_by=("run_id",),
)

CLUE_NETWORK = Table(
    "clue_network",
    "gold",
    ("run_id", "clue_id", "kind", "value", "other_id"),
    columns(
        ("clue_id", "string", "The clue."),
        ("run_id", "string", "The run."),
        ("kind", "string", "What its subject shares with the other: as in entity_network."),
        ("value", "string", "The key they share, masked."),
        ("other_id", "string", "The other subject."),
        ("other_name", "string", "Its name, a person's masked; null where nothing names it."),
        ("records", "array<string>", "Records that show the key, source:id."),
        ("confidence", "double", "How surely the two are one subject (domain B5)."),
    ),
    partitioned_by=("run_id",),
)

CAPPED_KEYS = Table(
    "capped_keys",
    "gold",
    ("batch_date", "kind", "value"),
    columns(
        ("kind", "string", "The kind of key."),
        ("value", "string", "The value, persons and telephones masked."),
        ("subjects", "bigint", "How many subjects share it: too many for a link."),
        ("batch_date", "date", "The night on which it was capped."),
    ),
    partitioned_by=("batch_date",),
)

RUNS = Table(
    "runs",
    "gold",
    ("run_id", "step", "source"),
    columns(
        ("run_id", "string", "Batch date and a digest of knowledge and settings."),
        ("batch_date", "date", "The date the run is for."),
        ("step", "string", "The step; `run` for the whole."),
        ("source", "string", "Source or feed the counts are for; empty for the step as a whole."),
        ("started_at", "timestamp", "Wall clock at the start."),
        ("ended_at", "timestamp", "Wall clock at the end."),
        ("read", "bigint", "Rows read."),
        ("kept", "bigint", "Rows kept."),
        ("refused", "bigint", "Rows refused; kept + refused = read."),
        ("outcome", "string", "done, failed, stopped_by_gate or published."),
        ("message", "string", "Why it failed, in a sentence."),
        ("versions", "string", "Knowledge versions as JSON."),
        ("settings_hash", "string", "Digest of the settings."),
    ),
    partitioned_by=("batch_date",),
)

TABLES = {
    table.name: table
    for table in (
        FILES,
        RAW_RECORDS,
        *(source.table for source in SOURCES.values()),
        REJECTS,
        FAMILIES,
        FAMILY_BANDS,
        MENTIONS,
        ATTRIBUTES,
        IDENTITIES,
        ENTITY_KEYS,
        ENTITIES,
        ENTITY_MEMBERS,
        ENTITY_CHANGES,
        LINK_DECISIONS,
        SIGNALS,
        ENTITY_NETWORK,
        CLUES,
        CLUE_EVIDENCE,
        CLUE_CHANGES,
        CLUE_LINKS,
        CLUE_NETWORK,
        CAPPED_KEYS,
        RUNS,
    )
}
