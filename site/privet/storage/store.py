"""The store: a database with its keys, to be read or written in blocks."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext, suppress

import peewee

from privet.storage import database, keys
from privet.storage.cipher import Ring
from privet.storage.errors import CannotOpen, StorageUnavailable
from privet.storage.place import Place
from privet.storage.record import current
from privet.storage.together import Together

__all__ = ["StorageUnavailable", "Store"]

log = logging.getLogger("privet.storage")

GONE = (peewee.OperationalError, peewee.InterfaceError)
READ, WRITE = "DEFERRED", "IMMEDIATE"  # As SQLite begins them.
KEYS = 0x70726978  # The advisory lock that PostgreSQL’s writers share, and that forgetting a key takes alone.


class Store:
    """A database and the keys that open it; made by :func:`privet.storage.opening.open_store`."""

    def __init__(self, place: Place, found: keys.KeyFile) -> None:
        """Connect nothing yet."""
        self.place = place
        self.keys = found
        self.ring = Ring(found)
        self._stamp = self._key_stamp()
        self._here = threading.local()
        self._writes = threading.Lock()
        self._together = Together()
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
        with self._transaction(READ):
            yield

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Write in the block all or nothing, safely on the disk when it ends.

        :raises StorageUnavailable: when the database is locked, full or gone; nothing was written.
        """
        with self._transaction(WRITE):
            yield

    def write_together(self, do: Callable[[], object]) -> None:
        """Do something small as in a block that writes, in one transaction with what other threads bring.

        :raises StorageUnavailable: when the database is locked, full or gone; nothing was written.
        """
        self._together.write(self, do)

    def close(self) -> None:
        """Close this thread's connection, and the one of the thread that writes for several."""
        self._together.close(self)
        if not self.database.is_closed():
            self.database.close()

    def forget(self) -> None:
        """Let nothing that was erased linger in the write-ahead log.

        :raises StorageUnavailable: while somebody reads an older state.
        """
        if not self.is_sqlite:
            return
        with self._guarded():
            self.database.connect(reuse_if_open=True)
            for _ in range(2):  # Each waits for readers as long as a writer waits for another.
                busy, *_pages = self.database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                if not busy:
                    return
        raise StorageUnavailable("the log could not be emptied")

    @contextmanager
    def _transaction(self, kind: str) -> Iterator[None]:
        if kind == WRITE and getattr(self._here, "kind", WRITE) == READ:
            raise RuntimeError("a block that reads can’t write; begin with store.writing()")
        outermost = not self.database.in_transaction()
        with self._guarded(), self._begun(kind) if outermost else self._within(kind):
            if outermost:
                self._settle(kind)
                self._here.kind = kind
            before = current.use(self.database, self.ring)
            try:
                yield
            finally:
                current.use(*before)
                if outermost:
                    self._here.kind = WRITE

    def _within(self, kind: str) -> AbstractContextManager[object]:
        """Begin a block inside another; one that only reads needs no point to go back to."""
        inner: AbstractContextManager[object] = nullcontext() if kind == READ else self.database.atomic()
        return inner

    def _settle(self, kind: str) -> None:
        """Fix what the block sees: one state of the rows, and keys that nobody forgets meanwhile."""
        if not self.is_sqlite:
            self.database.execute_sql(
                "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"
                if kind == READ
                else f"SELECT pg_advisory_xact_lock_shared({KEYS})"
            )
        self._reload_keys(must=kind == WRITE)

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
        with ExitStack() as stack:
            if self.is_sqlite and kind == WRITE:
                stack.enter_context(self._turn())
            stack.enter_context(self.database.transaction(*([kind] if self.is_sqlite else [])))
            return stack.pop_all()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Let the threads of this process write in turn; SQLite would let each sleep and look again."""
        if not self._writes.acquire(timeout=database.WAIT):
            raise peewee.OperationalError("another thread writes")
        try:
            yield
        finally:
            self._writes.release()

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

    def _reload_keys(self, *, must: bool) -> None:
        """Take up keys that were rotated while this process ran; nobody writes with keys that may be old."""
        stamp = self._key_stamp()
        if stamp == self._stamp:
            return
        try:
            self.keys = keys.load(self.place.keys)
        except CannotOpen as error:
            if must:
                raise StorageUnavailable("the keys can’t be read") from error
            return  # What was read at the start still opens what it opened then.
        self.ring, self._stamp = Ring(self.keys), stamp

    def _key_stamp(self) -> tuple[int, int]:
        try:
            found = (self.place.keys / keys.FILE).stat()
        except OSError:
            return 0, 0
        return found.st_ino, found.st_mtime_ns
