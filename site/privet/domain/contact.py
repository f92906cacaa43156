"""The ways to reach the organisation, and what is said beside its e-mail address."""

from babel.dates import format_date

from privet.domain.evidence import Evidence, Witness
from privet.domain.languages import translator


def email_warning(language: str) -> tuple[str, str]:
    """Give what stands beside every e-mail address: the plea, and what it means (P26)."""
    gettext = translator(language).gettext
    return (
        gettext("Please put nothing about yourself into an e-mail:"),
        gettext(
            "no member number, no health details, no birth date, no social security number. "
            "Others can read an e-mail on its way. Call or write to us instead."
        ),
    )


def phones_evidence(witness: Witness) -> Evidence:
    """Show which numbers stand on every page, and that one is for text telephones (P29)."""
    phones = witness.office.settings.organisation.phones
    spoken = [phone for phone in phones if not phone.tty and phone.hours]
    if not spoken or len(spoken) == len(phones):
        text = witness.gettext("A number to call or a number for text telephones is missing.")
        return Evidence("broken", text)
    text = witness.gettext(
        "Every page shows %(number)s with its hours, and %(tty)s for text telephones.",
        number=spoken[0].number,
        tty=next(phone.number for phone in phones if phone.tty),
    )
    return Evidence("kept", text)


def address_evidence(witness: Witness) -> Evidence:
    """Show the one postal address, and that a form has a kind for comments with a due day (P50)."""
    office = witness.office
    if "question" not in office.rules.kinds:
        return Evidence("broken", witness.gettext("The mail-in form has no box for a question or comment."))
    day, _period = office.law("", "website").due(office.rules.kinds["question"], witness.now.date())
    text = witness.gettext(
        "%(address)s. A question that came today would be answered by %(day)s.",
        address=", ".join(office.settings.organisation.address.lines()),
        day=format_date(day, "long", locale=witness.language),
    )
    return Evidence("kept", text)
