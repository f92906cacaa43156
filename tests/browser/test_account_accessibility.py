"""Every page of the secure area as each role finds it: axe finds nothing, and nothing scrolls sideways.

A demonstration is served in which something has happened. Then each role’s links are followed from the first
page on, wide and light as well as narrow and dark; what only a form shows is in ``STATES``.
"""

import json
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyotp
import pytest
from axe_playwright_python.sync_playwright import Axe
from click.testing import CliRunner
from playwright.sync_api import Browser, BrowserContext, Page

from privet.commands.main import main
from privet.domain import activation, sessions
from privet.storage.accounts import Account
from privet.storage.opening import open_store
from privet.storage.people import Person
from privet.storage.place import Place
from privet.storage.sessions import Session
from privet.storage.store import Store
from privet.web.sessions import COOKIE
from tests import files
from tests.browser.conftest import visitor
from tests.browser.test_accessibility import RULES
from tests.browsing import Visitor, demo
from tests.running import PRIVET, Running, serving

ROLES = ("member", "former", "dependent", "representative", "agent", "clerk")
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block", "target-size"]}}
WAYS: tuple[tuple[int, Any, dict[str, Any]], ...] = (
    (1280, "light", RULES),
    (360, "dark", COLOURS),  # What neither width nor colours change was looked at before.
)
VIOLATIONS = """options => axe.run(options).then(found => found.violations.map(
    fault => fault.id + ": " + fault.nodes.slice(0, 3).map(node => node.html.slice(0, 200)).join("; ")
))"""
# How a page is built, whatever it says, and what stands around it: what is built the same elsewhere, or for
# another role, isn’t looked at twice.
BUILT = """() => {
    const built = each => each.matches(".inner-menu, .acting") ? "" : [
        each.tagName, each.className, each.type || "", each.getAttribute("role") || "", "(",
        ...new Set([...each.children].map(built)), ")",
    ].join(" ");
    const around = [...document.querySelectorAll(".inner-menu, .acting")].map(each => each.textContent);
    return [built(document.querySelector("main")), "around " + around.join()];
}"""
# Words longer than anybody’s, so that nothing is too narrow for them.
LONG = "Lindenstrasseverwaltungsgesellschaft-Columbus-Northwest"
PASSWORD = "brass kettle on the seventh stair"  # noqa: S105


class Walker(Visitor):
    """A visitor who knows where they are."""

    path = ""

    def _ask(self, method: str, path: str, body: bytes = b"", kind: str = "") -> str:
        self.path = path
        return super()._ask(method, path, body, kind)


@dataclass
class Lived:
    """A demonstration that people have used: its site and store, browsers by role, and addresses by name."""

    browser: Browser
    site: Running
    store: Store
    known: list[dict[str, str]]
    contexts: dict[str, BrowserContext] = field(default_factory=dict)
    pages: dict[str, Page] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    looked_at: set[str] = field(default_factory=set)

    def let_in(self, name: str, cookie: str = "") -> Page:
        """Give somebody a browser, with the cookie of their session."""
        made = visitor(self.browser, self.site, scripts=True, bypass_csp=True)
        if cookie:
            held: Any = {"name": COOKIE, "value": cookie, "url": self.site.base, "httpOnly": True}
            made.add_cookies([held | {"secure": True}])
        self.contexts[name], self.pages[name] = made, made.new_page()
        return self.pages[name]

    def begin(self, user_name: str, **changed: int) -> str:
        """Begin a session for somebody, bent as ``changed`` says; gives its cookie."""
        with self.store.reading():
            account = Account.by_sign(user_name)
        assert account
        now = datetime.now(UTC)
        value, live = sessions.begin(self.store, str(account.id), half=False, browser="", now=now)
        with self.store.writing():
            Session.update(**({"half": False} | changed)).where(Session.token == live.token).execute()
        return value

    def grow_old(self, cookie: str) -> None:
        """Let an hour go by in which a session is not used."""
        with self.store.writing():
            old = Session.update(seen_at=Session.seen_at - 3_600_000_000)
            old.where(Session.token == sessions.digest(cookie)).execute()


