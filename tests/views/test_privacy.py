"""The statement and the terms as visitors read them, on days before, on and after a change."""

import hashlib
import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from html import unescape
from pathlib import Path
from xml.etree.ElementTree import fromstring

import html5lib
import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from privet import config, create_app
from tests.conftest import CheckingClient
from tests.domain.statement_texts import FIRST, TEXTS, write, write_terms

SECOND = date(2026, 3, 2)
NOON = "T17:00:00+00:00"
ATOM = "{http://www.w3.org/2005/Atom}"
CHANGED = {
    "en": TEXTS["en"].replace("We count pages, not people.", "We count pages and days, not people."),
    "es": TEXTS["es"].replace("Contamos páginas,", "Contamos páginas y días,"),
}
SUMMARY = {"en": "We count days as well.", "es": "Contamos también los días."}


def on(day: str) -> time_machine.travel:
    return time_machine.travel(datetime.fromisoformat(day + NOON), tick=False)


@pytest.fixture
def instance(instance: Path) -> Path:
    """Give an instance with two versions, of which the second holds from the first of May."""
    folder = instance / "statements"
    write_terms(folder)
    write(folder)
    write(folder, SECOND, version='"1.1"', effective="2026-05-01", text=CHANGED, summary=SUMMARY)
    return instance


@pytest.fixture
def march(client: FlaskClient) -> Iterator[FlaskClient]:
    """Give a client on the day of the second publication."""
    with on("2026-03-02"):
        yield client


def words(page: str) -> str:
    """Give what a page says, without its markup."""
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    body = tree.find("body")
    return " ".join("".join(body.itertext()).split()) if body is not None else ""


@pytest.mark.promise("P1")
def test_statement_in_force_has_number_dates_and_contents_that_lead_to_their_answers(
    march: FlaskClient,
) -> None:
    """P1: each entry of the contents list leads to one heading with the same words."""
    page = march.get("/privacy/").text

    said = words(page)
    assert "Version 1.0 Published on January 5, 2026 In force since January 5, 2026" in said
    contents = re.search(r'<nav class="contents".*?</nav>', page, re.DOTALL)
    assert contents
    entries = re.findall(r'<a href="#([^"]+)">([^<]+)</a>', contents[0])
    headings = re.findall(r'<h2 id="([^"]+)">([^<]+)</h2>', page[page.index("<article") :])
    assert len(entries) == 2
    assert entries == headings[:2]
    assert [anchor for anchor, _text in entries if page.count(f'id="{anchor}"') != 1] == []


def test_statement_speaks_the_language_of_the_reader(march: FlaskClient) -> None:
    page = march.get("/privacy/?lang=es").text

    assert "Contamos páginas, no personas." in page
    assert 'href="/contact/?lang=es"' in page
    assert 'id="como-puedo-preguntar"' in page


def test_promise_leads_to_how_it_is_kept(march: FlaskClient) -> None:
    page = march.get("/privacy/").text

    assert "{P" not in page
    marks = re.findall(r'<a class="promise"([^>]*)>.*?<span class="visually-hidden">(.*?)</span></a>', page)
    assert len(marks) == 4
    assert 'href="/privacy/promises/#p5"' in marks[0][0]
    assert unescape(marks[0][1]) == "How we keep this (P5): “We count pages, not people.”"
    assert ['id="p5"' in attributes for attributes, _name in marks] == [True, False, False, False]


@pytest.mark.promise("P50")
def test_statement_says_where_questions_go(march: FlaskClient) -> None:
    """P50: phone and post from the configuration, and a printed letter, below the text itself."""
    page = march.get("/privacy/").text
    below = page[page.index("Questions or comments on this statement?") : page.index("About this version")]

    assert "PO Box 4100" in below
    assert 'href="tel:16145550142"' in below
    assert 'href="/mail-in/?kind=question"' in below


@pytest.mark.parametrize(
    ("day", "number", "said"),
    [
        ("2026-03-01", "1.0", []),
        ("2026-03-02", "1.0", ["A new version is coming. It will hold from May 1, 2026."]),
        ("2026-05-01", "1.1", []),
    ],
)
def test_clock_brings_the_second_version_into_force(
    client: FlaskClient, day: str, number: str, said: list[str]
) -> None:
    with on(day):
        page = words(client.get("/privacy/").text)

    assert f"Version {number} Published" in page
    assert [
        text for text in ["A new version is coming. It will hold from May 1, 2026."] if text in page
    ] == said


