"""What somebody could do to work out a small number: solve equations, and know the procedure by heart."""

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

from privet.domain import figures_publishing
from privet.domain.figures_buckets import Pair
from privet.domain.figures_publishing import Month
from privet.domain.figures_suppression import Cell, split

Unknown = tuple[object, ...]
Row = dict[Unknown, Fraction]
APART = (("route", "consumer"), ("route", "provider"), ("browser", "chrome"))


def row(unknowns: Iterable[Unknown], minus: Iterable[Unknown] = ()) -> Row:
    """Give the equation in which ``unknowns`` are added and ``minus`` are taken away."""
    return {u: Fraction(1) for u in unknowns} | {u: Fraction(-1) for u in minus}


class Equations:
    """Everything that is known, as sums of unknown counts, in echelon form."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._pivots: dict[Unknown, Row] = {}

    def add(self, known: Row) -> None:
        """Learn that one more sum is known."""
        left = self._reduced(known)
        if left:
            first = min(left, key=repr)
            self._pivots[first] = {u: value / left[first] for u, value in left.items()}

    def tell(self, asked: Row) -> bool:
        """Say whether the sum ``asked`` follows from what is known."""
        return not self._reduced(asked)

    def _reduced(self, given: Row) -> Row:
        left = dict(given)
        while found := next((u for u in sorted(left, key=repr) if u in self._pivots), None):
            factor = left[found]
            for unknown, value in self._pivots[found].items():
                left[unknown] = left.get(unknown, Fraction(0)) - factor * value
            left = {unknown: value for unknown, value in left.items() if value}
        return left


def twins(month: Month) -> Iterator[tuple[Pair, int, Month]]:
    """Give for each small cell and each number up to 10 another month in which the cell is that number.

    If each of them is published like ``month``, nobody can know which one is true, even if they know the
    procedure, and which cells aren't zero.
    """
    routes = month.routes()
    order = figures_publishing.merging_order("route", routes, APART)
    cells = {name: Cell(name, sum(routes[name].values()), len(routes[name])) for name in order}
    parts = split(cells[name] for name in order)
    merged = [cell.name for cell in parts.merged] if parts.alone or len(routes) > 1 else []
    for (route, topic), count in month.visits.items():
        if count <= 10:
            inside = merged if route in merged else [route]
            block = {(name, of): n for name in inside for of, n in routes[name].items()}
            yield from _twins(month, (route, topic), block, order if route in merged else [])
    for figure, buckets in month.figures().items():
        block = {(figure, bucket): n for bucket, n in buckets.items() if n}
        for bucket, count in buckets.items():
            if 1 <= count <= 10:
                yield from _twins(month, (figure, bucket), block, [])


def _twins(
    month: Month, small: Pair, block: Mapping[Pair, int], routes: list[str]
) -> Iterator[tuple[Pair, int, Month]]:
    """Change the cells that are shown together with ``small``; one that could stand alone makes up for it."""
    if routes:
        together, rest = block, _absorbing_cell(month, small, block, routes)
    else:
        figure = small[0] if small in month.compatibility else "topic"
        names = figures_publishing.merging_order(figure, [which for _of, which in block], APART)
        parts = split(Cell(which, block[small[0], which]) for which in names)
        together = {(small[0], cell.name): cell.count for cell in parts.merged}
        strong = [cell.name for cell in parts.merged if cell.stands_alone]
        others = [which for of, which in together if (of, which) != small]
        rest = (small[0], (strong or others)[0])
    for number in range(1, 11):
        changed = dict.fromkeys(together, 1) | {small: number}
        changed[rest] = 0
        changed[rest] = sum(together.values()) - sum(changed.values())
        visits, compatibility = dict(month.visits), dict(month.compatibility)
        (compatibility if small in compatibility else visits).update(changed)
        yield small, number, Month(visits, compatibility)


def _absorbing_cell(month: Month, small: Pair, block: Mapping[Pair, int], routes: list[str]) -> Pair:
    """Find a cell of the first merged route that could stand alone, or of any other than the small one's."""
    counts = month.routes()
    merged = [name for name in routes if any(of == name for of, _topic in block)]
    strong = [n for n in merged if Cell(n, sum(counts[n].values()), len(counts[n])).stands_alone]
    for name in [*strong[:1], *(n for n in merged if n != small[0])]:
        for topic in counts[name]:
            if (name, topic) != small:
                return name, topic
    raise AssertionError("nothing could make up for it")
