"""Which tables and columns there are: as they are declared, and as the database really holds them."""

from privet.storage.events import PersonKey
from privet.storage.record import Record
from privet.storage.records import RECORDS
from privet.storage.schema import HISTORY

Shape = dict[str, frozenset[str]]


def declared() -> Shape:
    """Give the columns of every record, by table; and the table in which migrations note what they did."""
    tables = {record._meta.table_name: frozenset(record._meta.columns) for record in RECORDS}
    return tables | {HISTORY: frozenset({"id", "name", "applied"})}


def found() -> Shape:
    """Give the columns of every table that is in the database of this block."""
    database = Record._meta.database
    names = (name for name in database.get_tables() if not name.startswith("sqlite_"))
    return {name: frozenset(column.name for column in database.get_columns(name)) for name in names}


def people() -> int:
    """Give how many people have details here that can still be read."""
    count: int = PersonKey.select().where(PersonKey.secret.is_null(False)).count()
    return count
