"""Checks of lesson sloppy_exponentials.

Numbers such as 0.14375 or 1.37166965 were computed at 50 digits, independently of the
reference functions.
"""

from __future__ import annotations

from functools import cache
from types import ModuleType

import numpy as np

from autograder.checks.answer import Student, check
from course.judging.comparison import near
from course.judging.figure_rules import unmet
from course.judging.requirements import (
    Contoured,
    ContourThrough,
    EqualAspect,
    Labelled,
    Legend,
    Levels,
    Limits,
    Marked,
    OwnScale,
    Panels,
    Requirement,
    Shows,
)
from course.values.figures import Panel

TIMES = np.arange(0.0, 10.0, 0.05)
SEVEN = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]
LEVELS = tuple(2.0**power for power in range(-14, -4))
FAR = np.array([0.7, 1.1, 1.4, 1.9, 2.3])
MOST_VERTICES = 500  # of one contour or band: those of the grid of 40 points have fewer

Rates = tuple[float, float]


# --- y ---------------------------------------------------------------------------------------


@check("y", title="Two rates at a few times")
def test_y_values(student: Student) -> None:
    student.agrees([1.0, 2.0], np.array([0.0, 0.5, 1.0, 3.0]))
    student.agrees([0.7, 1.9, 4.0], np.array([0.1, 0.2, 7.0]))


@check("y", title="One rate, whole numbers, lists of times", weight=0.5)
def test_y_rates(student: Student) -> None:
    student.agrees([3.0], np.array([0.0, 0.4, 2.0]))
    student.agrees([1, 2, 3], np.array([0, 1, 2]))
    student.agrees([1, 2], [[0, 1], [2, 3]])
    student.agrees([1.0, 1.0, 4.0], [0.5])


@check("y", title="Any shape of times: a number, a table", hidden=True, weight=0.5)
def test_y_shapes(student: Student) -> None:
    student.agrees([1.0, 2.0], 0.5)
    student.agrees([1.0, 2.0, 3.0], np.arange(6.0).reshape(2, 3))
    student.agrees([1, 2], 0)
    student.agrees((1.0, 2.0), [0.0, 1.0])


@check("y", title="Rates drawn at random; very late times", hidden=True, weight=0.5)
def test_y_random(student: Student, rng: np.random.Generator) -> None:
    for count in (1, 2, 5):
        student.agrees(rng.uniform(0.2, 5.0, count), rng.uniform(0.0, 6.0, 7))
    student.equals(np.array([1.0, 0.0]), [1.0, 2.0], np.array([0.0, 1e4]))
    single = np.array([0.5, 1.25, 3.0], dtype=np.float32)
    student.agrees(single, single, rtol=1e-5)


@check("y", title="No rates are refused", hidden=True, weight=0.5)
def test_y_refuses(student: Student) -> None:
    student.agrees([1.0, 2.0], np.array([0.0, 1.0]))
    student.refuses([], np.array([0.0, 1.0]))


# --- cost ------------------------------------------------------------------------------------


@check("cost", title="The cost at three points of the square")
def test_cost_values(student: Student) -> None:
    times = np.arange(0.0, 10.0, 0.1)
    student.agrees([1.5, 1.5], [1.0, 2.0], times)
    student.agrees([0.8, 2.2], [1.0, 2.0], times)
    student.agrees([0.5, 0.5], [1.0, 2.0], times)


@check("cost", title="No cost at the true rates", weight=0.5)
def test_cost_zero(student: Student) -> None:
    times = np.arange(0.0, 5.0, 0.5)
    student.agrees([1.0, 2.5], [1.0, 2.0], times)
    student.equals(0.0, [1.0, 2.0], [1.0, 2.0], times)


