"""The command as a whole: it starts once it can answer, minds its workers, and stops in order."""

import contextlib
import os
import re
import signal
import ssl
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from privet.server.certificate import ensure_certificate
from tests.server.talk import GENEROUS, Served, post_head, read_all, serving, wait_until


def visit(served: Served) -> bool:
    """Say whether a visitor got the page; a connection opened just as a worker leaves may be lost."""
    with contextlib.suppress(ssl.SSLError):
        return served.get("/cookies").endswith("two")
    return False


def loads(served: Served) -> int:
    return len((served.folder / "loads").read_text())


def by_service(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGTERM)


def by_ctrl_c(process: subprocess.Popen[str]) -> None:
    os.killpg(process.pid, signal.SIGINT)


@pytest.mark.parametrize("stop", [by_service, by_ctrl_c])
def test_stop_finishes_what_is_in_flight(folder: Path, stop: Callable[[subprocess.Popen[str]], None]) -> None:
    with serving(folder) as served, ThreadPoolExecutor(1) as pool:
        slow = pool.submit(served.get, "/slow")
        with pytest.raises(TimeoutError):
            slow.result(0.5)

        stop(served.process)

        assert slow.result(GENEROUS).endswith("slow")
        assert served.process.wait(GENEROUS) == 0
        assert served.said == f"Privet is ready at https://site.example:{served.port} (Ctrl-C stops it).\n"
        assert (folder / "left").read_text() == "in order"


def test_slow_clients_do_not_delay_a_stop(folder: Path) -> None:
    with serving(folder) as served, contextlib.ExitStack() as held:
        bodies = [held.enter_context(served.connect()) for _ in range(5)]
        for connection in bodies:
            connection.sendall(post_head("/form", 100) + b"name=half")
        held.enter_context(served.connect()).sendall(b"GET / HTTP/1.1\r\nHost: ")
        held.enter_context(served.connect())

        served.process.send_signal(signal.SIGTERM)

        assert all(read_all(connection).startswith("HTTP/1.1 503 ") for connection in bodies)
        assert served.process.wait(GENEROUS) == 0
        assert (folder / "left").exists()


def test_worker_that_dies_is_started_again_and_nobody_is_refused(folder: Path) -> None:
    with serving(folder) as served:
        os.kill(served.workers[0], signal.SIGKILL)

        assert served.get("/cookies").endswith("two")
        assert loads(served) == 2


def test_several_workers_serve_one_port(folder: Path) -> None:
    with serving(folder, workers=2) as served:
        assert len(served.workers) == 2
        assert loads(served) == 2
        assert served.get("/cookies").endswith("two")


def test_no_worker_outlives_the_supervisor(folder: Path) -> None:
    with serving(folder) as served:
        worker = served.workers[0]

        served.process.kill()

        wait_until(lambda: not Path(f"/proc/{worker}").exists())
        assert (folder / "left").exists()


def test_workers_are_replaced_while_visitors_are_served(folder: Path) -> None:
    with serving(folder) as served:
        old = served.workers

        served.process.send_signal(signal.SIGHUP)

        while served.workers == old or set(old) & set(served.workers):
            assert visit(served) or visit(served), "a browser tries twice, and that must do"
        assert visit(served)


def test_changed_certificate_is_taken_up_without_a_break(folder: Path) -> None:
    with serving(folder) as served:
        ensure_certificate(folder, datetime.now(UTC), ("new.example",))

        assert not visit(served)
        wait_until(lambda: all(visit(served) for _ in range(8)))


@pytest.mark.promise("P30")
def test_p30_no_crash_writes_what_somebody_typed_to_disk(folder: Path) -> None:
    """What is in a worker's memory is never written out: the kernel may make no picture of it."""
    with serving(folder) as served:
        limits = [Path(f"/proc/{worker}/limits").read_text() for worker in served.workers]

    assert limits
    assert all(re.search(r"Max core file size +0 +0 ", limit) for limit in limits)
