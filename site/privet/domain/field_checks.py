"""Checks of single facts that people send themselves, by the same limits as those of an imported list."""

import re
import unicodedata
from datetime import date, timedelta

from privet.domain.import_cells import EMAIL, JOINERS, LENGTHS, LINES, OLDEST, UNSEEN, WELL_KNOWN
from privet.domain.languages import translator

EARLIEST = date(1900, 1, 1)
AHEAD = timedelta(days=2 * 366)  # Coverage is agreed on for a year, and sometimes for the next one too.
LAST_FOUR = re.compile(r"[0-9]{4}")
WHOLE_SSN = re.compile(r"([0-9]{3})[- ]?([0-9]{2})[- ]?([0-9]{4})")


class BadValue(ValueError):
    """A fact that can’t be taken; ``reason`` is a word for why, and :func:`said` makes a sentence of it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def line(entered: str, longest: int = LENGTHS["name"]) -> str:
    """Give one line of text, its spaces tidied.

    :raises BadValue: when it is empty, too long, or holds signs that can’t be seen or that calculate.
    """
    text = " ".join(unicodedata.normalize("NFC", entered).split())
    if not text:
        raise BadValue("empty")
    if len(text) > longest:
        raise BadValue("long")
    if any(sign not in JOINERS and unicodedata.category(sign) in UNSEEN for sign in text):
        raise BadValue("signs")
    if text[0] in "=+-@":  # A spreadsheet would take it for a formula, once the list is exported.
        raise BadValue("begins")
    return text


def address(entered: str) -> str:
    """Give a postal address line by line.

    :raises BadValue: when it has less than two lines or more than an envelope has room for.
    """
    lines = [line(each, LENGTHS["address"]) for each in entered.splitlines() if each.strip()]
    if not 2 <= len(lines) <= LINES:
        raise BadValue("lines" if lines else "empty")
    if len("".join(lines)) > LENGTHS["address"]:
        raise BadValue("long")
    return "\n".join(lines)


def day(entered: str) -> date:
    """Read a day written as 1984-02-29.

    :raises BadValue: when it is written otherwise, or isn’t in the calendar.
    """
    text = line(entered)
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise BadValue("day")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadValue("calendar") from None


def birth_date(entered: str, today: date) -> date:
    """Read the day on which somebody was born.

    :raises BadValue: when nobody alive was born then.
    """
    found = day(entered)
    if found > today or today.year - found.year > OLDEST:
        raise BadValue("born")
    return found


def coverage_day(entered: str, today: date) -> date:
    """Read a day on which coverage begins or ends.

    :raises BadValue: when it lies too far away to be meant.
    """
    found = day(entered)
    if not EARLIEST <= found <= today + AHEAD:
        raise BadValue("covered")
    return found


def email(entered: str) -> str:
    """Give an e-mail address; whether it exists is found out by writing to it.

    :raises BadValue: when it can’t be one.
    """
    text = line(entered, LENGTHS["email"])
    if not EMAIL.fullmatch(text):
        raise BadValue("email")
    return text


def last_four(entered: str) -> str:
    """Give the last four digits of a social security number.

    :raises BadValue: when they are anything else, such as the whole number.
    """
    text = line(entered)
    if not LAST_FOUR.fullmatch(text) or text == "0000":
        raise BadValue("last-four")
    return text


def whole_ssn(entered: str) -> str:
    """Give a whole social security number with its hyphens.

    :raises BadValue: when a part is missing or was never given out.
    """
    found = WHOLE_SSN.fullmatch(line(entered))
    if not found:
        raise BadValue("ssn")
    area, group, serial = found.groups()
    never = area in {"000", "666"} or area >= "900" or group == "00" or serial == "0000"
    if never or area + group + serial in WELL_KNOWN:
        raise BadValue("ssn")
    return f"{area}-{group}-{serial}"


def said(reason: str, language: str) -> str:
    """Say how to put right what was refused for ``reason``."""
    _ = translator(language).gettext
    sentences = {
        "empty": _("Please fill this in."),
        "long": _("This is too long; please shorten it."),
        "signs": _("This holds a sign that can’t be read or printed; please type it anew."),
        "lines": _("Please write the address as on an envelope: two to six lines."),
        "day": _("Please write the day as year, month, day, such as 1984-02-29."),
        "calendar": _("This day isn’t in the calendar; please look at it again."),
        "born": _("Nobody here was born on this day; please look at the year."),
        "covered": _("This day is too far away; please look at the year."),
        "email": _("This isn’t written like an e-mail address, such as name@example.org."),
        "last-four": _("Please write the last four digits only."),
        "ssn": _("Please write all nine digits of the number, as they stand on the card."),
        "begins": _("Please leave out the sign = + - or @ at the beginning."),
        "order": _("Coverage can’t end before it begins; please look at both days."),
        "same": _("This is what the record says already."),
        "nothing": _("There is nothing in the record to remove."),
    }
    return sentences[reason]
