"""Links to other sites: one register of them all, refused where it is bad, and the only way out of a text."""

import re
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from privet import config
from privet.domain import links, markdown, rules, topics
from privet.domain.datafiles import SHIPPED, BadFile
from privet.domain.evidence import Witness
from privet.domain.office import Office

ROOT = Path(__file__).parents[2]
RAW = re.compile(r"https?://[^\s)\"'<>\]}]+")
GOOD = """
[shop]
address = "https://shop.example/plans"
owner = "Shop Inc."
affiliated = false
purpose = "It sells plans."
policy = "https://shop.example/privacy"
checked = 2026-11-23

[sister]
address = "https://sister.example/"
owner = "Larkspur Dental"
affiliated = true
purpose = "It makes appointments."
checked = 2026-11-23
"""
FRONT = "---\ntitle: A title\nsummary: A summary.\norder: 1\nreviewed: 2026-11-23\n---\n"


def same(address: str) -> str:
    return address


def spanish(address: str) -> str:
    return f"{address}?lang=es"


@pytest.fixture
def own(tmp_path: Path) -> Callable[..., Path]:
    """Write the good register, with a change, into a folder of own data."""

    def write(old: str = "", new: str = "") -> Path:
        assert old in GOOD
        (tmp_path / links.FILE).write_text(GOOD.replace(old, new, 1) if old else GOOD, "utf-8")
        return tmp_path

    return write


def witness(own: Path | None, day: date = date(2026, 11, 23), language: str = "en") -> Witness:
    settings = config.load(Path("/nowhere"))
    office = Office(settings, rules.load(settings.organisation.regimes, None), own)
    now = datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo("America/New_York"))
    store: Any = None  # The register is a file; its evidence opens no database.
    return Witness(office, Path("/nowhere"), store, now, language)


@pytest.mark.promise("P40", "P41")
def test_register_holds_what_our_texts_and_the_statement_need() -> None:
    """P40, P41: real sites, each over https with an owner, a purpose and a privacy policy."""
    found = links.register()

    assert {"hhs-ocr", "gpc", "weather", "edpb-members", "uk-ico", "insurance-departments"} <= set(found)
    for name, link in found.items():
        texts = (link.owner, link.purpose)
        assert all(isinstance(text, dict) and set(text) == {"en", "es"} for text in texts), name
        assert all(address.startswith("https://") for address in link.addresses | link.policies), name
        assert link.affiliated or link.policies, name


@pytest.mark.promise("P40")
def test_every_address_in_templates_topics_and_statements_is_registered() -> None:
    """P40: no link leaves the site past the register, wherever it stands."""
    folders = (("templates", "html"), ("blueprints", "md"), ("site/privet/data/statements", "md"))
    files = [path for folder, kind in folders for path in (ROOT / folder).rglob(f"*.{kind}")]
    allowed = {address for link in links.register().values() for address in link.addresses}

    raw = [f"{path.name}: {found}" for path in files for found in RAW.findall(path.read_text("utf-8"))]
    bad = [
        f"{path.name}: {fault}"
        for path in files
        if path.suffix == ".md"
        for fault in links.faults(path.read_text("utf-8"), links.register())
    ]

    assert len(files) > 60
    assert not [line for line in raw if line.partition(": ")[2] not in allowed], (
        f"{raw}: enter it in site/privet/data/links.toml and write link:its-id"
    )
    assert not bad


@pytest.mark.promise("P40")
def test_default_quick_exit_is_registered() -> None:
    """P40: the one way out without a page in between leads to a site of the register, too."""
    assert links.holds(links.register(), config.Site().quick_exit)
    assert not links.holds(links.register(), "https://elsewhere.example/")


