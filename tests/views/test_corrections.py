"""Corrections as people ask for them on pages: field by field, in two tabs, with a statement at the end."""

import hashlib
from datetime import date

import pytest
from flask import Flask

from privet.domain import attempts, correction_decisions, events
from privet.domain.correction_decisions import Verdict
from privet.domain.roles import SCOPES
from privet.storage.corrections import Correction
from privet.storage.delegations import Delegation
from privet.storage.ids import new_id
from privet.storage.store import Store
from tests import people
from tests.corrections import OFFICE, WHY, Scene, hidden, scene, send, setting


def refused(found: Scene, name: str = "birth_date", new: str = "1984-02-28") -> str:
    made = found.ask(name, new)
    verdict = Verdict(correction=made, version=0, reason="accurate", note="Your birth certificate says so.")
    correction_decisions.refuse(found.store, OFFICE, verdict, setting())
    return made


def correct(found: Scene, name: str = "name", person: str = "") -> str:
    return f"/account/corrections/ask/{person or found.person}/{name}/"


def count(store: Store) -> int:
    with store.reading():
        return int(Correction.select().count())


def test_member_asks_for_a_correction_and_follows_it(app: Flask) -> None:
    found = scene(app)
    client = people.signed_in(app, found.account)

    form = client.get(correct(found)).text
    sent = send(client, correct(found), form, new="Ana Ruiz Soto", reason=WHY, enclosure="y")
    page = client.get(sent.location).text
    overview = client.get("/account/corrections/").text

    assert "Ana María Ruiz" in form
    assert "The benefits office of your employer decides" in form
    assert sent.status_code == 303
    row = found.row(sent.location.rstrip("/").rpartition("/")[2].partition("?")[0])
    assert (row.old, row.new, row.reason) == ("Ana María Ruiz", "Ana Ruiz Soto", WHY)
    assert (row.state, row.desk, row.enclosure, row.asked_by) == ("open", False, True, found.who.actor)
    code = f"{row.id[:3]}-{row.id[3:6]}-{row.id[6:]}"
    assert f"Papers for the request {code}" in page
    assert "PO Box 4100" in page
    assert "Your benefits office has it." in overview
    assert found.fact("name") == "Ana María Ruiz"


def test_what_is_masked_elsewhere_is_masked_here(app: Flask) -> None:
    found = scene(app)
    client = people.signed_in(app, found.account)

    number = client.get(correct(found, "ssn")).text
    birth = client.get(correct(found, "birth_date")).text
    made = found.ask("birth_date", "1984-02-28")
    page = client.get(f"/account/corrections/{made}/").text

    assert "•••-••-4417" in number
    assert "•• •• 1984" in birth
    assert "1984-02-2" not in birth.replace("1984-02-29.", "") + page


def test_whole_number_is_refused_where_only_the_last_four_are_kept(app: Flask) -> None:
    found = scene(app)
    client = people.signed_in(app, found.account)

    answer = send(client, correct(found, "ssn"), new="219-09-4418", reason=WHY)

    assert answer.status_code == 422
    assert "Please write the last four digits only." in answer.text
    assert count(found.store) == 0


@pytest.mark.parametrize(
    ("name", "held", "other"), [("birth_date", "1984-02-29", "1984-02-28"), ("ssn", "4417", "4418")]
)
def test_nobody_finds_out_what_is_masked_by_asking_for_it(
    app: Flask, name: str, held: str, other: str
) -> None:
    """A right guess and a wrong one are answered alike, with a reason and without."""
    found = scene(app)
    client = people.signed_in(app, found.account)
    said = []
    for value in (held, other):
        without = send(client, correct(found, name), new=value)
        sent = send(client, correct(found, name), new=value, reason=WHY)
        found_row = sent.location.rstrip("/").rpartition("/")[2]
        send(client, f"/account/corrections/{found_row}/withdraw", client.get(sent.location).text)
        text = without.text.replace(f'value="{value}"', "").replace(hidden(without.text, "csrf_token"), "")
        said.append((without.status_code, sent.status_code, text))

    assert said[0] == said[1]
    assert said[0][:2] == (422, 303)
    shown = send(client, correct(found, "email"), new=found.fact("email"), reason=WHY)
    assert "This is what the record says already." in shown.text


