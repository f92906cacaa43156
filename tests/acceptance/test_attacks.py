"""Attacks on the running site: copied cookies, guessed and used codes, bent forms, wrong files.

A demonstration is served. Attackers know what members know of their own account, and may come from other
networks; what they can’t have is what the site never shows.
"""

import json
import re
import secrets
import subprocess
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from http.client import HTTPSConnection
from pathlib import Path
from ssl import CERT_NONE, create_default_context
from types import SimpleNamespace
from urllib.parse import quote, urlencode, urlsplit

import pikepdf
import pyotp
import pytest

from privet.domain import sessions
from privet.storage.accounts import Account
from privet.storage.events import Event
from privet.storage.ids import new_id
from privet.storage.opening import open_store
from privet.storage.people import Person
from privet.storage.place import Place
from privet.storage.store import Store
from privet.web.sessions import COOKIE
from tests import files
from tests.browsing import FORM, Visitor
from tests.devices import enrolled
from tests.people import token
from tests.running import PRIVET, Running, serving

SIGN_IN, CODE, DOOR = "/account/sign-in", "/account/sign-in/code", "Sign in to your account"
WRONG = "wrong horse, wrong battery"
OTHERS = ("Yusuf", "Ember Street", "2186")


class Attacker(Visitor):
    """A visitor from any network of the loopback, who sends what headers they like."""

    network = "127.0.0.1"
    also: dict[str, str]
    follows = True

    def __init__(self, site: Running, network: str = "127.0.0.1", cookie: str = "") -> None:
        super().__init__(site)
        self.network, self.cookie, self.also = network, cookie, {}

    def send(self, path: str, fields: dict[str, str], **headers: str) -> int:
        """Send exactly these fields with these headers; gives the status of the answer itself."""
        self.also = {name.replace("_", "-"): value for name, value in headers.items()}
        self.follows = False
        self._ask("POST", path, urlencode(fields).encode(), FORM)
        self.also, self.follows = {}, True
        return self.status

    def _ask(self, method: str, path: str, body: bytes = b"", kind: str = "") -> str:
        context = create_default_context()
        context.check_hostname, context.verify_mode = False, CERT_NONE
        there = ("127.0.0.1", self.site.port)
        connection = HTTPSConnection(*there, context=context, timeout=60, source_address=(self.network, 0))
        headers = {"Host": f"localhost:{self.site.port}"} | ({"Content-Type": kind} if kind else {})
        headers |= {"Cookie": f"{COOKIE}={self.cookie}"} if self.cookie else {}
        connection.request(method, path, body or None, headers | self.also)
        answer = connection.getresponse()
        self.body, self.status = answer.read(), answer.status
        self.headers = {name.title(): value for name, value in answer.getheaders()}
        for value in answer.headers.get_all("Set-Cookie") or []:
            self.cookie = value.partition("=")[2].partition(";")[0]
        connection.close()
        if self.follows and self.status in {302, 303} and (to := answer.headers["Location"]):
            parts = urlsplit(to)
            return self._ask("GET", parts.path + (f"?{parts.query}" if parts.query else ""))
        self.page = self.body.decode("utf-8", "replace")
        return self.page

    def first(self, user_name: str, password: str) -> str:
        """Send user name and password; gives the page after it."""
        self.send(SIGN_IN, {"user_name": user_name, "password": password})
        return self.get(urlsplit(self.headers["Location"]).path) if self.status == 303 else self.page

    def second(self, code: str) -> str:
        """Send a code with the token of the page before."""
        return self.post(CODE, {"code": code})

    @property
    def is_in(self) -> bool:
        """Say whether the first page of the secure area opens."""
        return "Overview" in self.get("/account/") and self.status == 200


