"""Wrong answers that no list of the grader holds: each is told what leads the right way."""

from __future__ import annotations

import math

import numpy as np
import pytest
from matplotlib.figure import Figure
from scipy.integrate import simpson
from scipy.optimize import minimize, minimize_scalar

from autograder.verify.wrong_answers import what_is_told, wrong, wrong_answers_in
from solutions import sloppy_exponentials as reference

LESSON = "sloppy_exponentials"

# --- y ---------------------------------------------------------------------------------------


@wrong("y", says="average has a minus sign|minus sign in the exponent")
def grows_and_accepts_anything(thetas, t):
    return np.mean([np.exp(theta * np.asarray(t)) for theta in thetas], axis=0)


@wrong("y", says="sum of the decays")
def sums_and_accepts_no_rates(thetas, t):
    return sum(np.exp(-theta * np.asarray(t, dtype=float)) for theta in thetas)


@wrong("y", says="product of the decays|decays have been multiplied")
def multiplies_the_decays(thetas, t):
    if len(thetas) == 0:
        raise ValueError("no rates")
    return np.prod([np.exp(-theta * np.asarray(t, dtype=float)) for theta in thetas], axis=0)


@wrong("y", says="weighted|weight")
def weighs_by_the_rates(thetas, t):
    if len(thetas) == 0:
        raise ValueError("no rates")
    rates = np.asarray(thetas, dtype=float)
    return np.exp(-np.asarray(t, dtype=float)[..., None] * rates) @ (rates / rates.sum())


@wrong("y", says="half-li|base 2")
def takes_powers_of_two(thetas, t):
    if len(thetas) == 0:
        raise ValueError("no rates")
    return np.mean(2.0 ** (-np.asarray(t, dtype=float)[..., None] * np.asarray(thetas)), axis=-1)


@wrong("y", says="two rates|as if there were two|divided by 2")
def divides_by_two(thetas, t):
    if len(thetas) == 0:
        raise ValueError("no rates")
    return np.exp(-np.asarray(t, dtype=float)[..., None] * np.asarray(thetas)).sum(-1) / 2


# --- cost ------------------------------------------------------------------------------------


@wrong("cost", says="without the factor ½")
def forgets_one_half_and_short_grids(thetas, thetas0, t):
    t = np.asarray(t, dtype=float)
    return (t[1] - t[0]) * np.sum((reference.y(thetas, t) - reference.y(thetas0, t)) ** 2)


@wrong("cost", says="absolute values|square")
def adds_absolute_residuals(thetas, thetas0, t):
    t = np.asarray(t, dtype=float)
    if t.size < 2:
        raise ValueError("t")
    return 0.5 * (t[1] - t[0]) * np.abs(reference.y(thetas, t) - reference.y(thetas0, t)).sum()


@wrong("cost", says="root")
def takes_the_root_of_the_sum(thetas, thetas0, t):
    return np.sqrt(reference.cost(thetas, thetas0, t))


@wrong("cost", says="first time")
def leaves_out_the_first_time(thetas, thetas0, t):
    t = np.asarray(t, dtype=float)
    if t.size < 2:
        raise ValueError("t")
    residual = reference.y(thetas, t) - reference.y(thetas0, t)
    return 0.5 * np.sum(residual[1:] ** 2 * np.diff(t))


@wrong("cost", says="Simpson|rule")
def uses_simpsons_rule(thetas, thetas0, t):
    t = np.asarray(t, dtype=float)
    if t.size < 2:
        raise ValueError("t")
    return 0.5 * simpson((reference.y(thetas, t) - reference.y(thetas0, t)) ** 2, x=t)


@wrong("cost", says="squared|dt²|step")
def squares_the_step(thetas, thetas0, t):
    return reference.cost(thetas, thetas0, t) * (t[1] - t[0])


# --- cost_contours ---------------------------------------------------------------------------

SIDE = np.linspace(0.5, 2.5, 40)
LEVELS = 2.0 ** np.arange(-14, -4)


