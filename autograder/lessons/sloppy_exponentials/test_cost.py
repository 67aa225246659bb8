"""Exercise cost: its checks, and the proof that they judge rightly."""

from __future__ import annotations

import math
import statistics
import warnings

import numpy as np
from scipy.integrate import simpson, trapezoid

from autograder.checks import Answer, Equivalent, check, misconception, right_answer
from autograder.lessons.sloppy_exponentials.shared import TIMES
from course.judging.comparison import near
from solutions import sloppy_exponentials as reference

# --- checks ----------------------------------------------------------------------------------


@check("cost", title="The cost at three points of the square")
def test_cost_values(student: Answer) -> None:
    times = np.arange(0.0, 10.0, 0.1)
    student.agrees([1.5, 1.5], [1.0, 2.0], times)
    student.agrees([0.8, 2.2], [1.0, 2.0], times)
    student.agrees([0.5, 0.5], [1.0, 2.0], times)


@check("cost", title="No cost at the true rates", weight=0.5)
def test_cost_zero(student: Answer) -> None:
    times = np.arange(0.0, 5.0, 0.5)
    student.agrees([1.0, 2.5], [1.0, 2.0], times)
    student.equals(0.0, [1.0, 2.0], [1.0, 2.0], times)


@check(
    "cost", title="Other grids, and models with different numbers of rates", hidden=True, weight=0.5
)
def test_cost_random(student: Answer, rng: np.random.Generator) -> None:
    for step, counts in ((0.02, (2, 2)), (0.25, (1, 2)), (0.1, (3, 2))):
        thetas, truth = (rng.uniform(0.3, 4.0, count) for count in counts)
        student.agrees(list(thetas), list(truth), np.arange(0.0, 8.0, step))
    student.agrees((1, 3), [2], [0, 1, 2, 3])
    # The step is not the second time, and a repeated rate counts twice.
    student.agrees([0.8, 2.2], [1.0, 1.0, 2.0], np.arange(1.0, 6.0, 0.25))


@check("cost", title="The order of the rates does not matter", hidden=True, weight=0.5)
def test_cost_symmetry(student: Answer) -> None:
    student.agrees([0.8, 2.2], [1.0, 2.0], TIMES)
    one = student.values([0.8, 2.2], [1.0, 2.0], TIMES)
    other = student.values([2.2, 0.8], [1.0, 2.0], TIMES)
    student.expect(
        near(one, other, 1e-12),
        "The cost changes when the two rates change places.",
        "The cost changes when the two rates change places.",
    )


@check("cost", title="Fewer than two times are refused", hidden=True, weight=0.5)
def test_cost_refuses(student: Answer) -> None:
    student.agrees([1.5], [1.0, 2.0], np.array([0.0, 0.5]))
    student.refuses([1.5], [1.0, 2.0], np.array([0.0]))
    student.refuses([1.5], [1.0, 2.0], [])


# --- misconceptions --------------------------------------------------------------------------


def _residual(thetas, thetas0, t):
    """Return the residual and the step; fewer than two times are refused as they should be."""
    t = np.asarray(t, dtype=float)
    if t.size < 2:
        raise ValueError("t must hold at least two times")
    return reference.y(thetas, t) - reference.y(thetas0, t), t[1] - t[0]


@misconception(
    "cost",
    points=1.5,
    hint="It equals the result without the factor ½, which comes from the exponent of the "
    "Gaussian, r²/(2σ²).",
)
def forgets_one_half(thetas, thetas0, t):
    residual, dt = _residual(thetas, thetas0, t)
    return dt * np.sum(residual**2)


@misconception(
    "cost",
    points=1.5,
    hint="It equals the result without the factor `dt`, as if the noise were σ = 1. With "
    "σ² = 1/dt the sum approaches an integral; without `dt` it grows with every finer grid.",
)
def forgets_the_step(thetas, thetas0, t):
    residual, _ = _residual(thetas, thetas0, t)
    return np.sum(residual**2) / 2


@misconception(
    "cost",
    points=1.0,
    hint="It equals the sum divided by `dt` instead of multiplied by it. The variance σ² = 1/dt "
    "stands in the denominator of r²/(2σ²).",
)
def divides_by_the_step(thetas, thetas0, t):
    residual, dt = _residual(thetas, thetas0, t)
    return np.sum(residual**2) / (2 * dt)


@misconception(
    "cost",
    points=1.0,
    hint="It equals half of the mean of the squared residuals, which divides by the number of "
    "times. The cost is their sum times the step: a longer measurement counts for more.",
)
def averages_the_squares(thetas, thetas0, t):
    residual, _ = _residual(thetas, thetas0, t)
    return np.mean(residual**2) / 2


