"""From the wire to the application and back: nothing lost, nothing added, nothing read in two ways."""

import json
from typing import Any

import pytest

from tests.server.talk import Served


def environ(answer: str) -> dict[str, Any]:
    result: dict[str, Any] = json.loads(answer.partition("\r\n\r\n")[2])
    return result


def test_form_arrives_whole(served: Served) -> None:
    assert served.post("/form", b"name=" + b"a" * 9000).endswith("a" * 9000)


def test_environ_tells_the_request(served: Served) -> None:
    told = environ(served.get("/environ?a=%20b&c", "X-Twice: 1", "X-Twice: 2", "Cookie: a=1", "Cookie: b=2"))

    assert told["QUERY_STRING"] == "a=%20b&c"
    assert told["HTTP_X_TWICE"] == "1, 2"
    assert told["HTTP_COOKIE"] == "a=1; b=2"
    assert told["SCRIPT_NAME"] == ""
    assert told["SERVER_PROTOCOL"] == "HTTP/1.1"
    assert told["SERVER_NAME"] == "site.example"
    assert told["SERVER_PORT"] == str(served.port)
    assert told["wsgi.url_scheme"] == "https"
    assert told["REMOTE_ADDR"] in {"127.0.0.1", "::1"}


def test_headers_that_pose_as_others_are_left_out(served: Served) -> None:
    told = environ(served.get("/environ", "X_Forwarded_For: 6.6.6.6", "Proxy: http://evil.example"))

    assert "HTTP_X_FORWARDED_FOR" not in told
    assert "HTTP_PROXY" not in told


def test_path_is_decoded_once_into_bytes(served: Served) -> None:
    told = environ(served.get("/path/caf%C3%A9%252F"))

    assert told["PATH_INFO"].encode("latin-1").decode() == "/path/café%2F"


def test_head_has_the_length_and_no_body(served: Served) -> None:
    for path in ("/stream", "/environ", "/write"):
        head, _, body = served.get(path, method="HEAD").partition("\r\n\r\n")

        assert head.startswith("HTTP/1.1 200"), path
        assert "content-length: " in head.lower()
        assert body == ""


def test_each_cookie_has_a_line_of_its_own(served: Served) -> None:
    assert served.get("/cookies").lower().count("set-cookie: ") == 2


def test_pieces_are_joined(served: Served) -> None:
    assert served.get("/stream").endswith("\r\n\r\none two")
    assert served.get("/write").endswith("\r\n\r\nwritten, returned")


@pytest.mark.parametrize("path", ["/fail", "/fail-late", "/bad-header", "/bad-length", "/silent"])
def test_failure_is_an_answer_without_details(served: Served, path: str) -> None:
    answer = served.get(path)

    assert answer.startswith("HTTP/1.1 500 ")
    assert "cache-control: no-store" in answer
    assert "secret" not in answer + served.said
    assert "X-Injected" not in answer
    assert "ValueError at " in served.said


HOST = "Host: localhost\nConnection: close\n"


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (f"GET /environ HTTP/1.1\n{HOST}Host: other\n\n", 400),
        ("GET /environ HTTP/1.1\nConnection: close\n\n", 400),
        (f"GET https://evil.example/environ HTTP/1.1\n{HOST}\n", 400),
        (f"GET https://localhost/environ HTTP/1.1\n{HOST}\n", 200),
        (f"OPTIONS * HTTP/1.1\n{HOST}\n", 400),
        (f"CONNECT localhost:443 HTTP/1.1\n{HOST}\n", 400),
        (f"POST /form HTTP/1.1\n{HOST}Transfer-Encoding: chunked\n\n4\nname\n0\n\n", 411),
        (f"POST /form HTTP/1.1\n{HOST}Content-Length: 4\nTransfer-Encoding: chunked\n\n4\nname\n0\n\n", 411),
        (f"POST /form HTTP/1.1\n{HOST}Transfer-Encoding: chunked\nContent-Length: 4\n\n4\nname\n0\n\n", 411),
        (f"POST /form HTTP/1.1\n{HOST}Content-Length: 4\nContent-Length: 5\n\nname=", 400),
        (f"POST /form HTTP/1.1\n{HOST}Content-Length: +4\n\nname", 400),
        (f"POST /form HTTP/1.1\n{HOST}Content-Type: a/b\nContent-Type: c/d\nContent-Length: 0\n\n", 400),
        ("GET /environ HTTP/1.0\n\n", 200),
    ],
)
def test_what_can_be_read_in_two_ways_is_refused(served: Served, request_: str, status: int) -> None:
    assert served.ask(request_).startswith(
        ("HTTP/1.1 ", "HTTP/1.0 ")[request_.count("HTTP/1.0")] + str(status)
    )


def test_head_without_end_is_not_read_to_its_end(served: Served) -> None:
    answer = served.get("/environ", f"X-Long: {'a' * 200_000}")

    assert answer == "" or answer.startswith("HTTP/1.1 431 ")
