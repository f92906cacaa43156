"""What is checked in a field that somebody typed into, and the message that says how to put it right."""

import re
import unicodedata
from functools import partial
from typing import Any

from flask_babel import gettext
from wtforms import Field
from wtforms.validators import Optional, StopValidation, ValidationError

LONGEST = {"name": 200, "address_lines": 600, "phone": 40, "email": 254}
LONGEST_DETAILS = 10_000
LONGEST_FORM = 30_000
# No script needs more marks on a letter, nor more letters bound into one; thousands of them cost a second
# and a gigabyte, and run down the page through the address.
STACKED = re.compile("[mv]{4}|(?:xvm*){8}")
VIRAMA = 9  # Canonical combining class of the sign that binds two letters (Unicode 16, 4.3).


def checks_of(name: str) -> list[Any]:
    """Give the validators of the field ``name``; none of them asks for an answer."""
    most = LONGEST.get(name, LONGEST_DETAILS)
    message = gettext("This is too long to print. Please keep it to %(most)s characters.", most=most)
    return [Optional(), partial(_at_most, most, message), _unstacked, *CHECKS.get(name, [])]


def _at_most(most: int, message: str, _form: Any, field: Field) -> None:
    if len(field.data) > most:
        raise StopValidation(message)  # What follows needn't look at something so long.


def _unstacked(_form: Any, field: Field) -> None:
    if not field.data.isascii() and STACKED.search("".join(map(_role, field.data))):
        raise StopValidation(
            gettext("So many accents on one letter can’t be printed. Please leave some out.")
        )


def _role(sign: str) -> str:
    """Tell letters (x) from marks upon them (m) and signs that bind two letters (v)."""
    if unicodedata.combining(sign) == VIRAMA:
        return "v"
    return "m" if unicodedata.category(sign)[0] == "M" or sign in JOINERS else "x"


def _last_four(_form: Any, field: Field) -> None:
    if not re.fullmatch(r"[A-Za-z0-9]{1,4}", field.data.strip()):
        raise ValidationError(gettext("Only the last four letters or digits, please, not the whole number."))


def _email(_form: Any, field: Field) -> None:
    local, _at, domain = field.data.strip().partition("@")
    if not local or "." not in domain.strip(".") or "@" in domain or len(field.data.split()) != 1:
        raise ValidationError(gettext("An e-mail address looks like name@example.org."))


def _eight_lines(_form: Any, field: Field) -> None:
    if len(field.data.strip().splitlines()) > 8:
        raise ValidationError(gettext("An address has eight lines at most."))


CHECKS: dict[str, list[Any]] = {
    "member_last4": [_last_four],
    "email": [_email],
    "address_lines": [_eight_lines],
}


def too_long_together() -> str:
    """Word the message for a form whose answers together are too long."""
    return str(gettext("All answers together are too long to print. Please shorten this one."))


def unprintable(signs: list[str]) -> str:
    """Word the message for signs that no typeface of ours has."""
    lacking = gettext("We have no letter shape for %(signs)s.", signs=" ".join(signs[:10]))
    advice = gettext("Leave this field empty and write it by hand on the printed form.")
    return f"{lacking} {advice}"


MOST_LOOKED_AT = 2 * LONGEST_DETAILS  # Enough to be too long, and quickly refused.
JOINERS = "\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}"


def cleaned(value: str | None) -> str:
    """Drop what shows on no paper (controls, marks of direction) and blank ends; lines stay lines."""
    text = "\n".join((value or "")[:MOST_LOOKED_AT].expandtabs(4).splitlines())
    return "".join(_shown(sign) for sign in unicodedata.normalize("NFC", text)).strip()


def on_one_line(value: str | None) -> str:
    """Clean as :func:`cleaned`, and join the lines."""
    return " ".join(cleaned(value).splitlines())


def _shown(sign: str) -> str:
    kind = unicodedata.category(sign)
    if kind == "Zs":  # Spaces of every width; typefaces lack most of them.
        return " "
    return "" if kind in {"Cc", "Cf"} and sign not in f"\n{JOINERS}" else sign
