"""Figures as plain data: what is drawn, panel by panel, never pixels."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

MOST_PANELS = 30
MOST_ARTISTS = 200
MOST_VERTICES = 200_000

Array = np.ndarray[Any, Any]
Point = tuple[float, float]


class MalformedFigure(ValueError):
    """A figure's description that `describe_figure` cannot have written."""


@dataclass(frozen=True)
class Curve:
    """One line of a panel: `x` and `y`, of shape (n,) and float64, and how it is drawn."""

    x: Array
    y: Array
    label: str
    marker: bool
    connected: bool


@dataclass(frozen=True)
class Contour:
    """One contour line, or the border of one filled band: vertices of shape (n, 2) and float64."""

    levels: tuple[float, ...]
    vertices: Array


@dataclass(frozen=True)
class Panel:
    """One pair of axes, without colour bars.

    `points` and `gaps`, the places of labels that interrupt contour lines, have the shape
    (n, 2) and the dtype float64.
    """

    title: str
    xlabel: str
    ylabel: str
    xlim: Point
    ylim: Point
    xscale: str
    yscale: str
    equal_aspect: bool
    curves: tuple[Curve, ...]
    points: Array
    levels: tuple[float, ...]
    contours: tuple[Contour, ...]
    gaps: Array
    legend: tuple[str, ...]


@dataclass(frozen=True)
class FigureDescription:
    """A figure's panels as one reads them: from top to bottom, then from left to right."""

    panels: tuple[Panel, ...]

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> FigureDescription:
        """Return the description held in `content`, as `describe_figure` writes it.

        Raises `MalformedFigure` when a part is missing or of another type.
        """
        try:
            return cls(tuple(_panel(panel) for panel in content["panels"][:MOST_PANELS]))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise MalformedFigure("a figure's description has parts that do not fit") from error


def describe_figure(value: object) -> dict[str, Any] | None:
    """Return what is drawn on `value` as a dict of text, numbers and arrays.

    The arrays are of float64 and of the shapes that `Curve`, `Contour` and `Panel` state.
    None if `value` is not a `matplotlib.figure.Figure`.
    """
    # A value cannot be a figure while matplotlib is not imported, and importing it is slow.
    module = sys.modules.get("matplotlib.figure")
    if module is None or not isinstance(value, module.Figure):
        return None
    axes = [one for one in value.axes if not hasattr(one, "_colorbar")]
    return {"panels": [_describe_panel(one) for one in sorted(axes[:MOST_PANELS], key=_place)]}


@contextmanager
def new_figures_closed() -> Iterator[None]:
    """Close the pyplot figures that the block opened and left open."""
    # Otherwise Jupyter shows them below the report, and `plt.gcf()` in the next call, which
    # is meant to start anew, finds them.
    before = _open_figures()
    try:
        yield
    finally:
        for number in _open_figures() - before:
            sys.modules["matplotlib.pyplot"].close(number)


def _place(axes: Any) -> tuple[float, float]:
    box = axes.get_position()
    return -round(box.y1, 2), round(box.x0, 2)


def _describe_panel(axes: Any) -> dict[str, Any]:
    contours = [one for one in axes.collections if hasattr(one, "levels")]
    points = [
        np.asarray(one.get_offsets(), dtype=float)
        for one in axes.collections
        # Lines and fillings have one offset, zero, that places nothing.
        if not hasattr(one, "levels") and one.get_offset_transform().contains_branch(axes.transData)
    ]
    points += [marks for marks in map(_some_marks, axes.lines) if marks is not None]
    gaps = [text.get_position() for one in contours for text in getattr(one, "labelTexts", ())]
    return {
        "title": axes.get_title(),
        "xlabel": _axis_label(axes, "x"),
        "ylabel": _axis_label(axes, "y"),
        "xlim": [float(limit) for limit in axes.get_xlim()],
        "ylim": [float(limit) for limit in axes.get_ylim()],
        "xscale": axes.get_xscale(),
        "yscale": axes.get_yscale(),
        "equal_aspect": _has_equal_aspect(axes),
        "curves": [_describe_curve(line) for line in axes.lines[:MOST_ARTISTS]],
        "points": np.concatenate([np.empty((0, 2)), *points[:MOST_ARTISTS]]),
        "levels": [float(level) for one in contours for level in one.levels],
        "contours": [part for one in contours for part in _describe_contours(one)],
        "gaps": np.array(gaps, dtype=float).reshape(-1, 2),
        "legend": _legend_texts(axes),
    }


def _axis_label(axes: Any, name: str) -> str:
    """Return the label of an axis, or one that stands for it: a neighbour's or the figure's."""
    neighbours = getattr(axes, f"get_shared_{name}_axes")().get_siblings(axes)
    labels = [getattr(one, f"get_{name}label")() for one in (axes, *neighbours)]
    labels.append(getattr(axes.figure, f"get_sup{name}label")())
    return next((label for label in labels if label.strip()), "")


def _legend_texts(axes: Any) -> list[str]:
    legend = axes.get_legend()
    legends = [legend] if legend is not None else axes.figure.legends
    return [text.get_text() for one in legends for text in one.get_texts()]


