"""Which counts may be shown alone, which only together, so that nobody can work out a small one.

Every number that is shown is the sum of one block of a partition of all cells, and nothing else is shown, so
whatever is added or subtracted gives sums of whole blocks again. A block of ``k`` cells is shown only if its
sum is at least ``k + 10``: one cell alone is then 11 or more, and several can’t be told apart even by who
knows that each is at least 1.

Who knows this very procedure learns no more. Merged cells are always joined by one that could stand alone,
taken in an order that doesn’t depend on the counts, and the sum is large enough for that one to make up for
any values of the others: each small cell could be anything from 1 to 10, and the same would be shown.
"""

from collections.abc import Iterable
from dataclasses import dataclass

SMALL = 10  # Counts from 1 to 10 are never shown, nor what they could be worked out from.


@dataclass(frozen=True)
class Cell:
    """A count under a name; ``weight`` is the number of cells of which it is the sum itself."""

    name: str
    count: int
    weight: int = 1

    @property
    def stands_alone(self) -> bool:
        """Say whether the count is large enough to be shown by itself."""
        return self.count >= self.weight + SMALL


@dataclass(frozen=True)
class Split:
    """How cells may be shown: each by itself, and the rest as one sum without names.

    With none ``alone``, their total is all that can be shown; the rest is then the whole.
    """

    alone: tuple[Cell, ...]
    merged: tuple[Cell, ...]

    @property
    def rest(self) -> int:
        """Give the sum of what is shown together."""
        return sum(cell.count for cell in self.merged)


def split(cells: Iterable[Cell]) -> Split:
    """Divide ``cells``, given in the order in which they are to be merged, as their counts allow.

    Cells that nobody counted take no part: there is nothing to see of them.
    """
    counted = [cell for cell in cells if cell.count]
    strong = [cell for cell in counted if cell.stands_alone]
    merged = [cell for cell in counted if not cell.stands_alone]
    if not merged:
        return Split(tuple(strong), ())
    while strong:
        merged.append(strong.pop(0))
        if _hides(merged):
            break
    return Split(tuple(strong), tuple(merged))


def may_be_shown(total: int, cells: int) -> bool:
    """Say whether the sum of this many cells tells nothing of a single one."""
    return total >= cells + SMALL


def _hides(merged: list[Cell]) -> bool:
    """Say whether each small cell among ``merged``, one of which stands alone, could be anything up to 10.

    That takes 10 for the cell, at least 11 for the one that stands alone, and 1 for each of the others.
    """
    weight = sum(cell.weight for cell in merged)
    return sum(cell.count for cell in merged) >= weight + 2 * SMALL - 1
