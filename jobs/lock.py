"""One run at a time on one lake."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from jobs.errors import ConfigError, LakeBusyError
from jobs.landing import local_path


@contextmanager
def hold(lake: str) -> Iterator[None]:
    """Hold the lake for a run; LakeBusyError where another run has it, ConfigError where it cannot be written.

    The system gives the lock back when the process ends, however it ends. A lake on a remote store
    has no such lock: there the schedule must see to it.
    """
    folder = local_path(lake)
    if folder is None:
        yield
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = (folder / ".lock").open("w")
    except OSError as error:
        raise ConfigError(
            f"The lake {lake} cannot be written ({error.strerror}); choose another --lake."
        ) from None
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise LakeBusyError(f"Another run holds the lake {lake}; wait for it to end.") from None
        yield
