"""Letters with a code: for whom, where they are sent to, and the PDF that is printed and posted."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import msgspec
from babel.dates import format_date

from privet.domain import geometry, looking, window, wording
from privet.domain.activation import Issue
from privet.domain.activation_words import FORM, Reader, words
from privet.domain.languages import translator
from privet.domain.majority import is_adult, place_of
from privet.domain.office import WINDOWS, Office
from privet.domain.typeface import UnprintableText
from privet.domain.typesetting import printable, typeset
from privet.domain.window import AddressDoesNotFit
from privet.storage.accounts import Account
from privet.storage.people import Person, Representative
from privet.storage.store import Store

READ = ("number", "name", "birth_date", "address", "confidential_address", "language")


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """To whom a letter goes: what shows in the window, and what the office knows it by."""

    address: tuple[str, ...] = field(repr=False)
    reader: Reader
    adult: bool = True
    known_by: str = field(default="", repr=False)

    @property
    def name(self) -> str:
        """Give the first line in the window."""
        return self.address[0]


@dataclass(frozen=True)
class Look:
    """How letters are printed: on which paper, in large type or not, on both sides or on one."""

    paper: str
    large: bool = False
    both_sides: bool = True


def person(store: Store, actor: str, subject: str, office: Office, today: date) -> Recipient:
    """Give where post for somebody on record goes: to the confidential address, if they asked for one.

    :raises NotYours: when there is no such person.
    """
    read = looking.read(store, actor, subject, "letter", READ)
    lines = _lines(read["confidential_address"] or read["address"])
    place = place_of(read["address"], office.home)
    return Recipient(
        address=(read["name"], *lines),
        reader=Reader(_spoken(read["language"], office), by_birth_date=True),
        adult=is_adult(read["birth_date"], place, today, office.own),
        known_by=read["number"],
    )


def representative(row: Representative, office: Office) -> Recipient:
    """Give where post for a representative goes."""
    reader = Reader(_spoken("", office), by_birth_date=False)
    return Recipient(address=(row.name, *_lines(row.address)), reader=reader, known_by=row.id)


def colleague(account: Account, office: Office) -> Recipient:
    """Give where post for one of the staff, or for an agent, goes: to the organisation itself."""
    ours = office.settings.organisation
    lines = (ours.address.recipient[0], *ours.address.lines()[len(ours.address.recipient) :])
    reader = Reader(_spoken(account.language, office), by_birth_date=False)
    return Recipient(
        address=(account.name or "", *lines), reader=reader, known_by=account.user_name or account.id
    )


def by_number(number: str) -> str:
    """Give the id of whom this member number is; empty if it is nobody’s. For use while the store is read."""
    found = Person.by_number(number)
    return found.id if found else ""


def check(recipient: Recipient, look: Look, office: Office) -> None:
    """Make sure that an address shows whole in the window.

    :raises AddressDoesNotFit: when it is too long, or the typeface lacks a sign.
    """
    place = geometry.layout(look.paper, WINDOWS[look.paper], office.own)
    try:
        window.fit(printable(list(recipient.address)), place.safe, look.large)
    except UnprintableText as error:
        raise AddressDoesNotFit(f"the typeface of the letters lacks {error.characters}") from None


def render(
    letters: Sequence[tuple[Recipient, Issue]], look: Look, office: Office, written: datetime
) -> bytes:
    """Make one PDF of letters, each on sheets of its own; the same letters and time give the same bytes.

    :raises AddressDoesNotFit: when an address is too long for the window.
    :raises UnprintableText: when the typeface lacks a sign.
    :raises SheetFailed: for any other reason.
    """
    if not letters:
        raise ValueError("no letter has been asked for")
    place = geometry.layout(look.paper, WINDOWS[look.paper], office.own)
    language = office.settings.language
    ours = office.settings.organisation
    lines = ours.address.lines()
    page = {
        "letter": {"size": "large" if look.large else "standard"},
        "layout": msgspec.to_builtins(place),
        "fillable": False,
        "both-sides": look.both_sides,
        "sender": [*(() if ours.name in lines else (ours.name,)), *lines],
        "words": {"title": translator(language).gettext("Letters with a code")},
        "lang": language,
        "region": None,
        "letters": [_letter(*each, place.safe, look, office, written.date()) for each in letters],
    }
    return typeset("activation", printable(page), written)


def cover(letters: Sequence[tuple[Recipient, Issue]], look: Look, office: Office, written: datetime) -> bytes:
    """Make the list that the office keeps of letters printed together; it holds no code.

    :raises UnprintableText: when the typeface lacks a sign.
    :raises SheetFailed: for any other reason.
    """
    language = office.settings.language
    _ = translator(language).gettext
    day = format_date(written.date(), "long", locale=language)
    counted = {"day": day, "count": len(letters)}
    page = {
        "sheet": msgspec.to_builtins(geometry.papers(office.own)[look.paper].sheet()),
        "lang": language,
        "form": wording.form_line(FORM, language, demonstration=office.settings.demonstration),
        "words": {
            "title": _("Letters printed together"),
            "lead": _("%(day)s, %(count)s in all, in the order in which they were printed.") % counted,
            "heads": [_("No."), _("Name"), _("Known by")],
        },
        "rows": [[str(n), to.name, to.known_by] for n, (to, _issue) in enumerate(letters, 1)],
    }
    return typeset("activation-list", printable(page), written)


def _letter(  # noqa: PLR0913, PLR0917 - what is printed, and how; each stands for itself
    to: Recipient, issue: Issue, safe: geometry.Box, look: Look, office: Office, day: date
) -> dict[str, Any]:
    address = printable(list(to.address))
    return words(issue, to.reader, office.settings) | {
        "address": address,
        "setting": msgspec.to_builtins(window.fit(address, safe, look.large)),
        "code": issue.code,
        "date": format_date(day, "long", locale=to.reader.language),
    }


def _lines(address: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in address.splitlines() if line.strip())


def _spoken(language: str, office: Office) -> str:
    spoken = office.settings.organisation.languages
    return language if language in spoken else office.settings.language