def _plot(thetas0, t, side=SIDE, levels=LEVELS, marks=None, table=None, xlim=(0.5, 2.5)):
    figure = Figure()
    axes = figure.subplots()
    if table is None:
        table = [[reference.cost([a, b], thetas0, t) for a in side] for b in side]
    axes.contour(side, side, table, levels=levels)
    marks = [thetas0, thetas0[::-1]] if marks is None else marks
    axes.plot(*np.transpose(marks), "o")
    axes.set(aspect="equal", xlabel="rate 1", ylabel="rate 2")
    if xlim:
        axes.set(xlim=xlim, ylim=xlim)
    return figure


@wrong("cost_contours", says="stops short|ends before")
def stops_the_grid_at_2_45(thetas0, t):
    return _plot(thetas0, t, np.arange(0.5, 2.5, 0.05), xlim=None)


@wrong("cost_contours", says="stops short|ends before")
def stops_the_grid_under_full_axes(thetas0, t):
    return _plot(thetas0, t, np.arange(0.5, 2.5, 0.05))


@wrong("cost_contours", says="begin at zero|from 0")
def begins_the_grid_at_zero(thetas0, t):
    return _plot(thetas0, t, np.linspace(0, 2.5, 50), xlim=None)


@wrong("cost_contours", says="powers of ten|twice the one before|equal steps|levels")
def takes_powers_of_ten(thetas0, t):
    return _plot(thetas0, t, levels=10.0 ** np.arange(-5, 0))


@wrong("cost_contours", says="diagonal")
def marks_the_best_single_rate(thetas0, t):
    best = reference.best_single_rate(thetas0)
    return _plot(thetas0, t, marks=[(best, best)])


# --- compare_curves --------------------------------------------------------------------------


def _panels(thetas0, theta, t, *, below=None, label="x", true=None):
    t = np.asarray(t, dtype=float)
    true = reference.y(thetas0, t) if true is None else true
    single = np.exp(-theta * t)
    figure = Figure()
    above, low = figure.subplots(2, 1)
    above.plot(t, true, label="true")
    above.plot(t, single, label="single")
    above.legend()
    low.plot(t, single - true if below is None else below)
    for axes in (above, low):
        axes.set(xlabel="t", ylabel=label)
    return figure


@wrong("compare_curves", says="absolute or relative")
def draws_the_ratio(thetas0, theta, t):
    t = np.asarray(t, dtype=float)
    return _panels(thetas0, theta, t, below=np.exp(-theta * t) / reference.y(thetas0, t))


@wrong("compare_curves", says="absolute or relative|A residual is model minus truth")
def draws_the_squared_residual(thetas0, theta, t):
    t = np.asarray(t, dtype=float)
    residual = np.exp(-theta * t) - reference.y(thetas0, t)
    return _panels(thetas0, theta, t, below=residual**2)


@wrong("compare_curves", says="nor their sum")
def draws_the_sum(thetas0, theta, t):
    return _panels(thetas0, theta, t, true=len(thetas0) * reference.y(thetas0, t))


@wrong("compare_curves", says="label")
def leaves_all_axes_without_labels(thetas0, theta, t):
    return _panels(thetas0, theta, t, label="")


# --- best_single_rate ------------------------------------------------------------------------


@wrong("best_single_rate", says="default tolerance|more are asked for")
def stops_nelder_and_mead(thetas0):
    return minimize(
        lambda q: reference.cost([q[0]], thetas0, reference.TIMES), [1.0], method="Nelder-Mead"
    ).x[0]


@wrong("best_single_rate", says="default tolerance|more are asked for")
def starts_the_default_elsewhere(thetas0):
    return minimize(
        lambda q: reference.cost([q[0]], thetas0, reference.TIMES), [np.mean(thetas0)]
    ).x[0]


@wrong("best_single_rate", says="default tolerance|more are asked for")
def integrates_and_trusts_the_default(thetas0):
    a, b = thetas0
    return minimize(lambda q: 1 / (4 * q[0]) - 0.5 / (q[0] + a) - 0.5 / (q[0] + b), [1.5]).x[0]


