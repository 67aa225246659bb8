"""Exercise peak_figure: its checks, and the proof that they judge rightly."""

from __future__ import annotations

import math
import statistics
from types import ModuleType

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from scipy.optimize import brentq, fmin, minimize_scalar, newton
from scipy.special import erfcx
from scipy.stats import norm

from autograder.checks import Answer, Equivalent, check, misconception, right_answer
from autograder.lessons.emg_peaks.shared import density_of_numbers, gaussian
from course.judging.requirements import (
    Labelled,
    Legend,
    Marked,
    OwnScale,
    Panels,
    Requirement,
    Shows,
)
from solutions import emg_peaks as reference

# --- checks ----------------------------------------------------------------------------------


Shape = tuple[float, float, float]


# Each check requires what it is about: a forgotten legend should not cost the curves as well.
@check("peak_figure", title="Both curves", weight=0.5)
def test_peak_figure_curves(student: Answer, reference: ModuleType) -> None:
    shape = (0.0, 1.0, 2.0)
    student.draws(*shape, shows=(Panels(1), *_curves(reference, shape)))


@check("peak_figure", title="Labels on both axes, and a legend", weight=0.5)
def test_peak_figure_frame(student: Answer) -> None:
    student.draws(0.0, 1.0, 2.0, shows=(Panels(1), Labelled(), Legend(2)))


@check("peak_figure", title="Mean and mode are marked on the peak")
def test_peak_figure_marks(student: Answer, reference: ModuleType) -> None:
    shape = (0.0, 1.0, 2.0)
    student.draws(*shape, shows=(Panels(1), *_marks(reference, shape, -1.01791271599217941)))


@check("peak_figure", title="Other peaks", hidden=True)
def test_peak_figure_others(student: Answer, reference: ModuleType) -> None:
    for shape, mode in (
        ((1.0, 2.0, 0.5), 0.525595203130028496),
        ((-3.0, 0.5, 0.5), -3.34868457964421363),
        ((10.0, 0.2, 0.9), 9.71733683275677732),
    ):
        shows = (Panels(1), *_curves(reference, shape), *_marks(reference, shape, mode))
        student.draws(*shape, shows=shows)


def _curves(reference: ModuleType, shape: Shape) -> tuple[Requirement, ...]:
    """Require both lines, and that they can be seen."""
    mu, sigma, tau = shape
    x = np.linspace(mu - 3 * sigma - 5 * tau, mu + 3 * sigma, 81)
    gaussian = np.exp(-(((x - mu) / sigma) ** 2) / 2) / (sigma * np.sqrt(2 * np.pi))
    lines = {"the peak T": reference.emg(x, *shape), "its Gaussian parent": gaussian}
    return (
        *(Shows(name, tuple(x.tolist()), tuple(y.tolist()), 0, 0.01) for name, y in lines.items()),
        OwnScale((0.0, float(gaussian.max())), share=0.0),
    )


def _marks(reference: ModuleType, shape: Shape, mode: float) -> tuple[Requirement, ...]:
    mu, sigma, tau = shape
    points = tuple((x, float(reference.emg(x, *shape))) for x in (mu - tau, mode))
    return (Marked(points, 2e-3 * (sigma + tau), most=4),)


# --- misconceptions --------------------------------------------------------------------------


def _mode(mu, sigma, tau):
    """Return the place of the top, found on a grid that is fine enough."""
    places = np.linspace(mu - tau, mu, 20001)
    return places[np.argmax(reference.emg(places, mu, sigma, tau))]


def _portrait(mu, sigma, tau, *, span=None, parent=None, heights=None, mode=None):
    """Return a figure and its axes, in which all is right but what the arguments say."""
    low, high = span or (mu - 4 * sigma - 6 * tau, mu + 4 * sigma)
    places = np.linspace(low, high, 601)
    marks = np.array([mu - tau, _mode(mu, sigma, tau) if mode is None else mode])
    figure = Figure()
    axes = figure.subplots()
    axes.plot(places, reference.emg(places, mu, sigma, tau), label="peak")
    axes.plot(places, (parent or gaussian)(places, mu, sigma), "--", label="parent")
    tops = reference.emg(marks, mu, sigma, tau) if heights is None else heights
    axes.plot(marks, tops, "o", linestyle="none")
    axes.set(xlabel="x", ylabel="density")
    axes.legend()
    return figure, axes