@dataclass
class World:
    """The running demonstration: what it keeps, and what opens its accounts by user name."""

    site: Running
    store: Store
    accounts: dict[str, dict[str, str]]

    def account(self, user_name: str) -> SimpleNamespace:
        """Give an account, as it stands now."""
        with self.store.reading():
            found = Account.by_sign(user_name)
            assert found
            names = ("id", "person_id", "role", "user_name", "email", "disabled_at")
            return SimpleNamespace(**{name: getattr(found, name) for name in names})

    def let_in(self, user_name: str) -> Attacker:
        """Give somebody with a session that the site began for them."""
        account, now = str(self.account(user_name).id), datetime.now(UTC)
        value, _live = sessions.begin(self.store, account, half=False, browser="", now=now)
        return Attacker(self.site, cookie=value)

    def code(self, user_name: str) -> str:
        """Give the code that an app shows now."""
        return pyotp.TOTP(self.accounts[user_name]["totp_secret"]).now()

    def try_in(self, someone: Attacker, user_name: str) -> str:
        """Send the right user name and password; gives the page after it."""
        return someone.first(user_name, self.accounts[user_name]["password"])

    def facts(self, user_name: str) -> dict[str, object]:
        """Give what is on record of somebody."""
        person = self.account(user_name).person_id
        with self.store.reading():
            row = Person.get_by_id(person)
            return {name: getattr(row, name) for name in ("name", "plan", "status", "email", "version")}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Serve a demonstration."""
    instance: Path = tmp_path_factory.mktemp("attacked") / "instance"
    subprocess.run([PRIVET, "demo", "--instance", instance], check=True, capture_output=True)
    told = json.loads((instance / "demo.json").read_text("utf-8"))
    with serving(instance) as site:
        store = open_store(Place(instance, instance / "keys"), datetime.now(UTC).date())
        yield World(site, store, {each["user_name"]: each for each in told})
        store.close()
        assert "Traceback" not in site.output.read_text("utf-8")


@pytest.mark.promise("P16")
def test_a_copy_of_the_cookie_opens_nothing_after_signing_off(world: World) -> None:
    """P16: neither pages nor forms, not even with the token that its forms had."""
    victim = world.let_in("ana")
    thief = Attacker(world.site, "127.0.7.1", victim.cookie)
    assert thief.is_in  # So the copy is a good one.
    thief.get("/account/messages/write")
    held = token(thief.page)
    victim.get("/account/")
    victim.post("/account/sign-off", {})
    copied = thief.cookie

    for path in ("/account/", "/account/record/", "/account/messages/", "/account/security/"):
        assert DOOR in thief.get(path), path
    for path in ("/account/messages/write", "/account/security/user-name", "/account/copy/"):
        assert thief.send(path, {"csrf_token": held, "user_name": "thief", "to": "office"}) == 401
    assert thief.cookie == copied
    assert world.account("ana").user_name == "ana"


def test_half_a_sign_in_opens_nothing_and_its_cookie_is_dead_after_the_other_half(world: World) -> None:
    """Whoever read the cookie between the two steps has nothing, before and afterwards."""
    member = Attacker(world.site)
    world.try_in(member, "bram")
    thief = Attacker(world.site, cookie=member.cookie)
    for path in ("/account/", "/account/record/", "/account/security/password"):
        assert DOOR in thief.get(path), path

    member.second(world.code("bram"))

    assert member.is_in
    assert member.cookie != thief.cookie
    assert not thief.is_in


@pytest.mark.parametrize("planted", ["made up", "half way", "the attacker’s own"])
def test_a_planted_cookie_is_not_the_one_that_the_victim_gets(world: World, planted: str) -> None:
    """Fixation: whatever cookie a victim brings, what the attacker knows opens nothing of theirs."""
    attacker = world.let_in("yusuf")
    if planted == "made up":
        attacker.cookie = secrets.token_urlsafe(32)
    elif planted == "half way":
        attacker = Attacker(world.site)
        world.try_in(attacker, "yusuf")
    known = attacker.cookie
    name = {"made up": "ines", "half way": "casey", "the attacker’s own": "philippa"}[planted]
    victim = Attacker(world.site, cookie=known)

    world.try_in(victim, name)
    between = victim.cookie
    victim.second(world.code(name))

    assert victim.is_in
    assert len({known, between, victim.cookie}) == 3
    for cookie in (known, between):
        assert not Attacker(world.site, cookie=cookie).is_in


def test_a_tampered_cookie_is_no_cookie(world: World) -> None:
    """Signs changed, cut, doubled, lengthened, or bent to what programs choke on."""
    cookie = world.let_in("ana").cookie
    bent = [
        cookie[:at] + ("A" if cookie[at] != "A" else "B") + cookie[at + 1 :]
        for at in (*range(0, 40, 4), 41, 42)
    ]
    bent += [
        cookie[:-1],
        cookie[1:],
        cookie * 2,
        cookie + "=",
        cookie.swapcase(),
        f'"{cookie[:-1]}"',
        "x" * 7000,
    ]
    bent += [
        "' OR 1=1 --",
        "%00",
        "../../keys",
        "{{7*7}}",
        "null",
        "0",
        "-1",
        "\\x00",
        "é".encode().decode("latin1"),
    ]

    for value in bent:
        someone = Attacker(world.site, cookie=value)
        someone.get("/account/record/")
        assert someone.status in {200, 400, 431}, value
        assert "A-1001" not in someone.page, value
    doubled = Attacker(world.site, cookie=f"{secrets.token_urlsafe(32)}; {COOKIE}2={cookie}")
    assert not doubled.is_in
    assert Attacker(world.site, cookie=cookie).is_in


FORGED: dict[str, dict[str, str]] = {
    "another site": {"Sec_Fetch_Site": "cross-site"},
    "a sister site": {"Sec_Fetch_Site": "same-site"},
    "another origin": {"Origin": "https://evil.example"},
    "a sandbox": {"Origin": "null"},
    "another port": {"Origin": "https://localhost:1"},
    "no encryption": {"Origin": "http://localhost"},
}


@pytest.mark.parametrize("source", FORGED)
def test_a_form_from_elsewhere_is_refused_with_the_right_token(world: World, source: str) -> None:
    """So that a leaked token alone is worth nothing to another site."""
    member = world.let_in("ana")
    for path, fields in (
        ("/account/security/user-name", {"user_name": "forged"}),
        ("/account/sessions/end-others", {}),
        ("/account/sign-off", {}),
    ):
        right = {"csrf_token": token(member.get("/account/security/user-name"))}
        assert member.send(path, right | fields, **FORGED[source]) == 403, path

    assert member.is_in
    assert world.account("ana").user_name == "ana"


def test_a_form_without_its_token_is_refused(world: World) -> None:
    """None, an empty one, one of another session or of somebody else, or one in the address."""
    member, same, other = (world.let_in(name) for name in ("ana", "ana", "yusuf"))
    path = "/account/security/user-name"
    right, twin, strange = (token(each.get(path)) for each in (member, same, other))

    for wrong in ({}, {"csrf_token": ""}, {"csrf_token": twin}, {"csrf_token": strange}):
        assert member.send(path, {"user_name": "forged"} | wrong) == 403
    assert member.send(f"{path}?csrf_token={quote(right)}", {"user_name": "forged"}) == 403
    member.follows = False
    member._ask(
        "POST", path, json.dumps({"csrf_token": right, "user_name": "f"}).encode(), "application/json"
    )
    assert member.status == 403
    member._ask("POST", path, f"csrf_token={right}\r\nuser_name=forged".encode(), "text/plain")
    assert member.status == 403
    member.get("/account/sign-off")
    assert member.status == 405

    assert world.account("ana").user_name == "ana"


@pytest.mark.promise("P11")
def test_a_code_that_was_used_opens_nothing_a_second_time(world: World) -> None:
    """P11: not at sign-in, not where a factor is asked for again, and neither do printed codes."""
    owner, thief = Attacker(world.site), Attacker(world.site, "127.0.8.1")
    world.try_in(owner, "ravindra")
    code = world.code("ravindra")
    owner.second(code)
    assert owner.is_in

    world.try_in(thief, "ravindra")
    thief.second(code)
    assert thief.status == 401
    assert not thief.is_in
    owner.get("/account/confirm")
    owner.post("/account/confirm", {"code": code})
    assert owner.status == 401

    owner.get("/account/security/codes")
    printed = re.findall(r"<code>([^<]+)</code>", owner.post("/account/security/codes", {}))
    assert len(printed) == 10
    again = [Attacker(world.site), Attacker(world.site)]
    for each in again:
        world.try_in(each, "ravindra")
        each.second(printed[0])
    assert [each.is_in for each in again] == [True, False]


def test_codes_are_not_guessed(world: World) -> None:
    """After five wrong ones even the right one waits, also from another network and in another session."""
    attacker = Attacker(world.site, "127.0.8.2")
    world.try_in(attacker, "gwendolyn")
    for guess in range(5):
        attacker.second(f"{guess:06}")
        assert attacker.status == 401

    attacker.second(world.code("gwendolyn"))
    assert attacker.status == 429
    assert not attacker.is_in
    elsewhere = Attacker(world.site, "127.0.9.2")
    world.try_in(elsewhere, "gwendolyn")
    elsewhere.second(world.code("gwendolyn"))
    assert not elsewhere.is_in


BENT = {
    "role": "officer",
    "person": "{other}",
    "person_id": "{other}",
    "account": "{other}",
    "subject": "{other}",
    "state": "approved",
    "decided_by": "command",
    "due_on": "2020-01-01",
    "id": "bent",
    "version": "99",
    "actor": "office.casey",
    "author": "office",
    "side": "office",
    "is_own": "no",
    "name": "Bent",
    "plan": "Larkspur Gold",
    "status": "former",
    "group": "kestrel-foundry",
    "proved_at": "9999999999999999",
    "confirmed": "yes",
    "confirmed_at": "1",
    "disabled_at": "",
    "representative": "kestrel-office",
    "holder": "{other}",
}


def test_fields_that_no_form_has_change_nothing(world: World) -> None:
    """Mass assignment: sent along with every form of a member, they reach no row."""
    other = str(world.account("yusuf").person_id)
    bent = {name: value.replace("{other}", other) for name, value in BENT.items()}
    member, before = world.let_in("ana"), (world.facts("ana"), world.facts("yusuf"))
    with world.store.reading():
        events = Event.select().where(Event.subject == other).count()
    found = re.search(r"/account/corrections/ask/[^/]+/plan/", member.get("/account/corrections/"))
    assert found
    seen = re.search(r'name="seen" value="([^"]*)"', member.get(found[0]))
    assert seen
    asked = member.post(found[0], bent | {"new": "Larkspur Plus", "reason": "x", "seen": seen[1]})
    assert "Your benefits office has it" in asked
    member.get("/account/messages/write")
    said = member.upload(
        "/account/messages/write", bent | {"to": "office", "subject": "s", "text": "t"}, "files", files.pdf()
    )
    assert ">\nYou\n" in said
    member.get("/account/email")
    member.post(
        "/account/email", bent | {"address": "ana.new@example.org", "confirmed_email": "a@example.org"}
    )
    assert "None. You need none" in member.page
    member.get("/account/record/")
    for field in ("ssn", "password", "totp_secret", "confidential_address", "__class__", ""):
        member.send(
            "/account/record/reveal", {"csrf_token": token(member.get("/account/record/")), "field": field}
        )
        assert member.status in {400, 404}, field
    member.get("/account/security/user-name")
    member.post("/account/security/user-name", bent | {"user_name": "ana"})

    assert (world.facts("ana"), world.facts("yusuf")) == before
    account = world.account("ana")
    assert (account.role, account.email, account.disabled_at) == ("member", None, None)
    assert DOOR not in member.get("/account/")
    for path in ("/account/queue/", "/account/members/", "/account/acting"):
        member.get(path)
        assert member.status == 403, path
    with world.store.reading():
        assert Event.select().where(Event.subject == other).count() == events


def test_somebody_else_in_the_address_or_the_form_answers_like_nobody(world: World) -> None:
    member, other = world.let_in("ana"), world.account("yusuf").person_id
    for person in (other, new_id()):
        for path in (f"/account/corrections/ask/{person}/name/", f"/account/members/{person}/"):
            page = member.get(path)
            assert member.status in {403, 404}, path
            assert not [word for word in OTHERS if word in page]
    agent = world.let_in("beatrix")
    for person in (str(other), new_id()):
        agent.send("/account/acting", {"csrf_token": token(agent.get("/account/acting")), "person": person})
        assert agent.status == 404


def _script(made: pikepdf.Pdf) -> None:
    made.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


WRONG_FILES = {
    "a page": b"<!doctype html><script>alert(1)</script>",
    "a drawing with a script": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "a program": b"MZ\x90\x00" + bytes(200),
    "an archive": files.archive(),
    "a page after a mark of PDF": b"%PDF-1.7\n<script>alert(1)</script>",
    "a PDF with a program": files.pdf(_script),
    "half a picture": files.png()[:60],
    "a picture with a page behind its mark": b"\x89PNG\r\n\x1a\n<script>alert(1)</script>",
    "a picture with an archive in front": files.archive() + files.png(),
    "nothing": b"",
}


@pytest.mark.parametrize("kind", WRONG_FILES)
def test_a_file_that_is_not_what_it_says_is_not_taken(world: World, kind: str) -> None:
    """Each is named scan.pdf and sent as application/pdf."""
    member = world.let_in("yusuf")
    member.get("/account/messages/write")

    fields = {"to": "office", "subject": kind, "text": "Here it is."}
    member.upload("/account/messages/write", fields, "files", WRONG_FILES[kind])

    assert member.status == 422
    assert f">{kind}</a>" not in member.get("/account/messages/")


def test_a_file_that_is_taken_comes_back_as_nothing_that_runs(world: World) -> None:
    member = world.let_in("yusuf")
    member.get("/account/messages/write")
    fields = {"to": "office", "subject": "<b>s</b>", "text": "<script>alert(1)</script>"}
    page = member.upload("/account/messages/write", fields, "files", files.png())
    assert "<script>" not in page
    assert "<b>s" not in page
    found = re.search(r"/account/messages/files/[\w-]+", page)
    assert found

    member.get(found[0])
    assert member.headers["Content-Type"] == "image/png"  # What it is, and not what was said.
    assert member.headers["Content-Disposition"].startswith("attachment;")
    assert member.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in member.headers["Content-Security-Policy"]
    assert "no-store" in member.headers["Cache-Control"]
    world.let_in("ana").get(found[0])
    stranger = world.let_in("ana")
    stranger.get(found[0])
    assert stranger.status == 404


@pytest.mark.promise("P11")
def test_brute_force_is_stopped_and_the_owner_still_gets_in(world: World) -> None:
    """P11: after six tries the right password opens nothing from there; a passkey does."""
    name = "marguerite"
    device, _factor = enrolled(world.store, str(world.account(name).id))
    device.origin = world.site.base
    attacker = Attacker(world.site, "127.0.20.1")
    wrong = {plain(attacker.first(name, f"{WRONG} {n}"), name) for n in range(6)}
    assert len(wrong) == 1

    assert plain(world.try_in(attacker, name), name) in wrong
    assert attacker.status == 401
    neighbour = Attacker(world.site, "127.0.20.77")
    world.try_in(neighbour, name)
    assert neighbour.status == 401  # The same network.

    page = neighbour.get(SIGN_IN)
    (asked,) = re.findall(r'data-options="([^"]+)"', page)
    (sealed,) = re.findall(r'name="challenge" value="([^"]+)"', page)
    challenge = urlsafe_b64decode(json.loads(unescape(asked))["challenge"] + "==")
    credential = device.sign(challenge, str(world.account(name).id)).credential
    answer = {"challenge": sealed, "credential": credential}
    neighbour.send("/account/sign-in/passkey", answer)
    assert neighbour.is_in
    replayed = Attacker(world.site, "127.0.21.1")
    assert replayed.send("/account/sign-in/passkey", answer) == 401
    owner = Attacker(world.site, "127.0.22.1")
    world.try_in(owner, name)
    owner.second(world.code(name))
    assert owner.is_in


def plain(page: str, name: str) -> str:
    """Give a page without what differs at each asking, and without the name that was entered."""
    page = re.sub(r'name="(challenge|csrf_token)" value="[^"]*"|data-options="[^"]*"', "", page)
    return page.replace(f'value="{name}"', "")


def test_unknown_wrong_locked_and_disabled_are_answered_alike(world: World) -> None:
    """Status, headers and text are the same, with the right password too, in the first step and as e-mail."""
    name = "tobias"
    locker = Attacker(world.site, "127.0.30.1")
    for n in range(6):
        locker.first(name, f"{WRONG} {n}")
    disabled = world.account("philippa")
    with world.store.writing():
        Account.update(disabled_at=1).where(Account.id == disabled.id).execute()
    tries = {
        "wrong": ("127.0.31.1", "ana", WRONG),
        "unknown": ("127.0.31.2", "nobody-at-all", WRONG),
        "unknown address": ("127.0.31.3", "nobody@example.org", WRONG),
        "locked": ("127.0.30.1", name, WRONG),
        "locked, right": ("127.0.30.1", name, world.accounts[name]["password"]),
        "disabled": ("127.0.31.4", "philippa", WRONG),
        "disabled, right": ("127.0.31.5", "philippa", world.accounts["philippa"]["password"]),
        "empty": ("127.0.31.6", "ana", ""),
        "endless": ("127.0.31.7", "ana", "x" * 100_000),
    }

    seen = {}
    for kind, (network, user, password) in tries.items():
        someone = Attacker(world.site, network)
        page = plain(someone.first(user, password), user)
        headers = {k: v for k, v in someone.headers.items() if k not in {"Date", "Content-Length"}}
        seen[kind] = (someone.status, tuple(sorted(headers.items())), page, someone.cookie)

    assert {kind: seen[kind][0] for kind in seen} == dict.fromkeys(tries, 401)
    assert not [kind for kind in seen if seen[kind] != seen["wrong"]]


TARGETS = (
    "https://evil.example/",
    "//evil.example",
    "/\\evil.example",
    "/account//evil",
    "javascript:alert(1)",
)


def test_signing_in_leads_to_no_other_site(world: World) -> None:
    """Whatever the form says where to go on: no answer names another site."""
    someone = world.let_in("beatrix")
    someone.get("/account/security/codes")
    printed = re.findall(r"<code>([^<]+)</code>", someone.post("/account/security/codes", {}))

    for code, target in zip(printed, TARGETS, strict=False):
        held = token(someone.get(f"/account/confirm?next={quote(target)}"))
        assert someone.send("/account/confirm", {"csrf_token": held, "code": code, "next": target}) == 303
        assert urlsplit(someone.headers["Location"])[:3] == ("", "", "/account/"), target
