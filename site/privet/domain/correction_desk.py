"""What the office sees of corrections: what waits, what is late, and one request with all that decides it."""

from dataclasses import dataclass
from datetime import date

from privet.domain import correction_rules, disagreements, looking, record, reference
from privet.domain.correction_decisions import Decider
from privet.domain.correction_rules import Setting
from privet.domain.record import Field
from privet.domain.reference import InvalidReference
from privet.domain.refusals import NotYours
from privet.domain.roles import AUDITOR, STAFF, role_of
from privet.storage import correction_lists
from privet.storage.accounts import Account
from privet.storage.corrections import Correction
from privet.storage.store import Store

PURPOSE = "correction"
COMMAND = "command"


class NotStaff(ValueError):
    """Nobody who may decide has this user name."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One request that nobody has decided yet; ``waits_for`` says who has it."""

    id: str
    field: str
    removal: bool
    due_on: date
    waits_for: str
    refused_by_representative: bool


@dataclass(frozen=True, kw_only=True)
class Sight:
    """One request as the office sees it; ``now`` is what the record says at this moment."""

    id: str
    number: str
    name: str
    field: Field
    old: str
    new: str
    now: str
    version: int
    reason: str
    enclosure: bool
    state: str
    waits_for: str
    due_on: date
    refusal: str
    note: str
    asked_by: str
    removal: bool
    statement: str

    @property
    def has_moved(self) -> bool:
        """Say whether the record says something else by now than when this was asked for."""
        return self.state == "open" and self.now != self.old


def staff(store: Store, user_name: str) -> Decider:
    """Give who decides by a command: the one of the staff with this user name, or the office as such.

    :raises NotStaff: when nobody is called so, or may only look.
    """
    if not user_name:
        return Decider(actor=COMMAND, by=COMMAND)
    with store.reading():
        row = Account.by_sign(user_name)
        if row is None or row.disabled_at is not None or row.role not in STAFF or row.role == AUDITOR:
            raise NotStaff
        return Decider(actor=COMMAND, by=f"{row.role}.{row.id}", role=row.role)


def waiting(store: Store, setting: Setting, *, late: bool = False) -> tuple[Entry, ...]:
    """Give what nobody has decided yet, or only what is late; nothing of any record is opened for that."""
    with store.reading():
        return tuple(
            Entry(
                id=row.id,
                field=row.field,
                removal=row.new is None,
                due_on=row.due_on,
                waits_for=_waits_for(row, setting),
                refused_by_representative=bool(row.refusal),
            )
            for row in correction_lists.undecided()
            if not late or row.due_on < setting.today
        )


def sight(store: Store, actor: str, entered: str, setting: Setting) -> Sight:
    """Give one request by its code, once the event of this look is written.

    :raises NotYours: for a code that no request has.
    """
    with store.writing():
        row = Correction.by_id(id_of(entered))
        field = record.field(row.field, setting.own) if row else None
        if row is None or field is None:
            raise NotYours
        columns = ("ssn_last4",) if field.id == "ssn" else field.columns
        seen = looking.read(store, actor, row.person_id, PURPOSE, ("number", "name", *columns))
        said = disagreements.of(store, row.person_id, (field.id,))
        return Sight(
            id=row.id,
            number=seen["number"],
            name=seen["name"],
            field=field,
            old=row.old or "",
            new=_short(field, row.new or ""),
            now=correction_rules.value_of(row.person, field),
            version=row.person.version,
            reason=row.reason,
            enclosure=row.enclosure,
            state=row.state,
            waits_for=_waits_for(row, setting),
            due_on=row.due_on,
            refusal=row.refusal,
            note=row.note or "",
            asked_by=role_of(row.asked_by),
            removal=row.new is None,
            statement=next((each.text for each in said if each.correction == row.id), ""),
        )


def id_of(entered: str) -> str:
    """Read the code of a request as somebody typed it.

    :raises NotYours: when it can't be one.
    """
    try:
        return reference.normalise(entered)
    except InvalidReference as error:
        raise NotYours from error


def _short(field: Field, value: str) -> str:
    """Give a value as screens may show it: of a social security number its last four digits."""
    return value[-4:] if field.id == "ssn" else value


def _waits_for(row: Correction, setting: Setting) -> str:
    """Say who has it; one whose representative is gone, or mustn't see it by now, is the office’s."""
    field = record.field(row.field, setting.own)
    theirs = field and not row.desk and not correction_rules.is_for_desk(row.person, field, setting.today)
    return "representative" if theirs else "office"
