"""Can what a report shows be pasted, and is it then the call that was made?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from course.lessons.catalogue import lesson_names, load_lesson
from course.values.formatting import format_argument, format_call
from course.values.pasteable import same_bits

RNG = np.random.default_rng(5)
ARGUMENTS: dict[str, Any] = {
    "short": np.array([0.0, 0.5, 1.0, 3.0]),
    "last digits": np.array([0.1 + 0.2, 1 / 3]),
    "a number": 1 / 3,
    "NumPy's number": np.float32(0.1),
    "nan and infinity": np.array([np.nan, -np.inf]),
    "infinity": float("inf"),
    "minus nought": np.array([-0.0, 0.0]),
    "whole": np.array([1, 2, 3]),
    "single": np.array([0.1, 0.2], dtype=np.float32),
    "complex": np.array([1 + 2j, 3.0]),
    "truth values": np.array([True, False]),
    "a table": np.array([[1.0, 2.0], [3.0, 4.5]]),
    "empty": np.array([]),
    "empty rows": np.zeros((0, 2)),
    "a number in an array": np.array(2.5),
    "steps": np.arange(0, 10, 0.1),
    "steps as multiples": np.arange(100) * 0.25,
    "steps downwards": np.arange(5.0, -5.0, -0.5),
    "steps from afar": np.arange(1.5, 100, 0.7),
    "whole floats": np.arange(20.0),
    "whole numbers": np.arange(20),
    "whole steps": np.arange(3, 60, 4),
    "whole, downwards": np.arange(60, 3, -4),
    "spaced": np.linspace(-1, 1, 41),
    "spaced by thirds": np.linspace(0, 1 / 3, 30),
    "by factors": np.geomspace(1e-3, 1e3, 13),
    "noughts": np.zeros(100),
    "whole noughts": np.zeros(100, dtype=int),
    "ones": np.ones((10, 10)),
    "full": np.full(50, 2.5),
    "identity": np.eye(10),
    "a table of steps": np.arange(40.0).reshape(5, 8),
    "single steps": np.linspace(0, 1, 50, dtype=np.float32),
    "no formula": RNG.normal(size=12),
    "a list": [1, 2.5, [3, (4,)]],
    "a long list": list(range(200)),
    "a long list of steps": np.linspace(0, 6, 601).tolist(),
    "a long tuple": tuple(np.linspace(0, 6, 601).tolist()),
    "arrays in a list": [np.array([1.0, 2.0]), np.linspace(0, 1, 50)],
    "text": "it's",
    "a dict": {"rate": np.array([1.0]), "times": [0, 1]},
    "nothing": None,
}


def same(one: Any, other: Any) -> bool:
    """Return whether two arguments are of the same types and the same in every bit."""
    if type(one) is not type(other):
        return False
    if isinstance(one, np.ndarray | np.generic):
        return same_bits(np.asarray(one), np.asarray(other))
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    return repr(one) == repr(other)


@pytest.mark.parametrize("argument", ARGUMENTS.values(), ids=ARGUMENTS)
def test_an_argument_can_be_pasted(argument: Any) -> None:
    text = format_argument(argument)
    assert same(eval(text, {"np": np}), argument), text
    assert len(text) < 400


def public_calls() -> Iterator[Any]:
    for name in lesson_names():
        for exercise in load_lesson(name).exercises:
            for check in exercise.checks:
                for place, step in enumerate(check.steps):
                    yield pytest.param(step.args, id=f"{exercise.id}-{check.name}-{place}")


@pytest.mark.parametrize("args", list(public_calls()))
def test_public_calls_can_be_pasted(args: tuple[Any, ...]) -> None:
    text = format_call("given", args)
    assert same(eval(text, {"np": np, "given": lambda *args: args}), args), text


def test_what_has_no_formula_is_told_in_words() -> None:
    assert format_argument(RNG.normal(size=500)).startswith("array of 500 from ")
