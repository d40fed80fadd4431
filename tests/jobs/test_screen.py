"""Field rules on real Delta tables: each fires on a planted subject and not on its lawful twin."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from pyspark.sql import SparkSession

from jobs.errors import ConfigError
from jobs.screen import run, signals_in
from jobs.settings import Settings, load_settings
from jobs.tables import overwrite, read, struct_of
from models.packs import Pack
from schemas.entities import ENTITY_MEMBERS
from schemas.sources import ADS, COMPLAINTS, ENTERPRISES, JUDGMENTS
from schemas.table import Table
from schemas.tables import ENTITY_NETWORK, FAMILIES, MENTIONS, SIGNALS

pytestmark = pytest.mark.spark
DAY = date(2026, 5, 1)
CITIES = ("广州", "深圳", "佛山", "东莞", "珠海")
UNREACHABLE, NO_REPORT = "通过登记的住所或者经营场所无法联系", "未依照规定期限公示年度报告"
TABLES = (ADS, ENTERPRISES, COMPLAINTS, JUDGMENTS)


def ago(days: int) -> date:
    return DAY - timedelta(days=days)


@dataclass
class World:
    """Records of planted subjects; an entity is called by its own word, which is its brand too."""

    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    number: Iterable[int] = field(default_factory=lambda: count(1))

    def _add(self, table: Table, **columns: Any) -> None:
        self.rows.setdefault(table.name, []).append({"batch_date": DAY} | columns)

    def _record(self, table: Table, entity: str, role: str, **columns: Any) -> str:
        record = f"{table.name[0]}{next(iter(self.number))}"
        self._add(table, record_id=record, **columns)
        self._add(
            ENTITY_MEMBERS, entity_id=entity, source=table.name, record_id=record, role=role, confidence=1.0
        )
        return record

    def firm(self, entity: str, **columns: Any) -> None:
        name = columns.get("name", f"广州{entity}有限公司")
        usual = {
            "name": name,
            "est_date": date(2015, 1, 1),
            "insured_count": 10,
            "biz_status": "存续",
            "region_code": "440106",
            "subjects": [subject(columns.pop("core", entity), "registered")],
            "phone_digests": [],
        }
        self._record(ENTERPRISES.table, entity, "registered", **usual | columns)

    def ads(self, entity: str, times: int = 1, family: str | None = None, **columns: Any) -> None:
        core = columns.pop("core", entity)
        for place in range(times):
            usual = {
                "published_at": datetime.combine(ago(5 + place % 3), datetime.min.time()),
                "job_title": "行政文员",
                "platform": "某聘",
                "city": "广州",
                "subjects": [subject(core, "employer")],
                "phone_digests": [],
                "education": "大专",
            }
            changed = {name: told(place) if callable(told) else told for name, told in columns.items()}
            record = self._record(ADS.table, entity, "employer", **usual | changed)
            if family:
                self._add(FAMILIES, source="ads", record_id=record, family_id=family)

    def complaint(
        self, entity: str, scenario: str, caller: str | None, days: int = 10, family: str = "", **columns: Any
    ) -> None:
        said = datetime.combine(ago(days), datetime.min.time())
        usual = {"event_at": said, "received_at": said, "caller_phone": caller, "phone_digests": []}
        record = self._record(COMPLAINTS.table, entity, "target", **usual | columns)
        self._add(FAMILIES, source="complaints", record_id=record, family_id=family or f"f{record}")
        self.fired("complaints", record, scenario)

    def judgment(
        self, entity: str, scenario: str, role: str = "perpetrator", days: int = 60, **columns: Any
    ) -> None:
        usual = {"judged_at": ago(days), "province": "广东"}
        record = self._record(JUDGMENTS.table, entity, role, **usual | columns)
        self.fired("judgments", record, scenario)

    def fired(self, source: str, record: str, scenario: str) -> None:
        told = {"kind": "rule", "scenario": scenario, "rule_id": "any", "context": []}
        self._add(MENTIONS, mention_id=f"m{record}", source=source, record_id=record, **told)


def subject(core: str | None, role: str) -> dict[str, Any]:
    return {
        "name": core,
        "name_norm": core,
        "name_key": core,
        "name_core": core,
        "uscc": None,
        "role": role,
        "city": None,
    }


def shells(world: World) -> None:
    """Few insured staff, many postings."""
    world.firm("零保", insured_count=0, reg_capital="10万元")
    world.firm("未公示", insured_count=None)
    world.firm("零保多", insured_count=0)
    for entity in ("零保", "未公示"):
        world.ads(entity, 5)
    world.ads("零保多", 60)
    world.firm("足保", insured_count=30)
    world.firm("零保有证", insured_count=0, license_hr="人服证字第1号")
    world.firm("新设", insured_count=None, est_date=date(2025, 9, 1))
    world.firm("总部参保", insured_count=0, name="广州总部参保有限公司深圳分公司")
    world.firm("资本大", insured_count=0, reg_capital="100亿元")
    for entity in ("足保", "零保有证", "新设", "总部参保"):
        world.ads(entity, 5)
    world.ads("资本大", 4)
    world.firm("招很多人", insured_count=0)
    world.ads("招很多人", 2, headcount=12)
    world.firm("招几个人", insured_count=0)
    world.ads("招几个人", 2, headcount=9)
    for entity, insured in (("一保四十", 1), ("二保四十", 2)):
        world.firm(entity, insured_count=insured)
        world.ads(entity, 40)
    daily = {"published_at": lambda place: datetime.combine(ago(3 + place % 29), datetime.min.time())}
    for entity, insured in (("天天发", 2), ("天天发足保", 60)):
        world.firm(entity, insured_count=insured)
        world.ads(entity, 35, **daily)


def sharers(world: World) -> None:
    """Keys that employers share."""

    def three(kind: str, **ads: Any) -> list[str]:
        names = [f"{kind}{place}" for place in "甲乙丙"]
        for name in names:
            world.firm(name)
            world.ads(name, **ads)
        return names

    three("同号", phone_digests=["p-shared-0001"])
    three("代理号", phone_digests=["p-agent"])
    world.firm("记账", biz_scope="代理记账；商务秘书服务", phone_digests=["p-agent"])
    three("中介号", phone_digests=["p-agency"])
    world.firm("中介", license_hr="证", phone_digests=["p-agency"])
    for entity in ("连锁一", "连锁二", "连锁三"):
        world.ads(entity, phone_digests=["p-chain"], core="连锁")
    for place in range(51):
        world.ads(f"众{place}", phone_digests=["p-everybody"])
    world.ads("无名", 3, subjects=[], phone_digests=["p-nameless"])
    world.firm("无字号", subjects=[], phone_digests=["p-nameless"])
    three("同账号", recruiter_account_id="u1")
    three("代招账号", recruiter_account_id="u2")
    world.firm("猎头", license_hr="证")
    world.ads("猎头", recruiter_account_id="u2")
    three("同文", family="F1")
    three("加盟", family="F2", brand_name="某饮")
    for place in "甲乙丙":
        world.firm(f"同法人{place}", legal_rep="周甲一", insured_count=1)
        world.firm(f"异地{place}", legal_rep="吴乙二", insured_count=1, region_code=f"44{'甲乙丙'.index(place)}100")  # fmt: skip
        world.firm(f"匿名{place}", legal_rep="郑某某", insured_count=1)
        world.firm(f"集团{place}", legal_rep="王丁四")
        for kind, times in (("同法人", 2), ("异地", 2), ("匿名", 2), ("集团", 2)):
            world.ads(f"{kind}{place}", times)


def registered(world: World) -> None:
    """What the register says against an ad."""
    for entity, insured in (("新办", 0), ("新办参保", 9)):
        world.firm(entity, est_date=ago(60), insured_count=insured)
        world.ads(entity, 2)
    world.firm("注销后", biz_status="注销")
    world.firm("失联", abnormal_list=[listing(UNREACHABLE, 90, None)])
    world.firm("未年报", abnormal_list=[listing(NO_REPORT, 90, None)])
    world.firm("已移出", abnormal_list=[listing(UNREACHABLE, 90, 30)])
    world.firm("后列入", abnormal_list=[listing(UNREACHABLE, 1, None)])
    for entity in ("注销后", "失联", "未年报", "已移出", "后列入"):
        world.ads(entity)
    for kind, insured, house in (("挤", 0, "一"), ("孵化", 4, "二"), ("在楼", 0, "三")):
        for place in range(20):
            of_own = 0 if place == 0 else insured
            address = f"广州市天河区某{house}路88号A座{place + 1:02d}03房（集群注册）"
            world.firm(f"{kind}{place}", address=address, insured_count=of_own)
    world.ads("挤0", address="线上")
    world.ads("孵化0", address="线上")
    world.ads("在楼0", address="天河区某三路88号A座103")
    titles = {"job_title": lambda place: ("文员", "客服", "司机")[place % 3]}
    for entity, insured, licence in (("无证人力", 2, None), ("有证人力", 2, "证"), ("大人力", 50, None)):
        world.firm(entity, name=f"广州{entity}人力资源有限公司", insured_count=insured, license_hr=licence)
        world.ads(entity, 6, **titles)
    spread = {"city": lambda place: CITIES[place]}
    for entity, insured in (("五城", 3), ("五城足保", 40)):
        world.firm(entity, insured_count=insured, biz_scope="信息咨询服务；商务代理")
        world.ads(entity, 5, **spread)


def listing(reason: str, since: int, until: int | None) -> dict[str, Any]:
    return {"reason": reason, "in_date": ago(since), "out_date": None if until is None else ago(until)}


def paid(world: World) -> None:
    """Twenty illustrators in one city, five in another."""
    pay = {"job_title": "插画师", "education": "不限", "experience": None}
    for place in range(30):
        world.ads(
            f"画{place}", salary_min=5000.0 + 10 * place, salary_max=6000.0, **pay | {"education": "大专"}
        )
    for place in range(5):
        world.ads(f"小城画{place}", city="成都", salary_min=5000.0, salary_max=6000.0, **pay)
    high = {"salary_min": 18000.0, "salary_max": 22000.0}
    world.ads("高薪", **pay | high)
    world.ads("高薪有要求", **pay | high | {"education": "本科"})
    world.ads("面议", **pay)
    world.ads("小城高薪", **pay | high | {"city": "成都"})


def heard(world: World) -> None:
    """Complaints: how many callers, where, against whose scope and penalties."""
    parking = "smart_parking"
    for place in range(3):
        world.complaint("停车", parking, f"199****000{place}", caller_name=f"来电{place}")
        world.complaint("一人三次", parking, "199****0010", days=10, family="same", caller_name="李女士")
        world.complaint("一人三天", parking, "199****0011", days=10 + place, caller_name="张先生")
        world.complaint("旧投诉", parking, f"199****002{place}", days=100 + place)
        world.complaint("匿名同文", parking, None, family="anon")
        world.complaint("他场景", "minor_tattoo", f"199****003{place}")
    for place in range(11):
        world.complaint(f"被职业{place}", parking, "199****0099")
    for caller in ("199****0041", "199****0042"):
        world.complaint("被职业0", parking, caller)
    clause = "文身服务（除面向未成年人提供文身服务外）"
    for entity, scope in (("纹身", "文身服务活动"), ("纹身注明", clause), ("美容纹身", "生活美容服务")):
        world.firm(entity, biz_scope=scope)
        world.complaint(entity, "minor_tattoo", "199****0050")
    for _ in range(2):
        world.complaint("美容纹身", "minor_tattoo", "199****0051", family="again")
    world.firm("纹身无投诉", biz_scope="文身服务活动")
    world.ads("纹身无投诉")
    garden = "illegal_kindergarten"
    for entity, scope in (("黑园", "家庭教育指导"), ("正园", "学前教育（凭办学许可证）")):
        world.firm(entity, name=f"广州{entity}幼儿园有限公司", biz_scope=scope)
        world.complaint(entity, garden, "199****0060")
    for entity, reason, days in (("罚后园", "擅自举办幼儿园", 200), ("税罚园", "偷税", 200)):
        world.firm(entity, biz_scope="学前教育", penalties=[penalty(reason, days)])
        world.complaint(entity, garden, "199****0061")
    food = "campus_food"
    for place in range(3):
        world.complaint("食堂", food, f"199****007{place}", days=5)
        world.complaint("食堂慢", food, f"199****008{place}", days=20 * place + 5)
    twice = [penalty("后厨未按规定加盖防鼠板", 200), penalty("未更换健康证", 100)]
    world.firm("两罚", biz_scope="餐饮服务", penalties=twice)
    world.firm("两罚无投诉", biz_scope="餐饮服务", penalties=twice)
    world.ads("两罚无投诉")
    world.firm("后罚", biz_scope="餐饮服务", penalties=[penalty("经营过期食品", 2)])
    world.firm("超范围", biz_scope="文具零售")
    for entity in ("两罚", "后罚", "超范围"):
        world.complaint(entity, food, "199****0090")
    venue = "internet_cafe_minors"
    checked = [penalty("接纳未成年人进入", 300), penalty("未核对登记身份证", 200)]
    world.firm("网吧", name="广州网吧", biz_scope="日用品零售", penalties=checked)
    fire = [penalty("消防设施不合格", 300), penalty("占道经营", 200)]
    world.firm("消防罚", name="广州某网吧", biz_scope="互联网上网服务", penalties=fire)
    for entity in ("网吧", "消防罚"):
        world.complaint(entity, venue, "199****0091")
    world.judgment("两案", venue)
    world.judgment("两案", venue)
    world.judgment("一案", venue)
    world.ads("诈骗号", phone_digests=["p-fraud"])
    world.complaint("诈骗号", "telecom_fraud_link", "199****0092", phone_digests=["p-fraud"])
    world.ads("别号", phone_digests=["p-lawful"])
    world.complaint("别号", "telecom_fraud_link", "199****0093", phone_digests=["p-other"])
    for place in range(3):
        world.complaint("骗三人", "telecom_fraud_link", f"199****009{place + 4}")


def penalty(reason: str, days: int) -> dict[str, Any]:
    return {"no": None, "reason": reason, "date": ago(days)}


def judged(world: World) -> None:
    """What goes on after a judgment, and where."""
    crime, inside = "criminal_pil_transfer", "insider"
    for entity, days, columns in (
        ("判后", 60, {}),
        ("判前", 1, {}),
        ("无罪", 60, {"result": "宣告被告单位无罪"}),
    ):
        world.judgment(entity, crime, days=days, **columns)
        world.ads(entity)
    world.judgment("受害", crime, role="victim")
    world.ads("受害")
    world.judgment("判后诉", crime)
    world.complaint("判后诉", "smart_parking", "199****0101", days=20)
    world.judgment("判前诉", crime, days=10)
    world.complaint("判前诉", "smart_parking", "199****0102", days=20)
    for _ in range(2):
        world.judgment("内鬼单位", inside, role="workplace")
        world.judgment("被害单位", inside, role="victim")
    world.complaint("内鬼单位", inside, "199****0103", days=10)
    for province in ("广东", "湖南"):
        world.judgment("两省", "doxxing", province=province)
        world.judgment("一省", "doxxing", province="广东")
    for place, city in enumerate(("广东省广州市天河区", "深圳市南山区")):
        world.complaint("两市", "smart_parking", f"199****011{place}", region=city)
    for place, city in enumerate(("广州市天河区", "广州市白云区")):
        world.complaint("一市", "smart_parking", f"199****012{place}", region=city)
    spread = {"city": lambda place: CITIES[place]}
    world.ads("多城同文", 5, family="F5", **spread)
    world.complaint("多城同文", "fake_recruitment", "199****0130")
    world.ads("多城无诉", 5, family="F6", **spread)


def behind(world: World) -> None:
    """Who is behind whom: pairs for the network."""
    world.firm("老店", legal_rep="冯戊五", core="兴旺", abnormal_list=[listing(UNREACHABLE, 200, None)])
    world.firm("新店", legal_rep="冯戊五", core="兴旺", est_date=ago(150))
    world.firm("晚店", legal_rep="冯戊五", core="又旺", est_date=ago(20), insured_count=50)
    world.ads("新店", core="兴旺")
    for place in (1, 2):
        world.firm(f"静{place}", legal_rep="褚己六", phone_digests=["p-quiet"])
    for place in range(21):
        world.firm(f"同楼{place}", phone_digests=["p-many"])
    world.ads("同楼0")


@dataclass
class Screened:
    spark: SparkSession
    settings: Settings
    signals: list[dict[str, Any]]
    edges: list[dict[str, Any]]

    def fired(self, scenario: str, rule: str) -> set[str]:
        return {s["entity_id"] for s in self.signals if (s["scenario"], s["rule_id"]) == (scenario, rule)}

    def one(self, entity: str, rule: str) -> dict[str, Any]:
        return next(s for s in self.signals if (s["entity_id"], s["rule_id"]) == (entity, rule))

    def edge(self, kind: str, *entities: str) -> dict[str, Any]:
        return next(
            e for e in self.edges if e["kind"] == kind and {e["entity_id"], e["other_id"]} == set(entities)
        )


@pytest.fixture(scope="module")
def screened(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Screened:
    settings, world = load_settings(str(tmp_path_factory.mktemp("screen") / "lake")), World()
    for plant in (shells, sharers, registered, paid, heard, judged, behind):
        plant(world)
    for row in world.rows["mentions"]:
        row["knowledge"] = settings.knowledge.hash
    tables = [*(source.table for source in TABLES), ENTITY_MEMBERS, FAMILIES, MENTIONS]
    for table in tables:
        rows = [tuple(row.get(name) for name in table.names) for row in world.rows[table.name]]
        overwrite(spark.createDataFrame(rows, struct_of(table)), settings, table)
    run(spark, settings, settings.batch("", DAY))
    found = [read(spark, settings, table).collect() for table in (SIGNALS, ENTITY_NETWORK)]
    return Screened(spark, settings, *([row.asDict(recursive=True) for row in rows] for rows in found))


def three(kind: str) -> set[str]:
    return {f"{kind}{place}" for place in "甲乙丙"}


S03 = "fake_recruitment"
CASES = [  # scenario, rule, exactly the subjects on which it fires, lawful twins among the others
    (S03, "many_posts_none_insured", {"零保", "未公示", "零保多"}, {"足保", "零保有证", "新设", "总部参保", "资本大"}),
    (S03, "many_wanted_none_insured", {"招很多人"}, {"招几个人", "资本大"}),
    (S03, "posts_per_insured", {"一保四十", "零保多"}, {"二保四十", "足保"}),
    (S03, "posts_every_day", {"天天发"}, {"天天发足保", "二保四十"}),
    (S03, "phone_shared_by_employers", three("同号"), three("代理号") | three("中介号") | {"连锁一", "众0"}),
    (S03, "legal_rep_shared_by_employers", three("同法人"), three("异地") | three("匿名") | three("集团")),
    (S03, "account_shared_by_employers", three("同账号"), three("代招账号") | {"猎头"}),
    (S03, "template_under_many_names", three("同文"), three("加盟")),
    (S03, "new_when_first_posting", {"新办"}, {"新办参保"}),
    (S03, "posting_while_barred", {"注销后", "失联"}, {"未年报", "已移出", "后列入"}),
    (S03, "posting_while_report_missing", {"未年报"}, {"失联", "已移出"}),
    (S03, "crowded_address", {"挤0"}, {"孵化0", "在楼0", "挤1"}),
    (S03, "recruits_without_licence", {"无证人力"}, {"有证人力", "大人力"}),
    (S03, "same_post_in_many_cities", {"五城"}, {"五城足保", "多城同文"}),
    (S03, "salary_outlier", {"高薪"}, {"高薪有要求", "面议", "小城高薪"}),
    ("smart_parking", "several_complainants", {"停车"}, {"一人三次", "一人三天", "旧投诉", "匿名同文", "他场景", "被职业0"}),
    ("minor_tattoo", "scope_without_minors_clause", {"纹身"}, {"纹身注明", "纹身无投诉"}),
    ("minor_tattoo", "scope_without_tattoo", {"美容纹身"}, {"纹身"}),
    ("illegal_kindergarten", "scope_without_education", {"黑园"}, {"正园"}),
    ("illegal_kindergarten", "repeat_after_penalty", {"罚后园"}, {"税罚园"}),
    ("campus_food", "several_complainants", {"食堂"}, {"食堂慢"}),
    ("campus_food", "food_penalties", {"两罚"}, {"两罚无投诉", "后罚"}),
    ("campus_food", "repeat_after_penalty", {"两罚"}, {"后罚", "两罚无投诉"}),
    ("campus_food", "scope_without_food", {"超范围"}, {"两罚"}),
    ("internet_cafe_minors", "venue_penalties", {"网吧"}, {"消防罚"}),
    ("internet_cafe_minors", "repeat_after_penalty", {"网吧"}, {"消防罚"}),
    ("internet_cafe_minors", "several_cases_at_venue", {"两案"}, {"一案"}),
    ("internet_cafe_minors", "scope_without_venue", {"网吧"}, {"消防罚"}),
    ("telecom_fraud_link", "ad_phone_in_complaints", {"诈骗号"}, {"别号"}),
    ("telecom_fraud_link", "several_complainants", {"骗三人"}, {"诈骗号"}),
    ("criminal_pil_transfer", "postings_after_judgment", {"判后"}, {"判前", "无罪", "受害"}),
    ("criminal_pil_transfer", "complaints_after_judgment", {"判后诉"}, {"判前诉"}),
    ("insider", "workplace_of_several_insiders", {"内鬼单位"}, {"被害单位"}),
    ("insider", "complaints_after_judgment", {"内鬼单位"}, {"被害单位"}),
    ("cross_region", "complaints_in_several_cities", {"两市"}, {"一市"}),
    ("cross_region", "judgments_in_several_provinces", {"两省"}, {"一省"}),
    ("cross_region", "same_text_in_many_cities", {"多城同文"}, {"多城无诉"}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("scenario", "rule", "planted", "twins"), CASES, ids=[f"{case[0]}-{case[1]}" for case in CASES]
)
def test_a_rule_fires_on_the_planted_subject_and_not_on_its_lawful_twin(
    screened: Screened, scenario: str, rule: str, planted: set[str], twins: set[str]
) -> None:
    fired = screened.fired(scenario, rule)
    assert planted - fired == set()
    assert fired & twins == set()
    assert fired == planted


def test_every_field_rule_of_the_packs_is_proved_here(screened: Screened) -> None:
    declared = {(pack.id, rule.id) for pack in screened.settings.packs for rule in pack.fields}
    assert declared == {(scenario, rule) for scenario, rule, _, _ in CASES}


def test_one_callers_repeats_of_a_day_are_one_complaint(screened: Screened) -> None:
    signal = screened.one("美容纹身", "scope_without_tattoo")
    assert (signal["value"], len(signal["record_ids"])) == (2.0, 4)


def test_capital_alone_is_no_signal(screened: Screened) -> None:
    assert [signal for signal in screened.signals if signal["entity_id"] == "资本大"] == []


def test_a_signal_names_its_bound_population_and_at_most_fifty_records(screened: Screened) -> None:
    many = screened.one("零保多", "many_posts_none_insured")
    assert (many["value"], many["threshold"], many["strength"], many["anomaly"]) == (60.0, 5.0, "强", True)
    assert len(many["record_ids"]) == 50 and many["text"] == "近90天招聘60条，年报参保人数为零或未公示"
    assert all(s["population"] and s["record_ids"] and "？" not in s["text"] for s in screened.signals)
    assert all(
        s["value"] >= s["threshold"] for s in screened.signals if s["rule_id"] != "new_when_first_posting"
    )


def test_the_register_row_stands_among_the_records_of_a_collision(screened: Screened) -> None:
    sources = {one.split(":")[0] for one in screened.one("零保", "many_posts_none_insured")["record_ids"]}
    assert sources == {"ads", "enterprises"}


def test_an_outlier_tells_its_city_post_and_peers(screened: Screened) -> None:
    outlier = screened.one("高薪", "salary_outlier")
    assert outlier["population"] == "广州·插画师，32条不同招聘信息"
    assert outlier["value"] > 1 and re.search(r"95分位数（\d+元/月）$", outlier["text"])


def test_a_number_with_a_fraction_is_shown_with_one_digit(screened: Screened) -> None:
    assert screened.one("天天发", "posts_every_day")["text"] == "连续29天内平均每天发布招聘1.2条"


def test_records_that_name_nobody_are_counted_and_end_no_run(screened: Screened) -> None:
    edges = [row for row in screened.edges if "无名" in (row["entity_id"], row["other_id"])]
    assert [(row["kind"], row["value"]) for row in edges] == [("phone", "…less")]


def test_an_unknown_fact_is_a_fault_of_the_pack(screened: Screened) -> None:
    pack = next(pack for pack in screened.settings.packs if pack.id == S03)
    rule = pack.fields[0]
    wrong: Pack = pack.model_copy(
        update={"fields": (rule.model_copy(update={"where": "moon > {threshold}"}),)}
    )
    facts = screened.spark.createDataFrame(
        [], "entity_id string, told map<string,struct<complaints_90d:int>>"
    )
    with pytest.raises(ConfigError, match="field rule many_posts_none_insured names an unknown fact"):
        signals_in(facts, (wrong,))


@pytest.mark.parametrize(
    ("kind", "pair", "value", "confidence"),
    [
        ("phone", ("同号甲", "同号乙"), "…0001", 0.7),
        ("phone", ("代理号甲", "记账"), "…gent", 0.4),
        ("legal_rep", ("同法人甲", "同法人丙"), "周某", 0.5),
        ("legal_rep", ("老店", "新店"), "冯某", 0.92),
        ("building", ("挤0", "挤7"), "广州市天河区某一路88号A座", 0.5),
        ("family", ("同文甲", "同文乙"), "F1", 0.4),
        ("reregistered", ("新店", "老店"), "兴旺", 0.92),
    ],
)
def test_two_subjects_that_share_a_key_are_an_edge(
    screened: Screened, kind: str, pair: tuple[str, str], value: str, confidence: float
) -> None:
    edge = screened.edge(kind, *pair)
    assert (edge["value"], edge["confidence"]) == (value, confidence)
    assert 2 <= len(edge["records"]) <= 10


def test_a_new_registration_points_to_the_old_one_and_only_soon_after(screened: Screened) -> None:
    found = [(e["entity_id"], e["other_id"]) for e in screened.edges if e["kind"] == "reregistered"]
    assert found == [("新店", "老店")]


def test_a_pair_of_which_neither_is_spoken_of_is_no_edge(screened: Screened) -> None:
    named = {entity for e in screened.edges for entity in (e["entity_id"], e["other_id"])}
    assert not {"静1", "静2"} & named
    assert ("挤1", "挤2") not in {(e["entity_id"], e["other_id"]) for e in screened.edges}


def test_a_key_of_very_many_subjects_gives_no_edges(screened: Screened) -> None:
    assert [e for e in screened.edges if e["value"] in ("…many", "…body")] == []


def test_each_pair_stands_once_a_key_and_no_person_is_named(screened: Screened) -> None:
    keys = [(*sorted((e["entity_id"], e["other_id"])), e["kind"], e["value"]) for e in screened.edges]
    assert len(keys) == len(set(keys))
    assert {e["value"] for e in screened.edges if e["kind"] == "legal_rep"} <= {
        "周某",
        "吴某",
        "王某",
        "冯某",
    }
