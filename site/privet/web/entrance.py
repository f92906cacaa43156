"""The pages on which somebody shows who they are; any door may answer with one of them."""

from dataclasses import dataclass
from typing import Any, cast

from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue

from privet.web import scripted, sessions
from privet.web.house import house

CARRIED = "carried"  # The field in which a form waits, sealed.
RETRY, WAIT = "5", "900"  # Seconds until it is worth trying again.


@dataclass(frozen=True)
class Asked:
    """How a page asks: its status, what it says came before, and what goes on afterwards.

    ``target`` is where to go then; ``carried`` is a form that waits, sealed.
    """

    status: int = 200
    reason: str = ""
    target: str = ""
    carried: str = ""
    wait: str = ""

    def answer(self, template: str, **known: Any) -> ResponseReturnValue:
        """Render ``template``, with what stands around the pages of the account in whichever room this is."""
        around: dict[str, Any] = {}
        for processor in current_app.template_context_processors.get("account", []):
            around |= cast("dict[str, Any]", processor())
        asks = {"reason": self.reason, "target": self.target, "carried": self.carried}
        page = render_template(template, **around, **asks, **known)
        return page, self.status, {"Retry-After": self.wait} if self.wait else {}


def target() -> str:
    """Give the page to which somebody wanted to go, as the address or the form says; nobody checked it."""
    given = request.args if request.method == "GET" else request.form
    return given.get("next", "")[:512]


def carried() -> str:
    """Give the form that waits, still sealed, if this request brought one."""
    from privet.domain.late_forms import LONGEST  # noqa: PLC0415 - public pages do without

    given = request.form.get(CARRIED, "") if request.method == "POST" else ""
    return given if len(given) <= LONGEST and given.isascii() else ""


def again(status: int, reason: str, wait: str = "") -> Asked:
    """Ask as the page before did, with what it carried."""
    return Asked(status, reason, target(), carried(), wait)


def sign_in_page(asked: Asked, sign: str = "") -> ResponseReturnValue:
    """Ask for user name and password, or a passkey."""
    return asked.answer("account/sign-in.html", sign=sign, passkey=_passkey("sign-in"))


def code_page(asked: Asked, account: str) -> ResponseReturnValue:
    """Ask whose password was right for a second factor."""
    from privet.domain import factors  # noqa: PLC0415 - public pages do without

    kinds = factors.kinds(house().store, account)
    passkey = _passkey("sign-in") if "passkey" in kinds else None
    return asked.answer("account/code.html", kinds=kinds, passkey=passkey)


def confirm_page(asked: Asked) -> ResponseReturnValue:
    """Ask somebody who is signed in for a second factor anew."""
    from privet.domain import factors  # noqa: PLC0415 - public pages do without

    account = sessions.who().account
    kinds = factors.kinds(house().store, account)
    passkey = _passkey("confirm", account) if "passkey" in kinds else None
    return asked.answer("account/confirm.html", kinds=kinds, passkey=passkey, scripted=_may_script())


def _passkey(purpose: str, account: str = "") -> dict[str, Any] | None:
    """Give what the script needs; nothing on a page that may load none, which leads to one that may."""
    return scripted.asking(purpose, account) if _may_script() else None


def _may_script() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return hasattr(view, "talisman_view_options")
