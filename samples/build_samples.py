"""Build the invented sample batch of 2026-05-01 under landing/; the same bytes at every run."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import hashlib
import io
import json
import zlib
from pathlib import Path
from typing import Any, NamedTuple

import xlsxwriter  # type: ignore[import-untyped]
from ruamel.yaml import YAML
from stdnum.cn import uscc

HERE = Path(__file__).resolve().parent
TEXTS, LANDING = HERE / "texts", HERE / "landing"
BATCH = "2026-05-01"
FIRST_DAY, LAST_DAY = dt.date(2025, 10, 8), dt.date(2026, 4, 30)
COURT = "广州市天河区人民法院"

AD_HEADER = [
    "平台岗位ID",
    "平台",
    "发布时间",
    "职位名称",
    "职位描述",
    "薪资",
    "工作城市",
    "区县",
    "工作地址",
    "经验要求",
    "学历要求",
    "招聘人数",
    "职位类型",
    "福利标签",
    "发布人",
    "发布人职务",
    "账号",
    "公司名称",
    "公司规模",
    "行业",
    "投递数",
    "联系方式",
]
ENTERPRISE_HEADER = [
    "统一社会信用代码",
    "企业名称",
    "曾用名",
    "法定代表人",
    "注册资本",
    "成立日期",
    "经营范围",
    "登记状态",
    "住所",
    "联系电话",
    "邮箱",
    "参保人数",
    "年报年度",
    "经营异常名录",
    "行政处罚",
    "人力资源服务许可证",
]
COMPLAINT_HEADER = [
    "工单编号",
    "来电时间",
    "渠道",
    "来电人",
    "联系电话",
    "诉求类型",
    "诉求事项",
    "诉求内容",
    "事发时间",
    "事发地点",
    "所属区域",
    "被反映主体",
    "承办单位",
    "办理状态",
    "办理结果",
]
ENTERPRISE_KEYS = (
    "code",
    "name",
    "former",
    "rep",
    "cap",
    "est",
    "scope",
    "status",
    "addr",
    "phone",
    "mail",
    "insured",
    "year",
    "abnormal",
    "penalty",
    "licence",
)
JUDGMENT_KEYS = {
    "案号": "no",
    "案件名称": "title",
    "法院名称": "court",
    "案件类型": "type",
    "审理程序": "proc",
    "案由": "cause",
    "裁判日期": "date",
    "当事人": "parties",
    "事实": "f",
    "本院认为": "o",
    "判决结果": "r",
    "法律依据": "law",
}
PLATFORMS = (("ZP", "某聘网"), ("TC", "某同城"), ("ZC", "某才在线"), ("ZZ", "某直招"))
DEPARTMENTS = {
    "招聘 招转培 简历 求职 培训贷 培训费 空壳 押金 信息泄露 社保 入职 劳动 拖欠": "区人力资源社会保障局",
    "噪音 扰民": "区生态环境分局",
    "路灯 树木 摊贩 公厕 垃圾 井盖 单车 广场舞": "区城市管理局",
    "停水 积水": "区水务局",
    "公交 红绿灯 停车": "区交通部门",
    "幼儿园 入学": "区教育局",
    "卫生 价格 退费 退款 质量 异物 会员 蛋糕 宠物 口腔 外卖": "区市场监督管理局",
}

Row = dict[str, Any]


class Fault(NamedTuple):
    """One line that is broken on purpose: where it stands and why."""

    file: str
    line: int
    record: int
    code: str
    why: str


def load(name: str) -> Any:
    """Read one file of texts."""
    return YAML(typ="safe").load((TEXTS / f"{name}.yaml").read_text("utf-8"))


def dice(*words: object) -> int:
    """Give a number that depends on these words only."""
    return zlib.crc32("/".join(map(str, words)).encode())


def moment(*words: object) -> str:
    """Choose a working-hours moment in the story's months, late ones more often."""
    share = (dice("day", *words) % 10_000 / 10_000) ** 0.6
    day = FIRST_DAY + dt.timedelta(days=int(share * (LAST_DAY - FIRST_DAY).days))
    second = 8 * 3600 + dice("time", *words) % (12 * 3600)
    return f"{day} {dt.timedelta(seconds=second)!s:0>8}"


# ---- advertisements


