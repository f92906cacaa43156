"""Small writes that threads bring at the same moment, in one transaction: they wait for the disk once.

One thread writes for all of them. Its connection stays the last one that wrote, so SQLite keeps the pages
that it has deciphered; every other connection would have to read them again.
"""

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from privet.storage.errors import StorageUnavailable

if TYPE_CHECKING:
    from privet.storage.store import Store

AT_ONCE = 64  # Deeds of one transaction, so that nobody waits long for the others.


@dataclass(eq=False)
class _Deed:
    do: Callable[[], object]
    over: "Future[None]" = field(default_factory=Future)


class Together:
    """What waits to be written, and the thread that writes it."""

    def __init__(self) -> None:
        """Begin with nothing that waits, and no thread until something does."""
        self._writer = ThreadPoolExecutor(1, "privet-writer")
        self._waiting: deque[_Deed] = deque()
        self._has_written = False

    def write(self, store: "Store", do: Callable[[], object]) -> None:
        """Do something within a block that writes, safely on the disk when this returns.

        Deeds must not depend on each other, nor on the thread. Where one fails, each is done again by itself,
        and nobody else's is lost with it.

        :raises StorageUnavailable: when the database is locked, full or gone; nothing was written.
        """
        deed = _Deed(do)
        self._has_written = True
        self._waiting.append(deed)
        self._writer.submit(self._write_waiting, store)
        deed.over.result()

    def close(self, store: "Store") -> None:
        """Close the connection of the thread that writes; it connects again for what comes after."""
        if self._has_written:
            self._writer.submit(store.database.close).result()

    def _write_waiting(self, store: "Store") -> None:
        """Write for all who wait now; whoever asked for this turn may have had theirs in another."""
        if deeds := [self._waiting.popleft() for _ in range(min(len(self._waiting), AT_ONCE))]:
            _write(store, deeds)


def _write(store: "Store", deeds: list[_Deed]) -> None:
    """Write for all, or, where that fails for another reason than the database, for each."""
    try:
        with store.writing():
            for deed in deeds:
                deed.do()
    except StorageUnavailable as error:
        _end(deeds, error)
    except BaseException as error:  # noqa: BLE001 - raised again in the thread whose deed it was
        if len(deeds) == 1:
            _end(deeds, error)
            return
        for deed in deeds:
            _write(store, [deed])
    else:
        _end(deeds)


def _end(deeds: list[_Deed], error: BaseException | None = None) -> None:
    for deed in deeds:
        if error:
            deed.over.set_exception(error)
        else:
            deed.over.set_result(None)
