"""An instance as the commands of campaigns see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

import click

from privet import config
from privet.domain import campaign_texts, campaigns, mail_campaign, mail_kinds
from privet.domain.campaign_texts import Texts, Wanted, Wording
from privet.domain.campaigns import Progress
from privet.domain.mail_guard import Guarded
from privet.domain.mail_ids import new
from privet.domain.mail_kinds import Kind
from privet.domain.mail_slots import Token
from privet.domain.mail_templates import Ours
from privet.opening import open_store
from privet.storage.store import Store

NOBODY = "reader@example.org"
NO_TOKEN = Token("-" * 43)  # Opens nothing: what we never made.


def counted(count: int, one: str, many: str = "") -> str:
    """Give a number with its word: one letter, two letters."""
    return f"{count} {one if count == 1 else many or one + 's'}"


@dataclass(frozen=True)
class Desk:
    """An instance: its settings, its own data, and what it keeps."""

    instance: Path

    @cached_property
    def settings(self) -> config.Settings:
        """Give its configuration."""
        return config.load(self.instance)

    @property
    def own(self) -> Path:
        """Give where its own data files lie."""
        return self.instance / self.settings.site.folders.data

    @cached_property
    def store(self) -> Store:
        """Open what it keeps."""
        return open_store(self.instance, self.settings)

    @property
    def ours(self) -> Ours:
        """Give what all its mails share."""
        return Ours.of(self.settings, self.own)

    def texts(self, kind: str, files: Sequence[Path]) -> Texts:
        """Read and check the texts of a campaign."""
        if kind not in (known := mail_kinds.kinds(self.own)):
            raise click.ClickException(f"“{kind}” is no kind of mail; there are {', '.join(known)}.")
        spoken = self.settings.organisation.languages
        return campaign_texts.read(files, Wanted(kind, spoken, self.settings.language, self.ours))

    def kind_of(self, campaign: str) -> Kind:
        """Give the kind of a campaign."""
        name = campaigns.progress(self.store, campaign).kind
        kind = mail_kinds.kinds(self.own).get(name)
        if kind is None:
            raise click.ClickException(f"“{name}” is a kind of mail no more; nothing was changed.")
        return kind

    def wording(self, found: Progress) -> Wording:
        """Give the words of a campaign in the language of the desk."""
        return found.texts[campaign_texts.spoken(found.texts, self.settings.language)]

    def check_kept(self, campaign: str) -> None:
        """Refuse to start what the guard wouldn’t let through, since the rules changed meanwhile."""
        found = campaigns.progress(self.store, campaign)
        try:
            for language, said in found.texts.items():
                mail_campaign.prepare(self.ours, found.kind, said.subject, said.text, language)
        except Guarded as error:
            raise click.ClickException(f"The guard found: {error}. Nothing was changed.") from None
        except KeyError:
            raise click.ClickException("Its kind of mail is gone; nothing was changed.") from None

    def preview(self, campaign: str, output: Path) -> list[Path]:
        """Write a campaign in each language as text, HTML and mail, to nobody and with links to nothing."""
        found, written = campaigns.progress(self.store, campaign), []
        output.mkdir(parents=True, exist_ok=True)
        for language, said in found.texts.items():
            made = mail_campaign.prepare(self.ours, found.kind, said.subject, said.text, language)
            mail = made.finished(new(), NOBODY, NO_TOKEN, datetime.now(UTC))
            contents = {"txt": made.text.encode(), "html": made.html.encode(), "eml": mail.raw}
            for ending, content in contents.items():
                path = output / f"{language}.{ending}"
                path.write_bytes(content)
                written.append(path)
        return written
