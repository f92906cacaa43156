"""One version of the statement or of the terms, read from its Markdown files: one for each language."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

import frontmatter
import msgspec
import yaml
from msgspec import Struct

from privet.domain.datafiles import BadFile
from privet.domain.languages import DEFAULT

NAME = re.compile(r"(.+)\.([a-z]{2,3})\.md")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
NUMBER = re.compile(r"[0-9A-Za-z][0-9A-Za-z.-]{0,19}")
AGREED = ("version", "published", "effective", "languages", "terms", "material")


class About(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What stands above the text of the terms."""

    version: str
    published: date
    effective: date
    languages: tuple[str, ...]
    title: str
    summary: str
    material: bool
    why: str


class StatementAbout(About, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What stands above the text of a statement: also the version of the terms that belongs to it."""

    terms: str


@dataclass(frozen=True, eq=False)
class Wording:
    """A version in one language, with its file byte for byte."""

    path: Path
    language: str
    about: About
    text: str
    source: bytes

    @cached_property
    def digest(self) -> str:
        """Give the SHA-256 of the file."""
        return hashlib.sha256(self.source).hexdigest()


@dataclass(frozen=True, eq=False)
class Version:
    """A version in all its languages."""

    wordings: dict[str, Wording]

    @property
    def about(self) -> About:
        """Give what holds for every language of it."""
        return next(iter(self.wordings.values())).about

    @property
    def number(self) -> str:
        """Give the text by which people name it, such as 1.0."""
        return self.about.version

    @property
    def published(self) -> date:
        """Give the day that its address names."""
        return self.about.published

    @property
    def effective(self) -> date:
        """Give the first day on which it holds."""
        return self.about.effective

    @property
    def terms(self) -> str:
        """Give the version of the terms that belongs to it; none for terms themselves."""
        return self.about.terms if isinstance(self.about, StatementAbout) else ""

    @property
    def digests(self) -> dict[str, str]:
        """Give the SHA-256 of each of its files by language."""
        return {language: wording.digest for language, wording in self.wordings.items()}

    def spoken(self, language: str) -> Wording:
        """Pick its wording for ``language``, or the one it has."""
        found = self.wordings.get(language) or self.wordings.get(DEFAULT)
        return found or next(iter(self.wordings.values()))


def pending(path: Path) -> Path:
    """Give where a file waits that is about to be published as ``path``."""
    return path.with_name(f".{path.name}.new")


def read(path: Path, kind: type[About]) -> Version:
    """Read a version from the file in one of its languages; the others lie beside it.

    :raises BadFile: for one that is missing, badly named, or whose front matter can’t be used.
    """
    named = NAME.fullmatch(path.name)
    if not named:
        raise BadFile(path, "is not named like 2026-11-23.en.md: the language stands before .md")
    first = _wording(path, named[2], kind)
    if named[2] not in first.about.languages:
        raise BadFile(path, f"does not list its own language, {named[2]}", "languages")
    beside = {code: path.with_name(f"{named[1]}.{code}.md") for code in first.about.languages}
    for code, other in beside.items():
        if not other.exists():
            raise BadFile(other, f"is missing: {path.name} lists {code} among its languages")
    return Version({code: _wording(other, code, kind) for code, other in beside.items()})


def read_all(folder: Path, kind: type[About]) -> tuple[Version, ...]:
    """Read every version in ``folder``, in the order of publication.

    :raises BadFile: for one that is badly named, incomplete or contradicts itself or another.
    """
    days: dict[str, list[Path]] = {}
    for path in sorted(folder.glob("*.md")):
        named = NAME.fullmatch(path.name)
        if not named or not DAY.fullmatch(named[1]):
            raise BadFile(path, "is not named like 2026-11-23.en.md")
        days.setdefault(named[1], []).append(path)
    found = tuple(_published(paths, kind) for paths in days.values() if not _is_unfinished(paths[0], kind))
    for earlier, later in ((a, b) for i, b in enumerate(found) for a in found[:i]):
        if earlier.number == later.number:
            path = next(iter(later.wordings.values())).path
            raise BadFile(path, f"{later.number} is the version of {earlier.published} already", "version")
    return found


def contradictions(version: Version) -> Iterator[BadFile]:
    """Give what is wrong with the facts of ``version``, whenever it was published."""
    first = version.about
    for wording in version.wordings.values():
        about, path = wording.about, wording.path
        for key in ("title", "summary", "why"):
            if not getattr(about, key).strip():
                yield BadFile(path, f"is empty; {WANTED[key]}", key)
        for key in AGREED:
            ours, theirs = getattr(about, key, None), getattr(first, key, None)
            if ours != theirs:
                other = next(iter(version.wordings.values())).path.name
                yield BadFile(path, f"says {_said(ours)} where {other} says {_said(theirs)}", key)
        if about.effective < about.published:
            yield BadFile(path, f"{about.effective} is before it is published", "effective")
        if not NUMBER.fullmatch(about.version):
            yield BadFile(path, f"“{about.version}” is not written like 1.0", "version")


WANTED = {
    "title": "the page shows it as its heading",
    "summary": "say in a sentence or two what changed",
    "why": "say in a sentence why the change matters, or doesn’t",
}


def _said(value: object) -> str:
    return ", ".join(value) if isinstance(value, tuple) else str(value).lower()


def _published(paths: list[Path], kind: type[About]) -> Version:
    version = read(paths[0], kind)
    for path in paths:
        if path.name.split(".")[-2] not in version.wordings:
            raise BadFile(path, f"is in a language that {paths[0].name} does not list")
    for fault in contradictions(version):
        raise fault
    if f"{version.published}" != paths[0].name.partition(".")[0]:
        raise BadFile(paths[0], f"says {version.published}; its name says another day", "published")
    return version


def _is_unfinished(path: Path, kind: type[About]) -> bool:
    """Tell whether the publishing of a version was interrupted, so that some of its files still wait."""
    day, code = path.name.split(".")[:2]
    languages = _wording(path, code, kind).about.languages
    others = [path.with_name(f"{day}.{language}.md") for language in languages]
    return any(pending(other).exists() and not other.exists() for other in others)


def _wording(path: Path, language: str, kind: type[About]) -> Wording:
    try:
        source = path.read_bytes()
        values, text = frontmatter.parse(source.decode("utf-8-sig"))
        for key in ("version", "terms"):
            if isinstance(values.get(key), int | float):
                raise BadFile(path, f'is a number; put it in quotes, as in {key}: "1.0"', key)
        filled = {key: "" if value is None else value for key, value in values.items()}
        about = msgspec.convert(filled, kind)
    except (msgspec.ValidationError, yaml.YAMLError) as error:
        raise BadFile(path, " ".join(str(error).split()), "front matter") from None
    except OSError as error:
        raise BadFile(path, error.strerror or "cannot be read") from None
    except UnicodeDecodeError:
        raise BadFile(path, "is not text in UTF-8") from None
    return Wording(path=path, language=language, about=about, text=text, source=source)
