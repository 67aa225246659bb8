"""What wrong numbers have to do with the right ones: a factor, a shift, an order, some parts.

Each function looks for one relation and returns it, or nothing. They are used to say what is
wrong, and to give credit for what is right. All arrays hold finite real numbers (float64).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from course.judging.comparison import Array, differing, near

# Numbers that are compared to find an order, which grows with the square of the parts.
MOST_COMPARED = 10_000_000

# Parts by their keys or places: those obtained, and those expected.
Parts = Mapping[Any, Array]
Split = Sequence[tuple[Parts, Parts]]
# The places of all parts of one shape, and the parts as one array, its first axis the places.
Stack = tuple[list[Any], Array]


def common_factor(got: Array, expected: Array, rtol: float) -> float | None:
    """Return the factor by which all numbers of `got` differ from `expected`, of the same shape.

    It may be one. None where nothing but zeros is expected, or there is no one factor.

    >>> common_factor(np.array([2.0, 6.0]), np.array([1.0, 3.0]), 1e-9)
    2.0
    """
    largest = np.unravel_index(np.abs(expected).argmax(), expected.shape)
    if expected[largest] == 0 or got[largest] == 0:
        return None
    factor = float(got[largest] / expected[largest])
    return factor if near(got, factor * expected, rtol) else None


def common_shift(got: Array, expected: Array, rtol: float) -> float | None:
    """Return by how much all numbers of `got` exceed `expected`, of the same shape.

    None where one of them does not, or there is no one shift.

    >>> common_shift(np.array([2.0, 4.0]), np.array([1.0, 3.0]), 1e-9)
    1.0
    """
    gap = got - expected
    shift = float(gap.flat[0])
    if not shift:
        # Around zero all that is small would be near.
        return None
    # A huge constant is nearly as far from everything; what is left without it must be right.
    is_one = near(gap, np.full_like(gap, shift), rtol) and near(got - shift, expected, rtol)
    return shift if is_one else None


def is_transposed(got: Array, expected: Array, rtol: float) -> bool:
    """Return whether the numbers of `got` are the transpose of `expected`, and not themselves.

    Both have a shape of two axes or more.
    """
    if got.ndim < 2 or got.T.shape != expected.shape:
        return False
    return near(got.T, expected, rtol) and not near(got, expected, rtol)


def is_reversed(got: Array, expected: Array, rtol: float) -> bool:
    """Return whether `got`, of shape (n,), holds the numbers of `expected` from last to first."""
    return got.ndim == 1 and near(got[::-1], expected, rtol)


def is_shuffled(got: Array, expected: Array, rtol: float) -> bool:
    """Return whether `got` holds the numbers of `expected`, of any shape, in any order."""
    return got.size > 1 and near(np.sort(got, axis=None), np.sort(expected, axis=None), rtol)


def is_moved(got: Array, expected: Array, rtol: float) -> bool:
    """Return whether the numbers, of shape (n,), stand one place before or behind their own."""
    if got.ndim != 1 or got.size < 3 or near(expected[1:], expected[:-1], rtol):
        return False
    behind = near(got[1:], expected[:-1], rtol, among=expected)
    return behind or near(got[:-1], expected[1:], rtol, among=expected)


def order_of_parts(split: Split, rtol: float) -> tuple[Any, ...]:
    """Return where each expected part is found in all results, if each is somewhere else.

    `split` holds for each result its parts and those expected: float64 of any shape. Empty where
    a part is missing, is found twice, or all stand where they should.
    """
    keys = list(split[0][1])
    if len(keys) < 2 or any(
        list(expected) != keys or len(got) != len(keys) for got, expected in split
    ):
        return ()
    stacks = [(_stacked(got), _stacked(expected)) for got, expected in split]
    if len(keys) * sum(part.size for got, _ in split for part in got.values()) > MOST_COMPARED:
        return ()
    places: list[Any] = []
    for key in keys:
        found = set(split[0][0])
        for (_, expected), (among_got, among_expected) in zip(split, stacks, strict=True):
            found &= _places_of(expected[key], among_got, among_expected, rtol)
        if len(found) != 1:
            return ()
        places += found
    return tuple(places) if len(set(places)) == len(keys) and places != keys else ()


def right_parts(split: Split, rtol: float) -> tuple[Any, ...]:
    """Return the parts that are right in all results, if they are at least half, and not all.

    `split` holds for each result its parts and those expected: float64 of any shape. What is
    zero is told by the other parts of its shape.
    """
    keys = list(split[0][1])
    if len(keys) < 2 or any(list(expected) != keys for _, expected in split):
        return ()
    met = set(keys).intersection(*(_met(got, expected, rtol) for got, expected in split))
    right = tuple(key for key in keys if key in met)
    return right if len(keys) <= 2 * len(right) < 2 * len(keys) else ()


def _stacked(parts: Parts) -> dict[tuple[int, ...], Stack]:
    """Return the parts, float64 of any shape, by their shapes."""
    by_shape: dict[tuple[int, ...], list[Any]] = {}
    for place, part in parts.items():
        by_shape.setdefault(part.shape, []).append(place)
    return {
        shape: (places, np.array([parts[place] for place in places]))
        for shape, places in by_shape.items()
    }


def _met(got: Parts, expected: Parts, rtol: float) -> set[Any]:
    """Return where a part, float64 of any shape, is what is expected there."""
    found: set[Any] = set()
    for shape, (places, wanted) in _stacked(expected).items():
        chosen = [key in got and got[key].shape == shape for key in places]
        own = [place for place, is_there in zip(places, chosen, strict=True) if is_there]
        if own:
            stack = np.array([got[place] for place in own])
            wrong = differing(stack, wanted[chosen], rtol, among=wanted)
            found |= _right_places(own, wrong)
    return found


def _places_of(
    part: Array,
    among_got: Mapping[tuple[int, ...], Stack],
    among_expected: Mapping[tuple[int, ...], Stack],
    rtol: float,
) -> set[Any]:
    """Return where the part that is expected, float64 of any shape, stands in what was got."""
    if part.shape not in among_got:
        return set()
    places, stack = among_got[part.shape]
    among = among_expected[part.shape][1]
    return _right_places(
        places, differing(stack, np.broadcast_to(part, stack.shape), rtol, among=among)
    )


def _right_places(places: Sequence[Any], wrong: Array) -> set[Any]:
    """Return the places, n of them, where nothing is wrong.

    `wrong` holds truth values and has a shape (n, ...).
    """
    is_right = np.logical_not(wrong.reshape(len(places), -1).any(axis=1)).tolist()
    return {place for place, found in zip(places, is_right, strict=True) if found}