@check(
    "cost", title="Other grids, and models with different numbers of rates", hidden=True, weight=0.5
)
def test_cost_random(student: Student, rng: np.random.Generator) -> None:
    for step, counts in ((0.02, (2, 2)), (0.25, (1, 2)), (0.1, (3, 2))):
        thetas, truth = (rng.uniform(0.3, 4.0, count) for count in counts)
        student.agrees(list(thetas), list(truth), np.arange(0.0, 8.0, step))
    student.agrees((1, 3), [2], [0, 1, 2, 3])
    # The step is not the second time, and a repeated rate counts twice.
    student.agrees([0.8, 2.2], [1.0, 1.0, 2.0], np.arange(1.0, 6.0, 0.25))


@check("cost", title="The order of the rates does not matter", hidden=True, weight=0.5)
def test_cost_symmetry(student: Student) -> None:
    student.agrees([0.8, 2.2], [1.0, 2.0], TIMES)
    one = student.values([0.8, 2.2], [1.0, 2.0], TIMES)
    other = student.values([2.2, 0.8], [1.0, 2.0], TIMES)
    student.expect(
        near(one, other, 1e-12),
        "The cost changes when the two rates change places.",
        "The cost changes when the two rates change places.",
    )


@check("cost", title="Fewer than two times are refused", hidden=True, weight=0.5)
def test_cost_refuses(student: Student) -> None:
    student.agrees([1.5], [1.0, 2.0], np.array([0.0, 0.5]))
    student.refuses([1.5], [1.0, 2.0], np.array([0.0]))
    student.refuses([1.5], [1.0, 2.0], [])


# --- cost_contours ---------------------------------------------------------------------------


@check("cost_contours", title="The square, its labels and its shape")
def test_cost_contours_frame(student: Student) -> None:
    frame = (Panels(1), Contoured(), Labelled(), EqualAspect(), Limits((0.5, 2.5), (0.5, 2.5)))
    student.draws([1.0, 2.0], TIMES, shows=frame)


@check("cost_contours", title="The contours and their levels")
def test_cost_contours_levels(student: Student, reference: ModuleType) -> None:
    truth = (1.0, 2.0)
    wanted = (Levels(LEVELS, exact=True), *_contours(reference, truth)[1::2])
    student.draws(list(truth), TIMES, shows=wanted)


@check("cost_contours", title="Both minima, marked among the contours")
def test_cost_contours_minima(student: Student) -> None:
    student.draws([1.0, 2.0], TIMES, shows=(Contoured(), _minima((1.0, 2.0))))


@check("cost_contours", title="Other true rates: all contours, everywhere", hidden=True)
def test_cost_contours_lines(student: Student, reference: ModuleType) -> None:
    discreet = "Something asked for is not drawn."
    for truth in ((1.0, 2.0), (0.9, 1.7)):
        figure = student.figure(list(truth), TIMES)
        levels = Levels(LEVELS, exact=True)
        for requirement in (levels, _minima(truth), *_contours(reference, truth)):
            sentence = unmet(requirement, figure)
            student.expect(not sentence, sentence, discreet)
        panel = figure.panels[0]
        student.expect(
            panel.xlim[0] < panel.xlim[1] and panel.ylim[0] < panel.ylim[1],
            "An axis runs backwards, from 2.5 to 0.5: both should run from 0.5 to 2.5.",
            "An axis runs backwards.",
        )
        student.expect(
            _costs_fit(reference, truth, figure.panels[0]),
            "A contour runs where the cost has another value than its level.",
            "A contour runs where the cost has another value than its level.",
        )


# --- best_single_rate ------------------------------------------------------------------------


@check("best_single_rate", title="The best single rate for rates 1 and 2", weight=2)
def test_best_single_rate_source(student: Student) -> None:
    student.equals(1.37166964822981667, [1.0, 2.0], rtol=1e-6)


@check("best_single_rate", title="Equal rates, and rates a factor 1000 apart", hidden=True)
def test_best_single_rate_extremes(student: Student) -> None:
    student.equals(1.5, [1.5, 1.5], rtol=1e-6)
    student.agrees([1.0, 1000.0], rtol=1e-6)


