"""Making a lesson known to the gradebook, by nbgrader's own converter."""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbgrader.api import MissingEntry

from autograder.build.release import NotAccepted, course_config, generate
from autograder.gradebook.database import GradebookError, open_gradebook, parse_address, shown
from autograder.gradebook.turns import one_at_a_time
from autograder.model.layout import Layout


@dataclass(frozen=True)
class _Contents:
    """What decides whether the gradebook and the release speak of the same cells."""

    grades: frozenset[tuple[str, float, str]]
    solutions: frozenset[str]
    sources: frozenset[tuple[str, str]]

    @property
    def names(self) -> frozenset[tuple[str, str]]:
        """The cells without what may change while students work."""
        grades = {("graded", name) for name, _, _ in self.grades}
        return frozenset(grades | {("answered", name) for name in self.solutions})


def register(url: str, layout: Layout, lesson: str) -> bool:
    """Make sure that the gradebook knows the lesson; return whether anything was written.

    Nothing is written where the gradebook already has the cells, points and checksums of the
    release. `release/` is not touched. Raises `GradebookError` if the lesson is not built, or
    if cells came or went after students' work was graded.
    """
    source = layout.source_notebook(lesson)
    if not source.is_file():
        raise GradebookError(f"{source} is not there. Run `course build {lesson}`.")
    released = _released(layout, lesson)
    course_id = str(course_config(layout).CourseDirectory.get("course_id") or "default_course")
    if not _asks_for_change(url, course_id, lesson, released):
        return False
    # Two commands that begin at once would both write the lesson's cells; the second looks again.
    with one_at_a_time(parse_address(url)):
        if not _asks_for_change(url, course_id, lesson, released):
            return False
        _generate(url, layout, source, course_id)
    with open_gradebook(url, course_id) as book:
        registered, _ = _registered(book, lesson)
    if registered is None or (released and registered.names != released.names):
        raise GradebookError(
            f"source_notebooks/{lesson}/{lesson}.ipynb and release/{lesson}/{lesson}.ipynb do "
            f"not have the same cells. Run `course build {lesson}` and grade again."
        )
    return True


def _asks_for_change(url: str, course_id: str, lesson: str, released: _Contents | None) -> bool:
    """Return whether the lesson is to be written. Raises `GradebookError` if it cannot be."""
    with open_gradebook(url, course_id) as book:
        registered, has_submissions = _registered(book, lesson)
    if registered is not None and registered == released:
        return False
    if has_submissions and registered and released and registered.names != released.names:
        changed = ", ".join(sorted({name for _, name in registered.names ^ released.names}))
        raise GradebookError(
            f"Lesson {lesson} has other cells than when its submissions were graded into "
            f"{shown(url)} ({changed}), and nbgrader cannot change them afterwards. Grade into a "
            "new gradebook with --db, or take the change of the lesson back."
        )
    return True


def _generate(url: str, layout: Layout, source: Path, course_id: str) -> None:
    lesson = source.stem
    with tempfile.TemporaryDirectory() as folder:
        try:
            generate(layout, lesson, layout.root, Path(folder), url, course_id)
        except NotAccepted as error:
            raise GradebookError(
                f"nbgrader does not accept {source}: {error}. "
                f"Mend the lesson's text and run `course build {lesson}`."
            ) from error


def _released(layout: Layout, lesson: str) -> _Contents | None:
    path = layout.released(lesson)
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        marked = [(cell, cell["metadata"].get("nbgrader", {})) for cell in cells]
        return _Contents(
            frozenset(
                (mark["grade_id"], float(mark["points"]), cell["cell_type"])
                for cell, mark in marked
                if mark.get("grade")
            ),
            frozenset(mark["grade_id"] for _, mark in marked if mark.get("solution")),
            frozenset(
                (mark["grade_id"], mark.get("checksum", ""))
                for _, mark in marked
                if mark.get("grade") or mark.get("solution") or mark.get("locked")
            ),
        )
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise GradebookError(f"{path} is not a release. Run `course build {lesson}`.") from error


def _registered(book: Any, lesson: str) -> tuple[_Contents | None, bool]:
    try:
        notebook = book.find_notebook(lesson, lesson)
    except MissingEntry:
        return None, False
    contents = _Contents(
        frozenset((cell.name, cell.max_score, cell.cell_type) for cell in notebook.grade_cells),
        frozenset(cell.name for cell in notebook.solution_cells),
        frozenset((cell.name, cell.checksum or "") for cell in notebook.source_cells),
    )
    return contents, bool(notebook.submissions)
