"""Figures are drawn once for each input; numbers are asked for each time."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograder.checks.figure_cache import drawing_once
from course.results.outcomes import CallResult, Raised, Returned, TimedOut
from course.values.figures import FigureDescription

FIGURE = Returned(FigureDescription(()))
FIRST = ([1.0, 2.0], np.arange(3.0))


@pytest.mark.parametrize(
    ("result", "asked", "times"),
    [
        pytest.param(FIGURE, [("f", FIRST), ("f", ([1.0, 2.0], np.arange(3.0)))], 1, id="again"),
        pytest.param(FIGURE, [("f", FIRST), ("g", FIRST)], 2, id="another function"),
        pytest.param(FIGURE, [("f", FIRST), ("f", ([1.0, 2.5], FIRST[1]))], 2, id="a number"),
        pytest.param(FIGURE, [("f", FIRST), ("f", (FIRST[0], np.ones(3)))], 2, id="an array"),
        pytest.param(Returned(2.0), [("f", FIRST)] * 3, 3, id="numbers"),
        pytest.param(Raised("KeyError"), [("f", FIRST)] * 2, 2, id="an exception"),
        pytest.param(TimedOut(1.0), [("f", FIRST)] * 2, 2, id="no answer"),
    ],
)
def test_only_figures_are_kept(
    result: CallResult, asked: list[tuple[str, tuple[Any, ...]]], times: int
) -> None:
    made = []

    def call(name: str, args: tuple[Any, ...], points: Any) -> CallResult:
        made.append(name)
        return result

    once = drawing_once(call, {})
    assert [once(name, args, ()) for name, args in asked] == [result] * len(asked)
    assert len(made) == times
