"""Tidying: the running site deletes once an hour what lives for hours or days and is over."""

import logging
import threading
import time

from flask import Flask

from privet.web.house import House

EVERY = 3600.0  # Seconds between two rounds.

log = logging.getLogger("privet.tidying")


def start(app: Flask) -> None:
    """Begin to tidy for ``app``; for the process that serves it, not for tests."""
    ours: House = app.extensions["privet"]
    threading.Thread(target=_run, args=(ours,), name="tidying", daemon=True).start()


def tidy(ours: House) -> bool:
    """Tidy once; says whether it could be done. What couldn’t be deleted opens nothing, and waits."""
    from privet.domain import purging  # noqa: PLC0415 - a site without accounts starts sooner
    from privet.web import sessions  # noqa: PLC0415

    try:
        purging.sweep(ours.store, ours.settings.secure, ours.today(), sessions.now())
    except Exception as error:  # noqa: BLE001 - a thread that ended would never tidy again
        log.warning("tidying waits: %s", type(error).__name__)
        return False
    return True


def _run(ours: House) -> None:
    while True:
        time.sleep(EVERY)
        tidy(ours)
