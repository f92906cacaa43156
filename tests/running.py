"""The real server, started as its users start it, on free ports of the loopback."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PRIVET = Path(sys.executable).with_name("privet")


@dataclass(frozen=True)
class Running:
    """A server that answers, and what it printed."""

    process: subprocess.Popen[str]
    port: int
    plain_port: int
    instance: Path
    output: Path

    @property
    def base(self) -> str:
        """Give the address that its users open."""
        return f"https://localhost:{self.port}"


def free_port() -> int:
    """Give a port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@contextmanager
def serving(
    instance: Path,
    *,
    before: Sequence[str] = (),
    command: Path = PRIVET,
    environment: dict[str, str] | None = None,
    folder: Path | None = None,
) -> Iterator[Running]:
    """Run ``privet serve`` until the block ends; ``before`` are words before the command, a tracer’s."""
    port, plain_port = free_port(), free_port()
    output = instance.parent / f"served-{port}.log"
    words = [*before, str(command), "serve", "--instance", str(instance), "--port", str(port)]
    words += ["--plain-port", str(plain_port)]
    with output.open("w") as log:
        process = subprocess.Popen(
            words,
            stdout=log,
            stderr=subprocess.STDOUT,
            env={**os.environ, **(environment or {})},
            cwd=folder,
            text=True,
        )
        try:
            _wait(process, output)
            yield Running(process, port, plain_port, instance, output)
        finally:
            _stop(process)


def _wait(process: subprocess.Popen[str], output: Path) -> None:
    for _ in range(600):
        if "is ready at" in output.read_text():
            return
        if process.poll() is not None:
            break
        time.sleep(0.1)
    raise RuntimeError(f"privet serve did not start:\n{output.read_text()}")


def _stop(process: subprocess.Popen[str]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
