"""What a mail says in plain text: lines that every program shows whole, from paragraphs or from Markdown."""

import textwrap
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it.token import Token

WIDTH = 72
MARKS = {"h2": "=", "h3": "-"}  # Below a heading; the first one is the subject.


def wrapped(text: str, first: str = "", rest: str = "") -> str:
    """Break each paragraph into lines; an address stays whole, however long it is."""
    return textwrap.fill(
        " ".join(text.split()),
        WIDTH,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )


def paragraphs(text: str) -> str:
    """Break several paragraphs, which empty lines part, into lines."""
    return "\n\n".join(wrapped(one) for one in text.split("\n\n") if one.strip())


class Plain:
    """Reads the tokens of a Markdown text, and gives it as plain text; addresses go through ``link``."""

    def __init__(self, link: Callable[[str], str]) -> None:
        """Begin with nothing."""
        self.link = link
        self.blocks: list[str] = []
        self.lists: list[int] = []  # The number of the next item of each list around us; 0 without numbers.
        self.mark = ""
        self.cells: list[str] | None = None

    def text(self, tokens: "Iterable[Token]") -> str:
        """Give all of it."""
        for token in tokens:
            self._take(token)
        return "\n\n".join(self.blocks)

    def _take(self, token: "Token") -> None:
        match token.type:
            case "tr_open":
                self.cells = []
            case "tr_close":
                self._put(" | ".join(self.cells or []))
                self.cells = None
            case "inline":
                self._inline(token)
            case "fence" | "code_block":
                self.blocks.append(textwrap.indent(token.content.rstrip("\n"), "    "))
            case "hr":
                self.blocks.append("-" * 8)
            case "heading_close" if token.tag in MARKS and self.blocks:
                self.blocks[-1] += "\n" + MARKS[token.tag] * len(self.blocks[-1].split("\n")[-1])
            case _:
                self._list(token)

    def _list(self, token: "Token") -> None:
        match token.type:
            case "ordered_list_open":
                self.lists.append(int(token.attrs.get("start", 1)))
            case "bullet_list_open":
                self.lists.append(0)
            case "ordered_list_close" | "bullet_list_close":
                self.lists.pop()
            case "list_item_open":
                number = self.lists[-1]
                self.mark = f"{number}. " if number else "- "
                self.lists[-1] += bool(number)

    def _inline(self, token: "Token") -> None:
        said = "".join(self._pieces(token.children or []))
        if self.cells is None:
            self._put(said)
        else:
            self.cells.append(said)

    def _put(self, said: str) -> None:
        before = "  " * max(0, len(self.lists) - 1)
        if self.mark:
            rest = before + " " * len(self.mark)
            self.blocks.append(wrapped(said, before + self.mark, rest))
        else:
            inside = "  " * len(self.lists)
            self.blocks.append(wrapped(said, inside, inside))
        self.mark = ""

    def _pieces(self, children: "list[Token]") -> Iterable[str]:
        leads: list[str] = []
        for child in children:
            if child.type == "link_open":
                href = str(child.attrs.get("href", ""))
                leads.append(self.link(href) if href.startswith("/") else href.removeprefix("tel:"))
            elif child.type == "link_close":
                target = leads.pop()
                yield f" ({target})" if target and not target.startswith("#") else ""
            elif child.type in {"softbreak", "hardbreak"}:
                yield " "
            else:
                yield child.content
