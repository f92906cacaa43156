"""The kinds of request as ``kinds.toml`` describes them: words, law, proof of identity, and what is asked."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Literal

from msgspec import Struct

Text = dict[str, str]
Tier = Literal[0, 1, 2, 3]
ID = re.compile(r"[a-z][a-z0-9_]{0,31}")
# The facts about a person that a form has a place for.
FACTS = {"name", "address_lines", "member_last4", "email", "phone"}


class Ask(Struct, frozen=True, forbid_unknown_fields=True):
    """One thing a form asks: its label, why it is asked, and what may be chosen if not free text."""

    label: Text
    why: Text
    id: str = ""
    lines: int = 1
    choices: dict[str, Text] = {}

    def __post_init__(self) -> None:
        """Refuse what could not be printed."""
        said(self.label, self.why, *self.choices.values())
        if not 1 <= self.lines <= 40:
            raise ValueError(f"lines is {self.lines}; between 1 and 40 can be printed")


class Group(Struct, frozen=True, forbid_unknown_fields=True):
    """A heading under which kinds stand together."""

    id: str
    name: Text


class Kind(Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of request.

    ``basis`` says by regime where the law gives it; ``house`` is the organisation's own word, and such a
    kind is offered everywhere. ``notes`` say by regime what a person should know first. ``never`` names
    what must not be asked for. ``online`` is the room in which the same can be asked on line. Who asks for
    a ``watched`` kind may have others reading their post or browser. A ``joined`` kind asks for nothing by
    itself: it is ticked together with what is asked for.
    """

    id: str
    group: str
    box: Text
    summary: Text
    about_me: tuple[str, ...]
    tier: Tier
    basis: dict[str, str]
    checked: date
    tier_under: dict[str, Tier] = {}
    details: Ask | None = None
    fields: tuple[Ask, ...] = ()
    never: tuple[str, ...] = ()
    declaration: Text = {}
    enclosures: tuple[Text, ...] = ()
    notes: dict[str, Text] = {}
    online: str = ""
    watched: bool = False
    joined: bool = False

    def __post_init__(self) -> None:
        """Refuse an id that can't stand in an address, a kind without words, and one that asks too much."""
        if not ID.fullmatch(self.id):
            raise ValueError(f"id “{self.id}” is not written like access or stop_email")
        said(self.box, self.summary, *self.enclosures, *self.notes.values())
        for name in (*self.about_me, *(ask.id for ask in self.fields)):
            if name in self.never:
                raise ValueError(f"{self.id} asks for {name}, which its “never” forbids")
        if self.tier == 0 and (self.enclosures or self.declaration):
            raise ValueError(f"{self.id} has tier 0: it can't ask for papers or a declaration")

    def tier_for(self, regimes: Iterable[str]) -> int:
        """Give the strictest tier of verification that one of ``regimes`` asks for this kind."""
        return max([self.tier, *(self.tier_under.get(regime, 0) for regime in regimes)])

    def asks(self) -> Iterator[tuple[str, Ask]]:
        """Give what this kind asks by the field name that it has in the form, free text last."""
        for ask in self.fields:
            yield f"details_{self.id}_{ask.id}", ask
        if self.details:
            yield f"details_{self.id}", self.details


class Declaration(Struct, frozen=True, forbid_unknown_fields=True):
    """The sentence above a signature, for the strictest tier among what is signed."""

    tier: Literal[1, 2, 3]
    text: Text


class Oath(Struct, frozen=True, forbid_unknown_fields=True, rename={"us": "US"}):
    """How a declaration begins: for people in the United States, and elsewhere."""

    us: Text
    elsewhere: Text

    def __post_init__(self) -> None:
        """Refuse a beginning without words."""
        said(self.us, self.elsewhere)


class Never(Struct, frozen=True, forbid_unknown_fields=True):
    """Something a form must not ask for: how it is called, and words that would show that it was asked."""

    id: str
    name: Text
    words: tuple[str, ...]


class KindsFile(Struct, frozen=True, forbid_unknown_fields=True):
    """All of ``kinds.toml``."""

    group: tuple[Group, ...]
    kind: tuple[Kind, ...]
    about_me: tuple[Ask, ...]
    declaration: tuple[Declaration, ...]
    oath: Oath
    never: tuple[Never, ...] = ()


def said(*texts: Text) -> None:
    """Refuse a text without words.

    :raises ValueError: when one is empty.
    """
    for text in texts:
        if not text or not all(words.strip() for words in text.values()):
            raise ValueError("a text is empty")
