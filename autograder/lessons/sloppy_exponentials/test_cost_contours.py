"""Exercise cost_contours: its checks, and the proof that they judge rightly."""

from __future__ import annotations

import math
from functools import cache
from types import ModuleType

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import LogNorm
from matplotlib.figure import Figure
from mpl_toolkits.axes_grid1 import make_axes_locatable

from autograder.checks import Answer, Equivalent, check, misconception, right_answer
from autograder.lessons.sloppy_exponentials.shared import TIMES
from course.judging.figure_rules import unmet
from course.judging.requirements import (
    Contoured,
    ContourThrough,
    EqualAspect,
    Labelled,
    Levels,
    Limits,
    Marked,
    Panels,
)
from course.values.figures import Panel
from solutions import sloppy_exponentials as reference

# --- checks ----------------------------------------------------------------------------------


LEVELS = tuple(2.0**power for power in range(-14, -4))


FAR = np.array([0.7, 1.1, 1.4, 1.9, 2.3])


MOST_VERTICES = 500  # of one contour or band: those of the grid of 40 points have fewer


Rates = tuple[float, float]


@check("cost_contours", title="The square, its labels and its shape")
def test_cost_contours_frame(student: Answer) -> None:
    frame = (Panels(1), Contoured(), Labelled(), EqualAspect(), Limits((0.5, 2.5), (0.5, 2.5)))
    student.draws([1.0, 2.0], TIMES, shows=frame)


@check("cost_contours", title="The contours and their levels")
def test_cost_contours_levels(student: Answer, reference: ModuleType) -> None:
    truth = (1.0, 2.0)
    # Contours of another surface end elsewhere: only of the right ones it says that the grid does.
    ends = Contoured(0, (0.5, 2.5), (0.5, 2.5))
    wanted = (Levels(LEVELS, exact=True), *_contours(reference, truth)[1::2], ends)
    student.draws(list(truth), TIMES, shows=wanted)


@check("cost_contours", title="Both minima, marked among the contours")
def test_cost_contours_minima(student: Answer) -> None:
    student.draws([1.0, 2.0], TIMES, shows=(Contoured(), _minima((1.0, 2.0))))


@check("cost_contours", title="Other true rates: all contours, everywhere", hidden=True)
def test_cost_contours_lines(student: Answer, reference: ModuleType) -> None:
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


# --- misconceptions --------------------------------------------------------------------------


SIDE = np.linspace(0.5, 2.5, 40)


RIGHT_LEVELS = 2.0 ** np.arange(-14, -4)


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
    axes.contour(SIDE, SIDE, _surface(thetas0, t), levels=RIGHT_LEVELS)
    return figure


@misconception(
    "cost_contours",
    points=3.0,
    hint="The square has been stretched to fill the frame. Ratios of axes, slopes and right "
    "angles can be read off only if a unit is equally long along both axes.",
)
def stretches_the_square(thetas0, t):
    figure, axes = _frame(_both(thetas0), equal=False)
    axes.contour(SIDE, SIDE, _surface(thetas0, t), levels=RIGHT_LEVELS)
    return figure


@misconception(
    "cost_contours",
    points=3.0,
    hint="The axes begin at zero, as those of many plots do. Here both rates run over the "
    "square of the statement, and over nothing else.",
)
def starts_the_axes_at_zero(thetas0, t):
    figure, axes = _frame(_both(thetas0), limits=False)
    axes.contour(SIDE, SIDE, _surface(thetas0, t), levels=RIGHT_LEVELS)
    axes.set(xlim=(0, 2.5), ylim=(0, 2.5))
    return figure


@misconception(
    "cost_contours",
    points=3.0,
    hint="The grid stops short of its upper end: `np.arange` leaves out the end that it is given. "
    "`np.linspace` takes both ends, and the number of points in place of a step.",
)
def stops_the_grid_short(thetas0, t):
    side = np.arange(0.5, 2.5, 0.05)
    figure, axes = _frame(_both(thetas0))
    axes.contour(side, side, _surface(thetas0, t, side), levels=RIGHT_LEVELS)
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
    axes.contourf(SIDE, SIDE, logarithm, levels=RIGHT_LEVELS, extend="both")
    return figure


@misconception(
    "cost_contours",
    points=2.0,
    hint="The contours lie where those of twice the cost would, as one gets without its factor ½: "
    "each lies where the next lower one belongs.",
)
def draws_twice_the_cost(thetas0, t):
    figure, axes = _frame(_both(thetas0))
    axes.contour(SIDE, SIDE, 2 * _surface(thetas0, t), levels=RIGHT_LEVELS)
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
    axes.contour(side, side, _surface(thetas0, t, side), levels=RIGHT_LEVELS)
    return figure


