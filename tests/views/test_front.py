"""The front door: home, contact, search, errors, and the files that programs look for."""

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

ROUTES = ("consumer", "professional", "provider", "global")


@pytest.mark.promise("P6")
def test_home_leads_to_the_four_routes(client: FlaskClient) -> None:
    """P6: four routes, each linked from the home page and open to everybody."""
    page = client.get("/").text

    for route in ROUTES:
        assert f'href="/{route}/"' in page
        assert client.get(f"/{route}/").status_code == 200


@pytest.mark.promise("P6")
def test_everything_is_reachable_without_choosing_a_route(client: FlaskClient) -> None:
    """P6: choosing is optional and can be changed."""
    seen: set[str] = set()
    waiting = ["/"]
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        answer = client.get(address, follow_redirects=True)
        assert answer.status_code == 200, f"a link leads to {address}, which answers {answer.status_code}"
        links = [unescape(link) for link in re.findall(r'href="(/[^"#]*)"', answer.text)]
        waiting += [
            link
            for link in links
            if not link.startswith(("/static", "/colour", "/mail-in/leave")) and "lang=" not in link
        ]

    assert len([address for address in seen if address.count("/") == 3]) >= 20
    assert {"/contact/", "/search/", "/mail-in/"} <= seen


@pytest.mark.promise("P29", "P50")
@pytest.mark.parametrize(
    "address", ["/", "/consumer/", "/mail-in/", "/no-such-page", "/contact/", "/mail-in/form?kind=access"]
)
def test_phone_and_post_stand_on_every_page(client: FlaskClient, address: str) -> None:
    """P29, P50: number, hours, text telephone and the one postal address, errors included."""
    page = client.get(address).text

    assert 'href="tel:16145550142"' in page
    assert "Monday to Friday" in page
    assert "TTY" in page
    assert "PO Box 4100" in page


@pytest.mark.promise("P26")
def test_contact_warns_beside_the_email_address(client: FlaskClient) -> None:
    """P26: the warning stands right below the address, and the link carries no text."""
    page = client.get("/contact/").text

    assert page.index("office@larkspur.example") < page.index("Please put nothing about yourself")
    assert "?body" not in page


def test_contact_sends_to_the_employer_for_corrections(client: FlaskClient) -> None:
    """P25: corrections go to the employer or representative as well."""
    assert "Your employer or account representative" in client.get("/contact/").text


def test_pages_say_that_the_organisation_is_made_up(client: FlaskClient) -> None:
    for address in ("/", "/mail-in/", "/nix", "/consumer/"):
        assert "does not exist" in client.get(address).text


def test_search_finds_topics_and_requests(client: FlaskClient) -> None:
    page = client.get("/search/?q=copy").text

    assert "/mail-in/?kind=access" in page
    assert "/consumer/get-a-copy-or-correct-your-record/" in page


def test_search_shows_what_was_typed_as_text(client: FlaskClient) -> None:
    page = client.get("/search/", query_string={"q": '"><script>alert(1)</script>'}).text

    assert "<script" not in page
    assert "Nothing holds all of these words" in page


@pytest.mark.parametrize("address", ["/nix", "/consumer/nix/", "/static/nix.css", "/%00", "/mail-in/nix"])
def test_unknown_address_helps(client: FlaskClient, address: str) -> None:
    answer = client.get(address)

    assert answer.status_code == 404
    assert 'role="search"' in answer.text


def test_wrong_method_says_which_are_right(client: FlaskClient) -> None:
    answer = client.post("/contact/")

    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


@pytest.mark.parametrize("address", ["/robots.txt", "/.well-known/security.txt", "/healthz"])
def test_files_for_programs_are_text(client: FlaskClient, address: str) -> None:
    assert client.get(address).mimetype == "text/plain"


@pytest.mark.parametrize(
    "query", ["endpoint=x", "_anchor=x", "_method=x", "_scheme=x", "topic=x", "_external=1", "%ff=1"]
)
@pytest.mark.parametrize(
    "address", ["/search/", "/mail-in/", "/global/", "/nix", "/x//evil.example/", "/consumer/nix/"]
)
def test_no_query_breaks_a_page_or_stands_in_it(client: FlaskClient, address: str, query: str) -> None:
    answer = client.get(f"{address}?{query}")

    assert answer.status_code in {200, 308, 404}
    assert query not in answer.text
