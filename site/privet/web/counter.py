"""What a process has counted: a page adds one to a few totals of the day, and is forgotten.

Totals wait in the process for at most a second before they are written together, so a crash loses what was
counted since; a stop loses nothing. Nothing of the request itself is kept, not even until then.
"""

import atexit
import logging
import os
import threading
import time
import weakref
from datetime import date
from typing import Any, NamedTuple

from flask import Request, Response, request

from privet.domain import permissions
from privet.domain.figures_buckets import Compatibility, Pair
from privet.domain.figures_counts import DayCounts
from privet.domain.permissions import Standing
from privet.web import signals
from privet.web.house import House

EVERY = 1.0  # Seconds between two writes.
MOST_WAITING = 20_000  # Totals of a day that may wait while nothing can be written; then we stop counting.

log = logging.getLogger("privet.counting")


class Visit(NamedTuple):
    """The totals to which one page adds one."""

    day: date
    topic: Pair
    buckets: tuple[Pair, ...]

    def rows(self) -> dict[str, list[tuple[object, ...]]]:
        """Give the rows of each table, as they are shown to who asks."""
        return {
            "visit_total": [(self.day, *self.topic, "+ 1")],
            "compatibility_total": [(self.day, *bucket, "+ 1") for bucket in self.buckets],
        }


class Counter:
    """What this process has counted and not written yet, and the thread that writes it."""

    def __init__(self, ours: House, compatibility: Compatibility) -> None:
        """Count nothing yet, and write nothing before :meth:`start`."""
        self.house = ours
        self.compatibility, self.sort = compatibility, compatibility.sort
        self.on, self.started = ours.settings.figures.count, False
        self.places: dict[str, Pair | None] = {}
        self.pages: dict[str | None, bool] = {}
        # Who visits is known to nobody here, so what decides is the signal alone, and that once for all.
        self.refused = {
            signal: permissions.decide(Standing(signal=signal), "statistics").reason
            for signal in ("", signals.GPC, signals.DNT)
        }
        self.begin()
        COUNTERS.add(self)

    def begin(self) -> None:
        """Begin with nothing: what a parent process has counted is the parent’s to write."""
        self.lock, self.flushing = threading.Lock(), threading.Lock()
        self.waiting: dict[date, DayCounts] = {}
        self.thread: threading.Thread | None = None
        self.tended: date | None = None

    def start(self) -> None:
        """Write from now on, each second and when the process ends."""
        self.started = True
        atexit.register(self.flush)
        self._start_thread()

    def after_request(self, response: Response) -> Response:
        """Count what was answered, if it is a page that counts."""
        if response.status_code in {200, 304}:
            asked: Request = request._get_current_object()  # type: ignore[attr-defined]
            if self._is_page(asked.endpoint, response) and (found := self.visit(asked)):
                self.count(found)
        return response

    def _is_page(self, endpoint: str | None, response: Response) -> bool:
        """Say whether this endpoint gives pages; to look at the type each time would cost too much."""
        known = self.pages.get(endpoint)
        if known is None:
            known = response.mimetype == "text/html"
            if response.status_code == 200:
                self.pages[endpoint] = known
        return known

    def visit(self, asked: Request) -> Visit | None:
        """Give the rows to which the page that was asked for adds one; nothing for one that doesn’t count."""
        place = self._place(asked)
        if place is None or asked.method != "GET" or self.unwanted(asked.environ):
            return None
        get = asked.environ.get
        headers = get("HTTP_USER_AGENT", ""), get("HTTP_ACCEPT_LANGUAGE", ""), get("SERVER_PROTOCOL", "")
        return Visit(self.house.today(), place, self.sort(*headers))

    def unwanted(self, environ: dict[str, Any]) -> str:
        """Say why what was asked for isn’t counted: off, gpc, dnt, prefetch or robot."""
        get = environ.get
        if not self.on:
            return "off"
        if refused := self.refused[signals.of(environ)]:
            return refused
        purpose = get("HTTP_SEC_PURPOSE") or get("HTTP_PURPOSE")
        if purpose and "prefetch" in purpose:
            return "prefetch"
        return "robot" if self.compatibility.is_robot(get("HTTP_USER_AGENT", "")) else ""

    def count(self, visit: Visit) -> None:
        """Add one to each total to which ``visit`` belongs."""
        with self.lock:
            waiting = self.waiting.get(visit.day)
            if waiting is None:
                waiting = self.waiting[visit.day] = DayCounts()
            topics, buckets = waiting.visits, waiting.compatibility
            if len(topics) + len(buckets) < MOST_WAITING:
                topics[visit.topic] += 1
                for bucket in visit.buckets:
                    buckets[bucket] += 1
        if self.started and self.thread is None:
            self._start_thread()

    def flush(self) -> bool:
        """Write what waits; says whether all is written. What can’t be written waits for the next time."""
        with self.flushing:
            with self.lock:
                counts, self.waiting = self.waiting, {}
            try:
                if counts:
                    from privet.domain import figures  # noqa: PLC0415 - with the first page that counts

                    figures.add(self.house.store, counts)
            except Exception as error:  # noqa: BLE001 - whatever it is, the counts must not be lost by it
                self._take_back(counts)
                log.warning("counts wait, since they can’t be written: %s", type(error).__name__)
                return False
            return True

    def tend(self) -> None:
        """Once a day, publish the months that are due and forget what is too old."""
        today = self.house.today()
        if today == self.tended:
            return
        from privet.domain import figures  # noqa: PLC0415 - as above

        keep = self.house.settings.figures.keep_days
        apart = [("route", room.name) for room in self.house.audiences()] + self.compatibility.kept_apart
        for month in figures.tend(self.house.store, today, keep, apart):
            log.info("published the figures of %s", month)
        self.tended = today

    def _place(self, asked: Request) -> Pair | None:
        """Give route and topic: both from our own lists, never from the address."""
        endpoint = asked.endpoint or ""
        if endpoint not in self.places:
            name, _dot, page = endpoint.partition(".")
            room = self.house.rooms.get(name)
            self.places[endpoint] = (name, page) if room and room.counted else None
        place = self.places[endpoint]
        if place and place[1] == "topic" and asked.view_args:
            slug = asked.view_args.get("topic")
            return (place[0], slug) if slug in self.house.topics.get(place[0], {}) else place
        return place

    def _take_back(self, counts: dict[date, DayCounts]) -> None:
        with self.lock:
            for day, found in counts.items():
                self.waiting.setdefault(day, DayCounts()).add(found)

    def _start_thread(self) -> None:
        with self.lock:
            if self.thread is None:
                self.thread = threading.Thread(target=self._run, name="figures", daemon=True)
                self.thread.start()

    def _run(self) -> None:
        while True:
            time.sleep(EVERY)
            try:
                if self.flush():
                    self.tend()
            except Exception as error:  # noqa: BLE001 - a thread that ended would never write again
                log.warning("figures wait to be published: %s", type(error).__name__)


COUNTERS: weakref.WeakSet[Counter] = weakref.WeakSet()


def _begin_anew() -> None:
    for counted in list(COUNTERS):
        counted.begin()


os.register_at_fork(after_in_child=_begin_anew)
