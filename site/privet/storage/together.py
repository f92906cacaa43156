"""Small writes that threads bring at the same moment, in one transaction: they wait for the disk once."""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from privet.storage.errors import StorageUnavailable

if TYPE_CHECKING:
    from privet.storage.store import Store

AT_ONCE = 64  # Deeds of one transaction, so that nobody waits long for the others.


@dataclass(eq=False)
class _Deed:
    do: Callable[[], object]
    is_over: bool = False
    error: Exception | None = None


class Together:
    """What waits to be written; whoever has the turn writes for all who wait."""

    def __init__(self) -> None:
        """Begin with nothing that waits."""
        self._turn = threading.Lock()
        self._waiting: deque[_Deed] = deque()

    def write(self, store: "Store", do: Callable[[], object]) -> None:
        """Do something within a block that writes, safely on the disk when this returns.

        Deeds must not depend on each other. Where one fails, each is done again by itself, and nobody else's
        is lost with it.

        :raises StorageUnavailable: when the database is locked, full or gone; nothing was written.
        """
        deed = _Deed(do)
        self._waiting.append(deed)
        with self._turn:
            while not deed.is_over:
                _write(store, [self._waiting.popleft() for _ in range(min(len(self._waiting), AT_ONCE))])
        if deed.error:
            raise deed.error


def _write(store: "Store", deeds: list[_Deed]) -> None:
    """Write for all, or, where that fails for another reason than the database, for each."""
    for deed in deeds:  # What isn't known to be on the disk when this ends, however it ends, is not written.
        deed.is_over, deed.error = True, StorageUnavailable("not written")
    try:
        with store.writing():
            for deed in deeds:
                deed.do()
    except StorageUnavailable:
        return
    except Exception as error:  # noqa: BLE001 - raised again by the thread whose deed it was
        if len(deeds) == 1:
            deeds[0].error = error
            return
        for deed in deeds:
            _write(store, [deed])
    else:
        for deed in deeds:
            deed.error = None
