"""What a lesson's worked notebook computes: its names and what it prints, in this process.

Only our own code runs here. Tests of a lesson, and the numbers of its prose, hang on it.
"""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import matplotlib as mpl

from autograder.model.layout import layout_of


@dataclass(frozen=True)
class WorkedRun:
    """The names that the worked notebook leaves behind, and the text that it printed."""

    names: Mapping[str, Any]
    printed: str


@cache
def run_worked(lesson: str) -> WorkedRun:
    """Return what the lesson's worked notebook computes; it is run once in a process.

    >>> run_worked("springs").names["STRETCH"].size
    41
    """
    notebook = json.loads(layout_of(lesson).worked(lesson).read_bytes())
    names: dict[str, Any] = {"__name__": "__main__", "display": print}
    printed = io.StringIO()
    # The house style of its figures ends with it.
    with contextlib.redirect_stdout(printed), mpl.rc_context():
        for number, cell in enumerate(notebook["cells"], 1):
            if cell["cell_type"] == "code":
                source = "".join(cell["source"])
                exec(compile(source, f"<cell {number} of {lesson}>", "exec"), names)
    return WorkedRun(names, printed.getvalue())