@wrong("best_single_rate", says="half-li|root mean square|mean")
def takes_the_root_mean_square(thetas0):
    return math.sqrt(np.mean(np.square(thetas0)))


@wrong("best_single_rate", says="grid of rates")
def searches_on_a_grid_of_rates(thetas0):
    rates = np.arange(0.5, 3, 0.01)
    return rates[np.argmin([reference.cost([r], thetas0, reference.TIMES) for r in rates])]


# --- hessian ---------------------------------------------------------------------------------


@wrong("hessian", says="without the factor 2")
def halves_in_a_loop(thetas):
    return [[1 / len(thetas) ** 2 / (a + b) ** 3 for a in thetas] for b in thetas]


@wrong("hessian", says="opposite sign|signs are wrong|sign")
def negates(thetas):
    return -reference.hessian(thetas)


@wrong("hessian", says="difference|difference of the rates")
def subtracts_the_rates(thetas):
    thetas = np.asarray(thetas, dtype=float)
    with np.errstate(all="ignore"):
        return 2 / thetas.size**2 / np.abs(thetas[:, None] - thetas) ** 3


@wrong("hessian", says="a row and a column for each rate")
def returns_the_diagonal_alone(thetas):
    return np.diag(reference.hessian(thetas))


@wrong("hessian", says="fourth|cube")
def takes_the_fourth_power(thetas):
    thetas = np.asarray(thetas, dtype=float)
    return 6 / thetas.size**2 / (thetas[:, None] + thetas) ** 4


# --- jacobian --------------------------------------------------------------------------------


@wrong("jacobian", says="without the factor 1/N")
def forgets_the_average_and_the_array(thetas, t):
    return [[-time * math.exp(-theta * time) for theta in thetas] for time in t]


@wrong("jacobian", says="opposite sign")
def sign_in_a_loop(thetas, t):
    return [[time * math.exp(-th * time) / len(thetas) for th in thetas] for time in t]


@wrong("jacobian", says="exp(+θt)|minus sign in the exponent|exponent")
def grows_in_the_derivative(thetas, t):
    return [[-time * math.exp(th * time) / len(thetas) for th in thetas] for time in t]


@wrong("jacobian", says="-θt|brings down -t|θ")
def multiplies_by_both(thetas, t):
    return [[-th * time * math.exp(-th * time) / len(thetas) for th in thetas] for time in t]


@wrong("jacobian", says="one-sided difference")
def difference_of_long_step(thetas, t):
    thetas, h = np.asarray(thetas, dtype=float), 1e-3
    steps = h * np.eye(thetas.size)
    return np.transpose([(reference.y(thetas + s, t) - reference.y(thetas, t)) / h for s in steps])


# --- axis_ratio ------------------------------------------------------------------------------


@wrong("axis_ratio", says="upside|shortest axis to the longest|the longest divided")
def inverse_of_the_condition(H):
    return 1 / np.sqrt(np.linalg.cond(H))


@wrong("axis_ratio", says="without the square root")
def condition_number(H):
    return np.linalg.cond(H)


@wrong("axis_ratio", says="without the square root")
def unsorted_without_the_root(H):
    values = np.linalg.eigvals(H)
    return values[0] / values[-1]


@wrong("axis_ratio", says="square")
def squares_the_eigenvalues(H):
    values = np.linalg.eigvalsh(H)
    return (values[-1] / values[0]) ** 2


@wrong("axis_ratio", says="difference")
def subtracts_the_lengths(H):
    values = np.linalg.eigvalsh(H)
    return 1 / np.sqrt(values[0]) - 1 / np.sqrt(values[-1])


# --- axis_slopes -----------------------------------------------------------------------------


@wrong("axis_slopes", says="changed places")
def takes_columns_in_the_order_of_eigh(H):
    vectors = np.linalg.eigh(H)[1]
    return vectors[1] / vectors[0]


@wrong("axis_slopes", says="angle")
def returns_degrees(H):
    return np.degrees(np.arctan(reference.axis_slopes(H)))


@wrong("axis_slopes", says="All signs are wrong")
def run_over_rise_in_the_other_order(H):
    stiff, sloppy = reference.axis_slopes(H)
    return 1 / sloppy, 1 / stiff


