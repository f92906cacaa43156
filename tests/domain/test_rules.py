"""The data behind the form: complete, consistent, and refused with a clear line when it isn't."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from privet.domain import rules
from privet.domain.datafiles import SHIPPED, BadFile
from privet.domain.deadlines import HOUSE, SUBJECTS
from privet.domain.kinds import Kind, Text
from privet.domain.readability import ease

EVERY_LAW = [
    *("hipaa", "glba", "fcra", "ccpa", "iippa", "ca-confidential", "naic670", "us-states", "us-ia"),
    *("us-ri", "wa-mhmd", "canspam", "gdpr", "ukgdpr"),
]
FEDERAL = {"hipaa", "glba", "fcra", "canspam"}
# The tier of each kind, in the order of the form.
TIERS = {
    "optout_sale": 0,
    "no_online": 0,
    "limit_sensitive": 0,
    "glba_nonaffiliate": 0,
    "fcra_affiliate_marketing": 0,
    "fcra_share": 0,
    "restrict": 1,
    "withdraw_authorisation": 1,
    "object": 0,
    "optout_profiling": 0,
    "access": 1,
    "correct": 1,
    "delete": 1,
    "portability": 1,
    "accounting": 1,
    "stop_email": 0,
    "paper": 0,
    "confidential_contact": 1,
    "agent": 3,
    "dependent": 3,
    "deceased": 3,
    "question": 0,
    "callback": 0,
    "complaint": 0,
    "appeal": 0,
}
ONLY_BY_LAW = {
    "limit_sensitive": {"ccpa"},
    "glba_nonaffiliate": {"glba"},
    "fcra_share": {"fcra"},
    "fcra_affiliate_marketing": {"fcra"},
    "object": {"gdpr", "ukgdpr"},
    "optout_profiling": {"ccpa", "us-states", "gdpr", "ukgdpr"},
}
EVERYBODYS = set(TIERS) - set(ONLY_BY_LAW)
PLACES = ["", "US", "US-CA", "US-OH", "US-WA", "US-RI", "US-IA", "US-UT", "US-PR", "DE", "RE", "GB", "JP"]
SUBJECT = ["coverage", "website", "job"]


@pytest.fixture(scope="module")
def found() -> rules.Rules:
    return rules.load(EVERY_LAW)


def ids(kinds: tuple[Kind, ...]) -> set[str]:
    return {kind.id for kind in kinds}


def texts_of(kind: Kind) -> Iterator[Text]:
    """Give everything that is said about ``kind``."""
    yield from (kind.box, kind.summary, *kind.enclosures, *kind.notes.values())
    if kind.declaration:
        yield kind.declaration
    for _name, ask in kind.asks():
        yield from (ask.label, ask.why, *ask.choices.values())


def all_texts(found: rules.Rules) -> Iterator[tuple[str, Text]]:
    """Give every text of the data with a word on where it stands."""
    for kind in found.kinds.values():
        yield from ((f"kind {kind.id}", text) for text in texts_of(kind))
    for group in found.groups:
        yield f"group {group.id}", group.name
    for ask in found.about_me.values():
        yield from ((f"about_me {ask.id}", text) for text in (ask.label, ask.why))
    for declaration in found.declarations.values():
        yield f"declaration {declaration.tier}", declaration.text
    for never in found.never.values():
        yield f"never {never.id}", never.name
    for regime in found.regimes:
        yield from ((f"regime {regime.id}", text) for text in (regime.name, regime.scope))


def test_all_kinds_are_there_in_the_order_of_their_groups(found: rules.Rules) -> None:
    assert list(found.kinds) == list(TIERS)
    groups = [group.id for group in found.groups]
    assert groups == ["sharing", "records", "contact", "others", "reply"]
    order = [groups.index(kind.group) for kind in found.kinds.values()]
    assert order == sorted(order), "a kind stands outside its group"
    assert set(order) == set(range(5)), "a group is empty"


@pytest.mark.parametrize(
    ("residence", "about", "laws"),
    [
        ("US-CA", "website", {"ccpa", "canspam", "fcra"}),
        ("US-CA", "coverage", {*FEDERAL, "iippa", "ca-confidential"}),
        ("US-CA", "job", {"ccpa", "canspam"}),
        ("US-OH", "coverage", {*FEDERAL, "naic670"}),
        ("US-WA", "website", {"wa-mhmd", "canspam", "fcra"}),
        ("US-RI", "website", {"us-ri", "us-states", "canspam", "fcra"}),
        ("US", "coverage", FEDERAL),
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


def test_territories_and_outer_regions_have_their_law(found: rules.Rules) -> None:
    assert {regime.id for regime in found.regimes_for("US-PR", "coverage")} == FEDERAL
    assert {regime.id for regime in found.regimes_for("RE", "website")} == {"gdpr"}


def test_only_what_a_law_alone_gives_is_not_for_everybody(found: rules.Rules) -> None:
    """The organisation's word stands under all others, and a kind names the laws that give it."""
    assert {kind.id for kind in found.kinds.values() if HOUSE in kind.basis} == EVERYBODYS
    for kind, laws in ONLY_BY_LAW.items():
        assert set(found.kinds[kind].basis) == laws


