"""What the button of a mail program does: nothing optional goes to a reader any more, at once."""

from datetime import datetime

from privet.domain import link_tokens
from privet.domain.mail_address import normal
from privet.domain.permissions import MAIL
from privet.domain.times import micro
from privet.storage import stopping
from privet.storage.store import Store

WAY = "one-click"


def stop(store: Store, token: str, now: datetime) -> None:
    """Let nothing optional go to the reader of a token; one that we never made does nothing.

    What is kept of it is the same as :func:`privet.domain.readers.turn_off` keeps.
    """
    reader = link_tokens.reader(store, token)
    # Unknown tokens too: while nothing can be written, all get the same answer.
    store.write_together(lambda: _stop(store, reader, now))


def _stop(store: Store, reader: str, now: datetime) -> None:
    found = stopping.reader_of(reader) if reader else None
    if found is None:
        return
    address, tied, waits = found
    if tied or not stopping.suppress_new(address, normal(address)):
        _stop_all(store, reader, now)
        return
    if waits:
        stopping.drop(reader)
    kinds = stopping.stop(reader)
    stopping.note(reader, [*(f"{MAIL}.{kind}" for kind in kinds), MAIL], WAY, micro(now))


def _stop_all(store: Store, reader: str, now: datetime) -> None:
    """Do it for somebody on record, or who is suppressed already: more may have to change."""
    from privet.domain import readers  # noqa: PLC0415 - most need none of it
    from privet.domain.choice_proof import Shown  # noqa: PLC0415

    # Nothing of ours was shown: the button is the mail program’s own.
    readers.turn_off(store, reader, None, Shown(WAY), now)
