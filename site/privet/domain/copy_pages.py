"""The copy of everything as a PDF to read: sections of names and values, in the reader’s language."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date

from privet.domain import copy_choice_words, record_words, typeface
from privet.domain.copy_contents import Contents, Setting
from privet.domain.copy_words import keys, sections, sentences, states
from privet.domain.roles import AGENT
from privet.domain.typesetting import printable, typeset

Row = tuple[str, str]
PAPERS = {"letter": "us-letter", "a4": "a4"}
INSTEAD = "\N{REPLACEMENT CHARACTER}"
DAILY = ("record.read", "events.read")  # Of the reader's own looks only the number is printed.
DAYS = ("birth_date", "covered_from", "covered_until")
ROLES = ("by", "asked_by", "handled_by", "decided_by", "noted_by", "done_by", "revoked_by", "from", "with")


def render(contents: Contents, setting: Setting) -> bytes:
    """Set the copy as a tagged PDF, whose metadata and name say nothing of the person.

    :raises TooBusy: when too many others wait.
    :raises SheetFailed: for any other reason.
    """
    words = sentences(setting.language)
    page: dict[str, Any] = {
        "lang": setting.language,
        "paper": PAPERS[setting.paper],
        "words": words,
        "organisation": setting.organisation,
        "made": _time(setting.now.isoformat(), setting),
        "left_out": words["left_out_agent"] if contents["made_for"] == AGENT else words["left_out"],
        "sections": [
            {"title": title, "blocks": blocks}
            for name, title in sections(setting.language).items()
            if (blocks := [list(block) for block in _blocks(name, contents, setting) if block])
        ],
    }
    return typeset("access-copy", printable(_drawable(page)), setting.now)


def _blocks(name: str, contents: Contents, setting: Setting) -> Iterator[list[Row]]:
    found = contents.get(name)
    if name == "record":
        yield from _record(contents["record"], setting)
    elif name == "events":
        yield _events(contents["events"], setting)
    elif name == "dependents" and found:
        yield from (_rows(minor, setting) for minor in found["minors"])
        yield _rows({"adults": found["adults"]}, setting)
    elif isinstance(found, dict):
        yield _rows(found, setting)
        for key, entries in found.items():
            if isinstance(entries, list) and entries and isinstance(entries[0], dict):
                yield from (_rows(entry, setting, of=key) for entry in entries)
    elif name == "conversations":
        for conversation in found or ():
            yield _rows(conversation, setting)
            yield from (_rows(message, setting) for message in conversation["messages"])
    else:
        yield from (_rows(entry, setting) for entry in found or ())


def _record(fields: Contents, setting: Setting) -> Iterator[list[Row]]:
    ways = record_words.ways(setting.language)
    words = sentences(setting.language)
    for column, held in fields.items():
        rows = [(_label(column, setting), _text(column, held["value"], setting))]
        if came := held["came"]:
            day = _text("sent_on", came["day"], setting)
            said = words["came"] % {"way": ways[came["way"]], "day": day, "version": came["version"] or "–"}
            rows.append(("", said))
        yield rows


def _events(found: list[Contents], setting: Setting) -> list[Row]:
    actions = record_words.actions(setting.language)
    purposes = record_words.purposes(setting.language)
    told, own = [], 0
    for event in found:
        if event["by"] == "you" and event["did"] in DAILY:
            own += 1
            continue
        said = [
            record_words.role(event["by"], setting.language),
            actions.get(event["did"], event["did"]),
            purposes.get(event["why"], event["why"]),
            _text("fields", (event["detail"] or {}).get("fields", []), setting),
        ]
        told.append((_time(event["done_at"], setting), ", ".join(part for part in said if part)))
    words = sentences(setting.language)
    return [*told, ("", words["own_looks"] % {"count": own})] if own else told


def _rows(entry: Contents, setting: Setting, of: str = "") -> list[Row]:
    """Give the names and values of one thing; what has an inside of its own is printed apart."""
    named = keys(setting.language)
    rows = [(named.get(of, of), "")] if of else []
    for key, value in entry.items():
        text = _text(key, value, setting)
        if text and not (isinstance(value, list) and value and isinstance(value[0], dict) and key != "files"):
            rows.append((named.get(key) or key, text))
    return rows


def _text(key: str, value: Any, setting: Setting) -> str:
    """Write a value as its key asks for."""
    if value is None or value in ("", []):
        return ""
    if key in ROLES:
        return record_words.role(value, setting.language)
    if key.endswith("_at"):
        return _time(value, setting)
    if key.endswith("_on") or key in DAYS:
        return _day(value, setting)
    if key == "field":
        return _label(value, setting)
    return "; ".join(_each(key, value, setting))


def _each(key: str, value: Any, setting: Setting) -> Iterator[str]:
    """Write the parts of a value that may have several."""
    words = sentences(setting.language)
    for part in value if isinstance(value, list) else [value]:
        if isinstance(part, bool):
            yield words["yes"] if part else words["no"]
        elif key == "files":
            yield f"{part['name']} ({part['bytes']} B)"
        elif key == "fields":
            yield _label(part, setting)
        elif key in copy_choice_words.NAMED:
            yield copy_choice_words.name(part, setting.language, setting.day.own)
        elif key in copy_choice_words.WORDED:
            yield copy_choice_words.word(key, part, setting.language)
        else:
            yield states(setting.language).get(part, str(part)) if isinstance(part, str) else str(part)


def _day(value: str, setting: Setting) -> str:
    """Write a day in words; what somebody entered that is none stays as it is."""
    try:
        return str(format_date(date.fromisoformat(value), "long", locale=setting.language))
    except ValueError:
        return value


def _label(column: str, setting: Setting) -> str:
    return record_words.field(column, setting.language, setting.day.own)


def _time(moment: str, setting: Setting) -> str:
    """Write a time as the reader does, in the organisation’s zone."""
    zone = setting.now.tzinfo if isinstance(setting.now.tzinfo, ZoneInfo) else ZoneInfo("UTC")
    local = datetime.fromisoformat(moment).astimezone(zone)
    return f"{format_date(local, 'long', locale=setting.language)}, {local:%H:%M} {local.tzname()}"


def _drawable(value: Any) -> Any:
    """Give the texts with a mark in place of each sign that our typeface lacks; the JSON has them all."""
    if isinstance(value, dict):
        return {key: _drawable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_drawable(item) for item in value]
    if not isinstance(value, str) or (value.isascii() and value.isprintable()):
        return value
    lacking = set(typeface.missing(value)) - set("\n\r\t")
    shown = value.translate({ord(sign): INSTEAD for sign in lacking if sign.isprintable()})
    return shown.translate({ord(sign): None for sign in lacking if not sign.isprintable()})
