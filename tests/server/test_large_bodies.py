"""Large bodies are taken at few addresses, from who brings the cookie, few at once, and at a steady pace."""

import contextlib
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from privet.server.body import Bodies
from privet.server.options import LargeBodies
from privet.server.refusals import Refusal
from tests.server.talk import Served, post_head, read_all, wire

VALUE = "aB3-_" * 8 + "xyz"
COOKIE = f"Cookie: other=1; __Host-test={VALUE}"
HOMES = [f"127.0.0.{number}" for number in range(2, 8)]  # Where the visitors come from.


def head(path: str, length: int, cookie: str = COOKIE) -> bytes:
    return post_head(path, length)[:-2] + wire(f"{cookie}\n\n" if cookie else "\n")


def send(served: Served, length: int, path: str = "/upload/", cookie: str = COOKIE, source: str = "") -> str:
    return served.ask(head(path, length, cookie) + b"a" * length, source)


@pytest.mark.parametrize("length", [20_000, 20_001, 900_000, 1_000_000])
def test_large_body_arrives_whole(served: Served, length: int) -> None:
    assert send(served, length).endswith(f"{length} bytes")


@pytest.mark.parametrize(
    ("path", "cookie", "length"),
    [
        ("/upload/", "", 20_001),
        ("/upload/", f"Cookie: x__Host-test={VALUE}", 20_001),
        ("/upload/", "Cookie: __Host-test=", 20_001),
        ("/upload/", "Cookie: __Host-test=value", 20_001),
        ("/upload/", f"Cookie: __Host-test={VALUE}x", 20_001),
        ("/upload/", f"Cookie: __Host-test={VALUE[1:]}!", 20_001),
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
        answers = list(pool.map(lambda home: send(served, 500_000, "/upload/slow", source=home), HOMES))

    assert sum(answer.endswith("500000 bytes") for answer in answers) == 2
    assert sum(answer.startswith("HTTP/1.1 503 ") and "retry-after" in answer for answer in answers) == 4
    assert send(served, 900_000).endswith("900000 bytes")


def test_others_are_served_while_large_bodies_fill_all_places(served: Served) -> None:
    with contextlib.ExitStack() as held:
        for home in HOMES[:2]:
            held.enter_context(served.connect(home)).sendall(head("/upload/", 900_000) + b"a" * 1000)
        time.sleep(0.2)

        assert send(served, 900_000).startswith("HTTP/1.1 503 ")
        assert served.post("/form", b"name=whole").endswith("whole")
        assert send(served, 20_000).endswith("20000 bytes")


def test_one_address_takes_one_place_and_leaves_the_others(served: Served) -> None:
    """A stranger with a made-up cookie doesn’t keep everybody from sending files."""
    with served.connect(HOMES[0]) as stranger:
        stranger.sendall(head("/upload/", 900_000) + b"a" * 1000)
        time.sleep(0.2)

        assert send(served, 900_000, source=HOMES[0]).startswith("HTTP/1.1 503 ")
        assert send(served, 900_000, source=HOMES[1]).endswith("900000 bytes")


def _room(bodies: Bodies, address: str, forwarded: str = "") -> contextlib.AbstractContextManager[None]:
    given = {"REMOTE_ADDR": address, "PATH_INFO": "/upload/", "CONTENT_LENGTH": "50"}
    given |= {"HTTP_COOKIE": f"c={VALUE}"} | ({"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {})
    return bodies.room_for(given)


@pytest.mark.parametrize(
    ("proxied", "first", "second", "fits"),
    [
        (False, ("10.0.0.1", "10.0.0.8"), ("10.0.0.1", "10.0.0.9"), False),  # Anybody can write that header.
        (False, ("10.0.0.1", ""), ("10.0.0.2", ""), True),
        (False, ("2001:db8:1:200::1", ""), ("2001:db8:1:2ff::1", ""), False),
        (False, ("2001:db8:1:200::1", ""), ("2001:db8:1:300::1", ""), True),
        (True, ("127.0.0.1", "10.0.0.1"), ("127.0.0.1", "10.0.0.2"), True),
        (True, ("127.0.0.1", "10.0.0.1"), ("127.0.0.1", "10.0.0.7, 10.0.0.1"), False),
        (True, ("127.0.0.1", ""), ("127.0.0.1", ""), True),
    ],
)
def test_an_address_is_the_visitors_and_nobody_makes_one_up(
    proxied: bool, first: tuple[str, str], second: tuple[str, str], fits: bool
) -> None:
    bodies = Bodies(10, LargeBodies(paths=("/upload/",), cap=100, cookie="c", proxied=proxied))
    refused = contextlib.nullcontext() if fits else pytest.raises(Refusal)
    with _room(bodies, *first), refused, _room(bodies, *second):
        assert fits
    with _room(bodies, *second):
        assert len(bodies.large_ones) == 1


def test_who_stalls_is_given_up_and_leaves_the_place(served: Served) -> None:
    time.sleep(1.5)
    begun = time.monotonic()
    with contextlib.ExitStack() as held:
        stalled = [held.enter_context(served.connect(home)) for home in HOMES[:2]]
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
