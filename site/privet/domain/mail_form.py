"""The form of a mail: all its bytes but the token, the address, the number and the time, which are holes.

What is cast in a form is what :func:`mail_whole.finish` would make, at a fraction of the cost; what lies in
the holes of a finished mail is all by which it may differ from others.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise

from privet.domain.mail_slots import OPAQUE, Token
from privet.domain.mail_whole import Cover, Finished, moment

TOKEN = Token("HoleForATokenThatNoReaderHasUntilItIsFilled")
COVER = Cover("hole-for-a-number", "hole-for-an-address@hole.invalid", "hole@hole.invalid")
NOW = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
BREAK = b"=\r\n"  # How quoted-printable breaks a line that is too long.
TIME = rb"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} "
PATTERNS = {
    "token": re.compile(OPAQUE.encode()),
    "date": re.compile(TIME + rb"\d\d:\d\d:\d\d \+0000"),
}


class NotOfThisForm(ValueError):
    """A mail differs elsewhere than in the holes."""


@dataclass(frozen=True)
class Hole:
    """Room for one value, and where its line breaks; ``after`` are the bytes up to the next one."""

    name: str
    breaks: tuple[int, ...]
    after: bytes

    def filled(self, value: bytes) -> bytes:
        """Give the value with its line breaks and what comes after it."""
        cuts = [0, *self.breaks, len(value)]
        parts = [value[start:end] for start, end in pairwise(cuts)]
        return BREAK.join(parts) + self.after


@dataclass(frozen=True)
class Form:
    """The bytes before the first hole, and the holes; where it comes back to is no part of the bytes."""

    before: bytes
    holes: tuple[Hole, ...]

    @classmethod
    def of(cls, make: Callable[[Cover, Token, datetime], Finished]) -> "Form":
        """Give the form of the mails that ``make`` makes."""
        raw = make(COVER, TOKEN, NOW).raw
        signs = {
            "token": TOKEN.value,
            "recipient": COVER.recipient,
            "id": COVER.id,
            "date": moment(NOW),
        }
        whole = re.compile(b"|".join(_group(name, sign) for name, sign in signs.items()))
        found = list(whole.finditer(raw))
        ends = [match.start() for match in found[1:]] + [len(raw)]
        holes = tuple(
            Hole(match.lastgroup or "", _breaks(match[0]), raw[match.end() : end])
            for match, end in zip(found, ends, strict=True)
        )
        return cls(raw[: found[0].start()], holes)

    @property
    def empty(self) -> bytes:
        """Give the mail with nothing in its holes but their signs."""
        return self.cast(COVER, TOKEN, NOW).raw

    def cast(self, cover: Cover, token: Token | None, now: datetime) -> Finished:
        """Make a mail by filling the holes."""
        values = {
            "token": token.value if token else "",
            "recipient": cover.recipient,
            "id": cover.id,
            "date": moment(now),
        }
        written = {name: value.encode("ascii") for name, value in values.items()}
        raw = self.before + b"".join(hole.filled(written[hole.name]) for hole in self.holes)
        return Finished(cover.id, cover.sender, cover.recipient, raw)

    def inside(self, finished: Finished) -> dict[str, bytes]:
        """Give what lies in the holes of a finished mail, by the name of the hole.

        :raises NotOfThisForm: when it differs anywhere else, or one hole holds this and another that.
        """
        raw, place = finished.raw, len(self.before)
        known = {"recipient": finished.recipient.encode(), "id": finished.id.encode()}
        if not raw.startswith(self.before):
            raise NotOfThisForm
        for hole in self.holes:
            value = known.get(hole.name) or self._read(hole, raw, place)
            filled = hole.filled(value)
            if not raw.startswith(filled, place):
                raise NotOfThisForm
            known[hole.name] = value
            place += len(filled)
        if place != len(raw):
            raise NotOfThisForm
        return known

    def _read(self, hole: Hole, raw: bytes, place: int) -> bytes:
        """Read a value that isn’t known yet, of which nothing but the pattern is."""
        length = len(TOKEN.value) if hole.name == "token" else len(moment(NOW))
        value = raw[place : place + length + len(BREAK) * len(hole.breaks)].replace(BREAK, b"")
        if not PATTERNS[hole.name].fullmatch(value):
            raise NotOfThisForm
        return value


def _group(name: str, sign: str) -> bytes:
    """Give what finds ``sign`` even where a line breaks within it."""
    signs = (re.escape(letter).encode() for letter in sign)
    return b"(?P<%s>%s)" % (name.encode(), b"(?:=\r\n)?".join(signs))


def _breaks(found: bytes) -> tuple[int, ...]:
    parts = found.split(BREAK)
    return tuple(sum(map(len, parts[: number + 1])) for number in range(len(parts) - 1))
