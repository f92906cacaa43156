"""How pages and the copy of everything say in words who looked, why, at what, and where a value came from."""

from functools import cache
from pathlib import Path

from privet.domain import record
from privet.domain.languages import translator


@cache
def roles(language: str) -> dict[str, str]:
    """Say who did something, to the person it was done with; nobody is named."""
    _ = translator(language).gettext
    return {
        "you": _("you yourself"),
        "member": _("the person whose coverage you share"),
        "dependent": _("somebody who is covered through you"),
        "representative": _("your employer’s benefits office"),
        "agent": _("an agent who acts for you"),
        "clerk": _("the office, a clerk"),
        "lead": _("the office, the head of the desk"),
        "officer": _("the office, the privacy officer"),
        "auditor": _("an auditor of our office"),
        "office": _("the office"),
        "command": _("the office, by a command on our server"),
        "site": _("this website by itself"),
    }


def role(name: str, language: str) -> str:
    """Say in words who ``name`` is, a role or the actor of an event."""
    known = roles(language)
    return known.get(name.partition(".")[0], known["office"])


@cache
def purposes(language: str) -> dict[str, str]:
    """Say why somebody looked."""
    _ = translator(language).gettext
    return {
        "own-record": _("to see the own record"),
        "enrolment": _("to look after enrolment"),
        "correction": _("to decide on a correction"),
        "message": _("to read or answer a message"),
        "copy": _("to make a copy of everything"),
        "letter": _("to print a letter"),
        "service": _("to serve the coverage"),
        "acting": _("to act for you"),
        "mail-check": _("to make sure that a mail doesn’t name you"),
    }


@cache
def ways(language: str) -> dict[str, str]:
    """Say by which way a value came."""
    _ = translator(language).gettext
    return {
        "web": _("from you, in this secure area"),
        "post": _("from you, by post"),
        "phone": _("from you, by phone"),
        "representative": _("from your representative"),
        "employer": _("from your employer"),
    }


@cache
def relations(language: str) -> dict[str, str]:
    """Say how somebody is related to whose coverage they share."""
    _ = translator(language).gettext
    return {
        "child": _("child"),
        "spouse": _("spouse"),
        "partner": _("partner"),
        "ward": _("ward"),
        "other": _("other"),
    }


@cache
def actions(language: str) -> dict[str, str]:
    """Say what was done, where it is more than looking at the record."""
    _ = translator(language).gettext
    return {
        "record.read": _("looked at your record"),
        "record.revealed": _("had shown in full"),
        "events.read": _("looked at who has looked"),
        "copy.asked": _("asked for a copy of everything"),
        "copy.taken": _("downloaded a copy of everything"),
        "confidential.set": _("set the address for confidential post"),
        "confidential.removed": _("removed the address for confidential post"),
        "correction.asked": _("asked for a correction"),
        "correction.approved": _("corrected your record, as you asked"),
        "correction.refused": _("refused a correction"),
        "correction.passed": _("passed a correction on to our office"),
        "correction.withdrawn": _("withdrew a correction"),
        "record.changed": _("changed your record"),
        "choice.made": _("made a privacy choice"),
        "record.confirmed": _("confirmed what stands in your record"),
        "disagreement.filed": _("added a statement of disagreement"),
        "notice.told": _("told a recipient of a correction"),
        "disclosure.noted": _("noted that something went to somebody outside"),
    }


def field(column: str, language: str, own: Path | None = None) -> str:
    """Name a column of the record as its owner knows it."""
    _ = translator(language).gettext
    named = {
        "ssn_last4": _("Social security number, the last four digits"),
        "events": _("Who has looked"),
        "disclosures": _("What went to others"),
        "choices": _("Your privacy choices"),
    }
    return named.get(column) or record.label(column, language, own)
