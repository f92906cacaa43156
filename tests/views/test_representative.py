"""The representative’s pages: enrolment facts of the own group, decisions on those, and nothing else."""

import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from privet.domain import correction_decisions, corrections, events, record, representatives
from privet.domain.correction_decisions import OwnRecord, Verdict
from privet.domain.corrections import Asked
from privet.domain.datafiles import BadFile
from privet.domain.representatives import decider_of
from privet.storage import members
from privet.storage.accounts import Account
from privet.storage.events import Event
from privet.storage.ids import new_id
from privet.storage.people import Person
from privet.web import access, sessions
from tests import people
from tests.corrections import WHY, Scene, scene, send, setting

SECRETS = {
    "ssn_last4": "4417",
    "birth_date": "1984-02-29",
    "email": "ana.ruiz@example.org",
    "confidential_address": "9 Hidden Court\nAkron, OH 44301",
}
MARKS = ("4417", "1984-02-29", "1984", "ana.ruiz@example.org", "Hidden Court", "Luz Ruiz", "K-1")


def guarded(app: Flask) -> Scene:
    """Make a member with everything that an employer never sees, a dependent among it."""
    found = scene(app, facts=SECRETS)
    people.person(
        found.store, "K-1", holder=found.person, group=found.group, name="Luz Ruiz", relation="child"
    )
    return found


def queue(made: str) -> str:
    return f"/account/queue/{made}/"


@pytest.mark.promise("P25")
def test_representative_sees_enrolment_facts_and_no_more(app: Flask) -> None:
    """P25: on every page an employer has, none of what is never theirs."""
    found = guarded(app)
    made = found.ask("plan", "Larkspur Plus")
    client = people.signed_in(app, found.office_account)

    pages = [
        client.get("/account/members/").text,
        client.get(f"/account/members/{found.person}/").text,
        client.get("/account/queue/").text,
        client.get(queue(made)).text,
        send(client, "/account/members/", entered="ana").text,
    ]

    assert "Larkspur Standard" in pages[1]
    assert all("Ana María Ruiz" in page for page in (pages[0], *pages[1:]))
    assert not [mark for mark in MARKS for page in pages if mark in page]


@pytest.mark.promise("P25")
def test_address_of_somebody_with_confidential_post_is_not_opened(app: Flask) -> None:
    """P25: nor does the page say why it isn't there; it looks as if no address were held."""
    hidden, open_, none = (
        guarded(app),
        scene(app, group="carver-dock"),
        scene(app, group="tanner-row", facts={}),
    )
    none.change(address="")
    pages = [
        people.signed_in(app, each.office_account).get(f"/account/members/{each.person}/").text
        for each in (hidden, open_, none)
    ]

    facts = [re.findall("<dt>(.*?)</dt>", page) for page in pages]
    with hidden.store.reading():
        (event,) = [e for e in Event.about(hidden.person) if e.action == "record.read"]
        opened = (event.opened() or {})["fields"]
    assert ["12 Juniper Lane" in page for page in pages] == [False, True, False]
    assert facts[0] == facts[2] == [each for each in facts[1] if each != "Address"]
    assert {"address", "confidential_address"}.isdisjoint(opened)


def test_request_that_became_the_own_one_meanwhile_is_nothing_to_decide(app: Flask) -> None:
    """The check when it is written answers with a page, too, as the one before the page does."""
    found = scene(app)
    made = found.ask()
    client = people.signed_in(app, found.office_account)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(correction_decisions, "approve", _refused_as_own)
        answer = send(client, queue(made), decision="approve")

    assert answer.status_code == 409
    assert "This was decided already" in answer.text


def _refused_as_own(*_all: object) -> None:
    raise OwnRecord


@pytest.mark.promise("P25")
@pytest.mark.parametrize("name", sorted(record.NEVER_ENROLMENT))
def test_no_file_opens_to_employers_what_is_never_theirs(tmp_path: Path, name: str) -> None:
    """P25: one list decides, and it can’t be widened by the organisation’s own file."""
    shipped = (Path(record.__file__).parent.parent / "data" / "record.toml").read_text("utf-8")
    opened = shipped.replace(f"[{name}]\n", f"[{name}]\nenrolment = true\n")
    (tmp_path / "record.toml").write_text(opened, "utf-8")

    with pytest.raises(BadFile):
        record.enrolment(tmp_path)


