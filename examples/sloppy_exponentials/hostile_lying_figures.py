"""Figures whose methods lie, hang on to text of megabytes, and hold a thousand panels."""
# base: release
# expect: score=0 others=not_attempted cost_contours=failed|crashed|raised
# expect: compare_curves=failed|crashed|raised


# %% cost_contours
from matplotlib.figure import Figure

import matplotlib.pyplot as plt


class Panel:
    """No panel of matplotlib's, but it answers like one."""

    lines = ()
    collections = ()

    def __getattr__(self, name):
        print("asked for", name)
        return lambda *args, **options: "theta " * 1_000_000

    def get_xlim(self):
        return ["nan", float("inf")]

    get_ylim = get_xlim


class Canvas(Figure):
    axes = [Panel()] * 1_000


def cost_contours(thetas0, t):
    return Canvas()


# %% compare_curves
def compare_curves(thetas0, theta, t):
    figure = Figure()
    for axes in figure.subplots(1, 2):
        axes.plot([0, float("nan"), 10], [1, float("inf"), 0], label="x" * 3_000_000)
        axes.plot([], [], label="none")
        axes.set(xlabel="time", ylabel="<script>alert(1)</script>", xlim=(0, 1e300))
    figure.axes[0].legend()
    return figure
