"""The secure area in a real browser: the keyboard alone, scripts or cookies off, and nothing left of it."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyotp
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect

from tests.browser.conftest import QUIET, visitor
from tests.browser.test_passkeys import DEVICE
from tests.browsing import demo
from tests.running import PRIVET, Running, serving

REASON = "The clerk wrote down another house."
# What has the focus, whether it can be seen there, and where it stands among all that can have it.
FOCUSED = """() => {
    const all = [...document.querySelectorAll(
        "a[href], button, input:not([type=hidden]), select, textarea, summary"
    )].filter(each => each.checkVisibility() && (each.type !== "radio" || each.checked));
    const now = document.activeElement, style = getComputedStyle(now), box = now.getBoundingClientRect();
    return {
        place: all.indexOf(now),
        name: now.name || "",
        text: (now.innerText || "").trim(),
        seen: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2
            && box.right > 0 && box.bottom > 0 && box.top < innerHeight,
    };
}"""
KEPT = """async () => ({
    local: localStorage.length, session: sessionStorage.length, readable: document.cookie,
    caches: (await caches.keys()).length, databases: (await indexedDB.databases()).length,
    workers: (await navigator.serviceWorker.getRegistrations()).length,
})"""


@dataclass
class Demonstration:
    """A running demonstration, and what opens its accounts by role; each code works once."""

    site: Running
    accounts: dict[str, dict[str, str]]

    def code(self, role: str) -> str:
        """Give the code that an app shows now."""
        return pyotp.TOTP(self.accounts[role]["totp_secret"]).now()


@dataclass
class Hands:
    """Somebody with a keyboard and no mouse."""

    page: Page

    def go_to(self, *, text: str = "", name: str = "") -> None:
        """Press Tab until an element has the focus, which must be seen on its way and go down the page."""
        before = self.page.evaluate(FOCUSED)["place"]
        for _ in range(120):
            self.page.keyboard.press("Tab")
            now = self.page.evaluate(FOCUSED)
            assert now["seen"], f"the focus can’t be seen at {now}"
            assert now["place"] == before + 1, f"the focus jumps from {before} to {now}"
            before = now["place"]
            if (text and now["text"] == text) or (name and now["name"] == name):
                return
        pytest.fail(f"the keyboard doesn’t reach {text or name}")

    def follow(self, text: str) -> None:
        """Go to a link or button, and press Enter."""
        self.go_to(text=text)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def write(self, name: str, text: str) -> None:
        """Go to a field, and write."""
        self.go_to(name=name)
        self.page.keyboard.type(text)

    def sign_in(self, there: Demonstration, role: str) -> None:
        """Sign in with password and code."""
        who = there.accounts[role]
        self.page.goto("/account/sign-in")
        self.write("user_name", who["user_name"])
        self.write("password", who["password"])
        self.follow("Go on to the second step")
        self.write("code", there.code(role))
        self.follow("Sign in")
        expect(self.page.locator("h1")).to_have_text("Your account")


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demonstration]:
    """Serve a demonstration."""
    instance: Path = tmp_path_factory.mktemp("demonstration") / "instance"
    subprocess.run([PRIVET, "demo", "--instance", instance], check=True, capture_output=True)
    with serving(instance) as site:
        accounts = demo(instance)
        whole = json.loads((instance / "demo.json").read_text("utf-8"))
        accounts["other member"] = next(each for each in whole if each["user_name"] == "yusuf")
        yield Demonstration(site, accounts)


def own(**more: Any) -> dict[str, Any]:
    """Give what a browser is launched with that keeps pages for going back, as people’s browsers do."""
    quiet = {"executable_path": shutil.which("chromium"), "args": QUIET}
    return quiet | {"ignore_default_args": ["--disable-back-forward-cache"]} | more


def test_a_member_does_everything_with_the_keyboard_alone(there: Demonstration, browser: Browser) -> None:
    """JavaScript is off: in, a correction, a message, out; the focus is seen, and goes down each page."""
    context = visitor(browser, there.site, width=360, reduced_motion="reduce")
    page = context.new_page()
    hands = Hands(page)
    hands.sign_in(there, "member")

    hands.follow("Corrections")
    hands.follow("Address")
    hands.write("new", "14 Juniper Lane\nColumbus, OH 43004")
    hands.write("reason", REASON)
    hands.go_to(name="enclosure")
    page.keyboard.press("Space")
    hands.follow("Send the request")
    main = page.locator("main")
    for words in ("14 Juniper Lane", REASON, "Your papers by post"):
        expect(main).to_contain_text(words)

    page.goto("/account/messages/")
    hands.follow("Write a message")
    hands.go_to(name="to")
    page.keyboard.press("ArrowDown")
    assert page.locator("[name='to']:checked").get_attribute("value") == "representative"
    page.keyboard.press("ArrowUp")
    hands.write("subject", "A question")
    hands.write("text", "When will you write?")
    hands.follow("Send")
    expect(page.locator(".message")).to_contain_text("When will you write?")

    hands.follow("Sign off")
    expect(page.locator("h1")).to_have_text("You have signed off")
    assert context.cookies() == []
    context.close()


@pytest.mark.promise("P11")
def test_a_passkey_made_and_used_alone_without_a_mouse(there: Demonstration, browser: Browser) -> None:
    """P11: in with password and code, a passkey is made; out, and in again by the passkey alone."""
    context = visitor(browser, there.site, width=360, reduced_motion="reduce", scripts=True)
    page = context.new_page()
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    hands = Hands(page)
    hands.sign_in(there, "other member")
    page.goto("/account/security/passkey")
    hands.write("name", "my phone")
    hands.follow("Make the passkey")
    page.wait_for_url("**/account/security/?done=added")
    expect(page.locator("main")).to_contain_text("Passkey: my phone")
    hands.follow("Sign off")
    assert context.cookies() == []

    hands.follow("Sign in again")
    hands.follow("Sign in with a passkey")
    page.wait_for_url("**/account/")

    expect(page.locator("h1")).to_have_text("Your account")
    context.close()


@pytest.mark.promise("P16")
def test_nothing_is_left_in_the_browser_after_signing_off(
    there: Demonstration, playwright: Playwright
) -> None:
    """P16: no cookie, nothing stored, and Back shows nothing, though the browser keeps pages for it."""
    launched = playwright.chromium.launch(**own())
    context = visitor(launched, there.site, scripts=True)
    page = context.new_page()
    Hands(page).sign_in(there, "former")
    (cookie,) = context.cookies()
    assert cookie["name"] == "__Host-privet"
    assert cookie["httpOnly"]
    assert cookie["secure"]
    assert cookie["expires"] == -1
    for address in ("/account/record/", "/account/messages/", "/account/security/"):
        page.goto(address)
    expect(page.locator("main")).to_contain_text("bram")

    page.get_by_role("button", name="Sign off").click()
    expect(page.locator("main")).to_contain_text("The cookie is off")

    assert context.cookies() == []
    assert page.evaluate(KEPT) == {
        "local": 0, "session": 0, "readable": "", "caches": 0, "databases": 0, "workers": 0
    }  # fmt: skip
    for _ in range(4):
        page.go_back()
        expect(page.locator("h1")).to_have_text("Sign in to your account")
        shown = page.content()
        assert not [word for word in ("Castellan", "bram", "Quarry", "7730") if word in shown]
    context.close()
    launched.close()


def test_with_cookies_off_one_plain_page_says_why_and_nothing_loops(
    there: Demonstration, playwright: Playwright, tmp_path: Path
) -> None:
    """The right password leads to the page; it names the other ways, and leads nowhere by itself."""
    settings = tmp_path / "Default" / "Preferences"
    settings.parent.mkdir()
    settings.write_text(json.dumps({"profile": {"default_content_setting_values": {"cookies": 2}}}))
    more = own(base_url=there.site.base, ignore_https_errors=True, java_script_enabled=False)
    context: BrowserContext = playwright.chromium.launch_persistent_context(tmp_path, **more)
    page, pages = context.new_page(), []
    page.on("request", lambda made: pages.append(made.url) if made.is_navigation_request() else None)
    page.goto("/account/record/")
    page.locator("[name='user_name']").fill(there.accounts["representative"]["user_name"])
    page.locator("[name='password']").fill(there.accounts["representative"]["password"])
    page.get_by_role("button", name="Go on to the second step").click()

    expect(page.locator("h1")).to_have_text("Why this area needs a cookie")
    for words in (
        "One cookie, named __Host-privet",
        "When you sign off",
        "1-614-555-0142",
        "Print a request",
    ):
        expect(page.locator("main")).to_contain_text(words)
    page.wait_for_timeout(500)
    walked = [url.removeprefix(there.site.base).partition("?")[0] for url in pages]
    assert walked == [
        "/account/record/",
        "/account/sign-in",
        "/account/sign-in",
        "/account/sign-in/code",
        "/account/cookies",
    ]
    assert context.cookies() == []
    context.close()


def test_everything_but_passkeys_works_without_javascript(there: Demonstration, browser: Browser) -> None:
    """A birth date is shown in full, a copy made and fetched, codes made, and the user name changed."""
    context = visitor(browser, there.site, width=360, reduced_motion="reduce")
    page = context.new_page()
    Hands(page).sign_in(there, "dependent")

    def press(words: str, heading: str = "") -> None:
        page.get_by_role("button", name=words, exact=True).click()
        if heading:
            expect(page.locator("h1")).to_have_text(heading)

    page.goto("/account/record/")
    press("Show in full: Birth date", "Shown in full: Birth date")
    page.goto("/account/copy/")
    press("Make a copy", "A copy of everything we hold")
    with page.expect_download() as started:
        press("Download the document (PDF)")
    assert started.value.suggested_filename == "copy-of-everything.pdf"
    page.goto("/account/security/codes")
    press("Make the codes", "Your recovery codes")
    expect(page.locator(".recovery-codes li")).to_have_count(10)
    page.goto("/account/security/user-name")
    page.locator("[name='user_name']").fill("ines.r")
    press("Change the user name", "Security")
    page.goto("/account/security/passkey")
    expect(page.locator("[data-without-passkeys]")).to_be_visible()
    press("Sign off", "You have signed off")
    context.close()
