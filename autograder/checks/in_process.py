"""A trusted function tried on an exercise's checks, in this process: for authors' own code."""

from __future__ import annotations

import contextlib
import io
import warnings
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

import numpy as np

from autograder.checks.answer import CheckFailed, judged_answer
from autograder.checks.author_faults import telling_authors
from autograder.checks.discovery import FoundCheck, arguments, generator
from autograder.checks.figure_cache import Drawn, drawing_once
from course.checking import call
from course.diagnosis.mistakes import Trace
from course.results.outcomes import PASS, CallResult
from course.values.expressions import SamplePoints

SECONDS = 20.0


def try_check(
    check: FoundCheck,
    function: Callable[..., Any],
    reference: ModuleType,
    seconds: float = SECONDS,
    drawn: Drawn | None = None,
) -> Trace:
    """Return what the check's calls give for the function, and how it ends.

    A call may take so many `seconds`. Prints and warnings are dropped. `drawn` holds the figures
    that the function drew in other checks. Raises `AuthorFault` where the check's own code fails.
    """
    results: list[CallResult] = []

    def try_call(name: str, args: tuple[Any, ...], points: SamplePoints) -> CallResult:
        return call(function, args, seconds, points)

    once = drawing_once(try_call, {} if drawn is None else drawn)

    def ask(args: tuple[Any, ...], points: SamplePoints = ()) -> CallResult:
        results.append(once(check.exercise, args, points))
        return results[-1]

    student = judged_answer(check.exercise, reference, ask)
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
            with telling_authors(passing=(CheckFailed,)):
                check.function(**arguments(check, given))
        except CheckFailed as failed:
            return Trace(tuple(results), failed.verdict)
    return Trace(tuple(results), PASS)


def try_checks(
    checks: Sequence[FoundCheck], function: Callable[..., Any], reference: ModuleType
) -> dict[str, Trace]:
    """Return what `try_check` does for each check, by the checks' names."""
    drawn: Drawn = {}
    return {check.name: try_check(check, function, reference, drawn=drawn) for check in checks}
