"""What a form of optional mail shows and what was chosen with it, kind by kind."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import request

from privet.domain import reader_wording
from privet.domain.reader_wording import Line
from privet.web import language
from privet.web.house import house

if TYPE_CHECKING:
    from privet.domain.choice_proof import Shown


@dataclass(frozen=True)
class Chosen:
    """What was sent with a form: which kinds on, which off, or nothing at all."""

    on: frozenset[str]
    off: frozenset[str]
    nothing: bool

    @property
    def values(self) -> dict[str, str]:
        """Give on or off by kind, as the form shows it."""
        return dict.fromkeys(self.on, "on") | dict.fromkeys(self.off, "off")


def chosen() -> Chosen:
    """Give what this request chose; what isn’t one of our choices counts for nothing."""
    picked = {line.id: request.form.get(f"mail-{line.id}") for line in lines()}
    on = frozenset(kind for kind, value in picked.items() if value == "on")
    off = frozenset(kind for kind, value in picked.items() if value == "off")
    return Chosen(on, off, "nothing" in request.form)


def lines() -> list[Line]:
    """Give the words about each kind in the language of this page."""
    return reader_wording.lines(house().own_data, language.current())


def shown(way: str) -> "Shown":
    """Give what stood on this page, and the statement in force, as proof of a choice."""
    from privet.domain.choice_proof import Shown  # noqa: PLC0415 - pages that only show do without

    ours = house()
    held = ours.statements.in_force(ours.today())
    text = reader_wording.text(ours.own_data, language.current())
    return Shown(way, text, held.number if held else "")
