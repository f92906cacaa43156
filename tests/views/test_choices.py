"""Privacy choices on the public page: without an account, a cookie or a proof, and telling nothing."""

import logging
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from privet.domain import attempts, choice_carrying, choice_desk, choice_requests, limits, permissions
from privet.domain.times import micro
from privet.storage.accounts import Account
from privet.storage.choices import Choice, ChoiceRequest
from privet.storage.events import Event
from privet.storage.people import Person
from privet.storage.sessions import Attempts
from privet.storage.store import Store
from tests import people

BASE = "https://localhost"
EMAIL = "ana.ruiz@example.org"
HOSTILE = (
    *(
        "",
        " ",
        "\0",
        "\r\nBcc: x@example.org",
        "<script>alert(1)</script>",
        "{{ 7*7 }}",
        "%(name)s",
        "' OR 1=1 --",
    ),
    *(
        "\u202eevil",
        "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
        "a" * 100_000,
        "../../etc/passwd",
    ),
    *("x@example.org\nx", "all", "collect use", "🪴" * 300, "=HYPERLINK(1)", "\x1b[2J", "-1", "NaN"),
)


@pytest.fixture
def store(app: Flask) -> Store:
    """Give the store of a site with one member."""
    found: Store = app.extensions["privet"].store
    people.person(found, "LBT-1")
    return found


def send(client: FlaskClient, address: str = "/preferences/choices", **sent: Any) -> Any:
    return client.post(address, data=sent, base_url=BASE)


def refused(store: Store) -> set[str]:
    with store.reading():
        found = Person.by_number("LBT-1")
        assert found is not None
        return set(found.refused.split())


def reference(page: str) -> str:
    found = re.search(r'class="number">([0-9A-Z-]{11})</strong>', page)
    assert found is not None
    return found[1]


def main_of(page: Any) -> str:
    found: str = page.text.partition("<main")[2].partition("</main>")[0]
    return found


def flooded(store: Store, kind: str) -> None:
    """Use up what may come from all networks together, as an attacker with very many of them does."""
    now = datetime.now(UTC)
    for name, limit in limits.load().of(kind).items():
        if not limit.by:
            with store.writing():
                key = attempts._key(store, name, [])  # 6000 requests would take minutes.
                Attempts.add(key, micro(now), micro(now + timedelta(hours=1)))
                Attempts.update(count=limit.most).where(Attempts.key == key).execute()


@pytest.mark.promise("P28")
def test_all_is_one_button_and_holds_at_once_with_a_reference_to_keep(
    store: Store, client: FlaskClient
) -> None:
    """P28: no account, no cookie, no proof; the reference shows later what became of it."""
    page = send(client, refuse="all", email=EMAIL)

    assert page.status_code == 200
    assert "Set-Cookie" not in page.headers
    assert refused(store) == {*permissions.rules().choice, "mail"}
    code = reference(page.text)
    status = send(client, "/preferences/status/", reference=code.lower())
    assert status.status_code == 200
    assert "Carried out" in status.text
    assert code not in status.request.url
    assert "Ana" not in status.text + page.text


@pytest.mark.promise("P28")
@pytest.mark.parametrize("topic", ["collect", "use", "distribute"])
def test_each_of_the_three_can_be_asked_for_by_itself(store: Store, client: FlaskClient, topic: str) -> None:
    """P28: three separate choices; refusing what mail needs turns that off as well."""
    page = send(client, refuse=topic, number="lbt-1")

    assert refused(store) == {topic}
    assert ('href="/mail-in/?kind=no_online"' in page.text) is (topic == "collect")


@pytest.mark.promise("P28")
def test_page_tells_of_each_choice_what_it_does_and_what_stays(client: FlaskClient) -> None:
    for language in ("en", "es"):
        page = client.get(f"/preferences/?lang={language}", base_url=BASE).text
        for choice in permissions.rules().choice.values():
            for said in (choice.name, choice.does, choice.stays):
                assert said[language] in page


def test_answers_are_the_same_for_members_and_everybody_else(store: Store, client: FlaskClient) -> None:
    """Nobody finds out by this form, or by the status, who is on record here."""

    def shown(page: Any) -> tuple[int, str]:
        return page.status_code, re.sub(r"[0-9A-Z]{3}-[0-9A-Z]{3}-[0-9A-Z]{3}|\d\d:\d\d", "X", page.text)

    for known, unknown in (
        ({"email": EMAIL}, {"email": "eve@example.org"}),
        ({"number": "LBT-1"}, {"number": "LBT-9"}),
        ({"name": "Ana María Ruiz", "postal": "12 Juniper Lane"}, {"name": "Eve", "postal": "1 Elm Street"}),
    ):
        pages = [send(client, refuse="sale", **who) for who in (known, unknown)]
        later = [send(client, "/preferences/status/", reference=reference(page.text)) for page in pages]
        assert shown(pages[0]) == shown(pages[1])
        assert shown(later[0]) == shown(later[1])
        assert len(pages[0].data) == len(pages[1].data)


