"""Making a mail whole: its headers, its text, and the same as HTML."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from privet.domain.mail_address import is_address
from privet.domain.mail_headers import BadHeader, Verbatim
from privet.domain.mail_templates import Ours

NUMBER = re.compile("[A-Za-z0-9_-]{1,64}")
BOUNDARY = "=_privet_="  # “=_” never stands in what is quoted-printable.


@dataclass(frozen=True)
class Content:
    """What a mail says: subject, text, the same as HTML, and headers for programs."""

    subject: str
    text: str
    html: str
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Cover:
    """What is around one mail: its number, who gets it, and where it comes back to if nobody does."""

    id: str
    recipient: str
    sender: str

    def __post_init__(self) -> None:
        """Refuse what a header could trip over.

        :raises BadHeader: for anything else but plain addresses, and a number of letters and digits.
        """
        if not NUMBER.fullmatch(self.id):
            raise BadHeader("Message-ID")
        if not is_address(self.recipient) or not is_address(self.sender):
            raise BadHeader("To")


@dataclass(frozen=True)
class Finished:
    """A whole mail as it goes over the line, and the envelope around it."""

    id: str
    sender: str
    recipient: str
    raw: bytes


def finish(ours: Ours, cover: Cover, content: Content, now: datetime) -> Finished:
    """Make a whole mail; the recipient stands in ``To`` and on the envelope alone.

    :raises ValueError: for a header that would break into two.
    """
    mail = EmailMessage(policy=policy.SMTP)
    mail["From"] = Address(display_name=ours.organisation, addr_spec=ours.sender)
    mail["To"] = Verbatim("To", cover.recipient)
    mail["Subject"] = content.subject
    mail["Date"] = Verbatim("Date", moment(now))
    mail["Message-ID"] = Verbatim("Message-ID", f"<{cover.id}@{ours.domain}>")
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody’s holiday notice should answer it.
    for name, value in content.headers:
        mail[name] = Verbatim(name, value)
    mail.set_content(content.text, cte="quoted-printable")
    mail.add_alternative(content.html, subtype="html", cte="quoted-printable")
    for part in mail.iter_parts():
        del part["MIME-Version"]  # It belongs to the whole.
    mail.set_boundary(BOUNDARY)
    return Finished(cover.id, cover.sender, cover.recipient, mail.as_bytes())


def moment(now: datetime) -> str:
    """Write a time as ``Date`` does; always 31 characters."""
    return format_datetime(now.astimezone(UTC))
