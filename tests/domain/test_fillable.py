"""The form to fill in on screen, filled in by a browser's engine and read back."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from itertools import product
from pathlib import Path
from typing import Any

import pdfua
import pikepdf
import pytest
from msgspec.structs import replace
from PIL import ImageFont
from pypdfium2 import raw  # type: ignore[import-untyped]

from privet.domain import fillable, sheets, typeface
from privet.domain.letters import Field, Letter, Request
from privet.domain.spots import Spot
from tests import pdf
from tests.domain import filling
from tests.domain.letters import WRITTEN, make_blank, make_letter

LOOKS = list(product(("letter", "a4"), ("standard", "large"), ("en", "es")))
SPANISH = "¿Señor Muñoz? Sí: María Ángeles Güemes, 3.º ñáéíóúü Ñ ¡"
CHOICE = Field("access.how", "How shall we send it?", choices=("On paper", "On a disc"))


@dataclass(frozen=True)
class Form:
    """A form to fill in, with its spots by id."""

    pdf: bytes
    spots: tuple[Spot, ...]

    def spot(self, name: str) -> Spot:
        """Give a spot by its id."""
        return next(spot for spot in self.spots if spot.id == name)

    def of(self, kind: str) -> list[Spot]:
        """Give the spots of a kind."""
        return [spot for spot in self.spots if spot.kind == kind]


def letter(paper: str = "letter", size: str = "standard", language: str = "en") -> Letter:
    asked = Request("access", "Send me a copy", (CHOICE,), ticked=False, group="My records")
    blank = make_blank(paper, size, language)
    return make_blank(paper, size, language, requests=(*blank.requests, asked), enclosures=("One", "Two"))


@cache
def form(paper: str = "letter", size: str = "standard", language: str = "en") -> Form:
    printed, spots = sheets.spots(letter(paper, size, language), WRITTEN)
    return Form(fillable.make(printed, spots, language), spots)


@pytest.fixture
def document() -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(BytesIO(form().pdf)) as opened:
        yield opened


def widgets(opened: pikepdf.Pdf) -> list[Any]:
    return [it for page in opened.pages for it in page.obj.get("/Annots", []) if it.Subtype == "/Widget"]


def tagged(tag: Any) -> Iterator[Any]:
    """Give all tags as they are read."""
    kids = tag.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from tagged(kid)


# Filling in


@pytest.mark.parametrize(("paper", "size", "language"), LOOKS)
def test_all_that_is_typed_and_ticked_is_in_the_saved_file(paper: str, size: str, language: str) -> None:
    made = form(paper, size, language)
    given = {spot.id: True if spot.kind == "tick" else f"{SPANISH} {n}" for n, spot in enumerate(made.spots)}
    given["member_last4"] = "4821"

    found = filling.values(filling.fill(made.pdf, made.spots, given))

    assert found == {name: "Yes" if value is True else value for name, value in given.items()}


def test_an_untouched_form_holds_nothing() -> None:
    assert set(filling.values(form().pdf).values()) == {"", "Off"}


def test_only_what_was_filled_in_has_changed() -> None:
    given: dict[str, str | bool] = {"name": "Zoë", form().of("tick")[3].id: True}

    found = filling.values(filling.fill(form().pdf, form().spots, given))

    assert {name: value for name, value in found.items() if value not in {"", "Off"}} == {
        "name": "Zoë",
        form().of("tick")[3].id: "Yes",
    }


def test_a_second_click_takes_a_tick_away() -> None:
    tick = form().of("tick")[0]
    once = filling.fill(form().pdf, [tick], {tick.id: True})

    assert filling.values(once)[tick.id] == "Yes"
    assert filling.values(filling.fill(once, [tick], {tick.id: True}))[tick.id] == "Off"


@pytest.mark.parametrize("size", ["standard", "large"])
def test_what_is_filled_in_is_printed_where_it_belongs_and_nowhere_else(size: str) -> None:
    made = form("letter", size, "es")
    given = {spot.id: True if spot.kind == "tick" else "Ñandú" for spot in made.spots}
    given["member_last4"] = "4821"
    filled = filling.fill(made.pdf, made.spots, given)

    for spot in made.spots:
        before, after = (filling.picture(file, spot.page) for file in (made.pdf, filled))
        edge = 1 if spot.kind == "tick" else 0.5
        inside = (
            spot.left + edge, spot.top + edge, spot.left + spot.width - edge, spot.top + spot.height - edge
        )  # fmt: skip
        assert pdf.ink(pdf.cut(before, *inside)) is None, spot
        assert pdf.ink(pdf.cut(after, *inside)), spot
    for page in range(1, made.spots[-1].page + 1):
        before, after = (filling.picture(file, page) for file in (made.pdf, filled))
        for spot in (spot for spot in made.spots if spot.page == page):
            place = pdf.pixels(spot.left, spot.top, spot.left + spot.width, spot.top + spot.height)
            for image in (before, after):
                image.paste(255, place)
        assert before.tobytes() == after.tobytes(), f"page {page}"


def test_a_tick_is_drawn_by_the_file_itself_where_a_program_sets_it(document: pikepdf.Pdf) -> None:
    tick = form().of("tick")[0]
    box = (tick.left + 1, tick.top + 1, tick.left + tick.width - 1, tick.top + tick.height - 1)
    for ticked in (False, True):
        if ticked:
            field = next(it for it in document.Root.AcroForm.Fields if it.FT == "/Btn")
            field.V = field.AS = pikepdf.Name.Yes
        document.Root.AcroForm.NeedAppearances = False
        flat, saved = BytesIO(), BytesIO()
        document.save(flat)
        with pikepdf.open(flat) as copy:
            copy.flatten_annotations("print")
            copy.save(saved)
        image = pdf.cut(pdf.picture(saved.getvalue(), tick.page - 1), *box)
        assert (pdf.ink(image) is not None) == ticked


def test_a_long_text_is_kept_whole() -> None:
    text = " ".join(f"palabra{n}" for n in range(800))[:9000]
    details = form().spot("details")

    assert filling.values(filling.fill(form().pdf, [details], {"details": text}))["details"] == text
    assert filling.values(filling.press(form().pdf, details, text[:1500]))["details"] == text[:1500]


@pytest.mark.promise("P30")
def test_a_long_answer_shrinks_until_it_is_printed_whole() -> None:
    """P30: what was typed isn't cut where its frame ends."""
    details, text = form().spot("details"), "una respuesta larga " * 50

    shorter, whole = (filling.fill(form().pdf, [details], {"details": text + end}) for end in ("", "FINAL"))

    assert filling.picture(shorter, details.page) != filling.picture(whole, details.page)


