"""What the office does for readers by command: choices that came by post or phone, and looking one up."""

from dataclasses import dataclass
from datetime import datetime

from privet.domain import events, reader_choices, reader_links, reader_rows
from privet.domain.choice_proof import Shown
from privet.domain.events import Act
from privet.domain.mail_address import is_address, normal
from privet.domain.permissions import MAIL
from privet.domain.reader_choices import ON, By, topic
from privet.domain.reader_rows import Provenance
from privet.domain.reader_state import State, state_of
from privet.domain.readers import Ask, BadAddress
from privet.domain.times import at, micro
from privet.storage.choices import Choice
from privet.storage.readers import Reader
from privet.storage.store import Store
from privet.storage.subscriptions import Subscription
from privet.storage.suppressions import Suppression


@dataclass(frozen=True)
class Told:
    """When somebody told us what they want, when it is written down, and in which language they read."""

    said: datetime
    now: datetime
    language: str = ""


@dataclass(frozen=True)
class Done:
    """What became of it: kinds off now, kinds that a newer choice kept on, and whether a link was sent."""

    off: frozenset[str]
    kept: frozenset[str]
    link: bool


@dataclass(frozen=True)
class Seen:
    """A reader as the office sees one: the state, how and when the address came, and every act, newest first.

    An address that we don’t hold has no state, and may have acts all the same.
    """

    state: State | None
    suppressed: bool
    way: str
    asked: datetime | None
    confirmed: datetime | None
    acts: tuple[tuple[datetime, str, str, str], ...]


def tell(store: Store, ask: Ask, shown: Shown, told: Told) -> Done:
    """Do what somebody told us by phone or post; a newer choice of their own stands.

    Turning on sends a link to the address, since nobody’s word but its owner’s turns anything on.

    :raises BadAddress: when no mail can be sent there.
    """
    if not is_address(ask.address):
        raise BadAddress
    with store.writing():
        kept = _newer(ask.address, told.said)
        by = By(shown, told.said)
        if ask.nothing and not kept:
            reader_choices.nothing(store, ask.address, by)
        off = ask.off - kept
        reader_choices.turn_off(store, ask.address, set(off), by)
        link = bool(ask.on) and reader_links.counted(store, ask.address, told.now, told=True)
        if link:
            row = reader_rows.waiting(ask.address, Provenance(shown.way, told.language), told.now)
            reader_links.send(store, row, ask.on, shown, told.now)
        return Done(off, kept if ask.nothing else kept & ask.off, link)


def look(store: Store, address: str) -> Seen:
    """Look an address up; of somebody on record that is a look of ours, which they see."""
    with store.writing():
        row = Reader.by_address(address)
        if row is not None and row.person_id:
            act = Act(actor="command", action="record.read", subject=row.person_id, purpose="service")
            events.record(store, Act(**{**vars(act), "detail": {"fields": ["email"]}}))
        found = Choice.of_address(row.id if row else "", Suppression.marks(normal(address)))
        return Seen(
            state=state_of(row) if row else None,
            suppressed=Suppression.holds(normal(address)),
            way=row.way if row else "",
            asked=at(row.asked_at) if row else None,
            confirmed=at(row.confirmed_at) if row and row.confirmed_at else None,
            acts=tuple((at(act.at), act.topic, act.value, act.way) for act in found),
        )


def counts(store: Store) -> tuple[int, int, dict[str, int]]:
    """Count confirmed readers, those that wait, and who wants each kind."""
    with store.reading():
        return *Reader.counts(), Subscription.counts()


def _newer(address: str, said: datetime) -> frozenset[str]:
    """Give the kinds that were turned on after a time, and are on still."""
    row = Reader.by_address(address)
    if row is None:
        return frozenset()
    last = {act.topic for act in Choice.of_reader(row.id) if act.value == ON and act.at > micro(said)}
    return frozenset(kind for kind in Subscription.of(row.id) if topic(kind) in last - {MAIL})