@pytest.mark.parametrize(
    ("residence", "about", "added"),
    [
        (
            "US-CA",
            "website",
            {"limit_sensitive", "optout_profiling", "fcra_share", "fcra_affiliate_marketing"},
        ),
        ("US-CA", "job", {"limit_sensitive", "optout_profiling"}),
        ("US-CA", "coverage", {"glba_nonaffiliate", "fcra_share", "fcra_affiliate_marketing"}),
        ("US-OH", "coverage", {"glba_nonaffiliate", "fcra_share", "fcra_affiliate_marketing"}),
        ("US-CO", "website", {"optout_profiling", "fcra_share", "fcra_affiliate_marketing"}),
        ("US-IA", "website", {"fcra_share", "fcra_affiliate_marketing"}),
        ("DE", "coverage", {"object", "optout_profiling"}),
        ("GB", "website", {"object", "optout_profiling"}),
        ("JP", "coverage", set()),
        ("", "coverage", set(ONLY_BY_LAW)),
    ],
)
def test_law_adds_its_kinds_to_what_everybody_is_offered(
    found: rules.Rules, residence: str, about: str, added: set[str]
) -> None:
    assert ids(found.offered(residence, about)) == EVERYBODYS | added


@pytest.mark.promise("P43")
@pytest.mark.parametrize("law", EVERY_LAW)
def test_p43_residence_adds_rights_and_never_removes_any(found: rules.Rules, law: str) -> None:
    alone = rules.load([law])
    for residence in PLACES:
        for about in SUBJECT:
            offered = ids(alone.offered(residence, about))
            assert EVERYBODYS <= offered <= ids(found.offered(residence, about)), (residence, about)


@pytest.mark.promise("P43")
def test_p43_an_organisation_bound_by_no_law_still_offers_its_own_word() -> None:
    assert ids(rules.load([]).offered("US-CA", "website")) == EVERYBODYS


def test_tier_is_the_one_of_the_table_and_rises_only_where_a_law_asks(found: rules.Rules) -> None:
    assert {kind.id: kind.tier for kind in found.kinds.values()} == TIERS
    raised = {
        (kind.id, law): kind.tier_for([law])
        for kind in found.kinds.values()
        for law in EVERY_LAW
        if kind.tier_for([law]) > kind.tier
    }
    assert raised == {("access", "ccpa"): 2, ("portability", "ccpa"): 2, ("portability", "hipaa"): 2}


def test_kinds_of_tier_0_ask_for_a_way_to_reach_somebody_and_no_papers(found: rules.Rules) -> None:
    for kind in found.kinds.values():
        if kind.tier == 0:
            assert set(kind.about_me) <= {"name", "address_lines", "member_last4", "email", "phone"}
            assert (kind.enclosures, kind.declaration, kind.tier_under) == ((), {}, {}), kind.id
            assert {"ssn", "birth_date", "id_copy"} <= set(kind.never), kind.id


