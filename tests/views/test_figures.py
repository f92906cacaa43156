"""Counting without following, from the request to the published page."""

import os
import re
import sys
from collections.abc import Iterator
from csv import DictReader
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from privet import config, create_app
from privet.domain import figures
from privet.domain.figures_counts import DayCounts
from privet.domain.unavailable import StorageUnavailable
from privet.storage.figures import CompatibilityTotal, VisitTotal
from privet.storage.store import Store
from privet.web import counter as counters
from privet.web.counter import Counter, Visit
from tests.conftest import CheckingClient

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
BROWSER = {"User-Agent": FIREFOX, "Accept-Language": "es-MX,es;q=0.9"}
NEVER = {
    "Global Privacy Control": {"Sec-GPC": "1"},
    "Do Not Track": {"DNT": "1"},
    "fetched in advance": {"Sec-Purpose": "prefetch;prerender"},
    "fetched in advance, as it was said before": {"Purpose": "prefetch"},
    "a robot": {"User-Agent": "Mozilla/5.0 (compatible; ExampleBot/2.1; +https://example.org/bot)"},
}
OCTOBER = datetime(2026, 10, 15, 12, tzinfo=UTC)
NOVEMBER = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def counter(app: Flask) -> Counter:
    found: Counter = app.extensions["privet.counting"]
    return found


@pytest.fixture
def store(app: Flask) -> Iterator[Store]:
    store: Store = app.extensions["privet"].store
    yield store
    store.close()


def totals(counter: Counter, store: Store) -> dict[tuple[str, str], int]:
    """Write what waits, and give all totals by route and topic, and by figure and bucket."""
    assert counter.flush()
    with store.reading():
        every = [VisitTotal.sums(date.min, date.max), CompatibilityTotal.sums(date.min, date.max)]
    return {(what, which): count for found in every for what, which, count in found}


def site(instance: Path, **settings: str) -> Flask:
    """Give a site with other settings than the example’s."""
    text = config.EXAMPLE.read_text("utf-8")
    for key, value in settings.items():
        text, found = re.subn(rf"^{key} = .*$", f"{key} = {value}", text, flags=re.MULTILINE)
        assert found == 1
    (instance / config.FILE).write_text(text, "utf-8")
    app = create_app(instance)
    app.test_client_class = CheckingClient
    return app


@pytest.mark.promise("P5", "P7")
def test_choices_are_totals_of_their_route(client: FlaskClient, counter: Counter, store: Store) -> None:
    """P5, P7: after seven choices there is a seven, and no row or word about who chose."""
    for _ in range(7):
        client.get("/consumer/", headers=BROWSER)
    client.get("/provider/", headers=BROWSER)
    client.get("/consumer/who-may-see-your-record/", headers=BROWSER)

    assert totals(counter, store) == {
        ("consumer", "index"): 7,
        ("provider", "index"): 1,
        ("consumer", "who-may-see-your-record"): 1,
        ("browser", "firefox 145"): 9,
        ("system", "linux"): 9,
        ("language", "es"): 9,
        ("http", "1.1"): 9,
    }


@pytest.mark.promise("P5", "P9")
def test_nothing_of_a_request_but_its_buckets_is_kept(
    client: FlaskClient, counter: Counter, store: Store, instance: Path
) -> None:
    """P5, P9: what waits and what is written holds days, words of our lists, and counts."""
    marks = {
        "Referer": "https://mark-7351.example/",
        "Cookie": "mark-7351=1",
        "X-Forwarded-For": "203.0.113.9",
    }
    agent = {"User-Agent": f"{FIREFOX} mark-7351", "Accept-Language": "xx-mark-7351"}
    client.get("/search/?q=mark-7351", headers=BROWSER | marks | agent)
    client.get("/consumer/?mark-7351=1&place=mark-7351", headers=BROWSER | marks | agent)

    assert "mark-7351" not in repr(vars(counter))
    assert set(totals(counter, store)) == {
        ("front", "search"), ("consumer", "index"),
        ("browser", "firefox 145"), ("system", "linux"), ("language", "other"), ("http", "1.1"),
    }  # fmt: skip
    assert not [path for path in instance.rglob("*") if path.is_file() and b"mark-7351" in path.read_bytes()]


@pytest.mark.promise("P5")
@pytest.mark.parametrize("headers", NEVER.values(), ids=NEVER)
def test_some_visits_are_not_counted(
    client: FlaskClient, counter: Counter, store: Store, headers: dict[str, str]
) -> None:
    """P5: whoever asks not to be followed isn't even counted."""
    client.get("/consumer/", headers=BROWSER | headers)

    assert "Nothing is counted." in client.get("/figures/kept/?lang=en", headers=BROWSER | headers).text
    assert totals(counter, store) == {}


