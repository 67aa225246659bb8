"""What several test modules share: the toy course, and one engine for a whole session."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

TOY = Path(__file__).parent / "toy_course"
# Before anything is imported: workers and commands that tests start inherit it.
os.environ["COURSE_ELSEWHERE"] = str(TOY)

import pytest  # noqa: E402

from autograder.model.layout import Layout, layout_of  # noqa: E402
from autograder.model.limits import Limits  # noqa: E402
from autograder.sandbox.client import Engine  # noqa: E402

# The toy's checks grade notebooks, as those of all lessons do: they are no tests of the machinery.
collect_ignore = ["toy_course"]
LESSON = "springs"
QUICK = Limits(cell_seconds=1.5, call_seconds=1.0, submission_seconds=60.0)


@pytest.fixture(scope="session")
def course() -> Layout:
    """The course itself, with all its lessons."""
    root = Path(__file__).parents[1]
    return Layout(root, root)


@pytest.fixture(scope="session")
def layout() -> Layout:
    """The toy course."""
    return layout_of(LESSON)


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    with Engine(QUICK) as engine:
        yield engine


@pytest.fixture(scope="session")
def worked(layout: Layout) -> dict[str, Any]:
    """The toy's worked notebook as parsed JSON; tests copy it before they change it."""
    return json.loads(layout.worked(LESSON).read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def blank(layout: Layout) -> dict[str, Any]:
    """The toy's release as parsed JSON; tests copy it before they change it."""
    return json.loads(layout.released(LESSON).read_text(encoding="utf-8"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the modules that take long, so that no process is left alone with one."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)
