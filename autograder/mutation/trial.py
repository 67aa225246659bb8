"""One mutant of a reference function tried on the checks of its exercise, in this process.

Only our own code runs here, so nothing is shut in; a mutant that hangs, dies or takes all
memory is stopped all the same.
"""

from __future__ import annotations

import contextlib
import faulthandler
import multiprocessing
import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, TextIO

from autograder.checks.discovery import checks_of, refuse_silence
from autograder.checks.figure_cache import Drawn
from autograder.checks.in_process import try_check
from autograder.grading.session import load_reference
from autograder.model.faults import Fault
from course.results.outcomes import Outcome, Returned
from course.values.figures import FigureDescription

LEAST_SECONDS = 1.0
# As the reference function takes for its slowest check.
TIMES_AS_LONG = 3.0
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
    module = f"autograder/lessons/{lesson}/test_{name}.py"
    draws, spent = False, {}
    for check in checks_of(lesson):
        if check.exercise != name:
            continue
        start = time.perf_counter()
        trace = try_check(check, getattr(reference, name), reference, REFERENCE_SECONDS)
        spent[check.name] = time.perf_counter() - start
        refuse_silence(check, trace.results)
        if not trace.verdict.passed:
            raise Fault(
                f"{module}: {check.name} does not pass for the reference function {name}, so it "
                f"tells nothing of mutants: {trace.verdict.message}"
            )
        draws |= any(
            isinstance(result, Returned) and isinstance(result.value, FigureDescription)
            for result in trace.results
        )
    if not spent:
        raise Fault(f"{module}: {name} has no check that could kill its mutants: write one.")
    limit = max(LEAST_SECONDS, TIMES_AS_LONG * max(spent.values()))
    return Exercise(lesson, name, draws, limit, tuple(sorted(spent, key=spent.__getitem__)))


def try_mutant(exercise: Exercise, code: str) -> Ending:
    """Return how a mutant ends: at the first check that does not pass, or as a survivor.

    `code` defines the mutant. It takes the place of the student's function alone: what the
    checks compare with, and the functions that the mutant calls, are the references.

    >>> code = "def pull_table(ks): return 0"
    >>> try_mutant(examine("springs", "pull_table"), code).fate
    <Fate.KILLED: 'killed'>
    """
    reference = load_reference(exercise.lesson)
    checks = {check.name: check for check in checks_of(exercise.lesson)}
    _limit_memory()
    function = _defined(code, exercise.name, reference)
    drawn: Drawn = {}
    for name in exercise.checks:
        with _death_after(LIMITS_TO_DEATH * exercise.seconds):
            try:
                trace = try_check(checks[name], function, reference, exercise.seconds, drawn)
            except Exception as error:
                return Ending(Fate.CONFUSED, name, f"{type(error).__name__}: {error}")
        verdict = trace.verdict
        if not verdict.passed:
            return Ending(FATES.get(verdict.outcome, Fate.KILLED), name, verdict.message)
    return Ending(Fate.SURVIVED)


def _defined(code: str, name: str, reference: ModuleType) -> Callable[..., Any]:
    namespace = dict(vars(reference))
    exec(compile(code, "<mutant>", "exec"), namespace)
    function: Callable[..., Any] = namespace[name]
    return function


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
