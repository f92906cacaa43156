"""Turning all optional mail of a reader off in as few steps as the database allows.

A mail program asks for it without anybody waiting, perhaps for a whole mailing at once, so the queries are
written out. It is only for somebody new to the suppressions and not on record; all others have more that must
change with it, and :mod:`privet.domain.reader_choices` knows what.
"""

from itertools import chain
from string import ascii_letters, digits
from typing import Any

from privet.storage.accounts import Account
from privet.storage.ids import new_id
from privet.storage.people import Person
from privet.storage.readers import Reader
from privet.storage.record import current, first
from privet.storage.suppressions import Suppression

ACT = "INSERT INTO choice (id, reader_id, topic, value, way, wording, statement, at) VALUES "
RECORDED = """
SELECT 1 FROM person WHERE email_blind IN ({})
UNION ALL SELECT 1 FROM account WHERE email_blind IN ({}) LIMIT 1
"""
LAST = ascii_letters + digits  # For the last sign of ids that are drawn together.
SUPPRESS = "INSERT INTO suppression (mark, why) VALUES (?, ?) ON CONFLICT DO NOTHING"
WANTED = "DELETE FROM subscription WHERE reader_id = ? RETURNING kind"
WAITING = "DELETE FROM pending_choice WHERE reader_id = ?"
QUEUED = "DELETE FROM mail WHERE reader_id = ?"


def is_on_record(address: str) -> bool:
    """Say whether an address stands on a record or belongs to an account."""
    person, account = (
        current.ring.blinds(address, field.place) for field in (Person.email_blind, Account.email_blind)
    )
    marks = ", ".join("?" * len(person))
    return first(RECORDED.replace("{}", marks), *person, *account) is not None


def reader_of(reader: str) -> tuple[str, bool] | None:
    """Give the address of a reader, and whether it is tied to somebody on record or goes on in another."""
    found = first("SELECT address, COALESCE(person_id, gone_to) FROM reader WHERE id = ?", reader)
    return (Reader.address.opened(found[0], reader), found[1] is not None) if found else None


def suppress(address: str) -> bool:
    """Add a normalised address to the suppressions; says whether it wasn’t there."""
    mark, *older = Suppression.marks(address)
    if any(first("SELECT 1 FROM suppression WHERE mark = ?", one) for one in older):
        return False
    return bool(_done(SUPPRESS, mark, Suppression.ASKED).rowcount)


def stop(reader: str) -> list[str]:
    """Delete what a reader wants, and what waits to be confirmed or sent; gives the kinds that were on."""
    wanted = _done(WANTED, reader).fetchall()
    _done(WAITING, reader)
    _done(QUEUED, reader)
    return sorted(kind for (kind,) in wanted)


def note(reader: str, topics: list[str], way: str, at: int) -> None:
    """Keep the proof that a reader turned these off; ids side by side lie on one page of the index."""
    begin = new_id()[:-1]
    ids = chain((begin + last for last in LAST), iter(new_id, ""))
    rows = [(next(ids), reader, topic, "off", way, "", "", at) for topic in topics]
    marks = ", ".join(["(?, ?, ?, ?, ?, ?, ?, ?)"] * len(rows))
    _done(ACT + marks, *(value for row in rows for value in row))


def _done(sql: str, *values: Any) -> Any:
    database: Any = current.obj
    return database.execute_sql(sql.replace("?", database.param), values)
