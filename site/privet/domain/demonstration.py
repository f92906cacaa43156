"""Made-up people in an empty instance, so that a newcomer can try every role."""

import json
import os
import secrets
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from privet.domain import datafiles, delegations, events, factors, groups, passwords, retention
from privet.domain.delegations import Paper
from privet.domain.events import Act
from privet.domain.groups import NewGroup, NewRepresentative
from privet.domain.membership import Origin
from privet.domain.roles import AGENT, DEPENDENT, MEMBER, REPRESENTATIVE, SCOPES
from privet.domain.times import micro
from privet.storage import many_events, roll
from privet.storage.accounts import Account
from privet.storage.ids import new_id
from privet.storage.people import Person
from privet.storage.provenance import GIVEN
from privet.storage.store import Store

if TYPE_CHECKING:
    from privet.config_secure import Secure

FILE = "demo.toml"
LEFT = timedelta(days=200)
COVERED = timedelta(days=2000)
PASSWORD = 15  # Random bytes; twenty characters.


class NotEmpty(Exception):
    """Somebody is here already; made-up people aren’t mixed with them."""


class MadeUp(Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody on record who doesn’t exist; ``left`` is true for a former member."""

    number: str
    name: str
    age: int
    born: str
    address: str
    plan: str
    email: str | None = None
    ssn: str | None = None
    group: str | None = None
    representative: str | None = None
    holder: str | None = None
    relation: str = ""
    language: str = ""
    user: str = ""
    left: bool = False
    agent: bool = False


class Office(Struct, frozen=True, forbid_unknown_fields=True):
    """A representative who doesn’t exist."""

    id: str
    group: str
    name: str
    phone: str
    address: str
    user: str


class Worker(Struct, frozen=True, forbid_unknown_fields=True):
    """One of the staff, or an agent, who doesn’t exist."""

    role: str
    name: str
    user: str


class Cast(Struct, frozen=True, forbid_unknown_fields=True):
    """All that the file of made-up people holds."""

    group: list[dict[str, str]]
    representative: list[Office]
    person: list[MadeUp]
    worker: list[Worker]


def fill(store: Store, file: Path, origin: Origin, secure: "Secure", now: datetime) -> int:
    """Put the made-up people into an empty instance, what opens their accounts into ``file``; gives how many.

    :raises NotEmpty: when anybody is here already.
    """
    cast = datafiles.read(datafiles.SHIPPED / FILE, Cast)
    with store.writing():
        if next(roll.everybody(), None) or roll.accounts():
            raise NotEmpty
        opened = _Opened(store, now)
        _bodies(cast, opened)
        ids = _people(cast.person, origin, secure)
        for person in cast.person:
            if person.user:
                role = DEPENDENT if person.holder else MEMBER
                account = opened.account(role, person=ids[person.number], language=person.language)
                opened.begin("former" if person.left else role, account, person.user)
        for worker in cast.worker:
            account = opened.account(worker.role, name=worker.name)
            opened.begin(worker.role, account, worker.user)
            if worker.role == AGENT:
                _let_act(store, account, [ids[each.number] for each in cast.person if each.agent], origin)
        events.record(store, Act(actor="command", action="demonstration.filled"))
        _write(file, opened.rows)  # Last: should it fail, nothing was done.
    return len(ids)


class _Opened:
    """Accounts that have begun, and what opens them."""

    def __init__(self, store: Store, now: datetime) -> None:
        self.store, self.now = store, now
        self.rows: list[dict[str, str]] = []

    def account(self, role: str, **fields: Any) -> str:
        """Make an account; gives its id."""
        return str(Account.create(id=new_id(), role=role, **fields).id)

    def begin(self, role: str, account: str, user: str) -> None:
        """Begin an account with a password and an app, and note both under the role it is to try."""
        row = Account.get_by_id(account)
        password, totp = secrets.token_urlsafe(PASSWORD), factors.new_totp()
        row.user_name, row.password = user, passwords.hashed(password)
        row.begun_at = row.password_set_at = micro(self.now)
        row.save()
        factors.write(self.store, row, {"kind": factors.TOTP, "name": "", "secret": totp.encode()}, self.now)
        self.rows.append({"role": role, "user_name": user, "password": password, "totp_secret": totp})


def _bodies(cast: Cast, opened: _Opened) -> None:
    """Write the groups, and their representatives with accounts."""
    for group in cast.group:
        groups.add(opened.store, NewGroup(**group))
    for office in cast.representative:
        values = {name: getattr(office, name) for name in ("id", "group", "name", "phone", "address")}
        account = groups.add_representative(opened.store, NewRepresentative(**values))
        opened.begin(REPRESENTATIVE, account, office.user)


def _people(those: list[MadeUp], origin: Origin, secure: "Secure") -> dict[str, str]:
    """Write the people; gives their ids by member number."""
    ids = dict(zip((person.number for person in those), many_events.begin(len(those)), strict=True))
    ordered = sorted(those, key=lambda person: bool(person.holder))
    Person.add_all(_row(person, ids, origin, secure) for person in ordered)
    return ids


def _row(person: MadeUp, ids: dict[str, str], origin: Origin, secure: "Secure") -> dict[str, Any]:
    same = ("number", "name", "address", "email", "plan", "group", "representative", "relation", "language")
    values: dict[str, Any] = {name: getattr(person, name) for name in same}
    month, day = map(int, person.born.split("-"))
    values["birth_date"] = str(date(origin.day.year - person.age - 1, month, day))
    values["ssn_last4"] = person.ssn[-4:] if person.ssn else None
    values["ssn"] = person.ssn if secure.full_ssn else None
    values["covered_from"] = origin.day - COVERED
    values["status"] = "former" if person.left else "current"
    if person.left:
        values["covered_until"] = origin.day - LEFT
        values["keep_until"] = retention.until(origin.day - LEFT, secure)
    values["id"] = ids[person.number]
    values["holder"] = ids[person.holder] if person.holder else None
    filled = [name for name in GIVEN if values.get(name)]
    return values | {"provenance": json.dumps({name: list(origin) for name in filled})}


def _let_act(store: Store, agent: str, those: list[str], origin: Origin) -> None:
    for person in those:
        place = "made up for the demonstration"
        paper = Paper(kind="authorised-agent", scope=SCOPES, place=place, starts_on=origin.day)
        given = delegations.begin(agent, person, paper)
        detail = {"delegation": given, "agent": f"{AGENT}.{agent}", "scope": list(SCOPES)}
        act = Act(actor="command", action="delegation.begun", subject=person, detail=detail)
        events.record(store, act)


def _write(file: Path, rows: list[dict[str, str]]) -> None:
    """Write what opens the accounts for its owner’s eyes alone."""
    file.unlink(missing_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        json.dump(rows, out, indent=2)
        out.write("\n")
