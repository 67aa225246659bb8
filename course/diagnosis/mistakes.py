"""Which known mistake gives just this result: found by comparing with what the mistake gives.

A mistake explains a check that fails if it gives the student's results in all the calls that
the check made. It is not named if another check contradicts it: chance makes two wrong numbers
agree. Of several the most specific is named: the one that gives the most of the other checks'
results as well.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from course.diagnosis.result_equality import gist, same_result
from course.judging.comparison import numbers
from course.results.outcomes import CallResult, Missing, Outcome, Raised, Returned, Verdict
from course.results.resource_limits import Excess
from course.values.encoding import Opaque, from_json, to_json
from course.values.expressions import ExpressionDescription
from course.values.figures import FigureDescription

MOST_KEPT = 20_000
# What ends otherwise gave no result that could be compared.
TELLING = (Outcome.FAILED, Outcome.RAISED)


@dataclass(frozen=True)
class Trace:
    """What the calls of one check gave, in their order, and how the check ended."""

    results: tuple[CallResult, ...]
    verdict: Verdict


@dataclass(frozen=True)
class Mistake:
    """A known mistake: its name, and the sentences that tell a student of it."""

    name: str
    hint: str


@dataclass(frozen=True)
class Diagnosis:
    """The mistake that explains the check named.

    `proven` holds the failing checks in which its numbers are the student's, or its exceptions:
    figures and things that are no numbers are alike too easily. It is empty where all that is
    there is exceptions and `nan`, which any function can give.
    """

    mistake: Mistake
    check: str
    proven: frozenset[str]


def diagnose(
    own: Mapping[str, Trace],
    right: Callable[[str], Trace],
    mistakes: Sequence[Mistake],
    made: Callable[[Mistake, str], Trace],
) -> Diagnosis | None:
    """Return what explains the first of the student's failing checks that can be explained.

    `own` holds the student's traces by the checks' names, in order; `right(check)` is the trace of
    a right answer, `made(mistake, check)` that of a mistake, None if it is not known.
    """
    failing = [name for name, trace in own.items() if not trace.verdict.passed]
    telling = [name for name in failing if own[name].verdict.outcome in TELLING]
    for name in telling:
        found = {
            mistake: frozenset(
                check for check in own if _agrees(made(mistake, check), own[check], right(check))
            )
            for mistake in mistakes
            if explains(made(mistake, name), own[name], right(name))
        }
        explaining = [
            mistake
            for mistake, agreeing in found.items()
            if not any(
                _contradicts(made(mistake, check), own[check]) for check in set(own) - agreeing
            )
        ]
        if not explaining:
            continue
        # `max` returns the first of equals, and authors write the more specific one first.
        best = max(explaining, key=lambda mistake: len(found[mistake]))
        proven = {check for check in found[best] & set(failing) if _is_telling(own[check])}
        if not any(_shows_work(own[check], right(check)) for check in found[best]):
            proven = set()
        return Diagnosis(best, name, frozenset(proven))
    return None


def light(result: CallResult) -> CallResult:
    """Return the result, or what stands for it if it is too large to be kept and compared.

    >>> light(Returned([0.0] * 1_000_000))
    Returned(value=Opaque(type='something large'))
    """
    if isinstance(result, Returned) and _weight(result.value, MOST_KEPT) > MOST_KEPT:
        return Returned(Opaque("something large"))
    return result


def with_hint(verdict: Verdict, mistake: Mistake) -> Verdict:
    """Return the verdict with what is known of the mistake in the place of any other clue."""
    return replace(verdict, clue=mistake.hint, discreet_clue=mistake.hint)


def explains(made: Trace, own: Trace, right: Trace) -> bool:
    """Return whether a mistake with the trace `made` gives what the failing check got."""
    if made.verdict.passed or own.verdict.passed:
        return False
    if any(map(_is_figure, own.results)):
        # Two figures are never alike; they share what the judge says first.
        return made.verdict.message == own.verdict.message
    if len(made.results) != len(own.results):
        return False
    padded = (*right.results[: len(own.results)], *[None] * len(own.results))
    return all(map(same_result, own.results, made.results, padded))


def trace_to_data(trace: Trace) -> dict[str, Any]:
    """Return the trace of a failed check as a JSON object.

    Of figures it holds what the judge says, of all else what the calls gave.
    """
    data: dict[str, Any] = {"results": [_result_to_data(result) for result in trace.results]}
    if any(map(_is_figure, trace.results)):
        data["says"] = trace.verdict.message
    return data


def trace_from_data(data: Mapping[str, Any]) -> Trace:
    """Return the trace that `trace_to_data` wrote."""
    results = tuple(map(_result_from_data, data["results"]))
    return Trace(results, Verdict(Outcome.FAILED, data.get("says", "")))


def _result_to_data(result: CallResult) -> dict[str, Any]:
    if _is_figure(result):
        return {"figure": True}
    if isinstance(result, Returned):
        return {"value": to_json(result.value)}
    if isinstance(result, Raised):
        return {"raised": result.type, "says": gist(result.message), "excess": result.excess}
    return {}


def _result_from_data(data: Mapping[str, Any]) -> CallResult:
    if "value" in data:
        return Returned(from_json(data["value"]))
    if "figure" in data:
        return Returned(FigureDescription(()))
    if "raised" in data:
        excess = data["excess"]
        limit = None if excess is None else Excess(excess)
        return Raised(data["raised"], data.get("says", ""), excess=limit)
    return Missing()


def _agrees(made: Trace, own: Trace, right: Trace) -> bool:
    if own.verdict.passed or made.verdict.passed:
        return own.verdict.passed == made.verdict.passed
    return explains(made, own, right)


def _contradicts(made: Trace, own: Trace) -> bool:
    """Return whether the check, on which they do not agree, tells that it is another mistake.

    It does not where the student's answer raises an exception, or goes wrong before the mistake
    would show, nor where figures differ: of them only the first fault is known.
    """
    if made.verdict.passed or any(map(_is_figure, own.results)):
        return False
    if own.verdict.passed:
        return True
    return own.verdict.outcome is Outcome.FAILED and len(made.results) <= len(own.results)


def _is_telling(trace: Trace) -> bool:
    return all(
        _is_made_of_numbers(result.value)
        for result in trace.results
        if isinstance(result, Returned)
    )


def _is_made_of_numbers(value: object) -> bool:
    if isinstance(value, dict):
        return bool(value) and all(map(_is_made_of_numbers, value.values()))
    if isinstance(value, list | tuple):
        return bool(value) and all(map(_is_made_of_numbers, value))
    return isinstance(value, ExpressionDescription) or not isinstance(numbers(value), str)


def _shows_work(own: Trace, right: Trace) -> bool:
    """Return whether the trace took more than an exception or a result without a number."""
    if own.verdict.passed:
        return any(isinstance(result, Returned) for result in right.results)
    return any(
        isinstance(result, Returned) and _holds_a_number(result.value) for result in own.results
    )


def _holds_a_number(value: object) -> bool:
    if isinstance(value, dict | list | tuple):
        return any(map(_holds_a_number, value.values() if isinstance(value, dict) else value))
    array = value.values if isinstance(value, ExpressionDescription) else numbers(value)
    return not isinstance(array, str) and bool(np.isfinite(array).any())


def _is_figure(result: CallResult) -> bool:
    return isinstance(result, Returned) and isinstance(result.value, FigureDescription)


def _weight(value: object, most: int) -> int:
    """Return how many numbers and items the value holds, or some number above `most`."""
    if isinstance(value, np.ndarray):
        return int(value.size)
    if not isinstance(value, list | tuple | dict):
        return 1
    total = len(value)
    for item in value.values() if isinstance(value, dict) else value:
        if total > most:
            break
        total += _weight(item, most)
    return total
