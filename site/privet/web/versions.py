"""A version of the statement or of the terms as a page shows it, in the language of the page."""

from datetime import date
from typing import Any

from flask import get_template_attribute

from privet.domain import statement_text
from privet.domain.links import Anchor
from privet.domain.statement_files import Version
from privet.domain.statement_text import Drawing, Mark
from privet.domain.statements import Series
from privet.web import language, outside
from privet.web.house import house


def today() -> date:
    """Give the day where the organisation is."""
    return house().now().date()


def shown(series: Series, version: Version) -> dict[str, Any]:
    """Give what the page of ``version`` needs: its text, its contents, and how it stands to the others."""
    wording, day = version.spoken(language.current()), today()
    headings = statement_text.headings(wording.text)
    return {
        "version": version,
        "wording": wording,
        "html": statement_text.as_html(wording.text, Drawing(language.link, _outside, _mark)),
        "contents": [heading for heading in headings if heading.level == 2],
        "standing": series.standing(version, day),
        "in_force": series.in_force(day),
        "coming": series.coming(day),
        "before": series.before(version),
    }


def _outside(name: str) -> Anchor:
    """Draw a link to another site; an old version may name one that has left the register, and stays."""
    try:
        return outside.anchor(name)
    except KeyError:
        return Anchor("<span>", "</span>")


def _mark(mark: Mark, anchor: str) -> str:
    """Draw the sign behind a promise, which leads to how we keep it."""
    draw = get_template_attribute("macros/versions.html", "promise_mark")
    address = language.link(f"/privacy/promises/#{mark.promise.lower()}")
    return str(draw(mark.promise, mark.sentence, address, anchor))
