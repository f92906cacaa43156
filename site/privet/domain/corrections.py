"""Corrections and removals as people ask for them: one field at a time, old to new, with a reason."""

from dataclasses import dataclass

from privet.domain import attempts, correction_rules, events, record, reference
from privet.domain.correction_rules import Setting
from privet.domain.events import Act
from privet.domain.field_checks import BadValue
from privet.domain.record import Field
from privet.domain.refusals import ChangedMeanwhile, NotYours
from privet.domain.roles import AGENT
from privet.domain.signed import Signed
from privet.domain.times import micro
from privet.storage.corrections import Correction
from privet.storage.held import held
from privet.storage.people import Person
from privet.storage.store import Store

LONGEST_REASON = 1000
OPEN, APPROVED, REFUSED, WITHDRAWN = "open", "approved", "refused", "withdrawn"


class AskedAlready(ChangedMeanwhile):
    """Nobody has decided yet on an earlier request for the same field; it can be replaced knowingly."""

    def __init__(self, earlier: str, *, replaceable: bool) -> None:
        super().__init__()
        self.earlier, self.replaceable = earlier, replaceable


class Unfit(Exception):
    """What somebody typed can’t be taken; ``faults`` says of ``new`` and ``reason`` why."""

    def __init__(self, faults: dict[str, str]) -> None:
        super().__init__()
        self.faults = faults


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What somebody asks for: a new value as it was typed, or nothing to have the old one removed.

    ``seen`` is the fingerprint of what the record said when the form was made. ``instead`` is the earlier
    request that this one takes the place of.
    """

    person: str
    field: str
    new: str | None
    reason: str
    seen: str
    enclosure: bool = False
    instead: str = ""


def ask(store: Store, who: Signed, asked: Asked, setting: Setting) -> str:
    """Put a request before whoever decides; gives its id, which is the code to write on papers by post.

    :raises NotYours: for records and fields in which ``who`` may not ask for anything.
    :raises Unfit: when what was typed can't be taken.
    :raises ChangedMeanwhile: when the record, or an earlier request, isn't what the form was made from.
    :raises attempts.TooMany: when this account sent so many lately that it must wait.
    """
    attempts.allow(store, "correction", (who.account,), setting.now)
    with store.writing():
        row, field = open_to(who, held(Person, asked.person), asked.field, setting)
        removal = asked.new is None
        if not (field.removable if removal else field.correctable):
            raise NotYours
        if not correction_rules.is_print_of(row, field, asked.seen):
            raise ChangedMeanwhile
        new, reason = _read(row, field, asked, setting)
        _clear_way(store, who, asked, setting)
        made = Correction(
            id=reference.normalise(reference.new()),
            person=row.id,
            field=field.id,
            old=correction_rules.value_of(row, field) or None,
            new=new,
            reason=reason,
            enclosure=asked.enclosure,
            base=row.version,
            asked_by=who.actor,
            asked_at=micro(setting.now),
            due_on=correction_rules.due(row, setting, removal=removal),
            desk=correction_rules.is_for_desk(row, field, setting.today),
            state=OPEN,
        )
        made.save(force_insert=True)
        note(store, who.actor, "asked", made)
        return str(made.id)


def reason_of(entered: str, longest: int = LONGEST_REASON) -> str:
    """Give a text in somebody's own words, as it is kept.

    :raises BadValue: when it is empty or too long.
    """
    text = entered.replace("\r\n", "\n").strip()
    if not text or len(text) > longest:
        raise BadValue("long" if text else "empty")
    return text


def withdraw(store: Store, who: Signed, correction: str, setting: Setting) -> bool:
    """Take back a request; says whether it was open still.

    :raises NotYours: for requests of others, and for ids that nobody has.
    """
    with store.writing():
        row, _field = seen_by(who, held(Correction, correction), setting)
        if who.role == AGENT and row.asked_by != who.actor:
            raise NotYours
        if row.state != OPEN:
            return False
        row.state, row.decided_at, row.decided_by = WITHDRAWN, micro(setting.now), who.actor
        row.save()
        note(store, who.actor, "withdrawn", row)
        return True


def open_to(who: Signed, row: Person | None, name: str, setting: Setting) -> tuple[Person, Field]:
    """Give record and field if ``who`` may ask for a correction there.

    :raises NotYours: otherwise.
    """
    reached = correction_rules.reachable(who, row, setting.day)
    for field in correction_rules.offered(who, reached, setting.own):
        if field.id == name:
            return reached, field
    raise NotYours


def seen_by(who: Signed, row: Correction | None, setting: Setting) -> tuple[Correction, Field]:
    """Give a request and its field if ``who`` may see it: of the own record, or asked for a child by oneself.

    :raises NotYours: otherwise.
    """
    if row is None:
        raise NotYours
    person = correction_rules.reachable(who, Person.by_id(row.person_id), setting.day)
    field = record.field(row.field, setting.own)
    if field is None or (person.id != who.subject and row.asked_by != who.actor):
        raise NotYours
    return row, field


def note(store: Store, actor: str, what: str, row: Correction, **more: str) -> None:
    """Record what happened to a request, under the key of the person whom it is about."""
    detail = {"correction": row.id, "field": row.field} | more
    events.record(store, Act(actor=actor, action=f"correction.{what}", subject=row.person_id, detail=detail))


def _read(row: Person, field: Field, asked: Asked, setting: Setting) -> tuple[str | None, str]:
    """Give the new value and the reason as they are kept.

    :raises Unfit: when one of them can't be taken.
    """
    faults, new, reason = {}, None, ""
    try:
        new = None if asked.new is None else correction_rules.checked(field, asked.new, setting)
        correction_rules.expect_change(row, field, new)
    except BadValue as fault:
        faults["new"] = fault.reason
    try:
        reason = reason_of(asked.reason)
    except BadValue as fault:
        faults["reason"] = fault.reason
    if faults:
        raise Unfit(faults)
    return new, reason


def _clear_way(store: Store, who: Signed, asked: Asked, setting: Setting) -> None:
    """Withdraw the earlier request if it is the one that shall be replaced.

    What a child asked in its own account is nothing that a parent would be told of here.

    :raises AskedAlready: when somebody asked for another meanwhile.
    """
    for earlier in Correction.open_of(asked.person, asked.field):
        if asked.person != who.subject and earlier.asked_by != who.actor:
            continue
        replaceable = who.role != AGENT or earlier.asked_by == who.actor
        if earlier.id != asked.instead or not replaceable:
            raise AskedAlready(earlier.id, replaceable=replaceable)
        withdraw(store, who, earlier.id, setting)
