"""Submissions as they come: reading untrusted bytes into cells.

Nothing here trusts the file: not its size, its JSON, its metadata, nor its outputs, which
are thrown away.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.model.records import Status
from autograder.sandbox.session import CodeCell
from course.lessons.catalogue import Lesson

LARGEST = 20 << 20
MOST_CELLS = 2_000


class Refused(Exception):
    """The submission cannot be graded; `status` and the message say why and what to do.

    The message quotes nothing that the student chose, a file's name neither: it goes into
    gradebook and pages.
    """

    def __init__(self, status: Status, message: str) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True)
class Cell:
    """One cell of a submission, outputs left out.

    `found` says that its `grade_id` was lost and found again by the cell's place.
    """

    kind: str
    source: str
    id: str
    tags: tuple[str, ...]
    grade_id: str
    grade: bool
    solution: bool
    found: bool = False


@dataclass(frozen=True)
class Notebook:
    """A notebook's cells, and the lesson that its metadata claim."""

    cells: tuple[Cell, ...]
    lesson: str


def read_bytes(path: Path) -> bytes:
    """Return the file's content. Raises `Refused` for what is no file of sensible size."""
    try:
        if path.is_symlink():
            raise Refused(Status.NOT_A_FILE, "This is a link, not a notebook file.")
        if not path.exists():
            raise Refused(Status.MISSING, "There is no file: nothing was handed in.")
        if not path.is_file():
            raise Refused(Status.NOT_A_FILE, "This is a folder or a device, not a notebook file.")
        size = path.stat().st_size
        if size > LARGEST:
            raise Refused(
                Status.TOO_LARGE,
                f"The file has {size / 2**20:.0f} MB; the limit is {LARGEST >> 20} MB. "
                "Clear all outputs in JupyterLab, save, and hand it in again.",
            )
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError as error:
        raise Refused(Status.UNREADABLE, f"The file cannot be read: {error.strerror}.") from error


def parse(content: bytes) -> Notebook:
    """Return the notebook in `content`. Raises `Refused` where it is none."""
    if not content.strip(b" \t\r\n\0\xef\xbb\xbf"):
        raise Refused(Status.EMPTY, "The file is empty. Save the notebook and hand it in again.")
    try:
        data = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        place = f" at line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise Refused(
            Status.UNREADABLE,
            f"The file is not valid JSON{place}, so no program can open it as a notebook. "
            "Hand in the file as JupyterLab saves it.",
        ) from error
    if not isinstance(data, dict) or not isinstance(data.get("cells"), list):
        if isinstance(data, dict) and "worksheets" in data:
            raise Refused(
                Status.NOT_A_NOTEBOOK,
                "The notebook has the old format 3. Open it in JupyterLab, save it, and hand "
                "it in again.",
            )
        raise Refused(Status.NOT_A_NOTEBOOK, "The file is JSON, but not a notebook with cells.")
    cells = tuple(read_cell(item) for item in data["cells"][:MOST_CELLS] if isinstance(item, dict))
    course = _mapping(_mapping(data.get("metadata")).get("course"))
    return Notebook(cells, _text(course.get("lesson")))


