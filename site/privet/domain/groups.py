"""Employer groups and their representatives: who corrects enrolment facts, and until when."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from privet.domain import events, sessions
from privet.domain.events import Act
from privet.domain.roles import REPRESENTATIVE
from privet.storage import roll
from privet.storage.accounts import Account
from privet.storage.ids import new_id
from privet.storage.people import Group, Representative
from privet.storage.store import Store

ID = re.compile(r"[a-z0-9](-?[a-z0-9]){1,31}")
LONGEST = {"name": 200, "office": 200, "phone": 32, "hours": 200}
ADDRESS_LINES = 6


class NotAccepted(Exception):
    """What can’t be written down so; ``field`` names the option to mend."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field


@dataclass(frozen=True, kw_only=True)
class NewGroup:
    """A group as the office describes it."""

    id: str
    name: str
    office: str
    phone: str
    hours: str = ""


@dataclass(frozen=True, kw_only=True)
class NewRepresentative:
    """Somebody who looks after a group’s record; ``address`` is where letters reach them."""

    id: str
    group: str
    name: str
    phone: str
    address: str


@dataclass(frozen=True)
class Standing:
    """A group as it is listed: how many members are covered, and its representatives with their last days."""

    id: str
    name: str
    ended_on: date | None
    members: int
    representatives: tuple[tuple[str, date | None], ...]


def add(store: Store, new: NewGroup) -> None:
    """Write a group down.

    :raises NotAccepted: with the option to mend.
    """
    _check_id(new.id)
    values = {name: _text(name, getattr(new, name)) for name in ("name", "office", "phone")}
    with store.writing():
        if Group.get_or_none(Group.id == new.id):
            raise NotAccepted("ID", f"{new.id} is there already, or was; take another id")
        Group.create(id=new.id, hours=new.hours.strip()[: LONGEST["hours"]], **values)
        _record(store, "group.added", group=new.id)


def add_representative(store: Store, new: NewRepresentative) -> str:
    """Write a representative down, with an account that begins with a letter; gives the account’s id.

    :raises NotAccepted: with the option to mend.
    """
    _check_id(new.id)
    lines = [" ".join(line.split()) for line in re.split(r"[\n|]", new.address)]
    lines = [line for line in lines if line]
    if not 1 <= len(lines) <= ADDRESS_LINES:
        raise NotAccepted("address", f"write one to {ADDRESS_LINES} lines, with “ | ” between them")
    values = {name: _text(name, getattr(new, name)) for name in ("name", "phone")}
    with store.writing():
        group = Group.get_or_none(Group.id == new.group)
        if group is None or group.ended_on:
            raise NotAccepted("group", f"{new.group} is no group that is here; see: privet groups list")
        if Representative.get_or_none(Representative.id == new.id):
            raise NotAccepted("ID", f"{new.id} is there already, or was; take another id")
        Representative.create(id=new.id, group=group, address="\n".join(lines), **values)
        account = Account.create(id=new_id(), role=REPRESENTATIVE, representative=new.id)
        _record(store, "representative.added", group=new.group, representative=new.id, account=account.id)
        return str(account.id)


def end(store: Store, group: str, day: date) -> int:
    """Note that a group’s contract ends, and with it the work of its representatives; gives how many.

    Members stay what they are: who is covered no more is for the next list to say.

    :raises NotAccepted: when there is no such group, or it ended before.
    """
    with store.writing():
        row = Group.get_or_none(Group.id == group)
        if row is None or row.ended_on:
            raise NotAccepted("ID", f"{group} is no group that is here; see: privet groups list")
        row.ended_on = day
        row.save(only=[Group.ended_on])
        _record(store, "group.ended", group=group, on=str(day))
        those = [each for each in roll.representatives() if each.group_id == group and not each.ended_on]
        for each in those:
            end_representative(store, each.id, day)
        return len(those)


def end_representative(store: Store, representative: str, day: date) -> None:
    """Note that somebody represents the group no more from ``day`` on; sessions end now.

    :raises NotAccepted: when there is no such representative, or they ended before.
    """
    with store.writing():
        row = Representative.get_or_none(Representative.id == representative)
        if row is None or row.ended_on:
            raise NotAccepted("ID", f"{representative} is nobody who is here; see: privet groups list")
        row.ended_on = day
        row.save(only=[Representative.ended_on])
        account = Account.get_or_none(Account.representative == representative)
        if account is not None:
            sessions.end_all(store, account.id)
        _record(store, "representative.ended", representative=representative, on=str(day))


def listed(store: Store) -> list[Standing]:
    """Give all groups with their representatives, by their ids alone."""
    with store.reading():
        bodies = roll.representatives()
        return [
            Standing(
                group.id,
                group.name,
                group.ended_on,
                roll.covered(group.id),
                tuple((each.id, each.ended_on) for each in bodies if each.group_id == group.id),
            )
            for group in roll.groups()
        ]


def _check_id(name: str) -> None:
    if not ID.fullmatch(name):
        raise NotAccepted(
            "ID", "takes 2 to 32 small letters, digits and single hyphens, such as hollis-mills"
        )


def _text(name: str, value: str) -> str:
    text = " ".join(value.split())
    if not text or len(text) > LONGEST[name] or not text.isprintable():
        raise NotAccepted(name, f"write 1 to {LONGEST[name]} signs that can be seen")
    return text


def _record(store: Store, action: str, **detail: Any) -> None:
    events.record(store, Act(actor="command", action=action, detail=detail))
