"""Letters of campaigns: to whom one goes on paper."""

from collections.abc import Collection

import peewee

from privet.storage.campaigns import Campaign
from privet.storage.people import Person
from privet.storage.record import Record


class PaperMail(Record):
    """That a campaign is to go to somebody on paper, and whether its letter was printed."""

    campaign = peewee.ForeignKeyField(Campaign, column_name="campaign_id")
    person = peewee.ForeignKeyField(Person, column_name="person_id")
    printed_at = peewee.BigIntegerField(null=True)

    campaign_id: str
    person_id: str

    class Meta:
        """A campaign goes to somebody on paper once."""

        table_name = "paper_mail"
        primary_key = peewee.CompositeKey("campaign", "person")

    @classmethod
    def to_print(cls, campaign: str, again: bool = False) -> list[str]:
        """Give the people to whom a campaign goes on paper, without those whose letter was printed."""
        own = cls.campaign == campaign
        wanted = own if again else own & cls.printed_at.is_null()
        return [row.person_id for row in cls.select(cls.person).where(wanted).order_by(cls.person)]

    @classmethod
    def printed(cls, campaign: str, people: Collection[str], at: int) -> None:
        """Note that the letters to some people were printed."""
        for person in people:
            cls.update(printed_at=at).where((cls.campaign == campaign) & (cls.person == person)).execute()

    @classmethod
    def counts(cls, campaign: str) -> tuple[int, int]:
        """Count the letters of a campaign, and those of them that were printed."""
        own = cls.campaign == campaign
        printed = cls.select().where(own & cls.printed_at.is_null(False)).count()
        return cls.select().where(own).count(), printed

    @classmethod
    def forget(cls, campaigns: Collection[str]) -> int:
        """Delete what says to whom some campaigns went on paper; gives how many letters those were."""
        rows: int = cls.delete().where(cls.campaign.in_(list(campaigns))).execute()
        return rows
