"""Every promise of the statement in force, how it is kept, and what shows it now."""

from flask import render_template

from blueprints.privacy.views import bp
from privet.domain.evidence import Witness
from privet.web import language
from privet.web.access import open_to_everyone
from privet.web.house import house
from privet.web.pages import same_for_a_while


@bp.get("/promises/", endpoint="promises")
@open_to_everyone
@same_for_a_while(60)
def kept() -> str:
    """Show each promise with its sentence, how it is kept, and the evidence at this moment."""
    from privet.domain import promises  # noqa: PLC0415 - as in the registers

    ours = house()
    now = ours.now()
    version = ours.statements.in_force(now.date())
    witness = Witness(ours.office, ours.folder, ours.store, now, language.current())
    made = promises.of_version(version, witness) if version else []
    return render_template("privacy/promises.html", version=version, made=made, now=now)
