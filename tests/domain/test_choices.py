"""Choices: dated, the newest counts, signals overrule once, and requests from outside tell nothing."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from privet import opening
from privet.domain import (
    choice_carrying,
    choice_desk,
    choice_evidence,
    choice_requests,
    choices,
    permissions,
)
from privet.domain.choice_desk import NobodyHasIt
from privet.domain.choice_proof import Shown
from privet.domain.choice_requests import Asked, NotKnown, Said
from privet.domain.choices import Wish
from privet.domain.evidence import Witness
from privet.storage.choices import Choice, ChoiceRequest
from privet.storage.events import Event
from privet.storage.messages import Mail
from privet.storage.people import Person
from privet.storage.store import Store
from privet.storage.suppressions import Suppression
from tests import people

NOW = datetime(2026, 11, 23, 17, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
PAGE = Shown("page", "what stood there", "1.0")
EMAIL = "ana.ruiz@example.org"


@pytest.fixture
def store(app: Flask) -> Store:
    """Give the store of a site with one member and a child with the same e-mail address."""
    found: Store = app.extensions["privet"].store
    member = people.person(found, "LBT-1")
    people.person(found, "LBT-2", holder=member, relation="child", birth_date="2018-05-05")
    people.person(found, "LBT-3", email="theo@example.org")
    return found


def number(store: Store, called: str) -> Person:
    with store.reading():
        found = Person.by_number(called)
    assert found is not None
    return found


def refused(store: Store, called: str) -> set[str]:
    return set(number(store, called).refused.split())


def ask(store: Store, wanted: set[str], **said: str) -> str:
    return choice_requests.ask(store, Asked(frozenset(wanted), Said(**said)), PAGE, NOW)


def acts(store: Store, person: str) -> list[dict[str, Any]]:
    with store.reading():
        rows = [event for event in Event.about(person) if event.action == "choice.made"]
        return [event.opened() or {} for event in rows]


@pytest.mark.promise("P28")
def test_each_change_is_kept_with_day_way_words_and_statement_and_as_an_event(store: Store) -> None:
    """P28: only what changed is noted, in the order of the choices."""
    ana = number(store, "LBT-1").id

    first = choices.choose(store, ana, frozenset({"sale", "use"}), PAGE, NOW, "member.x")
    again = choices.choose(store, ana, frozenset({"sale", "use"}), PAGE, NOW + MINUTE, "member.x")
    choices.change(store, Wish(ana, "member.x", allowed=frozenset({"use"})), Shown("phone"), NOW + MINUTE)

    assert first == {"sale", "use"}
    assert again == frozenset()
    assert number(store, "LBT-1").refused == "sale"
    made = choices.history(store, ana)
    assert [(act.topic, act.refused, act.way, act.statement) for act in made] == [
        ("use", False, "phone", ""),
        *sorted(
            [("use", True, "page", "1.0"), ("sale", True, "page", "1.0")], key=lambda act: _order(store, act)
        ),
    ]
    assert {"topic": "use", "value": "on", "way": "phone"} in acts(store, ana)
    assert len(acts(store, ana)) == 3


def _order(store: Store, act: tuple[Any, ...]) -> str:
    with store.reading():
        return str(Choice.get((Choice.topic == act[0]) & (Choice.way == "page")).id)


def test_unknown_choices_and_people_are_refused(store: Store) -> None:
    ana = number(store, "LBT-1").id

    with pytest.raises(KeyError):
        choices.choose(store, ana, frozenset({"everything"}), PAGE, NOW, "member.x")
    with pytest.raises(LookupError):
        choices.choose(store, "nobody", frozenset(), PAGE, NOW, "member.x")
    with pytest.raises(ValueError, match="no way"):
        Shown("telepathy")


def test_optional_mail_stays_as_it_was_when_other_choices_change(store: Store) -> None:
    ana = number(store, "LBT-1").id
    with store.writing():
        choices.set_mail(ana, refused=True)

    choices.change(store, Wish(ana, "member.x", frozenset({"use"})), PAGE, NOW)

    assert refused(store, "LBT-1") == {"use", "mail"}


@pytest.mark.promise("P28")
def test_signal_is_noted_once_and_overrules_what_was_allowed_before(store: Store) -> None:
    """P28: the signal wins over an older choice; a later choice without it wins over the signal."""
    ana = number(store, "LBT-1").id
    choices.choose(store, ana, frozenset({"sale"}), PAGE, NOW, "member.x")
    choices.choose(store, ana, frozenset(), PAGE, NOW + MINUTE, "member.x")

    first = choices.signal(store, ana, "gpc", Shown("signal"), NOW + 2 * MINUTE)
    again = choices.signal(store, ana, "dnt", Shown("signal"), NOW + 3 * MINUTE)
    standing = choices.standing_of(store, ana)

    assert (first, again) == (True, False)
    assert standing.refused == {"sale"}
    assert standing.overruled is not None
    assert standing.overruled.at == NOW + MINUTE
    choices.choose(store, ana, frozenset(), PAGE, NOW + 4 * MINUTE, "member.x")
    assert choices.standing_of(store, ana).overruled is None
    assert choices.signal(store, ana, "gpc", Shown("signal"), NOW + 5 * MINUTE)


def test_signal_of_somebody_who_refused_by_hand_is_noted_and_overrules_nothing(store: Store) -> None:
    ana = number(store, "LBT-1").id
    choices.choose(store, ana, frozenset({"sale"}), PAGE, NOW, "member.x")

    assert choices.signal(store, ana, "gpc", Shown("signal"), NOW + MINUTE)
    assert not choices.signal(store, ana, "gpc", Shown("signal"), NOW + 2 * MINUTE)
    assert choices.standing_of(store, ana).overruled is None


@pytest.mark.promise("P28")
def test_choice_by_address_or_number_holds_at_once_for_everybody_it_names(store: Store) -> None:
    """P28: no account and no proof; whoever else there is keeps what they chose."""
    ask(store, {"use", "collect"}, email=EMAIL.upper())
    ask(store, {"sale"}, number=" lbt-3 ")

    assert refused(store, "LBT-1") == refused(store, "LBT-2") == {"collect", "use", "mail"}
    assert refused(store, "LBT-3") == {"sale"}
    assert choice_desk.waiting(store) == []
    with store.reading():
        assert Suppression.holds(EMAIL)
        assert all(row.said is None for row in ChoiceRequest.select())


def test_choice_from_outside_only_ever_refuses_more(store: Store) -> None:
    ask(store, {"sale"}, email=EMAIL)
    ask(store, {"affiliates"}, email=EMAIL)

    assert refused(store, "LBT-1") == {"sale", "affiliates"}


@pytest.mark.promise("P28")
def test_nobody_learns_from_the_status_whether_there_is_a_record(store: Store) -> None:
    """What is shown depends on what was typed, and on nothing that we hold."""
    known, unknown = ask(store, {"sale"}, email=EMAIL), ask(store, {"sale"}, email="eve@example.org")
    place = {"name": "Eve", "address": "1 Elm Street"}
    named, both = ask(store, {"sale"}, **place), ask(store, {"sale"}, email=EMAIL, **place)

    assert choice_requests.status(store, known) == choice_requests.status(store, unknown)
    assert choice_requests.status(store, named) == choice_requests.status(store, both)
    assert choice_requests.status(store, known).state == "done"
    assert choice_requests.status(store, named).state == "waiting"
    for waits in choice_desk.waiting(store):
        choice_desk.close(store, waits.id, NOW + MINUTE)
    assert choice_requests.status(store, known) == choice_requests.status(store, unknown)
    assert choice_requests.status(store, named) == choice_requests.status(store, both)


def test_as_much_is_written_for_somebody_whom_nobody_knows(store: Store) -> None:
    """Counted in statements that write, so that the time of an answer tells nothing."""
    known = _writes(store, email="theo@example.org")
    unknown = _writes(store, email="eve@example.org")
    again = _writes(store, email="theo@example.org")

    assert known > 8
    assert abs(known - unknown) <= 4, (known, unknown)
    assert abs(again - unknown) <= 4, (again, unknown)


def _writes(store: Store, wanted: set[str] | None = None, **said: str) -> int:
    counted: list[str] = []
    store.database.connect(reuse_if_open=True)
    store.database.connection().set_trace_callback(counted.append)
    ask(store, wanted or set(choices.topics()) - {"collect", "use"}, **said)
    store.database.connection().set_trace_callback(None)
    return sum(sql.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")) for sql in counted)


def test_rehearsal_for_somebody_unknown_leaves_nothing_behind(store: Store) -> None:
    ask(store, {"sale", "sensitive"}, email="eve@example.org")

    with store.reading():
        assert [(row.topic, row.person_id) for row in Choice.select().order_by(Choice.topic)] == [
            ("sale", None),
            ("sensitive", None),
        ]
        assert all(row.request is not None for row in Choice.select())
        assert not [event for event in Event.in_order() if event.action.startswith("choice")]


def test_office_matches_a_request_and_what_was_typed_is_gone(store: Store) -> None:
    code = ask(store, {"sale"}, name="Theo Brandt", address="12 Juniper Lane")
    (waits,) = choice_desk.waiting(store)

    assert choice_desk.said(store, waits.id).name == "Theo Brandt"
    with pytest.raises(NobodyHasIt):
        choice_desk.match(store, waits.id, "LBT-9", Shown("desk"), NOW)
    choice_desk.match(store, waits.id, "LBT-3", Shown("desk"), NOW)

    assert refused(store, "LBT-3") == {"sale"}
    assert choice_requests.status(store, code).state == "done"
    for act in (choice_desk.said, choice_desk.close):
        with pytest.raises(NotKnown):
            act(store, waits.id, *([NOW] if act is choice_desk.close else []))
    with store.reading():
        assert ChoiceRequest.by_id(waits.id).said is None  # type: ignore[union-attr]


def test_reference_forgives_how_it_is_typed_and_stands_nowhere_in_the_database(store: Store) -> None:
    code = ask(store, {"sale"}, number="LBT-1")

    assert choice_requests.status(store, code.lower().replace("-", " ").replace("0", "o")).refused == (
        "sale",
    )
    for wrong in ("", "x" * 10_000, "000-000-000", "\0", code[:-1]):
        with pytest.raises(NotKnown):
            choice_requests.status(store, wrong)
    with store.reading():
        held = str([row.__data__ for row in ChoiceRequest.select()])
    assert code not in held
    assert code.replace("-", "") not in held


def test_nothing_is_stored_where_nothing_is_said(store: Store) -> None:
    for wanted, said in (
        (set[str](), {"email": EMAIL}),
        ({"sale"}, {}),
        ({"sale"}, {"name": "Ana"}),
        ({"sale"}, {"address": "1 Elm Street"}),
        ({"mail"}, {"email": EMAIL}),
    ):
        with pytest.raises(ValueError, match="say what"):
            ask(store, wanted, **said)
    with store.reading():
        assert ChoiceRequest.select().count() == Choice.select().count() == 0


def test_erasing_a_person_takes_their_choices_along(store: Store) -> None:
    theo = number(store, "LBT-3").id
    code = ask(store, {"sale"}, number="LBT-3")

    with store.writing():
        from privet.storage import erasure  # noqa: PLC0415

        erasure.erase(theo)

    with store.reading():
        assert Choice.select().where(Choice.person == theo).count() == 0
    with pytest.raises(NotKnown):
        choice_requests.status(store, code)


def witness(store: Store, app: Flask) -> Witness:
    office = opening.open_office(Path(app.instance_path))
    return Witness(office, Path(app.instance_path), store, NOW + timedelta(days=1))


@pytest.mark.promise("P28")
def test_evidence_is_kept_and_breaks_where_a_choice_in_force_is_nobodys_word(
    store: Store, app: Flask
) -> None:
    ask(store, {"sale", "use"}, email=EMAIL)
    assert choice_evidence.choices_evidence(witness(store, app)).state == "kept"

    with store.writing():
        Person.refusing(number(store, "LBT-1").id, "sale")

    assert choice_evidence.choices_evidence(witness(store, app)).state == "broken"


@pytest.mark.promise("P28")
def test_evidence_is_overdue_when_a_choice_waits_for_weeks(store: Store, app: Flask) -> None:
    choice_requests.ask(
        store,
        Asked(frozenset({"sale"}), Said(name="Eve", address="1 Elm Street")),
        PAGE,
        NOW - timedelta(days=30),
    )

    assert choice_evidence.choices_evidence(witness(store, app)).state == "overdue"


@pytest.mark.promise("P28")
def test_evidence_about_affiliates_breaks_with_the_rule(
    store: Store, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert choice_evidence.affiliates_evidence(witness(store, app)).state == "kept"

    monkeypatch.setattr(choice_evidence, "decide", lambda *_: permissions.Answer())

    assert choice_evidence.affiliates_evidence(witness(store, app)).state == "broken"


def test_what_nobody_could_look_for_is_not_kept_for_good(store: Store) -> None:
    ask(store, {"sale"}, email="nobody@example.org")
    ask(store, {"sale"}, name="Theo Ruiz", address="1 Elm Street")

    assert choice_desk.sweep(store, NOW + timedelta(days=29)) == 0
    assert choice_desk.sweep(store, NOW + timedelta(days=31)) == 1
    with store.reading():
        rows = {(row.state, row.said is None) for row in ChoiceRequest.select()}
    assert rows == {("unknown", True), ("waiting", False)}


def told(store: Store) -> list[tuple[str, str]]:
    with store.writing():
        found = [(row.template, row.recipient) for row in Mail.select()]
        Mail.delete().execute()
    return found


def test_member_whose_pages_a_stranger_closes_is_told_by_mail_once(store: Store) -> None:
    """Impersonal, like every change that guards an account; not to others, nor for other choices."""
    ana = number(store, "LBT-1").id
    people.account(store, person=ana, email="ana@example.org")
    people.account(store, person=number(store, "LBT-3").id)

    ask(store, {"sale", "use"}, number="LBT-1")
    ask(store, {"collect"}, number="LBT-3")
    ask(store, {"collect"}, email="eve@example.org")
    assert told(store) == []
    ask(store, {"collect", "use"}, number="LBT-1")
    ask(store, {"collect"}, number="LBT-1")
    assert told(store) == [("changed", "ana@example.org")]
    opens = Wish(ana, "member.x", allowed=frozenset({"collect"}))
    choices.change(store, opens, Shown("account"), NOW + MINUTE)
    ask(store, {"collect"}, number="LBT-1")
    assert told(store) == []
    (waits,) = [each for each in choice_desk.waiting(store) if each.found]
    choice_desk.match(store, waits.id, "LBT-1", Shown("desk"), NOW + 2 * MINUTE)
    assert told(store) == [("changed", "ana@example.org")]


def test_as_much_is_written_for_nobody_when_a_mail_would_go_out(store: Store) -> None:
    theo = number(store, "LBT-3").id
    people.account(store, person=theo, email="theo@example.net")

    known, unknown = (_writes(store, {"collect"}, number=each) for each in ("LBT-3", "LBT-9"))

    assert told(store) == [("changed", "theo@example.net")]
    assert abs(known - unknown) <= 3, (known, unknown)


def later(store: Store, wanted: set[str], **said: str) -> str:
    asked = Asked(frozenset(wanted), Said(**said))
    return choice_requests.ask(store, asked, PAGE, NOW, later=True)


def test_what_was_put_off_is_carried_out_once_with_its_proof_and_by_name_waits_on(store: Store) -> None:
    later(store, {"use"}, email="theo@example.org")
    named = later(store, {"sale"}, name="Theo Brandt", address="12 Juniper Lane")
    assert refused(store, "LBT-3") == set()
    assert len(choice_desk.waiting(store)) == 2

    choice_desk.sweep(store, NOW + timedelta(days=40))

    assert refused(store, "LBT-3") == {"use", "mail"}
    made = choices.history(store, number(store, "LBT-3").id)
    assert [(act.topic, act.way, act.statement) for act in made] == [("use", "page", "1.0")]
    assert choice_requests.status(store, named).state == "waiting"
    assert choice_carrying.work(store, NOW) == 0


def test_what_was_put_off_undoes_nothing_that_the_person_said_since(store: Store) -> None:
    ana, allowed = number(store, "LBT-1").id, frozenset({"sale", "collect"})
    choices.choose(store, ana, allowed, PAGE, NOW - MINUTE, "member.x")
    later(store, {"sale", "affiliates", "collect"}, number="LBT-1")
    choices.change(store, Wish(ana, "member.x", allowed=allowed), Shown("account"), NOW + MINUTE)

    choice_carrying.work(store, NOW + 2 * MINUTE)

    assert refused(store, "LBT-1") == {"affiliates"}
    assert [waits.found for waits in choice_desk.waiting(store)] == [True]


def test_each_of_a_family_who_opened_the_pages_again_is_asked(store: Store) -> None:
    both = [number(store, called).id for called in ("LBT-1", "LBT-2")]
    for person in both:
        choices.choose(store, person, frozenset({"collect"}), PAGE, NOW, "member.x")
        choices.choose(store, person, frozenset(), Shown("account"), NOW + MINUTE, "member.x")

    choice_requests.ask(store, Asked(frozenset({"collect"}), Said(email=EMAIL)), PAGE, NOW + 2 * MINUTE)

    for person in both:
        assert choice_requests.asks_to_close(store, person) == NOW + 2 * MINUTE
    assert len(choice_desk.waiting(store)) == 2


def test_nothing_ends_at_which_nobody_looked(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """However long the line is: what waits in it was never looked up, so it isn’t about nobody."""
    monkeypatch.setattr(choice_carrying, "AT_ONCE", 1)
    later(store, {"sale"}, number="LBT-1")
    later(store, {"sale"}, number="LBT-3")

    choice_desk.sweep(store, NOW + timedelta(days=40))
    choice_desk.sweep(store, NOW + timedelta(days=40))

    assert refused(store, "LBT-1") == refused(store, "LBT-3") == {"sale"}
