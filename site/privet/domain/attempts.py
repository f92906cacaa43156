"""Counting tries at the doors of the secure area, so that nobody goes on guessing, and costly work inside.

A try is counted before anything is compared, in a step of its own, so that two at once can't both be the last
one. What is counted stands as a digest under the key ring: no address and no name is kept.
"""

from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from privet.domain import limits
from privet.domain.limits import PARTS, Limit
from privet.domain.times import micro
from privet.storage.sessions import Attempts
from privet.storage.store import Store

KNOWN = timedelta(days=30)  # How long somebody is known again by account and network.
NOBODY = "nobody "  # Begins what is counted under a name that no account has; no id holds a space.


class TooMany(Exception):
    """So many tries failed that all must wait now."""


def network(address: str) -> str:
    """Give the network that counts for ``address``: 256 addresses of the old kind, a household of the new."""
    try:
        found = ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    width = 24 if found.version == 4 else 56
    return str(ip_network((found, width), strict=False))


def allow(store: Store, kind: str, parts: tuple[str, ...], now: datetime) -> None:
    """Count a try of ``kind`` by ``parts``, which are named in :data:`privet.domain.limits.PARTS`.

    :raises TooMany: when too many failed before; this one isn't counted then.
    """
    if not counted(store, kind, parts, now):
        raise TooMany


def counted(store: Store, kind: str, parts: tuple[str, ...], now: datetime) -> bool:
    """Count a try as :func:`allow` does, and say whether it may go on.

    As much is read and written when it may not, so that the time it takes tells nothing.
    """
    named = dict(zip(PARTS[kind], parts, strict=True))
    found = limits.load().of(kind)
    with store.writing():
        known = Attempts.holds(_key(store, "known", parts), micro(now))
        keys = {name: _key(store, name, [named[part] for part in limit.by]) for name, limit in found.items()}
        ends = {name: _end(limit, now, named.get("account", "")) for name, limit in found.items()}
        counts = {name: Attempts.add(keys[name], micro(now), ends[name]) for name in found}
        full = [name for name, limit in found.items() if counts[name] > limit.most and not limit.line]
        closed = any(not (known and found[name].known) for name in full)
        doors = [key for name, key in keys.items() if not found[name].line]
        Attempts.take_back(doors, int(closed))
    return not closed


def succeeded(store: Store, kind: str, parts: tuple[str, ...]) -> None:
    """Forget what failed by this account, and that this try was counted."""
    named = dict(zip(PARTS[kind], parts, strict=True))
    own: list[bytes] = []
    shared: list[bytes] = []
    for name, limit in limits.load().of(kind).items():
        key = _key(store, name, [named[part] for part in limit.by])
        (own if "account" in limit.by else shared).append(key)
    own += [_key(store, "told", [named["account"]])] if "account" in named else []
    with store.writing():
        Attempts.drop(own)
        Attempts.take_back(shared, 1)


def give_back(store: Store, kind: str, parts: tuple[str, ...]) -> None:
    """Take back one try that turned out well, and forget none of those that didn’t."""
    named = dict(zip(PARTS[kind], parts, strict=True))
    found = limits.load().of(kind).items()
    with store.writing():
        Attempts.take_back(
            [_key(store, name, [named[part] for part in limit.by]) for name, limit in found], 1
        )


def crowds(store: Store, parts: tuple[str, ...], now: datetime) -> bool:
    """Say whether so many passwords failed from a network that it must not keep others waiting.

    That depends on the network alone. Only who is known there, and didn’t fail too often there, is left out.
    """
    named = dict(zip(PARTS["password"], parts, strict=True))
    with store.reading():
        known = Attempts.holds(_key(store, "known", parts), micro(now))
        full = [
            limit
            for name, limit in limits.load().of("password").items()
            if "network" in limit.by
            and Attempts.count_of(_key(store, name, [named[part] for part in limit.by]), micro(now))
            >= limit.most
        ]
    closed_here = any("account" in limit.by for limit in full)
    return any(limit.line for limit in full) and (closed_here or not known)


def closes(store: Store, account: str, now: datetime) -> bool:
    """Say, once, that the password of an account is closed by tries from anywhere, until it is forgiven.

    Call it in the transaction that tells the owner.
    """
    found = limits.load().limit["password-account"]
    if Attempts.count_of(_key(store, "password-account", [account]), micro(now)) < found.most:
        return False
    return Attempts.add(_key(store, "told", [account]), micro(now), Attempts.NEVER) == 1


def know(store: Store, parts: tuple[str, ...], now: datetime) -> None:
    """Note that the owner of an account came in from this network, so that others’ tries don’t close it."""
    with store.writing():
        Attempts.put(_key(store, "known", parts), micro(now + KNOWN))


def touch(store: Store, now: datetime) -> None:
    """Write as much as a count does, where nothing is to be counted and nobody shall notice."""
    with store.writing():
        Attempts.put(_key(store, "nothing", []), micro(now))


def forgive(store: Store, account: str) -> None:
    """Begin the counts of an account anew: its owner came in, was proved by post, or has a new password."""
    keys = [
        _key(store, name, [account])
        for name, limit in limits.load().limit.items()
        if limit.by == ("account",) and limit.kind in limits.PROOFS
    ] + [_key(store, "told", [account])]
    with store.writing():
        Attempts.drop(keys)


def sweep(store: Store, now: datetime) -> int:
    """Forget the counts that are over; gives how many there were."""
    with store.writing():
        return Attempts.drop_over(micro(now))


def _end(limit: Limit, now: datetime, account: str) -> int:
    """Say when a count is over; one that waits for a success waits for a day where nobody can have one."""
    if limit.minutes:
        return micro(now + timedelta(minutes=limit.minutes))
    return micro(now + timedelta(days=1)) if account.startswith(NOBODY) else Attempts.NEVER


def _key(store: Store, name: str, parts: "list[str] | tuple[str, ...]") -> bytes:
    return store.ring.blind("\0".join(parts), f"attempts.{name}")
