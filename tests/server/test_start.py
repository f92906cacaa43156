"""What the command says when it can't start, and what it speaks when it can."""

import socket
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

from privet.server.certificate import ensure_certificate
from tests.needs import needs
from tests.running import free_port
from tests.server.talk import GENEROUS, Served, start, wait_until


def failed_start(folder: Path, port: int | None = None) -> str:
    """Start, expect an end with code 1, and give what was printed."""
    ensure_certificate(folder, datetime.now(UTC))
    process = start(folder, port or free_port())
    assert process.wait(GENEROUS) == 1
    return (folder / "output").read_text()


def test_port_in_use_is_one_line(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        said = failed_start(folder, port)

    assert said == f"Port {port} is in use already. Stop the program that uses it, or choose another port.\n"


def test_second_server_on_the_same_port_says_so(served: Served, folder: Path) -> None:
    assert f"Port {served.port} is in use" in failed_start(folder, served.port)


def test_site_that_cannot_start_ends_the_command_with_its_line(folder: Path) -> None:
    (folder / "expected-error").touch()

    assert failed_start(folder) == "privet.toml: colour is missing\n"


def test_bug_at_the_start_ends_the_command_with_its_trace(folder: Path) -> None:
    (folder / "unexpected-error").touch()

    said = failed_start(folder)

    assert said.count("Traceback") == 1
    assert said.endswith("Privet did not start: ZeroDivisionError: a bug\n")


def test_key_that_does_not_fit_is_one_line(folder: Path) -> None:
    ensure_certificate(folder, datetime.now(UTC))
    (folder / "other").mkdir()
    _, other = ensure_certificate(folder / "other", datetime.now(UTC))
    (folder / "key.pem").write_bytes(other.read_bytes())

    process = start(folder, free_port())

    assert process.wait(GENEROUS) == 1
    assert "can’t serve as certificate and key" in (folder / "output").read_text()
    assert "Traceback" not in (folder / "output").read_text()


def test_certificate_near_its_end_is_told(folder: Path) -> None:
    ensure_certificate(folder, datetime.now(UTC) - timedelta(days=80))
    with_warning = start(folder, free_port())
    try:
        wait_until(lambda: "is ready at" in (folder / "output").read_text())
    finally:
        with_warning.terminate()
        with_warning.wait(GENEROUS)

    assert "ends in 9 days" in (folder / "output").read_text()


def test_only_modern_tls_is_spoken(served: Served) -> None:
    needs("openssl")
    for version, spoken in (("-tls1_1", False), ("-tls1_2", True), ("-tls1_3", True)):
        address = f"127.0.0.1:{served.port}"
        command = ["openssl", "s_client", "-connect", address, version, "-cipher", "DEFAULT@SECLEVEL=0"]
        told = subprocess.run(command, input=b"", capture_output=True, check=False).stdout

        assert (b"BEGIN CERTIFICATE" in told) is spoken, version
