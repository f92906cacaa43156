"""``privet statement``: drafts, checks, publishing and the list, as the office uses them."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
import time_machine
from click.testing import CliRunner, Result

from privet import config
from privet.commands import main
from privet.domain import events, publishing, statements
from privet.opening import open_store
from tests.domain.statement_texts import TEXTS, write, write_terms

TODAY = "2026-12-14"
PLAIN = {
    language: text.replace(" {P5}", "").replace(" {P7}", "").replace(" {P8}", "")
    for language, text in TEXTS.items()
}
DAY = datetime.fromisoformat(TODAY).date()


def run(*words: object) -> Result:
    return CliRunner().invoke(main, ["statement", *(str(word) for word in words)])


@pytest.fixture
def drafts(instance: Path) -> Path:
    """Give a folder for drafts."""
    return instance / "drafts"


@pytest.fixture(autouse=True)
def december() -> Iterator[None]:
    """Move the clock to some day after the shipped statement's."""
    with time_machine.travel(datetime.fromisoformat(f"{TODAY}T17:00:00+00:00"), tick=False):
        yield


def next_version(drafts: Path, **facts: object) -> Path:
    usual = {"published": DAY, "effective": DAY, "version": '"9.0"', "text": PLAIN}
    return write(drafts, name="next", **usual | facts)


def published(instance: Path) -> list[object]:
    store = open_store(instance, config.load(instance))
    return [detail["version"] for detail in events.of_action(store, "statement.published")]


def test_good_version_is_published_and_listed(instance: Path, drafts: Path) -> None:
    path = next_version(drafts)

    checked = run("check", "--instance", instance, path)
    assert checked.output == f"Version 9.0 may be published on {TODAY}: nothing stands against it.\n"
    assert published(instance) == []

    said = run("publish", "--instance", instance, path)
    assert said.exit_code == 0, said.output
    assert f"Published version 9.0: https://localhost:8443/privacy/{TODAY}/ (en, es)." in said.output
    assert published(instance) == ["9.0"]

    listed = run("list", "--instance", instance).output.splitlines()
    assert listed[0] == f"9.0  published {TODAY}  effective {TODAY}  en, es  in force"
    assert listed[-1].endswith("no longer in force")


def test_demonstration_keeps_what_it_began_with(instance: Path, drafts: Path) -> None:
    said = run("publish", "--instance", instance, next_version(drafts))

    assert "Kept the 4 files that this demonstration began with" in said.output
    assert len(statements.load(instance / "statements", demonstration=False).versions) == 2


@pytest.mark.promise("P47", "P48")
@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"summary": ""}, "summary: is empty; say in a sentence or two what changed"),
        ({"published": "2026-12-13"}, "published: 2026-12-13 is past"),
        (
            {"text": PLAIN["en"] + "\n[x](/nowhere/)\n"},
            "link to /nowhere/: no page of this site answers there",
        ),
        (
            {"text": PLAIN["en"] + "\n[x](/contact/#no)\n"},
            "link to /contact/#no: no page of this site answers",
        ),
    ],
)
def test_faulty_version_is_refused_with_a_line_for_each_fault(
    instance: Path, drafts: Path, facts: dict[str, object], said: str
) -> None:
    """P47, P48: no version without a summary, and none in the past; nothing is written then."""
    refused = run("publish", "--instance", instance, next_version(drafts, **facts))

    assert refused.exit_code == 1
    assert said in refused.output
    assert refused.output.splitlines()[-1].endswith("nothing was changed.")
    assert published(instance) == []
    assert not (instance / "statements").exists()


def test_promise_that_nothing_keeps_is_refused(instance: Path, drafts: Path) -> None:
    text = {language: f"{text}\nWe never fail. {{P17}}\n" for language, text in PLAIN.items()}

    refused = run("publish", "--instance", instance, next_version(drafts, text=text))

    assert refused.exit_code == 1
    assert "P17: nothing keeps it yet" in refused.output
    assert published(instance) == []


@pytest.mark.promise("P48")
def test_published_version_never_changes(instance: Path, drafts: Path) -> None:
    """P48: the same bytes are published already; others need another day."""
    path = next_version(drafts)
    run("publish", "--instance", instance, path)
    before = (instance / "statements" / f"{TODAY}.en.md").read_bytes()

    again = run("publish", "--instance", instance, path)
    path.write_text(path.read_text("utf-8").replace("pages", "page views"), "utf-8")
    changed = run("publish", "--instance", instance, path)

    assert (again.exit_code, changed.exit_code) == (1, 1)
    assert "version 9.0 is published already; there is nothing to do" in again.output
    assert f"a version was published on {TODAY}, and never changes" in changed.output
    assert (instance / "statements" / f"{TODAY}.en.md").read_bytes() == before
    assert published(instance) == ["9.0"]