def flat_ads() -> list[Row]:
    """List every ad once for each time it was posted."""
    ads: list[Row] = []
    for group in load("ads_story") + load("ads_lookalike") + load("ads_ordinary"):
        for ad in group["ads"]:
            ads.append({"co": group["co"], **ad})
            ads += [
                ads[-1] | {"p": when, "city": city, "area": area, "again": None}
                for when, city, area in ad.get("again", [])
            ]
    return [*ads, *load("faults")["ads"]]


def as_platform_writes(platform: str, when: str) -> str:
    """Write a moment the way this platform exports it."""
    if platform == "某才在线":
        return when[:16]
    if platform == "某同城":
        day, clock = when.split(" ")
        year, month, date = (int(part) for part in day.split("-"))
        return f"{year}/{month}/{date} {clock[:5].lstrip('0') if clock[:2] != '00' else clock[:5]}"
    return when


def who_posts(ad: Row, firm: Row, platform: str) -> list[str]:
    """Fill the columns about the advertiser."""
    account = f"u{dice(firm['key'], platform) % 10**8:08d}"
    return [firm["hr"], firm["role"], account, ad.get("name", firm["name"]), firm["size"], firm["industry"]]


def ad_row(number: int, ad: Row, firm: Row) -> list[str]:
    """Make one line of the ads export."""
    prefix, platform = PLATFORMS[dice(firm["key"], ad["t"], ad["p"]) % 4]
    experience, education, headcount, kind = ad["x"].split("/")
    some = dice(ad["t"], firm["key"])
    return [
        ad.get("id", f"{prefix}26{100_000 + number * 37}"),
        platform,
        as_platform_writes(platform, ad["p"]),
        ad["t"],
        ad["d"],
        ad["s"],
        ad.get("city", firm.get("city", "广州")),
        ad.get("area", firm["area"]),
        ad.get("addr", firm["site"]),
        experience,
        education,
        headcount,
        kind,
        ad.get("w", ""),
        *who_posts(ad, firm, platform),
        str(ad.get("n", some % 90 + 3 if some % 6 else "")),
        str(ad.get("c", firm.get("phone", "") if some % 4 == 0 else "")),
    ]


def write_ads(firms: dict[str, Row]) -> tuple[int, list[Fault]]:
    """Write the GB18030 export with Windows line ends, oldest ad first."""
    path = landing("ads", "招聘岗位导出.csv")
    ads = [ad | {"p": ad.get("p") or moment(ad["co"], ad["t"])} for ad in flat_ads()]
    ads.sort(key=lambda ad: ad["p"])
    rows = [ad_row(n, ad, firms[ad["co"]])[: ad.get("keep")] for n, ad in enumerate(ads)]
    lines = [csv_line(row, "\r\n") for row in [AD_HEADER, *rows]]
    path.write_bytes("".join(lines).encode("gb18030"))
    return len(rows), faults_of(path, ads, lines)


# ---- enterprises


def credit_code(number: int, firm: Row) -> str:
    """Make a valid but unissued credit code: its organisation code starts with YY90."""
    body = f"YY90{number:04d}"
    weighted = sum(int(c, 36) * w for c, w in zip(body, (3, 7, 9, 10, 5, 8, 4, 2), strict=True))
    check = "0123456789X0"[11 - weighted % 11]
    code = f"{firm.get('kind', '91')}{firm.get('reg', '440106')}{body}{check}"
    code += uscc.calc_check_digit(code)
    if firm.get("bad_code"):
        return code[:-1] + ("8" if code[-1] != "8" else "9")
    return str(uscc.validate(code))


def enterprise_row(number: int, firm: Row) -> list[Any]:
    """Make one row of the register; some phones are numbers and some dates text, as people type them."""
    row = {"code": credit_code(number, firm), "status": "存续" if number % 4 else "在业", **firm}
    if number % 6 == 0 and row["phone"]:
        row["phone"] = int(row["phone"])
    if number % 5 == 3 and isinstance(row["est"], dt.date):
        row["est"] = f"{row['est']:%Y-%m-%d}" if number % 2 else f"{row['est']:%Y年%m月%d日}"
    return [row.get(key, "") for key in ENTERPRISE_KEYS]


def registered() -> list[Row]:
    """List the register: known companies in no telling order, the broken rows among them."""
    firms = [firm for firm in load("companies") if not firm.get("absent")]
    firms.sort(key=lambda firm: dice("register", firm["key"]))
    return with_faults(firms, "enterprises")


