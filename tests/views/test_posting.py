"""The running site sends its mails by itself, and goes on when one look fails."""

import time
from pathlib import Path

import pytest
from flask import Flask

from privet.domain import mail
from privet.domain.mail import Outgoing
from privet.web import posting
from tests import people


def test_running_site_sends_what_waits(
    app: Flask, instance: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(posting, "FIRST", 0.01)
    monkeypatch.setattr(posting, "EVERY", 0.05)
    house, looks = app.extensions["privet"], []
    real = posting.Post.send

    def failing_first(self: posting.Post) -> None:
        looks.append(1)
        if len(looks) == 1:
            raise RuntimeError("the words of an error, which may hold an address")
        real(self)

    monkeypatch.setattr(posting.Post, "send", failing_first)
    account = people.account(house.store)
    mail.queue(house.store, account, Outgoing("message", "ana@example.org"), house.now())

    posting.start(app)

    end = time.monotonic() + 20
    while not list((instance / "mail").glob("*.eml")) and time.monotonic() < end:
        time.sleep(0.05)
    monkeypatch.setattr(posting, "EVERY", 3600.0)
    assert len(list((instance / "mail").glob("*.eml"))) == 1
    assert "mails wait: RuntimeError" in caplog.text
    assert "the words of an error" not in caplog.text
