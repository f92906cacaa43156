"""The first tables: proofs of keys, keys of persons, and the chain of events, which can only grow."""

import peewee


def up(_migrator: object, db: peewee.Database) -> None:
    """Make the tables, and forbid changing or removing an event."""

    class KeyCheck(peewee.Model):
        key = peewee.CharField(max_length=16, primary_key=True)
        proof = peewee.BlobField()

        class Meta:
            database = db
            table_name = "key_check"

    class PersonKey(peewee.Model):
        subject = peewee.CharField(max_length=22, primary_key=True)
        secret = peewee.BlobField(null=True)

        class Meta:
            database = db
            table_name = "person_key"

    class Event(peewee.Model):
        id = peewee.BigIntegerField(primary_key=True)
        at = peewee.BigIntegerField()
        actor = peewee.CharField(max_length=64)
        action = peewee.CharField(max_length=64, index=True)
        subject = peewee.CharField(max_length=22, index=True)
        purpose = peewee.CharField(max_length=64)
        detail = peewee.BlobField()
        digest = peewee.BlobField()

        class Meta:
            database = db
            table_name = "event"

    db.create_tables([KeyCheck, PersonKey, Event], safe=False)
    for statement in APPEND_ONLY["sqlite" if isinstance(db, peewee.SqliteDatabase) else "postgresql"]:
        db.execute_sql(statement)


APPEND_ONLY = {
    "sqlite": (
        "CREATE TRIGGER event_stays_update BEFORE UPDATE ON event "
        "BEGIN SELECT RAISE(ABORT, 'events are only added'); END",
        "CREATE TRIGGER event_stays_delete BEFORE DELETE ON event "
        "BEGIN SELECT RAISE(ABORT, 'events are only added'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION event_stays() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'events are only added'; END $$",
        "CREATE TRIGGER event_stays BEFORE UPDATE OR DELETE ON event "
        "FOR EACH ROW EXECUTE FUNCTION event_stays()",
        "CREATE TRIGGER event_stays_whole BEFORE TRUNCATE ON event "
        "FOR EACH STATEMENT EXECUTE FUNCTION event_stays()",
    ),
}
