"""Which cells of a notebook grading does not run: locked checks, and drawings."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from course.kernel.history import Run
from course.kernel.reasons import Why
from course.kernel.saved import Saved
from course.lessons.catalogue import text_digest

# What makes an illustration that a student changed a part of the answers.
DEFINES = r"^(?:(?:async )?(?:def|class|import|from)\s|\w+\s*=\s*lambda\b)"


def defines_something(source: str) -> bool:
    """Return whether a cell defines or imports something, as drawings need not.

    >>> defines_something("import math"), defines_something("size = 3")
    (True, False)
    """
    # By pattern: the time and memory of Python's own parser have no bound on hostile text.
    return re.search(DEFINES, source, re.MULTILINE) is not None


def left_out(
    runs: Sequence[Run], released: Mapping[str, str], saved: Saved | None
) -> dict[int, Why]:
    """Return why grading will not run what ran here, by the runs' places; others it runs.

    `released` holds digests of the texts of cells that it leaves out by their ids, empty for
    checks.
    """
    texts = {digest: cell for cell, digest in released.items() if digest}
    marked = {cell.id: cell for cell in saved.cells} if saved else {}
    is_ours = any(run.cell in marked for run in runs)
    found: dict[int, Why] = {}
    for place, run in enumerate(runs):
        digest, cell = text_digest(run.text), marked.get(run.cell)
        if released.get(run.cell) == "" or (cell is not None and cell.is_check):
            found[place] = Why.CHECK
        elif digest in texts:
            found[place] = Why.DRAWING
        elif run.cell in released or (cell is not None and cell.is_drawing):
            if not defines_something(run.text):
                found[place] = Why.DRAWING
        elif saved and is_ours and run.cell and cell is None and saved.when > run.when:
            found[place] = Why.DELETED
    return found