def test_publishing_that_was_interrupted_is_completed_by_doing_it_again(
    instance: Path, drafts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = next_version(drafts)
    publishing.keep_shipped(instance / "statements")

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(publishing, "_appear", killed)
    assert run("publish", "--instance", instance, path).exit_code == 1
    monkeypatch.undo()

    said = run("publish", "--instance", instance, path)

    assert said.exit_code == 0
    assert "Completed version 9.0, whose publishing was interrupted." in said.output
    assert published(instance) == ["9.0"]
    assert (instance / "statements" / f"{TODAY}.es.md").exists()


def test_terms_come_before_the_statement_that_names_them(instance: Path, drafts: Path) -> None:
    terms = write_terms(drafts, DAY, version='"9.0"')
    path = next_version(drafts, terms='"9.0"')

    early = run("check", "--instance", instance, path)
    first = run("publish", "--terms", "--instance", instance, terms)
    then = run("publish", "--instance", instance, path)

    assert "there is no version “9.0” of the terms; publish them first" in early.output
    assert f"Published version 9.0: https://localhost:8443/terms/{TODAY}/ (en, es)." in first.output
    assert then.exit_code == 0, then.output
    assert run("list", "--terms", "--instance", instance).output.startswith("9.0  published")


def test_draft_says_what_to_do_next_and_what_it_lacks(instance: Path) -> None:
    said = run("draft", "--instance", instance)
    lines = said.output.splitlines()
    checked = run(*lines[-1].split()[2:])

    assert lines[0] == f"Wrote {instance / 'drafts'}/statement-1.1.en.md"
    assert lines[-1].strip() == (
        f"privet statement check --instance {instance} {instance / 'drafts'}/statement-1.1.en.md"
    )
    assert checked.exit_code == 1
    assert "statement-1.1.es.md: summary: is empty" in checked.output


def test_draft_of_the_terms_in_a_folder_of_ones_choice(instance: Path, tmp_path: Path) -> None:
    said = run("draft", "--terms", "--to", tmp_path / "mine", "--instance", instance)

    assert (tmp_path / "mine" / "terms-1.1.es.md").exists()
    assert "check --terms" in said.output


def test_organisation_without_a_statement_is_told_how_to_begin(instance: Path) -> None:
    example = config.EXAMPLE.read_text("utf-8").replace("demonstration = true", "demonstration = false")
    (instance / config.FILE).write_text(example, "utf-8")

    assert run("list", "--instance", instance).output == (
        "Nothing is published yet. To begin: privet statement draft\n"
    )
    assert "statement-1.0.en.md" in run("draft", "--instance", instance).output


def test_bad_name_is_told_in_one_line(instance: Path, drafts: Path) -> None:
    drafts.mkdir()
    (drafts / "statement.md").write_text("x")

    said = run("check", "--instance", instance, drafts / "statement.md")

    assert said.output == (
        f"Error: {drafts}/statement.md: is not named like 2026-11-23.en.md: the language stands before .md\n"
    )


@pytest.mark.parametrize("command", ["check", "publish", "draft", "list"])
def test_help_has_an_example(command: str) -> None:
    assert f"privet statement {command}" in run(command, "--help").output.partition("Example:")[2]


def test_draft_goes_on_from_the_newest_version_though_it_is_only_coming(instance: Path, drafts: Path) -> None:
    coming = next_version(drafts, effective="2027-01-20", text={k: f"{v}\nNew.\n" for k, v in PLAIN.items()})
    assert run("publish", "--instance", instance, coming).exit_code == 0

    said = run("draft", "--instance", instance)

    assert "Copied from version 9.0, which is in force from 2027-01-20." in said.output
    text = (drafts / "statement-9.1.en.md").read_text("utf-8")
    assert "New." in text
    assert "effective: 2027-01-20" in text


def test_model_is_not_published_under_another_name(instance: Path, drafts: Path) -> None:
    own = config.EXAMPLE.read_text("utf-8").replace("demonstration = true", "demonstration = false")
    own = own.replace('name = "Larkspur Benefit Trust"', 'name = "Willow Street Clinic"')
    (instance / "privet.toml").write_text(own, "utf-8")
    said = run("draft", "--instance", instance)

    assert "This is a model" in said.output
    checked = run("check", "--instance", instance, drafts / "statement-1.0.en.md")
    assert "names “Larkspur Benefit Trust”, for whom the model was written" in checked.output
