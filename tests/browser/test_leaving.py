"""Leaving the site as a person does it, JavaScript off: what the page says, and what the other site hears."""

import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from privet.domain import links
from privet.domain.datafiles import SHIPPED
from privet.server import selfsigned
from tests.browser.conftest import visitor
from tests.running import Running, serving

OTHERS = """
[there]
address = "{base}/plans?from=list"
owner = "Shop Inc."
affiliated = false
purpose = "It sells plans."
policy = "{base}/policy"
enrolment = true
checked = 2026-11-23

[sister]
address = "{base}/sister"
owner = "Larkspur Dental"
affiliated = true
purpose = "It makes appointments."
checked = 2026-11-23
"""
TOPIC = """---
title: See a dentist
summary: How to find one.
order: 1
reviewed: 2026-11-23
---
Ask [our own dentists](link:sister), or [compare plans](link:there).
"""


@dataclass
class OtherSite:
    """A site of somebody else, which remembers what it was told."""

    base: str = ""
    heard: list[tuple[str, dict[str, str]]] = field(default_factory=list)


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OtherSite]:
    """Run another site on this machine, over https."""
    found = OtherSite()

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.heard.append((self.path, {name.casefold(): text for name, text in self.headers.items()}))
            body = b"<!doctype html><title>There</title><link rel=icon href='data:,'><h1>There</h1>"
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Print nothing."""

    pem = tmp_path_factory.mktemp("other") / "both.pem"
    pem.write_bytes(b"".join(selfsigned.make(datetime.now(UTC), ("localhost",), timedelta(days=1))))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        found.base = f"https://localhost:{server.server_port}"
        yield found
        server.shutdown()


@pytest.fixture(scope="module")
def linked(other: OtherSite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Give the running site of an organisation that links to the other one."""
    folder: Path = tmp_path_factory.mktemp("linked") / "instance"
    (folder / "data").mkdir(parents=True)
    shipped = (SHIPPED / links.FILE).read_text("utf-8")
    (folder / "data" / links.FILE).write_text(shipped + OTHERS.format(base=other.base), "utf-8")
    (folder / "topics" / "consumer").mkdir(parents=True)
    (folder / "topics" / "consumer" / "dentist.en.md").write_text(TOPIC, "utf-8")
    with serving(folder) as running:
        yield running


@pytest.fixture(params=[320, 1280], ids=["phone", "desk"])
def leaver(
    browser: Browser, linked: Running, other: OtherSite, request: pytest.FixtureRequest
) -> Iterator[Page]:
    """Give the page of a visitor with JavaScript off, at a topic that links out."""
    context = visitor(browser, linked, width=request.param)
    other.heard.clear()
    page = context.new_page()
    page.goto("/consumer/dentist/")
    yield page
    assert context.cookies() == []
    context.close()


def said_nothing(other: OtherSite, path: str) -> bool:
    """Tell whether one page was asked for, without a word on where it was linked."""
    told = {name for _, headers in other.heard for name in headers}
    return [asked for asked, _ in other.heard] == [path] and not told & {"referer", "cookie", "origin"}


@pytest.mark.promise("P40", "P41")
def test_visitor_reads_whose_site_it_is_and_goes_on(leaver: Page, other: OtherSite) -> None:
    """P40, P41: the notice first; then the other site hears the registered address and no referrer."""
    leaver.get_by_role("link", name="compare plans (another site: localhost").click()

    expect(leaver.get_by_role("heading", level=1)).to_have_text("You are about to leave our site")
    assert leaver.url.endswith("/leaving/there/")
    main = leaver.locator("main")
    for words in ("Shop Inc.", "It sells plans.", "Our privacy statement ends here", "Before you enrol"):
        expect(main).to_contain_text(words)
    assert other.heard == []
    leaver.get_by_role("link", name="Go on to localhost").click()
    expect(leaver.get_by_role("heading", level=1)).to_have_text("There")
    assert said_nothing(other, "/plans?from=list")


@pytest.mark.promise("P41")
def test_visitor_reads_the_policy_and_comes_back(leaver: Page, other: OtherSite) -> None:
    """P41: the other owner's policy can be read before, and one may stay."""
    leaver.get_by_role("link", name="compare plans").click()
    leaver.get_by_role("link", name="Read the privacy policy of that site").click()
    expect(leaver.get_by_role("heading", level=1)).to_have_text("There")
    assert said_nothing(other, "/policy")

    leaver.go_back()
    leaver.go_back()
    assert leaver.url.endswith("/consumer/dentist/")
    leaver.go_forward()
    leaver.get_by_role("link", name="Stay on our site").click()
    assert urlsplit(leaver.url).path == "/"
    assert said_nothing(other, "/policy")


@pytest.mark.promise("P40", "P41")
def test_affiliated_site_is_reached_at_once_without_a_referrer(leaver: Page, other: OtherSite) -> None:
    """P40, P41."""
    leaver.get_by_role("link", name="our own dentists (a site that belongs to us: localhost").click()

    expect(leaver.get_by_role("heading", level=1)).to_have_text("There")
    assert said_nothing(other, "/sister")


def test_link_out_is_seen_on_the_screen_and_named_on_paper(leaver: Page) -> None:
    link = leaver.get_by_role("link", name="compare plans")

    expect(link.locator("svg")).to_be_visible()
    leaver.emulate_media(media="print")
    box = link.locator(".elsewhere").bounding_box()
    assert box
    assert box["width"] > 50


def test_leaving_page_fits_and_prints_both_addresses(leaver: Page, other: OtherSite) -> None:
    leaver.goto("/leaving/there/?lang=es")
    width = leaver.viewport_size["width"] if leaver.viewport_size else 0

    for part in leaver.locator("main, main .next, main a.button, h1").all():
        box = part.bounding_box()
        assert box
        assert box["x"] + box["width"] <= width

    leaver.emulate_media(media="print")
    expect(leaver.get_by_text(f"{other.base}/plans?from=list", exact=True)).to_be_visible()
    expect(leaver.get_by_text(f"{other.base}/policy", exact=True)).to_be_visible()
    expect(leaver.locator("main a.button").first).to_be_hidden()
