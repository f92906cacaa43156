"""Who may be sent what, and proof of it: for readers, members, former members and families."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from privet.domain import choice_proof, email_proof, link_tokens, readers, suppression
from privet.domain.choice_proof import Shown
from privet.domain.email_proof import Origin
from privet.domain.readers import Ask, Wish
from privet.domain.refusals import NotYours
from privet.domain.signed import Signed, signed
from privet.storage import keys, rotation
from privet.storage.accounts import Account
from privet.storage.choices import Choice
from privet.storage.events import Event
from privet.storage.people import Person
from privet.storage.readers import Reader, ReaderMark
from privet.storage.store import Store
from tests import people
from tests import readers as made
from tests.readers import ADDRESS, KINDS, SHOWN, acts, mails, newest_token, state

ACCOUNT = Shown("account", "the words of the account", "1.0")
NEW = "ana.new@example.org"
TODAY = date(2026, 11, 23)


@pytest.fixture
def store(app: Flask) -> Store:
    found: Store = app.extensions["privet"].store
    return found


def now(**later: float) -> datetime:
    return datetime.now(UTC) + timedelta(**later)


def member(store: Store, number: str = "LBT-1", email: str | None = ADDRESS, **facts: Any) -> Signed:
    person = people.person(store, number, **facts)
    account = people.account(store, person=person, user_name=number.lower(), email=email)
    found = signed(store, account, TODAY)
    assert found is not None
    return found


def may(store: Store, kind: str, address: str = ADDRESS) -> str:
    """Say why a mail of this kind may not go out; nothing if it may."""
    with store.reading():
        row = Reader.by_address(address)
        return readers.may_send(row, kind).reason if row else "unknown"


def refused(store: Store, person: str) -> list[str]:
    with store.reading():
        return Person.get_by_id(person).refused.split()


@pytest.mark.promise("P33")
def test_unconfirmed_address_is_sent_nothing(store: Store) -> None:
    readers.ask(store, Ask(ADDRESS, frozenset(KINDS)), SHOWN, "en", now())

    assert may(store, "informational") == "unconfirmed"
    with store.reading():
        row = Reader.by_address(ADDRESS)
    assert row is not None
    assert (row.way, row.confirmed_at) == ("web", None)


@pytest.mark.promise("P32")
def test_kind_that_is_off_is_refused_with_its_reason(store: Store) -> None:
    reader = made.reader(store, "informational", "promotional")
    readers.turn_off(store, reader, {"promotional"}, SHOWN, now())

    assert may(store, "informational") == ""
    assert may(store, "promotional") == "off"
    assert may(store, "educational") == "off"
    readers.turn_off(store, reader, None, SHOWN, now())
    assert may(store, "informational") == "off"


@pytest.mark.promise("P44")
def test_former_members_are_sent_nothing_optional(store: Store) -> None:
    who = member(store)
    readers.set_for_member(store, who, dict.fromkeys(KINDS, "on"), ACCOUNT, now())
    assert may(store, "informational") == ""

    with store.writing():
        Person.update(status="former").where(Person.id == who.person).execute()

    assert {may(store, kind) for kind in KINDS} == {"former"}
    with pytest.raises(readers.CannotTurnOn, match="former"):
        readers.set_for_member(store, who, {"promotional": "paper"}, ACCOUNT, now())


@pytest.mark.promise("P44")
def test_former_member_is_known_by_the_address_alone(store: Store) -> None:
    """Also where the address was given on the public page, and stands on the record of somebody former."""
    made.reader(store)
    people.person(store, "LBT-1", email=ADDRESS.upper(), status="former")

    assert may(store, "informational") == "former"


@pytest.mark.parametrize("choice", ["collect", "use", "mail"])
def test_what_anybody_refuses_to_whom_the_address_belongs_is_obeyed(store: Store, choice: str) -> None:
    who = member(store)
    readers.set_for_member(store, who, dict.fromkeys(KINDS, "on"), ACCOUNT, now())
    other = people.person(store, "LBT-2", email=ADDRESS)
    with store.writing():
        Person.refusing(other, choice)

    assert may(store, "informational") == choice


@pytest.mark.promise("P32")
def test_nothing_at_all_holds_for_paper_and_outlives_enrolment(store: Store) -> None:
    """Somebody leaves and comes back under another number: what they didn’t want stays off."""
    who = member(store)
    readers.set_for_member(store, who, {"informational": "on", "promotional": "paper"}, ACCOUNT, now())
    readers.ask(store, Ask(ADDRESS, nothing=True), SHOWN, "en", now())

    assert readers.of_member(store, who).kinds == {}
    assert readers.of_member(store, who).nothing
    assert refused(store, who.person) == ["mail"]
    with store.writing():
        Account.delete().execute()
        Event.select()
    again = member(store, "LBT-9")
    assert readers.of_member(store, again).nothing
    assert may(store, "informational") == "off"
    readers.set_for_member(store, again, {"informational": "on"}, ACCOUNT, now())
    assert suppression.holds(store, ADDRESS)  # The other record of this address says no still.
    with store.writing():
        Person.refusing(who.person, "")
    readers.set_for_member(store, again, {"informational": "on"}, ACCOUNT, now())
    assert not suppression.holds(store, ADDRESS)


def test_newest_act_wins_and_each_is_kept(store: Store) -> None:
    reader = made.reader(store, "promotional")
    readers.turn_off(store, reader, {"promotional"}, Shown("one-click"), now(hours=1))
    readers.ask_on(store, reader, {"promotional"}, Shown("mail-link", "words", "1.1"), now(hours=2))
    readers.confirm(store, newest_token(store), None, SHOWN, now(hours=3))
    readers.turn_off(store, reader, None, Shown("one-click"), now(hours=4))
    readers.ask_on(store, reader, {"promotional"}, Shown("phone", "words", "1.1"), now(hours=5))
    readers.confirm(store, newest_token(store), None, SHOWN, now(hours=6))

    assert may(store, "promotional") == ""
    assert acts(store) == [
        ("mail.promotional", "on", "page"),
        ("mail.promotional", "off", "one-click"),
        ("mail.promotional", "on", "mail-link"),
        ("mail", "off", "one-click"),
        ("mail.promotional", "off", "one-click"),
        ("mail", "on", "phone"),
        ("mail.promotional", "on", "phone"),
    ]
    with store.reading():
        asked = Choice.select().where(Choice.way == "mail-link").get()
    assert asked.statement == "1.1"


def test_members_acts_are_events_without_the_address(store: Store) -> None:
    who = member(store)
    readers.set_for_member(store, who, {"informational": "on", "promotional": "paper"}, ACCOUNT, now())

    with store.reading():
        found = [
            (event.actor, event.opened())
            for event in Event.about(who.person)
            if event.action == "choice.made"
        ]
    assert [detail["value"] for _actor, detail in found if detail] == ["on", "paper"]
    assert {actor for actor, _detail in found} == {who.actor}
    assert "example.org" not in repr(found)


def test_member_changes_from_mail_to_paper_and_back(store: Store) -> None:
    who = member(store)

    for value in ("on", "paper", "off", "paper", "on"):
        readers.set_for_member(store, who, {"informational": value}, ACCOUNT, now())
        assert readers.of_member(store, who).kinds == ({} if value == "off" else {"informational": value})
        assert may(store, "informational") == ("" if value == "on" else "off")

    assert [act[1] for act in acts(store)] == ["on", "paper", "off", "paper", "on"]


def test_member_without_a_confirmed_address_gets_paper_alone(store: Store) -> None:
    who = member(store, email=None)

    with pytest.raises(readers.CannotTurnOn, match="address"):
        readers.set_for_member(store, who, {"informational": "paper", "promotional": "on"}, ACCOUNT, now())
    assert readers.of_member(store, who).kinds == {}
    readers.set_for_member(store, who, {"informational": "paper"}, ACCOUNT, now())

    assert readers.of_member(store, who).kinds == {"informational": "paper"}


@pytest.mark.parametrize("role", ["representative", "agent", "clerk"])
def test_nobody_opts_somebody_else_in(store: Store, role: str) -> None:
    ana = member(store)
    other = Signed(account=people.account(store, role), role=role, person=ana.person, acting_for=ana.person)

    with pytest.raises(NotYours):
        readers.set_for_member(store, other, {"informational": "on"}, ACCOUNT, now())
    with pytest.raises(NotYours):
        readers.of_member(store, other)


@pytest.mark.promise("P33")
def test_what_is_wanted_follows_the_confirmed_address(store: Store) -> None:
    who = member(store)
    readers.set_for_member(store, who, {"informational": "on"}, ACCOUNT, now())
    reader = _reader(store, ADDRESS)
    token = link_tokens.token(store, reader)

    _change(store, who, NEW)

    assert may(store, "informational", NEW) == ""
    assert may(store, "informational", ADDRESS) == "unknown"
    assert _reader(store, NEW) == link_tokens.reader(store, token)
    with store.reading():
        marks = {bytes(row.mark) for row in ReaderMark.select()}
    assert marks == {suppression.mark(store, NEW)}
    email_proof.remove(store, who, Origin(TODAY, "1.0"), now())
    assert may(store, "informational", NEW) == "off"
    assert [act[:2] for act in acts(store)] == [("mail.informational", "on"), ("mail.informational", "off")]


def test_new_address_that_wanted_nothing_still_gets_nothing(store: Store) -> None:
    who = member(store)
    readers.set_for_member(store, who, {"informational": "on"}, ACCOUNT, now())
    readers.ask(store, Ask(NEW, nothing=True), SHOWN, "en", now())

    _change(store, who, NEW)

    assert may(store, "informational", NEW) == "off"
    assert suppression.holds(store, NEW)


def test_link_of_the_old_address_confirms_nothing_for_the_new_one(store: Store) -> None:
    who = member(store)
    readers.set_for_member(store, who, {"informational": "on"}, ACCOUNT, now())
    readers.ask_on(store, _reader(store, ADDRESS), {"promotional"}, Shown("mail-link"), now())
    old = newest_token(store)

    _change(store, who, NEW)

    with pytest.raises(readers.InvalidLink):
        readers.confirm(store, old, None, SHOWN, now())


def test_bounces_and_complaints_turn_an_address_off_until_its_owner_proves_it(store: Store) -> None:
    reader = made.reader(store)
    soft = [readers.bounced(store, reader, False, now()) for _ in range(5)]
    assert soft == [False, False, False, False, True]
    assert may(store, "informational") == "off"
    readers.ask_on(store, reader, {"informational"}, Shown("mail-link"), now())
    readers.confirm(store, newest_token(store), None, SHOWN, now())
    assert may(store, "informational") == ""

    assert readers.complained(store, reader, now())

    assert suppression.holds(store, ADDRESS)
    assert acts(store)[-1][2] == "complaint"


def test_what_nobody_confirms_ends_after_seven_days(store: Store) -> None:
    kept = made.reader(store, address=NEW)
    readers.ask(store, Ask(ADDRESS, frozenset(KINDS)), SHOWN, "en", now())
    token = newest_token(store)

    assert readers.sweep(store, now(days=6)) == 0
    assert readers.pending(store, token, now(days=6)) is not None
    assert readers.pending(store, token, now(days=7, minutes=1)) is None
    assert readers.sweep(store, now(days=7, minutes=1)) == 1

    assert state(store) is None
    assert mails(store) == []
    assert readers.state(store, kept) is not None


def test_a_link_confirms_once(store: Store) -> None:
    made.reader(store)
    readers.ask(store, Ask(ADDRESS, frozenset({"promotional"})), SHOWN, "en", now())
    token = newest_token(store)
    readers.confirm(store, token, None, SHOWN, now())

    with pytest.raises(readers.InvalidLink):
        readers.confirm(store, token, None, SHOWN, now())


@pytest.mark.parametrize("change", ["field", "lasting"])
def test_links_marks_and_suppressions_survive_new_keys(store: Store, change: str) -> None:
    reader, other = made.reader(store), made.reader(store, address=NEW)
    token = link_tokens.token(store, reader)
    readers.turn_off(store, other, None, SHOWN, now())
    if change == "field":
        rotation.rotate(store, TODAY)
        rotation.forget(store)
    else:
        keys.write(store.place.keys, keys.with_lasting_key(keys.load(store.place.keys), TODAY))
        with store.writing():
            pass  # Takes up the new key.
        readers.mark_anew(store)

    assert link_tokens.reader(store, token) == reader
    assert may(store, "informational") == ""
    assert suppression.holds(store, NEW)
    with store.reading():
        count = ReaderMark.select().where(ReaderMark.reader == reader).count()
        marks = {bytes(row.mark) for row in ReaderMark.select()}
    assert count == (1 if change == "field" else 2)
    assert suppression.mark(store, ADDRESS) in marks
    assert readers.by_link(store, reader, Wish(nothing=True), Shown("mail-link"), now()) == frozenset()
    assert suppression.holds(store, ADDRESS)


def test_ways_are_those_that_are_listed() -> None:
    with pytest.raises(ValueError, match="carrier pigeon"):
        choice_proof.Shown("carrier pigeon")


def _reader(store: Store, address: str) -> str:
    with store.reading():
        row = Reader.by_address(address)
    assert row is not None
    return row.id


def _change(store: Store, who: Signed, address: str) -> None:
    email_proof.ask(store, who, address, now())
    sent = [token for template, _recipient, token in mails(store) if template == "confirm"][-1]
    email_proof.confirm(store, who, sent, Origin(TODAY, "1.0"), now())
