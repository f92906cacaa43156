"""The own record: what its owner sees, what is shown in full, and what nobody else ever sees."""

import base64
import re
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from privet.domain import looking, own_record
from privet.domain.dependents import Day
from privet.domain.refusals import NotYours
from privet.domain.signed import signed
from privet.domain.unavailable import StorageUnavailable
from privet.storage.events import Event
from privet.storage.people import Group, Person, Representative
from privet.storage.provenance import NoProvenance
from privet.storage.records import RECORDS
from privet.storage.store import Store
from tests import people

ELSEWHERE = "14 Elm Court\nDayton, OH 45402"
DAY = Day(date(2026, 11, 23), "US-OH")


@pytest.fixture
def store(app: Flask) -> Store:
    """Give what the site keeps."""
    found: Store = app.extensions["privet"].store
    return found


@pytest.fixture
def with_ssn(instance: Path) -> None:
    """Keep whole social security numbers."""
    shipped = (Path(__file__).parents[2] / "site/privet/data/privet.toml").read_text("utf-8")
    (instance / "privet.toml").write_text(shipped.replace("full_ssn = false", "full_ssn = true"), "utf-8")


def member(app: Flask, number: str = "LBT-1", **facts: object) -> tuple[str, FlaskClient]:
    """Make a member who is signed in; gives the person and the client."""
    store = app.extensions["privet"].store
    person = people.person(store, number, **facts)
    return person, people.signed_in(app, people.account(store, person=person))


def told(store: Store, person: str) -> list[tuple[str, str, list[str]]]:
    """Give action, purpose and fields of the looks at a record."""
    with store.reading():
        return [(e.action, e.purpose, (e.opened() or {}).get("fields", [])) for e in Event.about(person)]


def reveal(client: FlaskClient, field: str) -> tuple[int, str]:
    """Ask for one field in full."""
    token = people.token(client.get("/account/record/").text)
    answer = client.post("/account/record/reveal", data={"csrf_token": token, "field": field})
    return answer.status_code, answer.text


@pytest.mark.promise("P10")
def test_each_field_says_by_which_way_and_when_it_came(app: Flask) -> None:
    _person, client = member(app)

    page = client.get("/account/record/").text

    assert "Ana María Ruiz" in page
    assert "It came from your employer, on November 1, 2026." in page
    assert "under version" not in page


def test_what_came_under_an_older_version_says_so(app: Flask, store: Store) -> None:
    person, client = member(app)
    with store.writing():
        row = Person.by_id(person)
        assert row is not None
        row.provenance = row.provenance.replace('"1.0"', '"0.9"')
        row.save()

    page = client.get("/account/record/").text

    assert "Given under version 0.9 of our statement, and it stays under it" in page


@pytest.mark.promise("P10")
def test_a_value_of_which_nothing_says_how_it_came_is_not_kept(app: Flask, store: Store) -> None:
    person, _client = member(app)

    with store.writing():
        row = Person.by_id(person)
        assert row is not None
        with pytest.raises(NoProvenance):
            row.set_one("confidential_address", ELSEWHERE, ["bought", "2026-11-01", "1.0"])


@pytest.mark.promise("P11")
def test_the_page_shows_the_last_four_and_the_year_only(with_ssn: None, app: Flask, store: Store) -> None:
    person, client = member(app, ssn=people.SSN)

    page = client.get("/account/record/").text

    assert "•••-••-4417" in page
    assert people.SSN not in page
    assert "1984-02-29" not in page
    assert "•• •• 1984" in page
    [(action, purpose, fields)] = told(store, person)
    assert (action, purpose) == ("record.read", "own-record")
    assert "ssn" not in fields


@pytest.mark.promise("P11")
def test_showing_a_field_in_full_stands_on_that_answer_only(with_ssn: None, app: Flask, store: Store) -> None:
    person, client = member(app, ssn=people.SSN)

    status, page = reveal(client, "ssn")

    assert status == 200
    assert people.SSN in page
    assert ("record.revealed", "own-record", ["ssn"]) in told(store, person)
    assert people.SSN not in client.get("/account/record/").text
    assert client.get("/account/record/reveal").status_code == 405
    assert "1984-02-29" in reveal(client, "birth_date")[1]