def _has_equal_aspect(axes: Any) -> bool:
    """Return whether a unit is as long along x as along y, for a box of fixed shape as well."""
    if axes.get_aspect() != "auto":
        return bool(axes.get_aspect() == 1)
    box, (left, right), (bottom, top) = axes.get_box_aspect(), axes.get_xlim(), axes.get_ylim()
    straight = axes.get_xscale() == axes.get_yscale() == "linear"
    # Axes in three dimensions have a box of three sides.
    if not isinstance(box, int | float) or not straight:
        return False
    return bool(np.isclose(box * abs(right - left), abs(top - bottom), rtol=0.01))


def _describe_curve(line: Any) -> dict[str, Any]:
    return {
        "x": np.asarray(line.get_xdata(orig=False), dtype=float),
        "y": np.asarray(line.get_ydata(orig=False), dtype=float),
        "label": str(line.get_label()),
        "marker": _is_drawn(line.get_marker()) and _some_marks(line) is None,
        "connected": _is_drawn(line.get_linestyle()),
    }


def _some_marks(line: Any) -> Array | None:
    """Return the places of a line's markers if only some of its points have them.

    They have the shape (n, 2) and the dtype float64.
    """
    every = line.get_markevery()
    if isinstance(every, tuple) and len(every) == 2:
        every = slice(every[0], None, every[1])
    if type(every) is int:
        every = slice(0, None, every)
    if not isinstance(every, slice | list | np.ndarray) or not _is_drawn(line.get_marker()):
        return None
    marks: Array = np.asarray(line.get_xydata(), dtype=float)[every].reshape(-1, 2)
    return marks


def _is_drawn(style: Any) -> bool:
    # A marker can also be an array of its vertices.
    return style is not None and not (
        isinstance(style, str) and style.strip() in ("", "None", "none")
    )


def _describe_contours(contour: Any) -> list[dict[str, Any]]:
    levels = [float(level) for level in contour.levels]
    borders = [[level] for level in levels]
    if contour.filled:
        # A filled contour has a band between two levels, and beyond the ends if extended.
        bands = [list(pair) for pair in pairwise(levels)]
        below = borders[:1] if contour.extend in ("min", "both") else []
        above = borders[-1:] if contour.extend in ("max", "both") else []
        borders = [*below, *bands, *above]
    return [
        {"levels": border, "vertices": np.asarray(path.vertices, dtype=float)}
        for border, path in zip(borders, contour.get_paths(), strict=False)
    ]


def _panel(content: Mapping[str, Any]) -> Panel:
    return Panel(
        **{name: _text(content[name]) for name in ("title", "xlabel", "ylabel")},
        **{name: _text(content[name]) for name in ("xscale", "yscale")},
        xlim=_pair(content["xlim"]),
        ylim=_pair(content["ylim"]),
        equal_aspect=content["equal_aspect"] is True,
        curves=tuple(_curve(curve) for curve in content["curves"][:MOST_ARTISTS]),
        points=_vertices(content["points"]),
        levels=_numbers(content["levels"][:MOST_ARTISTS]),
        contours=tuple(
            Contour(_numbers(part["levels"]), _vertices(part["vertices"]))
            for part in content["contours"][:MOST_ARTISTS]
        ),
        gaps=_vertices(content["gaps"]),
        legend=tuple(_text(text) for text in content["legend"]),
    )


def _curve(content: Mapping[str, Any]) -> Curve:
    x, y = _real(content["x"]), _real(content["y"])
    if x.ndim != 1 or x.shape != y.shape or x.size > MOST_VERTICES:
        raise MalformedFigure("a curve's x and y must be one-dimensional and of equal length")
    return Curve(
        x, y, _text(content["label"]), content["marker"] is True, content["connected"] is True
    )


def _vertices(content: object) -> Array:
    """Return points as they are, of shape (n, 2) and float64, or refuse them."""
    vertices = _real(content)
    if vertices.ndim != 2 or vertices.shape[1] != 2 or len(vertices) > MOST_VERTICES:
        raise MalformedFigure("points must have shape (n, 2)")
    return vertices


def _real(content: object) -> Array:
    """Return an array of whole or real numbers, of any shape, as float64, or refuse it."""
    if type(content) is not np.ndarray or content.dtype.kind not in "iuf":
        raise MalformedFigure("coordinates must be an array of real numbers")
    return content.astype(float)


def _numbers(content: Sequence[object]) -> tuple[float, ...]:
    if not all(type(number) is float for number in content):
        raise MalformedFigure("levels and limits must be numbers")
    return tuple(content)  # type: ignore[arg-type]


def _pair(content: Sequence[object]) -> Point:
    low, high = _numbers(content)
    return low, high


def _text(content: object) -> str:
    if type(content) is not str:
        raise MalformedFigure("titles and labels must be text")
    return content[:200]


def _open_figures() -> set[int]:
    pyplot = sys.modules.get("matplotlib.pyplot")
    return set(pyplot.get_fignums()) if pyplot is not None else set()
