"""Turning all optional mail of a reader off in as few steps as the database allows.

A mail program asks for it without anybody waiting, perhaps for a whole mailing at once, so the queries are
written out. It is only for somebody new to the suppressions and not on record; all others have more that must
change with it, and :mod:`privet.domain.reader_choices` knows what.
"""

from itertools import chain
from typing import Any

from privet.storage.accounts import Account
from privet.storage.ids import new_id_at
from privet.storage.people import Person
from privet.storage.readers import Reader
from privet.storage.record import current, first
from privet.storage.suppressions import Suppression

ACT = "INSERT INTO choice (id, reader_id, topic, value, way, wording, statement, at) VALUES "
FOUND = """
SELECT address, COALESCE(person_id, gone_to),
  EXISTS (SELECT 1 FROM pending_choice WHERE reader_id = reader.id)
  OR EXISTS (SELECT 1 FROM mail WHERE reader_id = reader.id)
FROM reader WHERE id = ?
"""
SUPPRESS = """
INSERT INTO suppression (mark, why) SELECT {}, {} WHERE NOT EXISTS (
  SELECT 1 FROM person WHERE email_blind IN ({})
  UNION ALL SELECT 1 FROM account WHERE email_blind IN ({})
  UNION ALL SELECT 1 FROM suppression WHERE mark IN ({})
) ON CONFLICT DO NOTHING
"""
WANTED = "DELETE FROM subscription WHERE reader_id = ? RETURNING kind"
WAITING = "DELETE FROM pending_choice WHERE reader_id = ?"
QUEUED = "DELETE FROM mail WHERE reader_id = ?"


def reader_of(reader: str) -> tuple[str, bool, bool] | None:
    """Give the address of a reader, whether more depends on it, and whether something waits for it.

    More depends on one that is tied to somebody on record, or goes on in another.
    """
    found = first(FOUND, reader)
    return (Reader.address.opened(found[0], reader), found[1] is not None, bool(found[2])) if found else None


def suppress_new(address: str, normalised: str) -> bool:
    """Add an address to the suppressions, unless it is there, stands on a record or belongs to an account.

    Gives whether it was added.
    """
    blinds = [
        current.ring.blinds(address, field.place) for field in (Person.email_blind, Account.email_blind)
    ]
    marks = Suppression.marks(normalised)
    values: list[list[Any]] = [[marks[0]], [Suppression.ASKED], *blinds, marks]
    sql = SUPPRESS.format(*(", ".join("?" * len(some)) for some in values))
    return bool(_done(sql, *chain.from_iterable(values)).rowcount)


def stop(reader: str) -> list[str]:
    """Delete what a reader wants; gives the kinds that were on."""
    return sorted(kind for (kind,) in _done(WANTED, reader).fetchall())


def drop(reader: str) -> None:
    """Delete what waits to be confirmed by a reader, or to be sent."""
    _done(WAITING, reader)
    _done(QUEUED, reader)


def note(reader: str, topics: list[str], way: str, at: int) -> None:
    """Keep the proof that a reader turned these off."""
    rows = [(new_id_at(at), reader, topic, "off", way, "", "", at) for topic in topics]
    marks = ", ".join(["(?, ?, ?, ?, ?, ?, ?, ?)"] * len(rows))
    _done(ACT + marks, *chain.from_iterable(rows))


def _done(sql: str, *values: Any) -> Any:
    database: Any = current.obj
    return database.execute_sql(sql.replace("?", database.param), values)
