"""Flask-Login over our sessions; public pages never ask who is signed in, and do without it."""

from typing import Any

from flask import Flask, current_app
from flask_login import LoginManager, current_user

from privet.web import sessions


class Logins(LoginManager):  # type: ignore[misc]
    """Flask-Login without its remembering cookie, and without a look on public pages."""

    def init_app(self, app: Flask, add_context_processor: bool = False) -> None:
        """Serve ``app``; nothing runs at requests that don't ask who is signed in."""
        app.login_manager = self  # type: ignore[attr-defined]

    def _load_user(self) -> None:
        self._update_request_context_with_user(sessions.signed())


def who() -> Any:
    """Give who is signed in, from our session alone."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    if not hasattr(app, "login_manager"):
        Logins().init_app(app)
    return current_user._get_current_object()
