"""A changed statement, from the command to what everybody sees, on the real server."""

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, expect

from privet import config
from privet.domain import publishing, statement_files, statements
from privet.domain.statement_files import About, StatementAbout
from privet.opening import open_store
from tests.browser.conftest import visitor
from tests.running import PRIVET, Running, serving

SUMMARY = {"en": "We say more about the routes.", "es": "Decimos más sobre las rutas."}
TOLD = {
    "en": ("You can change over at any time.", "You can change over whenever you like, even twice a day."),
    "es": ("Puede cambiar", "Siempre puede cambiar"),
}


@pytest.fixture
def today() -> date:
    """Give the day where the organisation is."""
    return datetime.now(ZoneInfo("America/New_York")).date()


def privet(instance: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command as the office does."""
    command = [str(PRIVET), *words, "--instance", str(instance)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def publish_dated(instance: Path, number: str, published: date, effective: date, *, changed: bool) -> None:
    """Publish the shipped text as if that had been done on another day: the data moves, not the clock."""
    drafts = instance / "before"
    drafts.mkdir(exist_ok=True)
    settings = config.load(instance)
    store, folder = open_store(instance, settings), instance / settings.site.folders.statements
    for language in ("en", "es"):
        text = _shipped("", language)
        text = re.sub(r"^version: .*", f'version: "{number}"', text, count=1, flags=re.MULTILINE)
        text = re.sub(r"^published: .*", f"published: {published}", text, count=1, flags=re.MULTILINE)
        text = re.sub(r"^effective: .*", f"effective: {effective}", text, count=1, flags=re.MULTILINE)
        text = re.sub(r"^summary: .*", f"summary: {SUMMARY[language]}", text, count=1, flags=re.MULTILINE)
        text = text.replace(*TOLD[language]) if changed else text
        (drafts / f"{number}.{language}.md").write_text(text, "utf-8")
        if not changed:
            terms = re.sub(
                r"^(published|effective): .*",
                rf"\1: {published}",
                _shipped("terms", language),
                flags=re.MULTILINE,
            )
            (drafts / f"terms.{language}.md").write_text(terms, "utf-8")
    if not changed:
        publishing.publish(store, folder, statement_files.read(drafts / "terms.en.md", About))
    publishing.publish(store, folder, statement_files.read(drafts / f"{number}.en.md", StatementAbout))
    store.close()


def _shipped(folder: str, language: str) -> str:
    (path,) = (statements.SHIPPED / folder).glob(f"*.{language}.md")
    return path.read_text("utf-8")


@contextmanager
def visiting(browser: Browser, site: Running) -> Iterator[Page]:
    """Visit without scripts; no cookie may be left behind."""
    context = visitor(browser, site)
    yield context.new_page()
    assert context.cookies() == []
    context.close()


@pytest.mark.promise("P20", "P47", "P48")
def test_second_version_is_told_to_everybody_from_the_moment_it_is_published(
    browser: Browser, instance: Path, today: date
) -> None:
    """P20, P47, P48: notice, differences and feed are there at once, and vendors are asked again."""
    publish_dated(instance, "1.0", today - timedelta(days=60), today - timedelta(days=60), changed=False)
    told = "--name|Tall Oak Hosting|--function|hosting|--data|connection|--purpose|Runs it."
    vendor = told.split("|")
    contract = (
        "--contract",
        "business-associate",
        "--region",
        "US-OH",
        "--from",
        str(today - timedelta(days=50)),
    )
    added = privet(instance, "vendor", "add", "tall-oak", *vendor, *contract)
    assert added.returncode == 0, added.stderr
    assert privet(instance, "vendor", "attest", "tall-oak").returncode == 0

    with serving(instance) as site, visiting(browser, site) as page:
        page.goto(f"{site.base}/")
        assert page.get_by_text("We changed our privacy statement").count() == 0
        page.goto(f"{site.base}/privacy/vendors/")
        expect(page.get_by_role("table")).to_contain_text("Confirmed")

        _write_second(instance, today)
        published = privet(instance, "statement", "publish", str(instance / "drafts" / "statement-1.1.en.md"))
        assert published.returncode == 0, published.stdout + published.stderr

        page.goto(f"{site.base}/")
        notice = page.get_by_role("region", name="We changed our privacy statement")
        expect(notice).to_contain_text(SUMMARY["en"])
        box = notice.bounding_box()
        assert box, "the notice isn’t shown"
        assert box["y"] < 900, "the notice stands below what one sees first"
        notice.get_by_role("link", name="See what changed").click()
        expect(page.locator(".difference ins").first).to_contain_text("whenever you like")
        expect(page.locator(".difference del").first).to_be_visible()
        expect(page.get_by_role("main")).to_contain_text("added:")

        page.goto(f"{site.base}/privacy/")
        expect(page.get_by_role("main")).to_contain_text("1.1")
        feed = page.request.get(f"{site.base}/privacy/feed.atom")
        assert feed.ok
        assert SUMMARY["en"] in feed.text()
        page.goto(f"{site.base}/privacy/vendors/")
        expect(page.get_by_role("table")).to_contain_text("Pending")
        page.goto(f"{site.base}/privacy/promises/")
        expect(page.locator("#p20")).to_contain_text("Not yet due")
        page.goto(f"{site.base}/?lang=es")
        expect(page.get_by_role("main")).to_contain_text(SUMMARY["es"])


def _write_second(instance: Path, today: date) -> None:
    """Draft the next version as the office does, and say what changed."""
    assert privet(instance, "statement", "draft").returncode == 0
    for language in ("en", "es"):
        path = instance / "drafts" / f"statement-1.1.{language}.md"
        text = path.read_text("utf-8").replace('summary: ""', f"summary: {SUMMARY[language]}")
        text = text.replace('why: ""', "why: It matters.")
        text = re.sub(r"^effective: .*", f"effective: {today + timedelta(days=40)}", text, flags=re.MULTILINE)
        assert TOLD[language][0] in text
        path.write_text(text.replace(*TOLD[language]), "utf-8")


@pytest.mark.promise("P47")
@pytest.mark.parametrize(
    ("ago", "ahead", "seen"),
    [(40, 5, (1, "1.0")), (10, 0, (1, "1.1")), (31, -31, (0, "1.1"))],
    ids=["coming", "in force", "quiet"],
)
def test_notice_stays_until_the_version_is_in_force_and_thirty_days_are_over(  # noqa: PLR0913, PLR0917 - three are data
    browser: Browser, instance: Path, today: date, ago: int, ahead: int, seen: tuple[int, str]
) -> None:
    """P47: shown while it is coming and for thirty days, then the home page is quiet again."""
    first = today - timedelta(days=100)
    publish_dated(instance, "1.0", first, first, changed=False)
    publish_dated(instance, "1.1", today - timedelta(days=ago), today + timedelta(days=ahead), changed=True)

    with serving(instance) as site, visiting(browser, site) as page:
        page.goto(f"{site.base}/")
        assert page.get_by_role("region", name="We changed our privacy statement").count() == seen[0]
        page.goto(f"{site.base}/privacy/")
        expect(page.get_by_role("main")).to_contain_text(f"Version {seen[1]}")


def test_statement_with_a_promise_that_nothing_keeps_is_refused(instance: Path, today: date) -> None:
    """What isn't kept can't be promised."""
    publish_dated(instance, "1.0", today - timedelta(days=60), today - timedelta(days=60), changed=False)
    _write_second(instance, today)
    for language in ("en", "es"):
        path = instance / "drafts" / f"statement-1.1.{language}.md"
        path.write_text(path.read_text("utf-8") + "\n\nWe sell nothing. {P17}\n", "utf-8")

    refused = privet(instance, "statement", "publish", str(instance / "drafts" / "statement-1.1.en.md"))

    assert refused.returncode == 1
    assert "P17: nothing keeps it yet" in refused.stderr + refused.stdout
    assert not (instance / "statements" / f"{today}.en.md").exists()
