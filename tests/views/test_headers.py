"""HTTPS only, known hosts only, the same headers everywhere, and no form from elsewhere."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from privet import config, create_app
from privet.web.access import open_to_everyone

PUBLIC = config.EXAMPLE.read_text("utf-8").replace("host_names = []", 'host_names = ["www.example.org"]')


@pytest.fixture
def public(tmp_path: Path) -> Flask:
    (tmp_path / "privet.toml").write_text(PUBLIC, "utf-8")
    return create_app(tmp_path)


@pytest.mark.parametrize(
    "address", ["/", "/nix", "/static/site.css", "/mail-in/form", "/colour.css", "/healthz"]
)
def test_headers_are_the_same_on_every_answer(client: FlaskClient, address: str) -> None:
    client.get(address)  # The client itself checks the headers.


def test_headers_stand_on_an_error_of_ours(app: Flask) -> None:
    def fail() -> str:
        raise RuntimeError("secret 123-45-6789")

    app.add_url_rule("/fail", "fail", open_to_everyone(fail))

    answer = app.test_client().get("/fail")

    assert answer.status_code == 500
    assert "123-45-6789" not in answer.text


@pytest.mark.promise("P30")
def test_log_of_a_failure_holds_no_value_and_no_address(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    """P30: what was typed doesn't reach the log, even when our code fails over it."""

    def fail(name: str) -> str:
        raise RuntimeError(f"could not print {name}")

    app.add_url_rule("/fail/<string:name>", "fail", open_to_everyone(fail))

    app.test_client().get("/fail/Marked-Name?q=Marked-Query")

    assert "RuntimeError in endpoint fail" in caplog.text
    assert "Marked" not in caplog.text


def test_foreign_host_is_refused(client: FlaskClient) -> None:
    answer = client.get("/", base_url="https://evil.example")

    assert answer.status_code == 400
    assert "evil" not in answer.text


@pytest.mark.promise("P13")
def test_plain_http_is_redirected_for_get_and_refused_otherwise(client: FlaskClient) -> None:
    """P13: nothing is accepted over plain HTTP."""
    there = client.get("/consumer/?lang=es", base_url="http://localhost")

    assert (there.status_code, there.headers["Location"]) == (308, "https://localhost/consumer/?lang=es")
    assert (
        client.post("/mail-in/form.pdf", base_url="http://localhost", data={"kind": "access"}).status_code
        == 403
    )


def test_clients_word_for_https_is_not_believed(client: FlaskClient) -> None:
    answer = client.get("/", base_url="http://localhost", headers={"X-Forwarded-Proto": "https"})

    assert answer.status_code == 308


def test_proxy_is_believed_once_it_is_configured(instance: Path) -> None:
    (instance / "privet.toml").write_text(PUBLIC.replace("proxy = false", "proxy = true"), "utf-8")
    client = create_app(instance).test_client()
    behind = {"X-Forwarded-Proto": "https"}

    assert client.get("/", base_url="http://www.example.org", headers=behind).status_code == 200
    assert client.get("/", base_url="http://www.example.org").status_code == 308


def test_hsts_only_for_a_public_name(public: Flask, client: FlaskClient) -> None:
    answer = public.test_client().get("/", base_url="https://www.example.org")

    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert "Strict-Transport-Security" not in client.get("/").headers


def test_two_sites_in_one_process_keep_their_headers_apart(public: Flask, app: Flask) -> None:
    app.test_client().get("/")
    public.test_client().get("/", base_url="https://www.example.org")

    assert "Strict-Transport-Security" not in app.test_client().get("/").headers


FORM = {"kind": "access"}


@pytest.mark.parametrize(
    "sender",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://localhost"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "https://localhost.evil.example"},
        {"Origin": "https://localhost:1"},
        {"Origin": "http://localhost"},
        {"Origin": "https://["},
    ],
)
def test_form_from_elsewhere_is_refused(client: FlaskClient, sender: dict[str, str]) -> None:
    assert client.post("/mail-in/form", data=FORM, headers=sender).status_code == 403


@pytest.mark.parametrize(
    "sender",
    [{}, {"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}, {"Origin": "https://localhost"}],
)
def test_form_from_our_own_page_is_taken(client: FlaskClient, sender: dict[str, str]) -> None:
    assert client.post("/mail-in/form", data=FORM, headers=sender).status_code == 200


def test_static_files_are_kept_only_under_their_digest(client: FlaskClient) -> None:
    page = client.get("/").text
    sheet = page[page.index("/static/site.css") :].split('"')[0]

    assert "immutable" in client.get(sheet).headers["Cache-Control"]
    assert client.get("/static/site.css").headers["Cache-Control"] == "no-cache"


def test_page_is_asked_for_again_and_not_sent_twice(client: FlaskClient) -> None:
    first = client.get("/")

    again = client.get("/", headers={"If-None-Match": first.headers["ETag"]})

    assert first.headers["Cache-Control"] == "no-cache"
    assert again.status_code == 304
    assert client.get("/?lang=es").headers["ETag"] != first.headers["ETag"]


def test_kept_page_holds_nothing_of_the_visitor_who_came_first(client: FlaskClient) -> None:
    client.get(
        "/?q=Marked-Query", headers={"User-Agent": "Marked-Agent", "Referer": "https://localhost/Marked"}
    )

    assert "Marked" not in client.get("/").text


def test_hsts_never_names_this_machine(public: Flask) -> None:
    there = public.test_client().get("/", base_url="https://www.example.org")
    here = public.test_client().get("/", base_url="https://localhost")

    assert "Strict-Transport-Security" in there.headers
    assert "Strict-Transport-Security" not in here.headers


def test_wrong_digest_is_not_kept(client: FlaskClient) -> None:
    assert client.get("/static/site.css?v=old").headers["Cache-Control"] == "no-cache"
    assert client.get("/colour.css?v=old").headers["Cache-Control"] == "no-cache"
