"""The button of a mail program leaves what the page leaves, for whoever pushes it, on both databases."""

import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any

import pytest

from privet.domain import (
    choice_proof,
    link_tokens,
    one_click,
    reader_choices,
    reader_rows,
    readers,
    suppression,
)
from privet.domain.choice_proof import Shown
from privet.domain.reader_choices import By
from privet.domain.reader_rows import Provenance
from privet.storage import rotation
from privet.storage.choices import Choice
from privet.storage.people import Person
from privet.storage.readers import Reader
from privet.storage.store import Store
from privet.storage.subscriptions import Pending, Subscription
from tests import people
from tests.storage.conftest import TODAY

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
LATER = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
KINDS = {"informational", "promotional"}


def reader(store: Store, address: str, kinds: set[str] = KINDS) -> str:
    """Give the id of a reader who wants these kinds, and was asked about another."""
    with store.writing():
        row = reader_rows.proved(address, None, Provenance("web"), NOW)
        reader_choices.turn_on(store, row, set(kinds), By(Shown("page"), NOW))
        Pending.create(token=row.id.encode(), reader=row.id, way="page", asked_at=1, until=2**60)
        name: str = row.id
    return name


def left(store: Store, name: str, address: str) -> dict[str, Any]:
    """Give what is kept of a reader."""
    with store.reading():
        acts = Choice.select().where(Choice.reader == name).order_by(Choice.at, Choice.topic)
        return {
            "acts": [(act.topic, act.value, act.way, act.wording, act.statement, act.at) for act in acts],
            "wanted": Subscription.of(name),
            "waiting": Pending.select().where(Pending.reader == name).count(),
            "state": readers.state(store, name),
            "suppressed": suppression.holds(store, address),
        }


@pytest.mark.promise("P32")
@pytest.mark.parametrize("before", ["new", "bounced", "suppressed", "wants nothing", "key added"])
def test_button_leaves_what_the_page_leaves(store: Store, before: str) -> None:
    kinds: set[str] = set() if before == "wants nothing" else KINDS
    found = {}
    for address in ("one@example.org", "two@example.org"):
        found[address] = reader(store, address, kinds)
        if before in {"bounced", "suppressed"}:
            suppression.put(store, address, 2 if before == "bounced" else 1)
        if before == "key added":
            suppression.put(store, address)
            rotation.add_lasting(store, TODAY)

    one_click.stop(store, link_tokens.token(store, found["one@example.org"]), LATER)
    readers.turn_off(store, found["two@example.org"], None, Shown("one-click"), LATER)

    one, two = (left(store, name, address) for address, name in found.items())
    assert one == two
    assert one["suppressed"]
    assert one["wanted"] == set()
    assert suppression.counts(store) == {"asked": 2, "bounced": 0, "complained": 0}


@pytest.mark.promise("P32")
@pytest.mark.parametrize("known_by", ["record", "reader"])
def test_button_of_somebody_on_record_closes_all_of_their_mail(store: Store, known_by: str) -> None:
    person = people.person(store, "LBT-1", email="ana@example.org")
    address = "ana@example.org" if known_by == "record" else "private@example.org"
    name = reader(store, address)
    if known_by == "reader":
        with store.writing():
            Reader.update(person=person).where(Reader.id == name).execute()

    one_click.stop(store, link_tokens.token(store, name), LATER)

    with store.reading():
        row = Person.by_id(person)
        assert row is not None
        assert "mail" in row.refused.split()
    assert suppression.holds(store, address)


def test_button_pushed_again_changes_nothing(store: Store) -> None:
    name = reader(store, "one@example.org")
    token = link_tokens.token(store, name)
    one_click.stop(store, token, NOW)
    before = left(store, name, "one@example.org")

    one_click.stop(store, token, LATER)

    assert left(store, name, "one@example.org") == before


@pytest.mark.parametrize("token", ["", "x" * 43, "A" * 43, "é" * 43, "a\0b"])
def test_token_that_we_never_made_does_nothing(store: Store, token: str) -> None:
    one_click.stop(store, token, NOW)

    assert suppression.counts(store)["asked"] == 0


