"""Exercise best_single_rate: its checks, and the proof that they judge rightly."""

from __future__ import annotations

import math
import warnings

import mpmath
import numpy as np
import sympy
from scipy.optimize import brentq, least_squares, minimize, minimize_scalar

from autograder.checks import Answer, Equivalent, check, misconception, right_answer
from course.judging.comparison import near
from solutions import sloppy_exponentials as reference

# --- checks ----------------------------------------------------------------------------------


@check("best_single_rate", title="The best single rate for rates 1 and 2", weight=2)
def test_best_single_rate_source(student: Answer) -> None:
    student.equals(1.37166964822981667, [1.0, 2.0], rtol=1e-6)


@check("best_single_rate", title="Equal rates, and rates a factor 1000 apart", hidden=True)
def test_best_single_rate_extremes(student: Answer) -> None:
    student.equals(1.5, [1.5, 1.5], rtol=1e-6)
    student.agrees([1.0, 1000.0], rtol=1e-6)


@check("best_single_rate", title="Rates drawn at random, in either order", hidden=True, weight=0.5)
def test_best_single_rate_random(student: Answer, rng: np.random.Generator) -> None:
    for _ in range(4):
        slow, fast = rng.uniform(0.3, 1.0), rng.uniform(1.2, 6.0)
        student.agrees([slow, fast], rtol=1e-6)
        student.agrees([fast, slow], rtol=1e-6)


@check("best_single_rate", title="Time in other units scales the rate", hidden=True, weight=0.5)
def test_best_single_rate_scaling(student: Answer) -> None:
    student.agrees([1.0, 3.0], rtol=1e-6)
    one, other = student.values([1.0, 3.0]), student.values([10.0, 30.0])
    student.expect(
        near(10 * one, other, 3e-6),
        "Ten times faster rates must give a best rate ten times as fast.",
        "The result does not scale with the rates.",
    )


# --- misconceptions --------------------------------------------------------------------------


@misconception(
    "best_single_rate",
    points=0.5,
    hint="It is the arithmetic mean of the rates, which matches the slope of the curves at the "
    "start only. The cost weighs all times, and late ones belong to the slower rate.",
)
def takes_the_arithmetic_mean(thetas0):
    return np.mean(thetas0)


@misconception(
    "best_single_rate",
    points=0.5,
    hint="It is the geometric mean of the rates. That is the zero of a derivative in which "
    "1/(θ + a) has not been differentiated to -1/(θ + a)².",
)
def takes_the_geometric_mean(thetas0):
    return np.sqrt(np.prod(np.asarray(thetas0, dtype=float)))


@misconception(
    "best_single_rate",
    points=0.5,
    hint="It is the rate of the mean lifetime, the harmonic mean of the rates. That makes the "
    "areas below the two curves equal, which is not the least cost.",
)
def averages_the_lifetimes(thetas0):
    return 1 / np.mean(1 / np.asarray(thetas0, dtype=float))


@misconception(
    "best_single_rate",
    points=0.5,
    hint="It is the slope of a straight line through the logarithm of the curve. That fit gives "
    "the late times, where hardly anything is left, the same weight as the early ones; "
    "the cost compares the curves, not their logarithms.",
)
def fits_a_line_to_the_logarithm(thetas0):
    slope, _ = np.polyfit(reference.TIMES, np.log(reference.y(thetas0, reference.TIMES)), 1)
    return -slope


@misconception(
    "best_single_rate",
    points=2.0,
    hint="It is the θ that one gets without the factor ½ of the average. A single exponential "
    "that starts at 1 is then fitted to a sum that starts at 2.",
)
def fits_the_sum_of_two_decays(thetas0):
    rates = np.asarray(thetas0, dtype=float)
    return brentq(
        lambda theta: np.sum((2 * theta / (theta + rates)) ** 2) - 1,
        rates.min() / 4,
        rates.max(),
        xtol=1e-14,
    )


@misconception(
    "best_single_rate",
    points=2.0,
    hint="It is the θ that one gets when the cross term of the square lacks its factor 2: "
    "(u - v)² is u² - 2uv + v².",
)
def halves_the_cross_term(thetas0):
    rates = np.asarray(thetas0, dtype=float)
    return brentq(
        lambda theta: np.sum((theta / (theta + rates)) ** 2) - 1,
        rates.min(),
        4 * rates.max(),
        xtol=1e-14,
    )


STOPS_EARLY = (
    "It is where an optimiser with its default tolerance stops, as soon as the gradient is "
    "below `gtol`, 1e-5. Near the minimum the gradient is the curvature times the distance, so "
    "`gtol` divided by the curvature is the error: 1e-5/0.093, in the fourth digit, for the rates "
    "1 and 2."
)


@misconception(
    "best_single_rate",
    points=2.0,
    hint=STOPS_EARLY,
)
def trusts_the_default_tolerance(thetas0):
    def objective(theta):
        return reference.cost([theta[0]], thetas0, reference.TIMES)

    return minimize(objective, [1.5]).x[0]


