"""One server for all tests that only talk to it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server.talk import Served, serving


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Give a server that is not harmed."""
    with serving(tmp_path_factory.mktemp("served")) as server:
        yield server


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder for a server of one's own."""
    return tmp_path
