"""What the functions of checks are given: the fixtures of every pytest session that grades."""

from __future__ import annotations

import time
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from autograder.checks.answer import ATTRIBUTE, Answer, judged_answer
from autograder.checks.discovery import generator
from autograder.checks.figure_cache import drawing_once
from autograder.grading.plugin import RUN
from autograder.sandbox.session import Session
from course.diagnosis.mistakes import light
from course.results.outcomes import CallResult
from course.values.expressions import SamplePoints


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
def student(request: pytest.FixtureRequest, session: Session) -> Answer:
    """The student's function that the check is about."""
    name = getattr(request.function, ATTRIBUTE).exercise
    run = request.config.stash[RUN]
    ending = run.endings[request.node.callspec.params["session"]]
    results: list[CallResult] = ending.results.setdefault(request.function.__name__, [])

    ask = drawing_once(session.call, ending.drawn)

    def call(args: tuple[Any, ...], points: SamplePoints = ()) -> CallResult:
        result = ask(name, args, points)
        results.append(light(result))
        return result

    return judged_answer(name, run.reference, call)


@pytest.fixture
def reference(request: pytest.FixtureRequest) -> ModuleType:
    """The lesson's reference functions."""
    return request.config.stash[RUN].reference


@pytest.fixture
def rng(request: pytest.FixtureRequest) -> np.random.Generator:
    """A random generator that is the same in every run of this check."""
    return generator(request.function.__name__)
