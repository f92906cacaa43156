"""What a browser says of itself falls into a bucket of a closed list, or into “other”."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privet.domain.datafiles import SHIPPED, BadFile
from privet.domain.figures_buckets import FILE, OTHER, load

AGENTS: list[tuple[str, str, str]] = [
    tuple(line) for line in json.loads((Path(__file__).parent / "figures_agents.json").read_text("utf-8"))
]
OURS = load(None)
FIGURE = """
[[figure]]
id = "browser"
source = "user_agent"
title = "Browsers"
decision = "{decision}"
bucket = [{bucket}]
"""


def figure(bucket: str = "", decision: str = "x") -> str:
    return "robots = []\n" + FIGURE.format(decision=decision, bucket=bucket)


def sorted_by(agent: str = "", languages: str = "", protocol: str = "") -> dict[str, str]:
    return dict(OURS.sort(agent, languages, protocol))


@pytest.mark.promise("P9")
@pytest.mark.parametrize(("agent", "kind", "system"), AGENTS, ids=lambda value: str(value)[:40])
def test_real_browsers_fall_into_their_buckets(agent: str, kind: str, system: str) -> None:
    """P9: browser with its main version and the kind of system, and nothing else of what it says."""
    found = sorted_by(agent)

    assert (found["browser"], found["system"]) == (kind, system)


@pytest.mark.promise("P9")
@given(
    st.one_of(
        st.text(max_size=700),
        st.builds(
            "{}{}{} {}".format,
            st.sampled_from(["", "Mozilla/5.0 ", "Edg/", "Version/", "Safari/ "]),
            st.sampled_from(["Chrome/", "Firefox/", "CriOS/", "Safari/", "X11 "]),
            st.one_of(st.integers(0, 10**9), st.text(max_size=12)),
            st.sampled_from(["Safari/1", "Windows NT", ""]),
        ),
    ),
    st.one_of(st.text(max_size=20), st.sampled_from(["en-US", "es;q=1", "fil", "xx", "en" * 400])),
    st.text(max_size=9),
)
@settings(max_examples=200, deadline=None)
def test_whatever_is_sent_ends_on_the_list(agent: str, languages: str, protocol: str) -> None:
    """P9: nobody can write words of their own into our database."""
    found = OURS.sort(agent, languages, protocol)

    assert [figure for figure, _bucket in found] == [figure.id for figure in OURS.figures]
    assert all(OURS.allows(figure, bucket) for figure, bucket in found)


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ("es-MX,es;q=0.9,en;q=0.8", "es"),
        ("EN", "en"),
        ("fil-PH,fil;q=0.9", "tl"),
        ("hmn", "hmn"),
        ("ht,en;q=0.5", "ht"),
        ("yue-HK", "zh"),
        ("tlh", OTHER),
        ("english", OTHER),
        ("*", OTHER),
        ("", OTHER),
    ],
)
def test_first_language_counts(asked: str, language: str) -> None:
    assert sorted_by(languages=asked)["language"] == language


def test_protocol_counts_only_where_we_see_it() -> None:
    proxied = load(None, proxied=True)

    assert sorted_by(protocol="HTTP/2")["http"] == "2"
    assert sorted_by(protocol="HTTP/9")["http"] == OTHER
    assert "http" not in dict(proxied.sort("", "", "HTTP/1.1"))
    assert proxied.allows("http", "2")


@pytest.mark.promise("P9")
def test_main_versions_stay_within_bounds() -> None:
    """P9: a version that no browser has would be a mark of its own."""
    for said in ("1", "142", "399"):
        assert sorted_by(f"Mozilla/5.0 Chrome/{said}.0 Safari/537.36")["browser"] == f"chrome {said}"
    for said in ("0", "007", "400", "1420", "142142", "1a", "-1", ""):
        assert sorted_by(f"Mozilla/5.0 Chrome/{said}.0 Safari/537.36")["browser"] == OTHER
    assert not OURS.allows("browser", "chrome 400")
    assert not OURS.allows("browser", "netscape 4")
    assert not OURS.allows("system", "windows 10")


def test_robots_are_known_by_what_they_call_themselves() -> None:
    assert OURS.is_robot("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)")
    assert OURS.is_robot("Mozilla/5.0 (X11) AppleWebKit/537.36 HeadlessChrome/142.0 Safari/537.36")
    assert not any(OURS.is_robot(agent) for agent, _kind, _system in AGENTS)
    assert not OURS.is_robot("")


@pytest.mark.promise("P9")
def test_each_figure_says_which_decision_it_serves() -> None:
    """P9: what serves no decision may not be counted."""
    for figure in OURS.figures:
        assert set(figure.decision) >= {"en", "es"}
        assert set(figure.title) >= {"en", "es"}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (figure(decision=" "), "says no decision"),
        ('robots = ["Bot"]\nfigure = []', "robots: its marks must be lower-case"),
        (figure() + FIGURE.format(decision="x", bucket=""), "two figures have the same id"),
        (figure('{id = "other", name = "O", marks = ["o"]}'), "id “other”"),
        (figure('{id = "a", name = "O", marks = [""]}'), "an empty mark"),
        (figure('{id = "a", name = "O", marks = ["a"], agent = 1}'), "unknown"),
        (figure().replace("decision", 'kept_apart = ["lynx"]\ndecision'), "keeps “lynx” apart"),
    ],
)
def test_bad_list_is_refused_with_its_reason(tmp_path: Path, text: str, reason: str) -> None:
    (tmp_path / FILE).write_text(text, "utf-8")

    with pytest.raises(BadFile, match=reason) as refused:
        load(tmp_path)

    assert str(tmp_path / FILE) in str(refused.value)


def test_own_list_stands_for_ours(tmp_path: Path) -> None:
    text = (SHIPPED / FILE).read_text("utf-8").replace('id = "samsung"', 'id = "galaxy"')
    (tmp_path / FILE).write_text(text, "utf-8")

    assert load(tmp_path).allows("browser", "galaxy 26")
    assert not load(tmp_path).allows("browser", "samsung 26")
