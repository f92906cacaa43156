"""Erasing: what is over, what must stay, and every row that hangs on a person, found through the tables."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

import peewee

from privet.storage.accounts import Account
from privet.storage.activations import Activation
from privet.storage.corrections import Correction, Disclosure, Notice
from privet.storage.messages import EmailProof
from privet.storage.people import Person
from privet.storage.readers import Reader
from privet.storage.record import Record
from privet.storage.records import RECORDS

FORMER = "former"


def over(today: date) -> list[str]:
    """Give the former members and dependents whose time is over, dependents before whom they depend on."""
    rows = Person.select(Person.id).where(Person.status == FORMER, Person.keep_until < today)
    return [row.id for row in rows.order_by(Person.holder.is_null(), Person.keep_until, Person.id)]


def without_clock() -> int:
    """Count former members and dependents for whom nothing says how long they are kept."""
    count: int = Person.select().where(Person.status == FORMER, Person.keep_until.is_null()).count()
    return count


def matters(person: str, since: date, going: Collection[str]) -> list[str]:
    """Say what keeps a record beyond its time: hold, dependents, corrections, notices, disclosures.

    A disclosure counts from the day ``since`` on, a dependent unless among those ``going``.
    """
    found: dict[str, Any] = {
        "hold": Person.select().where(Person.id == person, Person.hold.is_null(False)),
        "corrections": Correction.select().where(Correction.person == person, Correction.state == "open"),
        "notices": Notice.select().where(Notice.person == person, Notice.done_on.is_null()),
        "disclosures": Disclosure.select().where(Disclosure.person == person, Disclosure.on >= since),
    }
    dependents = Person.select(Person.id).where(Person.holder == person)
    others = ["dependents"] if any(row.id not in going for row in dependents) else []
    return [reason for reason, rows in found.items() if rows.exists()] + others


def erase(person: str) -> Counter[str]:
    """Delete the row of a person and every row that hangs on it; gives how many there were, by table."""
    counts: Counter[str] = Counter()
    accounts = [row.id for row in Account.select(Account.id).where(Account.person == person)]
    # An address that waits to be confirmed names its account without a reference.
    counts["email_proof"] = EmailProof.delete().where(EmailProof.account.in_(accounts)).execute()
    _erase(Person, [person], counts)
    return counts


def end_codes(before: date) -> int:
    """Delete the codes sent by post that could last be entered before that day."""
    rows: int = Activation.delete().where(Activation.expires_on < before).execute()
    return rows


def end_proofs(before: int) -> int:
    """Delete the addresses that nobody confirmed in time, by a time in microseconds."""
    rows: int = EmailProof.delete().where(EmailProof.until < before).execute()
    return rows


def erase_reader(reader: str) -> None:
    """Delete the row of a reader and every row that hangs on it."""
    _erase(Reader, [reader], Counter())


def referring(record: type[Record]) -> list[tuple[type[Record], peewee.ForeignKeyField]]:
    """Give every record that refers to ``record``, with the field by which it does."""
    pairs = ((other, field) for other in RECORDS for field in other._meta.refs)
    return [(other, field) for other, field in pairs if field.rel_model is record]


def _erase(record: type[Record], keys: Sequence[Any], counts: Counter[str]) -> None:
    if not keys:
        return
    for other, field in referring(record):
        if other is record:
            continue  # Whoever depends on somebody goes first, or keeps them.
        mine = field.in_(keys)
        if other._meta.composite_key:
            counts[other._meta.table_name] += other.delete().where(mine).execute()
            continue
        rows: list[Any] = list(other.select(_key(other)).where(mine).tuples())
        _erase(other, [row[0] for row in rows], counts)
    counts[record._meta.table_name] += record.delete().where(_key(record).in_(keys)).execute()


def _key(record: type[Record]) -> peewee.Field:
    key = record._meta.primary_key
    assert isinstance(key, peewee.Field), record
    return key
