"""New texts → mentions, attributes, in one Arrow pass."""

from collections.abc import Iterator
from functools import cache, partial, reduce

import numpy as np
import pyarrow as pa
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from jobs.cache import ready
from jobs.lift import arrow_schema, lift_batches
from jobs.records import PERSON_COLUMN
from jobs.runs import Counts
from jobs.session import for_readers
from jobs.settings import Batch, Settings
from jobs.tables import quoted, read, replace_where
from models.attributes import FLAGS, groups, sensitive
from models.context import CONTEXTS, FLAG
from models.keywords import Lexicon
from models.reading import Findings, Knowledge, find, portions
from models.record import Record
from models.spelling import LAYERS
from models.subjects import NAMED_BY, named_in
from models.text import named_layers
from schemas.sources import ADS, COMPLAINTS, JUDGMENTS, Source
from schemas.tables import ATTRIBUTE, ATTRIBUTES, MENTION, MENTIONS

KEY = ("source", "record_id", "row_digest", "batch_date")
MOST_TEXTS = 3  # text fields of the source that has most
_MENTION_ROW = f"struct<{', '.join(f'`{name}`: {kind}' for name, kind, _ in MENTION)}>"
READING = (
    "source string, record_id string, row_digest string, batch_date date, "
    f"hits array<{_MENTION_ROW}>, rules array<{_MENTION_ROW}>, "
    + ", ".join(f"`{name}` {kind}" for name, kind, _ in ATTRIBUTE)
)


def run(spark: SparkSession, settings: Settings, batch: Batch) -> Counts:
    """Read every text that the present knowledge has not read; keep what was read before."""
    knowledge = settings.knowledge
    texts = reduce(
        DataFrame.unionByName,
        [texts_of(read(spark, settings, source.table), source) for source in (ADS, JUDGMENTS, COMPLAINTS)],
    ).where(F.col("batch_date") <= F.lit(batch.day))
    known = read(spark, settings, ATTRIBUTES)
    unread = for_readers(unread_texts(texts, known, knowledge.hash))
    readings = lift_batches(
        unread, partial(read_batches, knowledge, arrow_schema(READING)), READING
    ).persist()
    days = [str(row.batch_date) for row in readings.select("batch_date").distinct().collect()]
    if days:
        here = f"batch_date IN ({quoted(days)})"
        current = known.where(here).where(F.col("knowledge") == knowledge.hash)
        still = current.join(texts.select(*KEY[:3]), list(KEY[:3]), "left_semi")
        kept = (
            read(spark, settings, MENTIONS)
            .where(here)
            .join(still.select(*KEY[:3]), list(KEY[:3]), "left_semi")
        )
        for found, before, table in (
            (mentions_of(readings, knowledge.hash), kept, MENTIONS),
            (attributes_of(readings, knowledge.hash), still, ATTRIBUTES),
        ):
            replace_where(found.unionByName(before.select(*table.names)), settings, table, here)
    counts = Counts.all_kept(readings.count())
    readings.unpersist()
    return counts


def texts_of(records: DataFrame, source: Source) -> DataFrame:
    """The text fields of a source's records, with what reading them needs to know."""
    nothing = F.lit(None).cast("string")
    person = F.col(PERSON_COLUMN[source.name]) if source.name in PERSON_COLUMN else nothing
    appeal = F.col("appeal_type") if source is COMPLAINTS else nothing
    texts = [F.col(name) for name in source.text_fields]
    texts += [nothing] * (MOST_TEXTS - len(texts))
    return records.select(
        F.lit(source.name).alias("source"),
        "record_id",
        "row_digest",
        "batch_date",
        *(text.alias(f"text_{place}") for place, text in enumerate(texts)),
        person.alias("person"),
        appeal.alias("appeal_type"),
        *((F.col(name) if source is JUDGMENTS else nothing).alias(name) for name in ("case_type", "cause")),
        _named(source).alias("named"),
    )


def _named(source: Source) -> Column:
    """Whom the columns of a record name, with the role that a judgment writes beside them."""
    if source is JUDGMENTS:
        return F.transform("parties", lambda p: F.struct(p["name"].alias("name"), p["role"].alias("role")))
    name = F.col(NAMED_BY[source.name][0]).alias("name")
    return F.array(F.struct(name, F.lit(None).cast("string").alias("role")))


def unread_texts(texts: DataFrame, known: DataFrame, knowledge_hash: str) -> DataFrame:
    """Texts that this knowledge has not read in this version of the record."""
    read_before = known.where(F.col("knowledge") == knowledge_hash).select(*KEY[:3])
    return texts.join(read_before, list(KEY[:3]), "left_anti")


