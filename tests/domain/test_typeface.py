"""What the typeface can print, and what it can't; P30."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privet.domain import sheets, typeface
from tests.domain.letters import WRITTEN, writing


@pytest.mark.promise("P30")
def test_p30_every_sign_that_the_typeface_has_can_be_printed() -> None:
    signs = [chr(code) for code in range(0x20, 0x30000) if not typeface.missing(chr(code))]

    assert len(signs) > 3000
    assert sheets.render(writing(" ".join(signs)), WRITTEN)


@pytest.mark.promise("P30")
@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_p30_any_text_is_printed_or_its_signs_are_named(text: str) -> None:
    named = ""

    try:
        sheets.render(writing(text), WRITTEN)
    except sheets.UnprintableText as error:
        named = error.characters

    assert set(named) <= set(text)


def test_unprintable_signs_are_named_once_and_in_order() -> None:
    assert typeface.missing("b中a文中") == "中文"
    assert not typeface.missing("Nguyễn Łukasz Γιώργος")


def test_a_line_is_measured_in_em() -> None:
    assert typeface.width("") == 0
    assert 0.9 < typeface.width("M") < 1
    assert typeface.width("MM") == 2 * typeface.width("M")
    assert 1.3 < typeface.height() < 1.4
