"""The two databases: one encrypted SQLite file by default, PostgreSQL by configuration."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import peewee

from privet.storage.errors import CannotOpen

WAIT = 4.0  # Seconds to wait for another writer, before somebody is told to come back.
PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": "full",
    "foreign_keys": 1,
    "secure_delete": 1,
    "trusted_schema": 0,
    "temp_store": "memory",
    "cache_size": -16000,
}
DETOURS = {"hostaddr", "service", "servicefile", "options"}  # They would lead past the check of the host.
LOCAL = {"", "localhost", "127.0.0.1", "::1"}
OLDEST_SERVER = 150000


def sqlite(path: Path, key: str) -> peewee.SqliteDatabase:
    """Give the encrypted file at ``path``; ``key`` are 64 hexadecimal digits, used as they are."""
    from playhouse.sqlcipher_ext import SqlCipherDatabase  # noqa: PLC0415 - only this database needs it

    database: peewee.SqliteDatabase = SqlCipherDatabase(
        str(path),
        passphrase=f"x'{key}'",
        pragmas=PRAGMAS,
        timeout=WAIT,
        lock_type="IMMEDIATE",
        autoconnect=False,
    )
    return database


def create_file(path: Path) -> None:
    """Make an empty file that only its owner may read, for the database to fill."""
    os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))


def postgresql(url: str) -> peewee.PostgresqlDatabase:
    """Give the PostgreSQL database at ``url``, as libpq writes it.

    :raises CannotOpen: when it can't be used safely: over a network without checking who answers.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise CannotOpen("database: is not written like postgresql://user@host/name?option=value") from None
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    if astray := DETOURS.intersection(options):
        raise CannotOpen(
            f"database: {min(astray)} is not taken; name the host as postgresql://user@host/name"
        )
    host = options.pop("host", parts.hostname or "")
    if not host and any(os.environ.get(name) for name in ("PGHOST", "PGHOSTADDR", "PGSERVICE")):
        raise CannotOpen("database: names no host, and the environment does; write it into the address")
    if "," in host or (
        (host not in LOCAL and not host.startswith("/")) and options.get("sslmode") != "verify-full"
    ):
        raise CannotOpen(f"database: {host} is another machine; add sslmode=verify-full")
    if not parts.path.strip("/"):
        raise CannotOpen("database: names no database; write postgresql://user@host/database")
    try:
        import psycopg  # noqa: F401, PLC0415 - an extra that only this database needs
    except ImportError:
        raise CannotOpen("database: PostgreSQL needs psycopg: pip install 'privet[postgresql]'") from None
    known = {"host": host, "port": port, "user": parts.username, "password": parts.password}
    given: dict[str, Any] = {
        name: unquote(value) if isinstance(value, str) else value for name, value in known.items() if value
    }
    waits = f"-c lock_timeout={WAIT * 1000:.0f} -c statement_timeout=60000 -c synchronous_commit=on"
    return peewee.PostgresqlDatabase(
        unquote(parts.path.strip("/")),
        prefer_psycopg3=True,
        autoconnect=False,
        options=waits,
        connect_timeout=5,
        **given,
        **options,
    )


def check_server(database: peewee.Database) -> None:
    """Refuse a PostgreSQL that is older than 15.

    :raises CannotOpen: with the version found.
    """
    version = int(database.execute_sql("SHOW server_version_num").fetchone()[0])
    if version < OLDEST_SERVER:
        raise CannotOpen(f"database: PostgreSQL {version // 10000} is too old; use 15 or later")