@pytest.mark.parametrize("field", ["name", "ssn", "number", "confidential_address", "id", "", "provenance"])
def test_nothing_else_can_be_shown_in_full(app: Flask, store: Store, field: str) -> None:
    person, client = member(app, ssn=people.SSN)

    status, page = reveal(client, field)

    assert status == 404
    assert people.SSN not in page
    assert "record.revealed" not in [action for action, _purpose, _fields in told(store, person)]


@pytest.mark.promise("P11")
def test_files_hold_no_value_in_any_spelling(
    with_ssn: None, app: Flask, store: Store, instance: Path
) -> None:
    _person, client = member(app, ssn=people.SSN, confidential_address=ELSEWHERE)
    assert people.SSN in reveal(client, "ssn")[1]
    with store.reading():  # Also as the file would lie there without the encryption of the whole.
        rows = [row.__data__.values() for record in RECORDS for row in record.select()]
    plain = b"".join(v if isinstance(v, bytes) else str(v).encode() for row in rows for v in row)
    files = [path for path in instance.rglob("*") if path.is_file()]
    held = plain + b"".join(path.read_bytes() for path in files)

    assert any(path.name.endswith("-wal") for path in files)
    for value in (people.SSN, "Ana María Ruiz", "1984-02-29", "14 Elm Court"):
        bare = re.sub(r"\W", "", value)
        for spelled in (value, bare):
            forms = (
                spelled.encode(),
                base64.b64encode(spelled.encode())[:-4],
                spelled.encode().hex().encode(),
            )
            assert not [form for form in forms if form in held], spelled


@pytest.mark.promise("P12")
def test_a_look_without_a_listed_purpose_is_refused(app: Flask, store: Store) -> None:
    person, _client = member(app)

    with pytest.raises(ValueError, match="no listed purpose"):
        looking.read(store, "clerk.x", person, "curiosity", ("name",))

    assert told(store, person) == []


