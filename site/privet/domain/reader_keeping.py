"""Keeping the rows of readers in order: what nobody confirmed goes, and new lasting keys mark everybody."""

from datetime import datetime

from privet.domain import reader_rows
from privet.domain.mail_address import normal
from privet.domain.times import micro
from privet.storage.accounts import Account
from privet.storage.people import Person
from privet.storage.readers import Reader, ReaderMark
from privet.storage.store import Store
from privet.storage.subscriptions import Pending

AT_ONCE = 500  # Rows of a step, so that nobody else waits long.


def sweep(store: Store, now: datetime) -> int:
    """Delete the addresses that nobody confirmed in time or that were taken away; gives how many."""
    before = micro(now)
    with store.writing():
        Pending.end(before)
        gone = Reader.unconfirmed(before)
    for first in range(0, len(gone), AT_ONCE):
        with store.writing():
            for name in gone[first : first + AT_ONCE]:
                row = Reader.by_id(name)
                if row is not None and row.until is not None and row.until < before:
                    reader_rows.forget(row)
    return len(gone)


def claim(person: str) -> None:
    """Let the readers at somebody’s addresses go with their record, within the block that erases it.

    An address that stands on another record as well stays that one’s.
    """
    row, account = Person.by_id(person), Account.of_person(person)
    given = (row.email if row else None, account.email if account else None)
    for address in filter(None, given):
        found = Reader.by_address(address)
        if found is not None and [other.id for other in reader_rows.people_of(address)] == [person]:
            Reader.belong(found.id, person)


def mark_anew(store: Store) -> int:
    """Write the marks of all readers under every lasting key, after one was added; gives how many.

    It can be interrupted and run again.
    """
    last, done = "", 0
    while True:
        with store.writing():
            rows = Reader.after(last, AT_ONCE)
            for row in filter(lambda each: not each.is_gone, rows):
                ReaderMark.put(row.id, normal(row.address))
        if not rows:
            return done
        last, done = rows[-1].id, done + len(rows)