def write_enterprises() -> tuple[int, list[Fault]]:
    """Write the workbook: a merged title, the header in row 2, then one company a row."""
    path, firms = landing("enterprises", "企业登记信息.xlsx"), registered()
    with xlsxwriter.Workbook(str(path)) as book:
        book.set_properties({"created": dt.datetime(2026, 4, 30, 17, 0), "author": "样例"})
        sheet, bold = book.add_worksheet("企业登记信息"), book.add_format({"bold": True})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.merge_range(0, 0, 0, len(ENTERPRISE_HEADER) - 1, "天河区企业登记信息导出（2026年4月）", bold)
        sheet.write_row(1, 0, ENTERPRISE_HEADER, bold)
        for number, firm in enumerate(firms):
            write_cells(sheet, number + 2, enterprise_row(number + 1, firm), day)
    return len(firms), [
        Fault(relative(path), n + 3, n + 1, firm["fault"], firm["why"])
        for n, firm in enumerate(firms)
        if "fault" in firm
    ]


def write_cells(sheet: Any, line: int, cells: list[Any], day: Any) -> None:
    """Write a row: dates as dates, numbers as numbers, the rest as text."""
    for column, cell in enumerate(cells):
        if isinstance(cell, dt.date):
            sheet.write_datetime(line, column, dt.datetime(cell.year, cell.month, cell.day), day)
        elif isinstance(cell, int):
            sheet.write_number(line, column, cell)
        elif cell:
            sheet.write_string(line, column, cell)


# ---- judgments


def parties(listed: list[list[str | None]]) -> list[Row]:
    """Name the fields of each party, leaving out what is unknown."""
    named = (dict(zip(("name", "role", "legal_rep"), party, strict=True)) for party in listed)
    return [{key: value for key, value in party.items() if value} for party in named]


def judgment_record(number: int, told: Row) -> Row:
    """Make one record of the court dump with the keys it happens to have."""
    usual: Row = {"court": COURT, "proc": "一审"} if "no" in told else {}
    told = usual | told
    if number % 9 == 4 and "date" in told:
        year, month, day = (int(part) for part in told["date"].split("-"))
        told["date"] = f"{year}年{month}月{day}日"
    if "parties" in told:
        told["parties"] = parties(told["parties"])
    digest = hashlib.sha256(f"{told['title']}{told.get('no')}".encode()).hexdigest()[:24]
    return {"文书ID": digest} | {name: told[key] for name, key in JUDGMENT_KEYS.items() if key in told}


def write_judgments() -> tuple[int, list[Fault]]:
    """Write one JSON record a line, the broken ones among them."""
    path = landing("judgments", "裁判文书.jsonl")
    told = sorted(load("judgments"), key=lambda one: dice("court", one["title"]))
    told = with_faults(told, "judgments")
    records = [json.dumps(judgment_record(n, one), ensure_ascii=False) for n, one in enumerate(told)]
    lines = [record[: one.get("cut")] + "\n" for record, one in zip(records, told, strict=True)]
    path.write_bytes("".join(lines).encode())
    return len(lines), faults_of(path, told, ["", *lines], header=0)


# ---- complaints


def department(ticket: Row) -> str:
    """Choose the office a ticket goes to by the words of its subject."""
    for words, office in DEPARTMENTS.items():
        if any(word in ticket["s"] for word in words.split()):
            return office
    return "属地街道办事处"


def closing(ticket: Row) -> list[str]:
    """Fill office, state and reply of a ticket."""
    some = dice("state", ticket["s"], ticket["x"]) % 5
    state = "已办结" if "r" in ticket or some < 3 else ("办理中", "待反馈")[some % 2]
    office = department(ticket)
    usual = ("已致电市民告知处理情况。", "已转办核实，市民表示知悉。", "经现场查看，已督促整改，市民满意。")
    reply = "已转执法部门核实。" if "人力资源" in office else usual[some % 3]
    return [office, state, ticket.get("r", reply if state == "已办结" else "")]


def complaint_row(number: int, ticket: Row) -> list[str]:
    """Make one line of the hotline export."""
    some = dice("call", ticket["x"])
    return [
        f"TH{ticket['on'][:10].replace('-', '')}{10_000 + number * 7}",
        ticket["on"],
        ticket.get("ch", ("电话", "电话", "微信", "网站")[some % 4]),
        ticket.get("who", ""),
        ticket.get("tel", ""),
        ticket["t"],
        ticket["s"],
        ticket["x"],
        ticket.get("when", ""),
        ticket.get("at", ""),
        ticket.get("area", ("天河区", "广州市天河区")[some % 2]),
        ticket.get("about", ""),
        *closing(ticket),
    ]


