"""Who a campaign goes to, asked of all rows at once: those who want its kind, and whom nothing keeps from it.

A suppression is looked for in the order of the marks, so that each page of a table of millions is read at
most once; asking for each reader in turn would read one page for each.
"""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

import peewee

from privet.storage.campaigns import WENT
from privet.storage.paper_mails import PaperMail
from privet.storage.record import current
from privet.storage.subscriptions import PaperSubscription

# SQLite would rather go through an index on readers, which gives the ids in their order, and pay for it with
# a page of rows or suppressions for each; “|| ''” spoils that, and the last condition names the better index.
READERS = """
SELECT reader_id FROM subscription WHERE kind = ?
EXCEPT SELECT id || '' FROM reader WHERE confirmed_at IS NULL
EXCEPT SELECT m.reader_id || '' FROM reader_mark m CROSS JOIN suppression x
  WHERE x.mark = m.mark AND m.mark > ?
"""
FIRST = b""  # Every mark is greater.
INSERT = """
INSERT INTO campaign_mail (id, campaign_id, reader_id, state, reason, next_at, tries)
VALUES (?, ?, ?, 'waiting', '', ?, 0)
"""
FULL = f"""
SELECT count(*) FROM ({READERS}) AS wanted JOIN (
  SELECT m.reader_id FROM campaign_mail m JOIN campaign c ON c.id = m.campaign_id
  WHERE c.kind = ? AND m.sent_at > ? AND m.state IN ({", ".join(f"'{state}'" for state in WENT)})
  GROUP BY m.reader_id HAVING count(*) >= ?
) AS those ON those.reader_id = wanted.reader_id
"""  # noqa: S608 - the states are our own words
AT_ONCE = 20_000


def count(kind: str) -> int:
    """Count the readers to whom mail of a kind may go."""
    return _number(f"SELECT count(*) FROM ({READERS}) AS wanted", kind, FIRST)  # noqa: S608 - our own words


def count_full(kind: str, since: int, most: int) -> int:
    """Count those among them who received so many mails of this kind since a time."""
    return _number(FULL, kind, FIRST, kind, since, most)


def queue(campaign: str, kind: str, now: int, new_id: Callable[[], str]) -> int:
    """Write a row for each of these readers, within a block that writes; gives how many there are.

    They are never held in memory all at once.
    """
    database: Any = current.obj
    queued, cursor = 0, database.cursor()
    sql = INSERT.replace("?", database.param)
    with peewee.__exception_wrapper__:  # type: ignore[attr-defined]
        for readers in _slices(kind):
            ids = sorted(new_id() for _ in readers)  # The index takes them faster in its own order.
            rows = ((mail, campaign, reader, now) for mail, (reader,) in zip(ids, readers, strict=True))
            cursor.executemany(sql, rows)
            queued += len(readers)
    return queued


def queue_paper(campaign: str, kind: str) -> int:
    """Write a row for each person who wants this kind on paper; gives how many there are."""
    wanted = PaperSubscription.select(peewee.Value(campaign), PaperSubscription.person).where(
        PaperSubscription.kind == kind
    )
    PaperMail.insert_from(wanted, [PaperMail.campaign, PaperMail.person]).execute()
    return PaperMail.counts(campaign)[0]


def count_paper(kind: str) -> int:
    """Count the people who want a kind on paper."""
    found: int = PaperSubscription.select().where(PaperSubscription.kind == kind).count()
    return found


def _slices(kind: str) -> Iterator[list[tuple[str]]]:
    """Give the readers some thousands at a time; a server keeps the others until they are asked for."""
    database: Any = current.obj
    sql = f"{READERS} ORDER BY 1".replace("?", database.param)
    if isinstance(database, peewee.PostgresqlDatabase):
        database.execute_sql(f"DECLARE wanted NO SCROLL CURSOR FOR {sql}", (kind, FIRST))
        while rows := database.execute_sql(f"FETCH {AT_ONCE} FROM wanted").fetchall():
            yield rows
        database.execute_sql("CLOSE wanted")
        return
    found = database.execute_sql(sql, (kind, FIRST))
    while rows := list(islice(found, AT_ONCE)):
        yield rows


def _number(sql: str, *values: Any) -> int:
    database: Any = current.obj
    return int(database.execute_sql(sql.replace("?", database.param), values).fetchone()[0])