@pytest.fixture(scope="module")
def lived(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lived]:
    """Serve a demonstration, have people use it, and give each a browser that is signed in."""
    instance: Path = tmp_path_factory.mktemp("lived") / "instance"
    subprocess.run([PRIVET, "demo", "--instance", instance], check=True, capture_output=True)
    with serving(instance) as site:
        store = open_store(Place(instance, instance / "keys"), datetime.now(UTC).date())
        made = Lived(browser, site, store, json.loads((instance / "demo.json").read_text("utf-8")))
        walkers = {role: Walker(site) for role in ROLES}
        for role, who in demo(instance).items():
            if role in walkers:
                walkers[role].sign_in(who)
                made.let_in(role, walkers[role].cookie)
        made.places = _use(walkers, instance)
        made.let_in("nobody")
        made.let_in("stale", made.begin("yusuf", proved_at=0))
        yield made
        for context in made.contexts.values():
            context.close()
        store.close()


def _use(walkers: dict[str, Walker], instance: Path) -> dict[str, str]:
    """Do what people do, so that lists have something in them; gives where it can be seen."""
    member, office, agent = (walkers[role] for role in ("member", "representative", "agent"))
    places = {
        "refused": _request(member, "name", f"Ana {LONG}"),
        "open": _request(member, "address", f"{LONG}\nColumbus, OH 43004"),
    }
    deciding = places["refused"].replace("corrections", "queue")
    version = _hidden(office.get(deciding), "version")
    office.post(deciding, {"version": version, "decision": "refuse", "reason": "accurate", "note": LONG})
    assert office.status == 200, office.page
    _command(instance, "corrections", "refuse", places["refused"].split("/")[-2], "--reason", "accurate")
    member.get("/account/messages/write")
    told = {"to": "office", "subject": f"About {LONG}", "text": f"Please look at {LONG}{LONG}."}
    member.upload("/account/messages/write", told, "files", files.pdf())
    places["conversation"] = member.path
    _command(instance, "messages", "answer", member.path.split("/")[-1], "--text-file", "-", told=LONG)
    member.get("/account/copy/")
    member.post("/account/copy/", {})
    person = re.search(r'name="person" value="([^"]+)"', agent.get("/account/acting"))
    assert person, agent.page
    agent.post("/account/acting", {"person": person[1]})
    found = re.search(r"/account/corrections/ask/[^/]+/", member.get("/account/corrections/"))
    assert found, member.page
    places |= {"ask": found[0], "decide": places["open"].replace("corrections", "queue")}
    return places | {"disagree": f"{places['refused']}disagree"}


def _request(member: Walker, name: str, new: str) -> str:
    """Ask for a correction; gives the page of it."""
    found = re.search(rf'/account/corrections/ask/[^"/]+/{name}/', member.get("/account/corrections/"))
    assert found, member.page
    seen = _hidden(member.get(found[0]), "seen")
    member.post(found[0], {"new": new, "reason": f"It says {LONG}.", "seen": seen, "enclosure": "y"})
    assert member.status == 200, member.page
    return member.path


def _hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
    assert found, page
    return found[1]


def _command(instance: Path, *words: str, told: str = "") -> None:
    ran = CliRunner().invoke(main, [*words, "--instance", str(instance)], input=told)
    assert ran.exit_code == 0, ran.output


def faults(lived: Lived, page: Page) -> list[str]:
    """Give what is wrong with the page as it is, wide and light, narrow and dark."""
    found = []
    built = page.evaluate(BUILT)
    for width, colours, rules in WAYS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=colours)
        widest = page.evaluate("document.documentElement.scrollWidth")
        wrong = [f"{widest} wide"] if widest > width else []
        if not lived.looked_at.issuperset(built):
            page.evaluate("script => window.axe || eval(script)", Axe().axe_script)
            wrong += page.evaluate(VIOLATIONS, {"resultTypes": ["violations"]} | rules)
        found += [f"{page.url} at {width}, {colours}: {fault}" for fault in wrong]
    lived.looked_at.update(built)
    return found


