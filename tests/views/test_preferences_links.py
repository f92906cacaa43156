"""The pages behind links in mails: one link opens one reader, turns off at once, and turns nothing on."""

import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from privet.domain import link_tokens, suppression
from privet.web.house import House
from tests import people
from tests import readers as made
from tests.readers import ADDRESS, KINDS, acts, checked, contents, mails, newest_token, state, store_of

OTHER = "theo.brandt@example.org"


def kinds_of(app: Flask, address: str = ADDRESS) -> frozenset[str]:
    found = state(store_of(app), address)
    assert found is not None
    return found.sent


def test_page_shows_how_things_stand_and_no_address(app: Flask, client: FlaskClient) -> None:
    store = store_of(app)
    link = made.link(store, made.reader(store, "educational"))

    page = client.get(link)

    assert page.status_code == 200
    assert ADDRESS not in page.text
    assert checked(client, link) == {"informational": "off", "educational": "on", "promotional": "off"}


@pytest.mark.promise("P32")
def test_link_turns_off_at_once(app: Flask, client: FlaskClient) -> None:
    store = store_of(app)
    link = made.link(store, made.reader(store))

    answer = client.post(link, data={"mail-informational": "on", "mail-educational": "off"})

    assert answer.status_code == 200
    assert kinds_of(app) == {"informational", "promotional"}
    assert mails(store) == []
    assert acts(store)[-1] == ("mail.educational", "off", "mail-link")


@pytest.mark.promise("P33")
def test_link_turns_nothing_on_but_by_a_fresh_mail(app: Flask, client: FlaskClient) -> None:
    """A mail that was passed on lets nobody order more for its owner."""
    store = store_of(app)
    link = made.link(store, made.reader(store, "educational"))

    client.post(link, data={"mail-promotional": "on", "mail-educational": "on"})
    before = kinds_of(app)
    client.post(f"/preferences/confirm/{newest_token(store)}/", data={"yes": "yes"})

    assert before == {"educational"}
    assert kinds_of(app) == {"educational", "promotional"}


def test_link_to_choose_shows_the_state_and_holds_at_once(app: Flask, client: FlaskClient) -> None:
    store = store_of(app)
    made.reader(store, "educational")
    client.post("/preferences/mail", data={"address": ADDRESS})
    link = f"/preferences/confirm/{newest_token(store)}/"

    assert checked(client, link)["educational"] == "on"
    answer = client.post(link, data={"mail-promotional": "on", "mail-educational": "off"})

    assert answer.status_code == 200
    assert kinds_of(app) == {"promotional"}


@pytest.mark.promise("P32")
def test_nothing_at_all_stays_until_the_owner_proves_otherwise(app: Flask, client: FlaskClient) -> None:
    store = store_of(app)
    link = made.link(store, made.reader(store))

    client.post(link, data={"nothing": "yes"})
    assert suppression.holds(store, ADDRESS)
    client.post(link, data={f"mail-{kind}": "on" for kind in KINDS})
    assert kinds_of(app) == set()
    client.post(f"/preferences/confirm/{newest_token(store)}/", data={"yes": "yes"})

    assert not suppression.holds(store, ADDRESS)
    assert kinds_of(app) == set(KINDS)


def test_confirming_can_be_answered_with_nothing_at_all(app: Flask, client: FlaskClient) -> None:
    """Whoever gets a link that somebody else asked for can stop all of it right there."""
    store = store_of(app)
    client.post("/preferences/mail", data={"address": ADDRESS, "mail-promotional": "on"})
    link = f"/preferences/confirm/{newest_token(store)}/"

    client.post(link, data={"nothing": "yes"})

    assert suppression.holds(store, ADDRESS)
    assert client.post(link, data={"yes": "yes"}).status_code == 404
    assert kinds_of(app) == set()


def test_opening_any_link_changes_nothing(app: Flask, client: FlaskClient) -> None:
    """Programs that look through mail open every link in it, several times, by GET and HEAD."""
    store = store_of(app)
    reader = made.reader(store)
    client.post("/preferences/mail", data={"address": ADDRESS, "mail-promotional": "on"})
    link, token = made.link(store, reader), newest_token(store)
    pages = (
        "/preferences/",
        "/preferences/mail",
        link,
        f"{link}unsubscribe",
        f"/preferences/confirm/{token}/",
    )
    before = contents(store)

    for page in pages:
        for ask in (client.get, client.head):
            assert ask(page, headers={"Sec-Purpose": "prefetch"}).status_code in {200, 303}
            assert ask(f"{page}?nothing=yes&mail-promotional=off&yes=yes").status_code in {200, 303}

    assert contents(store) == before


