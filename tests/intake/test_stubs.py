"""Answers that do not stand where they should: above their stub, or under a cell magic."""

from __future__ import annotations

import copy
import json
import time
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell

from autograder.grading.grader import grade
from autograder.intake.stubs import without_stubs
from autograder.model.layout import Layout
from autograder.model.records import ExerciseRecord, Submission, SubmissionRecord
from autograder.sandbox.session import CodeCell
from course.checking import evaluate
from course.judging.judge import Agrees
from course.lessons.catalogue import Exercise, PublicCheck
from course.notebook.report import page_of
from course.results.outcomes import Outcome
from tests.conftest import QUICK

STUB = 'def f(x):\n    """Say what."""\n    # YOUR CODE HERE\n    raise NotImplementedError()'
ANSWER = "def f(x):\n    return 2 * x"


@pytest.mark.parametrize(
    ("cells", "left"),
    [
        pytest.param([ANSWER, STUB], [ANSWER], id="an answer in a cell above"),
        pytest.param([STUB, ANSWER], [STUB, ANSWER], id="an answer in a cell below"),
        pytest.param([ANSWER], [ANSWER], id="an answer alone"),
        pytest.param([STUB, STUB], [STUB, STUB], id="no answer"),
        pytest.param([ANSWER, STUB, STUB], [ANSWER], id="two stubs below"),
        pytest.param([STUB, ANSWER, STUB], [STUB, ANSWER], id="stubs around it"),
        pytest.param(["f = lambda x: 2 * x", STUB], ["f = lambda x: 2 * x"], id="a lambda"),
        pytest.param(["f = other", STUB], ["f = other"], id="another name"),
        pytest.param(["class f:\n    pass", STUB], ["class f:\n    pass"], id="a class"),
        pytest.param(["from mine import f", STUB], ["from mine import f"], id="an import"),
        pytest.param(["import g as f", STUB], ["import g as f"], id="an import as"),
        pytest.param([ANSWER, f"{STUB}\n\n\n"], [ANSWER], id="blank lines after it"),
        pytest.param(
            [ANSWER, f"a = 1\n{STUB}\nb = 2"], [ANSWER, "a = 1\n\n\n\n\nb = 2"], id="more"
        ),
        pytest.param([f"{ANSWER}\n{STUB}"], [f"{ANSWER}\n" + "\n" * 3], id="in one cell"),
        pytest.param([ANSWER, "def f(x):\n    pass"], [ANSWER], id="pass"),
        pytest.param([ANSWER, "def f(x): ..."], [ANSWER], id="an ellipsis"),
        pytest.param([ANSWER, "@g\ndef f(\n    x,\n) -> int:\n    ..."], [ANSWER], id="decorated"),
        pytest.param(
            [ANSWER, "def f(x):\n    raise NotImplementedError()\n    return 1"],
            [ANSWER, "def f(x):\n    raise NotImplementedError()\n    return 1"],
            id="more than a stub below",
        ),
        pytest.param(["f(2) == 4", STUB], ["f(2) == 4", STUB], id="a call above"),
        pytest.param(["def g():\n    f = 2", STUB], ["def g():\n    f = 2", STUB], id="inside"),
        pytest.param(["%%timeit\n" + ANSWER, STUB], ["%%timeit\n" + ANSWER, STUB], id="magic"),
        pytest.param(["%%time\n" + ANSWER, STUB], ["%%time\n" + ANSWER], id="a magic that keeps"),
    ],
)
def test_what_is_written_counts_and_not_the_stub_below(cells: list[str], left: list[str]) -> None:
    kept, names = without_stubs([CodeCell(source) for source in cells], {"f": STUB})
    assert [cell.source for cell in kept] == left
    assert names == (["f"] if left != cells else [])


def test_a_stub_with_given_lines_is_known_by_the_release() -> None:
    given = "def f(x):\n    a = 1\n    raise NotImplementedError()\n    return a"
    cells = [CodeCell(ANSWER), CodeCell(given)]
    assert without_stubs(cells, {"f": given}) == ([cells[0]], ["f"])
    assert without_stubs(cells, {"f": STUB}) == (cells, [])


