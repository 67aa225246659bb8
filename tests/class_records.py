"""A small lesson and records of a class, as the tests of gradebook, feedback and exports use them.

The lesson has two exercises (`tension`, 4 points; `sag`, 6 points) and a written question
(`explain`, 5 points).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from autograder.model.layout import Layout
from autograder.model.records import (
    CheckRecord,
    ExerciseRecord,
    Status,
    SubmissionRecord,
    exercise_record,
    total,
)
from course.lessons.catalogue import Exercise, Lesson, Question
from course.results.outcomes import Outcome

NO_ANSWER = "No answer was written."
STUB = "*Your answer here.*"

LESSON = Lesson(
    "toy",
    "A toy lesson",
    30,
    (
        Exercise("tension", "The Tension", 4.0, ("one", "two", "three"), (), 1),
        Exercise("sag", "The peak", 6.0, ("one",), (), 1),
    ),
    (Question("explain", "Explain the sloppiness", 5.0),),
)


def check(
    name: str = "h_shape", outcome: Outcome = Outcome.PASSED, message: str = "", **changes: Any
) -> CheckRecord:
    points = changes.pop("points", 2.0)
    score: float | None = points if outcome is Outcome.PASSED else 0.0
    if outcome is Outcome.GRADER_ERROR:
        score = None
        message = message or "This check failed by a fault of the grader, not of yours."
    title = changes.pop("title", name.replace("_", " "))
    said = "" if outcome is Outcome.PASSED else message
    return CheckRecord(name, title, changes.pop("hidden", False), outcome, score, points, said)


def written(answered: bool = True) -> ExerciseRecord:
    message = "" if answered else NO_ANSWER
    return ExerciseRecord(
        "explain", "Explain the sloppiness", 5.0, None, Outcome.MANUAL, message, None, ()
    )


def graded(
    student: str = "ada",
    tension: Outcome = Outcome.PASSED,
    sag: Outcome = Outcome.PASSED,
    answered: bool = True,
    message: str = "",
    notes: tuple[str, ...] = (),
) -> SubmissionRecord:
    exercises = (
        exercise_record(
            "tension",
            "The Tension",
            4.0,
            (check("shape"), check("values", tension, message, hidden=True)),
        ),
        exercise_record(
            "sag", "The peak", 6.0, (check("area", sag, message, points=6.0, title="the area"),)
        ),
        written(answered),
    )
    record = SubmissionRecord(
        submission=f"submitted/{student}/toy/toy.ipynb",
        student=student,
        lesson="toy",
        status=Status.GRADED,
        message="",
        sandbox="lite",
        score=0.0,
        max_score=10.0,
        seconds=0.25,
        exercises=exercises,
        notes=notes,
    )
    return total(record)


def refused(student: str = "bob", status: Status = Status.UNREADABLE) -> SubmissionRecord:
    return SubmissionRecord(
        f"submitted/{student}/toy/toy.ipynb",
        student,
        "toy",
        status,
        "The file is not JSON: it ends in the middle of a cell.",
        "lite",
        None if status is Status.GRADER_ERROR else 0.0,
        10.0,
        0.01,
        (),
    )


def layout_in(folder: Path) -> Layout:
    """Return the layout of a course in `folder` with the built source of the toy lesson."""
    layout = Layout(folder, folder)
    write_source(layout)
    return layout


def write_source(layout: Layout, tension_points: float = 4.0, extra: str = "") -> None:
    cells = [
        _cell("markdown", "# A toy lesson", None),
        _cell("code", "def tension(t):\n    return t", {"grade_id": "tension", "solution": True}),
        _test_cell("tension", tension_points),
        _cell("code", "def sag(t):\n    return t", {"grade_id": "sag", "solution": True}),
        _test_cell("sag", 6.0),
        _cell(
            "markdown",
            STUB,
            {"grade_id": "explain", "solution": True, "grade": True, "points": 5.0},
        ),
    ]
    if extra:
        cells += [
            _cell("code", "pass", {"grade_id": extra, "solution": True}),
            _test_cell(extra, 1.0),
        ]
    notebook = {
        "cells": cells,
        "metadata": {"kernelspec": {"name": "python3", "display_name": "P", "language": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    path = layout.sources / "toy" / "toy.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(notebook), encoding="utf-8")


def _test_cell(name: str, points: float) -> dict[str, Any]:
    mark = {"grade_id": f"check_{name}", "grade": True, "locked": True, "points": points}
    return _cell("code", f'check("{name}")', mark)


def _cell(kind: str, source: str, mark: dict[str, Any] | None) -> dict[str, Any]:
    full = {"grade": False, "solution": False, "locked": False, "task": False, "schema_version": 3}
    full |= mark or {}
    name = full.get("grade_id", "title")
    cell = {
        "cell_type": kind,
        "id": str(name),
        "metadata": {"nbgrader": full} if mark else {},
        "source": source,
    }
    return cell | ({"outputs": [], "execution_count": None} if kind == "code" else {})
