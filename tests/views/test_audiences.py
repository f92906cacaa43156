"""The four routes and their topics."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from privet import config, create_app

ROUTES = ("consumer", "professional", "provider", "global")


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("language", ["en", "es"])
def test_route_shows_topics_and_every_topic_opens(client: FlaskClient, route: str, language: str) -> None:
    topics = client.application.extensions["privet"].topics[route]

    page = client.get(f"/{route}/?lang={language}").text

    assert len(topics) >= 5
    for slug, spoken in topics.items():
        assert f"/{route}/{slug}/" in page
        assert spoken[language].about.title in client.get(f"/{route}/{slug}/?lang={language}").text


@pytest.mark.parametrize("route", ROUTES)
def test_route_shows_the_requests_of_its_people(client: FlaskClient, route: str) -> None:
    assert "/mail-in/?kind=" in client.get(f"/{route}/").text


@pytest.mark.promise("P43", "P45")
def test_global_names_law_authority_and_paper(client: FlaskClient) -> None:
    """P43, P45: local rights are added, and the authority is named."""
    page = client.get("/global/?place=DE").text

    assert "General Data Protection Regulation" in page
    assert "Bundesbeauftragte" in page
    assert "paper=a4" in page
    assert "Larkspur Benefit Trust decides how and why" in page


@pytest.mark.promise("P43")
def test_global_says_what_holds_where_no_law_binds(client: FlaskClient) -> None:
    """P43: the same protection for everybody."""
    assert "the same protection" in client.get("/global/?place=AQ").text


@pytest.mark.parametrize("place", ["XX", "US-ZZ", "<b>", "../.."])
def test_global_refuses_an_unknown_place_kindly(client: FlaskClient, place: str) -> None:
    answer = client.get("/global/", query_string={"place": place})

    assert answer.status_code == 200
    assert "choose a place from the list" in answer.text


def test_own_topics_are_added(instance: Path) -> None:
    folder = instance / "topics" / "consumer"
    folder.mkdir(parents=True)
    front = "---\ntitle: Our picnic\nsummary: Come.\norder: 1\nreviewed: 2026-11-23\n---\nBring cake.\n"
    (folder / "picnic.en.md").write_text(front, "utf-8")

    client = create_app(instance).test_client()

    assert "Our picnic" in client.get("/consumer/").text
    assert '<article class="reading" lang="en">' in client.get("/consumer/picnic/?lang=es").text


def test_empty_file_takes_a_topic_away(instance: Path) -> None:
    folder = instance / "topics" / "consumer"
    folder.mkdir(parents=True)
    for language in ("en", "es"):
        (folder / f"who-may-see-your-record.{language}.md").touch()

    client = create_app(instance).test_client()

    assert client.get("/consumer/who-may-see-your-record/").status_code == 404
    assert "/consumer/who-may-see-your-record/" not in client.get("/consumer/").text


def test_topics_name_the_organisation_that_runs_the_site(instance: Path) -> None:
    example = config.EXAMPLE.read_text("utf-8").replace("Larkspur Benefit Trust", "Acme Clinic")
    (instance / "privet.toml").write_text(example, "utf-8")
    client = create_app(instance).test_client()

    for route in ROUTES:
        for slug in client.application.extensions["privet"].topics[route]:
            page = client.get(f"/{route}/{slug}/").text
            assert "Larkspur" not in page
            assert "{organisation}" not in page
    assert "Acme Clinic" in client.get("/provider/check-coverage/").text