@misconception("best_single_rate", points=2.0, hint=STOPS_EARLY)
def trusts_the_default_from_the_mean(thetas0):
    return minimize(
        lambda theta: reference.cost([theta[0]], thetas0, reference.TIMES), [np.mean(thetas0)]
    ).x[0]


@misconception("best_single_rate", points=2.0, hint=STOPS_EARLY)
def trusts_the_default_for_the_integral(thetas0):
    rates = np.asarray(thetas0, dtype=float)
    found = minimize(lambda q: 1 / (4 * q[0]) - np.sum(1 / (q[0] + rates)) / 2, [1.5])
    return found.x[0]


@misconception(
    "best_single_rate",
    points=3.0,
    hint="It minimises the sum over the grid `TIMES`, not the integral. A fast decay is over "
    "before the second point of the grid, and a slow one is not over at its end.",
)
def sums_the_cost_over_times(thetas0):
    t, rates = reference.TIMES, np.asarray(thetas0, dtype=float)
    true = reference.y(rates, t)

    def slope(theta):
        single = np.exp(-theta * t)
        return np.sum((true - single) * t * single)

    if rates.min() == rates.max():
        return rates.min()
    return brentq(slope, rates.min(), rates.max(), xtol=1e-14)


@misconception(
    "best_single_rate",
    points=3.5,
    hint="It is the end of a fixed interval in which the best rate was sought. The interval "
    "must follow from the given rates: the answer lies between them.",
)
def searches_a_fixed_interval(thetas0):
    rates = np.asarray(thetas0, dtype=float)
    found = minimize_scalar(
        lambda theta: 1 / (2 * theta) - np.sum(1 / (theta + rates)),
        bounds=(0.1, 10),
        method="bounded",
        options={"xatol": 1e-10},
    )
    return found.x


@misconception(
    "best_single_rate",
    points=3.5,
    hint="The search takes the first rate for the smaller one. The rates may come in either "
    "order: sort them before they are used as the ends of an interval.",
)
def expects_the_slow_rate_first(thetas0):
    slow, fast = thetas0
    if slow == fast:
        return slow
    found = minimize_scalar(
        lambda theta: 1 / (2 * theta) - 1 / (theta + slow) - 1 / (theta + fast),
        bounds=(slow, fast),
        method="bounded",
        options={"xatol": 1e-10},
    )
    return found.x


@misconception(
    "best_single_rate",
    points=3.0,
    hint="The search wants an interval with a point inside, and between equal rates there is "
    "none. For them the answer is plain: treat this case before the search.",
)
def needs_two_different_rates(thetas0):
    slow, fast = sorted(thetas0)
    found = minimize_scalar(
        lambda theta: 1 / (2 * theta) - 1 / (theta + slow) - 1 / (theta + fast),
        bracket=(slow, np.sqrt(slow * fast), fast),
    )
    return found.x


@misconception(
    "best_single_rate",
    points=0.5,
    hint="It is the root of the mean square of the rates. The best rate lies nearer to the "
    "slower one, whose decay lasts longer; it follows from the minimum of the cost, not "
    "from a mean.",
)
def takes_the_root_mean_square(thetas0):
    return np.sqrt(np.mean(np.square(np.asarray(thetas0, dtype=float))))


@misconception(
    "best_single_rate",
    points=0.5,
    hint="It is the best of a grid of rates in steps of 0.01, right to the step. Between the "
    "places of the grid, look for the zero of the derivative of the cost.",
)
def takes_the_best_of_a_grid(thetas0):
    grid = np.arange(0.5, 3, 0.01)
    return grid[np.argmin([reference.cost([rate], thetas0, reference.TIMES) for rate in grid])]


@misconception(
    "best_single_rate",
    points=1.0,
    hint="The rate has been rounded to a few decimals. Round for reading if you like, but "
    "return the number as it is.",
)
def rounds_to_three_decimals(thetas0):
    return np.round(reference.best_single_rate(thetas0), 3)


# --- right answers ---------------------------------------------------------------------------


@right_answer("best_single_rate")
def bisection_by_hand(thetas0):
    low, high = min(thetas0), max(thetas0)
    for _ in range(100):
        middle = (low + high) / 2
        if sum(1 / (middle + a) ** 2 for a in thetas0) > 1 / (2 * middle**2):
            high = middle
        else:
            low = middle
    return middle


@right_answer("best_single_rate")
def positive_root_of_a_quartic(thetas0):
    a, b = np.array(thetas0, dtype=float)
    first, second = np.poly1d([1, a]) ** 2, np.poly1d([1, b]) ** 2
    roots = (first * second - 2 * np.poly1d([1, 0]) ** 2 * (first + second)).roots
    real = roots[np.abs(roots.imag) < 1e-6 * np.abs(roots)].real
    return real[real > 0][0]