def test_link_of_one_reader_opens_no_other(app: Flask, client: FlaskClient) -> None:
    store = store_of(app)
    first, other = made.reader(store), made.reader(store, address=OTHER)
    ana, theo = link_tokens.token(store, first), link_tokens.token(store, other)
    before = contents(store)
    forged = [
        theo[:22] + ana[22:],
        ana[:22] + theo[22:],
        ana[:-1] + ("A" if ana[-1] != "A" else "B"),
        secrets.token_urlsafe(32),
        first + "A" * 21,
        ana.swapcase(),
    ]

    for token in forged:
        assert client.get(f"/preferences/{token}/").status_code == 404
        assert client.post(f"/preferences/{token}/", data={"nothing": "yes"}).status_code == 404
        assert client.post(f"/preferences/{token}/unsubscribe").status_code == 200
        assert client.post(f"/preferences/confirm/{token}/", data={"yes": "yes"}).status_code == 404
    assert contents(store) == before
    client.post(f"/preferences/{ana}/", data={"nothing": "yes"})
    assert kinds_of(app, OTHER) == set(KINDS)


def test_links_are_no_keys_to_anything_else(app: Flask, client: FlaskClient) -> None:
    """The token of a mail confirms nothing, and that of a confirmation shows and turns off nothing."""
    store = store_of(app)
    mail_token = link_tokens.token(store, made.reader(store))
    client.post("/preferences/mail", data={"address": ADDRESS, "mail-promotional": "on"})
    proof = newest_token(store)

    assert client.get(f"/preferences/confirm/{mail_token}/").status_code == 404
    assert client.get(f"/preferences/{proof}/").status_code == 404
    client.post(f"/preferences/{proof}/unsubscribe")

    assert not suppression.holds(store, ADDRESS)
    assert client.get(f"/account/email/{mail_token}").status_code == 303


def test_bad_links_are_all_alike(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    store = store_of(app)
    client.post("/preferences/mail", data={"address": ADDRESS, "mail-promotional": "on"})
    used = newest_token(store)
    client.post(f"/preferences/confirm/{used}/", data={"yes": "yes"})
    client.post("/preferences/mail", data={"address": ADDRESS, "mail-educational": "on"})
    old = newest_token(store)
    pages = [client.get(f"/preferences/confirm/{token}/") for token in (used, "x" * 43, "x")]
    _later(monkeypatch, days=8)
    pages += [client.get(f"/preferences/confirm/{old}/"), client.post(f"/preferences/confirm/{old}/")]

    assert {page.status_code for page in pages} == {404}
    assert len({page.data for page in pages}) == 1
    assert kinds_of(app) == {"promotional"}


@pytest.mark.parametrize("days", [-730, 3650])
def test_links_in_mails_work_for_years_and_with_the_clock_set_back(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, days: int
) -> None:
    store = store_of(app)
    link = made.link(store, made.reader(store))
    _later(monkeypatch, days=days)

    assert client.get(link).status_code == 200
    assert client.post(f"{link}unsubscribe").status_code == 200
    assert suppression.holds(store, ADDRESS)


def test_former_member_turns_nothing_on(app: Flask, client: FlaskClient) -> None:
    store = store_of(app)
    people.person(store, "LBT-1", status="former", email=ADDRESS)
    client.post("/preferences/mail", data={"address": ADDRESS, "mail-promotional": "on"})

    answer = client.post(f"/preferences/confirm/{newest_token(store)}/", data={"yes": "yes"})

    assert answer.status_code == 200
    assert "whatever is chosen here" in answer.text
    assert kinds_of(app) == set()


def _later(monkeypatch: pytest.MonkeyPatch, **span: Any) -> None:
    real: Callable[[House], Any] = House.now
    monkeypatch.setattr(House, "now", lambda self: real(self) + timedelta(**span))
