"""Lists of corrections: what waits, for whom, and how those ended that do so no more."""

from privet.storage.corrections import OPEN, Correction
from privet.storage.people import Person


def undecided() -> list[Correction]:
    """Give all that nobody has decided yet, the first due first."""
    query = Correction.select().where(Correction.state == OPEN)
    return list(query.order_by(Correction.due_on, Correction.asked_at, Correction.id))


def of_group(group: str, fields: tuple[str, ...]) -> list[Correction]:
    """Give those of ``fields`` that a group’s representative is to decide, the first due first."""
    query = Correction.select(Correction, Person).join(Person)
    mine = query.where(
        Correction.state == OPEN,
        Correction.desk == False,  # noqa: E712 - a clause of SQL
        Correction.field.in_(fields),
        Person.group == group,
        Person.holder.is_null(),
    )
    return list(mine.order_by(Correction.due_on, Correction.asked_at, Correction.id))


def asked_of_others(actor: str, person: str) -> list[Correction]:
    """Give those that ``actor`` asked for in the record of somebody else than ``person``."""
    query = Correction.select().where(Correction.asked_by == actor, Correction.person != person)
    return list(query.order_by(Correction.asked_at.desc(), Correction.id))


def states() -> set[str]:
    """Give the states that any of them is in."""
    return {row.state for row in Correction.select(Correction.state).distinct()}


def refused_for() -> set[str]:
    """Give the reasons for which any of them was refused; an empty one for a refusal without."""
    query = Correction.select(Correction.refusal).where(Correction.state == "refused")
    return {row.refusal for row in query.distinct()}