@pytest.mark.parametrize(
    "kind", ["limit_sensitive", "glba_nonaffiliate", "fcra_affiliate_marketing", "fcra_share", "no_online"]
)
def test_choices_on_sharing_need_a_name_and_one_locator(found: rules.Rules, kind: str) -> None:
    assert found.kinds[kind].about_me == ("name", "address_lines")
    assert not list(found.kinds[kind].asks())


def test_whoever_acts_for_somebody_says_for_whom_and_signs_that_they_may(found: rules.Rules) -> None:
    for kind in ("agent", "dependent", "deceased"):
        asked = [ask.id for ask in found.kinds[kind].fields]
        assert asked[:2] == ["person", "person_last4"]
        assert "member_last4" not in found.kinds[kind].about_me, "that would be their own number"
        assert found.kinds[kind].declaration["en"].startswith("{oath} ")
        assert found.kinds[kind].enclosures
    assert {kind.id for kind in found.kinds.values() if kind.declaration} == {
        "agent",
        "dependent",
        "deceased",
    }
    assert "power_of_attorney" in found.kinds["agent"].never, "11 CCR 7063: it may not be demanded"


def test_declarations_grow_stricter_with_the_tier(found: rules.Rules) -> None:
    said = {tier: declaration.text for tier, declaration in found.declarations.items()}
    assert "perjury" not in said[1]["en"]
    for tier in (2, 3):
        assert said[tier]["en"].startswith("{oath} ")
        assert said[tier]["es"].startswith("{oath} ")
    assert "penalty of perjury" in found.oath.us["en"]
    assert "pena de perjurio" in found.oath.us["es"]
    assert "perju" not in str(found.oath.elsewhere)
    assert "may act" in said[3]["en"]


def test_another_place_to_be_reached_is_asked_without_a_reason(found: rules.Rules) -> None:
    """45 CFR 164.522(b), Cal. Ins. Code 791.29: nobody asks why, and nobody else has to agree."""
    kind = found.kinds["confidential_contact"]
    assert {"reason", "policyholder_consent"} <= set(kind.never)
    assert "address_lines" not in kind.about_me, "an answer to the old place gives the request away"
    assert [kind.id for kind in found.kinds.values() if kind.watched] == ["confidential_contact"]


def test_kinds_point_to_the_room_where_the_same_is_done_on_line(found: rules.Rules) -> None:
    rooms: dict[str, set[str]] = {}
    for kind in found.kinds.values():
        rooms.setdefault(kind.online, set()).add(kind.id)
    assert set(rooms) == {"", "preferences", "account"}
    assert rooms["account"] == {"access", "portability", "correct", "accounting"}
    assert rooms["preferences"] == {
        *("stop_email", "paper", "optout_sale", "limit_sensitive"),
        *("glba_nonaffiliate", "fcra_share", "fcra_affiliate_marketing"),
    }
    assert "no_online" in rooms[""], "who wants nothing on line is sent nowhere on line"


def test_nothing_asks_for_what_must_never_be_asked(found: rules.Rules) -> None:
    """No social security number, no birth date, no whole account number, no identity card (rule 2.4)."""
    asks = [
        *found.about_me.values(),
        *(ask for kind in found.kinds.values() for _name, ask in kind.asks()),
    ]
    said = " ".join(text.casefold() for ask in asks for text in ask.label.values())
    for never in ("ssn", "birth_date", "account_number", "id_copy", "diagnosis", "password"):
        for word in found.never[never].words:
            assert word not in said, never


def test_no_kind_asks_in_other_words_for_what_it_must_never_ask(found: rules.Rules) -> None:
    for kind in found.kinds.values():
        facts = [found.about_me[fact] for fact in kind.about_me]
        asks = [*facts, *(ask for _name, ask in kind.asks())]
        texts = (text for ask in asks for text in (ask.label, ask.why, *ask.choices.values()))
        said = " ".join(words.casefold() for text in texts for words in text.values())
        for never in kind.never:
            for word in found.never[never].words:
                assert word not in said, f"{kind.id} asks for {never}: “{word}”"


def test_what_is_never_asked_has_words_to_be_found_by(found: rules.Rules) -> None:
    used = {never for kind in found.kinds.values() for never in kind.never}
    assert used == set(found.never)
    for never in found.never.values():
        assert len(never.words) >= 2, never.id
        assert all(word == word.casefold().strip() != "" for word in never.words), never.id


