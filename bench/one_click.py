"""One-click requests a second against a bare Flask POST that writes one row with the same durability.

At least 0.7 is asked. Each request is the first one of another reader, who wants all three kinds of mail.
"""

import secrets
import statistics
import sys
from datetime import UTC, date, datetime
from pathlib import Path

from _common import posts_a_second, served, workplace

from privet.domain import link_tokens
from privet.domain.mail_address import normal
from privet.domain.mail_kinds import kinds
from privet.domain.times import micro
from privet.opening import place_of
from privet.storage.bulk import insert_all
from privet.storage.ids import new_id
from privet.storage.opening import open_store
from privet.storage.readers import Reader, ReaderMark
from privet.storage.suppressions import Suppression

ROUNDS = 5
SCRIPT = """
wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
wrk.body = "List-Unsubscribe=One-Click"
local lines = io.lines("{words}")
request = function()
  return wrk.format("POST", string.format("{path}", lines()))
end
"""


def readers(instance: Path, count: int) -> list[str]:
    """Fill an instance with readers who want all there is; gives the tokens in the links of their mails."""
    from privet import config  # noqa: PLC0415

    store = open_store(place_of(instance, config.load(instance)), date.today())
    ids, now = sorted(new_id() for _ in range(count)), micro(datetime.now(UTC))
    facts = {"way": "web", "asked_at": now, "confirmed_at": now, "bounces": 0, "language": "en"}
    with store.writing():
        insert_all(Reader, ({"id": name, "address": f"{name}@example.org", **facts} for name in ids))
        marks = sorted((Suppression.mark_of(normal(f"{name}@example.org")), name) for name in ids)
        insert_all(ReaderMark, ({"mark": mark, "reader": name} for mark, name in marks))
        wanted = ((name, kind, now) for name in ids for kind in kinds())
        insert = "INSERT INTO subscription (reader_id, kind, since) VALUES (?, ?, ?)"
        store.database.cursor().executemany(insert, wanted)
    tokens = [link_tokens.token(store, name) for name in ids]
    secrets.SystemRandom().shuffle(tokens)
    store.forget()
    store.close()
    return tokens


def script(folder: Path, words: list[str], path: str) -> Path:
    """Write what wrk posts: one word after another."""
    (folder / "words").write_text("\n".join(words) + "\n")
    (folder / "script.lua").write_text(SCRIPT.format(words=folder / "words", path=path))
    return folder / "script.lua"


def main() -> None:
    """Print the ratio."""
    each = int(sys.argv[1]) if len(sys.argv) > 1 else 6_000
    with workplace() as root:
        instance, beside = root / "instance", root / "bare"
        for folder in (instance, beside):
            folder.mkdir()
        tokens = readers(instance, each * (ROUNDS + 1))
        pairs = []
        with (
            served("site", str(instance), root / "tls-1") as ours,
            served("writing", str(beside), root / "tls-2") as theirs,
        ):
            for number in range(ROUNDS + 1):  # The first one warms both up.
                some = tokens[number * each : (number + 1) * each]
                bare = posts_a_second(theirs, script(root, some, "/%s"))
                own = posts_a_second(ours, script(root, some, "/preferences/%s/unsubscribe"))
                pairs.append((own, bare))
        pairs = pairs[1:]
        ratio = statistics.median(own / bare for own, bare in pairs)
        own, bare = (statistics.median(column) for column in zip(*pairs, strict=True))
        told = f"{own:.0f} requests a second, against {bare:.0f} of a bare POST that writes a row"
        print(f"one-click: {told}: {ratio:.2f} (at least 0.7)")


if __name__ == "__main__":
    main()
