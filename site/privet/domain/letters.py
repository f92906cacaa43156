"""A letter that is ready to be printed: all decided, nothing left to look up."""

from msgspec import Struct

from privet.domain.geometry import Layout


class Field(Struct, frozen=True):
    """One thing the form asks.

    An empty ``value`` prints as ``lines`` lines to fill in by hand, or as a small box to tick beside each of
    ``choices``.
    """

    id: str
    label: str
    value: str = ""
    lines: int = 1
    why: str = ""
    choices: tuple[str, ...] = ()


class Request(Struct, frozen=True):
    """One kind of request: its box, ticked or to be ticked by hand, and what it asks.

    ``group`` is the heading under which it stands on a form to be ticked by hand. ``due`` says when it is
    answered. Whether the signature is for it, too, is said by ``signed``. The part to keep calls it ``kept``,
    where its own name would tell too much.
    """

    kind: str
    box: str
    fields: tuple[Field, ...] = ()
    due: str = ""
    ticked: bool = True
    group: str = ""
    signed: bool = False
    kept: str = ""


class Letter(Struct, frozen=True):
    """All that is printed, decided and in the reader's language; nothing is looked up after this.

    ``details`` are lines for whatever a form with many boxes has no room to ask. ``enclosures`` are papers to
    put in, each with a box; ``never`` says what not to send. Each of ``complaints`` is an office to complain
    to, line by line. An empty ``date`` is a line to fill in by hand. Without a ``place`` the sheet is laid
    out by the shipped measures of its paper and envelope.
    """

    language: str
    paper: str
    envelope: str
    size: str
    organisation: str
    address: tuple[str, ...]
    date: str
    reference: str
    intake_url: str
    form: str
    about_me: tuple[Field, ...]
    requests: tuple[Request, ...]
    details: Field | None = None
    answer_to: str = ""
    signature: str = ""
    enclosures: tuple[str, ...] = ()
    never: str = ""
    next_steps: tuple[str, ...] = ()
    complaints: tuple[tuple[str, ...], ...] = ()
    place: Layout | None = None
