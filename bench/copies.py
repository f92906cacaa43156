"""Two hundred blank copies from the command line, against one compile of one copy for each of them."""

import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]

from privet import config
from privet.domain import mailin, reference, rules, sheets
from privet.domain.mailin import Sheet
from privet.domain.office import Office

COPIES = 200
PRIVET = Path(sys.executable).with_name("privet")


def main() -> None:
    """Print the copies both ways, and say how many pages come out in a second."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "forms.pdf"
        words = ["mail-in", "--instance", folder, "--blank", "--copies", str(COPIES), "-o", str(file)]
        begun = time.perf_counter()
        subprocess.run([PRIVET, *words], check=True, capture_output=True)
        together = time.perf_counter() - begun
        pages = len(pypdfium2.PdfDocument(file))
    one_by_one, single = _singly()
    print(f"{COPIES} blank copies in one file against one compile each: {together / one_by_one:.2f} in time")
    print(
        f"  {pages} pages in {together:.1f} s, start of the command included: {pages / together:.0f} a second"
    )
    print(f"  one copy alone {single * 1000:.0f} ms, {COPIES} of them {one_by_one:.1f} s")


def _singly() -> tuple[float, float]:
    """Give the seconds for as many compiles of one copy, and for one of them."""
    settings = config.load(Path("nowhere"))
    office = Office(settings, rules.load(settings.organisation.regimes))
    sheet, now = Sheet((), blank=True), datetime.now(UTC)
    sheets.render(mailin.compose(sheet, office, reference.new(), now.date()), now)
    begun = time.perf_counter()
    for _ in range(COPIES):
        sheets.render(mailin.compose(sheet, office, reference.new(), now.date()), now)
    taken = time.perf_counter() - begun
    return taken, taken / COPIES


if __name__ == "__main__":
    main()
