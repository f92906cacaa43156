"""What is decided before a form is printed."""

from datetime import date
from pathlib import Path

import msgspec
import pytest

from privet import config
from privet.domain import mailin, rules
from privet.domain.letters import Letter
from privet.domain.mailin import Sheet
from privet.domain.office import Office

TODAY = date(2026, 11, 23)


@pytest.fixture
def settings() -> config.Settings:
    return config.load(Path("nowhere"))


def letter(settings: config.Settings, *kinds: str, **typed: object) -> Letter:
    found = rules.load(settings.organisation.regimes)
    sheet = Sheet(kinds=kinds, **typed)  # type: ignore[arg-type]
    return mailin.compose(sheet, Office(settings, found), "ABC-DEF-GHJ", TODAY)


@pytest.mark.promise("P30")
def test_only_what_the_kinds_need_is_asked(settings: config.Settings) -> None:
    """P30: nothing is asked that the request doesn't need."""
    made = letter(settings, "stop_email", email="a@b.example", name="Never printed", phone="1")

    assert [field.id for field in made.about_me] == ["email", "about"]
    assert "Never printed" not in repr(made)


@pytest.mark.parametrize("kind", ["optout_sale", "no_online", "stop_email", "question"])
def test_kinds_that_may_not_be_verified_ask_for_no_signature(settings: config.Settings, kind: str) -> None:
    """11 CCR 7026(d), 7060(b): a request to opt out needs no verification."""
    assert letter(settings, kind, residence="US-CA", about="website").signature == ""


def test_california_asks_for_a_declaration_only_for_a_copy(settings: config.Settings) -> None:
    here = {"residence": "US-CA", "about": "website"}

    assert "perjury" in letter(settings, "access", **here).signature
    assert "perjury" not in letter(settings, "correct", **here).signature
    assert letter(settings, "correct", **here).signature


@pytest.mark.parametrize(
    ("kind", "residence", "about", "due"),
    [
        ("access", "US-CA", "website", "January 7, 2027"),
        ("optout_sale", "US-CA", "website", "December 8, 2026"),
        ("stop_email", "US-OH", "website", "December 8, 2026"),
        ("access", "US-OH", "coverage", "December 23, 2026"),
        ("delete", "DE", "website", "December 23, 2026"),
        ("question", "", "coverage", "December 8, 2026"),
    ],
)
def test_due_day_is_printed(
    settings: config.Settings, kind: str, residence: str, about: str, due: str
) -> None:
    assert due in letter(settings, kind, residence=residence, about=about).requests[0].due


def test_paper_follows_where_somebody_lives(settings: config.Settings) -> None:
    german, american, unsaid = (letter(settings, "access", residence=r) for r in ("DE", "US-OH", ""))

    assert (german.paper, german.envelope) == ("a4", "window-dl")
    assert (american.paper, american.envelope) == ("letter", "window-10")
    assert unsaid.paper == settings.organisation.paper


@pytest.mark.promise("P50")
def test_address_is_the_configured_one_and_names_the_country_abroad(settings: config.Settings) -> None:
    """P50: one configured address feeds every form."""
    assert letter(settings, "access").address == settings.mail_in_address.block("US")
    assert letter(settings, "access", residence="DE").address[-1] == "UNITED STATES"


@pytest.mark.promise("P30")
def test_printed_code_holds_no_word_about_the_person(settings: config.Settings) -> None:
    """P30: the code holds reference, form and kinds, and that is all."""
    made = letter(settings, "access", "delete", name="Ana Ruiz", residence="US-CA", member_last4="1234")

    assert made.intake_url == "https://localhost:8443/desk/intake?ref=ABCDEFGHJ&form=M1&kinds=access.delete"


def test_choices_are_printed_in_words_of_the_letters_language(settings: config.Settings) -> None:
    made = letter(settings, "access", language="es", details={"details_access_format": "large"})

    assert "En papel con letra grande" in [field.value for field in made.requests[0].fields]
    assert made.date == "23 de noviembre de 2026"


def test_signature_names_what_it_is_for_where_not_all_is_signed(settings: config.Settings) -> None:
    both = letter(settings, "optout_sale", "access").signature

    assert "Send me a copy" in both
    assert "Do not sell" not in both


def test_form_without_an_address_promises_no_letter(settings: config.Settings) -> None:
    made = letter(settings, "stop_email")

    assert "I need no answer" in made.answer_to
    assert not any("We write to you" in step for step in made.next_steps)


def test_made_up_organisation_says_so_on_paper(settings: config.Settings) -> None:
    assert "Demonstration" in letter(settings, "access").form


def test_open_choice_prints_what_can_be_chosen(settings: config.Settings) -> None:
    fields = {field.id: field for field in letter(settings, "access").requests[0].fields}

    assert fields["details_access_format"].choices[:2] == ("On paper", "On paper in large print")
    assert fields["details_access_format"].value == ""


@pytest.mark.promise("P30")
def test_all_that_was_chosen_is_printed(settings: config.Settings) -> None:
    """P30: nothing is asked that isn't printed; place and subject help the office to find the law."""
    made = letter(settings, "no_online", residence="US-CA", about="website", language="es")

    printed = {field.id: field.value for field in made.about_me}
    assert printed["residence"] == "California"
    assert printed["about"] == "Mis visitas a este sitio web o los envíos que recibo de ustedes"


