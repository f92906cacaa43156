"""Prints every form that the rules allow, and says what is wrong with it, read from the file itself."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import NamedTuple

import pdfua
import pikepdf
import pypdfium2  # type: ignore[import-untyped]

from privet import config
from privet.domain import mailin, rules, sheets
from privet.domain.deadlines import HOUSE
from privet.domain.kinds import Kind
from privet.domain.languages import in_language
from privet.domain.letters import Letter
from privet.domain.mailin import Sheet
from privet.domain.office import Office

TODAY = date(2026, 11, 23)
WRITTEN = datetime(2026, 11, 23, tzinfo=UTC)
POINT = 25.4 / 72
# In mm, worked out by hand from the envelopes' measures; nothing but the address may show in VISIBLE.
SAFE = {"letter": (25.4, 66.675, 107.95, 85.725), "a4": (23.175, 60.175, 96.825, 83.825)}
VISIBLE = {"letter": (0, 60.325, 136.525, 92.075), "a4": (0, 46, 120, 92)}
ENVELOPES = {"letter": ("window-10", "plain"), "a4": ("window-dl", "plain")}


class Look(NamedTuple):
    """How a form comes out."""

    paper: str
    envelope: str
    size: str
    language: str


@cache
def office() -> Office:
    """Give the made-up organisation, bound by every law that we know."""
    settings = config.load(Path("nowhere"))
    return Office(settings, rules.load(settings.organisation.regimes))


def faults_of_all(look: Look) -> list[str]:
    """Print each kind under each of its laws so, and give all that is wrong."""
    return [
        f"{kind.id} in {residence} about {about}: {fault}"
        for kind in office().rules.kinds.values()
        for residence, about in _places(kind)
        for fault in _faults(kind, residence, about, look)
    ]


def cases() -> int:
    """Count the forms that are printed for one look."""
    return sum(1 for kind in office().rules.kinds.values() for _place in _places(kind))


def _places(kind: Kind) -> Iterator[tuple[str, str]]:
    """Give one residence and subject for each law that gives this kind, and one where no law does."""
    known = {regime.id: regime for regime in office().rules.regimes}
    if HOUSE in kind.basis:
        yield "JP", "coverage"
    for regime in (known[name] for name in kind.basis if name != HOUSE):
        first = regime.places[0]
        place = office().rules.regions.get(first, (first,))[0]
        yield ("US-OH" if place == "US" else place), regime.about[0]


def _faults(kind: Kind, residence: str, about: str, look: Look) -> Iterator[str]:
    sheet = Sheet((kind.id,), residence, about, *look, name="Zoë Ångström")
    letter = mailin.compose(sheet, office(), "7K3-M9Q-XZ4", TODAY)
    yield from faults_of_form(kind, letter, sheets.render(letter, WRITTEN))


def faults_of_form(kind: Kind, letter: Letter, made: bytes) -> Iterator[str]:
    """Say what is wrong with a printed form of ``kind``, held against the letter that it should be."""
    document = pypdfium2.PdfDocument(made)
    text = _flat(" ".join(page.get_textpage().get_text_range() for page in document))
    yield from _window(document[0], letter)
    yield from _fields(kind, letter, text)
    yield from _proof(kind, letter, text)
    yield from _file(made)


def _flat(text: str) -> str:
    return re.sub(r"[\s\ufffe\u00ad]", "", text)


def _window(page: pypdfium2.PdfPage, letter: Letter) -> Iterator[str]:
    """Say what is wrong with the address in the window."""
    height = page.get_height() * POINT

    def text_in(box: tuple[float, float, float, float]) -> str:
        left, top, right, bottom = box
        sides = (left, height - bottom, right, height - top)
        return _flat(page.get_textpage().get_text_bounded(*(side / POINT for side in sides)))

    wanted = _flat("".join(letter.address))
    if text_in(SAFE[letter.paper]) != wanted:
        yield f"the safe box holds {text_in(SAFE[letter.paper])}"
    if text_in(VISIBLE[letter.paper]) != wanted:
        yield f"the window can show {text_in(VISIBLE[letter.paper])}"


def _fields(kind: Kind, letter: Letter, text: str) -> Iterator[str]:
    """Say which of its own questions a form lacks, and which it has of another kind."""
    own = {_flat(field.label) for request in letter.requests for field in request.fields}
    own |= {_flat(field.label) for field in letter.about_me}
    yield from (f"lacks “{label}”" for label in own if label not in text)
    said = _flat(" ".join([*_sentences(letter), *_whys(letter)]))
    for other in office().rules.kinds.values():
        if other.id != kind.id and (box := _flat(in_language(other.box, letter.language))) in text:
            yield f"says “{box}”, too"
        for _name, ask in other.asks():
            label = _flat(in_language(ask.label, letter.language))
            if label in text and label not in own and label not in said:
                yield f"asks “{label}” of {other.id}"


def _proof(kind: Kind, letter: Letter, text: str) -> Iterator[str]:
    """Say where a form asks for proof that it may not ask for."""
    signed = {"en": "Signature", "es": "Firma"}[letter.language] in text
    if signed != bool(letter.signature):
        yield "a signature is asked for" if signed else "no signature is asked for"
    if kind.tier == 0 and not kind.tier_under and signed:
        yield "asks for a signature, though nobody’s identity is checked"
    asked = " ".join([*(field.label for field in letter.about_me), *_labels(letter)]).casefold()
    for name in kind.never:
        for word in office().rules.never[name].words:
            if re.search(rf"\b{re.escape(word)}\b", asked):
                yield f"asks for {name}: “{word}”"


def _labels(letter: Letter) -> Iterator[str]:
    for request in letter.requests:
        for field in request.fields:
            yield from (field.label, field.why, *field.choices)


def _whys(letter: Letter) -> Iterator[str]:
    yield from (field.why for field in letter.about_me)
    yield from _labels(letter)


def _sentences(letter: Letter) -> Iterator[str]:
    yield from (request.box for request in letter.requests)
    yield from (letter.signature, letter.answer_to, letter.never, *letter.enclosures, *letter.next_steps)


def _file(made: bytes) -> Iterator[str]:
    """Say what the checkers of PDF find."""
    with pikepdf.open(BytesIO(made)) as document:
        yield from (f"qpdf: {problem}" for problem in document.check_pdf_syntax())
    with NamedTemporaryFile(suffix=".pdf") as file:
        file.write(made)
        file.flush()
        yield from (f"pdfua: {finding}" for finding in pdfua.validate(file.name).findings)
