"""Bringing a database to its present shape: copied first, then changed in one transaction or not at all."""

import logging
from datetime import UTC, datetime
from pathlib import Path

from privet.storage import database as databases
from privet.storage.errors import CannotOpen
from privet.storage.place import FILE, MIGRATIONS
from privet.storage.store import Store

HISTORY = "schema_migration"
TURN = 0x70726977  # The advisory lock under which PostgreSQL lets one process migrate at a time.

log = logging.getLogger("privet.storage")


def names(folder: Path = MIGRATIONS) -> list[str]:
    """Give the names of all migrations, in order."""
    return sorted(path.stem for path in folder.glob("[0-9]*.py"))


def applied(store: Store) -> set[str]:
    """Give the names of the migrations that the database has had; the connection must be open."""
    if not store.database.table_exists(HISTORY):
        return set()
    rows = store.database.execute_sql(f"SELECT name FROM {HISTORY}").fetchall()  # noqa: S608 - a constant
    return {row[0] for row in rows}


def bring_up(store: Store, folder: Path = MIGRATIONS) -> list[str]:
    """Apply what is missing; gives the names of what was applied. The connection must be open.

    :raises CannotOpen: when the database was made by a newer version, or a migration failed.
    """
    known, had = names(folder), applied(store)
    if newer := had - set(known):
        raise CannotOpen(f"the database was made by a newer Privet ({min(newer)}); install that one again")
    missing = [name for name in known if name not in had]
    if not missing:
        return []
    try:
        return _migrate(store, folder, missing[0] if had else "")
    except CannotOpen:
        raise
    except Exception as error:
        raise CannotOpen(
            f"{missing[0]}: the database could not be changed and is as it was: {_first_line(error)}"
        ) from error


def _migrate(store: Store, folder: Path, first: str) -> list[str]:
    """Copy, then apply all that is missing in one transaction."""
    from playhouse.migrations import Runner  # noqa: PLC0415 - most starts have nothing to migrate

    if store.is_sqlite:
        if first:
            _copy_file(store, first)
        store.database.execute_sql(
            "PRAGMA foreign_keys = 0"
        )  # A table that is rebuilt must not take its children along.
        try:
            with store.database.atomic("EXCLUSIVE"):
                return _run(Runner(store.database, str(folder)))
        finally:
            store.database.execute_sql("PRAGMA foreign_keys = 1")
    with store.database.atomic():
        store.database.execute_sql("SELECT pg_advisory_xact_lock(%s)", (TURN,))
        if first and first not in applied(store):
            _copy_tables(store, first)
        return _run(Runner(store.database, str(folder)))


def _run(runner: object) -> list[str]:
    done: list[str] = runner.up()  # type: ignore[attr-defined]
    log.info("applied %s", ", ".join(done))
    return done


def drop_copies(store: Store) -> None:
    """Remove the copies that migrations kept: what is erased must not stay in them."""
    if store.is_sqlite:
        for old in store.place.folder.glob(f"{FILE}.before-*"):
            old.unlink()
        return
    schemas = store.database.execute_sql(
        "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'privet\\_before\\_%%'"
    )
    for (old,) in schemas.fetchall():
        store.database.execute_sql(f'DROP SCHEMA "{old}" CASCADE')


def _first_line(error: Exception) -> str:
    """Give what kind of error it was and its first line; further ones may quote rows."""
    return f"{type(error).__name__}: {str(error).partition(chr(10))[0][:200]}"


def _copy_file(store: Store, first: str) -> None:
    """Keep the encrypted file as it was, under the same key; the copy of the time before is replaced."""
    drop_copies(store)
    target = store.place.folder / f"{FILE}.before-{first}"
    databases.create_file(target)
    copy = databases.sqlite(target, store.keys.database)
    copy.connect()
    try:
        store.database.connection().backup(copy.connection())
    finally:
        copy.close()


def _copy_tables(store: Store, first: str) -> None:
    """Keep the tables as they were in a schema beside; the one of the time before is replaced."""
    database = store.database
    drop_copies(store)
    beside = f"privet_before_{first}_{datetime.now(UTC):%Y%m%d}"
    database.execute_sql(f'CREATE SCHEMA "{beside}"')
    for table in database.get_tables():
        database.execute_sql(f'CREATE TABLE "{beside}"."{table}" AS TABLE "{table}"')
