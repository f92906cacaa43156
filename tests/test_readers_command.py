"""``privet readers``: what came by post or phone, looking an address up, and lists from another system."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from privet import config
from privet.commands import main
from privet.domain import readers, suppression
from privet.domain.choice_proof import Shown
from privet.opening import open_store
from privet.storage.choices import Choice, Wording
from privet.storage.events import Event
from privet.storage.readers import Reader
from privet.storage.store import Store
from tests import people
from tests import readers as made
from tests.readers import ADDRESS, acts, contents, mails, newest_token, state

HEAD = "address,kinds,language,confirmed_on,proof\n"
GOOD = HEAD + (
    "ana.ruiz@example.org,informational promotional,es,2025-03-01,by a link; list of the old system\n"
    "theo@example.org,educational,,2024-11-30,ticked and signed on paper; folder of the fair\n"
)


@pytest.fixture
def store(instance: Path) -> Iterator[Store]:
    found = open_store(instance, config.load(instance))
    yield found
    found.close()


def run(instance: Path, *words: str, typed: str = "") -> Result:
    return CliRunner().invoke(main, ["readers", *words, "--instance", str(instance)], input=typed)


def put(instance: Path, text: str) -> str:
    file = instance / "readers.csv"
    file.write_text(text, "utf-8")
    return str(file)


@pytest.mark.promise("P32")
def test_what_came_by_post_is_turned_off_and_dated(instance: Path, store: Store) -> None:
    _reader_since(store, days=30)
    day = (datetime.now(UTC) - timedelta(days=3)).date().isoformat()

    done = run(instance, "set", "--nothing", "--way", "post", "--on", day, typed=f"{ADDRESS}\n")

    assert done.exit_code == 0, done.output
    assert "Nothing optional goes to this address any more." in done.output
    assert suppression.holds(store, ADDRESS)
    with store.reading():
        act = Choice.select().where(Choice.way == "post", Choice.topic == "mail").get()
        assert "News of the plan" in Wording.text_of(act.wording)
    assert datetime.fromtimestamp(act.at / 1e6, UTC).date().isoformat() == day


@pytest.mark.promise("P33")
def test_phone_turns_on_by_a_link_alone(instance: Path, store: Store) -> None:
    done = run(instance, "set", ADDRESS, "--kind", "promotional=on", "--way", "phone")

    assert done.exit_code == 0, done.output
    assert "begins once its owner confirms it" in done.output
    before = state(store)
    readers.confirm(store, newest_token(store), None, Shown("mail-link"), datetime.now(UTC))
    after = state(store)
    assert before is not None
    assert before.kinds == set()
    assert after is not None
    assert after.kinds == {"promotional"}
    assert acts(store) == [("mail.promotional", "on", "phone")]


def test_older_letter_doesnt_undo_a_newer_choice(instance: Path, store: Store) -> None:
    made.reader(store, "promotional")

    done = run(instance, "set", ADDRESS, "--kind", "promotional=off", "--way", "post", "--on", "2020-01-31")

    assert "Stays on, since it was turned on after that day: promotional." in done.output
    found = state(store)
    assert found is not None
    assert found.kinds == {"promotional"}


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--way", "post"], "Say what is wanted"),
        (["--nothing", "--kind", "promotional=off", "--way", "post"], "Say what is wanted"),
        (["--kind", "promotional=perhaps", "--way", "post"], "KIND=on or KIND=off"),
        (["--kind", "gossip=off", "--way", "post"], "informational, educational, promotional"),
        (["--nothing", "--way", "pigeon"], "pigeon"),
        (["--nothing", "--way", "post", "--on", "2999-01-01"], "future"),
    ],
)
def test_slips_are_explained_and_change_nothing(
    instance: Path, store: Store, words: list[str], says: str
) -> None:
    before = contents(store)

    done = run(instance, "set", ADDRESS, *words)

    assert done.exit_code == 2
    assert says in done.output
    assert contents(store) == before


@pytest.mark.promise("P33")
def test_show_says_how_the_address_came_and_what_was_chosen(instance: Path, store: Store) -> None:
    made.reader(store, "promotional")
    run(instance, "set", ADDRESS, "--kind", "promotional=off", "--way", "phone")

    shown = run(instance, "show", typed=f"{ADDRESS}\n")

    assert shown.exit_code == 0, shown.output
    assert "Came by web on" in shown.output
    assert "mail.promotional: off (phone)" in shown.output
    assert "mail.promotional: on (page)" in shown.output
    assert "No reader has this address" in run(instance, "show", "x@example.org").output
    assert run(instance, "show", "not an address").exit_code == 2


def test_looking_a_member_up_is_an_event_of_theirs(instance: Path, store: Store) -> None:
    person = people.person(store, "LBT-1", email=ADDRESS)
    made.reader(store)

    run(instance, "show", ADDRESS)

    with store.reading():
        assert "record.read" in [event.action for event in Event.about(person)]


def test_list_counts_and_shows_no_address(instance: Path, store: Store) -> None:
    made.reader(store, "promotional")
    run(instance, "set", "x@example.org", "--kind", "educational=on", "--way", "phone")

    shown = run(instance, "list")

    assert "promotional: 1" in shown.output
    assert "1 confirmed addresses; 1 wait" in shown.output
    assert "@" not in shown.output


@pytest.mark.promise("P33")
def test_import_takes_confirmed_readers_over_with_their_proof(instance: Path, store: Store) -> None:
    before = contents(store)
    dry = run(instance, "import", put(instance, GOOD))
    assert dry.exit_code == 0, dry.output
    assert "2 new" in dry.output
    assert contents(store) == before

    done = run(instance, "import", put(instance, GOOD), "--yes")

    assert done.exit_code == 0, done.output
    assert mails(store) == []
    with store.reading():
        row = Reader.by_address(ADDRESS)
        assert row is not None
        assert (row.way, row.language) == ("import", "es")
        assert readers.may_send(row, "promotional")
        assert not readers.may_send(row, "educational")
        act = Choice.of_reader(row.id)[0]
        assert Wording.text_of(act.wording) == "by a link; list of the old system"
        assert datetime.fromtimestamp(act.at / 1e6, UTC).date().isoformat() == "2025-03-01"


def test_import_leaves_out_whoever_said_otherwise_here(instance: Path, store: Store) -> None:
    known = made.reader(store, "educational", address="known@example.org")
    readers.ask(store, readers.Ask("Theo@Example.org", nothing=True), made.SHOWN, "en", datetime.now(UTC))
    people.person(store, "LBT-1", email="left@example.org", status="former")
    more = "".join(
        f"{name}@example.org,promotional,,2025-01-01,link in the old system\n" for name in ("known", "left")
    )

    done = run(instance, "import", put(instance, GOOD + more), "--yes")

    assert "1 new" in done.output
    assert "1 left out: they want nothing from us" in done.output
    assert "1 left out: they are readers already" in done.output
    assert "1 left out: nothing optional may go to them" in done.output
    assert suppression.holds(store, "theo@example.org")
    found = readers.state(store, known)
    assert found is not None
    assert found.kinds == {"educational"}


def test_import_names_each_fault_by_line_and_column_and_takes_nothing(instance: Path, store: Store) -> None:
    before = contents(store)
    rows = [
        "secret.name@,promotional,,2025-01-01,link in the old system",
        "a@example.org,gossip,,2025-01-01,link in the old system",
        "b@example.org,,,2025-01-01,link in the old system",
        "c@example.org,promotional,fr,2025-01-01,link in the old system",
        "d@example.org,promotional,,01/02/2025,link in the old system",
        "e@example.org,promotional,,2999-01-01,link in the old system",
        "f@example.org,promotional,,2025-01-01,",
        "g@example.org,promotional,,2025-01-01,g@example.org clicked",
        "h@example.org,promotional,,2025-01-01,SSN 219-09-4417 on paper",
        "ana.ruiz@example.org,promotional,,2025-01-01,link in the old system",
        "i@example.org,promotional,2025-01-01,link in the old system",
    ]

    done = run(instance, "import", put(instance, GOOD + "\n".join(rows) + "\n"), "--yes")

    assert done.exit_code == 1
    columns = [
        "address",
        "kinds",
        "kinds",
        "language",
        "confirmed_on",
        "confirmed_on",
        *["proof"] * 3,
        "address",
    ]
    for number, column in enumerate(columns, start=4):
        assert f"line {number}, {column}: " in done.output
    assert "line 14: has 4 cells" in done.output
    assert "11 faults; nothing was changed" in done.output
    assert "secret" not in done.output
    assert "@" not in done.output.replace("name@example.org", "")
    assert contents(store) == before


@pytest.mark.parametrize(
    "text", ["", HEAD, "address,kinds\na@example.org,promotional\n", "\x00", "address;kinds\n"]
)
def test_import_refuses_what_is_no_such_list(instance: Path, text: str) -> None:
    done = run(instance, "import", put(instance, text), "--yes")

    assert done.exit_code == 1
    assert "nothing was changed" in done.output


def _reader_since(store: Store, days: int) -> None:
    """Make a reader who confirmed so many days ago."""
    then = datetime.now(UTC) - timedelta(days=days)
    readers.ask(store, readers.Ask(ADDRESS, frozenset(made.KINDS)), made.SHOWN, "en", then)
    readers.confirm(store, newest_token(store), None, made.SHOWN, then)
