"""Topics: the texts of the audience routes, one Markdown file for each language, with front matter."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import frontmatter
import msgspec
import yaml
from msgspec import Struct

from privet.domain import links, markdown
from privet.domain.datafiles import BadFile
from privet.domain.languages import DEFAULT
from privet.domain.links import Anchor, Link


class FrontMatter(Struct, frozen=True, forbid_unknown_fields=True):
    """What stands above a topic's text."""

    title: str
    summary: str
    order: int
    reviewed: date
    requests: tuple[str, ...] = ()


class Topic(Struct, frozen=True):
    """One text in one language."""

    slug: str
    language: str
    about: FrontMatter
    text: str


Topics = dict[str, dict[str, Topic]]


@dataclass(frozen=True)
class Known:
    """What topics may name: kinds of request, and links to other sites."""

    kinds: AbstractSet[str]
    register: Mapping[str, Link]


def load(
    folders: Iterable[Path],
    languages: Sequence[str],
    kinds: Iterable[str],
    register: Mapping[str, Link] | None = None,
) -> Topics:
    """Read the topics of ``folders`` by slug and language; a later folder's file stands for an earlier one's.

    An empty file takes the topic away. Without a ``register``, links to other sites are those of ours.

    :raises BadFile: for a bad name or front matter, an unknown kind of request, or a link that leaves the
        site without standing in the register.
    """
    topics: Topics = {}
    known = Known(set(kinds), links.register() if register is None else register)
    for path in (path for folder in folders for path in sorted(folder.glob("*.md"))):
        slug, language = _names(path)
        topic = _read(path, slug, language, known)
        if topic is None:
            topics.get(slug, {}).pop(language, None)
        elif language in languages:
            topics.setdefault(slug, {})[language] = topic
    return {slug: spoken for slug, spoken in topics.items() if spoken}


def in_order(topics: Topics, language: str) -> list[Topic]:
    """Give each topic in ``language``, or in the one it has, as the front matter orders them."""
    return sorted((spoken(found, language) for found in topics.values()), key=lambda topic: topic.about.order)


def spoken(found: dict[str, Topic], language: str) -> Topic:
    """Pick the wording of a topic for ``language``."""
    return found.get(language) or found.get(DEFAULT) or next(iter(found.values()))


def as_html(
    text: str,
    organisation: str,
    link: Callable[[str], str],
    outside: Callable[[str], Anchor] | None = None,
) -> str:
    """Turn a topic's Markdown into HTML; raw HTML stays text.

    ``{organisation}`` stands for its name; links go through ``link`` and ``outside``, as in Markdown.
    """
    return markdown.as_html(text.replace("{organisation}", organisation), link, outside)


def _names(path: Path) -> tuple[str, str]:
    slug, _, language = path.stem.rpartition(".")
    if not slug or not slug.replace("-", "").isalnum() or slug != slug.lower():
        raise BadFile(path, "is not named like a-topic.en.md")
    return slug, language


def _read(path: Path, slug: str, language: str, known: Known) -> Topic | None:
    """Read one file; nothing for an empty one."""
    try:
        whole = path.read_text("utf-8-sig")
        values, text = frontmatter.parse(whole)
        if not values and not text.strip():
            return None
        about = msgspec.convert(values, FrontMatter)
    except (msgspec.ValidationError, yaml.YAMLError) as error:
        raise BadFile(path, " ".join(str(error).split()), "front matter") from None
    except (OSError, UnicodeDecodeError):
        raise BadFile(path, "can’t be read as text in UTF-8") from None
    unknown = set(about.requests) - known.kinds
    if unknown:
        raise BadFile(path, f"“{min(unknown)}” is no kind of request", "requests")
    faults = links.faults(text, known.register, whole[: whole.find(text)].count("\n") + 1)
    if faults:
        raise BadFile(path, faults[0])
    return Topic(slug=slug, language=language, about=about, text=text)
