"""What shows that choices are carried out (P28), and that affiliates serve without marketing (P18)."""

from datetime import timedelta

from privet.domain import choices, permissions
from privet.domain.choices import REFUSED
from privet.domain.evidence import Evidence, Witness
from privet.domain.permissions import Standing, decide, rules
from privet.domain.times import at
from privet.storage import choosing

THREE = frozenset({"collect", "use", "distribute"})
NEEDED = frozenset({"service", "legal-duty", "vendor-service"})  # What no choice can close.
OFFICE = timedelta(days=21)  # Fifteen days of work (11 CCR 7026(f)).


def choices_evidence(witness: Witness) -> Evidence:
    """Show that each refusal in force is somebody’s newest word, that all three close what they say (P28).

    How many people refuse is nobody else's business in a small organisation, so it isn't told.
    """
    everything = Standing(THREE, authorised=True)
    left = {purpose for purpose in rules().purpose if decide(everything, purpose)}
    if closed := left - NEEDED:
        return Evidence(
            "broken", witness.gettext("With all refused, “%(name)s” stays open.", name=min(closed))
        )
    with witness.store.reading():
        held = {person: frozenset(refused.split()) for person, refused in choosing.refused()}
        last = choosing.newest(choices.topics())
        oldest = choosing.waiting_since()
    if _differ(held, {pair for pair, value in last.items() if value == REFUSED}):
        return Evidence("broken", witness.gettext("A choice in force isn’t the one that somebody made last."))
    if oldest is not None and at(oldest) < witness.now - OFFICE:
        return Evidence("overdue", witness.gettext("A choice waits for our office for too long."))
    text = witness.gettext(
        "With all three refused, %(closed)s of %(all)s purposes are closed. Each refusal in force is the "
        "newest word of the person, with its date and way, and none waits too long for our office.",
        closed=len(rules().purpose) - len(left),
        all=len(rules().purpose),
    )
    return Evidence("kept", text)


def affiliates_evidence(witness: Witness) -> Evidence:
    """Show that whoever refuses marketing by affiliates is served as before, and isn’t marketed to (P18)."""
    refuses = Standing(frozenset({"affiliates"}), authorised=True)
    market, serve = decide(refuses, "affiliate-marketing"), decide(refuses, "affiliate-service")
    if market or not serve:
        return Evidence(
            "broken", witness.gettext("Refusing marketing by affiliates doesn’t do what it says.")
        )
    text = witness.gettext(
        "Asked just now about somebody who refuses marketing by affiliates: marketing isn’t allowed, and "
        "what affiliates do to run the coverage is."
    )
    return Evidence("kept", text)


def _differ(held: dict[str, frozenset[str]], last: set[tuple[str, str]]) -> bool:
    """Say whether what is in force is something else than what people chose last."""
    known = frozenset(permissions.rules().choice)
    in_force = {(person, topic) for person, refused in held.items() for topic in refused & known}
    return in_force != last or any(refused - known - {permissions.MAIL} for refused in held.values())
