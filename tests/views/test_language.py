"""Language: by the address, carried on by every link, else by the browser, never by a cookie."""

import re

import pytest
from flask.testing import FlaskClient

PAGES = (
    "/",
    "/contact/",
    "/search/?q=plan",
    "/consumer/",
    "/global/?place=DE",
    "/mail-in/",
    "/desk/intake",
    "/nix",
)


@pytest.mark.parametrize("address", PAGES)
def test_chosen_language_is_carried_by_every_link(client: FlaskClient, address: str) -> None:
    page = client.get(f"{address}{'&' if '?' in address else '?'}lang=es").text

    links = re.findall(r'<(?:a|form|link rel="alternate")\b[^>]*(?:href|action)="(/[^"]*)"', page)
    for link in links:
        assert "lang=" in link or 'name="lang" value="es"' in page, link
    assert '<html lang="es">' in page


def test_links_in_a_topic_carry_the_language(client: FlaskClient) -> None:
    page = client.get("/consumer/keep-your-information-safe/?lang=es").text
    main = page[page.index("<article") : page.index("</article>")]

    assert (links := re.findall(r'href="(/[^"]*)"', main))
    assert all("lang=es" in link for link in links)


def test_browser_language_is_used_without_being_carried(client: FlaskClient) -> None:
    answer = client.get("/", headers={"Accept-Language": "es-MX,es;q=0.9,en;q=0.5"})

    assert '<html lang="es">' in answer.text
    assert 'href="/consumer/"' in answer.text
    assert "Accept-Language" in answer.headers["Vary"]


@pytest.mark.parametrize("lang", ["fr", "", "es'", "../es"])
def test_unknown_language_falls_back(client: FlaskClient, lang: str) -> None:
    assert '<html lang="en">' in client.get("/", query_string={"lang": lang}).text


def test_each_page_names_its_other_languages(client: FlaskClient) -> None:
    page = client.get("/consumer/").text

    assert '<link rel="alternate" hreflang="es" href="/consumer/?lang=es">' in page
    assert 'lang="es" hreflang="es">Español</a>' in page


def test_switching_keeps_the_question(client: FlaskClient) -> None:
    assert "/search/?q=plan&amp;lang=es" in client.get("/search/?q=plan").text


@pytest.mark.parametrize("address", PAGES)
def test_no_english_is_left_in_spanish(client: FlaskClient, address: str) -> None:
    english, spanish = (client.get(address, headers={"Accept-Language": lang}).text for lang in ("en", "es"))

    same = {text for text in texts(english) & texts(spanish) if re.search(r"[A-Za-z]{4}", text)}
    assert not {text for text in same if not ALIKE.search(text)}, same


NAMES = r"Larkspur|Columbus|PO Box|Privacy Desk|office@|Bund|Graurh|Bonn|GERMANY"
ALIKE = re.compile(NAMES + r"|Global|\(TTY\)|Español|English|www\.")


def texts(page: str) -> set[str]:
    page = re.sub(r"<option.*?</option>|<svg.*?</svg>", "", page, flags=re.DOTALL)
    return {" ".join(text.split()) for text in re.findall(r">([^<]+)<", page)}
