"""Preferences and privacy choices as people make them: no script, no cookie, links from real mails."""

import json
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import pikepdf
import pytest
from axe_playwright_python.sync_playwright import Axe
from click.testing import CliRunner
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect

from privet.commands.main import main
from privet.domain import readers, sessions
from privet.domain.languages import translator
from privet.domain.readers import Ask
from privet.storage.accounts import Account
from privet.storage.choices import Choice
from privet.storage.opening import open_store
from privet.storage.place import Place
from privet.storage.readers import Reader
from privet.storage.store import Store
from privet.web.sessions import COOKIE
from tests import mails
from tests import readers as made
from tests.browser.conftest import QUIET, visitor
from tests.browser.test_accessibility import RULES
from tests.browser.test_account_accessibility import COLOURS, VIOLATIONS
from tests.browser.test_paper import printed
from tests.needs import needs
from tests.pdf import text_of
from tests.running import Running, serving

GPC = {"Sec-GPC": "1"}
HONOURED = "Opt-out request honored."
COUNTED = (
    "attempts:",
    "visit_total:",
    "compatibility_total:",
)  # Totals of visits and tries, nobody’s choices.
CAMPAIGN = "---\nsubject: {}\nlanguage: {}\n---\n\n# News\n\nSee [our hours](/contact/).\n"
LONG = "lindenstrasseverwaltungsgesellschaft-columbus-northwest"  # Longer than any word of ours.
WAYS: tuple[tuple[int, Literal["light", "dark"], dict[str, Any]], ...] = (
    (1200, "light", RULES),
    (1200, "dark", COLOURS),
    (360, "light", COLOURS),
    (360, "dark", RULES),
)


@dataclass
class Office:
    """A demonstration that is served, what it keeps, and the mails that it sent."""

    site: Running
    store: Store

    def run(self, *words: str) -> str:
        """Give a command, as the office does."""
        ran = CliRunner().invoke(main, [*words, "--instance", str(self.site.instance)])
        assert ran.exit_code == 0, ran.output
        return ran.output

    def mails_to(self, address: str, count: int = 1) -> list[bytes]:
        """Send what waits, and give the mails to an address; the running site may be at it, too."""
        for _ in range(100):
            self.run("mail", "send")
            raws = [path.read_bytes() for path in (self.site.instance / "mail").glob("*.eml")]
            if len(found := [raw for raw in raws if mails.parsed(raw)["To"] == address]) >= count:
                return found
            time.sleep(0.1)
        pytest.fail("the mail didn’t come")

    def link(self, address: str) -> str:
        """Give the path of the link in the one mail about preferences that went to an address."""
        (raw,) = self.mails_to(address)
        (found,) = (urlsplit(url).path for url in links(raw) if "/preferences/" in url)
        return found

    def asked(self, address: str, *kinds: str) -> str:
        """Ask for mail, or for a link to choose by; gives the link in the mail."""
        readers.ask(self.store, Ask(address, frozenset(kinds)), made.SHOWN, "en", datetime.now(UTC))
        return self.link(address)

    def reader(self, address: str, *kinds: str) -> str:
        """Make a confirmed reader; gives the link that campaigns carry for them."""
        token = self.asked(address, *kinds).split("/")[-2]
        readers.confirm(self.store, token, None, made.SHOWN, datetime.now(UTC))
        return self.lasting(address)

    def lasting(self, address: str) -> str:
        """Give the link that campaigns carry for a reader."""
        with self.store.reading():
            row = Reader.by_address(address)
        assert row
        return made.link(self.store, row.id)

    def kinds(self, address: str) -> frozenset[str]:
        """Say what is sent to an address."""
        found = made.state(self.store, address)
        return found.sent if found else frozenset()

    def kept(self) -> list[str]:
        """Give every row of every table but totals."""
        return [table for table in made.contents(self.store) if not table.startswith(COUNTED)]

    def begin(self, user_name: str) -> Any:
        """Begin a session for somebody; gives their cookie, as a browser takes it."""
        with self.store.reading():
            account = Account.by_sign(user_name)
        assert account
        now = datetime.now(UTC)
        value, _live = sessions.begin(self.store, str(account.id), half=False, browser="", now=now)
        return {"name": COOKIE, "value": value, "url": self.site.base, "httpOnly": True, "secure": True}


