"""Things worked out from conf/ once, kept in the user's cache folder, and made anew when conf/ changes."""

import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from hashlib import blake2b
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import IO

from models.patterns import Patterns
from models.reading import Knowledge

PROJECT = Path(__file__).resolve().parent.parent
CODE = PROJECT / "models"
MOST_KEPT = {"patterns": 6, "yaml": 120}  # a few versions of the packs, and room to go back
COMPILES = ("packs", "spelling", "text", "patterns", "keywords")  # modules that decide what is compiled
READ_BY = ("daachorse", "jieba", "opencc", "pypinyin", "cn2an")  # their data decides it too


def folder() -> Path:
    """CLUES_CACHE, else .cache of a source checkout, else clue-screening in the user's cache folder."""
    if os.environ.get("CLUES_CACHE"):
        return Path(os.environ["CLUES_CACHE"])
    if (PROJECT / "pyproject.toml").is_file():
        return PROJECT / ".cache"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "clue-screening"


def kept(kind: str, key: bytes, make: Callable[[], bytes]) -> IO[bytes]:
    """Open what was kept under a key, or make and keep it; a cache that cannot be written is no fault."""
    path = folder() / f"{kind}-{blake2b(key, digest_size=12).hexdigest()}"
    if path.is_file():
        return path.open("rb")
    made = make()
    with suppress(OSError):  # a closed home folder costs seconds, never results
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as part:
            part.write(made)
        Path(part.name).replace(path)
        _forget_old(path.parent, kind)
    return BytesIO(made)


def _forget_old(where: Path, kind: str) -> None:
    newest = sorted(where.glob(f"{kind}-*"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in newest[MOST_KEPT[kind] :]:
        path.unlink(missing_ok=True)


def ready(knowledge: Knowledge) -> Knowledge:
    """Give the knowledge with its automaton compiled, from the cache where it was compiled before."""
    lexicon = knowledge.lexicon
    if "patterns" not in vars(lexicon):
        key = f"{knowledge.hash} {_code()}".encode()
        with kept("patterns", key, lambda: lexicon.compile().to_bytes()) as held:
            vars(lexicon)["patterns"] = Patterns.read(held)
    return knowledge


@lru_cache(maxsize=1)
def _code() -> str:
    """Digest of the code that compiles and of what it reads: another release compiles anew."""
    sources = b"".join((CODE / f"{name}.py").read_bytes() for name in COMPILES)
    versions = " ".join(version(name) for name in READ_BY)
    return blake2b(sources + versions.encode(), digest_size=8).hexdigest()