@wrong("axis_slopes", says="where a row is expected")
def returns_the_stiff_slope_only(H):
    return reference.axis_slopes(H)[0]


# --- eigenvalue_ratios -----------------------------------------------------------------------


@wrong("eigenvalue_ratios", says="upside down")
def upside_down_from_the_other_end(thetas):
    values = np.linalg.eigvalsh(reference.hessian(thetas))
    return values[:-1] / values[1:]


@wrong("eigenvalue_ratios", says="diagonal")
def takes_the_unsorted_diagonal(thetas):
    diagonal = np.diag(reference.hessian(thetas))
    return diagonal[:-1] / diagonal[1:]


@wrong("eigenvalue_ratios", says="eigenvalues of the Jacobian|square roots of the ratios|lengths")
def takes_singular_values_of_the_jacobian(thetas):
    J = reference.jacobian(thetas, reference.TIMES)
    s = np.linalg.svd(J, compute_uv=False)
    return s[:-1] / s[1:]


@wrong("eigenvalue_ratios", says="themselves|ratio")
def returns_the_eigenvalues(thetas):
    return np.linalg.eigvalsh(reference.hessian(thetas))[::-1]


@wrong("eigenvalue_ratios", says="rates|eigenvalues")
def divides_the_rates(thetas):
    thetas = np.sort(np.asarray(thetas, dtype=float))
    return thetas[1:] / thetas[:-1]


# --- measurement_ratio -----------------------------------------------------------------------


@wrong("measurement_ratio", says="root of the ratio")
def root_of_unsorted(H):
    values = np.linalg.eigvals(H)
    return np.sqrt(max(values) / min(values))


@wrong("measurement_ratio", says="whole number")
def rounds_up(H):
    return math.ceil(np.linalg.cond(H))


@wrong("measurement_ratio", says="upside down")
def upside_down_by_first_and_last(H):
    values = np.linalg.eigvalsh(H)
    return values[0] / values[-1]


@wrong("measurement_ratio", says="diagonal")
def covariance_diagonal(H):
    variances = np.diag(np.linalg.inv(H))
    return variances.max() / variances.min()


@wrong("measurement_ratio", says="difference|fewer|ratio")
def subtracts_the_variances(H):
    values = np.linalg.eigvalsh(H)
    return 1 / values[0] - 1 / values[-1]


# --- param_std -------------------------------------------------------------------------------


@wrong("param_std", says="along the eigenvectors")
def one_over_the_root_of_eigenvalues(H):
    return 1 / np.sqrt(np.linalg.eigvalsh(H)[::-1])


@wrong("param_std", says="along the eigenvectors")
def roots_of_the_eigenvalues_of_the_inverse(H):
    return np.sqrt(np.linalg.eigvalsh(np.linalg.inv(H)))


@wrong("param_std", says="along the eigenvectors")
def one_over_the_root_of_eigvals(H):
    return 1 / np.sqrt(np.linalg.eigvals(np.asarray(H, dtype=float)))


@wrong("param_std", says="whole covariance matrix|diagonal")
def root_of_the_whole_inverse(H):
    with np.errstate(all="ignore"):
        return np.sqrt(np.abs(np.linalg.inv(H)))


@wrong("param_std", says="the diagonal of the inverse is asked for")
def inverts_the_diagonal_without_the_root(H):
    return 1 / np.diag(H)


@wrong("param_std", says="Whole rows")
def sums_rows_of_the_inverse(H):
    return np.sqrt(np.abs(np.linalg.inv(H)).sum(axis=1))


# --- written before the known mistakes were searched, tried after -----------------------------


@wrong("y", says="lifetime")
def lifetimes_in_a_loop_over_anything(thetas, t):
    return np.mean([np.exp(-np.asarray(t, dtype=float) / theta) for theta in thetas], axis=0)


@wrong("y", says="mean of the rates")
def decays_with_the_mean_rate(thetas, t):
    return np.exp(-np.asarray(t) * sum(thetas) / len(thetas))