def test_nothing_is_stored_without_anything_to_find_somebody_by(store: Store, client: FlaskClient) -> None:
    page = send(client, refuse="all")

    assert page.status_code == 200
    assert "We stored nothing" in page.text
    assert "Switch on" in page.text
    assert 'href="/mail-in/?kind=no_online"' in page.text
    assert page.text.count(" checked>") == len(permissions.rules().choice)
    with store.reading():
        assert ChoiceRequest.select().count() == Choice.select().count() == 0


def test_faults_stand_beside_their_fields_and_keep_what_was_typed(store: Store, client: FlaskClient) -> None:
    for sent, words in (
        ({"email": EMAIL}, "tick at least one"),
        ({"refuse": "use", "email": "ana at example"}, "such as name@example.org"),
        ({"refuse": "use", "name": "Ana Ruiz"}, "name and postal address together"),
        ({"refuse": "use", "postal": "1 Elm Street"}, "name and postal address together"),
        ({"refuse": "use", "number": "9" * 41}, "at most 40"),
        ({"refuse": "everything", "number": "LBT-1"}, "among the answers that are offered"),
    ):
        page = send(client, **sent)
        assert page.status_code == 422, sent
        assert words in page.text
        for typed in sent.values():
            assert typed in page.text or typed == "everything"
    assert refused(store) == set()


