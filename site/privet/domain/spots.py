"""The places on a printed sheet where somebody writes or ticks by hand."""

from typing import Literal

from msgspec import Struct


class Spot(Struct, frozen=True):
    """One such place, in millimetres from the upper left corner of its page; pages count from 1.

    A ``tick`` is a box, a ``line`` has room for one line, and ``lines`` for as many as ``lines`` says.
    """

    id: str
    kind: Literal["line", "lines", "tick"]
    label: str
    why: str
    page: int
    left: float
    top: float
    width: float
    height: float
    lines: int
