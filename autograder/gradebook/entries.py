"""The nbgrader gradebook: what was graded goes in, what people gave comes out.

A submission is written in one transaction, so that a kill leaves it either as it was or
complete. Hand scores, extra credit and comments belong to people and are never written.

Importing this module imports nbgrader, which takes a second: import it where it is needed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from nbgrader.api import Comment, Grade, Student, SubmittedAssignment, SubmittedNotebook
from sqlalchemy.exc import IntegrityError, OperationalError, SQLAlchemyError
from traitlets.config import Config

from autograder.build.nbgrader_private import parse_utc
from autograder.gradebook.database import (
    GradebookError,
    LessonCells,
    exists,
    find_cells,
    open_gradebook,
    reason,
    shown,
)
from autograder.gradebook.late_penalties import PenaltyError, load_rule, settle
from autograder.gradebook.manual_grades import known_lessons, manual_marks
from autograder.gradebook.registration import register
from autograder.model.layout import Layout
from autograder.model.phrases import STATUS_WORDS, as_markdown, one_line
from autograder.model.records import ExerciseRecord, Status, SubmissionRecord, penalised
from autograder.model.scores import automatic_score
from autograder.store import record_store
from course.results.outcomes import Outcome

__all__ = [
    "Entry",
    "GradebookError",
    "exists",
    "known_lessons",
    "manual_marks",
    "register",
    "save",
    "shown",
]

# The words that nbgrader itself writes beside a cell that was left as released.
NO_RESPONSE = "No response."


@dataclass(frozen=True)
class Entry:
    """A submission to save: its record, its written answers, the time it was handed in.

    `answers` maps ids of questions and exercises to their text; a changed text asks for a new
    look at a hand-graded answer. Without a `timestamp`, nbgrader's timestamp.txt beside the
    submitted notebook counts.
    """

    record: SubmissionRecord
    answers: Mapping[str, str] = field(default_factory=dict)
    timestamp: str | None = None


@dataclass(frozen=True)
class Saved:
    """What stands for a submission after it was saved, and what stood before, if anything."""

    after: record_store.Stored
    before: record_store.Stored | None

    @property
    def record(self) -> SubmissionRecord:
        """The record as it is stored."""
        return self.after.record


@dataclass(frozen=True)
class _Score:
    """What grading says of one cell: `looks` asks for a person, `changed` for a second look."""

    auto: float | None
    looks: bool
    rewritten: bool


def save(
    url: str,
    layout: Layout,
    entries: Iterable[Entry],
    done: Callable[[Saved], object] = lambda saved: None,
    *,
    keep: bool = True,
    settings: Config | None = None,
) -> tuple[str, ...]:
    """Write the submissions to the gradebook and to the stored records; return what went wrong.

    Each problem is a sentence about one submission; the others are saved all the same. `done`
    is called after each entry, with the record less what is taken off for handing in late. The
    lessons must be registered (`registration.register`). `settings` are nbgrader's, default those
    of the class's folder. Without `keep` all is worked out in the same way, and nothing stays.

    A submission that could not be graded gets zeros and asks for a person at every cell, so
    that formgrader does not show it as one that earned a true 0; only one that was never
    handed in gets plain zeros, as in nbgrader. Where the grader failed, no score is written.

    Raises `GradebookError` if the gradebook cannot be used at all.
    """
    problems = []
    known: dict[str, LessonCells] = {}
    rule = load_rule(layout, settings)
    with open_gradebook(url) as book:
        for entry in entries:
            record = entry.record
            if not record.lesson:
                problems.append(
                    f"{one_line(record.student)}: not saved, because the submission does not "
                    "tell its lesson. Name the lesson with --lesson."
                )
                continue
            if record.lesson not in known:
                known[record.lesson] = find_cells(book, url, record.lesson)
            before = record_store.read_stored(layout, record.lesson, record.student)
            after = record_store.Stored(record, {}, None)
            try:
                after = _save_beside_others(
                    book, known[record.lesson], entry, before, rule, keep=keep
                )
            except OperationalError as error:
                raise GradebookError(
                    f"The gradebook {shown(url)} does not take the submission of "
                    f"{one_line(record.student)}: {reason(error, url)}. Close what "
                    "else writes to it, "
                    "see that the disk is not full, and grade again: what was saved is kept."
                ) from error
            except PenaltyError as error:
                book.db.rollback()
                problems.append(
                    f"{one_line(record.student)}: not saved to the gradebook, because the late "
                    f"penalty cannot be worked out ({error})."
                )
            except (SQLAlchemyError, ValueError) as error:
                book.db.rollback()
                problems.append(
                    f"{one_line(record.student)}: not saved to the gradebook, because the name "
                    f"or the scores do not fit into it ({reason(error, url)})."
                )
            # After the gradebook: a kill in between asks for one look too many, not too few.
            if keep:
                record_store.write_record(layout, after.record, entry.answers, after.hands)
            done(Saved(after, before))
    return tuple(problems)


def _save_beside_others(
    book: Any,
    cells: LessonCells,
    entry: Entry,
    stored: record_store.Stored | None,
    rule: Any,
    *,
    keep: bool,
) -> record_store.Stored:
    """Write the submission, and end the transaction; return what is to be stored of it."""
    try:
        after = _save(book, cells, entry, stored, rule)
        book.db.flush()
    except IntegrityError:
        # Another command may have added the same student meanwhile, who is found now.
        book.db.rollback()
        after = _save(book, cells, entry, stored, rule)
    if keep:
        book.db.commit()
    else:
        book.db.rollback()
    book.db.expunge_all()
    return after


def _save(
    book: Any,
    cells: LessonCells,
    entry: Entry,
    stored: record_store.Stored | None,
    rule: Any,
) -> record_store.Stored:
    """Write the submission into the open transaction; return what is to be stored of it."""
    record = entry.record
    before = {} if stored is None else stored.answers
    scores = {
        cell: _score(record, cells.exercise(cell), before, entry.answers) for cell in cells.grade
    }
    submission, notebook = _submission(book.db, cells, record.student)
    timestamp = _time(entry)
    if timestamp is not None and submission.timestamp != timestamp:
        submission.timestamp = timestamp
    grades = {grade.cell_id: grade for grade in notebook.grades}
    hands = {}
    for cell, score in scores.items():
        grade = grades.get(cells.grade[cell])
        if grade is None:
            grade = Grade(cell_id=cells.grade[cell], notebook_id=notebook.id)
            book.db.add(grade)
        _put(grade, score)
        if grade.manual_score is not None or grade.extra_credit is not None:
            hands[cells.exercise(cell)] = (grade.manual_score, grade.extra_credit)
    comments = {comment.cell_id: comment for comment in notebook.comments}
    for cell, identifier in cells.solution.items():
        comment = comments.get(identifier)
        if comment is None:
            comment = Comment(cell_id=identifier, notebook_id=notebook.id)
            book.db.add(comment)
        comment.auto_comment = _comment(record, cell)
    book.db.flush()
    # nbgrader's own sum of all that was just written, by hand or not.
    book.db.refresh(notebook, ["score"])
    penalty = settle(rule, submission, notebook, None if stored is None else stored.record.penalty)
    return record_store.Stored(penalised(record, penalty), {}, hands)


def _put(grade: Any, score: _Score) -> None:
    """Set what belongs to the grader. A hand score stays, and is asked for again on a change."""
    if grade.manual_score is None:
        grade.needs_manual_grade = score.looks
    elif grade.auto_score != score.auto or score.rewritten:
        grade.needs_manual_grade = True
    grade.auto_score = score.auto


def _score(
    record: SubmissionRecord, name: str, before: Mapping[str, str], answers: Mapping[str, str]
) -> _Score:
    if not record.exercises and record.status is not Status.GRADER_ERROR:
        return _Score(0.0, record.status is not Status.MISSING, False)
    exercise = _exercise(record, name)
    if exercise is None:
        # Fail closed: what was not graded has no score, and a person is told.
        return _Score(None, True, False)
    auto = automatic_score(exercise)
    is_written = exercise.outcome is Outcome.MANUAL
    text = answers.get(name)
    is_other = text is not None and before.get(name) != record_store.fingerprint(text)
    # Of code nothing was kept at first; that alone asks for no second look.
    rewritten = is_other and (is_written or name in before)
    return _Score(auto, auto is None, rewritten)


def _comment(record: SubmissionRecord, name: str) -> str | None:
    # nbgrader's own feedback shows comments as Markdown, HTML included.
    if record.status not in (Status.GRADED, Status.GRADER_ERROR):
        message = as_markdown(record.message)
        return f"Could not be graded: {STATUS_WORDS[record.status]}. {message}".rstrip()
    exercise = _exercise(record, name)
    if exercise is None:
        return None
    untouched = exercise.outcome is Outcome.NOT_ATTEMPTED or (
        exercise.outcome is Outcome.MANUAL and automatic_score(exercise) is not None
    )
    return NO_RESPONSE if untouched else None


def _exercise(record: SubmissionRecord, name: str) -> ExerciseRecord | None:
    return next((one for one in record.exercises if one.id == name), None)


def _submission(db: Any, cells: LessonCells, student: str) -> tuple[Any, Any]:
    """Return submission and notebook, made if needed; unlike nbgrader's, without a commit."""
    if db.get(Student, student) is None:
        db.add(Student(id=student))
    submission = (
        db.query(SubmittedAssignment)
        .filter_by(assignment_id=cells.assignment, student_id=student)
        .one_or_none()
    )
    if submission is None:
        submission = SubmittedAssignment(assignment_id=cells.assignment, student_id=student)
        db.add(submission)
        db.flush()
    notebook = (
        db.query(SubmittedNotebook)
        .filter_by(assignment_id=submission.id, notebook_id=cells.notebook)
        .one_or_none()
    )
    if notebook is None:
        notebook = SubmittedNotebook(assignment_id=submission.id, notebook_id=cells.notebook)
        db.add(notebook)
        db.flush()
    return submission, notebook


def _time(entry: Entry) -> Any:
    text = entry.timestamp or record_store.timestamp_beside(entry.record.submission)
    try:
        return None if text is None else parse_utc(text)
    except (ValueError, OverflowError, TypeError):
        return None
