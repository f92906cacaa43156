"""How easy a text is to read: Flesch reading ease for English, Fernández-Huerta for Spanish."""

import re

MARKUP = re.compile(r"\]\([^)]*\)|[#*_`>\[\]|]|^\s*(\d+\.|-)\s", re.MULTILINE)


def ease(text: str, language: str) -> float:
    """Give the reading ease of Markdown ``text``; higher is easier, 60 and more is plain language."""
    plain = MARKUP.sub(" ", text)
    sentences = [part for part in re.split(r"[.!?:]\s|\n\s*\n|\n", plain) if re.search(r"\w", part)]
    words = re.findall(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*", plain)
    syllables = sum(_syllables(word.casefold(), language) for word in words)
    per_sentence, per_word = len(words) / len(sentences), syllables / len(words)
    if language == "es":
        return 206.84 - 60 * per_word - 1.02 * per_sentence
    return 206.835 - 84.6 * per_word - 1.015 * per_sentence


def _syllables(word: str, language: str) -> int:
    if language == "es":
        return max(1, len(re.findall(r"[aeo]?[iu]?[aeoáéó]|[íú]|[iuü]+", word)))
    shortened = re.sub(r"(?:[^laeiouy]es|[^aeiouy]ed|[^laeiouy]e)$", "", word)
    return max(1, len(re.findall(r"[aeiouy]+", shortened)))