def read_cell(item: Mapping[str, Any]) -> Cell:
    """Return the cell in `item`, of which only that it is a mapping is believed."""
    metadata = _mapping(item.get("metadata"))
    marks = _mapping(metadata.get("nbgrader"))
    source = item.get("source", "")
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    tags = metadata.get("tags")
    return Cell(
        kind=_text(item.get("cell_type")),
        source=source if isinstance(source, str) else "",
        id=_text(item.get("id")),
        tags=tuple(tag for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else (),
        grade_id=_text(marks.get("grade_id")),
        grade=marks.get("grade") is True,
        solution=marks.get("solution") is True,
    )


def recognise(notebook: Notebook, lessons: Mapping[str, Lesson], wanted: str | None) -> str:
    """Return the name of the lesson that the notebook answers.

    `wanted` is the lesson that it should be, if that is known. Raises `Refused` for a
    notebook of another lesson or of none.
    """
    likely = max(lessons, key=lambda name: _overlap(notebook, lessons[name]), default="")
    found = likely if likely and _overlap(notebook, lessons[likely]) else ""
    claimed = notebook.lesson if notebook.lesson in lessons else found
    if wanted is None:
        if claimed:
            return claimed
        raise Refused(
            Status.WRONG_LESSON,
            f"The notebook answers no exercise of any lesson here ({', '.join(lessons)}).",
        )
    if claimed == wanted or (found == wanted and not notebook.lesson):
        return wanted
    raise Refused(
        Status.WRONG_LESSON,
        f"This is {f'a notebook of lesson {claimed}' if claimed else 'no notebook of this course'}"
        f", not of {wanted}. Hand in {wanted}.ipynb.",
    )


def code_cells(notebook: Notebook, lesson: Lesson, released: Notebook) -> list[CodeCell]:
    """Return the cells to run when grading, in their order.

    Left out are the lesson's check cells and its illustrations, unless the student put
    definitions into one.
    """
    known = {exercise.id for exercise in lesson.exercises}
    untouched = {(cell.id, cell.source) for cell in released.cells}
    cells = []
    for place, cell in enumerate(notebook.cells):
        if cell.kind != "code" or (cell.grade and not cell.solution):
            continue
        if "illustration" in cell.tags and (
            (cell.id, cell.source) in untouched or not _defines_something(cell.source)
        ):
            continue
        cells.append(CodeCell(cell.source, _defined_exercise(cell, known), place))
    return cells


def oddities(notebook: Notebook, released: Notebook) -> list[str]:
    """Return a sentence for each way in which the lesson's cells are not as released."""
    notes = []
    counts: dict[str, int] = {}
    for cell in notebook.cells:
        if cell.grade_id:
            counts[cell.grade_id] = counts.get(cell.grade_id, 0) + 1
    submitted = {cell.grade_id: cell for cell in notebook.cells}
    defined = _defined_without_mark(notebook, released)
    for cell in released.cells:
        if not cell.grade_id:
            continue
        lost = f'The cell "{cell.grade_id}" had lost its mark; its'
        if cell.grade_id not in counts and cell.grade_id in defined:
            notes.append(f"{lost} function was found by name.")
        elif cell.grade_id in counts and submitted[cell.grade_id].found:
            notes.append(f"{lost} text was found by its place.")
        elif cell.grade_id not in counts:
            notes.append(f'The cell "{cell.grade_id}" is missing.')
        elif counts[cell.grade_id] > 1:
            notes.append(f'The cell "{cell.grade_id}" stands {counts[cell.grade_id]} times.')
        elif not cell.solution and submitted[cell.grade_id].source != cell.source:
            notes.append(f'The locked cell "{cell.grade_id}" was edited; the edit is ignored.')
    return notes


def answered(notebook: Notebook, released: Notebook, question: str) -> bool:
    """Return whether the written question has an answer that is not the release's text."""
    blank = {cell.source.strip() for cell in released.cells if cell.grade_id == question}
    texts = [cell.source.strip() for cell in notebook.cells if cell.grade_id == question]
    return any(text and text not in blank for text in texts)


def _overlap(notebook: Notebook, lesson: Lesson) -> int:
    known = {exercise.id for exercise in lesson.exercises}
    ids = known | {question.id for question in lesson.questions}
    by_id = sum(cell.grade_id in ids for cell in notebook.cells)
    by_name = sum(bool(_defined_exercise(cell, known)) for cell in notebook.cells)
    return max(by_id, by_name)


def _defined_exercise(cell: Cell, known: set[str]) -> str:
    if cell.grade_id in known:
        return cell.grade_id
    return next((name for name in _definitions(cell) if name in known), "")


def _defined_without_mark(notebook: Notebook, released: Notebook) -> set[str]:
    """Return the lesson's functions that stand in cells which are none of the lesson's."""
    known = {cell.grade_id for cell in released.cells if cell.grade_id}
    answers = {cell.grade_id for cell in released.cells if cell.kind == "code" and cell.solution}
    own = (
        cell
        for cell in notebook.cells
        if cell.grade_id not in known and (cell.solution or not cell.grade)
    )
    return {name for cell in own for name in _definitions(cell) if name in answers}


def _definitions(cell: Cell) -> Iterator[str]:
    if cell.kind == "code":
        for found in re.finditer(r"^(?:def\s+(\w+)|(\w+)\s*=\s*lambda)", cell.source, re.M):
            yield found[1] or found[2]


def _defines_something(source: str) -> bool:
    # By pattern: the time and memory of Python's own parser have no bound on hostile text.
    return re.search(r"^(?:async )?(?:def|class|import|from)\s", source, re.MULTILINE) is not None


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str:
    return value[:200] if isinstance(value, str) else ""
