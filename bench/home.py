"""Home page against a bare Flask view of the same size, on the same server: at least 0.85."""

import statistics

from _common import pages_a_second, served, workplace

from privet import create_app

ROUNDS = 7


def main() -> None:
    """Ask both in turns, and print the ratio of pages a second."""
    with workplace() as folder:
        page = folder / "home.html"
        page.write_text(create_app(folder / "instance").test_client().get("/").text, "utf-8")
        with (
            served("bare", str(page), folder) as bare,
            served("site", str(folder / "instance"), folder) as site,
        ):
            pages_a_second(f"{bare}/", 1)
            pages_a_second(f"{site}/", 1)
            pairs = [(pages_a_second(f"{bare}/"), pages_a_second(f"{site}/")) for _ in range(ROUNDS)]
    ratio = statistics.median(ours / theirs for theirs, ours in pairs)
    print(f"home page against bare Flask: {ratio:.2f} in pages a second (at least 0.85)")
    bare_rate, site_rate = (statistics.median(rates) for rates in zip(*pairs, strict=True))
    print(f"  bare {bare_rate:.0f}/s, site {site_rate:.0f}/s")


if __name__ == "__main__":
    main()
