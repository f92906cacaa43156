"""The shapes of numbers that belong to one person: social security, cards, accounts, members, telephones.

Every pattern is bounded, so that no text, however it is made, takes longer than its length.
"""

import re
from collections.abc import Iterable
from functools import lru_cache, reduce
from itertools import accumulate

_APART = "[-._/,:|\u00b7\u2022 \n]{1,4}"
GROUPED = re.compile(
    rf"(?<!\d)(?<!\d[-.])(\d{{3}})(?=[ \n]{{0,3}}[^ \n]){_APART}(\d{{2}}){_APART}(\d{{4}})(?![-.]?\d)"
)
BY_SPACES = re.compile(r"(?<!\d)(?<!\d )(\d{3})[ \n](\d{2})(?:[ \n]|-)(\d{4})(?! ?\d)")
NINE = re.compile(r"(?<![\d.,])\d{9}(?![\d]|[.,]\d)")
NINE_APART = re.compile(r"(?<!\d)(?:\d[-._/* \n]{1,4}){8}\d(?!\d)(?![-._/* \n]{1,3}\d)")
SSN_WORDS = (
    r"(?:social[ -]securit[a-z]+|social(?= (?:number|no|num)| is|:|#)|\bssn\b|\bss ?#|\bs\.s\.n|\bitin\b"
    r"|\btax ?id|\btaxpayer|segur[oa] social|numero de social|\bnss\b)"
)
SSN_TOLD = re.compile(rf"{SSN_WORDS}[^0-9]{{0,40}}((?:\d[ \n._/*-]{{0,3}}){{8}}\d)(?!\d)")
CHAIN = re.compile(r"\d(?:[ \n._/-]{0,3}\d){12,60}")
CARD_LENGTHS = {"2": (16,), "3": (14, 15, 16), "4": (13, 16, 19), "5": (16,), "6": (16, 17, 18, 19)}
IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?=[ -]?[A-Za-z0-9]{4})")
ROUTING = re.compile(
    r"(?:routing|\baba\b|\brtn\b|transit|ruta|\bach\b)[^0-9]{0,40}((?:\d[ -]{0,2}){8}\d)(?!\d)"
)
ACCOUNT = re.compile(
    r"\b(?:account|acct|a/c|cuenta)(?: bancaria| corriente| de (?:banco|ahorros?))?[ \n]?"
    r"(?:number|num|no|nr|numero|id|#)?\.?[ \n]?(?:is|es|was)?[ \n:#=.]{0,4}((?:\d[ -]{0,2}){5,16}\d)(?!\d)"
)
LIKE_A_PHONE = re.compile(r"(?:1[- ])?\d{3}[- ]\d{3}[- ]\d{4}")
MEMBER = re.compile(
    r"\b(?:member(?:ship)?|subscriber|policy|certificate|claim|enrollee|patient|miembro|poliza|afiliad[oa]"
    r"|suscriptor|reclamo|reclamacion|asegurad[oa])[ \n]?(?:s |de )?"
    r"(?:(?:id(?:entification)?|no|nr|num(?:ber|ero)?|card|codigo)\b|#)\.?[ \n]{0,2}"
    r"(?:is|es|was|number|no\.?|:|#|=|-)?[ \n:#=]{0,4}([a-z]{0,6}[- ]?\d[a-z0-9-]{2,30})"
)
MEMBER_BEFORE = re.compile(r"\bnumero de (?:miembro|poliza|afiliad[oa]|reclamo|asegurad[oa])[^0-9a-z]{0,4}"
                           r"(?:es )?([a-z]{0,6}[- ]?\d[a-z0-9-]{2,30})")  # fmt: skip
# Looking for a word takes a tenth of the time that looking for a pattern does; most texts have none.
SSN_HINTS = ("ssn", "social", "ss #", "ss#", "s.s.n", "itin", "tax", "nss")
ACCOUNT_HINTS = ("account", "acct", "a/c", "cuenta")
ROUTING_HINTS = ("routing", "aba", "rtn", "transit", "ruta", "ach")
MEMBER_HINTS = (
    "member", "subscriber", "policy", "certificate", "claim", "enrollee", "patient", "miembro", "poliza",
    "afiliad", "suscriptor", "reclam", "asegurad",
)  # fmt: skip
YEARS = re.compile(r"(?:19|20)\d\d(?:-\d{1,4}){0,2}")
PHONE = re.compile(r"(?:\+|\(|00)?(?<!\d)\d(?:[ \n().\-/]{0,3}\d){6,16}(?!\d)")
TOLL_FREE = re.compile(r"1?8(?:00|33|44|55|66|77|88)\d{7}")


def social_security(text: str, *, typed: bool) -> bool:
    """Say whether ``text``, in small letters, holds a social security or a taxpayer’s number.

    Three, two and four digits with hyphens or dots are one, given or not. Nine digits in a row are one where
    a word says so, or where somebody ``typed`` them about themselves and they can have been given.
    """
    if GROUPED.search(text) or (_has(text, SSN_HINTS) and SSN_TOLD.search(text)):
        return True
    if any(_given("".join(match.groups())) for match in BY_SPACES.finditer(text)):
        return True
    if any(_given(_digits(match[0])) and _looks_random(match[0]) for match in NINE_APART.finditer(text)):
        return True
    return typed and any(_given(match[0]) for match in NINE.finditer(text))


