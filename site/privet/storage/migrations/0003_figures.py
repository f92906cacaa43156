"""Totals of a day, and what was published of closed months."""

import peewee


def up(_migrator: object, db: peewee.Database) -> None:
    """Make the tables."""

    class VisitTotal(peewee.Model):
        day = peewee.DateField()
        route = peewee.CharField(max_length=64)
        topic = peewee.CharField(max_length=128)
        count = peewee.IntegerField()

        class Meta:
            database = db
            table_name = "visit_total"
            primary_key = peewee.CompositeKey("day", "route", "topic")

    class CompatibilityTotal(peewee.Model):
        day = peewee.DateField()
        figure = peewee.CharField(max_length=16)
        bucket = peewee.CharField(max_length=24)
        count = peewee.IntegerField()

        class Meta:
            database = db
            table_name = "compatibility_total"
            primary_key = peewee.CompositeKey("day", "figure", "bucket")

    class PublishedMonth(peewee.Model):
        month = peewee.CharField(max_length=7, primary_key=True)
        published = peewee.DateField()

        class Meta:
            database = db
            table_name = "published_month"

    class PublishedFigure(peewee.Model):
        month = peewee.CharField(max_length=7)
        figure = peewee.CharField(max_length=16)
        route = peewee.CharField(max_length=64)
        item = peewee.CharField(max_length=128)
        count = peewee.IntegerField()

        class Meta:
            database = db
            table_name = "published_figure"
            primary_key = peewee.CompositeKey("month", "figure", "route", "item")

    db.create_tables([VisitTotal, CompatibilityTotal, PublishedMonth, PublishedFigure], safe=False)