@pytest.mark.parametrize("name", ["birth_date", "ssn"])
def test_fingerprint_in_the_form_is_not_one_that_can_be_made_from_a_value(app: Flask, name: str) -> None:
    """It is keyed, and bound to record and field: another one's doesn't fit, whatever is held there."""
    found, other = scene(app), scene(app, group="carver-dock")
    client = people.signed_in(app, found.account)
    prints = {hidden(client.get(correct(found, name)).text, "seen")}
    prints |= {hidden(people.signed_in(app, other.account).get(correct(other, name)).text, "seen")}
    form = client.get(correct(found, name)).text

    tries = [hashlib.sha256(str(found.fact(name)).encode()).hexdigest(), "", *prints]
    codes = [
        send(client, correct(found, name), form, new="x", reason=WHY, seen=each).status_code for each in tries
    ]

    assert len(prints) == 2
    assert sorted(codes) == [409, 409, 409, 422]


def test_account_sends_thirty_requests_an_hour_and_signing_in_again_changes_nothing(app: Flask) -> None:
    found = scene(app)
    client = people.signed_in(app, found.account)
    form = client.get(correct(found)).text
    answers = [send(client, correct(found), form, new="", reason="").status_code for _ in range(30)]

    attempts.forgive(found.store, found.account)
    more = send(client, correct(found), form, new="Ana Soto", reason=WHY)

    assert set(answers) == {422}
    assert more.status_code == 429
    assert "This one wasn’t sent" in more.text
    assert 'value="Ana Soto"' in more.text
    assert count(found.store) == 0
    other = scene(app, group="carver-dock")
    assert (
        send(people.signed_in(app, other.account), correct(other), new="Ana Soto", reason=WHY).status_code
        == 303
    )


def test_faults_stand_beside_the_fields_and_keep_what_was_typed(app: Flask) -> None:
    found = scene(app)
    client = people.signed_in(app, found.account)

    answer = send(client, correct(found, "birth_date"), new="2/29/1984", reason="  ")

    assert answer.status_code == 422
    assert 'value="2/29/1984"' in answer.text
    assert "such as 1984-02-29" in answer.text
    assert answer.text.count('class="fault"') == 2
    assert count(found.store) == 0


def test_two_tabs_show_the_earlier_request_and_lose_nothing(app: Flask) -> None:
    found = scene(app)
    client = people.signed_in(app, found.account)
    one, two = client.get(correct(found)).text, client.get(correct(found)).text
    first = send(client, correct(found), one, new="Ana Ruiz", reason=WHY)

    second = send(client, correct(found), two, new="Ana Soto", reason="Another reason")
    third = send(client, correct(found), second.text, new="Ana Soto", reason="Another reason")

    assert first.status_code == 303
    assert second.status_code == 409
    assert "You asked for this already" in second.text
    assert "Ana Ruiz" in second.text
    assert 'value="Ana Soto"' in second.text
    assert "Another reason" in second.text
    assert third.status_code == 303
    with found.store.reading():
        rows = {row.new: row.state for row in Correction.select()}
    assert rows == {"Ana Ruiz": "withdrawn", "Ana Soto": "open"}


def test_record_that_changed_meanwhile_is_shown_beside_what_was_typed(app: Flask) -> None:
    """The member and the office at once: both values are on the page, and sending again goes on."""
    found = scene(app)
    client = people.signed_in(app, found.account)
    form = client.get(correct(found)).text
    found.change(name="Ana M. Ruiz")

    answer = send(client, correct(found), form, new="Ana Soto", reason=WHY)
    again = send(client, correct(found), answer.text, new="Ana Soto", reason=WHY)

    assert answer.status_code == 409
    assert "The record changed meanwhile" in answer.text
    assert "Ana M. Ruiz" in answer.text
    assert 'value="Ana Soto"' in answer.text
    assert again.status_code == 303
    row = found.row(again.location.rstrip("/").rpartition("/")[2])
    assert (row.old, row.base) == ("Ana M. Ruiz", 2)


def test_change_elsewhere_in_the_record_is_no_conflict(app: Flask) -> None:
    found = scene(app)
    client = people.signed_in(app, found.account)
    form = client.get(correct(found)).text
    found.change(plan="Larkspur Plus")

    assert send(client, correct(found), form, new="Ana Soto", reason=WHY).status_code == 303


