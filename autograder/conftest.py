"""`pytest autograder --submission FILE`: the checks on one notebook, for who debugs them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from autograder.checks.answer import ATTRIBUTE, Student, judging_student
from autograder.checks.discovery import generator
from autograder.checks.figure_cache import drawing_once
from autograder.grading.grader import Submission, load_reference, prepare
from autograder.grading.plugin import RUN, GradingPlugin
from autograder.intake.parsing import Refused, read_bytes
from autograder.model.layout import find_layout
from autograder.model.limits import Limits
from autograder.sandbox.client import Engine
from autograder.sandbox.session import Session
from course.diagnosis.mistakes import light
from course.results.outcomes import CallResult
from course.values.expressions import Points


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that names the notebook."""
    parser.addoption("--submission", metavar="FILE", help="notebook to check, whatever its lesson")


def pytest_configure(config: pytest.Config) -> None:
    """Give the checks of each lesson the fixtures that talk to the notebook."""
    if any(isinstance(plugin, GradingPlugin) for plugin in config.pluginmanager.get_plugins()):
        return
    layout = find_layout(Path(__file__).parent)
    file = config.getoption("--submission", default=None)
    if file is None:
        raise pytest.UsageError(
            "Say which notebook is to be checked: pytest autograder --submission FILE. "
            "`course check` tries all lessons' worked notebooks."
        )
    path = Path(file)
    try:
        submission = Submission(str(path), path.stem, None, read_bytes(path))
        job, lesson = prepare(submission, layout)
    except Refused as refusal:
        raise pytest.UsageError(f"{path}: {refusal}") from refusal
    engine = Engine(Limits())
    config.add_cleanup(engine.close)
    plugin = GradingPlugin([job], engine, load_reference(lesson), lesson)
    config.pluginmanager.register(plugin)


@pytest.fixture(scope="session")
def session(request: pytest.FixtureRequest) -> Iterator[Session]:
    """A submission's code in its own process, from its first check to its last."""
    run, number = request.config.stash[RUN], request.param
    start = time.perf_counter()
    with run.open(number) as session:
        yield session
    run.endings[number].seconds = time.perf_counter() - start
    run.endings[number].outputs = session.outputs
    run.endings[number].troubles = session.troubles
    run.endings[number].drawn.clear()
    run.find_mistakes(number)


@pytest.fixture
def student(request: pytest.FixtureRequest, session: Session) -> Student:
    """The student's function that the check is about."""
    name = getattr(request.function, ATTRIBUTE).exercise
    run = request.config.stash[RUN]
    ending = run.endings[request.node.callspec.params["session"]]
    results: list[CallResult] = ending.results.setdefault(request.function.__name__, [])

    ask = drawing_once(session.call, ending.drawn)

    def call(args: tuple[Any, ...], points: Points = ()) -> CallResult:
        result = ask(name, args, points)
        results.append(light(result))
        return result

    return judging_student(name, run.reference, call)


@pytest.fixture
def reference(request: pytest.FixtureRequest) -> ModuleType:
    """The lesson's reference functions."""
    return request.config.stash[RUN].reference


@pytest.fixture
def rng(request: pytest.FixtureRequest) -> np.random.Generator:
    """A random generator that is the same in every run of this check."""
    return generator(request.function.__name__)
