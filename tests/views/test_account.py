"""The first page of the secure area, and the way out of it."""

import pytest
from flask import Flask

from tests import people


@pytest.mark.promise("P16")
def test_signing_off_ends_the_session_and_the_cookie(app: Flask) -> None:
    """P16: the row is gone, the cookie expires, and a copy of it opens nothing."""
    store = app.extensions["privet"].store
    client = people.signed_in(app, people.account(store, person=people.person(store, "LBT-1")))
    page = client.get("/account/")
    assert page.status_code == 200
    held = client.get_cookie("__Host-privet")
    assert held is not None

    answer = client.post("/account/sign-off", data={"csrf_token": people.token(page.text)})

    assert answer.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert "Expires=Thu, 01 Jan 1970" in answer.headers["Set-Cookie"]
    thief = app.test_client(use_cookies=False)
    replayed = thief.get("/account/", headers={"Cookie": f"__Host-privet={held.value}"})
    assert replayed.status_code == 303
    assert "/account/sign-in" in replayed.location
