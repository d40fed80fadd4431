"""Times the linkage: a million ads, 200,000 companies, 100,000 complaints with hot keys, and one night more."""

import json
import os
import shutil
import statistics
import sys
import time
from collections import defaultdict
from datetime import date
from functools import partial
from typing import Any

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from benchmarks.measure import BENCH, report, run
from jobs.lift import Rows, lift
from jobs.resolve import run as resolve
from jobs.session import open_session, suit
from jobs.settings import Settings, load_settings
from jobs.tables import read, replace_where
from models.identifiers import phone_digest
from models.spelling import common_characters
from models.subjects import subjects_of
from schemas.entities import ENTITIES
from schemas.sources import SOURCES, SUBJECT
from schemas.tables import CAPPED_KEYS

LAKE, EVENTS = BENCH / "resolve-lake", BENCH / "resolve-events"
SIZES = {"enterprises": 200_000, "ads": 1_000_000, "complaints": 100_000}
FIRST, SECOND = date(2026, 5, 1), date(2026, 5, 2)
SHARE = 0.01  # of the records come on the second night
CITIES = [
    "广州市",
    "深圳市",
    "佛山市",
    "东莞市",
    "上海市",
    "北京市",
    "杭州市",
    "宁波市",
    "南京市",
    "苏州市",
    "成都市",
    "重庆市",
    "武汉市",
    "长沙市",
    "西安市",
    "郑州市",
    "济南市",
    "青岛市",
    "合肥市",
    "福州市",
]
TRADES = ["人力资源", "信息咨询", "网络科技", "教育咨询", "物业服务", "文化传媒", "商务服务", "餐饮管理"]
NAMED = f"record_id string, subjects array<{SUBJECT}>, phone_digests array<string>, uscc string"
TARGETS = {"seconds_full": "≤ 900", "peak_mb": "≤ 6000", "increment_share": "≤ 0.05", "task_skew": "≤ 5"}
SHORTEST = 0.2  # seconds: the median task of a stage below this is start-up, not work


