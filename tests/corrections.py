"""What tests of corrections share: a group with its representative, a member, and what stands in a form."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from privet import config
from privet.domain import correction_pages, corrections, rules
from privet.domain.correction_decisions import Decider
from privet.domain.correction_rules import Setting
from privet.domain.corrections import Asked
from privet.domain.office import Office
from privet.domain.signed import Signed
from privet.storage.corrections import Correction
from privet.storage.people import Person
from privet.storage.store import Store
from tests import people

NOW = datetime(2026, 12, 1, 15, tzinfo=ZoneInfo("America/New_York"))
WHY = "It was misspelt on the enrolment card."
OFFICE = Decider(actor="command", by="command")


def setting(now: datetime = NOW) -> Setting:
    settings = config.load(Path("nowhere"))
    known = rules.load(settings.organisation.regimes)
    return Setting(office=Office(settings, known), now=now, statement="1.0")


@dataclass
class Scene:
    """One group with a representative who can sign in, and one member of it."""

    store: Store
    group: str = "hollis-mills"
    person: str = ""
    facts: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Make the rows."""
        self.office = people.representative(self.store, f"{self.group}-office", self.group)
        self.office_account = people.account(self.store, "representative", representative=self.office)
        self.person = people.person(self.store, f"{self.group}-1", group=self.group, **self.facts)
        self.account = people.account(self.store, person=self.person)

    @property
    def who(self) -> Signed:
        """Give the member, signed in."""
        return Signed(account=self.account, role="member", person=self.person)

    @property
    def representative(self) -> Signed:
        """Give the representative, signed in."""
        return Signed(
            account=self.office_account,
            role="representative",
            name=f"Office of {self.group}",
            group=self.group,
            representative=self.office,
        )

    def ask(self, name: str = "name", new: str | None = "Ana María Ruiz Soto", **more: Any) -> str:
        """Ask as the member does; gives the code."""
        blank = correction_pages.blank(self.store, self.who, more.get("person", self.person), name, setting())
        given = {"person": self.person, "seen": blank.seen, "reason": WHY} | more
        return corrections.ask(self.store, self.who, Asked(field=name, new=new, **given), setting())

    def change(self, **values: Any) -> None:
        """Change the record behind everybody's back."""
        with self.store.writing():
            row = Person.get_by_id(self.person)
            for name, value in values.items():
                setattr(row, name, value)
            row.version += 1
            row.save()

    def row(self, correction: str) -> Any:
        """Give a request as plain values."""
        with self.store.reading():
            row = Correction.get_by_id(correction)
            names = [name for name in Correction._meta.fields if name != "person"]
            return SimpleNamespace(person_id=row.person_id, **{name: getattr(row, name) for name in names})

    def fact(self, name: str, person: str = "") -> Any:
        """Give what the record says."""
        with self.store.reading():
            return getattr(Person.get_by_id(person or self.person), name)


def scene(app: Flask, **more: Any) -> Scene:
    """Make a scene in the store of ``app``."""
    return Scene(app.extensions["privet"].store, **more)


def hidden(page: str, name: str) -> str:
    """Give what a hidden field of a page holds."""
    found = re.search(rf'<input type="hidden" name="{name}" value="([^"]*)">', page)
    return found[1] if found else ""


def send(client: FlaskClient, path: str, page: str = "", **data: str) -> TestResponse:
    """Send the form at ``path`` as a browser would, from ``page`` or a fresh one."""
    page = page or client.get(path).text
    kept = {name: hidden(page, name) for name in ("csrf_token", "seen", "instead", "version")}
    return client.post(path, data={name: value for name, value in kept.items() if value} | data)
