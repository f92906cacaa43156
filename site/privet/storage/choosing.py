"""Counts over what people refuse, for evidence; nothing is opened for them."""

from collections.abc import Iterator

from privet.storage.choices import Choice, ChoiceRequest
from privet.storage.people import Person


def refused() -> Iterator[tuple[str, str]]:
    """Give everybody on record who refuses something, by id, with what it is."""
    rows = Person.select(Person.id, Person.refused).where(Person.refused != "")
    yield from rows.tuples().iterator()


def newest(topics: tuple[str, ...]) -> dict[tuple[str, str], str]:
    """Give what everybody on record chose last of each topic: the value by person and topic."""
    about = Choice.person.is_null(False) & Choice.topic.in_(topics)
    rows = Choice.select(Choice.person, Choice.topic, Choice.value).where(about)
    ordered = rows.order_by(Choice.at, Choice.id).tuples().iterator()
    return {(person, topic): value for person, topic, value in ordered}


def waiting_since() -> int | None:
    """Give when the oldest request came that still waits, in microseconds."""
    row = ChoiceRequest.select(ChoiceRequest.asked_at).where(ChoiceRequest.done_at.is_null())
    found: int | None = row.order_by(ChoiceRequest.asked_at).limit(1).scalar()
    return found
