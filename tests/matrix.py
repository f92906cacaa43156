"""The people of the matrix, one of each role, and things of two members for each parameter of an address.

Who adds a route with a new parameter adds it here: to ``OBJECTS`` when it names something of somebody’s, and
in ``_fill`` such a thing of theirs; to ``FIXED`` when everybody uses the same words.
"""

import json
import secrets
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from privet.domain import acting, sessions
from privet.domain.delegations import Paper
from privet.domain.roles import SCOPES, STAFF
from privet.domain.times import micro
from privet.storage.accounts import Account
from privet.storage.corrections import Correction
from privet.storage.delegations import Delegation
from privet.storage.factors import Factor
from privet.storage.ids import new_id
from privet.storage.messages import Attachment, Conversation, EmailProof, Message
from privet.storage.people import Person
from privet.storage.record import Record
from privet.storage.sessions import Session
from privet.storage.store import Store
from privet.web.sessions import COOKIE
from tests import people

# Parameters that name something of somebody’s.
OBJECTS = {"attachment", "conversation", "correction", "delegation", "factor", "handle", "person", "token"}
# Parameters that everybody uses alike, and a value that there is.
FIXED: dict[str, Any] = {
    "after": date(2026, 11, 17),
    "before": date(2026, 11, 16),
    "field": "name",
    "filename": "site.css",
    "link": "x",
    "part": "pdf",
    "published": date(2026, 11, 16),
    "topic": "x",
}
# Whose things are tried, and to whom some of them are open, so that they aren’t strangers.
OWNERS = {
    "member": {"member", "member whose proof is old", "agent", "representative"},
    "other member": {"other member", "other representative"},
}
# Who stands before the doors, and the role that each really has; nobody has none.
WHO = {
    "anonymous": "",
    "half signed in": "half",
    "disabled member": "",
    "member": "member",
    "member whose proof is old": "member",
    "other member": "member",
    "former member": "member",
    "member abroad": "member",
    "dependent": "dependent",
    "representative": "representative",
    "other representative": "representative",
    "agent": "agent",
    "agent without a paper": "agent",
} | {role: role for role in STAFF}


@dataclass
class Visitor:
    """Somebody with the cookie of a session, and the token that its forms carry."""

    role: str
    account: str = ""
    cookie: str = ""
    token: str = ""

    def ask(self, client: FlaskClient, method: str, address: str, **options: Any) -> TestResponse:
        """Ask for a page, or send a form."""
        headers = {"Cookie": f"{COOKIE}={self.cookie}"} if self.cookie else {}
        headers |= options.pop("headers", {})
        found: TestResponse = client.open(
            address, method=method, headers=headers, base_url="https://localhost", **options
        )
        return found


@dataclass
class World:
    """An application with everybody in it, and ids of what is whose: by owner, then by parameter."""

    app: Flask
    visitors: dict[str, Visitor] = field(default_factory=dict)
    theirs: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    rows: list[tuple[type[Record], Any]] = field(default_factory=list)

    @property
    def store(self) -> Store:
        """Give what is kept."""
        found: Store = self.app.extensions["privet"].store
        return found

    def client(self) -> FlaskClient:
        """Give a client that keeps no cookie."""
        return FlaskClient(self.app, self.app.response_class, use_cookies=False)

    def address(self, rule: Rule, **values: str) -> str:
        """Give an address of ``rule``; what isn’t said is an id that nobody has."""
        filled = {name: values.get(name, FIXED.get(name, unknown(name))) for name in rule.arguments}
        built = rule.build(filled, append_unknown=False)
        assert built is not None, f"{rule.rule}: add its parameters to tests/matrix.py"
        return built[1]

    def things(self) -> list[dict[str, Any]]:
        """Give the things of both members as the database holds them."""
        with self.store.reading():
            return [dict(record.get_by_id(key).__data__) for record, key in self.rows]


def unknown(name: str) -> str:
    """Give an id of the right shape that nobody has."""
    if name == "token":
        return secrets.token_urlsafe(32)
    return secrets.token_hex(8) if name == "handle" else new_id()


