"""Static HTML pages for people: the quality result of a gate and the report of a run. No network."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import jinja2

from jobs.landing import local_path
from jobs.settings import Batch, Settings

DISCLAIMER = "以下为系统筛查的疑似线索，需人工研判，不作为认定违法的依据。"
_HEAD = """<!doctype html><html lang="zh"><head><meta charset="utf-8"><title>{{ title }}</title><style>
body{font-family:"Noto Sans CJK SC","WenQuanYi Micro Hei","Microsoft YaHei",sans-serif;margin:2em auto;max-width:70em;color:#222}
table{border-collapse:collapse;width:100%;margin:1em 0}th,td{border:1px solid #ccc;padding:.35em .6em;text-align:left;vertical-align:top}
th{background:#f0f3f7}.ok{color:#176117}.warn{color:#8a5a00}.stop{color:#a01818;font-weight:bold}small{color:#666}td.n{text-align:right}
</style></head><body><h1>{{ title }}</h1>"""
_QUALITY = (
    _HEAD
    + """<p>批次日期 Batch date: {{ batch.day }} · 运行 Run: {{ batch.run_id }}</p>
<table><tr><th>表 Table</th><th>检查 Check</th><th>结果 Result</th><th>行数 Rows</th><th>不合格 Failed</th><th>示例编号 Sample ids</th><th>理由 Why</th></tr>
{% for c in checked %}<tr><td>{{ c.suite }}</td><td>{{ c.title }}<br><small>{{ c.name }}</small></td>
<td>{% if c.passed %}<span class="ok">通过 pass</span>{% elif c.severity == "warning" %}<span class="warn">警告 warning</span>{% else %}<span class="stop">阻断 stop</span>{% endif %}</td>
<td class="n">{{ c.rows }}</td><td class="n">{{ c.failed }}</td><td>{{ c.sample | join(", ") }}</td><td>{{ c.why }}</td></tr>{% endfor %}
</table>{% if not checked %}<p>没有可检查的记录。Nothing to check.</p>{% endif %}</body></html>"""
)
_REPORT = (
    _HEAD
    + """<p><strong>{{ disclaimer }}</strong></p>
<p>运行 Run: {{ run_id }}{% if steps %} · 质量检查 Quality: <a href="quality-sources.html">来源表</a>, <a href="quality-clues.html">线索表</a>{% endif %}</p>
{% if steps %}<h2>处理记录 Steps</h2><table><tr><th>步骤 Step</th><th>来源 Feed</th><th>读入 Read</th><th>保留 Kept</th><th>拒收 Refused</th><th>用时（秒）Seconds</th></tr>
{% for s in steps %}<tr><td>{{ s.step }}</td><td>{{ s.source }}</td><td class="n">{{ s.read }}</td><td class="n">{{ s.kept }}</td><td class="n">{{ s.refused }}</td><td class="n">{{ s.seconds }}</td></tr>{% endfor %}</table>{% endif %}
<h2>线索 Clues（{{ clues | length }}）</h2><table><tr><th>排名 Rank</th><th>疑似主体 Subject</th><th>场景 Scenario</th><th>重大程度 Tier</th><th>得分 Score</th><th>判断依据 Reasons</th></tr>
{% for c in clues %}<tr><td class="n">{{ c.rank }}</td><td>{{ c.subject_name }}</td><td>{{ c.scenario_cn }}</td><td>{{ c.tier }}</td><td class="n">{{ c.score }}</td>
<td>{% for r in c.reasons %}{{ r.text }}（{{ r.weight }}）<br>{% endfor %}{% for e in c.evidence[:3] %}<small>「{{ e.quote }}」{{ e.source }} {{ e.record_id }}</small><br>{% endfor %}</td></tr>{% endfor %}</table></body></html>"""
)


class CheckLike(Protocol):
    """What the quality page shows of a check."""

    @property
    def passed(self) -> bool:
        """Whether it held."""
        ...


def run_folder(settings: Settings, run_id: str) -> Path:
    """Where a run's files stand: beside the lake's tables, one folder a run."""
    folder = (
        (local_path(settings.lake) or Path("build")) / "runs" / run_id
    )  # a remote lake: beside the program
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def write_quality_page(checked: Sequence[CheckLike], settings: Settings, batch: Batch, name: str) -> Path:
    """Write the result of a gate as a page and give its path."""
    path = run_folder(settings, batch.run_id) / f"quality-{name}.html"
    path.write_text(_render(_QUALITY, title="质量检查 Quality gate", batch=batch, checked=checked), "utf-8")
    return path


def write_report(
    steps: Sequence[dict[str, Any]], clues: Sequence[dict[str, Any]], run_id: str, path: Path
) -> int:
    """Write a page of clues with reasons and quotes, under the steps of their run; the clues written."""
    told = {"title": "线索筛查运行报告 Run report", "disclaimer": DISCLAIMER, "run_id": run_id}
    path.write_text(_render(_REPORT, **told, steps=steps, clues=clues), "utf-8")
    return len(clues)


def _render(template: str, **values: Any) -> str:
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    return environment.from_string(template).render(**values)
