"""What each automatic check of a review finds when it is made to find something."""

import os
import re
import socket
import ssl
import threading
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from privet import config
from privet.domain import events, review_checks, safeguards
from privet.domain.events import Act
from privet.domain.review import run
from privet.domain.review_checks import CHECKS, Answer, Ground, Surface
from privet.domain.safeguards import AUTOMATIC, State
from privet.opening import open_store
from privet.server.certificate import ensure_certificate
from tests.registers import NOON, TODAY

STRICT = {"X-Frame-Options": "DENY", "Referrer-Policy": "same-origin"}
GOOD = Answer("/", 200, (("X-Frame-Options", "DENY"), ("Referrer-Policy", "same-origin")))


def surface(*answers: Answer) -> Surface:
    return Surface(STRICT, answers)


@pytest.fixture
def ground(instance: Path) -> Iterator[Ground]:
    """Give an instance to look at, with nothing that answers."""
    settings = config.load(instance)
    store = open_store(instance, settings)
    yield Ground(
        folder=instance,
        settings=settings,
        store=store,
        now=NOON,
        address=f"https://localhost:{_closed_port()}",
        look=lambda: surface(GOOD),
    )
    store.close()


@pytest.mark.promise("P36")
@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (replace(GOOD, headers=GOOD.headers[:1]), "/ says nothing for Referrer-Policy"),
        (
            replace(GOOD, headers=(("x-frame-options", "SAMEORIGIN"),)),
            "says “SAMEORIGIN” for X-Frame-Options",
        ),
        (replace(GOOD, headers=(*GOOD.headers, GOOD.headers[0])), "says “DENY” and “DENY”"),
        (replace(GOOD, status=500), "/ answers 500"),
    ],
)
def test_one_page_with_a_weak_header_is_found(ground: Ground, answer: Answer, said: str) -> None:
    """P36: a header that is missing, weaker, or said twice."""
    result, note = review_checks.headers(replace(ground, look=lambda: surface(GOOD, answer)))

    assert (result, said in note) == ("fault", True)
    assert review_checks.headers(ground)[0] == "ok"
    assert review_checks.headers(replace(ground, look=surface))[0] == "fault"


@pytest.mark.promise("P5")
def test_cookie_of_any_page_is_found(ground: Ground) -> None:
    """P5: no page sets a cookie."""
    answer = replace(GOOD, path="/x/", headers=(("Set-Cookie", "id=1; Secure"),))

    assert review_checks.cookies(ground)[0] == "ok"
    assert review_checks.cookies(replace(ground, look=lambda: surface(GOOD, answer))) == (
        "fault",
        "/x/ sets the cookie id; no page may",
    )


@contextmanager
def speaking(folder: Path, context: ssl.SSLContext) -> Iterator[str]:
    """Answer every handshake on a free port as ``context`` does."""
    certificate, key = ensure_certificate(folder, datetime.now(UTC))
    context.load_cert_chain(certificate, key)
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=_shake_hands, args=(server, context), daemon=True).start()
        yield f"https://localhost:{server.getsockname()[1]}"
        server.shutdown(socket.SHUT_RDWR)


def _shake_hands(server: socket.socket, context: ssl.SSLContext) -> None:
    while True:
        try:
            plain, _ = server.accept()
        except OSError:
            return
        try:
            with context.wrap_socket(plain, server_side=True) as secure:
                secure.recv(1)
        except OSError:
            plain.close()


@pytest.mark.promise("P37")
def test_connection_is_tried_and_protocol_and_cipher_are_noted(ground: Ground, tmp_path: Path) -> None:
    """P37: TLS 1.2 or later, AEAD, 128 bits or more."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers("ECDHE+AESGCM")
    with speaking(tmp_path, context) as address:
        result, note = review_checks.tls(replace(ground, address=address))

    assert result == "ok"
    assert re.fullmatch(r"TLSv1\.3, TLS_\w+, (128|256) bit", note)


@pytest.mark.promise("P37")
@pytest.mark.parametrize("ciphers", ["ALL:@SECLEVEL=0", "ECDHE+AESGCM:ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0"])
def test_server_that_still_accepts_weak_ciphers_is_found(
    ground: Ground, tmp_path: Path, ciphers: str
) -> None:
    """P37: what a modern browser gets isn't all that a server accepts."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        context.minimum_version = ssl.TLSVersion.TLSv1
    context.set_ciphers(ciphers)
    with speaking(tmp_path, context) as address:
        result, note = review_checks.tls(replace(ground, address=address))

    assert (result, "still accepts TLSv1" in note) == ("fault", True)


