"""The real server writes what it has counted, each second and when it stops."""

import ssl
from datetime import date
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from privet import config
from privet.opening import open_store
from privet.storage.figures import VisitTotal
from tests.running import Running, serving

FIREFOX = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"}


def visit(site: Running, times: int, **headers: str) -> None:
    context = ssl._create_unverified_context()  # noqa: S323 - our own certificate on the loopback
    for _ in range(times):
        with urlopen(Request(f"{site.base}/consumer/", headers=FIREFOX | headers), context=context) as answer:
            assert answer.status == 200


def counted(instance: Path) -> int:
    store = open_store(instance, config.load(instance))
    with store.reading():
        found = sum(count for *_, count in VisitTotal.sums(date.min, date.max))
    store.close()
    return found


@pytest.mark.promise("P7")
def test_a_stop_loses_no_count(tmp_path: Path) -> None:
    """P7: after so many choices the total is that number, also with a stop in between."""
    instance = tmp_path / "instance"
    for times in (7, 5):
        with serving(instance) as site:
            visit(site, times)
            visit(site, 3, **{"Sec-GPC": "1"})

    assert counted(instance) == 12
    assert FIREFOX["User-Agent"] not in site.output.read_text()
