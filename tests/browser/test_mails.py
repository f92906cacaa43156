"""Mails in a browser: every fixed one and a campaign, dark and light, narrow and large, without a request."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from privet.domain.mail_templates import NAMES
from tests import mails

PAGES_ALONE = {"region", "landmark-one-main"}  # A mail program draws the page around a mail.
DARK = {"color-contrast"}  # It takes the canvas for white; both colours are the browser’s own here.
LONG = "\n\nhttps://www.larkspur.example/a/very/long/path/that/goes/on/and/on/and/on/and/on.html"


def pages() -> dict[str, str]:
    """Give the HTML parts by name."""
    found = {
        f"{name} {language}": mails.part(mails.fixed(name, language)[1].raw, "html")
        for name in NAMES
        for language in ("en", "es")
    }
    prepared = mails.campaign(mails.TEXT + LONG)
    raw = prepared.finished(mails.ID, mails.TO, mails.TOKEN, mails.NOW).raw
    return {**found, "campaign": mails.part(raw, "html")}


@pytest.mark.promise("P27")
@pytest.mark.parametrize("name", pages())
def test_mail_reads_well_and_fetches_nothing(browser: Browser, name: str) -> None:
    """P27: nothing tells us that a mail is read; it fits a telephone, and a screen twice as large."""
    asked: list[str] = []
    for scheme in ("light", "dark"):
        for size in ("100%", "200%"):
            context = browser.new_context(color_scheme=scheme, viewport={"width": 360, "height": 800})
            page = context.new_page()
            page.on("request", lambda request: asked.append(request.url))
            page.set_content(pages()[name].replace("<html", f'<html style="font-size:{size}"'))
            page.wait_for_load_state("networkidle")
            assert page.evaluate("document.documentElement.scrollWidth") <= 360, (scheme, size)
            dark = page.evaluate("getComputedStyle(document.documentElement).colorScheme")
            assert dark == "light dark"
            faults = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
            assert {each["id"] for each in faults} <= PAGES_ALONE | (DARK if scheme == "dark" else set())
            context.close()
    assert asked == []
