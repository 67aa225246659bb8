"""The files that Canvas and Moodle import: scores of those who have some, and of nobody else.

Both take an empty cell for an order to clear the score that is there, so a line with one is left
out, unless the roster is their own export and tells which score to keep.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from autograder.model.phrases import count, one_line
from autograder.model.records import Status
from autograder.model.scores import StudentMarks
from autograder.reports.roster import NOBODY, Person, Roster
from autograder.reports.spreadsheet import Table, TableCell, written
from autograder.reports.standings import Row, possible
from course.lessons.catalogue import Lesson

MOST_NAMED = 10


@dataclass(frozen=True)
class _Line:
    """One student: the rows by lesson, and the cell of each lesson, None if it is empty."""

    student: StudentMarks
    person: Person | None
    rows: dict[str, Row]
    cells: dict[str, TableCell]

    @property
    def lacking(self) -> list[str]:
        """The lessons without a score."""
        return [name for name, cell in self.cells.items() if cell is None]


def to_canvas(
    rows: Sequence[Row],
    unfinished: bool = False,
    roster: Roster = NOBODY,
    empty_cells: bool = False,
) -> str:
    """Return Canvas's gradebook import: a column a lesson, points possible in the second row.

    Canvas finds students by ID, SIS User ID and SIS Login ID, in this order, and assignments by
    title, with its own number where the roster tells that. A line with an empty cell would clear a
    score and is left out, unless `empty_cells` are asked for.
    """
    lessons, lines = _lines(rows, unfinished, roster)
    headings = [roster.headings.get(one.title, one.title) for one in lessons]
    table: Table = [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *headings],
        ["Points Possible", None, None, None, None, *map(possible, lessons)],
    ]
    for one in lines:
        if one.lacking and not empty_cells:
            continue
        student, person = one.student, one.person or Person()
        name = ", ".join(part for part in (student.last_name, student.first_name) if part)
        table.append(
            [
                person.name or name or student.student,
                person.canvas_id or student.lms_id,
                person.sis_id,
                person.login or student.student,
                person.section,
                *one.cells.values(),
            ]
        )
    return written(table)


def to_moodle(
    rows: Sequence[Row],
    unfinished: bool = False,
    roster: Roster = NOBODY,
    empty_cells: bool = False,
) -> str:
    """Return Moodle's grade import: map Username, ID number or Email address to the user.

    Each lesson is mapped to its item. The status columns are for people: leave them on "Ignore".
    A line with an empty cell is left out, unless `empty_cells` are asked for.
    """
    lessons, lines = _lines(rows, unfinished, roster)
    head: list[TableCell] = ["Username", "First name", "Last name", "ID number", "Email address"]
    for lesson in lessons:
        head += [lesson.title, f"{lesson.title} (status)"]
    table: Table = [head]
    for one in lines:
        if one.lacking and not empty_cells:
            continue
        student, person = one.student, one.person or Person()
        id_number = person.id_number or student.lms_id
        cells: list[TableCell] = [person.login or student.student, student.first_name]
        cells += [student.last_name, id_number, student.email]
        for lesson in lessons:
            mine = one.rows.get(lesson.name)
            cells += [one.cells[lesson.name], mine.status if mine else Status.MISSING.value]
        table.append(cells)
    return written(table)


def left_out(rows: Sequence[Row], unfinished: bool, roster: Roster, place: str) -> str:
    """Return a sentence on those whose line has an empty cell, empty if there are none."""
    lessons, lines = _lines(rows, unfinished, roster)
    titles = {one.name: one.title for one in lessons}
    lacking = [one for one in lines if one.lacking]
    if not lacking:
        return ""
    named = ", ".join(
        f"{one_line(one.student.student, 60)} ({', '.join(titles[name] for name in one.lacking)})"
        for one in lacking[:MOST_NAMED]
    )
    more = len(lacking) - MOST_NAMED
    named += f" and {more} more" if more > 0 else ""
    said = (
        f"{count(len(lacking), 'student')} left out, because an empty cell would clear the score "
        f"in {place}: {named}."
    )
    if any(len(one.lacking) < len(lessons) for one in lacking):
        said += (
            " Some have a score in another lesson: export one lesson at a time, or give "
            f"{place}'s own export with --roster, whose scores are then kept."
        )
    return said


def strangers(rows: Sequence[Row], roster: Roster) -> str:
    """Return a sentence on those who are not on the roster, empty if there are none."""
    if not roster.people:
        return ""
    students = {one.student.student: one.student for one in rows if one.student.submitted}
    names = [name for name, one in students.items() if roster.find(one) is None]
    if not names:
        return ""
    shown = ", ".join(one_line(name, 60) for name in names[:MOST_NAMED])
    more = len(names) - MOST_NAMED
    others = f" and {more} more" if more > 0 else ""
    return f"Not found on the roster, so without ids: {shown}{others}."


def _lines(
    rows: Sequence[Row], unfinished: bool, roster: Roster
) -> tuple[list[Lesson], list[_Line]]:
    """Return the lessons, and each student with the cells of all lessons."""
    lessons = {one.lesson.name: one.lesson for one in rows}
    mine: dict[str, dict[str, Row]] = {}
    for one in rows:
        mine.setdefault(one.student.student, {})[one.lesson.name] = one
    lines = []
    for name in sorted(mine):
        student = next(iter(mine[name].values())).student
        person = roster.find(student)
        cells = {
            lesson.name: _cell(mine[name].get(lesson.name), lesson, unfinished, person)
            for lesson in lessons.values()
        }
        lines.append(_Line(roster.completed(student), person, mine[name], cells))
    return list(lessons.values()), lines


def _cell(one: Row | None, lesson: Lesson, unfinished: bool, person: Person | None) -> TableCell:
    """Return the total, or the score that is there already, which an import then leaves."""
    total = None if one is None else one.so_far if unfinished else one.total
    if total is None and person is not None:
        return person.scores.get(lesson.title)
    return total
