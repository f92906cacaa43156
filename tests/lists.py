"""Lists of members for tests, as an employer would send them."""

import csv
from io import StringIO

from privet.domain.import_file import COLUMNS

HEAD = list(COLUMNS)
USUAL = {
    "name": "Ana María Ruiz",
    "birth_date": "1984-02-29",
    "address": "12 Juniper Lane | Columbus, OH 43004",
    "plan": "Larkspur Standard",
    "covered_from": "2020-01-01",
}


def row(number: str, **cells: str) -> dict[str, str]:
    """Give one row, filled as usual but for ``cells``."""
    return {"number": number} | USUAL | cells


def written(*rows: dict[str, str], columns: list[str] = HEAD) -> bytes:
    """Give a file with these rows."""
    text = StringIO()
    writer = csv.DictWriter(text, columns, restval="", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()
