"""What people gave in formgrader, read from the gradebook in three queries a lesson."""

from __future__ import annotations

from typing import Any

from nbgrader.api import (
    Comment,
    Grade,
    GradeCell,
    SolutionCell,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import and_

from autograder.gradebook.database import (
    GradebookError,
    LessonCells,
    exists,
    find_cells,
    open_gradebook,
    shown,
)
from autograder.model.scores import Mark, StudentMarks


def known_lessons(url: str) -> frozenset[str]:
    """Return the names of the lessons in the gradebook. Raises `GradebookError` if there is none.

    A lesson is one assignment with one notebook of the same name.
    """
    _must_exist(url)
    with open_gradebook(url) as book:
        return frozenset(
            assignment.name
            for assignment in book.assignments
            if assignment.name in {notebook.name for notebook in assignment.notebooks}
        )


def manual_marks(url: str, lesson: str, student: str | None = None) -> dict[str, StudentMarks]:
    """Return scores and comments of a lesson by student; with `student`, of that one alone.

    All students of the gradebook appear, those without a submission with no cells. Cells go
    by the id of their exercise or question. Raises `GradebookError` if there is no gradebook.
    """
    _must_exist(url)
    with open_gradebook(url) as book:
        cells = find_cells(book, url, lesson)
        marks: dict[str, dict[str, Mark]] = {}
        for owner, cell, points, grade in _grades(book, cells, student):
            mark = Mark(
                points,
                grade.auto_score,
                grade.manual_score,
                grade.extra_credit,
                grade.needs_manual_grade,
            )
            marks.setdefault(owner, {})[cells.exercise(cell)] = mark
        for owner, cell, text in _comments(book, cells, student):
            mine = marks.setdefault(owner, {})
            before = mine.get(cell, Mark(0.0))
            mine[cell] = Mark(**{**vars(before), "comment": text})
        return {
            person.student: StudentMarks(**{**vars(person), "cells": marks.get(person.student, {})})
            for person in _people(book, cells, student)
        }


def _must_exist(url: str) -> None:
    if not exists(url):
        raise GradebookError(
            f"There is no gradebook at {shown(url)}. Run `course grade` first, or name another "
            "one with --db."
        )


def _grades(book: Any, cells: LessonCells, student: str | None) -> Any:
    query = (
        book.db.query(SubmittedAssignment.student_id, GradeCell.name, GradeCell.max_score, Grade)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
        .join(GradeCell, GradeCell.id == Grade.cell_id)
        .filter(SubmittedNotebook.notebook_id == cells.notebook)
    )
    return query if student is None else query.filter(SubmittedAssignment.student_id == student)


def _comments(book: Any, cells: LessonCells, student: str | None) -> Any:
    query = (
        book.db.query(SubmittedAssignment.student_id, SolutionCell.name, Comment.manual_comment)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Comment, Comment.notebook_id == SubmittedNotebook.id)
        .join(SolutionCell, SolutionCell.id == Comment.cell_id)
        .filter(SubmittedNotebook.notebook_id == cells.notebook)
        .filter(Comment.manual_comment.is_not(None), Comment.manual_comment != "")
    )
    return query if student is None else query.filter(SubmittedAssignment.student_id == student)


def _people(book: Any, cells: LessonCells, student: str | None) -> list[StudentMarks]:
    mine = and_(
        SubmittedAssignment.student_id == Student.id,
        SubmittedAssignment.assignment_id == cells.assignment,
    )
    query = book.db.query(
        Student.id,
        Student.first_name,
        Student.last_name,
        Student.email,
        SubmittedAssignment.id,
        SubmittedAssignment.timestamp,
        SubmittedAssignment.late_submission_penalty,
        Student.lms_user_id,
    ).outerjoin(SubmittedAssignment, mine)
    if student is not None:
        query = query.filter(Student.id == student)
    return [
        StudentMarks(
            name,
            first or "",
            last or "",
            email or "",
            "" if time is None else time.isoformat(sep=" ", timespec="seconds"),
            submission is not None,
            late_penalty=float(penalty or 0.0),
            lms_id=lms or "",
        )
        for name, first, last, email, submission, time, penalty, lms in query.order_by(Student.id)
    ]
