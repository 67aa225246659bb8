"""Results in several parts of different shapes: the step of a check, and its judging."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from course.judging.comparison import describe_got, differing, numbers, slack, tolerances
from course.judging.error_patterns import Difference, clue_to_shape, clue_to_values
from course.judging.no_numbers import clue_to_kind
from course.values.formatting import format_index, format_pair


@dataclass(frozen=True)
class Parts:
    """The result must be a tuple or list of parts that are close to `expected`, one by one.

    `names` says what the parts are; each part is a scalar or an array of any shape, compared as
    float64. `within` holds for each the largest allowed difference, a number or an array of the
    part's shape. It is the `atol` of `course.judging.comparison.slack`: where it is 0 and zero is
    expected, roundings are allowed.
    """

    args: tuple[Any, ...]
    names: tuple[str, ...]
    expected: tuple[Any, ...]
    within: tuple[Any, ...]


def unlike_parts(call: str, step: Parts, value: Any) -> Difference | None:
    """Return why `value` is not what the step asks for, None if it is.

    The parts come as a tuple or list, or as the rows of an array, each of the shape expected and
    of real numbers.
    """
    count = _count(value)
    if count != len(step.names):
        got = describe_got(value) if count is None else f"{count} parts"
        wanted = f"{len(step.names)} parts ({', '.join(step.names)})"
        return Difference(
            f"`{call}` returned {got}, expected {wanted}.",
            f"The function did not return {len(step.names)} parts.",
        )
    # Parts of one shape may come as the rows of an array; NumPy's numbers are no Python numbers.
    items = [np.asarray(row) for row in value] if isinstance(value, np.ndarray) else value
    for number, name in enumerate(step.names):
        place = f"`{call}[{number}]`, the {name},"
        part = numbers(items[number])
        expected = np.asarray(step.expected[number], dtype=float)
        if isinstance(part, str):
            return Difference(
                f"{place} is {part}, expected numbers.",
                f"The {name} is not made of numbers.",
                clue_to_kind(items[number]),
            )
        if part.shape != expected.shape:
            return Difference(
                f"{place} has shape {part.shape}, expected {expected.shape}.",
                f"The shape of the {name} is wrong.",
                clue_to_shape(part, expected),
            )
        within = np.broadcast_to(np.asarray(step.within[number], dtype=float), expected.shape)
        wrong = differing(part, expected, 0.0, within)
        if wrong.any():
            index = np.unravel_index(int(np.argmax(wrong)), expected.shape)
            shown, wanted = format_pair(float(part[index]), float(expected[index]))
            allowed = (within if expected[index] else slack(part, expected, 0.0, within))[index]
            return Difference(
                f"`{call}[{number}]{format_index(index)}`, in the {name}, is {shown}, expected "
                f"{wanted} (± {allowed:.2g}).",
                f"The {name} differs from the reference.",
                clue_to_values(part, expected, tolerances(part, 0.0)[0]),
            )
    return None


def _count(value: object) -> int | None:
    if isinstance(value, list | tuple):
        return len(value)
    return len(value) if isinstance(value, np.ndarray) and value.ndim > 0 else None
