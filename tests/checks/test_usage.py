"""Words of checks that are used wrongly are told with the call that is right."""

from __future__ import annotations

from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from autograder.checks.answer import Answer
from autograder.checks.author_sentences import WrongWords
from autograder.checks.usage import EXAMPLES
from course.judging.requirements import Labelled


def spring_energy(k: float, x: float) -> float:
    if k <= 0:
        raise ValueError("k must be positive")
    return k * x**2 / 2


def student(taken: list[Any]) -> Answer:
    reference: Any = SimpleNamespace(spring_energy=spring_energy)
    assert not isinstance(reference, ModuleType)

    def call(args: tuple[Any, ...], points: Any = ()) -> Any:
        raise AssertionError("nothing may be called")

    return Answer("spring_energy", reference, call, taken.append)


REFUSES = 'write `student.refuses(0, 1, error="ValueError")`'
# What is called, with which arguments; what the sentence says.
SLIPS: list[tuple[str, tuple[Any, ...], dict[str, Any], str]] = [
    ("refuses", (ValueError, 0, 1), {}, REFUSES),
    ("refuses", (0, 1, ValueError), {}, REFUSES),
    ("refuses", (0, 1), {"error": ValueError}, REFUSES),
    ("refuses", (0, 1), {"raises": ValueError}, REFUSES),
    ("refuses", ("ValueError", 0, 1), {}, REFUSES),
    ("refuses", (0, 1, "ValueError"), {}, REFUSES),
    ("refuses", (0, 1, ValueError("no")), {}, REFUSES),
    ("equals", (ValueError, 0, 1), {}, REFUSES),
    ("agrees", (ValueError, 0, 1), {}, REFUSES),
    ("agrees", (0, 1), {}, REFUSES),
    ("values", (ValueError, 0, 1), {}, REFUSES),
    ("refuses", (0, 1), {"error": 3}, "`error` is the name of an exception, as text; it is `3`"),
    ("refuses", (0,), {}, "missing a required argument: 'x'"),
    ("agrees", (3.0,), {}, "missing a required argument: 'x'"),
    ("agrees", (6.0, 3.0, 2.0), {}, "those are given as `(6.0, 3.0, 2.0)`"),
    ("agrees", (), {"k": 3.0, "x": 2.0}, "takes no `k=`; the function's own arguments are given"),
    ("agrees", (3.0, 2.0), {"rtol": "1e-9"}, "`rtol` must be a number, 0 or more"),
    ("agrees", (3.0, 2.0), {"atol": -1.0}, "`atol` must be a number, 0 or more; it is `-1.0`"),
    ("equals", (), {}, "lacks a required argument: 'expected'"),
    ("equals", (3.0, 2.0), {}, "takes the expected value first"),
    ("equals", (3.0, 2.0), {"expected": 6.0}, "what is expected stands first"),
    ("equals", (spring_energy, 3.0, 2.0), {}, "the expected value first, not a function"),
    ("draws", (3.0, 2.0), {}, "lacks a required"),
    ("draws", (Labelled(), 3.0), {"shows": ()}, "requirements of a figure stand in `shows=(…,)`"),
    ("draws", (3.0, 2.0), {"shows": Labelled()}, "`shows` must be a tuple of requirements"),
    ("draws", (3.0, 2.0), {"shows": (Labelled,)}, "`shows` must be a tuple of requirements"),
    ("represents", (3.0, 2.0), {}, "lacks a required"),
    ("represents", (3.0, 2.0), {"points": {"k": 1.0}}, "`points` must be a list of dicts"),
    ("represents", (3.0, 2.0), {"points": [{"k": 1}], "required": "k"}, "a tuple of names"),
    ("returns_parts", (3.0, 2.0), {}, "names at least one part"),
    ("returns_parts", (3.0, 2.0), {"value": 6.0}, "the part `value` must be a pair"),
    ("returns_parts", (3.0, 2.0), {"value": (1e-9, -6.0)}, "which stands second, must be 0 or"),
    ("values", (3.0,), {}, "missing a required argument: 'x'"),
    ("figure", (3.0,), {}, "missing a required argument: 'x'"),
    ("expect", ("It is 3.", True, "It is."), {}, "`condition`, which stands first, must be True"),
    ("expect", (True, "It is 3."), {}, "lacks a required argument: 'discreet'"),
    ("fail", ("It is 3.",), {}, "lacks a required argument: 'discreet'"),
    ("fail", ("It is 3.", None), {}, "`discreet` must be a sentence"),
]


@pytest.mark.parametrize(("word", "args", "named", "said"), SLIPS)
def test_a_slip_is_told_with_the_right_call(
    word: str, args: tuple[Any, ...], named: dict[str, Any], said: str
) -> None:
    taken: list[Any] = []
    with pytest.raises(WrongWords) as wrong:
        getattr(student(taken), word)(*args, **named)
    assert said in str(wrong.value)
    assert "`student." in str(wrong.value)
    assert not taken


def test_the_example_of_each_word_is_python() -> None:
    words = [name for name in vars(Answer) if not name.startswith("_") and name in EXAMPLES]
    assert words == list(EXAMPLES)
    for example in EXAMPLES.values():
        compile(example, "example", "eval")


def test_an_error_of_the_type_of_the_call_may_be_asked_for() -> None:
    taken: list[Any] = []
    student(taken).refuses(3.0, error="TypeError")
    assert len(taken) == 1