@check("best_single_rate", title="Rates drawn at random, in either order", hidden=True, weight=0.5)
def test_best_single_rate_random(student: Student, rng: np.random.Generator) -> None:
    for _ in range(4):
        slow, fast = rng.uniform(0.3, 1.0), rng.uniform(1.2, 6.0)
        student.agrees([slow, fast], rtol=1e-6)
        student.agrees([fast, slow], rtol=1e-6)


@check("best_single_rate", title="Time in other units scales the rate", hidden=True, weight=0.5)
def test_best_single_rate_scaling(student: Student) -> None:
    student.agrees([1.0, 3.0], rtol=1e-6)
    one, other = student.values([1.0, 3.0]), student.values([10.0, 30.0])
    student.expect(
        near(10 * one, other, 3e-6),
        "Ten times faster rates must give a best rate ten times as fast.",
        "The result does not scale with the rates.",
    )


# --- compare_curves --------------------------------------------------------------------------


@check("compare_curves", title="Two labelled panels, both curves and a legend")
def test_compare_curves_frame(student: Student, reference: ModuleType) -> None:
    times = np.arange(0.0, 6.0, 0.25)
    curves = _curves(reference, [1.0, 2.0], 1.5, times)
    both = np.concatenate([reference.y([1.0, 2.0], times), reference.y([1.5], times)])
    scale = OwnScale((float(both.min()), float(both.max())), 0)
    frame = (Panels(2), Labelled(0), Labelled(1), Legend(2), scale)
    student.draws([1.0, 2.0], 1.5, times, shows=(*frame, *curves))


@check("compare_curves", title="Their difference, on a scale of its own")
def test_compare_curves_lines(student: Student, reference: ModuleType) -> None:
    times = np.arange(0.0, 6.0, 0.25)
    student.draws([1.0, 2.0], 1.37, times, shows=_difference(reference, [1.0, 2.0], 1.37, times))


@check("compare_curves", title="Other rates", hidden=True)
def test_compare_curves_random(
    student: Student, reference: ModuleType, rng: np.random.Generator
) -> None:
    rates, rate = list(rng.uniform(0.5, 3.0, 3)), float(rng.uniform(0.8, 2.0))
    given = (reference, rates, rate, TIMES)
    student.draws(rates, rate, TIMES, shows=(*_curves(*given), *_difference(*given)))


# --- jacobian --------------------------------------------------------------------------------


# Late and early times are where no difference quotient of y keeps nine digits.


@check("jacobian", title="Two and three rates, early and late times", weight=2)
def test_jacobian_values(student: Student) -> None:
    # Three rates come first: with two, a factor 1/2 too much is a factor 1/N too much.
    student.agrees([0.5, 1.5, 3.0], np.array([0.2, 1.0]))
    student.agrees([1.0, 4.0], np.array([0.0, 0.001, 0.003, 0.5, 2.0, 20.0]))
    student.agrees([1, 2, 3], [0, 1])


@check("jacobian", title="Close to a difference quotient", hidden=True)
def test_jacobian_quotient(student: Student, reference: ModuleType) -> None:
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
def test_jacobian_random(student: Student, rng: np.random.Generator) -> None:
    for count in (1, 2, 4):
        times = np.append(rng.uniform(0.0, 5.0, 4), [0.002, 0.005, 25.0])
        student.agrees(list(rng.uniform(0.3, 3.0, count)), times)
    student.agrees((1, 2), [0, 1, 2])
    single = np.array([0.5, 1.25, 3.0], dtype=np.float32)
    student.agrees(single, single, rtol=1e-5)


# --- hessian ---------------------------------------------------------------------------------


@check("hessian", title="Three rates, and two that can be done by hand", weight=2)
def test_hessian_two(student: Student) -> None:
    # Three come first: with two, a lost factor 2 and a lost factor 1/N give related numbers.
    student.agrees([1.0, 2.0, 4.0])
    student.agrees([1.0, 2.0])
    student.agrees([0.5, 0.5])


