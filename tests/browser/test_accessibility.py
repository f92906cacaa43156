"""Every page and every error state: no violation found by axe, no error found by the Nu HTML checker."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page

from tests.browser.conftest import visitor
from tests.needs import needs
from tests.running import Running

CHECKER = Path(__file__).parents[2] / ".tools" / "vnu.jar"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
STATES: dict[str, tuple[str, dict[str, str]]] = {
    "home": ("/", {}),
    "contact": ("/contact/", {}),
    "search": ("/search/", {}),
    "found": ("/search/?q=record", {}),
    "nothing found": ("/search/?q=zzz", {}),
    "consumer": ("/consumer/", {}),
    "professional": ("/professional/", {}),
    "provider": ("/provider/", {}),
    "global": ("/global/?place=DE", {}),
    "unknown place": ("/global/?place=XX", {}),
    "topic": ("/consumer/who-may-see-your-record/", {}),
    "choose": ("/mail-in/?kind=access", {}),
    "form": ("/mail-in/form?kind=access&kind=correct&kind=stop_email&kind=question", {}),
    "choose in California": ("/mail-in/", {"residence": "US-CA", "about": "website", "kind": "object"}),
    "form with notes": ("/mail-in/form", {"kind": "agent", "residence": "US-CA", "name": "Ana"}),
    "doubtful address": (
        "/mail-in/form",
        {"kind": "confidential_contact", "address_lines": "x", "country": "DE"},
    ),
    "nothing on line": ("/mail-in/form?kind=no_online", {}),
    "help": ("/mail-in/help/", {}),
    "leaving": ("/leaving/marketplace/", {}),
    "leaving without own policy": ("/leaving/gpc/", {}),
    "linked topic": ("/global/complain/", {}),
    "statement": ("/privacy/", {}),
    "versions": ("/privacy/versions/", {}),
    "promises": ("/privacy/promises/", {}),
    "vendors": ("/privacy/vendors/", {}),
    "inventory": ("/privacy/inventory/", {}),
    "safeguards": ("/privacy/safeguards/", {}),
    "terms": ("/terms/", {}),
    "figures": ("/figures/", {}),
    "kept of a visit": ("/figures/kept/", {}),
    "no such test sheet": ("/mail-in/test-sheet.pdf?paper=x", {}),
    "bad blank": ("/mail-in/blank.pdf?kind=x&residence=x", {}),
    "nothing chosen": ("/mail-in/form.pdf", {"name": "x"}),
    "faults": ("/mail-in/form.pdf", {"kind": "access", "member_last4": "12345", "country": "XX"}),
    "unprintable": ("/mail-in/form.pdf", {"kind": "access", "name": "中"}),
    "wrong choices": ("/mail-in/form.pdf", {"kind": "x", "paper": "x", "about": "x", "envelope": "x"}),
    "too much": ("/mail-in/form.pdf", {"kind": "access", "details_access": "x" * 300_000}),
    "intake": ("/desk/intake", {}),
    "not found": ("/nix", {}),
    "wrong method": ("/contact/", {"x": "y"}),
}


@pytest.fixture(params=["light", "dark"])
def watched(browser: Browser, site: Running, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Give a page in which the checker’s own script may run; ours has none."""
    context = visitor(browser, site, scripts=True, color_scheme=request.param, bypass_csp=True)
    yield context.new_page()
    context.close()


def open_state(page: Page, state: str) -> None:
    """Bring the page into one of the states, a posted one through a form of its own."""
    address, posted = STATES[state]
    if not posted:
        page.goto(address)
        return
    page.goto("/contact/")
    page.evaluate(
        """([address, values]) => {
            const form = document.createElement('form');
            Object.assign(form, {method: 'post', action: address});
            for (const [name, value] of Object.entries(values)) {
                form.append(Object.assign(document.createElement('textarea'), {name, value}));
            }
            document.body.append(form);
        }""",
        [address, posted],
    )
    with page.expect_navigation():
        page.evaluate("document.querySelector('body > form').submit()")


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing(watched: Page, state: str) -> None:
    open_state(watched, state)

    found = Axe().run(watched, options=RULES).response["violations"]

    assert not found, [(fault["id"], [node["html"] for node in fault["nodes"]][:3]) for fault in found]


def test_html_checker_finds_no_error(client: FlaskClient, tmp_path: Path) -> None:
    needs("java")
    if not CHECKER.exists():
        needs("the Nu HTML checker")
    for number, (address, posted) in enumerate(STATES.values()):
        for language in ("en", "es"):
            method = client.post if posted else client.get
            answer = method(address, data=posted or None, headers={"Accept-Language": language})
            (tmp_path / f"{number}-{language}.html").write_text(answer.text, "utf-8")

    ran = subprocess.run(
        ["java", "-jar", str(CHECKER), "--format", "json", "--stdout", "--skip-non-html", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )

    found = json.loads(ran.stdout)["messages"]
    assert not found, [(fault["url"][-12:], fault["message"], fault.get("extract")) for fault in found]
