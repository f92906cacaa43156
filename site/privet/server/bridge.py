"""The bridge from Granian, which speaks RSGI in an event loop, to the site, which is a WSGI application.

Heads are read by Granian, bodies by the loop, and only whole requests take a thread: so a visitor on a slow
line waits alone.
"""

import asyncio
import contextlib
import logging
import queue
import threading
import traceback
from collections.abc import AsyncIterable
from typing import Protocol
from wsgiref.types import WSGIApplication

from privet.server import environ as environs
from privet.server.body import Bodies
from privet.server.environ import Environ, Scope
from privet.server.pace import Pace
from privet.server.refusals import Refusal
from privet.server.response import answer

WAITING = 256  # Whole requests that may wait for a thread; more are told to come back.

log = logging.getLogger("privet.server")


class Exchange(AsyncIterable[bytes], Protocol):
    """What we use of RSGI's protocol object: the body comes out of it, the answer goes into it."""

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        """Answer."""


Job = tuple[asyncio.Future[None], Environ, Exchange]


class Bridge:
    """One worker's way from RSGI to ``application``."""

    def __init__(self, application: WSGIApplication, common: Environ, threads: int, bodies: Bodies) -> None:
        self.application = application
        self.common = common
        self.threads = threads
        self.bodies = bodies
        self.jobs: queue.SimpleQueue[Job] = queue.SimpleQueue()
        self.waiting = 0
        self.pace = Pace()

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        for number in range(self.threads):
            threading.Thread(target=self._work, name=f"view-{number + 1}", daemon=True).start()

    async def __rsgi__(self, scope: Scope, exchange: Exchange) -> None:
        try:
            environ = environs.build(self.common, scope)
            with self.bodies.room_for(environ):
                environ["wsgi.input"] = await self.bodies.take(exchange, environ)
                await self._pass_on(environ, exchange)
        except Refusal as refusal:
            _refuse(exchange, refusal)

    async def _pass_on(self, environ: Environ, exchange: Exchange) -> None:
        if self.pace.quick(environ):
            self._answer(environ, exchange)
        elif self.waiting < WAITING:
            await self._in_a_thread(environ, exchange)
        else:
            raise Refusal(503)

    def stop(self) -> None:
        """Give up bodies that are still on their way; whole requests are finished."""
        self.bodies.stop()

    async def _in_a_thread(self, environ: Environ, exchange: Exchange) -> None:
        done = self.loop.create_future()
        self.waiting += 1
        self.jobs.put((done, environ, exchange))
        try:
            await done
        finally:
            self.waiting -= 1

    def _work(self) -> None:
        while True:
            done, environ, exchange = self.jobs.get()
            self._answer(environ, exchange)
            with contextlib.suppress(RuntimeError):  # The loop may have closed, once nobody is connected.
                self.loop.call_soon_threadsafe(done.set_result, None)
            del done, environ, exchange  # Nothing of a request outlives it while the thread waits.

    def _answer(self, environ: Environ, exchange: Exchange) -> None:
        try:
            with self.pace.measured(environ):
                given = answer(self.application, environ)
            exchange.response_bytes(*given)
        except BaseException as error:  # noqa: BLE001 - a thread that ended would never serve again
            _tell(error)
            _refuse(exchange, Refusal(500))


def _refuse(exchange: Exchange, refusal: Refusal) -> None:
    exchange.response_bytes(refusal.status, refusal.headers, refusal.body)


def _tell(error: BaseException) -> None:
    """Log where the application failed; the message may quote what somebody typed, so it is left out."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    log.error("%s at %s:%s", type(error).__name__, frame.filename, frame.lineno)
