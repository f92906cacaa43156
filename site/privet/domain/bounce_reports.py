"""Reading what comes back: about which mail of ours, and whether the address is dead.

Anybody can send us such a mail, of any size and shape, so it is read within bounds and not kept.
RFC 3464 (delivery status), RFC 3463 (its codes), RFC 5965 (complaints).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import policy
from email.message import Message
from email.parser import HeaderParser, Parser

from privet.domain.mail_ids import PATTERN

MOST = 64 * 1024  # Bytes that are read; a report stands at the beginning, the mail that came back at the end.
# What is more than that is no report of any mail server, but would keep the parser busy for seconds:
DEEPEST = 40  # multiparts in one mail,
GROUPS = 200  # blank lines, of which each may begin a group of fields,
BOUNDS = 100  # lines that may part one part from another,
LONGEST = 2000  # signs in a header with parameters.
FLAGS = re.MULTILINE | re.IGNORECASE
EMPTY = re.compile(r"^[ \t]*\n", re.MULTILINE)
BOUND = re.compile("^--", re.MULTILINE)
# A header with parameters, and the lines on which it goes on.
PARAMETERS = re.compile(rf"^content-[a-z-]{{1,40}}[ \t]*:(?:[^\n]|\n(?=[ \t])){{{LONGEST}}}", FLAGS)
ORIGINAL = re.compile(r"^content-type:\s*(?:message/(?:rfc822|global)|text/rfc822-headers)\b", FLAGS)
HARD, SOFT, COMPLAINT = "hard", "soft", "complaint"
RETURNED = re.compile(rf"\+({PATTERN})@", re.IGNORECASE)
NUMBERED = re.compile(rf"<({PATTERN})@", re.IGNORECASE)
STATUS = re.compile(r"\s*([245])\.(\d{1,3})\.(\d{1,3})\b")
# Codes that speak of the mail, the moment or a rule of theirs, not of the address: a full mailbox (2.2), a
# mail too long (2.3), their system (3), our text (6), or suspicion (7).
NOT_THE_ADDRESS = re.compile(r"5\.(2\.[23]|3\.\d+|6\.\d+|7\.\d+)")
ENVELOPE = ("delivered-to", "x-original-to", "envelope-to", "to")
OBJECTING = {"abuse", "fraud", "virus", "other", "opt-out"}  # “not-spam” is the opposite.


@dataclass(frozen=True)
class Report:
    """The mails of ours that it may be about, and what it says of them; nothing where it says nothing."""

    mails: tuple[str, ...] = ()
    verdict: str = ""


def read(raw: bytes) -> Report:
    """Read a mail that came back, whatever it is."""
    text = _without_original(_plain(raw))
    if _is_hostile(text):
        return Report()
    try:
        mail = Parser(policy=policy.compat32).parsestr(text)
        parts = list(mail.walk())
        return Report(tuple(dict.fromkeys(_mails(mail, parts))), _verdict(parts))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return Report()  # What the parser itself trips over is no report that we could trust.


def _plain(raw: bytes) -> str:
    """Give what is read, with one kind of line end; in ASCII, so that no charset of theirs is ever used."""
    text = raw[:MOST].decode("ascii", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _without_original(text: str) -> str:
    """Leave out the text of the mail that came back, but not its headers: nothing there is a report."""
    start = ORIGINAL.search(text)
    for _ in range(2):  # Its headers stand between the next two blank lines.
        start = start and EMPTY.search(text, text.find("\n", start.end() - 1) + 1)
    return text[: start.end()] if start else text


def _is_hostile(text: str) -> bool:
    return (
        text.lower().count("boundary") > DEEPEST
        or sum(1 for _ in EMPTY.finditer(text)) > GROUPS
        or sum(1 for _ in BOUND.finditer(text)) > BOUNDS
        or PARAMETERS.search(text) is not None
    )


def _verdict(parts: list[Message]) -> str:
    """Give the gravest thing that the parts say."""
    said = [verdict for part in parts for verdict in _said(part)]
    return next((verdict for verdict in (COMPLAINT, HARD, SOFT) if verdict in said), "")


def _said(part: Message) -> Iterator[str]:
    kind = part.get_content_type()
    if kind == "message/feedback-report":
        for fields in _fields(part):
            if _value(fields, "feedback-type").strip().lower() in OBJECTING:
                yield COMPLAINT
    elif kind == "message/delivery-status":
        for fields in _fields(part):
            status = STATUS.match(_value(fields, "status"))
            if status and _value(fields, "action").strip().lower() == "failed":
                yield _weight(status[0].strip())


def _weight(status: str) -> str:
    return HARD if status.startswith("5") and not NOT_THE_ADDRESS.match(status) else SOFT


def _fields(part: Message) -> Iterator[Message]:
    """Give the groups of fields of a report, however the parser took it."""
    inside = part.get_payload()
    if isinstance(inside, list):
        for each in inside:
            if isinstance(each, Message):
                yield each
                yield from _groups(each.get_payload())
    else:
        yield from _groups(inside)


def _groups(text: object) -> Iterator[Message]:
    if isinstance(text, str):
        for group in re.split(r"\n[ \t]*\n", text):
            yield HeaderParser(policy=policy.compat32).parsestr(group.lstrip())


def _mails(mail: Message, parts: list[Message]) -> Iterator[str]:
    """Give the ids in the address that it came to, else in what it says of the mail that came back."""
    found = [match for name in ENVELOPE for value in _values(mail, name) for match in RETURNED.findall(value)]
    for part in parts[1:] if not found else ():
        kind = part.get_content_type()
        if kind in {"message/feedback-report", "message/delivery-status"}:
            for fields in _fields(part):
                found += RETURNED.findall(_value(fields, "original-mail-from"))
        found += _returned(part)
        if kind == "text/rfc822-headers" and isinstance(text := part.get_payload(), str):
            found += _returned(HeaderParser(policy=policy.compat32).parsestr(text))
    yield from (mail.lower() for mail in found)


def _returned(part: Message) -> list[str]:
    """Give the ids in the headers of the mail that came back."""
    own = RETURNED.findall(_value(part, "return-path"))
    return own + NUMBERED.findall(_value(part, "message-id"))


def _value(part: Message, name: str) -> str:
    return next(iter(_values(part, name)), "")


def _values(part: Message, name: str) -> list[str]:
    return [str(value)[:2000] for value in part.get_all(name, [])]
