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
    if "language" not in g:
        offered = house().settings.organisation.languages
        g.language = chosen() or request.accept_languages.best_match(offered) or offered[0]
    language: str = g.language
    return language


def chosen() -> str | None:
    """Give the language that the address names, if the organisation offers it."""
    if "chosen_language" not in g:
        asked = request.args.get("lang") if request.query_string else None
        g.chosen_language = asked if asked in house().settings.organisation.languages else None
    found: str | None = g.chosen_language
    return found


def link(address: str) -> str:
    """Let an address of this site that was written by hand carry the language."""
    if not chosen():
        return address
    path, sharp, fragment = address.partition("#")
    return f"{path}{'&' if '?' in path else '?'}lang={chosen()}{sharp}{fragment}"


def _carry(endpoint: str, values: dict[str, Any]) -> None:
    if request and chosen() and endpoint not in {"static", "colour"}:
        values.setdefault("lang", chosen())
