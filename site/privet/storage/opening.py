"""Opening the store: keys, file and tables are made on the first start, and checked on every one."""

from datetime import date
from pathlib import Path

import peewee

from privet.storage import database, keys, schema
from privet.storage.errors import CannotOpen
from privet.storage.keycheck import KeyCheck
from privet.storage.place import MIGRATIONS, Place
from privet.storage.store import Store


def open_store(place: Place, today: date, migrations: Path = MIGRATIONS) -> Store:
    """Open the store at ``place``; the first process makes what is missing, the others wait for it.

    :raises CannotOpen: with one line, when keys are missing, wrong or readable by others, or the database
        can’t be used.
    """
    with place.alone():
        fresh = not (place.keys / keys.FILE).exists()
        store = Store(place, keys.fresh(today) if fresh else keys.load(place.keys))
        try:
            (_connect_file if store.is_sqlite else _connect_server)(store, fresh)
            schema.bring_up(store, migrations)
            _check_keys(store)
            _give_lasting_key(store, today)
        except peewee.PeeweeException as error:
            raise CannotOpen(_why(store, error)) from error
        finally:
            store.close()
        return store


def _connect_file(store: Store, fresh: bool) -> None:
    """Open the encrypted file; the keys are on the disk before anything is written with them."""
    place = store.place
    if fresh and place.file.exists() and place.file.stat().st_size:
        raise CannotOpen(_lost(place, str(place.file)))
    if fresh:
        keys.write(place.keys, store.keys)
    if place.file.exists():
        keys.check_mode(place.file)
    else:
        database.create_file(place.file)
    store.database.connect()


def _connect_server(store: Store, fresh: bool) -> None:
    """Connect to PostgreSQL; tables that were there before need the keys from before."""
    store.database.connect()
    database.check_server(store.database)
    if fresh and schema.applied(store):
        raise CannotOpen(_lost(store.place, "the database"))
    if fresh:
        keys.write(store.place.keys, store.keys)


def _check_keys(store: Store) -> None:
    """Refuse a ring that lacks a key with which something here was sealed or marked."""
    with store.writing():
        if missing := KeyCheck.missing(store.ring):
            raise CannotOpen(
                f"{store.place.keys / keys.FILE}: lacks the {missing[0]}, with which this database "
                "was written; bring the file back from its backup"
            )
        KeyCheck.note(store.ring)


def _give_lasting_key(store: Store, today: date) -> None:
    """Give a site from before there were lasting keys its first one."""
    if not store.keys.lasting:
        keys.write(store.place.keys, keys.with_lasting_key(store.keys, today))
        with store.writing():
            KeyCheck.note(store.ring)


def _lost(place: Place, what: str) -> str:
    file = place.keys / keys.FILE
    return f"{file}: missing, and without it {what} can’t be read; bring it back from its backup"


def _why(store: Store, error: Exception) -> str:
    """Say in one line why the database can’t be opened, without what its address may hold."""
    if "not a database" in str(error):
        return (
            f"{store.place.keys / keys.FILE}: its key doesn’t open {store.place.file}; is it another site’s?"
        )
    where = store.place.file if store.is_sqlite else "the PostgreSQL database"
    return f"{where}: can’t be opened: {' '.join(str(error).split())[:300]}"
