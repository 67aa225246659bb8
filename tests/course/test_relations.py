"""What wrong numbers have to do with the right ones, and what they do not."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from course.judging.error_patterns import clue_to_values
from course.judging.relations import (
    common_factor,
    common_shift,
    is_moved,
    is_reversed,
    is_shuffled,
    is_transposed,
    order_of_parts,
    right_parts,
)

RTOL = 1e-9
# A size that SI units have: an energy in joules.
JOULES = 1e-23
MATRIX = [[1.0, 2.0], [3.0, 5.0]]


@pytest.mark.parametrize(
    ("got", "expected", "factor"),
    [
        pytest.param([2.0, 6.0], [1.0, 3.0], 2.0, id="two"),
        pytest.param([-1.0, 0.0], [1.0, 0.0], -1.0, id="a sign beside a zero"),
        pytest.param([2.0, 1e-16], [1.0, 0.0], 2.0, id="a rounding beside it"),
        pytest.param([2.0, 1e-16], [0.0, 0.0], None, id="nothing but zeros"),
        pytest.param([0.0, 0.0], [1.0, 3.0], None, id="zeros obtained"),
        pytest.param([2.0, 9.0], [1.0, 3.0], None, id="two factors"),
        pytest.param(3.0, 2.0, 1.5, id="a number"),
    ],
)
def test_common_factor(got: Any, expected: Any, factor: float | None) -> None:
    assert common_factor(np.array(got), np.array(expected), RTOL) == factor


@pytest.mark.parametrize(
    ("got", "expected", "shift"),
    [
        pytest.param([3.0, 5.0], [1.0, 3.0], 2.0, id="two"),
        pytest.param([1.0, 3.0], [1.0, 3.0], None, id="none"),
        pytest.param([1.0, 3.0 + 1e-13], [1.0, 3.0], None, id="a rounding"),
        pytest.param([0.0, 2e-13], [1e-13, 1e-13], None, id="small numbers"),
        pytest.param([3.0, 9.0], [1.0, 3.0], None, id="two shifts"),
        pytest.param([1e12, 1e12], [1.0, 3.0], None, id="a huge constant"),
    ],
)
def test_common_shift(got: Any, expected: Any, shift: float | None) -> None:
    assert common_shift(np.array(got), np.array(expected), RTOL) == shift


@pytest.mark.parametrize(
    ("relation", "got", "expected", "holds"),
    [
        pytest.param(is_transposed, np.transpose(MATRIX), MATRIX, True, id="transposed"),
        pytest.param(is_transposed, [[1, 2], [2, 1]], [[1, 2], [2, 1]], False, id="symmetric"),
        pytest.param(is_transposed, MATRIX, MATRIX, False, id="not transposed"),
        pytest.param(is_reversed, [3, 2, 1], [1, 2, 3], True, id="reversed"),
        pytest.param(is_reversed, MATRIX[::-1], MATRIX, False, id="rows reversed"),
        pytest.param(is_shuffled, [2, 3, 1], [1, 2, 3], True, id="shuffled"),
        pytest.param(is_shuffled, 2, 2, False, id="one number in its order"),
        pytest.param(is_moved, [9, 1, 2], [1, 2, 3], True, id="moved behind"),
        pytest.param(is_moved, [2, 3, 9], [1, 2, 3], True, id="moved ahead"),
        pytest.param(is_moved, [9, 1, 1], [1, 1, 1], False, id="a constant moved"),
        pytest.param(is_moved, [1, 2, 7], [5, 0, 0], False, id="zeros that are not met"),
    ],
)
@pytest.mark.parametrize("unit", [1.0, JOULES])
def test_places(relation: Any, got: Any, expected: Any, holds: bool, unit: float) -> None:
    assert relation(unit * np.array(got), unit * np.array(expected), RTOL) is holds


def parts(*values: Any) -> dict[int, Any]:
    return {place: np.array(value, dtype=float) for place, value in enumerate(values)}


MANY = [float(n) for n in range(1, 201)]
UNLIKE = [np.full(n % 50 + 1, float(n)) for n in range(1, 201)]


@pytest.mark.parametrize(
    ("got", "expected", "order"),
    [
        pytest.param(parts(2, 1), parts(1, 2), (1, 0), id="two"),
        pytest.param(parts(1, 2), parts(1, 2), (), id="in their places"),
        pytest.param(parts(2, 2), parts(1, 2), (), id="one is missing"),
        pytest.param(parts([3, 4], 1), parts(1, [3, 4]), (1, 0), id="of two shapes"),
        pytest.param(parts(*MANY[::-1]), parts(*MANY), tuple(range(199, -1, -1)), id="200"),
        pytest.param(
            parts(*UNLIKE[::-1]), parts(*UNLIKE), tuple(range(199, -1, -1)), id="200 of 50 shapes"
        ),
        pytest.param(
            parts(2 * JOULES, JOULES, 0),
            parts(0, JOULES, 2 * JOULES),
            (2, 1, 0),
            id="zero among small numbers",
        ),
    ],
)
def test_order_of_parts(got: Any, expected: Any, order: tuple[Any, ...]) -> None:
    assert order_of_parts([(got, expected)], RTOL) == order


@pytest.mark.parametrize(
    ("got", "expected", "right"),
    [
        pytest.param(parts(1, 7), parts(1, 2), (0,), id="one of two"),
        pytest.param(parts(1, 2), parts(1, 2), (), id="all"),
        pytest.param(parts(1, 7, 7), parts(1, 2, 3), (), id="one of three"),
        pytest.param(parts([1, 2], 7), parts([1, 2], 3), (0,), id="of two shapes"),
        pytest.param(parts([1, 2], [3, 4]), parts([1, 2], 3), (0,), id="one of another shape"),
        pytest.param({0: np.array(1.0)}, parts(1, 2), (0,), id="one is missing"),
        pytest.param(parts(1e-16, 1, 7), parts(0, 1, 2), (0, 1), id="a rounding of zero"),
        pytest.param(
            parts(5 * JOULES, 7 * JOULES, 3 * JOULES, JOULES),
            parts(0, 0, 2 * JOULES, JOULES),
            (),
            id="zeros among small numbers that are not met",
        ),
        pytest.param(
            parts(5 * JOULES, JOULES, 2 * JOULES),
            parts(0, JOULES, 2 * JOULES),
            (1, 2),
            id="small numbers that are met",
        ),
    ],
)
def test_right_parts(got: Any, expected: Any, right: tuple[Any, ...]) -> None:
    assert right_parts([(got, expected)], RTOL) == right


@pytest.mark.parametrize(
    ("got", "expected", "said"),
    [
        pytest.param([8e-17, 2e-15], [4e-200, 5e-190], "", id="squares that vanish"),
        pytest.param([9.0, 16.0], [3.0, 4.0], "Each value is the square", id="squares"),
        pytest.param(
            [0.5, 1e-17 * (1 + 1e-7), 3.0],
            [0.5, 1e-17, 3.0],
            "All are right to 6 digits",
            id="digits of a small number",
        ),
        pytest.param([2.0, 0.0, 5.0], [2.0, 1e-14, 5.0], "All other values", id="zero for small"),
        pytest.param([1e-17, 1 + 1e-7], [0.0, 1.0], "All are right to 6 digits", id="near zero"),
        pytest.param(
            [[1, 2], [JOULES, JOULES]], [[1, 2], [0, 0]], "", id="what is right within roundings"
        ),
        pytest.param(
            np.array([[1, 2], [3, 4], [5, 6]]) * JOULES,
            np.array([[1, 2], [0, 0], [5, 6]]) * JOULES,
            "Only row 1 is wrong.",
            id="a row of zeros has no sign",
        ),
        pytest.param(1e-9, 0.0, "", id="zero has no sign"),
        pytest.param(math.pi, 1.0, "It is π times what is expected.", id="a known factor"),
    ],
)
def test_what_is_said(got: Any, expected: Any, said: str) -> None:
    text = clue_to_values(np.asarray(got, float), np.asarray(expected, float), RTOL).text
    assert text.startswith(said)
    assert bool(text) is bool(said)


def test_only_a_row_of_zeros_is_not_said_to_have_another_sign() -> None:
    expected = np.array([[1.0, 2.0], [0.0, 0.0], [5.0, 6.0]]) * JOULES
    got = expected + np.array([[0.0], [JOULES], [0.0]])
    assert clue_to_values(got, expected, RTOL).text == "Only row 1 is wrong."
