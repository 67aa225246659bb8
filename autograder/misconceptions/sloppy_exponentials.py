"""Mistakes that students make in lesson sloppy_exponentials."""

import numpy as np
from matplotlib.figure import Figure
from scipy.optimize import brentq, minimize, minimize_scalar

from autograder.checks.reference_answers import misconception
from solutions import sloppy_exponentials as reference

# --- y ---------------------------------------------------------------------------------------


def _rates_and_times(thetas, t):
    """Return both as arrays of floats; no rates are refused as they should be."""
    if len(thetas) == 0:
        raise ValueError("thetas must hold at least one rate")
    return np.asarray(thetas, dtype=float), np.asarray(t, dtype=float)


@misconception(
    "y",
    points=0.5,
    hint="All times have been averaged into one number, as a plain `mean()` does. "
    "Only the rates are averaged over: the result has the shape of `t`.",
)
def averages_over_rates_and_times(thetas, t):
    thetas, t = _rates_and_times(thetas, t)
    return np.exp(-t[..., np.newaxis] * thetas).mean()


@misconception(
    "y",
    points=0.5,
    hint="The average runs over the times and leaves one number for each rate. "
    "It must run over the rates and leave one number for each time.",
)
def averages_over_time(thetas, t):
    thetas, t = _rates_and_times(thetas, t)
    return np.exp(-np.outer(t, thetas)).mean(axis=0)


@misconception(
    "y",
    points=1.5,
    hint="It equals the sum of the decays. The model is their average, with a factor 1/N, "
    "so that every curve starts at 1.",
)
def forgets_to_average(thetas, t):
    thetas, t = _rates_and_times(thetas, t)
    return np.exp(-t[..., np.newaxis] * thetas).sum(axis=-1)


@misconception(
    "y",
    points=0.5,
    hint="It is a single decay with the mean of the rates. The average of exponentials is not "
    "the exponential of the average: the decays must be averaged, not the rates.",
)
def averages_the_rates(thetas, t):
    thetas, t = _rates_and_times(thetas, t)
    return np.exp(-thetas.mean() * t)


@misconception(
    "y",
    points=1.5,
    hint="It equals the average of exp(+θt). A decay has a minus sign in the exponent.",
)
def grows_instead_of_decaying(thetas, t):
    thetas, t = _rates_and_times(thetas, t)
    return np.exp(t[..., np.newaxis] * thetas).mean(axis=-1)


@misconception(
    "y",
    points=1.0,
    hint="It equals the average of exp(-t/θ), which takes each θ for a lifetime. "
    "A rate is one over a lifetime: it multiplies the time.",
)
def takes_rates_for_lifetimes(thetas, t):
    thetas, t = _rates_and_times(thetas, t)
    return np.exp(-t[..., np.newaxis] / thetas).mean(axis=-1)


@misconception(
    "y",
    points=2.5,
    hint="A single time has become an array of length 1, as `np.atleast_1d` makes it. "
    "For a scalar `t` the result is a scalar.",
)
def returns_an_array_for_a_number(thetas, t):
    thetas, t = _rates_and_times(thetas, t)
    return np.exp(-np.atleast_1d(t)[..., np.newaxis] * thetas).mean(axis=-1)


@misconception(
    "y",
    points=2.0,
    hint="The values are in one row, whatever the shape of `t`: `np.outer` flattens its "
    "arguments. The result must have the shape of `t`.",
)
def flattens_the_times(thetas, t):
    thetas, t = _rates_and_times(thetas, t)
    return np.exp(-np.outer(t, thetas)).mean(axis=1)


@misconception(
    "y",
    points=2.5,
    hint="The values have been cut to whole numbers: the array that holds the result was made "
    "in the likeness of `t`, and whole-number times make it an array of integers.",
)
def stores_decays_as_integers(thetas, t):
    _rates_and_times(thetas, t)
    t = np.asarray(t)
    values = np.zeros_like(t)
    for place, time in np.ndenumerate(t):
        values[place] = np.mean(np.exp(-np.asarray(thetas) * time))
    return values


@misconception(
    "y",
    points=2.0,
    hint="The times have not been turned into an array. A number times a list does not multiply "
    "the list's items: a whole number repeats the list, a negative one leaves it empty, and a "
    "`float` is a `TypeError`.",
)
def multiplies_a_list(thetas, t):
    _rates_and_times(thetas, t)
    return sum(np.exp(-theta * t) for theta in thetas) / len(thetas)


