"""P11, P30: what is uploaded lies nowhere in plain, on its way or afterwards.

As in ``test_nothing_kept``, the real server runs under a tracer of system calls, with a session that a member
has already. Only the encrypted database and its log may be written.
"""

import ssl
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, HTTPSHandler, Request, build_opener

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from privet import config
from privet.domain import sessions
from privet.opening import open_store
from privet.web.sessions import COOKIE
from tests import files, people
from tests.acceptance.test_nothing_kept import MARK, files_touched, leaks, lying_about, traced, until_counted
from tests.needs import needs
from tests.running import Running


class Staying(HTTPRedirectHandler):
    """Follows nothing."""

    def redirect_request(self, *_facts: object) -> None:
        """Give nothing to follow."""


def ask(site: Running, cookie: str, path: str, body: bytes | None = None, kind: str = "") -> tuple[int, str]:
    context = ssl._create_unverified_context()  # noqa: S323 - our own certificate on the loopback
    headers = {"Cookie": f"{COOKIE}={cookie}"} | ({"Content-Type": kind} if kind else {})
    try:
        opener = build_opener(HTTPSHandler(context=context), Staying)
        with opener.open(Request(site.base + path, body, headers), timeout=60) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        return error.code, str(error.headers.get("Location", ""))


def session_of_a_member(instance: Path) -> str:
    store = open_store(instance, config.load(instance))
    account = people.account(store, person=people.person(store, "ana-1"), user_name="ana")
    value, _live = sessions.begin(store, account, half=False, browser="", now=datetime.now(UTC))
    store.close()
    return value


@pytest.mark.promise("P11", "P30")
def test_uploaded_file_reaches_the_disk_sealed_alone(tmp_path: Path) -> None:
    """P11, P30: three large files are taken; no file but the encrypted database is opened for writing."""
    needs("strace")
    large = files.jpeg(1500, 1500, quality=100)
    marked = large[:2] + b"\xff\xfe\x00\x20" + MARK.encode().ljust(30, b".") + large[2:]
    assert len(marked) > 2_000_000

    with traced(tmp_path) as (site, calls):
        cookie = session_of_a_member(site.instance)
        until_counted(site, calls)
        page = ask(site, cookie, "/account/messages/write")[1]
        started = calls.stat().st_size
        values = {"csrf_token": people.token(page), "to": "office", "subject": MARK, "text": MARK}
        sent = [FileStorage(BytesIO(marked), f"{MARK}-{n}.jpg") for n in range(3)]
        boundary, body = encode_multipart(values | {"files": sent})
        status, place = ask(
            site, cookie, "/account/messages/write", body, f"multipart/form-data; boundary={boundary}"
        )
        touched = files_touched(calls, started)
        kept = ask(site, cookie, place.partition(site.base)[2] or place)

    assert status == 303, place
    assert MARK in kept[1]
    database = str(site.instance / "privet.db")
    assert {path for path in touched if not path.startswith(database)} <= {str(site.output)}
    assert leaks(calls) == []
    assert lying_about(tmp_path, calls) == []
