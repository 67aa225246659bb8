"""Whether two wrong results are the same, compared with how far they are from the right one."""

from __future__ import annotations

import re
from itertools import zip_longest
from typing import Any

import numpy as np

from course.judging.comparison import Array, numbers
from course.judging.records import same_text
from course.results.outcomes import CallResult, Raised, Returned
from course.values.expressions import ExpressionDescription

# How near to the mistake's value a result must be, in units of the mistake's own error.
NEARNESS = 1e-4
ROUNDING = 1e-9
LONGEST_GIST = 200


def same_result(
    one: CallResult, other: CallResult, right: CallResult | None, nearness: float = NEARNESS
) -> bool:
    """Return whether two wrong results are the same, compared with how far they are from right.

    `nearness` says how near `one` must be to `other`, in units of the error of `other`. Where it
    is more than usual, results of fits are compared, and a tenth of it in their own units is
    allowed besides.
    """
    if isinstance(one, Raised) and isinstance(other, Raised):
        # An error that students raise themselves has words of its own.
        return (one.type, one.excess, gist(one.message)) == (
            other.type,
            other.excess,
            gist(other.message),
        )
    if not isinstance(one, Returned) or not isinstance(other, Returned):
        return False
    if isinstance(right, Raised):
        # What should be refused is accepted: with which result does not matter.
        return True
    expected = right.value if isinstance(right, Returned) else None
    return _same_value(one.value, other.value, expected, nearness)


def gist(message: str) -> str:
    """Return an error's message without the names, numbers and shapes that differ by call.

    >>> gist("could not broadcast (2,3) into shape (4,) for 'x'")
    'could not broadcast () into shape () for'
    """
    kept = re.sub(r"'[^']*'|`[^`]*`|[\d.,]+", "", message[:LONGEST_GIST])
    return " ".join(kept.split())


def _same_value(one: object, other: object, right: object, nearness: float) -> bool:
    if isinstance(one, ExpressionDescription) and isinstance(other, ExpressionDescription):
        expected = right.values if isinstance(right, ExpressionDescription) else None
        return one.symbols == other.symbols and _alike(one.values, other.values, expected, nearness)
    if isinstance(one, dict) and isinstance(other, dict):
        of_right = right.get if isinstance(right, dict) else _nothing
        return one.keys() == other.keys() and all(
            _same_value(one[key], other[key], of_right(key), nearness) for key in one
        )
    if isinstance(one, str) and isinstance(other, str) and isinstance(right, str):
        return same_text(one, other)
    if not _same_lengths(one, other):
        return False
    first, second, third = numbers(one), numbers(other), numbers(right)
    if not isinstance(first, str) and not isinstance(second, str):
        expected = None if isinstance(third, str) else third
        return _alike(first.astype(float), second.astype(float), expected, nearness)
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        parts = right[: len(one)] if isinstance(right, list | tuple) else ()
        triples = zip_longest(one, other, parts)
        return len(one) == len(other) and all(_same_value(*triple, nearness) for triple in triples)
    return isinstance(first, str) and isinstance(second, str) and first == second


def _nothing(_: object) -> None:
    return None


def _same_lengths(one: Any, other: Any) -> bool:
    """Return whether lists and arrays agree in length, level by level.

    It takes no longer than a mistake's result, `other`, is large, whatever a student's holds.
    """
    if _length(one) != _length(other):
        return False
    if isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        return bool(one.shape == other.shape)
    return _length(one) is None or all(map(_same_lengths, one, other))


def _length(value: Any) -> int | None:
    if isinstance(value, list | tuple):
        return len(value)
    return len(value) if isinstance(value, np.ndarray) and value.ndim > 0 else None


def _alike(one: Array, other: Array, expected: Array | None, nearness: float) -> bool:
    """Return whether two arrays agree but for rounding, or far better than they are right.

    All are of float64 or complex128; arrays of different shapes never agree, and an `expected`
    of another shape does not count.
    """
    if one.shape != other.shape:
        return False
    relative = ROUNDING if nearness <= NEARNESS else nearness / 10
    with np.errstate(invalid="ignore", over="ignore"):
        slack = relative * np.maximum(np.abs(one), np.abs(other))
        if expected is not None and expected.shape == other.shape:
            slack = slack + nearness * np.abs(other - expected)
        close = (np.abs(one - other) <= slack) & np.isfinite(one) & np.isfinite(other)
    return bool((close | (one == other) | (np.isnan(one) & np.isnan(other))).all())
