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

    :raises BadFile: for a bad name or front matter, or a kind of request that doesn't exist.
    """
    topics: Topics = {}
    known = set(kinds)
    for path in (path for folder in folders for path in sorted(folder.glob("*.md"))):
        topic = _read(path)
        unknown = set(topic.about.requests) - known
        if unknown:
            raise BadFile(path, f"“{min(unknown)}” is no kind of request", "requests")
        if topic.language in languages:
            topics.setdefault(topic.slug, {})[topic.language] = topic
    return topics


def in_order(topics: Topics, language: str) -> list[Topic]:
    """Give each topic in ``language``, or in the one it has, as the front matter orders them."""
    return sorted((spoken(found, language) for found in topics.values()), key=lambda topic: topic.about.order)


def spoken(found: dict[str, Topic], language: str) -> Topic:
    """Pick the wording of a topic for ``language``."""
    return found.get(language) or found.get(DEFAULT) or next(iter(found.values()))


def as_html(text: str, link: Callable[[str], str]) -> str:
    """Turn a topic's Markdown into HTML; addresses on this site go through ``link``. Raw HTML stays text."""
    return str(_markdown().render(text, {"link": link}))


def _read(path: Path) -> Topic:
    slug, _, language = path.stem.rpartition(".")
    if not slug or not slug.replace("-", "").isalnum() or slug != slug.lower():
        raise BadFile(path, "is not named like a-topic.en.md")
    try:
        values, text = frontmatter.parse(path.read_text("utf-8"))
        about = msgspec.convert(values, FrontMatter)
    except (msgspec.ValidationError, yaml.YAMLError) as error:
        raise BadFile(path, " ".join(str(error).split()), "front matter") from None
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
