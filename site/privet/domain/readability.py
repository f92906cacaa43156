"""How easy a text is to read: Flesch reading ease for English, Fernández-Huerta for Spanish."""

import re

MARKUP = re.compile(r"\]\([^)]*\)|\{P\d+\}|[#*_`>\[\]|]|^\s*(\d+\.|-)\s", re.MULTILINE)
SECTION = re.compile(r"^##\s+(.+?)\s*#*$", re.MULTILINE)


def ease(text: str, language: str) -> float:
    """Give the reading ease of Markdown ``text``; higher is easier, 60 and more is plain language."""
    plain = MARKUP.sub(" ", text)
    sentences = [part for part in re.split(r"[.!?:]\s|\n\s*\n|\n", plain) if re.search(r"\w", part)]
    words = re.findall(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*", plain)
    if not words:
        return 100.0
    syllables = sum(_syllables(word.casefold(), language) for word in words)
    per_sentence, per_word = len(words) / len(sentences), syllables / len(words)
    if language == "es":
        return 206.84 - 60 * per_word - 1.02 * per_sentence
    return 206.835 - 84.6 * per_word - 1.015 * per_sentence


def sections(text: str) -> list[tuple[str, str]]:
    """Split Markdown ``text`` at its ``##`` headings into headings and what stands below each."""
    parts = SECTION.split(text)
    return list(zip(parts[1::2], parts[2::2], strict=True))


def _syllables(word: str, language: str) -> int:
    if language == "es":
        return max(1, len(re.findall(r"[aeo]?[iu]?[aeoáéó]|[íú]|[iuü]+", word)))
    shortened = re.sub(r"(?:[^laeiouy]es|[^aeiouy]ed|[^laeiouy]e)$", "", word)
    return max(1, len(re.findall(r"[aeiouy]+", shortened)))
