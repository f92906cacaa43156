"""The words of the printed copy of everything: its sections, and what each value is called."""

from functools import cache

from privet.domain import copy_choice_words
from privet.domain.languages import translator


@cache
def sections(language: str) -> dict[str, str]:
    """Name the sections in their order."""
    _ = translator(language).gettext
    return {
        "record": _("Your record"),
        "kept": _("How it is kept"),
        "contact": _("Who corrects enrolment facts"),
        "dependents": _("Dependents"),
        "account": _("Your account"),
        "choices": _("What you chose about mail and privacy"),
        "corrections": _("Corrections"),
        "disagreements": _("Statements of disagreement"),
        "disclosures": _("What went to others"),
        "notices": _("Who was to be told of a correction"),
        "conversations": _("Messages"),
        "agents": _("Who may act for you"),
        "copies": _("Copies of everything"),
        "events": _("What was done and read"),
    }


@cache
def sentences(language: str) -> dict[str, str]:
    """Give the sentences around them; those with a place for a value are filled in later."""
    _ = translator(language).gettext
    return {
        "title": _("A copy of everything we hold on you"),
        "made": _("Made on"),
        "by": _("By"),
        "page": _("Page {n} of {m}"),
        "none": _("Besides what was said to be left out, this website’s database holds nothing else on you."),
        "came": _("It came %(way)s, on %(day)s, under version %(version)s of our statement."),
        "own_looks": _("And you looked yourself, %(count)s times."),
        "left_out": _(
            "Left out are passwords, secrets and codes, which would let somebody in, and files that came "
            "with messages, which you can download there. Others are named by what they do, not by name. "
            "Where our printer lacks a letter, � stands for it; the other file has it."
        ),
        "left_out_agent": _(
            "Left out, as this was made for somebody who acts for the person: the address for confidential "
            "post, the whole social security number, the account and what was done there, what was chosen "
            "about mail and privacy, the dependents, others who act for the person, and files that came with "
            "messages. Others are named by what they do, not by name. Where our printer lacks a letter, � "
            "stands for it; the other file has it."
        ),
        "yes": _("yes"),
        "no": _("no"),
    }


@cache
def states(language: str) -> dict[str, str]:
    """Say in words what is held as a short code."""
    _ = translator(language).gettext
    return {
        "current": _("covered"),
        "former": _("not covered any more"),
        "open": _("open"),
        "approved": _("approved"),
        "refused": _("refused"),
        "withdrawn": _("withdrawn"),
        "acknowledged": _("acknowledged"),
        "passkey": _("passkey"),
        "totp": _("authenticator app"),
        "child": _("child"),
        "spouse": _("spouse"),
        "partner": _("partner"),
    }


@cache
def keys(language: str) -> dict[str, str]:
    """Name each value; those of the record have their names in ``record.toml``."""
    return _about_the_account(language) | _about_the_history(language) | copy_choice_words.keys(language)


def _about_the_account(language: str) -> dict[str, str]:
    _ = translator(language).gettext
    return {
        "number_in_events": _("Number by which events name you"),
        "relation": _("Related as"),
        "language": _("Language"),
        "changes": _("Version of the record"),
        "kept_until_on": _("Kept until"),
        "held_because": _("Kept longer because"),
        "group": _("Employer group"),
        "office": _("Benefits office"),
        "phone": _("Phone"),
        "hours": _("Hours"),
        "name": _("Name"),
        "own_phone": _("Their phone"),
        "plan": _("Plan"),
        "covered_from": _("Covered from"),
        "covered_until": _("Covered until"),
        "status": _("Status"),
        "adults": _("Adult dependents, who look after their own record"),
        "role": _("Role"),
        "user_name": _("User name"),
        "email": _("E-mail"),
        "begun_at": _("Begun"),
        "disabled_at": _("Closed"),
        "signed_in_at": _("Signed in last"),
        "failed_tries": _("Wrong tries since then"),
        "has_password": _("Has a password"),
        "password_set_at": _("Password set"),
        "factors": _("Second factor"),
        "recovery_codes": _("Recovery codes left"),
        "letters": _("Letter with a code"),
        "sessions": _("Session"),
        "addresses_to_confirm": _("Address that waits to be confirmed"),
        "statement_answers": _("Answer to a version of the statement"),
        "added_at": _("Added"),
        "used_at": _("Used last"),
        "issued_at": _("Printed"),
        "expires_on": _("Holds until"),
        "tries": _("Tries that failed"),
        "browser": _("Browser"),
        "seen_at": _("Used last"),
        "proved_at": _("Second factor shown"),
        "until_at": _("Until"),
        "version": _("Version"),
        "answer": _("Answer"),
        "said_at": _("Given"),
    }


def _about_the_history(language: str) -> dict[str, str]:
    _ = translator(language).gettext
    return {
        "id": _("Number"),
        "kind": _("Kind"),
        "field": _("Field"),
        "old": _("Old"),
        "new": _("New"),
        "reason": _("Reason"),
        "enclosure": _("With something by post"),
        "to_version": _("To version of the record"),
        "asked_by": _("Asked by"),
        "asked_at": _("Asked"),
        "due_on": _("Due"),
        "handled_by": _("Handled by"),
        "state": _("State"),
        "refusal": _("Refused because"),
        "note": _("Note"),
        "decided_by": _("Decided by"),
        "decided_at": _("Decided"),
        "correction": _("Correction"),
        "disclosure": _("Disclosure"),
        "text": _("Text"),
        "filed_at": _("Filed"),
        "sent_on": _("Sent"),
        "recipient": _("To"),
        "fields": _("What"),
        "purpose": _("Purpose"),
        "basis": _("Ground"),
        "noted_by": _("Noted by"),
        "done_on": _("Done"),
        "done_by": _("Done by"),
        "with": _("With"),
        "subject": _("Subject"),
        "newest_at": _("Newest message"),
        "from": _("From"),
        "sent_at": _("Sent"),
        "read_at": _("Read"),
        "files": _("Files"),
        "scope": _("May do"),
        "paper": _("Paper"),
        "starts_on": _("When it begins"),
        "ends_on": _("Until"),
        "revoked_at": _("Revoked"),
        "revoked_by": _("Revoked by"),
        "made_at": _("Made"),
    }
