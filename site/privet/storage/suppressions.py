"""Addresses that want no optional mail at all: of each a mark is kept that tells nothing without a key."""

from collections.abc import Iterable
from typing import Any

import peewee

from privet.storage.record import Record, current, first

ADDRESS = "suppression"  # For what lasting marks of addresses are made.


class Suppression(Record):
    """An address to which nothing optional goes, as 16 bytes under a lasting key; the address isn’t kept.

    ``why`` is 1 where its owner asked for it, 2 where mail came back, 3 where mail was complained of.
    """

    mark = peewee.BlobField(primary_key=True)
    why = peewee.SmallIntegerField()

    class Meta:
        """The name of the table."""

        table_name = "suppression"

    ASKED, BOUNCED, COMPLAINED = 1, 2, 3

    @classmethod
    def marks(cls, address: str) -> list[bytes]:
        """Give the marks that a normalised address may have here."""
        return current.ring.marks(address.encode(), ADDRESS)

    @classmethod
    def holds(cls, address: str) -> bool:
        """Say whether a normalised address is here, under whichever lasting key."""
        return any(first("SELECT 1 FROM suppression WHERE mark = ?", mark) for mark in cls.marks(address))

    @classmethod
    def put(cls, address: str, why: int) -> bool:
        """Add a normalised address, and say whether it is new here.

        What its owner asked for stands above mail that came back, whichever was first.
        """
        marks = cls.marks(address)
        here: list[Suppression] = list(cls.select().where(cls.mark.in_(marks)))
        if not here:
            # Somebody else may add the same one at this moment.
            new = cls.insert(mark=marks[0], why=why)
            stronger = new.on_conflict(conflict_target=[cls.mark], update={cls.why: why})
            (stronger if why == cls.ASKED else new.on_conflict_ignore()).execute()
        elif why == cls.ASKED:
            cls.update(why=why).where(cls.mark.in_(marks)).execute()
        return not here

    @classmethod
    def held(cls, addresses: Iterable[str]) -> set[str]:
        """Give those of some normalised addresses that are here; a few hundred at a time."""
        by_mark = {mark: address for address in addresses for mark in cls.marks(address)}
        found = cls.select(cls.mark).where(cls.mark.in_(list(by_mark)))
        return {by_mark[bytes(row.mark)] for row in found} if by_mark else set()

    @classmethod
    def counts(cls) -> dict[int, int]:
        """Count them by why."""
        rows: Any = cls.select(cls.why, peewee.fn.COUNT(cls.mark)).group_by(cls.why).tuples()
        return dict(rows)

    @classmethod
    def drop(cls, address: str) -> bool:
        """Take a normalised address out, under every key; says whether it was there."""
        rows: int = cls.delete().where(cls.mark.in_(cls.marks(address))).execute()
        return rows > 0

    @classmethod
    def why_of(cls, address: str) -> int:
        """Give why a normalised address is here; 0 where it isn’t."""
        row = cls.select(cls.why).where(cls.mark.in_(cls.marks(address))).order_by(cls.why).first()
        return row.why if row else 0

    @classmethod
    def mark_of(cls, address: str) -> bytes:
        """Give the mark of a normalised address under the lasting key in use."""
        return current.ring.mark(address.encode(), ADDRESS)
