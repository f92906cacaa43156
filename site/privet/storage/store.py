"""The store: a database with its keys, to be read or written in blocks."""

import logging
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress

import peewee

from privet.storage import database, keys
from privet.storage.cipher import Ring
from privet.storage.errors import CannotOpen, StorageUnavailable
from privet.storage.place import Place
from privet.storage.record import current

__all__ = ["StorageUnavailable", "Store"]

log = logging.getLogger("privet.storage")

GONE = (peewee.OperationalError, peewee.InterfaceError)


class Store:
    """A database and the keys that open it; made by :func:`privet.storage.opening.open_store`."""

    def __init__(self, place: Place, found: keys.KeyFile) -> None:
        """Connect nothing yet."""
        self.place = place
        self.keys = found
        self.ring = Ring(found)
        self._stamp = self._key_stamp()
        self.database: peewee.Database = (
            database.postgresql(place.url) if place.url else database.sqlite(place.file, found.database)
        )

    @property
    def is_sqlite(self) -> bool:
        """Say whether this is the one encrypted file."""
        return not self.place.url

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Read in the block what was true at its beginning.

        :raises StorageUnavailable: when the database can't answer.
        """
        with self._transaction("DEFERRED"):
            yield

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Write in the block all or nothing, safely on the disk when it ends.

        :raises StorageUnavailable: when the database is locked, full or gone; nothing was written.
        """
        with self._transaction("IMMEDIATE"):
            yield

    def close(self) -> None:
        """Close this thread's connection."""
        if not self.database.is_closed():
            self.database.close()

    def forget(self) -> None:
        """Let nothing that was erased linger in the write-ahead log."""
        if self.is_sqlite:
            with self._guarded():
                self.database.connect(reuse_if_open=True)
                self.database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    @contextmanager
    def _transaction(self, kind: str) -> Iterator[None]:
        self._reload_keys()
        before = current.use(self.database, self.ring)
        try:
            with self._guarded():
                if self.database.in_transaction():
                    with self.database.atomic():
                        yield
                else:
                    with self._begun(kind):
                        yield
        finally:
            current.use(*before)

    def _begun(self, kind: str) -> AbstractContextManager[object]:
        """Begin on a connection that answers; a server's that died while nobody used it is replaced once."""
        try:
            return self._begin(kind)
        except GONE:
            if self.is_sqlite:
                raise
            self._drop()
            return self._begin(kind)

    def _begin(self, kind: str) -> AbstractContextManager[object]:
        self.database.connect(reuse_if_open=True)
        stack = ExitStack()
        stack.enter_context(self.database.transaction(*([kind] if self.is_sqlite else [])))
        return stack

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        """Say of every failure of the database itself that it is unavailable."""
        try:
            yield
        except (*GONE, peewee.DatabaseError) as error:
            if not isinstance(error, GONE) and type(error) is not peewee.DatabaseError:
                raise  # What was asked was wrong, not the database.
            self._drop()
            # What a database says of itself holds no row: those are errors of other kinds.
            log.warning("the database: %s", str(error).partition("\n")[0][:200])
            raise StorageUnavailable(type(error).__name__) from error

    def _drop(self) -> None:
        """Leave a connection that failed; the next block makes a new one."""
        if not self.database.in_transaction():
            with suppress(peewee.PeeweeException):
                self.database.close()

    def _reload_keys(self) -> None:
        """Take up keys that were rotated while this process ran."""
        stamp = self._key_stamp()
        if stamp != self._stamp:
            with suppress(CannotOpen):  # Half-way or gone: what was read at the start still opens everything.
                self.keys = keys.load(self.place.keys)
                self.ring = Ring(self.keys)
                self._stamp = stamp

    def _key_stamp(self) -> tuple[int, int]:
        try:
            found = (self.place.keys / keys.FILE).stat()
        except OSError:
            return 0, 0
        return found.st_ino, found.st_mtime_ns
