"""Records as Spark hands them over are those that are read without it."""

from typing import Any

import pyarrow as pa
import pytest

from jobs.annotate import MOST_TEXTS, records_in
from jobs.records import record_of

FIELDS = {
    "ads": ("job_title", "job_desc"),
    "complaints": ("subject", "content"),
    "judgments": ("facts", "reasons", "result"),
}
PARTIES = [{"name": "某科技有限公司", "role": "被告"}, {"name": "蓝舟物流有限公司", "role": "原告"}]
NAMED = pa.list_(pa.struct([("name", pa.string()), ("role", pa.string())]))


@pytest.mark.parametrize(
    ("source", "row", "written"),
    [
        ("complaints", {"target_name": "云帆人力"}, [{"name": "云帆人力", "role": None}]),
        ("complaints", {"target_name": None}, [{"name": None, "role": None}]),
        (
            "ads",
            {"company_name": "广州某网络工作室", "recruiter_name": "高建国"},
            [{"name": "广州某网络工作室", "role": None}],
        ),
        ("judgments", {"parties": PARTIES, "case_type": "民事", "cause": "买卖合同纠纷"}, PARTIES),
        ("judgments", {"parties": None}, None),
    ],
)
def test_both_faces_give_the_same_record(source: str, row: dict[str, Any], written: Any) -> None:
    texts = {name: f"{name}的文字" for name in FIELDS[source]}
    padded = [*texts.values(), *[None] * MOST_TEXTS][:MOST_TEXTS]
    batch = pa.RecordBatch.from_pydict(
        {f"text_{place}": pa.array([text], pa.string()) for place, text in enumerate(padded)}
        | {name: pa.array([row.get(name)], pa.string()) for name in ("case_type", "cause", "appeal_type")}
        | {"source": pa.array([source]), "person": pa.array([row.get("recruiter_name")], pa.string())}
        | {"named": pa.array([written], NAMED)}
    )
    assert records_in(batch) == [record_of(source, row | texts)]
