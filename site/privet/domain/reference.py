"""The reference on a form: random, about nobody, easy to read aloud and hard to mistype.

Eight characters of Crockford's base 32 (no I, L, O, U) and one that checks them: the number modulo 37.
37 is prime and no power of two is a multiple of it, so every single wrong character and every swap of
neighbours is caught. Codes whose check would need one of Crockford's five extra signs are not given out.
"""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
FORGIVEN = str.maketrans("OIL", "011", " -")
LENGTH = 8


class InvalidReference(ValueError):
    """What was entered is no reference that was ever printed."""


def new() -> str:
    """Make a reference from the system's randomness; it is stored nowhere."""
    while True:
        code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        check = _value(code) % 37
        if check < len(ALPHABET):
            return grouped(code + ALPHABET[check])


def normalise(entered: str) -> str:
    """Give the nine characters of a reference as somebody typed it, O/0 and I/L/1 forgiven.

    :raises InvalidReference: when a character is missing, wrong or swapped.
    """
    code = entered.strip().upper().translate(FORGIVEN)
    if len(code) != LENGTH + 1 or not code.isascii() or set(code) - set(ALPHABET):
        raise InvalidReference
    if _value(code[:-1]) % 37 != ALPHABET.index(code[-1]):
        raise InvalidReference
    return code


def grouped(code: str) -> str:
    """Write a reference in groups of three, as it is printed."""
    return "-".join(code[i : i + 3] for i in range(0, len(code), 3))


def _value(code: str) -> int:
    total = 0
    for character in code:
        total = total * 32 + ALPHABET.index(character)
    return total