@misconception(
    "peak_figure",
    points=2.5,
    hint="The axes say nothing of what is along them. Each needs a label.",
)
def leaves_the_axes_unlabelled(mu, sigma, tau):
    figure, axes = _portrait(mu, sigma, tau)
    axes.set(xlabel="", ylabel="")
    return figure


@misconception(
    "peak_figure",
    points=2.5,
    hint="No legend shows: a `label` appears only after `legend()` has been called on the axes.",
)
def forgets_to_call_legend(mu, sigma, tau):
    figure, axes = _portrait(mu, sigma, tau)
    axes.get_legend().remove()
    return figure


@misconception(
    "peak_figure",
    points=2.5,
    hint="The legend names one line only. A line without a `label` of its own is left out.",
)
def names_one_line_only(mu, sigma, tau):
    figure, axes = _portrait(mu, sigma, tau)
    axes.legend(axes.lines[:1], ["peak"])
    return figure


@misconception(
    "peak_figure",
    points=0.0,
    hint="What is returned is the axes, not the figure that holds them. "
    "Return the object that was made first.",
)
def returns_the_axes(mu, sigma, tau):
    return _portrait(mu, sigma, tau)[1]


@misconception(
    "peak_figure",
    points=0.5,
    hint="Neither the line nor the marks are those of the peak: its tail may be on the wrong "
    "side. The exponential step goes to the left.",
)
def draws_the_mirrored_peak(mu, sigma, tau):
    places = np.linspace(mu - 4 * sigma - 6 * tau, mu + 4 * sigma + 6 * tau, 601)
    figure, axes = _portrait(mu, sigma, tau)
    axes.clear()
    axes.plot(places, reference.emg(2 * mu - places, mu, sigma, tau), label="peak")
    axes.plot(places, gaussian(places, mu, sigma), label="parent")
    marks = np.array([mu - tau, _mode(mu, sigma, tau)])
    axes.plot(2 * mu - marks, reference.emg(marks, mu, sigma, tau), "o", linestyle="none")
    axes.set(xlabel="x", ylabel="density")
    axes.legend()
    return figure


@misconception(
    "peak_figure",
    points=1.5,
    hint="The line of the peak does not cover the whole range: the tail reaches several τ to the "
    "left, much further than the Gaussian parent.",
)
def cuts_off_the_tail(mu, sigma, tau):
    return _portrait(mu, sigma, tau, span=(mu - 4 * sigma, mu + 4 * sigma))[0]


@misconception(
    "peak_figure",
    points=1.5,
    hint="No line is the Gaussian parent. It is the normal density with position μ and width σ: "
    "neither its bare exponential, nor a Gaussian with the mean or the variance of the peak.",
)
def draws_the_parent_without_its_norm(mu, sigma, tau):
    return _portrait(
        mu, sigma, tau, parent=lambda x, mu, sigma: np.exp(-(((x - mu) / sigma) ** 2) / 2)
    )[0]


@misconception(
    "peak_figure",
    points=1.0,
    hint="No marker stands on the peak at its mean. The mean lies one τ to the left of μ, and "
    "the marker's height is the density there, not zero and not the parent's.",
)
def marks_places_on_the_axis(mu, sigma, tau):
    return _portrait(mu, sigma, tau, heights=np.zeros(2))[0]


@misconception(
    "peak_figure",
    points=1.0,
    hint="No marker stands at the top of the peak. The position μ is the top of the Gaussian "
    "parent only, and the highest point of a coarse grid is not near enough.",
)
def takes_the_position_for_the_mode(mu, sigma, tau):
    return _portrait(mu, sigma, tau, mode=mu)[0]


@misconception(
    "peak_figure",
    points=2.0,
    hint="The lines run over a range that was written down for one peak. For other peaks it must "
    "be computed from μ, σ and τ.",
)
def fixes_the_range(mu, sigma, tau):
    return _portrait(mu, sigma, tau, span=(-16, 4))[0]


# --- right answers ---------------------------------------------------------------------------


@right_answer("peak_figure")
def pyplot_and_a_fine_grid(mu, sigma, tau):
    x = np.linspace(mu - 3 * sigma - 5 * tau, mu + 3 * sigma, 20_001)
    T = reference.emg(x, mu, sigma, tau)
    plt.figure(figsize=(7, 4))
    plt.plot(x, T, "b-", label="EMG")
    plt.plot(x, norm.pdf(x, mu, sigma), "k--", label="Gauss")
    plt.plot(x[np.argmax(T)], T.max(), "ro")
    plt.plot(mu - tau, reference.emg(mu - tau, mu, sigma, tau), "g^")
    plt.axvline(mu - tau, color="g", lw=0.5)
    plt.axvline(x[np.argmax(T)], color="r", lw=0.5)
    plt.xlabel("x")
    plt.ylabel("T")
    plt.legend()
    plt.grid()
    return plt.gcf()


