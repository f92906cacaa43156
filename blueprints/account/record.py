"""The own record: seeing it, having a masked field shown in full, the address for confidential post."""

from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from blueprints.account.views import bp
from privet.domain.roles import OWNERS, PEOPLE
from privet.web import language, sessions
from privet.web.access import signed_in
from privet.web.house import house

if TYPE_CHECKING:
    from privet.domain.dependents import Day


def day() -> "Day":
    """Give the day, the place and the data by which it is decided who is of age."""
    from privet.domain.dependents import Day  # noqa: PLC0415 - public pages do without
    from privet.domain.majority import home_of  # noqa: PLC0415

    ours = house()
    return Day(ours.today(), home_of(ours.settings.organisation.address), ours.own_data)


def statement_in_force() -> str:
    """Give the number of the statement under which something is given today."""
    ours = house()
    version = ours.statements.in_force(ours.today())
    return version.number if version else ""


def statement_agreed() -> str:
    """Give the number of the statement under which somebody’s own account gives us something."""
    from privet.domain import acknowledgements  # noqa: PLC0415

    ours = house()
    account = sessions.who().account
    return acknowledgements.version_for(ours.store, ours.statements, account, ours.now())


@bp.get("/record/")
@signed_in(*OWNERS, scope="see")
def record() -> ResponseReturnValue:
    """Show the record that somebody looks after."""
    from privet.domain import disagreements, looking, own_record, record_words  # noqa: PLC0415

    ours = house()
    full = ours.settings.secure.full_ssn
    found = own_record.page(ours.store, sessions.who(), day(), full_ssn=full)
    return render_template(
        "account/record.html",
        page=found,
        disagreed=disagreements.by_field(ours.store, looking.own(sessions.who())),
        ways=record_words.ways(language.current()),
        relations=record_words.relations(language.current()),
        in_force=statement_in_force(),
        published={version.number: version.published for version in ours.statements.known(ours.today())},
    )


@bp.post("/record/reveal")
@signed_in(*PEOPLE, fresh=True)
def reveal() -> ResponseReturnValue:
    """Show one masked field in full, in the answer to this form and nowhere else."""
    from privet.domain import own_record  # noqa: PLC0415

    full = house().settings.secure.full_ssn
    name = request.form.get("field", "")
    field, value = own_record.reveal(house().store, sessions.who(), name, day(), full_ssn=full)
    return render_template("account/record-revealed.html", field=field, value=value)


@bp.get("/record/confidential-address/")
@signed_in(*PEOPLE, fresh=True)
def confidential_address() -> ResponseReturnValue:
    """Show the address for confidential post, to be set or changed."""
    from blueprints.account.record_forms import ConfidentialForm  # noqa: PLC0415 - public pages do without
    from privet.domain import looking  # noqa: PLC0415

    who = sessions.who()
    held = looking.read(house().store, who.actor, looking.own(who), "own-record", ("confidential_address",))
    form = ConfidentialForm(formdata=None, address=held["confidential_address"])
    return render_template("account/record-confidential.html", form=form)


@bp.post("/record/confidential-address/")
@signed_in(*PEOPLE, fresh=True)
def set_confidential_address() -> ResponseReturnValue:
    """Set the address for confidential post, or remove it."""
    from blueprints.account.record_forms import ConfidentialForm  # noqa: PLC0415 - public pages do without
    from privet.domain import confidential  # noqa: PLC0415

    removed = "remove" in request.form
    form = ConfidentialForm()
    if not removed and not form.validate():
        return render_template("account/record-confidential.html", form=form), 422
    address = "" if removed else form.address.data or ""
    confidential.put(house().store, sessions.who(), address, house().today(), statement_agreed())
    return redirect(url_for("account.record"), 303)