@pytest.mark.parametrize("field", ["refuse", "email", "number", "name", "postal", "reference"])
def test_hostile_inputs_are_answered_and_never_obeyed(
    store: Store, client: FlaskClient, field: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("blueprints.preferences.choices._judged", lambda _kind: "open")
    usual = {"refuse": "sale", "email": "eve@example.org"}

    for value in HOSTILE:
        place = "/preferences/status/" if field == "reference" else "/preferences/choices"
        answer = send(client, place, **(usual | {field: value}))
        assert answer.status_code in {200, 404, 413, 422}, value
        assert "<script>alert" not in answer.text
        assert "49" not in answer.text.replace("7*7", "") or field != "name" or "4100" in answer.text
    assert refused(store) == set()


def test_other_sites_can_send_nothing(store: Store, client: FlaskClient) -> None:
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        answer = client.post(
            "/preferences/choices", data={"refuse": "all", "email": EMAIL}, headers=headers, base_url=BASE
        )
        assert answer.status_code == 403
    assert refused(store) == set()


def test_looking_changes_nothing(store: Store, client: FlaskClient) -> None:
    answers = [
        client.get(f"/preferences/choices?refuse=all&email={EMAIL}", base_url=BASE),
        client.head("/preferences/choices", base_url=BASE),
        client.get("/preferences/status/?reference=X", base_url=BASE),
    ]

    assert [answer.status_code for answer in answers] == [303, 303, 200]
    assert refused(store) == set()


def test_network_that_sends_too_many_is_stopped_and_told_of_the_other_ways(
    store: Store, client: FlaskClient
) -> None:
    most = limits.load().limit["choice-network"].most
    for _ in range(most):
        assert send(client, refuse="sale", number="LBT-9").status_code == 200

    page = send(client, refuse="sale", number="LBT-1")

    assert page.status_code == 429
    assert "call us" in page.text
    assert "tel:16145550142" in main_of(page)
    assert 'href="/mail-in/?kind=no_online"' in main_of(page)
    assert refused(store) == set()
    assert len(choice_desk.waiting(store)) == most


@pytest.mark.promise("P28")
def test_flood_from_many_networks_refuses_nobodys_choice(
    store: Store, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P28: it is taken with a reference and without any look-up, and carried out by the next tidying."""
    flooded(store, "choice")
    with monkeypatch.context() as patch:
        patch.setattr(choice_carrying, "carry_out", None)
        known = send(client, refuse="all", email=EMAIL)
        unknown = send(client, refuse="all", email="eve@example.org")

    assert known.status_code == 200
    assert "Yours is stored" in known.text
    assert len(known.data) == len(unknown.data)
    assert refused(store) == set()
    for page in (known, unknown):
        status = send(client, "/preferences/status/", reference=reference(page.text))
        assert "It waits its turn" in status.text
    choice_desk.sweep(store, datetime.now(UTC))
    assert refused(store) == {*permissions.rules().choice, "mail"}
    for page in (known, unknown):
        status = send(client, "/preferences/status/", reference=reference(page.text))
        assert "Carried out" in status.text


def test_what_waits_cannot_fill_the_disk_and_what_needs_no_waiting_is_taken_on(
    store: Store, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choice_requests, "MOST_WAITING", 5)
    named = {"name": "Eve Quill", "postal": "1 Elm Street"}
    answers = [send(client, refuse="sale", **named).status_code for _ in range(7)]

    assert answers == [200] * 5 + [503] * 2
    page = send(client, refuse="sale", **named)
    assert "Eve Quill" in page.text
    assert "tel:16145550142" in main_of(page)
    assert 'href="/mail-in/?kind=no_online"' in main_of(page)
    assert send(client, refuse="sale", number="LBT-1").status_code == 200
    assert send(client, refuse="sale", number="LBT-9").status_code == 200
    assert refused(store) == {"sale"}
    flooded(store, "choice")
    assert send(client, refuse="use", number="LBT-1").status_code == 503
    assert len(choice_desk.waiting(store)) == 5


def test_references_cannot_be_tried_one_after_the_other(store: Store, client: FlaskClient) -> None:
    code = reference(send(client, refuse="sale", number="LBT-1").text)
    for _ in range(limits.load().limit["reference-network"].most):
        assert send(client, "/preferences/status/", reference="000-000-000").status_code == 404

    assert send(client, "/preferences/status/", reference=code).status_code == 429


def test_nothing_that_was_typed_reaches_a_log_or_stands_in_plain(
    store: Store, client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    page = send(client, refuse="sale", email="eve.q@example.org", name="Eve Quill", postal="1 Elm Street")
    send(client, "/preferences/status/", reference=reference(page.text))

    with store.reading():
        held = str([row.__data__ for row in ChoiceRequest.select()])
    for typed in ("eve.q", "Quill", "Elm Street", reference(page.text)):
        assert typed not in caplog.text
        assert typed not in held


def test_stranger_can_close_the_online_features_and_the_member_opens_them_again(
    store: Store, app: Flask
) -> None:
    """No proof may be asked, so a stranger can refuse for somebody; it protects, is shown, and is undone."""
    with store.reading():
        person = Person.by_number("LBT-1")
    assert person is not None
    account = people.account(store, person=person.id)
    send(app.test_client(), refuse="collect", number="LBT-1")
    own = people.signed_in(app, account)

    assert own.get("/account/", base_url=BASE).headers["Location"] == "/account/closed"
    page = own.get("/account/preferences/", base_url=BASE).text
    assert "on our public page" in page
    sent = {"csrf_token": people.token(page), "collect": "yes"}
    assert own.post("/account/preferences/online", data=sent, base_url=BASE).status_code == 303
    assert own.get("/account/", base_url=BASE).status_code == 200
    send(app.test_client(), refuse="collect", number="LBT-1")
    assert own.get("/account/", base_url=BASE).status_code == 200
    with store.reading():
        assert [row.state for row in ChoiceRequest.select().order_by(ChoiceRequest.asked_at)] == [
            "applied",
            "waiting",
        ]
        assert Account.get_by_id(account).disabled_at is None
        assert [event.actor for event in Event.about(person.id) if event.action == "choice.made"] == [
            "site",
            f"member.{account}",
        ]


def test_member_reads_that_somebody_asks_to_close_what_they_opened(store: Store, app: Flask) -> None:
    """And nobody else does; it goes once they close it themselves, or the office has settled it."""
    with store.reading():
        person = Person.by_number("LBT-1")
    assert person is not None
    own = people.signed_in(app, people.account(store, person=person.id))
    other = people.signed_in(app, people.account(store, person=people.person(store, "LBT-2", email=None)))
    where = "/account/preferences/"

    def told(client: FlaskClient) -> bool:
        return 'id="asks-to-close"' in client.get(where, base_url=BASE).text

    send(app.test_client(), refuse="collect", number="LBT-1", name="Ana Ruiz", postal="1 Elm Street")
    token = people.token(own.get(where, base_url=BASE).text)
    own.post(f"{where}online", data={"csrf_token": token, "collect": "yes"}, base_url=BASE)
    assert not told(own)
    send(app.test_client(), refuse="collect", number="LBT-1")
    assert told(own)
    assert "Our office asks you before it closes anything" in own.get(where, base_url=BASE).text
    assert not told(other)
    for waits in choice_desk.waiting(store):
        choice_desk.close(store, waits.id, datetime.now(UTC))
    assert not told(own)
