"""What shows that promises about the record and the secure area are kept."""

from privet.domain import inventory, mail_templates
from privet.domain.evidence import Evidence, Witness
from privet.domain.times import micro
from privet.storage import tallies


def provenance_evidence(witness: Witness) -> Evidence:
    """Show that of each entry on record it is known by which way it came (P10)."""
    with witness.store.reading():
        people, without = tallies.people(), tallies.without_provenance()
    if without:
        text = witness.ngettext(
            "%(count)s record doesn’t say by which way it came.",
            "%(count)s records don’t say by which way they came.",
            without,
        )
        return Evidence("broken", text)
    text = witness.ngettext(
        "%(count)s person is on record, and each entry says by which way it came.",
        "%(count)s people are on record, and each entry says by which way it came.",
        people,
    )
    return Evidence("kept", text)


def sealed_evidence(witness: Witness) -> Evidence:
    """Show that no entry on record stands in the database unsealed (P11)."""
    with witness.store.reading():
        people, bare = tallies.people(), tallies.unsealed()
    if bare:
        text = witness.ngettext(
            "%(count)s record has an entry that isn’t sealed.",
            "%(count)s records have an entry that isn’t sealed.",
            bare,
        )
        return Evidence("broken", text)
    text = witness.ngettext(
        "%(count)s person is on record, and each entry is sealed on its own.",
        "%(count)s people are on record, and each entry is sealed on its own.",
        people,
    )
    return Evidence("kept", text)


def purposes_evidence(witness: Witness) -> Evidence:
    """Show that each look into a record named its purpose (P12)."""
    with witness.store.reading():
        looks, without = tallies.looks()
    if without:
        text = witness.ngettext(
            "%(count)s look into a record named no purpose.",
            "%(count)s looks into records named no purpose.",
            without,
        )
        return Evidence("broken", text)
    text = witness.ngettext(
        "%(count)s look into a record is noted, with its purpose.",
        "%(count)s looks into records are noted, each with its purpose.",
        looks,
    )
    return Evidence("kept", text)


def cookie_evidence(witness: Witness) -> Evidence:
    """Show how many cookies this website has, by its inventory (P14)."""
    names = [column for row in inventory.load(witness.office.own).cookies() for column in row.columns]
    if len(names) != 1:
        return Evidence("broken", witness.gettext("Not one cookie is listed, but %(n)s.", n=len(names)))
    text = witness.gettext("One cookie is listed, %(name)s, for the secure area alone.", name=names[0])
    return Evidence("kept", text)


def sessions_evidence(witness: Witness) -> Evidence:
    """Show that no session outlived what is allowed (P15): rows that are over open nothing, and are swept."""
    limits = witness.office.settings.secure
    late = witness.now - limits.overall - limits.carry * 2
    with witness.store.reading():
        count, old = tallies.sessions(micro(late))
    if old:
        text = witness.ngettext(
            "%(count)s session that is over waits to be swept away. It opens nothing any more.",
            "%(count)s sessions that are over wait to be swept away. They open nothing any more.",
            old,
        )
        return Evidence("overdue", text)
    text = witness.ngettext(
        "%(count)s session is known, and it began less than %(hours)s hours ago.",
        "%(count)s sessions are known, and all began less than %(hours)s hours ago.",
        count,
        hours=limits.overall_hours + 2,
    )
    return Evidence("kept", text)


def sign_off_evidence(witness: Witness) -> Evidence:
    """Show that of those who signed off last, no session is left (P16)."""
    with witness.store.reading():
        left, live = tallies.live_after_sign_off()
    if live:
        text = witness.ngettext(
            "%(count)s session is still there, though its owner signed off.",
            "%(count)s sessions are still there, though their owners signed off.",
            live,
        )
        return Evidence("broken", text)
    text = witness.ngettext(
        "Of the last %(count)s sign-off, no session is left.",
        "Of the last %(count)s sign-offs, no session is left.",
        left,
    )
    return Evidence("kept", text)


def mails_evidence(witness: Witness) -> Evidence:
    """Show that no mail which may be sent has room for anything but our own words and a link (P27)."""
    languages = witness.office.settings.organisation.languages
    slots = {
        (name, language): set(mail_templates.template(name, language).body.get_identifiers())
        for name in mail_templates.NAMES
        for language in languages
    }
    wrong = sorted({name for (name, _), found in slots.items() if found - set(mail_templates.SLOTS)})
    if wrong:
        return Evidence("broken", witness.gettext("A mail has room for more: %(name)s.", name=wrong[0]))
    text = witness.ngettext(
        "%(count)s text is all that our mails may say; it has room for our own name, phone and a link.",
        "%(count)s texts are all that our mails may say; they have room for our own name, phone and a link.",
        len(slots),
    )
    return Evidence("kept", text)


def former_evidence(witness: Witness) -> Evidence:
    """Show that former members’ records stand beside the others, each with its last day (P44)."""
    with witness.store.reading():
        former, without = tallies.former()
    if without:
        text = witness.ngettext(
            "%(count)s former member’s record has no day until which it is kept.",
            "%(count)s former members’ records have no day until which they are kept.",
            without,
        )
        return Evidence("broken", text)
    text = witness.ngettext(
        "%(count)s former member is on record, sealed and served like the others.",
        "%(count)s former members are on record, sealed and served like the others.",
        former,
    )
    return Evidence("kept", text)
