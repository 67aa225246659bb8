"""Text, truth values and dicts of numbers are results that can be checked."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograder.sandbox.client import Engine
from autograder.sandbox.session import CodeCell, Session
from course.checking import call
from course.judging.judge import Agrees, judge
from course.lessons.catalogue import _step_from_data, _step_to_data
from course.results.outcomes import Outcome, Returned

LINE = {"slope": 2.0, "errors": [0.1, 0.2], "name": "a line"}
RIGHT: dict[str, tuple[Any, Any]] = {
    "text": ("two lines\nof text", "two lines\nof text"),
    "text with spaces at the ends of lines": ("two\nlines", "two  \nlines\n\n"),
    "text with other line ends": ("two\nlines", "two\r\nlines"),
    "text of NumPy": ("text", np.str_("text")),
    "accents in two ways": ("Zoë", "Zoe\u0308"),
    "a dict": (LINE, {"errors": (0.1, 0.2), "name": "a line", "slope": np.float64(2)}),
    "a dict with roundings": ({"a": 0.3}, {"a": 0.1 + 0.2}),
    "keys that are numbers": ({1: 2.0, 2: 4.0}, {np.int64(2): 4, 1: 2}),
    "keys that are pairs": ({(0, 1): 2.0}, {(0, 1): 2}),
    "a dict in a dict": ({"fit": {"a": 1.0}}, {"fit": {"a": 1}}),
    "a list of text": (["a", "b"], ("a", "b")),
    "a truth value": (True, np.True_),
    "a list of dicts": ([{"a": 1.0}, {"a": 2.0}], [{"a": 1}, {"a": 2}]),
}
WRONG: dict[str, tuple[Any, Any, str, str]] = {
    "capitals": (
        *("Right", "right"),
        "`f()` is 'right', expected 'Right'. Only capital letters differ.",
        "The text differs from what is expected. Only capital letters differ.",
    ),
    "spaces": (
        *("a b", "ab"),
        "`f()` is 'ab', expected 'a b'. Only spaces and line ends differ.",
        "The text differs from what is expected. Only spaces and line ends differ.",
    ),
    "another text": (
        *("damped", "dull"),
        "`f()` is 'dull', expected 'damped'. They differ from character 2 on.",
        "The text differs from what is expected.",
    ),
    "a number for text": (
        *("2", 2),
        "`f()` returned 2, expected the text '2'.",
        "The result is not text.",
    ),
    "missing and extra keys": (
        *(LINE, {"slope": 2.0, "error": [0.1, 0.2], "name": "a line"}),
        "The dictionary `f()` lacks the key 'errors' and has the key 'error', which is not "
        "expected; expected the keys 'slope', 'errors', 'name'.",
        "The dictionary has other keys.",
    ),
    "text for numbers as keys": (
        *({1: 2.0}, {"1": 2.0}),
        "The dictionary `f()` lacks the key 1 and has the key '1', which is not expected; "
        "expected the key 1. The keys are of another type: text is no number.",
        "The dictionary has other keys. The keys are of another type: text is no number.",
    ),
    "a value": (
        *(LINE | {"slope": 2.34567}, LINE | {"slope": 4.69134}),
        "`f()['slope']` is 4.69134, expected 2.34567 (± 1e-09 relative). It is 2 times what is "
        "expected.",
        "The values differ from the reference.",
    ),
    "one of several numbers": (
        *(LINE, LINE | {"errors": [0.1, 0.3]}),
        "`f()['errors'][1]` is 0.3, expected 0.2 (± 1e-09 relative). 1 of 2 values differ.",
        "The values differ from the reference.",
    ),
    "a text among numbers": (
        *(LINE, LINE | {"name": "a curve"}),
        "`f()['name']` is 'a curve', expected 'a line'. They differ from character 3 on.",
        "The text differs from what is expected.",
    ),
    "no dict": (
        *({"a": 1.0}, 1.0),
        "`f()` returned 1.0, expected a dictionary with the keys 'a'.",
        "The result is not a dictionary.",
    ),
    "the other truth": (
        *(True, False),
        "`f()` is False, expected True.",
        "The truth value is wrong.",
    ),
    "too few": (
        *(["a", "b"], ["a"]),
        "`f()` returned 1 items, expected a list of 2 items.",
        "The result is not a list of the right length.",
    ),
}


@pytest.mark.parametrize(("expected", "value"), RIGHT.values(), ids=RIGHT)
def test_right_records_are_right(expected: Any, value: Any) -> None:
    step = Agrees((), expected, 1e-9)
    got = call(lambda: value, ())
    for one in (step, _step_from_data(_step_to_data(step))):
        verdict = judge("f", one, got)
        assert verdict.passed, verdict.message


@pytest.mark.parametrize(("expected", "value", "message", "discreet"), WRONG.values(), ids=WRONG)
def test_wrong_records_are_told(expected: Any, value: Any, message: str, discreet: str) -> None:
    verdict = judge("f", Agrees((), expected, 1e-9), call(lambda: value, ()))
    assert verdict.outcome is Outcome.FAILED
    assert verdict.told(hidden=False) == message
    assert verdict.told(hidden=True).startswith(discreet)


CROSSING = {
    "text": ("'θ is 2'", "θ is 2"),
    "a dict of numbers of all kinds": (
        "{'a': Fraction(1, 2), 'b': np.array([1, 2]), 3: {'c': 'text'}}",
        {"a": 0.5, "b": [1.0, 2.0], 3: {"c": "text"}},
    ),
}


@pytest.mark.parametrize(("source", "expected"), CROSSING.values(), ids=CROSSING)
def test_records_cross_the_sandbox(engine: Engine, source: str, expected: Any) -> None:
    code = "from fractions import Fraction\nimport numpy as np\ndef f(): return " + source
    with Session(engine, [CodeCell(code)]) as session:
        got = session.call("f", ())
    assert isinstance(got, Returned), got
    assert judge("f", Agrees((), expected, 1e-9), got).passed
