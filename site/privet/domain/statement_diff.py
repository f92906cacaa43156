"""What changed between two texts: first block by block, then word by word within the blocks that changed."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import TYPE_CHECKING, Literal

from privet.domain.markdown import renderer

if TYPE_CHECKING:
    from markdown_it.token import Token

State = Literal["same", "added", "removed", "changed"]
WORD = re.compile(r"\s?[\w’'/#-]+|\s?[^\w\s]")  # A word or a sign, with the space before it.
MOST_WORDS = 600  # Comparing costs the square of that; longer blocks are shown before and after.
ALIKE = 0.5  # Two blocks that share fewer of their words are two, not one that changed.
AHEAD = 12  # How far down a changed block is looked for.
FEW = 2  # So many unchanged blocks are not worth folding.
AROUND = 1  # Unchanged blocks that are shown on each side of a change.


@dataclass(frozen=True)
class Block:
    """A heading, a paragraph, an item of a list or a row of a table, in plain words."""

    kind: str
    text: str


@dataclass(frozen=True)
class Piece:
    """Words that stayed, came or went, and whether a space stands before them."""

    state: State
    text: str
    spaced: bool = False


@dataclass(frozen=True)
class Change:
    """A block as it is shown: what became of it, and its words."""

    state: State
    kind: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Stretch:
    """Blocks one after another; unchanged ones far from any change are folded away."""

    folded: bool
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Difference:
    """All that changed from one text to another."""

    stretches: tuple[Stretch, ...]

    def count(self, state: State) -> int:
        """Give how many blocks are in ``state``."""
        return sum(change.state == state for stretch in self.stretches for change in stretch.changes)


def difference(before: str, after: str) -> Difference:
    """Compare two texts in Markdown."""
    changes = tuple(_changes(blocks(before), blocks(after)))
    return Difference(tuple(_folded(changes)))


def blocks(text: str) -> list[Block]:
    """Cut Markdown ``text`` into blocks of plain words; addresses of links and markers stay to be seen."""
    found: list[Block] = []
    opened: list[str] = []
    row: list[str] = []
    for token in renderer().parse(text, {}):
        opened += [token.tag] if token.nesting == 1 else []
        if token.type in {"fence", "code_block"}:
            found.append(Block("p", " ".join(token.content.split())))
        elif token.type == "inline" and opened[-1] in {"td", "th"}:
            row.append(_plain(token))
        elif token.type == "inline":
            found.append(Block(_kind(opened), _plain(token)))
        elif token.type == "tr_close":
            found.append(Block("row", " | ".join(row)))
            row = []
        del opened[len(opened) + min(token.nesting, 0) :]
    return [block for block in found if block.text]


def words(before: str, after: str) -> tuple[Piece, ...] | None:
    """Compare two blocks word by word; give nothing when they are too long for that."""
    old, new = WORD.findall(before), WORD.findall(after)
    if len(old) > MOST_WORDS or len(new) > MOST_WORDS:
        return None
    pieces: list[Piece] = []
    for tag, i, j, k, m in _steadied(SequenceMatcher(None, old, new, autojunk=False).get_opcodes()):
        if tag == "equal":
            pieces.append(_piece("same", old[i:j]))
            continue
        pieces += [_piece("removed", old[i:j])] * (i < j)
        pieces += [_piece("added", new[k:m])] * (k < m)
    return tuple(pieces)


def _piece(state: State, found: list[str]) -> Piece:
    said = "".join(found)
    return Piece(state, said.strip(), said.startswith(" "))


Step = tuple[str, int, int, int, int]


def _steadied(steps: Sequence[Step]) -> Iterator[Step]:
    """Take a lone word that stayed between two changes into them: a sentence in shreds can’t be read."""
    waiting: Step | None = None
    for place, step in enumerate(steps):
        inner = 0 < place < len(steps) - 1
        if step[0] == "equal" and not (inner and step[2] - step[1] < 2):
            if waiting:
                yield waiting
            waiting = None
            yield step
        else:
            start = waiting or step
            waiting = ("replace", start[1], step[2], start[3], step[4])
    if waiting:
        yield waiting


def _kind(opened: list[str]) -> str:
    inner = opened[-1]
    return inner if inner.startswith("h") else "li" if "li" in opened else "p"


def _plain(inline: "Token") -> str:
    parts: list[str] = []
    address = ""
    for child in inline.children or []:
        if child.type == "link_open":
            address = str(child.attrs.get("href", ""))
        elif child.type == "link_close":
            parts.append(f" ({address})")
        else:
            parts.append(child.content if child.type in {"text", "code_inline"} else _gap(child.type))
    return re.sub(r"\{(P\d+)\}", r"[\1]", " ".join("".join(parts).split()))


def _gap(kind: str) -> str:
    return " " if kind in {"softbreak", "hardbreak"} else ""


def _changes(old: list[Block], new: list[Block]) -> Iterator[Change]:
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from (_whole("same", block) for block in old[i:j])
        else:
            yield from _paired(old[i:j], new[k:m])


def _paired(old: list[Block], new: list[Block]) -> Iterator[Change]:
    """Find for each old block the new one that it became; the rest went, or came."""
    waiting = list(new)
    for block in old:
        near = range(min(AHEAD, len(waiting)))
        place = next((place for place in near if _alike(block, waiting[place])), None)
        pieces = None if place is None else words(block.text, waiting[place].text)
        if place is None or pieces is None:
            yield _whole("removed", block)
            continue
        yield from (_whole("added", other) for other in waiting[:place])
        yield Change("changed", waiting[place].kind, pieces)
        del waiting[: place + 1]
    yield from (_whole("added", other) for other in waiting)


def _whole(state: State, block: Block) -> Change:
    return Change(state, block.kind, (Piece(state, block.text),))


def _alike(old: Block, new: Block) -> bool:
    """Tell whether two blocks share enough words, in whatever order, to be one that changed."""
    if old.kind != new.kind:
        return False
    ours, theirs = Counter(old.text.casefold().split()), Counter(new.text.casefold().split())
    return 2 * (ours & theirs).total() >= ALIKE * (ours.total() + theirs.total())


def _folded(changes: tuple[Change, ...]) -> Iterator[Stretch]:
    """Show what changed with its surroundings and its heading, and fold the rest."""
    shown = _shown(changes)
    for folded, group in groupby(range(len(changes)), key=lambda place: place not in shown):
        places = list(group)
        stretch = tuple(changes[place] for place in places)
        yield Stretch(folded and len(places) > FEW, stretch)


def _shown(changes: tuple[Change, ...]) -> set[int]:
    shown: set[int] = set()
    heading = 0
    for place, change in enumerate(changes):
        heading = place if change.kind in {"h2", "h3"} else heading
        if change.state != "same":
            shown |= {heading, *range(place - AROUND, place + AROUND + 1)}
    return shown
