"""Runs independent Spark actions side by side: small ones wait for the driver, not for the cores."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from pyspark import inheritable_thread_target

T = TypeVar("T")


def in_parallel(actions: Sequence[Callable[[], T]], at_once: int = 4) -> list[T]:
    """Give the results in the order of the actions; the first failure is raised once all have ended."""
    with ThreadPoolExecutor(at_once) as pool:
        running = [pool.submit(inheritable_thread_target(action)) for action in actions]
    return [future.result() for future in running]
