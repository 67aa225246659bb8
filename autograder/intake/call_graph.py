"""Which exercises an answer builds on: the functions of other exercises that it calls."""

from __future__ import annotations

from collections.abc import Sequence

from autograder.sandbox.session import CodeCell
from course.diagnosis.call_graph import uses_in


def uses_of(cells: Sequence[CodeCell], exercises: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Return for each exercise that a cell defines the other exercises that the cell calls.

    Calls by way of functions that the student's other cells define count as well.

    >>> cells = [CodeCell("def work(a): return energy(a)", "work")]
    >>> uses_of(cells, ("energy", "work"))
    {'work': ('energy',)}
    """
    answers = {cell.defines: cell.source for cell in cells if cell.defines}
    return uses_in(answers, [cell.source for cell in cells if not cell.defines], exercises)
