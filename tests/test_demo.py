"""``privet demo``: a newcomer can try every role, and nothing of anybody’s is touched."""

import json
import stat
from datetime import UTC, date, datetime
from pathlib import Path

import pyotp
from click.testing import CliRunner, Result

from privet import config
from privet.commands import main
from privet.domain import passwords
from privet.domain.roles import AGENT, STAFF
from privet.domain.signed import signed
from privet.opening import open_store
from privet.storage.accounts import Account
from privet.storage.factors import Factor
from privet.storage.people import Person
from privet.storage.roll import representatives
from privet.storage.store import Store
from tests import people

ROLES = {"member", "former", "dependent", "representative", *STAFF, AGENT}


def run(instance: Path) -> Result:
    return CliRunner().invoke(main, ["demo", "--instance", str(instance)])


def store_of(instance: Path) -> Store:
    return open_store(instance, config.load(instance))


def test_every_role_gets_an_account_that_opens(instance: Path) -> None:
    told = run(instance)

    assert told.exit_code == 0, told.output
    file = instance / "demo.json"
    rows = json.loads(file.read_text("utf-8"))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert {row["role"] for row in rows} == ROLES
    assert len({row["password"] for row in rows}) == len({row["totp_secret"] for row in rows}) == len(rows)
    assert not any(row["password"] in told.output for row in rows)
    store = store_of(instance)
    with store.reading():
        for row in rows:
            account = Account.by_sign(row["user_name"])
            assert account
            assert passwords.fits(account.password, row["password"])
            (factor,) = Factor.select().where(Factor.account == account)
            assert bytes(factor.secret).decode() == row["totp_secret"]
            assert len(pyotp.TOTP(row["totp_secret"]).now()) == 6
            who = signed(store, account.id, today())
            assert who
            assert who.role == {"former": "member"}.get(row["role"], row["role"])
            assert who.former == (row["role"] == "former")
        assert len({each.group_id for each in representatives()}) == 2


def today() -> date:
    return datetime.now(UTC).date()


def test_made_up_people_cannot_be_taken_for_somebody(instance: Path) -> None:
    run(instance)

    store = store_of(instance)
    with store.reading():
        everybody = list(Person.select())
        assert len(everybody) == 12
        assert all((person.email or "x@example.org").endswith("@example.org") for person in everybody)
        assert not any(person.ssn for person in everybody)  # Kept in full only where the office says so.
        assert {person.status for person in everybody} == {"current", "former"}
        assert all(bool(person.keep_until) == (person.status == "former") for person in everybody)
        for person in everybody:
            person.check_provenance()


def test_second_demonstration_and_real_people_are_refused(instance: Path, tmp_path: Path) -> None:
    run(instance)
    before = (instance / "demo.json").read_bytes()
    real = tmp_path / "real"
    real.mkdir()
    people.account(store_of(real), role="clerk")

    for folder in (instance, real):
        refused = run(folder)
        assert refused.exit_code == 1
        assert "holds people already; nothing was changed" in refused.output

    assert (instance / "demo.json").read_bytes() == before
    assert not (real / "demo.json").exists()
