"""nbgrader's autograde, through this course's engine.

nbgrader_config.py names these classes, so that `nbgrader autograde` and the button in
formgrader grade as `course grade` does: the same bytes, the same engine, the same scores
in the gradebook, the same stored record.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbgrader.preprocessors import AssignLatePenalties, NbGraderPreprocessor

from autograder.build.nbgrader_private import NbGraderException
from autograder.classroom.storing import make_known, store
from autograder.classroom.worked_solution import SolutionFails, try_solution_here
from autograder.grading.grader import grade_batch
from autograder.grading.papers import papers_of
from autograder.intake.parsing import Refused, read_bytes
from autograder.model.layout import layout_of
from autograder.model.records import Status, Submission, SubmissionRecord
from autograder.sandbox.levels import TRUSTED, is_trusting
from course.lessons.catalogue import lesson_names

EMPTY = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}

NO_LESSON = (
    "{name} is an assignment of your own and no lesson of this course, and its test cells are not "
    "run here, because nbgrader itself does not shut student code in: to grade it by stock "
    "nbgrader all the same, move {sources}/{name} and submitted/*/{name} to a course folder of "
    "their own, which has no nbgrader_config.py of this course, and run `nbgrader "
    "generate_assignment {name}` and `nbgrader autograde {name}` there."
)


class GradingStopped(RuntimeError):
    """There is no result, by a fault of ours; nbgrader reports the message and goes on."""


class SubmissionExporter(NotebookExporter):
    """Reads submissions as the bytes that they are.

    nbconvert parses a file before any preprocessor sees it, and leaves one that is no
    notebook without score, message and feedback.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        """Make sure that the gradebook knows the lesson, which nbgrader asks for first.

        Raises `NbGraderException` for an assignment that is no lesson of this course.
        """
        super().__init__(*args, **options)  # type: ignore[no-untyped-call]
        converter: Any = self.parent
        course = getattr(converter, "coursedir", None)
        if course is None:
            return
        name = str(course.assignment_id)
        if name not in lesson_names():
            # Before any of it is read: nbgrader ends with this line, and without a traceback.
            sentence = NO_LESSON.format(name=name, sources=course.source_directory)
            converter.log.error(sentence)
            raise NbGraderException(sentence)
        make_known(layout_of(name, Path(course.root)), course.db_url, name)

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

        Raises `GradingStopped` if the grader failed, the gradebook does not take the result, or the
        lesson's own worked solution does not get full marks.
        """
        facts = resources["nbgrader"]
        # The course is where this code lies; the class may lie elsewhere, as in `course demo`.
        layout = layout_of(facts["assignment"], facts["class_folder"])
        submission = facts.pop("submission")
        try:
            try_solution_here(layout, facts["assignment"])
        except SolutionFails as fault:
            raise GradingStopped(str(fault)) from None
        (one,) = grade_batch([submission], layout, with_papers=True)
        problems = store(layout, facts["db_url"], [one], settings=self.config)
        if problems:
            raise GradingStopped(" ".join(problems))
        self._report(one.record)
        return nbformat.reads(papers_of(one, layout).notebook, as_version=4), resources

    def _report(self, record: SubmissionRecord) -> None:
        if is_trusting():
            self.log.warning(TRUSTED)
        if record.status is Status.GRADER_ERROR:
            raise GradingStopped(record.message)
        if record.status is not Status.GRADED:
            self.log.warning("%s was not graded: %s", record.submission, record.message)


class AssignPenalties(AssignLatePenalties):  # type: ignore[misc]
    """nbgrader's late penalties, but for this course's lessons, whose are assigned already.

    `GradeSubmission` stores them with the scores, so that pages and records tell the same, and
    keeps those that a person wrote into the gradebook.
    """

    def preprocess(self, notebook: Any, resources: Any) -> tuple[Any, Any]:
        """Return the notebook as it is; nbgrader's own assignments get their penalty."""
        if resources["nbgrader"]["assignment"] in lesson_names():
            return notebook, resources
        found: tuple[Any, Any] = super().preprocess(notebook, resources)
        return found


def read(path: Path, student: str, lesson: str) -> Submission:
    """Return the submission at `path`, or why it has no content."""
    try:
        return Submission(str(path), student, lesson, read_bytes(path))
    except Refused as refusal:
        return Submission(str(path), student, lesson, b"", (refusal.status, str(refusal)))
