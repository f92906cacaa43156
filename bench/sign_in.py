"""Whether the time of an answer tells who has an account: 100 interleaved tries a pair, medians compared.

Each try takes all of the site's layers, without the network. The limits on tries are lifted for it, except
for the account that is meant to be locked.
"""

import json
import os
import secrets
import statistics
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from time import perf_counter

from _common import workplace
from flask import Flask
from msgspec import structs

from privet import create_app
from privet.domain import attempts, events, limits, passwords
from privet.domain.times import micro
from privet.storage.accounts import Account
from privet.storage.people import Person
from privet.storage.sessions import Attempts
from privet.storage.store import Store

PAIRS = 100
LOCKED = "locked-account"
RIGHT = "brass kettle on the seventh stair"
Try = tuple[str, str]
TRIES: dict[str, Try] = {
    "unknown": ("no-such-account", RIGHT),
    "wrong": ("open-account", "wrong horse, wrong rider, right stable"),
    "locked": (LOCKED, RIGHT),
    "disabled": ("disabled-account", RIGHT),
    "never begun": ("new-account", RIGHT),
}


def main() -> None:
    """Hold each kind of failure against a wrong password, and print the difference of the medians."""
    os.environ.pop("PRIVET_INSTANCE", None)
    with workplace() as folder:
        app = create_app(folder)
        _people(app)
        ask = _asker(app)
        for tried in list(TRIES.values()) * 5:
            ask(*tried)
        print(f"a failed sign-in, {PAIRS} interleaved tries a pair; the medians in milliseconds:")
        for name, tried in TRIES.items():
            first, second = _compared(ask, TRIES["wrong"], tried)
            noise = statistics.quantiles(first, n=4)
            print(
                f"  wrong {statistics.median(first):.2f}, {name} {statistics.median(second):.2f}: difference "
                f"{statistics.median(second) - statistics.median(first):+.2f} "
                f"(the middle half of one kind spreads over {noise[2] - noise[0]:.2f})"
            )


def _compared(ask: Callable[[str, str], float], one: Try, other: Try) -> tuple[list[float], list[float]]:
    first: list[float] = []
    second: list[float] = []
    for number in range(PAIRS):
        if number % 2:
            first.append(ask(*one))
            second.append(ask(*other))
        else:
            second.append(ask(*other))
            first.append(ask(*one))
    return first, second


def _asker(app: Flask) -> Callable[[str, str], float]:
    client = app.test_client()

    def ask(user_name: str, password: str) -> float:
        begun = perf_counter()
        answer = client.post(
            "/account/sign-in",
            data={"user_name": user_name, "password": password},
            base_url="https://localhost",
        )
        took = (perf_counter() - begun) * 1000
        if answer.status_code != 401:
            sys.exit(f"{user_name}: the answer was {answer.status_code}")
        return took

    return ask


def _people(app: Flask) -> None:
    """Make the accounts, and lift the limits except for one."""
    store = app.extensions["privet"].store
    moment = micro(datetime.now(UTC))
    locked = ""
    for user_name in ("open-account", LOCKED, "disabled-account", "new-account"):
        subject, hashed = events.begin_person(store), passwords.hashed(RIGHT)
        values = {"number": user_name, "name": "N", "birth_date": "1990-01-01", "address": "A"}
        origin = ["employer", "2026-11-01", "1.0"]
        with store.writing():
            Person.create(
                id=subject, status="current", provenance=json.dumps(dict.fromkeys(values, origin)), **values
            )
            account = secrets.token_urlsafe(16)
            Account.create(
                id=account,
                role="member",
                person=subject,
                user_name=user_name,
                password=hashed,
                begun_at=None if user_name == "new-account" else moment,
                disabled_at=moment if user_name == "disabled-account" else None,
            )
        locked = account if user_name == LOCKED else locked
    _lift(store, locked)


def _lift(store: Store, locked: str) -> None:
    """Let so many tries fail that this benchmark can be run, and close one account in earnest."""
    found = limits.load()
    high = {name: structs.replace(limit, minutes=1440, most=10**6) for name, limit in found.limit.items()}
    lifted = structs.replace(found, limit=high)
    limits.load = lambda: lifted  # type: ignore[assignment]
    attempts.counted(store, "password", (locked, "10.0.0.0/24"), datetime.now(UTC))
    with store.writing():
        key = attempts._key(store, "password-account", [locked])
        Attempts.update(count=10**7).where(Attempts.key == key).execute()


if __name__ == "__main__":
    main()