@pytest.mark.promise("P47")
@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("2026-03-01", False),
        ("2026-03-02", True),
        ("2026-04-15", True),
        ("2026-05-01", True),
        ("2026-05-02", False),
    ],
)
def test_home_page_tells_everybody_of_a_change_until_it_holds(
    client: FlaskClient, day: str, told: bool
) -> None:
    """P47: with date, summary and the differences, before anything else, and with no cookie."""
    with on(day):
        answer = client.get("/")

    assert "Set-Cookie" not in answer.headers
    assert ("We changed our privacy statement" in answer.text) == told
    if told:
        notice = answer.text[answer.text.index('<section class="notice"') : answer.text.index("<h1>")]
        assert "Version 1.1 was published on March 2, 2026. It holds from May 1, 2026." in words(notice)
        assert "We count days as well." in notice
        assert 'href="/privacy/2026-01-05/2026-03-02/"' in notice


@pytest.mark.promise("P47")
def test_notice_is_in_the_language_of_the_reader(march: FlaskClient) -> None:
    """P47: the summary is the one of that language."""
    page = march.get("/?lang=es").text

    assert "Contamos también los días." in page
    assert 'href="/privacy/2026-01-05/2026-03-02/?lang=es"' in page


@pytest.mark.promise("P47")
def test_running_site_shows_a_new_version_without_a_restart(app: Flask, instance: Path) -> None:
    """P47: the notice switches itself on."""
    with app.test_client() as client, on("2026-06-20"):
        before = client.get("/").text
        write(instance / "statements", date(2026, 6, 20), version='"2.0"', summary="All of it is new.")
        after = client.get("/").text

    assert "All of it is new." not in before
    assert "All of it is new." in after


@pytest.mark.parametrize(
    ("day", "address", "said"),
    [
        (
            "2026-03-02",
            "/privacy/2026-03-02/",
            "This version is not in force yet. It will hold from May 1, 2026.",
        ),
        ("2026-03-02", "/privacy/2026-03-02/", "Until then, version 1.0 holds"),
        (
            "2026-05-01",
            "/privacy/2026-01-05/",
            "This version is no longer in force. Today, version 1.1 holds",
        ),
        ("2026-05-01", "/privacy/2026-01-05/", "Version 1.0 Published on January 5, 2026 No longer in force"),
        ("2026-05-01", "/privacy/2026-03-02/", "In force since May 1, 2026"),
    ],
)
def test_version_says_how_it_stands(client: FlaskClient, day: str, address: str, said: str) -> None:
    with on(day):
        assert said in words(client.get(address).text)


@pytest.mark.parametrize(
    "address",
    [
        "/privacy/2026-03-03/",
        "/privacy/2026-02-30/",
        "/privacy/2026-3-2/",
        "/privacy/2026-03-03/statement.md",
        "/privacy/2026-01-05/2026-03-03/",
        "/privacy/2026-03-02/2026-01-05/",
        "/privacy/2026-03-02/2026-03-02/",
        "/terms/2026-03-02/",
        "/terms/2026-03-02/terms.md",
    ],
)
def test_day_without_a_version_is_not_found(march: FlaskClient, address: str) -> None:
    assert march.get(address).status_code == 404


def test_version_of_tomorrow_is_nobodys_business_yet(client: FlaskClient) -> None:
    with on("2026-03-01"):
        assert client.get("/privacy/2026-03-02/").status_code == 404
        assert "1.1" not in client.get("/privacy/statement.json").text
        assert "Version 1.1" not in client.get("/privacy/versions/").text


@pytest.mark.promise("P48")
@pytest.mark.parametrize("language", ["en", "es"])
def test_source_is_the_file_and_its_digest_stands_on_the_page(
    march: FlaskClient, instance: Path, language: str
) -> None:
    """P48: byte for byte, with the SHA-256 that every page of the version shows."""
    source = march.get(f"/privacy/2026-01-05/statement.md?lang={language}")

    assert source.data == (instance / "statements" / f"2026-01-05.{language}.md").read_bytes()
    assert source.content_type == "text/markdown; charset=utf-8"
    digest = hashlib.sha256(source.data).hexdigest()
    for address in ("/privacy/", "/privacy/?lang=es", "/privacy/2026-01-05/"):
        page = march.get(address).text
        assert f'<a href="/privacy/2026-01-05/statement.md?lang={language}">' in page
        assert digest in page


@pytest.mark.promise("P48")
def test_old_version_stays_as_it_was_after_a_new_one(client: FlaskClient) -> None:
    """P48: its text and its source are the same bytes on every later day."""
    with on("2026-02-01"):
        before = client.get("/privacy/2026-01-05/statement.md").data
    with on("2027-02-01"):
        after = client.get("/privacy/2026-01-05/statement.md").data
        page = client.get("/privacy/2026-01-05/").text

    assert before == after
    assert "We count pages, not people." in page


