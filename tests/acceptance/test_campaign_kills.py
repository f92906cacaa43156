"""Workers that are killed in the middle: no mail of a campaign goes out twice, and none is lost unnoticed."""

import random
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from privet.domain import campaigns, mail
from privet.domain.mail import Outgoing
from privet.storage.campaigns import CampaignMail
from privet.storage.messages import Mail
from privet.storage.opening import open_store
from privet.storage.place import Place
from privet.storage.store import Store
from tests import people
from tests.campaigning import NOW, reader, started, states
from tests.mail_server import Server, mail_server

MAILS, NECESSARY, ROUNDS = 200, 10, 10
# Each round plays after the claims of the last one have run out.
WORKER = """
import sys
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from privet.config_mail import Mail
from privet.domain import campaign_sending, mail, mail_relay
from privet.storage.opening import open_store
from privet.storage.place import Place
from tests.campaigning import NOW, OURS
folder, certificate, port, number = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
store = open_store(Place(folder, folder / "keys", ""), NOW.date())
settings = Mail(host="localhost", port=port, ca_file=certificate)
sender = mail_relay.sender_of(folder, SimpleNamespace(mail=settings))
now = NOW + timedelta(minutes=11 * number)
print("ready", flush=True)
while True:
    necessary = mail.send_due(store, OURS, sender, now)
    if not campaign_sending.send_due(store, OURS, sender, None, now)["sent"] and not necessary.sent:
        break
"""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = open_store(Place(tmp_path, tmp_path / "keys", ""), NOW.date())
    yield store
    store.close()


@contextmanager
def workers(folder: Path, port: int, number: int) -> Iterator[list[subprocess.Popen[str]]]:
    """Start two workers that have opened everything; none is left afterwards."""
    words = [
        sys.executable,
        "-c",
        WORKER,
        str(folder),
        str(folder / "certificate.pem"),
        str(port),
        str(number),
    ]
    root = Path(__file__).parent.parent.parent
    several = [subprocess.Popen(words, stdout=subprocess.PIPE, text=True, cwd=root) for _ in range(2)]
    try:
        for each in several:
            assert each.stdout
            assert each.stdout.readline() == "ready\n"
        yield several
    finally:
        for each in several:
            each.kill()
            each.wait()
            assert each.stdout
            each.stdout.close()


def came(server: Server) -> Counter[str]:
    """Count what came to the server, by the number of each mail."""
    found = [
        re.search(rb"\r\nMessage-ID: <([^@]+)@", server.raw(number)) for number in range(len(server.got))
    ]
    return Counter(match[1].decode() for match in found if match)


def test_killed_workers_send_no_mail_twice_and_lose_none(tmp_path: Path, store: Store) -> None:
    chance = random.Random(7)  # noqa: S311 - when a worker is killed is no secret
    for number in range(MAILS):
        reader(store, f"reader-{number}@example.org")
    for _ in range(NECESSARY):
        mail.queue(store, people.account(store), Outgoing("message", "ana@example.org"), NOW)
    campaign = started(store)
    with store.reading():
        necessary = {row.id for row in Mail.select()}
    kills = 0
    with mail_server(tmp_path, wait=0.005) as (server, settings):
        for number in range(ROUNDS):
            with workers(tmp_path, settings.port, number) as several:
                time.sleep(chance.uniform(0, 0.25))
                running = [each for each in several if each.poll() is None]
                for each in running:
                    each.send_signal(signal.SIGKILL)
                kills += len(running)
        with workers(tmp_path, settings.port, ROUNDS) as several:
            assert [each.wait(60) for each in several] == [0, 0]
        counted = came(server)

    with store.reading():
        rows = {row.id: row.state for row in CampaignMail.select()}
    assert kills >= ROUNDS
    assert set(rows.values()) <= {"sent", "uncertain"}
    twice = [name for name, count in counted.items() if count > 1 and name not in necessary]
    assert not twice
    assert {name for name, state in rows.items() if state == "sent"} <= set(counted)
    assert 0 < states(store, campaign).get(("uncertain", "lost"), 0) <= kills
    assert campaigns.progress(store, campaign).state == "done"
    assert necessary <= set(counted)
    assert set(counted) <= necessary | set(rows)
