"""Exercise well_figure: its checks, and the proof that they judge rightly."""

from __future__ import annotations

from types import ModuleType

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from autograder.checks import Answer, check, misconception, right_answer
from course.judging.requirements import Labelled, Legend, Panels, Shows
from solutions import springs as reference

# --- checks ----------------------------------------------------------------------------------


def _curve(reference: ModuleType, k: float) -> Shows:
    places = reference.STRETCH
    energies = reference.spring_energy(k, places)
    return Shows("the energy", tuple(places), tuple(energies))


@check("well_figure", title="The curve")
def test_well_figure_curve(student: Answer, reference: ModuleType) -> None:
    student.draws(2.0, shows=(Panels(1), _curve(reference, 2.0)))


@check("well_figure", title="Labels and a legend")
def test_well_figure_frame(student: Answer) -> None:
    student.draws(2.0, shows=(Panels(1), Labelled(), Legend(1)))


@check("well_figure", title="Another stiffness", hidden=True)
def test_well_figure_other(student: Answer, reference: ModuleType) -> None:
    student.draws(0.7, shows=(Panels(1), _curve(reference, 0.7)))


# --- misconceptions --------------------------------------------------------------------------


def _drawn(energy, label="energy", xlabel="stretch"):
    figure = Figure()
    axes = figure.subplots()
    axes.plot(reference.STRETCH, energy(reference.STRETCH), label=label)
    axes.set(xlabel=xlabel, ylabel="energy")
    axes.legend()
    return figure


@misconception("well_figure", points=1.0, hint="The curve is that of stiffness 1, whatever `k`.")
def ignores_the_stiffness(k):
    return _drawn(lambda x: reference.spring_energy(1.0, x))


@misconception("well_figure", points=2.0, hint="The vertical axis has no label.")
def labels_the_stretch_alone(k):
    figure = _drawn(lambda x: reference.spring_energy(k, x))
    figure.axes[0].set_ylabel("")
    return figure


@misconception("well_figure", points=2.0, hint="The horizontal axis has no label.")
def labels_one_axis(k):
    return _drawn(lambda x: reference.spring_energy(k, x), xlabel="")


@misconception("well_figure", points=2.0, hint="There is no legend: give the curve a `label`.")
def forgets_the_legend(k):
    figure = _drawn(lambda x: reference.spring_energy(k, x))
    figure.axes[0].get_legend().remove()
    return figure


# --- right answers ---------------------------------------------------------------------------


@right_answer("well_figure")
def by_pyplot(k):
    figure, axes = plt.subplots()
    axes.plot(reference.STRETCH, k * reference.STRETCH**2 / 2)
    axes.legend(["E"])
    plt.xlabel("x")
    plt.ylabel("E")
    return figure


@right_answer("well_figure")
def from_right_to_left(k):
    figure = Figure(figsize=(3, 2))
    axes = figure.add_subplot()
    places = reference.STRETCH[::-1]
    axes.plot(places, [k * x * x / 2 for x in places], "--", label="well")
    axes.set_xlabel("stretch")
    axes.set_ylabel("energy")
    figure.legend()
    return figure


@right_answer("well_figure")
def on_a_finer_grid(k):
    return _drawn_on(np.linspace(-1, 1, 201), k)


def _drawn_on(places, k):
    figure = Figure()
    axes = figure.subplots()
    axes.plot(places, reference.spring_energy(k, places), label="energy")
    axes.set(xlabel="stretch", ylabel="energy")
    axes.legend()
    return figure
