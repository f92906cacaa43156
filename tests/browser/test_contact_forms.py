"""The contact page as people use it: no script, no cookie; what must not be sent isn’t kept or repeated."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from privet.storage.contacts import Contact
from privet.storage.opening import open_store
from privet.storage.place import Place
from privet.storage.store import Store
from tests.browser.test_preferences import LONG, State, heading, looking, refusing_cookies
from tests.running import Running, serving

SSN = "900-12-4417"  # No real one begins with a nine.
CALL, QUESTION = "form[action*='call-back'] button", "form[action*='question'] button"
NAMED = {"#callback-name": "Ana", "#callback-reach": "614-555-0187"}
ASKED = {"#question-name": "Ana", "#question-reach": "ana@example.org"}
STATES = {
    "clean": State("/contact/", "Contact us by phone, by post or by form"),
    "call back": State("/contact/call-back", "Have us call you"),
    "question": State("/contact/question", "Ask a question"),
    "nothing filled in": State("/contact/", "Have us call you", CALL, {}, (), ".summary"),
    "no question": State(
        "/contact/", "Ask a question", QUESTION, ASKED | {"#question-name": LONG}, (), ".summary"
    ),
    "refused": State(
        "/contact/",
        "Ask a question",
        QUESTION,
        ASKED | {"#question-text": f"{LONG} {SSN}"},
        (),
        "[aria-labelledby=safe-ways]",
    ),
    "call asked": State("/contact/", "Your request has arrived", CALL, NAMED),
    "question asked": State(
        "/contact/", "Your question has arrived", QUESTION, ASKED | {"#question-text": LONG}
    ),
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Running, Store]]:
    """Give a site of its own, since few requests are taken from one network in an hour, and what it keeps."""
    instance = tmp_path_factory.mktemp("contact") / "instance"
    instance.mkdir()
    with serving(instance) as site:
        store = open_store(Place(instance, instance / "keys"), datetime.now(UTC).date())
        yield site, store
        store.close()


@pytest.fixture
def refuser(playwright: Playwright, desk: tuple[Running, Store], tmp_path: Path) -> Iterator[Page]:
    """Give the page of somebody with JavaScript off and cookies blocked."""
    with refusing_cookies(playwright, desk[0], tmp_path / "profile") as page:
        yield page


def kept(store: Store) -> list[tuple[str, str, str]]:
    with store.reading():
        return [(row.kind, row.name, row.reach) for row in Contact.select().order_by(Contact.asked_at)]


@pytest.mark.promise("P35")
def test_visitor_asks_to_be_called_and_hears_by_when(refuser: Page, desk: tuple[Running, Store]) -> None:
    """P35: a name, a number and a time are all there is to fill in."""
    before = kept(desk[1])
    refuser.goto("/")
    refuser.get_by_role("navigation").get_by_role("link", name="Contact").click()
    form = refuser.locator("form", has=refuser.get_by_role("button", name="Ask to be called"))
    expect(form.locator("input, textarea, select")).to_have_count(3)
    form.get_by_label("Your name").fill("Theo Brandt")
    form.get_by_label("How to reach you").fill("614-555-0187")
    form.get_by_label("Best time").fill("weekdays after four")
    form.get_by_role("button").click()

    heading(refuser, "Your request has arrived")
    expect(refuser.locator("main")).to_contain_text("You hear from us by")
    assert "Brandt" not in refuser.url + refuser.content()
    assert kept(desk[1]) == [*before, ("callback", "Theo Brandt", "614-555-0187")]


@pytest.mark.promise("P26", "P35")
def test_social_security_number_is_refused_and_not_repeated(
    refuser: Page, desk: tuple[Running, Store]
) -> None:
    """P26, P35: the page says why, offers where it is safe, and keeps the rest of the form."""
    before = kept(desk[1])
    refuser.goto("/contact/")
    form = refuser.locator("form", has=refuser.get_by_role("button", name="Send the question"))
    form.get_by_label("Your name").fill("Theo Brandt")
    form.get_by_label("How to reach you").fill("theo@example.org")
    form.get_by_label("Your question").fill(f"My number is {SSN}, am I covered?")
    form.get_by_role("button").click()

    fault = refuser.locator("#question-text-fault")
    expect(fault).to_contain_text("This looks like a social security number.")
    expect(fault).to_contain_text("We didn’t keep it, and it isn’t repeated here.")
    assert not [part for part in (SSN, "4417", "am I covered") if part in refuser.content()]
    expect(refuser.get_by_label("Your question")).to_have_value("")
    expect(refuser.get_by_label("Your name")).to_have_value("Theo Brandt")
    offers = refuser.get_by_role("region", name="Where you can safely say it").get_by_role("link")
    addresses = [each.get_attribute("href") or "" for each in offers.all()]
    assert [each.partition("?")[0] for each in addresses[:2]] == ["/account/messages/write", "/mail-in/"]
    assert addresses[2].startswith("tel:")
    assert kept(desk[1]) == before

    refuser.get_by_role("alert").get_by_role("link").click()
    assert refuser.url.endswith("#question-text")
    refuser.get_by_label("Your question").fill("Is the October shot free?")
    refuser.get_by_role("button", name="Send the question").click()
    heading(refuser, "Your question has arrived")
    assert kept(desk[1]) == [*before, ("question", "Theo Brandt", "theo@example.org")]


@pytest.mark.parametrize("language", ["en", "es"])
def test_axe_finds_nothing_on_the_contact_page_and_its_answers(
    browser: Browser, desk: tuple[Running, Store], language: str
) -> None:
    with looking(browser, desk[0], language) as looker:
        wrong = looker.faults(STATES)
        assert looker.page.context.cookies() == []

    assert not wrong, "\n".join(wrong)
