"""From where somebody tries to come in, as tries are counted."""

from typing import Any

from flask import request

from privet.web import sessions
from privet.web.house import house


def visit() -> Any:
    """Give network, time and day of this request (:class:`privet.domain.signing_in.Visit`)."""
    from privet.domain import attempts, signing_in  # noqa: PLC0415 - public pages do without

    network = attempts.network(request.remote_addr or "")
    return signing_in.Visit(network=network, now=sessions.now(), today=house().today())
