"""The mail-in form: choose, fill in, get the PDF; faults stand beside their field."""

import re
from concurrent.futures import ThreadPoolExecutor
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from blueprints.mailin.checks import cleaned
from privet.domain import rules, sheets, typesetting

KINDS = tuple(rules.load([]).kinds)


def pdf(client: FlaskClient, **values: object) -> TestResponse:
    return client.post("/mail-in/form.pdf", data=values)


def test_kind_alone_gives_a_pdf(client: FlaskClient) -> None:
    answer = pdf(client, kind="access")

    assert answer.status_code == 200
    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF-")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="mail-in-request.pdf"'


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_can_be_chosen_filled_in_and_printed(client: FlaskClient, kind: str) -> None:
    assert client.get(f"/mail-in/?kind={kind}").text.count(" checked") == 2  # The kind, and what it is about.
    form = client.post("/mail-in/form", data={"kind": kind, "residence": "US-CA"})
    fields = dict.fromkeys(re.findall(r'<(?:input id|textarea id)="([^"]+)"', form.text), "1234")

    answer = client.post("/mail-in/form.pdf", data={**fields, "kind": kind, "email": "a@b.example"})

    assert answer.mimetype == "application/pdf"


def test_form_asks_only_what_the_kind_needs_and_says_why(client: FlaskClient) -> None:
    page = client.get("/mail-in/form?kind=stop_email").text

    asked = set(re.findall(r'<(?:input|textarea|select) id="([^"]+)"', page))
    assert asked == {"email", "details_stop_email_which"}
    assert all(f'id="{name}-why"' in page for name in asked)
    assert "required" not in re.findall(r"<(?:input|textarea|select)[^>]*>", page)


def test_nothing_is_chosen_says_so_beside_the_boxes(client: FlaskClient) -> None:
    answer = pdf(client, name="Ana Ruiz")

    assert answer.status_code == 422
    assert 'id="kind-fault">Tick at least one request.' in answer.text
    assert 'name="name" value="Ana Ruiz"' in answer.text, "it is carried along"


def test_form_without_a_kind_begins_at_the_beginning(client: FlaskClient) -> None:
    assert client.get("/mail-in/form").headers["Location"] == "/mail-in/"


FAULTS = [
    ({"kind": "nix"}, "kind", "Tick only requests from this list"),
    ({"residence": "US-ZZ"}, "residence", "Please choose one"),
    ({"about": "weather"}, "about", "Please choose one"),
    ({"paper": "legal"}, "paper", "Please choose one"),
    ({"envelope": "window-dl", "paper": "letter"}, "envelope", "That window doesn’t fit this paper"),
    ({"size": "huge"}, "size", "Please choose one"),
    ({"language": "fr"}, "language", "Please choose one"),
    ({"member_last4": "123456789"}, "member_last4", "Only the last four"),
    ({"address_lines": "x\n" * 9}, "address_lines", "eight lines at most"),
    ({"name": "x" * 201}, "name", "keep it to 200 characters"),
    ({"details_access": "x" * 10_001}, "details_access", "keep it to 10000 characters"),
    ({"details_access_format": "smoke"}, "details_access_format", "Please choose one"),
    ({"country": "XX"}, "country", "Please choose one"),
    ({"name": "Ana 中 Ruiz"}, "name", "We have no letter shape for 中"),
]


@pytest.mark.parametrize(("wrong", "field", "said"), FAULTS)
def test_fault_stands_beside_its_field_and_keeps_what_was_typed(
    client: FlaskClient, wrong: dict[str, str], field: str, said: str
) -> None:
    typed = {"kind": "access", "details_access": "My letters of May", "name": "O'Brien & Söhne"} | wrong

    answer = client.post("/mail-in/form.pdf", data=typed)
    page = unescape(answer.text)

    assert answer.status_code == 422
    assert len(re.findall(r'class="fault"', page)) == 1
    assert said in page[page.index(f'id="{field}-fault"') :][:200]
    assert typed["name"] in page
    assert typed["details_access"] in page
    assert page.count(said) == 2  # In the summary, too.


def test_bad_email_is_explained(client: FlaskClient) -> None:
    assert "looks like name@example.org" in pdf(client, kind="stop_email", email="me").text


