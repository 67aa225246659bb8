"""A right answer is right whatever holds its numbers, in the notebook and when graded."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograder.sandbox.client import Engine
from autograder.sandbox.session import CodeCell, Session
from course.checking import call
from course.judging.judge import Agrees, judge
from course.judging.no_numbers import BEYOND, COMPLEX, FUNCTION, PUT_IN, UNORDERED
from course.results.outcomes import CallResult, Outcome, Returned

IMPORTS = """\
from collections import Counter, deque, namedtuple
from decimal import Decimal
from fractions import Fraction
import array
import enum
import mpmath
import numpy as np
import sympy as sp
x = sp.Symbol("x")

class Tall:
    def __float__(self):
        return 0.5

class Indexed:
    def __index__(self):
        return 4

class Many(list):
    def __iter__(self):
        return iter([])

class Lying(float):
    def __float__(self):
        return 7.0
    def __eq__(self, other):
        return True
    __hash__ = None

class Level(enum.IntEnum):
    LOW = 2
"""
HALVES: dict[str, tuple[str, Any]] = {
    **{
        f"a half, {text}": (text, 0.5)
        for text in (
            *("Fraction(1, 2)", "Decimal('0.5')", "mpmath.mpf(0.5)", "mpmath.mpf('0.25') * 2"),
            *("sp.Rational(1, 2)", "sp.Float(0.5)", "sp.sqrt(2) ** -2", "sp.cos(sp.pi / 3)"),
            *("sp.Integral(x, (x, 0, 1))", "np.float16(0.5)", "np.float32(0.5)", "np.float64(0.5)"),
            *("np.longdouble(0.5)", "np.array(0.5)", "np.array(Fraction(1, 2))", "Tall()"),
            *("np.array(0.5, dtype='f2')", "Lying(0.5)", "np.ma.array(0.5)"),
        )
    },
    **{
        f"four, {text}": (text, 4.0)
        for text in (
            *(f"np.{kind}{bits}(4)" for kind in ("int", "uint") for bits in (8, 16, 32, 64)),
            *("sp.Integer(4)", "Indexed()", "Level.LOW * 2", "mpmath.mpf(4)", "Decimal(4)"),
        )
    },
    **{
        f"a row, {text}": (text, [0.5, 2.0])
        for text in (
            *("[Fraction(1, 2), Decimal(2)]", "(mpmath.mpf(0.5), sp.Integer(2))"),
            *("np.array([Fraction(1, 2), 2])", "np.array([sp.Rational(1, 2), mpmath.mpf(2)])"),
            *("np.array([np.float32(0.5), 2], dtype=object)", "deque([0.5, 2])"),
            *("namedtuple('P', 'a b')(0.5, Fraction(2))", "array.array('d', [0.5, 2])"),
            *("Many([0.5, 2])", "np.ma.array([0.5, 2])", "sp.Array([0.5, 2])"),
        )
    },
    **{
        f"a matrix, {text}": (text, [[0.5, 1.0], [2.0, 3.0]])
        for text in (
            *("np.matrix([[0.5, 1], [2, 3]])", "sp.Matrix([[0.5, 1], [2, 3]])"),
            *("mpmath.matrix([[0.5, 1], [2, 3]])", "sp.ImmutableMatrix([[0.5, 1], [2, 3]])"),
            *("np.array([[Fraction(1, 2), 1], [2, 3]])", "[np.array([Decimal(1) / 2, 1]), (2, 3)]"),
        )
    },
    "two ints of a range": ("range(1, 3)", [1.0, 2.0]),
    "no rows of three": ("np.zeros((0, 3), dtype=object)", np.zeros((0, 3))),
}


def local(source: str) -> CallResult:
    namespace: dict[str, Any] = {}
    exec(f"{IMPORTS}\ndef f():\n    return {source}", namespace)
    return call(namespace["f"], ())


@pytest.fixture(scope="module")
def shut_in(engine: Engine) -> dict[str, CallResult]:
    """What a child makes of all the sources, in a session of its own."""
    sources = [*(source for source, _ in HALVES.values()), *(one[0] for one in NONE.values())]
    cells = [
        CodeCell(f"def f{number}():\n    return {source}") for number, source in enumerate(sources)
    ]
    with Session(engine, [CodeCell(IMPORTS), *cells]) as session:
        return {source: session.call(f"f{n}", ()) for n, source in enumerate(sources)}


NONE: dict[str, tuple[str, str, str]] = {
    "a symbol": (
        "2 * x",
        "`f()` returned a SymPy expression with the free symbol x, expected a number. "
        "Put a number in for it, as by `.subs(x, 2.0)`.",
        f"The function returned a SymPy expression where numbers are expected. {PUT_IN}",
    ),
    "symbols": (
        "x * sp.Symbol('y')",
        "`f()` returned a SymPy expression with the free symbols x, y, expected a number. "
        + PUT_IN,
        f"The function returned a SymPy expression where numbers are expected. {PUT_IN}",
    ),
    "a symbol in a list": (
        "[1.0, x]",
        "`f()` returned a list that holds a SymPy expression with the free symbol x, expected a "
        "number. Put a number in for it, as by `.subs(x, 2.0)`.",
        f"The function returned something else where numbers are expected. {PUT_IN}",
    ),
    "complex": (
        "mpmath.mpc(1, 2)",
        f"`f()` returned a complex number, expected a number. {COMPLEX}",
        f"The function returned a complex number where numbers are expected. {COMPLEX}",
    ),
    "a function": (
        "lambda: 1.0",
        f"`f()` returned a function, expected a number. {FUNCTION}",
        f"The function returned something else where numbers are expected. {FUNCTION}",
    ),
    "a set": (
        "{1.0}",
        f"`f()` returned a set, expected a number. {UNORDERED}",
        f"The function returned something else where numbers are expected. {UNORDERED}",
    ),
    "too large": (
        "Fraction(10) ** 400",
        f"`f()` returned a Fraction beyond what a float holds, expected a number. {BEYOND}",
        f"The function returned something else where numbers are expected. {BEYOND}",
    ),
}


@pytest.mark.filterwarnings("ignore:the matrix subclass:PendingDeprecationWarning")
@pytest.mark.parametrize(("source", "expected"), HALVES.values(), ids=HALVES)
def test_numbers_of_all_kinds_are_right(
    source: str, expected: Any, shut_in: dict[str, CallResult]
) -> None:
    step = Agrees((), expected, 1e-9)
    for got in (local(source), shut_in[source]):
        assert isinstance(got, Returned), got
        verdict = judge("f", step, got)
        assert verdict.passed, verdict.message
        wrong = judge("f", Agrees((), np.asarray(expected) + 1, 1e-9), got)
        assert wrong.passed == (np.size(expected) == 0)


@pytest.mark.parametrize(("source", "message", "discreet"), NONE.values(), ids=NONE)
def test_what_is_no_number_comes_with_a_remedy(
    source: str, message: str, discreet: str, shut_in: dict[str, CallResult]
) -> None:
    for got in (local(source), shut_in[source]):
        verdict = judge("f", Agrees((), 1.0, 1e-9), got)
        assert verdict.told(hidden=False) == message
        assert verdict.told(hidden=True) == discreet


HOSTILE = {
    "never ends": ("while True: pass", Outcome.TIMED_OUT),
    "fills the memory": ("return bytearray(1 << 40)", Outcome.EXCEEDED),
    "recurses": ("return float(self)", Outcome.FAILED),
    "raises": ("raise KeyError(1)", Outcome.FAILED),
    "is text": ("return '1.0'", Outcome.FAILED),
    "exits": ("raise SystemExit", Outcome.RAISED),
    "ends the process": ("import os; os._exit(0)", Outcome.CRASHED),
}


@pytest.mark.parametrize(("body", "outcome"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_conversion_hurts_itself_alone(
    engine: Engine, body: str, outcome: Outcome
) -> None:
    cell = CodeCell(f"class A:\n    def __float__(self):\n        {body}\ndef f(): return [A()]")
    with Session(engine, [cell]) as session:
        assert judge("f", Agrees((), [1.0], 1e-9), session.call("f", ())).outcome is outcome
