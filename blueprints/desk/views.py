"""Where the code on a printed form leads."""

from flask import Blueprint, render_template

from privet.web.access import open_to_everyone
from privet.web.pages import same_for_everybody

bp = Blueprint("desk", __name__, url_prefix="/desk")


@bp.get("/intake")
@open_to_everyone
@same_for_everybody
def intake() -> str:
    """Tell whoever scanned the code that it is for the office; the reference isn’t looked at."""
    return render_template("desk/intake.html")