@misconception(
    "y",
    points=2.5,
    hint="A rate that occurs twice has been counted once. Two isotopes may decay at the same rate, "
    "and the average is over isotopes.",
)
def counts_equal_rates_once(thetas, t):
    return reference.y(np.unique(np.asarray(thetas, dtype=float)), t)


@misconception(
    "y",
    points=2.5,
    hint="NumPy's mean of nothing is `nan`, with no more than a warning. An empty list of rates "
    "must be looked for, and refused with a `ValueError`.",
)
def accepts_no_rates(thetas, t):
    thetas, t = np.asarray(thetas, dtype=float), np.asarray(t, dtype=float)
    return np.exp(-t[..., np.newaxis] * thetas).mean(axis=-1)


@misconception(
    "y",
    points=2.5,
    hint="Without rates the sum is divided by their number, zero, and the error comes by "
    "accident. Look for the empty list first, and raise a `ValueError` that says what is wrong.",
)
def divides_by_no_rates(thetas, t):
    t = np.asarray(t, dtype=float)
    return sum(np.exp(-theta * t) for theta in thetas) / len(thetas)


# --- cost ------------------------------------------------------------------------------------


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


# --- cost_contours ---------------------------------------------------------------------------

SIDE = np.linspace(0.5, 2.5, 40)
LEVELS = 2.0 ** np.arange(-14, -4)


def _surface(thetas0, t, side=SIDE):
    """Return the table of costs, a row for each value of the second rate."""
    t = np.asarray(t, dtype=float)
    decays = np.exp(-np.outer(side, t))
    residual = (decays[:, np.newaxis] + decays) / 2 - reference.y(thetas0, t)
    return (residual**2).sum(axis=-1) * (t[1] - t[0]) / 2


def _frame(marks, *, equal=True, labels=True, limits=True):
    """Return a figure and its axes, in which all is right but what the arguments say."""
    figure = Figure()
    axes = figure.subplots()
    axes.plot(*np.transpose(marks), "o", linestyle="none", color="red")
    if equal:
        axes.set_aspect("equal")
    if labels:
        axes.set(xlabel="rate 1", ylabel="rate 2")
    if limits:
        axes.set(xlim=(0.5, 2.5), ylim=(0.5, 2.5))
    return figure, axes


def _both(thetas0):
    return [tuple(thetas0), tuple(thetas0)[::-1]]


@misconception(
    "cost_contours",
    points=3.0,
    hint="A plot whose axes say nothing cannot be read by anybody else. "
    "Each axis must name the rate that runs along it.",
)
def leaves_the_axes_unlabelled(thetas0, t):
    figure, axes = _frame(_both(thetas0), labels=False)
    axes.contour(SIDE, SIDE, _surface(thetas0, t), levels=LEVELS)
    return figure


@misconception(
    "cost_contours",
    points=3.0,
    hint="The square has been stretched to fill the frame. Ratios of axes, slopes and right "
    "angles can be read off only if a unit is equally long along both axes.",
)
def stretches_the_square(thetas0, t):
    figure, axes = _frame(_both(thetas0), equal=False)
    axes.contour(SIDE, SIDE, _surface(thetas0, t), levels=LEVELS)
    return figure


@misconception(
    "cost_contours",
    points=3.0,
    hint="The axes begin at zero, as those of many plots do. Here both rates run over the "
    "square of the statement, and over nothing else.",
)
def starts_the_axes_at_zero(thetas0, t):
    figure, axes = _frame(_both(thetas0), limits=False)
    axes.contour(SIDE, SIDE, _surface(thetas0, t), levels=LEVELS)
    axes.set(xlim=(0, 2.5), ylim=(0, 2.5))
    return figure


@misconception(
    "cost_contours",
    points=0.0,
    hint="The cost is shown as an image of colours, not by contours. "
    "Only lines of equal cost, at known levels, show the shape of the valley.",
)
def paints_an_image_without_contours(thetas0, t):
    figure, axes = _frame(_both(thetas0))
    axes.imshow(_surface(thetas0, t), origin="lower", extent=(0.5, 2.5, 0.5, 2.5))
    return figure


