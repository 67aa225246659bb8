"""Text notebooks: reading a lesson's source, and what its cells say about exercises.

A source cell is of one of these roles:

- answer: nbgrader `solution`, no `grade`; its `grade_id` is the exercise's id
- check: nbgrader `grade`, no `solution`; `grade_id` "check_ID", and the points
- question: nbgrader `grade` and `solution`, a markdown cell; answered in words
- hints: a markdown cell tagged `hints` with `exercise="ID"`; an ordered list
- prompt: a markdown cell tagged `prompt`, which asks for a prediction before an experiment
- discussion: a markdown cell tagged `discussion`, folded in the release
- worked: a markdown cell tagged `worked`, shown in the worked notebook only: a discussion
  that gives something away
- interface: a code cell tagged `interface` that imports `check`, `hint`, `progress`
- illustration: a code cell tagged `illustration`; never run when grading. It is an experiment,
  with a prompt before it and a discussion after it, unless it is tagged `picture` as well
- given: any other code cell: imports, helpers, constants
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jupytext
import nbformat

from autograder.build.header import SourceError, limits_in, notebook_of, order_in, read_text

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
CHECK_PREFIX = "check_"
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}

SourceNotebook = Any
SourceCell = Any


@dataclass(frozen=True)
class SourceExercise:
    """What the source says about one exercise."""

    id: str
    title: str
    points: float
    hints: tuple[str, ...]


@dataclass(frozen=True)
class SourceQuestion:
    """What the source says about one written question."""

    id: str
    title: str
    points: float


@dataclass(frozen=True)
class SourceLesson:
    """A lesson's source: its heading, its exercises, its notebook with full metadata.

    `order` is the lesson's place in the course, from 1 on.
    """

    name: str
    title: str
    minutes: int
    order: int
    exercises: tuple[SourceExercise, ...]
    questions: tuple[SourceQuestion, ...]
    notebook: SourceNotebook
    limits: Mapping[str, float]


def read_source(path: Path) -> SourceLesson:
    """Return the lesson written in the text notebook at `path`.

    Raises `SourceError`, naming file, cell and fix, where the text breaks a rule.
    """
    return parse_source(read_text(path), path.stem, str(path))


def parse_source(text: str, name: str, where: str) -> SourceLesson:
    """Return the lesson `name` written in `text`; `where` is how errors call the file."""
    notebook = notebook_of(text, where)
    course = notebook.metadata.get("course", {})
    if not isinstance(course, Mapping):
        course = {}
    if course.get("lesson") != name or not course.get("title") or not course.get("minutes"):
        raise SourceError(
            f"{where}: the header must hold `course:` with `lesson: {name}`, `title` and `minutes`."
        )
    if type(course["minutes"]) not in (int, float):
        raise SourceError(
            f"{where}: `minutes: {course['minutes']}` in the header must be a number."
        )
    notebook.metadata = nbformat.from_dict({"course": dict(course), "kernelspec": KERNEL})
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    for cell in notebook.cells:
        _complete_metadata(cell)
    _name_cells(notebook.cells, where)
    exercises, questions = _read_exercises(notebook.cells, where)
    return SourceLesson(
        name,
        course["title"],
        int(course["minutes"]),
        order_in(course, where),
        exercises,
        questions,
        notebook,
        limits_in(course.get("limits", {}), where),
    )


def notebook_to_text(notebook: SourceNotebook, original: str) -> str:
    """Return `notebook` (edited in JupyterLab) as text, with the header of `original`."""
    copy = nbformat.from_dict(notebook)
    copy.metadata = jupytext.reads(original, fmt="py:percent").metadata
    for cell in copy.cells:
        _shorten_metadata(cell)
    return str(jupytext.writes(copy, fmt="py:percent"))


def role_of(cell: SourceCell) -> str:
    """Return the role of a source cell; markdown without a role is "text"."""
    marks = cell.metadata.get("nbgrader", {})
    if marks.get("grade") and marks.get("solution"):
        return "question"
    if marks.get("grade"):
        return "check"
    if marks.get("solution"):
        return "answer"
    for tag in ("hints", "prompt", "discussion", "worked", "interface", "illustration"):
        if tag in cell.metadata.get("tags", []):
            return tag
    return "given" if cell.cell_type == "code" else "text"


def grade_id(cell: SourceCell) -> str:
    """Return the cell's nbgrader id, empty if it has none."""
    return str(cell.metadata.get("nbgrader", {}).get("grade_id", ""))