@pytest.mark.promise("P40", "P41")
@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("https://shop.example/plans", "http://shop.example/plans", "shop: address “http://shop"),
        ("https://shop.example/plans", "//shop.example/plans", "is not written like https://"),
        ("https://shop.example/plans", "https://me@shop.example/", "is not written like https://"),
        ("https://shop.example/plans", "https://shop..example/", "is not written like https://"),
        ("https://shop.example/plans", 'https://shop.example/\\"x', "is not written like https://"),
        ("https://shop.example/plans", "javascript:alert(1)", "is not written like https://"),
        ('"https://shop.example/plans"', "{}", "is not written like https://"),
        ('policy = "https://shop.example/privacy"\n', "", "shop: policy is missing"),
        ("https://shop.example/privacy", "http://shop.example/", "policy “http://"),
        ('"https://shop.example/privacy"', '{ en = "" }', "policy “” is not written like https://"),
        ('owner = "Shop Inc."', 'owner = " "', "shop: owner is empty"),
        ('owner = "Shop Inc."\n', "", "shop: missing required field “owner”"),
        ('"It sells plans."', '{ en = "It sells plans.", es = "" }', "shop: purpose is empty"),
        ("affiliated = false", "afiliated = false", "shop: contains unknown field “afiliated”"),
        ("checked = 2026-11-23", 'checked = "often"', "shop.checked"),
        ("[shop]", '["Shop it"]', "“Shop it” is not written like an-id"),
    ],
)
def test_bad_register_is_refused_with_its_table(
    own: Callable[..., Path], old: str, new: str, said: str
) -> None:
    """P40, P41: what isn't https, or whose owner or policy is not known, never becomes a link."""
    folder = own(old, new)

    with pytest.raises(BadFile) as refusal:
        links.register(folder)

    assert said.casefold() in str(refusal.value).casefold()
    assert links.FILE in str(refusal.value)
    assert "\n" not in str(refusal.value)


@pytest.mark.promise("P40", "P41")
def test_link_to_others_leads_through_a_page_and_is_marked(own: Callable[..., Path]) -> None:
    """P40, P41: seen as an arrow and heard as words, in the reader's language."""
    found = links.register(own())

    anchor = links.anchor("shop", found, "en", spanish)

    assert anchor.opening == '<a class="outside" rel="nofollow" href="/leaving/shop/?lang=es">'
    assert "shop.example" not in anchor.opening
    assert '<svg class="arrow"' in anchor.closing
    assert '<span class="elsewhere"> (another site: shop.example)</span></a>' in anchor.closing


@pytest.mark.promise("P41")
def test_link_to_an_affiliated_site_goes_straight_and_tells_nothing(own: Callable[..., Path]) -> None:
    """P40, P41."""
    anchor = links.anchor("sister", links.register(own()), "en", spanish)

    assert 'href="https://sister.example/"' in anchor.opening
    assert 'rel="noopener noreferrer external"' in anchor.opening
    assert 'referrerpolicy="no-referrer"' in anchor.opening


def test_text_may_link_by_id_in_the_language_of_its_reader() -> None:
    def outside(name: str) -> links.Anchor:
        return links.anchor(name, links.register(), "es", spanish)

    html = markdown.as_html(
        "See [the *federal* site](link:identity-theft), [us](/contact/).", spanish, outside
    )

    assert (
        '<a class="outside" rel="nofollow" href="/leaving/identity-theft/?lang=es">the <em>federal</em>'
        in html
    )
    assert "www.robodeidentidad.gov" in html
    assert '<a href="/contact/?lang=es">us</a>.' in html
    assert html.count("</a>") == 2


def test_text_with_a_link_by_id_must_be_told_how() -> None:
    with pytest.raises(LookupError, match=r"link:gpc.* outside"):
        markdown.as_html("[x](link:gpc)", same)


OUT = [
    "[x](https://evil.example/)",
    "[x](http://evil.example/)",
    "[x](//evil.example/)",
    "[x](/\\/evil.example/)",
    "[x](/&#47;evil.example/)",
    "[x](&#104;ttps://evil.example/)",
    "[x](<https://evil.example/>)",
    "[x]( https://evil.example/ 'title')",
    "<https://evil.example/>",
    "[x][1]\n\n[1]: https://evil.example/",
    "[x]\n\n[x]: //evil.example/",
    "![x](https://evil.example/x.png)",
    "[![x](//evil.example/x.png)](/contact/)",
    "[x](ftp://evil.example/)",
    "[x](contact/)",
    "| a |\n|---|\n| [x](https://evil.example/) |",
    "> - [x](HTTPS://EVIL.EXAMPLE/)",
]


