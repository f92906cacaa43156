"""What a letter with a code says, in the language of whom it is for."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from babel.dates import format_date

from privet.domain import wording
from privet.domain.activation import PROOF, TRIES, Issue
from privet.domain.languages import in_language, translator
from privet.domain.passwords import SHORTEST

if TYPE_CHECKING:
    from privet.config import Settings

FORM = "Privet L1"
PATH = "/account/activate"
Translate = Callable[[str], str]


@dataclass(frozen=True)
class Reader:
    """For whom a letter is worded: in which language, and whether they enter their birth date with the code.

    Others enter the user name that the office told them otherwise than by this letter.
    """

    language: str
    by_birth_date: bool


def words(issue: Issue, reader: Reader, settings: "Settings") -> dict[str, Any]:
    """Give all sentences of a letter but the address."""
    language = reader.language
    _ = translator(language).gettext
    name = settings.organisation.name
    if issue.kind == PROOF:
        title, lead = _("Your way back into your account"), _proof_lead(_, name)
    else:
        title, lead = _("Begin your account online"), _begin_lead(_, name)
    until = format_date(issue.until, "long", locale=language)
    return {
        "lang": language,
        "form": wording.form_line(FORM, language, demonstration=settings.demonstration),
        "words": {
            "title": title,
            "lead": lead,
            "code": _("Your code"),
            "until": _("It works once, until %(day)s.") % {"day": until},
            "how": _("How to do it"),
            "know": _("Good to know"),
            "page": _("Page {n} of {m}"),
        },
        "steps": _steps(_, reader, settings.base + PATH),
        "notes": _notes(_, issue, reader, settings),
    }


def _begin_lead(_: Translate, name: str) -> list[str]:
    return [
        _(
            "In the secure area of our website you look at your record, have it corrected, and write to us. "
            "With this code you begin your account at %(name)s."
        )
        % {"name": name},
        _("You need no account: whatever you can do there, we also do by post and by phone."),
    ]


def _proof_lead(_: Translate, name: str) -> list[str]:
    return [
        _(
            "Somebody told us that you can’t get into your account at %(name)s any more. With this code you "
            "choose a new password and a new second proof."
        )
        % {"name": name},
        _(
            "Your record stays as it is. Your old password and second proof stop working, and whoever is "
            "signed in is signed off."
        ),
    ]


def _steps(_: Translate, reader: Reader, address: str) -> list[str]:
    forgiven = _("Capitals don’t matter, and O and 0 count as the same, as do I, L and 1.")
    enter = (
        _("Enter the code and your birth date.")
        if reader.by_birth_date
        else _("Enter the code and the user name that we told you.")
    )
    return [
        _("Open this page in a browser: %(address)s") % {"address": address},
        f"{enter} {forgiven}",
        _("Choose a user name, and a password of at least %(least)s characters.") % {"least": SHORTEST},
        _("Set up a second proof: a passkey on your telephone or computer, or an app that shows codes."),
        _("Print or copy the ten recovery codes that you are shown, and keep them with your papers."),
    ]


def _notes(_: Translate, issue: Issue, reader: Reader, settings: "Settings") -> list[str]:
    phone = settings.organisation.phone
    hours = in_language(phone.hours, reader.language)
    told = {"number": phone.number, "hours": hours}
    unasked = (
        _("If you didn’t ask for this letter, don’t use it, and call us.")
        if issue.kind == PROOF
        else _("If the letter was opened before it reached you, don’t use the code, and call us.")
    )
    call = _("Questions, or no code that works? Call %(number)s. %(hours)s.") % told
    typed = (
        _("Text telephone (TTY): %(number)s.") % {"number": other.number}
        for other in settings.organisation.phones
        if other.tty
    )
    return [
        _("Keep this code to yourself. We never call, write or e-mail to ask for it.") + " " + unasked,
        _("After %(count)s wrong tries the code is void; you then get a new letter.") % {"count": TRIES},
        " ".join([call, *typed]),
    ]
