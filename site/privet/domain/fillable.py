"""The form to fill in on screen: fields laid over a printed sheet, which stays as it is below them."""

import re
from collections.abc import Sequence
from io import BytesIO

from privet.domain.spots import Spot


def make(pdf: bytes, spots: Sequence[Spot], language: str) -> bytes:
    """Lay a field over each spot of a tagged PDF; the same arguments give the same bytes.

    The fields are tagged, are read and tabbed to in the order of ``spots``, and hold nothing yet. Nothing in
    the file runs or sends anything.

    :param language: that of the spots' labels.
    :raises ValueError: when an id comes twice or isn't one, when there is nothing to write in a spot, or when
        the PDF has no tags.
    :raises IndexError: when a spot is on a page that isn't there.
    """
    import pikepdf  # noqa: PLC0415 - a site that just started has nothing to print yet

    from privet.domain.fillable_fields import Fields  # noqa: PLC0415 - as above
    from privet.domain.fillable_order import Order  # noqa: PLC0415 - as above

    names = _names(spots)
    with pikepdf.open(BytesIO(pdf)) as document:
        fields, order = Fields(document, spots), Order(document, language)
        for spot, name in zip(spots, names, strict=True):
            page = document.pages.p(spot.page)
            order.put(fields.add(spot, name, page), page.obj)
        made = BytesIO()
        document.save(
            made,
            fix_metadata_version=False,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            deterministic_id=True,
        )
    return made.getvalue()


def _names(spots: Sequence[Spot]) -> list[str]:
    """Name each field after its spot, without full stops, which PDF keeps for fields within fields."""
    for spot in spots:
        if not re.fullmatch(r"[A-Za-z0-9_.-]+", spot.id):
            raise ValueError(f"{spot.id!r} is no id")
        if not spot.label.strip():
            raise ValueError(f"spot {spot.id!r} has no label")
    names = [spot.id.replace(".", ":") for spot in spots]
    if twice := sorted({spot.id for spot in spots if names.count(spot.id.replace(".", ":")) > 1}):
        raise ValueError(f"spots come twice: {', '.join(twice)}")
    return names
