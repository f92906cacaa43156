"""What counts as personal in a text, however it is written; and what newsletters may say all the same."""

import base64
import quopri
import time
from collections.abc import Callable
from datetime import date
from html import escape
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privet.domain.datafiles import BadFile
from privet.domain.personal_text import KINDS, Ours, found, numbers, ours_of
from privet.opening import open_office
from tests.domain import personal_texts
from tests.domain.personal_texts import ABOUT_SOMEBODY, ORDINARY, TYPED, TYPED_ORDINARY

OURS = Ours(phones=("+1 614-555-0142", "16145550143"), today=date(2026, 11, 23))
WRITTEN = Ours(phones=OURS.phones, typed=True, today=OURS.today)
NAMES = ("Ana María Ruiz", "Theo")


@pytest.mark.promise("P27")
@pytest.mark.parametrize(("text", "kind"), ABOUT_SOMEBODY)
def test_what_is_about_somebody_is_found(text: str, kind: str) -> None:
    """P27: so that no mail can hold it."""
    assert kind in found(text, NAMES, OURS)


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_sentences_are_about_nobody(text: str) -> None:
    assert found(text, NAMES, OURS) == frozenset()


@pytest.mark.promise("P26")
@pytest.mark.parametrize(("text", "kind"), TYPED)
def test_what_people_type_about_themselves_is_found_without_a_word_for_it(text: str, kind: str) -> None:
    """P26: whoever writes a birth date rarely writes that it is one."""
    assert kind in found(text, (), WRITTEN)
    assert kind not in found(text, (), OURS)


@pytest.mark.parametrize("text", TYPED_ORDINARY)
def test_ordinary_questions_can_be_asked(text: str) -> None:
    assert found(text, (), WRITTEN) <= {"phone"}


def spaced(text: str) -> str:
    return " ".join(text)


def wide(text: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)


def unseen(text: str) -> str:
    return "".join(
        sign + mark for sign, mark in zip(text, "\u200b\u00ad\u2060\ufeff\u200d" * 9, strict=False)
    )


def arabic(text: str) -> str:
    return text.translate({ord("0") + digit: 0x0660 + digit for digit in range(10)})


def mathematical(text: str) -> str:
    return text.translate({ord("0") + digit: 0x1D7CE + digit for digit in range(10)})


def entities(text: str) -> str:
    return "".join(f"&#{ord(sign)};" for sign in text)


def hexadecimal(text: str) -> str:
    return "".join(f"&#x{ord(sign):x};" for sign in text)


def percent(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode())


def printable(text: str) -> str:
    return "".join(f"={byte:02X}" for byte in text.encode())


def in_base64(text: str) -> str:
    return base64.b64encode(f"it is {text} and so on".encode()).decode()


def in_address(text: str) -> str:
    return "https://larkspur.example/a/" + base64.urlsafe_b64encode(f"n={text}&x".encode()).decode().rstrip(
        "="
    )


def tagged(text: str) -> str:
    return "".join(f"<b>{sign}</b>" for sign in text)


def folded(text: str) -> str:
    return quopri.encodestring(f"{'x' * 66} {text}".encode()).decode()


def dashes(text: str) -> str:
    return text.replace("-", "\N{EN DASH}").replace(" ", "\N{NO-BREAK SPACE}")


def escaped(text: str) -> str:
    return "".join(f"\\u{ord(sign):04x}" for sign in text)


def twice(text: str) -> str:
    return in_base64(percent(text))


WAYS = [
    str, spaced, wide, unseen, arabic, mathematical, entities, hexadecimal, percent, printable, in_base64,
    in_address, tagged, folded, dashes, escaped, twice, escape, quote,
]  # fmt: skip
ssns = st.tuples(
    st.integers(1, 999), st.integers(1, 99), st.integers(1, 9999), st.sampled_from("-–."), st.booleans()
).map(lambda parts: f"{parts[0]:03}{parts[3]}{parts[1]:02}{parts[3]}{parts[2]:04}")


@pytest.mark.promise("P26", "P27")
@pytest.mark.parametrize("way", WAYS)
@settings(max_examples=40, deadline=None)
@given(number=ssns)
def test_no_way_of_writing_hides_a_social_security_number(way: Callable[[str], str], number: str) -> None:
    """P26, P27: spaced, wide, with signs that nobody sees, or encoded as mails and addresses are."""
    assert "ssn" in found(f"Hello, {way(number)}, bye", (), OURS)


@pytest.mark.promise("P27")
@pytest.mark.parametrize("way", [way for way in WAYS if way not in {arabic, mathematical}])
@pytest.mark.parametrize("name", ["Theo", "THEO", "María", "Maria", "Ruiz"])
def test_no_way_of_writing_hides_a_name(way: Callable[[str], str], name: str) -> None:
    """P27: names count as whole words, with or without accents."""
    assert "name" in found(f"Dear ({way(name)}), good day", NAMES, OURS)


@settings(max_examples=300, deadline=None)
@given(text=st.text(max_size=300) | st.binary(max_size=200).map(lambda raw: raw.decode("latin-1")))
def test_any_text_can_be_looked_at(text: str) -> None:
    assert found(text, NAMES, WRITTEN) <= set(KINDS)


@settings(max_examples=200, deadline=None)
@given(
    token=st.binary(min_size=32, max_size=32).map(
        lambda raw: base64.urlsafe_b64encode(raw).decode().rstrip("=")
    )
)
def test_tokens_of_ours_are_about_nobody(token: str) -> None:
    """Two hundred random ones: not one letter in a thousand may stay here by accident."""
    assert found(f"https://larkspur.example/preferences/{token}/unsubscribe", NAMES, OURS) == frozenset()


@pytest.mark.parametrize("name", sorted(personal_texts.HOSTILE))
def test_hostile_text_takes_no_longer_than_its_length(name: str) -> None:
    """A hundred thousand signs made to be slow: four times as many take about four times as long."""
    short, long = (personal_texts.HOSTILE[name](length) for length in (25_000, 100_000))
    found(short, NAMES, WRITTEN)

    times = []
    for text in (short, long):
        began = time.process_time()
        found(text, NAMES, WRITTEN)
        times.append(time.process_time() - began)

    assert times[1] < 12 * times[0] + 0.2


def test_numbers_of_the_organisation_come_from_its_own_file(tmp_path: Path) -> None:
    (tmp_path / "personal.toml").write_text('member_numbers = ["@@ ## ###"]', "utf-8")
    own = Ours(shapes=numbers(tmp_path).member_numbers)

    assert found("I am QX 12 345", (), own) == {"member-number"}
    assert found("I am LBT-1001", (), own) == frozenset()


@pytest.mark.parametrize("shape", ["Member", "#", "LBT-(#)", ".*#"])
def test_shape_that_fits_anything_is_refused(tmp_path: Path, shape: str) -> None:
    (tmp_path / "personal.toml").write_text(f'member_numbers = ["{shape}"]', "utf-8")

    with pytest.raises(BadFile, match="member_numbers"):
        numbers(tmp_path)


def test_our_own_numbers_are_allowed(instance: Path) -> None:
    ours = ours_of(open_office(instance), date(2026, 11, 23))

    for phone in ours.phones:
        assert found(f"Call us: {phone}", (), ours) == frozenset()
    assert found("Call us: 1-614-555-0199", (), ours) == {"phone"}


def test_names_are_whole_words() -> None:
    assert found("Theology and Mariana, ruizes", NAMES) == frozenset()
    assert found("Dear Ana,", ["Ana"]) == {"name"}
