"""The roll: all people on record at once, to be compared with a list and brought up to date."""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import peewee

from privet.storage.accounts import Account
from privet.storage.corrections import Correction
from privet.storage.people import Group, Person, Representative
from privet.storage.record import current

TABLES = "person, employer_group, representative"


def everybody() -> Iterator[Person]:
    """Give all people, without holding them all."""
    yield from Person.select().iterator()


def groups() -> list[Group]:
    """Give all employer groups, ended ones too."""
    return list(Group.select().order_by(Group.id))


def representatives() -> list[Representative]:
    """Give all representatives, ended ones too."""
    return list(Representative.select().order_by(Representative.id))


def alone() -> None:
    """Let nobody else add or change people until this transaction ends; SQLite has one writer anyway."""
    if isinstance(current.obj, peewee.PostgresqlDatabase):
        current.obj.execute_sql(f"LOCK TABLE {TABLES} IN SHARE ROW EXCLUSIVE MODE")


def fingerprint() -> str:
    """Give a text that is another one as soon as any person, group or representative was changed."""
    found = sha256()
    for query in (
        Person.select(Person.id, Person.version),
        Group.select(Group.id, Group.ended_on),
        Representative.select(Representative.id, Representative.ended_on),
    ):
        for row in query.order_by(query.model.id).tuples().iterator():
            found.update(repr(row).encode())
    return found.hexdigest()


def counts() -> dict[tuple[str, bool], int]:
    """Count people by their status and by whether they are dependents."""
    depends = Person.holder.is_null(False)
    rows: Any = Person.select(Person.status, depends, peewee.fn.COUNT(Person.id)).group_by(
        Person.status, depends
    )
    return {(status, bool(dependent)): count for status, dependent, count in rows.tuples()}


def with_open_corrections() -> set[str]:
    """Give the ids of people of whom a correction is undecided."""
    rows: Any = Correction.select(Correction.person).where(Correction.state == "open").distinct().tuples()
    return {person for (person,) in rows}


def covered(group: str) -> int:
    """Count the members of a group who are covered; dependents are counted with nobody."""
    rows = Person.select().where(Person.group == group, Person.status == "current", Person.holder.is_null())
    count: int = rows.count()
    return count


def accounts() -> int:
    """Count the accounts of everybody, staff too."""
    count: int = Account.select().count()
    return count
