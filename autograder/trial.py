"""A trusted function tried on an exercise's checks, in this process: for authors' own code."""

from __future__ import annotations

import contextlib
import io
import warnings
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

import numpy as np

from autograder.checks import CheckFailed, judging_student
from autograder.discovery import FoundCheck, arguments, generator
from course.checking import call
from course.diagnosis import Trace
from course.expressions import Points
from course.outcomes import PASS, CallResult

SECONDS = 20.0


def try_check(
    check: FoundCheck,
    function: Callable[..., Any],
    reference: ModuleType,
    seconds: float = SECONDS,
) -> Trace:
    """Return what the check's calls give for the function, and how it ends.

    A call may take so many `seconds`. Prints, warnings and figures are dropped.
    """
    results: list[CallResult] = []

    def ask(args: tuple[Any, ...], points: Points = ()) -> CallResult:
        results.append(call(function, args, seconds, points))
        return results[-1]

    student = judging_student(check.exercise, reference, ask)
    given = {"student": student, "reference": reference, "rng": generator(check.name)}
    nothing = io.StringIO()
    with (
        contextlib.redirect_stdout(nothing),
        contextlib.redirect_stderr(nothing),
        warnings.catch_warnings(),
        np.errstate(all="ignore"),
    ):
        warnings.simplefilter("ignore")
        try:
            check.function(**arguments(check, given))
        except CheckFailed as failed:
            return Trace(tuple(results), failed.verdict)
    return Trace(tuple(results), PASS)


def try_checks(
    checks: Sequence[FoundCheck], function: Callable[..., Any], reference: ModuleType
) -> dict[str, Trace]:
    """Return what `try_check` does for each check, by the checks' names."""
    return {check.name: try_check(check, function, reference) for check in checks}