@pytest.mark.promise("P30")
def test_typing_ends_where_the_line_does() -> None:
    """P30: nobody types on past the edge, where the paper would lose it."""
    name = form().spot("name")

    typed = filling.press(form().pdf, name, "W" * 199)

    kept = filling.values(typed)["name"]
    assert 10 < len(kept) < 60
    shorter = filling.press(form().pdf, name, kept[:-1])
    assert filling.picture(shorter, name.page) != filling.picture(typed, name.page), (
        "the last sign is printed"
    )


def test_lines_end_only_where_there_is_room_for_several() -> None:
    for name in ("address_lines", "name"):
        typed = filling.press(form().pdf, form().spot(name), "Calle Mayor 1\rMálaga")
        assert ("\r" in filling.values(typed)[name]) == (name == "address_lines")


def test_four_digits_are_no_more_than_four() -> None:
    typed = filling.press(form().pdf, form().spot("member_last4"), "482199")

    assert filling.values(typed)["member_last4"] == "4821"


def test_signs_that_few_typefaces_have_are_kept_in_the_file() -> None:
    given = {"name": "Nguyễn Thị Łukasz Йовчев"}

    assert filling.values(filling.fill(form().pdf, form().spots, given))["name"] == given["name"]


# Reading


@pytest.mark.parametrize(("paper", "size", "language"), LOOKS)
def test_fields_lie_on_their_spots_and_are_tabbed_to_in_their_order(
    paper: str, size: str, language: str
) -> None:
    made = form(paper, size, language)
    with pikepdf.open(BytesIO(made.pdf)) as opened:
        forms = [it for it in tagged(opened.Root.StructTreeRoot) if it.S == "/Form"]
        assert [str(it.K.Obj.T).replace(":", ".") for it in forms] == [spot.id for spot in made.spots]
        assert all(page.obj.Tabs == "/S" for page in opened.pages)
        assert [it.objgen for it in widgets(opened)] == [it.K.Obj.objgen for it in forms]
        assert [it.objgen for it in widgets(opened)] == [it.objgen for it in opened.Root.AcroForm.Fields]
        for spot, widget in zip(made.spots, widgets(opened), strict=True):
            page = opened.pages[spot.page - 1]
            left, bottom, right, top = (float(edge) * pdf.POINT for edge in widget.Rect)
            height = float(page.mediabox[3]) * pdf.POINT
            assert page.obj == widget.P
            assert spot.left - 0.01 <= left < right <= spot.left + spot.width + 0.01
            assert spot.top - 0.01 <= height - top < height - bottom <= spot.top + spot.height + 0.01
            assert right - left > spot.width - 3.1
            assert top - bottom > spot.height - 1.5


