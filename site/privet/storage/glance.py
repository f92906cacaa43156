"""A quick look at the encrypted file, for a start that has nothing to make and nothing to change."""

from privet.storage import keys
from privet.storage.cipher import Ring
from privet.storage.place import MIGRATIONS, Place


def is_in_order(place: Place) -> bool:
    """Say whether the file opens with its keys and is in its present shape; no is no more than “look closer”.

    What changes a database takes longer to load than all else that a start does; most starts change nothing.

    :raises CannotOpen: when the keys can’t be used.
    """
    if place.url or not place.file.exists() or not (place.keys / keys.FILE).exists():
        return False
    keys.check_mode(place.file)
    found = keys.load(place.keys)
    from sqlcipher3 import dbapi2  # noqa: PLC0415 - only this database needs it

    connection = dbapi2.connect(place.file)
    try:
        connection.execute(f"PRAGMA key = \"x'{found.database}'\"")
        had = {name for (name,) in connection.execute("SELECT name FROM schema_migration")}
        ring, proofs = Ring(found), connection.execute("SELECT key, proof FROM key_check").fetchall()
    except dbapi2.DatabaseError:
        return False
    finally:
        connection.close()
    expected = {path.stem for path in MIGRATIONS.glob("[0-9]*.py")}
    return (
        had == expected
        and bool(found.lasting)
        and ring.proven <= {name for name, _proof in proofs}
        and all(ring.knows(name, proof) for name, proof in proofs)
    )
