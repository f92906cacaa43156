"""Readers for tests: addresses that ask, confirm and are turned off again, and what is kept of it."""

import re
from datetime import UTC, datetime

from flask import Flask
from flask.testing import FlaskClient

from privet.domain import link_tokens, readers
from privet.domain.choice_proof import Shown
from privet.storage.choices import Choice
from privet.storage.messages import Mail
from privet.storage.readers import Reader
from privet.storage.store import Store

ADDRESS = "ana.ruiz@example.org"
SHOWN = Shown("page", "the words of the page", "1.0")
KINDS = ("informational", "educational", "promotional")


def store_of(app: Flask) -> Store:
    """Give what the site keeps."""
    store: Store = app.extensions["privet"].store
    return store


def mails(store: Store) -> list[tuple[str, str, str]]:
    """Give template, recipient and token of each mail that waits."""
    with store.reading():
        return [
            (row.template, row.recipient, row.token or "") for row in Mail.select().order_by(Mail.queued_at)
        ]


def newest_token(store: Store) -> str:
    """Give the token in the newest mail."""
    return mails(store)[-1][2]


def reader(store: Store, *kinds: str, address: str = ADDRESS) -> str:
    """Make a confirmed reader who wants ``kinds``; gives the id."""
    now = datetime.now(UTC)
    readers.ask(store, readers.Ask(address, frozenset(kinds) or frozenset(KINDS)), SHOWN, "en", now)
    with store.writing():
        row = Reader.by_address(address)
        assert row is not None
    readers.confirm(store, newest_token(store), None, SHOWN, now)
    with store.writing():
        Mail.delete().execute()
    return row.id


def link(store: Store, reader_id: str) -> str:
    """Give the address that a mail to this reader links to."""
    return f"/preferences/{link_tokens.token(store, reader_id)}/"


def state(store: Store, address: str = ADDRESS) -> readers.State | None:
    """Say how things stand for an address."""
    with store.reading():
        row = Reader.by_address(address)
    return readers.state(store, row.id) if row else None


def acts(store: Store) -> list[tuple[str, str, str]]:
    """Give topic, value and way of every act, the oldest first."""
    with store.reading():
        return [(row.topic, row.value, row.way) for row in Choice.select().order_by(Choice.at, Choice.topic)]


def contents(store: Store) -> list[str]:
    """Give every row of every table, so that two looks can be held against each other."""
    with store.reading():
        tables = store.database.get_tables()
        rows = [(name, store.database.execute_sql(f'SELECT * FROM "{name}"').fetchall()) for name in tables]  # noqa: S608
    return [f"{name}: {sorted(map(repr, found))}" for name, found in sorted(rows)]


def checked(client: FlaskClient, address: str) -> dict[str, str]:
    """Give what is chosen beforehand on a page, by kind."""
    found = re.findall(r'name="mail-(\w+)" value="(\w+)" checked', client.get(address).text)
    return dict(found)
