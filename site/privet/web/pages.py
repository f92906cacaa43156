"""Pages that are the same for everybody: rendered once for each language and kept in memory."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Response, current_app, g, make_response, request

from privet.web import language

MOST_KEPT = 2000
Kept = tuple[bytes, list[tuple[str, str]]]


def same_for_everybody(view: Callable[..., str]) -> Callable[..., Response]:
    """Keep what ``view`` renders, by address and language; browsers ask again before they reuse it."""

    @wraps(view)
    def kept(**values: Any) -> Response:
        pages: dict[tuple[str, str, bool], Kept] = current_app.extensions.setdefault("privet.pages", {})
        key = (request.path, language.current(), language.chosen() is not None)
        if key not in pages:
            if len(pages) >= MOST_KEPT:
                pages.clear()
            pages[key] = _render(view, values)
        body, headers = pages[key]
        response = Response(body, headers=headers, mimetype="text/html")
        if request.if_none_match:
            response.make_conditional(request)
        return response

    return kept


def _render(view: Callable[..., str], values: dict[str, Any]) -> Kept:
    g.same_for_everybody = True
    response = make_response(view(**values))
    response.add_etag()
    headers = [("Cache-Control", "no-cache"), ("Vary", "Accept-Language"), ("ETag", response.headers["ETag"])]
    return response.get_data(), headers
