"""The student's notebook as it was saved last: the only trace of its order and of edits.

A frontend tells the kernel what it runs, and nothing of cells that are moved, deleted or edited.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from course.lessons.recognition import notebook_path, read_notebook


@dataclass(frozen=True)
class SavedCell:
    """A code cell: its id and text, and whether it is marked as a drawing or as a locked check."""

    id: str
    text: str
    is_drawing: bool
    is_check: bool


@dataclass(frozen=True)
class Saved:
    """The notebook's code cells in their order, and when it was saved, in seconds of the epoch."""

    cells: tuple[SavedCell, ...]
    when: float


def saved_notebook(namespace: Mapping[str, object]) -> Saved | None:
    """Return the notebook that the kernel belongs to, None where nothing tells which it is."""
    path = notebook_path(namespace)
    if path is None:
        return None
    try:
        when = path.stat().st_mtime
        document = read_notebook(path)
        cells = tuple(_cell(one) for one in document["cells"] if one.get("cell_type") == "code")
    except (OSError, LookupError, TypeError, AttributeError):
        return None
    return Saved(cells, when)


def _cell(cell: Mapping[str, Any]) -> SavedCell:
    source, marks = cell.get("source", ""), cell.get("metadata", {})
    nbgrader = marks.get("nbgrader", {})
    return SavedCell(
        str(cell.get("id", "")),
        source if isinstance(source, str) else "".join(source),
        "illustration" in marks.get("tags", ()),
        bool(nbgrader.get("grade")) and not nbgrader.get("solution"),
    )
