"""The closed list of mails, and what may be put into them: our own words, and one link with a token.

There is no slot for a name, a number, a date or a sentence about anybody, so no mail can hold one (P27).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib.resources import files
from string import Template
from typing import TYPE_CHECKING

from privet.domain.languages import DEFAULT

if TYPE_CHECKING:
    from privet.config import Settings

OPAQUE = r"[A-Za-z0-9_-]{43}"
LINKS = {"confirm": "/account/email/"}  # Where the token of a mail leads.
LASTS = {"confirm": timedelta(minutes=30)}  # Of mails that are worth nothing later.
NAMES = ("message", "confirm", "changed")
SLOTS = ("organisation", "phone", "site", "link")


class NoSuchMail(ValueError):
    """No template has this name, or it doesn’t take what it was given."""


@dataclass(frozen=True)
class Ours:
    """The organisation’s own words: all that fills a slot besides the link, and who the mail is from."""

    organisation: str
    phone: str
    base: str
    sender: str

    @classmethod
    def of(cls, settings: "Settings") -> "Ours":
        """Take them from the configuration."""
        organisation = settings.organisation
        sender = settings.mail.sender or organisation.email
        return cls(organisation.name, organisation.phone.number, settings.base, sender)

    @property
    def domain(self) -> str:
        """Give the part of the sender behind the sign."""
        return self.sender.rpartition("@")[2]


@dataclass(frozen=True)
class Text:
    """One mail in one language: its subject, which has no slot, and its text."""

    name: str
    subject: str
    body: Template

    def filled(self, ours: Ours, token: str) -> str:
        """Give the text with our words and, where it has one, a link that ends in ``token``.

        :raises NoSuchMail: when a token is missing, isn’t one of ours, or has no place here.
        """
        if bool(token) != (self.name in LINKS) or (token and not re.fullmatch(OPAQUE, token)):
            raise NoSuchMail(self.name)
        return self.body.substitute(_words(self.name, ours, token))

    def shape(self, ours: Ours) -> re.Pattern[str]:
        """Give what every mail of this kind looks like, whatever its token is."""
        hole = "\N{OBJECT REPLACEMENT CHARACTER}"
        empty = self.body.substitute(_words(self.name, ours, hole))
        return re.compile(re.escape(empty).replace(re.escape(hole), OPAQUE))


@cache
def template(name: str, language: str) -> Text:
    """Give a mail in a language, or in English where it isn’t translated.

    :raises NoSuchMail: when there is none of this name.
    """
    if name not in NAMES:
        raise NoSuchMail(name)
    found = {code: _read(name, code) for code in (language, DEFAULT) if code.isalpha()}
    said = found.get(language) or found[DEFAULT]
    subject, _, body = said.partition("\n")
    return Text(name, subject.strip(), Template(body.lstrip("\n")))


def _read(name: str, language: str) -> str:
    file = files("templates").joinpath("emails", f"{name}.{language}.txt")
    return file.read_text("utf-8") if file.is_file() else ""


def _words(name: str, ours: Ours, token: str) -> dict[str, str]:
    fill: dict[str, Callable[[], str]] = {
        "organisation": lambda: ours.organisation,
        "phone": lambda: ours.phone,
        "site": lambda: f"{ours.base}/account/",
        "link": lambda: f"{ours.base}{LINKS[name]}{token}" if name in LINKS else "",
    }
    return {slot: fill[slot]() for slot in SLOTS}
