"""Mails for tests: the fixed ones made whole, a campaign, and a sender that keeps what it is given."""

from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

from privet.domain import mail_campaign, mail_fixed, mail_templates
from privet.domain.mail_campaign import Prepared
from privet.domain.mail_door import NotSent
from privet.domain.mail_form import Form
from privet.domain.mail_slots import Day, Given, Token
from privet.domain.mail_templates import DAYS, LINKS, Ours
from privet.domain.mail_whole import Cover, Finished

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
TOKEN = Token("_Tok-" + "x" * 38)
DAY = Day(date(2026, 11, 30))
ID = "abcdefghijklmnopqrstuvwx23"
TO = "ana.ruiz@example.org"
OURS = Ours(
    "Larkspur Benefit Trust",
    "1-614-555-0142",
    "https://www.larkspur.example",
    "office@larkspur.example",
    ("Larkspur Benefit Trust", "PO Box 4100", "Columbus, OH 43299-4100"),
    "US",
    ("16145550142",),
    "America/New_York",
    "bounces@mail.larkspur.example",
)
TEXT = """
# Our office in winter

We are *closed* on November 27, 2026 – the day after Thanksgiving. See [our hours](/contact/), or call
[1-614-555-0142](tel:+16145550142).

- Enrolment begins on December 1.
- “Five questions” are on [this page](/mail-in/?a=1&b=2).

| Day | Open |
|---|---|
| Friday | no |

![A picture of a door](/static/door.png)
"""


class Kept:
    """A sender that keeps what it is given, or fails."""

    def __init__(self, error: NotSent | None = None) -> None:
        self.error = error
        self.given: list[Finished] = []

    def send(self, finished: Finished) -> None:
        """Keep it, or fail."""
        if self.error:
            raise self.error
        self.given.append(finished)


def given(name: str) -> Given:
    """Give what a fixed mail takes."""
    return Given(TOKEN if name in LINKS else None, DAY if name in DAYS else None)


def fixed(name: str = "message", language: str = "en") -> tuple[Form, Finished]:
    """Give a fixed mail whole, and the form that it must have."""
    said = mail_templates.template(name, language)
    made = mail_fixed.finished(OURS, said, (Cover(ID, TO, OURS.sender), given(name)), NOW)
    return mail_fixed.form(OURS, said, given(name).day), made


def campaign(
    text: str = TEXT, subject: str = "Our office in winter – “closed”", language: str = "en"
) -> Prepared:
    """Give a campaign that is ready to be sent."""
    return mail_campaign.prepare(OURS, "informational", subject, text, language)


def parsed(raw: bytes) -> EmailMessage:
    """Take a mail apart."""
    mail = message_from_bytes(raw, policy=policy.SMTP)
    assert isinstance(mail, EmailMessage)
    return mail


def part(raw: bytes, kind: str) -> str:
    """Give the text of one part: ``plain`` or ``html``."""
    found = parsed(raw).get_body((kind,))
    assert isinstance(found, EmailMessage)
    return str(found.get_content()).replace("\r\n", "\n")
