"""Reviews: what each look at the safeguards found, by whom and when, and whether a look is overdue."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal, TypeVar

from babel.dates import format_date

from privet.domain import events, safeguards
from privet.domain.events import Act
from privet.domain.evidence import Evidence, Witness
from privet.domain.safeguards import ASKED, State
from privet.storage.reviews import ReviewResult
from privet.storage.store import Store

SOON = timedelta(days=30)

Result = Literal["ok", "fault", "impossible"]
Told = tuple[Result, str]
G = TypeVar("G")


@dataclass(frozen=True)
class Finding:
    """What a look at one safeguard found, with a line that says more."""

    safeguard: str
    result: Result
    note: str


def run(found: Sequence[State], checks: Mapping[str, Callable[[G], Told]], ground: G) -> Iterator[Finding]:
    """Make the automatic checks of ``found``, one after the other."""
    for state in found:
        if check := checks.get(state.safeguard.check):
            result, note = check(ground)
            yield Finding(state.id, result, note)


def record(store: Store, found: Sequence[Finding], by: str, now: datetime) -> None:
    """Store what a review found, and the event that there was one; both or neither."""
    at = int(now.astimezone(UTC).timestamp() * 1_000_000)
    with store.writing():
        for each in found:
            ReviewResult.create(
                at=at, day=now.date(), safeguard=each.safeguard, result=each.result, note=each.note, by=by
            )
        detail = {"results": {each.safeguard: each.result for each in found}}
        events.record(store, Act(actor="command", action="review.done", detail=detail))


def to_ask(found: Sequence[State], today: date) -> list[State]:
    """Give those that a person must be asked about: never in order so far, or due within a month."""
    asked = [state for state in found if state.safeguard.check == ASKED]
    return [state for state in asked if state.standing(today) != "in_order" or state.due - today <= SOON]


def last_review(found: Sequence[State]) -> date | None:
    """Give the day on which somebody last looked at any safeguard."""
    return max((state.checked for state in found if state.checked), default=None)


def review_evidence(witness: Witness) -> Evidence:
    """Say when the last review was and what it found, or that one is overdue (P39)."""
    today, language = witness.now.date(), witness.language
    found = safeguards.states(witness.store, witness.office.own, witness.now)
    standing = Counter(state.standing(today) for state in found)
    due = format_date(min(state.due for state in found), "long", locale=language)
    last = last_review(found)
    if last is None:
        text = witness.gettext("There was no review yet; the first check is due by %(date)s.", date=due)
        return Evidence("overdue" if standing["overdue"] else "not_due", text)
    late, day = any(today > state.due for state in found), format_date(last, "long", locale=language)
    if late:
        text = witness.gettext(
            "The last review was on %(date)s. The next check was due by %(due)s.", date=day, due=due
        )
    else:
        text = witness.gettext(
            "The last review was on %(date)s. The next check is due by %(due)s.", date=day, due=due
        )
    if faults := standing["fault"]:
        more = witness.ngettext("%(count)s must be mended.", "%(count)s must be mended.", faults)
        text = f"{text} {more}"
    return Evidence("overdue" if late else "kept", text)


def headers_evidence(witness: Witness) -> Evidence:
    """Say what the last look at every page found of the rules that browsers are sent (P36)."""
    text = witness.gettext(
        "On %(date)s, every public page was fetched and sent the full set of strict rules to the browser.",
        date="%(date)s",
    )
    return _of_last_look(witness, "headers", text)


def tls_evidence(witness: Witness) -> Evidence:
    """Name protocol and cipher of the last connection that was tried (P37)."""
    text = witness.gettext(
        "On %(date)s, a connection was tried. It used %(note)s, and weaker ciphers were refused.",
        date="%(date)s",
        note="%(note)s",
    )
    return _of_last_look(witness, "tls", text)


def _of_last_look(witness: Witness, check: str, text: str) -> Evidence:
    """Say what the last look found; ``text`` says it where all was well."""
    state = safeguards.of_check(safeguards.states(witness.store, witness.office.own, witness.now), check)
    if state is None:
        return Evidence("broken", witness.gettext("No safeguard on our list is checked for this."))
    due = format_date(state.due, "long", locale=witness.language)
    late = witness.now.date() > state.due
    if state.checked is None:
        text = witness.gettext("It was not checked yet; the first check is due by %(date)s.", date=due)
        return Evidence("overdue" if late else "not_due", text)
    day = format_date(state.checked, "long", locale=witness.language)
    if state.result == "fault":
        return Evidence("broken", witness.gettext("The check on %(date)s found a fault.", date=day))
    said = text % {"date": day, "note": state.note}
    if late:
        more = witness.gettext("The next check was due by %(date)s.", date=due)
        return Evidence("overdue", f"{said} {more}")
    return Evidence("kept", said)
