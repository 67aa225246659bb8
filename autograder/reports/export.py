"""Points of a class as CSV: for a spreadsheet, for Canvas, for Moodle.

In all formats, text that a spreadsheet would take for a formula is disarmed, and a total is
written only when nothing waits for a person: an empty cell is no score, a 0 is one.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from autograder.model.layout import Layout
from autograder.model.phrases import one_line
from autograder.model.records import ExerciseRecord, Status, SubmissionRecord
from autograder.model.scores import JoinedPoints, StudentMarks, after_penalty, automatic_score, join
from autograder.store.record_store import read_records
from course.lessons.catalogue import Lesson
from course.results.outcomes import Outcome

TableCell: TypeAlias = str | float | None
Table: TypeAlias = list[list[TableCell]]

PLAIN_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
# What spreadsheets take for the start of a formula, in its wide forms too.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
NOT_RECORDED = "not recorded"
QUIET = (Outcome.PASSED, Outcome.MANUAL)


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
        return _possible(self.lesson)


def export(
    format: str, url: str, lessons: Sequence[Lesson], layout: Layout, unfinished: bool = False
) -> str:
    """Return the class's points in the format `csv`, `canvas` or `moodle`.

    With `unfinished`, Canvas and Moodle get the points so far of those whose total waits for
    a person; else these cells are empty. Raises `ValueError` for another format,
    `gradebook.GradebookError` without a gradebook.
    """
    if format not in FORMATS:
        raise ValueError(f"There is no format {format!r}; there are {', '.join(FORMATS)}.")
    return FORMATS[format](collect(url, lessons, layout), unfinished)


def known(url: str, lessons: Sequence[str]) -> tuple[str, ...]:
    """Return those of the lessons that the gradebook knows.

    Raises `gradebook.GradebookError` without a gradebook, or if it knows none of them.
    """
    from autograder.gradebook.entries import GradebookError, known_lessons, shown

    there = known_lessons(url)
    found = tuple(name for name in lessons if name in there)
    if not found:
        raise GradebookError(
            f"The gradebook {shown(url)} knows none of the lessons {', '.join(lessons)}. "
            "Run `course grade` first, or name another one with --db."
        )
    return found


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


def to_csv(rows: Sequence[Row], unfinished: bool = True) -> str:
    """Return all that is known, one line a student and lesson, one column an exercise.

    An exercise's column holds its points, empty where a person must look; `outcomes` names
    those that did not pass, so that a crash is not taken for a plain 0.
    """
    names = list(dict.fromkeys(name for one in rows for name in _parts(one.lesson)))
    head: list[TableCell] = [
        *("student", "last_name", "first_name", "email", "lesson", "timestamp", "status"),
        *(
            "automatic",
            "manual",
            "extra_credit",
            "late_penalty",
            "total",
            "max",
            "waiting",
            "outcomes",
        ),
        *names,
        "message",
    ]
    return _write([head, *(_csv_line(one, names) for one in rows)])


def to_canvas(rows: Sequence[Row], unfinished: bool = False) -> str:
    """Return Canvas's gradebook import: a column a lesson, points possible in the second row.

    Canvas finds students by SIS Login ID and assignments by title; an empty cell clears a score.
    """
    lessons, students = _matrix(rows)
    table: Table = [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"],
        ["Points Possible", None, None, None, None],
    ]
    table[0] += [one.title for one in lessons]
    table[1] += [_possible(one) for one in lessons]
    for student, mine in students:
        name = ", ".join(part for part in (student.last_name, student.first_name) if part)
        totals = [_total(mine.get(one.name), unfinished) for one in lessons]
        table.append([name or student.student, None, None, student.student, None, *totals])
    return _write(table)


def to_moodle(rows: Sequence[Row], unfinished: bool = False) -> str:
    """Return Moodle's grade import: map Username to username, and each lesson to its item.

    The status columns are for people: leave them on "Ignore".
    """
    lessons, students = _matrix(rows)
    head: list[TableCell] = ["Username", "First name", "Last name", "Email address"]
    for lesson in lessons:
        head += [lesson.title, f"{lesson.title} (status)"]
    table: Table = [head]
    for student, mine in students:
        line: list[TableCell] = [
            student.student,
            student.first_name,
            student.last_name,
            student.email,
        ]
        for lesson in lessons:
            one = mine.get(lesson.name)
            line += [_total(one, unfinished), one.status if one else Status.MISSING.value]
        table.append(line)
    return _write(table)


def disarm(text: str) -> str:
    """Return the text on one line, with an apostrophe before what could be a formula.

    >>> disarm("=1+1"), disarm("-5"), disarm("ada")
    ("'=1+1", '-5', 'ada')
    """
    clean = one_line(text, 1000)
    if PLAIN_NUMBER.fullmatch(clean):
        return clean
    suspicious = text.startswith(FORMULA_STARTS) or clean.startswith(FORMULA_STARTS)
    return f"'{clean}" if suspicious else clean


FORMATS: dict[str, Callable[[Sequence[Row], bool], str]] = {
    "csv": to_csv,
    "canvas": to_canvas,
    "moodle": to_moodle,
}


def _csv_line(one: Row, names: Sequence[str]) -> list[TableCell]:
    student = one.student
    bad = [f"{name}: {end}" for name, end in one.outcomes.items() if end not in QUIET]
    given = [one.points[name].given if name in one.points else None for name in names]
    return [
        *(student.student, student.last_name, student.first_name, student.email),
        *(one.lesson.name, student.timestamp, one.status),
        *(one.automatic, one.manual, one.extra, one.late, one.total, one.possible),
        *(" ".join(one.waiting), "; ".join(bad)),
        *given,
        one.message,
    ]


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


def _total(one: Row | None, unfinished: bool) -> float | None:
    if one is None:
        return None
    return one.so_far if unfinished else one.total


def _possible(lesson: Lesson) -> float:
    return lesson.points + sum(one.points for one in lesson.questions)


def _parts(lesson: Lesson) -> list[str]:
    return [*(one.id for one in lesson.exercises), *(one.id for one in lesson.questions)]


def _matrix(rows: Sequence[Row]) -> tuple[list[Lesson], list[tuple[StudentMarks, dict[str, Row]]]]:
    """Return the lessons, and each student with the rows by lesson."""
    lessons = {one.lesson.name: one.lesson for one in rows}
    mine: dict[str, dict[str, Row]] = {}
    for one in rows:
        mine.setdefault(one.student.student, {})[one.lesson.name] = one
    return list(lessons.values()), [
        (next(iter(mine[name].values())).student, mine[name]) for name in sorted(mine)
    ]


def _write(table: Table) -> str:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    for line in table:
        writer.writerow([_cell(one) for one in line])
    return stream.getvalue()


def _cell(value: TableCell) -> str:
    if value is None:
        return ""
    return disarm(value) if isinstance(value, str) else f"{round(value, 6):.12g}"
