"""What shows that optional mail is sent as it was chosen, and where it was asked for."""

from privet.domain import mail_kinds
from privet.domain.evidence import Evidence, Witness
from privet.domain.languages import in_language
from privet.domain.times import micro
from privet.storage import mailings


def kinds_evidence(witness: Witness) -> Evidence:
    """Show how many read each kind of mail, and that nobody got more of one than its limit (P32)."""
    kinds = mail_kinds.kinds(witness.office.own)
    with witness.store.reading():
        readers = mailings.subscriptions()
        most = {
            name: mailings.most_since(name, micro(witness.now - kind.span)) for name, kind in kinds.items()
        }
    for name, kind in kinds.items():
        if most[name] > kind.most:
            text = witness.gettext(
                "Somebody got %(count)s mails of the kind “%(kind)s” in %(days)s days.",
                count=most[name],
                kind=in_language(kind.name, witness.language),
                days=kind.days,
            )
            return Evidence("broken", text)
    if unknown := sorted(set(readers) - set(kinds)):
        text = witness.gettext(
            "Somebody subscribes to “%(kind)s”, which is no kind of mail any more.", kind=unknown[0]
        )
        return Evidence("broken", text)
    text = witness.ngettext(
        "%(count)s subscription to one of %(kinds)s kinds of mail is on, and nobody got more than its limit.",
        "%(count)s subscriptions to %(kinds)s kinds of mail are on, and nobody got more than their limits.",
        sum(readers.values()),
        kinds=len(kinds),
    )
    return Evidence("kept", text)


def confirmed_evidence(witness: Witness) -> Evidence:
    """Show that no optional mail went, or could go, to an address that nobody confirmed (P33)."""
    with witness.store.reading():
        waiting, wrong, count = mailings.unconfirmed(), mailings.sent_unconfirmed(), mailings.sent()
    if waiting or wrong:
        text = witness.ngettext(
            "%(count)s mail went, or may go, to an address that nobody confirmed.",
            "%(count)s mails went, or may go, to addresses that nobody confirmed.",
            waiting + wrong,
        )
        return Evidence("broken", text)
    text = witness.ngettext(
        "%(count)s optional mail went out, to a confirmed address.",
        "%(count)s optional mails went out, all to confirmed addresses.",
        count,
    )
    return Evidence("kept", text)
