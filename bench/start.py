"""From the command to the first page, against bare Flask on the same server: at most 2."""

import ssl
import statistics
import time
from contextlib import AbstractContextManager
from urllib.request import urlopen

from _common import served, workplace

from privet import create_app

ROUNDS = 7


def main() -> None:
    """Start both in turns, and print the ratio of the times."""
    with workplace() as folder:
        page = folder / "home.html"
        page.write_text(create_app(folder / "instance").test_client().get("/").text, "utf-8")
        first_page(
            served("bare", str(page), folder)
        )  # Makes the certificate, which neither start shall pay for.
        pairs = []
        for _ in range(ROUNDS):
            bare = first_page(served("bare", str(page), folder))
            pairs.append((bare, first_page(served("site", str(folder / "instance"), folder))))
    ratio = statistics.median(ours / theirs for theirs, ours in pairs)
    print(f"start to first page against bare Flask: {ratio:.2f} in time (at most 2)")
    bare_time, site_time = (statistics.median(times) for times in zip(*pairs, strict=True))
    print(f"  bare {bare_time:.2f} s, site {site_time:.2f} s")


def first_page(server: AbstractContextManager[str]) -> float:
    """Give the seconds from the start of the command to a page in hand."""
    context = ssl._create_unverified_context()  # noqa: S323 - our own certificate on the loopback
    begun = time.perf_counter()
    with server as address, urlopen(f"{address}/", context=context, timeout=60) as answer:
        answer.read()
        return time.perf_counter() - begun


if __name__ == "__main__":
    main()
