"""Compare servers for a WSGI site side by side in one run: pages a second, CPU a page and p99, as ratios.

Needs ``wrk``; a server that is not installed is named and left out. Threads are written in brackets.

    python bench/servers.py                  # a page of 6 kB over plain HTTP
    python bench/servers.py --tls            # over TLS, for those who speak it
    python bench/servers.py --path /hello    # the server alone
"""

import argparse
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

from _servers import SERVERS, below, started

sys.path.insert(0, str(Path(__file__).parents[1] / "site"))

from privet.server.certificate import ensure_certificate

Figures = tuple[float, ...]
Pair = tuple[Path, Path] | None


def cpu(pid: int) -> float:
    """Give the seconds of CPU that a process and its children have used."""
    stats = [Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split() for process in below(pid)]
    return sum(int(fields[11]) + int(fields[12]) for fields in stats) / os.sysconf("SC_CLK_TCK")


def measure(name: str, path: str, seconds: int, pair: Pair) -> Figures:
    """Give pages a second, CPU seconds a page and the 99th percentile in milliseconds."""
    with started(name, pair) as (pid, port):
        url = f"http{'s' if pair else ''}://127.0.0.1:{port}{path}"
        subprocess.run(["wrk", "-t1", "-c8", "-d1s", url], check=True, capture_output=True)
        before = cpu(pid)
        command = ["wrk", "-t1", "-c8", f"-d{seconds}s", "--latency", url]
        told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        used = cpu(pid) - before
    if "Non-2xx" in told:
        sys.exit(f"{name} did not answer well:\n{told}")
    pages, rate = _find(r"(\d+) requests in", told), _find(r"Requests/sec:\s+([\d.]+)", told)
    unit = {"us": 0.001, "ms": 1, "s": 1000}[re.findall(r"99%\s+[\d.]+(us|ms|s)", told)[0]]
    return rate, used / pages, _find(r"99%\s+([\d.]+)", told) * unit


def _find(pattern: str, told: str) -> float:
    return float(re.findall(pattern, told)[0])


def show(results: dict[str, list[Figures]]) -> None:
    """Print medians as ratios to the first server."""
    medians = {
        name: [statistics.median(column) for column in zip(*rows, strict=True)]
        for name, rows in results.items()
    }
    first = next(iter(medians))
    print(f"{'against ' + first:30} {'pages/s':>8} {'CPU':>6} {'p99':>6}")
    for name, values in medians.items():
        ratios = [value / base for value, base in zip(values, medians[first], strict=True)]
        print(f"{name:30} {ratios[0]:8.2f} {ratios[1]:6.2f} {ratios[2]:6.2f}", flush=True)


def main() -> None:
    """Measure in alternating rounds."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--tls", action="store_true")
    parser.add_argument("--path", default="/")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=4)
    given = parser.parse_args()
    if not shutil.which("wrk"):
        sys.exit("Not measured: wrk is missing (Debian: apt install wrk).")
    absent = {name for name, (module, _, _) in SERVERS.items() if not find_spec(module)}
    unable = {name for name, (_, _, tls) in SERVERS.items() if given.tls and not tls}
    for name in absent | unable:
        print(f"left out: {name} ({'not installed' if name in absent else 'has no TLS'})")
    names = [name for name in SERVERS if name not in absent | unable]
    results: dict[str, list[Figures]] = {name: [] for name in names}
    with tempfile.TemporaryDirectory() as folder:
        pair = ensure_certificate(Path(folder), datetime.now(UTC)) if given.tls else None
        for _ in range(given.rounds):
            for name in names:
                results[name].append(measure(name, given.path, given.seconds, pair))
    print(f"{given.path}, {'TLS' if given.tls else 'plain HTTP'}, 8 connections, {given.rounds} rounds")
    show(results)


if __name__ == "__main__":
    main()
