"""Erasing a person: every table that refers to people or accounts is gone through, new ones too."""

import os
from datetime import UTC, date, datetime
from typing import Any

import peewee
import pytest

from privet.domain import events, mail, purging
from privet.domain.mail import Outgoing
from privet.storage import erasure
from privet.storage.accounts import Account
from privet.storage.events import Event
from privet.storage.ids import new_id
from privet.storage.messages import EmailProof, Mail
from privet.storage.people import Person
from privet.storage.record import BlindField, Record, SealedField
from privet.storage.records import RECORDS
from privet.storage.store import Store
from tests import people

LONG_AGO, TODAY = date(2010, 1, 1), date(2026, 11, 23)
# Columns that name somebody without a reference, and why they needn't be one.
LOOSE = {
    "email_proof.account": "erasure.erase deletes by it",
    "event.actor": "the chain stays; an actor is a random id",
    "event.subject": "the chain stays; a subject is random, and its key is destroyed",
    "person_key.subject": "events.destroy empties the key",
    "correction.asked_by": "the row refers to its person",
    "correction.decided_by": "the row refers to its person",
    "disclosure.noted_by": "the row refers to its person",
    "notice.done_by": "the row refers to its person",
    "message.author": "the row refers to its conversation",
    "delegation.revoked_by": "the row refers to its person",
    "conversation.subject": "the heading of a conversation, sealed",
    "mail.recipient": "a sealed address that is deleted once the mail is sent",
    "disclosure.recipient": "the row refers to its person; whom it went to is sealed",
}
NAMING = {
    "person",
    "account",
    "subject",
    "member",
    "holder",
    "owner",
    "actor",
    "author",
    "agent",
    "recipient",
}
ENDINGS = ("_by", "_id", "_of")

VALUES: dict[type[peewee.Field], Any] = {
    peewee.DateField: LONG_AGO,
    peewee.BooleanField: False,
    peewee.IntegerField: 1,
    peewee.TextField: "{}",
    peewee.CharField: "x",
}


def closure() -> list[type[Record]]:
    """Give every record from which a row may hang on a person, parents first."""
    found: list[type[Record]] = [Person]
    for record in found:
        found += [other for other, _field in erasure.referring(record) if other not in found]
    return [record for record in RECORDS if record in found]


def filled(record: type[Record], made: dict[type[Record], Any]) -> Any:
    """Make a row of ``record`` that hangs on the rows ``made``."""
    row = record()
    fields = record._meta.sorted_fields
    key = record._meta.primary_key
    if isinstance(key, peewee.Field) and not record._meta.composite_key:
        setattr(row, key.name, os.urandom(16) if isinstance(key, peewee.BlobField) else new_id())
        fields = [field for field in fields if field is not key]
    for field in fields:
        if not isinstance(field, BlindField):
            setattr(row, field.name, value_for(field, made))
    row.save(force_insert=True)
    return row


def value_for(field: peewee.Field, made: dict[type[Record], Any]) -> Any:
    if isinstance(field, peewee.ForeignKeyField):
        return made.get(field.rel_model)
    if isinstance(field, SealedField):
        mark = new_id()
        return mark if field.text else mark.encode()
    if isinstance(field, peewee.BlobField):
        return os.urandom(8)
    return next(value for kind, value in VALUES.items() if isinstance(field, kind))


def everything_of(store: Store, number: str) -> str:
    """Make somebody whose time is over, with a row in every table that can hold one of theirs."""
    subject = people.person(store, number, status="former", keep_until=LONG_AGO, ssn=people.SSN)
    with store.writing():
        made: dict[type[Record], Any] = {Person: Person.get_by_id(subject)}
        for record in closure():
            for parent in {ref.rel_model for ref in record._meta.refs if not ref.null} - made.keys():
                made[parent] = filled(parent, made)
            if record is not Person:
                made[record] = filled(record, made)
        token, until = os.urandom(16), 2**50
        EmailProof.create(token=token, account=made[Account].id, email="a@example.org", until=until)
    return subject


def counted(store: Store) -> dict[str, int]:
    with store.reading():
        left = {record._meta.table_name: record.select().count() for record in closure()}
        return left | {"email_proof": EmailProof.select().count()}


def test_purge_deletes_every_row_that_hangs_on_a_person_and_no_other(store: Store) -> None:
    gone = everything_of(store, "LBT-1")
    stays = everything_of(store, "LBT-2")
    with store.writing():
        Person.update(keep_until=TODAY).where(Person.id == stays).execute()
    events.record(store, events.Act(actor="command", action="note.made", subject=gone, detail={"a": "b"}))
    assert set(counted(store).values()) == {2}

    found = purging.erase(store, TODAY)

    assert found.people == 1
    assert set(counted(store).values()) == {1}
    with store.reading():
        assert Person.by_id(stays) is not None
        assert [event.opened() for event in Event.about(gone)] == [None]
    events.verify(store)


def test_mail_that_waits_for_an_erased_person_never_goes_out(store: Store) -> None:
    gone, stays = (
        people.person(store, number, status="former", keep_until=end)
        for number, end in (("LBT-1", LONG_AGO), ("LBT-2", TODAY))
    )
    for number, person in enumerate((gone, stays)):
        account = people.account(store, person=person, user_name=f"u{number}", email=f"u{number}@example.org")
        now = datetime(2026, 11, 23, tzinfo=UTC)
        assert mail.tell(store, account, "message", now)
        mail.queue(store, account, Outgoing("confirm", f"new{number}@example.org", token="T" * 43), now)

    purging.erase(store, TODAY)

    with store.reading():
        assert {row.recipient for row in Mail.select()} == {"u1@example.org", "new1@example.org"}


def test_nothing_of_an_erased_person_is_in_the_file_or_its_log(store: Store) -> None:
    if not store.is_sqlite:
        pytest.skip("a server keeps its own files")
    everything_of(store, "LBT-1")

    purging.erase(store, TODAY)

    files = [path for path in store.place.folder.rglob("*") if path.is_file()]
    held = b"".join(path.read_bytes() for path in files)
    for written in (people.SSN, people.SSN.replace("-", ""), people.FACTS["name"], people.FACTS["email"]):
        assert written.encode() not in held
    assert all(path.stat().st_size == 0 for path in files if path.name.endswith("-wal"))


def test_every_column_that_names_somebody_is_a_reference_or_explained() -> None:
    named = {
        f"{record._meta.table_name}.{field.column_name}"
        for record in RECORDS
        for field in record._meta.sorted_fields
        if not isinstance(field, peewee.ForeignKeyField)
        and (field.name in NAMING or field.column_name.endswith(ENDINGS))
    }

    assert named == set(LOOSE), (
        "make it a ForeignKeyField, so that erasing a person finds it; or say in LOOSE why it needn’t be one"
    )
