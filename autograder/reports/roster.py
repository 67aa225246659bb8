"""Who is in the class, as the learning platform knows it: the ids by which it finds students.

Read are files that Canvas, Moodle and nbgrader write themselves: Canvas's gradebook export,
Moodle's list of participants or grade export, nbgrader's list of students.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from autograder.model.faults import Fault
from autograder.model.scores import StudentMarks

FILE = "roster.csv"
# Heading, without case and signs -> what it holds.
COLUMNS = {
    "student": "name",
    "name": "name",
    "fullname": "name",
    "id": "canvas_id",
    "sisuserid": "sis_id",
    "sisloginid": "login",
    "username": "login",
    "section": "section",
    "firstname": "first_name",
    "lastname": "last_name",
    "surname": "last_name",
    "idnumber": "id_number",
    "emailaddress": "email",
    "email": "email",
    "lmsuserid": "canvas_id",
}
# In nbgrader's list `id` is the student's name in the gradebook.
NBGRADERS = {"id": "login"}
# The fields by which a student is found, the surest first.
KEYS = ("login", "sis_id", "canvas_id", "id_number", "email", "mailbox")
# `Title (1234)` in Canvas, which finds its assignment by that number.
NUMBERED = re.compile(r"(?P<title>.+?) *\(\d+\)")
# `Assignment: Title (Real)` in Moodle.
ITEM = re.compile(r"(?:[^:]+: *)?(?P<title>.+?) *\(Real\)")
NUMBER = re.compile(r"\d+([.,]\d+)?")


class RosterError(Fault):
    """The roster cannot be read; the message says why and what to give instead."""


@dataclass(frozen=True)
class Person:
    """A student as the roster has them; `scores` are those in the platform, by title."""

    name: str = ""
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    login: str = ""
    canvas_id: str = ""
    sis_id: str = ""
    id_number: str = ""
    section: str = ""
    scores: Mapping[str, str] = field(default_factory=dict)

    @property
    def mailbox(self) -> str:
        """What stands before the @ of the email address."""
        # Where people log in by their address, Canvas exports no other.
        address = self.email or self.login
        return address.partition("@")[0] if "@" in address else ""


@dataclass(frozen=True)
class Roster:
    """The people of a class; `headings` are Canvas's own headings of columns, by title."""

    people: tuple[Person, ...] = ()
    headings: Mapping[str, str] = field(default_factory=dict)

    def find(self, student: StudentMarks) -> Person | None:
        """Return the one person who is the student; None if nobody is, or more than one."""
        for wanted in (student.student, student.email, student.lms_id):
            for key in KEYS:
                found = self._by_key.get((key, wanted.casefold()), ()) if wanted else ()
                if len(found) == 1:
                    return found[0]
        return None

    def completed(self, student: StudentMarks) -> StudentMarks:
        """Return the student with the names and the address that the gradebook lacks."""
        person = self.find(student)
        if person is None:
            return student
        last, _, first = (part.strip() for part in person.name.partition(","))
        return replace(
            student,
            first_name=student.first_name or person.first_name or first,
            last_name=student.last_name or person.last_name or (last if first else ""),
            email=student.email or person.email,
        )

    @cached_property
    def _by_key(self) -> dict[tuple[str, str], list[Person]]:
        found: dict[tuple[str, str], list[Person]] = {}
        for person in self.people:
            for key in KEYS:
                if value := getattr(person, key):
                    found.setdefault((key, value.casefold()), []).append(person)
        return found


NOBODY = Roster()


def read_roster(path: Path) -> Roster:
    """Return the people in a file that Canvas, Moodle or nbgrader wrote. Raises `RosterError`."""
    try:
        text = _decoded(path.read_bytes())
    except OSError as error:
        raise RosterError(f"The roster {path} cannot be read: {error.strerror}.") from error
    lines = list(_rows(text))
    head = lines[0] if lines else []
    columns = _columns(head)
    if not {"login", "email", "canvas_id", "id_number", "sis_id"} & set(columns.values()):
        raise RosterError(
            f"The roster {path} has no column by which students are found. Give the file that "
            "Canvas (Grades, Export), Moodle (Participants or Grades, Export, plain text) or "
            "`nbgrader db student` writes, with one of the columns ID, SIS Login ID, SIS User ID, "
            "Username, ID number or Email address in its first line."
        )
    numbered = _titles(NUMBERED, head)
    titles = numbered | _titles(ITEM, head)
    people = [_person(line, columns, titles) for line in lines[1:]]
    return Roster(
        tuple(one for one in people if one is not None),
        {title: head[n] for n, title in numbered.items()},
    )


def _decoded(content: bytes) -> str:
    """Return the text: UTF-8 or UTF-16 with their marks, or what Excel writes in the west."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _rows(text: str) -> Iterator[list[str]]:
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    for line in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
        cells = [cell.strip() for cell in line]
        if any(cells):
            yield cells


def _columns(head: Sequence[str]) -> dict[int, str]:
    """Return what each column holds, by number; of two that hold the same, the first one."""
    plain = [re.sub(r"[\W_]", "", one).casefold() for one in head]
    known = COLUMNS if "student" in plain or "sisloginid" in plain else COLUMNS | NBGRADERS
    columns: dict[int, str] = {}
    for n, heading in enumerate(plain):
        if heading in known and known[heading] not in columns.values():
            columns[n] = known[heading]
    return columns


def _titles(form: re.Pattern[str], head: Sequence[str]) -> dict[int, str]:
    """Return the titles in the headings of that form, by the columns' numbers."""
    return {n: found["title"] for n, one in enumerate(head) if (found := form.fullmatch(one))}


def _person(
    line: Sequence[str], columns: Mapping[int, str], titles: Mapping[int, str]
) -> Person | None:
    facts = {name: line[n] for n, name in columns.items() if n < len(line)}
    if facts.get("name") == "Points Possible" or not any(facts.values()):
        # Canvas's second line tells of the assignments.
        return None
    scores = {
        title: line[n].replace(",", ".")
        for n, title in titles.items()
        if n < len(line) and NUMBER.fullmatch(line[n])
    }
    return Person(**{name: _armed(value) for name, value in facts.items()}, scores=scores)


def _armed(value: str) -> str:
    """Return the text without the apostrophe that keeps it from being a formula."""
    return value[1:] if value[:1] == "'" and value[1:2] in ("=", "+", "-", "@") else value
