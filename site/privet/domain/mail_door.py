"""The one door: nothing else gives a mail to whoever carries it, and each is looked at here before."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from privet.domain import mail_guard
from privet.domain.mail_guard import Guarded
from privet.domain.mail_slots import Token
from privet.domain.mail_whole import Finished

if TYPE_CHECKING:
    from privet.domain.mail_campaign import Prepared
    from privet.domain.mail_form import Form


class NotSent(Exception):
    """It couldn’t be sent now; it holds no words of the relay.

    ``for_good`` says that it never can be. ``unknown`` says that the relay may have it all the same, since
    the connection broke once the content was on its way.
    """

    def __init__(self, why: str, *, for_good: bool = False, unknown: bool = False) -> None:
        super().__init__(why)
        self.for_good, self.unknown = for_good, unknown


class Sender(Protocol):
    """What carries finished mails."""

    def send(self, finished: Finished) -> None:
        """Send, or raise :class:`NotSent`."""


@runtime_checkable
class Batching(Sender, Protocol):
    """What carries several mails at less cost than one after the other."""

    def batch(self) -> AbstractContextManager[None]:
        """Keep the connection for the mails that this thread sends until the block ends."""


@dataclass(frozen=True)
class Single:
    """One mail of a campaign: its number, who gets it, the token of its links, and whom it mustn’t name."""

    id: str
    recipient: str
    token: str
    names: Sequence[str] = ()


@contextmanager
def together(sender: Sender) -> Iterator[None]:
    """Let ``sender`` carry the mails of this block together, if it can."""
    if isinstance(sender, Batching):
        with sender.batch():
            yield
    else:
        yield


def send(sender: Sender, prepared: "Prepared", single: Single, now: datetime) -> None:
    """Send one mail of a campaign, once it was held against what was prepared.

    :raises Guarded: when it holds more than that, or what was prepared names who gets it.
    :raises NotSent: when it isn’t sent.
    """
    if prepared.common.names(single.names):
        raise Guarded({"name"})
    finished = prepared.finished(single.id, single.recipient, Token(single.token), now)
    pass_on(sender, prepared.form, finished, single.names)


def pass_on(sender: Sender, form: "Form", finished: Finished, names: Sequence[str]) -> None:
    """Give a finished mail to ``sender``, once it was held against its form.

    :raises Guarded: when it differs elsewhere than in its slots.
    :raises NotSent: when it isn’t sent.
    """
    mail_guard.check(form, finished, names)
    sender.send(finished)