@pytest.mark.promise("P37")
def test_server_that_speaks_old_ciphers_alone_is_found(ground: Ground, tmp_path: Path) -> None:
    """P37: without AEAD it is a fault, even with TLS 1.2."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("ECDHE-ECDSA-AES128-SHA256:ECDHE-ECDSA-AES128-SHA")
    with speaking(tmp_path, context) as address:
        result, note = review_checks.tls(replace(ground, address=address))

    assert result == "fault"
    assert re.match(r"TLSv1\.2 with ECDHE-ECDSA-AES128-SHA256, 128 bits: too weak", note)


def test_nothing_that_answers_is_no_fault_and_no_check(ground: Ground) -> None:
    result, note = review_checks.tls(ground)

    assert (result, "start the site first" in note) == ("impossible", True)


def test_old_key_is_found(ground: Ground) -> None:
    made = ground.store.keys.field[0].made
    last = datetime(made.year, made.month, made.day, tzinfo=NOON.tzinfo) + timedelta(days=400)

    assert review_checks.keys_age(replace(ground, now=last))[0] == "ok"
    result, note = review_checks.keys_age(replace(ground, now=last + timedelta(days=1)))
    assert (result, "run: privet keys rotate" in note) == ("fault", True)


@pytest.mark.parametrize("name", ["keys/privet.keys", "privet.db", "certificates/key.pem", "backups/old.db"])
def test_secret_file_that_others_may_read_is_found(ground: Ground, name: str) -> None:
    path = ground.folder / name
    path.parent.mkdir(exist_ok=True)
    path.touch(0o600)
    good = review_checks.file_modes(ground)[0]

    path.chmod(0o640)

    assert good == "ok"
    assert review_checks.file_modes(ground) == ("fault", f"others may read {path}; run: chmod 600 {path}")


def test_configuration_with_a_password_is_a_secret_file(ground: Ground) -> None:
    toml = ground.folder / "privet.toml"
    toml.touch(0o644)
    url = "postgresql://privet:pass@localhost/privet"
    with_password = replace(ground, settings=_with_database(ground.settings, url))

    assert review_checks.file_modes(ground)[0] == "ok"
    assert review_checks.file_modes(with_password)[0] == "fault"


def _with_database(settings: config.Settings, url: str) -> config.Settings:
    import msgspec  # noqa: PLC0415

    changed: config.Settings = msgspec.structs.replace(settings, database=url)
    return changed


def test_changed_event_is_found(ground: Ground) -> None:
    events.record(ground.store, Act(actor="command", action="test.done"))
    good = review_checks.event_chain(ground)
    with ground.store.writing():
        ground.store.database.execute_sql("DROP TRIGGER event_stays_update")
        ground.store.database.execute_sql("UPDATE event SET actor = 'nobody'")

    assert good == (
        "ok",
        f"1 events, none changed or missing; write down the head: {good[1].rpartition(' ')[2]}",
    )
    assert review_checks.event_chain(ground)[0] == "fault"


@pytest.mark.parametrize(("days", "result"), [(None, "fault"), (0, "ok"), (8, "ok"), (9, "fault")])
def test_missing_or_old_copy_is_found(ground: Ground, days: int | None, result: str) -> None:
    if days is not None:
        (ground.folder / "backups").mkdir()
        copy = ground.folder / "backups" / "privet.db"
        copy.touch()
        then = time.time() - days * 86_400
        os.utime(copy, (then, then))

    found, note = review_checks.backups_age(replace(ground, now=datetime.now(UTC)))

    assert found == result
    assert (found == "ok") or "stop the site, copy" in note


def test_list_of_tested_versions_is_the_lock() -> None:
    text = (Path(__file__).parents[2] / "requirements.txt").read_text("utf-8")
    pinned = re.findall(r"^([a-z0-9._-]+)(?:\[[a-z,]+\])?==([^ ;\\]+)", text, re.MULTILINE)

    assert review_checks.locked() == dict(pinned), "run “make lock”, which writes site/privet/data/locked.txt"


def test_version_that_was_not_tested_is_found(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(review_checks, "locked", lambda: {"flask": "0.12", "no-such-package": "1"})

    result, note = review_checks.dependencies(ground)

    assert result == "fault"
    assert re.search(r"flask is 3\.\S+, tested was 0\.12 and 1 more; run: pip install", note)


@pytest.mark.promise("P39")
def test_every_automatic_check_gives_a_finding(ground: Ground) -> None:
    """P39: one command runs them all."""
    states = [State(name, each, TODAY) for name, each in safeguards.load().items()]

    found = list(run(states, CHECKS, ground))

    assert len(found) == len(AUTOMATIC)
    assert all(each.note and "\n" not in each.note for each in found)


def _closed_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port
