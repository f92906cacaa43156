"""``privet vendor``: the register of who else handles something for us."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from privet import config
from privet.commands.options import EXAMPLES, instance_option
from privet.domain import statements, vendors
from privet.domain.languages import DEFAULT, Text, in_language
from privet.domain.vendor_entries import Entry, Publication, Standing, standing
from privet.domain.vendor_words import FUNCTIONS, NotAccepted, Words, words
from privet.domain.vendors import Confirmation
from privet.opening import open_store

DAY = click.DateTime(["%Y-%m-%d"])
HINTS = {"id": "ID", "from": "--from", "until": "--until"}  # Of fields that aren’t called like their option.
ADD = EXAMPLES.format(
    'privet vendor add riverbank --name "Riverbank Hosting" --function hosting --data connection \\\n'
    '    --data sealed-copies --purpose "Runs the machine on which this website lies" \\\n'
    '    --purpose "es=Mantiene la máquina en que está este sitio" --contract business-associate \\\n'
    "    --region US-OH --from 2026-12-01 --until 2028-11-30"
)


@click.group()
def vendor() -> None:
    """Keep the public list of vendors and affiliates."""


@vendor.command(epilog=ADD)
@instance_option
@click.argument("id")
@click.option("--name", required=True, help="As they call themselves.")
@click.option("--function", required=True, help=f"What they do: {', '.join(FUNCTIONS)}.")
@click.option("--data", multiple=True, required=True, help="What they handle; may be repeated.")
@click.option(
    "--purpose", multiple=True, required=True, help="What for, in a sentence; es=… for it in Spanish."
)
@click.option("--contract", required=True, help="What binds them, such as business-associate.")
@click.option("--region", required=True, help="Where they do it, such as US-OH or DE.")
@click.option("--from", "begins", type=DAY, required=True, help="The first day of the contract.")
@click.option("--until", type=DAY, help="Its last day, if it has one.")
@click.option("--sub", "sub_vendors", multiple=True, help="Whom they use themselves; may be repeated.")
@click.option(
    "--contact", default="", help="Whom to call after a breach; sealed, and never shown to the public."
)
@click.option("--affiliate", is_flag=True, help="It belongs to us.")
def add(instance: Path, contact: str, **options: Any) -> None:
    """Put a vendor or an affiliate on the list."""
    settings, known = config.load(instance), _words(instance)
    with _explained():
        entry = _entry(settings, options)
        vendors.add(open_store(instance, settings), entry, contact, known)
    click.echo(f"{entry.name} is on the list. What it confirms: privet vendor attest {entry.id}")


@vendor.command(epilog=EXAMPLES.format('privet vendor attest riverbank --note "letter of 2 December 2026"'))
@instance_option
@click.argument("id")
@click.option("--version", help="The version of the statement; the newest one, if you don’t say.")
@click.option("--on", type=DAY, help="The day on which they confirmed it; today, if you don’t say.")
@click.option("--note", default="", help="How we know, such as the date of their letter.")
def attest(instance: Path, id: str, version: str | None, on: datetime | None, note: str) -> None:  # noqa: A002
    """Note that they follow a version of the statement."""
    settings = config.load(instance)
    today = _today(settings)
    versions = _versions(instance, settings, today)
    version = version or (versions[-1].version if versions else "")
    if not version:
        raise click.UsageError(
            "No version of the statement is published yet, so there is nothing to confirm."
        )
    with _explained():
        said = Confirmation(vendor=id, version=version, on=on.date() if on else today, note=note)
        vendors.attest(open_store(instance, settings), said, versions, today)
    click.echo(f"{id} confirmed version {version} on {said.on}.")


@vendor.command(epilog=EXAMPLES.format("privet vendor end riverbank --on 2028-11-30"))
@instance_option
@click.argument("id")
@click.option("--on", type=DAY, help="Its last day; today, if you don’t say.")
def end(instance: Path, id: str, on: datetime | None) -> None:  # noqa: A002
    """Note that their work ended; they stay in the list of changes."""
    settings = config.load(instance)
    today = _today(settings)
    last = on.date() if on else today
    with _explained():
        vendors.end(open_store(instance, settings), id, last, today)
    click.echo(f"The work of {id} ended on {last}.")


@vendor.command("list", epilog=EXAMPLES.format("privet vendor list"))
@instance_option
def list_them(instance: Path) -> None:
    """Show the list with what the public doesn’t see, and the words that “add” takes."""
    settings, known = config.load(instance), _words(instance)
    store, today = open_store(instance, settings), _today(settings)
    versions = _versions(instance, settings, today)
    contacts = vendors.contacts(store)
    entries = vendors.register(store)
    for entry in entries:
        click.echo(_line(entry, known, today, standing(entry, versions)))
        if contact := contacts.get(entry.id):
            click.echo(f"    after a breach: {contact}")
    current = sum(entry.is_current(today) for entry in entries)
    click.echo(f"{current} on the list, {len(entries) - current} ended.")
    click.echo(f"Functions: {', '.join(known.functions)}.\nData: {', '.join(known.data)}.")
    click.echo(f"Contracts: {', '.join(known.contracts)}.")


def _entry(settings: config.Settings, options: dict[str, Any]) -> Entry:
    """Make the row that the options describe."""
    until = options["until"]
    return Entry(
        id=options["id"],
        name=options["name"].strip(),
        kind="affiliate" if options["affiliate"] else "vendor",
        function=options["function"],
        data=tuple(dict.fromkeys(options["data"])),
        purpose=_purpose(options["purpose"], settings.organisation.languages),
        contract=options["contract"],
        region=options["region"],
        sub_vendors=tuple(name.strip() for name in options["sub_vendors"]),
        contract_from=options["begins"].date(),
        contract_until=until.date() if until else None,
        added_on=_today(settings),
    )


def _purpose(given: Sequence[str], languages: Sequence[str]) -> Text:
    """Read “es=…” as Spanish, and what names no language as the first of the site."""
    texts: dict[str, str] = {}
    for each in given:
        code, equals, rest = each.partition("=")
        code, text = (code, rest) if equals and code in languages else (languages[0], each)
        if code in texts:
            raise NotAccepted("purpose", f"is said twice in {code}; write es=… before the other language")
        texts[code] = text.strip()
    return texts if set(texts) != {languages[0]} or languages[0] != DEFAULT else texts[DEFAULT]


def _line(entry: Entry, known: Words, today: date, state: Standing | None) -> str:
    """Say of one row all that the office needs."""
    until = f" to {entry.contract_until}" if entry.contract_until else ""
    expired = "  EXPIRED" if entry.is_expired(today) else ""
    if not entry.is_current(today):
        confirmed = f"ended on {entry.ended_on}"
    elif state is None:
        confirmed = "no version is published"
    elif state.attested_on:
        confirmed = f"confirmed {state.version} on {state.attested_on}"
    else:
        confirmed = f"PENDING: {state.version} since {state.pending_since}"
    head = f"{entry.id}: {entry.name} ({entry.kind}, {entry.function}, {entry.region})"
    contract = f"{known.of_contract(entry.contract, DEFAULT)}, from {entry.contract_from}{until}{expired}"
    purpose = in_language(entry.purpose, DEFAULT)
    return f"{head}\n    {purpose}; {known.of_data(entry.data, DEFAULT)}\n    {contract}; {confirmed}"


@contextmanager
def _explained() -> Iterator[None]:
    """Say which option must be mended."""
    try:
        yield
    except NotAccepted as error:
        hint = HINTS.get(error.field, f"--{error.field}")
        raise click.BadParameter(str(error), param_hint=hint) from None


def _words(instance: Path) -> Words:
    return words(instance / config.load(instance).site.folders.data)


def _versions(instance: Path, settings: config.Settings, today: date) -> tuple[Publication, ...]:
    folder = instance / settings.site.folders.statements
    return vendors.publications(statements.archive(folder, settings.demonstration), today)


def _today(settings: config.Settings) -> date:
    return datetime.now(ZoneInfo(settings.organisation.time_zone)).date()
