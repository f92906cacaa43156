"""What shows that the promises on the statement itself are kept, computed from its files and its events."""

from datetime import date

from babel.dates import format_date

from privet.domain import events, publishing, statement_text, statements
from privet.domain.evidence import Evidence, Witness
from privet.domain.statement_files import Version, read_all
from privet.domain.statements import Archive, Series


def contents_evidence(witness: Witness) -> Evidence:
    """Show that each question of the contents list leads to one heading, and the version has a date (P1)."""
    archive, today = _archive(witness), witness.now.date()
    version = archive.in_force(today) or archive.coming(today)
    if version is None:
        return _none(witness)
    wording = version.spoken(witness.language)
    questions = [heading for heading in statement_text.headings(wording.text) if heading.level == 2]
    html = statement_text.as_html(wording.text, statement_text.BARE)
    lost = [heading.text for heading in questions if html.count(f' id="{heading.anchor}"') != 1]
    if lost or not questions:
        text = witness.gettext("The question “%(question)s” leads nowhere.", question=lost[0] if lost else "")
        return Evidence("broken", text)
    text = witness.ngettext(
        "Version %(number)s of %(date)s answers %(count)s question of its contents list.",
        "Version %(number)s of %(date)s answers all %(count)s questions of its contents list.",
        len(questions),
        number=version.number,
        date=_long(version.published, witness),
    )
    return Evidence("kept", text)


def unchanged_evidence(witness: Witness) -> Evidence:
    """Show that each published file is, byte for byte, what its event recorded (P48)."""
    archive = _archive(witness)
    known = [*archive.versions, *archive.terms.versions]
    if not known:
        return _none(witness)
    recorded = _recorded(witness)
    own = [version for version in known if not _is_shipped(version)]
    for version in own:
        if recorded.pop(_key(version), None) != version.digests:
            return _broken(witness, version.number, version.published)
    if recorded:
        (_kind, day, number), _digests = next(iter(recorded.items()))
        return _broken(witness, number, date.fromisoformat(day))
    if not own:
        text = witness.gettext(
            "The versions shown are the ones that came with this site; none was published here."
        )
        return Evidence("kept", text)
    text = witness.ngettext(
        "%(count)s version published here has the same SHA-256 as on the day of its publication.",
        "All %(count)s versions published here have the same SHA-256 as on the day of their publication.",
        len(own),
    )
    return Evidence("kept", text)


def notice_evidence(witness: Witness) -> Evidence:
    """Show what the home page says of the last change, and until when (P47)."""
    archive, today = _archive(witness), witness.now.date()
    changes = [version for version in archive.known(today) if archive.before(version)]
    if not archive.known(today):
        return _none(witness)
    if not changes:
        return Evidence(
            "not_due", witness.gettext("There is one version so far, so nothing has changed yet.")
        )
    last, told = changes[-1], archive.notices(today)
    if not last.spoken(witness.language).about.summary.strip():
        return Evidence(
            "broken", witness.gettext("Version %(number)s lacks its summary.", number=last.number)
        )
    if told:
        text = witness.gettext(
            "The last change was published on %(date)s. The home page tells of it until the end of %(last)s.",
            date=_long(last.published, witness),
            last=_long(max(notice.last for notice in told), witness),
        )
    else:
        text = witness.gettext(
            "The last change was published on %(date)s. The home page told of it until the end of %(last)s.",
            date=_long(last.published, witness),
            last=_long(statements.last_day(last), witness),
        )
    return Evidence("kept", text)


def terms_evidence(witness: Witness) -> Evidence:
    """Show that the terms that belong to each version of the statement are there (P45)."""
    archive = _archive(witness)
    if not archive.versions:
        return _none(witness)
    for version in archive.versions:
        if archive.terms_of(version) is None:
            text = witness.gettext(
                "Version %(number)s of the statement names version %(terms)s of the terms, which is missing.",
                number=version.number,
                terms=version.terms,
            )
            return Evidence("broken", text)
    text = witness.ngettext(
        "%(count)s version of the statement leads to the terms of its day.",
        "Each of %(count)s versions of the statement leads to the terms of its day.",
        len(archive.versions),
    )
    return Evidence("kept", text)


def _archive(witness: Witness) -> Archive:
    """Read the versions from the disk, so that a change of a file is seen."""
    settings = witness.office.settings
    return statements.load(witness.folder / settings.site.folders.statements, settings.demonstration)


Key = tuple[str, str, str]


def _recorded(witness: Witness) -> dict[Key, dict[str, str]]:
    """Give the digests that the events of publishing hold; the last one counts, where one was interrupted."""
    kinds = (publishing.STATEMENT_PUBLISHED, publishing.TERMS_PUBLISHED)
    return {
        (kind, detail["published"], detail["version"]): detail["sha256"]
        for kind in kinds
        for detail in events.of_action(witness.store, kind)
    }


def _key(version: Version) -> Key:
    return publishing.kind_of(version), version.published.isoformat(), version.number


def _is_shipped(version: Version) -> bool:
    """Tell whether a version came with the site: its files are ours, byte for byte."""
    home = statements.SHIPPED / ("" if publishing.is_statement(version) else statements.TERMS)
    ours = Series(read_all(home, type(version.about))).by_day(version.published)
    return ours is not None and ours.digests == version.digests


def _broken(witness: Witness, number: str, day: date) -> Evidence:
    text = witness.gettext(
        "Version %(number)s of %(date)s is not what was published that day, or was not published here.",
        number=number,
        date=_long(day, witness),
    )
    return Evidence("broken", text)


def _none(witness: Witness) -> Evidence:
    return Evidence("not_due", witness.gettext("No statement is published yet."))


def _long(day: date, witness: Witness) -> str:
    return str(format_date(day, "long", locale=witness.language))
