"""What was done with the record of one person, as it stands in the copy of everything: roles, not names."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from privet.domain import own_record
from privet.domain.looks import actors_of
from privet.domain.roles import AGENT, role_of
from privet.domain.times import at
from privet.storage import holdings
from privet.storage.corrections import Correction, Disclosure
from privet.storage.delegations import Delegation
from privet.storage.events import Event
from privet.storage.messages import Conversation, Message

Contents = dict[str, Any]
# What agents aren’t told: what happened at the person's account, and to the address that is kept from them.
APART = frozenset(
    {"activation", "choice", "confidential", "email", "factor", "password", "recovery-code", "recovery-codes"}
    | {"session", "sign-in", "sign-off", "statement", "user-name"}
)
DELEGATION = frozenset({"acting", "delegation"})

By = Callable[[str], str]  # Turns the actor of an event into the role under which the copy names them.


def history(person: str, account: str, *, agent: str) -> Contents:
    """Give what was asked, decided, sent, written and done; within a block that reads.

    Corrections of what agents don't see hold that very thing, so they are left out where ``agent`` is the
    account of one. So is what others do who act for the person, and what belongs to the person’s account.
    """
    mine = actors_of(account) if account else ()

    def by(actor: str) -> str:
        return "you" if actor in mine else role_of(actor)

    hidden = own_record.NOT_FOR_AGENTS | {"ssn"} if agent else frozenset()
    corrections = [row for row in holdings.corrections(person) if row.field not in hidden]
    shown = {row.id for row in corrections}
    return {
        "corrections": [_correction(row, by) for row in corrections],
        "disagreements": [
            {"correction": row.correction_id, "text": row.text, "filed_at": moment(row.filed_at)}
            for row in holdings.disagreements(person)
            if row.correction_id in shown
        ],
        "disclosures": [_disclosure(row, by) for row in holdings.disclosures(person)],
        "notices": [
            {"correction": row.correction_id, "disclosure": row.disclosure_id, "due_on": row.due_on}
            | {"done_on": row.done_on, "done_by": by(row.done_by)}
            for row in holdings.notices(person)
            if row.correction_id in shown
        ],
        "conversations": [_conversation(row, by) for row in holdings.conversations(person)],
        "agents": [
            _delegation(row, by) for row in holdings.delegations(person) if not agent or row.agent_id == agent
        ],
        "copies": [
            {"made_at": moment(row.made_at), "until_at": moment(row.until)} for row in holdings.copies(person)
        ],
        "events": [_event(row, told, by) for row, told in _events(person, agent, shown)],
    }


def _events(person: str, agent: str, shown: set[str]) -> Iterator[tuple[Event, Contents | None]]:
    """Give the events, and to an agent those that may be told, without hidden fields."""
    for row, detail in holdings.events(person):
        if not agent:
            yield row, detail
        elif _may_be_told(row, detail or {}, agent, shown):
            fields = (detail or {}).get("fields")
            if not isinstance(fields, list):
                yield row, detail
            elif left := [name for name in fields if name not in own_record.NOT_FOR_AGENTS]:
                yield row, (detail or {}) | {"fields": left}


def _may_be_told(row: Event, detail: Contents, agent: str, shown: set[str]) -> bool:
    """Say whether an event is about what this agent sees, not the account, others or hidden things."""
    kind = row.action.partition(".")[0]
    actor = f"{AGENT}.{agent}"
    if kind in DELEGATION or role_of(row.actor) == AGENT:
        return actor in {row.actor, detail.get("agent")}
    return kind not in APART and detail.get("correction") in {None, *shown}


def _disclosure(row: Disclosure, by: By) -> Contents:
    return {
        "id": row.id,
        "sent_on": row.on,
        "recipient": row.recipient,
        "fields": json.loads(row.fields),
        "purpose": row.purpose,
        "basis": row.basis,
        "noted_by": by(row.noted_by),
    }


def _delegation(row: Delegation, by: By) -> Contents:
    return {
        "name": row.agent.name,
        "kind": row.kind,
        "scope": json.loads(row.scope),
        "paper": row.paper,
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
        "revoked_at": moment(row.revoked_at),
        "revoked_by": by(row.revoked_by),
    }


def _correction(row: Correction, by: By) -> Contents:
    return {
        "id": row.id,
        "field": row.field,
        "old": row.old,
        "new": row.new,
        "reason": row.reason,
        "enclosure": row.enclosure,
        "to_version": row.base,
        "asked_by": by(row.asked_by),
        "asked_at": moment(row.asked_at),
        "due_on": row.due_on,
        "handled_by": "office" if row.desk else "representative",
        "state": row.state,
        "refusal": row.refusal,
        "note": row.note,
        "decided_by": by(row.decided_by),
        "decided_at": moment(row.decided_at),
    }


def _conversation(row: Conversation, by: By) -> Contents:
    return {
        "with": row.other,
        "subject": row.subject,
        "begun_at": moment(row.begun_at),
        "newest_at": moment(row.newest_at),
        "messages": [_message(message, by) for message in holdings.messages(row.id)],
    }


def _message(row: Message, by: By) -> Contents:
    files = holdings.attachments(row.id)
    return {
        "from": by(row.author),
        "text": row.text,
        "sent_at": moment(row.sent_at),
        "read_at": moment(row.read_at),
        "files": [{"name": file.name, "kind": file.kind, "bytes": file.size} for file in files],
    }


def _event(row: Event, detail: Contents | None, by: By) -> Contents:
    said = {"number": row.id, "done_at": moment(row.at), "by": by(row.actor), "did": row.action}
    return said | {"why": row.purpose, "detail": detail}


def moment(time: int | datetime | None) -> str | None:
    """Write a time in UTC as ISO 8601 does; one of the database is in microseconds."""
    if time is None:
        return None
    return (at(time) if isinstance(time, int) else time).astimezone(UTC).isoformat()
