"""Passkeys in a real browser with a device of its own: made, used and refused, with the keyboard alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from privet.domain import factors, sessions
from privet.storage.ids import new_id
from privet.storage.opening import open_store
from privet.storage.place import Place
from privet.storage.store import Store
from privet.web.sessions import COOKIE
from tests import people
from tests.browser.conftest import visitor
from tests.devices import with_app
from tests.running import Running

ADD = "/account/security/passkey"
MAKE, USE = 'form[data-passkey="create"] button', 'form[data-passkey="get"] button'
REFUSED = "status of 401"  # Which Chromium reports as if it were a fault of the page.
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@dataclass
class Visit:
    """A browser with JavaScript on and a device for passkeys, and what the site keeps."""

    base: str
    page: Page
    store: Store
    cdp: Any
    device: str

    def signed_in(self) -> str:
        """Begin a session of a new account; gives the account."""
        account = people.account(self.store, person=people.person(self.store, new_id()), user_name=new_id())
        value, _live = sessions.begin(self.store, account, half=False, browser="", now=datetime.now(UTC))
        self.page.context.add_cookies(
            [{"name": COOKIE, "value": value, "url": self.base, "secure": True, "httpOnly": True}]
        )
        return account

    def offer(self) -> None:
        """Go to the door, and offer the passkey."""
        self.page.goto("/account/sign-in")
        self.press(USE)

    def press(self, selector: str) -> None:
        """Go to an element as people without a mouse do, and press Enter."""
        self.page.keyboard.press("Home")
        for _ in range(80):
            self.page.keyboard.press("Tab")
            if self.page.evaluate("selector => document.activeElement.matches(selector)", selector):
                self.page.keyboard.press("Enter")
                return
        pytest.fail(f"the keyboard doesn’t reach {selector}")


@pytest.fixture
def visit(browser: Browser, site: Running) -> Iterator[Visit]:
    """Give a visit; a script that the browser blocked, or that failed, fails the test."""
    context: BrowserContext = visitor(browser, site, width=320, scripts=True)
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    cdp = context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    device = cdp.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})["authenticatorId"]
    store = open_store(Place(site.instance, site.instance / "keys"), date(2026, 11, 23))
    yield Visit(site.base, page, store, cdp, device)
    store.close()
    context.close()
    assert not [fault for fault in faults if REFUSED not in fault]


@pytest.mark.promise("P11")
def test_a_passkey_is_made_and_signs_in_without_a_mouse(visit: Visit) -> None:
    """Made on the security page; after signing off, it alone opens the door."""
    account = visit.signed_in()
    visit.page.goto(ADD)
    visit.press(MAKE)
    visit.page.wait_for_url("**/account/security/?done=added")
    assert factors.kinds(visit.store, account) == {"passkey"}

    sessions.end_all(visit.store, account)
    visit.page.context.clear_cookies()
    visit.offer()
    visit.page.wait_for_url("**/account/**")

    expect(visit.page.locator(".secure-bar")).to_be_visible()
    (passkey,) = factors.listed(visit.store, account)
    assert passkey.used is not None


@pytest.mark.promise("P11")
def test_a_removed_passkey_opens_nothing(visit: Visit) -> None:
    """The device still has it and offers it; the door stays closed, and the page says what else there is."""
    account = visit.signed_in()
    visit.page.goto(ADD)
    visit.press(MAKE)
    visit.page.wait_for_url("**/account/security/?done=added")
    (passkey,) = factors.listed(visit.store, account)
    with_app(visit.store, account, datetime.now(UTC))
    factors.remove(visit.store, account, passkey.id)
    sessions.end_all(visit.store, account)

    visit.offer()

    expect(visit.page.get_by_role("alert")).to_contain_text("did not open an account")
    visit.page.goto("/account/security/")
    assert "/account/sign-in" in visit.page.url


def test_a_device_that_refuses_leaves_a_plain_message(visit: Visit) -> None:
    """Nothing is sent; the focus is back on the button, and the message is read out."""
    visit.signed_in()
    visit.cdp.send("WebAuthn.setUserVerified", {"authenticatorId": visit.device, "isUserVerified": False})
    visit.page.goto(ADD)
    visit.press(MAKE)

    expect(visit.page.get_by_role("status")).to_contain_text("Nothing was sent")
    assert visit.page.evaluate("selector => document.activeElement.matches(selector)", MAKE)
    assert visit.page.url.endswith(ADD)


def test_a_device_that_has_a_passkey_makes_no_second_one(visit: Visit) -> None:
    """It says so, instead of filling the list with the same device."""
    visit.signed_in()
    visit.page.goto(ADD)
    visit.press(MAKE)
    visit.page.wait_for_url("**/account/security/?done=added")
    visit.page.goto(ADD)
    visit.press(MAKE)

    expect(visit.page.get_by_role("status")).to_contain_text("has a passkey")


def test_without_passkeys_the_page_shows_another_way(visit: Visit) -> None:
    """A browser that doesn’t know them sees no dead button."""
    visit.signed_in()
    visit.page.add_init_script("delete window.PublicKeyCredential")
    visit.page.goto(ADD)

    expect(visit.page.locator(MAKE)).to_be_hidden()
    expect(visit.page.locator("[data-without-passkeys]")).to_be_visible()


def test_without_scripts_the_page_shows_another_way(browser: Browser, site: Running, visit: Visit) -> None:
    """Nor does one whose scripts are off."""
    visit.signed_in()
    context = visitor(browser, site, width=320)
    context.add_cookies(visit.page.context.cookies())  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(ADD)

    expect(page.locator(MAKE)).to_be_hidden()
    expect(page.locator("[data-without-passkeys]")).to_be_visible()
    context.close()
