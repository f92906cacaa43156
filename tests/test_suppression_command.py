"""``privet suppression`` and ``privet keys lasting``, as the office runs them."""

import csv
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from privet import config
from privet.commands import main
from privet.domain import events, lasting_keys, link_tokens, readers, suppression, suppression_lists
from privet.domain.choice_proof import Shown
from privet.domain.readers import Ask
from privet.opening import open_store
from privet.storage import keys
from privet.storage.choices import Choice
from privet.storage.readers import Reader, ReaderMark
from privet.storage.store import Store
from privet.storage.subscriptions import Subscription
from privet.storage.suppressions import Suppression

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
LIST = (
    "Name,E-Mail,Town\r\n"
    "Ana,Ana@Example.org,Dayton\r\n"
    '"Lee, Jo",jo@example.org,"Elm\nCourt"\r\n'
    "Kim,Kim <kim@example.org>,\r\n"
    "Sam,sam@example.org,Akron\r\n"
)


def run(instance: Path, *words: str, typed: str = "") -> Result:
    return CliRunner().invoke(main, [*words, "--instance", str(instance)], input=typed)


@pytest.fixture
def store(instance: Path) -> Iterator[Store]:
    """Give what the instance keeps."""
    found = open_store(instance, config.load(instance))
    yield found
    found.close()


def test_addresses_are_added_once_and_counted(instance: Path, store: Store, tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text(
        "\ufeffAna@example.org\r\n\n jo@example.org \nANA@example.org\n", "utf-8"
    )

    first = run(instance, "suppression", "add", str(tmp_path / "list.txt"))
    again = run(instance, "suppression", "add", "-", typed="jo@example.org\nsam@example.org")

    assert "2 added, 1 were there already." in first.output
    assert "1 added, 1 were there already." in again.output
    assert (first.exit_code, again.exit_code) == (0, 0)
    assert all(suppression.holds(store, f"{name}@example.org") for name in ("ana", "jo", "sam"))
    assert "3 addresses want no optional mail: 3 asked" in run(instance, "suppression", "count").output


def test_lines_without_an_address_are_told_by_number_alone(instance: Path) -> None:
    result = run(instance, "suppression", "add", "-", typed="jo@example.org\nJo Lee\n\nkim(at)example.org\n")

    assert result.exit_code == 1
    assert "1 added, 0 were there already." in result.output
    assert "2 lines hold no plain address: 2, 4" in result.output
    assert "Lee" not in result.output
    assert "kim" not in result.output


@pytest.mark.promise("P32")
def test_what_was_added_turns_off_what_is_on_with_proof_of_it(instance: Path, store: Store) -> None:
    reader = confirmed(store, "ana@example.org")

    run(instance, "suppression", "add", "-", typed="Ana@example.org\njo@example.org\n")

    found = readers.state(store, reader)
    assert found is not None
    assert found.nothing
    with store.reading():
        assert Subscription.of(reader) == set()
        acts = {
            (act.reader_id, act.topic, act.value) for act in Choice.select().where(Choice.way == "import")
        }
        assert (reader, "mail", "off") in acts
        unknown = Choice.get(Choice.mark == Suppression.mark_of("jo@example.org"))
        assert (unknown.topic, unknown.value, unknown.way) == ("mail", "off", "import")


def confirmed(store: Store, address: str) -> str:
    """Give the id of a reader who wants a kind of mail."""
    from privet.domain import reader_choices, reader_rows  # noqa: PLC0415

    with store.writing():
        row = reader_rows.proved(address, None, reader_rows.Provenance("web"), NOW)
        reader_choices.turn_on(store, row, {"informational"}, reader_choices.By(Shown("page"), NOW))
        name: str = row.id
    return name


def test_address_is_checked_from_stdin(instance: Path, store: Store) -> None:
    suppression.put(store, "ana@example.org")

    assert run(instance, "suppression", "check", typed="ANA@example.org\n").output.startswith("On the list")
    assert run(instance, "suppression", "check", typed="jo@example.org\n").output == "Not on the list.\n"
    assert run(instance, "suppression", "check", typed="jo\n").exit_code == 1
    assert run(instance, "suppression", "check", "ana@example.org").exit_code == 2, "not as an argument"


@pytest.mark.promise("P32")
def test_list_is_filtered_and_nothing_else_of_it_changes(
    instance: Path, store: Store, tmp_path: Path
) -> None:
    source, target = tmp_path / "list.csv", tmp_path / "out.csv"
    source.write_bytes(LIST.encode())
    suppression.put(store, "ana@example.org")

    result = run(instance, "suppression", "filter", str(source), "--column", "e-mail", "-o", str(target))

    assert result.output == (
        f"2 rows are in {target}. Left out: 1 who wants no optional mail, 1 without a plain address.\n"
    )
    assert list(csv.reader(StringIO(target.read_bytes().decode(), newline=""))) == [
        ["Name", "E-Mail", "Town"],
        ["Lee, Jo", "jo@example.org", "Elm\nCourt"],
        ["Sam", "sam@example.org", "Akron"],
    ]
    assert target.stat().st_mode & 0o777 == 0o600
    assert events.of_action(store, "suppression.filtered") == [{"free": 2, "suppressed": 1, "no address": 1}]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"", "line 1: has no column called"),
        (b"name,town\nAna,Dayton\n", "line 1: has no column called “email”"),
        (b"email,Email\na@b.org,b@b.org\n", "line 1: has two columns called"),
        (
            b"email,town\njo@example.org,Dayton\nana@example.org\n",
            "row 3: has 1 cells, and the first line has 2",
        ),
        (b"email,town\njo@example.org,Dayton,ana@example.org\n", "row 2: has 3 cells"),
        (b'email\njo@example.org\n"ana@example.org\n', "has a quote that isn’t closed"),
        (b"email\njo@example.org\n\xff@example.org\n", "isn’t written in UTF-8"),
    ],
)
def test_list_that_cannot_be_read_leaves_no_file(
    instance: Path, tmp_path: Path, text: bytes, said: str
) -> None:
    (tmp_path / "list.csv").write_bytes(text)

    result = run(
        instance, "suppression", "filter", str(tmp_path / "list.csv"), "-o", str(tmp_path / "out.csv")
    )

    assert result.exit_code == 1
    assert said in result.output
    assert "ana@" not in result.output
    assert [path.name for path in tmp_path.glob("out*")] == []