@check("hessian", title="Whole-number rates and other numbers of rates", hidden=True)
def test_hessian_sizes(student: Student) -> None:
    student.agrees([1, 2, 4])
    student.agrees([1, 2])
    student.agrees([2.0])
    student.agrees(SEVEN)
    student.agrees(np.array([0.5, 1.25, 3.0], dtype=np.float32), rtol=1e-5)


@check("hessian", title="Rates drawn at random", hidden=True, weight=0.5)
def test_hessian_random(student: Student, rng: np.random.Generator) -> None:
    for count in (2, 3, 5):
        student.agrees(rng.uniform(0.2, 6.0, count))


@check("hessian", title="Symmetry and scaling with the unit of time", hidden=True, weight=0.5)
def test_hessian_laws(student: Student) -> None:
    student.agrees([0.7, 1.1, 2.3])
    one, other = student.values([0.7, 1.1, 2.3]), student.values([1.4, 2.2, 4.6])
    student.expect(
        one.shape == (3, 3) and near(one, one.T, 1e-12),
        "A Hessian is symmetric; this one is not.",
        "A Hessian is symmetric; this one is not.",
    )
    student.expect(
        near(one, 8 * other, 1e-9),
        "Twice the rates must give an eighth of the Hessian.",
        "The result does not scale with the rates as a Hessian must.",
    )


# --- axis_ratio ------------------------------------------------------------------------------


@check("axis_ratio", title="A diagonal matrix, and the Hessian for rates 1 and 2", weight=1.5)
def test_axis_ratio_values(student: Student) -> None:
    student.equals(3.0, [[9, 0], [0, 1]])
    student.equals(5.65536333427861879, _hessian([1.0, 2.0]))


@check("axis_ratio", title="Eigenvalues in any order, more parameters", hidden=True)
def test_axis_ratio_order(student: Student) -> None:
    student.equals(2.0, np.array([[1, 0], [0, 4]]))
    student.equals(5.0, np.diag([4.0, 100.0, 25.0]))
    student.equals(np.sqrt(882592997.255993252), _hessian(SEVEN), rtol=1e-6)


@check("axis_ratio", title="Rotated ellipses", hidden=True, weight=0.5)
def test_axis_ratio_rotated(student: Student, rng: np.random.Generator) -> None:
    for angle in rng.uniform(0.2, 3.0, 4):
        stiff, sloppy = rng.uniform(5.0, 50.0), rng.uniform(0.1, 2.0)
        student.equals(float(np.sqrt(stiff / sloppy)), _rotated(stiff, sloppy, angle))


# --- axis_slopes -----------------------------------------------------------------------------


@check("axis_slopes", title="The diagonals, and the slopes for rates 1 and 2", weight=1.5)
def test_axis_slopes_source(student: Student) -> None:
    student.equals([1.0, -1.0], [[2, 1], [1, 2]])
    stiff = 0.306759348799663532
    student.equals([stiff, -1 / stiff], _hessian([1.0, 2.0]))


@check("axis_slopes", title="Rotated ellipses", hidden=True)
def test_axis_slopes_rotated(student: Student, rng: np.random.Generator) -> None:
    for angle in (0.3, 1.2, 2.0, 2.8, *rng.uniform(0.2, 1.3, 3)):
        slope = float(np.tan(angle))
        student.equals([slope, -1 / slope], _rotated(20.0, 0.5, angle))
    student.equals([-0.5, 2.0], np.array([[9, -2], [-2, 6]]))
    student.equals([-1.0, 1.0], [[2, -1], [-1, 2]])


@check("axis_slopes", title="The axes are at right angles", hidden=True, weight=0.5)
def test_axis_slopes_right_angle(student: Student) -> None:
    student.agrees(_hessian([0.6, 1.9]))
    slopes = student.values(_hessian([0.6, 1.9]))
    student.expect(
        slopes.shape == (2,) and near(slopes[0] * slopes[1], np.array(-1.0), 1e-9),
        "The axes of an ellipse are at right angles: the slopes' product must be -1.",
        "The two axes are not at right angles.",
    )


