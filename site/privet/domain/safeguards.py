"""The safeguards, when each was last checked and when it is due again."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from babel.dates import format_date
from msgspec import Meta, Struct

from privet.domain.datafiles import BadFile, rows, where
from privet.domain.evidence import Evidence, Witness
from privet.domain.vendor_words import ID, is_said
from privet.storage import reviews
from privet.storage.reviews import ReviewResult
from privet.storage.store import Store

FILE = "safeguards.toml"
ASKED = "asked"
AUTOMATIC = (
    "headers",
    "tls",
    "cookies",
    "keys_age",
    "file_modes",
    "event_chain",
    "backups_age",
    "dependencies",
)
KINDS = ("physical", "electronic", "procedural")

Standing = Literal["in_order", "not_due", "overdue", "fault"]


class Safeguard(Struct, frozen=True, forbid_unknown_fields=True):
    """What protects information, who looks after it, and how often it is checked by whom or what."""

    kind: Literal["physical", "electronic", "procedural"]
    title: str | dict[str, str]
    text: str | dict[str, str]
    owner: str | dict[str, str]
    interval: Annotated[int, Meta(ge=1, le=1100)]
    check: str
    question: str | dict[str, str] = ""

    def __post_init__(self) -> None:
        """Refuse what nobody could check."""
        if self.check not in {ASKED, *AUTOMATIC}:
            raise ValueError(f"check “{self.check}” is neither “{ASKED}” nor one of {', '.join(AUTOMATIC)}")
        if is_said(self.question) != (self.check == ASKED):
            raise ValueError(f"question belongs to what is “{ASKED}”, and only to that")
        for key in ("title", "text", "owner"):
            if not is_said(getattr(self, key)):
                raise ValueError(f"{key} is empty")


@dataclass(frozen=True)
class State:
    """A safeguard with its last check. One that was never checked is due an interval after the beginning."""

    id: str
    safeguard: Safeguard
    due: date
    checked: date | None = None
    result: str = ""
    note: str = ""

    def standing(self, today: date) -> Standing:
        """Say whether it is in order, and whether somebody must look at it."""
        if self.result == "fault":
            return "fault"
        if today > self.due:
            return "overdue"
        return "in_order" if self.checked else "not_due"


@cache
def load(own: Path | None = None) -> dict[str, Safeguard]:
    """Read the safeguards by id, the organisation's own instead of ours.

    :raises BadFile: for a bad id, an unknown check, or a kind of which there is none.
    """
    found = rows(FILE, Safeguard, own)
    if bad := [name for name in found if not ID.fullmatch(name)]:
        raise BadFile(where(FILE, own), f"“{bad[0]}” is not written like an-id")
    if lacking := [kind for kind in KINDS if kind not in {each.kind for each in found.values()}]:
        raise BadFile(
            where(FILE, own), f"names no {lacking[0]} safeguard; the statement speaks of all three kinds"
        )
    return found


def states(store: Store, own: Path | None, now: datetime) -> list[State]:
    """Give every safeguard with its last check and the day until which the next one is due."""
    looked: dict[str, list[ReviewResult]] = {}
    with store.reading():
        begun = _begun(store, now)
        for row in ReviewResult.in_order():
            if row.result != "impossible":
                looked.setdefault(row.safeguard, []).append(row)
    return [_state(name, each, looked.get(name, []), begun) for name, each in load(own).items()]


def of_check(found: list[State], check: str) -> State | None:
    """Give the safeguard that an automatic check looks at."""
    return next((state for state in found if state.safeguard.check == check), None)


def safeguards_evidence(witness: Witness) -> Evidence:
    """Count the safeguards of each kind, and say which weren't checked in time or need mending (P38).

    A fault that is told openly keeps what P38 promises; a check that was not made in time doesn't.
    """
    found, today = states(witness.store, witness.office.own, witness.now), witness.now.date()
    count = Counter[str](state.safeguard.kind for state in found)
    said = [
        witness.gettext(
            "The list has %(physical)s physical, %(electronic)s electronic "
            "and %(procedural)s procedural safeguards.",
            **{kind: count[kind] for kind in KINDS},
        )
    ]
    done = [state.checked for state in found if state.checked]
    if done:
        last = format_date(max(done), "long", locale=witness.language)
        said.append(
            witness.ngettext(
                "%(count)s was checked so far, the last time on %(date)s.",
                "%(count)s were checked so far, the last time on %(date)s.",
                len(done),
                date=last,
            )
        )
    said += _wanting(witness, found)
    late = any(state.standing(today) == "overdue" for state in found)
    return Evidence("overdue" if late else "kept" if done else "not_due", " ".join(said))


def _wanting(witness: Witness, found: list[State]) -> Iterator[str]:
    standing = Counter(state.standing(witness.now.date()) for state in found)
    if late := standing["overdue"]:
        yield witness.ngettext("%(count)s is overdue.", "%(count)s are overdue.", late)
    if faults := standing["fault"]:
        yield witness.ngettext("%(count)s must be mended.", "%(count)s must be mended.", faults)


def _state(name: str, safeguard: Safeguard, looked: list[ReviewResult], begun: date) -> State:
    good = [row.day for row in looked if row.result == "ok"]
    due = (good[-1] if good else begun) + timedelta(days=safeguard.interval)
    if not looked:
        return State(name, safeguard, due)
    return State(name, safeguard, due, looked[-1].day, looked[-1].result, looked[-1].note)


def _begun(store: Store, now: datetime) -> date:
    """Give the day on which this site began: of its first event or its oldest key, whichever is earlier."""
    first = reviews.first_event()
    days = [store.keys.field[-1].made]
    if first:
        days.append(first.astimezone(now.tzinfo).date())
    return min(days)
