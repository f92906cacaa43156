"""The table of promises against the code, the tests and the statement."""

import pytest

from privet.domain import promises, statement_files, statement_text, statements
from tests.promises import marked

MEND = "run: python -m tests.promises"
SHIPPED = statement_files.read_all(statements.SHIPPED, statement_files.StatementAbout)


def test_all_fifty_promises_are_in_the_table() -> None:
    assert set(promises.table()) == {f"P{number}" for number in range(1, 51)}


@pytest.mark.parametrize("name", sorted(promises.table()))
def test_row_is_complete(name: str) -> None:
    promise = promises.table()[name]

    assert set(promise.title) == {"en", "es"}
    if promise.keeper:
        assert set(promise.how) == {"en", "es"}
        assert promises.found(promise.keeper) is not None, f"{promise.keeper} is gone; mend promises.toml"
        assert not promise.evidence or callable(promises.found(promise.evidence)), promise.evidence
        assert promise.tests, f"no test is marked with {name}"
    else:
        assert not promise.tests, f"{name} has no keeper, but tests"
        assert not promise.evidence, f"{name} has no keeper, but evidence"


def test_table_names_exactly_the_tests_that_are_marked() -> None:
    listed = {name: list(promise.tests) for name, promise in promises.table().items() if promise.tests}
    assert listed == {name: sorted(found) for name, found in marked().items()}, MEND


def test_shipped_statement_makes_exactly_the_promises_that_are_kept() -> None:
    kept = {name for name, promise in promises.table().items() if promise.keeper}
    for version in SHIPPED:
        for wording in version.wordings.values():
            assert set(statement_text.promises(wording.text)) == kept, wording.path.name