@right_answer("best_single_rate")
def minimum_along_the_logarithm(thetas0):
    a, b = thetas0
    unit = math.sqrt(a * b)

    def scaled(u):
        x = math.exp(u)
        return 1 / (4 * x) - 0.5 * (1 / (x + a / unit) + 1 / (x + b / unit))

    found = minimize_scalar(scaled, bracket=(-1, 0.5), tol=1e-10)
    print(found)
    return np.array(unit * math.exp(found.x))


@right_answer("best_single_rate")
def newton_to_thirty_digits(thetas0):
    a, b = (mpmath.mpf(float(rate)) for rate in thetas0)
    with mpmath.workdps(30):
        start = 2 * a * b / (a + b)
        root = mpmath.findroot(lambda x: (2 * x / (x + a)) ** 2 + (2 * x / (x + b)) ** 2 - 2, start)
    return float(root)


@right_answer("best_single_rate")
def fixed_point_of_the_condition(thetas0):
    rates = np.asarray(thetas0, dtype=np.longdouble)
    theta = rates.mean()
    for _ in range(500):
        theta = 1 / np.sqrt(2 * np.sum((theta + rates) ** -2.0))
    return theta


@right_answer("best_single_rate")
def symbolic_derivative(thetas0):
    x = sympy.symbols("x", positive=True)
    a, b = (sympy.Rational(float(rate)) for rate in thetas0)
    cost = 1 / (4 * x) - 1 / (2 * (x + a)) - 1 / (2 * (x + b))
    numerator = sympy.numer(sympy.together(sympy.diff(cost, x)))
    (root,) = (r for r in sympy.Poly(numerator, x).nroots(n=20) if r.is_real and r > 0)
    return float(root)


@right_answer("best_single_rate")
def fit_to_a_fine_grid_of_quadrature_points(thetas0):
    warnings.warn("this takes a moment", stacklevel=2)
    slowest = min(thetas0)
    nodes, weights = np.polynomial.legendre.leggauss(400)
    # t = s^4 puts many nodes where the fast decay happens.
    s = (nodes + 1) / 2
    t, weight = 40 * s**4 / slowest, 80 * s**3 * weights / slowest
    true = reference.y(thetas0, t)
    fit = least_squares(
        lambda u: np.sqrt(weight * slowest) * (np.exp(-slowest * u[0] * t) - true),
        [1.5],
        xtol=1e-15,
        ftol=1e-15,
        gtol=1e-15,
    )
    return slowest * fit.x[0]


# --- equivalent mutants ----------------------------------------------------------------------


EQUIVALENT_MUTANTS = (
    Equivalent(
        "rates = np.asarray(thetas0, dtype=float)",
        ["rates = np.asarray(thetas0, dtype=None)", "rates = np.asarray(thetas0, )"],
        "brentq calls `slope` with floats, so that sums and quotients with whole rates are floats.",
    ),
    Equivalent(
        "return np.mean((2 * theta / (theta + rates)) ** 2) - 1",
        ["return 1 - np.mean((2 * theta / (theta + rates)) ** 2)"],
        "A function and its negative have the same zeros.",
    ),
    Equivalent(
        "return float(brentq(slope, rates.min(), rates.max(), xtol=tiny * rates.min(), rtol=tiny))",
        [
            "return float(brentq(slope, rates.max(), rates.min(), xtol=tiny * rates.min(), rtol=tiny))"
        ],
        "An interval given from its upper end holds the same zero.",
    ),
    Equivalent(
        "tiny = 4 * np.finfo(float).eps",
        ["tiny = 5 * np.finfo(float).eps"],
        "A tolerance of 5 in place of 4 units of rounding, where 1e-6 is asked for.",
    ),
    Equivalent(
        "tiny = 4 * np.finfo(float).eps",
        ["tiny = 4 * np.finfo(None).eps"],
        "NumPy takes None for float.",
    ),
    Equivalent(
        "return float(brentq(slope, rates.min(), rates.max(), xtol=tiny * rates.min(), rtol=tiny))",
        ["return float(brentq(slope, rates.min(), rates.max(), xtol=tiny * rates.min(), ))"],
        "4 units of rounding are what brentq takes for `rtol` by default.",
    ),
    Equivalent(
        "return float(brentq(slope, rates.min(), rates.max(), xtol=tiny * rates.min(), rtol=tiny))",
        [
            "return float(brentq(slope, rates.min(), rates.max(), rtol=tiny))",
            "return float(brentq(slope, rates.min(), rates.max(), xtol=tiny / rates.min(), rtol=tiny))",
            "return float(brentq(slope, rates.min(), rates.max(), xtol=tiny, rtol=tiny))",
        ],
        "For rates of order one, as in the lesson, each of these stops within 1e-11 of the zero, where 1e-6 is asked for. Only for rates below 1e-5 would it matter, and there a student's brentq with its own tolerance would be as far off.",
    ),
)
