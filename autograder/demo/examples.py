"""The example class as files: notebooks and what else students hand in, made from recipes."""

from __future__ import annotations

import copy
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from autograder.model.layout import Layout
from autograder.verify.recipes import ATTACKS_RUN_HERE, LIMITS, Recipe, RecipeError, read_recipes

__all__ = ["LIMITS", "Recipe", "RecipeError", "make_notebook", "read_recipes", "write_class"]

SPLIT = "# -- split --"
HUGE = 300 << 20
_MARKS = {"score": 40.0, "max_score": 40.0, "points": 1000.0, "outcome": "passed"}
PICTURE = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256))

Data = dict[str, Any]


def write_class(
    layout: Layout, lesson: str, folder: Path, hostile: bool = ATTACKS_RUN_HERE
) -> list[Path]:
    """Write the example class as folder/STUDENT/LESSON/LESSON.ipynb; return these paths.

    There is one path a recipe, in the order of `read_recipes`, also where the recipe says
    that the student handed in no such file. What these students had there is replaced; what
    attacks stood there is removed if they are to be left out.
    """
    notebooks = {
        "worked": json.loads(layout.worked(lesson).read_bytes()),
        "release": json.loads(layout.released(lesson).read_bytes()),
    }
    if not hostile:
        for recipe in read_recipes(layout, lesson, hostile=True):
            if recipe.hostile:
                # It may be there from a time when it could be shut in.
                shutil.rmtree(folder / recipe.student / lesson, ignore_errors=True)
    notebooks["nothing"] = {**notebooks["release"], "cells": [], "metadata": {}}
    return [
        _write(recipe, make_notebook(recipe, notebooks), folder / recipe.student / lesson)
        for recipe in read_recipes(layout, lesson, hostile)
    ]


def make_notebook(recipe: Recipe, notebooks: dict[str, Data]) -> Data:
    """Return the notebook that the recipe describes; `notebooks` holds the bases by name."""
    base = recipe.get("base", "worked")
    if base not in notebooks:
        raise recipe.fault(f'there is no base "{base}"', "base")
    notebook = copy.deepcopy(notebooks[base])
    cells: list[Data] = notebook["cells"]
    for identifier in recipe.get("stub").split():
        _find(recipe, cells, identifier, "stub")["source"] = _find(
            recipe, notebooks["release"]["cells"], identifier, "stub"
        )["source"]
    for given in recipe.cells:
        if given.target in ("top", "end"):
            place = 0 if given.target == "top" else len(cells)
            cells.insert(place, _code_cell(given.source, f"{given.target}-{given.line}"))
        else:
            _find(recipe, cells, given.target, given.line)["source"] = given.source
    _edit(recipe, cells)
    cells[:] = [part for cell in cells for part in _split(cell)]
    for identifier in recipe.get("duplicate").split():
        cell = _find(recipe, cells, identifier, "duplicate")
        cells.insert(cells.index(cell) + 1, {**copy.deepcopy(cell), "id": f"{cell['id']}-again"})
    if recipe.get("delete") == "everything":
        cells.clear()
    for identifier in recipe.get("delete").replace("everything", "").split():
        cells.remove(_find(recipe, cells, identifier, "delete"))
    _disguise(recipe, notebook)
    return notebook


def _edit(recipe: Recipe, cells: list[Data]) -> None:
    for one in recipe.directives:
        if one.key == "edit":
            found = re.fullmatch(r"(\w+): (.+) -> (.*)", one.value)
            if found is None:
                raise recipe.fault("an edit is written CELL: OLD -> NEW", one.line)
            cell = _find(recipe, cells, found[1], one.line)
            source = "".join(cell["source"])
            if found[2] not in source:
                raise recipe.fault(f'the cell "{found[1]}" does not hold "{found[2]}"', one.line)
            cell["source"] = source.replace(found[2], found[3])


def _split(cell: Data) -> list[Data]:
    first, *others = re.split(rf"\n*^ *{SPLIT}\n+", "".join(cell["source"]), flags=re.MULTILINE)
    parts = [
        {**copy.deepcopy(cell), "source": source, "id": f"{cell['id']}-part-{number}"}
        for number, source in enumerate(others, start=2)
    ]
    return [{**cell, "source": first}, *parts]


