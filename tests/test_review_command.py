"""``privet review``: what it looks at, what it asks, what it stores, and how it ends."""

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from privet import config, create_app
from privet.commands import main
from privet.commands import review as command
from privet.domain import events, review, review_checks, safeguards
from privet.domain.safeguards import ASKED, State
from privet.opening import open_store
from privet.storage.store import Store
from privet.web import surface
from tests.registers import NOON
from tests.running import serving

COUNT = len(safeguards.load())
PEOPLE = [name for name, each in safeguards.load().items() if each.check == ASKED]


def run(instance: Path, *words: str, typed: str = "") -> Result:
    return CliRunner().invoke(main, ["review", *words, "--instance", str(instance)], input=typed)


def store_of(instance: Path) -> Store:
    return open_store(instance, config.load(instance))


def states(instance: Path) -> dict[str, State]:
    now = datetime.now(NOON.tzinfo)
    return {state.id: state for state in safeguards.states(store_of(instance), None, now)}


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the checks that have tests of their own find all well, in no time."""
    for name in ("headers", "tls", "cookies", "backups_age", "dependencies"):
        monkeypatch.setitem(review_checks.CHECKS, name, lambda _ground: ("ok", "as it should be"))


@pytest.mark.promise("P36", "P37", "P5")
def test_whole_site_is_looked_at_while_it_is_served(instance: Path) -> None:
    """P5, P36, P37: every page has the strict headers and no cookie; the connection is named."""
    with serving(instance) as site:
        said = run(instance, "--address", site.base)

    found = states(instance)
    assert found["headers"].result == found["cookies"].result == "ok", said.output
    addresses = re.search(r"(\d+) addresses send all 10 strict headers", found["headers"].note)
    assert addresses
    assert int(addresses[1]) > 60
    assert re.fullmatch(r"TLSv1\.3, TLS_\w+, \d+ bit", found["tls"].note)
    assert found["file-modes"].result == found["event-chain"].result == "ok"
    assert "no copy in" in said.output
    assert said.exit_code == 1


@pytest.mark.promise("P36")
def test_page_that_loosens_a_header_is_found(instance: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """P36: one view that sends something weaker than all others."""
    app = create_app(instance)
    options = {"frame_options": "SAMEORIGIN"}
    monkeypatch.setattr(app.view_functions["front.contact"], "talisman_view_options", options, raising=False)

    found = surface.look(app)

    loose = [
        a.path for a in found.answers if a.values("X-Frame-Options") != [found.expected["X-Frame-Options"]]
    ]
    paths = {answer.path for answer in found.answers}
    assert loose == ["/contact/"]
    assert {"/", "/consumer/who-may-see-your-record/", "/mail-in/blank.pdf", "/no-such-page"} <= paths


def test_review_is_no_visit(instance: Path) -> None:
    app = create_app(instance)

    surface.look(app)

    assert not app.extensions["privet.counting"].waiting


@pytest.mark.promise("P39")
def test_without_a_terminal_nothing_is_asked_and_all_is_stored(instance: Path, quick: None) -> None:
    """P39: a dated report, with an event."""
    said = run(instance, "--by", "Privacy officer")

    assert said.exit_code == 0, said.output
    last = said.output.strip().splitlines()[-1]
    assert last == f"8 in order, 0 faults, {len(PEOPLE)} not asked. Stored as a review by Privacy officer."
    assert len([state for state in states(instance).values() if state.checked]) == COUNT - len(PEOPLE)
    assert len(events.of_action(store_of(instance), "review.done")) == 1


def test_what_a_script_confirms_is_in_order(instance: Path, quick: None) -> None:
    said = run(instance, "--confirm", "paper", "--confirm", "training")

    found = states(instance)
    assert found["paper"].result == found["training"].result == "ok"
    assert f"10 in order, 0 faults, {len(PEOPLE) - 2} not asked." in said.output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--confirm", "headers"), "headers isn’t asked for; these are: locked-room, paper"),
        (("--by", " "), "is empty or longer than 100 letters"),
    ],
)
def test_bad_option_is_refused_before_anything_is_looked_at(
    instance: Path, words: tuple[str, ...], said: str
) -> None:
    answer = run(instance, *words)

    assert (answer.exit_code, said in answer.output) == (2, True)
    assert events.of_action(store_of(instance), "review.done") == []


def test_on_a_terminal_each_is_asked_and_no_is_a_fault(
    instance: Path, quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "is_terminal", lambda: True)
    answers = ["y", "n", "s", *["Y"] * (len(PEOPLE) - 3)]

    said = run(instance, typed="\n".join(answers) + "\n")

    found = states(instance)
    assert [found[name].result for name in PEOPLE[:4]] == ["ok", "fault", "", "ok"]
    assert said.exit_code == 1
    assert "1 fault, 1 not asked." in said.output
    again = run(instance, typed="y\ny\n")
    assert again.exit_code == 0, "only what is open is asked again"
    assert f"{PEOPLE[0]:<16}ok" in again.output


@pytest.mark.promise("P38", "P39")
def test_list_shows_what_is_due_the_most_urgent_first(instance: Path, quick: None) -> None:
    """P38, P39: nothing is due on the first day; what grew old is called overdue."""
    store = store_of(instance)
    fresh = run(instance, "--list").output
    then = datetime.now(NOON.tzinfo) - timedelta(days=40)
    review.record(store, [review.Finding("updates", "ok", "asked")], "office", then)

    late = run(instance, "--list").output

    assert f"{COUNT} safeguards, 0 of them overdue or to be mended." in fresh
    assert late.startswith("updates         OVERDUE")
    assert f"{COUNT} safeguards, 1 of them overdue or to be mended." in late


def test_help_has_an_example() -> None:
    assert "privet review --by" in CliRunner().invoke(main, ["review", "--help"]).output
