"""What members want by mail and on paper, chosen in their account, and their address when it changes."""

from dataclasses import dataclass, field
from datetime import datetime

from privet.domain import choice_proof, reader_choices, reader_rows
from privet.domain.choice_proof import Shown
from privet.domain.mail_address import normal
from privet.domain.permissions import MAIL
from privet.domain.reader_choices import OFF, ON, PAPER, By, topic
from privet.domain.reader_rows import Provenance
from privet.domain.refusals import NotYours
from privet.domain.roles import PEOPLE
from privet.domain.signed import Signed
from privet.domain.times import micro
from privet.storage.accounts import Account
from privet.storage.people import Person
from privet.storage.readers import Reader
from privet.storage.store import Store
from privet.storage.subscriptions import PaperSubscription, Subscription
from privet.storage.suppressions import Suppression


class CannotTurnOn(Exception):
    """A kind can’t be turned on: without a confirmed address (``address``), or for ``former`` members."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class MemberState:
    """What a member chose: the confirmed address, if any, and for each kind ``on`` or ``paper``; else off."""

    address: str
    kinds: dict[str, str] = field(default_factory=dict)
    nothing: bool = False
    former: bool = False


def of_member(store: Store, who: Signed) -> MemberState:
    """Give what somebody chose who is signed in and on record themselves.

    :raises NotYours: for everybody else.
    """
    with store.reading():
        account, person = _own(who)
        row = Reader.by_address(account.email) if account.email else None
        kinds = dict.fromkeys(PaperSubscription.of(person.id), PAPER)
        kinds |= dict.fromkeys(Subscription.of(row.id), ON) if row else {}
        nothing = MAIL in person.refused.split() or bool(
            account.email and not kinds and Suppression.holds(normal(account.email))
        )
        return MemberState(account.email or "", kinds, nothing, person.status == "former")


def set_for_member(
    store: Store, who: Signed, chosen: dict[str, str] | None, shown: Shown, now: datetime
) -> None:
    """Let a member have what they chose for each kind: on, off or paper; nothing at all without ``chosen``.

    :raises CannotTurnOn: when something is turned on that can’t be; nothing was changed then.
    :raises NotYours: for who isn’t on record themselves: nobody turns anything on for somebody else.
    """
    by = By(shown, now, who.actor)
    with store.writing():
        account, person = _own(who)
        if chosen is None:
            if account.email:
                reader_choices.nothing(store, account.email, by)
            reader_choices.refuse(store, person, by)
            return
        wanted = {value: {kind for kind in chosen if chosen[kind] == value} for value in (ON, PAPER, OFF)}
        if (wanted[ON] or wanted[PAPER]) and person.status == "former":
            raise CannotTurnOn("former")
        if wanted[ON] and not account.email:
            raise CannotTurnOn("address")
        _set_mail(store, account, person, wanted, by)
        _set_paper(store, person, wanted, by)


def follow(store: Store, person: str, address: str | None, now: datetime) -> None:
    """Take what a person wants along to another confirmed address, or end it where there is none now.

    Links in mails to the address from before go on working: they turn off what now goes to the new one, or
    for thirty days what goes to one that was taken away and given anew. It is called in the step in which the
    address changes, and after it.
    """
    with store.writing():
        rows = Reader.of_person(person)
        if address is None:
            for row in rows:
                reader_choices.silence(store, row, By(Shown("account"), now))
                Reader.retire(row.id, micro(now + reader_rows.LINKS))
            return
        there = Reader.by_address(address)
        for row in rows:
            if there is None:
                reader_rows.move(row, address)
                there = row
            elif row.id != there.id:
                _merge(row, there, now)
        if there is not None:
            reader_rows.proved(address, person, Provenance("account"), now)
            _keep_quiet(store, there, address, now)


def _keep_quiet(store: Store, row: Reader, address: str, now: datetime) -> None:
    """Turn nothing on where the owner of the new address wanted nothing at all before."""
    if Suppression.holds(normal(address)):
        reader_choices.silence(store, row, By(Shown("account"), now))


def _merge(own: Reader, other: Reader, now: datetime) -> None:
    """Put what one reader wants to another one whose address is theirs too, in which the first goes on.

    What was turned off at the other one since stays off.
    """
    since = Subscription.since_of(own.id)
    off = reader_rows.off_since(other.address, other)
    moved = {kind for kind in since if off.get(topic(kind), 0) < since[kind]} - Subscription.of(other.id)
    for kind in moved:
        Subscription.put(other.id, kind, micro(now))
    who = {"reader": other.id, "person": own.person_id}
    choice_proof.note(who, Shown("account"), dict.fromkeys(map(topic, sorted(moved)), ON), now)
    reader_rows.leave(own, other)


def _set_mail(store: Store, account: Account, person: Person, wanted: dict[str, set[str]], by: By) -> None:
    if wanted[ON]:
        came = Provenance("account", account.language)
        row = reader_rows.proved(account.email, person.id, came, by.now)
        reader_choices.turn_on(store, row, wanted[ON], by)
    own = Reader.by_address(account.email) if account.email else None
    for row in (*Reader.of_person(person.id), *([own] if own else [])):
        Subscription.drop(row.id, wanted[PAPER] | wanted[OFF])


def _set_paper(store: Store, person: Person, wanted: dict[str, set[str]], by: By) -> None:
    PaperSubscription.drop(person.id, wanted[ON] | wanted[OFF])
    if wanted[PAPER]:
        fresh = Person.by_id(person.id)  # What was turned on by mail may have changed it.
        reader_choices.allow(store, fresh or person, by)
    for kind in wanted[PAPER]:
        PaperSubscription.put(person.id, kind, micro(by.now))
    for value in (PAPER, OFF):
        chosen = dict.fromkeys(map(topic, sorted(wanted[value])), value)
        reader_choices.note(store, {"person": person.id}, chosen, by)


def _own(who: Signed) -> tuple[Account, Person]:
    account, person = Account.by_id(who.account), Person.by_id(who.person) if who.person else None
    if account is None or person is None or who.role not in PEOPLE or account.person_id != person.id:
        raise NotYours
    return account, person
