"""Points of a class as CSV: for a spreadsheet, for Canvas, for Moodle.

In all formats, text that a spreadsheet would take for a formula is disarmed, and a total is
written only when nothing waits for a person: an empty cell is no score, a 0 is one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from autograder.model.layout import Layout
from autograder.reports.lms_export import to_canvas, to_moodle
from autograder.reports.roster import NOBODY, Roster
from autograder.reports.spreadsheet import TableCell, disarm, written
from autograder.reports.standings import Row, collect, row
from course.lessons.catalogue import Lesson
from course.results.outcomes import Outcome

__all__ = [
    "FORMATS",
    "collect",
    "disarm",
    "export",
    "known",
    "row",
    "to_canvas",
    "to_csv",
    "to_moodle",
]

QUIET = (Outcome.PASSED, Outcome.MANUAL)


def export(
    format: str,
    url: str,
    lessons: Sequence[Lesson],
    layout: Layout,
    unfinished: bool = False,
    roster: Roster = NOBODY,
    empty_cells: bool = False,
) -> str:
    """Return the class's points in the format `csv`, `canvas` or `moodle`.

    With `unfinished`, Canvas and Moodle get the points so far of those whose total waits for
    a person; who has none is left out there, unless `empty_cells` are asked for. Names and ids come
    from the gradebook and the `roster`. Raises `ValueError` for another format,
    `gradebook.GradebookError` without a gradebook.
    """
    if format not in FORMATS:
        raise ValueError(f"There is no format {format!r}; there are {', '.join(FORMATS)}.")
    return FORMATS[format](collect(url, lessons, layout), unfinished, roster, empty_cells)


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


def to_csv(
    rows: Sequence[Row],
    unfinished: bool = True,
    roster: Roster = NOBODY,
    empty_cells: bool = True,
) -> str:
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
    return written([head, *(_csv_line(one, names, roster) for one in rows)])


FORMATS: dict[str, Callable[[Sequence[Row], bool, Roster, bool], str]] = {
    "csv": to_csv,
    "canvas": to_canvas,
    "moodle": to_moodle,
}


def _csv_line(one: Row, names: Sequence[str], roster: Roster) -> list[TableCell]:
    student = roster.completed(one.student)
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


def _parts(lesson: Lesson) -> list[str]:
    return [*(one.id for one in lesson.exercises), *(one.id for one in lesson.questions)]
