"""What ``kill -9`` takes of the counts that wait: at most about a second of them. A stop takes nothing."""

import http.client
import os
import signal
import ssl
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from _common import started, workplace
from counting import BROWSER, counted, instance

ROUNDS = 12
SECONDS = 2.5


def main() -> None:
    """Ask for pages, end the server in the midst of it, and compare what was answered with what was kept."""
    lost = [one_round(signal.SIGKILL, place) for place in range(ROUNDS)]
    stopped = [one_round(signal.SIGTERM, place) for place in range(3)]
    print(
        f"kill -9, {ROUNDS} times: lost what was counted in the last {statistics.median(lost):.2f} s,",
        end=" ",
    )
    print(f"at most {max(lost):.2f} s (about a second is said)")
    print(f"stop, 3 times: lost what was counted in the last {max(stopped):.2f} s (nothing is said)")
    sys.exit(max(stopped) > 0)


def one_round(end: signal.Signals, place: int) -> float:
    """Give the seconds before the end whose pages are lost."""
    with workplace() as folder:
        home = instance(folder / "site", count=True)
        with started("site", str(home), folder) as (process, port):
            answered = list(
                asked(port, SECONDS + place / ROUNDS)
            )  # Each time at another moment of the second.
            if end == signal.SIGKILL:
                for worker in workers(process.pid):
                    os.kill(worker, end)
        kept = counted(home)
    return answered[-1] - answered[kept - 1] if kept < len(answered) else 0.0


def workers(supervisor: int) -> list[int]:
    """Give the processes that answer."""
    files = Path(f"/proc/{supervisor}/task").glob("*/children")
    return [int(child) for path in files for child in path.read_text().split()]


def asked(port: int, seconds: float) -> Iterator[float]:
    """Ask for a page again and again for so long; gives when each answer was there."""
    context = ssl._create_unverified_context()  # noqa: S323 - our own certificate on the loopback
    connection = http.client.HTTPSConnection("127.0.0.1", port, context=context, timeout=10)
    begun = time.monotonic()
    while time.monotonic() < begun + seconds:
        connection.request("GET", "/consumer/", headers=BROWSER)
        connection.getresponse().read()
        yield time.monotonic()


if __name__ == "__main__":
    main()
