"""What visitors get while the database can't be reached: everything that doesn't need it."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from privet import create_app
from privet.domain import events
from privet.domain.events import Act
from privet.storage import database
from privet.web.access import open_to_everyone
from privet.web.house import house
from tests.conftest import CheckingClient

WITHOUT = (
    "/",
    "/contact/",
    "/consumer/",
    "/consumer/who-may-see-your-record/",
    "/global/?place=DE",
    "/search/?q=claim",
    "/mail-in/",
    "/mail-in/form?kind=access",
    "/mail-in/help/",
    "/privacy/",
    "/terms/",
    "/leaving/hhs-ocr/",
    "/healthz",
)
FORM = {"kind": "access", "name": "Ana Ruiz", "action": "pdf"}


@pytest.fixture
def broken(instance: Path) -> FlaskClient:
    """Give the site of an instance whose database file was damaged and whose keys are lost."""
    (instance / "privet.db").write_bytes(b"gone" * 2000)
    app = create_app(instance)
    app.test_client_class = CheckingClient
    return app.test_client()


@pytest.mark.promise("P31")
@pytest.mark.parametrize("address", WITHOUT)
def test_pages_that_need_no_database_answer_without_one(broken: FlaskClient, address: str) -> None:
    """P31: phone, post and the form to print don’t depend on the database."""
    assert broken.get(address).status_code == 200


@pytest.mark.promise("P31")
def test_form_is_printed_without_a_database(broken: FlaskClient) -> None:
    """P31: and so is the form itself."""
    answer = broken.post("/mail-in/form.pdf", data=FORM)

    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")


@pytest.mark.parametrize("address", ["/privacy/vendors/", "/privacy/promises/", "/figures/"])
def test_page_that_needs_the_database_says_so_and_when_to_come_back(
    broken: FlaskClient, address: str
) -> None:
    answer = broken.get(address)

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert "We can’t reach our records at this moment" in answer.text
    assert "privet.db" not in answer.text


def test_page_that_was_read_before_is_shown_while_the_database_is_away(app: Flask) -> None:
    with app.test_client() as client:
        first = client.get("/privacy/vendors/").text
    pages = app.extensions["privet.pages"].moments
    for key, (_since, page) in list(pages.items()):
        pages[key] = (-1e9, page)
    store = app.extensions["privet"].store
    store.close()
    store.place.file.write_bytes(b"gone" * 2000)

    with app.test_client() as client:
        assert client.get("/privacy/vendors/").text == first


def test_locked_database_refuses_what_writes_with_words(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    @app.get("/write")
    @open_to_everyone
    def write() -> str:
        events.record(house().store, Act(actor="site", action="test.done"))
        return "<!doctype html><html lang='en'><title>Done</title><h1>Done</h1>"

    monkeypatch.setattr(database, "WAIT", 0.2)
    with app.app_context():
        store = house().store
    other = type(store)(store.place, store.keys)
    with app.test_client() as client:
        with other.writing():
            answer = client.get("/write")
            assert client.get("/privacy/vendors/").status_code == 200
        again = client.get("/write")
    other.close()
    store.close()

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "Nothing was changed" in answer.text
    assert again.status_code == 200


def test_queries_that_a_page_does_not_ask_for_leave_nothing_in_memory(app: Flask) -> None:
    """Words in an address are somebody’s: they make no further copy of a page, and stay nowhere."""
    with app.test_client() as client:
        client.get("/privacy/vendors/")
        for word in ("diagnosis", "x" * 5000):
            client.get(f"/privacy/vendors/?q={word}&place={word}")
            client.get(f"/figures/?month={word}&route={word}&q={word}")
            client.get(f"/privacy/?q={word}")

    kept = app.extensions["privet.pages"]
    assert len([key for key in kept.moments if key[0] == "/privacy/vendors/"]) == 1
    assert "diagnosis" not in str(kept.moments) + str(kept.pages)
