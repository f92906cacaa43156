"""A visit as a person makes it: JavaScript off, cookies refused, narrow and wide."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.needs import needs
from tests.pdf import text_of

PLACES = ("/", "/contact/", "/search/?q=plan", "/consumer/who-may-see-your-record/")


@pytest.mark.promise("P6", "P30")
def test_visitor_chooses_fills_in_and_holds_a_form(page: Page, download: Path) -> None:
    """P6, P30: from the home page to the printed form, without a script or a cookie."""
    needs("pdftotext")
    page.goto("/")
    page.get_by_role("link", name="Consumer").first.click()
    page.get_by_role("link", name="Send me a copy of my information").click()
    page.get_by_label("Stop sending me e-mail").check()
    page.get_by_label("Where do you live?").select_option("US-CA")
    page.get_by_role("button", name="Go on").click()
    assert "access" not in page.url
    page.get_by_label("Name", exact=True).fill("Seán O'Brien")
    page.get_by_label("Postal address", exact=True).fill("12 Elm Street\nSacramento CA 95814")
    page.get_by_label("What would you like a copy of?").fill("Letters of May")
    with page.expect_download() as started:
        page.get_by_role("button", name="Get the PDF to print").click()
    started.value.save_as(download)

    assert started.value.suggested_filename == "mail-in-request.pdf"
    text = text_of(download.read_bytes())
    for printed in ("Seán O'Brien", "12 Elm Street", "Letters of May", "Stop sending me e-mail"):
        assert printed in text


def test_fault_is_shown_and_mended(page: Page, download: Path) -> None:
    page.goto("/mail-in/form?kind=access")
    page.get_by_label("Last four characters").fill("123456789")
    page.get_by_label("Name", exact=True).fill("Ana Ruiz")
    page.get_by_role("button", name="Get the PDF to print").click()

    expect(page.get_by_role("alert")).to_contain_text("Please look at one thing again")
    page.get_by_role("alert").get_by_role("link").click()
    assert page.url.endswith("#member_last4")
    expect(page.get_by_label("Name", exact=True)).to_have_value("Ana Ruiz")
    page.get_by_label("Last four characters").fill("6789")
    with page.expect_download() as started:
        page.get_by_role("button", name="Get the PDF to print").click()
    started.value.save_as(download)
    assert download.read_bytes().startswith(b"%PDF-")


def test_language_can_be_changed_while_filling_in(page: Page) -> None:
    page.goto("/mail-in/form?kind=access")
    page.get_by_label("Name", exact=True).fill("Ana Ruiz")
    page.get_by_role("button", name="Español").click()

    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect(page.locator("#name")).to_have_value("Ana Ruiz")


def test_choice_can_be_changed_without_losing_what_was_typed(page: Page) -> None:
    page.goto("/mail-in/form?kind=access")
    page.get_by_label("Name", exact=True).fill("Ana Ruiz")
    page.get_by_role("button", name="Change what you ask for").click()
    page.get_by_label("Delete my information").check()
    page.get_by_role("button", name="Go on").click()

    expect(page.locator("#name")).to_have_value("Ana Ruiz")
    expect(page.locator("#details_delete")).to_be_visible()


def test_everything_works_from_the_keyboard(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")


def test_nothing_scrolls_sideways(page: Page) -> None:
    for address in (*PLACES, "/mail-in/", "/mail-in/form?kind=correct", "/global/?place=DE"):
        page.goto(address)
        box = page.locator("body").bounding_box()
        widest = page.locator("main").bounding_box()
        assert box
        assert widest
        width = page.viewport_size["width"] if page.viewport_size else 0
        assert box["width"] <= width
        assert widest["width"] <= width
        for field in page.locator("select, textarea, button, h1, .cards li").all():
            found = field.bounding_box()
            assert found is None or found["x"] + found["width"] <= width, f"{address}: {field}"


def test_page_prints_without_menus(page: Page) -> None:
    page.goto("/consumer/keep-your-information-safe/")
    page.emulate_media(media="print")

    expect(page.get_by_role("navigation")).to_be_hidden()
    expect(page.get_by_text(re.compile("Call us")).first).to_be_visible()


def test_enter_in_a_field_makes_the_form(page: Page) -> None:
    page.goto("/mail-in/form?kind=access")
    page.get_by_label("Last four characters").fill("6789")
    with page.expect_download() as started:
        page.get_by_label("Last four characters").press("Enter")

    assert started.value.suggested_filename == "mail-in-request.pdf"
