"""Takes the README's pictures from the running site: ``make pictures``."""

import shutil
import subprocess
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.conftest import QUIET
from tests.running import serving

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"


def main() -> None:
    """Open the site as a visitor, and keep what is seen."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        instance = Path(folder) / "instance"
        instance.mkdir()
        chromium = driver.chromium.launch(executable_path=shutil.which("chromium"), args=QUIET)
        with serving(instance) as site:
            context = chromium.new_context(
                base_url=site.base, ignore_https_errors=True, viewport={"width": 1200, "height": 820}
            )
            page = context.new_page()
            page.goto("/")
            page.screenshot(path=PICTURES / "home.png")
            page.goto("/mail-in/form?kind=access&kind=stop_email&residence=US-CA&about=website")
            page.get_by_label("Your name").fill("Ana O’Brien Ruiz")
            page.get_by_label("Your postal address").fill("12 Elm Street\nSacramento CA 95814")
            page.get_by_label("What would you like a copy of?").fill("All letters about my claim of May 2026")
            with page.expect_download() as download:
                page.get_by_role("button", name="Get the PDF to print").click()
            form = Path(folder) / "form.pdf"
            download.value.save_as(form)
        picture = PICTURES / "form"
        first = ["-f", "1", "-l", "1", "-singlefile"]
        subprocess.run(["pdftoppm", "-r", "100", *first, "-png", form, picture], check=True)


if __name__ == "__main__":
    main()