@pytest.mark.promise("P25")
def test_only_the_listed_columns_are_opened(app: Flask) -> None:
    """P25: the event says what was opened, field by field."""
    found = guarded(app)
    client = people.signed_in(app, found.office_account)

    client.get(f"/account/members/{found.person}/")

    with found.store.reading():
        (event,) = [e for e in Event.about(found.person) if e.action == "record.read"]
        opened = (event.opened() or {})["fields"]
    assert event.purpose == "enrolment"
    assert event.actor == found.representative.actor
    assert set(opened) <= {
        "number",
        "name",
        "address",
        "plan",
        "covered_from",
        "covered_until",
        "status",
        "group",
    }


NEVER = ("ask", "copy", "correction", "corrections", "disagree", "looks", "record", "reveal", "withdraw")


@pytest.mark.promise("P25")
@pytest.mark.parametrize("name", NEVER)
def test_pages_of_the_own_record_declare_no_representative(app: Flask, name: str) -> None:
    """P25: whatever shows or changes a record as its owner does isn’t for an employer."""
    declared = access.of(app.view_functions[f"account.{name}"])

    assert declared is not None
    assert "representative" not in declared.roles


@pytest.mark.promise("P25")
def test_every_other_page_is_closed_to_the_representative(app: Flask) -> None:
    """P25: an employer gets 403 on everything but enrolment facts."""
    found = guarded(app)
    client = people.signed_in(app, found.office_account)
    token = people.token(client.get("/account/members/").text)
    tried = 0
    for rule in app.url_map.iter_rules():
        declared = access.of(app.view_functions[rule.endpoint])
        if declared is None or not declared.roles or "representative" in declared.roles or declared.half:
            continue
        values: dict[str, Any] = {name: new_id() if name != "number" else 1 for name in rule.arguments}
        with app.test_request_context():
            address = app.url_for(rule.endpoint, **values, _external=False)
        answer = (
            client.get(address)
            if "GET" in (rule.methods or ())
            else client.post(address, data={"csrf_token": token})
        )
        tried += 1
        assert answer.status_code == 403, f"{rule.endpoint} answers {answer.status_code} to a representative"
    assert tried > 5


@pytest.mark.promise("P25")
def test_members_and_requests_of_other_groups_are_like_unknown_ones(app: Flask) -> None:
    """P25: an id of somebody else’s member, of a dependent, or of no one: the same page."""
    found, other = guarded(app), scene(app, group="carver-dock")
    foreign = other.ask()
    mine = found.ask("birth_date", "1984-02-28")
    with found.store.reading():
        child = next(row.id for row in Person.select() if row.holder_id)
    client = people.signed_in(app, found.office_account)
    token = people.token(client.get("/account/members/").text)
    data = {"csrf_token": token, "decision": "approve", "version": "1"}
    said = []
    for person, request in ((new_id(), "7QK2M4XY0"), (other.person, foreign), (child, mine)):
        pages = [
            client.get(f"/account/members/{person}/"),
            client.get(queue(request)),
            client.post(queue(request), data=data),
        ]
        said.append([(p.status_code, p.text.replace(person, "").replace(request, "")) for p in pages])

    assert said[0] == said[1] == said[2]
    assert {status for status, _text in said[0]} == {404}
    assert other.row(foreign).state == found.row(mine).state == "open"


def test_approval_changes_the_record_and_keeps_old_and_new(app: Flask) -> None:
    found = scene(app)
    made = found.ask()
    client = people.signed_in(app, found.office_account)

    answer = send(client, queue(made), decision="approve")

    assert answer.status_code == 303
    row = found.row(made)
    assert (row.state, row.old, row.new) == ("approved", "Ana María Ruiz", "Ana María Ruiz Soto")
    assert row.decided_by == found.representative.actor
    assert found.fact("name") == "Ana María Ruiz Soto"
    assert found.fact("version") == 2
    with found.store.reading():
        assert Person.get_by_id(found.person).origins()["name"][0] == "web"
    assert "Nothing waits for you." in client.get("/account/queue/").text