@right_answer("peak_figure")
def scatter_and_a_bounded_minimiser(mu, sigma, tau):
    found = minimize_scalar(
        lambda x: -reference.emg_logpdf(x, mu, sigma, tau),
        bounds=(mu - tau, mu),
        method="bounded",
        options={"xatol": 1e-6 * (sigma + tau)},
    )
    print("mode at", found.x)
    marks = np.array([mu - tau, found.x])
    x = np.arange(mu - 3.5 * sigma - 6 * tau, mu + 4 * sigma, (sigma + tau) / 100)
    figure = Figure()
    axes = figure.add_subplot()
    axes.plot(x, np.transpose([reference.emg(x, mu, sigma, tau), norm(mu, sigma).pdf(x)]))
    axes.scatter(marks, reference.emg(marks, mu, sigma, tau), marker="x", color="black", zorder=3)
    axes.legend(["peak", "parent", "mean and mode"])
    axes.set_xlabel("$x$")
    axes.set_ylabel("$T(x)$")
    return figure


@right_answer("peak_figure")
def marks_on_the_curve_itself_and_fillings(mu, sigma, tau):
    mean, mode = mu - tau, mu - tau / 2
    mode = newton(lambda x: reference.emg_grad(x, mu, sigma, tau)[0], mode, tol=1e-9)
    x = np.union1d(np.linspace(mu - 4 * sigma - 8 * tau, mu + 5 * sigma, 400), [mean, mode])
    figure = Figure()
    axes = figure.subplots()
    T, parent = reference.emg(x, mu, sigma, tau), norm.pdf(x, mu, sigma)
    places = [int(np.searchsorted(x, place)) for place in (mean, mode)]
    axes.plot(x, T, marker="o", markevery=places, label="peak")
    axes.plot(x, parent, label="parent")
    axes.fill_between(x, T, alpha=0.2)
    axes.fill_between(x, parent, alpha=0.2)
    axes.vlines([mean, mode], 0, T.max(), linestyles=":")
    axes.set(xlabel="x", ylabel="density")
    axes.legend()
    return figure


@right_answer("peak_figure")
def filled_peak_with_annotations(mu, sigma, tau):
    mode = newton(lambda x: reference.emg_grad(x, mu, sigma, tau)[0], mu - tau / 2, tol=1e-9)
    x = np.linspace(mu - 4 * sigma - 8 * tau, mu + 5 * sigma, 300)
    fig, ax = plt.subplots(layout="tight")
    ax.fill_between(x, reference.emg(x, mu, sigma, tau), alpha=0.3)
    ax.plot(x, reference.emg(x, mu, sigma, tau), lw=2, label=rf"$\tau = {tau}$")
    ax.plot(x, [statistics.NormalDist(mu, sigma).pdf(place) for place in x], ":", label="parent")
    for name, place in {"mean": mu - tau, "mode": mode}.items():
        height = float(reference.emg(place, mu, sigma, tau))
        ax.plot(place, height, marker="o", ls="none", mfc="white")
        ax.annotate(name, (place, height), (place, height / 2), arrowprops={"arrowstyle": "->"})
    ax.set(xlabel="place", ylabel="density", title="A peak")
    fig.legend(loc="upper right")
    plt.close(fig)
    return fig


@right_answer("peak_figure")
def lists_and_a_ternary_search(mu, sigma, tau):
    low, high = mu - tau, mu
    while high - low > 1e-5 * (sigma + tau):
        a, b = low + (high - low) / 3, high - (high - low) / 3
        if reference.emg(a, mu, sigma, tau) < reference.emg(b, mu, sigma, tau):
            low = a
        else:
            high = b
    step = (8 * sigma + 7 * tau) / 499
    places = [mu + 4 * sigma - k * step for k in range(500)]
    figure = Figure((8, 5))
    axes = figure.add_axes((0.1, 0.12, 0.85, 0.8), xlabel="$x$", ylabel="probability density")
    gauss = [math.exp(-(((p - mu) / sigma) ** 2) / 2) / sigma / math.tau**0.5 for p in places]
    (first,) = axes.plot(places, [density_of_numbers(p, mu, sigma, tau) for p in places])
    (second,) = axes.plot(places, gauss, dashes=(4, 2))
    for place, mark in ((mu - tau, "$m$"), (low, (5, 1))):
        axes.plot([place], [density_of_numbers(place, mu, sigma, tau)], marker=mark, markersize=10)
    axes.legend([first, second], ["peak with tail", "without tail"])
    return figure


