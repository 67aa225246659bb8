"""Results that are expressions, and results in parts: judged, written, read back, asked for."""

from __future__ import annotations

import json
from types import ModuleType
from typing import Any

import numpy as np
import pytest
import sympy as sp

from autograder.build.public_checks import record
from autograder.checks.answer import Answer, CheckInfo
from autograder.checks.discovery import FoundCheck
from autograder.checks.in_process import try_check
from course.checking import call, evaluate
from course.judging.judge import judge
from course.judging.parts import Parts
from course.judging.symbolic import Represents, points_asked, values_at
from course.lessons.catalogue import (
    Exercise,
    Lesson,
    PublicCheck,
    lesson_from_data,
    lesson_to_data,
)
from course.results.outcomes import Outcome, Returned
from course.values.encoding import plain

POINTS = ({"x": 2.0, "a": 3.0}, {"x": -1.0, "a": 0.5})
x, a, b = sp.symbols("x a b")
ONE = Represents((), POINTS, (6.0, -0.5), 1e-12, ("x", "a"))
FORM = Represents((), POINTS, (6.0, -0.5), 1e-12, ("x", "a"), ("x", "a"), 3)
TWO = Represents((1,), POINTS, {"x": (3.0, 0.5), "a": (2.0, -1.0)}, 1e-12, ("x", "a"))
PARTS = Parts((2,), ("value", "slopes"), (1.5, np.array([1.0, 2.0])), (1e-9, np.array([0.1, 0.2])))


WHOLE = Parts((), ("one", "other"), (2.0, 3.0), (1e-9, 1e-9))


class Anything:
    """No number, no expression."""


def verdict(step: Any, value: object) -> Any:
    return judge("f", step, Returned(plain(value, *points_asked(step))))


