"""Looking into a record: the one way in, which names a purpose and leaves an event, or shows nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from privet.domain import events
from privet.domain.events import Act
from privet.domain.refusals import NotYours
from privet.domain.roles import AGENT, REPRESENTATIVE, role_of
from privet.domain.signed import Signed
from privet.storage.people import Person
from privet.storage.store import Store

T = TypeVar("T")

# Why somebody may look; each stands in the inventory, and the person sees it under “Who has looked”.
PURPOSES = frozenset(
    {"own-record", "enrolment", "correction", "message", "copy", "letter", "service", "acting", "mail-check"}
)


@dataclass(frozen=True, kw_only=True)
class Look:
    """Who looks at which fields of whose record, and why; ``action`` says what kind of look it is."""

    actor: str
    person: str
    purpose: str
    fields: tuple[str, ...]
    action: str = "record.read"


def read(store: Store, actor: str, person: str, purpose: str, fields: tuple[str, ...]) -> dict[str, Any]:
    """Give ``fields`` of a record, once the event that says who looked, at what and why is safely written.

    :raises ValueError: for a purpose that isn't listed.
    :raises NotYours: when there is no such person.
    """
    look = Look(actor=actor, person=person, purpose=purpose, fields=fields)
    return taking(store, look, lambda row: {field: getattr(row, field) for field in fields})


def taking(store: Store, look: Look, take: Callable[[Person], T]) -> T:
    """Give what ``take`` makes of the row, as :func:`read` does; it must take no more than ``look`` says.

    :raises ValueError: for a purpose that isn't listed.
    :raises NotYours: when there is no such person.
    """
    if look.purpose not in PURPOSES:
        raise ValueError(f"“{look.purpose}” is no listed purpose")
    if role_of(look.actor) in {AGENT, REPRESENTATIVE} and "confidential_address" in look.fields:
        raise NotYours  # It is kept from others, whatever their paper says.

    def taken() -> T:
        row = Person.by_id(look.person)
        if row is None:
            raise NotYours
        return take(row)

    act = Act(
        actor=look.actor,
        action=look.action,
        subject=look.person,
        purpose=look.purpose,
        detail={"fields": list(look.fields)},
    )
    try:
        return events.read_for(store, act, taken)
    except LookupError as error:
        raise NotYours from error


def own(who: Signed) -> str:
    """Give the id of the record that ``who`` looks after.

    :raises NotYours: when there is none.
    """
    if not who.subject:
        raise NotYours
    return who.subject


def of_group(store: Store, who: Signed, person: str) -> Person:
    """Give a member of the group of the representative ``who``; nobody else’s, no dependents.

    :raises NotYours: for everybody else, and for ids that nobody has.
    """
    with store.reading():
        row = Person.by_id(person)
        if row is None or not who.group or row.group_id != who.group or row.holder_id:
            raise NotYours
        return row