@misconception(
    "cost_contours",
    points=2.0,
    hint="The levels have been left to matplotlib, which spaces them evenly. The cost spans "
    "decades: even steps show its high slopes and nothing of the valley.",
)
def leaves_the_levels_to_matplotlib(thetas0, t):
    figure, axes = _frame(_both(thetas0))
    axes.contour(SIDE, SIDE, _surface(thetas0, t), 10)
    return figure


@misconception(
    "cost_contours",
    points=2.0,
    hint="The levels run between the right ends, but in equal steps. Each should be twice the "
    "one before: the exponents are evenly spaced, not the levels.",
)
def spaces_the_levels_evenly(thetas0, t):
    figure, axes = _frame(_both(thetas0))
    axes.contour(SIDE, SIDE, _surface(thetas0, t), levels=np.linspace(2**-14, 2**-5, 10))
    return figure


@misconception(
    "cost_contours",
    points=2.0,
    hint="The lowest levels are absent: a set that stops above the pass between the two minima "
    "shows one long trough, and levels up to 1 are higher than any cost in the square.",
)
def stops_above_the_pass(thetas0, t):
    figure, axes = _frame(_both(thetas0))
    axes.contour(SIDE, SIDE, _surface(thetas0, t), levels=2.0 ** np.arange(-12, 1))
    return figure


@misconception(
    "cost_contours",
    points=2.0,
    hint="Only the highest level is absent. `np.arange` leaves out the end that it is given, "
    "so that one exponent is lost.",
)
def loses_the_last_level(thetas0, t):
    figure, axes = _frame(_both(thetas0))
    axes.contour(SIDE, SIDE, _surface(thetas0, t), levels=2.0 ** np.arange(-14, -5))
    return figure


@misconception(
    "cost_contours",
    points=2.0,
    hint="The levels go on beyond the highest one asked for. The uppermost ones are higher than "
    "any cost in the square and would never be drawn.",
)
def adds_levels_up_to_one(thetas0, t):
    figure, axes = _frame(_both(thetas0))
    axes.contour(SIDE, SIDE, _surface(thetas0, t), levels=2.0 ** np.arange(-14, 1))
    return figure


@misconception(
    "cost_contours",
    points=2.0,
    hint="The levels are right, but the surface below them is not the cost over the square: it may "
    "be its logarithm at levels of the cost itself, lack the step of the grid, or be drawn "
    "without the rates along its sides.",
)
def mixes_costs_and_logarithms(thetas0, t):
    figure, axes = _frame(_both(thetas0))
    logarithm = np.log2(_surface(thetas0, t) + 1e-300)
    axes.contourf(SIDE, SIDE, logarithm, levels=LEVELS, extend="both")
    return figure


@misconception(
    "cost_contours",
    points=2.0,
    hint="The contours lie where those of twice the cost would, as one gets without its factor ½: "
    "each lies where the next lower one belongs.",
)
def draws_twice_the_cost(thetas0, t):
    figure, axes = _frame(_both(thetas0))
    axes.contour(SIDE, SIDE, 2 * _surface(thetas0, t), levels=LEVELS)
    return figure


@misconception(
    "cost_contours",
    points=2.0,
    hint="The grid is too coarse: with half as many points a side as asked for, the straight "
    "pieces of the contours cut the bends of the narrow valley.",
)
def takes_twenty_points_a_side(thetas0, t):
    side = np.linspace(0.5, 2.5, 20)
    figure, axes = _frame(_both(thetas0))
    axes.contour(side, side, _surface(thetas0, t, side), levels=LEVELS)
    return figure


@misconception(
    "cost_contours",
    points=2.0,
    hint="Only the true rates are marked. The model does not care in which order the rates are "
    "named, so their mirror image is a minimum as well.",
)
def marks_one_minimum(thetas0, t):
    figure, axes = _frame([thetas0])
    axes.contour(SIDE, SIDE, _surface(thetas0, t), levels=LEVELS)
    return figure


@misconception(
    "cost_contours",
    points=2.0,
    hint="No marker stands at the true rates: the markers have been forgotten, or put on the "
    "diagonal, where both rates are equal. The minima lie off it, at the two true rates in "
    "either order.",
)
def marks_points_of_the_diagonal(thetas0, t):
    first, second = thetas0
    figure, axes = _frame([(first, first), (second, second)])
    axes.contour(SIDE, SIDE, _surface(thetas0, t), levels=LEVELS)
    return figure