def test_every_kind_says_that_numbers_and_papers_stay_at_home(found: rules.Rules) -> None:
    for kind in found.kinds.values():
        needless = {"ssn", "birth_date", "account_number", "id_copy"}
        corrected = {"birth_date"} if kind.id == "correct" else set()  # It may be what is wrong.
        assert needless - corrected <= set(kind.never), kind.id


def test_reasons_are_asked_for_only_where_they_help_the_person(found: rules.Rules) -> None:
    free = {kind.id for kind in found.kinds.values() if "reason" not in kind.never}
    assert free == {"correct", "question", "complaint", "appeal"}


def test_no_two_fields_of_the_form_share_a_name(found: rules.Rules) -> None:
    names = [*found.about_me, *(name for kind in found.kinds.values() for name, _ask in kind.asks())]
    assert len(names) == len(set(names))


def test_every_text_is_there_in_both_languages(found: rules.Rules) -> None:
    for place, text in all_texts(found):
        assert {"en", "es"} <= set(text), place
        assert text["en"] != text["es"], f"{place}: “{text['en']}” isn’t translated"


def test_texts_are_set_with_curly_quotes_and_single_blanks(found: rules.Rules) -> None:
    for place, text in all_texts(found):
        for words in text.values():
            assert not {"'", '"'} & set(words), f"{place}: {words}"
            assert words == " ".join(words.split()), f"{place}: {words}"


@pytest.mark.parametrize("language", ["en", "es"])
def test_what_one_reads_before_choosing_is_plain(found: rules.Rules, language: str) -> None:
    for group in found.groups:
        kinds = [kind for kind in found.kinds.values() if kind.group == group.id]
        texts = "\n".join(text[language] for k in kinds for text in (k.summary, *k.notes.values()))
        assert ease(texts, language) >= 60, group.id


@pytest.mark.promise("P46")
def test_each_law_says_in_a_sentence_what_it_covers(found: rules.Rules) -> None:
    """P46: a person can tell one law's scope from another's."""
    for language in ("en", "es"):
        scopes = [regime.scope[language] for regime in found.regimes]
        assert len(set(scopes)) == len(scopes)
        assert all(scope.endswith(".") for scope in scopes)
        assert ease("\n".join(scopes), language) >= 60
    assert all(regime.name["en"] != regime.scope["en"] for regime in found.regimes)


def test_federal_health_rule_is_not_said_to_give_erasure(found: rules.Rules) -> None:
    assert "hipaa" not in found.kinds["delete"].basis
    assert "no right" in found.kinds["delete"].notes["hipaa"]["en"]


def test_deadlines_name_only_laws_that_give_the_kind(found: rules.Rules) -> None:
    for row in found.deadlines:
        for kind in set(row.kinds) - SUBJECTS:
            assert row.regime == HOUSE or row.regime in found.kinds[kind].basis, f"{row.id}: {kind}"


@pytest.mark.parametrize("law", ["gdpr", "ukgdpr"])
def test_european_rights_all_have_their_period(found: rules.Rules, law: str) -> None:
    given = {kind for row in found.deadlines if row.regime == law and row.respond for kind in row.kinds}
    rights = {kind.id for kind in found.kinds.values() if law in kind.basis}
    assert given == rights - {"complaint"}, "a complaint is acknowledged in time, and has no period"


