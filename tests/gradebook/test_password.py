"""A password in the gradebook's address is shown and stored nowhere."""

from __future__ import annotations

import subprocess
import sys

import pytest

from autograder.gradebook.database import reason, shown
from autograder.model.layout import Layout

SECRET = "s3cr3t/@ word"
QUOTED = "s3cr3t%2F%40%20word"
URL = f"postgresql://ada:{QUOTED}@127.0.0.1:1/marks"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"connection to {URL} failed", id="the address"),
        pytest.param(f'password "{SECRET}" is wrong', id="as it was meant"),
        pytest.param("s3cr3t%2F%40+word", id="as a form writes it"),
    ],
)
def test_what_the_database_says_tells_no_password(text: str) -> None:
    said = reason(RuntimeError(text), URL)
    assert "s3cr3t" not in said
    assert "***" in said


def test_an_address_is_shown_without_it() -> None:
    assert shown(URL) == "postgresql://ada:***@127.0.0.1:1/marks"


# `feedback` looks for records first, and there are none.
@pytest.mark.parametrize(("command", "code"), [("grade", 1), ("feedback", 0), ("export", 1)])
def test_no_command_prints_it(layout: Layout, command: str, code: int) -> None:
    words = [sys.executable, "-m", "course", command, "--db", URL]
    words += [str(layout.solutions)] if command == "grade" else []
    done = subprocess.run(words, capture_output=True, text=True, cwd=layout.root, timeout=120)
    assert done.returncode == code
    assert "s3cr3t" not in done.stdout + done.stderr
