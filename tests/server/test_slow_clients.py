"""Slow visitors wait alone; what is too much, too late or too many gets a plain answer."""

import contextlib
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.server.talk import Served, post_head, read_all, serving, wait_until, wire


def calls(served: Served) -> int:
    file = served.folder / "calls"
    return len(file.read_text()) if file.exists() else 0


def test_half_a_body_is_refused_and_nobody_waits_for_it(served: Served) -> None:
    before = calls(served)
    with contextlib.ExitStack() as held:
        slow = [held.enter_context(served.connect()) for _ in range(20)]
        for connection in slow:
            connection.sendall(post_head("/form", 100) + b"name=half")

        assert served.post("/form", b"name=whole").endswith("whole")
        assert served.get("/cookies").endswith("two")
        assert calls(served) == before + 1

        answers = [read_all(connection) for connection in slow]

    assert all(answer.startswith("HTTP/1.1 408 ") for answer in answers)
    assert all("Nothing of it was kept" in answer for answer in answers)
    assert calls(served) == before + 1


def test_body_that_breaks_off_never_reaches_the_site(served: Served) -> None:
    before = calls(served)
    with served.connect() as connection:
        connection.sendall(post_head("/form", 100) + b"name=half")

    time.sleep(0.3)

    assert served.post("/form", b"name=whole").endswith("whole")
    assert calls(served) == before + 1


def test_slow_heads_and_silence_keep_nobody_waiting(served: Served) -> None:
    with contextlib.ExitStack() as held:
        for _ in range(20):
            held.enter_context(served.connect()).sendall(b"GET / HTTP/1.1\r\nHost: ")
            held.enter_context(served.connect())
            held.enter_context(socket.create_connection(("127.0.0.1", served.port)))

        assert served.get("/cookies").endswith("two")


def test_too_large_a_body_gets_the_sites_own_page(served: Served) -> None:
    for size in (20_001, 300_000):
        answer = served.post("/form", b"name=" + b"a" * (size - 5))

        assert answer.startswith("HTTP/1.1 413 "), size
        assert answer.endswith("our own page for 413")


def test_body_far_too_large_is_answered_before_it_is_sent(served: Served) -> None:
    answer = served.post("/form", b"", length=50_000_000)

    assert answer.startswith("HTTP/1.1 413 ")


def test_expectation_is_met_only_for_a_body_that_is_wanted(served: Served) -> None:
    head = post_head("/form", 6)[:-2] + b"Expect: 100-continue\r\n\r\n"
    with served.connect() as connection:
        connection.sendall(head)
        first = connection.recv(4096)
        connection.sendall(b"name=x")
        answer = read_all(connection)

    assert first.startswith(b"HTTP/1.1 100 ")
    assert answer.endswith("x")
    assert served.ask(head.replace(b"Length: 6", b"Length: 50000000")).startswith("HTTP/1.1 413 ")


def test_slow_page_passes_in_the_background(served: Served) -> None:
    with ThreadPoolExecutor(2) as pool:
        slow = [pool.submit(served.get, "/slow") for _ in range(2)]
        wait_until(lambda: any(not future.done() for future in slow))
        for _ in range(5):
            assert served.get("/cookies").endswith("two")
        assert not any(future.done() for future in slow)

        assert all(future.result().endswith("slow") for future in slow)


def test_too_many_at_once_are_told_to_come_back(folder: Path) -> None:
    with serving(folder) as served, ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(served.get, ["/slow"] * 12))

    refused = [answer for answer in answers if answer.startswith("HTTP/1.1 503 ")]
    assert sum(answer.startswith("HTTP/1.1 200 ") for answer in answers) == 6
    assert len(refused) == 6
    assert all("retry-after: 2" in answer and "try again" in answer for answer in refused)


def test_pipelined_requests_are_answered_in_order(served: Served) -> None:
    first = wire("GET /cookies HTTP/1.1\nHost: localhost\n\n")
    with served.connect() as connection:
        connection.sendall(first + post_head("/form", 6) + b"name=z")
        answer = read_all(connection)

    assert answer.count("HTTP/1.1 200 ") == 2
    assert answer.endswith("z")
    assert threading.active_count() < 20
