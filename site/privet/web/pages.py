"""Pages that are kept in memory, as long as the published statements and the day are the same."""

import time
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any

from flask import Flask, Response, current_app, g, make_response, request

from privet.domain.datafiles import CannotStart
from privet.domain.unavailable import StorageUnavailable
from privet.web import language, signals
from privet.web.house import House
from privet.web.site import Answer

MOST_KEPT = 2000
LONGEST_ASKED = 100
Kept = tuple[bytes, list[tuple[str, str]]]
View = Callable[..., Any]


def init_app(app: Flask) -> None:
    """Let ``app`` keep pages."""
    app.extensions["privet.pages"] = _Pages(app.extensions["privet"])


class _Pages:
    """What one process keeps, until something that any page may show has changed."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.pages: dict[Any, Kept] = {}
        self.moments: dict[Any, tuple[float, Kept]] = {}
        self.edition: object = None

    def refresh(self) -> None:
        """Begin anew after a statement was published, or at midnight where the organisation is."""
        edition = self.house.edition()
        if edition != self.edition:
            self.pages, self.moments, self.edition = {}, {}, edition


def same_for_everybody(view: View) -> Callable[..., Response]:
    """Keep what ``view`` renders, by address, language and signal; browsers ask again before reuse."""

    @wraps(view)
    def kept(**values: Any) -> Response:
        pages = _kept().pages  # One and the same to the end, should another edition begin meanwhile.
        key = (request.path, language.current(), language.chosen() is not None, signals.current())
        page = pages.get(key)
        if page is None:
            page = _render(view, values)
            _make_room(pages)
            pages[key] = page
        return _answer(page)

    return kept


def same_for_a_while(seconds: float, asks: tuple[str, ...] = ()) -> Callable[[View], Callable[..., Response]]:
    """Keep what a view renders from the database for ``seconds``, told apart by signal too, and its ``asks``.

    Of a query only the names in ``asks`` count, so that nobody fills the memory, or leaves words in it, with
    others. While the database can’t answer, visitors get the last good page instead.
    """

    def keeping(view: View) -> Callable[..., Response]:
        @wraps(view)
        def kept(**values: Any) -> Response:
            moments = _kept().moments
            asked = tuple(request.args.get(name, "")[:LONGEST_ASKED] for name in asks)
            key = (request.path, asked, language.current(), language.chosen() is not None, signals.current())
            since, page = moments.get(key, (0.0, None))
            if page is None or time.monotonic() - since > seconds:
                page = _fresh_or(page, view, values, asks)
                _make_room(moments)
                moments[key] = (time.monotonic(), page)
            return _answer(page)

        return kept

    return keeping


def _make_room(kept: dict[Any, Any]) -> None:
    """Forget the oldest page where there are too many."""
    if len(kept) >= MOST_KEPT:
        with suppress(StopIteration, KeyError, RuntimeError):  # Another thread may be at it, too.
            del kept[next(iter(kept))]


def _fresh_or(last: Kept | None, view: View, values: dict[str, Any], asks: tuple[str, ...]) -> Kept:
    """Render anew; the last good page serves where that fails for want of the database."""
    try:
        return _render(view, values, asks)
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
    response = Answer(body, content_type=headers[0][1])
    response.headers._list.extend(headers[1:])  # Checked when the page was rendered.
    if "HTTP_IF_NONE_MATCH" in request.environ:
        response.make_conditional(request)
    return response


def _render(view: View, values: dict[str, Any], asks: tuple[str, ...] = ()) -> Kept:
    g.same_for_everybody = not asks
    response = make_response(view(**values))
    response.add_etag()
    headers = [("Content-Type", response.headers["Content-Type"])]
    headers += [
        ("Cache-Control", "no-cache"),
        ("Vary", signals.VARY),
        ("ETag", response.headers["ETag"]),
    ]
    return response.get_data(), headers
