"""A request in large print and in Spanish against the plain one: at most 1.5 in time."""

import gc
import statistics
import tempfile
from pathlib import Path
from urllib.parse import urlencode

from pdf import FORM, request, timed

from privet import create_app

TIMES = 150


def main() -> None:
    """Ask for one after the other in turns, and print the ratio of the medians."""
    with tempfile.TemporaryDirectory() as folder:
        site = create_app(Path(folder)).wsgi_app
        plain = urlencode(FORM).encode()
        large = urlencode([*FORM, ("size", "large"), ("language", "es")]).encode()
        gc.freeze()  # As each worker of the server does once it has loaded the site.
        for body in (plain, large):
            request(site, body)
        pairs = [
            (timed(lambda: request(site, plain)), timed(lambda: request(site, large))) for _ in range(TIMES)
        ]
    usual, other = (statistics.median(times) for times in zip(*pairs, strict=True))
    print(f"Large print in Spanish against the plain request: {other / usual:.2f} in time (at most 1.5)")
    print(f"  plain {usual * 1000:.1f} ms, large {other * 1000:.1f} ms")


if __name__ == "__main__":
    main()
