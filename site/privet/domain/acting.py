"""Acting for another: agents’ accounts, papers noted by the office, what the person sees, and the choice."""

from dataclasses import dataclass
from datetime import date, datetime

from privet.domain import delegations, events, looking, user_names
from privet.domain.delegations import NotAllowed, Paper, Standing
from privet.domain.events import Act
from privet.domain.languages import DEFAULT
from privet.domain.refusals import NotYours
from privet.domain.roles import AGENT, SCOPES
from privet.domain.signed import Signed
from privet.domain.times import at
from privet.storage.accounts import Account
from privet.storage.delegations import Delegation
from privet.storage.events import Event
from privet.storage.ids import new_id
from privet.storage.people import Person
from privet.storage.store import Store

LATELY = 10  # Deeds of an agent that the person sees at once; “Who has looked” has them all.


@dataclass(frozen=True)
class Deed:
    """One thing that an agent did: when and what, as the event calls it."""

    at: datetime
    action: str


@dataclass(frozen=True)
class Actor:
    """Somebody who may act or might once, as the person concerned sees them."""

    standing: Standing
    revoked: datetime | None
    deeds: tuple[Deed, ...]


@dataclass(frozen=True)
class Choice:
    """Somebody for whom an agent may act today."""

    person: str
    name: str
    scope: tuple[str, ...]
    until: date | None


def add_agent(store: Store, user_name: str, name: str) -> str:
    """Make the account of an agent, which begins with a letter; gives its id.

    :raises NotAllowed: when the name is empty, or the user name can’t be had.
    """
    user_name, name = user_names.normal(user_name), name.strip()
    if not name:
        raise NotAllowed("--name", "write the name as it stands on the paper")
    with store.writing():
        if fault := user_names.fault(store, user_name, "", DEFAULT):
            raise NotAllowed("USER_NAME", fault)
        row = Account(id=new_id(), role=AGENT)
        row.name, row.user_name = name, user_name
        row.save(force_insert=True)
        events.record(store, Act(actor="command", action="agent.added", detail={"account": row.id}))
        return str(row.id)


def allow(store: Store, user_name: str, number: str, paper: Paper) -> str:
    """Let an agent act for the person with this number, as the signed paper says; gives the delegation’s id.

    :raises NotAllowed: with the argument or option to mend.
    """
    delegations.check(paper)
    with store.writing():
        agent, person = Account.by_sign(user_name), Person.by_number(number)
        if agent is None or agent.role != AGENT:
            raise NotAllowed("USER_NAME", "is no agent’s; make the account first: privet agents add")
        if agent.disabled_at is not None:
            raise NotAllowed("USER_NAME", "is disabled")
        if person is None:
            raise NotAllowed("NUMBER", "nobody on record has it")
        given = delegations.begin(agent.id, person.id, paper)
        detail = {"delegation": given, "agent": f"{AGENT}.{agent.id}", "scope": list(paper.scope)}
        act = Act(actor="command", action="delegation.begun", subject=person.id, detail=detail)
        events.record(store, act)
        return given


def listed(store: Store, number: str, today: date) -> list[Standing]:
    """Give who may act, or might once, for the person with this number; for the office.

    :raises NotAllowed: when nobody has the number.
    """
    with store.reading():
        person = Person.by_number(number)
    if person is None:
        raise NotAllowed("NUMBER", "nobody on record has it")
    return _read(store, "command", person.id, "service", today)


def stop(store: Store, delegation: str, now: datetime) -> bool:
    """End a delegation for the office; says whether it was still to be ended.

    :raises NotAllowed: when there is no such delegation.
    """
    with store.writing():
        row = delegations.find(delegation)
        if row is None:
            raise NotAllowed("ID", "is no delegation’s; see: privet agents list NUMBER")
        return _revoke(store, row, "command", now)


def revoke(store: Store, who: Signed, delegation: str, now: datetime) -> None:
    """End a delegation for the person concerned, at once.

    :raises NotYours: for those of others, and for ids that nobody has.
    """
    with store.writing():
        row = delegations.find(delegation)
        if row is None or not who.person or row.person_id != who.person:
            raise NotYours
        _revoke(store, row, who.actor, now)


def who_acts(store: Store, who: Signed, today: date) -> list[Actor]:
    """Give everyone who may act or might once for ``who``, with what they did lately.

    :raises NotYours: for somebody without a record of their own.
    """
    if not who.person:
        raise NotYours
    with store.writing():
        found = _read(store, who.actor, who.person, "own-record", today)
        return [_actor(each) for each in found]


def choices(store: Store, who: Signed, today: date) -> list[Choice]:
    """Give for whom the agent ``who`` may act today; each name that is read leaves an event."""
    with store.reading():
        standing = [each for each in delegations.of_agent(who.account, today) if each.state == "acting"]
    people = list(dict.fromkeys(each.person for each in standing))
    return [_choice(store, who, [each for each in standing if each.person == person]) for person in people]


def choose(store: Store, who: Signed, person: str, today: date) -> None:
    """Note that the agent ``who`` begins to act for a person.

    :raises NotYours: for whom they may not act today, and for ids that nobody has.
    """
    with store.writing():
        if who.role != AGENT or not delegations.scope_of(who.account, person, today):
            raise NotYours
        events.record(store, Act(actor=who.actor, action="acting.begun", subject=person))


def leave(store: Store, who: Signed) -> None:
    """Note that the agent ``who`` acts for nobody any more."""
    if who.acting_for:
        events.record(store, Act(actor=who.actor, action="acting.ended", subject=who.acting_for))


def _read(store: Store, actor: str, person: str, purpose: str, today: date) -> list[Standing]:
    detail = {"fields": ["delegations"]}
    act = Act(actor=actor, action="record.read", subject=person, purpose=purpose, detail=detail)
    return events.read_for(store, act, lambda: delegations.of_person(person, today))


def _revoke(store: Store, row: Delegation, actor: str, now: datetime) -> bool:
    if not delegations.revoke(row, actor, now):
        return False
    detail = {"delegation": row.id, "agent": f"{AGENT}.{row.agent_id}"}
    act = Act(actor=actor, action="delegation.revoked", subject=row.person_id, detail=detail)
    events.record(store, act)
    return True


def _actor(standing: Standing) -> Actor:
    rows = Event.latest(standing.person, f"{AGENT}.{standing.agent}", LATELY)
    revoked = at(standing.revoked_at) if standing.revoked_at else None
    return Actor(standing, revoked, tuple(Deed(at(row.at), row.action) for row in rows))


def _choice(store: Store, who: Signed, standing: list[Standing]) -> Choice:
    person = standing[0].person
    name = looking.read(store, who.actor, person, "acting", ("name",))["name"]
    scope = sorted({word for each in standing for word in each.scope}, key=SCOPES.index)
    ends = [each.ends_on for each in standing]
    until = None if None in ends else max(end for end in ends if end)
    return Choice(person, name, tuple(scope), until)
