"""The text of a version: its headings with their anchors, its promises with their sentences, its HTML."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from privet.domain.links import Anchor
from privet.domain.markdown import renderer

if TYPE_CHECKING:
    from markdown_it.token import Token

MARK = re.compile(r"\s*\{(P[1-9][0-9]?)\}")
END = re.compile(r"[.!?…][”’\")]*\s+(?=[“‘\"(¿¡]*[^\W_a-z])")
# A full stop after these ends no sentence.
SHORT = re.compile(r"(?:\b[A-Z]|\b(?:Mr|Mrs|Ms|Dr|Dra|Sr|Sra|St|No|Núm|Art|art|EE|UU|Inc|vs))\.\s+$")
TAKEN = ("main", "contents", "this-version", "questions")  # By the page around the text.


@dataclass(frozen=True)
class Heading:
    """A heading of the text: 2 for a question of the contents list, 3 for one below it."""

    level: int
    anchor: str
    text: str


@dataclass(frozen=True)
class Mark:
    """A promise marked in the text, and the sentence that makes it."""

    promise: str
    sentence: str


@dataclass(frozen=True)
class Drawing:
    """How a text becomes a page: ``link`` and ``outside`` as in :func:`privet.domain.markdown.as_html`.

    ``mark`` makes the HTML that stands for a promise’s marker, from the promise and the id for it: only
    the first marker of each promise has one.
    """

    link: Callable[[str], str]
    outside: Callable[[str], Anchor]
    mark: Callable[[Mark, str], str]


# For what needs the anchors alone.
BARE = Drawing(lambda address: address, lambda _name: Anchor("", ""), lambda _mark, _anchor: "")


def as_html(text: str, drawing: Drawing) -> str:
    """Turn a version’s Markdown into HTML with anchors; raw HTML stays text."""
    markdown, env = renderer(), {"link": drawing.link, "outside": drawing.outside}
    tokens = markdown.parse(text, env)
    anchors = iter(headings(text))
    first: set[str] = set()
    for token in tokens:
        if token.type == "heading_open":
            token.attrSet("id", next(anchors).anchor)
        elif token.type == "inline":
            token.children = [_drawn(piece, drawing.mark, first) for piece in _pieces(token)]
    return str(markdown.renderer.render(tokens, markdown.options, env))


@lru_cache(64)
def headings(text: str) -> tuple[Heading, ...]:
    """Give the headings of Markdown ``text``, each with an anchor of its own made from its words."""
    found: list[Heading] = []
    used = set(TAKEN)
    tokens = renderer().parse(text, {})
    for token, inline in pairwise(tokens):
        if token.type == "heading_open":
            said = plain(inline)
            anchor = _free(_slug(said), used)
            used.add(anchor)
            found.append(Heading(int(token.tag[1]), anchor, said))
    return tuple(found)


@lru_cache(64)
def marks(text: str) -> tuple[Mark, ...]:
    """Give the promises that Markdown ``text`` marks, in its order."""
    inlines = (token for token in renderer().parse(text, {}) if token.type == "inline")
    pieces = (piece for inline in inlines for piece in _pieces(inline))
    return tuple(piece for piece in pieces if isinstance(piece, Mark))


def promises(text: str) -> dict[str, str]:
    """Give each promise that ``text`` makes with its sentence, or its sentences one after another."""
    found: dict[str, list[str]] = {}
    for mark in marks(text):
        said = found.setdefault(mark.promise, [])
        if mark.sentence not in said:
            said.append(mark.sentence)
    return {promise: " ".join(said) for promise, said in found.items()}


def plain(inline: "Token") -> str:
    """Give the words of a stretch of text without its markup; markers stay."""
    words = {"text", "code_inline"}
    parts = (child.content if child.type in words else _gap(child) for child in inline.children or [])
    return " ".join("".join(parts).split())


def _pieces(inline: "Token") -> "Iterator[Token | Mark]":
    """Cut a stretch of text at its markers; each belongs to the sentence right before it."""
    said, marked = "", False
    for child in inline.children or []:
        if child.type != "text":
            said += child.content if child.type == "code_inline" else _gap(child)
            yield child
            continue
        for place, part in enumerate(MARK.split(child.content)):
            if place % 2:
                marked = True
                yield Mark(part, _last_sentence(said))
            elif part:
                if marked and part.strip():
                    said, marked = "", False
                said += part
                yield child.copy(content=part)


def _gap(token: "Token") -> str:
    return " " if token.type in {"softbreak", "hardbreak"} else ""


def _last_sentence(said: str) -> str:
    said = " ".join(said.split())
    ends = [end.end() for end in END.finditer(said) if not SHORT.search(said[: end.end()])]
    return said[ends[-1] if ends else 0 :]


def _drawn(piece: "Token | Mark", mark: Callable[[Mark, str], str], first: set[str]) -> "Token":
    if not isinstance(piece, Mark):
        return piece
    from markdown_it.token import Token  # noqa: PLC0415 - only what renders a page needs it

    anchor = "" if piece.promise in first else piece.promise.lower()
    first.add(piece.promise)
    return Token("html_inline", "", 0, content=mark(piece, anchor))


def _slug(said: str) -> str:
    letters = unicodedata.normalize("NFKD", said.casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return re.sub(r"[^a-z0-9]+", "-", bare.replace("’", "")).strip("-") or "section"


def _free(anchor: str, used: set[str]) -> str:
    if anchor not in used and not re.fullmatch(r"p\d+", anchor):
        return anchor
    return next(name for count in range(2, 1000) if (name := f"{anchor}-{count}") not in used)
