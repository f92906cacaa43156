"""What a start leaves alone: a fresh process answers its first page without what only other pages need."""

import subprocess
import sys
from pathlib import Path

import pytest

CODE = """
import sys
from privet import create_app
app = create_app(sys.argv[1])
assert app.test_client().get("/", base_url="https://localhost").status_code == 200
print(*sys.modules)
"""
HEAVY = (
    "argon2",
    "cryptography",
    "flask_login",
    "flask_wtf",
    "peewee",
    "pikepdf",
    "segno",
    "sqlcipher3",
    "typst",
    "webauthn",
    "wtforms",
)


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Give the modules that a fresh process has loaded after its first page."""
    folder = tmp_path_factory.mktemp("instance")
    command = [sys.executable, "-c", CODE, str(folder)]
    told = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[1])
    return set(told.stdout.split())


@pytest.mark.parametrize("name", HEAVY)
def test_first_page_does_without(loaded: set[str], name: str) -> None:
    assert "privet.web.house" in loaded
    assert name not in loaded


def test_first_page_loads_no_forms_of_the_account(loaded: set[str]) -> None:
    assert "blueprints.account.views" in loaded
    assert not {name for name in loaded if name.startswith("blueprints.account.") and "form" in name}
