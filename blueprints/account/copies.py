"""A copy of everything: asked for, downloaded here and nowhere else, gone afterwards."""

from collections.abc import Callable, Iterator

from flask import Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from blueprints.account.record import day, statement_in_force
from blueprints.account.views import bp
from privet.domain.roles import OWNERS
from privet.web import language, sessions
from privet.web.access import signed_in
from privet.web.house import house

CHUNK = 65536


@bp.get("/copy/")
@signed_in(*OWNERS, scope="copy")
def copy() -> ResponseReturnValue:
    """Offer a copy of everything, or the one that waits."""
    from privet.domain import access_copy  # noqa: PLC0415 - public pages do without

    found = access_copy.waiting(house().store, sessions.who(), house().now())
    return render_template("account/copy.html", copy=found, zone=house().now().tzinfo)


@bp.post("/copy/")
@signed_in(*OWNERS, fresh=True, scope="copy")
def make_copy() -> ResponseReturnValue:
    """Make a copy of everything."""
    from privet.domain import access_copy  # noqa: PLC0415
    from privet.domain.copy_contents import Setting  # noqa: PLC0415

    ours = house()
    known = ours.settings.organisation
    version = statement_in_force()
    setting = Setting(ours.now(), day(), language.current(), known.name, version, known.paper)
    access_copy.ask(ours.store, sessions.who(), setting)
    return redirect(url_for("account.copy"), 303)


@bp.post("/copy/<string:part>")
@signed_in(*OWNERS, fresh=True, scope="copy")
def download_copy(part: str) -> ResponseReturnValue:
    """Send one part of a copy, and delete it once all of it was sent."""
    from privet.domain import access_copy  # noqa: PLC0415

    store = house().store
    name, content = access_copy.take(store, sessions.who(), part, house().now())
    answer = Response(
        _sent(content, lambda: access_copy.downloaded(store, name, part)), mimetype=access_copy.PARTS[part]
    )
    answer.content_length = len(content)
    answer.headers["Content-Disposition"] = f'attachment; filename="copy-of-everything.{part}"'
    return answer


def _sent(content: bytes, done: Callable[[], None]) -> Iterator[bytes]:
    """Give the content bit by bit; a browser that leaves before the end gets another chance."""
    for start in range(0, len(content), CHUNK):
        yield content[start : start + CHUNK]
    done()
