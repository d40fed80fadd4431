from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from jobs.cache import ready
from jobs.settings import Settings, load_settings
from models.reading import Knowledge

PROJECT = Path(__file__).resolve().parent.parent
DAY = date(2026, 5, 1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The slowest first, so that of two processes none waits long for the other at the end."""
    items.sort(key=lambda item: ("test_walk" not in item.nodeid, item.get_closest_marker("spark") is None))


@pytest.fixture(scope="session")
def session_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return load_settings(str(tmp_path_factory.mktemp("lake")))


@pytest.fixture(scope="session")
def spark(session_settings: Settings) -> Iterator[object]:
    from jobs.session import open_session, suit

    session = open_session(session_settings)
    suit(session, 0)
    yield session
    session.stop()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings(str(tmp_path / "lake"))


@pytest.fixture(scope="session")
def shipped_settings() -> Settings:
    """What conf/ says, read once."""
    return load_settings("", PROJECT / "conf")


@pytest.fixture(scope="session")
def shipped(shipped_settings: Settings) -> Knowledge:
    """The shipped knowledge, compiled once."""
    return ready(shipped_settings.knowledge)
