"""The only reader of conf/: frozen settings, feeds, packs and weights, every fault with its line."""

import json
import os
import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, Field, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from jobs.cache import kept
from jobs.errors import ConfigError
from models.contract import Limits
from models.feeds import Feed, Strict
from models.organisations import Naming
from models.packs import Concepts, Language, Pack
from models.reading import Knowledge
from models.scale import Counting
from models.scoring import Scoring
from models.spelling import Spelling

DEFAULT_CONF = Path(__file__).resolve().parent.parent / "conf"
M = TypeVar("M", bound=BaseModel)


class Knobs(Strict):
    """conf/settings.yaml: limits of the pipeline, each explained beside its value there."""

    max_cell_chars: int = Field(gt=0)
    max_line_bytes: int = Field(gt=0)
    max_record_lines: int = Field(gt=0)
    batch_rows: int = Field(gt=0)
    reject_excerpt_chars: int = Field(gt=0)
    digest_key: str = Field(min_length=8)
    active_days: int = Field(gt=0)
    phone_max_employers: int = Field(gt=2)
    phone_max_links: int = Field(gt=0)
    network_max_subjects: int = Field(gt=1)
    complainant_max_subjects: int = Field(gt=1)
    salary_roles: tuple[str, ...] = Field(min_length=1)
    families_min_chars: int = Field(gt=0)
    families_min_similarity: float = Field(gt=0, le=1)
    families_band_members: int = Field(gt=0)
    gate_max_refused_share: float = Field(gt=0, le=1)
    gate_min_refused: int = Field(gt=0)
    evidence_per_clue: int = Field(gt=0)
    driver_memory: str


@dataclass(frozen=True)
class Batch:
    """What one run is for: the landing folder, the date, and the run's id."""

    landing: str
    day: date
    run_id: str


@dataclass(frozen=True)
class Settings:
    """Everything conf/ says, read once, and where the lake is."""

    lake: str
    knobs: Knobs
    feeds: tuple[Feed, ...]
    packs: tuple[Pack, ...]
    concepts: Concepts
    language: Language
    spelling: Spelling
    counting: Counting
    naming: Naming
    scoring: Scoring
    organs: dict[str, str]

    @cached_property
    def knowledge(self) -> Knowledge:
        """The packs that run and the language they share; retired packs are kept, not run."""
        active = tuple(pack for pack in self.packs if pack.status != "retired")
        return Knowledge(active, self.concepts, self.language, self.spelling, self.counting, self.naming)

    @cached_property
    def versions(self) -> dict[str, str]:
        """Hash of each kind of knowledge, as recorded with every run."""
        return {
            "packs": self.knowledge.hash,
            "scoring": _hash(self.scoring.model_dump_json()),
            "feeds": _hash("".join(feed.model_dump_json() for feed in self.feeds)),
        }

    @cached_property
    def hash(self) -> str:
        """Hash of the limits; the digest key is no limit and stays out of it."""
        return _hash(self.knobs.model_dump_json(exclude={"digest_key"}))

    @property
    def digest_key(self) -> bytes:
        """Key of telephone digests: CLUES_DIGEST_KEY, else the one in settings.yaml."""
        return os.environ.get("CLUES_DIGEST_KEY", self.knobs.digest_key).encode()[:64]

    def limits(self, today: date) -> Limits:
        """The contract's bounds on a date."""
        return Limits(today, self.knobs.max_cell_chars, self.digest_key)

    def batch(self, landing: str, day: date) -> Batch:
        """Name the run of a date: equal date, knowledge and limits give an equal id."""
        name = _hash("".join(self.versions.values()) + self.hash)
        return Batch(landing, day, f"{day}-{name}")


