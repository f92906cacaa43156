"""Page of the own record with eight sealed fields against the same page over plain fields: at most 1.3."""

import json
import statistics
import sys
import time
from datetime import UTC, date, datetime

from _common import workplace
from flask import Flask
from flask.testing import FlaskClient

from privet import create_app
from privet.domain import sessions
from privet.storage.accounts import Account
from privet.storage.cipher import Ring
from privet.storage.events import PersonKey
from privet.storage.people import Person
from privet.storage.provenance import GIVEN
from privet.web.sessions import COOKIE

ROUNDS = 150
SEALED = {
    "number": "LBT-204-1187",
    "name": "Ana María Ruiz",
    "birth_date": "1984-02-29",
    "address": "12 Juniper Lane\nColumbus, OH 43004",
    "email": "ana.ruiz@example.org",
    "ssn_last4": "4417",
    "confidential_address": "14 Elm Court\nDayton, OH 45402",
    "plan": "Larkspur Standard",
}


class PlainRing(Ring):
    """Keys that seal nothing: fields are stored as they are, so that the page costs all but the sealing."""

    def seal(self, plain: bytes, place: str) -> bytes:
        """Give ``plain`` back, and let ``place`` go unused."""
        del place
        return plain

    def unseal(self, sealed: bytes, place: str) -> bytes:
        """Give ``sealed`` back."""
        del place
        return sealed


def main() -> None:
    """Ask for both in turns, and print the ratio of the times."""
    with workplace() as folder:
        sealed = signed_in(create_app(folder / "sealed"), "sealed")
        plain = signed_in(create_app(folder / "plain"), "plain")
        for client in (sealed, plain):
            seconds(client)
        pairs = [(seconds(plain), seconds(sealed)) for _ in range(ROUNDS)]
    ratio = statistics.median(ours for _, ours in pairs) / statistics.median(theirs for theirs, _ in pairs)
    print(f"record with eight sealed fields against plain ones: {ratio:.2f} in time (at most 1.3)")
    without, with_ = (1000 * statistics.median(times) for times in zip(*pairs, strict=True))
    print(f"  plain {without:.1f} ms, sealed {with_:.1f} ms, each with its event on the disk")
    sys.exit(ratio > 1.3)


def signed_in(app: Flask, kind: str) -> FlaskClient:
    """Make somebody on record, and give a client in which they are signed in."""
    store = app.extensions["privet"].store
    if kind == "plain":
        store.ring = PlainRing(store.keys)
    with store.writing():
        subject = PersonKey.begin()
        facts = {"covered_from": date(2020, 1, 1), "status": "current"}
        origins = {field: ["employer", "2026-11-01", "1.0"] for field in GIVEN}
        Person.create(id=subject, **SEALED, **facts, provenance=json.dumps(origins))
        account = Account.create(id=f"bench-{kind}", role="member", person=subject, begun_at=1)
        held = bytes(Person.get_by_id(subject).__data__["plan"])
        assert (held == SEALED["plan"].encode()) == (kind == "plain"), "fields aren’t held as they are named"
    value, _live = sessions.begin(store, account.id, half=False, browser="Firefox", now=datetime.now(UTC))
    client = app.test_client()
    client.set_cookie(COOKIE, value, domain="localhost", path="/", secure=True, httponly=True)
    return client


def seconds(client: FlaskClient) -> float:
    """Give the time that the page takes; it must hold what it is about."""
    begun = time.perf_counter()
    answer = client.get("/account/record/", base_url="https://localhost")
    taken = time.perf_counter() - begun
    assert answer.status_code == 200, answer.status
    assert all(
        value.partition("\n")[0] in answer.text for key, value in SEALED.items() if key != "birth_date"
    )
    return taken


if __name__ == "__main__":
    main()