SENTENCES: dict[str, tuple[Any, object, str]] = {
    "number": (ONE, 0.5, "`f()` returned 0.5, expected a SymPy expression in x, a."),
    "None": (ONE, None, "`f()` returned None. Does the function end with a `return`?"),
    "text": (ONE, "a*x", "`f()` returned text, expected a SymPy expression in x, a."),
    "array": (
        *(ONE, np.zeros(2)),
        "`f()` returned an array of shape (2,), expected a SymPy expression in x, a.",
    ),
    "equation": (
        *(ONE, sp.Eq(x, a)),
        "`f()` returned an Equality, expected a SymPy expression in x, a.",
    ),
    "object": (ONE, Anything(), "`f()` returned an Anything, expected a SymPy expression in x, a."),
    "other symbols": (
        *(ONE, x * sp.Symbol("A") + b),
        "`f()` holds the symbols A, b; expected only x, a.",
    ),
    "other symbol": (ONE, x * b, "`f()` holds the symbol b; expected only x, a."),
    "value": (
        *(ONE, a + x),
        "`f()` at x = 2, a = 3 is 5, expected 6 (± 1e-12 relative).",
    ),
    "constant": (ONE, sp.Integer(6), "`f()` is 6, expected -0.5 (± 1e-12 relative)."),
    "complex": (
        *(ONE, a * x * sp.I),
        "`f()` at x = 2, a = 3 is 0+6i, expected 6 (± 1e-12 relative).",
    ),
    "nan": (ONE, a * x / (x - 2), "`f()` at x = 2, a = 3 has no finite value, expected 6."),
    "form": (
        *(FORM, sp.Piecewise((6, x > 0), (-sp.Rational(1, 2), True))),
        "`f()` has the right values but does not hold the symbol a: write it in terms of x and a.",
    ),
    "operations": (
        *(FORM, a * (x + 1) - a * sp.sin(x) ** 2 - a * sp.cos(x) ** 2),
        "`f()` has the right values but takes 10 operations; 3 are more than enough.",
    ),
    "long names": (
        *(ONE, sp.Symbol("\x1b[1m<b>\n" + 99 * "c")),
        "`f()` holds the symbol [1m<b> " + 33 * "c" + "; expected only x, a.",
    ),
    "no dict": (
        *(TWO, a * x),
        "`f(1)` returned a SymPy expression with the free symbols a, x, expected a dictionary with "
        "the keys x, a.",
    ),
    "keys": (TWO, {"x": a, "y": x}, "`f(1)` has the keys x, y; expected the keys x, a."),
    "many keys": (
        *(TWO, {f"\u202e{n}" + 99 * "k": a for n in range(9)}),
        "`f(1)` has the keys "
        + "".join(f"{n}{38 * 'k'}, " for n in range(8))
        + "…; expected the keys x, a.",
    ),
    "no keys": (TWO, {}, "`f(1)` is empty; expected the keys x, a."),
    "entry": (TWO, {"x": 3.0, "a": x}, '`f(1)["x"]` is 3.0, expected a SymPy expression in x, a.'),
    "entry's value": (
        *(TWO, {"x": a, "a": 2 * x}),
        '`f(1)["a"]` at x = 2 is 4, expected 2 (± 1e-12 relative).',
    ),
    "one part": (PARTS, 1.5, "`f(2)` returned 1.5, expected 2 parts (value, slopes)."),
    "three parts": (
        *(PARTS, (1.5, [1, 2], 3)),
        "`f(2)` returned 3 parts, expected 2 parts (value, slopes).",
    ),
    "part's kind": (
        *(PARTS, (1.5, "text")),
        "`f(2)[1]`, the slopes, is text, expected numbers.",
    ),
    "part's shape": (
        *(PARTS, (1.5, [[1.0, 2.0]])),
        "`f(2)[1]`, the slopes, has shape (1, 2), expected (2,).",
    ),
    "part's value": (
        *(PARTS, (1.5, [1.0, 2.3])),
        "`f(2)[1][1]`, in the slopes, is 2.3, expected 2 (± 0.2).",
    ),
    "part's nan": (
        *(PARTS, (float("nan"), [1.0, 2.0])),
        "`f(2)[0]`, in the value, is nan, expected 1.5 (± 1e-09).",
    ),
}
RIGHT: dict[str, tuple[Any, object]] = {
    "as written": (ONE, a * x),
    "assumptions": (ONE, sp.Symbol("a", positive=True) * sp.Symbol("x", real=True)),
    "two symbols of one name": (ONE, sp.Symbol("a", positive=True) * x + a - a),
    "another form": (ONE, sp.exp(sp.log(a)) * ((x + 1) ** 2 - x**2 - 1) / 2),
    "form": (FORM, x * a),
    "dict": (TWO, {"a": x, "x": a + 0 * x}),
    "parts": (PARTS, (1.5, [1.05, 1.9])),
    "parts as rows of integers": (WHOLE, np.array([2, 3])),
    "parts as rows of float32": (WHOLE, np.array([2, 3], dtype=np.float32)),
    "parts as a list": (PARTS, [np.float64(1.5), (1, 2)]),
}


@pytest.mark.parametrize(
    ("step", "value", "sentence"),
    [pytest.param(*case, id=name) for name, case in SENTENCES.items()],
)
def test_wrong_results_are_told_in_a_sentence(step: Any, value: object, sentence: str) -> None:
    got = verdict(step, value)
    assert got.outcome is Outcome.FAILED
    assert got.message == sentence
    assert got.discreet
    # What students read of hidden checks names neither points nor values nor their own symbols.
    assert not any(character.isdigit() for character in got.discreet.replace("2 parts", ""))


@pytest.mark.parametrize(
    ("step", "value"), [pytest.param(*case, id=name) for name, case in RIGHT.items()]
)
def test_right_results_pass(step: Any, value: object) -> None:
    assert verdict(step, value).message == ""


CLUES: dict[str, tuple[Any, object, str]] = {
    "factor": (ONE, a * x / 2, "All values are 1/2 times what is expected."),
    "sign in a dict": (TWO, {"x": a, "a": -x}, "All signs are wrong."),
    "imaginary": (ONE, sp.I * a * x, ""),
    "form alone": (FORM, sp.sin(a * x) ** 2 + sp.cos(a * x) ** 2 - 1 + a * x, ""),
    "a part's sign": (PARTS, (1.5, [-1.0, -2.0]), "All signs are wrong."),
    "a part's shape": (PARTS, (1.5, [1.0, 2.0, 3.0]), "There is one value too many."),
}


