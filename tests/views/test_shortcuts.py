"""What the application does once instead of for each page, and what must hold all the same."""

import pytest
from flask import Flask, Response, after_this_request
from flask.testing import FlaskClient

from privet.web import site
from privet.web.access import open_to_everyone


def test_known_host_opens_the_door_for_no_other(app: Flask) -> None:
    client = app.test_client()
    for _ in range(2):
        assert client.get("/", base_url="https://localhost:8443").status_code == 200
    for host in ("evil.example", "localhost.evil.example", "localhost:99999", "LOCALHOST:8443@evil"):
        asked = client.get("/", base_url="https://localhost", headers={"Host": host})
        assert asked.status_code == 400
        assert asked.mimetype == "text/plain"


def test_visitors_fill_no_memory_with_ports(app: Flask) -> None:
    client = app.test_client()
    for port in range(1000, 1000 + 2 * site.MOST_HOSTS):
        assert client.get("/healthz", base_url=f"https://localhost:{port}").status_code == 200
    assert len(vars(app)["_hosts"]) == site.MOST_HOSTS


@pytest.mark.parametrize("path", ["/no-pagé/", "/nowhere/", "//localhost/", "/mail-in?lang=es"])
def test_known_host_changes_no_answer(app: Flask, path: str) -> None:
    given = []
    for _ in range(2):
        answer = app.test_client().get(path, base_url="https://localhost:8443")
        given.append((answer.status_code, answer.location, answer.get_data()))
    assert given[0] == given[1]


def test_host_known_over_https_is_not_known_over_http(app: Flask) -> None:
    client = app.test_client()
    assert client.get("/", base_url="http://localhost:443").status_code == 308
    assert ("http", "localhost:443") in vars(app)["_hosts"]
    client.get("/", base_url="https://localhost", headers={"Host": "localhost:443"})
    assert ("https", "localhost:443") not in vars(app)["_hosts"]


def test_rule_compiles_when_an_address_is_built(app: Flask) -> None:
    rule = next(rule for rule in app.url_map.iter_rules() if rule.endpoint == "account.correction")
    before = vars(rule)["_build"]
    with app.test_request_context("/", base_url="https://localhost"):
        first = app.url_for("account.correction", correction="a b", lang="es")
        assert first == app.url_for("account.correction", correction="a b", lang="es")
    assert first == "/account/corrections/a%20b/?lang=es"
    assert vars(rule)["_build"] is before  # Addresses with a query take the other one.


def test_answer_says_how_long_it_is(client: FlaskClient) -> None:
    for method in (client.get, client.head):
        answer = method("/")
        assert answer.headers.getlist("Content-Length") == [str(len(client.get("/").data))]


def test_header_with_a_line_break_is_refused_when_it_is_set() -> None:
    with pytest.raises(ValueError, match="newline"):
        site.Answer("x", headers={"X-Note": "a\r\nSet-Cookie: b=c"})


def test_coroutines_still_are_no_plain_functions(app: Flask) -> None:
    async def later() -> str:
        return "x"

    def now() -> str:
        return "x"

    assert app.ensure_sync(now) is now
    with pytest.raises(RuntimeError, match="async"):
        app.ensure_sync(later)


def test_hooks_of_one_request_run(app: Flask) -> None:
    @open_to_everyone
    def page() -> Response:
        @after_this_request
        def mark(answer: Response) -> Response:
            answer.headers["X-Mark"] = "here"
            return answer

        return Response("x", mimetype="text/plain")

    app.add_url_rule("/marked", "marked", page)
    assert app.test_client().get("/marked", base_url="https://localhost").headers["X-Mark"] == "here"
