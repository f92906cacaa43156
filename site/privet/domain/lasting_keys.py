"""Adding a lasting key: what it marks from now on is found, and what the older ones marked as well."""

from datetime import date

from privet.domain import events, readers
from privet.domain.events import Act
from privet.storage import rotation
from privet.storage.readers import Reader, ReaderMark
from privet.storage.store import Store


def add(store: Store, today: date) -> tuple[bool, int]:
    """Make a lasting key, unless readers still wait for their marks under an earlier one, and mark them all.

    Gives whether a key was made, and how many readers were marked. Killed half-way, it goes on when it is run
    again; until then a suppression is still found before each mail, by the address itself.
    """
    made = not _unfinished(store)
    if made:
        rotation.add_lasting(store, today)
    done = readers.mark_anew(store)
    events.record(store, Act(actor="command", action="keys.lasting", detail={"made": made, "readers": done}))
    return made, done


def _unfinished(store: Store) -> bool:
    with store.reading():
        return ReaderMark.count() < sum(Reader.counts()) * len(store.keys.lasting)
