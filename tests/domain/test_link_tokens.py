"""The token in the links of a mail: it works for years, holds nothing, and nobody else can make one."""

import re
import secrets
import time
from base64 import urlsafe_b64decode
from datetime import date
from pathlib import Path

import pytest

from privet.domain import link_tokens
from privet.storage import rotation
from privet.storage.ids import new_id
from privet.storage.opening import open_store
from privet.storage.place import Place
from privet.storage.store import Store

TODAY = date(2026, 11, 23)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Give a fresh store."""
    return open_store(Place(tmp_path, tmp_path / "keys"), TODAY)


@pytest.mark.promise("P32")
def test_token_opens_its_reader(store: Store) -> None:
    for _ in range(200):
        reader = new_id()
        token = link_tokens.token(store, reader)
        assert re.fullmatch(link_tokens.OPAQUE, token)
        assert link_tokens.reader(store, token) == reader


@pytest.mark.promise("P32")
def test_tokens_of_old_mails_open_after_every_change_of_keys(store: Store) -> None:
    reader = new_id()
    old = link_tokens.token(store, reader)
    for _ in range(3):
        rotation.rotate(store, TODAY)
        rotation.forget(store)
        rotation.add_lasting(store, TODAY)
    new = link_tokens.token(store, reader)

    assert new != old
    assert link_tokens.reader(store, old) == link_tokens.reader(store, new) == reader
    store.close()
    again = open_store(store.place, TODAY)
    assert link_tokens.reader(again, old) == link_tokens.reader(again, new) == reader


@pytest.mark.promise("P32")
def test_running_process_opens_tokens_of_a_key_that_another_one_added(store: Store) -> None:
    """The first click after the key was added must count as well as every other."""
    other, reader = open_store(store.place, TODAY), new_id()
    rotation.add_lasting(other, TODAY)

    assert link_tokens.reader(store, link_tokens.token(other, reader)) == reader


@pytest.mark.parametrize("moment", [0.0, 1.0, 4_000_000_000.0])
def test_token_knows_no_time(store: Store, monkeypatch: pytest.MonkeyPatch, moment: float) -> None:
    reader = new_id()
    token = link_tokens.token(store, reader)
    monkeypatch.setattr(time, "time", lambda: moment)

    assert link_tokens.reader(store, token) == reader
    assert link_tokens.token(store, reader) == token


def test_no_sign_of_a_token_can_be_changed(store: Store) -> None:
    token = link_tokens.token(store, new_id())
    signs = "ABab09-_"

    for place in range(len(token)):
        for sign in signs:
            changed = f"{token[:place]}{sign}{token[place + 1 :]}"
            assert changed == token or link_tokens.reader(store, changed) == "", (place, sign)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "A" * 42,
        "A" * 43,
        "A" * 44,
        "é" * 43,
        "A" * 42 + "=",
        "A" * 42 + "\n",
        " " * 43,
        "/" * 43,
        "\0" * 43,
    ],
)
def test_what_we_never_made_opens_nothing(store: Store, text: str) -> None:
    assert link_tokens.reader(store, text) == ""


def test_guesses_open_nothing(store: Store) -> None:
    assert not any(link_tokens.reader(store, secrets.token_urlsafe(32)) for _ in range(500))


def test_token_of_one_reader_says_nothing_of_another(store: Store) -> None:
    """The proof of one reader, put behind the id of another, opens neither."""
    one, two = (link_tokens.token(store, new_id()) for _ in range(2))
    raw_one, raw_two = (urlsafe_b64decode(f"{token}=") for token in (one, two))

    assert link_tokens.reader(store, link_tokens._written(raw_one[:16] + raw_two[16:])) == ""


def test_no_other_mark_of_the_site_serves_as_a_proof(store: Store) -> None:
    name = secrets.token_bytes(16)

    for use in ("suppression", "key check", "", "link in a mail "):
        assert link_tokens.reader(store, link_tokens._written(name + store.ring.mark(name, use))) == ""


def test_token_of_another_site_opens_nothing(store: Store, tmp_path: Path) -> None:
    other = open_store(Place(tmp_path / "other", tmp_path / "other" / "keys"), TODAY)

    assert link_tokens.reader(store, link_tokens.token(other, new_id())) == ""
