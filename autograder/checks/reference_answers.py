"""Answers that authors write to prove a grader: right ones that differ, and known mistakes.

    @misconception("hessian", points=1.0, hint="It equals the result without the factor 2.")
    def forgets_factor_two(thetas): ...

    @right_answer("hessian")
    def hessian_by_loops(thetas): ...

Misconceptions lie in autograder/misconceptions/LESSON.py, right answers in
tests/answers/LESSON.py. The function's name names the answer.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any, TypeVar

from autograder.model.faults import Fault
from autograder.model.layout import Layout

Function = TypeVar("Function", bound=Callable[..., Any])
ATTRIBUTE = "course_variant"


@dataclass(frozen=True)
class Misconception:
    """A mistake that students make: code that makes it, and what to tell who made it.

    `points` are those that the mistake still earns.
    """

    exercise: str
    name: str
    points: float
    hint: str
    function: Callable[..., Any]


@dataclass(frozen=True)
class RightAnswer:
    """Code that is right but written differently from the reference."""

    exercise: str
    name: str
    function: Callable[..., Any]


def misconception(exercise: str, *, points: float, hint: str) -> Callable[[Function], Function]:
    """Return a decorator that makes a function a known mistake in the exercise."""

    def mark(function: Function) -> Function:
        one = Misconception(exercise, function.__name__, points, hint, function)
        setattr(function, ATTRIBUTE, one)
        return function

    return mark


def right_answer(exercise: str) -> Callable[[Function], Function]:
    """Return a decorator that makes a function a right answer to the exercise."""

    def mark(function: Function) -> Function:
        setattr(function, ATTRIBUTE, RightAnswer(exercise, function.__name__, function))
        return function

    return mark


def misconceptions_of(lesson: str) -> tuple[Misconception, ...]:
    """Return the lesson's misconceptions in the order in which they are written."""
    name = f"autograder.misconceptions.{lesson}"
    if importlib.util.find_spec(name) is None:
        return ()
    try:
        module = importlib.import_module(name)
    except SyntaxError as error:
        raise Fault(f"{error.filename}, line {error.lineno}: {error.msg}.") from error
    return tuple(one for one in _variants(module) if isinstance(one, Misconception))


def right_answers_of(layout: Layout, lesson: str) -> tuple[RightAnswer, ...]:
    """Return the lesson's right answers in the order in which they are written."""
    path = layout.root / "tests" / "answers" / f"{lesson}.py"
    if not path.exists():
        return ()
    spec = importlib.util.spec_from_file_location(f"right_answers_{lesson}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except SyntaxError as error:
        raise Fault(f"{error.filename}, line {error.lineno}: {error.msg}.") from error
    return tuple(one for one in _variants(module) if isinstance(one, RightAnswer))


def _variants(module: ModuleType) -> list[Misconception | RightAnswer]:
    found = (getattr(value, ATTRIBUTE, None) for value in vars(module).values())
    return [one for one in found if one is not None]
