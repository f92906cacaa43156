"""Making a mail whole, and holding it against its template before it may leave (P27)."""

from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from privet.domain.mail_templates import Ours, Text


class Guarded(ValueError):
    """A mail differs from its template elsewhere than in its slots, so it stays here."""


@dataclass(frozen=True)
class Finished:
    """A whole mail as it goes over the line, and the envelope around it."""

    id: str
    sender: str
    recipient: str
    raw: bytes


def finish(ours: Ours, id: str, recipient: str, said: tuple[str, str], now: datetime) -> Finished:  # noqa: A002
    """Make a whole mail of a subject and a text."""
    mail = EmailMessage(policy=policy.SMTP)
    mail["From"] = _sender(ours)
    mail["To"] = Address(addr_spec=recipient)
    mail["Subject"], body = said
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = f"<{id}@{ours.domain}>"
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody’s holiday notice should answer it.
    mail.set_content(body, cte="quoted-printable")
    return Finished(id, ours.sender, recipient, mail.as_bytes())


def check(ours: Ours, finished: Finished, said: Text) -> None:
    """Hold what goes over the line against the same mail with empty slots, byte by byte.

    Its text must have the template’s shape, and the whole must be what we would make of that text, since
    what a parser overlooks in a header would still be read by others.

    :raises Guarded: when anything else differs.
    """
    mail = message_from_bytes(finished.raw, policy=policy.SMTP)
    date = getattr(mail["Date"], "datetime", None)
    if mail.is_multipart() or mail.get_content_type() != "text/plain" or not isinstance(date, datetime):
        raise Guarded("headers")
    text = mail.get_content().replace("\r\n", "\n")
    if not said.shape(ours).fullmatch(text):
        raise Guarded("text")
    again = finish(ours, finished.id, finished.recipient, (said.subject, text), date)
    if again.raw != finished.raw or again.sender != finished.sender:
        raise Guarded("headers")


def _sender(ours: Ours) -> Address:
    return Address(display_name=ours.organisation, addr_spec=ours.sender)
