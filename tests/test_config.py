"""Bad configuration stops the start with file, key and reason."""

from pathlib import Path

import pytest

from privet import config, create_app
from privet.domain.datafiles import BadFile, CannotStart

EXAMPLE = config.EXAMPLE.read_text("utf-8")


def test_an_empty_instance_is_the_made_up_organisation(instance: Path) -> None:
    settings = config.load(instance)

    assert settings.organisation.name == "Larkspur Benefit Trust"
    assert settings.demonstration


def test_example_beside_the_instance_is_the_one_that_is_shipped() -> None:
    beside = Path(__file__).parents[1] / "instance" / "privet.example.toml"

    assert beside.read_text("utf-8") == EXAMPLE, (
        "copy site/privet/data/privet.toml to instance/privet.example.toml"
    )


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[site]", "[site]\ncolor = 1", "site: contains unknown field “color”"),
        ('paper = "letter"', 'paper = "legal"', "organisation.paper"),
        ('paper = "letter"', "paper = 4", "organisation.paper: Expected"),
        ('colour = "#2f5d50"', 'colour = "#9fd0bf"', "too light"),
        ('colour = "#2f5d50"', 'colour = "green"', "not written like #2f5d50"),
        ('languages = ["en", "es"]', 'languages = ["en", "fr"]', "the site speaks en, es"),
        ('time_zone = "America/New_York"', 'time_zone = "Ohio"', "“Ohio” is unknown"),
        ('email = "office@larkspur.example"', 'email = "office"', "no e-mail address"),
        ('postcode = "43299-4100"', 'postcode = "90210"', "organisation.address: ZIP code 90210"),
        ('number = "1-614-555-0142"', 'number = "ask inside"', "organisation.phones[0]"),
        ("host_names = []", 'host_names = ["https://x.example"]', "no host name"),
        ('regimes = ["hipaa"', 'regimes = ["hippa"', "“hippa” is unknown"),
        ("proxy = false", "proxy = perhaps", "is not valid TOML"),
        ("proxy = false", "proxy = true", "proxy = true needs host_names"),
        ("host_names = []", f'host_names = ["{"x" * 64}.example"]', "no host name"),
        ('time_zone = "America/New_York"', 'time_zone = "America"', "“America” is unknown"),
        ('name = "Larkspur Benefit Trust"', 'name = "Larkspur 中"', "no letter shape for 中"),
        ('number = "1-614-555-0142"', 'number = "...."', "can't be dialled"),
        ('street = ["PO Box 4100"]', f'street = ["{"W" * 60}"]', "organisation.address"),
    ],
)
def test_bad_value_stops_the_start(instance: Path, old: str, new: str, said: str) -> None:
    assert old in EXAMPLE
    (instance / "privet.toml").write_text(EXAMPLE.replace(old, new, 1), "utf-8")

    with pytest.raises(CannotStart) as refusal:
        create_app(instance)

    assert said in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_message_names_the_file(instance: Path) -> None:
    (instance / "privet.toml").write_text("x = 1", "utf-8")

    with pytest.raises(BadFile, match=str(instance / "privet.toml")):
        config.load(instance)


def test_own_data_file_stands_for_ours(instance: Path) -> None:
    shipped = (config.EXAMPLE.parent / "kinds.toml").read_text("utf-8")
    (instance / "data").mkdir()
    (instance / "data" / "kinds.toml").write_text(
        shipped.replace("Delete my information", "Erase me"), "utf-8"
    )

    assert "Erase me" in create_app(instance).test_client().get("/mail-in/").text


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("kinds.toml", "Delete my information", "Delete 中", "kinds.toml: no letter shape for 中"),
        ("envelopes.toml", "[envelope-10]", "[envelope-11]", "envelopes.toml: 'envelope-10' is no envelope"),
        ("envelopes.toml", "width = 4.5", "width = 0.5", "envelopes.toml"),
        ("papers.toml", 'layout = "window-10"', 'layout = "window-11"', "papers.toml: letter.layout"),
    ],
)
def test_own_data_that_could_not_be_printed_stops_the_start(
    instance: Path, name: str, old: str, new: str, said: str
) -> None:
    shipped = (config.EXAMPLE.parent / name).read_text("utf-8")
    assert old in shipped
    (instance / "data").mkdir()
    (instance / "data" / name).write_text(shipped.replace(old, new), "utf-8")

    with pytest.raises(BadFile) as refusal:
        create_app(instance)

    assert said in str(refusal.value)


def test_quick_exit_must_be_a_page_over_https(instance: Path) -> None:
    text = config.EXAMPLE.read_text("utf-8").replace("https://www.weather.gov/", "javascript:alert(1)")
    (instance / "privet.toml").write_text(text, "utf-8")

    with pytest.raises(BadFile, match=r"quick_exit .* is not written like https://www\.example\.org/"):
        create_app(instance)


def test_bad_measure_is_named_with_its_envelope(instance: Path) -> None:
    shipped = (config.EXAMPLE.parent / "envelopes.toml").read_text("utf-8")
    (instance / "data").mkdir()
    own = instance / "data" / "envelopes.toml"

    own.write_text(shipped.replace("left = 0.875", 'left = "0.875"'), "utf-8")
    with pytest.raises(BadFile, match=r"envelopes\.toml: window-10\.window\.left: Expected"):
        create_app(instance)

    own.write_text(shipped.replace("width = 4.5", "width = 2.0"), "utf-8")
    with pytest.raises(BadFile, match=r"organisation\.address: .* by the measures in .*envelopes\.toml"):
        create_app(instance)
