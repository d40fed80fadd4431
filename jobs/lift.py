"""The one bridge from plain Python to Spark's Arrow functions."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql.pandas.types import to_arrow_schema
from pyspark.sql.types import StructType

Rows = list[dict[str, Any]]


def lift(frame: DataFrame, function: Callable[[Rows], Iterable[Mapping[str, Any]]], ddl: str) -> DataFrame:
    """Map a plain function of whole batches over a frame.

    `function` takes the rows of one Arrow batch and gives rows of the schema `ddl`; a column it
    leaves out is null. It runs on the executors and must be picklable.
    """
    schema = arrow_schema(ddl)

    def mapped(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            yield to_batch(function(batch.to_pylist()), schema)

    return frame.mapInArrow(mapped, ddl)


def stream(frame: DataFrame, function: Callable[[Rows], Iterable[Rows]], ddl: str) -> DataFrame:
    """Like `lift`, for a function that gives more rows than fit in memory: it yields them in portions."""
    schema = arrow_schema(ddl)

    def mapped(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            for portion in function(batch.to_pylist()):
                yield to_batch(portion, schema)

    return frame.mapInArrow(mapped, ddl)


def lift_batches(
    frame: DataFrame, function: Callable[[pa.RecordBatch], Iterable[pa.RecordBatch]], ddl: str
) -> DataFrame:
    """Like `lift`, for a function that takes and gives Arrow batches itself, because rows cost too much."""

    def mapped(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            yield from function(batch)

    return frame.mapInArrow(mapped, ddl)


def arrow_schema(ddl: str) -> pa.Schema:
    """The Arrow schema of a Spark DDL string; times are kept in UTC."""
    return to_arrow_schema(struct_from(ddl), timezone="UTC")


def struct_from(ddl: str) -> StructType:
    """Parse a Spark DDL string; TypeError where it is a single type and no list of columns."""
    struct = StructType.fromDDL(ddl)
    if not isinstance(struct, StructType):
        raise TypeError(f"expected columns, found {ddl}")
    return struct


def to_batch(rows: Iterable[Mapping[str, Any]], schema: pa.Schema) -> pa.RecordBatch:
    """Build one Arrow batch column by column; lone surrogates, which UTF-8 cannot carry, become U+FFFD."""
    listed = list(rows)
    columns = [[_portable(row.get(field.name)) for row in listed] for field in schema]
    arrays = [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _portable(value: Any) -> Any:
    if isinstance(value, str):
        return (
            value if value.isascii() else value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        )
    if isinstance(value, dict):
        return {key: _portable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_portable(item) for item in value]
    return value
