"""Who may act for whom: on which paper, for what, from when until when, and how it ends."""

import json
from dataclasses import dataclass
from datetime import date, datetime

from privet.domain.roles import SCOPES
from privet.domain.times import micro
from privet.storage.delegations import Delegation
from privet.storage.ids import new_id
from privet.storage.store import Store

KINDS = ("authorised-agent", "personal-representative")
PAPER = 200  # Characters that say where the paper lies.


class NotAllowed(Exception):
    """What can’t be noted: which argument or option, and a sentence that says why."""

    def __init__(self, option: str, reason: str) -> None:
        super().__init__(reason)
        self.option = option


@dataclass(frozen=True)
class Paper:
    """A signed paper: what it makes of the agent, what it covers, where it lies, and for which days."""

    kind: str
    scope: tuple[str, ...]
    place: str
    starts_on: date
    ends_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How one delegation stands on a day: coming, acting, over or revoked."""

    id: str
    agent: str
    agent_name: str
    person: str
    kind: str
    scope: tuple[str, ...]
    paper: str
    starts_on: date
    ends_on: date | None
    revoked_at: int | None
    state: str


def scope_of(agent: str, person: str, today: date) -> frozenset[str]:
    """Give what ``agent`` may do for ``person`` on that day; nothing without a delegation in force."""
    found: set[str] = set()
    for row in Delegation.of_agent(agent, person):
        if state_of(row, today) == "acting":
            found.update(json.loads(row.scope))
    return frozenset(found)


def state_of(row: Delegation, today: date) -> str:
    """Say whether a delegation is coming, acting, over or revoked on that day."""
    if row.revoked_at is not None:
        return "revoked"
    if row.ends_on and row.ends_on < today:
        return "over"
    return "acting" if row.starts_on <= today else "coming"


def of_person(person: str, today: date) -> list[Standing]:
    """Give every delegation for a person, the newest first; within a block of the store."""
    return [_standing(row, today) for row in Delegation.for_person(person)]


def of_agent(agent: str, today: date) -> list[Standing]:
    """Give every delegation of an agent, the oldest first; within a block of the store."""
    return [_standing(row, today) for row in Delegation.given_to(agent)]


def acting_for(store: Store, person: str, today: date) -> int:
    """Count who acts for a person today; names nobody, so that a page can say it without a look."""
    with store.reading():
        rows = Delegation.for_person(person)
        return len({row.agent_id for row in rows if state_of(row, today) == "acting"})


def check(paper: Paper) -> None:
    """Refuse a paper that covers nothing, is nowhere, or ends before it begins.

    :raises NotAllowed: with the option to mend.
    """
    if paper.kind not in KINDS:
        raise NotAllowed("--kind", f"“{paper.kind}” is no kind; there is {', '.join(KINDS)}")
    unknown = [word for word in paper.scope if word not in SCOPES]
    if unknown or not paper.scope:
        raise NotAllowed("--scope", f"write one or more of {','.join(SCOPES)}")
    if not 3 <= len(paper.place.strip()) <= PAPER:
        raise NotAllowed("--paper", f"say in 3 to {PAPER} characters where the signed paper lies")
    if paper.ends_on and paper.ends_on < paper.starts_on:
        raise NotAllowed("--until", f"{paper.ends_on} is before {paper.starts_on}, when it begins")


def begin(agent: str, person: str, paper: Paper) -> str:
    """Write a delegation down; within a block that writes, and with its event. Gives its id."""
    check(paper)
    row = Delegation(id=new_id(), agent=agent, person=person, kind=paper.kind)
    row.scope = json.dumps([word for word in SCOPES if word in paper.scope])
    row.paper, row.starts_on, row.ends_on = paper.place.strip(), paper.starts_on, paper.ends_on
    row.save(force_insert=True)
    return str(row.id)


def find(delegation: str) -> Delegation | None:
    """Give one delegation, by its id; within a block of the store."""
    return Delegation.by_id(delegation)


def revoke(row: Delegation, actor: str, now: datetime) -> bool:
    """End one; within a block that writes. Says whether it was still to be ended."""
    if row.revoked_at is not None:
        return False
    row.revoke(micro(now), actor)
    return True


def _standing(row: Delegation, today: date) -> Standing:
    return Standing(
        id=row.id,
        agent=row.agent_id,
        agent_name=row.agent.name or "",
        person=row.person_id,
        kind=row.kind,
        scope=tuple(json.loads(row.scope)),
        paper=row.paper,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        revoked_at=row.revoked_at,
        state=state_of(row, today),
    )
