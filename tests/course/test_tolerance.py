"""How near a number must be: relative to what is expected, and where zero is, to what is around."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from course.judging.judge import Agrees, judge
from course.lessons.catalogue import _step_from_data, _step_to_data
from course.results.outcomes import Returned

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
def test_it_survives_the_way_to_students(atol: float) -> None:
    step = Agrees((1.0,), 2.0, 1e-9, atol)
    data = _step_to_data(step)
    assert ("atol" in data) is bool(atol)
    assert _step_from_data(data) == step
