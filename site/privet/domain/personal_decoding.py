"""What a text says to whoever reads or decodes it, so that nothing hides behind how it is written.

A text is folded first: letters without accents, digits of every script as 0 to 9, every dash as a hyphen, and
nothing that can’t be seen. Then it is decoded by each way in which mails and addresses are encoded, and read
without the spaces that somebody put between single letters and digits.
"""

import base64
import re
import unicodedata
from collections.abc import Callable, Iterator
from html import unescape

DEPTH = 3  # Encoded in something encoded in something encoded; nobody’s program undoes more by itself.
UNSEEN = frozenset({"Cc", "Cf", "Mn", "Me", "Co", "Cs", "Cn"})
DASHES = "\N{MINUS SIGN}\N{HYPHEN BULLET}\N{SOFT HYPHEN}\N{MODIFIER LETTER MINUS SIGN}"
LINES = "\n\r\x0b\x0c\x85\u2028\u2029"
ENTITY = re.compile(r"&#?[0-9A-Za-z]{1,32};?")  # A longer number is none, and would take long to read.
QUOTED = re.compile(r"(?:=[0-9A-Fa-f]{2})+")
SOFT_BREAK = re.compile(r"=[ \t]{0,8}\r?\n")
PERCENT = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
ESCAPED = re.compile(r"\\u\{?0{0,4}([0-9A-Fa-f]{4})\}?")
TAG = re.compile(r"<[^<>]*>")
BASE64 = re.compile(r"[A-Za-z0-9+/_-]{8,}")
FOLDED_LINES = re.compile(r"(?<=[A-Za-z0-9+/]{40})\r?\n(?=[A-Za-z0-9+/]{4})")
SPACES = re.compile(r"[ \t]+")
# A digit or letter that stands alone, and spaces before the next one that does.
ALONE = re.compile(r"(?<![^\W_])([^\W_]) (?=[^\W_](?![^\W_])|[-./_] ?[^\W_](?![^\W_]))")
RUN = re.compile(r"[^\W_](?:[ ./_-]{1,3}[^\W_](?![^\W_]))*")
NEAR = 80  # So many signs before and after are read with them, for a word that says what they are.
APART = "\n;\n"
AROUND = re.compile(r"(?<=[^\W_]) ?([-./_]) ?(?=[^\W_])")
SHOWN = r"[\w\s!-/:-@\[-`{-~\u00a0-\u00bf\u2000-\u206f\ufe00-\uff20]"
READABLE = re.compile(rf"{SHOWN}{{4,}}")
INSIDE = re.compile(rf"{SHOWN}{{9,}}")  # Random bytes hardly ever look like that.
MOST_READINGS = 16
_FOLDED: dict[str, str | None] = {}
MOST_REMEMBERED = 20_000


def readings(text: str) -> Iterator[str]:
    """Give ``text`` folded, and what it says once decoded, each reading once."""
    seen: set[str] = set()
    waiting = [text]
    for _ in range(DEPTH + 1):
        following: list[str] = []
        for shown in map(folded, waiting):
            if shown not in seen and len(seen) < MOST_READINGS:
                seen.add(shown)
                yield SPACES.sub(" ", shown)
                following += decoded(shown)
        waiting = following


def folded(text: str) -> str:
    """Give what the eye makes of ``text``, in plain letters, digits, hyphens and spaces.

    Signs are taken one by one: putting whole texts into a normal form takes long where marks are stacked.
    """
    if text.isascii() and text.isprintable():
        return text
    return text.translate({ord(sign): _plain(sign) for sign in set(text)})


def joined(text: str) -> str:
    """Give what stands around letters and digits that stand alone, without the spaces between."""
    parts: list[str] = []
    end = -1
    for match in ALONE.finditer(text):
        if match.start() >= end:
            start = max(0, match.start() - NEAR, end)
            end = _end_of_run(text, match.start())
            parts.append(AROUND.sub(r"\1", ALONE.sub(r"\1", text[start:end])))
    return APART.join(parts)


def _end_of_run(text: str, start: int) -> int:
    """Give where a run of single letters and digits ends, with some of what follows."""
    run = RUN.match(text, start)
    return (run.end() if run else start) + NEAR


def decoded(text: str) -> list[str]:
    """Give what ``text`` says decoded by each way in which something in it looks encoded."""
    found = [way(text) for sign, way in WAYS.items() if sign in text]
    found.append("\n".join(_base64_words(text)))
    return [each for each in found if each and each != text]


def _quoted(text: str) -> str:
    return QUOTED.sub(lambda run: _as_text(run[0].replace("=", "")), SOFT_BREAK.sub("", text))


def _as_text(digits: str) -> str:
    return bytes.fromhex(digits).decode("utf-8", "replace")


WAYS: dict[str, Callable[[str], str]] = {
    "&": lambda text: ENTITY.sub(lambda entity: unescape(entity[0]), text),
    "=": _quoted,
    "%": lambda text: PERCENT.sub(lambda run: _as_text(run[0].replace("%", "")), text),
    "\\u": lambda text: ESCAPED.sub(lambda escaped: chr(int(escaped[1], 16)), text),
    "<": lambda text: TAG.sub("", text),
}


def _base64_words(text: str) -> Iterator[str]:
    """Give what words in base64 stand for, also where something was put before them."""
    whole = FOLDED_LINES.sub("", text) if "\n" in text else text
    for word in BASE64.findall(whole):
        if word[1:].islower():  # No text looks like that in base64.
            continue
        if (last := word.rpartition("/")[2]) != word and len(last) >= 8:
            yield from _said_in(last)
        yield from _said_in(word)


def _said_in(word: str) -> Iterator[str]:
    letters = word.replace("-", "+").replace("_", "/")
    for skipped in range(4):
        part = letters[skipped:]
        part = part if len(part) % 4 != 1 else part[:-1]
        said = base64.b64decode(part + "=" * (-len(part) % 4)).decode("utf-8", "replace")
        if READABLE.fullmatch(said):
            yield said
        else:
            yield from INSIDE.findall(said)


def _plain(sign: str) -> str | None:
    """Give what one sign looks like, remembered for the next time: texts hold few different ones."""
    if sign not in _FOLDED:
        if len(_FOLDED) >= MOST_REMEMBERED:
            _FOLDED.clear()
        _FOLDED[sign] = _fold(sign)
    return _FOLDED[sign]


def _fold(sign: str) -> str | None:
    kind = unicodedata.category(sign)
    if sign in LINES or kind in UNSEEN:
        return "\n" if sign in LINES else " " if sign == "\t" else None
    if kind == "Zs":
        return " "
    if kind == "Pd" or sign in DASHES:
        return "-"
    if (digit := unicodedata.decimal(sign, None)) is not None:
        return str(digit)
    parts = unicodedata.normalize("NFKD", sign)
    return sign if parts == sign else "".join(_fold(part) or "" for part in parts)
