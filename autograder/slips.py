"""Answers that are right but for one slip earn part of the points, whatever the slip is.

A slip is what all results share that are wrong: they are the right ones times one factor,
transposed or reversed, or some of their parts are right throughout. It is found from numbers
alone, and each part that counts as right must vary: a constant shows no work.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from course.comparison import Array, near, numbers
from course.diagnosis import Trace
from course.expressions import ExpressionDescription
from course.outcomes import Outcome, Returned

PRECISION = 1e-6
MOST_PARTS = 12


@dataclass(frozen=True)
class Slip:
    """The failing checks that it explains, and what is said of it in the first of them."""

    checks: tuple[str, ...]
    sentence: str


def find_slip(own: Mapping[str, Trace], right: Mapping[str, Trace]) -> Slip | None:
    """Return the one slip in all wrong results; None if there is none, or more than one.

    `own` holds the student's traces by the checks' names, `right` those of a right answer.
    """
    pairs: list[tuple[Any, Any]] = []
    checks = []
    for name, trace in own.items():
        if trace.verdict.outcome is not Outcome.FAILED:
            continue
        values = [
            (one.value, other.value)
            for one, other in zip(trace.results, right[name].results, strict=False)
            if isinstance(one, Returned) and isinstance(other, Returned)
        ]
        if not values or len(values) < len(trace.results):
            # What should be refused was accepted: another fault, which costs its own check.
            continue
        checks.append(name)
        pairs += values
    sentence = _slip_in(pairs)
    return Slip(tuple(checks), sentence) if sentence else None


def _slip_in(pairs: Sequence[tuple[Any, Any]]) -> str:
    arrays = [(_array(got), _array(expected)) for got, expected in pairs]
    complete = [(a, b) for a, b in arrays if a is not None and b is not None]
    if len(complete) == len(pairs) > 0 and _varies([expected for _, expected in complete]):
        if _has_one_factor(complete):
            return "Apart from one constant factor all is right"
        for turned, what in ((np.transpose, "transposed"), (np.flip, "in reverse order")):
            if all(_is_near(turned(a), b) for a, b in complete):
                return f"The result is right, but {what}"
    return "Part of the result is right throughout" if _has_right_parts(pairs) else ""


def _has_one_factor(pairs: Sequence[tuple[Array, Array]]) -> bool:
    if any(a.shape != b.shape for a, b in pairs):
        return False
    got = np.concatenate([a.ravel() for a, _ in pairs])
    expected = np.concatenate([b.ravel() for _, b in pairs])
    largest = int(np.abs(expected).argmax())
    factor = got[largest] / expected[largest]
    return bool(factor != 0 and all(_is_near(a, factor * b) for a, b in pairs))


def _has_right_parts(pairs: Sequence[tuple[Any, Any]]) -> bool:
    """Return whether the same parts, at least half of them, are right in all results."""
    split = [(_parts(got), _parts(expected)) for got, expected in pairs]
    keys = [list(expected) for _, expected in split]
    if not keys or not 1 < len(keys[0]) <= MOST_PARTS or any(own != keys[0] for own in keys):
        return False
    right = [
        key
        for key in keys[0]
        if all(key in got and _is_near(got[key], expected[key]) for got, expected in split)
        and _varies([expected[key] for _, expected in split])
    ]
    return 2 * len(right) >= len(keys[0])


def _parts(value: Any) -> dict[Any, Array]:
    """Return the arrays in a dict, a tuple of parts, or the rows of an array, by their places."""
    if isinstance(value, dict):
        items = value.items()
    elif isinstance(value, list | tuple) or (isinstance(value, np.ndarray) and value.ndim > 0):
        if len(value) > MOST_PARTS:
            return {}
        items = dict(enumerate(value)).items()
    else:
        return {}
    return {key: array for key, item in items if (array := _array(item)) is not None}


def _array(value: Any) -> Array | None:
    found = value.values.real if isinstance(value, ExpressionDescription) else numbers(value)
    if isinstance(found, str):
        return None
    array = np.asarray(found, dtype=float)
    return array if array.size and bool(np.isfinite(array).all()) else None


def _is_near(got: Array, expected: Array) -> bool:
    return got.shape == expected.shape and near(got, expected, PRECISION)


def _varies(values: Sequence[Array]) -> bool:
    """Return whether there are two different numbers, zeros left out."""
    flat = np.concatenate([value.ravel() for value in values])
    flat = flat[flat != 0]
    return flat.size > 1 and not near(flat, np.full_like(flat, flat[0]), PRECISION)