@right_answer("peak_figure")
def logarithmic_with_vertical_lines(mu, sigma, tau):
    def slope(u):
        # T / tau = J / sigma at the mode, in widths of the Gaussian.
        r = sigma / tau
        return math.sqrt(math.pi / 2) * erfcx((u + r) / math.sqrt(2)) * r - 1

    mode = mu + sigma * brentq(slope, -tau / sigma, 0)
    places = np.linspace(mu - 3 * sigma - 5 * tau, mu + 3 * sigma, 200)
    figure, axes = plt.subplots()
    axes.semilogy(places, np.exp(reference.emg_logpdf(places, mu, sigma, tau)), label="T")
    axes.semilogy(places, norm.pdf((places - mu) / sigma) / sigma, label="N")
    heights = reference.emg([mu - tau, mode], mu, sigma, tau)
    axes.vlines([mu - tau, mode, mu], 1e-4, [*heights, norm.pdf(0) / sigma], colors="0.6")
    axes.plot([mu - tau, mode], heights, "D", label="mean, mode")
    figure.supxlabel("x")
    figure.supylabel("log density")
    axes.legend(title="curves", ncols=3)
    return figure


@right_answer("peak_figure")
def downhill_simplex_and_subplot_mosaic(mu, sigma, tau):
    start, small = mu - tau / 2, 1e-6 * tau
    mode = fmin(lambda p: -reference.emg(p[0], mu, sigma, tau), [start], xtol=small, disp=False)
    figure = Figure(layout="constrained", facecolor="ivory")
    axes = figure.subplot_mosaic("P")["P"]
    x = np.sort(np.append(np.linspace(mu - 9 * (sigma + tau), mu + 4 * sigma, 1000), mode))
    axes.plot(x, norm.pdf(x, mu, sigma), "-.", c="tab:gray", label=r"$\mathcal{N}(\mu, \sigma)$")
    axes.plot(x, reference.emg(x, mu, sigma, tau), c="tab:red", label="EMG")
    for place, label in ((mu - tau, "mean"), (mode[0], "mode")):
        height = reference.emg(place, mu, sigma, tau)
        axes.plot([place, place], [0, height], "k-", lw=0.5)
        axes.scatter(place, height, s=60, label=label)
        axes.text(place, height, f" {label}")
    axes.axhline(0, color="black")
    axes.set(xlabel="$x$ (mm)", ylabel="density (1/mm)", xlim=(x[0], x[-1]), ylim=(-0.01, None))
    axes.legend()
    return figure


# --- equivalent mutants ----------------------------------------------------------------------


