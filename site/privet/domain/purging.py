"""Purging: deleting what is over, hour by hour; and erasing people whose time is over, by command."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from privet.domain import (
    access_copy,
    attempts,
    campaigns,
    choice_desk,
    contacts,
    events,
    readers,
    retention,
    sessions,
)
from privet.domain.events import Act
from privet.domain.times import micro
from privet.storage import erasure
from privet.storage.store import Store

if TYPE_CHECKING:
    from privet.config_secure import Secure


@dataclass
class Purged:
    """What was erased, or would be: how many people and rows, and why others stay."""

    people: int = 0
    rows: Counter[str] = field(default_factory=Counter)
    held: Counter[str] = field(default_factory=Counter)
    without_clock: int = 0


def sweep(store: Store, limits: "Secure", today: date, now: datetime) -> Counter[str]:
    """Delete what lives for hours or days and is over; gives how many rows, by what they were."""
    counts: Counter[str] = Counter()
    counts["sessions"] = sessions.sweep(store, limits, now)
    counts["copies nobody fetched"] = access_copy.sweep(store, now)
    counts["counts of failed tries"] = attempts.sweep(store, now)
    counts["mail choices nobody confirmed"] = readers.sweep(store, now)
    counts["answered contacts"] = contacts.sweep(store, now)
    counts["choices of nobody on record"] = choice_desk.sweep(store, now)
    counts["mails of campaigns"] = campaigns.sweep(store, now)
    with store.writing():
        counts["codes sent by post"] = erasure.end_codes(today)
        counts["unconfirmed addresses"] = erasure.end_proofs(micro(now))
    return counts


def due(store: Store, today: date) -> Purged:
    """Say whom :func:`erase` would erase on that day; nothing is changed."""
    found, going = Purged(), set[str]()
    with store.reading():
        found.without_clock = erasure.without_clock()
        for person in erasure.over(today):
            if why := retention.reasons(person, today, going):
                found.held.update(why[:1])
            else:
                going.add(person)
    found.people = len(going)
    return found


def erase(store: Store, today: date) -> Purged:
    """Erase everybody whose time is over and whom nothing keeps: rows, and the key to their events.

    Each is erased all or nothing, so an interrupted purge can simply be run again.

    :raises StorageUnavailable: when they were erased, and a trace stays in the log while somebody reads.
    """
    found = Purged()
    with store.reading():
        gone, found.without_clock = erasure.over(today), erasure.without_clock()
    for person in gone:
        with store.writing():
            if why := retention.reasons(person, today):
                found.held.update(why[:1])
                continue
            readers.claim(person)
            found.rows.update(erasure.erase(person))
            events.destroy(store, Act(actor="command", action="person.erased", subject=person))
            found.people += 1
    if found.people:
        store.forget()
    return found