@misconception(
    "cost",
    points=0.5,
    hint="The residuals have been added first and the sum squared. Residuals of opposite sign "
    "then cancel; the cost adds their squares.",
)
def squares_the_sum(thetas, thetas0, t):
    residual, dt = _residual(thetas, thetas0, t)
    return dt * np.sum(residual) ** 2 / 2


@misconception(
    "cost",
    points=0.5,
    hint="It equals the sum with the residuals as they are. Without the square, residuals of "
    "opposite sign cancel, and the cost can even be negative.",
)
def forgets_to_square(thetas, thetas0, t):
    residual, dt = _residual(thetas, thetas0, t)
    return dt * np.sum(residual) / 2


@misconception(
    "cost",
    points=0.0,
    hint="It is half of the squared distance between the rates. The cost compares what can be "
    "measured, the two curves, and very different rates can have nearly equal curves.",
)
def compares_rates_instead_of_curves(thetas, thetas0, t):
    _residual(thetas, thetas0, t)
    difference = np.asarray(thetas, dtype=float) - np.asarray(thetas0, dtype=float)
    return np.sum(difference**2) / 2


@misconception(
    "cost",
    points=2.5,
    hint="The step has been read off the second time alone. It is the distance between two times, "
    "and not every grid starts at 0.",
)
def takes_the_second_time_for_the_step(thetas, thetas0, t):
    t = np.asarray(t, dtype=float)
    if t.size < 2:
        raise ValueError("at least two times are needed")
    residual = reference.y(thetas, t) - reference.y(thetas0, t)
    return float(0.5 * t[1] * np.sum(residual**2))


@misconception(
    "cost",
    points=2.0,
    hint="It equals the result by the trapezoidal rule, in which the first and the last time "
    "count half. Here every time is a measurement and counts once.",
)
def uses_the_trapezoidal_rule(thetas, thetas0, t):
    residual, dt = _residual(thetas, thetas0, t)
    return dt * (np.sum(residual**2) - (residual[0] ** 2 + residual[-1] ** 2) / 2) / 2


@misconception(
    "cost",
    points=2.0,
    hint="It equals the sum without the last time. There are as many terms as times, "
    "one more than there are intervals.",
)
def leaves_out_the_last_time(thetas, thetas0, t):
    residual, _ = _residual(thetas, thetas0, t)
    return np.sum(residual[:-1] ** 2 * np.diff(t)) / 2


@misconception(
    "cost",
    points=2.0,
    hint="It equals the result with the range of the grid divided by the number of times for "
    "the step. The number of intervals is one less than that of the times.",
)
def counts_as_many_intervals_as_times(thetas, thetas0, t):
    residual, _ = _residual(thetas, thetas0, t)
    return (t[-1] - t[0]) / len(t) * np.sum(residual**2) / 2


@misconception(
    "cost",
    points=2.5,
    hint="An `IndexError` comes from reaching for a second time that is not there. Too short a "
    "grid must be looked for first, and refused with a `ValueError`.",
)
def reaches_for_a_second_time(thetas, thetas0, t):
    t = np.asarray(t, dtype=float)
    residual = reference.y(thetas, t) - reference.y(thetas0, t)
    return (t[1] - t[0]) * np.sum(residual**2) / 2


@misconception(
    "cost",
    points=2.5,
    hint="A single time has been accepted, with no step or an invented one. It defines no step "
    "and must be refused with a `ValueError`.",
)
def gives_a_single_time_no_step(thetas, thetas0, t):
    t = np.asarray(t, dtype=float)
    residual = reference.y(thetas, t) - reference.y(thetas0, t)
    dt = t[1] - t[0] if t.size > 1 else 0.0
    return dt * np.sum(residual**2) / 2


@misconception(
    "cost",
    points=0.5,
    hint="The absolute values of the residuals have been added. The Gaussian has their squares "
    "in its exponent, so that a residual twice as large costs four times as much.",
)
def adds_absolute_values(thetas, thetas0, t):
    residual, dt = _residual(thetas, thetas0, t)
    return dt * np.sum(np.abs(residual)) / 2


@misconception(
    "cost",
    points=2.5,
    hint="It equals the sum without the first time. At the time 0 all curves agree, but not "
    "every grid starts there: there are as many terms as times.",
)
def leaves_out_the_first_time(thetas, thetas0, t):
    residual, _ = _residual(thetas, thetas0, t)
    return np.sum(residual[1:] ** 2 * np.diff(t)) / 2