def _disguise(recipe: Recipe, notebook: Data) -> None:
    """Change what is not text in the notebook: metadata and outputs."""
    if recipe.get("lesson"):
        notebook["metadata"] = {"course": {"lesson": recipe.get("lesson")}}
    for cell in notebook["cells"]:
        checks = _grade_id(cell).startswith("check_")
        if recipe.get("points") and checks:
            cell["metadata"]["nbgrader"]["points"] = float(recipe.get("points"))
        if recipe.get("claims") == "everything":
            _claim(cell["metadata"])
        if recipe.get("outputs") == "forged" and checks:
            cell["outputs"] = [_result("1000.0"), _stream("passed: 1000 of 1000 points\n")]
        if recipe.get("outputs") == "flood" and cell["cell_type"] == "code":
            size = (8 << 20) // len(notebook["cells"])
            cell["outputs"] = [_stream("all work and no play\n" * (size // 21))]
        if recipe.get("metadata") == "stripped":
            cell["metadata"] = {}
    if recipe.get("claims") == "everything":
        notebook["metadata"].update(_MARKS)
    if recipe.get("metadata") == "stripped":
        notebook["metadata"] = {}


def _claim(metadata: Data) -> None:
    """Make a cell's metadata say that it is a check cell which gave full marks."""
    metadata.update(_MARKS)
    marks = metadata.setdefault("nbgrader", {})
    marks.update(_MARKS, grade=True, locked=True, solution=False, cell_type="code")


def _stream(text: str) -> Data:
    return {"output_type": "stream", "name": "stdout", "text": text}


def _result(text: str) -> Data:
    data = {"text/plain": text}
    return {"output_type": "execute_result", "data": data, "metadata": {}, "execution_count": 1}


def _code_cell(source: str, identifier: str) -> Data:
    cell: Data = {"cell_type": "code", "id": identifier, "metadata": {}, "source": source}
    return {**cell, "outputs": [], "execution_count": None}


def _find(recipe: Recipe, cells: list[Data], identifier: str, at: str | int) -> Data:
    for cell in cells:
        if _grade_id(cell) == identifier:
            return cell
    raise recipe.fault(f'the notebook has no cell "{identifier}"', at)


def _grade_id(cell: Data) -> str:
    return str(cell["metadata"].get("nbgrader", {}).get("grade_id", ""))


def _write(recipe: Recipe, notebook: Data, folder: Path) -> Path:
    path = folder / f"{folder.name}.ipynb"
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    _WRITERS[recipe.get("file", "notebook")](folder / recipe.get("name", path.name), notebook)
    return path


def _content(notebook: Data) -> bytes:
    return (json.dumps(notebook, ensure_ascii=False, indent=1) + "\n").encode()


def _format_3(notebook: Data) -> Data:
    old = {"nbformat": 3, "nbformat_minor": 0, "metadata": notebook["metadata"]}
    return {**old, "worksheets": [{"cells": notebook["cells"], "metadata": {}}]}


def _sparse(path: Path, _: Data) -> None:
    with path.open("wb") as file:
        file.truncate(HUGE)


_WRITERS: dict[str, Callable[[Path, Data], object]] = {
    "notebook": lambda path, notebook: path.write_bytes(_content(notebook)),
    "truncated": lambda path, notebook: path.write_bytes(_content(notebook)[:20_000]),
    "byte_order_mark": lambda path, notebook: path.write_bytes(
        b"\xef\xbb\xbf" + _content(notebook).replace(b"\n", b"\r\n")
    ),
    "format_3": lambda path, notebook: path.write_bytes(_content(_format_3(notebook))),
    "empty": lambda path, _: path.write_bytes(b""),
    "huge": _sparse,
    "picture": lambda path, _: path.write_bytes(PICTURE),
    "directory": lambda path, _: path.mkdir(),
    "missing": lambda path, _: None,
}