def world(app: Flask) -> World:
    """Put one of each role into ``app``, and something of everything for two members."""
    found = World(app)
    store = found.store
    here, there = people.representative(store), people.representative(store, "other-office", "other-mills")
    member = people.person(store, "LBT-1", group="hollis-mills")
    other = people.person(
        store, "LBT-2", group="other-mills", name="Theo Brandt", address=people.FACTS["address"]
    )
    accounts = {
        "half signed in": people.account(store, person=people.person(store, "LBT-3")),
        "disabled member": people.account(store, person=people.person(store, "LBT-4"), disabled_at=1),
        "member": people.account(store, person=member),
        "other member": people.account(store, person=other),
        "former member": people.account(
            store, person=people.person(store, "LBT-5", status="former", covered_until=date(2026, 1, 31))
        ),
        "member abroad": people.account(
            store, person=people.person(store, "LBT-6", address="Ahornweg 3\n10115 Berlin\nGERMANY")
        ),
        "dependent": people.account(
            store,
            "dependent",
            person=people.person(store, "LBT-7", holder=member, relation="child", birth_date="2000-05-05"),
        ),
        "representative": people.account(store, "representative", representative=here),
        "other representative": people.account(store, "representative", representative=there),
        "agent": people.account(store, "agent", user_name="liu.law", name="Liu"),
        "agent without a paper": people.account(store, "agent", user_name="moe.law", name="Moe"),
    } | {role: people.account(store, role, name=role) for role in STAFF}
    accounts["member whose proof is old"] = accounts["member"]
    paper = Paper(kind="authorised-agent", scope=SCOPES, place="folder 12", starts_on=date(2020, 1, 1))
    acting.allow(store, "liu.law", "LBT-1", paper)
    found.visitors["anonymous"] = Visitor("anonymous")
    for role, account in accounts.items():
        found.visitors[role] = _visitor(store, role, account, member)
    _fill(found, "member", member, "LBT-8")
    _fill(found, "other member", other, "LBT-9")
    return found


def _visitor(store: Store, role: str, account: str, acts_for: str) -> Visitor:
    now, half = datetime.now(UTC), role == "half signed in"
    cookie, live = sessions.begin(store, account, half=half, browser="Firefox, Linux", now=now)
    live.data |= {"for": acts_for} if role == "agent" else {}
    values: dict[str, Any] = {"data": json.dumps(live.data)}
    if role == "member whose proof is old":
        values["proved_at"] = micro(now - timedelta(hours=2))
    with store.writing():
        Session.update(values).where(Session.token == live.token).execute()
    signer = URLSafeTimedSerializer(live.data["secret"], salt="wtf-csrf-token")
    return Visitor(role, account, cookie, f"{signer.dumps(live.data['csrf_token'])}~{live.form_mark}")


def _fill(found: World, owner: str, person: str, number: str) -> None:
    """Make something of everything for one member, and a child with ``number``."""
    account = found.visitors[owner].account
    store, now = found.store, micro(datetime.now(UTC))
    _cookie, live = sessions.begin(store, account, half=False, browser="Safari", now=datetime.now(UTC))
    child = people.person(store, number, holder=person, relation="child", birth_date="2018-05-05")
    token = secrets.token_urlsafe(32)
    ids = {name: new_id() for name in OBJECTS | {"message"}}
    with store.writing():
        factor = Factor(id=ids["factor"], account=account, kind="totp", added_at=now)
        factor.name, factor.secret = "Phone", secrets.token_bytes(20)
        asked, refused = (
            Correction(id=key, person=person, field="plan", base=1, desk=False, state=state)
            for key, state in ((ids["correction"], "open"), (new_id(), "refused"))
        )
        for correction in (asked, refused):
            correction.asked_by, correction.asked_at = f"member.{account}", now
            correction.due_on, correction.reason, correction.new = date(2026, 12, 31), "so", "Other plan"
        refused.refusal, refused.decided_at, refused.decided_by = "accurate", now, "command"
        talk = Conversation(id=ids["conversation"], person=person, other="representative")
        talk.subject, talk.begun_at, talk.newest_at = "Hello", now, now
        said = Message(id=ids["message"], conversation=talk.id, author=f"member.{account}", sent_at=now)
        said.text = "Good day"
        file = Attachment(id=ids["attachment"], message=said.id, kind="pdf", size=4)
        file.name, file.content = "a.pdf", b"%PDF"
        agent = Account.by_sign("moe.law")
        given = Delegation(id=ids["delegation"], person=person, agent=agent, kind="authorised-agent")
        given.scope, given.paper, given.starts_on = '["see"]', "folder 13", date(2020, 1, 1)
        given.revoked_at = 1
        for row in (factor, asked, refused, talk, said, file, given):
            row.save(force_insert=True)
            found.rows.append((type(row), row.id))
        proof = EmailProof(token=sessions.digest(token), account=account, until=2**50)
        proof.email = "theo@example.org"
        proof.save(force_insert=True)
    found.rows += [(Person, person), (Person, child), (Account, account)]
    found.rows += [(EmailProof, sessions.digest(token)), (Session, live.token)]
    found.theirs[owner] = {name: [ids[name]] for name in OBJECTS}
    found.theirs[owner]["correction"].append(refused.id)
    found.theirs[owner] |= {"person": [person, child], "handle": [live.handle], "token": [token]}
