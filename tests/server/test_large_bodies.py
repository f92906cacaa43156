"""Large bodies are taken at few addresses, from who brings the cookie, few at once, and at a steady pace."""

import contextlib
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from privet.server.options import LargeBodies
from tests.server.talk import Served, post_head, read_all, wire

COOKIE = "Cookie: other=1; __Host-test=value"


def head(path: str, length: int, cookie: str = COOKIE) -> bytes:
    return post_head(path, length)[:-2] + wire(f"{cookie}\n\n" if cookie else "\n")


def send(served: Served, length: int, path: str = "/upload/", cookie: str = COOKIE) -> str:
    return served.ask(head(path, length, cookie) + b"a" * length)


@pytest.mark.parametrize("length", [20_000, 20_001, 900_000, 1_000_000])
def test_large_body_arrives_whole(served: Served, length: int) -> None:
    assert send(served, length).endswith(f"{length} bytes")


@pytest.mark.parametrize(
    ("path", "cookie", "length"),
    [
        ("/upload/", "", 20_001),
        ("/upload/", "Cookie: x__Host-test=value", 20_001),
        ("/upload/", "Cookie: other=__Host-test=", 20_001),
        ("/form", COOKIE, 20_001),
        ("/x/upload/", COOKIE, 20_001),
        ("/upload/", COOKIE, 1_000_001),
    ],
)
def test_nothing_large_is_kept_elsewhere_or_of_strangers(
    served: Served, path: str, cookie: str, length: int
) -> None:
    answer = send(served, length, path, cookie)

    assert answer.startswith(("HTTP/1.1 413 ", "HTTP/1.1 404 ")), answer
    assert f"{length} bytes" not in answer


def test_few_are_held_at_once_until_they_are_answered(served: Served) -> None:
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(partial(send, served, path="/upload/slow"), [500_000] * 6))

    assert sum(answer.endswith("500000 bytes") for answer in answers) == 2
    assert sum(answer.startswith("HTTP/1.1 503 ") and "retry-after" in answer for answer in answers) == 4
    assert send(served, 900_000).endswith("900000 bytes")


def test_others_are_served_while_large_bodies_fill_all_places(served: Served) -> None:
    with contextlib.ExitStack() as held:
        for _ in range(2):
            held.enter_context(served.connect()).sendall(head("/upload/", 900_000) + b"a" * 1000)
        time.sleep(0.2)

        assert send(served, 900_000).startswith("HTTP/1.1 503 ")
        assert served.post("/form", b"name=whole").endswith("whole")
        assert send(served, 20_000).endswith("20000 bytes")


def test_who_stalls_is_given_up_and_leaves_the_place(served: Served) -> None:
    time.sleep(1.5)
    begun = time.monotonic()
    with contextlib.ExitStack() as held:
        stalled = [held.enter_context(served.connect()) for _ in range(2)]
        for connection in stalled:
            connection.sendall(head("/upload/", 900_000) + b"a" * 100_000)
        answers = [read_all(connection) for connection in stalled]

    assert all(answer.startswith("HTTP/1.1 408 ") for answer in answers)
    assert time.monotonic() - begun < 6
    assert send(served, 900_000).endswith("900000 bytes")


def test_who_sends_slowly_but_steadily_gets_through(served: Served) -> None:
    begun = time.monotonic()
    with served.connect() as connection:
        connection.sendall(head("/upload/", 900_000))
        for _ in range(18):
            connection.sendall(b"a" * 50_000)
            time.sleep(0.1)
        answer = read_all(connection)

    assert time.monotonic() - begun > 1.5  # More than a small body has.
    assert answer.endswith("900000 bytes")


def test_body_that_breaks_off_leaves_its_place(served: Served) -> None:
    for _ in range(4):
        with served.connect() as connection:
            connection.sendall(head("/upload/", 900_000) + b"a" * 30_000)
        time.sleep(0.2)

    assert send(served, 900_000).endswith("900000 bytes")


def test_places_are_few_unless_told() -> None:
    assert LargeBodies(paths=("/a/",), cap=1, cookie="c").at_once == 4