def test_refusal_needs_a_reason_from_the_list_and_goes_to_the_office(app: Flask) -> None:
    found = scene(app)
    made = found.ask()
    client = people.signed_in(app, found.office_account)

    without = send(client, queue(made), decision="refuse", note="No.")
    made_up = send(client, queue(made), decision="refuse", reason="because")
    office_only = send(client, queue(made), decision="refuse", reason="not-created")
    good = send(client, queue(made), decision="refuse", reason="accurate", note="So it stands in our files.")

    assert {a.status_code for a in (without, made_up, office_only)} == {422}
    assert "No." in without.text
    assert good.status_code == 303
    row = found.row(made)
    assert (row.state, row.desk, row.refusal) == ("open", True, "accurate")
    member = people.signed_in(app, found.account).get(f"/account/corrections/{made}/").text
    assert "Your benefits office refused it; our office decides now." in member
    assert "you may write a statement of disagreement" in member
    assert client.get(queue(made)).status_code == 409


def test_passing_on_leaves_it_to_the_office(app: Flask) -> None:
    found = scene(app)
    made = found.ask()
    client = people.signed_in(app, found.office_account)

    send(client, queue(made), decision="pass")

    assert (found.row(made).state, found.row(made).desk) == ("open", True)


def test_second_decision_sees_that_it_was_decided(app: Flask) -> None:
    found = scene(app)
    made = found.ask()
    client = people.signed_in(app, found.office_account)
    page = client.get(queue(made)).text
    send(client, queue(made), page, decision="approve")

    second = send(client, queue(made), page, decision="refuse", reason="accurate")

    assert second.status_code == 409
    assert "This was decided already" in second.text
    assert (found.row(made).state, found.fact("version")) == ("approved", 2)


def test_record_that_changed_meanwhile_is_shown_before_anything_is_decided(app: Flask) -> None:
    found = scene(app)
    made = found.ask()
    client = people.signed_in(app, found.office_account)
    page = client.get(queue(made)).text
    found.change(name="Ana M. Ruiz")

    answer = send(client, queue(made), page, decision="approve", note="Seen the card.")
    again = send(client, queue(made), answer.text, decision="approve")

    assert answer.status_code == 409
    assert all(name in answer.text for name in ("Ana María Ruiz", "Ana M. Ruiz", "Ana María Ruiz Soto"))
    assert "Seen the card." in answer.text
    assert again.status_code == 303
    assert found.fact("name") == "Ana María Ruiz Soto"


def test_extra_fields_of_a_decision_change_nothing_else(app: Flask) -> None:
    """Mass assignment: a representative can’t make one request into another."""
    found = guarded(app)
    made = found.ask()
    client = people.signed_in(app, found.office_account)

    send(
        client,
        queue(made),
        decision="approve",
        field="ssn_last4",
        new="0001",
        person=new_id(),
        state="refused",
        old="x",
        group="carver-dock",
    )

    assert found.fact("name") == "Ana María Ruiz Soto"
    assert found.fact("ssn_last4") == "4417"
    assert found.fact("group_id") == found.group


@pytest.mark.parametrize("decision", ["approve", "refuse"])
def test_nobody_decides_on_the_own_record(app: Flask, decision: str) -> None:
    found = scene(app, facts={"name": "Office of hollis-mills"})
    made = found.ask(new="Office of Hollis")
    client = people.signed_in(app, found.office_account)

    page = client.get(queue(made)).text
    answer = send(client, queue(made), page, decision=decision, reason="accurate")

    assert "This may be your own record." in page
    assert 'value="approve"' not in page
    assert answer.status_code == 422
    deed = getattr(correction_decisions, decision)
    verdict = Verdict(correction=made, version=1, reason="accurate")
    with pytest.raises(OwnRecord):
        deed(found.store, decider_of(found.representative), verdict, setting())
    assert found.row(made).state == "open"


def test_address_of_somebody_with_confidential_post_never_goes_to_the_employer(app: Flask) -> None:
    found, other = scene(app), scene(app, group="carver-dock", facts=SECRETS)
    waits = found.ask("address", "4 Elm Street\nDayton, OH 45402")
    kept = other.ask("address", "4 Elm Street\nDayton, OH 45402")
    client = people.signed_in(app, found.office_account)
    before = client.get(queue(waits)).status_code

    found.change(
        confidential_address="9 Hidden Court\nAkron, OH 44301",
        provenance=found.fact("provenance")[:-1] + ', "confidential_address": ["web", "2026-11-20", "1.0"]}',
    )

    assert (found.row(waits).desk, other.row(kept).desk) == (False, True)
    assert before == 200
    assert client.get(queue(waits)).status_code == 404
    assert waits not in client.get("/account/queue/").text


