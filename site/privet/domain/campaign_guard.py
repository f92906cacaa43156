"""What mustn’t stand in the words of a campaign, since all its readers get them alike (P27)."""

import re

from privet.domain import personal_decoding, personal_text
from privet.domain.mail_templates import Ours

EMAIL, LINK = "e-mail", "reader-link"
# A name, the sign, and a domain; with spaces around the sign too, as people write it who want to hide it.
ADDRESS = re.compile(r"[^\s<>()\[\],;:@](?:@| @ )([\w-]+(?:\.[\w-]+)*\.[^\W\d_][\w-]*)")
SIGN = re.compile(r" ?[\[({] ?(?:at|arroba) ?[\])}] ?", re.IGNORECASE)
DOT = re.compile(r" ?[\[({] ?(?:dot|punto) ?[\])}] ?", re.IGNORECASE)
PREFERENCES = re.compile(r"preferences/[/.\s]*(?:[a-z]{1,20}/+)?[a-z0-9_-]{43}(?![\w-])", re.IGNORECASE)


def found(text: str, ours: Ours) -> frozenset[str]:
    """Give which kinds of thing stand in a text that is somebody’s: their facts, address, or link."""
    shapes = personal_text.numbers(ours.own).member_numbers
    held = personal_text.Ours(ours.phones, ours.country or "US", shapes)
    return personal_text.found(text, ours=held) | _ways_to_somebody(text, ours)


def _ways_to_somebody(text: str, ours: Ours) -> set[str]:
    kinds = set()
    for reading in personal_decoding.readings(text):
        plain = DOT.sub(".", SIGN.sub("@", reading))
        if any(not _is_ours(domain, ours) for domain in ADDRESS.findall(plain)):
            kinds.add(EMAIL)
        if PREFERENCES.search(reading):
            kinds.add(LINK)
    return kinds


def _is_ours(domain: str, ours: Ours) -> bool:
    """Say whether an address is the organisation’s: in its sender’s domain, or its site’s."""
    site = ours.base.partition("://")[2].partition("/")[0].partition(":")[0].removeprefix("www.")
    own = {ours.domain, ours.bounce.rpartition("@")[2], site} - {""}
    return any(f".{domain}".lower().endswith(f".{each}".lower()) for each in own)
