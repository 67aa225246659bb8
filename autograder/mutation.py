"""One mutant of a reference function tried on the checks of its exercise, in this process.

Only our own code runs here, so nothing is shut in; a mutant that hangs, dies or takes all
memory is stopped all the same.
"""

from __future__ import annotations

import contextlib
import faulthandler
import io
import multiprocessing
import os
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, TextIO

import numpy as np

from autograder.checks import CheckFailed, judging_student
from autograder.discovery import FoundCheck, arguments, checks_of, generator
from autograder.faults import Fault
from autograder.grading import load_reference
from course.checking import call
from course.figures import FigureDescription
from course.outcomes import PASS, CallResult, Outcome, Returned, Verdict

LEAST_SECONDS = 1.0
TIMES_AS_LONG = 10.0
REFERENCE_SECONDS = 60.0
# A call that no signal can stop costs its process after so many limits.
LIMITS_TO_DEATH = 10.0
MOST_MEMORY = 2 * 2**30


class Fate(StrEnum):
    """What became of a mutant; `confused` if a check failed by its own fault and proves nothing."""

    KILLED = "killed"
    TIMED_OUT = "timed out"
    CRASHED = "crashed"
    SURVIVED = "survived"
    CONFUSED = "confused"


FATES = {Outcome.TIMED_OUT: Fate.TIMED_OUT, Outcome.GRADER_ERROR: Fate.CONFUSED}


@dataclass(frozen=True)
class Exercise:
    """What must be known of an exercise before its mutants are tried.

    `seconds` is what one call of a mutant may take; `checks` are names, the quickest first.
    """

    lesson: str
    name: str
    draws: bool
    seconds: float
    checks: tuple[str, ...]


@dataclass(frozen=True)
class Ending:
    """How a mutant ended, and at which check with what message, if at one."""

    fate: Fate
    check: str = ""
    message: str = ""


def examine(lesson: str, name: str) -> Exercise:
    """Return what the reference function's own way through its checks tells of the exercise.

    Raises `Fault` if a check does not pass for the reference, or if there is no check.
    """
    reference = load_reference(lesson)
    module = f"autograder/test_{lesson}.py"
    draws, longest, spent = False, 0.0, {}
    for check in checks_of(lesson):
        if check.exercise != name:
            continue
        start = time.perf_counter()
        verdict, calls = _try(check, getattr(reference, name), reference, REFERENCE_SECONDS)
        spent[check.name] = time.perf_counter() - start
        if not verdict.passed:
            raise Fault(
                f"{module}: {check.name} does not pass for the reference function {name}, so it "
                f"tells nothing of mutants: {verdict.message}"
            )
        for result, seconds in calls:
            longest = max(longest, seconds)
            draws |= isinstance(result, Returned) and isinstance(result.value, FigureDescription)
    if not spent:
        raise Fault(f"{module}: {name} has no check that could kill its mutants: write one.")
    limit = max(LEAST_SECONDS, TIMES_AS_LONG * longest)
    return Exercise(lesson, name, draws, limit, tuple(sorted(spent, key=spent.__getitem__)))


def try_mutant(exercise: Exercise, code: str) -> Ending:
    """Return how a mutant ends: at the first check that does not pass, or as a survivor.

    `code` defines the mutant. It takes the place of the student's function alone: what the
    checks compare with, and the functions that the mutant calls, are the references.

    >>> code = "def hessian(thetas): return 0"
    >>> try_mutant(examine("sloppy_exponentials", "hessian"), code).fate
    <Fate.KILLED: 'killed'>
    """
    reference = load_reference(exercise.lesson)
    checks = {check.name: check for check in checks_of(exercise.lesson)}
    _limit_memory()
    function = _defined(code, exercise.name, reference)
    for name in exercise.checks:
        with _death_after(LIMITS_TO_DEATH * exercise.seconds):
            try:
                verdict, _ = _try(checks[name], function, reference, exercise.seconds)
            except Exception as error:
                return Ending(Fate.CONFUSED, name, f"{type(error).__name__}: {error}")
        if not verdict.passed:
            return Ending(FATES.get(verdict.outcome, Fate.KILLED), name, verdict.message)
    return Ending(Fate.SURVIVED)


def _defined(code: str, name: str, reference: ModuleType) -> Callable[..., Any]:
    namespace = dict(vars(reference))
    exec(compile(code, "<mutant>", "exec"), namespace)
    function: Callable[..., Any] = namespace[name]
    return function


def _try(
    check: FoundCheck, function: Callable[..., Any], reference: ModuleType, seconds: float
) -> tuple[Verdict, list[tuple[CallResult, float]]]:
    """Return how the check ends, and each call's result with the seconds that it took."""
    calls: list[tuple[CallResult, float]] = []

    def ask(args: tuple[Any, ...]) -> CallResult:
        start = time.perf_counter()
        result = call(function, args, seconds)
        calls.append((result, time.perf_counter() - start))
        return result

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
            return failed.verdict, calls
    return PASS, calls


@contextlib.contextmanager
def _death_after(seconds: float) -> Iterator[None]:
    """End this process, if it is a worker, unless the block is left in time."""
    if not _is_worker():
        yield
        return
    faulthandler.dump_traceback_later(seconds, exit=True, file=_nowhere())
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()


@cache
def _limit_memory() -> None:
    """Let a worker that takes too much memory meet a MemoryError, where the system can do so."""
    if _is_worker() and sys.platform == "linux":
        import resource

        # Libraries reserve much more than they use, the more so the more cores there are.
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        most = pages * resource.getpagesize() + MOST_MEMORY
        _, ceiling = resource.getrlimit(resource.RLIMIT_AS)
        if ceiling == resource.RLIM_INFINITY or most < ceiling:
            resource.setrlimit(resource.RLIMIT_AS, (most, ceiling))


def _is_worker() -> bool:
    return multiprocessing.parent_process() is not None


@cache
def _nowhere() -> TextIO:
    return Path(os.devnull).open("w", encoding="utf-8")
