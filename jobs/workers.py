"""Where Spark's Python workers come from: each is forked with what reads texts already loaded."""

import gc

from pyspark.daemon import manager

import jobs.annotate  # noqa: F401

if __name__ == "__main__":
    gc.freeze()  # what is loaded stays shared between the workers
    manager()
