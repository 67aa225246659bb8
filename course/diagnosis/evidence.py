"""What the results of a student's calls prove: how many numbers they hold, and which are wrong."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from course.judging.comparison import Array, numbers
from course.results.outcomes import CallResult, Returned
from course.values.expressions import ExpressionDescription

# Significant digits of a number that two mistakes seldom share; of shorter ones they often do.
SHORT = 4
SAME = 1e-9


def is_made_of_numbers(value: object) -> bool:
    """Return whether the value is a number or an expression, or holds nothing else.

    >>> is_made_of_numbers([1.0, (2, 3)]), is_made_of_numbers(["text"]), is_made_of_numbers([])
    (True, False, False)
    """
    if isinstance(value, dict):
        return bool(value) and all(map(is_made_of_numbers, value.values()))
    if isinstance(value, list | tuple):
        return bool(value) and all(map(is_made_of_numbers, value))
    return isinstance(value, ExpressionDescription) or not isinstance(numbers(value), str)


def can_be_told(value: object, right: object) -> bool:
    """Return whether the value holds numbers, or text where text is right, and nothing else.

    >>> can_be_told({"slope": 2.0}, None), can_be_told("up", "down"), can_be_told("up", 1.0)
    (True, True, False)
    """
    if isinstance(value, dict):
        of_right = right if isinstance(right, dict) else {}
        return bool(value) and all(can_be_told(value[key], of_right.get(key)) for key in value)
    if isinstance(value, list | tuple):
        parts = right if isinstance(right, list | tuple) else ()
        return bool(value) and all(map(can_be_told, value, (*parts, *[None] * len(value))))
    if isinstance(value, str):
        return isinstance(right, str) and bool(value.strip())
    return is_made_of_numbers(value)


def holds_a_number(value: object) -> bool:
    """Return whether the value is or holds a finite number, a truth value or words."""
    if isinstance(value, dict | list | tuple):
        return any(map(holds_a_number, value.values() if isinstance(value, dict) else value))
    if isinstance(value, str | bool):
        return value != ""
    return any(bool(np.isfinite(one).any()) for one in _arrays(value))


def holds_only_numbers(value: object) -> bool:
    """Return whether the value is made of numbers, all of them finite.

    >>> holds_only_numbers([1.0, 2.0]), holds_only_numbers([1.0, float("nan")])
    (True, False)
    """
    return is_made_of_numbers(value) and all(bool(np.isfinite(one).all()) for one in _arrays(value))


def is_chance(pairs: Sequence[tuple[CallResult, CallResult | None]]) -> bool:
    """Return whether the wrong numbers in the results prove little: one, and it is short.

    Each pair is a result and the right one, None if that is not known.

    >>> is_chance([(Returned(2.0), Returned(1.0))])
    True
    >>> is_chance([(Returned(1.234567), Returned(1.0))])
    False
    >>> is_chance([(Returned([2.0, 3.0]), Returned([1.0, 1.0]))])
    False
    """
    wrong = np.concatenate([np.empty(0), *(_wrong(one, right) for one, right in pairs)])
    if not wrong.size:
        return True
    is_long = np.array([abs(x - float(f"{x:.{SHORT}g}")) > SAME * abs(x) for x in wrong[:100]])
    spread = float(np.ptp(wrong)) > SAME * float(np.abs(wrong).max())
    return not (is_long.any() or spread)


def _wrong(result: CallResult, right: CallResult | None) -> Array:
    """Return the finite numbers that are not the right ones, of shape (n,) and float64."""
    if not isinstance(result, Returned) or (right is not None and not isinstance(right, Returned)):
        return np.empty(0)
    own = _flat(result.value)
    expected = np.empty(0) if right is None else _flat(right.value)
    kept = np.isfinite(own)
    if expected.shape == own.shape:
        kept &= ~np.isclose(own, expected, rtol=SAME, atol=0.0)
    return own[kept]


def _flat(value: object) -> Array:
    return np.concatenate([np.empty(0), *(one.real.ravel() for one in _arrays(value))])


def _arrays(value: Any) -> Iterable[Array]:
    """Return the numbers of the value as arrays of any shape, float64 or complex128."""
    array = value.values if isinstance(value, ExpressionDescription) else numbers(value)
    if not isinstance(array, str):
        return [array if array.dtype.kind == "c" else array.astype(float)]
    if isinstance(value, dict | list | tuple):
        items = value.values() if isinstance(value, dict) else value
        return [one for item in items for one in _arrays(item)]
    return []
