"""The rows of readers: who a mail address belongs to, how it comes to us, and how it goes again.

All of this happens within a block of the store that the caller opened.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from privet.domain.mail_address import normal
from privet.domain.times import micro
from privet.storage import erasure
from privet.storage.accounts import Account
from privet.storage.choices import Choice
from privet.storage.messages import Mail
from privet.storage.people import Person
from privet.storage.readers import Reader, ReaderMark
from privet.storage.subscriptions import Pending, Subscription
from privet.storage.suppressions import Suppression

WAITS = timedelta(days=7)  # How long an address waits to be confirmed, and what was asked for it.
LINKS = timedelta(days=30)  # How long one is kept that was taken away, for the links in mails on their way.


@dataclass(frozen=True)
class Provenance:
    """By which way an address came to us (web, account, post, phone, desk or import), and its language."""

    way: str
    language: str = ""


def people_of(address: str, row: Reader | None = None) -> list[Person]:
    """Give everybody on record to whom an address belongs, a family perhaps, each of them once."""
    found = {person.id: person for person in Person.by_email(address)}
    account = Account.by_email(address)
    for own in (account.person if account else None, row.person if row else None):
        if own is not None:
            found.setdefault(own.id, own)
    return [found[name] for name in sorted(found)]


def may_lift(person: Person, address: str, people: list[Person]) -> bool:
    """Say whether who proves an address takes back somebody’s “nothing at all”: only its owner does.

    That is whose confirmed address it is; or who alone is on record with it, and confirmed no other.
    """
    account = Account.of_person(person.id)
    if account is not None and account.email:
        return normal(account.email) == normal(address)
    return [other.id for other in people] == [person.id]


def addresses_of(person: Person) -> list[str]:
    """Give every address that somebody on record has with us, normalised and each once."""
    account = Account.of_person(person.id)
    given = [person.email, account.email if account else None]
    given += [row.address for row in Reader.of_person(person.id)]
    return sorted({normal(address) for address in given if address})


def owner_of(address: str) -> str | None:
    """Give whose the row of an address is: of who confirmed it in their account, else of one who gave it.

    The row then goes when that record is erased.
    """
    account = Account.by_email(address)
    if account and account.person_id:
        return account.person_id
    return next((person.id for person in Person.by_email(address)), None)


def waiting(address: str, came: Provenance, now: datetime) -> Reader:
    """Give the row of an address; a new one waits to be confirmed, and one that waits does so longer."""
    until = micro(now + WAITS)
    row = Reader.by_address(address)
    if row is None:
        row = _begun(address, came, now)
    Reader.keep_until(row.id, until)
    return row


def proved(address: str, person: str | None, came: Provenance, now: datetime) -> Reader:
    """Give the row of an address whose owner proved it, one that is new if there was none."""
    row = Reader.by_address(address) or _begun(address, came, now)
    Reader.confirm(row.id, person or owner_of(address), micro(now))
    found = Reader.by_id(row.id)
    assert found is not None
    return found


def move(row: Reader, address: str) -> None:
    """Give a reader another address; what the one from before was asked can’t be confirmed any more."""
    Pending.drop(row.id)
    Reader.move(row.id, address)
    ReaderMark.put(row.id, normal(address))


def leave(row: Reader, to: Reader) -> None:
    """Let a reader go on in another, so that links in older mails turn off what goes there now."""
    Pending.drop(row.id)
    Mail.drop_for_reader(row.id)
    Subscription.drop(row.id)
    ReaderMark.drop(row.id)
    Reader.leave(row.id, to.id)


def off_since(address: str, row: Reader | None) -> dict[str, int]:
    """Give by topic since when what was last chosen for an address, with or without a row, is off."""
    newest: dict[str, Choice] = {}
    for act in Choice.of_address(row.id if row else "", Suppression.marks(normal(address))):
        newest.setdefault(act.topic, act)
    return {name: act.at for name, act in newest.items() if act.value == "off"}


def mark_of(address: str) -> bytes:
    """Give the lasting mark by which acts are kept that are about an address without a row."""
    return Suppression.mark_of(normal(address))


def forget(row: Reader) -> None:
    """Delete a reader and all that hangs on it; what was chosen is kept under the mark of the address."""
    Choice.leave_reader(row.id, mark_of(row.address))
    erasure.erase_reader(row.id)


def _begun(address: str, came: Provenance, now: datetime) -> Reader:
    row = Reader.begin(
        address,
        way=came.way,
        language=came.language,
        asked_at=micro(now),
        until=micro(now + WAITS),
    )
    ReaderMark.put(row.id, normal(address))
    return row
