"""Publishing: files and event together or not at all, and what shows afterwards that nothing was changed."""

import stat
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from privet import config
from privet.domain import drafting, events, publishing, statement_checks, statement_evidence, statements
from privet.domain.datafiles import BadFile
from privet.domain.evidence import Evidence, Witness
from privet.domain.statement_files import Version, pending
from privet.opening import open_office, open_store
from privet.storage.store import Store
from tests.domain.statement_texts import FIRST, statement, terms, write, write_terms

SECOND = date(2026, 3, 2)
Look = Callable[[Witness], Evidence]


class Killed(BaseException):
    """The power failed."""


@pytest.fixture
def store(instance: Path) -> Store:
    """Give the store of the instance."""
    return open_store(instance, config.load(instance))


@pytest.fixture
def folder(instance: Path) -> Path:
    """Give the folder of published statements, which is not there yet."""
    return instance / "statements"


@pytest.fixture
def version(instance: Path) -> Version:
    """Give a version to publish."""
    return statement(write(instance / "drafts", SECOND, name="next", version='"1.1"'))


def publish_first(store: Store, folder: Path) -> None:
    drafts = folder.parent / "first"
    publishing.publish(store, folder, terms(write_terms(drafts)))
    publishing.publish(store, folder, statement(write(drafts)))


def look(evidence: Look, store: Store, day: date = SECOND) -> Evidence:
    instance = store.place.file.parent
    now = datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo("America/New_York"))
    return evidence(Witness(open_office(instance), instance, store, now))


def test_published_version_is_there_byte_for_byte_with_its_event(
    store: Store, folder: Path, version: Version
) -> None:
    publishing.publish(store, folder, version)

    found = statements.load(folder, demonstration=False).by_day(SECOND)
    assert found is not None
    assert found.digests == version.digests
    assert events.of_action(store, "statement.published") == [
        {"version": "1.1", "published": "2026-03-02", "sha256": version.digests}
    ]
    files = sorted(folder.iterdir())
    assert [path.name for path in files] == ["2026-03-02.en.md", "2026-03-02.es.md"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o644}


def test_terms_go_into_their_own_folder_with_their_own_event(store: Store, folder: Path) -> None:
    publish_first(store, folder)

    assert (folder / "terms" / f"{FIRST}.en.md").exists()
    assert len(events.of_action(store, "terms.published")) == 1
    assert len(events.of_action(store, "statement.published")) == 1


