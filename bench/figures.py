"""Page of figures over three years of days against the same page over one month: at most 3 in time."""

import random
import statistics
import time
from datetime import date, datetime, timedelta
from pathlib import Path

from _common import workplace
from flask import Flask

from privet import create_app
from privet.domain import figures
from privet.domain.figures_counts import DayCounts

TOPICS = 400
ROUTES = ("consumer", "professional", "provider", "global")
ROUNDS = 25


def main() -> None:
    """Render both in turns, and print the ratio of the times."""
    today = datetime.now().astimezone().date()
    with workplace() as folder:
        month = filled(folder / "month", today, last_month(today))
        years = filled(folder / "years", today, last_month(today).replace(year=today.year - 3))
        for page in ("/figures/", "/figures/?route=consumer"):
            pairs = [(seconds(month, page), seconds(years, page)) for _ in range(ROUNDS)]
            ratio = statistics.median(long / short for short, long in pairs)
            print(f"{page} over three years against one month: {ratio:.2f} in time (at most 3)")
            short, long = (1000 * statistics.median(times) for times in zip(*pairs, strict=True))
            print(f"  one month {short:.1f} ms, three years {long:.1f} ms")


def last_month(today: date) -> date:
    """Give the first day of the last month that is published already."""
    return ((today - timedelta(days=1)).replace(day=1) - timedelta(days=1)).replace(day=1)


def filled(folder: Path, today: date, first: date) -> Flask:
    """Make a site that counted each topic on each day from ``first`` until yesterday."""
    app = create_app(folder)
    house = app.extensions["privet"]
    chance = random.Random(7)  # noqa: S311 - the same each time, and no secret
    topics = [(ROUTES[number % 4], f"topic-{number}") for number in range(TOPICS)]
    days = (today - first).days
    for start in range(0, days, 30):
        counts = {
            first + timedelta(days=number): DayCounts(
                {topic: chance.randrange(9) + 1 for topic in topics},
                {("browser", f"chrome {version}"): chance.randrange(200) + 1 for version in range(100, 142)},
            )
            for number in range(start, min(start + 30, days))
        }
        figures.add(house.store, counts)
    published = figures.tend(house.store, today, 3660)
    print(f"{days} days of {TOPICS} topics, {len(published)} months published")
    return app


def seconds(app: Flask, page: str) -> float:
    """Give the time in which the page is made anew, with nothing kept of it."""
    app.extensions["privet.pages"].moments.clear()
    client = app.test_client()
    begun = time.perf_counter()
    answer = client.get(page, base_url="https://localhost")
    taken = time.perf_counter() - begun
    assert answer.status_code == 200
    return taken


if __name__ == "__main__":
    main()