@pytest.mark.promise("P40")
@pytest.mark.parametrize("text", OUT)
def test_way_out_past_the_register_is_found_and_never_followed(text: str) -> None:
    """P40: however it is written, and even if nobody looked for faults."""
    found = links.faults(f"First.\n\n{text}", links.register())

    assert len(found) == 1
    assert re.match(r"line [345]: link to “.*” leaves the site; enter it in links\.toml", found[0])
    assert not re.search(r'(?:href|src)="(?!/contact/")', markdown.as_html(text, same))


@pytest.mark.parametrize(
    "text",
    [
        "[x](/contact/), [y](/mail-in/?kind=access#top) and [z](#part)",
        "[call](tel:+16145550142) [x](link:hhs-ocr) [y](link:gpc)",
        "`[x](https://evil.example/)`",
        "It stands at https://evil.example/ or <b>[not]: here",
        "[x](javascript:alert(1))",
        "\\[x](https://evil.example/)",
        "![x](/static/hedge.svg)",
        "[x][y]\n\n[y]: /contact/",
    ],
)
def test_what_stays_here_or_is_no_link_is_no_fault(text: str) -> None:
    assert links.faults(text, links.register()) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[x](link:nix)", "“nix” is not in links.toml"),
        ("[x](link:)", "“” is not in links.toml"),
        ("[x](/leaving/gpc/)", "write link:gpc"),
        ("![x](link:gpc)", "leaves the site"),
    ],
)
def test_unknown_id_and_unmarked_link_are_found(text: str, said: str) -> None:
    (fault,) = links.faults(text, links.register())

    assert said in fault


@pytest.mark.promise("P40")
@pytest.mark.parametrize("target", ["link:nix", "https://evil.example/"])
def test_topic_that_leads_out_is_refused_with_file_and_line(tmp_path: Path, target: str) -> None:
    """P40."""
    (tmp_path / "a.en.md").write_text(f"{FRONT}\nOne.\n\nTwo [x]({target}).\n", "utf-8")

    with pytest.raises(BadFile, match=r"a\.en\.md: line 10: ") as refusal:
        topics.load([tmp_path], ["en"], [])

    assert "links.toml" in str(refusal.value)


def test_own_register_decides_what_own_topics_may_link_to(own: Callable[..., Path]) -> None:
    folder = own()
    (folder / "a.en.md").write_text(f"{FRONT}[x](link:shop)\n", "utf-8")

    assert topics.load([folder], ["en"], [], links.register(folder))
    with pytest.raises(BadFile, match="“shop” is not in"):
        topics.load([folder], ["en"], [])


@pytest.mark.promise("P40")
def test_evidence_counts_the_register_and_knows_when_a_check_is_due(own: Callable[..., Path]) -> None:
    """P40: computed from the register as it is, and from the day."""
    folder = own("checked = 2026-11-23", "checked = 2026-01-01")

    fresh, last = (
        links.register_evidence(witness(folder, day)) for day in (date(2026, 11, 23), date(2027, 2, 5))
    )
    late, future = (
        links.register_evidence(witness(folder, day)) for day in (date(2027, 2, 6), date(2026, 11, 22))
    )

    assert (fresh.state, last.state, late.state, future.state) == ("kept", "kept", "overdue", "overdue")
    assert "2 links" in fresh.text
    assert "January 1, 2026" in fresh.text
    assert "1 must be looked at again" in late.text
    assert f"{len(links.register())} links" in links.register_evidence(witness(None)).text


@pytest.mark.promise("P41")
def test_evidence_counts_the_pages_before_other_sites(own: Callable[..., Path]) -> None:
    """P41: affiliated sites aren't among them."""
    plain, enrolling = own(), links.leaving_evidence(witness(None))

    found = links.leaving_evidence(witness(plain))

    assert found.state == enrolling.state == "kept"
    assert "1 link to a site of others" in found.text
    assert "enrolling" not in found.text
    assert "1 of them is for enrolling" in enrolling.text


def test_evidence_of_an_empty_register_says_so(tmp_path: Path) -> None:
    (tmp_path / links.FILE).write_text("", "utf-8")

    assert links.register_evidence(witness(tmp_path)).text == "No link leads to another site."


def test_shipped_register_tells_what_its_keys_mean() -> None:
    text = (SHIPPED / links.FILE).read_text("utf-8")

    for key in links.Link.__struct_fields__:
        assert re.search(rf"^# {key}\b", text, re.MULTILINE), key
