"""Which language a visitor reads: ``?lang=``, which every link then carries, else the browser's."""

from typing import Any

from flask import Flask, g, request
from flask_babel import Babel

from privet.domain.languages import CATALOGUES
from privet.web.house import house


def init_app(app: Flask) -> None:
    """Make ``app`` speak the organisation's languages."""
    Babel(app, locale_selector=current, default_translation_directories=str(CATALOGUES))
    app.url_defaults(_carry)


def current() -> str:
    """Give the language of this page."""
    known: str | None = g.get("language")
    if known is None:
        offered = house().settings.organisation.languages
        known = g.language = chosen() or request.accept_languages.best_match(offered) or offered[0]
    return known


def chosen() -> str | None:
    """Give the language that the address names, if the organisation offers it."""
    known: str | None = g.get("chosen_language", "?")
    if known == "?":
        asked = request.args.get("lang") if request.query_string else None
        known = g.chosen_language = asked if asked in house().settings.organisation.languages else None
    return known


def link(address: str) -> str:
    """Let an address of this site that was written by hand carry the language."""
    if not chosen():
        return address
    path, sharp, fragment = address.partition("#")
    return f"{path}{'&' if '?' in path else '?'}lang={chosen()}{sharp}{fragment}"


def _carry(endpoint: str, values: dict[str, Any]) -> None:
    if request and chosen() and endpoint not in {"static", "colour"}:
        values.setdefault("lang", chosen())
