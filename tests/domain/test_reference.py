"""The reference: random, forgiving, and every slip of the pen is caught."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privet.domain import reference

CODES = st.builds(reference.new)


@given(CODES)
def test_what_is_printed_is_accepted_back_however_it_is_typed(code: str) -> None:
    plain = code.replace("-", "")

    sloppy = code.lower().replace("0", "o").replace("1", "l").replace("-", " ")

    assert reference.normalise(code) == plain
    assert reference.normalise(f" {sloppy} ") == plain


@given(CODES, st.integers(0, 8), st.sampled_from(reference.ALPHABET))
def test_every_single_wrong_character_is_caught(code: str, place: int, wrong: str) -> None:
    plain = code.replace("-", "")
    if plain[place] == wrong:
        return
    with pytest.raises(reference.InvalidReference):
        reference.normalise(plain[:place] + wrong + plain[place + 1 :])


@given(CODES, st.integers(0, 7))
def test_every_swap_of_neighbours_is_caught(code: str, place: int) -> None:
    plain = code.replace("-", "")
    left, right = plain[place], plain[place + 1]
    if left == right:
        return
    with pytest.raises(reference.InvalidReference):
        reference.normalise(plain[:place] + right + left + plain[place + 2 :])


@pytest.mark.parametrize("entered", ["", "ABC", "UUU-UUU-UUU", "12345678é", "1234567890"])
def test_what_was_never_printed_is_refused(entered: str) -> None:
    with pytest.raises(reference.InvalidReference):
        reference.normalise(entered)
