"""Is this result right? One judge for the student's notebook and for the grader.

A check is a list of steps; a step is one call and what is expected of it. `judge` compares
the result of the call with the step and says in a sentence what is wrong. It is strict
about type, shape, kind and finiteness before it looks at values, and indifferent to how
numbers are held: lists, tuples, NumPy scalars, integers and float32 are all numbers.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from course.judging.comparison import (
    Array,
    describe_got,
    differing,
    numbers,
    slack,
    tolerances,
    without_names,
)
from course.judging.error_patterns import Clue, Difference, clue_to_shape, clue_to_values
from course.judging.exceptions import meaning_of
from course.judging.figure_rules import unmet
from course.judging.no_numbers import clue_to_kind
from course.judging.parts import Parts, unlike_parts
from course.judging.records import is_record, unlike_record
from course.judging.requirements import Requirement
from course.judging.symbolic import Represents, unlike_expression
from course.results.outcomes import (
    PASS,
    CallResult,
    Crashed,
    Missing,
    Outcome,
    Raised,
    TimedOut,
    Verdict,
)
from course.results.resource_limits import SENTENCES
from course.values.figures import FigureDescription
from course.values.formatting import an, ended, format_call, format_index, format_pair

UNEVALUATED = (
    "An `Integral`, `Sum` or `Derivative` that is not worked out costs its time there: return its "
    "result, by `.doit()`, `sympy.integrate` or by hand."
)
TELLING = ("AttributeError", "IndexError", "NameError", "TypeError", "ValueError")


@dataclass(frozen=True)
class Agrees:
    """The value must equal `expected`, element by element, as `slack` allows, and have its shape.

    `expected` is a number, or numbers of any shape that become an array of float64; or text, a
    truth value, or a dict or list that holds such things, compared one by one.
    """

    args: tuple[Any, ...]
    expected: Any
    rtol: float
    atol: float = 0.0


@dataclass(frozen=True)
class Refuses:
    """The call must raise an exception of the named class, or of one derived from it."""

    args: tuple[Any, ...]
    error: str


@dataclass(frozen=True)
class Draws:
    """The call must return a figure that meets the requirements."""

    args: tuple[Any, ...]
    requirements: tuple[Requirement, ...]


Step = Agrees | Refuses | Draws | Represents | Parts


def judge(name: str, step: Step, result: CallResult) -> Verdict:
    """Return the verdict on `result`, what the call of function `name` in `step` gave.

    >>> from course.results.outcomes import Returned
    >>> judge("double", Agrees((2,), 4.0, 1e-9), Returned(4)).passed
    True
    >>> print(judge("double", Agrees((2,), 4.0, 1e-9), Returned(2.0)).message)
    `double(2)` is 2, expected 4 (± 1e-09 relative).
    """
    call = format_call(name, step.args)
    if isinstance(result, Raised):
        return _judge_raised(name, call, step, result)
    if isinstance(result, Missing | TimedOut | Crashed):
        return judge_absence(name, call, result, evaluates=isinstance(step, Represents))
    if isinstance(step, Refuses):
        return _failed(
            f"`{call}` should raise {step.error}; it returned {describe_got(result.value)}.",
            f"An input that should raise {step.error} is accepted.",
        )
    if result.value is None:
        return _failed(
            f"`{call}` returned None. Does the function end with a `return`?",
            "The function returned None.",
        )
    if isinstance(step, Draws):
        return _judge_figure(call, step, result.value)
    if isinstance(step, Represents):
        fault = unlike_expression(call, step, result.value)
        return _failed(*fault) if fault else PASS
    if isinstance(step, Parts):
        fault = unlike_parts(call, step, result.value)
        return _failed(*fault) if fault else PASS
    if is_record(step.expected):
        fault = unlike_record(call, step.expected, result.value, partial(_unlike_numbers, step))
        return _failed(*fault) if fault else PASS
    return _judge_numbers(call, step, result.value)


def judge_absence(
    name: str, call: str, result: Missing | TimedOut | Crashed, *, evaluates: bool = False
) -> Verdict:
    """Return the verdict on a call that gave neither a value nor an exception.

    `evaluates` says that its time included evaluating the expression that it returned.
    """
    if isinstance(result, Missing):
        sentence = (
            f"`{name}` is {an(result.instead)}, not a function."
            if result.instead
            else f"There is no function called `{name}`."
        )
        if result.magic:
            sentence = (
                f"There is no function called `{name}`: its cell begins with `{result.magic}`, "
                "under which it defines nothing. Delete that line and run the cell again."
            )
        return Verdict(Outcome.MISSING, sentence, sentence)
    what = f"The cell that should define `{name}`" if result.while_defining else f"`{call}`"
    hidden = what if result.while_defining else "The call"
    if isinstance(result, TimedOut) and (result.by_all or result.by_calls):
        by = "notebook" if result.by_all else "calls before"
        end = f"the {result.seconds:g} s that it may take in all were used up by the {by}."
        return Verdict(
            Outcome.TIMED_OUT,
            f"`{call}` gave no result: {end}",
            f"The call gave no result: {end}",
        )
    if isinstance(result, TimedOut):
        end = f"did not end within {result.seconds:g} s."
        if evaluates and not result.while_defining:
            # An integral that is not done costs its time here, not in the function.
            return Verdict(
                Outcome.TIMED_OUT,
                f"{what} {end[:-1]}, with the evaluation of what it returned.",
                f"{hidden} {end[:-1]}, with the evaluation of what it returned.",
                UNEVALUATED,
                UNEVALUATED,
            )
        return Verdict(Outcome.TIMED_OUT, f"{what} {end}", f"{hidden} {end}")
    end = "ended the process that ran it"
    return Verdict(Outcome.CRASHED, f"{what} {end}: {result.reason}.", f"{hidden} {end}.")


def _judge_raised(name: str, call: str, step: Step, result: Raised) -> Verdict:
    meaning = meaning_of(result)
    # A kernel without a keyboard raises a NotImplementedError when it is asked for input.
    if "NotImplementedError" in (result.type, *result.ancestry) and not meaning:
        sentence = f"`{name}` is not written yet."
        return Verdict(Outcome.NOT_ATTEMPTED, sentence, sentence)
    place = f" in line {result.line} of its cell" if result.line else ""
    text = ended(f": {result.message}" if result.message else "")
    if result.excess is not None:
        did = SENTENCES[result.excess]
        if result.while_defining:
            sentence = f"The cell that should define `{name}` {did}{place}."
            return Verdict(Outcome.EXCEEDED, sentence, sentence)
        return Verdict(Outcome.EXCEEDED, f"`{call}` {did}{place}.", f"The call {did}.")
    if result.while_defining:
        sentence = f"The cell that should define `{name}` raised {result.type}{place}{text}"
        return Verdict(Outcome.RAISED, sentence, sentence, clue=meaning)
    if isinstance(step, Refuses):
        if step.error in (result.type, *result.ancestry):
            return PASS
        return Verdict(
            Outcome.FAILED,
            f"`{call}` should raise {step.error}; it raised {result.type}.",
            f"An input that should raise {step.error} raises {_known_error(result.type)}.",
        )
    return Verdict(
        Outcome.RAISED,
        f"`{call}` raised {result.type}{place}{text}",
        f"The call raised {_known_error(result.type)}.",
        clue=meaning,
    )


def _judge_figure(call: str, step: Draws, value: object) -> Verdict:
    if not isinstance(value, FigureDescription):
        got = describe_got(value)
        return _failed(
            f"`{call}` returned {got}, expected a matplotlib Figure.",
            "The function did not return a matplotlib Figure.",
        )
    for requirement in step.requirements:
        sentence = unmet(requirement, value)
        if sentence:
            return _failed(f"`{call}`: {sentence}", "Something asked for is not drawn.")
    return PASS


def _unlike_numbers(step: Agrees, place: str, expected: Any, value: object) -> Difference | None:
    verdict = _judge_numbers(place, replace(step, expected=expected), value)
    clue = Clue(verdict.clue, verdict.discreet_clue)
    return None if verdict.passed else Difference(verdict.message, verdict.discreet, clue)


def _judge_numbers(call: str, step: Agrees, value: object) -> Verdict:
    got, expected = numbers(value), np.asarray(step.expected, dtype=float)
    if isinstance(got, str):
        wanted = "a number" if expected.ndim == 0 else f"an array of shape {expected.shape}"
        return _failed(
            f"`{call}` returned {got}, expected {wanted}.",
            f"The function returned {without_names(got)} where numbers are expected.",
            clue_to_kind(value),
        )
    if got.shape != expected.shape:
        return _failed(
            f"`{call}` has shape {got.shape}, expected {expected.shape}.",
            "The result's shape is wrong.",
            clue_to_shape(got, expected),
        )
    return _compare(call, got, expected, step)


def _compare(call: str, got: Array, expected: Array, step: Agrees) -> Verdict:
    """Return the verdict on numbers of the same shape, `got` of float32 or float64."""
    wrong = differing(got, expected, step.rtol, step.atol)
    if not wrong.any():
        return PASS
    index = np.unravel_index(int(np.argmax(wrong)), expected.shape)
    one, other = float(got[index]), float(expected[index])
    shown_got, shown_expected = format_pair(one, other)
    single = ", the result being float32" if got.dtype == np.float32 else ""
    share = f" {int(wrong.sum())} of {wrong.size} values differ." if wrong.size > 1 else ""
    return _failed(
        f"`{call}{format_index(index)}` is {shown_got}, expected {shown_expected} "
        f"(± {_allowed(got, expected, step, index)}{single}).{share}",
        "The values are not finite numbers."
        if not np.isfinite(one)
        else "The values differ from the reference.",
        clue_to_values(got, expected, step.rtol),
    )


def _allowed(got: Array, expected: Array, step: Agrees, index: tuple[Any, ...]) -> str:
    """Return in words by how much the number at the index may differ; float64 of one shape."""
    if step.atol or expected[index] == 0:
        return f"{slack(got, expected, step.rtol, step.atol)[index]:.2g} absolute"
    return f"{tolerances(got, step.rtol)[0]:.2g} relative"


def _known_error(name: str) -> str:
    """Return the exception's name if it is a usual one; among all names one could choose."""
    return name if name in TELLING else "an exception"


def _failed(message: str, discreet: str, clue: Clue | None = None) -> Verdict:
    return Verdict(Outcome.FAILED, message, discreet, *(clue or ()))