@misconception(
    "cost_contours",
    points=3.0,
    hint="The markers stand where they did for other true rates. Their places must be taken "
    "from `thetas0`, not written down as numbers.",
)
def marks_fixed_places(thetas0, t):
    figure, axes = _frame([(1, 2), (2, 1)])
    axes.contour(SIDE, SIDE, _surface(thetas0, t), levels=LEVELS)
    return figure


@misconception(
    "cost_contours",
    points=0.0,
    hint="What is returned is the axes, not the figure that holds them. "
    "Return the object that was made first.",
)
def returns_the_axes(thetas0, t):
    _, axes = _frame(_both(thetas0))
    axes.contour(SIDE, SIDE, _surface(thetas0, t), levels=LEVELS)
    return axes


# --- best_single_rate ------------------------------------------------------------------------


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


@misconception(
    "best_single_rate",
    points=2.0,
    hint="It is where an optimiser with its default tolerance stops. It compares the gradient "
    "with a fixed number, and this cost is so small that its gradient is below that number "
    "long before the minimum.",
)
def trusts_the_default_tolerance(thetas0):
    def objective(theta):
        return reference.cost([theta[0]], thetas0, reference.TIMES)

    return minimize(objective, [1.5]).x[0]


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


# --- compare_curves --------------------------------------------------------------------------


def _two_panels(thetas0, theta, t, *, true=None, single=None, style="-", sharey=False):
    """Return a complete figure with two panels, and these; curves may be replaced."""
    true = reference.y(thetas0, t) if true is None else true
    single = reference.y([theta], t) if single is None else single
    figure = Figure()
    above, below = figure.subplots(2, 1, sharex=True, sharey=sharey)
    above.plot(t, true, style, label="true")
    above.plot(t, single, style, label="single")
    above.set(xlabel="time", ylabel="y")
    above.legend()
    below.plot(t, single - true, style)
    below.set(xlabel="time", ylabel="single - true")
    return figure, above, below


@misconception(
    "compare_curves",
    points=0.0,
    hint="Curves and difference share one panel, or the difference is not drawn. It is so much "
    "smaller than the curves that it needs a panel of its own.",
)
def draws_everything_in_one_panel(thetas0, theta, t):
    true, single = reference.y(thetas0, t), reference.y([theta], t)
    figure = Figure()
    axes = figure.subplots()
    for curve, label in ((true, "true"), (single, "single"), (single - true, "difference")):
        axes.plot(t, curve, label=label)
    axes.set(xlabel="time", ylabel="y")
    axes.legend()
    return figure


@misconception(
    "compare_curves",
    points=2.0,
    hint="The second panel has no labels: they have been set for the first axes only.",
)
def labels_the_first_panel_only(thetas0, theta, t):
    figure, _, below = _two_panels(thetas0, theta, t)
    below.set(xlabel="", ylabel="")
    return figure


@misconception(
    "compare_curves",
    points=2.0,
    hint="The labels of the curves do not show: a `label` appears only after `legend()` has "
    "been called on the same axes.",
)
def forgets_to_call_legend(thetas0, theta, t):
    figure, above, _ = _two_panels(thetas0, theta, t)
    above.get_legend().remove()
    return figure


@misconception(
    "compare_curves",
    points=2.0,
    hint="The legend names one curve only. A line without a `label` of its own is left out.",
)
def names_one_curve_only(thetas0, theta, t):
    figure, above, _ = _two_panels(thetas0, theta, t)
    above.lines[0].set_label("_line")
    above.legend()
    return figure


@misconception(
    "compare_curves",
    points=1.0,
    hint="What is measured is one curve, the average of the true decays: neither each of them by "
    "itself nor their sum.",
)
def draws_each_decay_apart(thetas0, theta, t):
    figure, above, _ = _two_panels(thetas0, theta, t)
    above.lines[0].remove()
    for rate in thetas0:
        above.plot(t, np.exp(-rate * np.asarray(t)), label=f"rate {rate}")
    above.legend()
    return figure


@misconception(
    "compare_curves",
    points=0.0,
    hint="No curve decays with the rate `theta` that the function is given. It must be able to "
    "show any rate, not only the best one, which it would have to find by itself.",
)
def ignores_the_given_rate(thetas0, theta, t):
    return _two_panels(thetas0, reference.best_single_rate(thetas0), t)[0]


