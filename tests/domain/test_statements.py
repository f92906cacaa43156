"""The versions in a folder: which holds, which is coming, what the home page says, and bad files."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from privet.domain import statements
from privet.domain.datafiles import BadFile
from privet.domain.statement_files import Version, pending
from tests.domain.statement_texts import FIRST, write, write_terms

SECOND = date(2026, 3, 2)
LATER = date(2026, 5, 1)
DAY = timedelta(days=1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder with a first version, and a second that holds from May."""
    folder = tmp_path / "statements"
    write_terms(folder)
    write(folder)
    write(folder, SECOND, version='"1.1"', effective=LATER)
    return folder


def numbers(*versions: Version | None) -> list[str | None]:
    return [version.number if version else None for version in versions]


@pytest.mark.parametrize(
    ("day", "in_force", "coming"),
    [
        (FIRST - DAY, None, None),
        (FIRST, "1.0", None),
        (SECOND - DAY, "1.0", None),
        (SECOND, "1.0", "1.1"),
        (LATER - DAY, "1.0", "1.1"),
        (LATER, "1.1", None),
    ],
)
def test_version_holds_from_its_effective_day(
    folder: Path, day: date, in_force: str | None, coming: str | None
) -> None:
    archive = statements.load(folder, demonstration=False)

    assert numbers(archive.in_force(day), archive.coming(day)) == [in_force, coming]


def test_of_two_versions_for_the_same_day_the_later_one_holds(folder: Path) -> None:
    write(folder, SECOND + DAY, version='"1.2"', effective=LATER)

    archive = statements.load(folder, demonstration=False)

    assert numbers(archive.coming(SECOND), archive.coming(SECOND + DAY)) == ["1.1", "1.2"]
    assert numbers(archive.in_force(LATER)) == ["1.2"]
    assert archive.standing(archive.versions[1], LATER) == "superseded"


@pytest.mark.promise("P47")
def test_notice_stays_thirty_days_and_until_the_version_holds(folder: Path) -> None:
    """P47: from the day of publication on, whichever of the two ends later, then no more."""
    write(folder, date(2026, 7, 1), version='"2.0"')
    archive = statements.load(folder, demonstration=False)

    told = [
        [notice.version.number for notice in archive.notices(day)]
        for day in (SECOND - DAY, SECOND, LATER, LATER + DAY)
    ]
    after = date(2026, 7, 1) + timedelta(days=30)

    assert told == [[], ["1.1"], ["1.1"], []]
    assert [len(archive.notices(day)) for day in (date(2026, 7, 1), after, after + DAY)] == [1, 1, 0]


@pytest.mark.promise("P47")
def test_change_is_told_even_when_another_follows(folder: Path) -> None:
    """P47: a second change does not take the first one’s thirty days away; the newest comes first."""
    write(folder, SECOND + DAY, version='"1.2"', effective=LATER)

    archive = statements.load(folder, demonstration=False)
    found = [(notice.before.number, notice.version.number) for notice in archive.notices(SECOND + DAY)]

    assert found == [("1.1", "1.2"), ("1.0", "1.1")]


def test_first_version_changes_nothing(folder: Path) -> None:
    assert statements.load(folder, demonstration=False).notices(FIRST) == ()


def test_each_version_knows_its_terms(folder: Path) -> None:
    archive = statements.load(folder, demonstration=False)

    assert [version.number for version in archive.terms.versions] == ["1.0"]
    assert archive.terms_of(archive.versions[0]) is archive.terms.versions[0]


def test_demonstration_without_versions_shows_ours(tmp_path: Path) -> None:
    shipped = statements.load(tmp_path / "none", demonstration=True)

    assert shipped.versions
    assert shipped.terms.versions
    assert statements.load(tmp_path / "none", demonstration=False).versions == ()


def test_new_version_is_seen_at_once(folder: Path) -> None:
    before = statements.archive(folder, demonstration=False)
    assert statements.archive(folder, demonstration=False) is before

    stamped = statements.stamp(folder)
    write(folder, LATER + DAY, version='"1.2"')

    assert statements.stamp(folder) != stamped
    assert [v.number for v in statements.archive(folder, demonstration=False).versions] == [
        "1.0",
        "1.1",
        "1.2",
    ]


def test_bad_file_stops_the_start_and_never_a_running_site(
    folder: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last good versions stay; once the file is mended in its place, it is read."""
    monkeypatch.setattr(statements, "AGAIN", 0.0)
    good = statements.archive(folder, demonstration=False)
    path = write(folder, LATER + DAY, version='"1.2"', summary="")

    with pytest.raises(BadFile, match="summary: is empty"):
        statements.load(folder, demonstration=False)
    assert statements.archive(folder, demonstration=False) is good
    assert statements.archive(folder, demonstration=False) is good
    assert [record.getMessage() for record in caplog.records] == [
        f"{path}: summary: is empty; say in a sentence or two what changed; the statement stays as it was"
    ]

    write(folder, LATER + DAY, version='"1.2"')
    assert len(statements.archive(folder, demonstration=False).versions) == 3


def test_version_whose_publishing_was_interrupted_is_not_there_yet(folder: Path) -> None:
    english = write(folder, LATER + DAY, version='"1.2"')
    spanish = english.with_name(english.name.replace(".en.", ".es."))
    spanish.rename(pending(spanish))

    assert len(statements.load(folder, demonstration=False).versions) == 2

    pending(spanish).rename(spanish)

    assert len(statements.load(folder, demonstration=False).versions) == 3


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"version": "1.0"}, 'version: is a number; put it in quotes, as in version: "1.0"'),
        ({"version": '"1.0"'}, f"version: 1.0 is the version of {FIRST} already"),
        ({"version": '"one point two"'}, "version: “one point two” is not written like 1.0"),
        ({"author": "me"}, "contains unknown field `author`"),
        ({"summary": None}, "missing required field `summary`"),
        ({"published": date(2026, 4, 1)}, "published: says 2026-04-01; its name says another day"),
        ({"published": "2026-06-01 10:00:00"}, "published"),
        ({"effective": FIRST}, f"effective: {FIRST} is before it is published"),
        ({"languages": "[en, es, fr]"}, "fr.md: is missing"),
        ({"languages": "[en]"}, "es.md: is in a language that"),
        ({"languages": "[es]"}, "languages: does not list its own language, en"),
        ({"material": {"en": "true", "es": "false"}}, "material: says false where"),
        ({"effective": {"en": LATER + 2 * DAY, "es": LATER + 3 * DAY}}, "effective: says"),
        ({"title": "[unclosed"}, "front matter"),
        ({"title": ""}, "title"),
        ({"why": '" "'}, "why: is empty"),
    ],
)
def test_bad_version_is_named_with_its_fault(folder: Path, facts: dict[str, object], said: str) -> None:
    day = LATER + DAY
    write(folder, **{"published": day, "effective": day, "name": day, "version": '"1.2"'} | facts)

    with pytest.raises(BadFile) as caught:
        statements.load(folder, demonstration=False)

    assert said in str(caught.value)
    assert str(folder) in str(caught.value)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("notes.md", b"", "is not named like 2026-11-23.en.md"),
        ("2026-06-01.en.md", b"\xff", "is not text in UTF-8"),
        ("2026-06-01.en.md", b"no front matter", "missing required field"),
    ],
)
def test_stray_file_is_named(folder: Path, name: str, content: bytes, said: str) -> None:
    (folder / name).write_bytes(content)

    with pytest.raises(BadFile, match=said):
        statements.load(folder, demonstration=False)
