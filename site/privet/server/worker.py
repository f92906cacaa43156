"""One worker process: it loads the application, serves, and leaves in order when it is told to."""

import asyncio
import atexit
import ctypes
import gc
import os
import resource
import signal
import sys
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import NoReturn
from wsgiref.types import WSGIApplication

from granian import loops

from privet.server import environ
from privet.server.body import Bodies
from privet.server.bridge import Bridge
from privet.server.options import Options

LOOP = "privet"
PR_SET_DUMPABLE = 4
LEAVE = 8.0  # Seconds for requests in flight, before the worker leaves all the same.
LAST_WORDS = 2.0  # Seconds for answers on their way; connections without a request are not waited for.


class Loop(asyncio.SelectorEventLoop):
    """The usual event loop, which also tells the bridge that the end has come."""

    def __init__(self) -> None:
        super().__init__()
        self.before_stop: list[Callable[[], object]] = []

    def add_signal_handler(self, sig: int, callback: Callable[..., object], *args: object) -> None:
        """Set Granian's handler behind our own; it would wait for ever if it were called a second time."""
        if sig == signal.SIGINT:  # Ctrl-C reaches the whole group; the supervisor passes it on as SIGTERM.
            return
        waiting = [callback]

        def stop() -> None:
            for step in self.before_stop:
                step()
            if waiting:
                waiting.pop()(*args)

        super().add_signal_handler(sig, stop)


@loops.register(LOOP)
def new_loop() -> Loop:
    """Make the loop of a worker."""
    loop = Loop()
    asyncio.set_event_loop(loop)
    return loop


class Worker(Bridge):
    """A bridge that knows when to leave."""

    def __init__(self, application: WSGIApplication, options: Options, supervisor: Connection) -> None:
        scheme = "https" if options.secure else "http"
        name = (*options.host_names, "localhost")[0]
        common = environ.base(scheme, name, options.port, processes=options.workers, threads=options.threads)
        super().__init__(application, common, options.threads, Bodies(options.body_cap, options.large))
        self.supervisor = supervisor

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        super().__rsgi_init__(loop)
        if isinstance(loop, Loop):
            loop.before_stop.append(self.leave)
        # The supervisor never writes; readable means that it died, and no worker should outlive it.
        loop.add_reader(self.supervisor.fileno(), self._orphaned)

    def __rsgi_del__(self, _loop: asyncio.AbstractEventLoop) -> None:
        _run_exit_functions()

    def leave(self) -> None:
        """Finish what is in flight, and no more."""
        self.stop()
        self._end = self.loop.time() + LEAVE
        self.loop.call_later(LAST_WORDS, self._leave_if_done)

    def _leave_if_done(self) -> None:
        if self.waiting and self.loop.time() < self._end:
            self.loop.call_later(0.2, self._leave_if_done)
            return
        _run_exit_functions()
        os._exit(0)

    def _orphaned(self) -> None:
        self.loop.remove_reader(self.supervisor.fileno())
        os.kill(os.getpid(), signal.SIGTERM)


def load(load_app: Callable[[], WSGIApplication], options: Options, supervisor: Connection) -> Worker:
    """Load the application in a fresh worker, and report to ``supervisor`` how it went."""
    # Until the loop runs, a stop means: at once. The supervisor's handlers, inherited, would only take notes.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _leave_no_core()
    gc.disable()  # What is loaded now stays: looking through it for garbage only takes time.
    try:
        application = load_app()
    except BaseException as error:  # noqa: BLE001 - whatever it is, the supervisor must hear of it
        _give_up(error, options, supervisor)
    gc.freeze()
    gc.enable()
    worker = Worker(application, options, supervisor)
    supervisor.send(("loaded", ""))
    return worker


def _leave_no_core() -> None:
    """Let the system write no picture of this process's memory to disk, should it crash (prctl(2))."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0)


def _run_exit_functions() -> None:
    """Run what ``atexit`` holds, such as a last flush of counters: forked processes leave without it."""
    atexit._run_exitfuncs()


def _give_up(error: BaseException, options: Options, supervisor: Connection) -> NoReturn:
    """Tell the supervisor why there is nothing to serve, and wait for it to end the whole command."""
    text = str(error)
    if not isinstance(error, (*options.expected, SystemExit)):
        traceback.print_exception(error, file=sys.stderr)
        text = f"Privet did not start: {type(error).__name__}: {text}"
    supervisor.send(("failed", text[:1000]))
    signal.alarm(10)
    while True:
        signal.pause()