# --- eigenvalue_ratios -----------------------------------------------------------------------


@check("eigenvalue_ratios", title="Two and three rates", weight=1.5)
def test_eigenvalue_ratios_small(student: Student) -> None:
    student.equals([31.9831344427029765], [1.0, 2.0], rtol=1e-6)
    student.agrees([1.0, 2.0, 3.0], rtol=1e-6)


@check("eigenvalue_ratios", title="Seven rates", hidden=True, weight=0.5)
def test_eigenvalue_ratios_seven(student: Student) -> None:
    student.agrees(SEVEN, rtol=1e-6)
    student.agrees((1, 2, 3, 4, 5, 6, 7), rtol=1e-6)


@check("eigenvalue_ratios", title="Rates drawn at random, in any order", hidden=True)
def test_eigenvalue_ratios_random(student: Student, rng: np.random.Generator) -> None:
    for count in (2, 3, 4):
        rates = np.cumsum(rng.uniform(0.7, 1.5, count))
        student.agrees(list(rng.permutation(rates)), rtol=1e-6)


# --- measurement_ratio -----------------------------------------------------------------------


@check("measurement_ratio", title="A diagonal matrix, and the Hessian for rates 1 and 2")
def test_measurement_ratio_values(student: Student) -> None:
    student.equals(9.0, [[9, 0], [0, 1]], rtol=1e-6)
    student.equals(31.9831344427029765, _hessian([1.0, 2.0]), rtol=1e-6)


@check("measurement_ratio", title="Seven rates, eigenvalues in any order", hidden=True, weight=0.5)
def test_measurement_ratio_seven(student: Student) -> None:
    student.equals(882592997.255993252, _hessian(SEVEN), rtol=1e-6)
    student.equals(40.0, np.diag([0.5, 20.0, 1.0]), rtol=1e-6)
    student.equals(3.0, np.array([[2, -1], [-1, 2]]), rtol=1e-6)


@check("measurement_ratio", title="Rotated ellipses", hidden=True, weight=0.5)
def test_measurement_ratio_rotated(student: Student, rng: np.random.Generator) -> None:
    for angle in rng.uniform(0.2, 3.0, 3):
        student.equals(30.0, _rotated(15.0, 0.5, angle), rtol=1e-6)


# --- param_std -------------------------------------------------------------------------------


@check("param_std", title="A diagonal matrix, and the Hessian for rates 1 and 2", weight=2)
def test_param_std_values(student: Student) -> None:
    student.equals([0.5, 0.2], [[4, 0], [0, 25]], rtol=1e-8)
    student.agrees(_hessian([1.0, 2.0]), rtol=1e-8)


@check("param_std", title="Correlated parameters", hidden=True)
def test_param_std_correlated(student: Student, rng: np.random.Generator) -> None:
    for angle in rng.uniform(0.3, 1.2, 3):
        student.agrees(_rotated(9.0, 0.25, angle), rtol=1e-8)
    student.equals(np.sqrt([0.375, 0.5]), np.array([[4, 2], [2, 3]]), rtol=1e-8)


@check("param_std", title="Seven rates", hidden=True)
def test_param_std_seven(student: Student) -> None:
    student.agrees(_hessian(SEVEN), rtol=1e-6)


def _hessian(rates: list[float]) -> np.ndarray:
    theta = np.array(rates)
    return 2 / len(rates) ** 2 / (theta[:, None] + theta[None, :]) ** 3


def _rotated(stiff: float, sloppy: float, angle: float) -> np.ndarray:
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    matrix = turn @ np.diag([stiff, sloppy]) @ turn.T
    return (matrix + matrix.T) / 2


def _minima(truth: Rates) -> Marked:
    return Marked((truth, (truth[1], truth[0])), 0.03, most=10)