def test_choices_can_be_changed_without_losing_what_was_typed(client: FlaskClient) -> None:
    page = client.post("/mail-in/", data={"kind": "access", "name": "Ana", "details_access": "a\nb"}).text

    assert 'name="name" value="Ana"' in page
    assert 'id="kind-access" name="kind" value="access" checked' in page


def test_typed_markup_stays_text(client: FlaskClient) -> None:
    evil = '"><script>alert(1)</script></textarea>'

    page = pdf(client, kind="access", name=evil, details_access=evil, paper="x").text

    assert "<script" not in page


def test_too_much_is_refused_with_help(client: FlaskClient) -> None:
    answer = pdf(client, kind="access", details_access="x" * 300_000)

    assert answer.status_code == 413
    assert "more than we can take at once" in answer.text


def test_failing_pdf_keeps_what_was_typed(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object) -> bytes:
        raise sheets.SheetFailed

    monkeypatch.setattr(sheets, "render", fail)

    answer = pdf(client, kind="access", name="Ana Ruiz")

    assert answer.status_code == 500
    assert "We could not make the PDF" in answer.text
    assert ">\nAna Ruiz</textarea>" in answer.text


def test_repeated_kind_is_printed_once(client: FlaskClient) -> None:
    assert pdf(client, kind=["access", "access", "delete"]).mimetype == "application/pdf"


def test_sent_back_choices_never_stand_in_an_address(client: FlaskClient) -> None:
    page = client.post("/mail-in/form", data={"kind": "delete", "residence": "US-CA"}).text

    assert not re.findall(r'(?:href|action|formaction)="[^"]*(?:delete|US-CA)[^"]*"', page)


def test_intake_address_is_for_the_office(client: FlaskClient) -> None:
    page = client.get("/desk/intake?ref=ABCDEFGHJ&form=M1&kinds=access").text

    assert "This code is for our office" in page
    assert "ABCDEFGHJ" not in page


@pytest.mark.parametrize(
    "email", ["a@" + "x." * 100_000 + "@", "a@b", "@b.c", "a b@c.d", "a@b@c.d", "a@.", "x" * 300 + "@b.c"]
)
def test_no_shape_of_email_address_stalls_the_site(client: FlaskClient, email: str) -> None:
    answer = pdf(client, kind="stop_email", email=email)

    assert answer.status_code == 422
    assert answer.text.count('class="fault"') == 1


@pytest.mark.promise("P30")
def test_address_never_fills_in_the_form(client: FlaskClient) -> None:
    """P30: typed values live in a body alone; a link can neither prefill nor override them."""
    assert "Marked" not in client.get("/mail-in/form?kind=access&name=Marked").text

    page = client.post("/mail-in/form?kind=delete&name=Marked", data={"kind": "access", "name": "Ana"}).text

    assert "Marked" not in page
    assert 'value="delete"' not in page


def test_unknown_fields_are_not_carried_along(client: FlaskClient) -> None:
    page = client.post("/mail-in/", data={"kind": "access", "name": "Ana", "extra": "Marked"}).text

    assert 'value="Ana"' in page
    assert "Marked" not in page


def test_empty_choices_count_as_left_out(client: FlaskClient) -> None:
    empty = dict.fromkeys(("about", "paper", "envelope", "size", "language", "residence"), "")

    assert pdf(client, kind="access", **empty).mimetype == "application/pdf"


def test_nothing_visible_that_was_typed_is_dropped() -> None:
    assert cleaned("Jean\N{NO-BREAK SPACE}Dupont\x00\u202e\r\nParis\t") == "Jean Dupont\nParis"


def test_odd_bodies_never_break_the_form(client: FlaskClient) -> None:
    for body, kind in (
        (b"\xff=\xfe&kind=access", "application/x-www-form-urlencoded"),
        (b'{"kind": "access"}', "application/json"),
        (b"--x\r\n", "multipart/form-data; boundary=x"),
        (b"kind=access&paper=zzz&envelope=window-10", "application/x-www-form-urlencoded"),
    ):
        assert client.post("/mail-in/form.pdf", data=body, content_type=kind).status_code in {200, 400, 422}