def links(page: Page) -> list[str]:
    """Give the pages of the secure area to which a page leads."""
    told: list[str] = page.eval_on_selector_all(
        "a[href^='/account/']:not([download])", "found => found.map(each => each.getAttribute('href'))"
    )
    return [address.partition("#")[0].partition("?")[0] for address in told]


@pytest.mark.parametrize("role", ROLES)
def test_axe_finds_nothing_on_any_page_that_a_role_can_walk_to(lived: Lived, role: str) -> None:
    page, wrong = lived.pages[role], []
    waiting, seen = ["/account/"], set()

    while waiting:
        address = waiting.pop(0)
        kind = re.sub(r"[\w-]{20,}", "", address)  # One page of each kind.
        if kind not in seen:
            seen.add(kind)
            answer = page.goto(address)
            assert answer
            assert answer.status == 200, address
            wrong += faults(lived, page)
            waiting += links(page)

    assert not wrong, "\n".join(wrong)
    assert len(seen) >= 9


@dataclass(frozen=True)
class State:
    """What a form shows: who is there, where (in braces: a place), what is typed, and what is pressed."""

    who: str
    where: str
    press: str = ""
    typed: dict[str, str] = field(default_factory=dict)
    tells: str = ""


WRONG = {"user_name": "nobody-there", "password": "wrong wrong wrong"}
BAD_LETTER = {"code": "AAAAA-AAAAA", "month": "2", "day": "29", "year": "1984"}
STATES = {
    "sign in": State("nobody", "/account/sign-in", tells="Sign in to your account"),
    "signed in wrongly": State(
        "nobody", "/account/sign-in", "Go on to the second step", WRONG, "That did not open an account"
    ),
    "code without cookie": State("nobody", "/account/sign-in/code", tells="Why this area needs a cookie"),
    "cookies": State("nobody", "/account/cookies", tells="Why this area needs a cookie"),
    "signed off": State("nobody", "/account/signed-off", tells="You have signed off"),
    "lost": State("nobody", "/account/lost", tells="post"),
    "activate": State("nobody", "/account/activate", tells="letter"),
    "bad letter": State("nobody", "/account/activate", "Go on", BAD_LETTER, "isn’t right"),
    "activation over": State("nobody", "/account/activate?over=yes", tells="letter"),
    "bad correction": State(
        "member", "{ask}birth_date/", "Send the request", {"new": "soon", "reason": "x"}, "look at"
    ),
    "asked already": State(
        "member",
        "{ask}address/",
        "Send the request",
        {"new": f"{LONG}\nColumbus, OH 43004", "reason": "Again."},
        "You asked for this already",
    ),
    "refused": State("member", "{refused}", tells="You may write a statement of disagreement"),
    "disagreeing with nothing": State("member", "{disagree}", "File this statement", {}, "look at"),
    "asked": State("member", "{open}", tells="Your papers by post"),
    "conversation": State("member", "{conversation}", tells=LONG),
    "no message": State("member", "/account/messages/write", "Send", {}, "look at"),
    "no answer": State("member", "{conversation}", "Send", {}, "look at"),
    "revealed": State("member", "/account/record/", "Show in full: Birth date", {}, "in full"),
    "bad address": State(
        "member",
        "/account/record/confidential-address/",
        "Use this address",
        {"address": "x"},
        "as it stands on",
    ),
    "bad e-mail": State(
        "member", "/account/email", "Send a link there", {"address": "a@b"}, "name@example.org"
    ),
    "e-mail asked": State(
        "member", "/account/email", "Send a link there", {"address": f"{LONG}@example.org"}, "on its way"
    ),
    "no such link": State("member", f"/account/email/{LONG}", tells="e-mail"),
    "dead link": State("member", f"/account/email/{LONG}", "Yes, use this address", {}, "e-mail"),
    "bad password": State("member", "/account/security/password", "Change the password", {}, "password"),
    "bad user name": State(
        "member", "/account/security/user-name", "Change the user name", {"user_name": "x"}, "user name"
    ),
    "bad code of an app": State("member", "/account/security/app", "Add the app", {"code": "1"}, "app"),
    "recovery codes": State("dependent", "/account/security/codes", "Make the codes", {}, "codes"),
    "statement": State("member", "/account/statement", tells="statement"),
    "not found": State("member", "/account/messages/nothing", tells="We have no page"),
    "no way in": State("clerk", "/account/record/", tells="not"),
    "search": State("representative", "/account/members/", "Search", {"entered": "zzz"}, "Members"),
    "deciding": State("representative", "{decide}", tells="What do you decide?"),
    "nothing decided": State("representative", "{decide}", "Decide", {}, "Please choose what you decide"),
    "acting": State("agent", "/account/record/", tells="You act for"),
    "confirm": State("stale", "/account/email", tells="Code"),
    "wrong code": State("stale", "/account/email", "Go on", {"code": "000000"}, "not a code that works now"),
}


