"""Stores on both databases: an encrypted file, and a PostgreSQL of the tests' own on a socket in a folder."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from privet.storage.opening import open_store
from privet.storage.place import Place
from privet.storage.store import Store
from tests.needs import needs

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """Give the start of the address of a running PostgreSQL: everything but the database's name."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    if not found:
        needs("postgresql")
    folder = Path(tempfile.mkdtemp(prefix="privet-pg-", dir="/tmp"))
    as_owner = []
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root.
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
        as_owner = ["setpriv", f"--reuid={owner.pw_uid}", f"--regid={owner.pw_gid}", "--clear-groups"]

    def run(*words: str) -> None:
        subprocess.run([*as_owner, *words], check=True, cwd=folder, stdout=subprocess.DEVNULL)

    tools = found[-1]
    run(
        str(tools / "initdb"),
        "-D",
        str(folder / "data"),
        "-U",
        "privet",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--no-sync",
    )
    options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
    run(
        str(tools / "pg_ctl"),
        "-D",
        str(folder / "data"),
        "-o",
        options,
        "-w",
        "-l",
        str(folder / "log"),
        "start",
    )
    try:
        yield f"postgresql://privet@/%s?host={folder}"
    finally:
        run(str(tools / "pg_ctl"), "-D", str(folder / "data"), "-m", "immediate", "stop")
        shutil.rmtree(folder)


def new_database(server: str) -> str:
    """Make an empty database; gives its address."""
    import psycopg  # noqa: PLC0415

    name = f"t{uuid4().hex}"
    with psycopg.connect(server % "postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return server % name


@pytest.fixture(autouse=True)
def _close(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Close every store that a test opened."""
    opened: list[Store] = []
    begin = Store.__init__

    def remember(self: Store, *values: Any) -> None:
        begin(self, *values)
        opened.append(self)

    monkeypatch.setattr(Store, "__init__", remember)
    yield
    for store in opened:
        store.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """Give an empty place for a store, on each database in turn."""
    folder = tmp_path / "instance"
    url = new_database(request.getfixturevalue("server")) if request.param == "postgresql" else ""
    return Place(folder, folder / "keys", url)


@pytest.fixture
def store(place: Place) -> Iterator[Store]:
    """Give a fresh store."""
    store = open_store(place, TODAY)
    yield store
    store.close()


@pytest.fixture
def file_place(tmp_path: Path) -> Place:
    """Give an empty place for an encrypted file."""
    return Place(tmp_path / "instance", tmp_path / "instance" / "keys")
