"""The public checks of an exercise, made on what is defined in the student's notebook."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from functools import partial
from inspect import unwrap
from pathlib import Path
from time import perf_counter
from traceback import extract_tb, walk_tb
from typing import Any

from course.diagnosis.call_graph import blamed_in
from course.diagnosis.mistakes import Trace
from course.judging.judge import judge
from course.judging.symbolic import points_asked
from course.kernel.grading_view import GradingView, as_graded
from course.kernel.inputs import watched
from course.kernel.time_limit import TimeUp, time_limit
from course.kernel.uses import uses_here
from course.lessons.catalogue import Exercise, Lesson, PublicCheck
from course.lessons.known_mistakes import with_known_mistake
from course.lessons.recognition import find_lesson, likely_lessons
from course.notebook.earlier_cells import OVERWRITTEN, hiding_magic, is_overwritten
from course.notebook.quiet import quiet
from course.notebook.report import Report, page_of, shell, show, summary
from course.results.outcomes import (
    PASS,
    CallResult,
    Missing,
    Outcome,
    Raised,
    Returned,
    TimedOut,
    Verdict,
)
from course.results.resource_limits import excess_of
from course.values.encoding import MalformedValue, Opaque, plain
from course.values.expressions import SamplePoints
from course.values.figures import new_figures_closed
from course.values.formatting import PlainError

# Half of what grading allows: who passes here has time to spare there.
LIMIT = 5.0
LONGEST_MESSAGE = 500

Namespace = Mapping[str, object]


class CheckFailed(PlainError):
    """Not all public checks pass; raised only when nbgrader runs the notebook."""


class BadUse(PlainError, TypeError):
    """An exercise was named by something that is no name."""


def check(exercise: str | Callable[..., object] = "", *, lesson: str | None = None) -> None:
    """Show which public checks of an exercise pass now, and what to do about the first failure.

    `exercise` is the name of the function asked for, or the function; it is looked up by its
    name in the notebook that calls `check`. `lesson` is needed only where two lessons have an
    exercise of that name. Raises `BadUse` without a name, `UnknownName` if there is no such
    exercise, and `CheckFailed` if nbgrader runs the notebook and not all checks pass.

    >>> from course import check
    >>> check("spring_energy")  # doctest: +ELLIPSIS
    spring_energy: 0 of ...
    """
    if being_graded():
        return
    namespace = sys._getframe(1).f_globals
    name = exercise_name(exercise, "check", namespace)
    found = find_lesson(name, lesson, namespace)
    (report,) = evaluate_all(found, (found.exercise(name),), namespace)
    show(page_of(report))
    if os.environ.get("NBGRADER_EXECUTION") and not report.all_pass:
        raise CheckFailed(summary(report))


def evaluate_all(
    lesson: Lesson, exercises: Sequence[Exercise], namespace: Namespace
) -> list[Report]:
    """Return the reports on exercises of a lesson, judged as far as can be as grading will.

    What only cells that grading does not run define is hidden meanwhile, and the reports tell.
    """
    ids = tuple(one.id for one in lesson.exercises)
    known: dict[str, Report] = {}
    with as_graded(ids, lesson.left_out, namespace, shell()) as view:

        def outcome(name: str) -> Outcome | None:
            if name not in known:
                known[name] = evaluate(lesson.exercise(name), namespace, view=view)
            failure = known[name].failure
            return failure[1].outcome if failure else None

        def culprit(name: str) -> tuple[str, Outcome] | None:
            endings = ((one, outcome(one)) for one in uses_here(name, namespace, ids))
            return next(((one, end) for one, end in endings if end is not None), None)

        reports = []
        for one in exercises:
            reports.append(evaluate(one, namespace, view=view, culprit=partial(culprit, one.id)))
            known.setdefault(one.id, reports[-1])
        return reports


def evaluate(
    exercise: Exercise,
    namespace: Namespace,
    limit: float = LIMIT,
    view: GradingView | None = None,
    culprit: Callable[[], tuple[str, Outcome] | None] = lambda: None,
) -> Report:
    """Return the report on the function that `namespace` holds under the exercise's id.

    Every check stops at its first failing step, every call after `limit` seconds. What the
    function draws or warns of is dropped; it gets copies of the inputs. The `view` tells how
    `namespace` is unlike what grading will have, `culprit` which exercise that this one calls
    fails, and how.

    >>> from course.judging.judge import Agrees
    >>> double = PublicCheck("two", "two is doubled", 1.0, (Agrees((2,), 4.0, 1e-9),))
    >>> exercise = Exercise("double", "Twice as much", 1.0, (), (double,), 0)
    >>> evaluate(exercise, {"double": lambda number: 2 * number}).all_pass
    True
    """
    view = view or GradingView(namespace)
    traces: dict[str, Trace] = {}
    seconds = 0.0
    late = False
    with quiet() as printed, watched() as inputs:
        for one in exercise.checks:
            trace, spent = (_NOT_RUN, 0.0) if late else _run(exercise, one, view, limit)
            traces[one.name] = trace
            seconds += spent
            late = trace.verdict.outcome is Outcome.TIMED_OUT
    own = {name: trace.verdict for name, trace in traces.items()}
    blamed = None if all(verdict.passed for verdict in own.values()) else culprit()
    verdicts = blamed_in(own, *blamed) if blamed else with_known_mistake(exercise, traces)
    results = tuple((one, verdicts[one.name]) for one in exercise.checks)
    return Report(exercise, results, seconds, view.notes(exercise.id, inputs), printed.text)


def call(
    function: object, args: tuple[Any, ...], limit: float = LIMIT, points: SamplePoints = ()
) -> CallResult:
    """Return what `function(*args)` gives, as plain data; `args` stay as they are.

    Expressions are evaluated at `points`.

    >>> call(lambda a, b: a / b, (1.0, 2.0))
    Returned(value=0.5)
    """
    if not callable(function):
        return Missing(_NAMES.get(type(function), type(function).__name__))
    own = deepcopy(args)
    try:
        with new_figures_closed(), time_limit(limit):
            try:
                value = function(*own)
            except (Exception, SystemExit) as error:
                return _raised(error, function)
            # Within the limit, because describing a value can take as long as making it.
            return _returned(value, points)
    except TimeUp:
        return TimedOut(limit)


def exercise_name(exercise: object, use: str, namespace: Namespace) -> str:
    """Return the exercise's name, given the name or the function itself.

    Raises `BadUse` for anything else, with an example of `use` from the notebook's lesson.
    """
    name = exercise if isinstance(exercise, str) else getattr(exercise, "__name__", None)
    if isinstance(name, str) and name:
        return name
    known = (one.id for lesson in likely_lessons(namespace) for one in lesson.exercises)
    example = f'{use}("{next(known, "name")}")'
    if name == "":
        raise BadUse(f"Say which exercise, as in {example}; progress() shows them all.")
    raise BadUse(
        f"An exercise is named by its function's name in quotes, as in {example}; "
        f"this is of type {type(exercise).__name__}."
    )


def being_graded() -> bool:
    """Return whether the notebook runs for its official grade, where nothing is to be shown."""
    return os.environ.get("COURSE_GRADING") == "1"


_NAMES = {float: "number", int: "number"}
_LATE = "This check was not run, because an earlier one did not end in time."
_NOT_RUN = Trace((), Verdict(Outcome.TIMED_OUT, _LATE, _LATE))


def _run(
    exercise: Exercise, one: PublicCheck, view: GradingView, limit: float
) -> tuple[Trace, float]:
    seconds = 0.0
    results: list[CallResult] = []
    for step in one.steps:
        start = perf_counter()
        try:
            result = (
                call(view.namespace[exercise.id], step.args, limit, *points_asked(step))
                if exercise.id in view.namespace
                else _instead(exercise.id, view)
            )
            seconds += perf_counter() - start
            results.append(result)
            verdict = judge(exercise.id, step, result)
        except Exception as error:
            # `call` turns what student code raises into a result: this one is our own.
            verdict = _our_fault(error)
        if verdict.outcome is Outcome.NOT_ATTEMPTED and is_overwritten(exercise.id, view.namespace):
            verdict = replace(verdict, clue=OVERWRITTEN, discreet_clue=OVERWRITTEN)
        if not verdict.passed:
            return Trace(tuple(results), verdict), seconds
    return Trace(tuple(results), PASS), seconds


def _instead(name: str, view: GradingView) -> CallResult:
    """Return what a call of a function gives that is not defined."""
    found = view.instead(name)
    return Missing(magic=hiding_magic(name, view.namespace)) if found == Missing() else found


def _returned(value: object, points: SamplePoints) -> Returned:
    try:
        return Returned(plain(value, points))
    except MalformedValue:
        # The limits of a description: so many panels, points, levels of nesting.
        return Returned(Opaque(f"{type(value).__name__} that is too large to be judged"))


def _raised(error: BaseException, function: Callable[..., object]) -> Raised:
    try:
        message = str(error)
    except Exception:
        message = ""
    if len(message) > LONGEST_MESSAGE:
        message = f"{message[:LONGEST_MESSAGE]}…"
    ancestry = tuple(kind.__name__ for kind in type(error).__mro__)
    line, excess = _line(error, function), excess_of(error)
    return Raised(type(error).__name__, message, ancestry, line, excess=excess)


def _line(error: BaseException, function: Callable[..., object]) -> int:
    code = getattr(unwrap(function), "__code__", None)
    if code is None:
        return 0
    # Jupyter gives each cell a file name of its own, so lines count within the cell.
    lines = [
        line
        for frame, line in walk_tb(error.__traceback__)
        if frame.f_code.co_filename == code.co_filename
    ]
    return lines[-1] if lines else 0


def _our_fault(error: Exception) -> Verdict:
    place = extract_tb(error.__traceback__)[-1]
    sentence = (
        f"The course's own code failed: {type(error).__name__}: {error} "
        f"({Path(place.filename).name}, line {place.lineno})."
    )
    return Verdict(Outcome.GRADER_ERROR, sentence, "The course's own code failed.")
