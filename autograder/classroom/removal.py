"""Removing a student from a class: what is kept of them, and taking it away.

What was handed in is theirs and is never touched.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbgrader.api import MissingEntry

from autograder.gradebook.database import exists, open_gradebook
from autograder.model.layout import Layout
from autograder.store.record_store import component


@dataclass(frozen=True)
class Work:
    """One assignment of a student in the gradebook; `by_hand` counts what a person gave."""

    assignment: str
    score: float
    max_score: float
    by_hand: int


@dataclass(frozen=True)
class Kept:
    """All that a class keeps of one student; `paths` are record files and folders of pages."""

    student: str
    in_gradebook: bool
    works: tuple[Work, ...]
    paths: tuple[Path, ...]

    @property
    def by_hand(self) -> int:
        """How many scores, extra credits and comments people gave."""
        return sum(work.by_hand for work in self.works)

    def __bool__(self) -> bool:
        return self.in_gradebook or bool(self.paths)


def kept_of(layout: Layout, url: str, student: str) -> Kept:
    """Return all that the class keeps of the student. Raises `GradebookError`."""
    works: tuple[Work, ...] | None = None
    if exists(url):
        with open_gradebook(url) as book:
            works = _works(book, student)
    return Kept(student, works is not None, works or (), _paths(layout, student))


def students(layout: Layout, url: str) -> frozenset[str]:
    """Return the names of all students of whom there is anything. Raises `GradebookError`."""
    names = {path.stem for path in (layout.class_folder / "records").glob("*/*.json")}
    if exists(url):
        with open_gradebook(url) as book:
            names |= {student.id for student in book.students}
    return frozenset(names)


def remove(url: str, kept: Kept) -> None:
    """Remove from gradebook and disk what is kept. Raises `GradebookError` and `OSError`."""
    if kept.in_gradebook:
        with open_gradebook(url) as book:
            book.remove_student(kept.student)
    for path in kept.paths:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def _works(book: Any, student: str) -> tuple[Work, ...] | None:
    try:
        person = book.find_student(student)
    except MissingEntry:
        return None
    return tuple(
        Work(one.assignment.name, one.score, one.max_score, sum(map(_by_hand, one.notebooks)))
        for one in person.submissions
    )


def _by_hand(notebook: Any) -> int:
    scores = (value for one in notebook.grades for value in (one.manual_score, one.extra_credit))
    comments = (one.manual_comment for one in notebook.comments)
    return sum(value is not None for value in scores) + sum(map(bool, comments))


def _paths(layout: Layout, student: str) -> tuple[Path, ...]:
    safe = component(student)
    places = set((layout.class_folder / "records").glob("*/*.json"))
    found = {path for path in places if path.name == f"{safe}.json"}
    # nbgrader's tree has the folder's own name, which need not be one that is safe elsewhere.
    is_one_part = student not in ("", ".", "..") and Path(student).name == student
    for name in {safe, student} if is_one_part else {safe}:
        found |= {layout.autograded / name, layout.feedback / name}
    return tuple(sorted(path for path in found if path.exists() or path.is_symlink()))
