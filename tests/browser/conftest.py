"""A real browser, without JavaScript and without cookies, on the real server."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from tests.needs import needs
from tests.running import Running, serving

QUIET = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Give the running site of an empty instance."""
    folder = tmp_path_factory.mktemp("served") / "instance"
    folder.mkdir()
    with serving(folder) as running:
        yield running


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Give the driver."""
    needs("chromium")
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Give Chromium as the system has it."""
    found = shutil.which("chromium")
    launched = playwright.chromium.launch(executable_path=found, args=QUIET)
    yield launched
    launched.close()


def visitor(
    browser: Browser, site: Running, *, width: int = 1280, scripts: bool = False, **more: object
) -> BrowserContext:
    """Give a fresh visitor: no script of the page runs, and every request is recorded."""
    context: BrowserContext = browser.new_context(
        base_url=site.base,
        ignore_https_errors=True,
        java_script_enabled=scripts,
        viewport={"width": width, "height": 900},
        **more,  # type: ignore[arg-type]
    )
    context.set_default_timeout(20_000)
    return context


@pytest.fixture(params=[320, 1280], ids=["phone", "desk"])
def page(browser: Browser, site: Running, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Give a page of a visitor with JavaScript off, narrow and wide; no other host may be asked."""
    context = visitor(browser, site, width=request.param)
    asked: list[str] = []
    context.on("request", lambda made: asked.append(made.url))
    yield context.new_page()
    assert context.cookies() == [], "a page set a cookie"
    context.close()
    elsewhere = [url for url in asked if not url.startswith((site.base, "data:"))]
    assert not elsewhere, f"asked another host: {elsewhere}"


@pytest.fixture
def download(tmp_path: Path) -> Path:
    """Give the place for a downloaded form."""
    return tmp_path / "form.pdf"
