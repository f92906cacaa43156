"""``privet corrections``: the office’s side of corrections, which the desk’s pages share."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from privet.commands.options import EXAMPLES, instance_option
from privet.domain import (
    correction_decisions,
    correction_desk,
    correction_reasons,
    notices,
    statements,
)
from privet.domain.correction_decisions import AlreadyDecided, NobodyElse, OwnRecord, Verdict
from privet.domain.correction_desk import NotStaff
from privet.domain.correction_reasons import NoReason
from privet.domain.correction_rules import Setting
from privet.domain.languages import DEFAULT, in_language
from privet.domain.reference import grouped
from privet.domain.refusals import ChangedMeanwhile, NotYours
from privet.opening import open_office, open_store

BY = click.option("--by", default="", help="Your user name among the staff, to be kept with the decision.")
note_option = click.option("--note", default="", help="A note that the member reads.")


@click.group()
def corrections() -> None:
    """Decide on corrections and removals, and tell those who had an old value."""


@corrections.command("list", epilog=EXAMPLES.format("privet corrections list --due"))
@instance_option
@click.option("--due", is_flag=True, help="Only what is late.")
def list_them(instance: Path, due: bool) -> None:
    """List what nobody has decided yet, the first due first."""
    store, now = opened(instance)
    found = correction_desk.waiting(store, now, late=due)
    for entry in found:
        late = "  LATE" if entry.due_on < now.today else ""
        what = f"{entry.field}, removal" if entry.removal else entry.field
        refused = ", refused by the representative" if entry.refused_by_representative else ""
        click.echo(f"{grouped(entry.id)}  due {entry.due_on}{late}  {what}: {entry.waits_for}{refused}")
    click.echo(f"{len(found)} to decide.")


@corrections.command(epilog=EXAMPLES.format("privet corrections show 7QK-2M4-XYT"))
@instance_option
@click.argument("code")
def show(instance: Path, code: str) -> None:
    """Show one request; that you looked stands in the person’s record."""
    store, now = opened(instance)
    with explained(now):
        found = correction_desk.sight(store, correction_desk.COMMAND, code, now)
    click.echo(f"{grouped(found.id)}: {found.name}, {found.number}, asked by {found.asked_by}")
    click.echo(f"    {found.field.id}: {_one_line(found.old)} → {_one_line(found.new)}")
    if found.has_moved:
        click.echo(f"    CHANGED MEANWHILE: the record now says {_one_line(found.now)}")
        click.echo(f"    To approve all the same: --seen {found.version}")
    click.echo(f"    why: {_one_line(found.reason)}{'; papers come by post' if found.enclosure else ''}")
    click.echo(f"    {found.state}, due {found.due_on}, with the {found.waits_for}")
    if found.refusal:
        click.echo(f"    refused: {found.refusal} {_one_line(found.note) if found.note else ''}".rstrip())
    if found.statement:
        click.echo(f"    disagrees: {_one_line(found.statement)}")


@corrections.command(epilog=EXAMPLES.format("privet corrections approve 7QK-2M4-XYT --by jo"))
@instance_option
@click.argument("code")
@click.option("--seen", default=0, help="The version that “show” names, if the record changed meanwhile.")
@note_option
@BY
def approve(instance: Path, code: str, seen: int, note: str, by: str) -> None:
    """Change the record as was asked."""
    _decide(instance, correction_decisions.approve, by, partial(Verdict, version=seen, note=note), code)
    click.echo(f"{code} is approved, and the record changed. Whom to tell: privet corrections notices")


@corrections.command(epilog=EXAMPLES.format("privet corrections refuse 7QK-2M4-XYT --reason accurate"))
@instance_option
@click.argument("code")
@click.option("--reason", required=True, help="One of the reasons in refusals.toml, such as accurate.")
@note_option
@BY
def refuse(instance: Path, code: str, reason: str, note: str, by: str) -> None:
    """Refuse, with a reason from the list; the person may then file a statement of disagreement."""
    made = partial(Verdict, version=0, reason=reason, note=note)
    _decide(instance, correction_decisions.refuse, by, made, code)
    click.echo(f"{code} is refused. The person reads the reason, and may file a statement of disagreement.")


@corrections.command("pass", epilog=EXAMPLES.format("privet corrections pass 7QK-2M4-XYT"))
@instance_option
@click.argument("code")
@BY
def pass_on(instance: Path, code: str, by: str) -> None:
    """Leave the decision to the member’s representative."""
    _decide(instance, correction_decisions.pass_on, by, partial(Verdict, version=0), code)
    click.echo(f"{code} is with the representative now; the due date stays.")


@corrections.command("notices", epilog=EXAMPLES.format("privet corrections notices"))
@instance_option
def list_notices(instance: Path) -> None:
    """List who must hear of a correction or a statement of disagreement, the first due first."""
    store, now = opened(instance)
    found = notices.waiting(store, correction_desk.COMMAND)
    for task in found:
        late = "  LATE" if task.due_on < now.today else ""
        what = "the statement of disagreement" if task.state == "refused" else "the new value"
        click.echo(
            f"{task.id}  due {task.due_on}{late}\n"
            f"    tell {task.recipient} {what}: {task.field} of {task.number}"
        )
        click.echo(f"    they had it on {task.sent_on}; request {grouped(task.correction)}")
    click.echo(f"{len(found)} to tell.")


@corrections.command(epilog=EXAMPLES.format("privet corrections told 4kXw1Zq… --by jo"))
@instance_option
@click.argument("notice")
@BY
def told(instance: Path, notice: str, by: str) -> None:
    """Note that a recipient was told."""
    store, now = opened(instance)
    with explained(now):
        decider = correction_desk.staff(store, by)
        notices.told(store, decider.actor, decider.by, notice, now.today)
    click.echo(f"{notice} is done.")


def _decide(
    instance: Path, deed: Callable[..., None], by: str, made: Callable[..., Verdict], code: str
) -> None:
    store, now = opened(instance)
    with explained(now):
        verdict = made(correction=correction_desk.id_of(code))
        deed(store, correction_desk.staff(store, by), verdict, now)


def opened(instance: Path) -> tuple[Any, Setting]:
    """Give what the instance keeps, and what holds at this moment."""
    office = open_office(instance)
    settings = office.settings
    now = datetime.now(ZoneInfo(settings.organisation.time_zone))
    known = statements.archive(instance / settings.site.folders.statements, settings.demonstration)
    version = known.in_force(now.date())
    setting = Setting(office=office, now=now, statement=version.number if version else "")
    return open_store(instance, settings), setting


def _one_line(text: str) -> str:
    return " / ".join(text.splitlines()) or "nothing"


@contextmanager
def explained(now: Setting) -> Iterator[None]:
    """Say what must be mended."""
    listed = (
        f"{name} ({in_language(each.text, DEFAULT)})"
        for name, each in correction_reasons.reasons(now.own).items()
        if "office" in each.who
    )
    sentences: dict[type[Exception], str] = {
        NotYours: "Nothing that is open has this code. See: privet corrections list",
        AlreadyDecided: "This was decided already, or the person took it back; nothing was changed.",
        OwnRecord: "Nobody decides on what they asked for themselves; somebody else must.",
        NobodyElse: "No representative may decide on this; the office must.",
        ChangedMeanwhile: "The record says something else by now; nothing was changed. Look with “show”.",
        NotStaff: "--by names nobody of the staff who may decide.",
        NoReason: f"--reason is one of the list: {'; '.join(listed)}.",
    }
    try:
        yield
    except tuple(sentences) as error:
        raise click.ClickException(sentences[type(error)]) from None
