"""The versions of the statement for programs: as JSON, and as an Atom feed (RFC 4287) in one language."""

import json
from datetime import date, datetime, time
from typing import Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, SubElement, tostring
from zoneinfo import ZoneInfo

from privet.config import Settings
from privet.domain import statement_text
from privet.domain.languages import translator
from privet.domain.statement_files import Version, Wording
from privet.domain.statements import Archive

ATOM = "http://www.w3.org/2005/Atom"


def as_json(archive: Archive, settings: Settings, today: date) -> bytes:
    """Give every version that is published, the newest first, with its contents, promises and digests."""
    held, coming = archive.in_force(today), archive.coming(today)
    value = {
        "organisation": settings.organisation.name,
        "address": f"{settings.base}/privacy/",
        "in_force": held.number if held else None,
        "coming": coming.number if coming else None,
        "versions": [
            _as_value(archive, version, settings.base, today) for version in reversed(archive.known(today))
        ],
    }
    return json.dumps(value, ensure_ascii=False, indent=1).encode()


def as_atom(archive: Archive, settings: Settings, today: date, language: str) -> bytes:
    """Give a feed with an entry for each version that is published, the newest first."""
    zone = ZoneInfo(settings.organisation.time_zone)
    versions = list(reversed(archive.known(today)))
    gettext = translator(language).gettext
    feed = Element("feed", {"xmlns": ATOM, "xml:lang": language})
    first = versions[-1].published if versions else today
    updated = versions[0].published if versions else today
    _text(feed, "id", _tag(settings, first, f"privacy/feed/{language}"))
    _text(feed, "title", f"{gettext('Privacy statement')} – {settings.organisation.name}")
    _text(feed, "updated", _moment(updated, zone))
    _text(SubElement(feed, "author"), "name", settings.organisation.name)
    address = f"{settings.base}/privacy/"
    _link(feed, "self", f"{address}feed.atom?lang={language}", "application/atom+xml")
    _link(feed, "alternate", f"{address}?lang={language}", "text/html")
    for version in versions:
        feed.append(_entry(archive, version, settings, language))
    written: bytes = tostring(feed, encoding="utf-8", xml_declaration=True)
    return written


def _as_value(archive: Archive, version: Version, base: str, today: date) -> dict[str, Any]:
    terms = archive.terms_of(version)
    return {
        "version": version.number,
        "published": version.published.isoformat(),
        "effective": version.effective.isoformat(),
        "standing": archive.standing(version, today),
        "material": version.about.material,
        "address": f"{base}/privacy/{version.published}/",
        "terms": {
            "version": version.terms,
            "address": f"{base}/terms/{terms.published}/" if terms else None,
        },
        "languages": {code: _worded(wording, base) for code, wording in version.wordings.items()},
    }


def _worded(wording: Wording, base: str) -> dict[str, Any]:
    about = wording.about
    address = f"{base}/privacy/{about.published}/?lang={wording.language}"
    headings = statement_text.headings(wording.text)
    return {
        "title": about.title,
        "summary": about.summary,
        "why_material": about.why,
        "address": address,
        "source": f"{base}/privacy/{about.published}/statement.md?lang={wording.language}",
        "sha256": wording.digest,
        "contents": [
            {"text": heading.text, "address": f"{address}#{heading.anchor}"}
            for heading in headings
            if heading.level == 2
        ],
        "promises": statement_text.promises(wording.text),
    }


def _entry(archive: Archive, version: Version, settings: Settings, language: str) -> Element:
    """Give one version; what it says never changes, so it is updated on the day of its publication."""
    moment = _moment(version.published, ZoneInfo(settings.organisation.time_zone))
    wording, before = version.spoken(language), archive.before(version)
    said = {"xml:lang": wording.language} if wording.language != language else {}
    entry = Element("entry", said)
    _text(entry, "id", _tag(settings, version.published, f"privacy/{language}"))
    title = translator(language).gettext("Version %(number)s: %(title)s")
    _text(entry, "title", title % {"number": version.number, "title": wording.about.title})
    _text(entry, "published", moment)
    _text(entry, "updated", moment)
    address = f"{settings.base}/privacy/"
    _link(entry, "alternate", f"{address}{version.published}/?lang={language}", "text/html")
    if before:
        changes = f"{address}{before.published}/{version.published}/?lang={language}"
        _link(entry, "related", changes, "text/html")
    _text(entry, "summary", wording.about.summary)
    return entry


def _tag(settings: Settings, day: date, name: str) -> str:
    """Make an id that stays when addresses change (RFC 4151)."""
    return f"tag:{urlsplit(settings.base).hostname},{day}:{name}"


def _moment(day: date, zone: ZoneInfo) -> str:
    return datetime.combine(day, time(), zone).isoformat()


def _text(parent: Element, name: str, said: str) -> None:
    SubElement(parent, name).text = said


def _link(parent: Element, relation: str, address: str, kind: str) -> None:
    SubElement(parent, "link", {"rel": relation, "type": kind, "href": address})
