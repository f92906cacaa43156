"""The people of the office: accounts that begin with a code like everybody’s, and taking them away."""

from dataclasses import dataclass
from datetime import datetime

from privet.domain import access_control, activation, user_names
from privet.domain.activation import PROOF, Issue
from privet.domain.activation_letters import Recipient, colleague
from privet.domain.languages import DEFAULT
from privet.domain.office import Office
from privet.domain.roles import AGENT, LEAD, REPRESENTATIVE, STAFF
from privet.domain.times import at
from privet.storage.accounts import Account
from privet.storage.ids import new_id
from privet.storage.store import Store

ACTOR = "command"
LONGEST_NAME = 100


class NotDone(Exception):
    """It can’t be done; the message says why, and what can."""


@dataclass(frozen=True)
class Colleague:
    """Somebody of the office, as ``privet staff list`` shows them."""

    user_name: str
    name: str
    role: str
    begun: datetime | None
    disabled: datetime | None


def add(store: Store, user_name: str, name: str, role: str) -> str:
    """Make the account of somebody of the office, which has yet to begin; gives its id.

    :raises NotDone: when the name is empty, or the user name can’t be had.
    """
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise NotDone(f"--name needs 1 to {LONGEST_NAME} characters")
    if role not in STAFF:
        raise NotDone(f"--role is one of {', '.join(STAFF)}")
    with store.writing():
        account = Account(id=new_id(), role=role)
        if said := user_names.fault(store, user_name, account.id, DEFAULT):
            raise NotDone(f"USER_NAME: {said}")
        account.name, account.user_name = name, user_names.normal(user_name)
        account.save(force_insert=True)
        activation.note(store, ACTOR, "staff.added", account, role=role)
        return str(account.id)


def listed(store: Store) -> list[Colleague]:
    """Give everybody of the office, those who are disabled too."""
    with store.reading():
        return [
            Colleague(
                row.user_name or "",
                row.name or "",
                row.role,
                at(row.begun_at) if row.begun_at else None,
                at(row.disabled_at) if row.disabled_at else None,
            )
            for row in Account.of_roles(STAFF)
        ]


def prepare(store: Store, user_name: str, office: Office, today: datetime) -> tuple[Recipient, Issue]:
    """Make a code that begins an account, or begins it anew after a factor was lost; it doesn’t count yet.

    :raises NotDone: when nobody of the office, no agent and no representative has this user name.
    :raises activation.NoLetter: when the account is disabled.
    """
    with store.reading():
        row = _named(user_name, (*STAFF, AGENT, REPRESENTATIVE))
        kind = PROOF if row.begun_at is not None else activation.ACTIVATE
        activation.check(store, row.id, kind)
        return colleague(row, office), activation.prepare(row.id, kind, today.date())


def disable(store: Store, user_name: str, now: datetime, *, force: bool) -> int:
    """Take an account out of use; gives how many sessions ended with it.

    :raises NotDone: for the last lead without ``force``, and where there is no such account.
    """
    with store.writing():
        row = _named(user_name, (*STAFF, AGENT, REPRESENTATIVE))
        if row.role == LEAD and not force and not _other_leads(row.id):
            raise NotDone(
                f"{user_name} is the last lead who can sign in: nobody could decide what only leads may. "
                "Add another one first, or say --force"
            )
        return access_control.disable(store, ACTOR, row.id, now)


def enable(store: Store, user_name: str) -> None:
    """Put an account back into use.

    :raises NotDone: where there is no such account.
    """
    with store.writing():
        access_control.enable(store, ACTOR, _named(user_name, (*STAFF, AGENT, REPRESENTATIVE)).id)


def _named(user_name: str, roles: tuple[str, ...]) -> Account:
    row = Account.by_sign(user_names.normal(user_name))
    if row is None or row.role not in roles:
        raise NotDone(f"nobody of the office has the user name {user_name}; see: privet staff list")
    return row


def _other_leads(account: str) -> bool:
    leads = Account.of_roles((LEAD,))
    return any(row.id != account and row.begun_at and row.disabled_at is None for row in leads)
