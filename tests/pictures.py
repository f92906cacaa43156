"""Takes the pictures in the docs: the README’s from the running site, and a dozen forms."""

import shutil
import subprocess
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import sync_playwright

from privet.domain import fillable, mailin, sheets, stationery, testsheet
from privet.domain.mailin import Sheet
from privet.domain.office import WINDOWS, Office
from privet.opening import open_office
from tests.browser.conftest import QUIET
from tests.running import serving

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"
GAP = 12  # Pixels between two pages.
DAY = datetime(2026, 11, 23, tzinfo=UTC)
ANA: dict[str, Any] = {
    "name": "Ana O’Brien Ruiz",
    "address_lines": "12 Elm Street\nSacramento CA 95814",
    "member_last4": "4821",
}
JAN: dict[str, Any] = {
    "name": "Jan Müller",
    "address_lines": "Lange Straße 5\n26133 Oldenburg",
    "country": "DE",
}
FORMS = {
    "access-and-correct": Sheet(("access", "correct"), "US-CA", "website", **ANA),
    "opt-out-needs-no-proof": Sheet(("optout_sale", "limit_sensitive"), "US-CA", "website", **ANA),
    "plain-envelope": Sheet(("delete",), "US-OH", envelope="plain", **ANA),
    "large-print-in-spanish": Sheet(("access",), "US-CA", size="large", language="es", **ANA),
    "a4-from-germany": Sheet(("object", "portability"), "DE", "website", **JAN),
    "for-somebody-who-has-died": Sheet(("deceased", "access"), "US-OH", **ANA),
    "another-place-to-write-to": Sheet(("confidential_contact",), "US-CA", name="Ana O’Brien Ruiz"),
    "blank-with-two-kinds": Sheet(("access", "stop_email"), blank=True),
    "blank-with-all-kinds": Sheet((), "US-CA", blank=True),
}


def main() -> None:
    """Open the site as a visitor, print what a visitor prints, and keep what is seen."""
    with tempfile.TemporaryDirectory() as folder:
        instance = Path(folder) / "instance"
        instance.mkdir()
        _site(instance)
        _forms(open_office(instance))


def _site(instance: Path) -> None:
    with sync_playwright() as driver, serving(instance) as site:
        chromium = driver.chromium.launch(executable_path=shutil.which("chromium"), args=QUIET)
        context = chromium.new_context(
            base_url=site.base, ignore_https_errors=True, viewport={"width": 1200, "height": 820}
        )
        page = context.new_page()
        page.goto("/")
        page.screenshot(path=PICTURES / "home.png")
        page.goto("/mail-in/form?kind=access&kind=stop_email&residence=US-CA&about=website")
        page.get_by_label("Name", exact=True).fill("Ana O’Brien Ruiz")
        page.get_by_label("Postal address", exact=True).fill("12 Elm Street\nSacramento CA 95814")
        page.get_by_label("What would you like a copy of?").fill("All letters about my claim of May 2026")
        _keep("printed-page", page.pdf(format="Letter", margin=dict.fromkeys(("top", "bottom"), "10mm")))  # type: ignore[arg-type]
        with page.expect_download() as download:
            page.get_by_role("button", name="Get the PDF to print").click()
        form = instance / "form.pdf"
        download.value.save_as(form)
    first = ["-f", "1", "-l", "1", "-singlefile"]
    subprocess.run(["pdftoppm", "-r", "100", *first, "-png", form, PICTURES / "form"], check=True)


def _forms(office: Office) -> None:
    for name, sheet in FORMS.items():
        _keep(name, sheets.render(mailin.compose(sheet, office, "7K3-M9Q-XZ4", DAY.date()), DAY))
    letter = mailin.compose(FORMS["blank-with-two-kinds"], office, "7K3-M9Q-XZ4", DAY.date())
    _keep("form-with-fields", fillable.make(*sheets.spots(letter, DAY), "en"))
    _keep("envelope", stationery.envelope("envelope-10", letter.address, ("Ana O’Brien Ruiz",), "en", DAY))
    for paper, window in WINDOWS.items():
        _keep(f"test-sheet-{paper}", testsheet.render(paper, window, letter.address, "en", DAY))


def _keep(name: str, pdf: bytes) -> None:
    """Keep all pages of a PDF side by side in one small picture."""
    folder = PICTURES / "forms"
    folder.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as pages:
        command = ["pdftoppm", "-r", "64", "-gray", "-png", "-", f"{pages}/page"]
        subprocess.run(command, input=pdf, check=True)
        images = [Image.open(path) for path in sorted(Path(pages).glob("*.png"))]
        width = sum(image.width + GAP for image in images) - GAP
        together = Image.new("L", (width, max(image.height for image in images)), 120)
        for number, image in enumerate(images):
            together.paste(image, (number * (images[0].width + GAP), 0))
        together.quantize(16).save(folder / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
