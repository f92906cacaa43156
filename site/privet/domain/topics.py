"""Topics: the texts of the audience routes, one Markdown file for each language, with front matter."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import frontmatter
import msgspec
import yaml
from msgspec import Struct

from privet.domain.datafiles import BadFile
from privet.domain.languages import DEFAULT

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.renderer import RendererHTML
    from markdown_it.token import Token


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


def load(folders: Iterable[Path], languages: Sequence[str], kinds: Iterable[str]) -> Topics:
    """Read the topics of ``folders`` by slug and language; a later folder's file stands for an earlier one's.

    An empty file takes the topic away.

    :raises BadFile: for a bad name or front matter, or a kind of request that doesn't exist.
    """
    topics: Topics = {}
    known = set(kinds)
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


def as_html(text: str, organisation: str, link: Callable[[str], str]) -> str:
    """Turn a topic's Markdown into HTML; raw HTML stays text.

    ``{organisation}`` stands for its name; addresses on this site go through ``link``.
    """
    return str(_markdown().render(text.replace("{organisation}", organisation), {"link": link}))


def _names(path: Path) -> tuple[str, str]:
    slug, _, language = path.stem.rpartition(".")
    if not slug or not slug.replace("-", "").isalnum() or slug != slug.lower():
        raise BadFile(path, "is not named like a-topic.en.md")
    return slug, language


def _read(path: Path, slug: str, language: str, kinds: set[str]) -> Topic | None:
    """Read one file; nothing for an empty one."""
    try:
        values, text = frontmatter.parse(path.read_text("utf-8-sig"))
        if not values and not text.strip():
            return None
        about = msgspec.convert(values, FrontMatter)
    except (msgspec.ValidationError, yaml.YAMLError) as error:
        raise BadFile(path, " ".join(str(error).split()), "front matter") from None
    except (OSError, UnicodeDecodeError):
        raise BadFile(path, "can’t be read as text in UTF-8") from None
    unknown = set(about.requests) - kinds
    if unknown:
        raise BadFile(path, f"“{min(unknown)}” is no kind of request", "requests")
    return Topic(slug=slug, language=language, about=about, text=text)


@cache
def _markdown() -> "MarkdownIt":
    from markdown_it import MarkdownIt  # noqa: PLC0415 - a site that just started has no page to render yet

    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    markdown.add_render_rule("link_open", _link_open)
    markdown.add_render_rule("th_open", _th_open)
    markdown.add_render_rule("table_open", lambda *_: '<div class="scroll"><table>\n')
    markdown.add_render_rule("table_close", lambda *_: "</table></div>\n")
    return markdown


def _link_open(self: "RendererHTML", tokens: "list[Token]", index: int, options: Any, env: Any) -> str:
    token = tokens[index]
    href = str(token.attrs.get("href", ""))
    if href.startswith("/"):
        token.attrs["href"] = env["link"](href)
    return str(self.renderToken(tokens, index, options, env))


def _th_open(self: "RendererHTML", tokens: "list[Token]", index: int, options: Any, env: Any) -> str:
    tokens[index].attrs["scope"] = "col"
    return str(self.renderToken(tokens, index, options, env))
