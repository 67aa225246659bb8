"""A function that takes long is called once for each input, and nobody can spoil its result."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograder.checks.call_cache import called_once


@pytest.mark.parametrize(
    ("one", "other", "calls"),
    [
        pytest.param((1.0,), (1.0,), 1, id="same number"),
        pytest.param((1.0,), (2.0,), 2, id="other number"),
        pytest.param((1,), (1.0,), 2, id="other type"),
        pytest.param(([1.0, 2.0],), ([1.0, 2.0],), 1, id="same list"),
        pytest.param((np.arange(3.0),), (np.arange(3.0),), 1, id="same array"),
        pytest.param((np.arange(3.0),), (np.arange(3),), 2, id="other kind of number"),
        pytest.param((np.zeros((2, 3)),), (np.zeros((3, 2)),), 2, id="other shape"),
        pytest.param((np.zeros(2), 1.0), (np.zeros(2), 2.0), 2, id="other second argument"),
    ],
)
def test_a_function_is_called_once_for_each_input(
    one: tuple[Any, ...], other: tuple[Any, ...], calls: int
) -> None:
    asked = []
    function = called_once(lambda *args: asked.append(args))
    function(*one)
    function(*other)
    assert len(asked) == calls


def test_a_change_of_a_result_is_not_remembered() -> None:
    function = called_once(lambda x: (x + 1, [x]))
    first, listed = function(np.zeros(2))
    first += 5
    listed.clear()
    again, listed = function(np.zeros(2))
    assert again.tolist() == [1.0, 1.0]
    assert len(listed) == 1


def test_what_raises_raises_each_time() -> None:
    function = called_once(lambda x: 1 / x)
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            function(0)
