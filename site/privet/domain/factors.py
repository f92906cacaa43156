"""Second factors: which an account has, codes of authenticator apps (RFC 6238), and taking a factor away.

Passkeys are in :mod:`privet.domain.passkeys`, printed codes in :mod:`privet.domain.recovery`. Who tries how
often is counted by those who call, with :mod:`privet.domain.attempts`.
"""

from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

import pyotp
from pyotp.exceptions import OTPVerificationError

from privet.domain import changes, recovery
from privet.domain.times import at, micro
from privet.storage.accounts import Account
from privet.storage.factors import Factor, RecoveryCode
from privet.storage.ids import new_id
from privet.storage.store import Store

PASSKEY, TOTP, RECOVERY = "passkey", "totp", "recovery"
DIGITS = 6
AROUND = 1  # Steps of 30 seconds by which a clock may be off.
MOST = 10  # Factors of an account.
LONGEST_NAME = 60
SPACES = str.maketrans("", "", " -\u00a0\u2009\u202f")


class WrongCode(ValueError):
    """The code isn't the one that the app shows now."""


class LastFactor(Exception):
    """It is the only one, and an account can't be without; another must be added first."""


class TooManyFactors(Exception):
    """There are ten already; one must be removed first."""


@dataclass(frozen=True)
class Listed:
    """A factor as its owner sees it."""

    id: str
    kind: str
    name: str
    added: datetime
    used: datetime | None

    def seen_in(self, zone: tzinfo | None) -> "Listed":
        """Give the same with the times of a zone."""
        used = self.used.astimezone(zone) if self.used else None
        return replace(self, added=self.added.astimezone(zone), used=used)


def kinds(store: Store, account: str) -> frozenset[str]:
    """Give of which kinds ``account`` has a factor: passkey, totp, recovery."""
    with store.reading():
        found = {factor.kind for factor in Factor.of_account(account)}
        return frozenset(found | ({RECOVERY} if RecoveryCode.of_account(account) else set()))


def listed(store: Store, account: str) -> list[Listed]:
    """Give the passkeys and apps of ``account``, the oldest first."""
    with store.reading():
        return [
            Listed(row.id, row.kind, row.name, at(row.added_at), at(row.used_at) if row.used_at else None)
            for row in Factor.of_account(account)
        ]


def check_code(store: Store, account: str, entered: str, now: datetime) -> bool:
    """Accept a code of an app, or a printed one; what was accepted once is never accepted again."""
    code = entered.translate(SPACES).strip()
    if code.isascii() and code.isdecimal() and len(code) == DIGITS:
        return _use_totp(store, account, code, now)
    return recovery.spend(store, account, code)


def new_totp() -> str:
    """Make a secret for an app: 160 bits in base 32, as RFC 4226 advises."""
    return pyotp.random_base32()


def totp_uri(secret: str, user_name: str, organisation: str) -> str:
    """Give what the picture for the app says."""
    return pyotp.TOTP(secret).provisioning_uri(name=user_name, issuer_name=organisation)


def add_totp(store: Store, account: str, secret: str, code: str, now: datetime) -> str:
    """Add an app that has shown its first right code; gives the factor's id. That code is used up with it.

    :raises WrongCode: when it isn't right, or the app was added already.
    :raises TooManyFactors: when there are ten.
    """
    step = _step(secret, code.translate(SPACES).strip(), now)
    with store.writing():
        row = room_for_one(account)
        known = (bytes(factor.secret) for factor in Factor.of_account(account, TOTP))
        if step is None or secret.encode() in known:
            raise WrongCode
        return write(store, row, {"kind": TOTP, "name": "", "secret": secret.encode(), "counter": step}, now)


def rename(name: str) -> str:
    """Give the name of a factor as it is kept."""
    return " ".join(name.split())[:LONGEST_NAME]


def room_for_one(account: str) -> Account:
    """Give the account, held until the block is over, if it may have one factor more.

    :raises LookupError: when there is no such account.
    :raises TooManyFactors: when there are ten.
    """
    row = Account.hold(account)
    if row is None:
        raise LookupError("there is no such account")
    if len(Factor.of_account(account)) >= MOST:
        raise TooManyFactors
    return row


def write(store: Store, account: Account, values: dict[str, object], now: datetime) -> str:
    """Write a factor that was shown, and the event of it; gives its id."""
    made = Factor.create(id=new_id(), account=account.id, added_at=micro(now), **values)
    changes.note(store, account, "factor.added", kind=made.kind, factor=made.id)
    return str(made.id)


def remove(store: Store, account: str, factor: str) -> bool:
    """Take a factor of ``account`` away; it opens nothing from now on. Says whether there was one.

    :raises LastFactor: when nothing but printed codes would be left.
    """
    with store.writing():
        row = Account.hold(account)
        found = {kept.id: kept.kind for kept in Factor.of_account(account)}
        if row is None or factor not in found:
            return False
        if len(found) == 1:
            raise LastFactor
        Factor.remove(account, factor)
        changes.note(store, row, "factor.removed", kind=found[factor], factor=factor)
    return True


def _use_totp(store: Store, account: str, code: str, now: datetime) -> bool:
    with store.writing():
        for factor in Factor.of_account(account, TOTP):
            step = _step(bytes(factor.secret).decode(), code, now)
            if step is not None and Factor.advance(factor.id, step, micro(now)):
                changes.note(store, Account.get_by_id(account), "factor.used", kind=TOTP, factor=factor.id)
                return True
    return False


def _step(secret: str, code: str, now: datetime) -> int | None:
    """Give the step of 30 seconds that ``code`` belongs to, if it is one around now."""
    try:
        return pyotp.TOTP(secret).verify_and_get_timecode(code, for_time=now, valid_window=AROUND)
    except OTPVerificationError:
        return None
