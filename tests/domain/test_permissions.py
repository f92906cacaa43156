"""Permissions: every choice against every purpose, and against the paths that really ask."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import combinations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from privet.domain import choices, link_tokens, mail, permissions, readers
from privet.domain.choice_proof import Shown
from privet.domain.permissions import Standing, decide
from privet.domain.signed import Signed, signed
from privet.storage.accounts import Account
from privet.storage.messages import Mail
from privet.storage.people import Person
from privet.storage.readers import Reader
from privet.storage.store import Store
from tests import people

NOW = datetime(2026, 11, 23, 17, tzinfo=UTC)
CHOICES = ("collect", "use", "distribute", "sale", "affiliates", "sensitive")
# What each purpose must be closed by, written without a look at the rules: by any of these choices, by a
# signal (S), when coverage ended (F), or unless a paper was signed (A).
CLOSED = {
    "service": ((), ""),
    "legal-duty": ((), ""),
    "vendor-service": ((), ""),
    "online": (("collect",), ""),
    "notice-mail": (("collect",), ""),
    "optional-mail": (("collect", "use", "mail"), "F"),
    "optional-paper": (("use", "mail"), "F"),
    "statistics": (("collect", "use"), "S"),
    "vendor-marketing": (("use", "distribute", "sale"), "SF"),
    "affiliate-service": (("distribute",), ""),
    "affiliate-marketing": (("use", "distribute", "affiliates", "sale"), "SF"),
    "sensitive-use": (("use", "sensitive"), ""),
    "sale": (("use", "distribute", "sale"), "SFA"),
}


def every_refusal(names: tuple[str, ...] = CHOICES) -> Iterator[frozenset[str]]:
    for size in range(len(names) + 1):
        yield from map(frozenset, combinations(names, size))


@pytest.mark.promise("P28")
def test_every_combination_of_choices_closes_what_it_must_and_nothing_else() -> None:
    """P28: 128 combinations, 13 purposes, current and former, each signal, with a paper or without."""
    assert set(permissions.rules().purpose) == set(CLOSED), "enter a new purpose in this table, too"
    assert tuple(permissions.rules().choice) == CHOICES

    for refused in every_refusal((*CHOICES, "mail")):
        for signal in ("", "gpc", "dnt"):
            for former in (False, True):
                for authorised in (False, True):
                    standing = Standing(refused, signal, former, authorised)
                    for purpose, (by, more) in CLOSED.items():
                        closed = bool(
                            refused & set(by)
                            or (signal and "S" in more)
                            or (former and "F" in more)
                            or (not authorised and "A" in more)
                        )
                        assert bool(decide(standing, purpose)) != closed, (standing, purpose)


@pytest.mark.promise("P28")
def test_all_three_refused_leaves_the_coverage_itself_and_nothing_that_is_passed_on() -> None:
    """P28: collect, use and distribute refused; even a signed paper opens no sale then."""
    standing = Standing(frozenset({"collect", "use", "distribute"}), authorised=True)

    left = {purpose for purpose in permissions.rules().purpose if decide(standing, purpose)}

    assert left == {"service", "legal-duty", "vendor-service"}


@pytest.mark.promise("P28")
def test_refusing_marketing_by_affiliates_leaves_what_they_do_for_the_coverage() -> None:
    refused = Standing(frozenset({"affiliates"}))

    assert decide(refused, "affiliate-marketing").reason == "affiliates"
    assert decide(refused, "affiliate-service")
    assert decide(Standing(), "affiliate-marketing")


@pytest.mark.promise("P28")
def test_no_signal_and_no_refusal_ever_opens_anything() -> None:
    """P28: whatever is added to a standing, what was closed stays closed."""
    for refused in every_refusal():
        for purpose in permissions.rules().purpose:
            before = decide(Standing(refused), purpose)
            for more in (Standing(refused, "gpc"), Standing(refused, "dnt"), Standing(refused, former=True)):
                assert before or not decide(more, purpose), (refused, purpose)
            for topic in CHOICES:
                assert before or not decide(Standing(refused | {topic}), purpose), (refused, purpose, topic)


def test_what_a_signal_closes_for_a_visitor_it_closes_on_the_record_of_a_member() -> None:
    """Else it would be forgotten when they come with another browser; visits themselves are nobody's."""
    for signal, topic in permissions.SIGNALS.items():
        for purpose in permissions.rules().purpose:
            seen = decide(Standing(signal=signal, authorised=True), purpose)
            noted = decide(Standing(frozenset({topic}), authorised=True), purpose)
            assert seen or not noted or purpose == "statistics", purpose


def test_a_purpose_that_nobody_thought_of_is_an_error() -> None:
    with pytest.raises(KeyError):
        decide(Standing(), "curiosity")


@pytest.fixture
def store(app: Flask) -> Store:
    """Give the store of a site with one member who wants optional mail at a confirmed address."""
    found: Store = app.extensions["privet"].store
    person = people.person(found, "LBT-1")
    account = people.account(found, person=person, email="ana.ruiz@example.org")
    who = _who(found, account)
    readers.set_for_member(found, who, {"informational": "on"}, Shown("account"), NOW)
    return found


def _who(store: Store, account: str) -> Signed:

    found = signed(store, account, NOW.date())
    assert found is not None
    return found


def _paths(store: Store, client: FlaskClient, account: str) -> dict[str, bool]:
    """Try what really asks: optional mail, a notice by mail, and the doors of the account."""
    with store.reading():
        reader = Reader.by_address("ana.ruiz@example.org")
        assert reader is not None
        optional = bool(readers.may_send(reader, "informational"))
    notice = mail.tell(store, account, "message", NOW)
    door = client.get("/account/record/", base_url="https://localhost").status_code == 200
    return {"optional-mail": optional, "notice-mail": notice, "online": door}


@pytest.mark.promise("P28")
@pytest.mark.promise("P32")
def test_every_combination_holds_at_each_path_that_asks(store: Store, app: Flask) -> None:
    """P28: the real doors, mails and readers, for a current member and for a former one."""
    with store.reading():
        account = Account.get()
        person = str(account.person_id)
    client = people.signed_in(app, account.id)

    for status in ("current", "former"):
        with store.writing():
            Person.update(status=status).where(Person.id == person).execute()
        for refused in every_refusal():
            choices.choose(store, person, refused, Shown("account"), NOW, "site")
            standing = Standing(refused, former=status == "former")
            expected = {
                name: bool(decide(standing, name)) for name in ("optional-mail", "notice-mail", "online")
            }
            assert _paths(store, client, account.id) == expected, (status, sorted(refused))
    with store.writing():
        Mail.delete().execute()


@pytest.mark.promise("P28")
def test_links_in_mails_still_turn_mail_off_whatever_is_refused(store: Store, client: FlaskClient) -> None:
    with store.reading():
        reader, person = Reader.get(), Person.get()
    choices.choose(store, person.id, frozenset(CHOICES), Shown("account"), NOW, "site")

    link = f"/preferences/{link_tokens.token(store, reader.id)}/unsubscribe"
    answer = client.post(link, data={"List-Unsubscribe": "One-Click"}, base_url="https://localhost")

    assert answer.status_code == 200
    assert "mail" in permissions.standing(store, person.id).refused


def test_nothing_may_be_done_with_somebody_whom_nobody_knows(store: Store) -> None:
    with pytest.raises(LookupError):
        permissions.may(store, "nobody", "service")