def test_tab_goes_through_the_fields_of_a_page_in_their_order() -> None:
    first = [spot for spot in form().spots if spot.page == 1]
    with filling.opened(form().pdf) as file:
        page = file[0]
        filling.click(file, page, first[0])
        went = [focused(file)]
        for _ in first[1:]:
            raw.FORM_OnKeyDown(file.formenv, page, filling.TAB, 0)
            went.append(focused(file))

    assert went == list(range(len(first)))


def focused(file: Any) -> int:
    number, annotation = raw.c_int(), raw.FPDF_ANNOTATION()
    raw.FORM_GetFocusedAnnot(file.formenv, number, annotation)
    index: int = raw.FPDFPage_GetAnnotIndex(file[0], annotation)
    raw.FPDFPage_CloseAnnot(annotation)
    return index


@pytest.mark.parametrize("language", ["en", "es"])
def test_each_field_says_what_it_is_for(language: str) -> None:
    made = form(language=language)
    with pikepdf.open(BytesIO(made.pdf)) as opened:
        for spot, widget in zip(made.spots, widgets(opened), strict=True):
            said = str(widget.TU)
            assert said.startswith(spot.label.strip())
            assert said.endswith(spot.why or spot.label)
            assert str(widget.T).isascii()
        assert {str(it.Lang) for it in tagged(opened.Root.StructTreeRoot) if it.S == "/Form"} == {language}
        said_of_all = [str(widget.TU) for widget in widgets(opened)]
    assert ("Nombre en letra de molde" in said_of_all) == (language == "es")
    assert "Name. So that we find your record." in said_of_all
    assert "How shall we send it?: On a disc" in said_of_all


@pytest.mark.parametrize(("paper", "size", "language"), LOOKS)
def test_each_field_is_tagged_beside_its_label(paper: str, size: str, language: str) -> None:
    made = form(paper, size, language)
    with pikepdf.open(BytesIO(made.pdf)) as opened:
        root = opened.Root.StructTreeRoot
        parents = pikepdf.NumberTree(root.ParentTree)
        keys = [int(it.StructParent) for it in widgets(opened)]
        assert len(set(keys)) == len(keys) == len(made.spots)
        assert int(root.ParentTreeNextKey) > max(keys)
        assert not set(keys) & {int(page.obj.StructParents) for page in opened.pages}
        for widget in widgets(opened):
            tag = parents[int(widget.StructParent)]
            assert (str(tag.S), str(tag.K.Type)) == ("/Form", "/OBJR")
            assert tag.K.Obj.objgen == widget.objgen
            assert tag.Pg == tag.K.Pg == widget.P
            assert tag.objgen in [kid.objgen for kid in tag.P.K if isinstance(kid, pikepdf.Dictionary)]
        alts = [str(it.get("/Alt", "")) for it in tagged(root) if it.S == "/Figure"]
        assert len(alts) == 1, "every box to tick is a field, and only the code is left as a picture"
        before = dict(_texts_before(opened))
        said = {spot.id: spot.label for spot in made.spots}
        for name in ("name", "address_lines", "member_last4", "details", "answer_to"):
            assert before[name].replace(" ", "").startswith(said[name].replace(" ", "")), name


