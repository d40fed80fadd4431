"""Salaries far above those of the same city and post, where nothing is asked."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jobs.inputs import ids


def salary_facts(posted: DataFrame) -> DataFrame:
    """The posting of each subject that lies furthest above P95 of its city and post; 面议 has no salary.

    The wording of one employer counts once, so that nobody moves the quantile by posting often.
    """
    priced = posted.where("is_active AND salary IS NOT NULL AND city IS NOT NULL AND role IS NOT NULL")
    once = priced.groupBy(
        "city", "role", F.coalesce("core", "entity_id"), F.coalesce("family_id", "posting")
    ).agg(F.max("salary").alias("salary"))
    peers = once.groupBy("city", "role").agg(
        F.count("*").alias("peers"),
        F.expr("CAST(round(percentile(salary, 0.95)) AS bigint)").alias("p95"),
        F.expr("percentile(salary, 0.5)").alias("median"),
    )
    far = priced.where("asks_nothing").join(peers.where("p95 > 0"), ["city", "role"]).where("salary > p95")
    return _furthest(far)


def _furthest(far: DataFrame) -> DataFrame:
    ratio = F.col("salary") / F.col("p95")
    told = F.struct("city", "role", "peers", "salary", "p95", "median", ratio.alias("over_p95"))
    furthest = F.max_by(told, F.struct(ratio, "posting")).alias("w")
    found = far.groupBy("entity_id").agg(furthest, ids("posting").alias("salary_ids"))
    names = ("city", "role", "peers", "p95", "median", "over_p95")
    renamed = [F.col(f"w.{name}").alias(f"salary_{name}") for name in names]
    return found.select("entity_id", F.col("w.salary").alias("salary_offered"), "salary_ids", *renamed)