def load_settings(lake: str, conf: Path = DEFAULT_CONF) -> Settings:
    """Read conf/. ConfigError names every fault of every file at once, with file and line."""
    faults: list[str] = []
    knobs = _read(conf / "settings.yaml", Knobs, faults)
    scoring = _read(conf / "scoring.yaml", Scoring, faults)
    language = _read(conf / "language.yaml", Language, faults)
    concepts = _read(conf / "concepts.yaml", Concepts, faults)
    spelling = _read(conf / "spelling.yaml", Spelling, faults)
    counting = _read(conf / "counts.yaml", Counting, faults)
    naming = _read(conf / "organisations.yaml", Naming, faults)
    feeds = [_read(path, Feed, faults) for path in sorted((conf / "sources").glob("*.yaml"))]
    packs = [_read(path, Pack, faults) for path in sorted((conf / "scenarios").glob("*.yaml"))]
    organs = _plain(conf / "organs.yaml", faults) or {}
    if not feeds and not faults:
        faults.append(f"{conf / 'sources'}: there is no feed map; restore the folder from the release.")
    if not faults:
        faults += _doubles([feed.feed for feed in feeds if feed], "feed")
        faults += _doubles([pack.id for pack in packs if pack], "scenario")
        faults += [
            f"{pack.id}: organ {organ} is not in organs.yaml; known are {', '.join(organs)}"
            for pack in packs
            if pack
            for organ in pack.organs
            if organ not in organs
        ]
    if concepts is not None:
        shared = {group.id for group in concepts.concepts}
        faults += [
            f"{conf / 'scenarios' / (pack.id + '.yaml')}: uses names the unknown concept {name}; known are {', '.join(sorted(shared))}"
            for pack in packs
            if pack
            for name in pack.uses
            if name not in shared
        ]
    if faults or not (knobs and scoring and language and concepts and spelling and counting and naming):
        raise ConfigError("\n".join(faults))
    kept = (tuple(feed for feed in feeds if feed), tuple(pack for pack in packs if pack))
    return Settings(lake, knobs, *kept, concepts, language, spelling, counting, naming, scoring, organs)


def _read(path: Path, model: type[M], faults: list[str]) -> M | None:
    given = _plain(path, faults)
    if given is None:
        return None
    try:
        return model.model_validate(given)
    except ValidationError as error:
        node = _marked(path)
        for fault in error.errors():
            where = ".".join(str(part) for part in fault["loc"])
            for message in fault["msg"].removeprefix("Value error, ").split("; "):
                line = _line_of(node, fault["loc"]) if where else _line_named(path, message)
                faults.append(f"{path}:{line}: {where or 'the file'}: {message}")
        return None


def _plain(path: Path, faults: list[str]) -> Any:
    """Read YAML as plain dicts, lists and strings; duplicate keys are faults."""
    try:
        with kept("yaml", path.read_bytes(), lambda: _as_json(path)) as held:
            given = json.load(held)
        if given is None:
            faults.append(f"{path}: the file is empty; restore it from the release or remove it.")
        return given
    except FileNotFoundError:
        faults.append(f"{path}: the file is missing; restore it from the release.")
    except MarkedYAMLError as error:
        mark = error.problem_mark
        faults.append(f"{path}:{mark.line + 1 if mark else '?'}: {error.problem}")
    except (YAMLError, UnicodeDecodeError) as error:
        faults.append(f"{path}: expected YAML in UTF-8, found: {str(error).splitlines()[0]}")
    return None


def _as_json(path: Path) -> bytes:
    return json.dumps(YAML(typ="safe", pure=True).load(path), ensure_ascii=False, default=str).encode()


def _marked(path: Path) -> Any:
    return YAML().load(path)


def _line_of(node: Any, loc: tuple[int | str, ...]) -> int:
    line = 0
    for part in loc:
        try:
            line = (node.lc.key(part) if hasattr(node, "keys") else node.lc.item(part))[0]
            node = node[part]
        except (LookupError, AttributeError, TypeError):
            break
    return int(line) + 1


def _line_named(path: Path, message: str) -> int:
    """The line of the last part that a message names by its id: that is the one to change."""
    named = re.search(r"(?:rule|group|id) (\w+)", message)
    lines = path.read_text("utf-8").splitlines()
    found = [n for n, line in enumerate(lines, start=1) if named and re.search(rf"\bid: *{named[1]}\b", line)]
    return found[-1] if found else 1


def _doubles(names: list[str], what: str) -> list[str]:
    return [
        f"the {what} {name} is defined twice" for name in sorted({n for n in names if names.count(n) > 1})
    ]


def _hash(text: str) -> str:
    return blake2b(text.encode(), digest_size=4).hexdigest()
