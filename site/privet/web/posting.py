"""Sending what waits to be sent, in the background of every process that serves the site."""

import logging
import os
import threading
import time
import weakref
from typing import TYPE_CHECKING

from flask import Flask

from privet.web.house import House

if TYPE_CHECKING:
    from privet.domain.mail import Sender

FIRST, EVERY = 1.0, 20.0  # Seconds before the first look, and between two looks.

log = logging.getLogger("privet.mail")


class Post:
    """The thread of one process that sends mails."""

    def __init__(self, ours: House, sender: "Sender | None" = None) -> None:
        """Know the relay, if there is one, and do nothing yet."""
        self.house, self.sender = ours, sender
        POSTS.add(self)

    def start(self) -> None:
        """Look for mails from now on; a process that is forked off does so for itself."""
        threading.Thread(target=self._run, name="mail", daemon=True).start()

    def send(self) -> None:
        """Send what is due."""
        from privet.domain import campaign_sending, mail  # noqa: PLC0415 - the first page shouldn’t wait for it
        from privet.domain.mail_templates import Ours  # noqa: PLC0415

        if self.sender is None:
            from privet.domain.mail_relay import sender_of  # noqa: PLC0415

            self.sender = sender_of(self.house.folder, self.house.settings)
        ours = Ours.of(self.house.settings, self.house.own_data)
        store, own = self.house.store, self.house.own_data
        while True:  # Between two batches of a campaign, what somebody waits for goes first.
            mail.send_due(store, ours, self.sender, self.house.now())
            came = campaign_sending.send_due(store, ours, self.sender, own, self.house.now())
            if not came["sent"] + came["refused"]:  # Nothing is left, or the relay takes nothing.
                return

    def _run(self) -> None:
        time.sleep(FIRST)
        while True:
            try:
                self.send()
            except Exception as error:  # noqa: BLE001 - a thread that ended would never send again
                log.warning("mails wait: %s", type(error).__name__)
            time.sleep(EVERY)


POSTS: weakref.WeakSet[Post] = weakref.WeakSet()


def start(app: Flask) -> None:
    """Have ``app`` send its mails.

    :raises privet.domain.datafiles.CannotStart: when the relay’s password or certificates can’t be used.
    """
    ours: House = app.extensions["privet"]
    post = Post(ours)
    if ours.settings.mail.host:  # What is wrong with it stops the start; without one, nothing is loaded.
        from privet.domain.mail_relay import sender_of  # noqa: PLC0415

        post.sender = sender_of(ours.folder, ours.settings)
    app.extensions["privet-post"] = post
    post.start()


def _begin_anew() -> None:
    for post in list(POSTS):
        post.start()


os.register_at_fork(after_in_child=_begin_anew)
