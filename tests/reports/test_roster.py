"""The ids by which Canvas and Moodle find students, from the files that they write themselves."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest

from autograder.model.scores import Mark, StudentMarks
from autograder.reports.export import row, to_canvas, to_csv, to_moodle
from autograder.reports.lms_export import left_out, strangers
from autograder.reports.roster import Person, Roster, RosterError, read_roster
from tests.class_records import LESSON, graded

CANVAS = """\
Student,ID,SIS User ID,SIS Login ID,Section,A toy lesson (4711),Final Score
    Points Possible,,,,,15.00,(read only)
"Brontë, Zoë",1001,S-001,zoe,Group 1,,80
"Lovelace, Ada",1002,S-002,ada@uni.example,Group 2,11.5,90
"Student, Test",1003,,f00,Group 1,,
"""
MOODLE = """\
First name,Last name,ID number,Institution,Department,Email address,Assignment: A toy lesson (Real)
Zoë,Brontë,20-001,Uni,Physics,zoe@uni.example,-
Ada,Lovelace,20-002,Uni,Physics,ada@uni.example,"11,5"
"""
PARTICIPANTS = """\
"First name","Last name","Username","ID number","Email address","Groups"
"Zoë","Brontë","zoe","20-001","zoe@uni.example",""
"Ada","Lovelace","ada","20-002","ada@uni.example",""
"""
NBGRADER = """\
id,first_name,last_name,email,lms_user_id
zoe,Zoë,Brontë,zoe@uni.example,1001
ada,Ada,Lovelace,ada@uni.example,1002
"""


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def read(tmp_path: Path, text: str, encoding: str = "utf-8") -> Roster:
    path = tmp_path / "roster.csv"
    path.write_bytes(text.encode(encoding))
    return read_roster(path)


def student(name: str, **facts: Any) -> StudentMarks:
    return StudentMarks(name, submitted=True, cells={"explain": Mark(5.0, None, 3.0)}, **facts)


def rows(*names: str) -> list[Any]:
    return [row(LESSON, student(name), graded(name)) for name in names]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        pytest.param(CANVAS, ("1001", "S-001", "Group 1", ""), id="Canvas"),
        pytest.param(MOODLE, ("", "", "", "20-001"), id="Moodle's grades"),
        pytest.param(PARTICIPANTS, ("", "", "", "20-001"), id="Moodle's participants"),
        pytest.param(NBGRADER, ("1001", "", "", ""), id="nbgrader"),
        pytest.param(
            CANVAS.replace(",", ";").replace("ë; Z", "ë, Z").replace("e; A", "e, A"),
            ("1001", "S-001", "Group 1", ""),
            id="semicolons",
        ),
        pytest.param(MOODLE.replace(",", "\t"), ("", "", "", "20-001"), id="tabs"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_ids_come_from_the_roster(
    tmp_path: Path, text: str, ids: tuple[str, ...], encoding: str
) -> None:
    roster = read(tmp_path, text, encoding)
    canvas = table(to_canvas(rows("zoe"), roster=roster))[1]
    (moodle,) = table(to_moodle(rows("zoe"), roster=roster))
    found = (canvas["ID"], canvas["SIS User ID"], canvas["Section"], moodle["ID number"])
    assert found == ids
    assert canvas["Student"] == "Brontë, Zoë"
    assert (moodle["First name"], moodle["Last name"]) == ("Zoë", "Brontë")
    (plain,) = table(to_csv(rows("zoe"), roster=roster))
    assert (plain["first_name"], plain["last_name"]) == ("Zoë", "Brontë")


PEOPLE = (
    Person(login="ada@uni.example", canvas_id="1002", sis_id="S-002", email="ada@uni.example"),
    Person(login="zoe", canvas_id="1001", email="zoe@uni.example"),
    Person(login="zoe2", canvas_id="1003", email="zoe@other.example"),
    Person(login="twin", canvas_id="1"),
    Person(login="twin", canvas_id="2"),
)
FOUND = {
    "by login": (student("zoe"), "1001"),
    "in other capitals": (student("ZOE"), "1001"),
    "by the number of Canvas": (student("1002"), "1002"),
    "by SIS User ID": (student("s-002"), "1002"),
    "by address": (student("Ada@uni.example"), "1002"),
    "by the address in the gradebook": (student("x17", email="ada@uni.example"), "1002"),
    "by the id in the gradebook": (student("x17", lms_id="1003"), "1003"),
    "by what stands before the @": (student("ada"), "1002"),
    "nobody": (student("eve"), None),
    "two of one name": (student("twin"), None),
}


@pytest.mark.parametrize("case", FOUND)
def test_a_student_is_found_or_nobody_is(case: str) -> None:
    who, expected = FOUND[case]
    found = Roster(PEOPLE).find(who)
    assert (found and found.canvas_id) == expected


def test_who_is_not_on_the_roster_is_told(tmp_path: Path) -> None:
    roster = read(tmp_path, CANVAS)
    assert strangers(rows("zoe", "eve"), roster) == (
        "Not found on the roster, so without ids: eve."
    )
    assert strangers(rows("zoe"), roster) == ""
    assert strangers(rows("zoe"), Roster()) == ""


def test_scores_go_into_the_assignment_that_canvas_has(tmp_path: Path) -> None:
    head = to_canvas(rows("zoe"), roster=read(tmp_path, CANVAS)).splitlines()[0]
    assert head.endswith(",A toy lesson (4711)")


@pytest.mark.parametrize("text", [CANVAS, MOODLE], ids=["Canvas", "Moodle"])
def test_a_score_that_is_there_is_kept_where_ours_waits(tmp_path: Path, text: str) -> None:
    roster = read(tmp_path, text)
    waiting = [
        row(LESSON, StudentMarks(name, submitted=True), graded(name)) for name in ("ada", "zoe")
    ]
    column = "A toy lesson (4711)" if text == CANVAS else "A toy lesson"
    lines = table(to_canvas(waiting, roster=roster))[1:]
    assert [(line["Student"].split(",")[0], line[column]) for line in lines] == [
        ("Lovelace", "11.5")
    ]
    assert "zoe" in left_out(waiting, False, roster, "Canvas")
    assert "ada" not in left_out(waiting, False, roster, "Canvas")


@pytest.mark.parametrize("text", ["", "\n", "hello", "a,b\n1,2\n", "Last name,First name\nx,y\n"])
def test_what_is_no_roster_is_told(tmp_path: Path, text: str) -> None:
    with pytest.raises(RosterError, match=r"roster.csv has no column.*SIS Login ID"):
        read(tmp_path, text)


def test_a_roster_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(RosterError, match="cannot be read"):
        read_roster(tmp_path / "nothing.csv")


def test_formulas_on_a_roster_are_disarmed(tmp_path: Path) -> None:
    roster = read(tmp_path, CANVAS.replace("Group 1", "=cmd|' /C calc'!A0").replace("S-001", "@x"))
    for write in (to_canvas, to_moodle, to_csv):
        text = write(rows("zoe"), roster=roster)  # type: ignore[operator]
        cells = [cell for line in csv.reader(io.StringIO(text)) for cell in line]
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
