"""A proof for each field key: something sealed with it, so that a wrong or lost key shows at the start."""

import peewee

from privet.storage.cipher import Ring
from privet.storage.record import Record


class KeyCheck(Record):
    """What one field key sealed; ``key`` is its id in hexadecimal."""

    key = peewee.CharField(max_length=16, primary_key=True)
    proof = peewee.BlobField()

    class Meta:
        """The name of the table."""

        table_name = "key_check"

    @classmethod
    def note(cls, ring: Ring) -> None:
        """Keep a proof of the key in use."""
        name, proof = ring.prove()
        if not cls.get_or_none(cls.key == name):
            cls.create(key=name, proof=proof)

    @classmethod
    def missing(cls, ring: Ring) -> list[str]:
        """Give the ids of keys that this database was written with and ``ring`` doesn't have."""
        return [row.key for row in cls.select() if not ring.knows(row.key, bytes(row.proof))]

    @classmethod
    def drop(cls, name: str) -> None:
        """Forget the proof of a key that nothing is sealed with any more."""
        cls.delete().where(cls.key == name).execute()
