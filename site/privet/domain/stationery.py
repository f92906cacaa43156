"""The envelope that a form goes into, printed with the address where the post reads it."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from privet.domain import geometry, typeface, window
from privet.domain.geometry import Box, NoLayout
from privet.domain.languages import translator
from privet.domain.typesetting import printable, typeset
from privet.domain.window import POINT, AddressDoesNotFit, Setting

SENDER_SIZES = (10.0, 9.5, 9.0, 8.5, 8.0)
SMALLEST_ADDRESS = 10.0
SPACED = 1.25  # From line to line of the sender, in em.


def envelope(  # noqa: PLR0913, PLR0917 - what is printed, and how; each stands for itself
    name: str,
    address: Sequence[str],
    sender: Sequence[str],
    language: str,
    written: datetime,
    own: Path | None = None,
) -> bytes:
    """Make a page of the envelope's own size: the address where the post reads it, and the sender if it fits.

    A sender too long for its place is left out whole; :func:`sender_setting` says so beforehand.

    :param name: of the row in ``envelopes.toml``.
    :param address: lines as :meth:`PostalAddress.block` gives them.
    :param own: the folder with the organisation's data files.
    :raises NoLayout: when the data have no such envelope.
    :raises AddressDoesNotFit: when the address is too long for type of ten points.
    :raises UnprintableText: when the typeface lacks a sign.
    :raises SheetFailed: for any other reason.
    """
    front, places = _places(name, own)
    _ = translator(language).gettext
    shown: dict[str, Any] = printable({"address": list(address), "sender": [s for s in sender if s.strip()]})
    page = {
        **shown,
        "front": msgspec.to_builtins(front),
        "places": msgspec.to_builtins(places),
        "address_setting": msgspec.to_builtins(address_setting(name, shown["address"], own)),
        "sender_setting": msgspec.to_builtins(sender_setting(name, shown["sender"], own)),
        "lang": language,
        "words": {"title": _("Addressed envelope"), "stamp": _("Stamp")},
    }
    return typeset("envelope", page, written)


def address_setting(name: str, address: Sequence[str], own: Path | None = None) -> Setting:
    """Choose the largest type in which an address fits where the post reads it.

    :raises NoLayout: when the data have no such envelope.
    :raises AddressDoesNotFit: when it is too long for type of ten points.
    """
    setting = window.fit(address, _places(name, own)[1]["address"], large=True)
    if setting.size < SMALLEST_ADDRESS:
        raise AddressDoesNotFit(f"an envelope needs type of {SMALLEST_ADDRESS:.0f} points")
    return setting


def sender_setting(name: str, sender: Sequence[str], own: Path | None = None) -> Setting | None:
    """Choose the largest type in which the sender fits in its corner; none if there is none."""
    lines = [line for line in sender if line.strip()]
    place = _places(name, own)[1]["sender"]
    width, height = (place.right - place.left) / POINT, (place.bottom - place.top) / POINT
    for size in SENDER_SIZES if lines else ():
        high = (len(lines) - 1) * SPACED * size + typeface.height() * size
        if high <= height and max(map(typeface.width, lines)) * size <= width:
            return Setting(size, SPACED * size)
    return None


def _places(name: str, own: Path | None) -> tuple[Box, dict[str, Box]]:
    """Give an envelope's front, and where address, sender and stamp stand on it."""
    row = geometry.envelopes(own).get(name)
    if row is None or not (row.address and row.sender and row.stamp):
        raise NoLayout(f"{name!r} is no envelope with places for address, sender and stamp")
    parts = {"address": row.address, "sender": row.sender, "stamp": row.stamp}
    return row.front(), {key: row.part(part) for key, part in parts.items()}
