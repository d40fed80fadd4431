"""The Prefect server of this machine: the one configured, the one already running, or one of our own."""

import atexit
import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from urllib.error import URLError

from jobs.errors import ClueError

PROJECT = Path(__file__).resolve().parent.parent
PORT = 4200  # Prefect's own
START_WITHIN = 120  # seconds; the first start creates the database
QUIET = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "GX_ANALYTICS_ENABLED": "false",
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",  # the UI keeps the log; people get sentences
    "PREFECT_SERVER_LOGGING_LEVEL": "ERROR",
    "PREFECT_CLI_PROMPT": "false",
}


def prepare() -> None:
    """Set Prefect up for a closed network; must run before Prefect is imported."""
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)
    os.environ.setdefault("PREFECT_HOME", str(PROJECT / ".prefect"))


class Server:
    """A Prefect server for a run. `started` is our own process, None where another one serves."""

    def __init__(self, url: str, started: subprocess.Popen[bytes] | None = None) -> None:
        self.url = url
        self.started = started

    @property
    def page(self) -> str:
        """Where its pages are."""
        return self.url.removesuffix("/api")

    def wait(self) -> None:
        """Wait until it answers; ClueError where it does not come up."""
        until = time.monotonic() + START_WITHIN
        while not _answers(self.url):
            ended = self.started is not None and self.started.poll() is not None
            if ended or time.monotonic() > until:
                raise ClueError(f"The local Prefect server did not start; see {_log_path()}.")
            time.sleep(0.3)

    def stop(self) -> None:
        """End the server if it is ours."""
        if self.started is not None:
            self.started.terminate()
            self.started.wait(timeout=20)


def local_server(port: int | None = None) -> Server:
    """Give a server that starts while the caller prepares; it must `wait` before using it.

    One of our own listens on `port` where that is free. A run names none: a server that another
    run found would end under it.
    One of our own ends with this process, after Prefect has sent it the last lines of its log:
    what is registered first at exit runs last.
    """
    prepare()
    server = _configured() or _start(port)
    atexit.register(server.stop)
    os.environ["PREFECT_API_URL"] = server.url
    return server


def _configured() -> Server | None:
    url = os.environ.get("PREFECT_API_URL") or f"http://127.0.0.1:{PORT}/api"
    return Server(url) if "PREFECT_API_URL" in os.environ or _answers(url) else None


def _start(wanted: int | None) -> Server:
    port = wanted if wanted and _is_free(wanted) else _free_port()
    _log_path().parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    with _log_path().open("wb") as log:
        process = subprocess.Popen(
            command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, env=_own_environment(port)
        )
    return Server(f"http://127.0.0.1:{port}/api", process)


def _own_environment(port: int) -> dict[str, str]:
    # Its pages ask for the API where the browser reached them.
    return os.environ | {"PREFECT_UI_API_URL": f"http://127.0.0.1:{port}/api"}


def _log_path() -> Path:
    return Path(os.environ["PREFECT_HOME"]) / "server.log"


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/health", timeout=2) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError, ValueError):
        return False


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
