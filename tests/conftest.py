"""What several test modules share: the course itself, and one engine for a whole session."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder.model.layout import Layout, find_layout
from autograder.model.limits import Limits
from autograder.sandbox.client import Engine

LESSON = "sloppy_exponentials"
QUICK = Limits(cell_seconds=1.5, call_seconds=1.0, submission_seconds=60.0)


@pytest.fixture(scope="session")
def layout() -> Layout:
    return find_layout(Path(__file__).parent)


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    with Engine(QUICK) as engine:
        yield engine


@pytest.fixture(scope="session")
def worked(layout: Layout) -> dict[str, Any]:
    """The worked notebook as parsed JSON; tests copy it before they change it."""
    return json.loads((layout.solutions / f"{LESSON}.ipynb").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def blank(layout: Layout) -> dict[str, Any]:
    """The release as parsed JSON; tests copy it before they change it."""
    path = layout.release / LESSON / f"{LESSON}.ipynb"
    return json.loads(path.read_text(encoding="utf-8"))
