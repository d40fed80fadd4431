"""WHAT WE KNOW: plain Python about texts, names and scores; no Spark, no Prefect, no files."""

import os

# pypinyin's tables of phrases, 25 MB a process, are never asked: all readings here are of one character.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
