"""What a version must be before it may be published: every fault is one line that says what to mend."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from privet.domain import markdown, readability, statement_text
from privet.domain.datafiles import BadFile
from privet.domain.statement_files import StatementAbout, Version, Wording, contradictions
from privet.domain.statements import Archive, Series

EASE = 45  # The reading ease that insurance law asks for where it asks for one (Connecticut, §38a-295).
MARKER = re.compile(r"\{\s*([Pp]\s*\d[^{}]*)\}")
PROMISES = frozenset(f"P{number}" for number in range(1, 51))
RAW = re.compile(r"\bhttps?://[^\s)>\]]+")
LINK = "link:"

Further = Callable[[Version], Iterable[BadFile]]


@dataclass(frozen=True, kw_only=True)
class Context:
    """What a version is held against.

    ``links`` are the ids of the register of outside links; ``answers`` tells whether a page of the site,
    with the anchor that may follow it, answers in a language; ``further`` are checks that others add.
    """

    archive: Archive
    today: date
    languages: tuple[str, ...]
    links: Collection[str]
    answers: Callable[[str, str], bool]
    further: tuple[Further, ...] = ()


def faults(version: Version, context: Context, *, publishing: bool = False) -> list[BadFile]:
    """Give all that stands against publishing ``version``; with ``publishing``, today and no other day."""
    if same := _published_already(version, context):
        return [same]
    checks = (_days(version, context, publishing), _place(version, context), _languages(version, context))
    found = [*contradictions(version), *(fault for check in checks for fault in check)]
    for wording in version.wordings.values():
        found += [*_shape(wording), *_markers(wording), *_links(wording, context), *_ease(wording)]
    found += [*_alike(version), *(fault for further in context.further for fault in further(version))]
    return found


def _series(version: Version, context: Context) -> Series:
    return context.archive if isinstance(version.about, StatementAbout) else context.archive.terms


def _published_already(version: Version, context: Context) -> BadFile | None:
    other = _series(version, context).by_day(version.published)
    if other and other.digests == version.digests:
        return BadFile(
            _path(version), f"version {version.number} is published already; there is nothing to do"
        )
    return None


def _days(version: Version, context: Context, publishing: bool) -> Iterator[BadFile]:
    path, today = _path(version), context.today
    if version.published < today:
        yield BadFile(path, f"{version.published} is past; today is {today}", "published")
    elif publishing and version.published != today:
        yield BadFile(path, f"{version.published} is not today; write {today}, or wait", "published")
    if version.effective < today and version.effective >= version.published:
        yield BadFile(path, f"{version.effective} is past; today is {today}", "effective")


def _place(version: Version, context: Context) -> Iterator[BadFile]:
    """Hold it against what was published before, which never changes."""
    path, series = _path(version), _series(version, context)
    if series.by_day(version.published):
        yield BadFile(
            path,
            f"a version was published on {version.published}, and never changes; take another day",
            "published",
        )
    if other := series.by_number(version.number):
        yield BadFile(path, f"{version.number} is the version of {other.published} already", "version")
    last = max((other.effective for other in series.versions), default=version.effective)
    if version.effective < last:
        yield BadFile(path, f"must not be before {last}, when an earlier version begins to hold", "effective")
    terms = context.archive.terms.by_number(version.terms)
    if isinstance(version.about, StatementAbout) and (terms is None or terms.published > context.today):
        advice = "publish them first: privet statement publish --terms FILE"
        yield BadFile(path, f"there is no version “{version.terms}” of the terms; {advice}", "terms")


def _languages(version: Version, context: Context) -> Iterator[BadFile]:
    listed, spoken = set(version.about.languages), set(context.languages)
    for language in sorted(spoken - listed):
        yield BadFile(_path(version), f"{language} is missing: the site speaks it", "languages")
    for language in sorted(listed - spoken):
        yield BadFile(_path(version), f"{language} is not in organisation.languages", "languages")


def _shape(wording: Wording) -> Iterator[BadFile]:
    headings = statement_text.headings(wording.text)
    if not any(heading.level == 2 for heading in headings):
        yield BadFile(wording.path, "has no heading that begins with ##, so there is no list of contents")
    for heading in headings:
        if heading.level == 1:
            yield BadFile(
                wording.path, f"heading “{heading.text}” must begin with ##: the page shows the title"
            )
        if MARKER.search(heading.text):
            yield BadFile(
                wording.path, f"heading “{heading.text}” makes no promise; mark the sentence below it"
            )
    doubled = Counter(heading.text for heading in headings)
    for text in (text for text, count in doubled.items() if count > 1):
        yield BadFile(wording.path, f"heading “{text}” stands twice; the list of contents needs each once")


def _markers(wording: Wording) -> Iterator[BadFile]:
    for found in dict.fromkeys(MARKER.findall(wording.text)):
        if not isinstance(wording.about, StatementAbout):
            yield BadFile(wording.path, f"{{{found}}}: promises are made in the statement, not in the terms")
        elif found not in PROMISES:
            yield BadFile(wording.path, f"{{{found}}} is no promise; they are written {{P1}} to {{P50}}")
    for mark in statement_text.marks(wording.text):
        if not mark.sentence:
            yield BadFile(wording.path, f"{{{mark.promise}}} follows no sentence; put it right after one")


def _links(wording: Wording, context: Context) -> Iterator[BadFile]:
    for url in dict.fromkeys(RAW.findall(wording.text)):
        yield BadFile(wording.path, f"{url} must stand in the register of outside links: [text](link:its-id)")
    for target in dict.fromkeys(target for _line, target in markdown.targets(wording.text)):
        if reason := _broken(target, wording, context):
            yield BadFile(wording.path, f"link to {target}: {reason}")


def _broken(target: str, wording: Wording, context: Context) -> str:
    """Say what is wrong with where a link leads; nothing, if nothing is."""
    if RAW.match(target.removeprefix("!")):
        return ""  # Told above.
    if target.startswith(LINK):
        known = target.removeprefix(LINK) in context.links
        return "" if known else "no such id in the register of outside links (links.toml)"
    path, _, anchor = target.partition("#")
    if path in _own_addresses(wording):
        anchors = {heading.anchor for heading in statement_text.headings(wording.text)}
        return "" if not anchor or anchor in anchors else "no heading of this text has that anchor"
    if not path.startswith("/") or path.startswith("//"):
        return "links lead to a page of this site, as /contact/, or to link:id of the register"
    return "" if context.answers(target, wording.language) else "no page of this site answers there"


def _own_addresses(wording: Wording) -> set[str]:
    """Give the addresses at which this very text will stand."""
    room = "/privacy/" if isinstance(wording.about, StatementAbout) else "/terms/"
    return {"", room, f"{room}{wording.about.published}/"}


def _ease(wording: Wording) -> Iterator[BadFile]:
    parts = [("the text", wording.text)]
    parts += [(f"section “{heading}”", text) for heading, text in readability.sections(wording.text)]
    for name, text in parts:
        ease = readability.ease(text, wording.language)
        if ease < EASE:
            advice = "write shorter sentences and plainer words"
            yield BadFile(wording.path, f"{name} has reading ease {ease:.0f}, below {EASE}; {advice}")


def _alike(version: Version) -> Iterator[BadFile]:
    """Refuse languages that promise different things, or are built differently."""
    first, *others = version.wordings.values()
    for other in others:
        counts = [Counter(m.promise for m in statement_text.marks(w.text)) for w in (first, other)]
        if uneven := sorted(((counts[0] - counts[1]) + (counts[1] - counts[0])), key=lambda p: int(p[1:])):
            yield BadFile(other.path, f"{', '.join(uneven)} not marked as often as in {first.path.name}")
        levels = [Counter(h.level for h in statement_text.headings(w.text)) for w in (first, other)]
        if levels[0] != levels[1]:
            counted = [f"{count[2]} of ## and {count[3]} of ###" for count in levels]
            reason = f"has headings {counted[1]}, where {first.path.name} has {counted[0]}"
            yield BadFile(other.path, reason)


def _path(version: Version) -> Path:
    return next(iter(version.wordings.values())).path
