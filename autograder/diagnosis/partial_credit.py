"""Answers that are right but for one slip earn part of the points, whatever the slip is.

A slip is what wrong results share, in at least half of the checks that fail by a value: they are
the right ones times one factor, or plus one number, or transposed, or their parts are in another
order, or some of the parts are right. It is found from numbers alone, and what counts as right
must vary: a constant shows no work.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np

from course.diagnosis.mistakes import Trace
from course.judging.comparison import Array, near, numbers
from course.judging.relations import (
    common_factor,
    common_shift,
    is_transposed,
    order_of_parts,
    right_parts,
)
from course.results.outcomes import Outcome, Returned
from course.values.expressions import ExpressionDescription

PRECISION = 1e-6
# A factor so near to one, or a shift so small, is a matter of digits, not of a slip.
LEAST = 1e-3
# Parts of a result that are looked at.
MOST_NUMBERS = 20_000

Pair = tuple[Any, Any]


class Kind(StrEnum):
    """What the results have to do with the right ones; what says most comes first."""

    FACTOR = "Apart from one constant factor all is right"
    SHIFT = "Apart from a constant that is added all is right"
    TRANSPOSED = "The result is right, but transposed"
    ROWS = "The parts are right, but in another order"
    COLUMNS = "The columns are right, but in another order"
    PARTS = "Part of the result is right"


# With the number, the order or the parts that tell it from others of its kind.
Found = tuple[Kind, Hashable]


@dataclass(frozen=True)
class Slip:
    """The failing checks that it explains, and what is said of it."""

    checks: tuple[str, ...]
    sentence: str


# Students' numbers may be of any size.
@np.errstate(all="ignore")
def find_slip(own: Mapping[str, Trace], right: Mapping[str, Trace]) -> Slip | None:
    """Return the slip that explains the most of the wrong results; None if none is found.

    `own` holds the student's traces by the checks' names, `right` those of a right answer.
    """
    pairs = {
        name: found
        for name, trace in own.items()
        if trace.verdict.outcome is Outcome.FAILED
        and (found := _pairs(trace, right[name])) is not None
    }
    sharing: dict[Found, list[str]] = {}
    for name, calls in pairs.items():
        for found_here in _found_in(calls):
            sharing.setdefault(found_here, []).append(name)
    slips: list[Slip] = []
    for shared, names in sharing.items():
        together = [pair for name in names for pair in pairs[name]]
        if 2 * len(names) < len(pairs):
            # Chance makes one check look like a slip.
            continue
        # What looks the same in each check need not be one slip in all of them.
        if shared in _found_in(together) and _varies(together, shared):
            slips.append(Slip(tuple(names), str(shared[0])))
    order = list(map(str, Kind))
    return max(slips, key=lambda one: (len(one.checks), -order.index(one.sentence)), default=None)


def _pairs(trace: Trace, right: Trace) -> list[Pair] | None:
    """Return what the check's calls gave, with what is right; None if one gave no result."""
    values = [
        (one.value, other.value)
        for one, other in zip(trace.results, right.results, strict=False)
        if isinstance(one, Returned) and isinstance(other, Returned)
    ]
    return values if values and len(values) == len(trace.results) else None


def _found_in(pairs: Sequence[Pair]) -> list[Found]:
    """Return the slips that all results of one check share."""
    kinds: list[Found] = []
    flat = [(_flat(got), _flat(expected)) for got, expected in pairs if _same_keys(got, expected)]
    whole = [(a, b) for a, b in flat if a is not None and b is not None and a.shape == b.shape]
    if len(whole) == len(pairs):
        got, expected = (np.concatenate(side) for side in zip(*whole, strict=True))
        factor, shift = _factor(got, expected), _shift(got, expected)
        if factor is not None:
            kinds.append((Kind.FACTOR, factor))
        if shift is not None:
            kinds.append((Kind.SHIFT, shift))
    if all(map(_is_transposed, pairs)):
        kinds.append((Kind.TRANSPOSED, ""))
    for axis, kind in ((0, Kind.ROWS), (1, Kind.COLUMNS)):
        order = order_of_parts([(_parts(a, axis), _parts(b, axis)) for a, b in pairs], PRECISION)
        if order:
            kinds.append((kind, order))
    parts = right_parts([(_parts(a), _parts(b)) for a, b in pairs], PRECISION)
    if parts:
        kinds.append((Kind.PARTS, parts))
    return kinds


