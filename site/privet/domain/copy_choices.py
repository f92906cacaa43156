"""What one person chose about mail and privacy, as it stands in the copy of everything."""

from typing import Any

from privet.domain import permissions
from privet.domain.copy_history import moment
from privet.domain.mail_address import normal
from privet.storage import chosen
from privet.storage.accounts import Account
from privet.storage.choices import Choice, ChoiceRequest
from privet.storage.people import Person
from privet.storage.readers import Reader
from privet.storage.subscriptions import Pending
from privet.storage.suppressions import Suppression

Contents = dict[str, Any]


def choices(row: Person, account: Account | None) -> Contents:
    """Give what was chosen, when and by which way, and what went out by it; within a block that reads.

    Of an address that wants no mail only a mark is kept, so it is looked for by the addresses on record.
    """
    readers = chosen.readers(row.id)
    known = {row.email, account.email if account else None, *(reader.address for reader in readers)}
    addresses = sorted({normal(address) for address in known if address})
    marks = [mark for address in addresses for mark in Suppression.marks(address)]
    return {
        "refused": row.refused.split(),
        "no_optional_mail": sorted(Suppression.held(addresses)),
        "addresses": [_address(reader) for reader in readers],
        "on": [one for reader in readers for one in _on(reader)],
        "waits": [_waiting(one, reader) for reader in readers for one in chosen.waiting(reader.id)],
        "on_paper": [
            {"kind_of_mail": paper.kind, "since_at": moment(paper.since)} for paper in chosen.on_paper(row.id)
        ],
        "acts": [_act(act) for act in chosen.acts(row.id, marks)],
        "requests": [_request(request) for request in chosen.requests(row.id)],
        "mailings": [mail for reader in readers for mail in _mailings(reader)],
        "mailings_on_paper": [
            {"mailing": letter.campaign_id, "printed_at": moment(letter.printed_at)}
            for letter in chosen.letters(row.id)
        ],
    }


def _address(row: Reader) -> Contents:
    return {
        "email": row.address,
        "language": row.language,
        "came_by": row.way,
        "asked_at": moment(row.asked_at),
        "confirmed_at": moment(row.confirmed_at),
        "until_at": moment(row.until),
        "came_back": row.bounces,
    }


def _on(reader: Reader) -> list[Contents]:
    return [
        {"email": reader.address, "kind_of_mail": one.kind, "since_at": moment(one.since)}
        for one in chosen.subscriptions(reader.id)
    ]


def _waiting(row: Pending, reader: Reader) -> Contents:
    return {
        "email": reader.address,
        "kind_of_mail": row.kinds.split(),
        "by_way_of": row.way,
        "shown": chosen.words(row.wording),
        "version": row.statement,
        "asked_at": moment(row.asked_at),
        "until_at": moment(row.until),
    }


def _act(row: Choice) -> Contents:
    return {
        "chosen_at": moment(row.at),
        "topic": row.topic,
        "choice": _said(row),
        "by_way_of": row.way,
        "shown": chosen.words(row.wording),
        "version": row.statement,
    }


def _request(row: ChoiceRequest) -> Contents:
    return {
        "refused": row.refused.split(),
        "said": row.said,
        "state": row.state,
        "by_way_of": row.way,
        "asked_at": moment(row.asked_at),
        "done_at": moment(row.done_at),
    }


def _mailings(reader: Reader) -> list[Contents]:
    return [
        {
            "mailing": mail.campaign_id,
            "email": reader.address,
            "state": mail.state,
            "reason": mail.reason,
            "tries": mail.tries,
            "due_at": moment(mail.next_at),
            "sent_at": moment(mail.sent_at),
        }
        for mail in chosen.mails(reader.id)
    ]


def _said(row: Choice) -> str:
    """Say of a kind of mail whether it is on, and of a refusal whether it holds: its name says no already."""
    refusal = row.topic in permissions.rules().choice
    return {"off": "in force", "on": "taken back"}.get(row.value, row.value) if refusal else row.value