@pytest.mark.promise("P48")
def test_differences_are_told_in_words_as_well(march: FlaskClient) -> None:
    """P48: what came and went is marked in the HTML and said to who can’t see lines or colours."""
    page = march.get("/privacy/2026-01-05/2026-03-02/").text

    assert "What changed from version 1.0 to version 1.1" in words(page)
    assert "We count days as well." in page
    assert "1 passage changed" in words(page)
    hidden = '<span class="visually-hidden">'
    assert f"<ins>{hidden}[added: </span>and days{hidden} end of added]</span></ins>" in page
    assert '<p class="label">Changed</p>' in page
    assert "[P5]" in page
    assert "March 2, 2026" in page


def test_differences_are_those_of_the_language_that_is_read(march: FlaskClient) -> None:
    page = march.get("/privacy/2026-01-05/2026-03-02/?lang=es").text

    assert "</span>y días<span" in page


def test_differences_fall_back_to_a_language_that_both_versions_have(instance: Path) -> None:
    old = instance / "statements" / f"{FIRST}.en.md"
    old.write_text(old.read_text("utf-8").replace("[en, es]", "[en]"), "utf-8")
    old.with_name(f"{FIRST}.es.md").unlink()

    with create_app(instance).test_client() as client, on("2026-03-02"):
        page = client.get("/privacy/2026-01-05/2026-03-02/?lang=es", base_url="https://localhost").text

    assert '<div class="difference" lang="en">' in page


@pytest.mark.promise("P48")
def test_archive_lists_every_version(client: FlaskClient) -> None:
    """P48: the newest first, each with its summary and what changed."""
    with on("2026-05-01"):
        page = client.get("/privacy/versions/").text

    assert re.findall(r'<h2><a href="(/privacy/[^"]+)">', page) == [
        "/privacy/2026-03-02/",
        "/privacy/2026-01-05/",
    ]
    assert "It matters to you: It is all new." in words(page)
    assert page.count('href="/privacy/2026-01-05/2026-03-02/"') == 2


@pytest.mark.promise("P1", "P48")
def test_programs_read_the_same(client: FlaskClient) -> None:
    """P1, P48: number, dates, contents and digests of every version as JSON."""
    with on("2026-03-02"):
        answer = client.get("/privacy/statement.json")
        digest = hashlib.sha256(client.get("/privacy/2026-01-05/statement.md?lang=es").data).hexdigest()

    assert answer.content_type == "application/json"
    found = json.loads(answer.data)
    assert (found["in_force"], found["coming"]) == ("1.0", "1.1")
    assert [version["version"] for version in found["versions"]] == ["1.1", "1.0"]
    first = found["versions"][1]
    assert (first["published"], first["effective"], first["standing"]) == (
        "2026-01-05",
        "2026-01-05",
        "in_force",
    )
    spanish = first["languages"]["es"]
    assert spanish["sha256"] == digest
    assert [question["text"] for question in spanish["contents"]] == [
        "¿Qué cuentan?",
        "¿Cómo puedo preguntar?",
    ]
    assert spanish["promises"]["P8"] == "Guardamos totales de un día"
    assert first["terms"] == {"version": "1.0", "address": "https://localhost:8443/terms/2026-01-05/"}


@pytest.mark.promise("P48")
@pytest.mark.parametrize("language", ["en", "es"])
def test_feed_is_valid_atom(march: FlaskClient, language: str) -> None:
    """P48: RFC 4287: ids that stay, dates with a zone, an author, and a link to itself."""
    answer = march.get(f"/privacy/feed.atom?lang={language}")

    assert answer.content_type == "application/atom+xml; charset=utf-8"
    feed = fromstring(answer.data)  # noqa: S314 - our own
    assert feed.tag == f"{ATOM}feed"
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "Larkspur Benefit Trust"
    entries = feed.findall(f"{ATOM}entry")
    ids = [feed.findtext(f"{ATOM}id"), *(entry.findtext(f"{ATOM}id") for entry in entries)]
    assert ids == [
        f"tag:localhost,{day}:privacy/{name}{language}"
        for day, name in (("2026-01-05", "feed/"), ("2026-03-02", ""), ("2026-01-05", ""))
    ]
    for element in (feed, *entries):
        assert element.findtext(f"{ATOM}title")
        moment = datetime.fromisoformat(element.findtext(f"{ATOM}updated") or "")
        assert moment.tzinfo
        assert len(element.findall(f"{ATOM}link[@rel='alternate']")) == 1
    own = feed.find(f"{ATOM}link[@rel='self']")
    assert own is not None
    assert own.get("href") == f"https://localhost:8443/privacy/feed.atom?lang={language}"
    assert entries[0].findtext(f"{ATOM}summary") == SUMMARY[language]
    assert march.get("/privacy/").text.count('type="application/atom+xml"') == 1


