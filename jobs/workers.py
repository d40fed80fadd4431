"""Where Spark's Python workers come from: each is forked with what reads texts already loaded."""

import gc

import pandas  # noqa: F401  Spark loads it into every worker
from pyspark.daemon import manager

import jobs.annotate
import jobs.deduplicate
import jobs.normalize  # noqa: F401

if __name__ == "__main__":
    gc.freeze()  # what is loaded stays shared between the workers
    manager()
