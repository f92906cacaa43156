"""What stands in the copy of everything held on one person; the keys are documented in docs/record.md."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from privet.domain import own_record, record
from privet.domain.copy_choices import choices
from privet.domain.copy_history import history, moment
from privet.domain.dependents import Day, Dependents
from privet.domain.roles import AGENT
from privet.domain.signed import Signed
from privet.storage import holdings
from privet.storage.accounts import Account
from privet.storage.people import Person

FORMAT = "privet copy 1"
Contents = dict[str, Any]


@dataclass(frozen=True)
class Setting:
    """When, in which language and under which statement a copy is made, and by whom."""

    now: datetime
    day: Day
    language: str
    organisation: str
    statement: str
    paper: str = "letter"


def gather(row: Person, who: Signed, seen: Dependents | None, setting: Setting) -> Contents:
    """Give everything held on the person of ``row``; within a block that reads.

    Somebody who acts for the person gets neither the address for confidential post, nor a whole social
    security number, nor what belongs to the person’s account, choices and family, nor what others do who
    act for them.
    """
    agent = who.role == AGENT
    account = holdings.account_of(row.id)
    found: Contents = {
        "format": FORMAT,
        "organisation": setting.organisation,
        "made_at": moment(setting.now),
        "made_for": AGENT if agent else "you",
        "statement": setting.statement,
        "record": dict(_fields(row, who, setting)),
        "kept": _kept(row),
        "contact": _contact(row, setting.day.today),
        "dependents": asdict(seen) if seen else None,
    }
    if account and not agent:
        found["account"] = _account(account)
    if not agent:
        found["choices"] = choices(row, account)
    told = history(row.id, account.id if account else "", agent=who.account if agent else "")
    contents: Contents = _plain(found | told)
    return contents


def _fields(row: Person, who: Signed, setting: Setting) -> Iterator[tuple[str, Contents]]:
    origins = row.origins()
    for field in record.fields(setting.day.own):
        for column in field.columns:
            if not own_record.may_see(who, field) or (who.role == AGENT and column == "ssn"):
                continue
            value = _named(row, column)
            if value not in {None, ""}:
                came = own_record.origin(origins.get(column))
                yield column, {"value": value, "came": asdict(came) if came else None}


def _named(row: Person, column: str) -> Any:
    """Give a value, and of what is a row of its own the name."""
    value = getattr(row, column)
    return value.name if column in {"group", "representative"} and value else value


def _kept(row: Person) -> Contents:
    return {
        "number_in_events": row.id,
        "relation": row.relation,
        "language": row.language,
        "changes": row.version,
        "kept_until_on": row.keep_until,
        "held_because": row.hold,
    }


def _contact(row: Person, today: date) -> Contents | None:
    found = own_record.contact_of(row, today)
    return asdict(found) if found else None


def _account(account: Account) -> Contents:
    """Say what is held for signing in, without anything that one could sign in with."""
    return {
        "number_in_events": account.id,
        "role": account.role,
        "name": account.name,
        "user_name": account.user_name,
        "email": account.email,
        "language": account.language,
        "begun_at": moment(account.begun_at),
        "disabled_at": moment(account.disabled_at),
        "signed_in_at": moment(account.signed_in_at),
        "failed_tries": account.failed,
        "has_password": account.password is not None,
        "password_set_at": moment(account.password_set_at),
        "factors": [
            {"kind": f.kind, "name": f.name, "added_at": moment(f.added_at), "used_at": moment(f.used_at)}
            for f in holdings.factors(account.id)
        ],
        "recovery_codes": holdings.recovery_codes(account.id),
        "letters": [
            {
                "kind": letter.kind,
                "issued_at": moment(letter.issued_at),
                "expires_on": letter.expires_on,
                "tries": letter.tries,
                "used_at": moment(letter.used_at),
            }
            for letter in holdings.activations(account.id)
        ],
        "sessions": [
            {"browser": s.browser, "begun_at": moment(s.begun_at), "seen_at": moment(s.seen_at)}
            | {"proved_at": moment(s.proved_at)}
            for s in holdings.sessions(account.id)
        ],
        "addresses_to_confirm": [
            {"email": proof.email, "until_at": moment(proof.until)}
            for proof in holdings.email_proofs(account.id)
        ],
        "statement_answers": [
            {"version": said.version, "answer": said.answer, "said_at": moment(said.at)}
            for said in holdings.acknowledgements(account.id)
        ],
    }


def _plain(value: Any) -> Any:
    """Give a value of texts, numbers, lists and dictionaries, with days written as ISO 8601 does."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value
