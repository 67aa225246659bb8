"""Something to move: sliders over a function that draws."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from course.drawing import bundle_of, in_notebook, show

if TYPE_CHECKING:
    from matplotlib.figure import Figure

STEPS = 100
# What takes longer to draw is drawn when the slider is let go, not while it moves.
QUICK = 0.2
WHAT_IS_WANTED = "{name} must be three numbers, (lowest, highest, at the start); it is {given!r}."


def explore(
    draw: Callable[..., Figure], *, alt: str, **sliders: tuple[float, float, float]
) -> None:
    """Draw the figure of `draw(**values)`, with a slider for each value.

    sliders: by the name of the argument its (lowest, highest, at the start); three whole numbers
    make a slider of whole numbers. `alt` says what is to be seen and may name values in braces.
    Where nothing can be moved, the figure at the start is all there is. Raises ValueError for
    sliders without order, and as `course.show` does.

    >>> from matplotlib.figure import Figure
    >>> explore(lambda mu: Figure(), alt="A peak at {mu}.", mu=(-1.0, 1.0, 0.5))
    A peak at 0.5.
    """
    for name, given in sliders.items():
        _require_range(name, given)
    start = {name: at for name, (_, _, at) in sliders.items()}
    before = time.perf_counter()
    figure = draw(**start)
    seconds = time.perf_counter() - before
    widgets = _widgets()
    if widgets is None:
        show(figure, alt.format(**start))
        return
    _move(widgets, draw, alt, sliders, bundle_of(figure, alt.format(**start)), seconds < QUICK)


def _move(
    widgets: Any,
    draw: Callable[..., Figure],
    alt: str,
    sliders: Mapping[str, tuple[float, float, float]],
    first: Mapping[str, str],
    at_once: bool,
) -> None:
    import IPython.display

    display: Any = IPython.display
    made = {name: _slider(widgets, name, given, at_once) for name, given in sliders.items()}
    told = "Sliders, which move in a running notebook: " + ", ".join(made) + "."
    box = widgets.VBox(list(made.values()))
    view = "application/vnd.jupyter.widget-view+json"
    display.display(
        {
            view: {"version_major": 2, "version_minor": 0, "model_id": box.model_id},
            "text/plain": told,
        },
        raw=True,
    )
    # The figure is an output of its own: it stays where sliders cannot be shown.
    handle = display.DisplayHandle()
    handle.display(first, raw=True)

    def redraw(_: object) -> None:
        values = {name: slider.value for name, slider in made.items()}
        try:
            bundle = bundle_of(draw(**values), alt.format(**values))
        except Exception as error:
            sentence = f"Nothing can be drawn here: {type(error).__name__}: {error}"
            bundle = {"text/plain": sentence}
        handle.update(bundle, raw=True)

    for slider in made.values():
        slider.observe(redraw, names="value")


def _slider(widgets: Any, name: str, given: tuple[float, float, float], at_once: bool) -> Any:
    low, high, start = given
    whole = all(isinstance(one, int) for one in given)
    kind = widgets.IntSlider if whole else widgets.FloatSlider
    return kind(
        value=start,
        min=low,
        max=high,
        step=1 if whole else (high - low) / STEPS,
        description=name,
        continuous_update=at_once,
    )


def _require_range(name: str, given: Any) -> None:
    try:
        low, high, start = given
        fine = bool(low < high and low <= start <= high)
    except (TypeError, ValueError):
        fine = False
    if not fine:
        raise ValueError(WHAT_IS_WANTED.format(name=name, given=given))


def _widgets() -> Any:
    """Return ipywidgets; None where it is not installed or nobody could move anything."""
    if not in_notebook():
        return None
    try:
        import ipywidgets
    except ImportError:
        return None
    return ipywidgets
