"""Printed codes, such as the reference on a form: random, easy to read aloud and hard to mistype.

Characters of Crockford's base 32 (no I, L, O, U), eight in a reference, and one that checks them: the number
modulo 37.
37 is prime and no power of two is a multiple of it, so every single wrong character and every swap of
neighbours is caught. Codes whose check would need one of Crockford's five extra signs are not given out.
"""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
FORGIVEN = str.maketrans("OIL", "011", " -")
LENGTH = 8
GROUP = 3


class InvalidReference(ValueError):
    """What was entered is no code that was ever printed."""


def new(length: int = LENGTH, group: int = GROUP) -> str:
    """Make a code with ``length`` random characters from the system's randomness; it is stored nowhere."""
    while True:
        code = "".join(secrets.choice(ALPHABET) for _ in range(length))
        check = _value(code) % 37
        if check < len(ALPHABET):
            return grouped(code + ALPHABET[check], group)


def normalise(entered: str, length: int = LENGTH) -> str:
    """Give the characters of a code and its check as somebody typed it, O/0 and I/L/1 forgiven.

    :raises InvalidReference: when a character is missing, wrong or swapped.
    """
    code = entered.strip().upper().translate(FORGIVEN)
    if len(code) != length + 1 or not code.isascii() or set(code) - set(ALPHABET):
        raise InvalidReference
    if _value(code[:-1]) % 37 != ALPHABET.index(code[-1]):
        raise InvalidReference
    return code


def grouped(code: str, group: int = GROUP) -> str:
    """Write a code in groups, as it is printed."""
    return "-".join(code[i : i + group] for i in range(0, len(code), group))


def _value(code: str) -> int:
    total = 0
    for character in code:
        total = total * 32 + ALPHABET.index(character)
    return total
