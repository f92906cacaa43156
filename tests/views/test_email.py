"""An address counts once its owner, signed in, has opened the link; nobody learns who else uses it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from privet.domain import email_proof
from privet.domain.sessions import Live
from privet.domain.times import micro
from privet.storage.accounts import Account
from privet.storage.events import Event
from privet.storage.messages import EmailProof, Mail
from privet.storage.people import Person
from privet.storage.store import Store
from privet.web import access, sessions
from tests import people

NEW = "ana.new@example.org"


@pytest.fixture
def store(app: Flask) -> Store:
    found: Store = app.extensions["privet"].store
    return found


@pytest.fixture
def ana(store: Store) -> dict[str, str]:
    person = people.person(store, "ana-1")
    return {"person": person, "account": people.account(store, person=person, user_name="ana")}


def ask(client: FlaskClient, address: str = NEW) -> TestResponse:
    token = people.token(client.get("/account/email").text)
    return client.post("/account/email", data={"csrf_token": token, "address": address})


def use(client: FlaskClient, token: str) -> TestResponse:
    page = client.get(f"/account/email/{token}")
    assert page.status_code == 200
    return client.post(f"/account/email/{token}", data={"csrf_token": people.token(page.text)})


def mails(store: Store) -> list[tuple[str, str, str]]:
    with store.reading():
        return [
            (row.template, row.recipient, row.token or "") for row in Mail.select().order_by(Mail.queued_at)
        ]


def sent_token(store: Store) -> str:
    return [token for template, _recipient, token in mails(store) if template == "confirm"][-1]


def held(store: Store, ana: dict[str, str]) -> tuple[str | None, str | None, list[str]]:
    """Give the confirmed address, the one on record, and how that one came."""
    with store.reading():
        person = Person.get_by_id(ana["person"])
        email = Account.get_by_id(ana["account"]).email
        return email, person.email, person.origins().get("email", [])


def actions(store: Store, subject: str) -> list[str]:
    with store.reading():
        return [event.action for event in Event.about(subject) if event.action.startswith("email.")]


def test_address_counts_once_its_link_was_opened(app: Flask, store: Store, ana: dict[str, str]) -> None:
    """Before somebody who is signed in opens the link, nothing is sent there but the link itself."""
    client = people.signed_in(app, ana["account"])
    before = held(store, ana)

    assert ask(client).status_code == 200
    assert held(store, ana) == before
    answer = use(client, sent_token(store))

    assert answer.status_code == 200
    email, on_record, origin = held(store, ana)
    assert email == on_record == NEW
    assert origin[0] == "web"
    assert actions(store, ana["person"]) == ["email.asked", "email.confirmed"]
    assert mails(store) == [("confirm", NEW, sent_token(store))]
    with store.reading():
        found = Account.by_sign(NEW.upper())
    assert found is not None
    assert found.id == ana["account"]


def test_opening_the_link_asks_before_it_acts(app: Flask, store: Store, ana: dict[str, str]) -> None:
    client = people.signed_in(app, ana["account"])
    ask(client)
    before = held(store, ana)

    for _ in range(3):
        assert client.get(f"/account/email/{sent_token(store)}").status_code == 200
        assert client.head(f"/account/email/{sent_token(store)}").status_code == 200

    assert held(store, ana) == before


def test_bad_links_are_all_alike(app: Flask, store: Store, ana: dict[str, str]) -> None:
    client = people.signed_in(app, ana["account"])
    other = people.signed_in(
        app, people.account(store, person=people.person(store, "bob-1"), user_name="bob")
    )
    ask(client)
    replaced = sent_token(store)
    ask(client, "ana.newer@example.org")
    token = sent_token(store)
    pages = [use(client, "x" * 43), use(other, token), use(client, replaced)]
    with store.writing():
        old = micro(sessions.now() - timedelta(seconds=1))
        EmailProof.update(until=old).where(EmailProof.email.is_null(False)).execute()
    pages.append(use(client, token))
    ask(client)
    assert use(client, sent_token(store)).status_code == 200
    pages.append(use(client, sent_token(store)))

    texts = {re.sub(r"/email/[\w-]{43}|value=\"[^\"]+\"|[012]\d:\d\d", "", page.text) for page in pages}
    assert [page.status_code for page in pages] == [422] * 5
    assert len(texts) == 1


@pytest.mark.promise("P36")
def test_address_of_another_account_is_answered_alike_and_gets_no_mail(
    app: Flask, store: Store, ana: dict[str, str]
) -> None:
    """P36: nobody learns by asking whether an address has an account here."""
    people.account(store, user_name="bob", email="bob@example.org")
    client = people.signed_in(app, ana["account"])

    free, taken = ask(client, "free@example.org"), ask(client, "bob@example.org")

    plain = [re.sub(r'value="[^"]+"', "", page.text) for page in (free, taken)]
    assert plain[0].replace("free@", "bob@") == plain[1]
    assert [recipient for _template, recipient, _token in mails(store)] == ["free@example.org"]


def test_address_that_another_took_meanwhile_is_not_confirmed(
    app: Flask, store: Store, ana: dict[str, str]
) -> None:
    client = people.signed_in(app, ana["account"])
    ask(client)
    people.account(store, user_name="bob", email=NEW)

    assert use(client, sent_token(store)).status_code == 422
    assert held(store, ana)[0] is None


def test_address_from_before_is_told(app: Flask, store: Store, ana: dict[str, str]) -> None:
    client = people.signed_in(app, ana["account"])
    ask(client, "first@example.org")
    use(client, sent_token(store))
    ask(client)
    use(client, sent_token(store))
    assert mails(store)[-1] == ("changed", "first@example.org", "")
    page = client.get("/account/email")

    answer = client.post("/account/email/remove", data={"csrf_token": people.token(page.text)})

    assert answer.status_code == 303
    assert mails(store)[-1] == ("changed", NEW, "")
    assert held(store, ana) == (None, None, [])
    assert actions(store, ana["person"])[-1] == "email.removed"
    with store.reading():
        assert Account.by_sign(NEW) is None


@pytest.mark.parametrize(
    "typed",
    ["", "ana", "ana@example", "a@b.org\r\nBcc: c@d.org", "<script>@example.org", "a@example.org,b@c.org"],
)
def test_what_is_no_address_is_refused_beside_the_field(
    app: Flask, store: Store, ana: dict[str, str], typed: str
) -> None:
    answer = ask(people.signed_in(app, ana["account"]), typed)

    assert answer.status_code == 422
    assert "Please write an address such as name@example.org." in answer.text
    assert mails(store) == []


def test_links_on_their_way_are_few(app: Flask, store: Store, ana: dict[str, str]) -> None:
    client = people.signed_in(app, ana["account"])

    codes = [ask(client, f"{name}@example.org").status_code for name in "abcd"]

    assert codes == [200, 200, 200, 422]
    assert len(mails(store)) == email_proof.AT_ONCE


@pytest.mark.promise("P26")
def test_warning_stands_wherever_the_address_does(app: Flask, ana: dict[str, str]) -> None:
    """P26: whoever gives us an address reads on the same page what never to e-mail."""
    page = people.signed_in(app, ana["account"]).get("/account/email").text

    assert "ana.ruiz@example.org" in page
    assert "Please put nothing about yourself into an e-mail:" in page
    assert "mailto:ana" not in page


def test_changing_the_address_asks_for_a_factor_again(
    app: Flask, store: Store, ana: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("email", "remove_email"):
        declared: Any = access.of(app.view_functions[f"account.{name}"])
        assert declared.fresh
    client = people.signed_in(app, ana["account"])
    monkeypatch.setattr(Live, "is_fresh", lambda *_facts: False)

    assert client.get("/account/email").status_code in {302, 303, 401, 403}


def test_who_is_not_on_record_has_an_address_too(app: Flask, store: Store) -> None:
    office = people.representative(store)
    client = people.signed_in(
        app, people.account(store, "representative", representative=office, user_name="r")
    )
    ask(client)

    assert use(client, sent_token(store)).status_code == 200
    with store.reading():
        details = [event.opened() for event in Event.of_action("email.confirmed")]
    assert NEW not in str(details)


def test_token_is_kept_as_a_digest_alone(app: Flask, store: Store, ana: dict[str, str]) -> None:
    ask(people.signed_in(app, ana["account"]))

    rows = store.database.execute_sql("SELECT token, email FROM email_proof").fetchall()
    waiting = store.database.execute_sql("SELECT token, recipient FROM mail").fetchall()
    held = b"".join(bytes(part) for row in [*rows, *waiting] for part in row)
    assert sent_token(store).encode() not in held
    assert NEW.encode() not in held


def test_who_signs_in_by_the_address_alone_keeps_it(app: Flask, store: Store) -> None:
    person = people.person(store, "cleo-1")
    client = people.signed_in(app, people.account(store, person=person, email="cleo@example.org"))
    page = client.get("/account/email").text

    assert "Choose a user name first" in page
    assert client.post("/account/email/remove", data={"csrf_token": people.token(page)}).status_code == 404
