"""Exercise jacobian: its checks, and the proof that they judge rightly."""

from __future__ import annotations

import math
from types import ModuleType

import mpmath
import numpy as np
import sympy

from autograder.checks import Answer, Equivalent, check, misconception, right_answer
from autograder.lessons.sloppy_exponentials.shared import TIMES
from solutions import sloppy_exponentials as reference

# --- checks ----------------------------------------------------------------------------------


# Late and early times are where no difference quotient of y keeps nine digits.


@check("jacobian", title="Two and three rates, early and late times", weight=2)
def test_jacobian_values(student: Answer) -> None:
    # Three rates come first: with two, a factor 1/2 too much is a factor 1/N too much.
    student.agrees([0.5, 1.5, 3.0], np.array([0.2, 1.0]))
    student.agrees([1.0, 4.0], np.array([0.0, 0.001, 0.003, 0.5, 2.0, 20.0]))
    student.agrees([1, 2, 3], [0, 1])


@check("jacobian", title="Close to a difference quotient", hidden=True)
def test_jacobian_quotient(student: Answer, reference: ModuleType) -> None:
    rates, step = np.array([0.8, 1.7, 2.9]), 1e-5
    quotients = [
        (reference.y(rates + shift, TIMES) - reference.y(rates - shift, TIMES)) / (2 * step)
        for shift in step * np.eye(3)
    ]
    got = student.values(list(rates), TIMES)
    student.expect(
        got.shape == (len(TIMES), 3) and bool(np.abs(got - np.transpose(quotients)).max() < 1e-6),
        "The columns are not the derivatives of y with respect to the rates.",
        "The columns are not the derivatives of y with respect to the rates.",
    )


@check("jacobian", title="Rates drawn at random, to nine digits", hidden=True)
def test_jacobian_random(student: Answer, rng: np.random.Generator) -> None:
    for count in (1, 2, 4):
        times = np.append(rng.uniform(0.0, 5.0, 4), [0.002, 0.005, 25.0])
        student.agrees(list(rng.uniform(0.3, 3.0, count)), times)
    student.agrees((1, 2), [0, 1, 2])
    single = np.array([0.5, 1.25, 3.0], dtype=np.float32)
    student.agrees(single, single, rtol=1e-5)


# --- misconceptions --------------------------------------------------------------------------


def _table(thetas, t):
    """Return N, the times as a column, and the decays: a row a time, a column a rate."""
    t = np.asarray(t, dtype=float)
    return len(thetas), t[:, np.newaxis], np.exp(-np.outer(t, thetas))


@misconception(
    "jacobian",
    points=2.5,
    hint="It equals the result without the factor 1/N of the average, which stays in front of "
    "the only term that depends on the rate.",
)
def forgets_one_over_n(thetas, t):
    _, t, decays = _table(thetas, t)
    return -t * decays


@misconception(
    "jacobian",
    points=2.5,
    hint="It has the opposite sign. A faster decay makes the curve smaller, so no derivative by "
    "a rate is positive.",
)
def forgets_the_minus_sign(thetas, t):
    count, t, decays = _table(thetas, t)
    return t * decays / count


@misconception(
    "jacobian",
    points=1.5,
    hint="It equals the result without the factor t. The exponent is -θt, so its derivative by "
    "θ brings down -t.",
)
def forgets_the_factor_t(thetas, t):
    count, _, decays = _table(thetas, t)
    return -decays / count


@misconception(
    "jacobian",
    points=1.0,
    hint="It is the derivative of each term by the time, which brings down -θ. The Jacobian "
    "says how the curve responds to its parameters, and a fit cannot vary the time.",
)
def differentiates_by_time(thetas, t):
    count, _, decays = _table(thetas, t)
    return -np.asarray(thetas, dtype=float) * decays / count


@misconception(
    "jacobian",
    points=3.0,
    hint="It is transposed: it has a row for each rate and a column for each time. "
    "Rows are times, columns are rates.",
)
def transposes_the_jacobian(thetas, t):
    count, t, decays = _table(thetas, t)
    return (-t * decays / count).T


