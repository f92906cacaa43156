"""Looking at the site as a visitor does, from a command: whether a page answers and has an anchor."""

from functools import cached_property
from pathlib import Path

from flask.testing import FlaskClient


class Visitor:
    """A visitor of the site of an instance; it is opened for the first look, and counts no visit."""

    def __init__(self, instance: Path) -> None:
        """Open nothing yet."""
        self.instance = instance

    def finds(self, address: str, language: str) -> bool:
        """Tell whether ``address`` answers in ``language``, and holds the anchor that it may name."""
        path, _, anchor = address.partition("#")
        lang = f"{'&' if '?' in path else '?'}lang={language}"
        headers = {"Sec-GPC": "1"}  # Nothing is counted for whoever asks for that.
        answer = self._client.get(f"{path}{lang}", base_url="https://localhost", headers=headers)
        return answer.status_code == 200 and (not anchor or f' id="{anchor}"' in answer.text)

    @cached_property
    def _client(self) -> FlaskClient:
        from privet import create_app  # noqa: PLC0415 - a text without links needs no site

        return create_app(self.instance).test_client()