def without_markers(source: str) -> str:
    """Return the source without the lines that begin and end a solution."""
    lines = (line for line in source.split("\n") if line.strip() not in (BEGIN, END))
    return "\n".join(lines).strip("\n")


def _complete_metadata(cell: SourceCell) -> None:
    marks = cell.metadata.get("nbgrader")
    if marks is None:
        return
    full = {"grade": False, "solution": False, "task": False, "schema_version": 3, **marks}
    full.setdefault("locked", bool(full["grade"] and not full["solution"]))
    cell.metadata["nbgrader"] = nbformat.from_dict(full)


def _shorten_metadata(cell: SourceCell) -> None:
    marks = cell.metadata.get("nbgrader")
    if marks is None:
        return
    derived = {"checksum", "cell_type", "schema_version", "locked"}
    kept = {key: value for key, value in marks.items() if key not in derived and value is not False}
    cell.metadata["nbgrader"] = kept
    cell.metadata.pop("editable", None)
    cell.metadata.pop("deletable", None)


def _name_cells(cells: list[SourceCell], where: str) -> None:
    seen: set[str] = set()
    for number, cell in enumerate(cells, start=1):
        identifier = grade_id(cell).replace("_", "-")[:60] or f"cell-{number:03d}"
        if identifier in seen:
            raise SourceError(f'{where}: two cells have the id "{grade_id(cell)}"; rename one.')
        seen.add(identifier)
        cell["id"] = identifier


def _read_exercises(
    cells: list[SourceCell], where: str
) -> tuple[tuple[SourceExercise, ...], tuple[SourceQuestion, ...]]:
    points: dict[str, float] = {}
    hints: dict[str, tuple[str, ...]] = {}
    answers: dict[str, str] = {}
    questions: list[SourceQuestion] = []
    heading = ""
    for cell in cells:
        role = role_of(cell)
        if role == "text":
            found = re.findall(r"^#{1,6}\s+(.+?)\s*$", cell.source, flags=re.MULTILINE)
            heading = found[-1] if found else heading
        elif role == "answer":
            answers[grade_id(cell)] = heading
        elif role == "check":
            identifier = grade_id(cell).removeprefix(CHECK_PREFIX)
            points[identifier] = _points(cell, heading, where)
        elif role == "question":
            title = _title(heading)
            questions.append(SourceQuestion(grade_id(cell), title, _points(cell, heading, where)))
        elif role == "hints":
            hints[str(cell.metadata.get("exercise", ""))] = _ladder(cell.source)
    for identifier in answers:
        for what, table, cure in (
            ("check cell", points, f'add a cell with grade_id "check_{identifier}"'),
            ("hints", hints, f'add a markdown cell with tags=["hints"] exercise="{identifier}"'),
        ):
            if not table.get(identifier):
                raise SourceError(f'{where}: exercise "{identifier}" has no {what}: {cure}.')
    for identifier in sorted((points.keys() | hints.keys()) - answers.keys()):
        raise SourceError(
            f'{where}: there are checks or hints for "{identifier}" but no answer cell '
            f'with grade_id "{identifier}".'
        )
    exercises = (
        SourceExercise(identifier, _title(title), points[identifier], hints[identifier])
        for identifier, title in answers.items()
    )
    return tuple(exercises), tuple(questions)


def _points(cell: SourceCell, heading: str, where: str) -> float:
    given: object = cell.metadata["nbgrader"].get("points", 0)
    if isinstance(given, bool) or not isinstance(given, int | float):
        raise SourceError(
            f'{where}: cell "{grade_id(cell)}" has `"points": {json.dumps(given)}`, which is no '
            'number: write one without quotes, as in `"points": 4`.'
        )
    points = float(given)
    stated = re.search(r"\((\d+(?:\.\d+)?) points?\)", heading)
    if stated is None or float(stated[1]) != points or points <= 0:
        raise SourceError(
            f'{where}: cell "{grade_id(cell)}" gives {points:g} points; the heading above it must '
            f'say "({points:g} points)". It says "{heading}".'
        )
    return points


def _title(heading: str) -> str:
    without_points = re.sub(r"\s*\(\d+(?:\.\d+)? points?\)\s*$", "", heading)
    return re.sub(r"^(Exercise|Question)\s+\w+[.:]\s*", "", without_points)


def _ladder(source: str) -> tuple[str, ...]:
    steps = re.split(r"^\d+\.\s+", source, flags=re.MULTILINE)[1:]
    return tuple(re.sub(r"\n {2,4}", "\n", step).strip() for step in steps)