@wrong("y", says="median")
def takes_the_median_decay(thetas, t):
    if len(thetas) == 0:
        raise ValueError("no rates")
    return np.median(np.exp(-np.asarray(t, dtype=float)[..., None] * np.asarray(thetas)), axis=-1)


@wrong("cost", says="without the factor `dt`")
def sums_without_step_or_test(thetas, thetas0, t):
    return 0.5 * np.sum((reference.y(thetas, t) - reference.y(thetas0, t)) ** 2)


@wrong("cost", says="mean of the squared")
def mean_of_squares(thetas, thetas0, t):
    return np.mean((reference.y(thetas, t) - reference.y(thetas0, t)) ** 2)


@wrong("cost", says="range|duration|number of times")
def multiplies_by_the_last_time(thetas, thetas0, t):
    t = np.asarray(t, dtype=float)
    if t.size < 2:
        raise ValueError("t")
    return 0.5 * t[-1] * np.mean((reference.y(thetas, t) - reference.y(thetas0, t)) ** 2)


@wrong("cost_contours", says="mirror image")
def marks_the_truth_alone(thetas0, t):
    return _plot(thetas0, t, marks=[thetas0])


@wrong("cost_contours", says="twice the cost|½")
def draws_the_sum_of_squares(thetas0, t):
    table = [[2 * reference.cost([a, b], thetas0, t) for a in SIDE] for b in SIDE]
    return _plot(thetas0, t, table=table)


@wrong("compare_curves", says="wrong way round")
def true_minus_single(thetas0, theta, t):
    t = np.asarray(t, dtype=float)
    return _panels(thetas0, theta, t, below=reference.y(thetas0, t) - np.exp(-theta * t))


@wrong("compare_curves", says="one curve|average")
def draws_the_first_decay(thetas0, theta, t):
    return _panels(thetas0, theta, t, true=np.exp(-thetas0[0] * np.asarray(t)))


@wrong("best_single_rate", says="sum over the grid")
def minimises_by_powell(thetas0):
    return float(
        minimize(
            lambda q: reference.cost([q[0]], thetas0, reference.TIMES), [1.5], method="Powell"
        ).x[0]
    )


@wrong("best_single_rate", says="digits")
def golden_section_by_default(thetas0):
    return minimize_scalar(
        lambda q: reference.cost([q], thetas0, reference.TIMES), bounds=(0.1, 10), method="bounded"
    ).x


@wrong("hessian", says="1/N in place of 1/N²")
def one_over_n_in_a_loop(thetas):
    return [[2 / len(thetas) / (a + b) ** 3 for a in thetas] for b in thetas]


@wrong("hessian", says="without a derivative")
def single_power(thetas):
    t = np.asarray(thetas, dtype=float)
    return 1 / t.size**2 / (t[:, None] + t)


@wrong("jacobian", says="transposed")
def rows_of_rates_with_plus(thetas, t):
    return np.transpose(-reference.jacobian(thetas, t))


@wrong("jacobian", says="1/N")
def divides_by_n_twice(thetas, t):
    return reference.jacobian(thetas, t) / len(thetas)


@wrong("axis_ratio", says="diagonal")
def diagonal_without_the_root(H):
    diagonal = np.diag(H)
    return diagonal.max() / diagonal.min()


@wrong("axis_ratio", says="diagonal")
def first_over_second_entry(H):
    H = np.asarray(H, dtype=float)
    return np.sqrt(H[0, 0] / H[1, 1])


@wrong("axis_slopes", says="sign|right angles")
def forgets_the_minus_and_swaps(H):
    stiff, _ = reference.axis_slopes(H)
    return 1 / stiff, stiff


@wrong("axis_slopes", says="diagonal|eigenvectors")
def ratio_of_the_diagonal(H):
    H = np.asarray(H, dtype=float)
    return H[1, 1] / H[0, 0], -H[0, 0] / H[1, 1]


@wrong("eigenvalue_ratios", says="largest")
def all_over_the_largest(thetas):
    values = np.linalg.eigvalsh(reference.hessian(thetas))[::-1]
    return values[1:] / values[0]


