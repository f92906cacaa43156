"""Error pages that help: what happened, what to do, and a way that always works."""

from flask import Flask, current_app, render_template, request
from flask_babel import LazyString
from flask_babel import lazy_gettext as _
from werkzeug.exceptions import HTTPException, SecurityError, ServiceUnavailable
from werkzeug.wrappers import Response

from privet.domain.datafiles import CannotStart
from privet.domain.refusals import NotYours
from privet.domain.typesetting import TooBusy
from privet.domain.unavailable import StorageUnavailable

PAGES = {
    400: (_("We could not read that"), _("Please check the address, or start from the home page.")),
    403: (
        _("This is not open here"),
        _("If a form brought you here, open our page yourself and fill it in there."),
    ),
    404: (
        _("We have no page at this address"),
        _("It may have moved, or the address may have a slip in it."),
    ),
    405: (_("This page can’t be used that way"), _("Please start again from the home page.")),
    413: (
        _("That was more than we can take at once"),
        _(
            "Nothing was kept. Go back, shorten the longest answer, "
            "and write the rest by hand on the printed form."
        ),
    ),
    503: (
        _("Many people are printing at this moment"),
        _("Please try again in a few seconds. Nothing that you chose was kept."),
    ),
    500: (
        _("Something went wrong on our side"),
        _("Nothing you typed was kept. Please try again; if it happens again, call us or write to us."),
    ),
}


REST = (
    _("We can’t reach our records at this moment"),
    _(
        "Nothing was changed. Please try again in a few seconds. "
        "The forms to print, our phone and our post work."
    ),
)


def init_app(app: Flask) -> None:
    """Answer every error of ``app`` with a page."""
    app.register_error_handler(HTTPException, _page)
    app.register_error_handler(NotYours, lambda _error: _said(PAGES[404], 404, {}))
    app.register_error_handler(CannotStart, _no_records)
    app.register_error_handler(StorageUnavailable, _no_records)
    app.register_error_handler(TooBusy, lambda _error: _page(ServiceUnavailable()))


def _page(error: HTTPException) -> Response:
    if isinstance(
        error, SecurityError
    ):  # A foreign host name: there is no address that a page could link to.
        return Response("This site does not answer to that name.\n", 400, mimetype="text/plain")
    code = error.code or 500
    if code < 400 or error.response is not None:
        return error.get_response()
    allowed = error.get_response().headers.get("Allow")
    return _said(
        PAGES.get(code, PAGES[400 if code < 500 else 500]), code, {"Allow": allowed} if allowed else {}
    )


def _no_records(error: Exception) -> Response:
    """Say that the database can’t answer; its own words stay in the log, since they may name files."""
    current_app.logger.error("%s in endpoint %s", type(error).__name__, request.endpoint)
    return _said(REST, 503, {})


def _said(words: tuple[LazyString, LazyString], code: int, headers: dict[str, str]) -> Response:
    title, advice = words
    page = render_template("errors/error.html", title=title, advice=advice, code=code)
    if code == 503:
        headers["Retry-After"] = "5"
    return Response(page, code, headers, mimetype="text/html")