def _factor(got: Array, expected: Array) -> float | None:
    """Return the factor to five digits that all numbers, of shape (n,), share and is not one."""
    factor = common_factor(got, expected, PRECISION)
    return None if factor is None or abs(factor - 1) <= LEAST else float(f"{factor:.5g}")


def _shift(got: Array, expected: Array) -> float | None:
    """Return to five digits what is added to all numbers, of shape (n,)."""
    shift = common_shift(got, expected, PRECISION)
    is_one = shift is not None and abs(shift) > LEAST * np.abs(expected).max()
    return float(f"{shift:.5g}") if is_one else None


def _is_transposed(pair: Pair) -> bool:
    got, expected = map(_array, pair)
    return got is not None and expected is not None and is_transposed(got, expected, PRECISION)


def _parts(value: Any, axis: int = 0) -> dict[Any, Array]:
    """Return the parts of a dict or a tuple, or the rows of an array, by their places.

    They are float64 of any shape.
    """
    if axis:
        array = _array(value)
        return {} if array is None or array.ndim != 2 else _parts(array.T)
    if isinstance(value, dict):
        items = dict(value)
    elif isinstance(value, np.ndarray) and value.ndim > 0 and value.dtype.kind == "f":
        if len(value) > MOST_NUMBERS or not value.size:
            return {}
        # Only numbers: what they hold need not be looked at one by one.
        is_finite: list[bool] = np.isfinite(value).reshape(len(value), -1).min(axis=1).tolist()
        rows = enumerate(np.asarray(value, dtype=float))
        return {place: np.asarray(row) for place, row in rows if is_finite[place]}
    elif isinstance(value, list | tuple) or (isinstance(value, np.ndarray) and value.ndim > 0):
        items = dict(enumerate(value)) if len(value) <= MOST_NUMBERS else {}
    else:
        items = {}
    return {key: array for key, item in items.items() if (array := _array(item)) is not None}


def _flat(value: Any) -> Array | None:
    """Return all numbers in the value, of shape (n,), those of a dict in the order of its keys."""
    array = _array(value)
    if array is not None:
        return array.ravel()
    if not isinstance(value, dict | list | tuple) or not 0 < len(value) <= MOST_NUMBERS:
        return None
    items = [value[key] for key in sorted(value, key=str)] if isinstance(value, dict) else value
    parts = [_array(item) for item in items]
    if any(part is None for part in parts):
        return None
    return np.concatenate([part.ravel() for part in parts if part is not None])


def _array(value: Any) -> Array | None:
    found = value.values.real if isinstance(value, ExpressionDescription) else numbers(value)
    if isinstance(found, str):
        return None
    array = np.asarray(found, dtype=float)
    return array if array.size and bool(np.isfinite(array).all()) else None


def _is_near(got: Array, expected: Array) -> bool:
    return got.shape == expected.shape and near(got, expected, PRECISION)


def _same_keys(got: Any, expected: Any) -> bool:
    if isinstance(got, dict) and isinstance(expected, dict):
        return got.keys() == expected.keys()
    return not (isinstance(got, dict) or isinstance(expected, dict))


def _varies(pairs: Sequence[Pair], found: Found) -> bool:
    """Return whether what counts as right has two different numbers, zeros left out."""
    kind, parts = found
    kept: list[Array] = []
    for _, expected in pairs:
        if kind is Kind.PARTS and isinstance(parts, tuple):
            kept += [_parts(expected)[key].ravel() for key in parts]
        elif (flat := _flat(expected)) is not None:
            kept.append(flat)
    values = np.concatenate(kept)
    values = values[values != 0]
    return values.size > 1 and not _is_near(values, np.full_like(values, values[0]))