@cache
def _contours(reference: ModuleType, truth: Rates) -> tuple[ContourThrough, ...]:
    """Return for each level where its contour crosses the rows theta_2 = const of the square.

    Far from it are places where the cost is another by far.

    The rows lie on both sides of the minima and between them. A grid of 40 points and its
    interpolation put contours up to 0.035 off.
    """
    side = np.linspace(0.5, 2.5, 401)
    crossings: list[list[tuple[float, float]]] = [[] for _ in LEVELS]
    for row in (0.6, 0.8, 1.0, 1.25, 1.5, 1.75, 2.0, 2.2, 2.4):
        costs = _costs(reference, truth, side, np.full_like(side, row))
        for level, points in zip(LEVELS, crossings, strict=True):
            for k in np.flatnonzero((costs[1:] > level) != (costs[:-1] > level)):
                share = (level - costs[k]) / (costs[k + 1] - costs[k])
                points.append((round(float(side[k] + share * (side[1] - side[0])), 4), row))
    first, second = (grid.ravel() for grid in np.meshgrid(FAR, FAR))
    costs = _costs(reference, truth, first, second)
    return tuple(
        ContourThrough(
            level,
            tuple(points),
            0.06,
            far=tuple(zip(*(axis[_far(costs, level)] for axis in (first, second)), strict=True)),
        )
        for level, points in zip(LEVELS, crossings, strict=True)
    )


def _far(costs: np.ndarray, level: float) -> np.ndarray:
    """Return where a filled band next to the level, or its contour, cannot come."""
    return (costs > 8 * level) | (costs < level / 8)


def _costs_fit(reference: ModuleType, truth: Rates, panel: Panel) -> bool:
    """Return whether along each contour the cost is that of its level or within its band.

    The panel's levels must be those of `LEVELS`, or all of their logarithms.
    """
    drawn = np.unique(np.round(panel.levels, 9))
    parts = []
    for contour in panel.contours:
        levels = [LEVELS[int(np.abs(drawn - level).argmin())] for level in contour.levels]
        # Filled contours may go on below the first level and above the last.
        low = 0.0 if levels[0] == LEVELS[0] else levels[0]
        high = np.inf if levels[-1] == LEVELS[-1] else levels[-1]
        parts += [(vertex[0], vertex[1], low, high) for vertex in contour.vertices[:MOST_VERTICES]]
    if len(parts) > 40 * MOST_VERTICES:
        return False
    first, second, low, high = np.transpose(parts)
    costs = _costs(reference, truth, first, second)
    # Interpolation on the grid of 40 points errs by less than half of this.
    return bool(np.all((costs >= 0.9 * low - 2**-14) & (costs <= 1.1 * high + 2**-14)))


def _costs(
    reference: ModuleType, truth: Rates, first: np.ndarray, second: np.ndarray
) -> np.ndarray:
    """Return the cost at many places at once."""
    decays = np.exp(-np.multiply.outer(first, TIMES)) + np.exp(-np.multiply.outer(second, TIMES))
    return ((decays / 2 - reference.y(truth, TIMES)) ** 2).sum(axis=1) * (TIMES[1] - TIMES[0]) / 2


def _curves(
    reference: ModuleType, rates: list[float], rate: float, times: np.ndarray
) -> tuple[Requirement, ...]:
    at = tuple(times.tolist())
    return tuple(
        Shows(f"the curve of {name}", at, tuple(reference.y(given, times).tolist()))
        for name, given in (("the true rates", rates), ("the single rate", [rate]))
    )


def _difference(
    reference: ModuleType, rates: list[float], rate: float, times: np.ndarray
) -> tuple[Requirement, ...]:
    y = reference.y([rate], times) - reference.y(rates, times)
    name = "the single exponential minus the true curve"
    line = Shows(name, tuple(times.tolist()), tuple(y.tolist()), 1, 1e-2)
    return line, OwnScale((float(y.min()), float(y.max())), 1)
