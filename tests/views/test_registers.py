"""The registers that everybody may read: vendors and affiliates, the inventory, the safeguards."""

from datetime import date, timedelta
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from privet import config, create_app
from privet.domain import vendors
from privet.domain.inventory import load
from privet.domain.review import Finding, record
from privet.domain.safeguards import load as all_safeguards
from privet.domain.vendor_words import words
from privet.domain.vendors import Confirmation
from privet.opening import open_store
from privet.storage.store import Store
from privet.web.house import house
from tests.conftest import CheckingClient
from tests.registers import entry

CALL = "Jo Marsh, 1-614-555-0199"


@pytest.fixture
def store(instance: Path) -> Store:
    """Give what the site keeps."""
    return open_store(instance, config.load(instance))


@pytest.fixture
def visit(instance: Path) -> FlaskClient:
    """Give a client of a site that keeps no page from before."""
    app = create_app(instance)
    app.test_client_class = CheckingClient
    return app.test_client()


def today(client: FlaskClient) -> date:
    with client.application.app_context():
        return house().now().date()


@pytest.mark.promise("P19")
def test_empty_list_says_that_nobody_else_handles_anything(visit: FlaskClient) -> None:
    """P19: said because the table is empty, and not otherwise."""
    page = visit.get("/privacy/vendors/").text

    assert "Nobody but us handles what this website collects." in page
    assert "<table" not in page
    assert "the list has been empty from the beginning" in page


@pytest.mark.promise("P19", "P20")
@pytest.mark.parametrize("language", ["en", "es"])
def test_list_shows_what_is_in_the_table_and_how_it_changed(
    store: Store, visit: FlaskClient, language: str
) -> None:
    """P19, P20: the page equals the table, with each confirmation; whom we call stays with us."""
    day, known = today(visit), words()
    added = date(2026, 11, 1)
    river = entry(sub_vendors=("Coldwater",), contract_until=day - timedelta(days=1), added_on=added)
    vendors.add(store, river, CALL, known)
    vendors.add(store, entry(id="care", name="Care Network", kind="affiliate", added_on=added), "", known)
    vendors.add(store, entry(id="gone", name="Gone & Co", added_on=added), "", known)
    versions = vendors.publications(visit.application.extensions["privet"].statements, day)
    for name in ("riverbank", "gone"):
        said = Confirmation(vendor=name, version=versions[-1].version, on=day)
        vendors.attest(store, said, versions, day)
    vendors.end(store, "gone", day, day)

    page = unescape(visit.get(f"/privacy/vendors/?lang={language}").text)

    table, _, changes = page.partition('class="timeline"')
    assert "Riverbank Hosting" in table
    assert "Care Network" in table
    assert "Coldwater" in table
    assert known.of_data(river.data, language) in table
    assert known.of_function("hosting", language) in table
    assert known.of_contract(river.contract, language) in table
    assert tuple(mark for mark in ("badge good", "badge waits", "badge late") if table.count(mark) == 1) == (
        "badge good",
        "badge waits",
        "badge late",
    )
    assert "Gone & Co" not in table
    assert changes.count("Gone & Co") == 3
    assert CALL not in page
    assert {"en": "Runs the machine", "es": "Mantiene la máquina"}[language] in table


@pytest.mark.promise("P3", "P4")
@pytest.mark.parametrize("language", ["en", "es"])
def test_inventory_page_is_made_from_the_inventory(visit: FlaskClient, language: str) -> None:
    """P3, P4: every column with its purpose, and each under one class."""
    page = unescape(visit.get(f"/privacy/inventory/?lang={language}").text)

    for name, row in load().kept.items():
        assert f'id="{name}"' in page
        assert isinstance(row.what, dict)
        assert row.what[language] in page
        assert all(f"<code>{column}</code>" in page for column in row.columns)
    assert [page.index(f'<h2 id="{kind}"') for kind in ("automatic", "individualized", "none")] == sorted(
        page.index(f'<h2 id="{kind}"') for kind in ("automatic", "individualized", "none")
    )
    assert "760" in page
    assert "{keep_days}" not in page


def test_inventory_page_says_how_long_as_it_is_configured(instance: Path) -> None:
    text = config.EXAMPLE.read_text("utf-8").replace("keep_days = 760", "keep_days = 100")
    (instance / config.FILE).write_text(text, "utf-8")

    assert "100 days, then deleted" in create_app(instance).test_client().get("/privacy/inventory/").text


@pytest.mark.promise("P38", "P39")
def test_safeguards_page_shows_each_with_its_last_check(store: Store, visit: FlaskClient) -> None:
    """P38, P39: all of them, with the day of the last check, and what must be mended."""
    with visit.application.app_context():
        now = house().now()
    record(store, [Finding("headers", "ok", "secret"), Finding("paper", "fault", "")], "Ana Ruiz", now)

    page = unescape(visit.get("/privacy/safeguards/").text)

    assert all(f'id="{name}"' in page for name in all_safeguards())
    assert "The last review was on" in page
    assert "No check is overdue. 1 safeguard must be mended." in page
    assert (page.count("badge good"), page.count("badge late"), page.count("badge waits")) == (1, 1, 15)
    assert "secret" not in page
    assert "Ana Ruiz" not in page


@pytest.mark.promise("P38")
def test_safeguards_page_says_openly_what_is_overdue(store: Store, visit: FlaskClient) -> None:
    """P38: a check that comes too late shows."""
    with visit.application.app_context():
        now = house().now()
    found = [Finding(name, "ok", "") for name in all_safeguards()]
    record(store, found, "office", now - timedelta(days=31))

    page = visit.get("/privacy/safeguards/?lang=en").text

    assert "7 checks are overdue." in page
    assert page.count("badge late") == 7


def test_there_was_no_review_yet_and_nothing_is_overdue(visit: FlaskClient) -> None:
    page = visit.get("/privacy/safeguards/").text

    assert "There was no review yet. No check is overdue." in page
