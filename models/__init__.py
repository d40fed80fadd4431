"""WHAT WE KNOW: plain Python about texts, names and scores; no Spark, no Prefect, no files."""
