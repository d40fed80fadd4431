"""Whom a record weighs for where its columns name nobody: one organisation of its text."""

from typing import Any

import pytest
from pyspark.sql import SparkSession

from jobs.mentioned import told_subjects
from jobs.tables import struct_of
from schemas.tables import ATTRIBUTES

pytestmark = pytest.mark.spark


def organisation(name: str, role: str = "target", **more: Any) -> dict[str, Any]:
    keys = {"name_norm": name, "name_key": f"|{name}|", "name_core": name, "seat": None}
    return {"name": name, "role": role, "told": True} | keys | more


def test_a_record_weighs_for_the_first_organisation_that_can_be_joined(spark: SparkSession) -> None:
    named = {
        "K1": [organisation("晨星早教中心"), organisation("启明托管中心")],
        "K2": [organisation("家长群", name_norm=None), organisation("启明托管中心")],
        "K3": [organisation("远山培训学校", "victim"), organisation("晨星早教中心", "perpetrator")],
        "K4": [organisation("晨星早教中心", told=False)],
        "K5": [],
    }
    columns = dict.fromkeys(ATTRIBUTES.names)
    rows = [
        columns | {"source": "complaints", "record_id": record, "organisations": several}
        for record, several in named.items()
    ]
    attributes = spark.createDataFrame([tuple(row.values()) for row in rows], struct_of(ATTRIBUTES))
    told = {
        row["record_id"]: [s["name_norm"] for s in row["told"]] for row in told_subjects(attributes).collect()
    }
    assert told == {"K1": ["晨星早教中心"], "K2": ["启明托管中心"], "K3": ["晨星早教中心"]}
