"""From the page to paper: the page printed by the browser itself, and what leads to each PDF."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import visitor
from tests.pdf import text_of
from tests.running import Running

WORDS = [f"w{number:04d}" for number in range(1660)]  # As long as a field may be.
PAPERS = [("Letter", "0.4in"), ("A4", "10mm")]


@pytest.mark.promise("P30")
@pytest.mark.parametrize(("paper", "margin"), PAPERS)
def test_p30_printed_page_is_a_letter_with_all_that_was_typed(
    browser: Browser, site: Running, paper: str, margin: str
) -> None:
    context = visitor(browser, site)
    page = context.new_page()
    page.goto("/mail-in/form?kind=access&kind=agent&kind=stop_email&residence=US-CA")
    page.get_by_label("Name", exact=True).fill("Ana María " * 19)
    page.get_by_label("Postal address", exact=True).fill("12 Elm Street\nApt 7\nSacramento CA 95814")
    page.get_by_label("What would you like a copy of?").fill(" ".join(WORDS))
    page.get_by_label("The e-mail address").fill(f"{'ana.maria.' * 12}@example.org")
    page.get_by_label("Which e-mails?").select_option("educational")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))

    text = text_of(printed(page, paper, margin), "-raw")
    context.close()

    assert sent == [], "nothing that was typed leaves the browser"
    assert re.findall(r"w\d{4}", text) == WORDS, "no line is lost, nor cut between two pages"
    flat = "".join(text.split())
    for said in ("Ana María " * 19, "Apt 7", "ana.maria." * 12 + "@example.org", "Educational"):
        assert said.replace(" ", "") in flat
    for said in (
        "PO BOX 4100",
        "Where I live: California",
        "I enclose",
        "penalty of perjury",
        "plain envelope",
    ):
        assert said.replace(" ", "") in flat


def printed(page: Page, paper: str = "Letter", margin: str = "0.4in") -> bytes:
    return page.pdf(format=paper, margin={"top": margin, "right": margin, "bottom": margin, "left": margin})


@pytest.mark.promise("P30")
def test_p30_printed_page_holds_nothing_of_the_screen(browser: Browser, site: Running) -> None:
    context = visitor(browser, site)
    page = context.new_page()
    page.goto("/mail-in/form?kind=stop_email")

    text = text_of(printed(page))
    context.close()

    for shown in ("Get the PDF", "Change what you ask for", "Choose if you like", "You need not write"):
        assert shown not in text
    assert "Signature" not in text, "nobody’s identity is checked for this"
    assert "Questions? Call 1-614-555-0142" in text


def test_blank_and_fillable_forms_come_without_a_choice_in_the_address(page: Page, download: Path) -> None:
    page.goto("/mail-in/?kind=delete")
    for button in ("Blank form", "Form with fields"):
        with page.expect_download() as started:
            page.get_by_role("button", name=button).click()
        started.value.save_as(download)
        assert "Delete my information" in " ".join(text_of(download.read_bytes()).split())
        assert "?" not in started.value.url


def test_what_is_offered_follows_residence_without_a_script(page: Page) -> None:
    page.goto("/mail-in/")
    page.get_by_label("Delete my information").check()
    page.get_by_label("Where do you live?").select_option("DE")
    page.get_by_role("button", name="Show what I can ask for").click()

    expect(page.get_by_label("I object to a use of my information")).to_be_visible()
    expect(page.get_by_label("Limit use of my sensitive information")).to_have_count(0)
    expect(page.get_by_label("Delete my information")).to_be_checked()
    assert "DE" not in page.url


def test_envelope_can_be_printed_from_the_same_page(page: Page, download: Path) -> None:
    page.goto("/mail-in/form?kind=access")
    page.get_by_label("Name", exact=True).fill("Ana Ruiz")
    with page.expect_download() as started:
        page.get_by_role("button", name="Get an envelope").click()
    started.value.save_as(download)

    assert "Ana Ruiz" in text_of(download.read_bytes())
    expect(page.get_by_label("Name", exact=True)).to_have_value("Ana Ruiz")


def test_somebody_who_is_watched_finds_help_and_a_way_out(page: Page) -> None:
    page.goto("/mail-in/")
    page.get_by_role("link", name="If others may see your screen").click()
    expect(page).to_have_title(re.compile("Help with asking by mail"))
    page.get_by_role("button", name="Go to the form").click()

    assert "confidential" not in page.url
    way_out = page.get_by_role("link", name="Leave this page quickly")
    expect(way_out).to_be_in_viewport()
    assert (way_out.get_attribute("href") or "").startswith("/mail-in/leave")


def test_form_can_be_chosen_filled_in_and_printed_from_the_keyboard(page: Page, download: Path) -> None:
    page.goto("/mail-in/")
    tab_to(page, "#kind-access")
    page.keyboard.press("Space")
    tab_to(page, "form .actions button:not(.quiet)")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Fill in your request")
    tab_to(page, "#name")
    page.keyboard.type("Ana Ruiz")
    tab_to(page, "form .actions button:not(.quiet)")
    with page.expect_download() as started:
        page.keyboard.press("Enter")
    started.value.save_as(download)

    assert "Ana Ruiz" in text_of(download.read_bytes())


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the element has the focus."""
    wanted = page.locator(selector).first
    for _ in range(80):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"{selector} can’t be reached with the Tab key")
