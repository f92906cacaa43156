"""The session of the secure area: one cookie, read there alone, whose token stands for a row."""

from datetime import UTC, datetime
from typing import Any

from flask import Flask, Request, current_app, g, request, session
from flask.sessions import NullSession, SessionInterface, SessionMixin
from werkzeug.wrappers import Response

from privet.web.house import House, house

COOKIE = "__Host-privet"
LONGEST = 64


class Nothing(NullSession):
    """What stands for a session where there is none: public pages neither read nor write one."""


NOTHING = Nothing()  # Nobody can change it, so one does for all.


class ServerSession(dict[str, Any], SessionMixin):
    """A session whose content is a row; it is looked up once somebody asks for it."""

    accessed = False

    def __init__(self, value: str) -> None:
        """Know the cookie's value and nothing else."""
        super().__init__()
        self.value = value
        self.live: Any = None
        self.looked = False
        self.given = ""  # The value of a cookie to be set.
        self.over = False

    def look(self) -> Any:
        """Give the session that lives, if there is one."""
        if not self.looked:
            self.looked = True
            from privet.domain import sessions  # noqa: PLC0415 - public pages do without

            ours = house()
            if self.value:
                limits = ours.settings.secure
                self.use(sessions.find(ours.store, self.value, limits, now(), ours.today()))
        return self.live

    def use(self, live: Any) -> None:
        """Work with ``live`` from now on."""
        self.live = live
        self.clear()
        if live is not None:
            self.update(live.data)


class Sessions(SessionInterface):
    """Sessions in the database, for secure rooms alone."""

    def open_session(self, app: Flask, request: Request) -> SessionMixin:
        """Take note of the cookie in a secure room; the row is read when it is needed."""
        ours: House = app.extensions["privet"]
        if not request.path.startswith(ours.secure_paths):
            return NOTHING
        value = request.cookies.get(COOKIE, "")
        return ServerSession(value if len(value) <= LONGEST else "")

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Set the cookie where a session began, let it go where it ended, and store what changed."""
        if not isinstance(session, ServerSession):
            return
        options: dict[str, Any] = {"path": "/", "secure": True, "httponly": True, "samesite": "Lax"}
        if session.over:
            response.delete_cookie(COOKIE, **options)
        elif session.given:
            response.set_cookie(COOKIE, session.given, **options)
        if session.live is not None and not session.over and dict(session) != session.live.data:
            from privet.domain import sessions  # noqa: PLC0415 - public pages do without

            session.live.data = dict(session)
            sessions.keep(app.extensions["privet"].store, session.live)


def init_app(app: Flask) -> None:
    """Give ``app`` sessions."""
    app.session_interface = Sessions()
    app.template_global("csrf_token")(csrf_token)


def now() -> datetime:
    """Give the time that sessions are judged by: the server's, in UTC (ASVS 6.5.8)."""
    return datetime.now(UTC)


def current() -> Any:
    """Give the session that lives (:class:`privet.domain.sessions.Live`), or nothing."""
    found = session._get_current_object()  # type: ignore[attr-defined]
    return found.look() if isinstance(found, ServerSession) else None


def who() -> Any:
    """Give who is signed in (:class:`privet.domain.signed.Signed`); only for views that need somebody."""
    from privet.web import logins  # noqa: PLC0415 - public pages do without

    return logins.who()


def brought() -> str:
    """Give the value of the cookie that the browser brought; empty if it brought none that could be ours."""
    found = session._get_current_object()  # type: ignore[attr-defined]
    return found.value if isinstance(found, ServerSession) else ""


def has_begun() -> bool:
    """Say whether a session began with this very request."""
    found = session._get_current_object()  # type: ignore[attr-defined]
    return isinstance(found, ServerSession) and bool(found.given)


def begin(account: str, *, half: bool) -> None:
    """Begin a session for ``account`` with a new token; the one from before, if any, is dead (ASVS 7.2.4)."""
    from privet.domain import sessions  # noqa: PLC0415 - public pages do without
    from privet.web import browsers  # noqa: PLC0415

    held: Any = session._get_current_object()  # type: ignore[attr-defined]
    before = held.look()
    store = house().store
    if before is not None:
        sessions.end(store, before.token)
    value, live = sessions.begin(store, account, half=half, browser=browsers.family(request), now=now())
    held.given, held.over = value, False
    held.use(live)
    held.looked = True
    g.pop("_login_user", None)
    g.pop("csrf_token", None)


def end() -> None:
    """End this session: its row is gone, and the cookie with it."""
    from privet.domain import sessions  # noqa: PLC0415 - public pages do without

    held: Any = session._get_current_object()  # type: ignore[attr-defined]
    if (live := held.look()) is not None:
        sessions.end(house().store, live.token)
    held.use(None)
    held.over, held.given = True, ""
    g.pop("_login_user", None)


def csrf_token() -> str:
    """Give the token of every form here: Flask-WTF’s, under a key of the session, and whom it is about."""
    from flask_wtf.csrf import generate_csrf  # noqa: PLC0415 - public pages do without

    live = current()
    return f"{generate_csrf(secret_key=live.data['secret'])}~{live.form_mark}" if live is not None else ""


def signed() -> Any:
    """Say who is signed in at this moment; a session between two steps is nobody's yet."""
    live = current()
    if live is None or live.half:
        return None
    if live.who is not None:  # Found together with the session.
        return live.who
    from privet.domain.signed import signed  # noqa: PLC0415 - public pages do without

    return signed(
        house().store, live.account, current_app.extensions["privet"].today(), live.data.get("for", "")
    )