@pytest.mark.parametrize("moment", ["first file waits", "event", "first rename", "second rename"])
def test_publishing_that_is_killed_is_invisible_until_it_is_completed(
    store: Store, folder: Path, version: Version, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    kill_at(moment, monkeypatch)
    with pytest.raises(Killed):
        publishing.publish(store, folder, version)
    monkeypatch.undo()

    recorded = moment in {"first rename", "second rename"}
    assert statements.load(folder, demonstration=False).versions == ()
    assert len(events.of_action(store, "statement.published")) == recorded

    assert publishing.complete(store, folder) == ["1.1"] * recorded
    publishing.publish(store, folder, version)

    assert len(statements.load(folder, demonstration=False).versions) == 1
    assert len(events.of_action(store, "statement.published")) == 1
    assert not list(folder.glob(".*"))


def kill_at(moment: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the power fail at a moment of publishing."""
    renamed: list[Path] = []
    replace, write_file = Path.replace, publishing._write

    def fail(*_: object) -> None:
        raise Killed

    def failing_replace(path: Path, target: Path) -> Path:
        if len(renamed) == (moment == "second rename"):
            raise Killed
        renamed.append(path)
        return replace(path, target)

    def failing_write(path: Path, source: bytes) -> None:
        write_file(path, source)
        raise Killed

    if moment == "first file waits":
        monkeypatch.setattr(publishing, "_write", failing_write)
    elif moment == "event":
        monkeypatch.setattr(events, "record", fail)
    else:
        monkeypatch.setattr(Path, "replace", failing_replace)


def test_what_waits_is_completed_only_if_it_is_what_was_recorded(
    store: Store, folder: Path, version: Version, monkeypatch: pytest.MonkeyPatch
) -> None:
    kill_at("second rename", monkeypatch)
    with pytest.raises(Killed):
        publishing.publish(store, folder, version)
    monkeypatch.undo()
    pending(folder / f"{SECOND}.es.md").write_text("something else")

    assert publishing.complete(store, folder) == []


def test_no_other_version_takes_the_place_of_a_published_one(
    store: Store, folder: Path, version: Version
) -> None:
    publishing.publish(store, folder, version)
    other = statement(write(folder.parent / "other", SECOND, version='"1.2"'))

    with pytest.raises(BadFile, match="is another version’s already"):
        publishing.publish(store, folder, other)

    found = statements.load(folder, demonstration=False).by_day(SECOND)
    assert found is not None
    assert found.number == "1.1"


def test_running_site_looks_again_after_publishing(store: Store, folder: Path, version: Version) -> None:
    stamped = statements.stamp(folder)

    publishing.publish(store, folder, version)

    assert statements.stamp(folder) != stamped


def test_demonstration_keeps_the_versions_that_it_began_with(store: Store, folder: Path) -> None:
    shipped = statements.load(folder, demonstration=True)
    day = shipped.versions[-1].published + timedelta(days=9)

    kept = publishing.keep_shipped(folder)
    publishing.publish(store, folder, statement(write(folder.parent / "d", day, version='"9.0"')))

    assert len(kept) == 4
    archive = statements.load(folder, demonstration=True)
    assert [v.number for v in archive.versions] == [*(v.number for v in shipped.versions), "9.0"]
    assert archive.versions[0].digests == shipped.versions[0].digests
    assert publishing.keep_shipped(folder) == []


def test_organisation_with_versions_of_its_own_gets_none_of_ours(store: Store, folder: Path) -> None:
    publish_first(store, folder)

    assert publishing.keep_shipped(folder) == []


@pytest.mark.promise("P48")
def test_evidence_tells_a_changed_version_from_an_unchanged_one(store: Store, folder: Path) -> None:
    """P48: each file has the digest that its event recorded; one changed letter shows."""
    publish_first(store, folder)
    path = folder / f"{FIRST}.es.md"
    as_it_was = path.read_bytes()

    assert look(statement_evidence.unchanged_evidence, store).state == "kept"
    path.write_bytes(as_it_was.replace("páginas, no".encode(), "páginas, o".encode()))
    changed = look(statement_evidence.unchanged_evidence, store)
    path.write_bytes(as_it_was)

    assert changed.state == "broken"
    assert "Version 1.0 of January 5, 2026 is not what was published" in changed.text
    assert look(statement_evidence.unchanged_evidence, store).state == "kept"


@pytest.mark.promise("P48")
def test_evidence_finds_a_version_that_was_removed_or_slipped_in(store: Store, folder: Path) -> None:
    """P48: an archive keeps every version, and no other."""
    publish_first(store, folder)
    written = write(folder, SECOND, version='"1.1"')
    slipped_in = look(statement_evidence.unchanged_evidence, store)
    for path in (written, written.with_name(f"{SECOND}.es.md"), *folder.glob(f"{FIRST}*")):
        path.unlink()
    removed = look(statement_evidence.unchanged_evidence, store)

    assert [slipped_in.state, removed.state] == ["broken", "broken"]
    assert "Version 1.1" in slipped_in.text
    assert "Version 1.0" in removed.text


@pytest.mark.promise("P1", "P45")
def test_evidence_names_the_version_its_questions_and_its_terms(store: Store, folder: Path) -> None:
    """P1: dated, numbered, each question answered. P45: the terms of each version are there."""
    publish_first(store, folder)

    contents = look(statement_evidence.contents_evidence, store)
    kept_terms = look(statement_evidence.terms_evidence, store)

    assert contents == Evidence("kept", contents.text)
    assert "Version 1.0 of January 5, 2026 answers all 2 questions" in contents.text
    assert kept_terms == Evidence("kept", "1 version of the statement leads to the terms of its day.")


@pytest.mark.promise("P45")
def test_evidence_finds_a_version_whose_terms_are_missing(store: Store, folder: Path) -> None:
    """P45: a version without its terms shows."""
    write(folder, terms='"0.9"')
    write_terms(folder)

    found = look(statement_evidence.terms_evidence, store)

    assert found.state == "broken"
    assert "names version 0.9 of the terms, which is missing" in found.text


@pytest.mark.promise("P47")
def test_evidence_says_until_when_the_home_page_tells_of_a_change(
    store: Store, folder: Path, version: Version
) -> None:
    """P47: nothing to tell yet, then told, then quiet."""
    publish_first(store, folder)
    before = look(statement_evidence.notice_evidence, store)
    publishing.publish(store, folder, version)

    told = look(statement_evidence.notice_evidence, store)
    quiet = look(statement_evidence.notice_evidence, store, SECOND + timedelta(days=31))

    assert [before.state, told.state, quiet.state] == ["not_due", "kept", "kept"]
    assert "The home page tells of it until the end of April 1, 2026." in told.text
    assert "The home page told of it until the end of April 1, 2026." in quiet.text


@pytest.mark.parametrize(
    "evidence",
    [
        statement_evidence.contents_evidence,
        statement_evidence.unchanged_evidence,
        statement_evidence.notice_evidence,
        statement_evidence.terms_evidence,
    ],
)
def test_evidence_without_a_statement_is_not_due(evidence: Look, store: Store, instance: Path) -> None:
    example = config.EXAMPLE.read_text("utf-8").replace("demonstration = true", "demonstration = false")
    (instance / config.FILE).write_text(example, "utf-8")

    assert look(evidence, store).state == "not_due"


def test_draft_wants_only_its_summary_and_its_reason(store: Store, folder: Path) -> None:
    publish_first(store, folder)
    archive = statements.load(folder, demonstration=False)

    written = drafting.draft(archive.versions[0], archive, SECOND, folder.parent / "drafts")

    context = statement_checks.Context(
        archive=archive,
        today=SECOND,
        languages=("en", "es"),
        links=set(),
        answers=lambda _address, _language: True,
    )
    version = statement(written[0])
    assert (version.number, version.published, version.effective) == ("1.1", SECOND, SECOND)
    assert [path.name for path in written] == ["statement-1.1.en.md", "statement-1.1.es.md"]
    assert version.spoken("es").text == archive.versions[0].spoken("es").text
    found = [str(fault).partition(".md: ")[2] for fault in statement_checks.faults(version, context)]
    assert {line.partition(":")[0] for line in found} == {"summary", "why"}
    with pytest.raises(BadFile, match="is there already"):
        drafting.draft(archive.versions[0], archive, SECOND, folder.parent / "drafts")


@pytest.mark.parametrize(
    ("number", "used", "following"),
    [
        ("1.0", {"1.0"}, "1.1"),
        ("1.9", {"1.9", "1.10"}, "1.11"),
        ("3", {"3"}, "4"),
        ("1.0-b", {"1.0-b"}, "1.0-b.1"),
    ],
)
def test_next_number_is_free(number: str, used: set[str], following: str) -> None:
    assert drafting.next_number(number, used) == following
