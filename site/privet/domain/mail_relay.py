"""Carrying finished mails: through a relay over TLS that is checked, or into a folder to be looked at."""

import os
import smtplib
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from privet.domain.datafiles import CannotStart
from privet.domain.mail_dkim import Signer, signer_of
from privet.domain.mail_door import NotSent, Sender
from privet.domain.mail_whole import Finished

if TYPE_CHECKING:
    from privet.config import Settings
    from privet.config_mail import Mail

FOLDER = "mail"
SECONDS = 20.0  # For which an answer is waited; nobody’s page waits meanwhile.


class _Kept(threading.local):
    """The connection that a thread keeps for several mails; a process that is forked off has none."""

    batch = False
    relay: smtplib.SMTP | None = None


@dataclass(frozen=True)
class Relay:
    """A relay that takes our mails over TLS alone, and proves who it is (P13)."""

    settings: "Mail"
    password: str
    context: ssl.SSLContext
    signer: Signer | None = None
    kept: _Kept = field(default_factory=_Kept, compare=False)

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Keep one connection until the block ends; one that breaks is replaced at the next mail."""
        self.kept.batch = True
        try:
            yield
        finally:
            self.kept.batch = False
            self._leave()

    def send(self, finished: Finished) -> None:
        """Send one mail; without TLS, or to somebody who can’t prove to be the relay, nothing is said at all.

        :raises NotSent: naming the kind of failure, never the relay’s words: those may hold the address.
        """
        raw = self.signer.signed(finished.raw) if self.signer else finished.raw
        relay = self._connected(finished.sender.rpartition("@")[2])
        try:
            _say(relay, finished)
            _hand_over(relay, raw)
        except NotSent:
            with suppress(smtplib.SMTPException, OSError):
                relay.rset()
            raise
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            why = type(error.__cause__ or error).__name__
            raise NotSent(why, unknown=isinstance(error, _Broken)) from None
        finally:
            if not self.kept.batch:
                self._leave()

    def _connected(self, own_name: str) -> smtplib.SMTP:
        """Give the connection of this thread, or a new one if there is none that answers."""
        if self.kept.relay is not None and not _answers(self.kept.relay):
            self._drop()
        if self.kept.relay is None:
            try:
                self.kept.relay = self._opened(own_name)
            except (smtplib.SMTPException, OSError) as error:
                raise NotSent(type(error).__name__) from None
        return self.kept.relay

    def _opened(self, own_name: str) -> smtplib.SMTP:
        where = (self.settings.host, self.settings.port)
        relay: smtplib.SMTP
        if self.settings.security == "tls":
            relay = smtplib.SMTP_SSL(*where, own_name, timeout=SECONDS, context=self.context)
        else:
            relay = smtplib.SMTP(*where, own_name, timeout=SECONDS)
        try:
            if self.settings.security != "tls":
                relay.starttls(context=self.context)
            if self.settings.user:
                relay.login(self.settings.user, self.password)
            relay.ehlo_or_helo_if_needed()
        except BaseException:
            relay.close()
            raise
        return relay

    def _leave(self) -> None:
        """Say goodbye, and close."""
        if self.kept.relay is not None:
            with suppress(smtplib.SMTPException, OSError):
                self.kept.relay.quit()
        self._drop()

    def _drop(self) -> None:
        if self.kept.relay is not None:
            self.kept.relay.close()
        self.kept.relay = None


class _Broken(smtplib.SMTPException):
    """The connection broke once the content was on its way."""


def _answers(relay: smtplib.SMTP) -> bool:
    try:
        return bool(relay.noop()[0] == 250)
    except (smtplib.SMTPException, OSError):
        return False


def _say(relay: smtplib.SMTP, finished: Finished) -> None:
    """Say who sends and who gets it."""
    code, _words = relay.mail(finished.sender)
    if code != 250:
        raise NotSent("the sender is refused")
    code, words = relay.rcpt(finished.recipient)
    if code not in {250, 251}:
        ours = code == 530 or words.startswith(
            b"5.7."
        )  # It is us whom it won’t serve, so it may do so later.
        raise NotSent("the address is refused", for_good=code >= 500 and not ours)


def _hand_over(relay: smtplib.SMTP, raw: bytes) -> None:
    """Send the content; from its first byte on, the relay may have it whatever we hear of it."""
    code, _words = relay.docmd("DATA")
    if code != 354:
        raise NotSent("the content is refused")
    stuffed = raw.replace(b"\r\n.", b"\r\n..")
    stuffed = b"." + stuffed if stuffed.startswith(b".") else stuffed
    try:
        relay.send(stuffed + b".\r\n")
        code, _words = relay.getreply()
    except (smtplib.SMTPException, OSError) as error:
        raise _Broken from error
    if code != 250:
        raise NotSent("the content is refused")


@dataclass(frozen=True)
class Folder:
    """A folder in which mails lie as files, while there is no relay."""

    path: Path
    signer: Signer | None = None

    def send(self, finished: Finished) -> None:
        """Write one mail, for nobody but its owner to read."""
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            target = self.path / f"{finished.id}.eml"
            flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW
            with os.fdopen(os.open(target, flags, 0o600), "wb") as file:
                file.write(self.signer.signed(finished.raw) if self.signer else finished.raw)
        except OSError as error:
            raise NotSent(type(error).__name__) from None


def sender_of(folder: Path, settings: "Settings") -> Sender:
    """Give what carries the mails of the instance in ``folder``.

    :raises CannotStart: when the password, the certificates or the key for signing can’t be used.
    """
    ours = settings.mail
    signer = signer_of(folder, ours)
    if not ours.host:
        return Folder(folder / FOLDER, signer)
    try:
        context = ssl.create_default_context(cafile=str(folder / ours.ca_file) if ours.ca_file else None)
    except OSError as error:
        raise CannotStart(f"mail.ca_file {ours.ca_file}: {error.strerror or 'is no certificate'}") from None
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return Relay(ours, _password(folder, ours.password_file), context, signer)


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
