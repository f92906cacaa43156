"""What every record shares: its base, the database at work, and fields that are sealed."""

import threading
from typing import Any

import peewee

from privet.storage.cipher import Ring


class Current(peewee.DatabaseProxy):
    """The database of the store that is open in this thread; outside of one, no record can be used."""

    _here = threading.local()

    @property
    def obj(self) -> peewee.Database | None:
        """Give this thread's database."""
        return getattr(self._here, "database", None)

    @obj.setter
    def obj(self, database: peewee.Database | None) -> None:
        self._here.database = database

    @property
    def ring(self) -> Ring:
        """Give the keys of this thread's store."""
        ring: Ring = self._here.ring
        return ring

    def use(self, database: peewee.Database | None, ring: Ring | None) -> tuple[Any, Any]:
        """Work with this database and these keys from now on; gives those from before."""
        before = (self.obj, getattr(self._here, "ring", None))
        self._here.database, self._here.ring = database, ring
        return before


current = Current()


def first(sql: str, *values: Any) -> tuple[Any, ...] | None:
    """Give the first row of a query that is asked at every request, written out: building it costs more.

    Values stand as ``?``, whichever database it is.
    """
    database: Any = current.obj
    found: tuple[Any, ...] | None = database.execute_sql(sql.replace("?", database.param), values).fetchone()
    return found


class Record(peewee.Model):
    """A row, with methods for what is asked of its table."""

    class Meta:
        """Names of tables are those of their records."""

        database = current
        legacy_table_names = False


class _Accessor(peewee.FieldAccessor):
    """Opens a sealed field when it is read, and seals it when it is set."""

    def __get__(self, instance: Any, instance_type: Any = None) -> Any:
        if instance is None:
            return self.field
        sealed = instance.__data__.get(self.name)
        if sealed is None:
            return None
        plain = current.ring.unseal(bytes(sealed), self.field.place(instance))
        return plain.decode() if self.field.text else plain

    def __set__(self, instance: Any, value: Any) -> None:
        """Seal ``value``; rows from the database come as :class:`_Stored` and are kept as they are."""
        if value is None or isinstance(value, _Stored):
            instance.__data__[self.name] = value
        else:
            plain = value.encode() if isinstance(value, str) else value
            instance.__data__[self.name] = _Stored(current.ring.seal(plain, self.field.place(instance)))
            for blind in self.field.blinds(instance):
                setattr(instance, blind.name, current.ring.blind(value, blind.place))
        instance._dirty.add(self.name)


class _Stored(bytes):
    """A sealed value as the database holds it."""


class SealedField(peewee.BlobField):
    """A field that is sealed with the key ring and bound to its table, column and row.

    The row's primary key must be set before it. It can't be searched; give the record a :class:`BlindField`.
    """

    accessor_class = _Accessor

    def __init__(self, *, text: bool = True, **options: Any) -> None:
        """Hold text, or bytes where ``text`` is false."""
        self.text = text
        super().__init__(**options)

    def place(self, row: Any) -> str:
        """Say where the value belongs."""
        key = row.get_id()
        if key is None:
            raise ValueError(f"{self.model.__name__}: give its primary key before {self.name}")
        return f"{self.model._meta.table_name}.{self.column_name}.{key}"

    def opened(self, sealed: bytes | None, key: str) -> Any:
        """Give the text of a value that was read past the record, of the row with this primary key."""
        if sealed is None:
            return None
        place = f"{self.model._meta.table_name}.{self.column_name}.{key}"
        return current.ring.unseal(bytes(sealed), place).decode()

    def blinds(self, row: Any) -> list["BlindField"]:
        """Give the blind indexes of this field."""
        fields = row._meta.sorted_fields
        return [field for field in fields if isinstance(field, BlindField) and field.of == self.name]

    def db_value(self, value: Any) -> Any:
        """Let only sealed values through to the database."""
        if value is not None and not isinstance(value, _Stored):
            raise TypeError(f"{self.name} is sealed and can't be searched; use its blind index")
        return value if value is None else bytes(value)

    def python_value(self, value: Any) -> Any:
        """Mark what comes from the database as sealed."""
        return value if value is None else _Stored(bytes(value))


class BlindField(peewee.BlobField):
    """The blind index of the sealed field ``of``: equal for equal texts, telling nothing without a key."""

    def __init__(self, *, of: str, **options: Any) -> None:
        """Index the sealed field named ``of``."""
        self.of = of
        super().__init__(index=True, **options)

    @property
    def place(self) -> str:
        """Name the column, so that equal texts in two columns have different indexes."""
        return f"{self.model._meta.table_name}.{self.column_name}"

    def matches(self, text: str) -> peewee.Expression:
        """Find rows whose field is ``text``, whichever key they are sealed with."""
        found: peewee.Expression = self.in_(current.ring.blinds(text, self.place))
        return found
