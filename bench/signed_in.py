"""A page of the secure area with a session against the same page open to everybody: at most 1.8 is asked."""

import secrets
import statistics
import time
from datetime import UTC, datetime
from pathlib import Path

from _common import workplace
from flask import Flask, render_template
from werkzeug.test import EnvironBuilder, run_wsgi_app

from privet import create_app
from privet.domain import sessions
from privet.storage.accounts import Account
from privet.web.access import open_to_everyone, signed_in
from privet.web.house import house
from privet.web.sessions import COOKIE

PAGES = 200
ROUNDS = 15
PUBLIC, CLOSED = "/account/bench-open", "/account/bench-closed"


def page() -> str:
    """Render a page of the secure area that reads nothing but who is signed in."""
    return render_template("account/acting-changed.html")


def prepared(folder: Path) -> tuple[Flask, str]:
    """Give the site with both pages, and the value of a cookie."""
    app = create_app(folder)
    for name, declared in (("open", open_to_everyone), ("closed", signed_in("clerk"))):
        view = declared(
            lambda: page()  # noqa: PLW0108 - each view declares its own access
        )
        app.add_url_rule(f"/account/bench-{name}", f"account.bench_{name}", view)
    with app.app_context():
        store = house().store
    now = datetime.now(UTC)
    with store.writing():
        account = secrets.token_urlsafe(16)
        Account.create(id=account, role="clerk", begun_at=int(now.timestamp() * 1_000_000))
    value, _live = sessions.begin(store, account, half=False, browser="", now=now)
    return app, value


def seconds(app: Flask, path: str, cookie: str) -> float:
    """Ask for a page again and again; gives the time of all."""
    headers = {"Cookie": f"{COOKIE}={cookie}"}
    environ = EnvironBuilder(path, base_url="https://localhost", headers=headers).get_environ()
    begun = time.perf_counter()
    for _ in range(PAGES):
        _body, status, _headers = run_wsgi_app(app, dict(environ), buffered=True)
        assert status == "200 OK", status
    return time.perf_counter() - begun


def main() -> None:
    """Ask for both in turns, and print the ratio."""
    with workplace() as folder:
        app, cookie = prepared(folder / "instance")
        for path in (PUBLIC, CLOSED):
            seconds(app, path, cookie)
        pairs = [(seconds(app, PUBLIC, cookie), seconds(app, CLOSED, cookie)) for _ in range(ROUNDS)]
        ratio = statistics.median(closed / public for public, closed in pairs)
        print(f"signed-in page against the same page public: {ratio:.2f} of the time (at most 1.8)")


if __name__ == "__main__":
    main()
