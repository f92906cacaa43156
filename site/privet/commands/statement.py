"""``privet statement``: check, publish, draft and list versions of the statement and of the terms."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from privet import config
from privet.commands.options import EXAMPLES, instance_option
from privet.commands.promises import witness_of
from privet.commands.visiting import Visitor
from privet.domain import drafting, links, promises, publishing, statements
from privet.domain.datafiles import BadFile
from privet.domain.statement_checks import Context, faults
from privet.domain.statement_files import About, StatementAbout, Version, read
from privet.domain.statements import Archive, Series

STANDINGS = {"in_force": "in force", "coming": "coming", "superseded": "no longer in force"}
terms_option = click.option("--terms", is_flag=True, help="The terms instead of the statement.")
file_argument = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))


@dataclass(frozen=True)
class Desk:
    """An instance as these commands see it."""

    instance: Path

    @cached_property
    def settings(self) -> config.Settings:
        """Give its configuration."""
        return config.load(self.instance)

    @property
    def folder(self) -> Path:
        """Give where its published versions lie."""
        return self.instance / self.settings.site.folders.statements

    @property
    def archive(self) -> Archive:
        """Give the versions that are published."""
        return statements.load(self.folder, self.settings.demonstration)

    @property
    def today(self) -> date:
        """Give the day where the organisation is."""
        return datetime.now(ZoneInfo(self.settings.organisation.time_zone)).date()

    def faults(self, version: Version, *, publishing: bool) -> list[str]:
        """Give what stands against ``version``, each in one line."""
        context = Context(
            archive=self.archive,
            today=self.today,
            languages=self.settings.organisation.languages,
            links=links.register(self.instance / self.settings.site.folders.data),
            answers=Visitor(self.instance).finds,
            further=(self._promise_faults, self._model_faults),
        )
        return [str(fault) for fault in faults(version, context, publishing=publishing)]

    def _promise_faults(self, version: Version) -> Iterator[BadFile]:
        return promises.faults(version, witness_of(self.instance))

    def _model_faults(self, version: Version) -> Iterator[BadFile]:
        """Refuse a text that still speaks of the organisation for which the model was written."""
        model = config.load(config.EXAMPLE.parent / "nowhere").organisation.name
        if self.settings.demonstration or self.settings.organisation.name == model:
            return
        for wording in version.wordings.values():
            if model in wording.text:
                yield BadFile(
                    wording.path, f"names “{model}”, for whom the model was written; say who you are"
                )


@click.group()
def statement() -> None:
    """Check, publish, draft and list versions of the privacy statement and of the terms."""


@statement.command(epilog=EXAMPLES.format("privet statement check drafts/statement-1.1.en.md"))
@instance_option
@terms_option
@file_argument
def check(instance: Path, terms: bool, file: Path) -> None:
    """Say what stands against publishing FILE; its other languages lie beside it. Nothing is changed."""
    desk, version = Desk(instance.absolute()), read(file, _kind(terms))
    _refuse(desk.faults(version, publishing=False))
    click.echo(
        f"Version {version.number} may be published on {version.published}: nothing stands against it."
    )


@statement.command(epilog=EXAMPLES.format("privet statement publish drafts/statement-1.1.en.md"))
@instance_option
@terms_option
@file_argument
def publish(instance: Path, terms: bool, file: Path) -> None:
    """Publish FILE and its other languages beside it, for good: a published version never changes."""
    from privet.opening import open_store  # noqa: PLC0415 - to check or list needs no database

    desk, version = Desk(instance.absolute()), read(file, _kind(terms))
    store = open_store(desk.instance, desk.settings)
    for number in (completed := publishing.complete(store, desk.folder)):
        click.echo(f"Completed version {number}, whose publishing was interrupted.")
    here = _series(desk, terms).by_day(version.published)
    if completed and here and here.digests == version.digests:
        return
    _refuse(desk.faults(version, publishing=True))
    kept = publishing.keep_shipped(desk.folder) if desk.settings.demonstration else []
    publishing.publish(store, desk.folder, version)
    if kept:
        click.echo(f"Kept the {len(kept)} files that this demonstration began with in {desk.folder}.")
    click.echo(_published(desk, version))


@statement.command(epilog=EXAMPLES.format("privet statement draft --to drafts"))
@instance_option
@terms_option
@click.option("--to", type=click.Path(file_okay=False, path_type=Path), help="The folder; else drafts.")
def draft(instance: Path, terms: bool, to: Path | None) -> None:
    """Write an editable copy of the newest version, dated today, with the next number."""
    desk = Desk(instance.absolute())
    series = _series(desk, terms)
    version = (series.versions or _shipped(terms).versions)[-1]
    written = drafting.draft(version, desk.archive, desk.today, to or instance / "drafts")
    for path in written:
        click.echo(f"Wrote {path}")
    if not series.versions:
        click.echo("This is a model, written for a benefit trust: read all of it, and say who you are.")
    elif version.effective > desk.today:
        click.echo(f"Copied from version {version.number}, which is in force from {version.effective}.")
    option = "--terms " if terms else ""
    click.echo("Edit them, say in summary what changed and in why whether it matters, then:")
    click.echo(f"  privet statement check {option}--instance {instance} {written[0]}")


@statement.command("list", epilog=EXAMPLES.format("privet statement list --instance /srv/privet"))
@instance_option
@terms_option
def list_versions(instance: Path, terms: bool) -> None:
    """List the published versions, the newest first."""
    desk = Desk(instance.absolute())
    series = _series(desk, terms)
    for version in reversed(series.versions):
        standing = STANDINGS[series.standing(version, desk.today)]
        languages = ", ".join(version.wordings)
        click.echo(
            f"{version.number}  published {version.published}  effective {version.effective}  "
            f"{languages}  {standing}"
        )
    if not series.versions:
        click.echo("Nothing is published yet. To begin: privet statement draft")


def _kind(terms: bool) -> type[About]:
    return About if terms else StatementAbout


def _series(desk: Desk, terms: bool) -> Series:
    return desk.archive.terms if terms else desk.archive


def _shipped(terms: bool) -> Series:
    """Give the versions that come with the site, to begin a draft from."""
    shipped = statements.load(statements.SHIPPED, demonstration=True)
    return shipped.terms if terms else shipped


def _refuse(found: list[str]) -> None:
    if found:
        for line in found:
            click.echo(line, err=True)
        count = "1 fault" if len(found) == 1 else f"{len(found)} faults"
        raise click.ClickException(f"{count}; nothing was changed.")


def _published(desk: Desk, version: Version) -> str:
    room = "privacy" if publishing.is_statement(version) else "terms"
    address = f"{desk.settings.base}/{room}/{version.published}/"
    return f"Published version {version.number}: {address} ({', '.join(version.wordings)})."
