"""Does a figure show what is asked for? A sentence for each requirement that it does not meet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

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
from course.values.figures import Curve, FigureDescription, Panel

# Half the length of a contour's label, as a share of its panel's width.
LABEL_SHARE = 0.12
# By how much of its range a grid of contours may stop short: half a step of forty.
GRID_SLACK = 0.0125


def unmet(requirement: Requirement, figure: FigureDescription) -> str:
    """Return why `figure` does not meet `requirement`, as a sentence; empty if it does."""
    if isinstance(requirement, Panels):
        found = len(figure.panels)
        return (
            ""
            if found >= requirement.count
            else f"The figure needs {requirement.count} panel"
            f"{'s' if requirement.count > 1 else ''}; it has {found}."
        )
    if requirement.panel >= len(figure.panels):
        return f"The figure has no panel number {requirement.panel + 1}."
    where = f"Panel {requirement.panel + 1}" if len(figure.panels) > 1 else "The figure"
    return _JUDGES[type(requirement)](requirement, figure.panels[requirement.panel], where)


def _labelled(_: Labelled, panel: Panel, where: str) -> str:
    absent = [axis for axis, text in (("x", panel.xlabel), ("y", panel.ylabel)) if not text.strip()]
    return f"{where} has no label on its {' and '.join(absent)} axis." if absent else ""


def _equal_aspect(_: EqualAspect, panel: Panel, where: str) -> str:
    return (
        "" if panel.equal_aspect else f'{where} needs equal aspect: try axes.set_aspect("equal").'
    )


def _limits(wanted: Limits, panel: Panel, where: str) -> str:
    for axis, (low, high), shown in (("x", wanted.x, panel.xlim), ("y", wanted.y, panel.ylim)):
        slack = wanted.margin * (high - low)
        # Written so that limits of nan do not pass.
        if not (abs(min(shown) - low) <= slack and abs(max(shown) - high) <= slack):
            return (
                f"{where} shows {axis} from {min(shown):.4g} to {max(shown):.4g}; "
                f"it should run from {low:.4g} to {high:.4g}."
            )
    return ""


def _levels(wanted: Levels, panel: Panel, where: str) -> str:
    if not panel.levels:
        return f"{where} has no contours."
    scale = _level_scale(wanted, panel)
    if scale is not None:
        known = tuple(float(scale(level)) for level in wanted.values)
        others = [level for level in panel.levels if not _close_to_any(level, known)]
        if not wanted.exact or not others:
            return ""
        return f"{where} has a contour at the level {others[0]:.6g}, which is not asked for."
    absent = [level for level in wanted.values if not _close_to_any(level, panel.levels)]
    return (
        f"{where} has no contour at the level {absent[0]:.6g}: {len(absent)} of the "
        f"{len(wanted.values)} levels asked for are missing."
    )


def _contoured(wanted: Contoured, panel: Panel, where: str) -> str:
    drawn = [contour.vertices for contour in panel.contours if len(contour.vertices)]
    if not drawn:
        return f"{where} has no contours."
    low, high = (edge(np.concatenate(drawn), axis=0) for edge in (np.nanmin, np.nanmax))
    for k, (axis, ends) in enumerate((("x", wanted.x), ("y", wanted.y))):
        if ends is None:
            continue
        slack = GRID_SLACK * (ends[1] - ends[0])
        if low[k] > ends[0] + slack or high[k] < ends[1] - slack:
            return (
                f"{where} has contours from {axis} = {low[k]:.4g} to {high[k]:.4g} only; "
                f"they should go on from {ends[0]:.4g} to {ends[1]:.4g}, as their grid should."
            )
    return ""


def _level_scale(wanted: Levels, panel: Panel) -> Callable[[Any], Any] | None:
    for scale in (np.asarray, np.log2, np.log10, np.log):
        if all(_close_to_any(float(scale(level)), panel.levels) for level in wanted.values):
            return scale
    return None


def _contour_through(wanted: ContourThrough, panel: Panel, where: str) -> str:
    level = wanted.level
    scale = _level_scale(Levels((level,)), panel)
    if scale is None:
        return f"{where} has no contour at the level {level:.6g}."
    lines = [
        contour.vertices
        for contour in panel.contours
        if _close_to_any(float(scale(level)), contour.levels)
    ]
    vertices = np.concatenate([np.empty((0, 2)), *lines])
    for x, y in wanted.far:
        if _distance(vertices, (x, y)) <= wanted.distance:
            return (
                f"{where}: the contour at {level:.6g} passes near ({x:.3f}, {y:.3f}), where it "
                "does not belong."
            )
    missed = [point for point in wanted.points if _distance(vertices, point) > wanted.distance]
    # A label interrupts its line, but not most of it.
    reach = LABEL_SHARE * abs(panel.xlim[1] - panel.xlim[0])
    hidden = [point for point in missed if _distance(panel.gaps, point) <= reach]
    bare = [point for point in missed if point not in hidden]
    if len(hidden) > len(wanted.points) / 2:
        bare = hidden
    if not bare:
        return ""
    x, y = bare[0]
    return f"{where}: the contour at {level:.6g} should pass near ({x:.3f}, {y:.3f}); it does not."


def _marked(wanted: Marked, panel: Panel, where: str) -> str:
    marked = [np.column_stack([c.x, c.y]) for c in panel.curves if c.marker]
    points = np.concatenate([panel.points, *marked])
    for point in wanted.points:
        if _distance(points, point) > wanted.distance:
            return f"{where} has no marker at ({point[0]:.4g}, {point[1]:.4g})."
    if wanted.most is not None and len(points) > wanted.most:
        return f"{where} has too many markers: {len(points)}, where {len(wanted.points)} would do."
    return ""


def _shows(wanted: Shows, panel: Panel, where: str) -> str:
    x, y = np.array(wanted.x), np.array(wanted.y)
    dots = Curve(panel.points[:, 0], panel.points[:, 1], "", marker=True, connected=False)
    lines = [
        curve
        for curve in (*panel.curves, dots)
        if (curve.connected or curve.marker) and curve.x.size > 1
    ]
    if not lines:
        return f"{where} has no line."
    if any(_passes(curve, x, y, wanted.tolerance) for curve in lines):
        return ""
    return f"{where} has no line that shows {wanted.name}."


def _own_scale(wanted: OwnScale, panel: Panel, where: str) -> str:
    (low, high), bottom, top = wanted.y, min(panel.ylim), max(panel.ylim)
    slack = 0.1 * (high - low)
    # Written so that limits of nan do not pass.
    if bottom <= low + slack and top >= high - slack:
        if wanted.share * (top - bottom) <= high - low:
            return ""
        hint = "give it a scale of its own"
    else:
        hint = "show all of it"
    return (
        f"{where} shows y from {bottom:.4g} to {top:.4g}, while what it should show runs from "
        f"{low:.4g} to {high:.4g}: {hint}."
    )


def _legend(wanted: Legend, panel: Panel, where: str) -> str:
    if len(panel.legend) >= wanted.entries:
        return ""
    return (
        f"{where} needs a legend with {wanted.entries} "
        f"{'entries' if wanted.entries > 1 else 'entry'}; it has {len(panel.legend)}."
    )


_JUDGES: dict[type, Callable[[Any, Panel, str], str]] = {
    Labelled: _labelled,
    EqualAspect: _equal_aspect,
    Limits: _limits,
    Levels: _levels,
    Contoured: _contoured,
    ContourThrough: _contour_through,
    Marked: _marked,
    Shows: _shows,
    OwnScale: _own_scale,
    Legend: _legend,
}


def _passes(curve: Curve, x: np.ndarray[Any, Any], y: np.ndarray[Any, Any], share: float) -> bool:
    """Return whether the curve runs through `y` at `x`, both of shape (n,) and float64."""
    if not (np.isfinite(curve.x).all() and np.isfinite(curve.y).all()):
        return False
    order = np.argsort(curve.x)
    reach = np.ptp(x) * 1e-6
    if curve.x.min() > x.min() + reach or curve.x.max() < x.max() - reach:
        return False
    drawn = np.interp(x, curve.x[order], curve.y[order])
    span = max(float(np.ptp(y)), 1e-300)
    return bool(np.abs(drawn - y).max() <= share * span)


def _distance(vertices: np.ndarray[Any, Any], point: tuple[float, float]) -> float:
    """Return how far the point is from the nearest of the vertices, shape (n, 2), float64."""
    if not len(vertices):
        return float("inf")
    gaps = np.hypot(vertices[:, 0] - point[0], vertices[:, 1] - point[1])
    return float(np.nanmin(np.where(np.isfinite(gaps), gaps, np.inf)))


def _close_to_any(level: float, levels: tuple[float, ...]) -> bool:
    return bool(np.any(np.isclose(levels, level, rtol=1e-6, atol=1e-12)))
