"""nbgrader's autograde, through this course's engine.

nbgrader_config.py names these two classes, so that `nbgrader autograde` and the button in
formgrader grade as `course grade` does: the same bytes, the same engine, the same scores
in the gradebook, the same stored record.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbgrader.preprocessors import NbGraderPreprocessor

from autograder.build.derivation import build_worktree
from autograder.classroom import class_run
from autograder.gradebook import entries
from autograder.grading.grader import grade
from autograder.intake.parsing import Refused, read_bytes
from autograder.model.layout import Layout, layout_of
from autograder.model.records import Status, Submission, SubmissionRecord
from autograder.reports.feedback import write_pages
from course.lessons.catalogue import lesson_names, load_lesson

EMPTY = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


class GradingStopped(RuntimeError):
    """There is no result, by a fault of ours; nbgrader reports the message and goes on."""


class SubmissionExporter(NotebookExporter):
    """Reads submissions as the bytes that they are.

    nbconvert parses a file before any preprocessor sees it, and leaves one that is no
    notebook without score, message and feedback.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        """Make sure that the gradebook knows the lesson, which nbgrader asks for first."""
        super().__init__(*args, **options)  # type: ignore[no-untyped-call]
        course: Any = getattr(self.parent, "coursedir", None)
        if course is not None and course.assignment_id in lesson_names():
            layout = layout_of(course.assignment_id, Path(course.root))
            build_worktree(layout, course.assignment_id)
            entries.register(course.db_url, layout, course.assignment_id)

    def from_filename(
        self, filename: str, resources: dict[str, Any] | None = None, **options: Any
    ) -> tuple[Any, dict[str, Any]]:
        """Return the graded notebook as text; the second time nbgrader only asks to read it."""
        resources = resources if resources is not None else {}
        facts = resources["nbgrader"]
        converter: Any = self.parent
        course = converter.coursedir
        autograded = course.format_path(
            course.autograded_directory, facts["student"], facts["assignment"]
        )
        if Path(filename).resolve().parent == Path(autograded).resolve():
            content = Path(filename).read_text(encoding="utf-8")
            return self._exported(nbformat.reads(content, as_version=4), resources)
        facts["submission"] = read(Path(filename), facts["student"], facts["assignment"])
        facts["class_folder"] = Path(course.root)
        return self._exported(nbformat.from_dict(EMPTY), resources)

    def _exported(self, notebook: Any, resources: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
        output, resources = self.from_notebook_node(notebook, resources)  # type: ignore[no-untyped-call]
        return output, resources


class GradeSubmission(NbGraderPreprocessor):  # type: ignore[misc]
    """Grades the submission that `SubmissionExporter` read, and stores the result.

    The message of a submission that cannot be graded goes to nbgrader's log, and zeros that
    ask for a person go to the gradebook, as by `course grade`.
    """

    def preprocess(self, notebook: Any, resources: Any) -> tuple[Any, Any]:
        """Return the mended notebook with a score in the output of every check cell.

        Raises `GradingStopped` if the grader failed or the gradebook does not take the result.
        """
        facts = resources["nbgrader"]
        # The course is where this code lies; the class may lie elsewhere, as in `course demo`.
        layout = layout_of(facts["assignment"], facts["class_folder"])
        submission = facts.pop("submission")
        (record,) = grade([submission], layout)
        store(submission, record, layout, facts["db_url"])
        self._report(record)
        return nbformat.from_dict(class_run.graded_notebook(layout, submission, record)), resources

    def _report(self, record: SubmissionRecord) -> None:
        if record.status is Status.GRADER_ERROR:
            raise GradingStopped(record.message)
        if record.status is not Status.GRADED:
            self.log.warning("%s was not graded: %s", record.submission, record.message)


def read(path: Path, student: str, lesson: str) -> Submission:
    """Return the submission at `path`, or why it has no content."""
    try:
        return Submission(str(path), student, lesson, read_bytes(path))
    except Refused as refusal:
        return Submission(str(path), student, lesson, b"", (refusal.status, str(refusal)))


def store(submission: Submission, record: SubmissionRecord, layout: Layout, url: str) -> None:
    """Put the record into the gradebook, and the feedback page into its folder.

    Raises `GradingStopped`.
    """
    entries.register(url, layout, record.lesson)
    entry = entries.Entry(record, class_run.answers(layout, submission, record))
    problems = entries.save(url, layout, [entry])
    if problems:
        raise GradingStopped(" ".join(problems))
    marks = entries.manual_marks(url, record.lesson, record.student)
    write_pages(layout, [record], load_lesson(record.lesson), marks)
