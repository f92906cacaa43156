"""Markdown as our texts use it: tables, links in the reader’s language, raw HTML shown as text.

A link leads to a page of this site, or to another site by its id in the register: ``[words](link:an-id)``.
Any other target loses its address, whatever a text says.
"""

from collections.abc import Callable, Iterator
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.renderer import RendererHTML
    from markdown_it.token import Token

    from privet.domain.links import Anchor

OUTSIDE = "link:"
WITHOUT_PAGE = ("#", "tel:", "mailto:")


def as_html(text: str, link: Callable[[str], str], outside: "Callable[[str], Anchor] | None" = None) -> str:
    """Turn Markdown into HTML; raw HTML stays text, and addresses on this site go through ``link``.

    ``outside`` gives the HTML of a link to another site by its id; a text without such links needs none.
    """
    return str(renderer().render(text, {"link": link, "outside": outside}))


def targets(text: str) -> Iterator[tuple[int, str]]:
    """Give the target of every link and picture in ``text``, with its line counted from 0."""
    for block in renderer().parse(text, {}):
        for token in block.children or []:
            line = (block.map or [0])[0]
            if token.type == "link_open":
                yield line, str(token.attrs.get("href", ""))
            elif token.type == "image" and not _is_ours(str(token.attrs.get("src", ""))):
                yield line, f"!{token.attrs.get('src', '')}"


@cache
def renderer() -> "MarkdownIt":
    """Give the renderer; what ``env`` must hold, ``as_html`` shows."""
    from markdown_it import MarkdownIt  # noqa: PLC0415 - a site that just started has no page to render yet

    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    markdown.add_render_rule("link_open", _link_open)
    markdown.add_render_rule("link_close", _link_close)
    markdown.add_render_rule("image", _image)
    markdown.add_render_rule("th_open", _th_open)
    markdown.add_render_rule("table_open", lambda *_: '<div class="scroll"><table>\n')
    markdown.add_render_rule("table_close", lambda *_: "</table></div>\n")
    return markdown


def _link_open(self: "RendererHTML", tokens: "list[Token]", index: int, options: Any, env: Any) -> str:
    token = tokens[index]
    href = str(token.attrs.get("href", ""))
    if href.startswith(OUTSIDE):
        if env.get("outside") is None:
            raise LookupError(f"“{href}” leads to another site; as_html needs to be told how, by its outside")
        anchor: Anchor = env["outside"](href.removeprefix(OUTSIDE))
        env["closing"] = anchor.closing
        return anchor.opening
    if _is_ours(href):
        token.attrs["href"] = env["link"](href)
    elif not href.startswith(WITHOUT_PAGE):
        token.attrs.pop("href", None)
    return str(self.renderToken(tokens, index, options, env))


def _link_close(self: "RendererHTML", tokens: "list[Token]", index: int, options: Any, env: Any) -> str:
    return str(env.pop("closing", "") or self.renderToken(tokens, index, options, env))


def _image(self: "RendererHTML", tokens: "list[Token]", index: int, options: Any, env: Any) -> str:
    token = tokens[index]
    if _is_ours(str(token.attrs.get("src", ""))):
        return str(self.image(tokens, index, options, env))
    return escape(self.renderInlineAsText(token.children, options, env))


def _is_ours(address: str) -> bool:
    return address.startswith("/") and not address.startswith("//")


def _th_open(self: "RendererHTML", tokens: "list[Token]", index: int, options: Any, env: Any) -> str:
    tokens[index].attrs["scope"] = "col"
    return str(self.renderToken(tokens, index, options, env))
