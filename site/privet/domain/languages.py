"""The languages that the site speaks, and how the domain translates its own sentences."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from babel.support import NullTranslations, Translations

DEFAULT = "en"
Text = str | Mapping[str, str]  # One text, or one for each language.
CATALOGUES = Path(__file__).parent.parent / "data" / "translations"


@cache
def translator(language: str) -> NullTranslations:
    """Return the catalogue of ``language``; sentences it lacks stay in English."""
    return Translations.load(CATALOGUES, [language])


def in_language(text: Text, language: str) -> str:
    """Pick the wording for ``language`` from data that holds one text, or one for each language."""
    if isinstance(text, str):
        return text
    return text.get(language) or text.get(DEFAULT) or next(iter(text.values()), "")