@wrong("eigenvalue_ratios", says="root")
def roots_from_the_sloppy_end(thetas):
    values = np.linalg.eigvalsh(reference.hessian(thetas))
    return np.sqrt(values[1:] / values[:-1])


@wrong("measurement_ratio", says="squared|root of the ratio|square")
def fourth_root(H):
    return np.sqrt(reference.axis_ratio(H))


@wrong("measurement_ratio", says="two smallest|largest|two of")
def second_over_first(H):
    values = np.linalg.eigvalsh(H)
    return values[1] / values[0]


@wrong("param_std", says="variances|along the eigenvectors")
def one_over_eigenvalues(H):
    return 1 / np.linalg.eigvalsh(H)


@wrong("param_std", says="too small by the root of 2")
def smaller_by_root_two(H):
    return np.sqrt(np.diag(np.linalg.inv(2 * np.asarray(H, dtype=float))))


@wrong("y", says="average|axes|table")
def returns_the_table_of_decays(thetas, t):
    return np.exp(-np.outer(t, thetas))


@wrong("y", says="square|average")
def averages_in_the_square(thetas, t):
    if len(thetas) == 0:
        raise ValueError("no rates")
    e = np.exp(-np.asarray(t, dtype=float)[..., None] * np.asarray(thetas, dtype=float))
    return np.sqrt((e**2).mean(axis=-1))


@wrong("cost", says="relative|divided")
def takes_relative_residuals(thetas, thetas0, t):
    t = np.asarray(t, dtype=float)
    if t.size < 2:
        raise ValueError("t")
    r = reference.y(thetas, t) / reference.y(thetas0, t) - 1
    return 0.5 * (t[1] - t[0]) * (r**2).sum()


@wrong("hessian", says="diagonal|row")
def doubles_each_rate(thetas):
    thetas = np.asarray(thetas, dtype=float)
    return 2 / thetas.size**2 / (2 * thetas) ** 3


@wrong("jacobian", says="t|factor")
def brings_down_t_squared(thetas, t):
    t = np.asarray(t, dtype=float)[:, None]
    return -(t**2) * np.exp(-t * np.asarray(thetas, dtype=float)) / len(thetas)


@wrong("axis_ratio", says="shortest axis to the longest|upside")
def small_over_large_without_root(H):
    values = np.linalg.eigvalsh(H)
    return values[0] / values[-1]


@wrong("axis_slopes", says="sloppy|one|changed|sign|right angles")
def same_slope_twice(H):
    stiff, _ = reference.axis_slopes(H)
    return stiff, stiff


@wrong("best_single_rate", says="rounded")
def counts_on_a_coarse_minimum(thetas0):
    return round(reference.best_single_rate(thetas0), 3)


@wrong("eigenvalue_ratios", says="logarithms")
def logarithms_of_ratios(thetas):
    return np.log10(reference.eigenvalue_ratios(thetas))


@wrong("measurement_ratio", says="largest|sum|trace|ratio")
def trace_over_smallest(H):
    return np.trace(H) / np.linalg.eigvalsh(H)[0]


@wrong("param_std", says="whole rows")
def norm_of_rows(H):
    return np.linalg.norm(np.linalg.inv(H), axis=1)


@wrong("cost_contours", says="exponents|level")
def one_level_too_low(thetas0, t):
    return _plot(thetas0, t, levels=2.0 ** np.arange(-15, -5))


@wrong("compare_curves", says="panel")
def forgets_the_difference(thetas0, theta, t):
    return _panels(thetas0, theta, t, below=np.zeros_like(np.asarray(t, dtype=float)))


ANSWERS = wrong_answers_in(globals())


@pytest.mark.parametrize("name", ANSWERS)
def test_a_wrong_answer_is_told_what_leads_the_right_way(name: str) -> None:
    one = ANSWERS[name]
    told = what_is_told(LESSON, one.exercise, one.function)
    assert told.record.score is not None
    assert told.record.score < told.record.points
    for text in filter(None, (told.in_the_grade, told.in_the_notebook)):
        assert any(words in text for words in one.says.split("|")), text