HOSTILE = {
    "calls without end": "def f(" * 30_000,
    "names without end": "f =" * 60_000,
    "lines alone": "f" + "\n" * 199_000,
    "many definitions": "f=1\n" * 49_000,
    "many stubs": "def f():...\n" * 16_000,
    "annotations": "f:\n" * 60_000,
    "imports": "import " + "f ," * 60_000,
    "decorators": "@\n" * 90_000 + "def f(x): '",
    "half a character": "def f(x): '\ud800'",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_texts_are_read_in_time(text: str) -> None:
    start = time.process_time()
    without_stubs([CodeCell(text)] * 10, {"f": STUB})
    assert time.process_time() - start < 6


# --- graded ---------------------------------------------------------------------------------

NAME = "spring_energy"
TOY_ANSWER = """def spring_energy(k, x):
    if k <= 0:
        raise ValueError("k must be positive")
    return k * np.asarray(x, dtype=float) ** 2 / 2"""


def cell_of(notebook: dict[str, Any], identifier: str) -> dict[str, Any]:
    return next(
        cell
        for cell in notebook["cells"]
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == identifier
    )


def own_cell(source: str) -> dict[str, Any]:
    empty = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    return {**empty, "id": "own", "source": source}


def above(notebook: dict[str, Any]) -> None:
    place = notebook["cells"].index(cell_of(notebook, NAME))
    notebook["cells"].insert(place, own_cell(TOY_ANSWER))


def copied_with_its_mark(notebook: dict[str, Any]) -> None:
    cell = cell_of(notebook, NAME)
    answer = {**copy.deepcopy(cell), "source": TOY_ANSWER, "id": "copy"}
    notebook["cells"].insert(notebook["cells"].index(cell), answer)


def in_the_same_cell(notebook: dict[str, Any]) -> None:
    cell = cell_of(notebook, NAME)
    cell["source"] = TOY_ANSWER + "\n\n" + "".join(cell["source"])


def in_the_given_cell(notebook: dict[str, Any]) -> None:
    cell = next(one for one in notebook["cells"] if one["id"] == "cell-003")
    cell["source"] = "".join(cell["source"]) + "\n\n" + TOY_ANSWER


def graded(layout: Layout, notebook: dict[str, Any]) -> tuple[SubmissionRecord, ExerciseRecord]:
    content = json.dumps(notebook).encode()
    (record,) = grade([Submission("a.ipynb", "ada", None, content)], layout, QUICK)
    return record, next(one for one in record.exercises if one.id == NAME)


@pytest.mark.parametrize(
    "write", [above, copied_with_its_mark, in_the_same_cell, in_the_given_cell]
)
def test_an_answer_above_its_stub_is_graded(
    layout: Layout, blank: dict[str, Any], write: Any
) -> None:
    notebook = copy.deepcopy(blank)
    write(notebook)
    record, exercise = graded(layout, notebook)
    assert (exercise.outcome, exercise.score) == (Outcome.PASSED, exercise.points)
    assert [note for note in record.notes if note.startswith(f"`{NAME}` is written in one place")]


@pytest.mark.parametrize("magic", ["%%timeit", "%%writefile a.py", "%%html", "%%memit", "%%bash"])
def test_a_magic_that_defines_nothing_is_told(
    layout: Layout, blank: dict[str, Any], magic: str
) -> None:
    notebook = copy.deepcopy(blank)
    cell_of(notebook, NAME)["source"] = f"{magic}\n{TOY_ANSWER}"
    _, exercise = graded(layout, notebook)
    assert exercise.outcome is Outcome.MISSING
    assert f"its cell begins with `{magic.split()[0]}`" in exercise.message


@pytest.mark.parametrize("magic", ["%%time", "%%capture", "%%prun -q", "\n\n%%time"])
def test_a_magic_that_keeps_what_is_defined_costs_nothing(
    layout: Layout, blank: dict[str, Any], magic: str
) -> None:
    notebook = copy.deepcopy(blank)
    cell_of(notebook, NAME)["source"] = f"{magic}\n{TOY_ANSWER}"
    assert graded(layout, notebook)[1].outcome is Outcome.PASSED


# --- in the notebook ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        pytest.param([ANSWER, STUB], "You wrote it in another cell", id="a stub below"),
        pytest.param(["%%timeit -n1 -r1\n" + ANSWER], "begins with `%%timeit`", id="timeit"),
        pytest.param([STUB], "`f` is not written yet.\n", id="a stub alone"),
        pytest.param([], "There is no function called `f`.", id="nothing"),
    ],
)
def test_check_says_what_the_grader_says(cells: list[str], told: str) -> None:
    shell = InteractiveShell.instance()
    steps = (PublicCheck("two", "two", 1.0, (Agrees((1.0,), 2.0, 1e-9),)),)
    exercise = Exercise("f", "Twice", 1.0, (), steps, 0)
    try:
        shell.reset(new_session=True)
        for cell in cells:
            shell.run_cell(cell, store_history=True)
        page = page_of(evaluate(exercise, shell.user_ns)).text
    finally:
        shell.reset(new_session=True)
        InteractiveShell.clear_instance()
    assert told in " ".join(page.split()) + "\n" or told in page