@pytest.mark.promise("P43")
def test_kinds_are_offered_where_a_law_gives_them_and_nothing_ticked_is_lost(client: FlaskClient) -> None:
    """P43: a list of rights by residence adds to what everybody has, and takes nothing away."""

    def offered(**choices: object) -> set[str]:
        page = client.post("/mail-in/", data=choices).text
        return set(re.findall(r'name="kind" value="(\w+)"', page))

    everybody = offered(residence="JP", about="job")
    german, californian = offered(residence="DE"), offered(residence="US-CA", about="website")

    assert everybody < german
    assert everybody < californian
    assert "object" in german - californian
    assert "limit_sensitive" in californian - german
    assert "object" in offered(residence="US-OH", kind="object"), "what was ticked before stays"
    assert offered() >= german | californian


def test_law_and_period_stand_beside_each_request(client: FlaskClient) -> None:
    page = unescape(client.post("/mail-in/form", data={"kind": "delete", "residence": "US-OH"}).text)

    assert "We answer within 30 business days" in page
    assert "federal health privacy rule" in page
    assert "gives no right to have plan records erased" in page


@pytest.mark.promise("P31")
def test_other_ways_stand_beside_the_form(client: FlaskClient, app: Flask) -> None:
    """P28, P31: paper is never the only way; who opts out of online collection is led to none on line."""
    rooms = app.extensions["privet"].rooms
    rooms["account"] = rooms["front"]  # As if the room for it were installed.

    usual = client.get("/mail-in/form?kind=access").text
    quiet = client.get("/mail-in/form?kind=access&kind=no_online").text

    for page in (usual, quiet):
        assert 'href="tel:' in page[page.index("You need not write") :][:600]
    assert "On line: Send me a copy" in usual
    assert "On line:" not in quiet
    assert quiet.index("print this page itself") < usual.index("print this page itself")


def test_address_advice_follows_the_country_and_never_blocks(client: FlaskClient) -> None:
    typed = {"kind": "access", "address_lines": "Lange Straße 5", "country": "DE"}
    page = client.post("/mail-in/form", data=typed).text

    assert "26133" in page
    assert "leave it so" in page
    assert client.post("/mail-in/form.pdf", data=typed).mimetype == "application/pdf"


def test_page_about_safety_leads_away_and_to_the_form(client: FlaskClient) -> None:
    helping, away = client.get("/mail-in/help/"), client.get("/mail-in/leave")
    page = helping.text

    assert "confidential_contact" in page
    assert not re.findall(r'href="[^"]*confidential', page), "the choice never stands in an address"
    assert away.status_code == 303
    assert away.headers["Location"] == "https://www.weather.gov/"
    assert helping.headers["Cache-Control"] == "no-store"
    assert "/mail-in/leave" in client.get("/mail-in/form?kind=confidential_contact").text
    assert "/mail-in/leave" in client.post("/mail-in/", data={"kind": "confidential_contact"}).text
    assert "/mail-in/leave" not in client.get("/mail-in/form?kind=access").text


def test_no_page_links_to_a_choice_that_others_must_not_see(client: FlaskClient) -> None:
    for address in ("/", "/consumer/", "/professional/", "/provider/", "/global/", "/search/?q=contact"):
        assert "kind=confidential" not in client.get(address).text


def test_titles_tell_nothing_of_what_is_asked(client: FlaskClient) -> None:
    for kind in KINDS:
        title = re.findall("<title>(.*?)</title>", client.get(f"/mail-in/form?kind={kind}").text)
        assert title == ["Fill in your request – Larkspur Benefit Trust"]


def test_lines_in_a_field_for_one_line_are_joined(client: FlaskClient) -> None:
    page = client.post("/mail-in/form", data={"kind": "access", "name": "Ana\r\nRuiz"}).text

    assert ">\nAna Ruiz</textarea>" in page


def test_page_holds_its_letter_for_the_printer(client: FlaskClient) -> None:
    page = unescape(client.post("/mail-in/form", data={"kind": ["agent", "stop_email"]}).text)

    for said in ("PO BOX 4100", "Customer request", "I enclose", "penalty of perjury", "plain envelope"):
        assert said in page
    assert "perjury" not in client.post("/mail-in/form", data={"kind": "stop_email"}).text


@pytest.mark.parametrize(
    "typed",
    ["a" + "\u0301\u0323" * 4000, "\u0915\u094d" * 129, "x" * 5 + "\u0330" * 60, "क्" + "\u200d" * 500],
)
def test_piled_up_accents_are_refused_before_anything_is_printed(client: FlaskClient, typed: str) -> None:
    """Thousands of marks on a letter took the memory of the machine, and ran down into the window."""
    answer = pdf(client, kind="access", details_access=typed)

    assert answer.status_code == 422
    assert "So many accents on one letter" in unescape(answer.text)


