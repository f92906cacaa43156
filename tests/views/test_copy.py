"""The copy of everything: nothing held is missing, nothing of others is in it, and it goes away."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import peewee
import pikepdf
import pytest
from flask import Flask
from flask.testing import FlaskClient

from privet.domain import access_copy, choice_proof, events, looking
from privet.domain.choice_proof import Shown
from privet.domain.copy_contents import Setting
from privet.domain.dependents import Day
from privet.domain.events import Act
from privet.domain.signed import Signed, signed
from privet.domain.times import at
from privet.storage.access_copies import AccessCopy
from privet.storage.campaigns import Campaign
from privet.storage.delegations import Delegation
from privet.storage.events import Event
from privet.storage.people import Person
from privet.storage.record import BlindField, Record, SealedField
from privet.storage.records import RECORDS
from privet.storage.store import Store
from privet.storage.suppressions import Suppression
from tests import people
from tests.copy_reasons import LEFT_OUT, NOT_OF_A_PERSON
from tests.pdf import flat_text

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
SETTING = Setting(NOW, Day(date(2026, 11, 23), "US-OH"), "en", "Larkspur Benefit Trust", "1.0")
TOLD_TO_NO_AGENT = (
    "activation.entered",
    "choice.made",
    "confidential.removed",
    "confidential.set",
    "email.asked",
    "factor.added",
    "password.changed",
    "recovery-code.used",
    "recovery-codes.made",
    "session.ended",
    "sign-in.failed",
    "sign-off.done",
    "user-name.changed",
)
LINKED = {"person", "account", "subject", "actor", "agent", "holder", "recipient"}


@pytest.fixture
def store(app: Flask) -> Store:
    """Give what the site keeps."""
    found: Store = app.extensions["privet"].store
    return found


@pytest.fixture
def member(app: Flask, store: Store) -> tuple[Signed, FlaskClient]:
    """Give a signed-in member, and the client."""
    account = people.account(store, person=people.person(store, "LBT-1"))
    who = signed(store, account, SETTING.day.today)
    assert who is not None
    return who, people.signed_in(app, account)


def acting(store: Store, person: str) -> Signed:
    """Give an agent who acts for a person."""
    return Signed(
        account=people.account(store, "agent", name="Marta Okafor"),
        role="agent",
        acting_for=person,
        scope=frozenset({"copy"}),
    )


def post(client: FlaskClient, address: str) -> Any:
    """Post the form on the page of copies."""
    return client.post(address, data={"csrf_token": people.token(client.get("/account/copy/").text)})


def made(store: Store, who: Signed, setting: Setting = SETTING) -> tuple[dict[str, Any], bytes]:
    """Make a copy; gives the data and the document."""
    access_copy.ask(store, who, setting)
    data = access_copy.take(store, who, "json", setting.now)[1]
    return json.loads(data), access_copy.take(store, who, "pdf", setting.now)[1]


def concerned() -> list[type[Record]]:
    """Give the records that hold something of a person: by a column, or through a row that does."""
    found: set[type[Record]] = set()
    while True:
        more = {
            record
            for record in RECORDS
            for field in record._meta.sorted_fields
            if field.name in LINKED
            or (isinstance(field, peewee.ForeignKeyField) and field.rel_model in found)
        }
        if more | {Person} == found:
            return [record for record in RECORDS if record in found]
        found = more | {Person}


class Marked:
    """Fills a row of each record with marks, and remembers what the copy must hold for each column."""

    def __init__(self, person: str, account: str) -> None:
        """Begin with a person and an account that are there."""
        self.ids: dict[str, Any] = {"person": person, "account": account, "agent": account}
        self.expected: dict[str, str] = {}

    def fill(self) -> None:
        """Fill all; events are made by what is done, and tested so."""
        self.ids["campaign"] = Campaign.create(
            id="mark-campaign", kind="news", texts="{}", state="done", made_at=1
        )
        for number, record in enumerate(concerned()):
            table = record._meta.table_name
            if table not in {*NOT_OF_A_PERSON, "event"}:
                self._fill(record, table, 100 * number)

    def _fill(self, record: type[Record], table: str, number: int) -> None:
        there = table in {"person", "account"}
        row: Any = record.get_by_id(self.ids[table]) if there else record()
        fields = sorted(record._meta.sorted_fields, key=lambda field: not field.primary_key)
        for place, field in enumerate(fields, number):
            if not (there and field.primary_key):
                self._set(row, field, f"{table}.{field.name}", place)
        if table == "person":
            marks = {name: ["employer", "2026-11-01", "1.0"] for name in Person._meta.fields}
            row.provenance = json.dumps(marks)
            row.group, row.representative = "hollis-mills", "hollis-office"
        row.save(force_insert=not there)
        self.ids.setdefault(table, row.get_id())

    def _set(self, row: Record, field: peewee.Field, name: str, number: int) -> None:
        if isinstance(field, peewee.ForeignKeyField) or field.name in {"account", "agent"}:
            if name != "person.holder":
                setattr(row, field.name, self.ids.get(field.name))
        elif not isinstance(field, BlindField):
            value, shown = mark(field, f"mark-{name.replace('.', '-')}", number)
            setattr(row, field.name, value)
            if shown and name not in LEFT_OUT:
                self.expected[name] = shown


def mark(field: peewee.Field, text: str, number: int) -> tuple[Any, str]:  # noqa: PLR0911 - one for each kind
    """Give a value that no other column has, and how the copy writes it."""
    if isinstance(field, peewee.DateField):
        day = date(2001, 1, 1) + timedelta(days=number)
        return day, day.isoformat()
    if isinstance(field, peewee.BigIntegerField):
        moment = 1_700_000_000_000_000 + number * 1_000_000
        return moment, at(moment).isoformat()
    if isinstance(field, peewee.BooleanField):
        return False, ""
    if isinstance(field, peewee.IntegerField):
        return 70_000_000 + number, str(70_000_000 + number)
    if isinstance(field, SealedField) and field.text:
        return text, text
    if isinstance(field, peewee.BlobField):
        return text.encode(), text
    return (json.dumps([text]) if field.name in {"scope", "fields"} else text), text


@pytest.mark.promise("P10")
def test_no_column_that_holds_something_of_a_person_is_missing(
    store: Store, member: tuple[Signed, FlaskClient]
) -> None:
    who, _client = member
    people.representative(store)
    marked = Marked(who.person, who.account)
    with store.writing():
        marked.fill()

    data, _pdf = made(store, who)

    text = json.dumps(data, ensure_ascii=False)
    missing = sorted(column for column, shown in marked.expected.items() if shown not in text)
    assert not missing, (
        f"{missing}: copy_contents.py or copy_history.py must name it, or copy_reasons.py why not"
    )
    assert data["events"][-1]["did"] == "copy.asked"
    assert len(marked.expected) > 60


def test_each_record_of_a_person_is_copied_or_a_reason_says_why_not() -> None:
    columns = {f"{r._meta.table_name}.{name}" for r in RECORDS for name in r._meta.fields}
    tables = {record._meta.table_name for record in RECORDS}

    assert set(NOT_OF_A_PERSON) <= tables
    assert set(LEFT_OUT) <= columns, "a reason stands for a column that is gone"
    assert all(len(reason) > 15 for reason in (*NOT_OF_A_PERSON.values(), *LEFT_OUT.values()))


def test_a_copy_is_downloaded_once_and_gone(store: Store, member: tuple[Signed, FlaskClient]) -> None:
    _who, client = member
    assert post(client, "/account/copy/").status_code == 303

    pdf, data = post(client, "/account/copy/pdf"), post(client, "/account/copy/json")

    assert pdf.data.startswith(b"%PDF")
    assert json.loads(data.data)["record"]["name"]["value"] == "Ana María Ruiz"
    for answer in (pdf, data):
        assert answer.headers["Content-Disposition"].startswith('attachment; filename="copy-of-everything.')
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.content_length == len(answer.data)
    assert post(client, "/account/copy/pdf").status_code == 404
    assert "is ready" not in client.get("/account/copy/").text
    with store.reading():
        assert AccessCopy.select().count() == 0


def test_a_download_that_breaks_off_leaves_the_copy(store: Store, member: tuple[Signed, FlaskClient]) -> None:
    _who, client = member
    post(client, "/account/copy/")
    token = people.token(client.get("/account/copy/").text)

    broken = client.post("/account/copy/pdf", data={"csrf_token": token}, buffered=False)
    next(iter(broken.response))
    broken.close()

    assert post(client, "/account/copy/pdf").status_code == 200


def test_a_copy_is_asked_for_by_a_form_with_a_token_and_a_fresh_factor(
    store: Store, member: tuple[Signed, FlaskClient]
) -> None:
    from privet.web import access  # noqa: PLC0415

    _who, client = member
    assert client.post("/account/copy/").status_code == 403
    assert client.get("/account/copy/pdf").status_code == 405
    views = client.application.view_functions
    for name in ("make_copy", "download_copy"):
        declared = access.of(views[f"account.{name}"])
        assert declared is not None
        assert declared.fresh
        assert declared.scope == "copy"


@pytest.mark.parametrize("part", ["zip", "person", "id", "..", "PDF"])
def test_there_are_two_parts_and_no_others(member: tuple[Signed, FlaskClient], part: str) -> None:
    post(member[1], "/account/copy/")

    assert post(member[1], f"/account/copy/{part}").status_code in {404, 405}


def test_nobody_downloads_the_copy_of_another(
    app: Flask, store: Store, member: tuple[Signed, FlaskClient]
) -> None:
    who, client = member
    post(client, "/account/copy/")
    other = people.signed_in(app, people.account(store, person=people.person(store, "LBT-2")))

    assert post(other, "/account/copy/pdf").status_code == 404
    agent = acting(store, who.person)
    assert access_copy.waiting(store, agent, NOW) is None


def test_a_copy_is_gone_after_seven_days(store: Store, member: tuple[Signed, FlaskClient]) -> None:
    who, _client = member
    access_copy.ask(store, who, SETTING)
    last = NOW + timedelta(days=7)

    assert access_copy.waiting(store, who, last - timedelta(seconds=1)) is not None
    assert access_copy.sweep(store, last - timedelta(seconds=1)) == 0
    assert access_copy.waiting(store, who, last) is None
    assert access_copy.sweep(store, last) == 1
    with store.reading():
        assert AccessCopy.select().count() == 0


def test_a_new_copy_takes_the_place_of_the_old(store: Store, member: tuple[Signed, FlaskClient]) -> None:
    access_copy.ask(store, member[0], SETTING)
    access_copy.ask(store, member[0], SETTING)

    with store.reading():
        assert AccessCopy.select().count() == 1


@pytest.mark.promise("P12")
def test_asking_and_downloading_are_noted_and_told(store: Store, member: tuple[Signed, FlaskClient]) -> None:
    who, client = member
    post(client, "/account/copy/")
    post(client, "/account/copy/json")

    with store.reading():
        noted = [(event.action, event.purpose) for event in Event.about(who.person)]
    assert ("copy.asked", "copy") in noted
    assert ("copy.taken", "copy") in noted
    assert "downloaded a copy of everything" in client.get("/account/looks/").text


def test_the_document_is_tagged_and_says_nothing_of_the_person_outside_its_pages(
    store: Store, member: tuple[Signed, FlaskClient], tmp_path: Any
) -> None:
    who, _client = member
    looking.read(store, "clerk.x", who.person, "service", ("name",))

    _data, pdf = made(store, who)

    (tmp_path / "copy.pdf").write_bytes(pdf)
    with pikepdf.open(tmp_path / "copy.pdf") as document:
        said = f"{dict(document.docinfo)}{document.Root.Metadata.read_bytes().decode()}"
        assert "/StructTreeRoot" in document.Root
        assert str(document.Root.Lang) == "en"
    assert "A copy of everything we hold on you" in said
    assert "Ana" not in said
    assert "LBT-1" not in said
    text = flat_text(pdf)
    for words in (
        "AnaMaríaRuiz",
        "theoffice,aclerk",
        "fromyouremployer",
        "Youraccount",
    ):
        assert words in text


def test_the_document_speaks_the_language_of_the_reader(
    store: Store, member: tuple[Signed, FlaskClient]
) -> None:
    from privet.domain.copy_words import sections  # noqa: PLC0415

    _data, pdf = made(store, member[0], Setting(NOW, SETTING.day, "es", "Larkspur", "1.0", "a4"))

    assert "".join(sections("es")["record"].split()) in flat_text(pdf)
    assert "1deenerode2020" in flat_text(pdf)


def test_signs_that_our_typeface_lacks_stop_no_copy(store: Store, member: tuple[Signed, FlaskClient]) -> None:
    who, _client = member
    with store.writing():
        row = Person.by_id(who.person)
        assert row is not None
        row.plan = "Plan 😀 山\x07 \N{RIGHT-TO-LEFT MARK}x"
        row.save()

    data, pdf = made(store, who)

    assert data["record"]["plan"]["value"] == "Plan 😀 山\x07 \N{RIGHT-TO-LEFT MARK}x"
    assert "Plan��x" in flat_text(pdf)


def test_a_member_gets_enrolment_facts_of_minors_and_nothing_of_adults(
    store: Store, member: tuple[Signed, FlaskClient]
) -> None:
    who, _client = member
    for number, born in ((2, "2016-01-01"), (3, "1999-01-01")):
        people.person(
            store,
            f"LBT-{number}",
            name=f"Dependent {number}",
            birth_date=born,
            holder=who.person,
            relation="child",
            ssn=f"900-00-000{number}",
            confidential_address="14 Elm Court\nDayton, OH 45402",
        )
    people.person(store, "LBT-9", name="Somebody Else")

    data, pdf = made(store, who)

    assert [minor["name"] for minor in data["dependents"]["minors"]] == ["Dependent 2"]
    assert data["dependents"]["adults"] == 1
    for text in (json.dumps(data), flat_text(pdf)):
        for other in (
            "Dependent3",
            "Dependent 3",
            "900-00",
            "Elm",
            "LBT-2",
            "LBT-9",
            "Somebody",
            "2016-01-01",
        ):
            assert other not in text


def test_a_dependent_gets_nothing_of_the_holder(store: Store, member: tuple[Signed, FlaskClient]) -> None:
    child = people.person(store, "LBT-2", name="Carla", email="c@example.org", holder=member[0].person)
    who = signed(store, people.account(store, "dependent", person=child), SETTING.day.today)
    assert who is not None

    data, _pdf = made(store, who)

    text = json.dumps(data, ensure_ascii=False)
    assert data["dependents"] is None
    assert "Ana" not in text
    assert member[0].person not in text


@pytest.mark.promise("P10")
def test_the_copy_says_what_was_chosen_when_and_by_which_way(
    store: Store, member: tuple[Signed, FlaskClient]
) -> None:
    who, _client = member
    shown = Shown("one-click", "We send at most one mail in 30 days.", "1.0")
    with store.writing():
        person = Person.get_by_id(who.person)
        person.email = "ana@example.org"
        person.refused = "sale mail"
        person.save()
        choice_proof.note({"person": who.person}, shown, {"mail": "off", "mail.educational": "on"}, NOW)
        mark = Suppression.mark_of("ana@example.org")
        choice_proof.note({"mark": mark}, Shown("import"), {"mail": "off"}, NOW)
        Suppression.put("ana@example.org", Suppression.ASKED)

    data, pdf = made(store, who)

    choices = data["choices"]
    assert choices["refused"] == ["sale", "mail"]
    assert choices["no_optional_mail"] == ["ana@example.org"]
    assert {(act["topic"], act["choice"], act["by_way_of"]) for act in choices["acts"]} == {
        ("mail", "off", "one-click"),
        ("mail.educational", "on", "one-click"),
        ("mail", "off", "import"),
    }
    assert choices["acts"][0]["chosen_at"] == NOW.isoformat()
    text = flat_text(pdf)
    for words in (
        "alloptionalmail",
        "thebuttonofamailprogram",
        "Wesendatmostonemailin30days.",
        "Don’tsellorsharemyinformation",
        "Nooptionalmailgoestoana@example.org",
    ):
        assert words in text, words
    agent, _pdf = made(store, acting(store, who.person))
    assert "choices" not in agent
    assert "one-click" not in json.dumps(agent)


def test_an_agents_copy_leaves_out_what_no_agent_sees(store: Store) -> None:
    person = people.person(
        store, "LBT-1", ssn=people.SSN, confidential_address="14 Elm Court\nDayton, OH 45402"
    )
    people.person(store, "LBT-2", name="Bruno", birth_date="2016-01-01", holder=person)
    people.account(store, person=person, user_name="ana-ruiz")

    data, pdf = made(store, acting(store, person))

    for text in (json.dumps(data), flat_text(pdf)):
        assert not [other for other in (people.SSN, "Elm", "Bruno", "ana-ruiz") if other in text]
    assert "account" not in data
    assert data["record"]["ssn_last4"]["value"] == "4417"


def test_an_agents_copy_tells_nothing_of_account_confidential_post_or_other_agents(store: Store) -> None:
    person = people.person(store, "LBT-1")
    account = people.account(store, person=person)
    mine, other = acting(store, person), people.account(store, "agent", name="Olga Other")
    for agent, name, paper in ((mine.account, "mine", "drawer 1"), (other, "others", "drawer 2")):
        kind = "authorised-agent"
        with store.writing():
            Delegation.create(
                id=name,
                person=person,
                agent=agent,
                kind=kind,
                scope="[]",
                paper=paper,
                starts_on=date(2026, 1, 1),
            )
        detail = {"delegation": name, "agent": f"agent.{agent}"}
        events.record(store, Act(actor="command", action="delegation.begun", subject=person, detail=detail))
        events.record(store, Act(actor=f"agent.{agent}", action="acting.begun", subject=person))
    for action in TOLD_TO_NO_AGENT:
        events.record(store, Act(actor=f"member.{account}", action=action, subject=person))
    only = Act(
        actor="command", action="record.read", subject=person, detail={"fields": ["confidential_address"]}
    )
    events.record(store, only)

    data, pdf = made(store, mine)
    own = signed(store, account, SETTING.day.today)
    assert own is not None

    assert [row["paper"] for row in data["agents"]] == ["drawer 1"]
    told = [event["did"] for event in data["events"]]
    assert sorted(told) == ["acting.begun", "copy.asked", "delegation.begun"]
    for text in (json.dumps(data), flat_text(pdf)):
        assert not [word for word in ("Olga", "drawer2", "drawer 2", other, "confidential_") if word in text]
    full = made(store, own)[0]
    assert set(TOLD_TO_NO_AGENT) <= {event["did"] for event in full["events"]}
    assert len(full["agents"]) == 2


@pytest.mark.parametrize("agent", [False, True])
def test_a_copy_is_gone_when_a_child_in_it_comes_of_age(
    store: Store, member: tuple[Signed, FlaskClient], agent: bool
) -> None:
    """At midnight in the office's zone; an agent's copy, which hasn't the child, tells no birthday."""
    zone = ZoneInfo("America/New_York")
    now = NOW.astimezone(zone)
    who = acting(store, member[0].person) if agent else member[0]
    for number, born in ((2, "2008-11-26"), (3, "2008-11-28"), (4, "2008-11-01")):
        people.person(store, f"LBT-{number}", birth_date=born, holder=member[0].person, relation="child")
    access_copy.ask(store, who, replace(SETTING, now=now))
    birthday = datetime(2026, 11, 26, tzinfo=zone)

    assert access_copy.waiting(store, who, birthday - timedelta(seconds=1)) is not None
    assert (access_copy.waiting(store, who, birthday) is not None) == agent
    assert access_copy.sweep(store, birthday) == int(not agent)


@pytest.mark.promise("P44")
def test_a_former_member_gets_the_same_copy(app: Flask, store: Store) -> None:
    person = people.person(store, "LBT-1", status="former", keep_until=date(2032, 6, 30))
    client = people.signed_in(app, people.account(store, person=person))
    post(client, "/account/copy/")

    data = json.loads(post(client, "/account/copy/json").data)

    assert data["record"]["status"]["value"] == "former"
    assert data["kept"]["kept_until_on"] == "2032-06-30"


def test_what_is_sealed_stays_so_in_the_waiting_copy(
    store: Store, member: tuple[Signed, FlaskClient]
) -> None:
    access_copy.ask(store, member[0], SETTING)

    with store.reading():
        [(pdf, data)] = store.database.execute_sql("SELECT pdf, json FROM access_copy").fetchall()
    assert b"%PDF" not in pdf
    assert b"Ana" not in data