@misconception(
    "cost_contours",
    points=2.0,
    hint="Only the true rates are marked. The model does not care in which order the rates are "
    "named, so their mirror image is a minimum as well.",
)
def marks_one_minimum(thetas0, t):
    figure, axes = _frame([thetas0])
    axes.contour(SIDE, SIDE, _surface(thetas0, t), levels=RIGHT_LEVELS)
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
    axes.contour(SIDE, SIDE, _surface(thetas0, t), levels=RIGHT_LEVELS)
    return figure


@misconception(
    "cost_contours",
    points=3.0,
    hint="The markers stand where they did for other true rates. Their places must be taken "
    "from `thetas0`, not written down as numbers.",
)
def marks_fixed_places(thetas0, t):
    figure, axes = _frame([(1, 2), (2, 1)])
    axes.contour(SIDE, SIDE, _surface(thetas0, t), levels=RIGHT_LEVELS)
    return figure


@misconception(
    "cost_contours",
    points=0.0,
    hint="What is returned is the axes, not the figure that holds them. "
    "Return the object that was made first.",
)
def returns_the_axes(thetas0, t):
    _, axes = _frame(_both(thetas0))
    axes.contour(SIDE, SIDE, _surface(thetas0, t), levels=RIGHT_LEVELS)
    return axes


# --- right answers ---------------------------------------------------------------------------


def costs_on_the_square(thetas0, t):
    """Return the costs by broadcasting: theta_2 along the rows, theta_1 along the columns."""
    decays = np.exp(-np.outer(np.linspace(0.5, 2.5, 40), t)) / 2
    r = decays[:, None, :] + decays[None, :, :] - reference.y(thetas0, t)
    return (r**2).sum(-1) * (t[1] - t[0]) / 2


@right_answer("cost_contours")
def lines_with_pyplot(thetas0, t):
    side = np.linspace(0.5, 2.5, 40)
    Z = np.zeros((40, 40))
    for i in range(40):
        for j in range(40):
            Z[j, i] = reference.cost([side[i], side[j]], thetas0, t)
    plt.figure(figsize=(6, 6))
    plt.contour(side, side, Z, levels=[2**k for k in range(-14, -4)])
    plt.colorbar()
    plt.plot(thetas0[0], thetas0[1], "r*")
    plt.plot(thetas0[1], thetas0[0], "r*")
    plt.plot([0.5, 2.5], [0.5, 2.5], "k:")
    plt.xlabel("theta 1")
    plt.ylabel("theta 2")
    plt.axis("square")
    plt.title("Cost")
    return plt.gcf()


@right_answer("cost_contours")
def bands_and_lines_on_a_mesh(thetas0, t):
    print("drawing ...")
    T1, T2 = np.meshgrid(np.linspace(0.5, 2.5, 40), np.linspace(0.5, 2.5, 40), indexing="ij")
    C = np.reshape(
        [reference.cost(pair, thetas0, t) for pair in zip(T1.flat, T2.flat, strict=True)], (40, 40)
    )
    levels = np.logspace(-14, -5, 10, base=2)
    figure, axes = plt.subplots()
    bands = axes.contourf(T1, T2, C, levels, norm=LogNorm(), cmap="magma")
    axes.contour(T1, T2, C, levels, colors="white", linewidths=0.5)
    axes.scatter(thetas0, thetas0[::-1], marker="x", c="red")
    axes.set_aspect("equal")
    axes.set_xlabel("$x$")
    axes.set_ylabel("$y$")
    figure.colorbar(bands, format="%.2g")
    plt.close(figure)
    return figure


@right_answer("cost_contours")
def lines_of_the_binary_logarithm_with_numbers(thetas0, t):
    side = np.linspace(0.5, 2.5, 40)
    figure = Figure()
    axes = figure.add_subplot()
    lines = axes.contour(side, side, np.log2(costs_on_the_square(thetas0, t)), range(-14, -4))
    axes.clabel(lines, fmt="$2^{%d}$")
    a, b = thetas0
    axes.plot([a, b], [b, a], linestyle="", marker=(5, 1), color="black", label="minima")
    axes.legend()
    axes.set(aspect=1, xlabel="rate 1", ylabel="rate 2", xlim=(0.5, 2.5), ylim=(0.5, 2.5))
    return figure


@right_answer("cost_contours")
def lines_with_the_costs_on_them(thetas0, t):
    side = np.linspace(0.5, 2.5, 40)
    fig, ax = plt.subplots(figsize=(5, 5))
    lines = ax.contour(side, side, costs_on_the_square(thetas0, t), 2.0 ** np.arange(-14, -4))
    ax.clabel(lines)
    ax.plot(*thetas0, "o")
    ax.plot(*thetas0[::-1], "o")
    ax.set_aspect("equal")
    ax.set_xlabel("$\\theta_1$")
    ax.set_ylabel("$\\theta_2$")
    return fig