@pytest.mark.parametrize("typed", ["Nguyễn Thị", "e\u0301\u0323", "हिन्दी क्षत्रिय", "Ṩ̈", "नागरिक"])
def test_scripts_with_marks_are_not_refused(client: FlaskClient, typed: str) -> None:
    assert b"So many accents" not in pdf(client, kind="access", details_access=typed).data


def test_form_that_is_too_long_together_says_where_to_shorten_it(client: FlaskClient) -> None:
    kinds = ["access", "delete", "question", "complaint"]
    answer = pdf(client, kind=kinds, **{f"details_{kind}": "x" * 9000 for kind in kinds})

    assert answer.status_code == 422
    assert "All answers together are too long" in answer.text


def test_odd_countries_never_break_the_form(client: FlaskClient) -> None:
    for country in ("us", "al", "all", "\0", "x" * 5000):
        typed = {"kind": "access", "country": country, "name": "Ana"}
        assert client.post("/mail-in/form", data=typed).status_code == 200
        answer = client.post("/mail-in/form.pdf", data=typed)
        assert answer.status_code == 422
        assert "Ana" in answer.text


def test_who_lives_abroad_need_not_choose_the_country_again(client: FlaskClient) -> None:
    german = client.post("/mail-in/form", data={"kind": "access", "residence": "DE"}).text
    chosen = client.post("/mail-in/form", data={"kind": "access", "residence": "DE", "country": ""}).text

    assert '<option value="DE" selected>' in german
    assert '<option value="DE" selected>' not in chosen


def test_crowd_at_the_printer_keeps_what_was_typed(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typesetting, "PATIENCE", 0.01)
    with ThreadPoolExecutor(1) as pool, typesetting.ONE_AT_A_TIME:
        answer = pool.submit(pdf, app.test_client(), kind="access", name="Ana Ruiz").result()
        blank = pool.submit(app.test_client().get, "/mail-in/blank.pdf?kind=access").result()

    assert (answer.status_code, blank.status_code) == (503, 503)
    assert "Ana Ruiz" in answer.text
    assert blank.headers["Retry-After"] == "5"


def test_who_acts_for_somebody_is_reminded_to_say_what_they_ask_for(client: FlaskClient) -> None:
    assert "not yet what you ask for" in client.get("/mail-in/form?kind=agent").text
    assert "not yet what you ask for" not in client.get("/mail-in/form?kind=agent&kind=access").text


@pytest.mark.promise("P30")
def test_browsers_are_asked_to_keep_and_send_nothing(client: FlaskClient) -> None:
    """P30: no spelling service reads along, and no session is restored from disk."""
    page = client.get("/mail-in/form?kind=access").text

    assert 'autocomplete="off" spellcheck="false"' in page
    assert 'autocomplete="name"' in page
    assert 'autocomplete="name"' not in client.get("/mail-in/form?kind=confidential_contact").text


WORD = st.text(st.characters(codec="utf-8"), max_size=60) | st.sampled_from(
    ["", "#import", "\r\n" * 20, "US-CA"]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kinds=st.lists(st.sampled_from([*KINDS, "nix"]), max_size=4),
    typed=st.dictionaries(
        st.sampled_from(["name", "address_lines", "country", "residence", "about", "paper", "size", "phone"])
        | st.sampled_from(KINDS).map("details_{}".format),
        WORD,
        max_size=6,
    ),
)
def test_nothing_that_anybody_sends_breaks_the_form(
    client: FlaskClient, kinds: list[str], typed: dict[str, str]
) -> None:
    for address in ("/mail-in/", "/mail-in/form", "/mail-in/form.pdf", "/mail-in/envelope.pdf"):
        assert client.post(address, data={**typed, "kind": kinds}).status_code in {200, 303, 422}


def test_kind_that_no_law_gives_there_is_called_our_own_promise(client: FlaskClient) -> None:
    promise = "it is our own promise"

    assert promise in client.post("/mail-in/form", data={"kind": "object", "residence": "US-OH"}).text
    assert promise not in client.post("/mail-in/form", data={"kind": "object", "residence": "DE"}).text
