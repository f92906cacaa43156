"""Finding an address among ten million suppressions against among ten thousand, and their size on disk.

At most 2 is asked. Each look-up is for another address, so that pages come from all over the file.
"""

import secrets
import statistics
import sys
import time
from collections.abc import Iterator
from datetime import date
from itertools import islice
from pathlib import Path

from _common import workplace

from privet.domain import suppression
from privet.storage.opening import open_store
from privet.storage.place import Place
from privet.storage.store import Store
from privet.storage.suppressions import Suppression

FEW = 10_000
LOOKS = 500
ROUNDS = 9
BATCH = 200_000


def filled(folder: Path, count: int) -> tuple[Store, int]:
    """Make a store with ``count`` suppressions; gives it, and by how many bytes its file grew."""
    folder.mkdir()
    store = open_store(Place(folder, folder / "keys"), date.today())
    store.forget()
    before = store.place.file.stat().st_size
    rows = ((mark, Suppression.ASKED) for mark in marks(count))
    sql = "INSERT INTO suppression (mark, why) VALUES (?, ?)"
    while some := list(islice(rows, BATCH)):
        with store.writing():
            store.database.cursor().executemany(sql, some)
    store.forget()
    return store, store.place.file.stat().st_size - before


def marks(count: int) -> Iterator[bytes]:
    """Give random marks in their order, as a list that is brought in at once would be sorted."""
    step = 2**64 // count
    for number in range(count):
        yield (number * step + secrets.randbelow(step)).to_bytes(8) + secrets.token_bytes(8)


def looks(store: Store, addresses: list[str]) -> float:
    """Look every address up; gives how long it took."""
    begun = time.perf_counter()
    for address in addresses:
        suppression.holds(store, address)
    return time.perf_counter() - begun


def main() -> None:
    """Print the ratio and the size."""
    many = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000
    with workplace() as root:
        few, _size = filled(root / "few", FEW)
        lot, size = filled(root / "many", many)
        known = [f"known{number}@example.org" for number in range(LOOKS * ROUNDS // 2)]
        for store in (few, lot):
            with store.writing():
                for address in known:
                    Suppression.put(address, Suppression.ASKED)
            assert all(suppression.holds(store, address) for address in known[:100])
        pairs = []
        for number in range(ROUNDS):
            half = LOOKS // 2
            here = known[number * half : (number + 1) * half]
            asked = [*here, *(f"{secrets.token_hex(8)}@example.org" for _ in range(half))]
            pairs.append((looks(few, asked), looks(lot, asked)))
        ratio = statistics.median(theirs / ours for ours, theirs in pairs)
        took = statistics.median(theirs for _ours, theirs in pairs) / LOOKS
        print(f"a look-up among {many:,} against among {FEW:,}: {ratio:.2f} of the time (at most 2)")
        whole = f"{size / many:.1f} bytes a row, {size / 2**20:.0f} MiB in all"
        print(f"one look-up: {took * 1e6:.0f} microseconds; {whole}")


if __name__ == "__main__":
    main()