@misconception(
    "compare_curves",
    points=1.0,
    hint="The second panel does not show the residual: it shows the true curve minus the single "
    "exponential, the wrong way round, or an absolute or relative difference. "
    "A residual is model minus truth, with its sign.",
)
def subtracts_the_wrong_way_round(thetas0, theta, t):
    figure, _, below = _two_panels(thetas0, theta, t)
    line = below.lines[0]
    line.set_ydata(-line.get_ydata())
    below.relim()
    below.autoscale_view()
    return figure


@misconception(
    "compare_curves",
    points=1.0,
    hint="The panels share their y scale, and next to curves that start at 1 the difference "
    "looks like zero. Share the times only.",
)
def shares_the_vertical_scale(thetas0, theta, t):
    return _two_panels(thetas0, theta, t, sharey=True)[0]


# --- jacobian --------------------------------------------------------------------------------


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


# --- hessian ---------------------------------------------------------------------------------


def _sums(thetas):
    """Return N and the table of all sums of two rates."""
    thetas = np.asarray(thetas, dtype=float)
    return thetas.size, np.add.outer(thetas, thetas)


@misconception(
    "hessian",
    points=2.5,
    hint="It equals the result without the factor 2, which comes from the integral of "
    "t² exp(-kt), the same 2 as in 2/k³.",
)
def forgets_factor_two(thetas):
    count, sums = _sums(thetas)
    return 1 / count**2 / sums**3


@misconception(
    "hessian",
    points=2.5,
    hint="It equals the result with 1/N in place of 1/N². The product of two derivatives has "
    "two factors 1/N.",
)
def divides_by_n_once(thetas):
    count, sums = _sums(thetas)
    return 2 / count / sums**3


@misconception(
    "hessian",
    points=2.0,
    hint="It equals the result without any factor 1/N. Each of the two derivatives of the "
    "average brings one.",
)
def leaves_out_the_average(thetas):
    _, sums = _sums(thetas)
    return 2 / sums**3


@misconception(
    "hessian",
    points=2.0,
    hint="It has the square of θα + θβ where the cube belongs. Each power of t in the integral "
    "raises the power of 1/k by one: ∫ exp(-kt) dt is 1/k already.",
)
def squares_the_sum_of_rates(thetas):
    count, sums = _sums(thetas)
    return 2 / count**2 / sums**2


@misconception(
    "hessian",
    points=1.0,
    hint="It has the product θα θβ where the sum θα + θβ belongs. When two exponentials are "
    "multiplied, their exponents are added.",
)
def multiplies_the_rates(thetas):
    return 2 / len(thetas) ** 2 / np.outer(thetas, thetas) ** 3


@misconception(
    "hessian",
    points=1.5,
    hint="It is zero off the diagonal, as if the rates did not interact. The mixed derivatives "
    "are integrals of products of positive numbers, and not small.",
)
def keeps_the_diagonal_only(thetas):
    return np.diag(np.diag(reference.hessian(thetas)))


@misconception(
    "hessian",
    points=0.5,
    hint="It is the integral of products of derivatives by the time, which bring down θα θβ. "
    "The Hessian needs the derivatives by the rates, each with a factor t.",
)
def integrates_slopes_in_time(thetas):
    count, sums = _sums(thetas)
    return np.outer(thetas, thetas) / count**2 / sums


@misconception(
    "hessian",
    points=2.0,
    hint="It is the sum over the grid `TIMES`, with its step. It comes near the integral over "
    "all times, but not to nine digits: the grid has an end.",
)
def sums_over_the_grid(thetas):
    jacobian = reference.jacobian(thetas, reference.TIMES)
    return 0.01 * jacobian.T @ jacobian


@misconception(
    "hessian",
    points=3.0,
    hint="Whole-number rates make an array of integers, and NumPy refuses to raise integers to "
    "a negative power. Rates must be turned into floats first.",
)
def raises_integers_to_a_negative_power(thetas):
    thetas = np.asarray(thetas)
    return 2 / thetas.size**2 * np.add.outer(thetas, thetas) ** -3


@misconception(
    "hessian",
    points=3.0,
    hint="The rates have been given a new axis before they were turned into an array. "
    "A list has no axes and refuses that index.",
)
def gives_the_list_of_rates_an_axis(thetas):
    return 2 / len(thetas) ** 2 / (thetas[:, np.newaxis] + thetas) ** 3


# --- axis_ratio ------------------------------------------------------------------------------


