"""Which known mistake gives just this result: found by comparing with what the mistake gives.

A mistake explains a check that fails if it gives the student's results in all the calls that
the check made. It is not named if a check passes that the mistake fails. Of several the most
specific is named: the one that gives the most of the other checks' results as well.

A student may have made two mistakes at once, say a wrong sign in a formula that overflows. A
mistake that explains some checks and not others is named if the others speak of something else
(an exception, a result that is no number), or are fewer and what agrees is no chance.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from course.diagnosis.evidence import (
    can_be_told,
    holds_a_number,
    holds_only_numbers,
    is_chance,
)
from course.diagnosis.result_equality import NEARNESS, gist, same_result
from course.results.outcomes import CallResult, Missing, Outcome, Raised, Returned, Verdict
from course.results.resource_limits import Excess
from course.values.encoding import Opaque, from_json, to_json
from course.values.figures import FigureDescription

MOST_KEPT = 20_000
# What ends otherwise gave no result that could be compared.
TELLING = (Outcome.FAILED, Outcome.RAISED)
SOMETHING_ELSE = "Something else is wrong too: this does not explain every check that fails."


@dataclass(frozen=True)
class Trace:
    """What the calls of one check gave, in their order, and how the check ended."""

    results: tuple[CallResult, ...]
    verdict: Verdict


@dataclass(frozen=True)
class Mistake:
    """A known mistake: its name, and the sentences that tell a student of it.

    `nearness` says how near a result must be to its own; see `same_result`.
    """

    name: str
    hint: str
    nearness: float = NEARNESS


@dataclass(frozen=True)
class Diagnosis:
    """The mistake that explains the check named.

    `proven` holds the failing checks in which its numbers are the student's, or its exceptions:
    figures and things that are no numbers are alike too easily. It is empty where all that is
    there is exceptions and `nan`, which any function can give. `alone` says that no failing check
    asks for another explanation; of figures only the first fault is known, so they do not.
    """

    mistake: Mistake
    check: str
    proven: frozenset[str]
    alone: bool = True


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
    judged = {
        mistake: _compared(
            {name: made(mistake, name) for name in own}, own, right, mistake.nearness
        )
        for mistake in mistakes
        if any(
            explains(made(mistake, name), own[name], right(name), mistake.nearness)
            for name in telling
        )
    }
    for is_enough in (_explains_undisputed, _explains_most):
        for name in telling:
            # `max` returns the first of equals, and authors write the more specific one first.
            best = max(
                (one for one in judged if name in judged[one].explained and is_enough(judged[one])),
                key=lambda one: len(judged[one].agreeing),
                default=None,
            )
            if best is not None:
                return _diagnosis(best, name, judged[best], own, right)
    return None


@dataclass(frozen=True)
class _Comparison:
    """In which checks a mistake and a student agree, and which speak against that mistake.

    `explained` holds the failing checks among `agreeing`; `vetoing` those that would fail but
    pass, `other` those that fail with other numbers. `is_chance` says that what agrees is too
    little: short numbers, few of them.
    """

    agreeing: frozenset[str]
    explained: frozenset[str]
    vetoing: frozenset[str]
    other: frozenset[str]
    is_chance: bool


def _compared(
    made: Mapping[str, Trace],
    own: Mapping[str, Trace],
    right: Callable[[str], Trace],
    nearness: float,
) -> _Comparison:
    agreeing = frozenset(
        name for name in own if _agrees(made[name], own[name], right(name), nearness)
    )
    explained = frozenset(name for name in agreeing if not own[name].verdict.passed)
    rest = set(own) - agreeing
    return _Comparison(
        agreeing,
        explained,
        frozenset(name for name in rest if own[name].verdict.passed),
        frozenset(name for name in rest if _gives_other_numbers(made[name], own[name])),
        is_chance([pair for name in explained for pair in _pairs(own[name], right(name))]),
    )


def _explains_undisputed(found: _Comparison) -> bool:
    return not found.vetoing and not found.other


def _explains_most(found: _Comparison) -> bool:
    return not found.vetoing and not found.is_chance and len(found.other) < len(found.explained)


def _diagnosis(
    mistake: Mistake,
    check: str,
    found: _Comparison,
    own: Mapping[str, Trace],
    right: Callable[[str], Trace],
) -> Diagnosis:
    proven = {name for name in found.explained if _is_telling(own[name], right(name))}
    if not any(_shows_work(own[name], right(name)) for name in found.agreeing):
        proven = set()
    rest = [own[name] for name in own if name not in found.agreeing]
    asking = [trace for trace in rest if trace.verdict.outcome in TELLING]
    alone = all(any(map(_is_figure, trace.results)) for trace in asking)
    return Diagnosis(mistake, check, frozenset(proven), alone)


def light(result: CallResult) -> CallResult:
    """Return the result, or what stands for it if it is too large to be kept and compared.

    >>> light(Returned([0.0] * 1_000_000))
    Returned(value=Opaque(type='something large'))
    """
    if isinstance(result, Returned) and _weight(result.value, MOST_KEPT) > MOST_KEPT:
        return Returned(Opaque("something large"))
    return result


def with_hint(verdict: Verdict, found: Diagnosis) -> Verdict:
    """Return the verdict with what is known of the mistake in the place of any other clue."""
    hint = found.mistake.hint if found.alone else f"{found.mistake.hint} {SOMETHING_ELSE}"
    return replace(verdict, clue=hint, discreet_clue=hint)


def explains(made: Trace, own: Trace, right: Trace, nearness: float = NEARNESS) -> bool:
    """Return whether a mistake with the trace `made` gives what the failing check got."""
    if made.verdict.passed or own.verdict.passed:
        return False
    if any(map(_is_figure, own.results)):
        # Two figures are never alike; they share what the judge says first.
        return made.verdict.message == own.verdict.message
    if len(made.results) != len(own.results):
        return False
    return all(
        same_result(one, other, expected, nearness)
        for (one, expected), other in zip(_pairs(own, right), made.results, strict=True)
    )


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


def _pairs(own: Trace, right: Trace) -> list[tuple[CallResult, CallResult | None]]:
    """Return each result with the right one, None where that is not known."""
    padded = (*right.results[: len(own.results)], *[None] * len(own.results))
    return list(zip(own.results, padded, strict=False))


def _agrees(made: Trace, own: Trace, right: Trace, nearness: float) -> bool:
    if own.verdict.passed or made.verdict.passed:
        return own.verdict.passed == made.verdict.passed
    return explains(made, own, right, nearness)


def _gives_other_numbers(made: Trace, own: Trace) -> bool:
    """Return whether the check fails by numbers that are not those of the mistake.

    It does not where the student's answer raises an exception, gives something that is no finite
    number, or goes wrong before the mistake would show, nor where figures differ: of them only
    the first fault is known.
    """
    if own.verdict.outcome is not Outcome.FAILED or any(map(_is_figure, own.results)):
        return False
    if not made.verdict.passed and len(made.results) > len(own.results):
        return False
    last = own.results[-1] if own.results else None
    return isinstance(last, Returned) and holds_only_numbers(last.value)


def _is_telling(own: Trace, right: Trace) -> bool:
    padded = (*right.results, *[None] * len(own.results))
    return all(
        can_be_told(one.value, other.value if isinstance(other, Returned) else None)
        for one, other in zip(own.results, padded, strict=False)
        if isinstance(one, Returned)
    )


def _shows_work(own: Trace, right: Trace) -> bool:
    """Return whether the trace took more than an exception or a result without a number."""
    if own.verdict.passed:
        return any(isinstance(result, Returned) for result in right.results)
    return any(
        isinstance(result, Returned) and holds_a_number(result.value) for result in own.results
    )


def _is_figure(result: CallResult) -> bool:
    return isinstance(result, Returned) and isinstance(result.value, FigureDescription)


def _weight(value: object, most: int) -> int:
    """Return how many numbers and items the value holds, or some number above `most`."""
    if not isinstance(value, list | tuple | dict):
        return int(value.size) if isinstance(value, np.ndarray) else 1
    total = len(value)
    for item in value.values() if isinstance(value, dict) else value:
        if total > most:
            break
        total += _weight(item, most)
    return total
