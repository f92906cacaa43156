"""The page before another site, and what every page is held against: no way out but the register's."""

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from privet import config, create_app
from privet.domain import links
from privet.domain.datafiles import SHIPPED, BadFile
from tests import pages
from tests.conftest import CheckingClient

OTHERS = sorted(name for name, link in links.register().items() if not link.affiliated)
SISTER = """
[sister]
address = "https://sister.example/"
owner = "Larkspur Dental"
affiliated = true
purpose = "It makes appointments."
checked = 2026-11-23
"""
PAGE = '<!doctype html><html lang="en"><head><title>A – B</title></head><body><h1>A</h1>{}</body></html>'
OUT = 'rel="noopener noreferrer" referrerpolicy="no-referrer"'


@pytest.fixture
def sisterly(instance: Path) -> FlaskClient:
    """Give a client of a site with an affiliated one, which a topic of its own names."""
    folder = instance / "data"
    folder.mkdir()
    (folder / links.FILE).write_text((SHIPPED / links.FILE).read_text("utf-8") + SISTER, "utf-8")
    topic = instance / "topics" / "consumer" / "dentist.en.md"
    topic.parent.mkdir(parents=True)
    front = "---\ntitle: See a dentist\nsummary: How.\norder: 1\nreviewed: 2026-11-23\n---\n"
    topic.write_text(
        f"{front}Ask [our dentists](link:sister) or [compare plans](link:marketplace).\n", "utf-8"
    )
    app = create_app(instance)
    app.test_client_class = CheckingClient
    return app.test_client()


@pytest.mark.promise("P41")
@pytest.mark.parametrize("name", OTHERS)
@pytest.mark.parametrize("language", ["en", "es"])
def test_page_names_owner_and_policy_and_leads_on_or_back(
    client: FlaskClient, name: str, language: str
) -> None:
    """P41: a notice with the other site's policy, a way on and a way to stay, for every site of others."""
    link = links.register()[name]
    answer = client.get(f"/leaving/{name}/?lang={language}")
    main = answer.text.partition("<main")[2].partition("</main>")[0].replace("&amp;", "&")

    chosen = [text if isinstance(text, str) else text[language] for text in (link.owner, link.purpose)]
    away = re.findall(r'<a [^>]*href="(https:[^"]*)"', main)

    assert answer.status_code == 200
    assert all(text in main for text in chosen)
    assert set(away) <= link.addresses | link.policies
    assert len(away) == 2
    assert away[0] in link.policies
    assert away[1] in link.addresses
    assert f'href="/?lang={language}"' in main


@pytest.mark.promise("P41")
def test_page_urges_care_where_one_can_enrol(client: FlaskClient) -> None:
    """P41: extra words before a site where one enrols or buys, and only there."""
    urged = "Please read its privacy policy first, above all before you give a Social Security number"

    assert urged in client.get("/leaving/marketplace/").text
    assert urged not in client.get("/leaving/hhs-ocr/").text


@pytest.mark.promise("P40")
def test_page_says_that_our_statement_ends(client: FlaskClient) -> None:
    """P40: we don't run the site and can't promise that it is secure."""
    page = client.get("/leaving/gpc/").text

    assert "Our privacy statement ends here" in page
    assert "is not part of the Larkspur Benefit Trust" in page
    assert "we can’t promise that it is secure" in page
    assert "We found no policy of the project’s own" in page
    assert "We last checked this link on November 23, 2026." in page


@pytest.mark.promise("P41")
@pytest.mark.parametrize(
    "address",
    [
        "/leaving/nix/",
        "/leaving/HHS-OCR/",
        "/leaving/hhs_ocr/",
        "/leaving/https:/evil.example/",
        "/leaving/https:%2F%2Fevil.example/",
        "/leaving/%2F%2Fevil.example/",
        "/leaving/?to=https://evil.example/",
        "/leaving/",
    ],
)
def test_unknown_target_is_not_found(client: FlaskClient, address: str) -> None:
    """P41: no open redirect; no address travels in ours."""
    answer = client.get(address, follow_redirects=True)

    assert answer.status_code == 404
    assert not re.search(r"(?:https?:)?//evil\.example", answer.text)


@pytest.mark.promise("P41")
def test_nothing_that_is_sent_along_changes_where_the_page_leads(client: FlaskClient) -> None:
    """P41."""
    plain = client.get("/leaving/hhs-ocr/").text
    sent = {"to": "https://evil.example/", "next": "//evil.example/", "url": "https://evil.example/"}

    assert client.get("/leaving/hhs-ocr/", query_string=sent).text == plain
    assert client.get("/leaving/hhs-ocr", query_string=sent, follow_redirects=True).text == plain


@pytest.mark.promise("P41")
def test_affiliated_site_is_reached_straight_and_has_no_page(sisterly: FlaskClient) -> None:
    """P41: the affiliated one goes direct, the other through its page; an own register is all that counts."""
    page = sisterly.get("/consumer/dentist/").text

    assert re.search(
        r'<a class="outside" rel="noopener noreferrer[^>]*href="https://sister\.example/">', page
    )
    assert 'href="/leaving/marketplace/"' in page
    assert sisterly.get("/leaving/sister/").status_code == 404
    assert sisterly.get("/leaving/marketplace/").status_code == 200