@misconception(
    "axis_ratio",
    points=2.0,
    hint="It is the right ratio for eigenvalues that are sorted from the largest down, and "
    "these are not: `eigvals` returns them in no particular order.",
)
def trusts_the_order_of_eigvals(H):
    eigenvalues = np.linalg.eigvals(H)
    return np.sqrt(eigenvalues[0] / eigenvalues[-1])


@misconception(
    "axis_ratio",
    points=2.0,
    hint="It compares the two smallest eigenvalues, which are the only two of a 2 × 2 matrix. "
    "With more parameters the shortest axis belongs to the largest eigenvalue of all.",
)
def expects_two_parameters(H):
    eigenvalues = np.linalg.eigvalsh(H)
    return np.sqrt(eigenvalues[1] / eigenvalues[0])


@misconception(
    "axis_ratio",
    points=1.5,
    hint="It is the ratio of the eigenvalues, without the square root. "
    "At given cost, ½λΔ² = c, a length Δ goes like one over the root of λ.",
)
def forgets_the_square_root(H):
    eigenvalues = np.linalg.eigvalsh(H)
    return eigenvalues[-1] / eigenvalues[0]


@misconception(
    "axis_ratio",
    points=1.5,
    hint="It is the ratio of the shortest axis to the longest. "
    "The long axis is the sloppy one: it belongs to the smallest eigenvalue.",
)
def takes_the_stiff_axis_for_the_long_one(H):
    eigenvalues = np.linalg.eigvalsh(H)
    return np.sqrt(eigenvalues[0] / eigenvalues[-1])


@misconception(
    "axis_ratio",
    points=0.5,
    hint="It compares diagonal entries of the matrix, which are curvatures along the axes of "
    "the plot. The ellipse has axes of its own, and the eigenvalues belong to those.",
)
def reads_curvatures_off_the_diagonal(H):
    diagonal = np.diag(H)
    return np.sqrt(diagonal.max() / diagonal.min())


@misconception(
    "axis_ratio",
    points=1.5,
    hint="These are the lengths of the axes, one for each eigenvalue. "
    "Asked for is one number, the longest divided by the shortest.",
)
def returns_the_lengths_of_the_axes(H):
    return 1 / np.sqrt(np.linalg.eigvalsh(H))


# --- axis_slopes -----------------------------------------------------------------------------


@misconception(
    "axis_slopes",
    points=2.0,
    hint="The two slopes have changed places for some matrices and not for others: `eig` "
    "returns the eigenvalues in no particular order. `eigh` sorts them.",
)
def trusts_the_order_of_eig(H):
    vectors = np.linalg.eig(H)[1]
    return vectors[1] / vectors[0]


@misconception(
    "axis_slopes",
    points=1.5,
    hint="The two slopes have changed places. `eigh` sorts the eigenvalues from the smallest "
    "up, so its last eigenvector is the stiff one.",
)
def swaps_stiff_and_sloppy(H):
    stiff, sloppy = reference.axis_slopes(H)
    return sloppy, stiff


@misconception(
    "axis_slopes",
    points=1.5,
    hint="These are the slopes dθ₁/dθ₂, run over rise. "
    "With θ₂ along y, a slope is the second component divided by the first.",
)
def divides_run_by_rise(H):
    stiff, sloppy = reference.axis_slopes(H)
    return 1 / stiff, 1 / sloppy


@misconception(
    "axis_slopes",
    points=1.5,
    hint="The slope of the sloppy axis lacks its minus sign. Lines at right angles have slopes "
    "whose product is -1, not 1.",
)
def forgets_the_minus_of_the_perpendicular(H):
    stiff, _ = reference.axis_slopes(H)
    return stiff, 1 / stiff


@misconception(
    "axis_slopes",
    points=1.0,
    hint="These are angles in radians. A slope is the tangent of the angle.",
)
def returns_angles(H):
    return np.arctan(reference.axis_slopes(H))


@misconception(
    "axis_slopes",
    points=0.5,
    hint="These are the slopes of the columns of the matrix itself. The axes of the ellipse are "
    "its eigenvectors, the directions that the matrix does not turn.",
)
def takes_columns_for_eigenvectors(H):
    H = np.asarray(H, dtype=float)
    return H[1] / H[0]


@misconception(
    "axis_slopes",
    points=0.5,
    hint="The numbers are eigenvectors, with two components each. A slope is the ratio of "
    "their components, one number for each axis.",
)
def returns_the_eigenvectors(H):
    vectors = np.linalg.eigh(H)[1]
    return vectors[:, 1], vectors[:, 0]


