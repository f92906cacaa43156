"""Addresses to which nothing optional goes, whoever asks for it: a mark of each is kept, not the address.

A mark is an HMAC-SHA-256 under a lasting key, cut to 16 bytes. It outlives the record of its owner, so the
key never goes: a new one is put beside it, and both are looked up (``privet keys lasting``).
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

from privet.domain.mail_address import is_address, normal
from privet.storage.store import Store
from privet.storage.suppressions import ADDRESS, Suppression

T = TypeVar("T")
ASKED, BOUNCED, COMPLAINED = Suppression.ASKED, Suppression.BOUNCED, Suppression.COMPLAINED
WHY = {ASKED: "asked", BOUNCED: "bounced", COMPLAINED: "complained"}
MANY = 500  # How many are looked up at once.


def holds(store: Store, address: str) -> bool:
    """Say whether nothing optional may go to ``address``."""
    with store.reading():
        return Suppression.holds(normal(address))


def put(store: Store, address: str, why: int = ASKED) -> bool:
    """Let nothing optional go to ``address`` from now on; says whether that is new."""
    with store.writing():
        return Suppression.put(normal(address), why)


def lift(store: Store, address: str) -> bool:
    """Let optional mail go to ``address`` again, since its owner proved it and wants that."""
    with store.writing():
        return Suppression.drop(normal(address))


def mark(store: Store, address: str) -> bytes:
    """Give the mark of ``address`` under the lasting key in use."""
    return store.ring.mark(normal(address).encode(), ADDRESS)


def counts(store: Store) -> dict[str, int]:
    """Count the addresses by why nothing goes to them."""
    with store.reading():
        found = Suppression.counts()
    return {word: found.get(why, 0) for why, word in WHY.items()}


def judged(store: Store, rows: Iterable[tuple[str, T]]) -> Iterator[tuple[T, str]]:
    """Say of each row with an address: ``free``, ``suppressed``, or ``no address``; few at a time.

    What isn’t a plain address can’t be looked up, so it is never free.
    """
    left = iter(rows)
    while some := list(islice(left, MANY)):
        plain = {normal(address) for address, _row in some}
        with store.reading():
            held = Suppression.held(address for address in plain if is_address(address))
        for address, row in some:
            one = normal(address)
            said = "no address" if not is_address(one) else "suppressed" if one in held else "free"
            yield row, said
