"""Quick pages are answered on the spot, and nothing slow ever is, as far as one can know."""

from typing import Any

from privet.server import pace
from privet.server.pace import Pace


def ask(path: str = "/consumer/", method: str = "GET", **more: str) -> dict[str, Any]:
    return {"PATH_INFO": path, "REQUEST_METHOD": method, **more}


def serve(given: Pace, environ: dict[str, Any], times: int, *, slow: bool = False) -> None:
    """Serve as if the page had been quick or slow."""
    usual = pace.QUICK
    for _ in range(times):
        try:
            with given.measured(environ):
                pace.QUICK = 0.0 if slow else 60.0
        finally:
            pace.QUICK = usual


def test_page_earns_its_place_by_being_quick_a_few_times() -> None:
    given = Pace()

    for _ in range(pace.IN_A_ROW):
        assert not given.quick(ask())
        serve(given, ask(), 1)

    assert given.quick(ask())
    assert given.quick(ask("/consumer/topic/"))
    assert not given.quick(ask("/provider/"))


def test_slow_page_loses_it() -> None:
    given = Pace()
    serve(given, ask(), 9)

    serve(given, ask(), 1, slow=True)

    assert not given.quick(ask())


def test_files_of_a_room_are_another_kind() -> None:
    given = Pace()
    serve(given, ask("/mail-in/form"), 9)

    assert not given.quick(ask("/mail-in/data.csv"))


def test_bodies_and_cookies_always_get_a_thread_and_count_for_nothing() -> None:
    given = Pace()
    serve(given, ask(), 9)

    for personal in (ask(method="POST"), ask(HTTP_COOKIE="a=b"), ask(CONTENT_LENGTH="4")):
        assert not given.quick(personal)
        serve(given, personal, 1, slow=True)

    assert given.quick(ask())


def test_what_is_remembered_stays_small() -> None:
    given = Pace()

    for number in range(1000):
        serve(given, ask(f"/guess-{number}/"), 1)

    assert len(vars(given)["_quick"]) <= pace.KINDS


def test_pdfs_may_have_to_wait_and_never_hold_up_the_loop() -> None:
    given = Pace()
    serve(given, ask("/mail-in/test-sheet.pdf"), 9)

    assert not given.quick(ask("/mail-in/test-sheet.pdf"))