def test_removal_is_asked_for_where_the_record_stands_without_it(app: Flask) -> None:
    found = scene(app)
    client = people.signed_in(app, found.account)

    email = send(client, correct(found, "email"), remove="y", reason=WHY)
    name = send(client, correct(found, "name"), remove="y", reason=WHY)

    assert email.status_code == 303
    assert found.row(email.location.rstrip("/").rpartition("/")[2]).new is None
    assert name.status_code == 404
    assert count(found.store) == 1


def test_request_is_taken_back_while_it_is_open(app: Flask) -> None:
    found = scene(app)
    client = people.signed_in(app, found.account)
    made = found.ask()
    page = client.get(f"/account/corrections/{made}/").text

    send(client, f"/account/corrections/{made}/withdraw", page)

    assert found.row(made).state == "withdrawn"
    assert "You took it back." in client.get("/account/corrections/").text


def test_extra_fields_of_a_form_change_nothing(app: Flask) -> None:
    """Mass assignment: what the form doesn’t offer is dropped."""
    found = scene(app)
    other = people.person(found.store, "LBT-9")
    client = people.signed_in(app, found.account)

    sent = send(
        client,
        correct(found, "birth_date"),
        new="1984-02-28",
        reason=WHY,
        state="approved",
        desk="",
        field="name",
        person=other,
        asked_by="command",
        due_on="2099-01-01",
        decided_by="command",
        base="999",
    )

    row = found.row(sent.location.rstrip("/").rpartition("/")[2])
    assert (row.state, row.desk, row.field, row.person_id) == ("open", True, "birth_date", found.person)
    assert (row.asked_by, row.decided_by, row.base) == (found.who.actor, "", 1)
    assert row.due_on < date(2098, 1, 1)
    assert found.fact("birth_date") == "1984-02-29"


@pytest.mark.parametrize(
    "name",
    [
        "number",
        "status",
        "group",
        "representative",
        "confidential_address",
        "dependents",
        "provenance",
        "version",
        "keep_until",
        "id",
    ],
)
def test_fields_that_cannot_be_corrected_are_unknown(app: Flask, name: str) -> None:
    found = scene(app)
    client = people.signed_in(app, found.account)

    assert client.get(correct(found, name)).status_code == 404


@pytest.mark.promise("P36")
def test_requests_and_records_of_others_are_like_unknown_ones(app: Flask) -> None:
    """P36: nobody learns from an id of somebody else whether it is one."""
    found, other = scene(app), scene(app, group="carver-dock")
    made = refused(other)
    client = people.signed_in(app, found.account)
    token = people.token(client.get("/account/corrections/").text)
    said = []
    for request, person in (("7QK2M4XY0", new_id()), (made, other.person)):
        base, form = f"/account/corrections/{request}", f"/account/corrections/ask/{person}/name/"
        pages = [client.get(path) for path in (f"{base}/", f"{base}/disagree", form)]
        data = {"csrf_token": token, "text": "x", "new": "Mallory", "reason": "x"}
        pages += [client.post(path, data=data) for path in (f"{base}/withdraw", f"{base}/disagree", form)]
        said.append([(p.status_code, p.text.replace(request, "").replace(person, "")) for p in pages])

    assert said[0] == said[1]
    assert {code for code, _text in said[0]} == {404}
    assert found.row(made).state == "refused"


def test_dependent_asks_for_the_own_record_and_the_office_decides(app: Flask) -> None:
    found = scene(app)
    child = people.person(found.store, "K-1", holder=found.person, relation="child", birth_date="2004-01-02")
    client = people.signed_in(app, people.account(found.store, "dependent", person=child))

    sent = send(client, correct(found, "name", child), new="Luz Ruiz", reason=WHY)

    assert found.row(sent.location.rstrip("/").rpartition("/")[2]).desk is True
    assert client.get(correct(found)).status_code == 404


def test_member_corrects_name_and_birth_date_of_a_minor_child_alone(app: Flask) -> None:
    found = scene(app)
    child = people.person(found.store, "K-1", holder=found.person, relation="child", birth_date="2015-01-02")
    adult = people.person(found.store, "K-2", holder=found.person, relation="child", birth_date="2001-01-02")
    client = people.signed_in(app, found.account)

    page = client.get("/account/corrections/").text
    sent = send(client, correct(found, "birth_date", child), new="2015-02-01", reason=WHY)

    made = sent.location.rstrip("/").rpartition("/")[2]
    assert found.row(made).desk is True
    assert (child in page, adult in page) == (True, False)
    assert "for a child" in client.get("/account/corrections/").text
    for name in ("address", "email", "ssn", "plan"):
        assert client.get(correct(found, name, child)).status_code == 404
    for name in ("name", "birth_date"):
        assert client.get(correct(found, name, adult)).status_code == 404


