"""Who has looked: every look of others, what was shown in full, and what went to somebody outside."""

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from blueprints.account.views import bp
from privet.domain.roles import PEOPLE
from privet.web import language, sessions
from privet.web.access import signed_in
from privet.web.house import house


@bp.get("/looks/")
@signed_in(*PEOPLE)
def looks() -> ResponseReturnValue:
    """Show who looked at one's own record, newest first."""
    from privet.domain import looks as who_looked  # noqa: PLC0415 - public pages do without

    before = request.args.get("before", 0, type=int)
    page = who_looked.page(house().store, sessions.who(), max(0, min(before, 2**62)))
    return render_template("account/looks.html", page=page, zone=house().now().tzinfo, **words())


def words() -> dict[str, Any]:
    """Give the words in which a template says who did what, and why."""
    from privet.domain import record_words  # noqa: PLC0415

    spoken, own = language.current(), house().own_data
    return {
        "role_words": lambda role: record_words.role(role, spoken),
        "purpose_words": record_words.purposes(spoken),
        "action_words": record_words.actions(spoken),
        "field_words": lambda fields: "; ".join(record_words.field(name, spoken, own) for name in fields),
    }
