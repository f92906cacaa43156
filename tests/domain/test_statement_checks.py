"""What may not be published, each fault in one line; and the shipped versions, which may."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from privet.domain import links, readability, statement_checks, statements
from privet.domain.datafiles import BadFile
from privet.domain.statement_checks import Context
from privet.domain.statement_files import Version
from tests.domain.statement_texts import FIRST, TEXTS, statement, terms, write, write_terms

TODAY = date(2026, 3, 2)
DAY = timedelta(days=1)
HARD = "Notwithstanding administrative considerations, organisational responsibilities necessitate"


def faults(version: Version, folder: Path, **more: Any) -> list[str]:
    """Hold a version against the versions in ``folder``, as on the second of March."""
    publishing = more.pop("publishing", True)
    context = Context(
        archive=statements.load(folder, demonstration=False),
        today=TODAY,
        languages=("en", "es"),
        links={"hhs-ocr"},
        answers=lambda address, _language: address.startswith("/contact/"),
    )
    return [
        str(fault)
        for fault in statement_checks.faults(version, replace(context, **more), publishing=publishing)
    ]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder with a first version of both texts."""
    folder = tmp_path / "statements"
    write_terms(folder)
    write(folder)
    return folder


def draft(folder: Path, **facts: Any) -> Version:
    facts = {"version": '"1.1"', "published": TODAY, "effective": TODAY} | facts
    return statement(write(folder.parent / "drafts", name="draft", **facts))


def test_good_version_has_no_fault(folder: Path) -> None:
    assert faults(draft(folder), folder) == []
    assert faults(draft(folder, published=TODAY + DAY, effective=LATER), folder, publishing=False) == []


LATER = TODAY + 60 * DAY


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"summary": '""'}, "summary: is empty; say in a sentence or two what changed"),
        ({"published": TODAY - DAY}, f"published: {TODAY - DAY} is past; today is {TODAY}"),
        ({"published": TODAY + DAY, "effective": LATER}, f"published: {TODAY + DAY} is not today"),
        ({"effective": TODAY - DAY}, f"effective: {TODAY - DAY} is before it is published"),
        ({"published": FIRST, "effective": FIRST}, f"published: a version was published on {FIRST}"),
        ({"published": FIRST, "effective": FIRST}, f"effective: {FIRST} is past"),
        ({"version": '"1.0"'}, f"version: 1.0 is the version of {FIRST} already"),
        ({"terms": '"7.0"'}, "terms: there is no version “7.0” of the terms; publish them first"),
        ({"material": {"en": "true", "es": "false"}}, "material: says false where draft.en.md says true"),
    ],
)
@pytest.mark.promise("P47", "P48")
def test_facts_that_cannot_be_published_are_refused(folder: Path, facts: dict[str, Any], said: str) -> None:
    """P47: never without a summary. P48: never in place of a published version, and never in the past."""
    assert said in "\n".join(faults(draft(folder, **facts), folder))


def in_english(text: str) -> dict[str, str]:
    return {"en": TEXTS["en"] + text, "es": TEXTS["es"]}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (in_english("\n[x](/no-such-page/)\n"), "link to /no-such-page/: no page of this site answers there"),
        (in_english("\n[x](#nowhere)\n"), "link to #nowhere: no heading of this text has that anchor"),
        (in_english("\n[x](/privacy/#nowhere)\n"), "link to /privacy/#nowhere: no heading of this text"),
        (in_english("\n[x](contact/)\n"), "link to contact/: links lead to a page of this site"),
        (in_english("\n[x](//elsewhere.example/)\n"), "link to //elsewhere.example/: links lead to"),
        (in_english("\n[x](mailto:office@larkspur.example)\n"), "link to mailto:"),
        (in_english("\n[x](link:nobody)\n"), "link to link:nobody: no such id in the register"),
        (
            in_english("\nSee https://elsewhere.example/a.\n"),
            "https://elsewhere.example/a. must stand in the reg",
        ),
        (
            in_english("\n<https://elsewhere.example/>\n"),
            "https://elsewhere.example/ must stand in the register",
        ),
        (in_english("\n![x](http://elsewhere.example/x.png)\n"), "http://elsewhere.example/x.png must stand"),
        (in_english("\nWe try. {P51}\n"), "{P51} is no promise; they are written {P1} to {P50}"),
        (in_english("\nWe try. {p5}\n"), "{p5} is no promise"),
        (in_english("\n{P9}\n"), "{P9} follows no sentence"),
        (in_english("\nWe try. {P9}\n"), "P9 not marked as often as in draft.en.md"),
        (
            in_english("\n## More\n\nText.\n"),
            "has headings 2 of ## and 0 of ###, where draft.en.md has 3 of ##",
        ),
        (in_english("\n# More\n\nText.\n"), "heading “More” must begin with ##"),
        (in_english("\n## What do you count?\n\nText.\n"), "heading “What do you count?” stands twice"),
        (in_english("\n## More {P5}\n\nText.\n"), "heading “More {P5}” makes no promise"),
        ("Text without a question.\n", "has no heading that begins with ##"),
        (in_english(f"\n## Law\n\n{HARD}.\n"), "section “Law” has reading ease -"),
        ({"en": f"## Law\n\n{HARD}.\n", "es": TEXTS["es"]}, "the text has reading ease -"),
    ],
)
def test_text_that_cannot_be_published_is_refused(folder: Path, text: Any, said: str) -> None:
    found = faults(draft(folder, text=text), folder)

    assert said in "\n".join(found)
    assert all(line.startswith(str(folder.parent / "drafts" / "draft.")) for line in found)


