"""The words of a campaign as a letter takes them: Markdown as blocks of plain data, which hold no source."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from privet.domain import markdown

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode as Node

Block = dict[str, Any]
DEEPEST = 3  # The subject is a heading of the first level.


def blocks(text: str, base: str) -> list[Block]:
    """Give the blocks of a text; links to this site show their address, since paper has none."""
    from markdown_it.tree import SyntaxTreeNode  # noqa: PLC0415 - only letters need it

    root = SyntaxTreeNode(markdown.renderer().parse(text, {}))
    return _ranked(_inside(root, base))


def _inside(node: "Node", base: str) -> list[Block]:
    return [made for child in node.children if (made := _block(child, base))]


def _block(node: "Node", base: str) -> Block | None:
    kinds: dict[str, Callable[[], Block]] = {
        "heading": lambda: {"kind": "heading", "level": int(node.tag[1:]), "runs": _runs(node, base)},
        "paragraph": lambda: {"kind": "par", "runs": _runs(node, base)},
        "bullet_list": lambda: {"kind": "list", "items": _items(node, base)},
        "ordered_list": lambda: {
            "kind": "enum",
            "start": int(node.attrs.get("start", 1)),
            "items": _items(node, base),
        },
        "blockquote": lambda: {"kind": "quote", "inside": _inside(node, base)},
        "hr": lambda: {"kind": "rule"},
        "table": lambda: {"kind": "table", "rows": _rows(node, base)},
    }
    if node.type in kinds:
        return kinds[node.type]()
    return {"kind": "par", "runs": [_run(node.content.rstrip("\n"))]} if node.content else None


def _items(node: "Node", base: str) -> list[list[Block]]:
    return [_inside(item, base) for item in node.children]


def _rows(node: "Node", base: str) -> list[list[list[Block]]]:
    rows = [row for part in node.children for row in part.children]
    return [[_runs(cell, base) for cell in row.children] for row in rows]


def _runs(node: "Node", base: str) -> list[Block]:
    return [run for child in node.children for run in _words(child, base, {})]


def _words(node: "Node", base: str, style: dict[str, bool]) -> list[Block]:
    """Give the runs of words in one style that a piece of text consists of."""
    if node.type in {"softbreak", "hardbreak"}:
        return [_run(" " if node.type == "softbreak" else "\n", **style)]
    if node.type == "image" or not node.children:
        return [_run(node.content, **style)] if node.content else []
    own = {"strong": {"strong": True}, "em": {"emph": True}}.get(node.type, {})
    found = [run for child in node.children for run in _words(child, base, style | own)]
    href = str(node.attrs.get("href", "")) if node.type == "link" else ""
    if href.startswith("/"):
        found.append(_run(f" ({base}{href})", **style))
    return found


def _run(text: str, strong: bool = False, emph: bool = False) -> Block:
    return {"text": text, "strong": strong, "emph": emph}


def _ranked(found: list[Block]) -> list[Block]:
    """Let no level of headings be left out: a reader who listens goes by them."""
    last = 1
    for block in found:
        if block["kind"] == "heading":
            block["level"] = last = min(block["level"] + 1, last + 1, DEEPEST)
    return found
