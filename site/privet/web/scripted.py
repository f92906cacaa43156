"""The few pages with a script of ours, and what browsers call this site when they ask for a passkey."""

import json
from typing import TYPE_CHECKING, Any

from flask import request

from privet.web import sessions
from privet.web.access import View
from privet.web.headers import PERMISSIONS, POLICY
from privet.web.house import house

if TYPE_CHECKING:
    from privet.domain.passkeys import Party

PASSKEYS = ("publickey-credentials-get", "publickey-credentials-create")
OPTIONS = {
    "content_security_policy": POLICY | {"script-src": "'self'"},
    "permissions_policy": PERMISSIONS | dict.fromkeys(PASSKEYS, "(self)"),
}


def with_passkeys(view: View) -> View:
    """Let the page of ``view`` load our script for passkeys, and ask the browser for one."""
    view.talisman_view_options = OPTIONS  # type: ignore[attr-defined]
    return view


def party() -> "Party":
    """Give this site as browsers and devices know it.

    A passkey belongs to the first host name, and to those below it. The port is the one that we listen on:
    what a browser says of where it is (the Host header) proves nothing here.
    """
    from privet.domain.passkeys import Party  # noqa: PLC0415 - public pages do without

    settings = house().settings
    names = settings.site.host_names or ("localhost",)
    ports = {"", f":{request.environ['SERVER_PORT']}"} - {":443"}
    own = [name for name in names if name == names[0] or name.endswith(f".{names[0]}")]
    origins = tuple(f"https://{name}{port}" for name in own for port in sorted(ports))
    return Party(names[0], settings.organisation.name, origins)


def asking(purpose: str, account: str = "") -> dict[str, Any]:
    """Give ``options`` and ``challenge`` for a form that asks for a passkey of this site."""
    from privet.domain import passkeys  # noqa: PLC0415 - public pages do without

    options, challenge = passkeys.request(party())
    return _for_a_form(options, challenge, purpose, account)


def making(account: str, user_name: str = "") -> dict[str, Any]:
    """Give ``options`` and ``challenge`` for a form that makes a passkey for ``account``."""
    from privet.domain import passkeys  # noqa: PLC0415 - public pages do without

    options, challenge = passkeys.enrol_options(house().store, account, party(), user_name)
    return _for_a_form(options, challenge, "enrol", account)


def answered(purpose: str, account: str = "") -> Any:
    """Give what the browser sent (:class:`privet.domain.passkeys.Answer`), if it is in time and the first.

    The form sends it as ``credential``, and the sealed challenge as ``challenge``.
    """
    from privet.domain import challenges, passkeys  # noqa: PLC0415 - public pages do without

    sealed = request.form.get("challenge", "")
    opened = challenges.open_once(house().store, sealed, purpose, account, sessions.now())
    return passkeys.Answer(request.form.get("credential", ""), opened) if opened else None


def _for_a_form(options: dict[str, Any], challenge: bytes, purpose: str, account: str) -> dict[str, Any]:
    from privet.domain import challenges  # noqa: PLC0415 - public pages do without

    sealed = challenges.seal(house().store, purpose, account, challenge, sessions.now())
    return {"options": json.dumps(options), "challenge": sealed}