def test_token_of_a_reader_who_is_gone_does_nothing(store: Store) -> None:
    name = reader(store, "one@example.org")
    with store.writing():
        row = Reader.get_by_id(name)
        reader_rows.forget(row)

    one_click.stop(store, link_tokens.token(store, name), NOW)

    assert suppression.counts(store)["asked"] == 0


def test_turning_on_after_the_button_counts_again(store: Store) -> None:
    name = reader(store, "one@example.org")
    one_click.stop(store, link_tokens.token(store, name), NOW)

    with store.writing():
        row = Reader.get_by_id(name)
        reader_choices.turn_on(store, row, {"informational"}, By(Shown("mail-link"), LATER))
        assert Choice.last_of({"reader": name}, ["mail.informational"]) == {"mail.informational": "on"}
    assert not suppression.holds(store, "one@example.org")


def test_many_buttons_at_once_are_all_obeyed(store: Store) -> None:
    """Eight threads, as a provider's machines would push them for one mailing."""
    tokens = [link_tokens.token(store, reader(store, f"m{number}@example.org")) for number in range(48)]

    def push(some: list[str]) -> None:
        for token in some:
            one_click.stop(store, token, NOW)
        store.close()

    threads = [threading.Thread(target=push, args=(tokens[first::8] * 2,)) for first in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert suppression.counts(store)["asked"] == 48
    with store.reading():
        assert Subscription.select().count() == 0
        assert Choice.select().where(Choice.topic == "mail", Choice.value == "off").count() == 48


def together(store: Store, deeds: list[Callable[[], object]]) -> list[Exception | None]:
    """Bring deeds from a thread each while the one that writes is held up; gives what each got."""
    got: list[Exception | None] = [None] * len(deeds)

    def bring(number: int) -> None:
        try:
            store.write_together(deeds[number])
        except LookupError as error:
            got[number] = error
        finally:
            store.close()

    threads = [threading.Thread(target=bring, args=(number,)) for number in range(len(deeds))]
    gate = threading.Event()
    store._together._writer.submit(gate.wait)
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + 30
    while len(store._together._waiting) < len(deeds) and time.monotonic() < deadline:
        time.sleep(0.01)
    gate.set()
    for thread in threads:
        thread.join()
    return got


def test_deed_that_fails_takes_nobody_elses_with_it(store: Store) -> None:
    def put(number: int) -> Callable[[], object]:
        return lambda: suppression.put(store, f"m{number}@example.org")

    def fail() -> None:
        suppression.put(store, "never@example.org")
        raise LookupError

    got = together(store, [put(1), put(2), fail, put(3), fail, put(4)])

    assert [type(error) for error in got] == [type(None)] * 2 + [LookupError, type(None)] * 2
    assert suppression.counts(store)["asked"] == 4
    assert not suppression.holds(store, "never@example.org")


def test_nothing_is_acknowledged_that_is_not_written(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever goes wrong at the end of the transaction, everybody is told."""

    def broken(_self: Store) -> AbstractContextManager[None]:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(Store, "writing", broken)
        with pytest.raises(SystemExit):
            store.write_together(lambda: None)
    assert suppression.counts(store)["asked"] == 0
    store.write_together(lambda: suppression.put(store, "after@example.org"))  # The writer lives on.
    assert suppression.holds(store, "after@example.org")


def test_more_kinds_than_there_are_signs_are_all_kept(store: Store) -> None:
    from privet.storage import stopping  # noqa: PLC0415

    name = reader(store, "one@example.org")
    with store.writing():
        stopping.note(name, [f"mail.kind{number}" for number in range(150)], "one-click", 5)
        rows = list(Choice.select().where(Choice.at == 5))
    assert len({row.id for row in rows}) == 150
    assert {len(row.id) for row in rows} == {22}
    assert all(row.way in choice_proof.WAYS for row in rows)
