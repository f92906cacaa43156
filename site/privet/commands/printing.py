"""``privet mail-in``: the forms of the site from the command line, with nothing typed into them."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, TypeVar
from zoneinfo import ZoneInfo

import click

from privet.commands.options import EXAMPLES, instance_option
from privet.domain import fillable, mailin, places, reference, sheets, stationery, testsheet
from privet.domain.mailin import Sheet
from privet.domain.office import ENVELOPES, WINDOWS, Office
from privet.opening import open_office

Command = TypeVar("Command", bound=Callable[..., Any])
MOST_COPIES = 1000
EXAMPLE = EXAMPLES.format(
    "privet mail-in --kind delete --residence US-CA --paper letter --size large --lang es -o form.pdf\n"
    "  privet mail-in --blank --copies 200 -o forms.pdf\n"
    "  privet mail-in --test-sheet --paper a4 -o test.pdf"
)
WHAT = {
    "--blank": "Leave the boxes, too, to be ticked by hand; without --kind, print all that one can ask for.",
    "--fillable": "Like --blank, with fields to be filled in on a computer.",
    "--test-sheet": "Print the sheet with which you try your printer and your envelopes.",
    "--envelope-sheet": "Print the envelope itself: #10, or DL with --paper a4.",
}


def _flag(name: str) -> Callable[[Command], Command]:
    return click.option(name, is_flag=True, help=WHAT[name])


@click.command("mail-in", epilog=EXAMPLE)
@instance_option
@click.option("--kind", "kinds", multiple=True, help="What is asked for, such as access; may be repeated.")
@click.option("--residence", default="", help="Where the person lives, such as US-CA or DE.")
@click.option("--about", type=click.Choice(["coverage", "website", "job"]), default="coverage")
@click.option("--paper", type=click.Choice(list(WINDOWS)), help="By residence, if you don’t say.")
@click.option(
    "--envelope", type=click.Choice([*WINDOWS.values(), "plain"]), help="By paper, if you don’t say."
)
@click.option("--size", type=click.Choice(["standard", "large"]), default="standard", show_default=True)
@click.option("--lang", help="Language of the form; your first one, if you don’t say.")
@_flag("--blank")
@_flag("--fillable")
@_flag("--test-sheet")
@_flag("--envelope-sheet")
@click.option(
    "--copies",
    type=click.IntRange(1, MOST_COPIES),
    default=1,
    show_default=True,
    help="How many, in one file; each has a reference of its own.",
)
@click.option("-o", "--output", type=click.File("wb", lazy=True), required=True, help="The file to write.")
def print_forms(instance: Path, output: BinaryIO, copies: int, **options: Any) -> None:
    """Print mail-in forms as one PDF. What people would type is left empty: it has no place in a command."""
    flags = [name for name in WHAT if options[name.strip("-").replace("-", "_")]]
    if len(flags) > 1:
        raise click.UsageError(f"{' and '.join(flags)} can’t be printed at once; take one of them.")
    if copies > 1 and flags not in ([], ["--blank"]):
        raise click.UsageError(f"{flags[0]} comes once; --copies is for forms, which have a reference each.")
    office = open_office(instance)
    made = _make(office, _sheet(office, **_split(options)), copies, options)
    output.write(made)
    click.echo(f"Wrote {output.name}: {_count(copies)}, {len(made) // 1024 or 1} kB.", err=True)


def _split(options: dict[str, Any]) -> dict[str, Any]:
    """Take what describes a sheet."""
    names = ("kinds", "residence", "about", "paper", "envelope", "size", "lang")
    return {name: options[name] for name in names} | {"blank": options["blank"] or options["fillable"]}


def _make(office: Office, sheet: Sheet, copies: int, options: dict[str, Any]) -> bytes:
    """Print what was asked for."""
    now = datetime.now(ZoneInfo(office.settings.organisation.time_zone)).replace(
        hour=0, minute=0, second=0, microsecond=0
    )
    letter = mailin.compose(sheet, office, reference.new(), now.date())
    if options["test_sheet"]:
        return testsheet.render(
            letter.paper, letter.envelope, letter.address, letter.language, now, office.own
        )
    if options["envelope_sheet"]:
        return stationery.envelope(
            ENVELOPES[letter.paper], letter.address, (), letter.language, now, office.own
        )
    if not (sheet.kinds or sheet.blank):
        raise click.UsageError("Say what is asked for with --kind, or take --blank for all of it.")
    if options["fillable"]:
        return fillable.make(*sheets.spots(letter, now), sheet.language)
    codes = [letter.reference, *(reference.new() for _ in range(copies - 1))]
    urls = [mailin.intake_url(office.settings, code, sheet.kinds) for code in codes]
    return sheets.render_copies(letter, list(zip(codes, urls, strict=True)), now)


def _sheet(office: Office, *, lang: str | None, **options: Any) -> Sheet:
    """Check the options against the organisation’s rules."""
    spoken = office.settings.organisation.languages
    language = lang or spoken[0]
    _known("--lang", [language], spoken)
    _known("--kind", options["kinds"], office.rules.kinds)
    if options["residence"] and not places.is_place(options["residence"]):
        raise click.BadParameter("is no place such as US-CA or DE", param_hint="--residence")
    options["kinds"] = tuple(kind for kind in office.rules.kinds if kind in options["kinds"])
    chosen = (options["residence"], options.pop("paper") or "", options.pop("envelope") or "")
    paper, envelope = office.paper_and_envelope(*chosen)
    if envelope in WINDOWS.values() and WINDOWS[paper] != envelope:
        raise click.BadParameter(
            f"goes with other paper; {paper} has {WINDOWS[paper]}", param_hint="--envelope"
        )
    return Sheet(language=language, paper=paper, envelope=envelope, **options)


def _known(option: str, given: Any, known: Any) -> None:
    for name in given:
        if name not in known:
            raise click.BadParameter(f"{name} is unknown; known are {', '.join(known)}", param_hint=option)


def _count(copies: int) -> str:
    return "one copy" if copies == 1 else f"{copies} copies, each with its own reference"
