"""Answers that authors write to prove a grader: right ones that differ, and known mistakes.

    @misconception("spring_energy", points=1.0, hint="It is twice the energy.")
    def forgets_the_half(k, x): ...

    @right_answer("spring_energy")
    def triangle_under_the_force(k, x): ...

Both stand in autograder/lessons/LESSON/test_EXERCISE.py. The function's name names the answer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from autograder.checks.author_sentences import require
from autograder.checks.discovery import exercise_modules, file_of
from course.diagnosis.result_equality import NEARNESS

Function = TypeVar("Function", bound=Callable[..., Any])
ATTRIBUTE = "course_variant"


@dataclass(frozen=True)
class Misconception:
    """A mistake that students make: code that makes it, and what to tell who made it.

    `points` are those that the mistake still earns, `nearness` says how near to its results a
    student's must be; see `course.diagnosis.result_equality.same_result`.
    """

    exercise: str
    name: str
    points: float
    hint: str
    function: Callable[..., Any]
    nearness: float = NEARNESS

    @property
    def file(self) -> str:
        """The exercise whose file it stands in."""
        return file_of(self.function)


@dataclass(frozen=True)
class RightAnswer:
    """Code that is right but written differently from the reference."""

    exercise: str
    name: str
    function: Callable[..., Any]

    @property
    def file(self) -> str:
        """The exercise whose file it stands in."""
        return file_of(self.function)


def misconception(
    exercise: str, *, points: float, hint: str, nearness: float = NEARNESS
) -> Callable[[Function], Function]:
    """Return a decorator that makes a function a known mistake in the exercise.

    Give a `nearness` of some percent where results end where an optimiser stops. Raises
    `WrongWords` for a name or hint that is no text, and points that are no number.
    """
    require("misconception", exercise=exercise, points=points, hint=hint)

    def mark(function: Function) -> Function:
        one = Misconception(exercise, function.__name__, points, hint, function, nearness)
        setattr(function, ATTRIBUTE, one)
        return function

    return mark


def right_answer(exercise: str) -> Callable[[Function], Function]:
    """Return a decorator that makes a function a right answer to the exercise.

    Raises `WrongWords` for a name that is no text.
    """
    require("right_answer", exercise=exercise)

    def mark(function: Function) -> Function:
        setattr(function, ATTRIBUTE, RightAnswer(exercise, function.__name__, function))
        return function

    return mark


def misconceptions_of(lesson: str) -> tuple[Misconception, ...]:
    """Return the lesson's misconceptions in the order in which they are written."""
    return tuple(one for one in _variants(lesson) if isinstance(one, Misconception))


def right_answers_of(lesson: str) -> tuple[RightAnswer, ...]:
    """Return the lesson's right answers in the order in which they are written."""
    return tuple(one for one in _variants(lesson) if isinstance(one, RightAnswer))


def _variants(lesson: str) -> list[Misconception | RightAnswer]:
    values = (value for one in exercise_modules(lesson).values() for value in vars(one).values())
    found = (getattr(value, ATTRIBUTE, None) for value in values)
    return [one for one in found if one is not None]