@pytest.mark.promise("P5")
def test_only_pages_of_counted_rooms_count(client: FlaskClient, counter: Counter, store: Store) -> None:
    """P5: no file, no fault, nothing where people write to us, and nothing in other rooms."""
    for path in (
        "/mail-in/",
        "/mail-in/form?kind=access",
        "/desk/intake",
        "/robots.txt",
        "/healthz",
        "/colour.css",
    ):
        client.get(path, headers=BROWSER)
    for path in ("/consumer/mark-7351/", "/mark-7351", "/figures/figures.csv", "/consumer"):
        client.get(path, headers=BROWSER)
    client.head("/consumer/", headers=BROWSER)
    client.post("/consumer/", headers=BROWSER)

    assert totals(counter, store) == {}


def test_page_that_the_browser_still_has_counts(client: FlaskClient, counter: Counter, store: Store) -> None:
    tag = client.get("/consumer/", headers=BROWSER).headers["ETag"]

    assert client.get("/consumer/", headers=BROWSER | {"If-None-Match": tag}).status_code == 304

    assert totals(counter, store)["consumer", "index"] == 2


def test_behind_a_proxy_nobody_sees_the_protocol(instance: Path) -> None:
    app = site(instance, proxy="true", host_names='["www.example.org"]')

    app.test_client().get(
        "/consumer/", headers=BROWSER | {"X-Forwarded-Proto": "https"}, base_url="https://www.example.org"
    )

    (waiting,) = app.extensions["privet.counting"].waiting.values()
    assert {figure for figure, _bucket in waiting.compatibility} == {"browser", "system", "language"}


def test_organisation_may_count_nothing(instance: Path) -> None:
    app = site(instance, count="false")
    client = app.test_client()

    client.get("/consumer/", headers=BROWSER)

    assert app.extensions["privet.counting"].waiting == {}
    assert "We have turned counting off." in client.get("/figures/kept/?lang=en", headers=BROWSER).text


@pytest.mark.promise("P8")
def test_page_of_what_is_kept_shows_the_real_rows(
    client: FlaskClient, counter: Counter, store: Store
) -> None:
    """P8: it names every table and column, and the rows that it says it adds to are those it adds to."""
    page = client.get("/figures/kept/?lang=en", headers=BROWSER)

    shown = re.findall(r"<tr><td>[\d-]+</td><td>(.*?)</td><td>(.*?)</td><td>\+ 1</td></tr>", page.text)
    assert totals(counter, store) == dict.fromkeys(shown, 1)
    for table, columns in figures.ALLOWED.items():
        assert f"<dt><code>{table}</code></dt>" in page.text
        assert all(f"<li><code>{column}</code>" in page.text for column in columns)
    assert page.headers["Cache-Control"] == "no-store"
    assert "760 days" in page.text


def test_figures_say_when_the_first_month_comes(client: FlaskClient) -> None:
    with time_machine.travel(NOVEMBER, tick=False):
        page = client.get("/figures/").text

    assert "Nothing is published yet" in page
    assert "November 2026 will be here on December 2, 2026" in page


@pytest.fixture
def published(app: Flask, store: Store) -> FlaskClient:
    """Give the site after an October with many visits, and a September with few."""
    october = DayCounts(
        {("consumer", "index"): 900, ("consumer", "who-may-see-your-record"): 400, ("consumer", "gone"): 30,
         ("front", "home"): 1400, ("leaving", "leave"): 4, ("provider", "index"): 75},
        {("browser", "firefox 145"): 2200, ("browser", "other"): 600, ("browser", "safari 15"): 9,
         ("system", "linux"): 2809, ("language", "es"): 2809},
    )  # fmt: skip
    september = DayCounts({("front", "home"): 8}, {("system", "linux"): 8})
    figures.add(store, {date(2026, 10, 7): october, date(2026, 9, 7): september})
    with time_machine.travel(NOVEMBER, tick=False):
        app.extensions["privet.counting"].tend()
        return app.test_client()


@pytest.mark.promise("P8")
@pytest.mark.parametrize(
    "path",
    [
        "/figures/",
        "/figures/?route=consumer",
        "/figures/?month=2026-10&route=front&lang=es",
        "/figures/?month=2026-09",
    ],
)
def test_page_shows_only_published_numbers(published: FlaskClient, path: str) -> None:
    """P8: every number in a table or a chart of any filter stands in the published table, too."""
    lines = list(DictReader(StringIO(published.get("/figures/figures.csv").text)))
    page = published.get(path).text

    allowed = {int(line["count"]) for line in lines}
    places = (r"<td>{}</td>", r'class="value"[^>]*>{}<', r"<strong>{}</strong>")
    shown = [n for place in places for n in re.findall(place.format(r"([\d.,\s]+)"), page)]
    numbers = {int(re.sub(r"\D", "", number)) for number in shown}
    assert numbers <= allowed
    assert numbers or "2026-09" in path
    assert min(allowed) >= 11


