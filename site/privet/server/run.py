"""Serving: one call opens the ports, starts what is needed, and returns when it was told to stop."""

import logging
import multiprocessing
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from wsgiref.types import WSGIApplication

from privet.server import certificate, listening, worker
from privet.server.herald import Herald
from privet.server.options import Options
from privet.server.plain import PlainPort
from privet.server.supervisor import Supervisor

log = logging.getLogger("privet.server")


def serve(load_app: Callable[[], WSGIApplication], options: Options) -> None:
    """Serve what ``load_app`` gives until SIGTERM or SIGINT; each worker calls it once, in its own process.

    :raises SystemExit: with one line, if a port can't be had, the certificate does not fit, or the site
        can't be loaded.
    """
    _check_certificate(options)
    listening.allow_many_connections()
    if sys.platform == "linux":
        # Forked workers share what is imported already; Python 3.14 would choose a fork server.
        multiprocessing.set_start_method("fork", force=True)
    try:
        listener = listening.listen(options.host, options.port)
    except listening.CannotListen as error:
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


def _check_certificate(options: Options) -> None:
    if options.certificate is None or options.key is None:
        return
    try:
        left = certificate.end(options.certificate, options.key) - datetime.now(UTC)
    except certificate.BadCertificate as error:
        raise SystemExit(str(error)) from None
    if left < timedelta(days=14):
        log.warning("The certificate %s ends in %d days.", options.certificate, left.days)


def _run(supervisor: Supervisor, loader: Callable[..., Any]) -> object:
    """Serve, and give the code with which Granian wanted to leave."""
    try:
        supervisor.serve(target_loader=loader, wrap_loader=False)
    except SystemExit as leaving:
        return leaving.code
    return None
