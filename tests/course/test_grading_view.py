"""Does `check` say in the notebook what grading will say of it?"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell

from autograder.grading.grader import grade
from autograder.model.layout import Layout
from autograder.model.records import Submission
from course.checking import evaluate_all
from course.kernel.history import watch
from course.lessons.catalogue import load_lesson
from course.notebook.report import Report
from tests.conftest import QUICK

LESSON = "springs"
GIVEN = ("given", "import numpy as np\nSTRETCH = np.linspace(-1, 1, 41)")
ENERGY = "def spring_energy(k, x):\n    if k <= 0:\n        raise ValueError\n    return {}"
RIGHT = ENERGY.format("k * np.asarray(x) ** 2 / 2")


@pytest.fixture
def shell(monkeypatch: pytest.MonkeyPatch) -> Iterator[InteractiveShell]:
    for name in ("asarray", "square"):
        # Put back at the end, whatever cells made of it.
        monkeypatch.setattr(np, name, getattr(np, name))
    yield InteractiveShell.instance()
    InteractiveShell.clear_instance()


@pytest.fixture
def drawing(blank: dict[str, Any]) -> str:
    """The id of a cell for drawings in the toy's release."""
    return next(c["id"] for c in blank["cells"] if "illustration" in c["metadata"].get("tags", ()))


def judged(shell: InteractiveShell, cells: list[tuple[str, str]]) -> Report:
    """Return the report on the energy after the cells ran, each given by its id and text."""
    watch(shell)
    for cell, text in cells:
        shell.run_cell(text, cell_id=cell)
    lesson = load_lesson(LESSON)
    (report,) = evaluate_all(lesson, (lesson.exercise("spring_energy"),), shell.user_ns)
    return report


@dataclass(frozen=True)
class Case:
    """What ran, by id and text; whether it passes when graded, and what the report tells."""

    cells: list[tuple[str, str]]
    passes: bool
    told: str = ""
    never: tuple[str, ...] = field(default=())


