"""A real mail server on the loopback: aiosmtpd over TLS, which keeps what it takes."""

import asyncio
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from privet.config_mail import Mail
from privet.server.certificate import ensure_certificate


@dataclass
class Server:
    """What came in, and how the server behaves: codes that it answers, and where it hangs up."""

    port: int = 0
    got: list[Envelope] = field(default_factory=list)
    over_tls: list[bool] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)  # To "RCPT" or "DATA".
    hang_up: str = ""  # "RCPT", or "DATA" once all of it has come.
    wait: float = 0.0  # Seconds before it takes a mail.

    def raw(self, number: int = -1) -> bytes:
        """Give a mail as it came."""
        content = self.got[number].content
        assert isinstance(content, bytes)
        return content

    async def handle_RCPT(  # noqa: N802 - as aiosmtpd calls it
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take a recipient, or don’t."""
        if self.hang_up == "RCPT":
            return self._hang_up(server)
        if "RCPT" in self.answers:
            return self.answers["RCPT"]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take a mail, or don’t."""
        await asyncio.sleep(self.wait)
        if "DATA" in self.answers:
            return self.answers["DATA"]
        self.got.append(envelope)
        self.over_tls.append(session.ssl is not None)
        return self._hang_up(server) if self.hang_up == "DATA" else "250 OK"

    @staticmethod
    def _hang_up(server: SMTP) -> str:
        assert isinstance(server.transport, asyncio.WriteTransport)
        server.transport.abort()
        return "421 gone"


@contextmanager
def mail_server(folder: Path, **facts: Any) -> Iterator[tuple[Server, Mail]]:
    """Run a server until the block ends; gives it, and the section of ``privet.toml`` that trusts it."""
    certificate, key = ensure_certificate(folder, datetime.now(UTC))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    made = Server(**facts)
    with socket.create_server(("127.0.0.1", 0)) as free:
        made.port = free.getsockname()[1]
    controller = Controller(
        made,
        hostname="127.0.0.1",
        port=made.port,
        tls_context=context,
        require_starttls=True,
        decode_data=False,
    )
    controller.start()
    ca_file = str(folder / "certificate.pem")
    try:
        yield made, Mail(host="localhost", port=made.port, ca_file=ca_file, sender="office@larkspur.example")
    finally:
        controller.stop()
