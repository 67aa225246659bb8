"""Exercise compare_curves: its checks, and the proof that they judge rightly."""

from __future__ import annotations

import math
from types import ModuleType

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from autograder.checks import Answer, Equivalent, check, misconception, right_answer
from autograder.lessons.sloppy_exponentials.shared import TIMES
from course.judging.requirements import Labelled, Legend, OwnScale, Panels, Requirement, Shows
from solutions import sloppy_exponentials as reference

# --- checks ----------------------------------------------------------------------------------


@check("compare_curves", title="Two labelled panels, both curves and a legend")
def test_compare_curves_frame(student: Answer, reference: ModuleType) -> None:
    times = np.arange(0.0, 6.0, 0.25)
    curves = _curves(reference, [1.0, 2.0], 1.5, times)
    both = np.concatenate([reference.y([1.0, 2.0], times), reference.y([1.5], times)])
    scale = OwnScale((float(both.min()), float(both.max())), 0)
    frame = (Panels(2), Labelled(0), Labelled(1), Legend(2), scale)
    student.draws([1.0, 2.0], 1.5, times, shows=(*frame, *curves))


@check("compare_curves", title="Their difference, on a scale of its own")
def test_compare_curves_lines(student: Answer, reference: ModuleType) -> None:
    times = np.arange(0.0, 6.0, 0.25)
    student.draws([1.0, 2.0], 1.37, times, shows=_difference(reference, [1.0, 2.0], 1.37, times))


@check("compare_curves", title="Other rates", hidden=True)
def test_compare_curves_random(
    student: Answer, reference: ModuleType, rng: np.random.Generator
) -> None:
    rates, rate = list(rng.uniform(0.5, 3.0, 3)), float(rng.uniform(0.8, 2.0))
    given = (reference, rates, rate, TIMES)
    student.draws(rates, rate, TIMES, shows=(*_curves(*given), *_difference(*given)))


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


# --- misconceptions --------------------------------------------------------------------------


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


# --- right answers ---------------------------------------------------------------------------


@right_answer("compare_curves")
def two_subplots_of_pyplot(thetas0, theta, t):
    plt.subplot(2, 1, 1)
    plt.plot(t, reference.y(thetas0, t), label="true")
    plt.plot(t, np.exp(-theta * np.asarray(t)), label="single")
    plt.xlabel("t")
    plt.ylabel("y")
    plt.legend()
    plt.subplot(2, 1, 2)
    plt.plot(t, np.exp(-theta * np.asarray(t)) - reference.y(thetas0, t))
    plt.axhline(0, color="k")
    plt.xlabel("t")
    plt.ylabel("difference")
    plt.tight_layout()
    return plt.gcf()


@right_answer("compare_curves")
def side_by_side_from_one_table(thetas0, theta, t):
    both = np.column_stack([reference.y([theta], t), reference.y(thetas0, t)])
    figure = Figure(figsize=(12, 4))
    left, right = figure.subplots(1, 2)
    left.plot(t, both)
    left.legend(["single exponential", "true curve"])
    right.plot(t, both @ [1, -1], "g.-")
    for axes in (left, right):
        axes.set(xlabel="time", ylabel="activity")
        axes.grid()
    return figure


@right_answer("compare_curves")
def logarithmic_above_filled_below(thetas0, theta, t):
    figure = Figure(layout="constrained")
    panels = figure.subplot_mosaic([["curves"], ["curves"], ["residual"]])
    true = [sum(math.exp(-a * time) for a in thetas0) / len(thetas0) for time in t]
    single = [math.exp(-theta * time) for time in t]
    (one,) = panels["curves"].semilogy(t, true)
    (two,) = panels["curves"].semilogy(t, single, "--")
    panels["curves"].legend(handles=[one, two], labels=["truth", "one rate"], loc="lower left")
    residual = np.subtract(single, true)
    panels["residual"].fill_between(t, residual, alpha=0.3)
    panels["residual"].plot(t, residual)
    top = 1.2 * np.abs(residual).max()
    panels["residual"].set_ylim(-top, top)
    for name, panel in panels.items():
        panel.set_xlabel("time / s")
        panel.set_ylabel(name)
    return figure


@right_answer("compare_curves")
def dots_for_the_truth_line_for_the_model(thetas0, theta, t):
    t = np.asarray(t)
    fig, (ax1, ax2) = plt.subplots(2, 1, sharex=True, gridspec_kw={"hspace": 0.4})
    ax1.plot(t, reference.y(thetas0, t), ".", label="true curve")
    ax1.plot(t, np.exp(-theta * t), "-", label=f"exp(-{theta:.3f} t)")
    ax1.legend()
    ax2.plot(t, np.exp(-theta * t) - reference.y(thetas0, t), "k-", lw=0.8)
    ax1.set_xlabel("t"), ax1.set_ylabel("y(t)")
    ax2.set_xlabel("t"), ax2.set_ylabel("r(t)")
    plt.close()
    return fig


@right_answer("compare_curves")
def two_subfigures(thetas0, theta, t):
    true, single = reference.y(thetas0, t), reference.y((theta,), t)
    figure = Figure(figsize=(8, 4))
    above, below = (part.add_subplot() for part in figure.subfigures(2, 1))
    for values, name in ((true, "several rates"), (single, "one rate")):
        above.plot(list(t), list(values), marker="o", markersize=2, label=name)
    above.legend(title="curves")
    below.axhline(0, ls=":")
    below.step(t, single - true, where="mid", label="difference")
    below.legend()
    above.set(xlabel="$t$", ylabel="$y$")
    below.set(xlabel="$t$", ylabel=r"$\Delta y$", title="single minus true")
    return figure


@right_answer("compare_curves")
def lower_panel_made_first(thetas0, theta, t):
    single, true = reference.y([theta], t), reference.y(thetas0, t)
    plt.figure()
    below = plt.subplot(212, xlabel="t", ylabel="r")
    below.plot(t, single - true)
    above = plt.subplot(211, sharex=below, xlabel="t", ylabel="y")
    above.plot(t, true, t, single)
    above.legend(["y", "exp"])
    return plt.gcf()


# --- equivalent mutants ----------------------------------------------------------------------


EQUIVALENT_MUTANTS = (
    Equivalent(
        "above, below = figure.subplots(2, 1, sharex=True, height_ratios=[2, 1])",
        [
            "above, below = figure.subplots(2, 1, sharex=None, height_ratios=[2, 1])",
            "above, below = figure.subplots(2, 1, height_ratios=[2, 1])",
            "above, below = figure.subplots(2, 1, sharex=False, height_ratios=[2, 1])",
        ],
        "Both panels show the same times, so that their time axes agree without being shared.",
    ),
    Equivalent(
        "above, below = figure.subplots(2, 1, sharex=True, height_ratios=[2, 1])",
        ["above, below = figure.subplots(2, sharex=True, height_ratios=[2, 1])"],
        "One column is what `subplots` makes by default.",
    ),
    Equivalent(
        'above.set(xlabel="time $t$", ylabel="$y(t)$")',
        ['above.set(xlabel=None, ylabel="$y(t)$")', 'above.set(ylabel="$y(t)$")'],
        "The panels share their time axis, and so may share its label.",
    ),
    Equivalent(
        'below.set(xlabel="time $t$", ylabel=r"single $-$ true")',
        [
            'below.set(xlabel=None, ylabel=r"single $-$ true")',
            'below.set(ylabel=r"single $-$ true")',
        ],
        "The panels share their time axis, and so may share its label.",
    ),
)
