"""Counting tries at the doors of the secure area, so that nobody goes on guessing, and costly work inside.

A try is counted before anything is compared, in a step of its own, so that two at once can't both be the last
one. What is counted stands as a digest under the key ring: no address and no name is kept.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Literal

from privet.domain import limits
from privet.domain.limits import PARTS, Limit
from privet.domain.times import micro
from privet.storage.sessions import Attempts
from privet.storage.store import Store

KNOWN = timedelta(days=30)  # How long somebody is known again by account and network.
NOBODY = "nobody "  # Begins what is counted under a name that no account has; no id holds a space.
NARROW, WIDE = 64, 48  # Bits of a network of the new kind, and of what one who is given a lot of it has.
TOGETHER = (
    10  # So many times as much may come from a wide one: a large office, or an attacker with 65,536 networks.
)
Verdict = Literal["open", "later", "closed"]


class TooMany(Exception):
    """So many tries failed that all must wait now."""


@dataclass(frozen=True)
class _Count:
    """One count of a try: the limit that it belongs to, under which key, and how many it lets through."""

    limit: Limit
    key: bytes
    most: int


def network(address: str) -> str:
    """Give the network that counts for ``address``: 256 addresses of the old kind, a /64 of the new.

    Whoever has many of the new kind is counted by the /48 around them, too.
    """
    try:
        found = ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    width = 24 if found.version == 4 else NARROW
    return str(ip_network((found, width), strict=False))


def allow(store: Store, kind: str, parts: tuple[str, ...], now: datetime) -> None:
    """Count a try of ``kind`` by ``parts``, which are named in :data:`privet.domain.limits.PARTS`.

    :raises TooMany: when too many failed before; this one isn't counted then.
    """
    if not counted(store, kind, parts, now):
        raise TooMany


def counted(store: Store, kind: str, parts: tuple[str, ...], now: datetime) -> bool:
    """Count a try as :func:`allow` does, and say whether it may go on."""
    return judged(store, kind, parts, now) != "closed"


def judged(store: Store, kind: str, parts: tuple[str, ...], now: datetime) -> Verdict:
    """Count a try, and say whether it may go on: ``later`` where so much comes that it is to wait its turn.

    As much is read and written when it may not, so that the time it takes tells nothing.
    """
    counts, account = list(_counts(store, kind, parts)), _named(kind, parts).get("account", "")
    with store.writing():
        known = Attempts.holds(_key(store, "known", parts), micro(now))
        ends = [_end(each.limit, now, account) for each in counts]
        came = [Attempts.add(each.key, micro(now), end) for each, end in zip(counts, ends, strict=True)]
        full = [each.limit for each, count in zip(counts, came, strict=True) if count > each.most]
        doors = [limit for limit in full if not limit.line and not limit.defers]
        closed = any(not (known and limit.known) for limit in doors)
        Attempts.take_back([each.key for each in counts if not each.limit.line], int(closed))
    if closed:
        return "closed"
    return "later" if any(limit.defers for limit in full) else "open"


def succeeded(store: Store, kind: str, parts: tuple[str, ...]) -> None:
    """Forget what failed by this account, and that this try was counted."""
    named, counts = _named(kind, parts), list(_counts(store, kind, parts))
    own = [each.key for each in counts if "account" in each.limit.by]
    shared = [each.key for each in counts if "account" not in each.limit.by]
    own += [_key(store, "told", [named["account"]])] if "account" in named else []
    with store.writing():
        Attempts.drop(own)
        Attempts.take_back(shared, 1)


def give_back(store: Store, kind: str, parts: tuple[str, ...]) -> None:
    """Take back one try that turned out well, and forget none of those that didn’t."""
    with store.writing():
        Attempts.take_back([each.key for each in _counts(store, kind, parts)], 1)


def crowds(store: Store, parts: tuple[str, ...], now: datetime) -> bool:
    """Say whether so many passwords failed from a network that it must not keep others waiting.

    That depends on the network alone. Only who is known there, and didn’t fail too often there, is left out.
    """
    here = [each for each in _counts(store, "password", parts) if "network" in each.limit.by]
    with store.reading():
        known = Attempts.holds(_key(store, "known", parts), micro(now))
        full = [each.limit for each in here if Attempts.count_of(each.key, micro(now)) >= each.most]
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


def _counts(store: Store, kind: str, parts: tuple[str, ...]) -> Iterator[_Count]:
    """Give what a try is counted by; what counts by network counts by the wide one around it as well."""
    named = _named(kind, parts)
    around = named | {"network": _around(named.get("network", ""))}
    for name, limit in limits.load().of(kind).items():
        yield _Count(limit, _key(store, name, [named[part] for part in limit.by]), limit.most)
        if "network" in limit.by and around["network"]:
            key = _key(store, name, [around[part] for part in limit.by])
            yield _Count(limit, key, limit.most * TOGETHER)


def _named(kind: str, parts: tuple[str, ...]) -> dict[str, str]:
    return dict(zip(PARTS[kind], parts, strict=True))


def _around(network: str) -> str:
    """Give the wide network that one of the new kind lies in; nothing for others."""
    address = network.removesuffix(f"/{NARROW}")
    return str(ip_network((address, WIDE), strict=False)) if address != network else ""


def _end(limit: Limit, now: datetime, account: str) -> int:
    """Say when a count is over; one that waits for a success waits for a day where nobody can have one."""
    if limit.minutes:
        return micro(now + timedelta(minutes=limit.minutes))
    return micro(now + timedelta(days=1)) if account.startswith(NOBODY) else Attempts.NEVER


def _key(store: Store, name: str, parts: "list[str] | tuple[str, ...]") -> bytes:
    return store.ring.blind("\0".join(parts), f"attempts.{name}")
