"""Known mistakes in public checks, found on a student's machine from data alone."""

from __future__ import annotations

from collections.abc import Mapping

from course.diagnosis.mistakes import Mistake, Trace, diagnose, with_hint
from course.judging.judge import Agrees, Refuses, Step
from course.judging.parts import Parts
from course.judging.symbolic import Represents, right_result
from course.lessons.catalogue import Exercise
from course.results.outcomes import PASS, CallResult, Missing, Raised, Returned, Verdict


def with_known_mistake(exercise: Exercise, traces: Mapping[str, Trace]) -> dict[str, Verdict]:
    """Return the verdicts by the checks' names; one of them tells of a known mistake, if any."""
    checks = {check.name: check for check in exercise.checks}

    def right(name: str) -> Trace:
        return Trace(tuple(map(_expected, checks[name].steps)), PASS)

    def made(mistake: Mistake, name: str) -> Trace:
        return checks[name].wrong.get(mistake.name, Trace((), PASS))

    verdicts = {name: trace.verdict for name, trace in traces.items()}
    found = diagnose(traces, right, exercise.mistakes, made)
    if found is not None:
        verdicts[found.check] = with_hint(verdicts[found.check], found)
    return verdicts


def _expected(step: Step) -> CallResult:
    if isinstance(step, Agrees):
        return Returned(step.expected)
    if isinstance(step, Refuses):
        return Raised(step.error)
    if isinstance(step, Parts):
        return Returned(step.expected)
    return Returned(right_result(step)) if isinstance(step, Represents) else Missing()
