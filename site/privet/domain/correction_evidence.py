"""What shows that corrections are answered with a reason, and that employers see enrolment alone."""

from privet.domain import correction_reasons, record
from privet.domain.evidence import Evidence, Witness
from privet.domain.languages import in_language
from privet.storage import correction_lists
from privet.storage.corrections import Notice

STATES = frozenset({"open", "approved", "refused", "withdrawn"})


def corrections_evidence(witness: Witness) -> Evidence:
    """Show that each refusal has a reason from the list, and that nothing is late (P24).

    How many there are is nobody else's business in a small organisation, so it isn't told.
    """
    today, known = witness.now.date(), set(correction_reasons.reasons(witness.office.own))
    with witness.store.reading():
        states, reasons = correction_lists.states(), correction_lists.refused_for()
        late = [row.due_on for row in correction_lists.undecided() if row.due_on < today]
        late += [row.due_on for row in Notice.waiting() if row.due_on < today]
    if states - STATES or reasons - known:
        return Evidence("broken", witness.gettext("A request ended without a reason from our list."))
    if late:
        return Evidence("overdue", witness.gettext("An answer or a notice is late."))
    if not states:
        return Evidence("kept", witness.gettext("Nobody has asked for a correction here so far."))
    text = witness.gettext(
        "Each request was answered in time or isn’t due yet, and each refusal has its reason."
    )
    return Evidence("kept", text)


def employers_evidence(witness: Witness) -> Evidence:
    """Show which fields an employer sees, from the one list that decides it (P25)."""
    fields = record.enrolment(witness.office.own)
    if any(field.id in record.NEVER_ENROLMENT for field in fields):
        return Evidence("broken", witness.gettext("An employer sees more than enrolment."))
    named = "; ".join(in_language(field.label, witness.language) for field in fields)
    return Evidence(
        "kept", witness.gettext("All that an employer sees of a member: %(fields)s.", fields=named)
    )
