"""How long it takes to find a session among a million against among a thousand; at most 1.5 is asked."""

import secrets
import statistics
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path

from privet.config_secure import Secure
from privet.domain import sessions
from privet.storage.accounts import Account
from privet.storage.opening import open_store
from privet.storage.place import Place
from privet.storage.sessions import Session
from privet.storage.store import Store

LOOKS = 300
ROUNDS = 9
BATCH = 5000


def filled(folder: Path, count: int) -> tuple[Store, str]:
    """Make a store with ``count`` sessions; gives it, and the cookie's value of one more."""
    folder.mkdir()
    store = open_store(Place(folder, folder / "keys", ""), date.today())
    now = datetime.now(UTC)
    moment = int(now.timestamp() * 1_000_000)
    with store.writing():
        owner = Account.create(id=secrets.token_urlsafe(16), role="clerk", begun_at=moment).id
        for begin in range(0, count, BATCH):
            size = min(BATCH, count - begin)
            tokens = sorted(secrets.token_bytes(32) for _ in range(size))
            rows = [(t, owner, False, moment, moment, moment, "Firefox, Linux", "{}") for t in tokens]
            Session.insert_many(rows, fields=list(Session._meta.sorted_fields)).execute()
    value, _live = sessions.begin(store, owner, half=False, browser="", now=now)
    return store, value


def main() -> None:
    """Print the ratio."""
    many = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as root:
        few, few_value = filled(Path(root) / "few", 1000)
        lot, lot_value = filled(Path(root) / "many", many)

        def looks(store: Store, value: str) -> float:
            limits, now, today = Secure(), datetime.now(UTC), date.today()
            begun = time.perf_counter()
            for _ in range(LOOKS):
                assert sessions.find(store, value, limits, now, today)
                sessions.find(store, secrets.token_urlsafe(32), limits, now, today)
            return time.perf_counter() - begun

        looks(few, few_value), looks(lot, lot_value)
        pairs = [(looks(few, few_value), looks(lot, lot_value)) for _ in range(ROUNDS)]
        ratio = statistics.median(theirs / ours for ours, theirs in pairs)
        print(f"finding a session among {many:,} against among 1,000: {ratio:.2f} of the time (at most 1.5)")


if __name__ == "__main__":
    main()
