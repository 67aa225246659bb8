"""`pytest autograder --submission FILE`: the checks on one notebook, for who debugs them."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.checks.answer import ATTRIBUTE
from autograder.grading import fixtures
from autograder.grading.grader import prepare
from autograder.grading.plugin import GradingPlugin
from autograder.grading.session import limits_of, load_reference
from autograder.intake.parsing import Refused, read_bytes
from autograder.model.layout import Layout, find_layout
from autograder.model.records import Submission
from autograder.sandbox.client import Engine
from course.lessons.catalogue import load_lesson


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that names the notebook."""
    parser.addoption("--submission", metavar="FILE", help="notebook to check, whatever its lesson")


def pytest_configure(config: pytest.Config) -> None:
    """Give the checks of the notebook's lesson the fixtures that talk to it."""
    file = config.getoption("--submission", default=None)
    if file is None:
        return
    path = Path(file)
    try:
        submission = Submission(str(path), path.stem, None, read_bytes(path))
        job, lesson = prepare(submission, find_layout(Path(__file__).parent))
    except Refused as refusal:
        raise pytest.UsageError(f"{path}: {refusal}") from refusal
    engine = Engine(limits_of(load_lesson(lesson)))
    config.add_cleanup(engine.close)
    plugin = GradingPlugin([job], engine, load_reference(lesson), lesson)
    config.pluginmanager.register(plugin)
    config.pluginmanager.register(fixtures)


@pytest.fixture(scope="session")
def layout() -> Layout:
    """The course, for the tests of its lessons."""
    return find_layout(Path(__file__).parent)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Refuse to make checks on nothing; the lessons' own tests need no notebook."""
    has_checks = any(hasattr(getattr(item, "function", None), ATTRIBUTE) for item in items)
    if has_checks and config.getoption("--submission", default=None) is None:
        raise pytest.UsageError(
            "Say which notebook is to be checked: pytest autograder --submission FILE. "
            "`course check` tries all lessons' worked notebooks."
        )