@pytest.mark.promise("P45")
def test_terms_are_archived_with_the_statement(march: FlaskClient) -> None:
    """P45: the statement leads to the terms of its version, and they lead back."""
    statement, terms = march.get("/privacy/").text, march.get("/terms/").text

    assert 'href="/terms/2026-01-05/"' in statement
    assert "Version 1.0 Published on January 5, 2026 In force since January 5, 2026" in words(terms)
    assert 'href="/privacy/2026-01-05/"' in terms
    source = march.get("/terms/2026-01-05/terms.md?lang=en").data
    assert hashlib.sha256(source).hexdigest() in march.get("/terms/2026-01-05/").text


@pytest.mark.promise("P42")
def test_reading_the_statement_is_no_act_of_the_reader(march: FlaskClient, instance: Path) -> None:
    """P42: nobody agrees by reading, before or after a change: no cookie is set, and nothing is written."""
    before = sorted(path.name for path in instance.rglob("*"))
    addresses = ["/", "/privacy/", "/privacy/2026-03-02/", "/privacy/2026-01-05/2026-03-02/", "/terms/"]

    answers = [march.get(address, headers={"Sec-GPC": "1"}) for address in addresses]

    assert [answer.status_code for answer in answers] == [200] * len(addresses)
    assert not any("Set-Cookie" in answer.headers for answer in answers)
    assert sorted(path.name for path in instance.rglob("*")) == before


@pytest.mark.parametrize("address", ["/privacy/", "/terms/"])
def test_before_a_first_version_holds_the_coming_one_is_shown(instance: Path, address: str) -> None:
    for path in instance.glob("statements/**/*.md"):
        path.unlink()
    write_terms(instance / "statements", SECOND, effective="2026-05-01")
    write(instance / "statements", SECOND, effective="2026-05-01")
    with checking(instance) as client, on("2026-03-02"):
        page = words(client.get(address).text)

    assert "This version is not in force yet. It will hold from May 1, 2026." in page
    assert "Until then" not in page


def test_link_that_has_left_the_register_leaves_an_old_version_readable(instance: Path) -> None:
    path = instance / "statements" / f"{FIRST}.en.md"
    path.write_text(path.read_text("utf-8") + "\nAsk [an office](link:long-gone).\n", "utf-8")

    with checking(instance) as client, on("2026-03-02"):
        page = client.get("/privacy/2026-01-05/").text

    assert "Ask <span>an office</span>." in page


def test_without_any_statement_nothing_breaks(tmp_path: Path) -> None:
    """A calm page says how to ask; programs find an empty list."""
    example = config.EXAMPLE.read_text("utf-8").replace("demonstration = true", "demonstration = false")
    (tmp_path / config.FILE).write_text(example, "utf-8")

    with checking(tmp_path) as client:
        said = {
            address: client.get(address) for address in ("/", "/privacy/", "/privacy/versions/", "/terms/")
        }
        data, feed = client.get("/privacy/statement.json"), client.get("/privacy/feed.atom")

    assert {answer.status_code for answer in said.values()} == {200}
    assert "Our privacy statement is not published yet." in said["/privacy/"].text
    assert "PO Box 4100" in said["/privacy/"].text
    assert "No terms are published yet." in said["/terms/"].text
    assert json.loads(data.data)["versions"] == []
    assert b"<entry" not in feed.data


def checking(instance: Path) -> FlaskClient:
    app = create_app(instance)
    app.test_client_class = CheckingClient
    return app.test_client()


def test_demonstration_shows_the_shipped_statement_and_every_link_in_it_answers(tmp_path: Path) -> None:
    with checking(tmp_path) as client, on("2026-11-24"):
        for address in ("/privacy/", "/privacy/?lang=es", "/terms/", "/terms/?lang=es"):
            page = client.get(address).text
            text = page[page.index("<article") : page.index("</article>")]
            links = {unescape(link) for link in re.findall(r'href="(/[^"#]*)', text)}
            lost = [link for link in sorted(links) if client.get(link).status_code != 200]
            assert not lost, address
