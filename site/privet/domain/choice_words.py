"""The words about choices and signals: those on the page, and the same as proof of what was shown."""

from functools import cache

from privet.domain import permissions
from privet.domain.languages import in_language, translator

SIGNALS = {"gpc": "Global Privacy Control", "dnt": "Do Not Track"}


@cache
def text(language: str) -> str:
    """Give what a page says of all choices, as it is kept with one of them."""
    return "\n".join(
        f"{in_language(choice.name, language)}: "
        f"{in_language(choice.does, language)} {in_language(choice.stays, language)}"
        for choice in permissions.rules().choice.values()
    )


def signal_text(name: str, language: str) -> str:
    """Say that the signal of a browser came, and what it does."""
    _ = translator(language).gettext
    honoured = _("We received your browser’s signal (%(name)s): opt-out request honored.")
    return " ".join((honoured % {"name": SIGNALS[name]}, signal_does(language)))


def signal_does(language: str) -> str:
    """Say what a signal does, whichever it is."""
    return translator(language).gettext(
        "We don’t sell or share what we could know of you for anybody’s advertising, affiliates included, "
        "and we don’t count this visit."
    )


@cache
def ways(language: str) -> dict[str, str]:
    """Say by which way somebody chose."""
    _ = translator(language).gettext
    return {
        "page": _("on our public page"),
        "mail-link": _("by a link in a mail"),
        "one-click": _("by one click in a mail"),
        "account": _("in this account"),
        "post": _("by post"),
        "phone": _("by phone"),
        "desk": _("at our office"),
        "signal": _("by your browser’s signal"),
        "import": _("with your enrolment"),
        "bounce": _("because mail came back"),
        "complaint": _("because mail was complained of"),
    }