def card(text: str) -> bool:
    """Say whether ``text`` holds the number of a payment card: beginning, length and check digit must fit."""
    return any(_charges(chain[0]) for chain in CHAIN.finditer(text))


def _charges(chain: str) -> bool:
    from stdnum import luhn  # noqa: PLC0415 - most texts have no digits that could be one

    groups = re.findall(r"\d+", chain)
    digits = "".join(groups)
    places = list(accumulate(map(len, groups), initial=0))
    for start in places[:-1]:
        for length in CARD_LENGTHS.get(digits[start], ()):
            number = digits[start : start + length]
            if start + length in places and len(set(number)) > 1 and luhn.is_valid(number):
                return True
    return False


def bank_account(text: str) -> bool:
    """Say whether ``text`` holds an IBAN, or the number of an account with a word that says so."""
    lower = text.lower()
    told = ACCOUNT.finditer(lower) if _has(lower, ACCOUNT_HINTS) else ()
    if any(not LIKE_A_PHONE.fullmatch(match[1]) for match in told):
        return True
    routes = ROUTING.finditer(lower) if _has(lower, ROUTING_HINTS) else ()
    if any(_routes(_digits(match[1])) for match in routes):
        return True
    return any(_begins_iban(text[match.start() : match.start() + 48]) for match in IBAN.finditer(text))


def member_number(text: str, shapes: Iterable[str]) -> bool:
    """Say whether ``text``, in small letters, holds a member’s number, by its shape or its name."""
    if any(hint in text and shape.search(text) for hint, shape in map(_shape, shapes)):
        return True
    patterns = (MEMBER, MEMBER_BEFORE) if _has(text, MEMBER_HINTS) else ()
    told = [match[1] for pattern in patterns for match in pattern.finditer(text)]
    return any(sum(map(str.isdigit, number)) >= 3 and not YEARS.fullmatch(number) for number in told)


def telephone(text: str, allowed: Iterable[str], region: str, looked: set[str]) -> bool:
    """Say whether ``text`` holds a number at which somebody can be called; ``allowed`` ones are ours.

    Numbers that are free to call belong to offices. What was ``looked`` at before isn’t looked at again.
    """
    ours = {_national(number) for number in allowed}
    for match in PHONE.finditer(text):
        if match[0] in looked:
            continue
        looked.add(match[0])
        digits = _digits(match[0])
        known = _national(digits) in ours or TOLL_FREE.fullmatch(digits)
        if not known and _rings(match[0], region, ours):
            return True
    return False


def _rings(text: str, region: str, ours: set[str]) -> bool:
    from phonenumbers import PhoneNumberMatcher  # noqa: PLC0415 - few texts hold something like one

    return any(
        _national(f"{found.number.country_code}{found.number.national_number}") not in ours
        for found in PhoneNumberMatcher(text, region)
    )


def _national(number: str) -> str:
    digits = _digits(number)
    return digits[1:] if len(digits) == 11 and digits[0] == "1" else digits


def _has(text: str, hints: Iterable[str]) -> bool:
    return any(hint in text for hint in hints)


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


def _given(nine: str) -> bool:
    """Say whether a number may have been given to somebody, or to somebody who pays taxes without one."""
    from stdnum.us import itin, ssn  # noqa: PLC0415

    return bool(ssn.is_valid(nine) or itin.is_valid(nine)) or nine in {"078051120", "219099999", "457555462"}


def _looks_random(text: str) -> bool:
    """Say whether digits that stand apart are more than somebody counting."""
    digits = _digits(text)
    return digits not in "0123456789" * 2 and digits[::-1] not in "0123456789" * 2


def _routes(nine: str) -> bool:
    from stdnum.us import rtn  # noqa: PLC0415

    return bool(rtn.is_valid(nine))


def _begins_iban(text: str) -> bool:
    """Say whether a text begins with an IBAN, whatever follows it."""
    from stdnum import iban  # noqa: PLC0415

    compact = "".join(sign for sign in text if sign.isalnum() and sign.isascii())[:34]
    rest = 0
    for length, sign in enumerate(compact[4:], 5):  # ISO 7064, MOD 97-10, one sign after the other.
        rest = _mod97(rest, sign)
        if length >= 15 and reduce(_mod97, compact[:4], rest) == 1 and iban.is_valid(compact[:length]):
            return True
    return False


def _mod97(rest: int, sign: str) -> int:
    value = int(sign, 36)
    return (rest * (10 if value < 10 else 100) + value) % 97


@lru_cache(64)
def _shape(shape: str) -> tuple[str, re.Pattern[str]]:
    """Make a pattern of a shape such as LBT-#+, and give the letters with which all of its numbers begin.

    A # stands for a digit, #+ for one or more, @ for a letter. After two letters or more, a hyphen may be a
    space or be left out.
    """
    parts: list[str] = []
    for sign in re.findall(r"#\+|.", shape.lower()):
        loose = sign == "-" and len(parts) >= 2
        stands_for = {"#+": r"\d{1,20}", "#": r"\d", "@": "[a-z]"}
        parts.append(stands_for.get(sign, "[- ]?" if loose else re.escape(sign)))
    begins = re.match("[a-z]*", shape.lower())
    return begins[0] if begins else "", re.compile(rf"(?<![a-z0-9]){''.join(parts)}(?![a-z0-9])")
