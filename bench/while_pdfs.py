"""The site's pages a second while one client asks for PDFs in a loop, against undisturbed."""

import ssl
import statistics
import threading
from urllib.request import Request, urlopen

from _common import pages_a_second, served, workplace
from pdf import FORM, urlencode

ROUNDS = 5


def main() -> None:
    """Ask in turns, with and without the client that wants forms."""
    with workplace() as folder, served("site", str(folder / "instance"), folder) as site:
        pages_a_second(f"{site}/", 1)
        forms = Forms(f"{site}/mail-in/form.pdf")
        quiet, busy = [], []
        for _ in range(ROUNDS):
            quiet.append(pages_a_second(f"{site}/"))
            with forms:
                busy.append(pages_a_second(f"{site}/"))
    ratio = statistics.median(b / q for q, b in zip(quiet, busy, strict=True))
    rate = forms.made / (3 * ROUNDS)
    print(f"pages while PDFs are made, against none: {ratio:.2f} at {rate:.0f} PDFs a second")


class Forms:
    """A client that asks for one form after another while the block lasts."""

    def __init__(self, address: str) -> None:
        self.request = Request(address, urlencode(FORM).encode())
        self.made = 0

    def __enter__(self) -> None:
        self.going = True
        self.thread = threading.Thread(target=self.ask)
        self.thread.start()

    def __exit__(self, *_rest: object) -> None:
        self.going = False
        self.thread.join()

    def ask(self) -> None:
        """Ask until told to stop."""
        context = ssl._create_unverified_context()  # noqa: S323 - our own certificate on the loopback
        while self.going:
            with urlopen(self.request, context=context, timeout=30) as answer:
                assert answer.read().startswith(b"%PDF")
            self.made += 1


if __name__ == "__main__":
    main()
