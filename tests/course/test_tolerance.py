"""How near a number must be: relative to what is expected, and where zero is, to what is around."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from course.judging.judge import Agrees, Step, judge
from course.judging.parts import Parts
from course.judging.symbolic import Represents
from course.lessons.catalogue import _step_from_data, _step_to_data
from course.results.outcomes import Returned
from course.values.expressions import ExpressionDescription

FLOAT32 = np.float32


@pytest.mark.parametrize(
    ("expected", "got", "passes"),
    [
        pytest.param(0.0, 1e-17, True, id="zero and a rounding"),
        pytest.param(0.0, -2e-13, True, id="zero and many roundings"),
        pytest.param(0.0, 1e-9, False, id="zero and a small number"),
        pytest.param(0.0, float("nan"), False, id="zero and nan"),
        pytest.param([0.0, 1.0], [1e-17, 1.0], True, id="a rounding beside one"),
        pytest.param([0.0, 1e6], [1e-9, 1e6], True, id="a rounding of a million"),
        pytest.param([0.0, 1e-6], [1e-15, 1e-6], False, id="a billionth of what is beside it"),
        pytest.param([0.0, 1e-6], [1e-19, 1e-6], True, id="a rounding of a millionth"),
        pytest.param([[1.0, 0.0], [0.0, 1.0]], [[1, 3e-16], [-3e-16, 1]], True, id="a rotation"),
        pytest.param([0.0, float("inf")], [1e-17, float("inf")], True, id="beside infinity"),
        pytest.param(4.7e-198, 0.0, False, id="tiny is not zero"),
        pytest.param([0.4, 4.7e-198], [0.4, 0.0], False, id="tiny beside large is not zero"),
        pytest.param(1e-17, 0.0, False, id="what a rounding is by itself"),
        pytest.param(1.0, 1.0 + 1e-12, True, id="a relative rounding"),
        pytest.param(1.0, 1.0 + 1e-8, False, id="a relative difference"),
        pytest.param([0.0, 1.0], np.array([1e-8, 1.0], FLOAT32), True, id="single precision"),
        pytest.param([0.0, 1.0], np.array([1e-4, 1.0], FLOAT32), False, id="single, and wrong"),
    ],
)
def test_zero_is_met_within_roundings(expected: Any, got: Any, passes: bool) -> None:
    step = Agrees((), np.array(expected) if isinstance(expected, list) else expected, 1e-9)
    result = np.array(got) if isinstance(got, list) else got
    assert judge("f", step, Returned(result)).passed is passes


def test_an_author_may_allow_more() -> None:
    step = Agrees((), np.array([1.0, 1e-8]), 1e-9, atol=1e-6)
    assert judge("f", step, Returned(np.array([1.0, 5e-7]))).passed
    verdict = judge("f", step, Returned(np.array([1.0, 5e-6])))
    assert "expected 1e-08 (± 1e-06 absolute)" in verdict.message


@pytest.mark.parametrize(
    ("expected", "got", "atol", "passes"),
    [
        pytest.param(0.0, 1e-20, 1e-30, False, id="a zero in joules"),
        pytest.param(0.0, 1e-31, 1e-30, True, id="a rounding in joules"),
        pytest.param([0.0, 1e6], [1e-8, 1e6], 1e-9, False, id="less than the roundings of others"),
        pytest.param([0.0, 1e6], [1e-3, 1e6], 1e-2, True, id="more than the roundings of others"),
        pytest.param(
            [0.0, 1.0], np.array([1e-8, 1.0], FLOAT32), 1e-12, True, id="digits of float32"
        ),
    ],
)
def test_what_an_author_allows_takes_the_place_of_roundings(
    expected: Any, got: Any, atol: float, passes: bool
) -> None:
    step = Agrees((), np.array(expected), 1e-9, atol)
    assert judge("f", step, Returned(np.asarray(got))).passed is passes


@pytest.mark.parametrize(
    ("expected", "got", "within", "passes"),
    [
        pytest.param(0.0, 1e-17, 0.0, True, id="zero and a rounding"),
        pytest.param(0.0, 1e-9, 0.0, False, id="zero and a small number"),
        pytest.param([0.0, 1e6], [1e-9, 1e6], 0.0, True, id="a rounding of a million"),
        pytest.param([0.0, 1e6], [1e-7, 1e6], 1e-9, False, id="more than is allowed"),
        pytest.param([0.0, 2.0], [1e-17, 2.5], [0.0, 1.0], True, id="a difference for each"),
        pytest.param([0.0, 2.0], [1e-9, 2.5], [0.0, 1.0], False, id="none for zero"),
        pytest.param(4.7e-198, 0.0, 0.0, False, id="tiny is not zero"),
        pytest.param(1.0, 1.0 + 1e-12, 0.0, False, id="nothing is allowed"),
        pytest.param(0.0, float("nan"), 1.0, False, id="nan"),
        pytest.param(float("inf"), float("inf"), 0.0, True, id="infinity"),
    ],
)
def test_a_part_meets_zero_within_roundings(
    expected: Any, got: Any, within: Any, passes: bool
) -> None:
    step = Parts((), ("value", "slope"), (2.0, np.array(expected)), (1e-9, np.array(within)))
    assert judge("f", step, Returned((2.0, np.array(got)))).passed is passes


POINTS = ({"x": 1.0}, {"x": 2.0})


def described(*values: complex) -> ExpressionDescription:
    return ExpressionDescription(("x",), 3, np.array(values, dtype=complex))


@pytest.mark.parametrize(
    ("got", "atol", "passes"),
    [
        pytest.param((1e-17, 1e3), 0.0, True, id="a rounding"),
        pytest.param((1e-7, 1e3), 0.0, False, id="a small number"),
        pytest.param((1e-7, 1e3 + 1e-7), 1e-6, True, id="as much as an author allows"),
        pytest.param((1e-17, 1e3), 1e-20, False, id="less than a rounding"),
    ],
)
def test_an_expression_meets_zero_within_roundings(
    got: tuple[float, ...], atol: float, passes: bool
) -> None:
    step = Represents((), POINTS, (0.0, 1e3), 1e-12, ("x",), atol=atol)
    assert judge("f", step, Returned(described(*got))).passed is passes


@pytest.mark.parametrize(
    ("step", "got", "said"),
    [
        pytest.param(
            Parts((), ("value", "slope"), (2.0, [0.0, 8.0]), (1e-9, 0.0)),
            (2.0, [0.5, 8.0]),
            "in the slope, is 0.5, expected 0 (± 8e-12).",
            id="a part",
        ),
        pytest.param(
            Parts((), ("value", "slope"), (2.0, [0.0, 8.0]), (1e-9, 1e-6)),
            (2.0, [0.5, 8.0]),
            "in the slope, is 0.5, expected 0 (± 1e-06).",
            id="a part with a difference allowed",
        ),
        pytest.param(
            Represents((), POINTS, (0.0, 1e3), 1e-12, ("x",)),
            described(0.5, 1e3),
            "is 0.5, expected 0 (± 1e-09 absolute).",
            id="an expression",
        ),
        pytest.param(
            Represents((), POINTS, (1.0, 1e3), 1e-12, ("x",), atol=1e-3),
            described(1.5, 1e3),
            "is 1.5, expected 1 (± 0.001 absolute).",
            id="an expression with a difference allowed",
        ),
    ],
)
def test_parts_and_expressions_state_it(step: Step, got: Any, said: str) -> None:
    assert said in judge("f", step, Returned(got)).message


@pytest.mark.parametrize(
    ("expected", "got", "said"),
    [
        pytest.param(0.0, 0.5, "is 0.5, expected 0 (± 1e-12 absolute)", id="zero"),
        pytest.param([0.0, 8.0], [0.5, 8], "is 0.5, expected 0 (± 8e-12 absolute)", id="of eight"),
        pytest.param([0.0, 8.0], [0, 9], "is 9, expected 8 (± 1e-09 relative)", id="beside zero"),
    ],
)
def test_the_message_states_it(expected: Any, got: Any, said: str) -> None:
    step = Agrees((), np.array(expected), 1e-9)
    assert said in judge("f", step, Returned(np.array(got, dtype=float))).message


@pytest.mark.parametrize("atol", [0.0, 1e-6])
@pytest.mark.parametrize("kind", ["numbers", "an expression"])
def test_it_survives_the_way_to_students(kind: str, atol: float) -> None:
    step: Step = Agrees((1.0,), 2.0, 1e-9, atol)
    if kind == "an expression":
        step = Represents((1.0,), POINTS, (0.0, 1e3), 1e-12, ("x",), atol=atol)
    data = _step_to_data(step)
    assert ('"atol"' in json.dumps(data)) is bool(atol)
    assert _step_from_data(data) == step