def links(raw: bytes) -> list[str]:
    """Give every address in a mail: its headers, its text and its HTML."""
    heads = " ".join(str(value) for value in mails.parsed(raw).values())
    text = " ".join((heads, mails.part(raw, "plain"), mails.part(raw, "html")))
    return sorted({url.rstrip(".,)") for url in re.findall(r"https?://[^\s<>\"]+", text)})


@contextmanager
def refusing_cookies(playwright: Playwright, site: Running, folder: Path) -> Iterator[Page]:
    """Give the page of a browser whose owner blocked cookies and JavaScript; nothing may go elsewhere."""
    needs("chromium")
    settings = folder / "Default" / "Preferences"
    settings.parent.mkdir(parents=True)
    settings.write_text(json.dumps({"profile": {"default_content_setting_values": {"cookies": 2}}}))
    context: BrowserContext = playwright.chromium.launch_persistent_context(
        folder,
        executable_path=shutil.which("chromium"),
        args=QUIET,
        base_url=site.base,
        ignore_https_errors=True,
        java_script_enabled=False,
        viewport={"width": 360, "height": 800},
    )
    context.set_default_timeout(20_000)
    asked: list[str] = []
    cookies: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    context.on("response", lambda answer: cookies.extend({"set-cookie"} & answer.headers.keys()))
    yield context.new_page()
    assert not context.cookies(), "a page set a cookie"
    assert not cookies, "a page tried to set a cookie"
    context.close()
    assert not [url for url in asked if not url.startswith((site.base, "data:"))], "asked another host"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Serve a demonstration."""
    instance = tmp_path_factory.mktemp("preferences") / "instance"
    ran = CliRunner().invoke(main, ["demo", "--instance", str(instance)])
    assert ran.exit_code == 0, ran.output
    with serving(instance) as site:
        store = open_store(Place(instance, instance / "keys"), datetime.now(UTC).date())
        yield Office(site, store)
        store.close()


@pytest.fixture
def refuser(playwright: Playwright, office: Office, tmp_path: Path) -> Iterator[Page]:
    """Give the page of somebody with JavaScript off and cookies blocked."""
    with refusing_cookies(playwright, office.site, tmp_path / "profile") as page:
        yield page


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


@pytest.mark.promise("P32", "P33")
def test_visitor_asks_for_mail_confirms_it_and_turns_it_off_by_a_link(refuser: Page, office: Office) -> None:
    """P32, P33: nothing is on before the link in a real mail is confirmed; off is off at once."""
    address = "ana.visits@example.org"
    refuser.goto("/preferences/")
    refuser.get_by_label("E-mail address").first.fill(address)
    chosen = refuser.locator("#mail input[type=radio]")
    assert not any(each.is_checked() for each in chosen.all()), "nothing is chosen beforehand"
    refuser.locator("#mail-educational-on").check()
    refuser.locator("#mail-promotional-off").check()
    refuser.get_by_role("button", name="Save these choices").click()

    heading(refuser, "We have noted your choices")
    assert address not in refuser.url + refuser.content()
    link = office.link(address)
    assert office.kinds(address) == set()
    refuser.goto(link)
    heading(refuser, "Shall we send you this?")
    assert office.kinds(address) == set()
    refuser.get_by_role("button", name="Yes, send it").click()
    assert office.kinds(address) == {"educational"}
    assert re.findall(r"is (?:not )?sent\.", refuser.locator("main").inner_text()).count("is sent.") == 1
    assert address not in refuser.content()

    refuser.goto(office.lasting(address))
    expect(refuser.locator("#mail-educational-on")).to_be_checked()
    expect(refuser.locator("#mail-promotional-off")).to_be_checked()
    refuser.locator("#mail-educational-off").check()
    refuser.get_by_role("button", name="Save these choices").click()
    assert "is sent." not in refuser.locator("main").inner_text()
    assert office.kinds(address) == set()
    refuser.goto(link)
    heading(refuser, "This link opens nothing here")


@pytest.fixture(scope="module")
def mailed(office: Office, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[bytes]]:
    """Send a campaign to one reader, and give the mails by address: theirs, and one that waits for a yes."""
    reader, waiting = "reader@mailed.example", "waiting@mailed.example"
    office.reader(reader, "informational")
    office.asked(waiting, "promotional")
    files = []
    for language, subject in (("en", "News of the office"), ("es", "Noticias")):
        files.append(tmp_path_factory.getbasetemp() / f"news.{language}.md")
        files[-1].write_text(CAMPAIGN.format(subject, language), "utf-8")
    told = office.run("campaigns", "add", *map(str, files), "--kind", "informational")
    found = re.search(r"Kept (\S+),", told)
    assert found
    office.run("campaigns", "start", found[1], "--yes")
    return {reader: office.mails_to(reader, 2), waiting: office.mails_to(waiting)}


@pytest.mark.promise("P32", "P33")
def test_programs_that_open_every_link_of_every_mail_change_nothing(
    browser: Browser, office: Office, mailed: dict[str, list[bytes]]
) -> None:
    """P32, P33: by GET and HEAD, and again; then one POST stops everything."""
    every = {url for raws in mailed.values() for raw in raws for url in links(raw)}
    context = visitor(browser, office.site)
    before = office.kept()

    for url in sorted(every):
        there = urlsplit(url)
        path = there.path + (f"?{there.query}" if there.query else "")
        for more in ({}, {"Sec-Purpose": "prefetch"}, {"Accept": "*/*", "User-Agent": "LinkScanner/1.0"}):
            for ask in (context.request.get, context.request.head):
                answer = ask(path, headers=more)
                assert answer.status in {200, 404}, path  # A confirmed link is used up.
                assert "set-cookie" not in answer.headers

    assert {"unsubscribe", "confirm"} <= {word for url in every for word in url.split("/")}
    assert office.kept() == before
    assert office.kinds("reader@mailed.example") == {"informational"}
    (campaign,) = (raw for raw in mailed["reader@mailed.example"] if b"\r\nList-Unsubscribe: <" in raw)
    stop = urlsplit(str(mails.parsed(campaign)["List-Unsubscribe"]).strip("<>")).path
    assert context.request.post(stop, form={"List-Unsubscribe": "One-Click"}).status == 200
    assert office.kinds("reader@mailed.example") == set()
    context.close()


@pytest.mark.promise("P32")
def test_person_at_the_unsubscribe_link_presses_one_button(refuser: Page, office: Office) -> None:
    """P32: the page asks first, and one button ends all of it."""
    address = "stop@example.org"
    refuser.goto(f"{office.reader(address, 'informational', 'promotional')}unsubscribe")
    assert office.kinds(address) == {"informational", "promotional"}

    refuser.get_by_role("button", name="Stop all of it").click()

    heading(refuser, "We send you nothing optional any more")
    assert office.kinds(address) == set()


@pytest.mark.promise("P28")
def test_privacy_choices_are_two_clicks_from_the_home_page_and_can_be_looked_up(
    refuser: Page, office: Office
) -> None:
    """P28: a link in the foot and one button; the reference finds it later, and stands in no address."""
    asked: list[str] = []
    refuser.on("request", lambda request: asked.append(request.url))
    refuser.goto("/")
    refuser.get_by_role("contentinfo").get_by_role("link", name="Your privacy choices").click()
    assert refuser.url.endswith("/preferences/#choices")
    refuser.locator("#choices ~ form #email").fill("sarah.oneil@example.org")
    refuser.get_by_role("button", name="Send all of these").click()

    heading(refuser, "We have your choice")
    expect(refuser.locator("main .panel li")).to_have_count(6)
    code = refuser.locator("main .number").inner_text()
    refuser.get_by_role("link", name="What became of a choice").click()
    refuser.get_by_label("Reference").fill(code.lower())
    refuser.get_by_role("button", name="Show what became of it").click()
    expect(refuser.get_by_role("status")).to_contain_text("Carried out")
    expect(refuser.get_by_role("status").get_by_role("listitem")).to_have_count(6)
    assert not [url for url in asked if code.casefold() in url.casefold()]


@pytest.mark.promise("P28")
def test_choice_for_nobody_stores_nothing_and_says_so(refuser: Page, office: Office) -> None:
    """P28: what was ticked stays ticked, and the page offers other ways."""
    before = office.kept()
    refuser.goto("/preferences/")
    refuser.locator("#refuse-sale").check()
    refuser.get_by_role("button", name="Send what I ticked").click()

    expect(refuser.get_by_role("status")).to_contain_text("We stored nothing")
    expect(refuser.locator("#refuse-sale")).to_be_checked()
    expect(refuser.locator("#refuse-use")).not_to_be_checked()
    assert office.kept() == before


@pytest.mark.promise("P28")
def test_signal_is_told_on_the_page_and_in_the_foot_and_leaves_nothing(
    browser: Browser, office: Office
) -> None:
    """P28: without a click, a cookie or a row; without the signal nothing of it is said."""
    context = visitor(browser, office.site, extra_http_headers=GPC)
    cookies: list[str] = []
    context.on("response", lambda answer: cookies.extend({"set-cookie"} & answer.headers.keys()))
    page, plain = context.new_page(), visitor(browser, office.site)
    before = office.kept()
    for address in ("/", "/contact/", "/privacy/", "/preferences/status/", "/nowhere"):
        page.goto(address)
        expect(page.get_by_role("contentinfo")).to_contain_text(HONOURED)
    page.get_by_role("contentinfo").get_by_role("link", name="What it does here").click()

    assert page.url.endswith("/preferences/#signal")
    expect(page.locator("#signal")).to_be_in_viewport()
    expect(page.locator("#signal h3")).to_contain_text("opt-out request honored")
    assert not context.cookies()
    assert not cookies
    assert office.kept() == before
    other = plain.new_page()
    other.goto("/preferences/")
    expect(other.get_by_text(HONOURED)).to_have_count(0)
    expect(other.locator("#signal")).to_contain_text("It sends no signal at this moment")
    context.close()
    plain.close()


@pytest.mark.promise("P28")
def test_signal_of_a_member_is_recorded_and_stays_without_it(browser: Browser, office: Office) -> None:
    """P28: noted on whichever page comes first, shown with its way, and in force in another browser."""
    context = visitor(browser, office.site, extra_http_headers=GPC)
    context.add_cookies([office.begin("ines")])
    page = context.new_page()
    page.goto("/account/")
    page.goto("/account/preferences/")
    row = page.locator("section:has(#history) tbody tr")
    expect(row).to_have_count(1)
    for words in ("Don’t sell or share my information", "in force", "by your browser’s signal"):
        expect(row).to_contain_text(words)
    expect(page.locator("#signal")).to_contain_text("It stands with your record")
    expect(page.locator("#sale-yes")).to_be_disabled()

    later = visitor(browser, office.site)
    later.add_cookies([office.begin("ines")])
    page = later.new_page()
    page.goto("/account/preferences/")
    expect(page.locator("#sale-no")).to_be_checked()
    expect(page.locator("section:has(#history) tbody tr")).to_have_count(1)
    with office.store.reading():
        assert [(made.topic, made.way) for made in Choice.select().where(Choice.way == "signal")] == [
            ("sale", "signal")
        ]
    context.close()
    later.close()


@pytest.mark.promise("P28")
@pytest.mark.parametrize("locale", ["en-US", "es-US"])
def test_confirmation_of_choices_prints_on_two_pages_at_most(
    browser: Browser, office: Office, locale: str
) -> None:
    """P28: who printed it holds the reference, the time, and what was asked."""
    needs("pdftotext")
    context = visitor(browser, office.site, locale=locale)
    page = context.new_page()
    page.goto("/preferences/")
    page.locator("#choices ~ form #number").fill("A-0000")
    page.locator("button[name=refuse][value=all]").click()
    code = page.locator("main .number").inner_text()
    asked = page.locator("main .panel li").all_inner_texts()

    for paper in ("Letter", "A4"):
        pdf = printed(page, paper)
        text = " ".join(text_of(pdf).split())
        with pikepdf.open(BytesIO(pdf)) as opened:
            assert len(opened.pages) <= 2
        assert code in text
        assert len(asked) == 6
        assert all(words in text for words in asked)
    page.emulate_media(media="print")
    expect(page.locator("main .number")).to_be_visible()
    expect(page.get_by_role("navigation")).to_be_hidden()
    context.close()


@dataclass(frozen=True)
class State:
    """Where somebody is, what they type, tick and press, and which heading and element then stand there."""

    where: str
    heading: str
    press: str = ""
    typed: dict[str, str] = field(default_factory=dict)
    ticked: tuple[str, ...] = ()
    shows: str = "main"
    signal: bool = False


MAIL, CHOICES = "form[action*='/preferences/mail']", "form[action*='/preferences/choices']"
ALL = f"{CHOICES} button[value=all]"
STATUS = "form[action*='/preferences/status/']"
SAVE = "button:not([name])"
INDEX, DONE, CHOICE = "Your preferences", "We have noted your choices", "Your privacy choices"
KINDS = ("#mail-informational-on", "#mail-promotional-off")
PUBLIC = {
    "index": State("/preferences/", INDEX),
    "index with a signal": State("/preferences/", INDEX, shows="#signal", signal=True),
    "bad address": State(
        "/preferences/", INDEX, f"{MAIL} {SAVE}", {"#mail-address": f"{LONG}@{LONG}"}, KINDS, "#faults"
    ),
    "kinds chosen": State(
        "/preferences/",
        DONE,
        f"{MAIL} {SAVE}",
        {"#mail-address": f"{LONG}@done.example"},
        KINDS,
    ),
    "nothing at all": State(
        "/preferences/", DONE, f"{MAIL} button[name=nothing]", {"#mail-address": "none@done.example"}
    ),
    "by a link": State("{link}", "What we send you", shows="#mail-educational-on:checked"),
    "saved by a link": State(
        "{link}", "", f"main {SAVE}", {}, ("#mail-informational-off", "#mail-promotional-on")
    ),
    "to confirm": State("{confirm}", "Shall we send you this?"),
    "to choose": State("{choose}", "What we send you"),
    "confirmed": State("{confirm-too}", "", "main button[name=yes]"),
    "unsubscribe": State("{stop}unsubscribe", "Stop our mails?"),
    "stopped": State("{stop}unsubscribe", "We send you nothing optional any more", "main button"),
    "unknown link": State(f"/preferences/{'x' * 43}/", "This link opens nothing here"),
    "nothing ticked": State(
        "/preferences/", CHOICE, f"{CHOICES} {SAVE}", {"#email": f"{LONG}@"}, (), ".summary"
    ),
    "nobody": State("/preferences/", CHOICE, ALL, shows="[role=status]"),
    "nobody with a signal": State("/preferences/", CHOICE, ALL, shows="#signal", signal=True),
    "choices sent": State(
        "/preferences/", "We have your choice", ALL, {"#email": f"{LONG}@done.example"}, (), ".number"
    ),
    "status": State("/preferences/status/", "What became of a choice"),
    "unknown reference": State(
        "/preferences/status/",
        "What became of a choice",
        f"{STATUS} button",
        {"#reference": LONG},
        (),
        "[role=alert]",
    ),
    "carried out": State(
        "/preferences/status/",
        "What became of a choice",
        f"{STATUS} button",
        {"#reference": "{applied}"},
        (),
        "[role=status]",
    ),
    "looked for": State(
        "/preferences/status/",
        "What became of a choice",
        f"{STATUS} button",
        {"#reference": "{waiting}"},
        (),
        "[role=status]",
    ),
}
MAILS, CHOSEN = "form[action*='/account/preferences/mail']", "form[action*='/account/preferences/choices']"
PERSONAL = {
    "preferences": State("/account/preferences/", INDEX),
    "mail saved": State(
        "/account/preferences/",
        INDEX,
        f"{MAILS} {SAVE}",
        {},
        ("#mail-educational-paper",),
        "#done",
    ),
    "choices saved": State("/account/preferences/", INDEX, f"{CHOSEN} button[name=all]", shows="#done"),
    "choices taken back": State(
        "/account/preferences/", INDEX, f"{CHOSEN} {SAVE}", {}, ("#sale-yes", "#use-yes"), "#done"
    ),
    "signal against a choice": State("/account/preferences/", INDEX, shows=".panel.warning", signal=True),
    "to close": State("/account/preferences/online", "Close the online features?"),
    "closed": State(
        "/account/preferences/online", "The online features are closed", "main button[name=collect]"
    ),
    "preferences while closed": State("/account/preferences/", INDEX, shows=".panel.warning"),
    "opened again": State("/account/closed", INDEX, "main button[value=yes]", shows="#done"),
}


def bring(page: Page, state: State, places: dict[str, str], language: str) -> None:
    """Bring a page into a state, in the language of the browser, and see that it is that one."""
    page.set_extra_http_headers(GPC if state.signal else {})
    page.goto(state.where.format_map(places))
    for selector in state.ticked:
        page.locator(selector).check()
    for selector, text in state.typed.items():
        page.locator(selector).fill(text.format_map(places))
    if state.press:
        with page.expect_navigation():
            page.locator(state.press).first.click()
    expect(page.locator("html")).to_have_attribute("lang", language)
    if state.heading:
        heading(page, translator(language).gettext(state.heading))
    expect(page.locator(state.shows).first).to_be_visible()


def faults(page: Page, name: str) -> list[str]:
    """Give what is wrong with a page as it is, wide and narrow, light and dark."""
    found = []
    for width, scheme, rules in WAYS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        page.evaluate("script => window.axe || eval(script)", Axe().axe_script)
        wrong = page.evaluate(VIOLATIONS, {"resultTypes": ["violations"]} | rules)
        widest = page.evaluate("document.documentElement.scrollWidth")
        wrong += [f"{widest} wide"] if widest > width else []
        found += [f"{name} at {width}, {scheme}: {fault}" for fault in wrong]
    return found


@dataclass(frozen=True)
class Looker:
    """Somebody whose browser speaks a language and lets the checker run, with the places that are theirs."""

    page: Page
    language: str
    places: dict[str, str]

    def faults(self, states: dict[str, State]) -> list[str]:
        """Go through states one after the other; gives what is wrong with them."""
        found = []
        for name, state in states.items():
            bring(self.page, state, self.places, self.language)
            found += faults(self.page, name)
        return found


@contextmanager
def looking(browser: Browser, site: Running, language: str, **places: str) -> Iterator[Looker]:
    """Give somebody who looks at pages in a language."""
    context = visitor(browser, site, scripts=True, bypass_csp=True, locale=f"{language}-US")
    yield Looker(context.new_page(), language, places)
    context.close()


@pytest.mark.parametrize("language", ["en", "es"])
def test_axe_finds_nothing_on_any_page_of_the_preferences(
    browser: Browser, office: Office, language: str
) -> None:
    def at(name: str) -> str:
        return f"{name}.{language}@axe.example"

    with looking(browser, office.site, language) as looker:
        looker.places.update(
            {
                "link": office.reader(at("link"), "informational", "educational"),
                "stop": office.reader(at("stop"), "informational"),
                "confirm": office.asked(at("confirm"), "informational", "promotional"),
                "confirm-too": office.asked(at("confirm-too"), "educational"),
                "choose": office.asked(at("choose")),
            }
        )
        for name, typed in {
            "applied": {"#number": "A-0000"},
            "waiting": {"#name": f"Ana {LONG}", "#postal": f"{LONG}\nColumbus, OH 43004"},
        }.items():
            sent = State("/preferences/", "We have your choice", ALL, typed)
            bring(looker.page, sent, looker.places, language)
            looker.places[name] = looker.page.locator("main .number").inner_text()
        wrong = looker.faults(PUBLIC)
        assert looker.page.context.cookies() == []

    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("language", ["en", "es"])
def test_axe_finds_nothing_on_the_preferences_of_a_member(
    browser: Browser, office: Office, language: str
) -> None:
    """With choices saved, taken back, held by a signal, and with the online features closed."""
    with looking(browser, office.site, language) as looker:
        looker.page.context.add_cookies([office.begin({"en": "ana", "es": "yusuf"}[language])])
        wrong = looker.faults(PERSONAL)

    assert not wrong, "\n".join(wrong)
