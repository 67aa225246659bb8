"""How a lesson's figures look, and what they say to those who cannot see them."""

from __future__ import annotations

import base64
import io
import sys
from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING, Any

from course.notebook.report import shell

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Told apart by everyone, in grey too, because each comes with a dash of its own
# (Okabe and Ito, Color Universal Design, 2008).
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#666666")
DASHES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (7, 3)))


def house_style() -> None:
    """Let figures that are drawn from now on look alike: on white, so that any page bears them.

    Curves differ by dash as well as by colour; what is under a legend shows through.

    >>> house_style()
    """
    import matplotlib
    from matplotlib.rcsetup import cycler

    matplotlib.rcParams.update(
        {
            "axes.prop_cycle": cycler(color=COLOURS, linestyle=DASHES),
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.grid": True,
            "axes.titlesize": "medium",
            "figure.constrained_layout.use": True,
            "figure.facecolor": "white",
            "savefig.facecolor": "white",
            "figure.dpi": 110,
            "grid.alpha": 0.25,
            "legend.frameon": True,
            "legend.framealpha": 0.8,
            "lines.linewidth": 1.8,
        }
    )


def show(figure: Figure, alt: str) -> None:
    """Show a figure; `alt` says what is to be seen, for those who cannot see it.

    Outside a notebook `alt` is printed. Raises ValueError for an `alt` without words, and
    TypeError for what is no figure.

    >>> from matplotlib.figure import Figure
    >>> show(Figure(), alt="An empty page.")
    An empty page.
    """
    bundle = bundle_of(figure, alt)
    if not in_notebook():
        print(alt)
        return
    from IPython.display import display

    display(bundle, raw=True)  # type: ignore[no-untyped-call]


def bundle_of(figure: Figure, alt: str) -> Mapping[str, str]:
    """Return the figure as a notebook stores it: an image with `alt`, and `alt` alone as text.

    Raises ValueError and TypeError as `show` does.
    """
    from matplotlib.figure import Figure as AnyFigure

    if not alt.strip():
        raise ValueError("`alt` must say in words what the figure shows; it is empty.")
    if not isinstance(figure, AnyFigure):
        raise TypeError(
            f"Only a matplotlib Figure can be shown; this is a {type(figure).__name__}."
        )
    page = io.BytesIO()
    figure.savefig(page, format="png", bbox_inches="tight")
    _forget(figure)
    data = base64.b64encode(page.getvalue()).decode()
    image = (
        f'<img alt="{escape(alt)}" style="max-width:100%;background:#fff" '
        f'src="data:image/png;base64,{data}">'
    )
    return {"text/html": image, "text/plain": alt}


def in_notebook() -> bool:
    """Return whether a notebook's kernel runs this code."""
    return hasattr(shell(), "kernel")


def _forget(figure: Figure) -> None:
    """Keep pyplot, if it made the figure, from showing it once more."""
    pyplot: Any = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None:
        pyplot.close(figure)
