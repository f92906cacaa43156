"""What shows that whoever asks to be called gives no facts of an account, and is called in time (P35)."""

from privet.domain import contacts
from privet.domain.evidence import Evidence, Witness
from privet.storage import shape

TABLE = "contact"
# All that the table may hold: what the forms ask, and the dates of our own work on it.
HELD = frozenset(
    {"id", "kind", "language", "asked_at", "due_on", "done_at", "name", "reach", "best_time", "text"}
)


def contacts_evidence(witness: Witness) -> Evidence:
    """Show that there is no place for a number of an account, and that nobody waits longer than we said."""
    with witness.store.reading():
        columns = shape.found().get(TABLE, frozenset())
        asked = {name for fields in contacts.FIELDS.values() for name in fields}
        if not columns or columns - HELD or asked - HELD:
            text = witness.gettext(
                "A request to be called can hold more than a name and a way to reach somebody."
            )
            return Evidence("broken", text)
    late = any(each.due < witness.now.date() for each in contacts.waiting(witness.store))
    if late:
        text = witness.gettext(
            "Somebody who asked to be called or asked a question waits longer than we said."
        )
        return Evidence("overdue", text)
    times = contacts.times(witness.office.own)
    text = witness.gettext(
        "Nobody who asked waits longer than we said: %(calls)s business days for a call, %(questions)s for "
        "a question. What they sent is deleted %(kept)s days after we answered.",
        calls=times.callback.within.count,
        questions=times.question.within.count,
        kept=contacts.KEPT.days,
    )
    return Evidence("kept", text)
