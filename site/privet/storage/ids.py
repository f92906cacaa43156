"""The ids of rows: random, so that none tells of another, and fit to be typed behind a command."""

import secrets

LENGTH = 22
_BYTES = 16


def new_id() -> str:
    """Give an id of 22 characters of base64url; none begins as an option of a command would."""
    made = secrets.token_urlsafe(_BYTES)
    while made.startswith("-"):
        made = secrets.token_urlsafe(_BYTES)
    return made


def new_id_at(at: int) -> str:
    """Give an id that begins with a time in microseconds, for rows that hold it anyway.

    What comes one after another then lies on one page of the index, which is written once for all.
    """
    return f"{at:013x}{secrets.token_urlsafe(_BYTES)}"[:LENGTH]
