"""Public checks as data: the steps are noted down instead of judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from types import ModuleType
from typing import Any

from autograder.checks.answer import Answer
from autograder.checks.author_faults import telling_authors
from autograder.checks.discovery import FoundCheck, arguments, generator, points_of, refuse_silence
from autograder.model.faults import Fault
from course.judging.judge import Agrees, Step
from course.lessons.catalogue import PublicCheck
from course.results.outcomes import CallResult
from course.values.expressions import SamplePoints


class NotPublic(Fault):
    """A public check does what cannot become data on a student's machine."""


def public_checks(
    checks: Sequence[FoundCheck], points: float, reference: ModuleType
) -> list[PublicCheck]:
    """Return the public ones of an exercise's checks with the steps that they take."""
    shares = points_of(checks, checks[0].exercise, points) if checks else {}
    return [
        PublicCheck(check.name, check.title, shares[check.name], record(check, reference))
        for check in checks
        if not check.hidden
    ]


def record(check: FoundCheck, reference: ModuleType) -> tuple[Step, ...]:
    """Return the steps of a check, with expected values from the reference functions.

    Raises `NotPublic` if the check calls the student's function by itself, `AuthorFault` if its
    code fails or asks nothing.
    """
    steps: list[Step] = []

    def take(step: Step) -> None:
        steps.append(_plain(step))

    def call(args: tuple[Any, ...], points: SamplePoints = ()) -> CallResult:
        raise NotPublic(
            f"{check.name} is public but uses `values` or `figure`. Make it hidden, or use "
            "`agrees`, `equals`, `refuses`, `draws`, `represents` or `returns_parts`."
        )

    student = Answer(check.exercise, reference, call, take)
    given = {"student": student, "reference": reference, "rng": generator(check.name)}
    with telling_authors():
        check.function(**arguments(check, given))
    refuse_silence(check, steps)
    return tuple(steps)


def _plain(step: Step) -> Step:
    if not isinstance(step, Agrees):
        return step
    expected = step.expected
    return replace(step, expected=list(expected)) if type(expected) is tuple else step
