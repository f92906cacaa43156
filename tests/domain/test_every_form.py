"""P30, P43: every kind, under every law that gives it, on every paper, in every size and language."""

from itertools import product

import msgspec
import pytest

from privet.domain import mailin, sheets
from privet.domain.letters import Letter
from privet.domain.mailin import Sheet
from tests.domain import every_form
from tests.domain.every_form import ENVELOPES, TODAY, WRITTEN, Look, faults_of_all, faults_of_form, office

LOOKS = [
    Look(paper, envelope, size, language)
    for paper, envelopes in ENVELOPES.items()
    for envelope, size, language in product(envelopes, ("standard", "large"), ("en", "es"))
]


@pytest.mark.promise("P30")
@pytest.mark.parametrize("look", LOOKS, ids="-".join)
def test_p30_every_form_keeps_its_address_asks_its_own_and_passes_the_checkers(look: Look) -> None:
    assert not faults_of_all(look)


def test_every_kind_is_printed_under_each_of_its_laws() -> None:
    laws = sum(len(kind.basis) for kind in office().rules.kinds.values())

    assert every_form.cases() == laws


def made(**other: object) -> tuple[Letter, list[str]]:
    """Print a request to opt out with something planted in it, and give what is found."""
    sheet = Sheet(("optout_sale",), "US-CA", "website", "letter", "window-10", "standard", "en")
    letter = mailin.compose(sheet, office(), "7K3-M9Q-XZ4", TODAY)
    planted = msgspec.structs.replace(letter, **other)
    kind = office().rules.kinds["optout_sale"]
    return letter, list(faults_of_form(kind, letter, sheets.render(planted, WRITTEN)))


def test_the_checker_finds_nothing_in_a_good_form() -> None:
    assert made()[1] == []


def test_the_checker_finds_a_signature_that_nobody_may_ask_for() -> None:
    assert "a signature is asked for" in made(signature="I am the person named on this form.")[1]


def test_the_checker_finds_another_address_in_the_window() -> None:
    _letter, faults = made(address=("SOMEBODY ELSE", "PO BOX 1", "COLUMBUS OH 43299"))

    assert any(fault.startswith("the safe box holds SOMEBODYELSE") for fault in faults)


def test_the_checker_finds_questions_of_other_kinds_and_missing_ones() -> None:
    letter, _faults = made()
    sheet = Sheet(("accounting",), "US-CA", "website", "letter", "window-10", "standard", "en")
    other = mailin.compose(sheet, office(), "7K3-M9Q-XZ4", TODAY).requests

    assert any("of accounting" in fault or "too" in fault for fault in made(requests=other)[1])
    assert any(fault.startswith("lacks") for fault in made(about_me=letter.about_me[:1])[1])


def test_the_checker_finds_what_must_never_be_asked() -> None:
    letter, _faults = made()
    nosy = msgspec.structs.replace(letter.about_me[0], label="Your social security number")
    kind = office().rules.kinds["optout_sale"]

    asked = msgspec.structs.replace(letter, about_me=(nosy,))
    found = list(faults_of_form(kind, asked, sheets.render(asked, WRITTEN)))

    assert any(fault.startswith("asks for ssn") for fault in found)