def company(number: int) -> tuple[str, str, str, str]:
    """Code, city, name and telephone of a company; one brand stands in several cities."""
    chars = common_characters()
    brand = chars[number // 20 % 1500] + chars[number // 20 * 13 % 1700]
    city, trade = CITIES[number % 20], TRADES[number // 3 % 8]
    return f"91{number:016}", city, f"{city}{brand}{trade}有限公司", f"13{number:09}"


def told(source: str, rows: Rows) -> Rows:
    """What normalize would have written of each numbered record of a batch."""
    makers = {"enterprises": _registered, "ads": _posted, "complaints": _complained}
    return [_with_subjects(source, makers[source](row["id"])) for row in rows]


def _zipf(number: int) -> int:
    """A company chosen by a record: few have very many, most have few."""
    share = (number * 2_654_435_761 % 2**32) / 2**32
    return int(SIZES["enterprises"] * share**3)


def _registered(number: int) -> dict[str, Any]:
    code, _, name, phone = company(number)
    return {
        "record_id": code,
        "uscc": code,
        "name": name,
        "address": name[:3],
        "phones": [phone],
        "former_names": [],
    }


def _posted(number: int) -> dict[str, Any]:
    code, city, name, phone = company(_zipf(number))
    if number % 100 == 0:
        return {"record_id": f"a{number}", "company_name": "某公司", "phones": ["13800000000"]}
    if number % 50 == 1:
        phone = f"1770000{number // 50 % 40:04}"  # forty agents post for everybody
    written = (name, f"{name[3:-4]}（{city[:2]}）有限公司", name[3:], name.replace("有限公司", "公司"))[
        number % 4
    ]
    given = {"uscc": code} if number % 10 == 3 else {}
    return {"record_id": f"a{number}", "company_name": written, "city": city, "phones": [phone]} | given


def _complained(number: int) -> dict[str, Any]:
    _, city, name, _ = company(_zipf(number * 31))
    return {
        "record_id": f"c{number}",
        "target_name": name[3:] if number % 3 else None,
        "region": city,
        "phones": [],
    }


def _with_subjects(source: str, row: dict[str, Any]) -> dict[str, Any]:
    full = {column.name: None for column in SOURCES[source].contract} | row
    digests = [phone_digest(phone, b"bench") for phone in row["phones"]]
    return {**row, "subjects": subjects_of(source, full), "phone_digests": digests}


def land(spark: SparkSession, settings: Settings, source: str, numbers: tuple[int, int], day: date) -> None:
    """Write numbered records of a source as its table."""
    table = SOURCES[source].table
    frame = lift(spark.range(*numbers, numPartitions=8), partial(told, source), NAMED)
    frame = frame.withColumns({"batch_date": F.lit(day), "event_at": F.lit(day).cast("timestamp")})
    missing = [c for c in table.columns if c.name not in frame.columns]
    full = frame.select("*", *(F.lit(None).cast(c.type).alias(c.name) for c in missing))
    replace_where(full, settings, table, f"batch_date = DATE'{day}'")


def timed(spark: SparkSession, settings: Settings, day: date) -> float:
    """Seconds of one night's resolve."""
    started = time.monotonic()
    resolve(spark, settings, settings.batch("", day))
    return time.monotonic() - started


def measured() -> None:
    """Land both nights, resolve each, and print the seconds as JSON."""
    shutil.rmtree(LAKE, ignore_errors=True)
    settings = load_settings(str(LAKE))
    spark = open_session(settings)
    suit(spark, 10**9)
    seconds = []
    for day, low, high in ((FIRST, 0.0, 1.0), (SECOND, 1.0, 1.0 + SHARE)):
        for source, size in SIZES.items():
            land(spark, settings, source, (int(size * low), int(size * high)), day)
        seconds.append(timed(spark, settings, day))
    figures = {"full": seconds[0], "again": seconds[1], "entities": read(spark, settings, ENTITIES).count(),
               "capped": read(spark, settings, CAPPED_KEYS).count()}  # fmt: skip
    print(json.dumps(figures), file=sys.stderr)
    spark.stop()


def skew() -> tuple[float, str]:
    """The largest ratio of the longest task of a stage to its median task, and that stage's name.

    Of stages with real work: at least four tasks, the median of which takes SHORTEST.
    """
    took: dict[int, list[float]] = defaultdict(list)
    names: dict[int, str] = {}
    for path in (one for one in EVENTS.rglob("*") if one.is_file() and one.suffix != ".crc"):
        for event in map(json.loads, path.read_text("utf-8").splitlines()):
            if event["Event"] == "SparkListenerTaskEnd":
                times = event["Task Info"]
                took[event["Stage ID"]].append((times["Finish Time"] - times["Launch Time"]) / 1000)
            if event["Event"] == "SparkListenerStageCompleted":
                names[event["Stage Info"]["Stage ID"]] = event["Stage Info"]["Stage Name"]
    worked = {
        stage: max(several) / statistics.median(several)
        for stage, several in took.items()
        if len(several) >= 4 and statistics.median(several) >= SHORTEST
    }
    worst = max(worked, key=lambda stage: worked[stage], default=-1)
    return worked.get(worst, 1.0), f"{names.get(worst, '')} {sorted(took.get(worst, []))}"


def main() -> None:
    """Run the linkage in a process of its own, and print one table."""
    shutil.rmtree(EVENTS, ignore_errors=True)
    EVENTS.mkdir(parents=True)
    logged = f"--conf spark.eventLog.enabled=true --conf spark.eventLog.compress=false --conf spark.eventLog.dir=file:{EVENTS} pyspark-shell"
    os.environ["PYSPARK_SUBMIT_ARGS"] = logged
    ran = run([sys.executable, "-m", "benchmarks.run_resolve", "measured"])
    figures = json.loads(next(line for line in ran.told.splitlines() if line.startswith('{"full"')))
    uneven, stage = skew()
    print(f"most uneven stage: {stage}", file=sys.stderr)
    report(
        "resolve",
        {
            "seconds_full": figures["full"],
            "peak_mb": ran.peak_mb,
            "seconds_increment": figures["again"],
            "increment_share": round(figures["again"] / figures["full"], 3),
            "task_skew": uneven,
            "entities": float(figures["entities"]),
            "capped_keys": float(figures["capped"]),
        },
        TARGETS,
    )


if __name__ == "__main__":
    measured() if sys.argv[1:] == ["measured"] else main()