@pytest.mark.promise("P12")
def test_nothing_is_shown_when_the_look_cannot_be_noted(
    app: Flask, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    _person, client = member(app)

    def unavailable(*_values: object) -> None:
        raise StorageUnavailable("OperationalError")

    monkeypatch.setattr(Event, "add", unavailable)
    answer = client.get("/account/record/")

    assert answer.status_code == 503
    assert "Ana" not in answer.text
    assert "4417" not in answer.text


@pytest.mark.promise("P25")
def test_the_card_names_the_benefits_office_and_the_representative(app: Flask, store: Store) -> None:
    office = people.representative(store)
    _person, client = member(app, group="hollis-mills", representative=office)

    page = client.get("/account/record/").text

    assert "Benefits office" in page
    assert 'href="tel:16145550177"' in page
    assert "Office of hollis-mills" in page
    assert "1-614-555-0178" in page


@pytest.mark.promise("P25")
@pytest.mark.parametrize("ended", ["nobody", "group", "representative"])
def test_the_card_names_our_office_where_nobody_else_is_set(app: Flask, store: Store, ended: str) -> None:
    office = people.representative(store)
    chosen = {} if ended == "nobody" else {"group": "hollis-mills", "representative": office}
    _person, client = member(app, **chosen)
    with store.writing():
        if ended == "group":
            Group.update(ended_on=date(2020, 1, 1)).execute()
        Representative.update(ended_on=date(2020, 1, 1)).execute()

    page = client.get("/account/record/").text

    assert "Office of hollis-mills" not in page
    assert ("1-614-555-0177" in page) == (ended == "representative")
    assert "1-614-555-0142" in page


@pytest.mark.promise("P43")
def test_a_member_abroad_has_the_same_record_and_the_same_protection(app: Flask, store: Store) -> None:
    home, here = member(app)
    abroad, there = member(app, "LBT-2", address="Lindenweg 4\n10115 Berlin\nGermany")

    own = r'<span class="lines">.*?</span>|value="[^"]*"|until \d\d:\d\d'
    found = [client.get("/account/record/").text for client in (here, there)]
    pages = [re.sub(own, "", page, flags=re.DOTALL) for page in found]

    assert pages[0].replace("LBT-1", "") == pages[1].replace("LBT-2", "")
    assert told(store, home) == told(store, abroad)


@pytest.mark.promise("P44")
def test_a_former_member_keeps_the_page_and_learns_until_when_it_is_kept(app: Flask, store: Store) -> None:
    person, client = member(app, status="former", keep_until=date(2032, 6, 30))

    page = client.get("/account/record/").text

    assert "We keep this record until June 30, 2032" in page
    assert "no optional mail" in page
    assert "•••-••-4417" in page
    assert told(store, person)[0][0] == "record.read"
    assert reveal(client, "birth_date")[0] == 200


def test_a_dependent_sees_the_own_record_and_nothing_of_the_family(app: Flask, store: Store) -> None:
    holder, _client = member(app)
    people.person(
        store, "LBT-1-3", name="Bruno Ruiz", birth_date="2016-05-05", holder=holder, relation="child"
    )
    child = people.person(store, "LBT-1-2", name="Carla Ruiz", birth_date="2004-01-09", holder=holder)

    page = (
        people.signed_in(app, people.account(store, "dependent", person=child)).get("/account/record/").text
    )

    assert "Carla Ruiz" in page
    assert "You are covered through another person" in page
    for other in ("Ana", "Bruno", "LBT-1-3"):
        assert other not in page


def test_the_address_for_confidential_post_is_set_and_removed_by_its_owner(app: Flask, store: Store) -> None:
    person, client = member(app)
    form = client.get("/account/record/confidential-address/")
    sent = {"csrf_token": people.token(form.text), "address": f"  {ELSEWHERE}\n\n"}

    assert client.post("/account/record/confidential-address/", data=sent).status_code == 303

    assert "14 Elm Court" in client.get("/account/record/").text
    with store.reading():
        row = Person.by_id(person)
        assert row is not None
        assert row.confidential_address == ELSEWHERE
        assert row.origins()["confidential_address"][0] == "web"
        assert row.version == 2
    client.post("/account/record/confidential-address/", data=sent | {"remove": "1"})
    assert "14 Elm Court" not in client.get("/account/record/").text
    with store.reading():
        row = Person.by_id(person)
        assert row is not None
        assert "confidential_address" not in row.origins()
    actions = [action for action, _purpose, _fields in told(store, person)]
    assert actions.count("confidential.set") == actions.count("confidential.removed") == 1


@pytest.mark.parametrize(
    ("address", "fault"),
    [
        ("Elm", "as it stands on an envelope"),
        ("a\n" * 7, "at most six lines"),
        ("a\n" + "b" * 61, "at most 60"),
        ("山\n口", "Latin letters"),
    ],
)
def test_an_address_no_letter_would_reach_is_refused_beside_the_field(
    app: Flask, address: str, fault: str
) -> None:
    _person, client = member(app)
    token = people.token(client.get("/account/record/confidential-address/").text)

    answer = client.post(
        "/account/record/confidential-address/", data={"csrf_token": token, "address": address}
    )

    assert answer.status_code == 422
    assert fault in answer.text
    assert address.splitlines()[0] in answer.text


def test_the_address_for_confidential_post_is_shown_to_no_holder(app: Flask, store: Store) -> None:
    holder, client = member(app)
    people.person(
        store,
        "LBT-1-2",
        name="Bruno Ruiz",
        birth_date="2016-05-05",
        holder=holder,
        confidential_address=ELSEWHERE,
    )

    page = client.get("/account/record/").text

    assert "Bruno Ruiz" in page
    assert "Elm Court" not in page


def test_somebody_who_acts_for_another_sees_neither_family_nor_confidential_address(
    app: Flask, store: Store
) -> None:
    person, _client = member(app, ssn=people.SSN, confidential_address=ELSEWHERE)
    people.person(store, "LBT-1-2", name="Bruno Ruiz", birth_date="2016-05-05", holder=person)
    row = signed(store, people.account(store, "agent", name="Marta Okafor"), DAY.today)
    assert row is not None
    who = type(row)(**vars(row) | {"acting_for": person, "scope": frozenset({"see"})})

    page = own_record.page(store, who, DAY, full_ssn=True)

    assert page.dependents is None
    assert "confidential_address" not in [shown.field.id for shown in page.shown]
    with pytest.raises(NotYours):
        own_record.reveal(store, who, "ssn", DAY, full_ssn=True)