def _texts_before(opened: pikepdf.Pdf) -> Iterator[tuple[str, str]]:
    """Give each text field with the text of the tag before it, as pdfium reads it."""
    texts = _marked(opened)
    for tag in tagged(opened.Root.StructTreeRoot):
        if tag.S == "/Form" and tag.K.Obj.FT == "/Tx":
            kids = [kid.objgen for kid in tag.P.K]
            before = tag.P.K[kids.index(tag.objgen) - 1]
            numbers = [
                (it.Pg.objgen, kid)
                for it in [before, *tagged(before)]
                for kid in it.K
                if isinstance(kid, int)
            ]
            yield str(tag.K.Obj.T), "".join(texts[number] for number in sorted(numbers))


def _marked(opened: pikepdf.Pdf) -> dict[tuple[Any, int], str]:
    """Give the text of each marked content."""
    saved, found = BytesIO(), dict[tuple[Any, int], str]()
    opened.save(saved)
    with filling.opened(saved.getvalue()) as file:
        for page, sheet in zip(file, opened.pages, strict=True):
            text = page.get_textpage()
            for index in range(text.count_chars()):
                drawn = raw.FPDFText_GetTextObject(text, index)
                number = raw.FPDFPageObj_GetMarkedContentID(drawn) if drawn else -1
                key = (sheet.obj.objgen, number)
                found[key] = found.get(key, "") + chr(raw.FPDFText_GetUnicode(text, index))
    return found


# The file


@pytest.mark.parametrize(("paper", "size", "language"), LOOKS)
def test_checkers_of_pdf_find_no_fault(paper: str, size: str, language: str, tmp_path: Path) -> None:
    file = tmp_path / "form.pdf"
    file.write_bytes(form(paper, size, language).pdf)

    assert not list(pdfua.validate(str(file)).findings)
    assert b"No syntax or stream encoding errors" in pdf.checked(file)
    with pikepdf.open(file) as opened:
        assert not opened.check_pdf_syntax()


def test_the_sheet_below_is_as_it_was() -> None:
    printed, _spots = sheets.spots(letter(), WRITTEN)

    with pikepdf.open(BytesIO(printed)) as before, pikepdf.open(BytesIO(form().pdf)) as after:
        for one, other in zip(before.pages, after.pages, strict=True):
            assert one.Contents.read_bytes() == other.Contents.read_bytes()
        assert before.Root.Metadata.read_bytes() == after.Root.Metadata.read_bytes()
        assert before.docinfo == after.docinfo
        for key in ("/Lang", "/MarkInfo", "/ViewerPreferences"):
            assert before.Root[key] == after.Root[key]
    assert filling.picture(form().pdf, 1).tobytes() == filling.picture(printed, 1).tobytes()


def test_nothing_in_the_file_runs_or_sends(document: pikepdf.Pdf) -> None:
    keys = {key for entry in document.objects for key in _keys(entry)}

    assert not keys & {
        "/JS",
        "/JavaScript",
        "/AA",
        "/OpenAction",
        "/URI",
        "/XFA",
        "/SubmitForm",
        "/EmbeddedFiles",
    }
    assert not [it for it in widgets(document) if "/A" in it]


def _keys(entry: Any) -> Iterator[str]:
    if isinstance(entry, pikepdf.Dictionary | pikepdf.Stream):
        for key in entry.keys():  # noqa: SIM118 (a pikepdf dictionary isn't iterable)
            yield key
            if isinstance(entry[key], pikepdf.Object) and not entry[key].is_indirect:
                yield from _keys(entry[key])
    elif isinstance(entry, pikepdf.Array):
        yield from (key for item in entry if not getattr(item, "is_indirect", True) for key in _keys(item))


def test_fields_print_and_their_font_is_in_the_file(document: pikepdf.Pdf) -> None:
    for widget in widgets(document):
        assert int(widget.F) == 4
        assert "/AP" in widget
    fonts = document.Root.AcroForm.DR.Font
    (font,) = (fonts[name] for name in fonts.keys())  # noqa: SIM118 (as above)
    assert font.FontDescriptor.FontFile2.read_bytes()[:4] == b"\0\1\0\0"
    assert len(font.Widths) == int(font.LastChar) - int(font.FirstChar) + 1
    widths = {sign: int(width) for sign, width in zip(range(32, 256), font.Widths, strict=True)}
    assert (widths[ord("n")], widths[ord("ñ")], widths[ord("¿")]) == (618, 618, 434)


