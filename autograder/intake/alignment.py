"""A submission beside the release of its lesson: read once, matched once, for all who ask."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from autograder.intake.cell_recovery import retagged
from autograder.intake.parsing import Notebook, Refused, SubmittedCell, parse
from autograder.intake.stubs import without_stubs
from autograder.model.layout import Layout
from autograder.model.records import Status, Submission
from autograder.sandbox.session import CodeCell
from course.kernel.left_out import defines_something
from course.lessons.catalogue import Lesson, lesson_names, load_lesson


@dataclass(frozen=True)
class Aligned:
    """A notebook whose written answers have their marks again, and the release of its lesson."""

    lesson: Lesson
    notebook: Notebook
    released: Notebook


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


def align(submission: Submission, layout: Layout) -> Aligned:
    """Return the submission's cells beside those of its lesson's release.

    Raises `Refused` for what cannot be read, and for a notebook of another lesson or of none.
    """
    if submission.refused:
        raise Refused(*submission.refused)
    notebook = parse(submission.content)
    lessons = {name: load_lesson(name) for name in lesson_names()}
    name = recognise(notebook, lessons, submission.wanted)
    released = read_release(layout, name)
    return Aligned(lessons[name], retagged(notebook, released), released)


def align_anyway(submission: Submission, lesson: str, layout: Layout) -> Aligned:
    """Return what can be shown of a submission that is not graded; of some there are no cells."""
    released = read_release(layout, lesson)
    try:
        notebook = retagged(parse(submission.content), released)
    except Refused:
        notebook = Notebook(())
    return Aligned(load_lesson(lesson), notebook, released)


@cache
def read_release(layout: Layout, lesson: str) -> Notebook:
    """Return the notebook that students got."""
    return parse(layout.released(lesson).read_bytes())


def code_cells(aligned: Aligned) -> list[CodeCell]:
    """Return the cells to run when grading, in their order.

    Left out are the lesson's check cells, its illustrations, unless the student put
    definitions into one, and stubs below an answer.
    """
    return without_stubs(_cells_to_run(aligned), _stub_texts(aligned))[0]


def _cells_to_run(aligned: Aligned) -> list[CodeCell]:
    known = {exercise.id for exercise in aligned.lesson.exercises}
    untouched = {(cell.id, cell.source) for cell in aligned.released.cells}
    cells = []
    for place, cell in enumerate(aligned.notebook.cells):
        if cell.kind != "code" or (cell.grade and not cell.solution):
            continue
        if "illustration" in cell.tags and (
            (cell.id, cell.source) in untouched or not defines_something(cell.source)
        ):
            continue
        cells.append(CodeCell(cell.source, _defined_exercise(cell, known), place))
    return cells


def _stub_texts(aligned: Aligned) -> dict[str, str]:
    known = {exercise.id for exercise in aligned.lesson.exercises}
    cells = aligned.released.cells
    return {cell.grade_id: cell.source for cell in cells if cell.grade_id in known}


def oddities(aligned: Aligned) -> list[str]:
    """Return a sentence for each way in which the lesson's cells are not as released."""
    notebook, released = aligned.notebook, aligned.released
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
    for name in without_stubs(_cells_to_run(aligned), _stub_texts(aligned))[1]:
        notes.append(
            f"`{name}` is written in one place and was left unwritten below it: what is written "
            "counts."
        )
    return notes


def is_answered(aligned: Aligned, question: str) -> bool:
    """Return whether the written question has an answer that is not the release's text."""
    blank = {one.source.strip() for one in aligned.released.cells if one.grade_id == question}
    texts = [one.source.strip() for one in aligned.notebook.cells if one.grade_id == question]
    return any(text and text not in blank for text in texts)


def answers_of(aligned: Aligned) -> dict[str, str]:
    """Return the texts of all answers, written ones and code, by questions and exercises."""
    known = {exercise.id for exercise in aligned.lesson.exercises}
    names = known | {question.id for question in aligned.lesson.questions}
    texts: dict[str, list[str]] = {name: [] for name in sorted(names)}
    for cell in aligned.notebook.cells:
        name = cell.grade_id if cell.grade_id in names else ""
        if not name and cell.kind == "code":
            name = _defined_exercise(cell, known)
        if name:
            texts[name].append(cell.source)
    return {name: "\n\n".join(parts) for name, parts in texts.items()}


def _overlap(notebook: Notebook, lesson: Lesson) -> int:
    known = {exercise.id for exercise in lesson.exercises}
    ids = known | {question.id for question in lesson.questions}
    by_id = sum(cell.grade_id in ids for cell in notebook.cells)
    by_name = sum(bool(_defined_exercise(cell, known)) for cell in notebook.cells)
    return max(by_id, by_name)


def _defined_exercise(cell: SubmittedCell, known: set[str]) -> str:
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


def _definitions(cell: SubmittedCell) -> Iterator[str]:
    if cell.kind == "code":
        for found in re.finditer(r"^(?:def\s+(\w+)|(\w+)\s*=\s*lambda)", cell.source, re.M):
            yield found[1] or found[2]
