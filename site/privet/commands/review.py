"""``privet review``: checks the safeguards, asks for those that no program sees, and stores what it found."""

import shutil
import sys
import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from privet import config, create_app
from privet.commands.options import EXAMPLES, instance_option
from privet.domain import review as reviews
from privet.domain import safeguards
from privet.domain.languages import DEFAULT, in_language
from privet.domain.review import Finding
from privet.domain.review_checks import CHECKS, Ground
from privet.domain.safeguards import ASKED, State
from privet.opening import open_store
from privet.web import surface

SAID = {"ok": "ok", "fault": "FAULT", "impossible": "not now", "asked": "not asked"}
STANDING = {"in_order": "in order", "not_due": "not yet due", "overdue": "OVERDUE", "fault": "TO BE MENDED"}
ANSWERS = click.Choice(["y", "n", "s"], case_sensitive=False)


@click.command(
    epilog=EXAMPLES.format(
        'privet review --by "Privacy officer"\n  privet review --confirm locked-room --confirm paper'
    )
)
@instance_option
@click.option("--address", help="Where the site is served; its public name, if you don’t say.")
@click.option("--by", default="office", show_default=True, help="The role, or the name, of who reviews.")
@click.option(
    "--confirm", multiple=True, metavar="ID", help="A safeguard that you found in order; may be repeated."
)
@click.option("--list", "only_list", is_flag=True, help="Only show what is due, and when.")
def review(instance: Path, address: str | None, by: str, confirm: tuple[str, ...], only_list: bool) -> None:
    """Check the safeguards, ask for those that no program sees, and store what was found."""
    settings = config.load(instance)
    own, store = instance / settings.site.folders.data, open_store(instance, settings)
    now = datetime.now(ZoneInfo(settings.organisation.time_zone))
    states = safeguards.states(store, own, now)
    if only_list:
        _list(states, now.date())
        return
    _check_options(states, by, confirm)
    click.echo(f"Review of {now.date()}\n")
    look = lambda: surface.look(create_app(instance))  # noqa: E731
    ground = Ground(
        folder=instance,
        settings=settings,
        store=store,
        now=now,
        address=address or settings.base,
        look=look,
    )
    found = [*_checked(states, ground), *_asked(states, confirm, now.date())]
    reviews.record(store, found, by.strip(), now)
    _sum_up(states, found, by)
    if any(each.result == "fault" for each in found):
        raise SystemExit(1)


def _check_options(states: Sequence[State], by: str, confirm: Sequence[str]) -> None:
    asked = [state.id for state in states if state.safeguard.check == ASKED]
    for name in confirm:
        if name not in asked:
            raise click.BadParameter(
                f"{name} isn’t asked for; these are: {', '.join(asked)}", param_hint="--confirm"
            )
    if not 0 < len(by.strip()) <= 100:
        raise click.BadParameter("is empty or longer than 100 letters", param_hint="--by")


def _checked(states: Sequence[State], ground: Ground) -> Iterator[Finding]:
    """Run the automatic checks, each shown as soon as it is done."""
    for finding in reviews.run(states, CHECKS, ground):
        _show(finding.safeguard, SAID[finding.result], finding.note)
        yield finding


def _asked(states: Sequence[State], confirm: Sequence[str], today: date) -> Iterator[Finding]:
    """Take what was confirmed; ask for the rest that is due, where somebody is there to answer."""
    due = reviews.to_ask(states, today)
    for state in states:
        if state.id in confirm:
            _show(state.id, SAID["ok"], "confirmed")
            yield Finding(state.id, "ok", "confirmed")
        elif state in due:
            if not is_terminal():
                _show(state.id, SAID["asked"], _question(state))
            elif (answer := _ask(state)) != "s":
                yield Finding(state.id, "ok" if answer == "y" else "fault", "asked")
        elif state.safeguard.check == ASKED:
            _show(state.id, SAID["ok"], f"in order since {state.checked}, due again by {state.due}")


def _ask(state: State) -> str:
    click.echo(f"\n{state.id}: {_question(state)}")
    answer: str = click.prompt("[y]es, [n]o, [s]kip", type=ANSWERS, show_choices=False, prompt_suffix=" > ")
    return answer.lower()


def is_terminal() -> bool:
    """Say whether somebody can be asked."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def _sum_up(states: Sequence[State], found: Sequence[Finding], by: str) -> None:
    count = Counter(each.result for each in found)
    words = [f"{count['ok']} in order", f"{count['fault']} {'fault' if count['fault'] == 1 else 'faults'}"]
    words += [f"{count['impossible']} not possible now"] if count["impossible"] else []
    if rest := len(states) - len(found):
        words.append(f"{rest} not asked")
    click.echo(f"\n{', '.join(words)}. Stored as a review by {by.strip()}.")


def _list(states: Sequence[State], today: date) -> None:
    """Show what is due, the most urgent first."""
    for state in sorted(states, key=lambda state: state.due):
        last = f"last checked on {state.checked}" if state.checked else "not checked yet"
        standing = state.standing(today)
        _show(
            state.id,
            STANDING[standing],
            f"due by {state.due}, {last} ({in_language(state.safeguard.owner, DEFAULT)})",
        )
    late = sum(state.standing(today) in {"overdue", "fault"} for state in states)
    click.echo(f"\n{len(states)} safeguards, {late} of them overdue or to be mended.")


def _question(state: State) -> str:
    return in_language(state.safeguard.question, DEFAULT)


def _show(name: str, word: str, note: str) -> None:
    """Write one line in three columns, the last of them wrapped."""
    head = f"{name:<16}{word:<14}"
    width = max(60, min(shutil.get_terminal_size().columns, 110))
    click.echo(
        textwrap.fill(
            note, width, initial_indent=head, subsequent_indent=" " * len(head), break_long_words=False
        )
    )
