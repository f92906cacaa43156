"""Every sentence of the site is translated, and the compiled catalogue is the one in the sources."""

import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[1]
TEXTS = ROOT / "site" / "privet" / "data" / "translations"
MEND = "run “make translations”, and translate what is new"


@pytest.fixture(scope="module")
def written() -> Catalog:
    """Give the Spanish catalogue as people edit it."""
    with (TEXTS / "es" / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale="es")


def messages(catalog: Catalog) -> Iterable[Message]:
    return (message for message in catalog if message.id)


def words(text: str | Iterable[str] | None) -> list[str]:
    return [text] if isinstance(text, str) else list(text or [])


def test_every_sentence_is_in_the_catalogue(written: Catalog, tmp_path: Path) -> None:
    found = tmp_path / "messages.pot"
    command = [Path(sys.executable).with_name("pybabel"), "-q", "extract", "-F", TEXTS / "babel.cfg"]
    subprocess.run([*command, "-k", "lazy_gettext", "-o", found, "."], check=True, cwd=ROOT)  # type: ignore[list-item]
    with found.open("rb") as file:
        missing = {str(message.id) for message in messages(read_po(file))} - {
            str(m.id) for m in messages(written)
        }

    assert not missing, f"{missing}: {MEND}"


def test_every_sentence_is_translated_with_its_gaps(written: Catalog) -> None:
    for message in messages(written):
        assert not message.fuzzy, message.id
        spoken = words(message.string)
        assert all(spoken), f"“{message.id}”: {MEND}"
        gaps = [
            set(re.findall(r"%\(\w+\)s|\{\w+\}", " ".join(texts))) for texts in (words(message.id), spoken)
        ]
        assert gaps[0] == gaps[1], message.id


def test_compiled_catalogue_is_the_written_one(written: Catalog) -> None:
    with (TEXTS / "es" / "LC_MESSAGES" / "messages.mo").open("rb") as file:
        compiled = pairs(read_mo(file))

    assert compiled == pairs(written), MEND


def pairs(catalog: Catalog) -> dict[str, list[str]]:
    return {words(message.id)[0]: words(message.string) for message in messages(catalog)}
