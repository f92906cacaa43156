"""Every form of the preferences and of the contact page, with hostile input in each of its fields."""

from datetime import UTC, datetime
from urllib.parse import urlencode

import html5lib
import pytest
from flask import Flask
from flask.testing import FlaskClient

from privet.domain import attempts, readers
from tests import hostile
from tests import readers as made

COUNT = 500
TYPE = "application/x-www-form-urlencoded"
Form = tuple[str, str, dict[str, str]]  # Its address, its method, and what it would send untouched.
PUBLIC = (
    "/contact/",
    "/contact/call-back",
    "/contact/question",
    "/preferences/",
    "/preferences/mail",
    "/preferences/choices",
    "/preferences/status/",
)
FULL = {"email": "ana@example.org", "text": "Ana Ruiz", "textarea": "Why?"}


@pytest.fixture
def client(app: Flask, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """Give a plain client to whom no door closes: else most of what is sent would only be stopped."""
    monkeypatch.setattr(attempts, "counted", lambda *_facts: True)
    return FlaskClient(app, app.response_class, use_cookies=False)


def pages(app: Flask) -> list[str]:
    """Give the pages with forms, those behind the links in mails among them."""
    store = made.store_of(app)
    link = made.link(store, made.reader(store))
    wish = readers.Ask("theo.brandt@example.org", frozenset({"educational"}))
    readers.ask(store, wish, made.SHOWN, "en", datetime.now(UTC))
    return [*PUBLIC, link, f"{link}unsubscribe", f"/preferences/confirm/{made.newest_token(store)}/"]


def forms(client: FlaskClient, page: str) -> list[Form]:
    """Give the forms on a page but the search, each field filled as a person might."""
    answer = client.get(page, base_url="https://localhost")
    if answer.status_code == 303:  # It leads to a page that is in the list by itself.
        return []
    assert answer.status_code == 200, page
    tree = html5lib.parse(answer.text, namespaceHTMLElements=False)
    found: list[Form] = []
    for form in tree.iter("form"):
        sent: dict[str, str] = {}
        for field in (each for tag in ("input", "textarea", "select", "button") for each in form.iter(tag)):
            if (name := field.get("name")) and name not in sent:
                kind = field.get("type") or field.tag
                sent[name] = field.get("value") or FULL.get(kind, "")
        found.append((form.get("action") or page, (form.get("method") or "get").upper(), sent))
    return found


def send(client: FlaskClient, form: Form, data: dict[str, str]) -> int:
    address, method, _sent = form
    body = urlencode(data, errors="surrogatepass")
    if method == "GET":
        return client.get(f"{address}?{body}"[:60_000], base_url="https://localhost").status_code
    answer = client.post(address, data=body, content_type=TYPE, base_url="https://localhost")
    return answer.status_code


def test_every_form_bears_five_hundred_hostile_inputs_in_every_field(app: Flask, client: FlaskClient) -> None:
    """No error of ours, whatever stands in a field; the same form on two pages is tried once."""
    tried: set[tuple[str, frozenset[str]]] = set()

    for page in pages(app):
        for form in forms(client, page):
            address, _method, sent = form
            if (key := (address, frozenset(sent))) in tried:
                continue
            tried.add(key)
            for field in sent:
                for text in hostile.texts(COUNT):
                    status = send(client, form, sent | {field: text})
                    assert status < 500, f"{address} {field}: {status} for {text[:80]!r}"

    assert {address for address, _fields in tried} >= {"/contact/call-back", "/contact/question"}
    assert sum(address.startswith("/preferences/") for address, _fields in tried) >= 4


def test_every_form_bears_bodies_that_are_none(app: Flask, client: FlaskClient) -> None:
    for page in pages(app):
        for address, method, sent in forms(client, page):
            for field in sent if method == "POST" else ():
                for body, kind in hostile.bodies(field):
                    answer = client.post(address, data=body, content_type=kind, base_url="https://localhost")
                    assert answer.status_code < 500, f"{address} {field}: {kind} {body[:80]!r}"


def test_no_token_breaks_a_page(app: Flask, client: FlaskClient) -> None:
    """Addresses as somebody might type, cut or make them up."""
    for text in hostile.texts(COUNT):
        token = urlencode({"": text}, errors="surrogatepass")[1:][:8_000]
        for address in (
            f"/preferences/{token}/",
            f"/preferences/{token}/unsubscribe",
            f"/preferences/confirm/{token}/",
        ):
            for method in ("GET", "POST"):
                answer = client.open(address, method=method, base_url="https://localhost")
                assert answer.status_code < 500, f"{method} {address[:100]}"