def write_complaints() -> tuple[int, list[Fault]]:
    """Write the gzipped export, oldest ticket first, with its byte order mark."""
    path = landing("complaints", "12345工单.csv.gz")
    tickets = [
        one | {"on": one.get("on") or moment(one["s"], one["x"])}
        for one in load("complaints") + load("faults")["complaints"]
    ]
    tickets.sort(key=lambda ticket: ticket["on"])
    rows = [COMPLAINT_HEADER] + [complaint_row(n, ticket) for n, ticket in enumerate(tickets)]
    lines = [csv_line(row, "\n") for row in rows]
    codes = ["utf-8-sig"] + ["gbk" if ticket.get("gbk") else "utf-8" for ticket in tickets]
    write_gzip(path, b"".join(line.encode(code) for line, code in zip(lines, codes, strict=True)))
    return len(tickets), faults_of(path, tickets, lines)


def write_gzip(path: Path, content: bytes) -> None:
    """Compress without name or time, so that equal content gives equal bytes."""
    with path.open("wb") as out, gzip.GzipFile("", "wb", 9, out, mtime=0) as packed:
        packed.write(content)


# ---- what all four share


def landing(source: str, name: str) -> Path:
    """Name a landing file, its folder made."""
    folder = LANDING / source / BATCH
    folder.mkdir(parents=True, exist_ok=True)
    return folder / name


def relative(path: Path) -> str:
    """Write a path as seen from landing/."""
    return path.relative_to(LANDING).as_posix()


def csv_line(row: list[str], end: str) -> str:
    """Write one CSV record with quotes where needed."""
    text = io.StringIO()
    csv.writer(text, lineterminator=end).writerow(row)
    return text.getvalue()


def with_faults(records: list[Row], source: str) -> list[Row]:
    """Put the broken records of a source at their places."""
    records = list(records)
    for fault in load("faults")[source]:
        records.insert(fault["at"], fault)
    return records


def faults_of(path: Path, records: list[Row], lines: list[str], header: int = 1) -> list[Fault]:
    """Say where the broken records start; lines[0] is the header, if there is one."""
    found, line = [], 1 + (lines[0].count("\n") if header else 0)
    for number, (record, text) in enumerate(zip(records, lines[1:], strict=True), 1):
        if "fault" in record:
            found.append(Fault(relative(path), line, number, record["fault"], record["why"]))
        line += text.count("\n")
    return found


def write_expected(firms: dict[str, Row], counts: dict[str, int], faults: list[Fault]) -> None:
    """Write what the pipeline should find, for the tests."""
    out = [
        "# Written by build_samples.py. clues must rank under fake_recruitment; not_clues must not appear.",
        "scenario: fake_recruitment",
    ]
    for key, expect in (("clues", "clue"), ("not_clues", "not")):
        names = [firm["name"] for firm in firms.values() if firm.get("expect") == expect]
        out += [f"{key}:", *(f"- {name}" for name in names)]
    out += ["counts:  # records read, header and title not counted"]
    out += [f"  {source}: {count}" for source, count in counts.items()]
    out += ["faults:  # line: where the record starts in the file (row in the workbook)"]
    out += [f"- {{file: {f.file}, line: {f.line}, record: {f.record}, fault: {f.code}}}" for f in faults]
    (HERE / "expected.yaml").write_text("\n".join(out) + "\n", "utf-8")


def write_readme(faults: list[Fault]) -> None:
    """Renew the table of broken lines in the README."""
    path, mark = HERE / "README.md", "<!-- faults -->"
    before, _, after = path.read_text("utf-8").split(mark)
    rows = ["| file | line | record | fault | what happened |", "|---|---|---|---|---|"]
    rows += [f"| `{f.file}` | {f.line} | {f.record} | `{f.code}` | {f.why} |" for f in faults]
    path.write_text(f"{before}{mark}\n" + "\n".join(rows) + f"\n{mark}{after}", "utf-8")


def main() -> None:
    """Write the four sources, the expected outcome and the README's table."""
    firms = {firm["key"]: firm for firm in load("companies")}
    written = {
        "ads": write_ads(firms),
        "enterprises": write_enterprises(),
        "judgments": write_judgments(),
        "complaints": write_complaints(),
    }
    counts = {source: count for source, (count, _) in written.items()}
    faults = [fault for _, found in written.values() for fault in found]
    write_expected(firms, counts, faults)
    write_readme(faults)
    print(counts, sum(counts.values()), *faults, sep="\n")


if __name__ == "__main__":
    main()
