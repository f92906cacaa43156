"""One click (RFC 8058): any POST from anywhere, one answer for all tokens, and the only door of its kind."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from privet.domain import suppression
from privet.storage.errors import StorageUnavailable
from privet.storage.store import Store
from tests import readers as made
from tests.readers import ADDRESS, acts, contents, store_of

ELSEWHERE = {"Origin": "https://mail.example.net", "Sec-Fetch-Site": "cross-site"}


@pytest.fixture
def link(app: Flask) -> str:
    store = store_of(app)
    return f"{made.link(store, made.reader(store))}unsubscribe"


@pytest.mark.promise("P32")
@pytest.mark.parametrize(
    "sent",
    [
        {"data": {"List-Unsubscribe": "One-Click"}},
        {"data": {"List-Unsubscribe": "One-Click"}, "content_type": "multipart/form-data"},
        {"data": b"List-Unsubscribe=One-Click", "content_type": "application/x-www-form-urlencoded"},
        {"data": b"", "content_type": "text/plain"},
        {"data": b"\x00\xff" * 500, "content_type": "application/octet-stream"},
        {"data": b"--x\r\nbroken", "content_type": "multipart/form-data; boundary=x"},
        {"json": {"a": 1}},
        {},
    ],
    ids=["form", "multipart", "raw", "empty", "bytes", "broken", "json", "no body"],
)
@pytest.mark.parametrize("headers", [{}, ELSEWHERE, {"Origin": "null"}], ids=["bare", "cross-site", "null"])
def test_one_post_stops_everything(
    app: Flask, client: FlaskClient, link: str, sent: dict[str, Any], headers: dict[str, str]
) -> None:
    answer = client.post(link, headers=headers, **sent)

    assert answer.status_code == 200
    assert "Location" not in answer.headers
    assert suppression.holds(store_of(app), ADDRESS)
    assert acts(store_of(app))[-1][2] == "one-click"


def test_known_unknown_and_repeated_tokens_get_the_same_answer(client: FlaskClient, link: str) -> None:
    answers = [
        client.post(address, headers=ELSEWHERE)
        for address in (link, link, f"/preferences/{'x' * 43}/unsubscribe", "/preferences/1/unsubscribe")
    ]

    assert {(answer.status_code, answer.data) for answer in answers} == {(200, answers[0].data)}
    assert len({tuple(sorted(answer.headers)) for answer in answers}) == 1


def test_repeating_it_changes_nothing_more(app: Flask, client: FlaskClient, link: str) -> None:
    client.post(link)
    before = contents(store_of(app))

    client.post(link)

    assert contents(store_of(app)) == before


@pytest.mark.parametrize("ask", ["get", "head"])
def test_opening_it_asks_and_looks_nothing_up(
    app: Flask, client: FlaskClient, link: str, ask: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(store_of(app))

    with monkeypatch.context() as patch:
        patch.setattr(Store, "_transaction", _gone)
        pages = [getattr(client, ask)(link), getattr(client, ask)(f"/preferences/{'x' * 43}/unsubscribe")]

    assert [page.status_code for page in pages] == [200, 200]
    assert contents(store_of(app)) == before


def test_button_on_the_page_does_it(app: Flask, client: FlaskClient, link: str) -> None:
    page = client.get(link)
    assert f'action="{link}"' in page.text

    client.post(link, data={"List-Unsubscribe": "One-Click"})

    assert suppression.holds(store_of(app), ADDRESS)


@pytest.mark.parametrize("known", [True, False])
def test_without_the_database_the_mail_program_is_told_to_come_again(
    client: FlaskClient, link: str, known: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Store, "_transaction", _gone)

    answer = client.post(link if known else f"/preferences/{'x' * 43}/unsubscribe")

    assert answer.status_code == 503
    assert answer.headers["Retry-After"]


def test_no_other_view_takes_forms_from_anywhere(app: Flask) -> None:
    """The exemption from the same-origin check is for this one view; its fix is to take it off again."""
    found = [name for name, view in app.view_functions.items() if getattr(view, "from_anywhere", False)]

    assert found == ["preferences.unsubscribe_now"]


def test_all_other_forms_of_the_room_refuse_strangers(app: Flask, client: FlaskClient, link: str) -> None:
    before = contents(store_of(app))
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("preferences.")]
    posts = {
        rule.rule.replace("<string:token>", "x" * 43) for rule in rules if "POST" in (rule.methods or ())
    }

    for address in posts - {f"/preferences/{'x' * 43}/unsubscribe"}:
        assert client.post(address, headers=ELSEWHERE).status_code == 403, address
        assert client.post(address, headers={"Origin": "https://mail.example.net"}).status_code == 403, (
            address
        )
    assert contents(store_of(app)) == before


@contextmanager
def _gone(*_values: object) -> Iterator[None]:
    raise StorageUnavailable("gone") from sqlite3.OperationalError()
    yield