BASIC = '"ssn", "birth_date", "account_number", "id_copy"'
BAD = [
    ("kinds.toml", 'id = "access"', 'id = "acces"', "deadline “ca-know”.kinds: “access” is unknown"),
    ("kinds.toml", "tier = 0", "tier = 9", "kind[0].tier"),
    ("kinds.toml", 'group = "records"', 'group = "record"', "“record” is unknown"),
    ("kinds.toml", "checked = 2026-11-23", "cheked = 2026-11-23", "cheked"),
    ("kinds.toml", 'id = "phone"', 'id = "birth_year"', "“birth_year” is unknown"),
    ("kinds.toml", 'id = "stop_email"', 'id = "Stop E-Mail"', "is not written like access"),
    ("kinds.toml", 'id = "stop_email"', 'id = "access"', "kind “access” stands 2 times"),
    ("kinds.toml", 'en = "Correct my information"', 'en = ""', "a text is empty"),
    ("kinds.toml", 'en = "We enter it as you write it."', 'en = " "', "a text is empty"),
    ("kinds.toml", 'id = "proof"', 'id = "prof"', "kind “correct”.never: “proof” is unknown"),
    ("kinds.toml", 'canspam = "15', 'canspan = "15', "kind “stop_email”.basis: “canspan” is unknown"),
    ("kinds.toml", "wa-mhmd = {", "wa-mhdm = {", "kind “accounting”.notes: “wa-mhdm” is unknown"),
    ("kinds.toml", "hipaa = 2", "hippa = 2", "kind “portability”.tier_under: “hippa” is unknown"),
    ("kinds.toml", 'name", "phone"]', 'name", "fax"]', "kind “callback”.about_me: “fax” is unknown"),
    ("kinds.toml", f"never = [{BASIC}]", f'never = [{BASIC}, "phone"]', "question asks for phone, which"),
    ("kinds.toml", 'id = "new_place"', 'id = "reason"', "confidential_contact asks for reason, which"),
    ("kinds.toml", "tier = 3\nnever", "tier = 0\nnever", "agent has tier 0: it can't ask for papers"),
    ("kinds.toml", "tier = 2\ntext", "tier = 1\ntext", "declaration.tier: “2” is unknown"),
    ("kinds.toml", "lines = 5", "lines = 50", "lines is 50"),
    ("kinds.toml", "watched = true", 'watched = "yes"', "kind[17].watched"),
    ("deadlines.toml", 'regime = "house"', 'regime = "hipaa"', "no row of regime “house”"),
    ("deadlines.toml", '["callback"]', '["question"]', "gives kind “callback” a period"),
    ("deadlines.toml", 'unit = "month"', 'unit = "moon"', "moon"),
    ("deadlines.toml", "count = 45", "count = 10000000", "between 0 and 400"),
    ("deadlines.toml", '["gpc_signal"]', '["gpc"]', "deadline “ca-gpc”.kinds: “gpc” is unknown"),
    ("deadlines.toml", 'ways = ["post"]', 'ways = ["pigeon"]', "pigeon"),
    ("deadlines.toml", 'regime = "us-ri"', 'regime = "us-ir"', "deadline “us-ri-consent”.regime: “us-ir”"),
    ("regimes.toml", "[[regime]]", "[regime]", "is not valid TOML"),
    ("regimes.toml", "scope = ", "scpoe = ", "scpoe"),
    ("regimes.toml", 'id = "wa-mhmd"', 'id = "wa"', "“wa-mhmd” is unknown"),
]


@pytest.mark.parametrize(("name", "old", "new", "said"), BAD, ids=[said for *_change, said in BAD])
def test_bad_data_is_refused_with_file_and_reason(
    tmp_path: Path, name: str, old: str, new: str, said: str
) -> None:
    shipped = (SHIPPED / name).read_text("utf-8")
    assert old in shipped
    (tmp_path / name).write_text(shipped.replace(old, new), "utf-8")

    with pytest.raises(BadFile) as refusal:
        rules.load(EVERY_LAW, tmp_path)

    assert said in str(refusal.value)
    assert str(tmp_path) in str(refusal.value)


def test_house_promise_that_begins_later_is_no_promise_yet(tmp_path: Path) -> None:
    shipped = (SHIPPED / "deadlines.toml").read_text("utf-8")
    later = shipped.replace('kinds = ["callback"]', 'kinds = ["callback"]\nbegins = 2030-01-01')
    (tmp_path / "deadlines.toml").write_text(later, "utf-8")

    with pytest.raises(BadFile, match="gives kind “callback” a period"):
        rules.load(EVERY_LAW, tmp_path)


def test_unknown_law_in_the_configuration_is_refused() -> None:
    with pytest.raises(BadFile, match="“hippa” is unknown"):
        rules.load(["hippa"])
