"""The words of the printed copy of everything about what was chosen: names of values, ways and choices."""

from functools import cache
from pathlib import Path

from privet.domain import mail_kinds, permissions
from privet.domain.languages import in_language, translator
from privet.domain.permissions import MAIL

NAMED = ("refused", "topic", "kind_of_mail")  # Values that are choices, or kinds of mail.
WORDED = ("choice", "by_way_of", "came_by")


def name(value: str, language: str, own: Path | None) -> str:
    """Name a choice or a kind of mail; one that isn’t offered any more keeps its short name."""
    if value == MAIL:
        return translator(language).gettext("all optional mail")
    if choice := permissions.rules().choice.get(value):
        return in_language(choice.name, language)
    kind = mail_kinds.kinds(own).get(value.removeprefix(f"{MAIL}."))
    return in_language(kind.name, language) if kind else value


def word(key: str, value: str, language: str) -> str:
    """Say in words what was chosen, and by which way it came."""
    found = _chosen(language) if key == "choice" else _ways(language)
    return found.get(value, value)


@cache
def keys(language: str) -> dict[str, str]:
    """Name each value."""
    _ = translator(language).gettext
    return {
        "refused": _("Refused"),
        "no_optional_mail": _("No optional mail goes to"),
        "addresses": _("Address for optional mail"),
        "on": _("Turned on"),
        "waits": _("Waits for your confirmation"),
        "on_paper": _("Goes out on paper"),
        "acts": _("What was chosen"),
        "requests": _("Choices sent from outside the account"),
        "mailings": _("Mailing"),
        "mailings_on_paper": _("Mailing on paper"),
        "kind_of_mail": _("Kind of mail"),
        "since_at": _("Since"),
        "came_by": _("How it came"),
        "confirmed_at": _("Confirmed"),
        "came_back": _("Mails that came back"),
        "by_way_of": _("By way of"),
        "shown": _("What the page said"),
        "chosen_at": _("Chosen"),
        "topic": _("About"),
        "choice": _("Choice"),
        "said": _("What you wrote, to be found by"),
        "done_at": _("Done"),
        "mailing": _("Number of the mailing"),
        "due_at": _("Due"),
        "printed_at": _("Printed"),
    }


@cache
def _chosen(language: str) -> dict[str, str]:
    _ = translator(language).gettext
    mail = {"on": _("on"), "off": _("off"), "paper": _("on paper")}
    return mail | {"in force": _("in force"), "taken back": _("taken back")}


@cache
def _ways(language: str) -> dict[str, str]:
    _ = translator(language).gettext
    return {
        "page": _("our page"),
        "web": _("our page"),
        "mail-link": _("a link in a mail"),
        "one-click": _("the button of a mail program"),
        "account": _("your account"),
        "post": _("by post"),
        "phone": _("by phone"),
        "desk": _("our office"),
        "signal": _("a signal of your browser"),
        "bounce": _("mail that came back"),
        "complaint": _("a complaint about mail"),
        "import": _("a list that was brought in"),
    }
