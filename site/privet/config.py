"""The organisation's own facts, from ``privet.toml`` in its instance folder, checked at the start."""

import re
from datetime import date
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgspec import Meta, Struct, field

from privet.config_mail import Mail
from privet.config_secure import Secure
from privet.domain import datafiles
from privet.domain.languages import CATALOGUES, DEFAULT
from privet.domain.postal import PostalAddress

FILE = "privet.toml"
EXAMPLE = datafiles.SHIPPED / FILE

Text = str | dict[str, str]
LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
HOST_NAME = re.compile(rf"{LABEL}(\.{LABEL})*")


class Phone(Struct, frozen=True, forbid_unknown_fields=True):
    """A number to call, for whom it is and when somebody answers."""

    number: str
    purpose: Text
    hours: Text
    tty: bool = False

    def __post_init__(self) -> None:
        """Refuse a number that a telephone can't dial."""
        if not re.fullmatch(r"\+?[\d\s().-]{3,24}", self.number) or len(self.dial) < 3:
            raise ValueError(f"number “{self.number}” can't be dialled")

    @property
    def dial(self) -> str:
        """Give the number as a ``tel:`` link takes it (RFC 3966)."""
        return re.sub(r"[^\d+]", "", self.number)


class Organisation(Struct, frozen=True, forbid_unknown_fields=True):
    """Who runs the site."""

    name: str
    address: PostalAddress
    phones: tuple[Phone, ...]
    email: str
    regimes: tuple[str, ...]
    about: Text = ""
    colour: str = "#2f5d50"
    languages: tuple[str, ...] = ("en", "es")
    paper: Literal["letter", "a4"] = "letter"
    time_zone: str = "America/New_York"
    interpreters: bool = False
    closed: tuple[date, ...] = ()

    @property
    def phone(self) -> Phone:
        """Give the first number to speak on."""
        return next(phone for phone in self.phones if not phone.tty)

    def __post_init__(self) -> None:
        """Refuse what would show only later, on a page or a letter."""
        if not self.name.strip():
            raise ValueError("name is empty")
        if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", self.email):
            raise ValueError(f"email “{self.email}” is no e-mail address")
        if all(phone.tty for phone in self.phones):
            raise ValueError("phones needs a number to speak on: paper and phone must always be offered")
        _check_colour(self.colour)
        _check_languages(self.languages)
        try:
            ZoneInfo(self.time_zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError(f"time_zone “{self.time_zone}” is unknown") from None


class MailIn(Struct, frozen=True, forbid_unknown_fields=True):
    """Where filled-in forms go, and in which envelope most people here send them."""

    address: PostalAddress | None = None
    envelope: Literal["window-10", "window-dl", "plain"] = "window-10"


class Folders(Struct, frozen=True, forbid_unknown_fields=True):
    """Folders of the instance, relative to it unless absolute."""

    data: str = "data"
    topics: str = "topics"
    statements: str = "statements"
    keys: str = "keys"
    certificates: str = "certificates"


class Site(Struct, frozen=True, forbid_unknown_fields=True):
    """How the site is reached."""

    host_names: tuple[str, ...] = ()
    proxy: bool = False
    quick_exit: str = "https://www.weather.gov/"
    folders: Folders = field(default_factory=Folders)

    def __post_init__(self) -> None:
        """Refuse host names with a scheme, a port or capitals."""
        for name in self.host_names:
            if not HOST_NAME.fullmatch(name) or len(name) > 253:
                raise ValueError(f"host_names: “{name}” is no host name such as www.example.org")
        if not re.fullmatch(r"https://[a-z0-9.-]+/[!-~]*", self.quick_exit):
            raise ValueError(f"quick_exit “{self.quick_exit}” is not written like https://www.example.org/")
        if self.proxy and not self.host_names:
            raise ValueError("proxy = true needs host_names: the names that the proxy passes on")


class Figures(Struct, frozen=True, forbid_unknown_fields=True):
    """Whether visits are counted, and for how many days the totals of a day are kept."""

    count: bool = True
    keep_days: Annotated[int, Meta(ge=35, le=3660)] = 760


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """All that ``privet.toml`` may hold."""

    organisation: Organisation
    mail_in: MailIn = field(default_factory=MailIn)
    site: Site = field(default_factory=Site)
    figures: Figures = field(default_factory=Figures)
    secure: Secure = field(default_factory=Secure)
    mail: Mail = field(default_factory=Mail)
    database: str = ""

    def __post_init__(self) -> None:
        """Refuse another kind of database."""
        if self.database and not self.database.startswith(("postgresql://", "postgres://")):
            raise ValueError(
                "database is not written like postgresql://user@host/name; leave it empty for one file"
            )

    demonstration: bool = False

    @property
    def mail_in_address(self) -> PostalAddress:
        """Give the address that is printed on forms."""
        return self.mail_in.address or self.organisation.address

    @property
    def base(self) -> str:
        """Give the address of the site as others write it; without a public name, this machine's."""
        return f"https://{self.site.host_names[0]}" if self.site.host_names else "https://localhost:8443"

    @property
    def language(self) -> str:
        """Give the language to use where nobody asked for another."""
        return self.organisation.languages[0]


def load(instance: Path) -> Settings:
    """Read and check the configuration of ``instance``; without one, the made-up organisation's.

    :raises datafiles.BadFile: with file, key and reason.
    """
    own = instance / FILE
    return datafiles.read(own if own.exists() else EXAMPLE, Settings)


def _check_colour(colour: str) -> None:
    """Refuse a colour on which white text can't be read (WCAG 2.2, 1.4.3: contrast of 4.5)."""
    if not re.fullmatch(r"#[0-9a-f]{6}", colour):
        raise ValueError(f"colour “{colour}” is not written like #2f5d50")
    shares = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares)
    contrast = 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
    if contrast < 4.5:
        raise ValueError(
            f"colour {colour} is too light: white text on it has contrast {contrast:.1f}, not 4.5"
        )


def _check_languages(languages: tuple[str, ...]) -> None:
    spoken = {DEFAULT, *(path.name for path in CATALOGUES.glob("*") if path.is_dir())}
    unknown = [language for language in languages if language not in spoken]
    if unknown or not languages:
        raise ValueError(f"languages {unknown or '[]'}: the site speaks {', '.join(sorted(spoken))}")
