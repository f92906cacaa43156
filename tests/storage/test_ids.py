"""Ids of rows."""

import re

from privet.storage.ids import LENGTH, new_id


def test_an_id_can_be_typed_behind_a_command() -> None:
    made = [new_id() for _ in range(2_000)]

    assert all(re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_-]{21}", one) for one in made)
    assert {len(one) for one in made} == {LENGTH}
    assert len(set(made)) == len(made)