def bring(page: Page, state: State, places: dict[str, str]) -> None:
    """Bring a page into a state."""
    page.goto(state.where.format(**places))
    if state.press:
        form = page.locator("main form:not(.secure-bar form)").filter(
            has=page.get_by_role("button", name=state.press, exact=True)
        )
        for name, text in state.typed.items():
            form.locator(f"[name='{name}']").fill(text)
        with page.expect_navigation():
            form.get_by_role("button", name=state.press, exact=True).click()
    assert state.tells in page.locator("main").inner_text(), page.locator("main").inner_text()


@pytest.mark.parametrize("name", STATES)
def test_axe_finds_nothing_on_what_forms_show(lived: Lived, name: str) -> None:
    state = STATES[name]
    page = lived.pages[state.who]
    bring(page, state, lived.places)

    wrong = faults(lived, page)

    assert not wrong, "\n".join(wrong)


def test_axe_finds_nothing_on_the_steps_from_a_letter_into_the_account(lived: Lived) -> None:
    with lived.store.reading():
        harold = Person.by_number("A-1004")
        assert harold
        person, born = str(harold.id), date.fromisoformat(harold.birth_date)
    account = activation.ensure_account(lived.store, person)
    code = activation.issue(lived.store, "command", account, "activate", datetime.now(UTC)).code
    page = lived.let_in("beginner")

    page.goto("/account/activate")
    for name, text in {"code": code, "month": born.month, "day": born.day, "year": born.year}.items():
        page.locator(f"[name='{name}']").fill(str(text))
    wrong = _next(lived, page, "Go on")
    wrong += _next(lived, page, "Go on")  # With a fault: nothing was typed.
    page.locator("[name='user_name']").fill("harold.p")
    page.locator("[name='password']").fill(PASSWORD)
    wrong += _next(lived, page, "Go on")
    key = page.locator("code.key").inner_text().replace(" ", "")
    page.locator("form:has([name='secret']) [name='code']").fill(pyotp.TOTP(key).now())
    wrong += _next(lived, page, "Add the app")
    wrong += _next(lived, page, "Show me the codes")
    wrong += _next(lived, page, "I have them on paper: go to my account")

    assert page.locator("h1").inner_text() == "Your account"
    assert not wrong, "\n".join(wrong)


def _next(lived: Lived, page: Page, words: str) -> list[str]:
    with page.expect_navigation():
        page.get_by_role("button", name=words, exact=True).click()
    return faults(lived, page)


def test_axe_finds_nothing_where_a_form_came_too_late(lived: Lived) -> None:
    """The page for signing in again, the second step, and the form that goes on."""
    who = next(each for each in lived.known if each["user_name"] == "yusuf")
    cookie = lived.begin("yusuf")
    page = lived.let_in("late", cookie)
    page.goto("/account/security/user-name")
    lived.grow_old(cookie)
    wrong = _next(lived, page, "Change the user name")
    assert "What you typed is not lost" in page.locator("main").inner_text()
    page.locator("[name='user_name']").fill(who["user_name"])
    page.locator("[name='password']").fill(who["password"])
    wrong += _next(lived, page, "Go on to the second step")
    page.locator("[name='code']").fill(pyotp.TOTP(who["totp_secret"]).now())
    wrong += _next(lived, page, "Sign in")

    assert page.locator("h1").inner_text() == "Here is your form: go on"
    assert not wrong, "\n".join(wrong)