@misconception(
    "cost",
    points=2.0,
    hint="It equals the result by Simpson's rule, which weighs the times by turns. Here every "
    "time is a measurement and counts once.",
)
def uses_simpsons_rule(thetas, thetas0, t):
    residual, _ = _residual(thetas, thetas0, t)
    return simpson(residual**2, x=np.asarray(t, dtype=float)) / 2


@misconception(
    "cost",
    points=1.0,
    hint="It has the square of the step `dt`. The square belongs to the residual; the variance "
    "σ² = 1/dt brings one factor `dt`.",
)
def squares_the_step(thetas, thetas0, t):
    residual, dt = _residual(thetas, thetas0, t)
    return np.sum((dt * residual) ** 2) / 2


@misconception(
    "cost",
    points=1.0,
    hint="It equals the mean of the squared residuals, without the ½. The cost is half of their "
    "sum times the step: a longer measurement counts for more.",
)
def takes_the_mean_square(thetas, thetas0, t):
    residual, _ = _residual(thetas, thetas0, t)
    return np.mean(residual**2)


@misconception(
    "cost",
    points=1.0,
    hint="It equals the sum of the squared residuals, without the ½ and without the step `dt`. "
    "Half of it times the step is the cost, whatever the grid.",
)
def adds_up_the_squares_alone(thetas, thetas0, t):
    residual, _ = _residual(thetas, thetas0, t)
    return np.sum(residual**2)


@misconception(
    "cost",
    points=0.5,
    hint="The residuals have been divided by the true curve. The noise is the same at all "
    "times, so that the cost compares differences, not relative ones.",
)
def takes_relative_residuals(thetas, thetas0, t):
    residual, dt = _residual(thetas, thetas0, t)
    return dt * np.sum((residual / reference.y(thetas0, t)) ** 2) / 2


# --- right answers ---------------------------------------------------------------------------


@right_answer("cost")
def residual_dotted_with_itself(thetas, thetas0, t):
    if len(t) < 2:
        raise ValueError("a grid needs two times")
    r = reference.y(thetas, t) - reference.y(thetas0, t)
    return r @ r * (t[1] - t[0]) / 2


@right_answer("cost")
def sum_without_numpy(thetas, thetas0, t):
    start, following, *_ = t  # raises ValueError if there are fewer than two

    def curve(rates, time):
        return sum(math.exp(-rate * time) for rate in rates) / len(rates)

    total = 0
    for time in t:
        total += (curve(thetas, time) - curve(thetas0, time)) ** 2
    return total * (following - start) / 2


@right_answer("cost")
def trapezoids_and_the_two_ends(thetas, thetas0, t):
    t = np.array(t, dtype=float)
    if t.shape[0] <= 1:
        raise ValueError(f"{t.shape[0]} time(s) define no step")
    squares = (reference.y(thetas, t) - reference.y(thetas0, t)) ** 2
    step = np.diff(t)[0]
    return np.array((trapezoid(squares, dx=step) + step * (squares[0] + squares[-1]) / 2) / 2)


@right_answer("cost")
def chi_square_over_two(thetas, thetas0, t):
    t = np.asarray(t, dtype=float)
    if t.size < 2:
        warnings.warn("grid too short", stacklevel=2)
        raise ValueError("grid too short")
    sigma = 1 / np.sqrt((t[-1] - t[0]) / (t.size - 1))
    pulls = (np.array(reference.y(thetas0, t)) - reference.y(thetas, t)) / sigma
    chi2 = np.linalg.norm(pulls) ** 2
    return np.longdouble(chi2) / 2


@right_answer("cost")
def mean_square_times_duration(thetas, thetas0, t):
    if np.size(t) < 2:
        raise ValueError("no step")
    step = np.ediff1d(t).mean()
    pairs = zip(reference.y(thetas, t).tolist(), reference.y(thetas0, t).tolist(), strict=True)
    return statistics.fmean((one - other) ** 2 for one, other in pairs) * step * len(t) * 0.5


# --- equivalent mutants ----------------------------------------------------------------------


EQUIVALENT_MUTANTS = (
    Equivalent(
        "t = np.asarray(t, dtype=float)",
        ["t = np.asarray(t, dtype=None)", "t = np.asarray(t, )"],
        "`y` converts its times itself, and the step of whole times times 0.5 is a float anyway.",
    ),
    Equivalent(
        "residual = y(thetas, t) - y(thetas0, t)",
        ["residual = y(thetas0, t) - y(thetas, t)"],
        "Only the square of the residual is used.",
    ),
)
