"""Role × route × method: each door opens to whom it is declared for, and to nobody else.

Routes are taken from the application, so that new ones join by themselves. What an address may name is in
``tests/matrix.py``.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from privet import create_app
from privet.domain.roles import AGENT, PEOPLE, REPRESENTATIVE, ROLES, STAFF
from privet.storage.accounts import Account
from privet.storage.factors import Factor
from privet.web import access
from privet.web.access import Access
from tests import matrix
from tests.matrix import FIXED, OBJECTS, OWNERS, WHO, Visitor, World

SAFE = ("GET", "HEAD", "OPTIONS")
METHODS = (*SAFE, "POST", "PUT", "DELETE", "PATCH")
FEW = ("anonymous", "member", "representative", "clerk")  # Who tries the methods that no view answers.
SECURE = ("/account/", "/desk/")
# What anybody may open in the secure rooms; a new one is entered here only by decision.
OPEN = {
    "account.sign_in": {"GET", "POST"},
    "account.sign_in_passkey": {"POST"},
    "account.cookies": {"GET"},
    "account.signed_off": {"GET"},
    "account.activate": {"GET", "POST"},
    "account.lost": {"GET"},
    "desk.intake": {"GET"},
}
HALF = {
    "account.code": {"GET", "POST"},
    "account.activate_name": {"GET", "POST"},
    "account.activate_factor": {"GET", "POST"},
    "account.activate_codes": {"GET", "POST"},
    "account.activate_begin": {"POST"},
    "account.activate_stop": {"POST"},
}
CAPABILITIES = {"token"}  # Whoever has one was given it; a page may ask about it without looking it up.


def of(app: Flask, rule: Rule) -> Access:
    declared = access.of(app.view_functions[rule.endpoint])
    assert declared is not None, f"{rule.endpoint} declares no access"
    return declared


def secure_rules(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if rule.rule.startswith(SECURE)]


@pytest.fixture(scope="module")
def peopled(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Give a site with everybody in it, whose views are the real ones."""
    folder: Path = tmp_path_factory.mktemp("matrix")
    return matrix.world(create_app(folder))


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Give a site with everybody in it, where each view only says that it was reached."""
    app = create_app(tmp_path_factory.mktemp("doors"))
    found = matrix.world(app)
    for endpoint, view in list(app.view_functions.items()):
        app.view_functions[endpoint] = _reached(access.of(view))
    return found


def _reached(declared: Access | None) -> Callable[..., Response]:
    def view(**_values: Any) -> Response:
        return Response("reached", mimetype="text/plain", headers={"X-Reached": "yes"})

    view.access = declared  # type: ignore[attr-defined]
    return view


def may(role: str, declared: Access) -> bool:
    """Say whether a door must open, by what its view declares; written without a look at the doors."""
    if declared == access.EVERYONE:
        return True
    real = WHO[role]
    if real == "half" or declared.half:
        return real == "half" and declared.half
    if real not in declared.roles or (declared.fresh and role == "member whose proof is old"):
        return False
    return not (declared.scope and role == "agent without a paper")


def answering(world: World, address: str, method: str) -> Access | None:
    """Give what the view declares that answers an address; nothing where none does, or Flask itself."""
    try:
        endpoint, _values = world.app.url_map.bind("localhost", url_scheme="https").match(address, method)
    except (MethodNotAllowed, NotFound):
        return None
    return access.of(world.app.view_functions[endpoint]) if method != "OPTIONS" else None


def cells(world: World) -> Iterator[tuple[Visitor, str, str, bool]]:
    """Give everybody before every address with every method, and whether it must open."""
    addresses = {rule.rule: world.address(rule) for rule in secure_rules(world.app)}
    for address in addresses.values():
        for method in METHODS:
            declared = answering(world, address, method)
            for visitor in world.visitors.values():
                if declared is not None or visitor.role in FEW:
                    yield visitor, address, method, declared is not None and may(visitor.role, declared)


@pytest.mark.promise("P44")
def test_every_door_opens_to_whom_it_is_declared_for_and_to_nobody_else(doors: World) -> None:
    """P44: with the right token, a view is reached by its roles, former members as others; by nobody else."""
    client, wrong = doors.client(), []

    for visitor, address, method, open_to in cells(doors):
        data = None if method in SAFE else {"csrf_token": visitor.token}
        answer = visitor.ask(client, method, address, data=data)
        if (answer.headers.get("X-Reached") == "yes") is not open_to or answer.status_code >= 500:
            wrong.append(f"{visitor.role}: {method} {address} {answer.status_code}")

    assert not wrong, wrong


def forms(world: World) -> Iterator[tuple[Visitor, str]]:
    """Give everybody who is signed in before every form that is open to them."""
    for visitor, address, method, open_to in cells(world):
        if method == "POST" and open_to and answering(world, address, method) != access.EVERYONE:
            yield visitor, address


@pytest.mark.parametrize("kind", ["none", "empty", "another’s", "made up", "in the address"])
def test_no_form_gets_through_without_the_token_of_its_session(doors: World, kind: str) -> None:
    client, through = doors.client(), []

    for visitor, address in forms(doors):
        other = doors.visitors["member" if visitor.role == "clerk" else "clerk"].token
        data = {"empty": {"csrf_token": ""}, "another’s": {"csrf_token": other}}.get(kind, {})
        data |= {"csrf_token": visitor.token[::-1]} if kind == "made up" else {}
        query = {"csrf_token": visitor.token} if kind == "in the address" else {}
        answer = visitor.ask(client, "POST", address, data=data, query_string=query)
        if answer.headers.get("X-Reached") or answer.status_code != 403:
            through.append(f"{visitor.role}: {address} {answer.status_code}")

    assert not through, through


@pytest.mark.parametrize("site", ["cross-site", "same-site", "https://evil.example", "null"])
def test_no_form_of_another_site_gets_through_with_the_right_token(doors: World, site: str) -> None:
    client = doors.client()
    headers = {"Sec-Fetch-Site" if site.endswith("-site") else "Origin": site}

    for visitor, address in forms(doors):
        data = {"csrf_token": visitor.token}
        answer = visitor.ask(client, "POST", address, data=data, headers=headers)
        assert answer.status_code == 403, f"{visitor.role}: {address}"


def test_nobody_gets_a_page_without_signing_in_but_those_listed(peopled: World) -> None:
    """What is open is listed here by hand, so that a view which declares too much is found."""
    app = peopled.app
    declared: dict[str, set[str]] = {}
    halves: dict[str, set[str]] = {}
    for rule in secure_rules(app):
        said = of(app, rule)
        into = declared if said is access.EVERYONE else halves if said.half else {}
        into.setdefault(rule.endpoint, set()).update((rule.methods or set()) - {"HEAD", "OPTIONS"})

    for found, listed in ((declared, OPEN), (halves, HALF)):
        more = {name for name, methods in found.items() if not methods <= listed.get(name, set())}
        assert not more, f"{more}: close them, or enter them by decision"
    client = peopled.client()
    for role in ("anonymous", "disabled member", "half signed in"):
        for rule in secure_rules(app):
            if rule.endpoint in OPEN or (role == "half signed in" and rule.endpoint in HALF):
                continue
            for method in SAFE:
                answer = peopled.visitors[role].ask(client, method, peopled.address(rule))
                assert answer.status_code in {303, 403, 405}, f"{role}: {method} {rule.rule}"


def test_password_alone_opens_no_step_of_beginning_an_account(peopled: World) -> None:
    """Else somebody with a stolen password could put a second factor of their own in place."""
    client, half = peopled.client(), peopled.visitors["half signed in"]

    for endpoint, methods in HALF.items():
        for rule in peopled.app.url_map.iter_rules(endpoint):
            if endpoint == "account.code":
                continue
            for method in sorted(methods & {"GET", "POST"}):
                data = {"csrf_token": half.token} if method == "POST" else None
                answer = half.ask(client, method, peopled.address(rule), data=data)
                assert answer.status_code in {303, 403, 404}, f"{method} {rule.rule}"
    with peopled.store.reading():
        assert Factor.select().where(Factor.account == half.account).count() == 0


def test_each_view_is_for_one_sort_of_people(peopled: World) -> None:
    """The office and representatives never look in by the doors of people on record, nor the other way."""
    for rule in secure_rules(peopled.app):
        found = of(peopled.app, rule)
        if found is access.EVERYONE or found.half:
            continue
        roles = found.roles
        assert roles <= set(ROLES), f"{rule.rule}: {roles} are no roles"
        sorts = [
            bool(roles & {*PEOPLE, AGENT}),
            REPRESENTATIVE in roles,
            bool(roles & set(STAFF)),
        ]
        own_account = set(ROLES) <= roles  # Pages about one’s own account: factors, sessions, the way out.
        shared = rule.rule.startswith("/account/messages") and not sorts[2]
        assert own_account or shared or sum(sorts) == 1, f"{rule.rule} is for {sorted(roles)}"


def test_every_parameter_of_an_address_has_objects_to_try(peopled: World) -> None:
    named = {name for rule in secure_rules(peopled.app) for name in rule.arguments}

    assert named <= OBJECTS | set(FIXED), f"add {named - OBJECTS - set(FIXED)} to tests/matrix.py"


def test_ids_of_others_answer_exactly_like_unknown_ids(peopled: World) -> None:
    """Neither status nor text nor headers tell whether something is there that is somebody else’s."""
    client, before, wrong = peopled.client(), peopled.things(), []

    for visitor, rule, method, name, held in objects(peopled):
        data = {"csrf_token": visitor.token, "text": "x", "reason": "x"} if method == "POST" else None
        answers = []
        for key in (held, matrix.unknown(name)):
            address = peopled.address(rule, **{name: key})
            answers.append(shown(visitor.ask(client, method, address, data=data), key))
        status = answers[0][0]
        if answers[0] != answers[1] or (status < 300 and name not in CAPABILITIES):
            wrong.append(f"{visitor.role}: {method} {rule.rule} {status} {answers[1][0]}")

    assert not wrong, wrong
    assert peopled.things() == before


def objects(world: World, *, strangers: bool = True) -> Iterator[tuple[Visitor, Rule, str, str, str]]:
    """Give everybody before each thing of both members that is none of theirs, where the door is open."""
    for owner, friends in OWNERS.items():
        for visitor in (each for role, each in world.visitors.items() if (role not in friends) is strangers):
            for rule, method in ((r, m) for r in secure_rules(world.app) for m in ("GET", "POST")):
                if method in (rule.methods or set()) and may(visitor.role, of(world.app, rule)):
                    for name in sorted(rule.arguments & OBJECTS):
                        for held in world.theirs[owner][name]:
                            yield visitor, rule, method, name, held


def test_somebody_opens_each_thing_so_that_the_matrix_tries_real_ones(peopled: World) -> None:
    client, opened, tried = peopled.client(), set(), set()

    for visitor, rule, method, name, held in objects(peopled, strangers=False):
        if method == "GET":
            tried.add(rule.rule)
            address = peopled.address(rule, **{name: held})
            if visitor.ask(client, "GET", address).status_code == 200:
                opened.add(rule.rule)

    assert tried == opened, f"{tried - opened}: make something in tests/matrix.py that its owner can open"


def shown(answer: TestResponse, key: str) -> tuple[int, str, str]:
    """Give status, address and text of an answer, without the id asked for and the tokens of forms."""
    text = re.sub(r'name="csrf_token" value="[^"]*"', "", answer.text).replace(key, "ID")
    return answer.status_code, (answer.headers.get("Location") or "").replace(key, "ID"), text


def test_public_pages_answer_everybody_alike(doors: World) -> None:
    client: FlaskClient = doors.client()

    for rule in doors.app.url_map.iter_rules():
        if not rule.rule.startswith(SECURE) and "GET" in (rule.methods or set()):
            for visitor in doors.visitors.values():
                answer = visitor.ask(client, "GET", doors.address(rule))
                assert "Set-Cookie" not in answer.headers
                assert answer.headers.get("X-Reached") == "yes", f"{visitor.role}: {rule.rule}"


@pytest.mark.promise("P44")
def test_former_members_reach_what_members_reach(doors: World) -> None:
    """P44: leaving closes no door, the right to ask least of all."""
    client = doors.client()
    member, former = (doors.visitors[role] for role in ("member", "former member"))

    for rule in secure_rules(doors.app):
        for method in ("GET", "POST"):
            both = [
                who.ask(
                    client,
                    method,
                    doors.address(rule),
                    data={"csrf_token": who.token} if method == "POST" else None,
                )
                for who in (member, former)
            ]
            assert both[0].status_code == both[1].status_code, f"{method} {rule.rule}"


@pytest.mark.promise("P44")
def test_former_members_see_what_members_see_and_can_still_ask(peopled: World) -> None:
    """P44: every page answers them as before, and a correction can be asked for."""
    client = peopled.client()
    member, former = (peopled.visitors[role] for role in ("member", "former member"))
    with peopled.store.reading():
        own = Account.get_by_id(former.account).person_id

    for rule in secure_rules(peopled.app):
        if "GET" in (rule.methods or set()) and not rule.arguments:
            both = [who.ask(client, "GET", rule.rule).status_code for who in (member, former)]
            assert both[0] == both[1], rule.rule
    (ask,) = peopled.app.url_map.iter_rules("account.ask")
    assert former.ask(client, "GET", peopled.address(ask, person=str(own))).status_code == 200


@pytest.mark.promise("P43")
def test_residence_abroad_changes_nothing_at_the_doors(doors: World) -> None:
    """P43: the same protection, wherever somebody lives."""
    client = doors.client()
    member, abroad = (doors.visitors[role] for role in ("member", "member abroad"))

    for rule in secure_rules(doors.app):
        both = [who.ask(client, "GET", doors.address(rule)).status_code for who in (member, abroad)]
        assert both[0] == both[1], rule.rule
