"""The plain port sends visitors on, takes nothing from them, and can't be used to send them elsewhere."""

import contextlib
import socket
from pathlib import Path

import pytest

from privet.server import Options
from privet.server.plain import PlainPort
from tests.server.talk import Served, read_all, wire


@pytest.fixture
def plain(tmp_path: Path) -> PlainPort:
    certificate, key = tmp_path / "c", tmp_path / "k"
    return PlainPort(Options(plain_port=0, host_names=("site.example",), certificate=certificate, key=key))


def ask(served: Served, request: bytes) -> str:
    with socket.create_connection(("localhost", served.plain_port), timeout=30) as connection:
        connection.sendall(request)
        return read_all(connection)


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:80", "127.0.0.1", "[::1]:8080", "site.example"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_reading_is_sent_on_to_https(plain: PlainPort, host: str, method: str) -> None:
    answer = plain.answer(wire(f"{method} /a/b?c=d HTTP/1.1\nHost: {host}\n\n")).decode()

    name = host.lower().removesuffix(":80").removesuffix(":8080")
    assert answer.startswith("HTTP/1.1 308 ")
    assert f"\r\nLocation: https://{name}:8443/a/b?c=d\r\n" in answer
    assert "Strict-Transport-Security" not in answer
    assert answer.endswith("\r\n\r\n") is (method == "HEAD")


def test_usual_port_is_not_written(tmp_path: Path) -> None:
    plain = PlainPort(Options(port=443, plain_port=0, certificate=tmp_path, key=tmp_path))

    assert b"Location: https://localhost/x\r\n" in plain.answer(wire("GET /x HTTP/1.1\nHost: localhost\n\n"))


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_anything_else_is_refused(plain: PlainPort, method: str) -> None:
    answer = plain.answer(wire(f"{method} /form HTTP/1.1\nHost: localhost\n\n")).decode()

    assert answer.startswith("HTTP/1.1 403 ")
    assert "please open https://site.example:8443" in answer


@pytest.mark.parametrize(
    "request_",
    [
        "GET / HTTP/1.1\nHost: evil.example\n\n",
        "GET / HTTP/1.1\nHost: localhost.evil.example\n\n",
        "GET / HTTP/1.1\nHost: localhost@evil.example\n\n",
        "GET / HTTP/1.1\nHost: localhost\nHost: evil.example\n\n",
        "GET / HTTP/1.1\nHost: \n\n",
        "GET / HTTP/1.1\n\n",
        "GET http://evil.example/ HTTP/1.1\nHost: localhost\n\n",
        "GET evil HTTP/1.1\nHost: localhost\n\n",
        "GET /\rSet-Cookie:a=b HTTP/1.1\nHost: localhost\n\n",
        "GET /\tx HTTP/1.1\nHost: localhost\n\n",
        "GET /\x00 HTTP/1.1\nHost: localhost\n\n",
        "GET /é HTTP/1.1\nHost: localhost\n\n",
        "GET / HTTP/2.0\nHost: localhost\n\n",
        "get / HTTP/1.1\nHost: localhost\n\n",
        "\n\n",
    ],
)
def test_what_could_lead_astray_is_refused(plain: PlainPort, request_: str) -> None:
    answer = plain.answer(wire(request_)).decode()

    assert answer.startswith("HTTP/1.1 400 ")
    assert "Location" not in answer
    assert "evil" not in answer


def test_form_is_refused_and_its_body_ignored(served: Served) -> None:
    head = wire("POST /form HTTP/1.1\nHost: localhost\nContent-Length: 60000\n\n")

    assert ask(served, head + b"name=secret" * 5000).startswith("HTTP/1.1 403 ")


def test_redirect_leads_to_the_site(served: Served) -> None:
    answer = ask(served, wire("GET /cookies HTTP/1.1\nHost: localhost\n\n"))

    assert f"Location: https://localhost:{served.port}/cookies\r\n" in answer


def test_long_head_is_refused(served: Served) -> None:
    answer = ask(served, wire(f"GET / HTTP/1.1\nHost: localhost\nX: {'a' * 20_000}\n\n"))

    assert answer.startswith("HTTP/1.1 400 ")


def test_slow_visitors_wait_alone_and_not_for_ever(served: Served) -> None:
    with contextlib.ExitStack() as held:
        slow = [
            held.enter_context(socket.create_connection(("localhost", served.plain_port), timeout=30))
            for _ in range(100)
        ]
        for connection in slow[:50]:
            connection.sendall(b"GET / HT")

        assert ask(served, wire("GET / HTTP/1.1\nHost: localhost\n\n")).startswith("HTTP/1.1 308 ")
        assert all(read_all(connection) == "" for connection in slow)
