"""May this mail go to this reader? And what becomes of a reader whose mail came back, or who complained."""

from collections.abc import Iterable
from datetime import datetime

from privet.domain import permissions, reader_choices, reader_rows
from privet.domain.choice_proof import Shown
from privet.domain.mail_address import normal
from privet.domain.permissions import MAIL, Answer, Standing
from privet.domain.reader_choices import OFF, By
from privet.storage.people import Person
from privet.storage.readers import Reader
from privet.storage.store import Store
from privet.storage.subscriptions import Subscription
from privet.storage.suppressions import Suppression

PURPOSE = "optional-mail"
SOFT = 5  # Mails in a row that may come back for a while before nothing more is sent.


def may_send(row: Reader, kind: str) -> Answer:
    """Say within a block whether mail of one kind may go to a reader; asked again right before it does.

    The reason is ``unconfirmed``, ``off``, ``suppressed``, or what :func:`permissions.decide` gives for
    somebody to whom the address belongs.
    """
    if row.confirmed_at is None:
        return Answer("unconfirmed")
    if kind not in Subscription.of(row.id):
        return Answer("off")
    if Suppression.holds(normal(row.address)):
        return Answer("suppressed")
    return closed(row)


def closed(row: Reader, but: frozenset[str] = frozenset()) -> Answer:
    """Say within a block whether all to whom an address belongs let optional mail go there.

    What they refuse and stands in ``but`` doesn’t count.
    """
    return open_to(reader_rows.people_of(row.address, row), but)


def open_to(people: Iterable[Person], but: frozenset[str] = frozenset()) -> Answer:
    """Say whether all of some people let optional mail go to them."""
    for person in people:
        refused = frozenset(person.refused.split()) - but
        standing = Standing(refused, former=person.status == "former")
        answer = permissions.decide(standing, PURPOSE)
        if not answer:
            return answer
    return Answer()


def bounced(store: Store, reader: str, hard: bool, now: datetime) -> bool:
    """Note that a mail came back, for good or for a while; says whether nothing more is sent there now."""
    with store.writing():
        row = Reader.by_id(reader)
        if row is None or row.is_gone or (not hard and Reader.came_back(reader) < SOFT):
            return False
        _silenced(store, row, Suppression.BOUNCED, By(Shown("bounce"), now))
        return True


def complained(store: Store, reader: str, now: datetime) -> bool:
    """Note that a reader called our mail unwanted: nothing optional goes there any more."""
    with store.writing():
        row = Reader.followed(reader)
        if row is None:
            return False
        _silenced(store, row, Suppression.COMPLAINED, By(Shown("complaint"), now))
        return True


def _silenced(store: Store, row: Reader, why: int, by: By) -> None:
    Suppression.put(normal(row.address), why)
    reader_choices.silence(store, row, by)
    reader_choices.note(store, {"reader": row.id}, {MAIL: OFF}, by)