def test_links_that_lead_somewhere_are_fine(folder: Path) -> None:
    more = "\n[a](#what-do-you-count) [b](/privacy/#how-can-i-ask) [c](/contact/#phone) [d](link:hhs-ocr)\n"

    assert faults(draft(folder, text=in_english(more)), folder) == []


def test_own_page_is_asked_in_the_language_of_the_text(folder: Path) -> None:
    asked: set[tuple[str, str]] = set()

    faults(draft(folder), folder, answers=lambda *words: asked.add(words))

    assert asked == {("/contact/", "en"), ("/contact/", "es")}


def test_languages_are_those_of_the_site(folder: Path) -> None:
    assert "languages: fr is missing: the site speaks it" in str(
        faults(draft(folder), folder, languages=("en", "es", "fr"))
    )
    assert "languages: es is not in organisation.languages" in str(
        faults(draft(folder), folder, languages=("en",))
    )


def test_version_that_stands_there_already_is_told_so_and_nothing_else(folder: Path) -> None:
    found = faults(statement(folder / f"{FIRST}.en.md"), folder)

    assert [line.partition(": ")[2] for line in found] == [
        "version 1.0 is published already; there is nothing to do"
    ]


def test_version_cannot_hold_before_one_that_was_announced(folder: Path) -> None:
    write(folder, TODAY - DAY, version='"1.1"', effective=LATER)

    found = faults(draft(folder, version='"1.2"'), folder)

    assert f"effective: must not be before {LATER}, when an earlier version begins to hold" in found[0]


def test_terms_that_are_not_published_yet_do_not_count(folder: Path) -> None:
    write_terms(folder, TODAY + DAY, version='"2.0"')

    assert "there is no version “2.0” of the terms" in faults(draft(folder, terms='"2.0"'), folder)[0]


def test_others_may_add_what_they_refuse(folder: Path) -> None:
    def unkept(version: Version) -> Iterator[BadFile]:
        yield BadFile(version.spoken("en").path, "nothing keeps it", "P5")

    assert [line.partition(": ")[2] for line in faults(draft(folder), folder, further=(unkept,))] == [
        "P5: nothing keeps it"
    ]


def test_terms_are_checked_alike_and_promise_nothing(folder: Path) -> None:
    path = write_terms(folder.parent / "drafts", TODAY, version='"1.1"', text="## Use\n\nRead on. {P5}\n")

    found = faults(terms(path), folder)

    assert [line.partition(": ")[2] for line in found] == [
        "{P5}: promises are made in the statement, not in the terms"
    ] * 2


@pytest.mark.parametrize("what", ["statement", "terms"])
def test_shipped_version_may_be_published(what: str) -> None:
    shipped = statements.load(statements.SHIPPED, demonstration=True)
    version = (shipped if what == "statement" else shipped.terms).versions[0]
    archive = statements.Archive((), shipped.terms if what == "statement" else statements.Series())
    context = Context(
        archive=archive,
        today=version.published,
        languages=("en", "es"),
        links=links.register(),
        answers=lambda _address, _language: True,
    )

    assert [str(fault) for fault in statement_checks.faults(version, context, publishing=True)] == []


@pytest.mark.parametrize("language", ["en", "es"])
def test_easy_text_measures_easier_than_hard_text(language: str) -> None:
    hard = {
        "en": HARD,
        "es": "Las responsabilidades administrativas organizacionales necesitan consideraciones",
    }

    assert readability.ease(TEXTS[language], language) > 60 > readability.ease(hard[language], language)
    assert readability.ease("", language) == 100
    assert [heading for heading, _text in readability.sections(TEXTS["en"])] == [
        "What do you count?",
        "How can I ask?",
    ]
