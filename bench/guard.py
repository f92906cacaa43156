"""The guard over a mail of 10 kB against sending it to a mail server on the loopback: at most 0.3."""

import gc
import ssl
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

from _common import workplace
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink

from privet import config
from privet.config_mail import Mail
from privet.domain import mail_campaign, mail_door, mail_guard, mail_relay
from privet.domain.mail_slots import Token
from privet.domain.mail_templates import Ours
from privet.server.certificate import ensure_certificate

PARAGRAPH = "Drink water, wash your hands, and see [our page](/mail-in/) on what a check-up is for. "
SIZE = 10_000
TIMES = 400
NAMES = ("Ana María Ruiz Castellanos", "Leo Ruiz", "Sol Ruiz", "Ben Okafor")
TOKEN, NUMBER, TO = Token("x" * 43), "abcdefghijklmnopqrstuvwx23", "ana.ruiz@example.org"
PORT = 18_625


def main() -> None:
    """Look at a mail and send it in turns, over a connection that is kept; print the ratio of the medians."""
    ours = Ours.of(config.load(Path("nowhere")))
    text = PARAGRAPH
    while len(finished(prepared := prepare(ours, text)).raw) < SIZE:
        text += "\n\n" + PARAGRAPH
    mail, looked, sent = finished(prepared), [], []

    def guard() -> None:
        prepared.common.names(NAMES)
        mail_guard.check(prepared.form, mail, NAMES)

    with workplace() as folder, served(folder) as settings:
        sender = mail_relay.sender_of(folder, SimpleNamespace(mail=settings))  # type: ignore[arg-type]
        guard()
        gc.freeze()
        with mail_door.together(sender):
            for _ in range(TIMES):
                looked.append(timed(guard))
                sent.append(timed(lambda: sender.send(mail)))
    took, carried = statistics.median(looked) * 1000, statistics.median(sent) * 1000
    print(f"Guard against sending to loopback SMTP: {took / carried:.3f} in time (at most 0.3)")
    print(
        f"  {len(mail.raw)} bytes: guard {took:.3f} ms, sending {carried:.2f} ms over a kept TLS connection"
    )
    once = timed(lambda: prepare(ours, text).form) * 1000
    print(f"  preparing, once for a campaign: {once:.0f} ms")


def prepare(ours: Ours, text: str) -> mail_campaign.Prepared:
    """Make the campaign ready, as it is once."""
    return mail_campaign.prepare(ours, "educational", "Five questions", text, "en")


def finished(prepared: mail_campaign.Prepared) -> mail_guard.Finished:
    """Make one mail of it."""
    return prepared.finished(NUMBER, TO, TOKEN, datetime.now(UTC))


class served:  # noqa: N801 - used as a block
    """A mail server over TLS that throws away what it takes."""

    def __init__(self, folder: Path) -> None:
        certificate, key = ensure_certificate(folder, datetime.now(UTC))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        self.settings = Mail(host="localhost", port=PORT, ca_file=str(folder / "certificate.pem"))
        self.server = Controller(
            Sink(), hostname="127.0.0.1", port=PORT, tls_context=context, require_starttls=True
        )

    def __enter__(self) -> Mail:
        self.server.start()
        return self.settings

    def __exit__(self, *_: object) -> None:
        self.server.stop()


def timed(work: Callable[[], object]) -> float:
    """Give the seconds that one call takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