@pytest.mark.promise("P40", "P41")
def test_every_link_out_of_the_site_is_registered(client: FlaskClient) -> None:
    """P40, P41: walk all own links from the home page; what leaves is registered, quiet, and on its page."""
    todo, seen, away = ["/"], set[str](), set[str]()
    while todo:
        path = todo.pop()
        page = client.get(path)  # The client itself holds each page against the rules of tests/pages.py.
        if page.status_code != 200 or page.mimetype != "text/html":
            continue
        away |= set(re.findall(r'href="(https?:[^"]*)"', page.text))
        found = set(re.findall(r'<a [^>]*href="(/[^"?#]*)', page.text))
        todo += sorted(found - seen - {path})
        seen |= found

    assert {"/leaving/hhs-ocr/", "/leaving/marketplace/", "/global/complain/"} <= seen
    known = set[str]().union(*(link.addresses | link.policies for link in links.register().values()))
    assert away
    assert away <= known


@pytest.mark.promise("P40")
def test_page_stays_away_from_search_engines_and_sends_no_referrer(client: FlaskClient) -> None:
    """P40: beside what each link says, the page itself asks the browser to tell nobody where it stood."""
    page = client.get("/leaving/gpc/").text

    assert '<meta name="referrer" content="no-referrer">' in page
    assert '<meta name="robots" content="noindex">' in page


@pytest.mark.promise("P40")
@pytest.mark.parametrize("language", ["en", "es"])
def test_quick_exit_leads_away_at_once(client: FlaskClient, language: str) -> None:
    """P40: the one way out without a page, so that nobody is held up who is watched; yet registered."""
    answer = client.get(f"/mail-in/leave?lang={language}&to=https://evil.example/")

    assert answer.status_code == 303
    assert links.holds(links.register(), answer.headers["Location"])


def test_quick_exit_that_is_not_registered_stops_the_start(instance: Path) -> None:
    """P40."""
    text = config.EXAMPLE.read_text("utf-8").replace("https://www.weather.gov/", "https://shop.example/")
    (instance / "privet.toml").write_text(text, "utf-8")

    with pytest.raises(BadFile, match=r"privet\.toml: site\.quick_exit: .*shop\.example.* links\.toml"):
        create_app(instance)


@pytest.mark.promise("P40")
@pytest.mark.parametrize(
    ("body", "path", "said"),
    [
        ('<a href="https://evil.example/">x</a>', "/", "leaves the site; enter it"),
        (f'<a {OUT} href="https://evil.example/">x</a>', "/leaving/gpc/", "leaves the site; enter it"),
        (f'<a {OUT} href="//evil.example/">x</a>', "/", "leaves the site; enter it"),
        (f'<a {OUT} href="https://www.weather.gov/">x</a>', "/", "leaves the site; enter it"),
        (f'<a {OUT} href="https://www.weather.gov/">x</a>', "/leaving/gpc/", "leaves the site; enter it"),
        ('<a href="https://www.weather.gov/">x</a>', "/leaving/weather/", "may tell where it stood"),
        (
            '<a rel="noopener noreferrer" href="https://www.weather.gov/">x</a>',
            "/leaving/weather/",
            "may tell where it stood",
        ),
        ('<a href="https://sister.example/">x</a>', "/", "may tell where it stood"),
        ('<img alt="" src="https://www.weather.gov/">', "/leaving/weather/", "only a link may leave"),
        ('<form action="https://sister.example/"><button>x</button></form>', "/", "only a link may leave"),
        ('<a href="javascript:history.back()">x</a>', "/", "leaves the site; enter it"),
        ('<a href="/leaving/nix/">x</a>', "/", "leads nowhere"),
        ('<a href="/leaving/sister/">x</a>', "/", "leads nowhere"),
        ('<a href="/leaving/gpc/">x</a>', "/", "isn’t marked"),
        ('<a class="outside" href="/leaving/gpc/">x</a>', "/", "isn’t marked"),
    ],
)
def test_planted_link_fails_the_check_of_pages(
    sisterly: FlaskClient, body: str, path: str, said: str
) -> None:
    """P40: a test of the test that every fetched page goes through."""
    register = links.register(sisterly.application.extensions["privet"].own_data)

    faults = pages.faults_of_page(PAGE.format(body), path, register)

    assert len(faults) == 1
    assert said in faults[0]


def test_registered_links_pass_the_check_of_pages(sisterly: FlaskClient) -> None:
    register = links.register(sisterly.application.extensions["privet"].own_data)
    weather, sister = (
        f'<a {OUT} href="{link}">x</a>' for link in ("https://www.weather.gov/", "https://sister.example/")
    )

    assert not pages.faults_of_page(PAGE.format(weather), "/leaving/weather/", register)
    assert not pages.faults_of_page(PAGE.format(sister), "/", register)
    assert pages.faults_of_page(PAGE.format(sister)), "an affiliated site of another house is none of ours"


def test_macro_makes_the_same_link_as_a_text(sisterly: FlaskClient) -> None:
    with sisterly.application.test_request_context("/?lang=es", base_url="https://localhost"):
        macro = sisterly.application.jinja_env.from_string(
            '{% from "macros/outside.html" import outside %}{{ outside(id, text) }}|'
        )
        through = macro.render(id="marketplace", text="A & B")

    assert through.startswith(
        '<a class="outside" rel="nofollow" href="/leaving/marketplace/?lang=es">A &amp; B<svg'
    )
    assert through.endswith("</span></a>|")
