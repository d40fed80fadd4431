"""The records that facts about subjects are counted from."""

from dataclasses import dataclass

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jobs.mentioned import ACTORS

STRUCK_OFF = "注销|吊销"  # in the status of a firm that no longer exists
MOST_RECORDS = 50  # ids kept with a signal; the value counts them all


@dataclass(frozen=True)
class Records:
    """The tables that facts are counted from, none newer than the run's date."""

    ads: DataFrame
    enterprises: DataFrame
    complaints: DataFrame
    judgments: DataFrame
    members: DataFrame
    families: DataFrame
    mentions: DataFrame


def ids(record: str | Column, most: int = MOST_RECORDS) -> Column:
    """The first records by name; an aggregate."""
    return F.slice(F.array_sort(F.collect_set(record)), 1, most)


def fired(mentions: DataFrame) -> DataFrame:
    """Rules that fired, but for those told of a victim or found untrue."""
    told = "arrays_overlap(coalesce(context, array()), array('untrue', 'victim'))"
    return mentions.where(f"kind = 'rule' AND NOT {told}")


def actors(members: DataFrame) -> DataFrame:
    """Subjects that are said to have done it."""
    return members.where(F.col("role").isin(*ACTORS))


def members_of(members: DataFrame, source: str, *roles: str) -> DataFrame:
    """Subjects of the records of a source in which they have one of these roles."""
    named = members.where((F.col("source") == source) & F.col("role").isin(*roles))
    return named.select("entity_id", "record_id").distinct()
