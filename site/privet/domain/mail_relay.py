"""Carrying finished mails: through a relay over TLS that is checked, or into a folder to be looked at."""

import os
import smtplib
import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from privet.domain.datafiles import CannotStart
from privet.domain.mail import NotSent, Sender
from privet.domain.mail_guard import Finished

if TYPE_CHECKING:
    from privet.config import Settings
    from privet.config_mail import Mail

FOLDER = "mail"
SECONDS = 20.0


@dataclass(frozen=True)
class Relay:
    """A relay that takes our mails over TLS alone, and proves who it is (P13)."""

    settings: "Mail"
    password: str
    context: ssl.SSLContext

    def send(self, finished: Finished) -> None:
        """Send one mail; without TLS, or to somebody who can’t prove to be the relay, nothing is said at all.

        :raises NotSent: naming the kind of failure, never the relay’s words: those may hold the address.
        """
        try:
            with self._connected(finished.sender.rpartition("@")[2]) as relay:
                if self.settings.user:
                    relay.login(self.settings.user, self.password)
                relay.sendmail(finished.sender, [finished.recipient], finished.raw)
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _words in error.recipients.values()]
            raise NotSent("the address is refused", for_good=all(code >= 500 for code in codes)) from None
        except (smtplib.SMTPException, OSError) as error:
            raise NotSent(type(error).__name__) from None

    def _connected(self, own_name: str) -> smtplib.SMTP:
        where = (self.settings.host, self.settings.port)
        if self.settings.security == "tls":
            return smtplib.SMTP_SSL(*where, own_name, timeout=SECONDS, context=self.context)
        relay = smtplib.SMTP(*where, own_name, timeout=SECONDS)
        try:
            relay.starttls(context=self.context)
        except BaseException:
            relay.close()
            raise
        return relay


@dataclass(frozen=True)
class Folder:
    """A folder in which mails lie as files, while there is no relay."""

    path: Path

    def send(self, finished: Finished) -> None:
        """Write one mail, for nobody but its owner to read."""
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            target = self.path / f"{finished.id}.eml"
            flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW
            with os.fdopen(os.open(target, flags, 0o600), "wb") as file:
                file.write(finished.raw)
        except OSError as error:
            raise NotSent(type(error).__name__) from None


def sender_of(folder: Path, settings: "Settings") -> Sender:
    """Give what carries the mails of the instance in ``folder``.

    :raises CannotStart: when the password or the certificates can’t be used.
    """
    ours = settings.mail
    if not ours.host:
        return Folder(folder / FOLDER)
    try:
        context = ssl.create_default_context(cafile=str(folder / ours.ca_file) if ours.ca_file else None)
    except OSError as error:
        raise CannotStart(f"mail.ca_file {ours.ca_file}: {error.strerror or 'is no certificate'}") from None
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return Relay(ours, _password(folder, ours.password_file), context)


def _password(folder: Path, name: str) -> str:
    if not name:
        return ""
    file = folder / name
    try:
        if file.stat().st_mode & 0o077:
            raise CannotStart(f"{file}: others may read this password; chmod 600 {file}")
        return file.read_text("utf-8").strip()
    except OSError as error:
        raise CannotStart(f"{file}: {error.strerror}") from None