EQUIVALENT_MUTANTS = (
    Equivalent(
        "mode = mu + brentq(lambda step: emg_grad(step, 0, sigma, tau)[0], -tau, 0)",
        ["mode = mu + brentq(lambda step: emg_grad(step, 0, sigma, tau)[0], 0, -tau)"],
        "An interval given from its upper end holds the same zero.",
    ),
    Equivalent(
        "mode = mu + brentq(lambda step: emg_grad(step, 0, sigma, tau)[0], -tau, 0)",
        ["mode = mu + brentq(lambda step: emg_grad(step, 0, sigma, tau)[0], -tau, 1)"],
        "The larger interval holds the same zero, and no other: the peak has one top.",
    ),
    Equivalent(
        "places = np.linspace(mu - 4 * sigma - 6 * tau, mu + 4 * sigma, 601)",
        ["places = np.linspace(mu + 4 * sigma, mu - 4 * sigma - 6 * tau, 601)"],
        "The same line, drawn from right to left.",
    ),
    Equivalent(
        "parent = np.exp(-(((places - mu) / sigma) ** 2) / 2) / (sigma * np.sqrt(2 * np.pi))",
        ["parent = np.exp(-(((mu - places) / sigma) ** 2) / 2) / (sigma * np.sqrt(2 * np.pi))"],
        "Only the square of the difference is used.",
    ),
    Equivalent(
        'for place, mark, colour, name in ((mean, "s", GREEN, "mean"), (mode, "o", ORANGE, "mode")):',
        [
            'for place, mark, colour, name in ((mode, "o", ORANGE, "mode"), (mean, "s", GREEN, "mean")):'
        ],
        "The same two markers, drawn in the other order.",
    ),
    Equivalent(
        "places = np.linspace(mu - 4 * sigma - 6 * tau, mu + 4 * sigma, 601)",
        [
            "places = np.linspace(mu - 5 * sigma - 6 * tau, mu + 4 * sigma, 601)",
            "places = np.linspace(mu - 3 * sigma - 6 * tau, mu + 4 * sigma, 601)",
            "places = np.linspace(mu - 4 * sigma - 7 * tau, mu + 4 * sigma, 601)",
            "places = np.linspace(mu - 4 * sigma - 5 * tau, mu + 4 * sigma, 601)",
            "places = np.linspace(mu - 4 * sigma - 6 * tau, mu + 5 * sigma, 601)",
            "places = np.linspace(mu - 4 * sigma - 6 * tau, mu + 3 * sigma, 601)",
            "places = np.linspace(mu - 4 * sigma - 6 * tau, mu + 4 * sigma, 602)",
            "places = np.linspace(mu - 4 * sigma - 6 * tau, mu + 4 * sigma, 600)",
        ],
        "The range still includes the one asked for, with more points than are asked for.",
    ),
    Equivalent(
        'axes.plot(places, emg(places, mu, sigma, tau), color=BLUE, label="peak $T$")',
        [
            "axes.plot(places, emg(places, mu, sigma, tau), color=BLUE, label=None)",
            "axes.plot(places, emg(places, mu, sigma, tau), color=BLUE, )",
        ],
        "The checks count the entries of the legend, of which three are left, and do not read what they belong to.",
    ),
    Equivalent(
        'axes.plot(places, parent, "--", color=GREY, label="Gaussian parent")',
        [
            'axes.plot(places, parent, "--", color=GREY, label=None)',
            'axes.plot(places, parent, "--", color=GREY, )',
        ],
        "The checks count the entries of the legend, of which three are left, and do not read what they belong to.",
    ),
    Equivalent(
        'axes.plot(places, parent, "--", color=GREY, label="Gaussian parent")',
        ['axes.plot(places, parent, color=GREY, label="Gaussian parent")'],
        "A solid line is a line as well.",
    ),
    Equivalent(
        'for place, mark, colour, name in ((mean, "s", GREEN, "mean"), (mode, "o", ORANGE, "mode")):',
        [
            'for place, mark, colour, name in ((mean, "s", GREEN, "XXmeanXX"), (mode, "o", ORANGE, "mode")):',
            'for place, mark, colour, name in ((mean, "s", GREEN, "MEAN"), (mode, "o", ORANGE, "mode")):',
            'for place, mark, colour, name in ((mean, "s", GREEN, "mean"), (mode, "o", ORANGE, "XXmodeXX")):',
            'for place, mark, colour, name in ((mean, "s", GREEN, "mean"), (mode, "o", ORANGE, "MODE")):',
        ],
        "What the legend says of the markers is not asked for.",
    ),
    Equivalent(
        'axes.vlines(place, 0, height, color=colour, linestyle=":")',
        [
            'axes.vlines(None, 0, height, color=colour, linestyle=":")',
            'axes.vlines(place, None, height, color=colour, linestyle=":")',
            'axes.vlines(place, 0, None, color=colour, linestyle=":")',
            'axes.vlines(0, place, height, color=colour, linestyle=":")',
            'axes.vlines(place, height, 0, color=colour, linestyle=":")',
            'axes.vlines(place, 1, height, color=colour, linestyle=":")',
            'axes.vlines(place, (-1), height, color=colour, linestyle=":")',
        ],
        "The dotted lines under the markers are not asked for.",
    ),
    Equivalent(
        'axes.plot([place], [height], mark, color=colour, label=f"{name} {place:.4g}")',
        [
            "axes.plot([place], [height], mark, color=colour, label=None)",
            "axes.plot([place], [height], mark, color=colour, )",
        ],
        "Entries in the legend are asked for the two lines only.",
    ),
    Equivalent(
        'axes.set(xlabel="$x$", ylabel="density", ylim=(0, None))',
        [
            'axes.set(xlabel="$x$", ylabel="density", ylim=None)',
            'axes.set(xlabel="$x$", ylabel="density", )',
            'axes.set(xlabel="$x$", ylabel="density", ylim=((-1), None))',
        ],
        "More or less room below the curves; both are seen as a whole.",
    ),
)
