"""Corrections: which facts, whose, what may be written, who decides, and by when."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from privet.domain import deadlines, field_checks, majority, record
from privet.domain.deadlines import Period
from privet.domain.dependents import Day, is_adult
from privet.domain.field_checks import BadValue
from privet.domain.office import Office
from privet.domain.record import Field
from privet.domain.refusals import NotYours
from privet.domain.roles import MEMBER
from privet.domain.signed import Signed
from privet.storage import members
from privet.storage.accounts import Account
from privet.storage.people import Person
from privet.storage.record import current

OF_MINORS = ("name", "birth_date")  # What a member may have corrected in the record of a child.
DOTS = "•••-••-"
COVERAGE_DAYS = ("covered_from", "covered_until")
A_MONTH = Period(1, "month")  # Where the organisation's own rules know no corrections at all.


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What holds at this moment: the office, the time in its zone, the number of its statement in force."""

    office: Office
    now: datetime
    statement: str

    @property
    def today(self) -> date:
        """Give the day in the organisation's zone."""
        return self.now.date()

    @property
    def own(self) -> Path | None:
        """Give the folder of the organisation's own data."""
        return self.office.own

    @property
    def day(self) -> Day:
        """Give what decides who is of age."""
        return Day(self.today, self.home, self.own)

    @property
    def home(self) -> str:
        """Give the place where the organisation is."""
        return majority.home_of(self.office.settings.organisation.address)


def offered(who: Signed, row: Person, own: Path | None) -> tuple[Field, ...]:
    """Give what ``who`` may have corrected or removed in a record that they look after."""
    found = (f for f in record.fields(own) if (f.correctable or f.removable) and f.asks != "self")
    return tuple(f for f in found if row.id == who.subject or f.id in OF_MINORS)


def reachable(who: Signed, row: Person | None, day: Day) -> Person:
    """Give ``row`` if ``who`` may ask for corrections of it: the own record, and those of minor children.

    :raises NotYours: for everybody else's, and where there is none.
    """
    if row is None or not who.subject:
        raise NotYours
    is_own = row.id == who.subject
    is_child = who.role == MEMBER and row.holder_id == who.person and not is_adult(row, day)
    if not (is_own or is_child):
        raise NotYours
    return row


def value_of(row: Person, field: Field) -> str:
    """Give what a record says, as text; of a social security number its last four digits."""
    if field.id == "ssn":
        return row.ssn_last4 or (row.ssn or "")[-4:]
    value = getattr(row, field.id)
    return value.isoformat() if isinstance(value, date) else value or ""


def shown(field: Field, value: str) -> str:
    """Give a value as pages may show it to somebody who proved nothing more than who they are."""
    if not value or not field.masked:
        return value
    return f"{DOTS}{value[-4:]}" if field.id == "ssn" else f"•• •• {value[:4]}"


def print_of(row: Person, field: Field) -> str:
    """Give a fingerprint of what a record says, by which a form knows it again."""
    return current.ring.blind(value_of(row, field), _place(row, field)).hex()


def is_print_of(row: Person, field: Field, given: str) -> bool:
    """Say whether ``given`` is the fingerprint of what the record says now."""
    now = current.ring.blinds(value_of(row, field), _place(row, field))
    return given in {each.hex() for each in now}


def checked(field: Field, entered: str, setting: Setting) -> str:
    """Give a new value as the record takes it.

    :raises BadValue: with why it can't be taken.
    """
    if field.id in COVERAGE_DAYS:
        return field_checks.coverage_day(entered, setting.today).isoformat()
    if field.input == "date":
        return field_checks.birth_date(entered, setting.today).isoformat()
    if field.input == "address":
        return field_checks.address(entered)
    if field.input == "email":
        return field_checks.email(entered)
    if field.input == "ssn":
        full = setting.office.settings.secure.full_ssn
        return field_checks.whole_ssn(entered) if full else field_checks.last_four(entered)
    return field_checks.line(entered)


def expect_change(row: Person, field: Field, new: str | None) -> None:
    """Refuse to ask for what the record says already, or for what doesn’t go together.

    What pages mask isn’t compared: the answer would tell whoever tries one value after the other what the
    record says. Whoever decides closes such a request.

    :raises BadValue: with why it can't be taken.
    """
    held = value_of(row, field)
    if new is None and not held:
        raise BadValue("nothing")
    if new == held and not field.masked:
        raise BadValue("same")
    if new is not None and field.id in COVERAGE_DAYS:
        begins = new if field.id == "covered_from" else str(row.covered_from or "")
        ends = new if field.id == "covered_until" else str(row.covered_until or "")
        if begins and ends and ends < begins:
            raise BadValue("order")


def is_for_desk(row: Person, field: Field, today: date) -> bool:
    """Say whether the office decides, since it isn't for a representative to do, or there is none.

    Somebody who has their post sent elsewhere for safety doesn't tell an employer where they live now.
    """
    theirs = field.enrolment and field.asks == "representative" and row.holder_id is None
    if not theirs or (field.id == "address" and row.confidential_address):
        return True
    return not has_representative(row.group_id, today)


def has_representative(group: str | None, today: date) -> bool:
    """Say whether somebody looks after this group who can sign in and decide."""
    for each in members.representatives(group) if group else []:
        account = Account.get_or_none(Account.representative == each.id)
        works = not (each.ended_on and each.ended_on <= today)
        if works and account and account.begun_at is not None and account.disabled_at is None:
            return True
    return False


def due(row: Person, setting: Setting, *, removal: bool) -> date:
    """Give the day by which the first of the laws that hold for somebody wants an answer."""
    office = setting.office
    law = office.law(majority.place_of(row.address or "", setting.home), "coverage")
    rules = [
        each
        for kind in (("correct", "delete") if removal else ("correct",))
        for each in office.rules.deadlines_for(kind, law.regimes, "web")
        if each.respond
    ]
    if not rules:
        return deadlines.due_date(setting.today, A_MONTH, law.closed)
    return deadlines.first_due(setting.today, rules, law.closed)[0]


def _place(row: Person, field: Field) -> str:
    return f"correction.seen.{row.id}.{field.id}"
