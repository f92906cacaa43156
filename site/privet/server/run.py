"""Serving: one call opens the ports, starts what is needed, and returns when it was told to stop."""

import multiprocessing
import os
import sys
from collections.abc import Callable
from functools import partial
from typing import Any
from wsgiref.types import WSGIApplication

from privet.server import certificate, listening, worker
from privet.server.certificate import BadCertificate
from privet.server.herald import Herald
from privet.server.listening import CannotListen
from privet.server.options import Options
from privet.server.plain import PlainPort
from privet.server.supervisor import Supervisor


def serve(load_app: Callable[[], WSGIApplication], options: Options) -> None:
    """Serve what ``load_app`` gives until SIGTERM or SIGINT; each worker calls it once, in its own process.

    :raises SystemExit: with one line, if a port can't be had, the certificate does not fit, or the site
        can't be loaded.
    """
    listening.allow_many_connections()
    if sys.platform == "linux":
        # Forked workers share what is imported already; Python 3.14 would choose a fork server.
        multiprocessing.set_start_method("fork", force=True)
    try:
        certificate.check(options.certificate, options.key)
        listener = listening.listen(options.host, options.port)
    except (BadCertificate, CannotListen) as error:
        raise SystemExit(str(error)) from None
    ours, theirs = multiprocessing.Pipe()
    os.register_at_fork(after_in_child=ours.close)
    herald, plain = Herald(options, ours), PlainPort(options)

    def started() -> None:
        herald.start()
        plain.start()

    code = _run(Supervisor(options, listener, started), partial(worker.load, load_app, options, theirs))
    if herald.failure or code:
        raise SystemExit(herald.failure or code)


def _run(supervisor: Supervisor, loader: Callable[..., Any]) -> object:
    """Serve, and give the code with which Granian wanted to leave."""
    try:
        supervisor.serve(target_loader=loader, wrap_loader=False)
    except SystemExit as leaving:
        return leaving.code
    return None
