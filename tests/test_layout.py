"""Who may import whom: every import is held against this dictionary."""

import ast
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
MAY_IMPORT = {  # besides the standard library
    "pipelines": {"pipelines", "jobs", "prefect", "pyspark", "rich", "typer"},
    "jobs": {
        "jobs", "models", "schemas", "cryptography", "delta", "deltalake", "great_expectations", "jinja2",
        "numpy", "pandas", "pyarrow", "pydantic", "pyspark", "python_calamine", "ruamel", "xlsxwriter",
    },
    "models": {
        "models", "schemas", "cn2an", "daachorse", "numpy", "opencc", "phonenumbers", "pydantic", "pypinyin",
        "rapidfuzz", "rensa", "rjieba", "scipy", "stdnum",
    },
    "schemas": {"schemas"},
    "benchmarks": {
        "benchmarks", "daachorse", "jieba", "jobs", "models", "pandas", "pyarrow", "pyspark", "rich", "schemas",
    },
}  # fmt: skip
# Read by commands that must not start Spark: they may not even import it.
WITHOUT_SPARK = (
    "jobs/cache.py", "jobs/check.py", "jobs/development.py", "jobs/encodings.py", "jobs/errors.py",
    "jobs/formats.py", "jobs/gold.py", "jobs/landing.py", "jobs/lock.py", "jobs/pages.py", "jobs/records.py",
    "jobs/proof.py", "jobs/settings.py",
)  # fmt: skip


def imports_of(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


def modules() -> list[Path]:
    return [path for package in MAY_IMPORT for path in sorted((PROJECT / package).glob("*.py"))]


def test_every_import_is_allowed() -> None:
    wrong = [
        f"{path.relative_to(PROJECT)} imports {name}"
        for path in modules()
        for name in imports_of(path)
        if (top := name.split(".")[0]) not in sys.stdlib_module_names
        and top not in MAY_IMPORT[path.parent.name]
    ]
    assert wrong == []


def test_pipelines_touch_spark_only_to_name_its_session() -> None:
    named = {
        name
        for path in (PROJECT / "pipelines").glob("*.py")
        for name in imports_of(path)
        if name.startswith("pyspark")
    }
    assert named <= {"pyspark.sql"}


def test_commands_without_spark_do_not_import_it() -> None:
    heavy = {
        path: imports_of(PROJECT / path) & {"pyspark", "pyspark.sql", "jobs.session", "jobs.tables"}
        for path in WITHOUT_SPARK
    }
    assert {path: found for path, found in heavy.items() if found} == {}


def test_no_import_goes_in_a_circle() -> None:
    graph = {
        f"{path.parent.name}.{path.stem}": {
            name for name in imports_of(path) if name.split(".")[0] in MAY_IMPORT
        }
        for path in modules()
    }

    def reached(start: str) -> set[str]:
        seen: set[str] = set()
        todo = [start]
        while todo:
            for name in graph.get(todo.pop(), set()) - seen:
                seen.add(name)
                todo.append(name)
        return seen

    assert [name for name in graph if name in reached(name)] == []


def test_every_module_opens_with_its_sentence() -> None:
    openings = {path: ast.get_docstring(ast.parse(path.read_text("utf-8"))) for path in modules()}
    assert [str(path) for path, opening in openings.items() if not opening] == []


def test_no_folder_under_tests_is_a_package() -> None:
    assert list((PROJECT / "tests").rglob("__init__.py")) == []


def test_modules_stay_short() -> None:
    long = {
        path.name: lines for path in modules() if (lines := len(path.read_text("utf-8").splitlines())) > 400
    }
    assert long == {}