def test_each_sign_of_the_font_is_drawn_as_in_our_typeface(document: pikepdf.Pdf) -> None:
    font = document.Root.AcroForm.DR.Font.Text
    whole, part = (
        ImageFont.truetype(file, 1000, layout_engine=ImageFont.Layout.BASIC)
        for file in (str(typeface.file()), BytesIO(font.FontDescriptor.FontFile2.read_bytes()))
    )

    assert font.Encoding == "/WinAnsiEncoding"
    for code, width in zip(range(32, 256), font.Widths, strict=True):
        sign = bytes([code]).decode("cp1252", "replace")
        if sign not in "\x7f\ufffd":
            assert whole.getlength(sign) == int(width), sign
            assert part.getbbox(sign) == whole.getbbox(sign), sign
    for sign in "aÑñáü¿":
        assert bytes(part.getmask(sign)) == bytes(whole.getmask(sign)), sign


def test_spanish_is_drawn_in_our_typeface() -> None:
    signs = "abcñáéíóúü¿¡Ñº"
    filled = filling.fill(form().pdf, form().spots, {"name": signs})
    with filling.opened(filled) as file:
        page = file[0]
        raw.FPDFPage_Flatten(page, raw.FLAT_PRINT)
        flat = BytesIO()
        file.save(flat)
    place = form().spot("name")
    drawn = [it for it in pdf.signs(flat.getvalue()) if it.page == 1 and it.character in signs]
    assert "".join(it.character for it in drawn if it.left >= place.left)[-len(signs) :] == signs


def test_the_same_form_gives_the_same_bytes_in_another_process() -> None:
    code = (
        "import sys; from tests.domain.test_fillable import form;"
        "sys.stdout.buffer.write(form('a4', 'large', 'es').pdf)"
    )
    again = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout

    assert again == form("a4", "large", "es").pdf


def test_a_site_that_only_starts_loads_nothing_for_it() -> None:
    code = "import sys, privet.domain.fillable; sys.exit('pikepdf' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# What is refused


def test_spots_that_come_twice_are_refused() -> None:
    printed, spots = sheets.spots(letter(), WRITTEN)

    with pytest.raises(ValueError, match="name"):
        fillable.make(printed, [*spots, replace(spots[-1], id="name")], "en")


@pytest.mark.parametrize("change", [{"id": ""}, {"id": "ñ"}, {"id": "a:b"}, {"label": " "}])
def test_spots_without_an_id_or_a_label_are_refused(change: dict[str, Any]) -> None:
    printed, spots = sheets.spots(letter(), WRITTEN)

    with pytest.raises(ValueError, match=r"id|label"):
        fillable.make(printed, [replace(spots[0], **change)], "en")


@pytest.mark.parametrize("page", [0, -1, 99])
def test_spots_on_pages_that_are_not_there_are_refused(page: int) -> None:
    printed, spots = sheets.spots(letter(), WRITTEN)

    with pytest.raises((IndexError, ValueError)):
        fillable.make(printed, [replace(spots[0], page=page)], "en")


def test_a_form_without_tags_is_refused() -> None:
    printed, spots = sheets.spots(letter(), WRITTEN)
    plain = BytesIO()
    with pikepdf.open(BytesIO(printed)) as opened:
        del opened.Root.StructTreeRoot
        opened.save(plain)

    with pytest.raises(ValueError, match="tags"):
        fillable.make(plain.getvalue(), spots, "en")


def test_made_up_spots_find_their_place_too() -> None:
    printed = sheets.render(make_letter(filled=False), WRITTEN)
    tick = Spot("extra.tick", "tick", "Extra", "", 1, 150, 60, 5, 5, 1)
    line = Spot("extra.line", "line", "Line", "", 1, 93.4, 112, 102, 8, 1)
    high = Spot("high", "line", "High", "", 1, 93.4, 40, 102, 8, 1)
    none = Spot("none", "line", "Above all text", "", 2, 93.4, 1, 102, 8, 1)

    made = fillable.make(printed, [tick, line, high, none], "en")

    assert filling.values(filling.fill(made, [tick, line], {"extra.tick": True, "extra.line": "x"})) == {
        "extra.tick": "Yes",
        "extra.line": "x",
        "high": "",
        "none": "",
    }
    with pikepdf.open(BytesIO(made)) as opened:
        forms = [it for it in tagged(opened.Root.StructTreeRoot) if it.S == "/Form"]
        assert [str(it.K.Obj.T) for it in forms] == ["extra:tick", "extra:line", "high", "none"]
