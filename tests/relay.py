"""A small mail relay on the loopback, which notes every word, and whether it was said in plain."""

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from privet.config_mail import Mail
from privet.server.certificate import ensure_certificate


@dataclass
class Relay:
    """What the relay offers, and what it heard."""

    port: int = 0
    starttls: bool = True
    at_once: bool = False  # Whether it speaks TLS from the first byte.
    refuse: dict[str, str] = field(default_factory=dict)  # What it answers to a verb, or to the content.
    cut: str = ""  # The verb at which it closes the connection, “content”, or “end” once it has all of it.
    slow: float = 0.0  # Seconds before it says that it took a mail.
    times: int = 99  # How often it refuses, cuts or is slow.
    connections: int = 0
    plain: list[str] = field(default_factory=list)
    sealed: list[str] = field(default_factory=list)
    mails: list[bytes] = field(default_factory=list)

    def settings(self, folder: Path, host: str = "localhost") -> Mail:
        """Give the section of privet.toml that trusts this relay."""
        return Mail(
            host=host,
            port=self.port,
            security="tls" if self.at_once else "starttls",
            ca_file=str(folder / "certificate.pem"),
        )


@contextmanager
def relay(folder: Path, **facts: object) -> Iterator[Relay]:
    """Run a relay until the block ends; its certificate is made in ``folder``."""
    certificate, key = ensure_certificate(folder, datetime.now(UTC))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with socket.create_server(("localhost", 0)) as listening:
        made = Relay(listening.getsockname()[1], **facts)  # type: ignore[arg-type]
        thread = threading.Thread(target=_serve, args=(listening, context, made), daemon=True)
        thread.start()
        yield made
        listening.shutdown(socket.SHUT_RDWR)
        thread.join(10)


def _serve(listening: socket.socket, context: ssl.SSLContext, made: Relay) -> None:
    while True:
        try:
            connection, _address = listening.accept()
        except OSError:
            return
        with suppress(OSError), connection:
            made.connections += 1
            connection.settimeout(10)
            if made.at_once:
                connection = context.wrap_socket(connection, server_side=True)
            _talk(connection, context, made)


def _talk(connection: socket.socket, context: ssl.SSLContext, made: Relay) -> None:
    connection.sendall(b"220 relay ESMTP\r\n")
    lines = connection.makefile("rb")
    while line := lines.readline():
        text = line.decode().strip()
        (made.sealed if isinstance(connection, ssl.SSLSocket) else made.plain).append(text)
        verb = text[:4].upper()
        if _cuts(verb, made):
            break
        if verb == "STAR":
            connection.sendall(b"220 go ahead\r\n")
            connection = context.wrap_socket(connection, server_side=True)
            lines = connection.makefile("rb")
        elif verb == "DATA":
            if verb in made.refuse:
                connection.sendall(_refusal(verb, made))
                continue
            connection.sendall(b"354 go ahead\r\n")
            if _cuts("content", made):
                lines.readline()
                break
            made.mails.append(b"".join(line.removeprefix(b".") for line in iter(lines.readline, b".\r\n")))
            if _cuts("end", made):
                break
            time.sleep(made.slow)
            connection.sendall(_refusal("content", made) if "content" in made.refuse else b"250 taken\r\n")
        elif verb == "QUIT":
            connection.sendall(b"221 bye\r\n")
            break
        else:
            connection.sendall(_answer(verb, made, connection))
    connection.close()


def _answer(verb: str, made: Relay, connection: socket.socket) -> bytes:
    if verb == "EHLO":
        offered = made.starttls and not isinstance(connection, ssl.SSLSocket)
        return (
            b"250-relay\r\n250-STARTTLS\r\n250 8BITMIME\r\n" if offered else b"250-relay\r\n250 8BITMIME\r\n"
        )
    return _refusal(verb, made) if verb in made.refuse else b"250 fine\r\n"


def _refusal(verb: str, made: Relay) -> bytes:
    made.times -= 1
    said = made.refuse[verb]
    if not made.times:
        made.refuse = {}
    return f"{said}\r\n".encode()


def _cuts(verb: str, made: Relay) -> bool:
    if verb != made.cut or not made.times:
        return False
    made.times -= 1
    return True
