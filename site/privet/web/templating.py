"""What every template can use: the organisation, the menu, the language, and texts from data."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode

from flask import Flask, g, request, url_for
from flask_babel import format_date
from markupsafe import Markup

from privet.domain.contact import email_warning
from privet.domain.languages import in_language
from privet.web import language, signals
from privet.web.house import house

# What a page was asked for, and is asked for again in another language; nothing else is repeated.
KEPT = {
    "q",
    "next",
    "place",
    "month",
    "route",
    "kind",
    "residence",
    "about",
    "paper",
    "envelope",
    "size",
    "language",
}
LANGUAGES = {"en": "English", "es": "Español"}


def init_app(app: Flask) -> None:
    """Give the templates of ``app`` their common words and tools."""
    app.context_processor(_common)
    app.template_filter("said")(said)
    app.template_filter("html")(Markup)  # Only for what our own Markdown renderer made, raw HTML off.
    app.template_global("language_name")(lambda code: LANGUAGES.get(code, code))
    app.template_filter("long_date")(lambda day: format_date(day, "long"))
    app.template_filter("long_time")(_long_time)
    app.template_global("email_warning")(lambda: email_warning(language.current()))


def said(text: str | Mapping[str, str]) -> str:
    """Give data that holds one text, or one for each language, in the language of this page."""
    return in_language(text, language.current())


def _long_time(moment: datetime) -> str:
    """Write day and time as the reader does, with the zone of the organisation that ``moment`` is in."""
    return f"{format_date(moment.date(), 'long')}, {moment:%H:%M} {moment.tzname()}"


def _common() -> dict[str, Any]:
    ours = house()
    return {
        "organisation": ours.settings.organisation,
        "demonstration": ours.settings.demonstration,
        "menu": ours.menu(),
        "rooms": ours.rooms,
        "language": language.current(),
        "language_chosen": language.chosen() is not None,
        "other_languages": _other_languages(),
        "signal": signals.current(),
        "colour_sheet": url_for("colour", v=ours.settings.organisation.colour[1:], _external=False),
    }


def _other_languages() -> list[tuple[str, str]]:
    """Give this same page in the other languages: their codes and addresses."""
    offered = house().settings.organisation.languages
    return [(code, _here_in(code)) for code in offered if code != language.current()]


def _here_in(code: str) -> str:
    if request.endpoint is None or request.method not in {"GET", "HEAD"}:
        return url_for("front.home", lang=code)
    pairs = [] if g.get("same_for_everybody") else list(request.args.items(multi=True))
    kept = [(name, value) for name, value in pairs if name in KEPT]
    return f"/{quote(request.path.lstrip('/'))}?{urlencode([*kept, ('lang', code)])}"
