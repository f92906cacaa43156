"""Counting on against counting off, on the same server: at least 0.95 in pages a second."""

import statistics
from datetime import date
from pathlib import Path

from _common import pages_a_second, served, workplace

from privet import config

ROUNDS = 30  # Short ones, so that what else the machine does falls on both alike.
BROWSER = {
    "User-Agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0",
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
    "Accept-Language": "en-US,en;q=0.9,es;q=0.8",
    "Accept-Encoding": "gzip, deflate, br, zstd",
    "Sec-Fetch-Dest": "document",
    "Sec-Fetch-Mode": "navigate",
    "Sec-Fetch-Site": "same-origin",
    "Upgrade-Insecure-Requests": "1",
}


def main() -> None:
    """Ask both in turns, and print the ratio of pages a second."""
    with workplace() as folder:
        with (
            served("site", str(instance(folder / "off", count=False)), folder) as off,
            served("site", str(instance(folder / "on", count=True)), folder) as on,
        ):
            for address in (off, on):
                pages_a_second(f"{address}/consumer/", 1, headers=BROWSER)
            rates: dict[str, list[float]] = {off: [], on: []}
            for number in range(ROUNDS):
                for address in (off, on) if number % 2 else (on, off):
                    rates[address].append(pages_a_second(f"{address}/consumer/", 1, headers=BROWSER))
        written = counted(folder / "on")
    # The better rounds of each: what else the machine does makes a round slower, never quicker.
    without, counting = (statistics.quantiles(found, n=4)[2] for found in rates.values())
    print(f"pages with counting on against off: {counting / without:.3f} in pages a second (at least 0.95)")
    print(f"  off {without:.0f}/s, on {counting:.0f}/s; {written} pages are in the database")


def instance(folder: Path, *, count: bool) -> Path:
    """Make an instance that counts, or doesn’t."""
    folder.mkdir(mode=0o700)
    text = config.EXAMPLE.read_text("utf-8")
    lines = [
        line for line in text.splitlines() if not line.startswith(("[figures]", "count =", "keep_days ="))
    ]
    lines += ["[figures]", f"count = {str(count).lower()}", ""]
    (folder / config.FILE).write_text("\n".join(lines), "utf-8")
    return folder


def counted(folder: Path) -> int:
    """Give how many pages were counted: all, since a server that stops has written them."""
    from privet.opening import open_store  # noqa: PLC0415 - the server was to begin without it
    from privet.storage.figures import VisitTotal  # noqa: PLC0415

    with open_store(folder, config.load(folder)).reading():
        return sum(count for *_, count in VisitTotal.sums(date.min, date.max))


if __name__ == "__main__":
    main()