NEEDS = ENERGY.format("k * np.asarray(x) ** 2 / two")
CASES = {
    "right": Case([GIVEN, ("spring-energy", RIGHT)], True),
    "a name from a drawing": Case(
        [GIVEN, ("DRAWING", "two = 2"), ("spring-energy", NEEDS)],
        False,
        "only because `two` was defined in a cell for drawings, which grading leaves out: it "
        "begins `two = 2`",
    ),
    "a name from a check cell": Case(
        [GIVEN, ("check-spring-energy", "two = 2"), ("spring-energy", NEEDS)],
        False,
        "in a locked cell for checks",
    ),
    "from a drawing through a helper": Case(
        [
            GIVEN,
            ("DRAWING", "two = 2"),
            ("own", "def half(x):\n    return x / two"),
            ("spring-energy", ENERGY.format("half(k * np.asarray(x) ** 2)")),
        ],
        False,
        "`two` was defined in a cell for drawings",
    ),
    "from a drawing as a default": Case(
        [
            GIVEN,
            ("DRAWING", "two = 2"),
            ("spring-energy", NEEDS.replace("(k, x)", "(k, x, two=two)")),
        ],
        False,
        "needs `two` as it runs. This works here only because `two` was defined in a cell for",
    ),
    "a drawing that defines a function is graded": Case(
        [GIVEN, ("DRAWING", "def half(x): return x / 2\ntwo = 2"), ("spring-energy", NEEDS)], True
    ),
    "a cell of one's own is graded": Case(
        [GIVEN, ("own", "two = 2"), ("spring-energy", NEEDS)], True
    ),
    "an import in a cell of one's own is graded": Case(
        [
            GIVEN,
            ("own", "from math import *"),
            ("spring-energy", ENERGY.format("np.asarray(x)**2*k*pi/(2*pi)")),
        ],
        True,
    ),
    "a star import, run twice": Case(
        [
            GIVEN,
            *[("own", "from math import *")] * 2,
            ("spring-energy", ENERGY.format("np.asarray(x)**2*k*pi/(2*pi)")),
        ],
        True,
    ),
    "an earlier text of a cell": Case(
        [GIVEN, ("own", "two = 2"), ("spring-energy", NEEDS), ("own", "three = 3")],
        False,
        "an earlier text of a cell that holds another one now: it began `two = 2`",
    ),
    "NumPy bound anew in a drawing": Case(
        [GIVEN, ("spring-energy", RIGHT), ("DRAWING", "np = None")],
        True,
        "`np` was changed in a cell for drawings",
    ),
    "a function of NumPy changed in a drawing": Case(
        [GIVEN, ("spring-energy", RIGHT), ("DRAWING", "np.asarray = None")],
        True,
        "`np.asarray` was changed in a cell for drawings",
    ),
    "wrong but for a drawing's change of NumPy": Case(
        [
            GIVEN,
            ("DRAWING", "old = np.square; np.square = lambda x: old(x) / 2"),
            ("spring-energy", ENERGY.format("k * np.square(x)")),
        ],
        False,
        "`np.square` was changed in a cell for drawings",
    ),
    "an array changed in place in a drawing": Case(
        [
            GIVEN,
            ("own", "halves = np.array([0.5])"),
            ("spring-energy", ENERGY.format("k * np.asarray(x) ** 2 * halves[0]")),
            ("DRAWING", "halves[0] = 7"),
        ],
        True,
        "`halves` was changed in a cell for drawings",
    ),
    "an array scaled in place in a drawing": Case(
        [
            GIVEN,
            ("own", "halves = np.array([0.5])"),
            ("spring-energy", ENERGY.format("k * np.asarray(x) ** 2 * halves[0]")),
            ("DRAWING", "halves *= 2"),
        ],
        True,
        "`halves` was changed in a cell for drawings",
    ),
    "a syntax error after a right answer": Case(
        [
            GIVEN,
            ("spring-energy", RIGHT),
            ("spring-energy", "def spring_energy(k, x)\n    return 1"),
        ],
        False,
        "ended with SyntaxError in line 1 when it ran last",
    ),
    "a bad indent after a right answer": Case(
        [GIVEN, ("spring-energy", RIGHT), ("spring-energy", "def spring_energy(k, x):\nreturn 1")],
        False,
        "ended with IndentationError in line 2 when it ran last",
    ),
    "an error before the function": Case(
        [GIVEN, ("spring-energy", RIGHT), ("spring-energy", f"1 / 0\n{RIGHT}")],
        False,
        "ended with ZeroDivisionError in line 1 when it ran last",
    ),
    "an error after the function": Case([GIVEN, ("spring-energy", f"{RIGHT}\n1 / 0")], True),
    "a syntax error that was mended": Case(
        [
            GIVEN,
            ("spring-energy", "def spring_energy(k, x)\n    return 1"),
            ("spring-energy", RIGHT),
        ],
        True,
    ),
    "a syntax error in a helper": Case(
        [
            GIVEN,
            ("own", "def half(x): return x / 2"),
            ("spring-energy", ENERGY.format("half(k * np.asarray(x) ** 2)")),
            ("own", "def half(x) return x / 2"),
        ],
        False,
        "begins `def half(x) return x / 2` ended with SyntaxError",
    ),
    "a syntax error elsewhere": Case(
        [GIVEN, ("spring-energy", RIGHT), ("own", "def half(x) return x / 2")], True
    ),
    "cells run twice and in another order": Case(
        [GIVEN, ("own", "two = 2"), ("spring-energy", NEEDS), GIVEN, ("own", "two = 2")], True
    ),
    "an answer asked for as the cell runs": Case(
        [GIVEN, ("own", "two = int(input()) if False else 2"), ("spring-energy", NEEDS)],
        False,
        "asks for input",
    ),
    "random numbers": Case(
        [
            GIVEN,
            ("spring-energy", ENERGY.format("k * np.asarray(x)**2 / 2 + 0 * np.random.rand()")),
        ],
        True,
        "random numbers without a seed",
    ),
    "random numbers of a new generator": Case(
        [
            GIVEN,
            (
                "spring-energy",
                ENERGY.format("k * np.asarray(x)**2 / 2 + 0 * np.random.default_rng().random()"),
            ),
        ],
        True,
        "random numbers without a seed",
    ),
    "random numbers with a seed": Case(
        [
            GIVEN,
            (
                "spring-energy",
                ENERGY.format("k * np.asarray(x)**2 / 2 + 0 * np.random.default_rng(1).random()"),
            ),
        ],
        True,
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_what_grading_will_not_have(shell: InteractiveShell, drawing: str, case: Case) -> None:
    cells = [(cell.replace("DRAWING", drawing), text) for cell, text in case.cells]
    report = judged(shell, cells)
    told = " ".join(report.notes)
    assert (report.all_pass, case.told in told) == (case.passes, True), told
    if not case.told:
        assert report.notes == ()


def test_nothing_is_changed_for_good(shell: InteractiveShell, drawing: str) -> None:
    cells = [GIVEN, (drawing, "two = 2; np.halved = 3"), ("spring-energy", NEEDS)]
    assert not judged(shell, cells).all_pass
    assert (shell.user_ns["two"], shell.user_ns["np"].halved) == (2, 3)
    del shell.user_ns["np"].halved


def save(path: Path, cells: list[tuple[str, str]], *, seconds: float = 60.0) -> None:
    """Write a notebook, saved so many seconds from now."""
    document = [
        {"cell_type": "code", "id": cell, "source": text, "metadata": {}, "outputs": []}
        for cell, text in cells
    ]
    path.write_text(json.dumps({"cells": document, "nbformat": 4, "nbformat_minor": 5}))
    os.utime(path, (time.time() + seconds,) * 2)


SAVED = {
    "as it ran": Case([GIVEN, ("own", "two = 2"), ("spring-energy", NEEDS)], True),
    "without a cell": Case(
        [GIVEN, ("spring-energy", NEEDS)], False, "a cell that is no longer in the saved notebook"
    ),
    "in another order": Case([("spring-energy", NEEDS), ("own", "two = 2"), GIVEN], True),
    "with another text": Case(
        [GIVEN, ("own", "two = 2"), ("spring-energy", RIGHT)], True, "holds another text"
    ),
    "with another text of what it needs": Case(
        [GIVEN, ("own", "two = 1 + 1"), ("spring-energy", NEEDS)], True, "holds another text"
    ),
    "with another text elsewhere": Case(
        [GIVEN, ("own", "two = 2"), ("spring-energy", NEEDS), ("drawn", "x = 1")], True
    ),
}


@pytest.mark.parametrize("case", SAVED.values(), ids=SAVED)
@pytest.mark.parametrize("seconds", [60.0, -3600.0])
def test_the_saved_notebook(
    shell: InteractiveShell,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    case: Case,
    seconds: float,
) -> None:
    path = tmp_path / f"{LESSON}.ipynb"
    save(path, case.cells, seconds=seconds)
    monkeypatch.setenv("JPY_SESSION_NAME", str(path))
    report = judged(shell, [GIVEN, ("own", "two = 2"), ("spring-energy", NEEDS)])
    if seconds < 0:
        # What was saved before the cells ran tells nothing of cells that are new since.
        assert (report.all_pass, report.notes) == (True, ())
        return
    told = " ".join(report.notes)
    assert (report.all_pass, case.told in told) == (case.passes, True), told
    if not case.told:
        assert report.notes == ()


ORDERS = {
    "a default defined below": [
        GIVEN,
        ("spring-energy", NEEDS.replace("(k, x)", "(k, x, two=two)")),
        ("own", "two = 2"),
    ],
    "a table made below": [
        ("spring-energy", NEEDS),
        ("own", "two = int(np.sqrt(4))"),
        GIVEN,
    ],
}


@pytest.mark.parametrize("cells", ORDERS.values(), ids=ORDERS)
def test_cells_in_another_order(
    shell: InteractiveShell,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    cells: list[tuple[str, str]],
) -> None:
    save(tmp_path / "n.ipynb", cells)
    monkeypatch.setenv("JPY_SESSION_NAME", str(tmp_path / "n.ipynb"))
    ran = sorted(cells, key=lambda cell: ("given", "own", "spring-energy").index(cell[0]))
    report = judged(shell, ran)
    assert not report.all_pass
    assert "further down" in report.notes[0]


def test_the_last_value_in_the_saved_order(
    shell: InteractiveShell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cells = [GIVEN, ("first", "two = 2"), ("second", "two = 3"), ("spring-energy", NEEDS)]
    save(tmp_path / "n.ipynb", cells)
    monkeypatch.setenv("JPY_SESSION_NAME", str(tmp_path / "n.ipynb"))
    report = judged(shell, [cells[0], cells[2], cells[1], cells[3]])
    assert not report.all_pass
    assert "another cell of the saved notebook gives the last value" in report.notes[0]


def test_files_and_modules_of_ones_own(
    shell: InteractiveShell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    Path("half.txt").write_text("0.5")
    Path("own_helper_of_springs.py").write_text("def square(x): return x * x")
    answer = ENERGY.format("float(np.loadtxt('half.txt')) * k * square(np.asarray(x))")
    own = ("own", "from own_helper_of_springs import square")
    report = judged(shell, [GIVEN, own, ("spring-energy", answer)])
    assert report.all_pass
    assert [note.split(".")[0] for note in report.notes] == [
        "`square` comes from a file of your own, `own_helper_of_springs`",
        "It reads the file `half",
    ]


WORK = "def spring_work(k, start, end):\n    return {}"
THROUGH = WORK.format("spring_energy(k, end) - spring_energy(k, start)")
MENDED = "Your code calls `spring_energy`, which does not pass its own checks: mend that first."
WRONG = ENERGY.format("k * np.asarray(x) ** 2")
BLAMED = {
    "right": ([RIGHT, THROUGH], ""),
    "what it calls is wrong": ([WRONG, THROUGH], MENDED),
    "what it calls raises": ([ENERGY.format("nothing"), THROUGH], MENDED),
    "what it calls is not written": (
        ["def spring_energy(k, x):\n    raise NotImplementedError", THROUGH],
        "Your code calls `spring_energy`, which is not written yet: write that first.",
    ),
    "by way of another function": (
        [
            WRONG,
            "def energy(k, x):\n    return spring_energy(k, x)",
            WORK.format("energy(k, end) - energy(k, start)"),
        ],
        MENDED,
    ),
    "both not written": (
        [
            "def spring_energy(k, x):\n    raise NotImplementedError",
            WORK.format("None\n    raise NotImplementedError").replace("return None", "pass"),
        ],
        "`spring_work` is not written yet.",
    ),
    "its own mistake": (
        [RIGHT, WORK.format("spring_energy(k, start) - spring_energy(k, end)")],
        "spring_work(2, 0, 3)` is -9",
    ),
}


@pytest.mark.parametrize(("texts", "told"), BLAMED.values(), ids=BLAMED)
def test_notebook_and_grade_blame_the_same(
    shell: InteractiveShell,
    layout: Layout,
    worked: dict[str, Any],
    texts: list[str],
    told: str,
) -> None:
    watch(shell)
    for place, text in enumerate([GIVEN[1], *texts]):
        shell.run_cell(text, cell_id=f"cell {place}")
    lesson = load_lesson(LESSON)
    (report,) = evaluate_all(lesson, (lesson.exercise("spring_work"),), shell.user_ns)
    failure = report.failure
    said = failure[1].told(hidden=False) if failure else ""
    notebook = deepcopy(worked)
    notebook["cells"] = [
        cell for cell in notebook["cells"] if cell["id"] not in ("spring-energy", "spring-work")
    ] + [{**nothing(), "source": text} for text in texts]
    content = json.dumps(notebook).encode()
    (record,) = grade([Submission("a.ipynb", "ada", LESSON, content)], layout, QUICK)
    (exercise,) = (one for one in record.exercises if one.id == "spring_work")
    public = next((one for one in exercise.checks if one.outcome != "passed"), None)
    assert (told in said, told in (public.message if public else "")) == (True, True)
    assert bool(told) == bool(said)


def nothing() -> dict[str, Any]:
    return {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
