"""Pages that are kept in memory, as long as the published statements and the day are the same."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask, Response, current_app, g, make_response, request

from privet.domain.datafiles import CannotStart
from privet.domain.unavailable import StorageUnavailable
from privet.web import language
from privet.web.house import house
from privet.web.templating import KEPT

MOST_KEPT = 2000
Kept = tuple[bytes, list[tuple[str, str]]]
View = Callable[..., Any]


def init_app(app: Flask) -> None:
    """Let ``app`` keep pages."""
    app.extensions["privet.pages"] = _Pages()


class _Pages:
    """What one process keeps, until something that any page may show has changed."""

    def __init__(self) -> None:
        self.pages: dict[object, Kept] = {}
        self.moments: dict[object, tuple[float, Kept]] = {}
        self.edition: object = None

    def refresh(self) -> None:
        """Begin anew after a statement was published, or at midnight where the organisation is."""
        edition = house().edition()
        if edition != self.edition:
            self.pages, self.moments, self.edition = {}, {}, edition


def same_for_everybody(view: View) -> Callable[..., Response]:
    """Keep what ``view`` renders, by address and language; browsers ask again before they reuse it."""

    @wraps(view)
    def kept(**values: Any) -> Response:
        ours = _kept()
        key = (request.path, language.current(), language.chosen() is not None)
        if key not in ours.pages:
            if len(ours.pages) >= MOST_KEPT:
                ours.pages.clear()
            ours.pages[key] = _render(view, values)
        return _answer(ours.pages[key])

    return kept


def same_for_a_while(seconds: float) -> Callable[[View], Callable[..., Response]]:
    """Keep what a view renders from the database for ``seconds``, by address, what it asks for, and language.

    While the database can’t answer, visitors get the last good page instead.
    """

    def keeping(view: View) -> Callable[..., Response]:
        @wraps(view)
        def kept(**values: Any) -> Response:
            ours = _kept()
            asked = tuple(sorted((k, v) for k, v in request.args.items(multi=True) if k in KEPT))
            key = (request.path, asked, language.current(), language.chosen() is not None)
            since, page = ours.moments.get(key, (0.0, None))
            if page is None or time.monotonic() - since > seconds:
                page = _fresh_or(page, view, values)
                if len(ours.moments) >= MOST_KEPT:
                    ours.moments.clear()
                ours.moments[key] = (time.monotonic(), page)
            return _answer(page)

        return kept

    return keeping


def _fresh_or(last: Kept | None, view: View, values: dict[str, Any]) -> Kept:
    """Render anew; the last good page serves where that fails for want of the database."""
    try:
        return _render(view, values, whole_address=True)
    except (StorageUnavailable, CannotStart):
        if last is None:
            raise
        return last


def _kept() -> _Pages:
    ours: _Pages = current_app.extensions["privet.pages"]
    ours.refresh()
    return ours


def _answer(page: Kept) -> Response:
    body, headers = page
    response = Response(body, content_type=headers[0][1])
    response.headers._list.extend(headers[1:])  # Checked when the page was rendered.
    if request.if_none_match:
        response.make_conditional(request)
    return response


def _render(view: View, values: dict[str, Any], *, whole_address: bool = False) -> Kept:
    g.same_for_everybody = not whole_address
    response = make_response(view(**values))
    response.add_etag()
    headers = [("Content-Type", response.headers["Content-Type"])]
    headers += [
        ("Cache-Control", "no-cache"),
        ("Vary", "Accept-Language"),
        ("ETag", response.headers["ETag"]),
    ]
    return response.get_data(), headers
