"""What is printed without typing anything: blank and fillable forms, the test sheet, the notice’s form."""

from collections.abc import Callable

from flask import Response, abort, render_template, request

from blueprints.mailin.views import Page, as_pdf, bp, choose_page, day, house_letter, sent
from privet.domain import fillable as form_fields
from privet.domain import modelform, sheets, testsheet
from privet.domain.mailin import Sheet
from privet.domain.office import WINDOWS
from privet.web import language
from privet.web.access import open_to_everyone
from privet.web.house import house
from privet.web.origin import not_from_elsewhere


@bp.route("/blank.pdf", methods=["GET", "POST"])
@open_to_everyone
@not_from_elsewhere
def blank() -> Page | Response:
    """Print a form to be filled in by hand, for the kinds that are named or for all that are offered."""
    return _print_blank(lambda sheet: sheets.render(house_letter(sheet), day()), "blank-form.pdf")


@bp.route("/fillable.pdf", methods=["GET", "POST"])
@open_to_everyone
@not_from_elsewhere
def fillable() -> Page | Response:
    """Give the same form with fields to be filled in on the reader’s own computer."""
    return _print_blank(_with_fields, "fillable-form.pdf")


@bp.get("/test-sheet.pdf")
@open_to_everyone
@not_from_elsewhere
def test_sheet() -> Page | Response:
    """Print the sheet with which an office tries its printer and its envelopes."""
    paper = request.args.get("paper") or house().settings.organisation.paper
    envelope = request.args.get("envelope") or WINDOWS.get(paper, "")
    address = house().settings.mail_in_address.block(house().office.home)
    try:
        made = testsheet.render(paper, envelope, address, language.current(), day(), house().own_data)
    except sheets.NoLayout:
        return render_template("mailin/no-test-sheet.html", windows=WINDOWS), 422
    return as_pdf(made, "test-sheet.pdf")


@bp.get("/model-form.pdf")
@open_to_everyone
@not_from_elsewhere
def model_form() -> Response:
    """Print the form of the organisation’s own privacy notice, if it has given one."""
    form = house().model_form or abort(404)
    paper = house().settings.organisation.paper
    address = house().settings.mail_in_address.lines()
    return as_pdf(modelform.render(form, address, paper, day(), own=house().own_data), "model-form.pdf")


def _print_blank(make: Callable[[Sheet], bytes], name: str) -> Page | Response:
    from blueprints.mailin.forms import BlankForm  # noqa: PLC0415 - a start without forms is quicker

    choices = BlankForm(sent())
    if not choices.validate():
        return choose_page(choices, 422)
    if request.method == "HEAD":
        return as_pdf(b"", name)
    return as_pdf(make(Sheet(**choices.chosen(), blank=True)), name)


def _with_fields(sheet: Sheet) -> bytes:
    printed, spots = sheets.spots(house_letter(sheet), day())
    return form_fields.make(printed, spots, sheet.language)