def test_parent_loses_sight_of_a_childs_request_at_the_age_of_majority(app: Flask) -> None:
    found = scene(app)
    child = people.person(found.store, "K-1", holder=found.person, relation="child", birth_date="2015-01-02")
    made = found.ask("name", "Luz Ruiz", person=child)
    client = people.signed_in(app, found.account)
    before = client.get(f"/account/corrections/{made}/").status_code
    found.person, mine = child, found.person
    found.change(birth_date="2001-01-02")
    found.person = mine

    assert before == 200
    assert client.get(f"/account/corrections/{made}/").status_code == 404
    assert made not in client.get("/account/corrections/").text


@pytest.mark.parametrize("scope", SCOPES)
def test_agent_asks_only_with_the_scope_for_it(app: Flask, scope: str) -> None:
    found = scene(app)
    agent = people.account(found.store, "agent", name="Jo Marsh")
    with found.store.writing():
        Delegation.create(
            id=new_id(),
            person=found.person,
            agent=agent,
            kind="agent",
            scope=f'["{scope}"]',
            paper="drawer 3",
            starts_on=date(2026, 1, 1),
        )
    client = people.signed_in(app, agent)
    token = people.token(client.get("/account/acting").text)
    client.post("/account/acting", data={"csrf_token": token, "person": found.person})

    statuses = {client.get(path).status_code for path in (correct(found), "/account/corrections/")}

    assert statuses == {200 if scope == "correct" else 403}


@pytest.mark.promise("P24")
def test_refusal_shows_its_reason_and_the_right_to_disagree(app: Flask) -> None:
    """P24: a refused request says why, in words and with the law, and takes a statement of disagreement."""
    found = scene(app)
    made = refused(found)
    client = people.signed_in(app, found.account)

    page = client.get(f"/account/corrections/{made}/").text
    send(client, f"/account/corrections/{made}/disagree", text="The certificate was mended in 1990.")
    after = client.get(f"/account/corrections/{made}/").text
    again = send(client, f"/account/corrections/{made}/disagree", page, text="Something else")

    assert "What the record says is accurate and complete." in page
    assert "45 CFR 164.526(a)(2)(iv)" in page
    assert "Your birth certificate says so." in page
    assert "Write a statement of disagreement" in page
    assert "The certificate was mended in 1990." in after
    assert "The certificate was mended in 1990." in client.get("/account/record/").text
    assert again.status_code == 303
    assert "Something else" not in client.get(f"/account/corrections/{made}/").text


def test_statement_has_limits_and_keeps_what_was_typed(app: Flask) -> None:
    found = scene(app)
    made = refused(found)
    client = people.signed_in(app, found.account)

    answer = send(client, f"/account/corrections/{made}/disagree", text="x" * 3001)

    assert answer.status_code == 422
    assert "x" * 3001 in answer.text


def test_nobody_disagrees_before_the_refusal(app: Flask) -> None:
    found = scene(app)
    made = found.ask("birth_date", "1984-02-28")
    client = people.signed_in(app, found.account)
    page = client.get(f"/account/corrections/{made}/").text

    answer = send(client, f"/account/corrections/{made}/disagree", page, text="Why so slow?")

    assert answer.status_code == 303
    assert "Why so slow?" not in client.get(f"/account/corrections/{made}/").text


@pytest.mark.promise("P12")
def test_each_form_and_request_that_shows_a_value_leaves_an_event(app: Flask) -> None:
    """P12: looking at a value names its purpose."""
    found = scene(app)
    made = found.ask()
    client = people.signed_in(app, found.account)
    before = len(events.listed(found.store, "record.read"))

    client.get(correct(found))
    client.get(f"/account/corrections/{made}/")
    client.get("/account/corrections/")

    looks = events.listed(found.store, "record.read")[before:]
    assert [(look.subject, look.purpose) for look in looks] == [(found.person, "correction")] * 2
