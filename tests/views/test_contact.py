"""The contact page: two forms without a place for an account, and what they refuse to keep."""

import re
from datetime import UTC, date, datetime
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from privet import create_app
from privet.domain import attempts, mail_templates
from privet.storage.contacts import Contact
from privet.storage.store import Store
from tests import hostile
from tests.conftest import CheckingClient

CALL = {"name": "Ana Ruiz", "reach": "614-555-0187", "best_time": "mornings"}
QUESTION = {"name": "Ana Ruiz", "reach": "ana@example.org", "text": "Is the October shot free?"}
PAGES = {"call-back": ("callback", CALL), "question": ("question", QUESTION)}
PERSONAL = {
    "219-09-9999": "social security number",
    "536904399": "social security number",
    "2/29/1984": "birth date",
    "29 de febrero de 1984": "birth date",
    "4111 1111 1111 1111": "number of a card",
    "LBT-1001": "member, policy or claim number",
    "DE89 3704 0044 0532 0130 00": "number of a bank account",
    "２１９-０９-９９９９": "social security number",
    "2\u200b19-09-9999": "social security number",
    "MjE5LTA5LTk5OTk=": "social security number",
}


@pytest.fixture
def store(app: Flask) -> Store:
    found: Store = app.extensions["privet"].store
    return found


def send(client: FlaskClient, form: str, query: str = "", **changes: str) -> TestResponse:
    prefix, usual = PAGES[form]
    data = {f"{prefix}-{name}": value for name, value in (usual | changes).items()}
    return client.post(f"/contact/{form}{query}", data=data)


def kept(store: Store) -> list[tuple[str, ...]]:
    with store.reading():
        return [
            (row.kind, row.name, row.reach, row.best_time or "", row.text or "", row.language)
            for row in Contact.select()
        ]


def main_part(page: str) -> str:
    return unescape(page[page.index("<main") : page.index("</main>")])


@pytest.mark.promise("P35")
@pytest.mark.parametrize("form", PAGES)
def test_request_is_taken_and_told_by_when_it_is_answered(
    client: FlaskClient, store: Store, form: str
) -> None:
    """P35: three answers, no cookie, and a page that says the day and nothing else."""
    answer = send(client, form)

    with store.reading():
        due = Contact.get().due_on
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert f"{due:%B} {due.day}, {due.year}" in main_part(answer.text)
    assert "Ana" not in answer.text
    assert due > date(2026, 1, 1)
    assert [row[:3] for row in kept(store)] == [(PAGES[form][0], "Ana Ruiz", PAGES[form][1]["reach"])]


def test_language_of_the_page_is_noted_for_the_answer(client: FlaskClient, store: Store) -> None:
    send(client, "question", "?lang=es")

    assert kept(store)[0][5] == "es"


@pytest.mark.promise("P35")
def test_forms_ask_for_nothing_that_identifies_somebody_in_the_record(client: FlaskClient) -> None:
    """P35: the fields on the page are those that the table has, and none is of an account."""
    page = client.get("/contact/").text
    names = set(re.findall(r'name="([^"]+)"', main_part(page)))

    assert names == {f"{PAGES[name][0]}-{field}" for name in PAGES for field in PAGES[name][1]}
    assert "2 business days" in page
    assert "5 business days" in page


@pytest.mark.promise("P26")
@pytest.mark.parametrize("personal", PERSONAL)
@pytest.mark.parametrize(
    ("form", "field"), [(form, field) for form, (_prefix, usual) in PAGES.items() for field in usual]
)
def test_personal_fact_in_any_field_is_neither_kept_nor_repeated(
    client: FlaskClient, store: Store, form: str, field: str, personal: str
) -> None:
    """P26: nothing of it is stored; the page says why beside the field, and offers ways that are safe."""
    answer = send(client, form, **{field: f"It is {personal} thanks"})

    said = main_part(answer.text)
    assert answer.status_code == 422
    assert personal not in said
    assert "thanks" not in said
    assert f"This looks like a {PERSONAL[personal]}".replace("a number", "the number") in said
    assert "We didn’t keep it, and it isn’t repeated here." in said
    assert f'id="{PAGES[form][0]}-{field}-fault"' in said
    for way in ("/account/messages/write", "/mail-in/?kind=question", "tel:16145550142"):
        assert way in said
    others = {name: value for name, value in PAGES[form][1].items() if name != field}
    assert all(value in said for value in others.values())
    assert kept(store) == []


def test_two_facts_in_one_field_leave_nothing(client: FlaskClient, store: Store) -> None:
    answer = send(client, "question", text="x" * 9000 + " 219-09-9999", name="born 2/29/1984")

    assert "219-09" not in answer.text
    assert "xxxx" not in answer.text
    assert "1984" not in answer.text
    assert kept(store) == []


@pytest.mark.parametrize(
    ("where", "value", "said"),
    [
        (("call-back", "name"), "  ", "Please give a name"),
        (("call-back", "reach"), "my house", "Please give a phone number"),
        (("question", "reach"), "555-0187 x", None),
        (("question", "text"), "", "Please write your question"),
        (("question", "text"), "why " * 1100, "Please keep it to 4000 characters"),
        (("question", "name"), "A" * 121, "Please keep it to 120 characters"),
    ],
)
def test_fault_is_explained_beside_its_field_and_keeps_what_was_typed(
    client: FlaskClient, store: Store, where: tuple[str, str], value: str, said: str | None
) -> None:
    form, field = where
    answer = send(client, form, **{field: value})

    assert answer.status_code == (422 if said else 200)
    if said:
        assert said in main_part(answer.text)
        assert value.strip() in main_part(answer.text)
        assert kept(store) == []


