"""The members of one group, as its representative finds them."""

from collections.abc import Iterator
from typing import Any

import peewee

from privet.storage.people import Person, Representative


def count(group: str) -> int:
    """Count the members of a group, former ones too, and no dependents."""
    number: int = _of(group, Person.id).count()
    return number


def page(group: str, number: int, size: int) -> list[str]:
    """Give the ids of one page of a group’s members; their order is fixed, and tells nothing."""
    return [row.id for row in _of(group, Person.id).order_by(Person.id).paginate(number, size)]


def names(group: str) -> Iterator[tuple[str, str]]:
    """Give id and name of each member of a group; each name is opened as it is asked for."""
    for row in _of(group, Person.id, Person.name).order_by(Person.id).iterator():
        yield row.id, row.name


def numbered(group: str, number: str) -> list[str]:
    """Give the id of the member of a group who has this number, if one has."""
    found = Person.by_number(number) if number else None
    return still(group, [found.id]) if found is not None else []


def named(group: str, words: list[str], most: int) -> list[str]:
    """Give at most so many members in whose name each of the words begins a word."""
    found: list[str] = []
    for person, name in names(group):
        parts = name.casefold().split()
        if all(any(part.startswith(word) for part in parts) for word in words):
            found.append(person)
            if len(found) == most:
                break
    return found


def still(group: str, people: list[str]) -> list[str]:
    """Give those of ``people``, in their order, who are members of a group at this moment."""
    found = {row.id for row in _of(group, Person.id).where(Person.id.in_(people))}
    return [person for person in people if person in found]


def representatives(group: str) -> list[Representative]:
    """Give those who look after a group, ended ones too."""
    return list(Representative.select().where(Representative.group == group).order_by(Representative.id))


def _of(group: str, *columns: peewee.Field) -> Any:
    return Person.select(*columns).where(Person.group == group, Person.holder.is_null())
