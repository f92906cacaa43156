"""The public form: off at once for whoever asks, on after a link alone, one answer for every address."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from privet.domain import suppression
from privet.storage.choices import Choice, Wording
from privet.storage.readers import Reader
from tests import readers as made
from tests.readers import ADDRESS, acts, mails, newest_token, state, store_of

PAGE, FORM = "/preferences/", "/preferences/mail"


def ask(client: FlaskClient, address: str = ADDRESS, **fields: Any) -> Any:
    return client.post(FORM, data={"address": address} | fields)


def on(*kinds: str) -> dict[str, str]:
    return {f"mail-{kind}": "on" for kind in kinds}


@pytest.mark.promise("P32")
def test_page_tells_of_each_kind_and_how_often_and_chooses_nothing(client: FlaskClient) -> None:
    page = client.get(PAGE).text

    for name in ("News of the plan", "Health and prevention", "Offers of our own"):
        assert name in page
    assert "At most 2 mails in 30 days." in page
    assert "At most one mail in 30 days." in page
    assert "What still comes" in page
    assert "On paper instead" in page
    assert not re.search(r'type="radio"[^>]*checked', page)
    buttons = re.findall(r"<button([^>]*)>([^<]+)<", page.partition('id="mail"')[2].partition("</form>")[0])
    assert [(name, "class" in attributes) for attributes, name in buttons[:2]] == [
        ("Save these choices", False),
        ("Nothing at all", False),
    ]


def test_page_stands_without_the_database_and_keeps_nothing(app: Flask, client: FlaskClient) -> None:
    assert client.get(PAGE).status_code == 200
    assert app.extensions["privet"]._store is None


@pytest.mark.promise("P33")
def test_turning_on_begins_with_the_link_and_nothing_else(app: Flask, client: FlaskClient) -> None:
    store = store_of(app)

    assert ask(client, **on("informational")).status_code == 200
    before = state(store)
    client.post(f"/preferences/confirm/{newest_token(store)}/", data={"yes": "yes"})
    after = state(store)

    assert before is not None
    assert before.kinds == set()
    assert after is not None
    assert after.kinds == {"informational"}
    assert [mail[:2] for mail in mails(store)] == [("preferences", ADDRESS)]


@pytest.mark.promise("P32")
def test_turning_off_holds_at_once_without_proof(app: Flask, client: FlaskClient) -> None:
    store = store_of(app)
    made.reader(store)

    assert ask(client, **{"mail-promotional": "off"}).status_code == 200

    found = state(store)
    assert found is not None
    assert found.kinds == {"informational", "educational"}
    assert mails(store) == []


@pytest.mark.promise("P32")
def test_nothing_at_all_needs_the_address_alone(app: Flask, client: FlaskClient) -> None:
    store = store_of(app)
    made.reader(store)

    assert ask(client, ADDRESS.upper(), nothing="yes", **on("promotional")).status_code == 200

    assert suppression.holds(store, ADDRESS)
    found = state(store)
    assert found is not None
    assert found.nothing
    assert found.kinds == set()
    assert mails(store) == []


@pytest.mark.parametrize(
    "fields", [{}, {"nothing": "yes"}, {"mail-promotional": "off"}, on("promotional")], ids=str
)
def test_known_and_unknown_addresses_get_the_same_answer(
    app: Flask, client: FlaskClient, fields: dict[str, str]
) -> None:
    made.reader(store_of(app))

    known, unknown = ask(client, **fields), ask(client, "nobody@example.net", **fields)

    assert (known.status_code, known.data) == (unknown.status_code, unknown.data)
    assert ADDRESS.encode() not in known.data


def test_choices_of_an_unknown_address_are_kept_without_it(app: Flask, client: FlaskClient) -> None:
    store = store_of(app)

    ask(client, "nobody@example.net", **{"mail-promotional": "off"})
    ask(client, "nobody@example.net", nothing="yes")

    assert acts(store) == [("mail.promotional", "off", "page"), ("mail", "off", "page")]
    with store.reading():
        assert Reader.select().count() == 0
        assert all(row.mark and not row.reader_id for row in Choice.select())


def test_proof_holds_the_words_that_stood_on_the_page(app: Flask, client: FlaskClient) -> None:
    store = store_of(app)

    client.get(f"{PAGE}?lang=es")
    client.post(f"{FORM}?lang=es", data={"address": ADDRESS, "nothing": "yes"})

    with store.reading():
        act = Choice.select().get()
        words = Wording.text_of(act.wording)
    assert act.statement == "1.0"
    page = client.get(f"{PAGE}?lang=es").text
    lines = [part for line in words.splitlines() for part in line.partition(": ")[::2]]
    assert len(lines) == 6
    assert "Noticias del plan" in lines[0]
    assert all(part.split(". ")[0] in page for part in lines)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nobody",
        "a@b",
        "a b@example.org",
        "a@example.org\r\nBcc: b@example.org",
        "ä@example.org",
        "a@" + "b" * 300,
    ],
)
def test_unusable_address_is_told_beside_the_field_and_choices_are_kept(
    client: FlaskClient, address: str
) -> None:
    answer = ask(client, address, **on("educational"), **{"mail-promotional": "off"})

    assert answer.status_code == 422
    assert "name@example.org" in answer.text
    assert 'id="mail-educational-on" name="mail-educational" value="on" checked' in answer.text
    assert 'id="mail-promotional-off" name="mail-promotional" value="off" checked' in answer.text


def test_nobody_is_flooded_with_links_and_off_works_on(app: Flask, client: FlaskClient) -> None:
    """A stranger who types an address again and again sends three mails a day there, and not one more."""
    store = store_of(app)
    made.reader(store, "promotional")

    answers = {ask(client, **on("informational")).data for _ in range(6)}
    many = [ask(client, f"a{number}@example.org") for number in range(40)]
    ask(client, nothing="yes")

    assert len(answers) == 1
    to_ana = [mail for mail in mails(store) if mail[1] == ADDRESS]
    assert len(to_ana) <= 3  # One link of the day was the reader’s own.
    assert {answer.status_code for answer in many} == {200}
    assert len(mails(store)) <= 30
    assert suppression.holds(store, ADDRESS)


def test_network_that_never_stops_is_told_to_wait_and_links_work_on(app: Flask, client: FlaskClient) -> None:
    store = store_of(app)
    link = made.link(store, made.reader(store))
    answers = [ask(client, "a@example.org", nothing="yes").status_code for _ in range(241)]

    assert answers[-2:] == [200, 429]
    assert ask(client, nothing="yes").status_code == 429
    assert client.post(f"{link}unsubscribe").status_code == 200
    assert suppression.holds(store, ADDRESS)


def test_hostile_fields_end_in_no_server_error(app: Flask, client: FlaskClient) -> None:
    """Five hundred of them, in every field of every form of this page."""
    store = store_of(app)
    link = made.link(store, made.reader(store))
    hostile = [
        "\r\nBcc: b@example.org",
        "%0d%0aX: y",
        "\x00",
        "\ud83d",
        "a" * 70_000,
        "<script>",
        "' OR 1=1 --",
        "{{7*7}}",
        "../../etc/passwd",
        "\N{RIGHT-TO-LEFT OVERRIDE}x",
        "\ufffe",
        "𝔞@example.org",
        '"a b"@example.org',
        "a@[::1]",
        "a@example.org,b@example.org",
        "=1+1",
        "\\",
        "%s%n",
        "on\x00",
        "on" * 999,
        "İ@example.org",
        "\x85",
        "-1",
        "🦆",
    ]
    names = [
        "address",
        "nothing",
        "yes",
        "List-Unsubscribe",
        *(f"mail-{kind}" for kind in (*made.KINDS, "x")),
    ]
    sent = 0
    for text in hostile:
        safe = text.encode("utf-8", "surrogatepass")
        for name in names:
            for target in (FORM, link, f"/preferences/confirm/{'x' * 43}/"):
                fields = {"address": ADDRESS, "mail-educational": "on"} | {name: [safe, safe]}
                answer = client.post(target, data=fields)
                assert answer.status_code < 500, (text, name, target)
                sent += 1
    assert sent >= 500


def test_hostile_tokens_end_in_no_server_error(client: FlaskClient) -> None:
    for token in (
        "%00",
        "..",
        "a" * 5000,
        "%F0%9F%A6%86",
        "%ED%A0%80",
        "x%0d%0aSet-Cookie:a=b",
        "-" * 43,
        "'",
        "=" * 43,
    ):
        for path in (
            f"/preferences/{token}/",
            f"/preferences/{token}/unsubscribe",
            f"/preferences/confirm/{token}/",
        ):
            assert client.get(path).status_code < 500, path
            assert client.post(path).status_code < 500, path