def test_office_is_not_buried_and_says_so(client: FlaskClient, store: Store) -> None:
    answers = [send(client, "question", text=f"Question {count}?") for count in range(22)]

    assert [answer.status_code for answer in answers] == [200] * 20 + [429] * 2
    assert "We took nothing this time" in answers[-1].text
    assert "Question 21?" in answers[-1].text
    assert len(kept(store)) == 20


@pytest.mark.parametrize("form", PAGES)
def test_flood_from_many_networks_costs_nobody_what_they_typed(
    client: FlaskClient, store: Store, form: str
) -> None:
    """Whoever comes from a network of their own then reads phone and address, and sends it again later."""
    for number in range(300):
        attempts.allow(store, "contact", (f"network {number}",), datetime.now(UTC))

    answer = send(client, form)

    assert answer.status_code == 429
    for typed in PAGES[form][1].values():
        assert typed in unescape(answer.text)
    assert "Please call us, write to us" in answer.text
    assert "tel:16145550142" in answer.text
    assert "PO Box 4100" in answer.text
    assert kept(store) == []


def test_refused_texts_count_too_since_looking_through_them_takes_time(client: FlaskClient) -> None:
    answers = [send(client, "question", text="My number is 123-45-6789.") for _ in range(22)]

    assert [answer.status_code for answer in answers] == [422] * 20 + [429] * 2


@pytest.mark.promise("P31")
def test_pages_stand_without_a_database_and_forms_say_what_works(instance: Path) -> None:
    """P31: phone and post are on every one of them."""
    (instance / "privet.db").write_bytes(b"gone" * 2000)
    app = create_app(instance)
    app.test_client_class = CheckingClient
    client = app.test_client()

    for address in ("/contact/", "/contact/call-back", "/contact/question"):
        assert client.get(address).status_code == 200
    answer = send(client, "call-back")
    assert answer.status_code == 503
    assert "tel:16145550142" in answer.text
    assert "PO Box 4100" in answer.text
    assert "Ana" not in answer.text


@pytest.mark.parametrize("address", ["/contact/", "/contact/call-back", "/contact/question"])
def test_pages_are_the_same_for_everybody(client: FlaskClient, address: str) -> None:
    first = client.get(address)
    again = client.get(f"{address}?callback-name=Ana&question-text=219-09-9999")

    assert again.text == first.text
    assert first.headers["Cache-Control"] == "no-cache"
    assert "<script" not in first.text


def test_form_of_another_site_is_refused(client: FlaskClient, store: Store) -> None:
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        data = {f"callback-{name}": value for name, value in CALL.items()}
        assert client.post("/contact/call-back", data=data, headers=headers).status_code == 403
    assert kept(store) == []


def test_nothing_typed_is_logged(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(0):
        send(client, "question")
        send(client, "question", text="219-09-9999")

    assert not any(word in caplog.text for word in ("Ana", "ana@", "October", "219-09"))


@pytest.mark.promise("P26")
def test_every_address_on_a_public_page_has_its_warning_and_no_ready_text(app: Flask) -> None:
    """P26: whatever page shows an address to write to, the warning stands below it."""
    client, shown = app.test_client(), 0

    for rule in app.url_map.iter_rules():
        if (
            rule.arguments
            or "GET" not in (rule.methods or set())
            or rule.rule.startswith(("/account", "/desk"))
        ):
            continue
        page = client.get(rule.rule)
        if page.mimetype != "text/html":
            continue
        for link in re.findall(r'href="mailto:([^"]*)"', page.text):
            shown += 1
            assert "?" not in link, f"{rule.rule}: a link to write to has a text or subject in it"
        addresses = page.text.count("mailto:")
        assert page.text.count("Please put nothing about yourself into an e-mail:") >= addresses, rule.rule
        assert "office@larkspur.example" not in re.sub(r"mailto:[^<]*</a>", "", page.text), rule.rule

    assert shown


@pytest.mark.promise("P26")
def test_mails_show_no_address_to_write_to() -> None:
    """P26: there is nothing to answer to, so that nobody writes about themselves."""
    folder = Path(mail_templates.__file__).parents[3] / "templates" / "emails"

    for path in folder.rglob("*.*"):
        if path.suffix in {".txt", ".html"}:
            assert "organisation.email" not in path.read_text("utf-8"), path
            assert "mailto:" not in path.read_text("utf-8"), path


@pytest.mark.parametrize("form", PAGES)
def test_five_hundred_hostile_inputs_break_nothing(
    app: Flask, store: Store, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each in every field: an answer that says what is wrong, or the request as it came; no error of ours."""
    monkeypatch.setattr(attempts, "allow", lambda *_facts: None)  # Else most of them would only be stopped.
    client, (prefix, usual), taken = app.test_client(), PAGES[form], 0

    for field in usual:
        for text in hostile.texts(500):
            data = {f"{prefix}-{name}": value for name, value in (usual | {field: text}).items()}
            body = urlencode(data, errors="surrogatepass")
            answer = client.post(
                f"/contact/{form}", data=body, content_type="application/x-www-form-urlencoded"
            )
            assert answer.status_code in {200, 422}, (field, text[:80])
            taken += answer.status_code == 200
            with store.writing():
                Contact.delete().execute()

    assert taken > 200


@pytest.mark.parametrize("form", PAGES)
def test_hostile_bodies_break_nothing(app: Flask, form: str) -> None:
    client = app.test_client()

    for body, content_type in hostile.bodies(f"{PAGES[form][0]}-name"):
        answer = client.post(f"/contact/{form}", data=body, content_type=content_type)
        assert answer.status_code in {200, 400, 413, 415, 422, 429}, (content_type, body[:80])