def test_blank_form_leaves_everything_to_the_hand(settings: config.Settings) -> None:
    made = letter(settings, "access", "delete", blank=True, residence="US-CA")

    assert made.date == ""
    assert not any(request.ticked for request in made.requests)
    assert [field.id for field in made.about_me if field.value] == ["about"], "it was chosen"
    assert made.requests[0].fields, "few kinds ask their own questions"
    assert "2026" not in repr(made.requests), "a day would be wrong on a form that is used later"


def test_blank_form_without_kinds_lists_all_that_are_offered(settings: config.Settings) -> None:
    found = rules.load(settings.organisation.regimes)

    for residence in ("US-CA", "DE", ""):
        made = letter(settings, blank=True, residence=residence)
        every = [found.offered(residence, about) for about in mailin.about_choices("en")]
        offered = {kind.id for kinds in every for kind in kinds}
        assert {request.kind for request in made.requests} == offered
        assert residence or offered == set(found.kinds)
        assert made.details, "common lines stand for the questions of each kind"
        assert all(request.group and not request.fields for request in made.requests)


def test_each_declaration_names_the_requests_that_it_is_for(settings: config.Settings) -> None:
    here = {"residence": "US-CA", "about": "website"}
    sentence = letter(settings, "optout_sale", "access", "correct", "restrict", **here).signature

    plain, sworn = sentence.split("\n")
    assert "For “Correct my information” and “Limit how you use or share my information” only:" in plain
    assert "perjury" not in plain
    assert "Send me a copy" in sworn
    assert "perjury" in sworn
    assert "sell" not in sentence


def test_who_acts_for_another_declares_that_and_not_to_be_the_person(settings: config.Settings) -> None:
    sentence = letter(settings, "access", "deceased").signature

    assert "who has died" in sentence
    assert "I am the person" not in sentence


def test_declaration_for_another_is_not_taken_for_a_proof_that_opting_out_needs(
    settings: config.Settings,
) -> None:
    assert letter(settings, "agent", "access").signature.startswith("I declare")
    assert (
        "For “I act for a person who has asked me to” only:"
        in letter(settings, "agent", "optout_sale").signature
    )


def test_blank_form_says_what_it_is_about_or_covers_all_of_it(settings: config.Settings) -> None:
    named = letter(settings, "access", blank=True, residence="US-CA", about="website")
    every = letter(settings, blank=True, residence="US-CA")

    assert named.about_me[-1].value == "My visits to this website, or your mailings"
    assert "perjury" in named.signature
    assert every.about_me[-1].value == ""
    assert "Send me a copy" in every.signature.split("perjury")[0].split("\n")[-1], (
        "as strict as any subject asks"
    )


@pytest.mark.promise("P43")
def test_penalty_of_american_law_is_named_to_americans_alone(settings: config.Settings) -> None:
    """P43: people elsewhere are treated by their own law."""
    american = letter(settings, "dependent", "access", residence="US-OH").signature
    german = letter(settings, "dependent", "access", residence="DE").signature

    assert american.startswith("I declare under penalty of perjury that I am the parent")
    assert german.startswith("I declare that I am the parent")
    assert "{oath}" not in letter(settings, blank=True, language="es").signature


def test_part_to_keep_does_not_tell_who_wants_letters_elsewhere(settings: config.Settings) -> None:
    assert letter(settings, "confidential_contact").requests[0].kept == "My request"
    assert letter(settings, "access").requests[0].kept == ""


def test_answer_to_who_is_watched_goes_to_the_new_place_alone(settings: config.Settings) -> None:
    assert "only at the new place" in letter(settings, "confidential_contact").answer_to
    assert "only at the new place" not in letter(settings, "access").answer_to


def test_nobody_is_told_not_to_send_what_another_request_needs(settings: config.Settings) -> None:
    alone, together = letter(settings, "optout_sale").never, letter(settings, "optout_sale", "appeal").never

    assert "reason" in alone.casefold()
    assert "reason" not in together.casefold()


def test_nobody_is_told_to_sign_where_nothing_is_signed(settings: config.Settings) -> None:
    assert "Sign" in letter(settings, "access").next_steps[0]
    assert letter(settings, "optout_sale").next_steps[0] == "Keep this part, and post the rest."


def test_plain_envelope_gets_its_own_advice(settings: config.Settings) -> None:
    assert any("label" in step for step in letter(settings, "access", envelope="plain").next_steps)
    assert not any("label" in step for step in letter(settings, "access").next_steps)


def test_where_to_complain_follows_place_and_subject(settings: config.Settings) -> None:
    coverage = letter(settings, "access", residence="US-OH", about="coverage").complaints
    german = letter(settings, "access", residence="DE", about="website").complaints

    assert coverage[0][0].startswith("Office for Civil Rights")
    assert any("Datenschutz" in line for line in german[0])


def test_days_on_which_the_office_is_closed_move_the_day(settings: config.Settings) -> None:
    closed = msgspec.structs.replace(settings.organisation, closed=(date(2026, 11, 27),))
    moved = msgspec.structs.replace(settings, organisation=closed)

    assert "December 8, 2026" in letter(settings, "question").requests[0].due
    assert "December 9, 2026" in letter(moved, "question").requests[0].due


def test_advertising_by_mail_stops_at_once_in_the_united_kingdom(settings: config.Settings) -> None:
    assert "on the day" in letter(settings, "stop_email", residence="GB").requests[0].due