def read_batches(knowledge: Knowledge, schema: pa.Schema, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
    """Read an Arrow batch of texts; a row a record, with its mentions inside, in the layout of `schema`."""
    records, done = records_in(batch), 0
    ready(knowledge)  # once a worker: from the cache, or compiled
    for portion in portions(records):
        keys = batch.slice(done, len(portion)).select(list(KEY))
        done += len(portion)
        yield as_arrow(keys, find(portion, knowledge), knowledge.lexicon, schema)


def records_in(batch: pa.RecordBatch) -> list[Record]:
    """The records of a batch, column by column."""
    names = ("source", "person", "appeal_type", "case_type", "cause", "named")
    columns = {name: batch.column(name).to_pylist() for name in names}
    texts = [batch.column(f"text_{place}").to_pylist() for place in range(MOST_TEXTS)]
    fields = {source.name: source.text_fields for source in (ADS, JUDGMENTS, COMPLAINTS)}
    return [
        Record(
            source,
            {name: text for name, text in zip(fields[source], several, strict=False) if text},
            (person,) if person else (),
            appeal or "",
            named_in(source, [(one["name"], one["role"]) for one in named or ()], case_type, cause),
        )
        for source, person, appeal, case_type, cause, named, several in zip(
            *columns.values(), zip(*texts, strict=True), strict=True
        )
    ]


def as_arrow(keys: pa.RecordBatch, found: Findings, lexicon: Lexicon, schema: pa.Schema) -> pa.RecordBatch:
    """Findings as one Arrow batch in the layout of `READING`."""
    size = len(found.records)
    rules = pa.array([found.rules.get(number) for number in range(size)], schema.field("rules").type)
    told = [_attribute(name, schema.field(name).type, found) for name, _, _ in ATTRIBUTE]
    columns = [*keys.columns, _hits(found, lexicon, schema.field("hits").type), rules, *told]
    return pa.RecordBatch.from_arrays(
        [column.cast(field.type) for column, field in zip(columns, schema, strict=True)], schema=schema
    )


def _attribute(name: str, kind: pa.DataType, found: Findings) -> pa.Array:
    """One attribute of every record: from its bits, or from the few records that tell it."""
    told, size = found.told, len(found.records)
    if name in ("counts", "count_main"):
        sparse = told.counts if name == "counts" else told.main
        return pa.array([sparse.get(number) for number in range(size)], kind)
    if name in ("sensitive_types", "groups"):
        several, where = np.unique(told.codes, return_inverse=True)
        choose = sensitive if name == "sensitive_types" else groups
        return pa.array([choose(told.names_of(int(codes))) for codes in several], kind).take(pa.array(where))
    if name not in FLAGS:
        missing = False if name == "evasion" else None
        return pa.array([found.extra.get(number, {}).get(name, missing) for number in range(size)], kind)
    flags = told.flag(FLAGS[name])
    for number, extra in found.extra.items():
        flags[number] = extra.get(name, flags[number])
    return pa.array(flags)


def _hits(found: Findings, lexicon: Lexicon, kind: pa.ListType) -> pa.ListArray:
    """The hits that are mentions, as a list a record, built from columns and vocabularies."""
    hits = found.hits.take(found.shown)
    flags = found.flags[found.shown]
    owner, wording, layers, contexts = _vocabulary(lexicon)
    fields = sorted(set(found.field_of))
    number = {name: place for place, name in enumerate(fields)}
    field_of = np.array([number[name] for name in found.field_of] or [0], np.int32)
    of_owner = {name: owner[name].take(pa.array(hits.owner)) for name in owner}
    size = len(hits)
    columns = of_owner | {
        "field": pa.array(fields or [""]).take(pa.array(field_of[hits.text])),
        "kind": pa.repeat("hit", size),
        "start": pa.array(hits.start),
        "end": pa.array(hits.stop),
        "matched": wording.take(pa.array(hits.wording)),
        "via": layers.take(pa.array(hits.bits)),
        "context": contexts.take(pa.array(flags)),
        "sentence": pa.array(hits.sentence),
        "stands_on": pa.nulls(size, pa.list_(pa.string())),
        "quote": pa.nulls(size, pa.string()),
    }
    rows = pa.StructArray.from_arrays(
        [columns[field.name].cast(field.type) for field in kind.value_type], fields=list(kind.value_type)
    )
    record = found.record_of[hits.text] if size else np.zeros(0, np.int32)
    offsets = np.searchsorted(record, np.arange(len(found.records) + 1)).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(offsets), rows)


@cache
def _vocabulary(lexicon: Lexicon) -> tuple[dict[str, pa.Array], pa.Array, pa.Array, pa.Array]:
    """What the numbers of owners, wordings, layer bits and context bits stand for."""
    owners = {
        "scenario": pa.array([owner.scenario for owner in lexicon.owners]),
        "rule_id": pa.array([owner.name for owner in lexicon.owners]),
        "role": pa.array([owner.group.role for owner in lexicon.owners]),
        "strength": pa.array([owner.group.strength for owner in lexicon.owners]),
    }
    listed = pa.list_(pa.string())
    contexts = [[name for name in CONTEXTS if bits & FLAG[name]] for bits in range(1 << len(CONTEXTS))]
    return (
        owners,
        pa.array([term for _, term in lexicon.wordings]),
        pa.array([named_layers(bits) for bits in range(1 << len(LAYERS))], listed),
        pa.array(contexts, listed),
    )


def mentions_of(readings: DataFrame, knowledge_hash: str) -> DataFrame:
    """One row a mention, with an id from its record, its place and the knowledge."""
    all_of = F.concat(F.coalesce("hits", F.array()), F.coalesce("rules", F.array()))
    flat = readings.select(*KEY, F.explode(all_of).alias("m")).select(*KEY, "m.*")
    place = (*KEY[:3], "field", "kind", "scenario", "rule_id", "start", "end", "matched")
    identity = F.sha2(F.concat_ws("\x1f", *place, F.concat_ws(",", "stands_on"), F.lit(knowledge_hash)), 256)
    return flat.select(
        F.substring(identity, 1, 24).alias("mention_id"), "*", F.lit(knowledge_hash).alias("knowledge")
    ).select(*MENTIONS.names)


def attributes_of(readings: DataFrame, knowledge_hash: str) -> DataFrame:
    """One row a record that was read, with or without findings: it marks the text as read."""
    return readings.withColumn("knowledge", F.lit(knowledge_hash)).select(*ATTRIBUTES.names)
