"""Starting the server of the tests, and talking to it byte by byte."""

import contextlib
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from privet.server.certificate import ensure_certificate
from tests.running import free_port

GENEROUS = 30.0


@dataclass(frozen=True)
class Served:
    """A server that answers."""

    process: subprocess.Popen[str]
    folder: Path
    port: int
    plain_port: int

    @property
    def said(self) -> str:
        """Give what it printed."""
        return (self.folder / "output").read_text()

    @property
    def workers(self) -> list[int]:
        """Give the processes that serve."""
        files = Path(f"/proc/{self.process.pid}/task").glob("*/children")
        return [int(child) for path in files for child in path.read_text().split()]

    def connect(self, source: str = "") -> ssl.SSLSocket:
        """Open a connection, from the address ``source`` of this machine, and shake hands."""
        here = (source, 0) if source else None
        plain = socket.create_connection((source or "localhost", self.port), GENEROUS, here)
        context = ssl.create_default_context(cafile=self.folder / "certificate.pem")
        return context.wrap_socket(plain, server_hostname="localhost")

    def ask(self, request: str | bytes, source: str = "") -> str:
        """Send a request on a connection of its own and give all that comes back."""
        with self.connect(source) as connection:
            with contextlib.suppress(
                ConnectionError, ssl.SSLEOFError
            ):  # Some answers come before all is sent.
                connection.sendall(request if isinstance(request, bytes) else wire(request))
            return read_all(connection)

    def get(self, path: str, *headers: str, method: str = "GET") -> str:
        """Ask for ``path``."""
        lines = [f"{method} {path} HTTP/1.1", "Host: localhost", "Connection: close", *headers]
        return self.ask("\n".join(lines) + "\n\n")

    def post(self, path: str, body: bytes, *, length: int | None = None) -> str:
        """Send a form."""
        return self.ask(post_head(path, len(body) if length is None else length) + body)


def post_head(path: str, length: int) -> bytes:
    """Give the head of a request that sends a form."""
    kind = "Content-Type: application/x-www-form-urlencoded\nConnection: close"
    return wire(f"POST {path} HTTP/1.1\nHost: localhost\n{kind}\nContent-Length: {length}\n\n")


def wire(text: str) -> bytes:
    """Give a head as it goes over the line."""
    return text.replace("\n", "\r\n").encode()


def read_all(connection: socket.socket) -> str:
    """Read until the other side closes."""
    received = b""
    with contextlib.suppress(ConnectionResetError, ssl.SSLEOFError):
        while piece := connection.recv(65536):
            received += piece
    return received.decode()


@contextlib.contextmanager
def serving(folder: Path, *, workers: int = 1) -> Iterator[Served]:
    """Serve the site of the tests until the block ends."""
    ensure_certificate(folder, datetime.now(UTC))
    port, plain_port = free_port(), free_port()
    process = start(folder, port, plain_port, workers)
    try:
        served = Served(process, folder, port, plain_port)
        wait_until(lambda: "is ready at" in served.said or process.poll() is not None)
        assert process.poll() is None, served.said
        yield served
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            process.wait(GENEROUS)


def start(folder: Path, port: int, plain_port: int = 0, workers: int = 1) -> subprocess.Popen[str]:
    """Start the command; what it prints goes to the file ``output``."""
    command = [
        sys.executable,
        "-m",
        "tests.server.site",
        str(folder),
        str(port),
        str(plain_port),
        str(workers),
    ]
    with (folder / "output").open("w") as output:
        return subprocess.Popen(
            command,
            stdout=output,
            stderr=output,
            text=True,
            env=os.environ | paths(),
            start_new_session=True,
        )


def paths() -> dict[str, str]:
    """Say where a process of the tests finds the code."""
    root = Path(__file__).parents[2]
    return {"PYTHONPATH": f"{root / 'site'}{os.pathsep}{root}"}


def wait_until(claim: Callable[[], bool]) -> None:
    """Wait until ``claim`` holds, and fail if it never does."""
    end = time.monotonic() + GENEROUS
    while not claim():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)