def test_file_that_is_there_is_not_written_over(instance: Path, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("email\njo@example.org\n")

    result = run(
        instance, "suppression", "filter", str(tmp_path / "list.csv"), "-o", str(tmp_path / "list.csv")
    )

    assert "exists already; nothing was changed" in result.output
    assert (tmp_path / "list.csv").read_text() == "email\njo@example.org\n"


def test_long_list_is_filtered_in_little_memory(instance: Path, store: Store, tmp_path: Path) -> None:
    """A list of 200,000 rows takes no more memory than one of 1,000."""
    suppression.put(store, "member5@example.org")
    store.close()
    sizes = {}
    for rows in (1_000, 200_000):
        source = tmp_path / f"{rows}.csv"
        with source.open("w") as file:
            file.write("email,note\n")
            file.writelines(f"member{number}@example.org,{'x' * 80}\n" for number in range(rows))
        words = ["suppression", "filter", str(source), "-o", f"{source}.out", "--instance", str(instance)]
        done = subprocess.run(
            [sys.executable, "-c", MEASURED, *words], capture_output=True, text=True, check=True
        )
        assert f"{rows - 1} rows are in" in done.stdout
        sizes[rows] = int(done.stdout.split()[-1])

    assert sizes[200_000] - sizes[1_000] < 8_000, sizes


MEASURED = """
import resource, sys
from privet.commands import main
main(sys.argv[1:], standalone_mode=False)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def test_lasting_key_is_added_and_marks_every_reader(instance: Path, store: Store) -> None:
    reader = confirmed(store, "ana@example.org")
    token = link_tokens.token(store, reader)
    suppression.put(store, "jo@example.org")

    result = run(instance, "keys", "lasting")

    assert "Made lasting key 2, and marked 1 reader with it. Back up" in result.output
    assert len(keys.load(instance / "keys").lasting) == 2
    assert link_tokens.reader(store, token) == reader
    assert suppression.holds(store, "jo@example.org")
    with store.reading():
        expected = set(Suppression.marks("ana@example.org"))
        assert {bytes(row.mark) for row in ReaderMark.select()} == expected
        assert len(expected) == 2
    assert events.of_action(store, "keys.lasting") == [{"made": True, "readers": 1}]


def test_adding_a_lasting_key_goes_on_where_it_was_killed(
    instance: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    confirmed(store, "ana@example.org")
    with monkeypatch.context() as patched:
        patched.setattr("privet.domain.lasting_keys.readers.mark_anew", _killed)
        with pytest.raises(KeyboardInterrupt):
            lasting_keys.add(store, NOW.date())

    result = run(instance, "keys", "lasting")

    assert "Went on where the last run stopped, and marked 1 reader" in result.output
    assert len(keys.load(instance / "keys").lasting) == 2
    assert "Made lasting key 3" in run(instance, "keys", "lasting").output


def _killed(_store: Store) -> int:
    raise KeyboardInterrupt


def test_adding_is_done_in_steps(store: Store) -> None:
    steps = list(suppression_lists.add(store, (f"m{number}@example.org" for number in range(450)), NOW))

    assert len(steps) == 3
    assert steps[-1].counts == {"new": 450}
    assert not suppression.holds(store, "m450@example.org")


def test_nobody_who_asked_by_import_gets_a_mail_about_it(store: Store) -> None:
    readers.ask(store, Ask("jo@example.org", nothing=True), Shown("import"), "", NOW)

    with store.reading():
        assert Reader.by_address("jo@example.org") is None
        assert store.database.execute_sql("SELECT count(*) FROM mail").fetchone() == (0,)