@pytest.mark.promise("P7", "P8")
def test_month_and_route_can_be_chosen(published: FlaskClient) -> None:
    """P7, P8: a route’s topics by their titles; what is small has no name."""
    page = published.get("/figures/?route=consumer").text

    assert "<h2>October 2026</h2>" in page
    assert '<th scope="row">Who may see your record</th><td>400</td>' in page
    assert '<th scope="row">gone</th><td>30</td>' in page
    assert '<th scope="row">All others together</th><td>1,404</td>' in page
    assert "safari" not in page.casefold()
    assert 'href="/figures/?month=2026-10&amp;route=provider#topics"' in page
    assert "Too few pages of “Home”" in published.get("/figures/?route=front").text
    assert "no number can be shown" in published.get("/figures/?month=2026-09").text


@pytest.mark.parametrize("query", ["month=2026-11", "month=x", "route=x", "month=2026-10&route=%2A"])
def test_what_is_not_published_is_not_found(published: FlaskClient, query: str) -> None:
    assert published.get(f"/figures/?{query}").status_code == 404


def test_charts_are_named_and_said_in_words(published: FlaskClient) -> None:
    page = published.get("/figures/").text

    for name in ("routes", "browser", "system", "language"):
        assert f'role="img" aria-labelledby="{name}-chart-title {name}-chart-desc"' in page
        assert f'<caption id="{name}-table-caption">' in page
    assert "The longest bar is “All others together” with 1,404 pages." in page
    assert "style=" not in page


@pytest.mark.promise("P8")
def test_table_of_everything_published_is_plain_text(published: FlaskClient) -> None:
    """P8: the same numbers for a spreadsheet, and not one more."""
    answer = published.get("/figures/figures.csv")

    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.text.splitlines()[0] == "month,figure,route,item,count"
    assert "2026-10,topic,consumer,index,900" in answer.text
    assert "leaving" not in answer.text
    assert "2026-09" not in answer.text


def test_each_decision_is_said_beside_its_figure(published: FlaskClient) -> None:
    assert "Into which language we translate the site and its forms next." in published.get("/figures/").text


def test_many_threads_lose_no_count(counter: Counter, store: Store) -> None:
    def count() -> None:
        for _ in range(3000):
            counter.count(Visit(date(2026, 11, 23), ("consumer", "index"), (("system", "linux"),)))

    threads = [Thread(target=count) for _ in range(6)]
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads):
            counter.flush()
    finally:
        sys.setswitchinterval(usual)

    assert totals(counter, store) == {("consumer", "index"): 18000, ("system", "linux"): 18000}


def test_counts_wait_while_nothing_can_be_written(
    client: FlaskClient, counter: Counter, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unavailable(*_args: Any) -> None:
        raise StorageUnavailable

    client.get("/consumer/", headers=BROWSER)
    with monkeypatch.context() as patched:
        patched.setattr(figures, "add", unavailable)
        assert not counter.flush()
        client.get("/consumer/", headers=BROWSER)
        assert not counter.flush()

    assert totals(counter, store)["consumer", "index"] == 2
    assert totals(counter, store)["consumer", "index"] == 2


def test_what_waits_stays_small(
    client: FlaskClient, counter: Counter, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counters, "MOST_WAITING", 5)

    for path in ("/consumer/", "/provider/", "/consumer/"):
        client.get(path, headers=BROWSER)

    assert sum(totals(counter, store).values()) == 5


def test_child_process_begins_with_nothing(client: FlaskClient, counter: Counter) -> None:
    client.get("/consumer/", headers=BROWSER)

    child = os.fork()
    if child == 0:
        os._exit(bool(counter.waiting) or counter.thread is not None)

    assert os.waitpid(child, 0)[1] == 0
    assert counter.waiting


def test_day_is_the_organisations(client: FlaskClient, counter: Counter) -> None:
    for moment in (
        "2026-11-24T04:59:59Z",
        "2026-11-24T05:00:00Z",
        "2026-03-09T03:59:59Z",
        "2026-03-09T04:00:00Z",
    ):
        with time_machine.travel(datetime.fromisoformat(moment), tick=False):
            client.get("/consumer/", headers=BROWSER)

    assert sorted(counter.waiting) == [
        date(2026, 3, 8),
        date(2026, 3, 9),
        date(2026, 11, 23),
        date(2026, 11, 24),
    ]


@pytest.mark.promise("P8")
def test_new_day_publishes_what_is_due(
    app: Flask, client: FlaskClient, counter: Counter, store: Store
) -> None:
    """P8: the running site closes a month by itself, with the routes of its visitors kept apart."""
    with time_machine.travel(OCTOBER, tick=False):
        for _ in range(30):
            client.get("/consumer/", headers=BROWSER)
            client.get("/contact/", headers=BROWSER)
        client.get("/figures/kept/", headers=BROWSER)
        counter.flush()
        counter.tend()
        assert "Nothing is published yet" in client.get("/figures/").text
    with time_machine.travel(NOVEMBER, tick=False):
        counter.tend()
        app.extensions["privet.pages"].moments.clear()
        page = client.get("/figures/").text

    assert '<th scope="row">Consumer</th><td>30</td>' in page
    assert '<th scope="row">All others together</th><td>31</td>' in page
