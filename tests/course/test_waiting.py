"""A notebook runs from top to bottom however far the student is, and errors stay errors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from autograder.model.layout import Layout, find_layout
from tests.conftest import LESSON

COURSE = find_layout(Path(__file__).parent)
STUB = "def spring_energy(k, x):\n    # YOUR CODE HERE\n    raise NotImplementedError()"
WRITTEN = "def spring_energy(k, x):\n    return k * x**2 / 2"
SENTENCE = "This cell waits for `spring_energy`: it runs once that function is written.\n"
# The cells below the import, and what each of them prints; None for an error.
CELLS: dict[str, list[tuple[str, str | None]]] = {
    "a call": [(STUB, ""), ("print(spring_energy(1, 2))", SENTENCE)],
    "after some lines": [(STUB, ""), ("print(1)\nspring_energy(1, 2)", "1\n" + SENTENCE)],
    "within another function": [
        (STUB, ""),
        ("def work(k): return spring_energy(k, 1)", ""),
        ("work(3)", SENTENCE),
    ],
    "within a library": [
        (STUB, ""),
        ("import numpy as np\nnp.vectorize(spring_energy)([1], [2])", SENTENCE),
    ],
    "what a waiting cell would have made": [
        (STUB, ""),
        ("e = spring_energy(1, 2)\ndef twice(): return 2 * e", SENTENCE),
        ("print(e)", SENTENCE),
        ("twice()", SENTENCE),
    ],
    "a name that has another value": [
        (STUB, ""),
        ("e = 'text'", ""),
        ("e = spring_energy(1, 2)", SENTENCE),
        ("print(1 + e)", SENTENCE),
        ("1 + 'text'", None),
        ("e = 3", ""),
        ("print(1 + e)", "4\n"),
        ("1 + str(e)", None),
    ],
    "written later": [
        (STUB, ""),
        ("e = spring_energy(1, 2)", SENTENCE),
        (WRITTEN, ""),
        ("e = spring_energy(1, 2)", ""),
        ("print(e)", "2.0\n"),
    ],
    "a name that nobody makes": [(STUB, ""), ("print(energy)", None)],
    "a wrong answer": [
        ("def spring_energy(k, x): return k / 0", ""),
        ("spring_energy(1, 2)", None),
    ],
    "another stub": [("def mass(): raise NotImplementedError", ""), ("mass()", None)],
    "no answer of the student's": [("raise NotImplementedError", None)],
    "a syntax error": [(STUB, ""), ("spring_energy(1,", None)],
    "an error, then nothing": [(STUB, ""), ("1 / 0", None), ("print(2)", "2\n")],
}


def run(cells: list[str], errors: bool = True) -> list[Any]:
    """Return the outputs of each cell, run in a kernel of its own from the course's folder."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(one) for one in cells])
    NotebookClient(notebook, timeout=120, kernel_name="python3", allow_errors=errors).execute()
    return [cell.outputs for cell in notebook.cells]


@pytest.fixture(scope="module")
def outputs() -> dict[str, list[Any]]:
    """Return what the cells of each case show; one kernel runs all, forgetting in between."""
    # The functions for which a cell waits are looked up anew, and names are forgotten.
    forget = "for one in ('e', 'twice', 'work', 'spring_energy', 'mass'): globals().pop(one, None)"
    cells, places = ["from course import check"], {}
    for name, case in CELLS.items():
        cells.append(forget)
        places[name] = (len(cells), len(cells) + len(case))
        cells += [source for source, _ in case]
    shown = run(cells)
    return {name: shown[start:end] for name, (start, end) in places.items()}


@pytest.mark.parametrize("case", CELLS)
def test_a_cell_waits_or_shows_its_error(outputs: dict[str, list[Any]], case: str) -> None:
    for (_, printed), shown in zip(CELLS[case], outputs[case], strict=True):
        kinds = [one.output_type for one in shown]
        if printed is None:
            assert kinds == ["error"]
        else:
            assert "".join(one.get("text", "") for one in shown) == printed
            assert "error" not in kinds


def test_a_cell_that_waits_stops_nothing() -> None:
    shown = run(["from course import check", STUB, "spring_energy(1, 2)", "print(1)"], errors=False)
    assert shown[-1][0].text == "1\n"


@pytest.mark.parametrize("code", ["print(energy)", "raise NotImplementedError", "1 / 0"])
def test_an_error_stops_the_run_as_ever(code: str) -> None:
    with pytest.raises(CellExecutionError):
        run(["from course import check", code, "print(1)"], errors=False)


def half_done(layout: Layout, lesson: str) -> Any:
    """Return the release with every second exercise as in the worked notebook."""
    blank = json.loads(layout.released(lesson).read_bytes())
    worked = json.loads(layout.worked(lesson).read_bytes())
    answers = {
        cell["metadata"]["nbgrader"]["grade_id"]: cell["source"]
        for cell in worked["cells"]
        if cell["cell_type"] == "code" and cell["metadata"].get("nbgrader", {}).get("solution")
    }
    for identifier in list(answers)[1::2]:
        del answers[identifier]
    for cell in blank["cells"]:
        identifier = cell["metadata"].get("nbgrader", {}).get("grade_id")
        cell["source"] = answers.get(identifier, cell["source"])
    return nbformat.reads(json.dumps(blank), as_version=4)


@pytest.mark.long
@pytest.mark.parametrize("how", ["blank", "half-done"])
@pytest.mark.parametrize("lesson", [LESSON, *COURSE.lessons()])
def test_a_lesson_runs_to_its_end(layout: Layout, lesson: str, how: str) -> None:
    here = layout if lesson == LESSON else COURSE
    if how == "blank":
        notebook = nbformat.reads(here.released(lesson).read_text(encoding="utf-8"), 4)
    else:
        notebook = half_done(here, lesson)
    NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    shown = [one for cell in notebook.cells for one in cell.get("outputs", [])]
    assert not [one for one in shown if one.output_type == "error" or one.get("name") == "stderr"]
    waits = [one for one in shown if "This cell waits for `" in one.get("text", "")]
    assert waits or lesson == LESSON
    # The last cell says where the student stands.
    last = [cell for cell in notebook.cells if cell.cell_type == "code"][-1]
    assert "exercises done" in last.outputs[0]["data"]["text/plain"]
