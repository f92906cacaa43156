"""The data behind the form: complete, consistent, and refused with a clear line when it isn't."""

from pathlib import Path

import pytest

from privet.domain import rules
from privet.domain.datafiles import SHIPPED, BadFile

EVERY_LAW = ["hipaa", "ccpa", "iippa", "naic670", "us-states", "us-ia", "canspam", "gdpr", "ukgdpr"]


@pytest.fixture
def found() -> rules.Rules:
    return rules.load(EVERY_LAW)


def test_the_kinds_of_this_release_are_there(found: rules.Rules) -> None:
    expected = {"optout_sale", "no_online", "stop_email", "access", "correct", "delete", "question"}
    assert set(found.kinds) == expected


@pytest.mark.parametrize(
    ("residence", "about", "laws"),
    [
        ("US-CA", "website", {"ccpa", "canspam"}),
        ("US-CA", "coverage", {"hipaa", "iippa", "canspam"}),
        ("US-OH", "coverage", {"hipaa", "naic670", "canspam"}),
        ("US", "coverage", {"hipaa", "canspam"}),
        ("DE", "website", {"gdpr"}),
        ("GB", "job", {"ukgdpr"}),
        ("JP", "coverage", set()),
    ],
)
def test_residence_and_subject_decide_the_law(
    found: rules.Rules, residence: str, about: str, laws: set[str]
) -> None:
    assert {regime.id for regime in found.regimes_for(residence, about)} == laws


def test_a_law_that_does_not_bind_the_organisation_is_left_out() -> None:
    assert rules.load(["hipaa"]).regimes_for("US-CA", "website") == ()


def test_nothing_asks_for_what_must_never_be_asked(found: rules.Rules) -> None:
    """No social security number, no birth date, no whole account number (domain rule 2.4)."""
    asks = [
        *found.about_me.values(),
        *(ask for kind in found.kinds.values() for _name, ask in kind.asks()),
    ]
    words = " ".join(text.casefold() for ask in asks for text in ask.label.values())
    for never in (
        "social security",
        "ssn",
        "seguro social",
        "birth",
        "nacimiento",
        "diagnos",
        "account number",
    ):
        assert never not in words


def test_every_text_is_there_in_both_languages(found: rules.Rules) -> None:
    for kind in found.kinds.values():
        texts = [kind.box, kind.summary, *(t for _n, ask in kind.asks() for t in (ask.label, ask.why))]
        assert all({"en", "es"} <= set(text) for text in texts), kind.id


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("kinds.toml", 'id = "access"', 'id = "acces"', "deadline “ca-know”.kinds: “access” is unknown"),
        ("kinds.toml", "tier = 0", "tier = 9", "kind[0].tier"),
        ("kinds.toml", 'group = "records"', 'group = "record"', "“record” is unknown"),
        ("kinds.toml", "checked = 2026-11-23", "cheked = 2026-11-23", "cheked"),
        ("deadlines.toml", 'regime = "house"', 'regime = "hipaa"', "no row of regime “house”"),
        ("deadlines.toml", 'unit = "month"', 'unit = "moon"', "moon"),
        ("kinds.toml", 'id = "phone"', 'id = "birth_year"', "“birth_year” is unknown"),
        ("kinds.toml", 'id = "stop_email"', 'id = "Stop E-Mail"', "is not written like access"),
        ("kinds.toml", 'id = "stop_email"', 'id = "access"', "kind “access” stands 2 times"),
        ("kinds.toml", 'en = "Correct my information"', 'en = ""', "a text is empty"),
        ("deadlines.toml", "count = 45", "count = 10000000", "between 0 and 400"),
        ("regimes.toml", "[[regime]]", "[regime]", "is not valid TOML"),
    ],
)
def test_bad_data_is_refused_with_file_and_reason(
    tmp_path: Path, name: str, old: str, new: str, said: str
) -> None:
    (tmp_path / name).write_text((SHIPPED / name).read_text("utf-8").replace(old, new), "utf-8")

    with pytest.raises(BadFile) as refusal:
        rules.load(EVERY_LAW, tmp_path)

    assert said in str(refusal.value)
    assert str(tmp_path) in str(refusal.value)


def test_unknown_law_in_the_configuration_is_refused() -> None:
    with pytest.raises(BadFile, match="“hippa” is unknown"):
        rules.load(["hippa"])


def test_territories_and_outer_regions_have_their_law(found: rules.Rules) -> None:
    assert {regime.id for regime in found.regimes_for("US-PR", "coverage")} == {"hipaa", "canspam"}
    assert {regime.id for regime in found.regimes_for("RE", "website")} == {"gdpr"}
