"""A proof for each key: something made with it, so that a wrong or lost one shows at the start."""

import peewee

from privet.storage.cipher import BLIND, Ring
from privet.storage.record import Record


class KeyCheck(Record):
    """What one field key sealed, or the mark that one lasting key made; ``key`` is its id in hexadecimal."""

    key = peewee.CharField(max_length=16, primary_key=True)
    proof = peewee.BlobField()

    class Meta:
        """The name of the table."""

        table_name = "key_check"

    @classmethod
    def note(cls, ring: Ring) -> None:
        """Keep a proof of the key in use, and of each lasting one."""
        for name, proof in ring.proofs():
            if not cls.get_or_none(cls.key == name):
                cls.create(key=name, proof=proof)

    @classmethod
    def missing(cls, ring: Ring) -> list[str]:
        """Name the keys that this database was written with and ``ring`` doesn't have, field keys first."""
        rows = [row for row in cls.select() if not ring.knows(row.key, bytes(row.proof))]
        return sorted(f"{'lasting' if len(row.proof) == BLIND else 'field'} key {row.key}" for row in rows)

    @classmethod
    def drop(cls, name: str) -> None:
        """Forget the proof of a key that nothing is sealed with any more."""
        cls.delete().where(cls.key == name).execute()
