"""The own record, as its owner sees it: each field with where it came from, and whom to ask about it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from privet.domain import dependents, looking, record
from privet.domain.dependents import Day, Dependents
from privet.domain.looking import Look
from privet.domain.record import Field
from privet.domain.refusals import NotYours
from privet.domain.roles import AGENT
from privet.domain.signed import Signed
from privet.storage.people import Person
from privet.storage.store import Store

PURPOSE = "own-record"
HIDDEN = "•••-••-"
# What nobody sees who acts for somebody: where they want post that others mustn't see, and their family.
NOT_FOR_AGENTS = frozenset({"confidential_address", "dependents"})
APART = frozenset({"representative", "dependents"})  # These have their own place on the page.


@dataclass(frozen=True)
class Origin:
    """By which way a value came, when, and under which version of the statement."""

    way: str
    day: date
    version: str


@dataclass(frozen=True)
class Shown:
    """One field as it may be seen; ``value`` is empty where nothing is held."""

    field: Field
    value: str | date | None
    origin: Origin | None
    can_reveal: bool = False


@dataclass(frozen=True)
class Contact:
    """Who handles corrections of enrolment facts for this person, named where somebody is."""

    group: str
    office: str
    phone: str
    hours: str
    name: str = ""
    own_phone: str = ""

    @property
    def dial(self) -> str:
        """Give the office’s number as a ``tel:`` link takes it."""
        return re.sub(r"[^\d+]", "", self.phone)

    @property
    def own_dial(self) -> str:
        """Give the representative’s own number so."""
        return re.sub(r"[^\d+]", "", self.own_phone)


@dataclass(frozen=True)
class Page:
    """All that the page of the own record shows; without a ``contact`` one asks the organisation's office."""

    shown: tuple[Shown, ...]
    contact: Contact | None
    dependents: Dependents | None
    shares_coverage: bool
    former: bool
    keep_until: date | None
    version: int


def page(store: Store, who: Signed, day: Day, *, full_ssn: bool) -> Page:
    """Give the record that ``who`` looks after, once the event of this look is written.

    :raises NotYours: when there is none.
    """
    chosen = tuple(f for f in record.fields(day.own) if may_see(who, f))
    columns = tuple(c for c in record.columns(chosen) if c != "ssn")  # Whole, it is only ever revealed.
    look = Look(actor=who.actor, person=looking.own(who), purpose=PURPOSE, fields=columns)
    with store.writing():
        taken = looking.taking(store, look, lambda row: _page(row, chosen, day.today, full_ssn=full_ssn))
        if who.role == AGENT or taken.shares_coverage:
            return taken
        seen = dependents.seen_by(store, who.actor, who.person, "enrolment", day)
        return Page(**vars(taken) | {"dependents": seen})


def may_see(who: Signed, field: Field) -> bool:
    """Say whether ``who`` sees this field of the record that they look after."""
    return who.role != AGENT or field.id not in NOT_FOR_AGENTS


def reveal(store: Store, who: Signed, name: str, day: Day, *, full_ssn: bool) -> tuple[Field, str]:
    """Give a masked field in full, for its owner alone, once the event that says so is written.

    :raises NotYours: when nothing of that name is masked, held, or shown to ``who``.
    """
    field = record.field(name, day.own)
    if field is None or not field.masked or who.role == AGENT or (name == "ssn" and not full_ssn):
        raise NotYours
    look = Look(
        actor=who.actor, person=looking.own(who), purpose=PURPOSE, fields=(name,), action="record.revealed"
    )

    def whole(row: Person) -> str:
        value: str | None = getattr(row, name)
        if not value:
            raise NotYours
        return value

    return field, looking.taking(store, look, whole)


def origin(said: list[str] | None) -> Origin | None:
    """Read the provenance of one field."""
    return Origin(said[0], date.fromisoformat(said[1]), said[2]) if said else None


def contact_of(row: Person, today: date) -> Contact | None:
    """Say who handles corrections of enrolment facts for a member; the office, if nobody else does.

    A representative never handles what concerns a dependent, nor anybody after their work has ended.
    """
    group = row.group
    if group is None or row.holder_id or (group.ended_on and group.ended_on <= today):
        return None
    named = row.representative
    works = (
        named is not None and named.group_id == group.id and not (named.ended_on and named.ended_on <= today)
    )
    who = {"name": named.name, "own_phone": named.phone} if works and named else {}
    return Contact(group.name, group.office, group.phone, group.hours, **who)


def _page(row: Person, chosen: tuple[Field, ...], today: date, *, full_ssn: bool) -> Page:
    origins = row.origins()
    held = {"birth_date"} | ({"ssn"} if full_ssn and "ssn" in origins else set())
    return Page(
        shown=tuple(_shown(row, f, origins, f.id in held) for f in chosen if f.id not in APART),
        contact=contact_of(row, today),
        dependents=None,
        shares_coverage=row.holder_id is not None,
        former=row.status == "former",
        keep_until=row.keep_until,
        version=row.version,
    )


def _shown(row: Person, field: Field, origins: Mapping[str, list[str]], can_reveal: bool) -> Shown:
    said = next((origins[column] for column in field.columns if column in origins), None)
    return Shown(field, _value(row, field), origin(said), field.masked and can_reveal)


def _value(row: Person, field: Field) -> str | date | None:
    """Give what may be seen of a field without asking for more."""
    if field.id == "ssn":
        held = row.ssn_last4 or ("••••" if "ssn" in row.origins() else "")
        return f"{HIDDEN}{held}" if held else None
    if field.id == "group":
        return row.group.name if row.group else None
    value: str | date | None = getattr(row, field.id)
    if field.id == "birth_date" and value and field.masked:
        return f"•• •• {str(value)[:4]}"
    return value