@pytest.mark.parametrize("entered", ["HOLLIS-MILLS-1", "hollis-mills-1 ", "ana ruiz", "RUIZ", "mar"])
def test_search_finds_by_number_and_by_words_of_the_name(app: Flask, entered: str) -> None:
    found = guarded(app)
    people.person(found.store, "LBT-7", group=found.group, name="Ben Carver")
    client = people.signed_in(app, found.office_account)

    page = send(client, "/account/members/", entered=entered).text

    assert "1 member found." in page
    assert "hollis-mills-1" in page
    assert "Ben Carver" not in page


@pytest.mark.parametrize("entered", ["carver-dock-1", "nils", "K-1", "luz", "nobody", "%", "* OR 1=1"])
def test_search_finds_nobody_outside_the_group_and_no_dependents(app: Flask, entered: str) -> None:
    found = guarded(app)
    scene(app, group="carver-dock", facts={"name": "Nils Berg"})
    client = people.signed_in(app, found.office_account)

    page = send(client, "/account/members/", entered=entered).text

    assert "0 members found." in page


def test_search_for_names_holds_nobody_up_who_writes(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    found = guarded(app)
    store, names, inside = found.store, members.names, []

    def watched(group: str) -> Any:
        with pytest.raises(RuntimeError, match="reads"), store.writing():
            pass
        inside.append(group)
        return names(group)

    monkeypatch.setattr(members, "names", watched)
    page = send(people.signed_in(app, found.office_account), "/account/members/", entered="ana").text

    assert inside == [found.group]
    assert "1 member found." in page


def test_member_who_left_while_names_were_searched_is_not_shown(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = guarded(app)
    other = people.group(found.store, "carver-dock")
    before = representatives.search(found.store, found.representative, "ana", sessions.now())
    monkeypatch.setattr(members, "named", lambda *_: [found.person])
    found.change(group=other)

    assert before.total == 1
    assert representatives.search(found.store, found.representative, "ana", sessions.now()).lines == ()


def test_names_are_searched_sixty_times_an_hour_at_most(app: Flask) -> None:
    found = guarded(app)
    client = people.signed_in(app, found.office_account)
    for _ in range(60):
        representatives.search(found.store, found.representative, "x", sessions.now())

    answer = send(client, "/account/members/", entered="ana")

    assert answer.status_code == 429
    assert "You have searched for many names." in answer.text
    assert "Ana María Ruiz" not in answer.text
    assert "1 member found." in send(client, "/account/members/", entered="hollis-mills-1").text


def test_list_is_paged_and_each_shown_line_leaves_one_event(app: Flask) -> None:
    found = scene(app)
    for number in range(30):
        people.person(found.store, f"M-{number}", group=found.group, name=f"Member {number}")
    client = people.signed_in(app, found.office_account)

    first, second = client.get("/account/members/").text, client.get("/account/members/?page=2").text

    assert "page 1 of 2" in first
    assert (first.count("<tr>"), second.count("<tr>")) == (26, 7)
    seen = events.listed(found.store, "record.read")
    assert len({event.subject for event in seen}) == len(seen) == 31
    assert client.get("/account/members/?page=99").status_code == 200
    assert client.get("/account/members/?page=x").status_code == 200


@pytest.mark.promise("P25")
def test_list_and_queue_hold_the_own_group_alone(app: Flask) -> None:
    """P25: neither members nor requests of another group stand there."""
    found, other = guarded(app), scene(app, group="carver-dock", facts={"name": "Nils Berg"})
    other.ask()
    client = people.signed_in(app, found.office_account)

    members, queue = client.get("/account/members/").text, client.get("/account/queue/").text

    assert "1 member</p>" in members
    assert "Nils Berg" not in members + queue
    assert "carver-dock-1" not in members + queue


def test_former_members_stay_in_the_list(app: Flask) -> None:
    found = scene(app, facts={"status": "former"})

    page = people.signed_in(app, found.office_account).get("/account/members/").text

    assert "Not covered any more" in page


def test_group_without_anybody_who_can_sign_in_leaves_it_to_the_office(app: Flask) -> None:
    found = scene(app)
    with found.store.writing():
        Account.update(disabled_at=1).where(Account.id == found.office_account).execute()

    assert found.row(found.ask()).desk is True


def test_agent_of_one_group_cannot_ask_for_members_as_representative(app: Flask) -> None:
    """Somebody who looks after a group looks after no record of their own there."""
    found = scene(app)
    asked = Asked(person=found.person, field="name", new="X Y", reason=WHY, seen="")

    with pytest.raises(LookupError):
        corrections.ask(found.store, found.representative, asked, setting())
