"""Exports: columns, empty cells and zeros, and text that is no formula."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from autograder.gradebook.entries import Entry, GradebookError, register, save
from autograder.model.records import Status, SubmissionRecord
from autograder.model.scores import Mark, StudentMarks
from autograder.reports.export import disarm, export, known, row, to_canvas, to_csv, to_moodle
from autograder.reports.lms_export import left_out
from autograder.reports.roster import NOBODY
from course.results.outcomes import Outcome
from tests.class_records import LESSON, graded, layout_in, refused

HAND = Mark(5.0, None, 3.5, 0.5, False)
OTHER = replace(LESSON, name="other", title="Another lesson", questions=())


def marks(student: str, **cells: Mark) -> StudentMarks:
    return StudentMarks(student, "Ada", "Lovelace", "ada@example.org", "", bool(cells), cells)


def table(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


def line(record: SubmissionRecord | None, student: str = "ada", **cells: Mark) -> dict[str, str]:
    text = to_csv([row(LESSON, marks(student, **cells), record)])
    return next(csv.DictReader(io.StringIO(text)))


LINES: dict[str, tuple[SubmissionRecord | None, dict[str, Mark], dict[str, str]]] = {
    "waits for the essay": (
        graded(),
        {},
        {"status": "graded", "automatic": "10", "total": "", "waiting": "explain", "explain": ""},
    ),
    "graded by hand": (
        graded(),
        {"explain": HAND},
        {"automatic": "10", "manual": "3.5", "extra_credit": "0.5", "total": "14", "max": "15"},
    ),
    "true zero": (
        graded(tension=Outcome.FAILED, sag=Outcome.FAILED, answered=False),
        {},
        {"tension": "2", "sag": "0", "total": "2", "outcomes": "tension: failed; sag: failed"},
    ),
    "crash": (
        graded(sag=Outcome.CRASHED, answered=False),
        {},
        {"sag": "0", "outcomes": "sag: crashed"},
    ),
    "our fault": (
        graded(tension=Outcome.GRADER_ERROR, answered=False),
        {},
        {"status": "grader_error", "automatic": "", "tension": "", "sag": "6", "total": ""},
    ),
    "unreadable": (
        refused(),
        {"tension": Mark(4.0, 0.0, None, None, True)},
        {"status": "unreadable", "automatic": "", "total": "", "tension": "", "max": "15"},
    ),
    "unreadable, graded by hand": (
        refused(),
        {"tension": Mark(4.0, 0.0, 3.0)},
        {"status": "unreadable", "manual": "3", "tension": "3", "total": "3"},
    ),
    "nothing handed in": (None, {}, {"status": "missing", "total": "", "tension": ""}),
    "only nbgrader knows": (
        None,
        {"tension": Mark(4.0, 4.0), "sag": Mark(6.0, 1.5), "explain": HAND},
        {"status": "not recorded", "automatic": "5.5", "total": "9.5"},
    ),
}


@pytest.mark.parametrize("case", LINES)
def test_a_line_of_csv(case: str) -> None:
    record, cells, expected = LINES[case]
    found = line(record, **cells)
    assert {name: found[name] for name in expected} == expected


def test_the_columns_of_csv() -> None:
    assert table(to_csv([row(LESSON, marks("ada"), graded())]))[0] == [
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
        *("tension", "sag", "explain", "message"),
    ]


DISARMED = {
    "=cmd|' /C calc'!A0": "'=cmd|' /C calc'!A0",
    "+1+1": "'+1+1",
    "-1+1": "'-1+1",
    "@SUM(A1)": "'@SUM(A1)",
    "\t=1": "'=1",
    "\r=1": "'=1",
    "\n=1": "'=1",
    "  =1": "'=1",
    "＝1": "'＝1",
    "\tada": "'ada",
    "-5": "-5",
    "+4.5e3": "+4.5e3",
    "-inf": "'-inf",
    "ada": "ada",
    "a;=cmd|' /C calc'!A0": "a;'=cmd|' /C calc'!A0",
    'a;"=1': "a;\"'=1",
    "a; @SUM(A1); -1": "a; '@SUM(A1); '-1",
    "a; b": "a; b",
    "a=b": "a=b",
    "a\x1b\u202eb": "a\ufffd\ufffdb",
    "": "",
}


@pytest.mark.parametrize("text", DISARMED, ids=ascii)
def test_formulas_are_disarmed(text: str) -> None:
    assert disarm(text) == DISARMED[text]


@pytest.mark.parametrize("write", [to_csv, to_canvas, to_moodle])
def test_no_cell_of_an_export_is_a_formula(write: Any) -> None:
    evil = "=HYPERLINK(1)"
    if write is not to_csv:
        write = partial(write, empty_cells=True)
    person = StudentMarks(evil, evil, evil, evil, "", True, {"explain": HAND})
    lesson = replace(LESSON, title=evil)
    record = replace(refused(evil), message=evil)
    cells = [cell for one in table(write([row(lesson, person, record)])) for cell in one]
    assert any("HYPERLINK" in cell for cell in cells)
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_commas_quotes_and_line_ends_stay_in_their_cell() -> None:
    assert line(replace(refused(), message='a, "b"\nc'))["message"] == 'a, "b" c'
    assert line(graded(), 'x",y')["student"] == 'x",y'


def class_rows_of(*students: str) -> list[Any]:
    known = {
        "ada": row(LESSON, marks("ada", explain=HAND), graded("ada")),
        "bob": row(LESSON, marks("bob"), graded("bob")),
        "cy": row(LESSON, marks("cy"), refused("cy")),
    }
    return [known[name] for name in students]


def class_rows() -> list[Any]:
    return [*class_rows_of("ada", "bob", "cy"), row(OTHER, marks("ada"), None)]


def zero(student: str) -> SubmissionRecord:
    record = graded(student)
    exercises = tuple(
        one if one.score is None else replace(one, score=0.0) for one in record.exercises
    )
    return replace(record, exercises=exercises)


CANVAS = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
MOODLE = ["Username", "First name", "Last name", "ID number", "Email address"]


def test_canvas_with_empty_cells_where_they_are_asked_for() -> None:
    assert table(to_canvas(class_rows(), empty_cells=True)) == [
        [*CANVAS, "A toy lesson", "Another lesson"],
        ["Points Possible", "", "", "", "", "15", "10"],
        ["Lovelace, Ada", "", "", "ada", "", "14", ""],
        ["Lovelace, Ada", "", "", "bob", "", "", ""],
        ["Lovelace, Ada", "", "", "cy", "", "", ""],
    ]


def test_moodle_with_empty_cells_where_they_are_asked_for() -> None:
    lines = table(to_moodle(class_rows(), unfinished=True, empty_cells=True))
    assert lines[0][:6] == [*MOODLE, "A toy lesson"]
    assert [one[5:] for one in lines] == [
        ["A toy lesson", "A toy lesson (status)", "Another lesson", "Another lesson (status)"],
        ["14", "graded", "", "missing"],
        ["10", "graded", "", "missing"],
        ["", "unreadable", "", "missing"],
    ]


# rows, whether unfinished totals count -> who has a line, by student
KEPT: dict[str, tuple[list[Any], bool, list[str]]] = {
    "graded, waiting, unreadable": (class_rows_of("ada", "bob", "cy"), False, ["ada"]),
    "so far": (class_rows_of("ada", "bob", "cy"), True, ["ada", "bob"]),
    "nothing handed in": ([row(LESSON, marks("dee"), None)], True, []),
    "our fault": (
        [row(LESSON, marks("eve"), graded("eve", tension=Outcome.GRADER_ERROR, answered=False))],
        False,
        [],
    ),
    "a true zero": (
        [row(LESSON, marks("fay", explain=Mark(5.0, None, 0.0)), zero("fay"))],
        False,
        ["fay"],
    ),
    "two lessons, one without a score": (class_rows(), True, []),
}


@pytest.mark.parametrize("case", KEPT)
@pytest.mark.parametrize("write", [to_canvas, to_moodle])
def test_no_cell_is_empty_that_would_clear_a_score(case: str, write: Any) -> None:
    rows, unfinished, names = KEPT[case]
    head, *lines = table(write(rows, unfinished))
    lines = [line for line in lines if line[0] != "Points Possible"]
    login = head.index("SIS Login ID" if write is to_canvas else "Username")
    assert [line[login] for line in lines] == names
    scores = [n for n, heading in enumerate(head) if heading in ("A toy lesson", "Another lesson")]
    assert all(line[n] for line in lines for n in scores)


def test_who_is_left_out_is_told() -> None:
    said = left_out(class_rows_of("ada", "bob", "cy"), False, NOBODY, "Canvas")
    assert said == (
        "2 students left out, because an empty cell would clear the score in Canvas: "
        "bob (A toy lesson), cy (A toy lesson)."
    )
    assert left_out(class_rows_of("ada"), False, NOBODY, "Canvas") == ""
    assert "one lesson at a time" in left_out(class_rows(), False, NOBODY, "Moodle")


def test_a_class_without_students_has_its_heads() -> None:
    assert len(table(to_csv([]))) == 1
    assert len(table(to_canvas([]))) == 2


def test_export_joins_gradebook_and_records(tmp_path: Path) -> None:
    layout = layout_in(tmp_path)
    register(layout.database, layout, "toy")
    save(layout.database, layout, [Entry(graded("ada")), Entry(refused("bob", Status.EMPTY))])
    lines = list(csv.DictReader(io.StringIO(export("csv", layout.database, [LESSON], layout))))
    assert [(one["student"], one["status"], one["automatic"]) for one in lines] == [
        ("ada", "graded", "10"),
        ("bob", "empty", ""),
    ]


def test_lessons_that_the_gradebook_does_not_know_are_told_from_the_others(tmp_path: Path) -> None:
    layout = layout_in(tmp_path)
    with pytest.raises(GradebookError, match="no gradebook"):
        known(layout.database, ["toy"])
    register(layout.database, layout, "toy")
    assert known(layout.database, ["never", "toy", "other"]) == ("toy",)
    with pytest.raises(GradebookError, match="knows none of the lessons never, other"):
        known(layout.database, ["never", "other"])


def test_a_format_that_is_none_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no format 'xls'; there are csv, canvas, moodle"):
        export("xls", "sqlite://", [], layout_in(tmp_path))