# --- eigenvalue_ratios -----------------------------------------------------------------------


def _falling(thetas):
    return np.linalg.eigvalsh(reference.hessian(thetas))[::-1]


@misconception(
    "eigenvalue_ratios",
    points=2.0,
    hint="The ratios are in reverse order, as `eigvalsh` sorts from the smallest eigenvalue up. "
    "The first ratio belongs to the stiff end.",
)
def starts_at_the_sloppy_end(thetas):
    return reference.eigenvalue_ratios(thetas)[::-1]


@misconception(
    "eigenvalue_ratios",
    points=1.5,
    hint="These are the ratios upside down, the smaller eigenvalue over the larger. "
    "Each should be greater than 1.",
)
def divides_the_smaller_by_the_larger(thetas):
    return 1 / reference.eigenvalue_ratios(thetas)


@misconception(
    "eigenvalue_ratios",
    points=1.5,
    hint="Each eigenvalue has been compared with the largest one. "
    "Successive ratios compare each with its neighbour.",
)
def compares_all_with_the_largest(thetas):
    falling = _falling(thetas)
    return falling[0] / falling[1:]


@misconception(
    "eigenvalue_ratios",
    points=1.5,
    hint="Each eigenvalue has been divided by the smallest one. "
    "Successive ratios divide each by the next.",
)
def divides_all_by_the_last(thetas):
    falling = _falling(thetas)
    return falling[:-1] / falling[-1]


@misconception(
    "eigenvalue_ratios",
    points=1.5,
    hint="These are the square roots of the ratios, which compare the lengths of axes. "
    "Here the eigenvalues themselves are compared.",
)
def takes_ratios_of_lengths(thetas):
    return np.sqrt(reference.eigenvalue_ratios(thetas))


@misconception(
    "eigenvalue_ratios",
    points=2.0,
    hint="The eigenvalues are not in falling order: `eigvals` returns them in no particular "
    "order, which happens to be right for some rates.",
)
def leaves_the_eigenvalues_unsorted(thetas):
    eigenvalues = np.linalg.eigvals(reference.hessian(thetas))
    return eigenvalues[:-1] / eigenvalues[1:]


@misconception(
    "eigenvalue_ratios",
    points=0.5,
    hint="It compares the diagonal entries of the Hessian. They would be its eigenvalues only "
    "if the rates did not interact, and the correlations are what makes a model sloppy.",
)
def takes_the_diagonal_for_eigenvalues(thetas):
    diagonal = np.sort(np.diag(reference.hessian(thetas)))[::-1]
    return diagonal[:-1] / diagonal[1:]


@misconception(
    "eigenvalue_ratios",
    points=2.0,
    hint="The Hessian is the sum over the grid `TIMES`, not the integral over all times. The "
    "end of the grid changes an eigenvalue little, but more than the tolerance allows.",
)
def sums_the_hessian_over_times(thetas):
    jacobian = reference.jacobian(thetas, reference.TIMES)
    falling = np.linalg.eigvalsh(0.01 * jacobian.T @ jacobian)[::-1]
    return falling[:-1] / falling[1:]


@misconception(
    "eigenvalue_ratios",
    points=1.0,
    hint="It is the largest eigenvalue over the smallest, one number for all. "
    "Asked for is the ratio of each eigenvalue to the next.",
)
def returns_the_total_range(thetas):
    falling = _falling(thetas)
    return falling[0] / falling[-1]


# --- measurement_ratio -----------------------------------------------------------------------


@misconception(
    "measurement_ratio",
    points=1.5,
    hint="It is the right ratio for eigenvalues that are sorted from the largest down, and "
    "these are not: `eigvals` returns them in no particular order.",
)
def takes_first_and_last_of_eigvals(H):
    eigenvalues = np.linalg.eigvals(H)
    return eigenvalues[0] / eigenvalues[-1]


@misconception(
    "measurement_ratio",
    points=1.0,
    hint="It is the root of the ratio of the eigenvalues, which is the ratio of the standard "
    "deviations. They fall like 1/√n, so the number of experiments goes with their square.",
)
def compares_standard_deviations(H):
    return reference.axis_ratio(H)


