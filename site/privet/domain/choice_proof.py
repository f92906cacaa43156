"""Dated proof of each choice: who, what, when, by which way, with which words and statement before them."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from privet.domain.times import micro
from privet.storage.choices import Choice, Wording
from privet.storage.ids import new_id_at

WAYS = frozenset(
    {
        "page",
        "mail-link",
        "one-click",
        "account",
        "post",
        "phone",
        "desk",
        "signal",
        "bounce",
        "complaint",
        "import",
    }
)


@dataclass(frozen=True)
class Shown:
    """By which way somebody chose, the words that they saw, and the version of the statement in force."""

    way: str
    text: str = ""
    statement: str = ""

    def __post_init__(self) -> None:
        """Refuse a way that isn’t listed."""
        if self.way not in WAYS:
            raise ValueError(f"“{self.way}” is no way in which people choose")


def shown_with(request: str) -> Shown:
    """Give what somebody was shown who sent a request, within a block."""
    act = Choice.of_request(request)
    return Shown(act.way, Wording.text_of(act.wording), act.statement) if act else Shown("page")


def note(who: dict[str, Any], shown: Shown, chosen: dict[str, str], now: datetime) -> None:
    """Write down what was chosen, within a block that writes: ``chosen`` gives on, off or paper by topic.

    ``who`` names the person, reader, request or mark that it is about, as :class:`Choice` does.
    """
    digest = sha256(shown.text.encode()).hexdigest() if shown.text else ""
    if digest:
        Wording.keep(digest, shown.text)
    for topic, value in chosen.items():
        Choice.create(
            id=new_id_at(micro(now)),
            topic=topic,
            value=value,
            way=shown.way,
            wording=digest,
            statement=shown.statement,
            at=micro(now),
            **who,
        )
