"""The register of vendors and affiliates: putting them on it, what they confirm, when their work ends."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date

from privet.domain import events, statements
from privet.domain.events import Act
from privet.domain.evidence import Evidence, Witness
from privet.domain.statements import Archive
from privet.domain.vendor_entries import Entry, Publication, standing
from privet.domain.vendor_words import FUNCTIONS, NotAccepted, Words, check, words
from privet.storage.store import Store
from privet.storage.vendors import Attestation, Vendor

PATIENCE = 90  # Days in which a vendor should confirm a new version.


def add(store: Store, entry: Entry, contact: str, known: Words) -> None:
    """Put ``entry`` on the list; ``contact``, whom to call after a breach, is sealed.

    :raises NotAccepted: with the field that must be mended.
    """
    check(entry, known)
    with store.writing():
        if there := Vendor.by_id(entry.id):
            until = f" (its work ended on {there.ended_on})" if there.ended_on else ""
            raise NotAccepted("id", f"{entry.id} is on the list already{until}; choose another id")
        row = Vendor(id=entry.id, contact=contact or None)
        for name in (
            "name",
            "kind",
            "function",
            "contract",
            "region",
            "contract_from",
            "contract_until",
            "added_on",
        ):
            setattr(row, name, getattr(entry, name))
        row.data, row.sub_vendors = json.dumps(entry.data), json.dumps(entry.sub_vendors, ensure_ascii=False)
        row.purpose = json.dumps(entry.purpose, ensure_ascii=False)
        row.save(force_insert=True)
        events.record(store, Act(actor="command", action=f"{entry.kind}.added", detail={"vendor": entry.id}))


@dataclass(frozen=True, kw_only=True)
class Confirmation:
    """That a vendor follows a version of the statement, since when, and how we know."""

    vendor: str
    version: str
    on: date
    note: str = ""


def attest(store: Store, said: Confirmation, versions: Sequence[Publication], today: date) -> None:
    """Note that a vendor confirmed a version of the statement.

    :raises NotAccepted: for an unknown or ended vendor, an unknown version, or an impossible day.
    """
    published = dict(versions).get(said.version)
    if published is None:
        known = ", ".join(version for version, _day in versions) or "none"
        raise NotAccepted(
            "version", f"{said.version} is no published version of the statement; there is {known}"
        )
    if said.on > today:
        raise NotAccepted("on", f"{said.on} is still to come; note it on the day on which they confirm")
    if said.on < published:
        raise NotAccepted("on", f"{said.on} is before version {said.version} was published, on {published}")
    with store.writing():
        _working(said.vendor)
        if day := Attestation.on(said.vendor, said.version):
            raise NotAccepted("id", f"{said.vendor} confirmed version {said.version} already, on {day}")
        Attestation.create(
            vendor=said.vendor, statement_version=said.version, attested_on=said.on, note=said.note
        )
        detail = {"vendor": said.vendor, "version": said.version}
        events.record(store, Act(actor="command", action="vendor.attested", detail=detail))


def end(store: Store, vendor: str, on: date, today: date) -> None:
    """Note that a vendor's work ended. It stays in the list of changes.

    :raises NotAccepted: for an unknown or ended vendor, or an impossible day.
    """
    if on > today:
        raise NotAccepted("on", f"{on} is still to come; end it on its last day")
    with store.writing():
        row = _working(vendor)
        if on < row.added_on:
            raise NotAccepted("on", f"{on} is before it came on the list, on {row.added_on}")
        Vendor.end(vendor, on)
        events.record(store, Act(actor="command", action="vendor.ended", detail={"vendor": vendor}))


def register(store: Store) -> tuple[Entry, ...]:
    """Give everybody who is or was on the list, by name; nobody's contact is opened for that."""
    attested: dict[str, dict[str, date]] = {}
    with store.reading():
        for vendor, version, day in Attestation.all():
            attested.setdefault(vendor, {})[version] = day
        return tuple(_entry(row, attested.get(row.id, {})) for row in Vendor.in_order())