@pytest.mark.parametrize(
    ("step", "value", "clue"), [pytest.param(*case, id=name) for name, case in CLUES.items()]
)
def test_what_the_mistake_may_be(step: Any, value: object, clue: str) -> None:
    got = verdict(step, value)
    assert (got.outcome, got.clue) == (Outcome.FAILED, clue)


def test_an_expression_without_values_is_wrong() -> None:
    # A process that is not trusted may send fewer values than points.
    got = judge("f", ONE, Returned(plain(a * x, POINTS[:1])))
    assert got.message == "`f()` at x = 2, a = 3 has no finite value, expected 6."


class Evil(sp.Expr):
    """An expression that raises where its values are asked for."""

    def _eval_evalf(self, precision: int) -> None:
        raise NotImplementedError


class Endless(Evil):
    """An expression whose symbols cannot be told."""

    @property
    def free_symbols(self) -> Any:
        raise RecursionError


@pytest.mark.parametrize("kind", [Evil, Endless])
def test_an_expression_that_raises_has_no_value(kind: Any) -> None:
    # `NotImplementedError` would look like a function that is not written yet, and on a student's
    # machine any other like a fault of the course.
    got = judge("f", ONE, call(kind, (), points=POINTS))
    assert got.outcome is Outcome.FAILED
    assert got.message == "`f()` has no finite value, expected 6."


def test_values_of_a_trusted_expression() -> None:
    assert values_at(a * x, POINTS) == (6.0, -0.5)
    assert values_at({"x": a, "a": x}, POINTS) == {"x": (3.0, 0.5), "a": (2.0, -1.0)}


@pytest.mark.parametrize("step", [ONE, FORM, TWO, PARTS], ids=["one", "form", "two", "parts"])
def test_steps_are_written_and_read_back(step: Any) -> None:
    check = PublicCheck("one", "One check", 1.0, (step,))
    exercise = Exercise("f", "F", 1.0, ("Think.",), (check,), 1)
    text = json.dumps(lesson_to_data(Lesson("small", "S", 5, (exercise,), ())), allow_nan=False)
    again = lesson_from_data(json.loads(text))
    got = again.exercises[0].checks[0].steps[0]
    assert type(got) is type(step)
    assert json.dumps(lesson_to_data(again)) == text
    if isinstance(step, Represents):
        assert got == step
    else:
        pairs = zip((*got.expected, *got.within), (*step.expected, *step.within), strict=True)
        for one, other in pairs:
            np.testing.assert_array_equal(one, other)


def test_points_reach_the_function_in_a_notebook() -> None:
    assert call(lambda: a * x, (), points=POINTS).value.values.tolist() == [6, -0.5]
    exercise = Exercise("f", "F", 1.0, (), (PublicCheck("one", "One", 1.0, (ONE,)),), 1)
    assert evaluate(exercise, {"f": lambda: x * a}).all_pass
    assert not evaluate(exercise, {"f": lambda: x + a}).all_pass


def check_of(function: Any) -> FoundCheck:
    info = CheckInfo("f", "F", False, 1.0)
    return FoundCheck("f", "test_f", info.exercise, info.title, info.hidden, info.weight, function)


def asks(student: Answer) -> None:
    student.represents(points=POINTS, required=("x",))


def asks_parts(student: Answer) -> None:
    student.returns_parts(2, value=(1.5, 1e-9), slopes=([1.0, 2.0], [0.1, 0.2]))


def test_checks_in_their_words() -> None:
    reference = ModuleType("reference")
    reference.f = lambda: a * x
    check = check_of(asks)
    assert record(check, reference) == (
        Represents((), POINTS, (6.0, -0.5), 1e-12, ("x", "a"), ("x",)),
    )
    assert try_check(check, lambda: x * a, reference).verdict.passed
    trial = try_check(check, lambda: 2 * a * x, reference)
    assert trial.verdict.message.startswith("`f()` at x = 2, a = 3 is 12, expected 6")
    assert len(trial.results) == 1
    reference.f = lambda n: (1.5, [1.0, 2.0])
    assert try_check(check_of(asks_parts), lambda _: (1.5, [1, 2]), reference).verdict.passed
