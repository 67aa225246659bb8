"""A submission put back into the form that nbgrader expects, with our results in it.

Students duplicate, split, delete and edit cells. The mended notebook has each of the
lesson's cells once: answers as the student wrote them, parts of a split answer joined,
written ones without a mark found by their place, locked cells as released, missing ones
put back. Outputs are thrown away but for figures, which are kept for people to look at.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping, Sequence
from textwrap import TextWrapper
from types import MappingProxyType
from typing import Any

from autograder.build.source import CHECK_PREFIX
from autograder.intake.cell_recovery import MOST_PARTS
from autograder.intake.figures import Album
from autograder.intake.parsing import Notebook, SubmittedCell
from autograder.model.records import CheckRecord, ExerciseRecord, SubmissionRecord
from course.results.outcomes import Outcome

Data = dict[str, Any]
IMAGES = ("image/png", "image/jpeg", "image/gif")
# Formgrader cuts longer lines off at the edge of the page.
WIDTH = 95


def mend(
    notebook: Notebook, released: Notebook, outputs: Mapping[str, str] = MappingProxyType({})
) -> Data:
    """Return the notebook mended after the release, as JSON that is yet to be written.

    Its written answers must have their marks, see `cell_recovery.retagged`. `outputs` holds
    what cells printed when graded, by their number in the submission.
    """
    originals = {cell.grade_id: cell.raw for cell in released.cells if cell.grade_id}
    cells: list[Data] = []
    by_id: dict[str, Data] = {}
    parts: dict[str, list[str]] = {}
    album = Album()
    for place, cell in enumerate(notebook.cells):
        if cell.grade_id not in originals:
            cells.append(_plain_cell(cell))
        elif cell.grade_id in by_id:
            _keep_images(by_id[cell.grade_id], cell)
        else:
            by_id[cell.grade_id] = _lesson_cell(cell, originals[cell.grade_id])
            cells.append(by_id[cell.grade_id])
        if cell.grade_id in originals:
            parts.setdefault(cell.grade_id, []).append(_source(cell))
        shown = by_id.get(cell.grade_id, cells[-1])
        _print(shown, outputs.get(str(place), ""))
        if shown["cell_type"] == "code" and not _is_locked(shown):
            shown["outputs"] += album.take(cell.raw.get("outputs"))
    for identifier, sources in parts.items():
        _join(by_id[identifier], sources)
    _put_back_missing(cells, by_id, originals)
    for number, made in enumerate(cells):
        made["id"] = _grade_id(made).replace("_", "-") or f"submitted-{number}"
    return {
        "cells": cells,
        "metadata": copy.deepcopy(dict(released.metadata)),
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def add_results(notebook: Data, record: SubmissionRecord) -> None:
    """Put each exercise's result into the output of its check cell.

    nbgrader reads the score from there: a number is partial credit, an error is none.
    """
    by_id = {CHECK_PREFIX + exercise.id: exercise for exercise in record.exercises}
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            exercise = by_id.get(_grade_id(cell))
            if exercise is not None and exercise.score is not None:
                cell["outputs"] = list(_outputs(exercise))


def _print(cell: Data, text: str) -> None:
    if text and cell["cell_type"] == "code":
        cell["outputs"].append({"output_type": "stream", "name": "stdout", "text": text})


def _outputs(exercise: ExerciseRecord) -> Iterable[Data]:
    lines = [f"{exercise.id}: {exercise.score:g} of {exercise.points:g} points."]
    for check in exercise.checks:
        lines += _result(check)
    yield {"output_type": "stream", "name": "stdout", "text": "\n".join(lines) + "\n"}
    yield {
        "output_type": "execute_result",
        "data": {"text/plain": repr(float(exercise.score or 0.0))},
        "metadata": {},
        "execution_count": None,
    }


def _result(check: CheckRecord) -> list[str]:
    """Return what became of a check, in lines that are seen whole."""
    word = "passed: " if check.outcome is Outcome.PASSED else "failed: "
    wrapper = TextWrapper(WIDTH, subsequent_indent=" " * len(word), break_on_hyphens=False)
    first, *others = f"{word}{check.title}. {check.message}".splitlines()
    lines = wrapper.wrap(first)
    wrapper.initial_indent = wrapper.subsequent_indent
    return [*lines, *(line for other in others for line in wrapper.wrap(other.strip()))]


def _lesson_cell(submitted: SubmittedCell, original: Mapping[str, Any]) -> Data:
    cell: Data = copy.deepcopy(dict(original))
    if original["metadata"]["nbgrader"]["solution"]:
        cell["source"] = _source(submitted)
        _keep_images(cell, submitted)
    return cell


def _plain_cell(submitted: SubmittedCell) -> Data:
    kind = submitted.kind if submitted.kind in ("code", "markdown", "raw") else "raw"
    cell: Data = {"cell_type": kind, "metadata": {}, "source": _source(submitted)}
    if kind == "code":
        cell |= {"outputs": [], "execution_count": None}
    _keep_images(cell, submitted)
    return cell


def _is_locked(cell: Data) -> bool:
    """Return whether this is a cell of the lesson that students do not write."""
    return bool(_grade_id(cell)) and not cell["metadata"]["nbgrader"]["solution"]


def _join(cell: Data, sources: Sequence[str]) -> None:
    """Join the parts of a split answer, leaving out those that say the same again."""
    if len(sources) > 1 and cell["metadata"]["nbgrader"]["solution"]:
        distinct = dict.fromkeys(source.strip("\n") for source in sources[:MOST_PARTS])
        cell["source"] = "\n\n".join(part for part in distinct if part.strip())


def _keep_images(cell: Data, submitted: SubmittedCell) -> None:
    """Keep pasted pictures: a photograph of a derivation is a usual answer."""
    attachments = submitted.raw.get("attachments")
    if cell["cell_type"] != "markdown" or not isinstance(attachments, dict):
        return
    kept = cell.setdefault("attachments", {})
    for name, content in attachments.items():
        if isinstance(content, dict):
            images = {
                kind: data
                for kind, data in content.items()
                if kind in IMAGES and isinstance(data, str)
            }
            if images:
                kept[str(name)] = images


def _put_back_missing(
    cells: list[Data], by_id: Mapping[str, Data], originals: Mapping[str, Mapping[str, Any]]
) -> None:
    """Put each missing cell behind the one before it; the first ones before all others."""
    place = next((n for n, cell in enumerate(cells) if _grade_id(cell)), len(cells))
    for identifier, original in originals.items():
        if identifier in by_id:
            place = next(n for n, cell in enumerate(cells) if cell is by_id[identifier])
        else:
            cells.insert(place, copy.deepcopy(dict(original)))
        place += 1


def _grade_id(cell: Mapping[str, Any]) -> str:
    return str(cell["metadata"].get("nbgrader", {}).get("grade_id", ""))


def _source(cell: SubmittedCell) -> str:
    # Half a character, which JSON can hold, cannot be written as UTF-8.
    return cell.source.encode("utf-8", "replace").decode("utf-8")
