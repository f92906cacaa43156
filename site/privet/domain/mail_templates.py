"""The closed list of mails, and what may be put into them: our own words, a day, and one link with a token.

There is no slot for a name, a number or a sentence about anybody, so no mail can hold one (P27).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

from privet.domain.languages import DEFAULT
from privet.domain.mail_slots import NOTHING, Day, Given, OwnWords, Slot, Token
from privet.domain.postal import country_name

if TYPE_CHECKING:
    from privet.config import Settings

LINKS = {"confirm": "/account/email/{}", "preferences": "/preferences/confirm/{}/"}  # Where tokens lead.
LASTS = {"confirm": timedelta(minutes=30), "preferences": timedelta(days=7)}  # Mails worth nothing later.
DAYS = frozenset({"preferences"})  # Mails that say on which day their link ends.
NAMES = ("message", "confirm", "changed", "preferences")
SLOTS: Mapping[str, type[Slot]] = {
    "organisation": OwnWords,
    "phone": OwnWords,
    "site": OwnWords,
    "kind": OwnWords,
    "link": Token,
    "day": Day,
}


class NoSuchMail(ValueError):
    """No template has this name, or it doesn’t take what it was given."""


@dataclass(frozen=True)
class Ours:
    """The organisation’s own words and addresses: all that is the same in every mail.

    ``phones`` are all its numbers. Mails of campaigns come back to ``bounce``; ``own`` is the folder of its
    data files.
    """

    organisation: str
    phone: str
    base: str
    sender: str
    postal: tuple[str, ...] = ()
    country: str = ""
    phones: tuple[str, ...] = ()
    zone: str = "UTC"
    bounce: str = ""
    own: Path | None = None

    @classmethod
    def of(cls, settings: "Settings", own: Path | None = None) -> "Ours":
        """Take them from the configuration."""
        organisation, mail = settings.organisation, settings.mail
        return cls(
            organisation.name,
            organisation.phone.number,
            settings.base,
            mail.sender or organisation.email,
            organisation.address.lines(),
            organisation.address.country,
            tuple(phone.dial for phone in organisation.phones),
            organisation.time_zone,
            mail.bounce_address,
            own,
        )

    @property
    def domain(self) -> str:
        """Give the part of the sender behind the sign."""
        return self.sender.rpartition("@")[2]

    def return_path(self, id: str) -> str:  # noqa: A002
        """Give the address to which the mail ``id`` comes back, which tells it from all others (VERP)."""
        name, _, domain = self.bounce.rpartition("@")
        return f"{name}+{id}@{domain}" if self.bounce else self.sender

    def address(self, language: str) -> tuple[str, ...]:
        """Give the lines of the postal address, with the organisation’s name and country."""
        first = () if self.organisation in self.postal else (self.organisation,)
        last = (country_name(self.country, language),) if self.country else ()
        return (*first, *self.postal, *last)


@dataclass(frozen=True)
class Text:
    """One mail in one language: its subject, which has no slot, and its text."""

    name: str
    language: str
    subject: str
    body: Template

    def filled(self, ours: Ours, given: Given = NOTHING) -> str:
        """Give the text with our words and, where it has them, the day and the link.

        :raises NoSuchMail: when a token or a day is missing, or has no place here.
        """
        if bool(given.token) != (self.name in LINKS) or bool(given.day) != (self.name in DAYS):
            raise NoSuchMail(self.name)
        return self.body.substitute(self.words(ours, given))

    def words(self, ours: Ours, given: Given) -> dict[str, str]:
        """Give what stands in each slot, which must be of the slot’s type."""
        fill: dict[str, Callable[[], Slot | None]] = {
            "organisation": lambda: OwnWords(ours.organisation),
            "phone": lambda: OwnWords(ours.phone),
            "site": lambda: OwnWords(f"{ours.base}/account/"),
            "link": lambda: given.token,
            "day": lambda: given.day,
        }
        found = {slot: fill[slot]() for slot in self.body.get_identifiers()}
        if wrong := [slot for slot, value in found.items() if not isinstance(value, SLOTS[slot])]:
            raise NoSuchMail(f"{self.name}: {wrong[0]}")
        return {slot: self._written(value, ours) for slot, value in found.items() if value}

    def _written(self, value: Slot, ours: Ours) -> str:
        match value:
            case Token():
                return f"{ours.base}{LINKS[self.name].format(value.value)}"
            case Day():
                return value.written(self.language)
            case OwnWords():
                return value.value


@cache
def template(name: str, language: str) -> Text:
    """Give a mail in a language, or in English where it isn’t translated.

    :raises NoSuchMail: when there is none of this name.
    """
    if name not in NAMES:
        raise NoSuchMail(name)
    code, said = read(name, language)
    subject, _, body = said.partition("\n")
    return Text(name, code, subject.strip(), Template(body.strip("\n")))


def read(name: str, language: str) -> tuple[str, str]:
    """Give a file of ours in a language or in English, and in which."""
    for code in (language, DEFAULT):
        file = files("templates").joinpath("emails", f"{name}.{code}.txt")
        if code.isalpha() and file.is_file():
            return code, file.read_text("utf-8")
    raise NoSuchMail(name)
