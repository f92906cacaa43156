"""Setting the organisation's address in the window of an envelope, or on a label for one without."""

from collections.abc import Sequence
from contextlib import suppress

from msgspec import Struct

from privet.domain import typeface
from privet.domain.geometry import Box, Unit

POINT = 25.4 / 72
# USPS Publication 28: at least 8 pt, and capitals 0.080 in high, which this typeface has from 8.1 pt on.
SIZES = (10.0, 9.5, 9.0, 8.5, 8.1)
LARGE_SIZES = (12.0, 11.5, 11.0, 10.5, *SIZES)
# A label to cut out has more room; only an address with a very long line is set smaller than 12 pt.
LABEL_SIZES = (14.0, 13.0, 12.0, *LARGE_SIZES[1:])
LARGE_LABEL_SIZES = (18.0, 17.0, 16.0, 15.0, *LABEL_SIZES)
LABELS = {"in": Box(0, 0, 101.6, 50.8), "mm": Box(0, 0, 100, 50)}
LABEL_MARGIN = 5
WANTED, TIGHTEST = 1.2, 1.15  # The distance from line to line, in em.


class AddressDoesNotFit(Exception):
    """The organisation's address can't be set in the window; the message says why."""


class Setting(Struct, frozen=True):
    """How an address is set: type size, and distance from line to line, in points."""

    size: float
    leading: float


class Label(Struct, frozen=True):
    """What stands on a label, and how it is set."""

    lines: tuple[str, ...]
    setting: Setting


def fit(lines: Sequence[str], box: Box, large: bool = False) -> Setting:
    """Choose the largest type in which every line is as wide as the box at most, and all are as high.

    :raises AddressDoesNotFit: when the smallest type that post offices read is too large, with the reason.
    """
    return _largest(lines, box, LARGE_SIZES if large else SIZES)


def fit_label(lines: Sequence[str], unit: Unit, large: bool = False) -> Label:
    """Set an address on a label to cut out, of a round size in ``unit``.

    It is in capitals, as post offices prefer, unless they make a line too long that fits a window as written.
    """
    box, sizes = LABELS[unit].shrink(LABEL_MARGIN), LARGE_LABEL_SIZES if large else LABEL_SIZES
    capitals = tuple(line.upper() for line in lines)
    with suppress(AddressDoesNotFit):
        return Label(capitals, _largest(capitals, box, sizes))
    return Label(tuple(lines), _largest(lines, box, sizes))


def _largest(lines: Sequence[str], box: Box, sizes: Sequence[float]) -> Setting:
    if lacking := typeface.missing("".join(lines)):
        raise AddressDoesNotFit(f"the typeface of the letters lacks {' '.join(lacking)}")
    if not all(line.strip() for line in lines) or not lines:
        raise AddressDoesNotFit("a line is empty")
    longest = max(lines, key=typeface.width)
    width, height = (box.right - box.left) / POINT, (box.bottom - box.top) / POINT
    for size in sizes:
        leading = _leading(len(lines), size, height)
        if typeface.width(longest) * size <= width and leading >= TIGHTEST * size:
            return Setting(size, leading)
    if leading < TIGHTEST * size:
        raise AddressDoesNotFit(
            f"{len(lines)} lines are more than the {height * POINT:.0f} mm in the window hold"
        )
    raise AddressDoesNotFit(
        f"“{longest}” is longer than the {width * POINT:.0f} mm that the window always shows"
    )


def _leading(lines: int, size: float, height: float) -> float:
    """Give the wanted distance from line to line, or what is left between the first and the last."""
    return min(WANTED * size, (height - typeface.height() * size) / max(lines - 1, 1))
