"""Pages that are the same for everybody: rendered once for each language and kept in memory."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Response, current_app, g, make_response, request

from privet.web import language

MOST_KEPT = 2000


def same_for_everybody(view: Callable[..., str]) -> Callable[..., Response]:
    """Keep what ``view`` renders, by address and language; browsers ask again before they reuse it."""

    @wraps(view)
    def kept(**values: Any) -> Response:
        pages: dict[tuple[str, str, bool], tuple[str, str]]
        pages = current_app.extensions.setdefault("privet.pages", {})
        key = (request.path, language.current(), language.chosen() is not None)
        if key not in pages:
            g.same_for_everybody = True
            response = make_response(view(**values))
            response.add_etag()
            if len(pages) >= MOST_KEPT:
                pages.clear()
            pages[key] = (response.get_data(as_text=True), response.get_etag()[0] or "")
        return _answer(*pages[key])

    return kept


def _answer(html: str, etag: str) -> Response:
    response = Response(html)
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Vary"] = "Accept-Language"
    response.headers["ETag"] = f'"{etag}"'
    if request.if_none_match:
        response.make_conditional(request)
    return response