@misconception(
    "jacobian",
    points=1.0,
    hint="All columns are alike: each holds -t times the whole average. Only one term of the "
    "average depends on the rate of the column; the others are constants.",
)
def keeps_all_terms_of_the_average(thetas, t):
    count, t, decays = _table(thetas, t)
    return np.repeat(-t * decays.mean(axis=1, keepdims=True), count, axis=1)


@misconception(
    "jacobian",
    points=1.0,
    hint="It is the sum of the derivatives by all rates, one number for each time. "
    "The derivatives by different rates are kept apart, one in each column.",
)
def adds_the_columns(thetas, t):
    count, t, decays = _table(thetas, t)
    return (-t * decays / count).sum(axis=1)


@misconception(
    "jacobian",
    points=1.0,
    hint="It is a central difference of `y`, right to some digits. A step that is too long errs "
    "by the curvature and one that is too short by rounding; the formula has neither fault.",
)
def takes_central_differences(thetas, t):
    thetas, step = np.asarray(thetas, dtype=float), 1e-5
    columns = [
        (reference.y(thetas + shift, t) - reference.y(thetas - shift, t)) / (2 * step)
        for shift in step * np.eye(thetas.size)
    ]
    return np.transpose(columns)


@misconception(
    "jacobian",
    points=1.0,
    hint="It is a one-sided difference of `y`, which is right to few digits: it is the slope of "
    "a chord, and rounding spoils it when the step is short. The formula has no such error.",
)
def takes_forward_differences(thetas, t):
    thetas, step = np.asarray(thetas, dtype=float), 1e-6
    columns = [
        (reference.y(thetas + shift, t) - reference.y(thetas, t)) / step
        for shift in step * np.eye(thetas.size)
    ]
    return np.transpose(columns)


@misconception(
    "jacobian",
    points=3.0,
    hint="The derivatives have been cut to whole numbers: the array that holds them was made in "
    "the likeness of whole-number rates and times, and is an array of integers.",
)
def stores_derivatives_as_integers(thetas, t):
    jacobian = np.zeros_like(np.outer(t, thetas))
    for column, theta in enumerate(thetas):
        jacobian[:, column] = -np.asarray(t) * np.exp(-theta * np.asarray(t)) / len(thetas)
    return jacobian


@misconception(
    "jacobian",
    points=3.0,
    hint="The times have been given a new axis before they were turned into an array. "
    "A list has no axes and refuses that index.",
)
def gives_a_list_an_axis(thetas, t):
    return -t[:, np.newaxis] * np.exp(-np.outer(t, thetas)) / len(thetas)


@misconception(
    "jacobian",
    points=2.5,
    hint="It is half of what it should be. The ½ belongs to the cost, a sum of squares; y itself "
    "is an average, and its derivatives hold no other number than 1/N.",
)
def brings_in_the_half_of_the_cost(thetas, t):
    count, t, decays = _table(thetas, t)
    return -t * decays / (2 * count)


@misconception(
    "jacobian",
    points=2.5,
    hint="It has been divided by N twice. The average brings one factor 1/N, and differentiating "
    "it adds no other: the square comes only when two derivatives are multiplied.",
)
def divides_by_n_twice(thetas, t):
    count, t, decays = _table(thetas, t)
    return -t * decays / count**2


@misconception(
    "jacobian",
    points=1.0,
    hint="It is -t exp(+θt)/N: the minus sign in the exponent has been lost. A decay keeps it "
    "when it is differentiated.",
)
def grows_with_time(thetas, t):
    count, t, _ = _table(thetas, t)
    return -t * np.exp(t * np.asarray(thetas, dtype=float)) / count


@misconception(
    "jacobian",
    points=1.0,
    hint="It has the whole exponent -θt in front. Differentiating exp(-θt) by θ brings down -t "
    "alone: the θ belongs to the derivative by the time.",
)
def brings_down_the_whole_exponent(thetas, t):
    count, t, decays = _table(thetas, t)
    return -np.asarray(thetas, dtype=float) * t * decays / count


