"""The copy of everything: made on request, sealed, downloaded once in the secure area, gone in seven days."""

import json
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from privet.domain import copy_contents, copy_pages, dependents, events, looking, record
from privet.domain.copy_contents import Contents, Setting
from privet.domain.events import Act
from privet.domain.looking import Look
from privet.domain.refusals import NotYours
from privet.domain.roles import AGENT
from privet.domain.signed import Signed
from privet.domain.times import at, micro
from privet.storage.access_copies import AccessCopy
from privet.storage.ids import new_id
from privet.storage.people import Person
from privet.storage.store import Store

KEPT = timedelta(days=7)
PARTS = {"pdf": "application/pdf", "json": "application/json"}


@dataclass(frozen=True)
class Waiting:
    """A copy that can be downloaded: which parts of it are left, and until when."""

    id: str
    made_at: datetime
    until: datetime
    parts: tuple[str, ...]


def ask(store: Store, who: Signed, setting: Setting) -> None:
    """Make a copy of everything held on the person whom ``who`` looks after; an older one of theirs goes.

    :raises NotYours: when there is no such person.
    """
    contents = _contents(store, who, setting)
    pdf = copy_pages.render(contents, setting)
    text = json.dumps(contents, ensure_ascii=False, indent=1).encode()
    with store.writing():
        AccessCopy.drop(looking.own(who), who.account)
        row = AccessCopy(
            id=new_id(),
            person=looking.own(who),
            account=who.account,
            made_at=micro(setting.now),
            until=micro(_until(who, setting)),
        )
        row.pdf, row.json = pdf, text
        row.save(force_insert=True)


def waiting(store: Store, who: Signed, now: datetime) -> Waiting | None:
    """Give the copy that ``who`` asked for and hasn't downloaded, if there is one."""
    with store.reading():
        row = AccessCopy.of(looking.own(who), who.account, micro(now))
        if row is None:
            return None
        left = tuple(part for part in PARTS if row.holds(part))
        return Waiting(row.id, at(row.made_at), at(row.until), left)


def take(store: Store, who: Signed, part: str, now: datetime) -> tuple[str, bytes]:
    """Give the id of the copy and one part of it, once the event of this download is written.

    :raises NotYours: when there is none, or no more.
    """
    if part not in PARTS:
        raise NotYours
    act = Act(
        actor=who.actor,
        action="copy.taken",
        subject=looking.own(who),
        purpose="copy",
        detail={"part": part},
    )

    def taken() -> tuple[str, bytes]:
        row = AccessCopy.of(looking.own(who), who.account, micro(now))
        if row is None or not row.holds(part):
            raise NotYours
        return row.id, getattr(row, part)

    return events.read_for(store, act, taken)


def downloaded(store: Store, copy: str, part: str) -> None:
    """Delete one part of a copy after all of it was sent; with its last part the copy is gone."""
    with store.writing():
        AccessCopy.drop_part(copy, part)


def sweep(store: Store, now: datetime) -> int:
    """Delete the copies that nobody downloaded in time; gives how many there were."""
    with store.writing():
        return AccessCopy.drop_older(micro(now))


def _until(who: Signed, setting: Setting) -> datetime:
    """Say until when a copy waits: not after the midnight from which on somebody in it is of age.

    An agent's copy holds none of them, and mustn't tell their birthdays by ending then.
    """
    last = setting.now + KEPT
    day = None if who.role == AGENT else dependents.next_of_age(looking.own(who), setting.day)
    return min(last, datetime.combine(day, time.min, setting.now.tzinfo)) if day else last


def _contents(store: Store, who: Signed, setting: Setting) -> Contents:
    """Read everything, in the step that notes it."""
    columns = record.columns(record.fields(setting.day.own))
    if who.role == AGENT:  # What is kept from agents isn’t read for them either.
        columns = tuple(column for column in columns if column != "confidential_address")
    look = Look(actor=who.actor, person=looking.own(who), purpose="copy", fields=columns, action="copy.asked")

    def take_all(row: Person) -> Contents:
        seen = None
        if who.role != AGENT and not row.holder_id:
            seen = dependents.seen_by(store, who.actor, row.id, "copy", setting.day)
        return copy_contents.gather(row, who, seen, setting)

    return looking.taking(store, look, take_all)
