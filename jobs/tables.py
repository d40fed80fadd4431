"""The only reader and writer of Delta tables."""

from collections.abc import Iterable

from delta.tables import DeltaMergeBuilder, DeltaTable
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql.types import StructType

from jobs.errors import ConfigError
from jobs.lift import struct_from
from jobs.session import is_small
from jobs.settings import Settings
from schemas.table import Table


def path_of(settings: Settings, table: Table) -> str:
    """Where a table lives: <lake>/<zone>/<name>."""
    return f"{settings.lake.rstrip('/')}/{table.zone}/{table.name}"


def read(spark: SparkSession, settings: Settings, table: Table) -> DataFrame:
    """Read a table; an empty frame of its schema where it does not exist yet."""
    path = path_of(settings, table)
    if not DeltaTable.isDeltaTable(spark, path):
        return spark.createDataFrame([], struct_of(table))
    return spark.read.format("delta").load(path)


def struct_of(table: Table) -> StructType:
    """The table's Spark schema, each column with its meaning as comment."""
    struct = struct_from(table.ddl)
    for field, column in zip(struct.fields, table.columns, strict=True):
        field.metadata = {"comment": column.meaning}
    return struct


def check(frame: DataFrame, table: Table) -> DataFrame:
    """Give the frame with exactly the table's columns, in its order and types, each with its meaning."""
    return frame.select(
        *(
            F.col(one.name).cast(one.type).alias(one.name, metadata={"comment": one.meaning})
            for one in table.columns
        )
    )


def replace_where(frame: DataFrame, settings: Settings, table: Table, condition: str) -> None:
    """Replace the rows that meet `condition` by the frame, in one commit: run twice, same table.

    Where no row meets it yet, as on every new night, this is an append, which costs a third.
    """
    known = _known(frame.sparkSession, settings, table)
    if known is None or known.toDF().where(condition).isEmpty():
        _append(frame, settings, table, is_new=known is None)
    else:
        writer = check(frame, table).write.format("delta").mode("overwrite")
        writer.option("replaceWhere", condition).save(path_of(settings, table))


def _known(spark: SparkSession, settings: Settings, table: Table) -> DeltaTable | None:
    path = path_of(settings, table)
    return DeltaTable.forPath(spark, path) if DeltaTable.isDeltaTable(spark, path) else None


def _append(frame: DataFrame, settings: Settings, table: Table, is_new: bool) -> None:
    """Add rows; a new table is made and filled in one commit."""
    writer = check(frame, table).write.format("delta").mode("append")
    if is_new:
        # Statistics serve look-ups by key; on fifty columns of text they would cost more than the write.
        skipping = [name for name in table.key if name not in table.partitioned_by]
        writer = writer.option("delta.dataSkippingStatsColumns", ",".join(skipping))
    writer.partitionBy(*table.partitioned_by).save(path_of(settings, table))


def overwrite(frame: DataFrame, settings: Settings, table: Table) -> None:
    """Replace the whole table; for small tables that are derived anew each night."""
    replace_where(frame, settings, table, "true")


def drop_older(
    newer: DataFrame, settings: Settings, table: Table, older: str, key: tuple[str, ...] = ()
) -> None:
    """Delete the rows that meet `older` and whose key stands in `newer`; no commit where there are none."""
    keys = newer.select(*(key or table.key)).distinct()
    target = _known(newer.sparkSession, settings, table)
    if target is None or target.toDF().where(older).join(keys, keys.columns, "left_semi").isEmpty():
        return
    _changing(target, keys, f"o.{older} AND {_same(keys.columns)}").whenMatchedDelete().execute()


def _changing(target: DeltaTable, rows: DataFrame, condition: str) -> DeltaMergeBuilder:
    """A merge that changes rows `o` of the table which rows `n` of the frame meet."""
    return _marking(target).alias("o").merge(rows.alias("n"), condition)


def _marking(target: DeltaTable) -> DeltaTable:
    """A table that marks changed rows by deletion vectors from now on, its files not rewritten.

    On small data a file costs nothing, but every scan would look twice for marks.
    """
    spark, name = target.toDF().sparkSession, "delta.enableDeletionVectors"
    if is_small(spark):
        return target
    known = target.detail().collect()[0]
    if known["properties"].get(name) == "true":
        return target
    path = known["location"].replace("`", "``")
    spark.sql(f"ALTER TABLE delta.`{path}` SET TBLPROPERTIES ('{name}' = 'true')")
    return DeltaTable.forPath(spark, known["location"])


def _same(key: Iterable[str]) -> str:
    return " AND ".join(f"o.`{name}` = n.`{name}`" for name in key)


def update(
    changed: DataFrame, settings: Settings, table: Table, condition: str, values: dict[str, str]
) -> None:
    """Set columns of the rows `o` that a row `n` of the frame meets; files without such rows stay as they are."""
    target = _known(changed.sparkSession, settings, table)
    if target is not None and not changed.isEmpty():
        _changing(target, changed, condition).whenMatchedUpdate(set=dict(values)).execute()


def upsert(rows: DataFrame, settings: Settings, table: Table) -> None:
    """Replace the rows of equal key and add the others; an empty table is simply written."""
    target = _known(rows.sparkSession, settings, table)
    if target is None or target.toDF().isEmpty():
        _append(rows, settings, table, is_new=target is None)
    elif not rows.isEmpty():
        merge = _changing(target, check(rows, table), _same(table.key))
        merge.whenMatchedUpdateAll().whenNotMatchedInsertAll().execute()


def insert_new(rows: DataFrame, settings: Settings, table: Table) -> None:
    """Add the rows whose key is not there yet; what is there stays."""
    target = _known(rows.sparkSession, settings, table)
    if target is None:
        _append(rows, settings, table, is_new=True)
    elif not rows.isEmpty():
        merge = target.alias("o").merge(check(rows, table).alias("n"), _same(table.key))
        merge.whenNotMatchedInsertAll().execute()


def remove(keys: DataFrame, settings: Settings, table: Table) -> None:
    """Delete the rows whose key stands in the frame."""
    target = _known(keys.sparkSession, settings, table)
    if target is not None and not keys.isEmpty():
        _changing(target, keys.distinct(), _same(keys.columns)).whenMatchedDelete().execute()


def quoted(values: Iterable[str]) -> str:
    """Write values as a SQL list; ConfigError for a quote in one, which no digest or id has."""
    listed = list(values)
    if any("'" in value or "\\" in value for value in listed):
        raise ConfigError(f"A name with a quote cannot be used in a condition: {listed}")
    return ", ".join(f"'{value}'" for value in listed) or "NULL"
