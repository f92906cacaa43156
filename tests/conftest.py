"""What tests share: the application on an empty instance, and a client that checks every page it fetches."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from privet import create_app
from privet.domain import links
from tests import pages


class CheckingClient(FlaskClient):
    """A client over HTTPS that holds every answer against the house rules."""

    def open(self, *args: Any, **options: Any) -> TestResponse:
        """Fetch, and check what came."""
        response = super().open(*args, **({"buffered": True} | options))
        path = response.request.path
        faults = pages.faults_of_headers(dict(response.headers), path)
        names = [name for name, _value in response.headers]
        faults += [f"header {name} stands twice" for name in names if names.count(name) > 1]
        if response.mimetype == "text/html" and response.data and response.status_code not in {304, 308, 303}:
            register = links.register(self.application.extensions["privet"].own_data)
            faults += pages.faults_of_page(response.text, path, register)
        assert not faults, f"{path}: " + "; ".join(faults)
        return response


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    """Give an empty instance folder."""
    folder = tmp_path / "instance"
    folder.mkdir()
    return folder


@pytest.fixture
def app(instance: Path) -> Flask:
    """Give the site of the made-up organisation."""
    app = create_app(instance)
    app.test_client_class = CheckingClient
    return app


@pytest.fixture
def client(app: Flask) -> Iterator[FlaskClient]:
    """Give a client that checks each page."""
    with app.test_client() as client:
        yield client


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say at the end which programs were missing."""
    skipped = terminalreporter.stats.get("skipped", [])
    missing = sorted({str(report.longrepr[2]) for report in skipped if "test-tools" in str(report.longrepr)})
    for reason in missing:
        terminalreporter.write_line(f"Not all was tested: {reason.removeprefix('Skipped: ')}")
