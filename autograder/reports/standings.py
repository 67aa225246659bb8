"""Where each student of a class stands in each lesson: records joined with what people gave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from autograder.model.layout import Layout
from autograder.model.records import ExerciseRecord, Status, SubmissionRecord
from autograder.model.scores import JoinedPoints, StudentMarks, after_penalty, automatic_score, join
from autograder.store.record_store import read_records
from course.lessons.catalogue import Lesson
from course.results.outcomes import Outcome

NOT_RECORDED = "not recorded"


@dataclass(frozen=True)
class Row:
    """One student in one lesson.

    `status` is that of the record, `missing` without a submission, `not recorded` if only the
    gradebook knows the submission (as after nbgrader's own autograde).
    """

    student: StudentMarks
    lesson: Lesson
    status: str
    message: str
    points: dict[str, JoinedPoints]
    outcomes: dict[str, Outcome]

    @property
    def automatic(self) -> float | None:
        """The automatic points, None if there are none or some are withheld."""
        ids = [one.id for one in self.lesson.exercises]
        return _sum([self.points[one].automatic for one in ids if one in self.points])

    @property
    def manual(self) -> float | None:
        """The points given by hand, None if none were."""
        given = [one.manual for one in self.points.values() if one.manual is not None]
        return _sum(given)

    @property
    def extra(self) -> float | None:
        """The extra credit, None if none was given."""
        return _sum([one.extra for one in self.points.values() if one.extra is not None])

    @property
    def waiting(self) -> tuple[str, ...]:
        """The exercises and questions that wait for a person."""
        return tuple(name for name, points in self.points.items() if points.waits)

    @property
    def total(self) -> float | None:
        """All points less the late penalty; None if something waits or nothing was given."""
        return None if self.waiting else self.so_far

    @property
    def so_far(self) -> float | None:
        """The points given up to now, less what is taken off, None if there are none."""
        earned = _sum([one.given for one in self.points.values() if one.given is not None])
        return None if earned is None else after_penalty(earned, self.student.late_penalty)

    @property
    def late(self) -> float | None:
        """What is taken off for handing in late, None if nothing is."""
        return self.student.late_penalty or None

    @property
    def possible(self) -> float:
        """The points of the lesson, automatic and written."""
        return possible(self.lesson)


def collect(url: str, lessons: Sequence[Lesson], layout: Layout) -> tuple[Row, ...]:
    """Return one row a lesson and student, from the gradebook and the stored records."""
    # Importing nbgrader takes a second, which those who only make text need not pay.
    from autograder.gradebook.entries import manual_marks

    rows = []
    for lesson in lessons:
        people = manual_marks(url, lesson.name)
        records = {record.student: record for record in read_records(layout, lesson.name)}
        for name in sorted(people.keys() | records.keys()):
            rows.append(row(lesson, people.get(name, StudentMarks(name)), records.get(name)))
    return tuple(rows)


def row(lesson: Lesson, student: StudentMarks, record: SubmissionRecord | None) -> Row:
    """Return what is known of a student's work: the record's points joined with the marks."""
    if record is None:
        points = {
            name: join(mark.auto, mark) for name, mark in student.cells.items() if mark.points
        }
        status = NOT_RECORDED if student.submitted else Status.MISSING.value
        return Row(student, lesson, status, "", points, {})
    exercises = record.exercises or _hand_marked(student)
    points = {one.id: join(automatic_score(one), student.cells.get(one.id)) for one in exercises}
    outcomes = {one.id: one.outcome for one in record.exercises}
    return Row(student, lesson, record.status.value, record.message, points, outcomes)


def possible(lesson: Lesson) -> float:
    """Return the points of the lesson, automatic and written."""
    return lesson.points + sum(one.points for one in lesson.questions)


def _hand_marked(student: StudentMarks) -> tuple[ExerciseRecord, ...]:
    """Return what a person gave to a submission that could not be graded."""
    return tuple(
        ExerciseRecord(name, "", mark.points, None, Outcome.MANUAL, "", None, ())
        for name, mark in student.cells.items()
        if mark.manual is not None
    )


def _sum(values: Sequence[float | None]) -> float | None:
    present = [value for value in values if value is not None]
    return round(sum(present), 6) if present and len(present) == len(values) else None