def contacts(store: Store) -> dict[str, str]:
    """Give whom the office calls after a breach, by vendor; that somebody looked is an event."""
    with store.writing():
        events.record(store, Act(actor="command", action="vendor.contacts_read", purpose="breach"))
        return {row.id: row.contact for row in Vendor.in_order() if row.contact}


def _working(vendor: str) -> Vendor:
    row = Vendor.held(vendor)
    if row is None:
        known = ", ".join(each.id for each in Vendor.in_order() if each.ended_on is None)
        raise NotAccepted("id", f"{vendor} is not on the list; there is {known or 'nobody'}")
    if row.ended_on:
        raise NotAccepted("id", f"the work of {vendor} ended on {row.ended_on}")
    return row


def _entry(row: Vendor, attested: dict[str, date]) -> Entry:
    plain = {name: getattr(row, name) for name in ("id", "name", "kind", "function", "contract", "region")}
    days = {name: getattr(row, name) for name in ("contract_from", "contract_until", "added_on", "ended_on")}
    data, sub_vendors = tuple(json.loads(row.data)), tuple(json.loads(row.sub_vendors))
    purpose = json.loads(row.purpose)
    return Entry(**plain, **days, data=data, sub_vendors=sub_vendors, purpose=purpose, attested=attested)


def publications(archive: Archive, today: date) -> tuple[Publication, ...]:
    """Give the versions of the statement that are published by ``today``, the newest last."""
    return tuple(Publication(version.number, version.published) for version in archive.known(today))


def register_evidence(witness: Witness) -> Evidence:
    """Show that everybody on the list has a function of the closed list, and a contract that runs (P19)."""
    today = witness.now.date()
    current = [entry for entry in register(witness.store) if entry.is_current(today)]
    if not current:
        return Evidence("kept", witness.gettext("Nobody is on the list: we do all of it ourselves."))
    if astray := [entry.name for entry in current if entry.function not in FUNCTIONS]:
        return Evidence("broken", witness.gettext("%(name)s has no function of our list.", name=astray[0]))
    known = words(witness.office.own)
    named = "; ".join(f"{e.name} ({known.of_function(e.function, witness.language)})" for e in current)
    text = witness.ngettext(
        "%(count)s is on the list: %(named)s.",
        "%(count)s are on the list: %(named)s.",
        len(current),
        named=named,
    )
    if late := [entry.name for entry in current if entry.is_expired(today)]:
        more = witness.gettext("The contract with %(name)s ran out.", name=late[0])
        return Evidence("overdue", f"{text} {more}")
    return Evidence("kept", text)


def attestation_evidence(witness: Witness) -> Evidence:
    """Show who on the list confirmed the newest version of the statement, and for how long we wait (P20)."""
    today, settings = witness.now.date(), witness.office.settings
    folder = witness.folder / settings.site.folders.statements
    versions = publications(statements.archive(folder, settings.demonstration), today)
    current = [entry for entry in register(witness.store) if entry.is_current(today)]
    states = [state for entry in current if (state := standing(entry, versions))]
    if not states:
        return Evidence("kept", witness.gettext("Nobody is on the list, so nobody has to confirm anything."))
    open_since = [state.pending_since for state in states if not state.attested_on]
    text = witness.ngettext(
        "Version %(version)s is confirmed by %(done)s of %(count)s on the list.",
        "Version %(version)s is confirmed by %(done)s of %(count)s on the list.",
        len(states),
        version=states[0].version,
        done=len(states) - len(open_since),
    )
    if not open_since:
        return Evidence("kept", text)
    more = witness.ngettext(
        "%(count)s is pending since %(date)s.",
        "%(count)s are pending, the first since %(date)s.",
        len(open_since),
        date=format_date(min(open_since), "long", locale=witness.language),
    )
    late = (today - min(open_since)).days > PATIENCE
    return Evidence("overdue" if late else "not_due", f"{text} {more}")
