"""Known mistakes at work: what each gives in each check, and which of them a student made."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import ModuleType

from autograder.checks.discovery import FoundCheck, checks_of
from autograder.checks.in_process import try_check, try_checks
from autograder.checks.reference_answers import Misconception, misconceptions_of
from autograder.model.layout import Layout, layout_of
from autograder.store.proof_cache import (
    decisive_code,
    exercise_files,
    fingerprint,
    recall,
    remember,
)
from course.diagnosis.mistakes import (
    Diagnosis,
    Mistake,
    Trace,
    diagnose,
    trace_from_data,
    trace_to_data,
)
from course.lessons.catalogue import PublicCheck
from course.results.outcomes import PASS

Traces = Mapping[str, Mapping[str, Trace]]
# The name under which the traces of the reference are kept among those of the mistakes.
RIGHT = ""


def mistakes_in(lesson: str, exercise: str) -> dict[str, Misconception]:
    """Return the exercise's known mistakes by name, in the order in which they are written."""
    return {one.name: one for one in misconceptions_of(lesson) if one.exercise == exercise}


def sentences(lesson: str, exercise: str) -> tuple[Mistake, ...]:
    """Return what students may read of the exercise's known mistakes."""
    known = mistakes_in(lesson, exercise).values()
    return tuple(Mistake(one.name, one.hint, one.nearness) for one in known)


def with_mistakes(
    public: PublicCheck, check: FoundCheck, lesson: str, reference: ModuleType
) -> PublicCheck:
    """Return the public check with what the mistakes that fail it give in it."""
    traces = {
        name: try_check(check, one.function, reference)
        for name, one in mistakes_in(lesson, check.exercise).items()
    }
    wrong = {name: trace for name, trace in traces.items() if not trace.verdict.passed}
    return replace(public, wrong=wrong)


def find_mistake(
    lesson: str, exercise: str, own: Mapping[str, Trace], reference: ModuleType
) -> Diagnosis | None:
    """Return the known mistake that explains what a student's function gave, if one does.

    `own` holds the student's traces of the exercise's checks, by the checks' names.
    """
    traces = traces_of(lesson, exercise, reference)
    return diagnose(
        own,
        lambda check: traces[RIGHT][check],
        sentences(lesson, exercise),
        lambda mistake, check: traces[mistake.name][check],
    )


@cache
def traces_of(lesson: str, exercise: str, reference: ModuleType) -> Traces:
    """Return what the reference and every mistake give in each check of the exercise.

    They are kept in the folder `build`, since some take seconds, until code changes that they
    hang on.
    """
    layout = layout_of(lesson)
    path = _path(layout, lesson, exercise)
    version = fingerprint([*exercise_files(layout, lesson, exercise), *decisive_code()])
    kept = recall(path, version)
    if kept is not None:
        with contextlib.suppress(ValueError, LookupError, TypeError, AttributeError):
            return _from_data(kept)
    traces = _simulate(lesson, exercise, reference)
    remember(path, version, _to_data(traces))
    return traces


def forget_traces(layout: Layout, lesson: str, exercise: str) -> None:
    """Let the next `traces_of` in another process find them anew."""
    with contextlib.suppress(OSError):
        _path(layout, lesson, exercise).unlink()


def _path(layout: Layout, lesson: str, exercise: str) -> Path:
    return layout.root / "build" / "simulation" / f"{lesson}.{exercise}.json"


def _simulate(lesson: str, exercise: str, reference: ModuleType) -> Traces:
    answers = {name: one.function for name, one in mistakes_in(lesson, exercise).items()}
    answers[RIGHT] = getattr(reference, exercise)
    checks = [check for check in checks_of(lesson) if check.exercise == exercise]
    return {name: try_checks(checks, function, reference) for name, function in answers.items()}


def _to_data(traces: Traces) -> dict[str, dict[str, object]]:
    return {
        name: {
            check: {**trace_to_data(trace), "passed": trace.verdict.passed}
            for check, trace in by_check.items()
        }
        for name, by_check in traces.items()
    }


def _from_data(data: Mapping[str, Mapping[str, dict[str, object]]]) -> Traces:
    def restored(item: dict[str, object]) -> Trace:
        trace = trace_from_data(item)
        return replace(trace, verdict=PASS) if item["passed"] else trace

    return {
        name: {check: restored(item) for check, item in by_check.items()}
        for name, by_check in data.items()
    }
