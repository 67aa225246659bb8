"""Exercise well_expression: its checks, and the proof that they judge rightly."""

from __future__ import annotations

import numpy as np
import sympy

from autograder.checks import Answer, check, misconception, right_answer

# --- checks ----------------------------------------------------------------------------------


@check("well_expression", title="The energy at three points")
def test_well_expression_points(student: Answer) -> None:
    student.represents(points=[{"k": 2.0, "x": 3.0}, {"k": 1.0, "x": 0.5}, {"k": 0.3, "x": -2.0}])


@check("well_expression", title="Points drawn at random", hidden=True)
def test_well_expression_random(student: Answer, rng: np.random.Generator) -> None:
    student.represents(points=[{"k": one, "x": 2 - one} for one in rng.uniform(0.5, 1.5, 4)])


# --- misconceptions --------------------------------------------------------------------------


def _symbols():
    return sympy.symbols("k x")


@misconception("well_expression", points=1.0, hint="It is twice the energy: half is lost.")
def forgets_the_half(*args):
    k, x = _symbols()
    return k * x**2


@misconception("well_expression", points=0.5, hint="It is the force, the derivative by `x`.")
def takes_the_force():
    k, x = _symbols()
    return k * x


@misconception("well_expression", points=0.5, hint="The stiffness is squared as well.")
def squares_both():
    k, x = _symbols()
    return (k * x) ** 2 / 2


@misconception("well_expression", points=0.0, hint="The cube of the stretch is taken.")
def takes_the_cube():
    k, x = _symbols()
    return k * x**3 / 2


# --- right answers ---------------------------------------------------------------------------


@right_answer("well_expression")
def integral_of_the_force():
    k, x = _symbols()
    return sympy.integrate(k * x, x)


@right_answer("well_expression")
def parsed_text():
    return sympy.sympify("0.5 * k * x * x")


@right_answer("well_expression")
def positive_symbols():
    k, x = sympy.symbols("k x", positive=True)
    return sympy.sqrt(k**2) * x**2 / 2