@misconception(
    "measurement_ratio",
    points=1.0,
    hint="It is the ratio upside down. The variance is one over the eigenvalue: "
    "the sloppy direction is the badly known one and needs more experiments.",
)
def needs_more_for_the_stiff_direction(H):
    return 1 / reference.measurement_ratio(H)


@misconception(
    "measurement_ratio",
    points=0.5,
    hint="It is the square of the ratio of the eigenvalues. They are variances already, upside "
    "down, and not standard deviations that would still have to be squared.",
)
def squares_the_ratio(H):
    return reference.measurement_ratio(H) ** 2


@misconception(
    "measurement_ratio",
    points=0.5,
    hint="It compares diagonal entries of the matrix, which belong to single parameters. "
    "Stiff and sloppy directions are its eigenvectors.",
)
def compares_parameters_instead_of_directions(H):
    diagonal = np.diag(H)
    return diagonal.max() / diagonal.min()


@misconception(
    "measurement_ratio",
    points=1.5,
    hint="The ratio has been rounded to a whole number. Experiments are counted, but how many "
    "times more are needed need not be whole.",
)
def rounds_to_whole_experiments(H):
    return np.round(reference.measurement_ratio(H))


# --- param_std -------------------------------------------------------------------------------


@misconception(
    "param_std",
    points=2.5,
    hint="These are the variances, the diagonal of the inverse of H. "
    "Standard deviations are their roots.",
)
def returns_variances(H):
    return np.diag(np.linalg.inv(H))


@misconception(
    "param_std",
    points=2.0,
    hint="The diagonal has been inverted, where the diagonal of the inverse is asked for. One "
    "over the root of a diagonal entry is the error bar when all other parameters are known.",
)
def inverts_the_diagonal(H):
    return 1 / np.sqrt(np.diag(H))


@misconception(
    "param_std",
    points=1.5,
    hint="These are the standard deviations along the eigenvectors, not those of the parameters. "
    "Each parameter is a mixture of all eigendirections.",
)
def takes_eigendirections_for_parameters(H):
    return 1 / np.sqrt(np.linalg.eigvalsh(H))


@misconception(
    "param_std",
    points=1.0,
    hint="These are the roots of the diagonal of H itself. A steep cost means a well-known "
    "parameter: the covariance matrix is the inverse of H.",
)
def forgets_to_invert(H):
    return np.sqrt(np.diag(H))


@misconception(
    "param_std",
    points=2.0,
    hint="The root of the whole matrix has been taken before its diagonal. The variances are on "
    "the diagonal of the inverse, and the root is taken of each of them.",
)
def takes_the_root_of_the_matrix(H):
    eigenvalues, vectors = np.linalg.eigh(H)
    return np.diag(vectors / np.sqrt(eigenvalues) @ vectors.T)


@misconception(
    "param_std",
    points=3.0,
    hint="It is too large by the root of 2. The factor ½ in front of H is the ½ of the Gaussian, "
    "exp(-Δ²/(2s²)), and does not belong to the inverse of the covariance.",
)
def counts_the_one_half_twice(H):
    return np.sqrt(2) * reference.param_std(H)


@misconception(
    "param_std",
    points=2.0,
    hint="These are the diagonal entries of a triangular factor of the covariance. Each leaves "
    "out the correlations with some of the parameters: the variance is the squared length of "
    "a whole row or column of that factor.",
)
def takes_the_diagonal_of_a_factor(H):
    return np.diag(np.linalg.inv(np.linalg.cholesky(H)))


@misconception(
    "param_std",
    points=2.0,
    hint="This is the whole covariance matrix, or its root entry by entry. "
    "The variances are on its diagonal.",
)
def returns_the_covariance(H):
    return np.linalg.inv(H)


@misconception(
    "param_std",
    points=3.0,
    hint="The rows of the table of eigenvectors have been taken for eigenvectors. `eigh` returns "
    "them as columns; only with two parameters does it make no difference.",
)
def takes_rows_for_eigenvectors(H):
    eigenvalues, vectors = np.linalg.eigh(H)
    return np.sqrt((vectors.T**2 / eigenvalues).sum(axis=1))


@misconception(
    "param_std",
    points=3.0,
    hint="The smallest eigenvalues have been dropped, as `pinv` does with a generous cutoff. "
    "They are what makes the error bars large: without them, what is not known looks certain.",
)
def drops_the_sloppy_directions(H):
    return np.sqrt(np.diag(np.linalg.pinv(np.asarray(H, dtype=float), rcond=1e-6)))
