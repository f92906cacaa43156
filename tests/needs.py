"""Programs that some tests run; where one is missing the test is skipped, and in CI that is a failure."""

import os
import shutil

import pytest


def needs(*programs: str) -> None:
    """Skip the calling test unless all ``programs`` are installed; fail it in CI, where they must be."""
    missing = [program for program in programs if shutil.which(program) is None]
    if not missing:
        return
    reason = f"needs {', '.join(missing)}; “make test-tools” installs it"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)
