"""Counting pages without following anybody, for an application; see ``counter`` for how."""

from flask import Flask, current_app, request

from privet.domain import figures_buckets
from privet.web.counter import Counter, Visit
from privet.web.house import House


def init_app(app: Flask) -> None:
    """Count the pages of ``app``, unless the organisation wants none counted."""
    ours: House = app.extensions["privet"]
    proxied = ours.settings.site.proxy
    compatibility = figures_buckets.load(ours.own_data, proxied=proxied)
    app.extensions["privet.counting"] = Counter(ours, compatibility)
    if ours.settings.figures.count:
        app.after_request(app.extensions["privet.counting"].after_request)


def start(app: Flask) -> None:
    """Begin to write what ``app`` counts; for the process that serves it, not for tests."""
    counter = app.extensions["privet.counting"]
    if counter.house.settings.figures.count:
        counter.start()


def counter() -> Counter:
    """Give the counter of the application that answers this request."""
    found: Counter = current_app.extensions["privet.counting"]
    return found


def visit() -> Visit | None:
    """Give the rows to which this request adds one, if it is answered with a page; nothing for some."""
    return counter().visit(request._get_current_object())  # type: ignore[attr-defined]


def unwanted() -> str:
    """Say why this request isn’t counted: off, gpc, dnt, prefetch or robot; nothing if it is."""
    return counter().unwanted(request.environ)