@right_answer("cost_contours")
def bands_of_the_natural_logarithm_on_triangles(thetas0, t):
    x, y = np.meshgrid(np.linspace(0.5, 2.5, 40), np.linspace(0.5, 2.5, 40))
    figure = Figure(layout="tight")
    axes = figure.subplot_mosaic("A")["A"]
    z = np.log(costs_on_the_square(thetas0, t)).ravel()
    levels = np.log(2.0) * np.arange(-14, -4)
    filled = axes.tricontourf(x.ravel(), y.ravel(), z, levels=levels, extend="both")
    for first, second in (thetas0, thetas0[::-1]):
        axes.plot(first, second, marker="o", markersize=8, markerfacecolor="none")
        axes.annotate("minimum", (first, second))
    axes.set_box_aspect(1)
    axes.set(xlim=[0.5, 2.5], ylim=[0.5, 2.5], xlabel="theta_1", ylabel="theta_2")
    bar = make_axes_locatable(axes).append_axes("right", size="5%", pad=0.1)
    figure.colorbar(filled, cax=bar, label="ln C")
    return figure


@right_answer("cost_contours")
def lines_over_an_image(thetas0, t):
    side = np.linspace(0.5, 2.5, 40)
    log_costs = [
        [math.log10(reference.cost((one, two), thetas0, t)) for one in side] for two in side
    ]
    figure = Figure((7, 5))
    axes = figure.add_axes((0.1, 0.1, 0.8, 0.8), xlabel="θ₁", ylabel="θ₂")
    shown = axes.imshow(log_costs, origin="lower", extent=(0.5, 2.5, 0.5, 2.5), cmap="Greys")
    axes.contour(side, side, log_costs, levels=np.log10(np.geomspace(2**-14, 2**-5, 10)))
    axes.errorbar(thetas0, thetas0[::-1], fmt="D", color="tab:red")
    figure.colorbar(shown, ax=axes)
    return figure


@right_answer("cost_contours")
def surface_beside_the_contours(thetas0, t):
    x, y = np.meshgrid(np.linspace(0.5, 2.5, 40), np.linspace(0.5, 2.5, 40))
    z = costs_on_the_square(thetas0, t)
    figure = plt.figure(figsize=(10, 4))
    flat, relief = figure.add_subplot(121), figure.add_subplot(122, projection="3d")
    flat.contour(x, y, z, [2**-k for k in range(14, 4, -1)], norm="log")
    flat.scatter(*thetas0, color="k")
    flat.scatter(*reversed(thetas0), color="k")
    flat.set(aspect="equal", xlabel="rate 1", ylabel="rate 2")
    relief.plot_surface(x, y, z)
    return figure


# --- equivalent mutants ----------------------------------------------------------------------


EQUIVALENT_MUTANTS = (
    Equivalent(
        "first, second = thetas0",
        ["second, first = thetas0"],
        "The two are used for the markers alone, which stand at both orders of the rates.",
    ),
    Equivalent(
        'axes.plot([first, second], [second, first], "*", color=ORANGE, markersize=13, mec="white")',
        [
            'axes.plot([second, first], [first, second], "*", color=ORANGE, markersize=13, mec="white")'
        ],
        "The same two markers, drawn in the other order.",
    ),
    Equivalent(
        "values = [[cost([theta1, theta2], thetas0, t) for theta1 in side] for theta2 in side]",
        [
            "values = [[cost(thetas0, [theta1, theta2], t) for theta1 in side] for theta2 in side]",
            "values = [[cost([theta2, theta1], thetas0, t) for theta1 in side] for theta2 in side]",
        ],
        "The cost squares the difference of model and truth, and the model averages over its rates: both are symmetric, so that the table is its own mirror image.",
    ),
    Equivalent(
        "side = np.linspace(0.5, 2.5, 40)",
        [
            "side = np.linspace(0.5, 2.5, )",
            "side = np.linspace(0.5, 2.5, 41)",
            "side = np.linspace(0.5, 2.5, 39)",
            "side = np.linspace(0.25, 2.5, 40)",
        ],
        "Grids about as fine draw the same contours to within the interpolation on the grid of 40, which the checks allow; the limits of the axes cut off what lies outside the square.",
    ),
    Equivalent(
        "side = np.linspace(0.5, 2.5, 40)",
        ["side = np.linspace(2.5, 0.5, 40)"],
        "The same points of the same surface, in the other order.",
    ),
    Equivalent(
        "xlim=(0.5, 2.5),",
        ["xlim=None,", ""],
        "The contours leave no margin: without limits the axis ends where the grid does, as asked.",
    ),
    Equivalent(
        "ylim=(0.5, 2.5),",
        ["ylim=None,", ""],
        "The contours leave no margin: without limits the axis ends where the grid does, as asked.",
    ),
)