@misconception(
    "jacobian",
    points=1.5,
    hint="It has t² in front. Differentiating exp(-θt) by θ once brings down one factor -t.",
)
def brings_down_the_square_of_time(thetas, t):
    count, t, decays = _table(thetas, t)
    return -(t**2) * decays / count


@misconception(
    "jacobian",
    points=1.0,
    hint="It is a one-sided difference of `y` with a long step, the slope of a chord. The "
    "formula has no such error.",
)
def takes_forward_differences_of_a_long_step(thetas, t):
    thetas, step = np.asarray(thetas, dtype=float), 1e-3
    columns = [
        (reference.y(thetas + shift, t) - reference.y(thetas, t)) / step
        for shift in step * np.eye(thetas.size)
    ]
    return np.transpose(columns)


# --- right answers ---------------------------------------------------------------------------


@right_answer("jacobian")
def two_loops_into_zeros(thetas, t):
    J = np.zeros((len(t), len(thetas)))
    for i in range(len(t)):
        for alpha in range(len(thetas)):
            J[i][alpha] = -t[i] * np.exp(-thetas[alpha] * t[i]) / len(thetas)
    return J


@right_answer("jacobian")
def table_of_lists(thetas, t):
    return [tuple(-time / len(thetas) * math.exp(-a * time) for a in thetas) for time in t]


@right_answer("jacobian")
def columns_side_by_side_in_fortran_order(thetas, t):
    t = np.array(t, float)
    return np.vstack([-t * reference.y([theta], t) for theta in thetas]).T / len(thetas)


@right_answer("jacobian")
def complex_step(thetas, t):
    thetas, t = np.asarray(thetas, dtype=complex), np.asarray(t, dtype=complex)
    step = 1e-40
    columns = []
    for shift in np.eye(thetas.size) * step * 1j:
        moved = np.exp(-np.outer(t, thetas + shift)).mean(axis=1)
        columns.append(moved.imag / step)
    return np.array(columns).T


@right_answer("jacobian")
def derivative_by_sympy(thetas, t):
    rates, time = sympy.symbols(f"a:{len(thetas)}"), sympy.Symbol("t")
    y = sum(sympy.exp(-rate * time) for rate in rates) / len(rates)
    row = sympy.lambdify((rates, time), [sympy.diff(y, rate) for rate in rates])
    print("derivative:", y.diff(rates[0]))
    return [row(thetas, time) for time in t]


@right_answer("jacobian")
def difference_quotient_with_many_digits(thetas, t):
    with mpmath.workdps(60):
        h = mpmath.mpf(10) ** -25
        n = len(thetas)

        def slope(a, time):
            a, time = mpmath.mpf(float(a)), mpmath.mpf(float(time))
            return (mpmath.exp(-(a + h) * time) - mpmath.exp(-(a - h) * time)) / (2 * h * n)

        return np.array([[float(slope(a, time)) for a in thetas] for time in t], dtype=float)


@right_answer("jacobian")
def jacobian_in_single_precision(thetas, t):
    thetas, t = np.atleast_1d(thetas), np.atleast_1d(t)
    return np.einsum("i,ij->ij", -t / thetas.size, np.exp(-np.outer(t, thetas))).astype("f4")


# --- equivalent mutants ----------------------------------------------------------------------


EQUIVALENT_MUTANTS = (
    Equivalent(
        "thetas = np.atleast_1d(np.asarray(thetas, dtype=float))",
        [
            "thetas = np.atleast_1d(np.asarray(thetas, dtype=None))",
            "thetas = np.atleast_1d(np.asarray(thetas, ))",
        ],
        "Rates are only multiplied by times, which are floats.",
    ),
    Equivalent(
        "t = np.atleast_1d(np.asarray(t, dtype=float))",
        ["t = np.atleast_1d(np.asarray(t, dtype=None))", "t = np.atleast_1d(np.asarray(t, ))"],
        "Times are only multiplied by rates, which are floats, and by the exponential.",
    ),
)
