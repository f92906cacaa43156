"""Hold slow clients open and see what an ordinary visitor notices: p50, p95 and the longest, and what failed.

    python bench/slow_clients.py                          # a bare Flask site on Privet's server
    python bench/slow_clients.py --site                   # the real site, by "privet serve"
    python bench/slow_clients.py --server "waitress [4]"  # another server, see servers.py (plain HTTP)
    python bench/slow_clients.py --address https://localhost:9443 --path /    # one that runs already

60 half-sent heads, 60 half-sent bodies and 150 idle connections, for 60 seconds; what the server closes is
opened again. --more adds 60 connections that never shake hands and 60 that do not read their answer.
"""

import argparse
import contextlib
import http.client
import multiprocessing
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from _servers import SERVERS, running, started
from _slow import COUNTS, MORE, connect, hold_all

sys.path.insert(0, str(Path(__file__).parents[1] / "site"))

from privet.server.certificate import ensure_certificate


def visit(address: str, page: str, seconds: float) -> None:
    """Ask for pages on new connections, as a visitor does, and print how long they took."""
    parts, took, failed = urlsplit(address), [], 0
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        begun = time.monotonic()
        try:
            with contextlib.closing(http.client.HTTPConnection("localhost", parts.port)) as client:
                client.sock = connect(address)
                client.request("GET", page, headers={"Host": parts.netloc})
                answer = client.getresponse()
                answer.read()
                failed += answer.status >= 400
        except (OSError, http.client.HTTPException):
            failed += 1
        took.append(time.monotonic() - begun)
        time.sleep(0.02)
    p95 = statistics.quantiles(took, n=20)[-1]
    times = [
        f"{name} {value * 1000:7.1f} ms"
        for name, value in (("p50", statistics.median(took)), ("p95", p95), ("longest", max(took)))
    ]
    print("   ".join(times), f"  {failed} of {len(took)} failed", flush=True)


@contextlib.contextmanager
def server(given: argparse.Namespace, folder: Path) -> Iterator[str]:
    """Start what shall be tried, unless it runs already; give its address."""
    if given.address:
        yield given.address
    elif given.site:
        words = ["serve", f"--instance={folder}", "--port={port}", "--plain-port=0"]
        command = ["-c", "from privet.commands import main; main()", *words]
        with running(command, {}) as (_, port):
            yield f"https://localhost:{port}"
    else:
        pair = ensure_certificate(folder, datetime.now(UTC)) if given.server.startswith("privet") else None
        with started(given.server, pair) as (_, port):
            yield f"http{'s' if pair else ''}://localhost:{port}"


def main() -> None:
    """Visit undisturbed, then disturbed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--site", action="store_true")
    parser.add_argument("--server", default="privet [4]", choices=SERVERS)
    parser.add_argument("--address")
    parser.add_argument("--path")
    parser.add_argument("--more", action="store_true")
    given = parser.parse_args()
    page, form = given.path or "/", "/mail-in/form" if given.site else "/form"
    counts = COUNTS | (MORE if given.more else {})
    with tempfile.TemporaryDirectory() as folder, server(given, Path(folder)) as address:
        print("undisturbed      ", end="")
        visit(address, page, min(20, given.seconds))
        until = time.time() + given.seconds + 3
        slow = multiprocessing.Process(target=hold_all, args=(counts, address, page, form, until))
        slow.start()
        time.sleep(3)
        print(f"{sum(counts.values())} slow clients ", end="")
        visit(address, page, given.seconds)
        slow.terminate()
        slow.join()


if __name__ == "__main__":
    main()
