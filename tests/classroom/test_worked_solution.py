"""A wrong check stops the class before a mark is written, and is named."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from autograder.classroom import worked_solution
from autograder.cli.app import app, run_teaching
from autograder.model.faults import Fault
from autograder.model.layout import Layout
from autograder.model.limits import Limits
from autograder.store.record_store import read_record
from tests.classroom.spoiling import RIGHT, grade, spoil
from tests.conftest import LESSON

pytestmark = pytest.mark.long

QUICK_TRIAL = Limits(submission_seconds=8.0)
WHERE = "autograder/lessons/springs/test_pull_table.py"
DRAWN = "    for count in (1, 3, 4):\n        student.agrees(rng.uniform(0.5, 6.0, count))"
WRONG_CHECKS = {
    # what stands in the file of checks, what is written in its place -> what must be said
    "a wrong public value": (
        RIGHT,
        RIGHT.replace("0.5]", "0.25]"),
        ["pull_table", "test_pull_table_by_hand", "Two and three springs", WHERE, "not correct"],
    ),
    "a wrong hidden value": (
        DRAWN,
        "    student.equals([[1.0]], [3.0])",
        ["pull_table", "hidden check test_pull_table_random", WHERE, "not correct"],
    ),
    "a tolerance that nothing meets": (
        RIGHT,
        RIGHT.replace("0.5]", "0.50000001]"),
        ["pull_table", "test_pull_table_by_hand"],
    ),
    "a check that raises": (
        DRAWN,
        "    raise ZeroDivisionError",
        ["pull_table", "hidden check test_pull_table_random", "grader's fault"],
    ),
    "a check that ends Python": (DRAWN, "    raise SystemExit", ["test_pull_table_random"]),
    "a name that is none": (DRAWN, "    student.agrees(nowhere)", ["test_pull_table_random"]),
    "a syntax error": (
        RIGHT,
        "student.equals(",
        ["test_pull_table.py, line 15", "was never closed"],
    ),
    "an import that fails": (
        "import numpy as np",
        "import numpy as np\nimport nowhere",
        [f"{WHERE}, line 6", "No module named 'nowhere'"],
    ),
    "a file that ends Python": ("import numpy as np", "raise SystemExit", [f"{WHERE}, line 5"]),
    "a process that dies": (DRAWN, "    import os; os._exit(3)", [LESSON, "process", "ended"]),
    "a segmentation fault": (
        DRAWN,
        "    import faulthandler; faulthandler._sigsegv()",
        ["process", f"{WHERE}, line 21", "test_pull_table_random"],
    ),
    "a check without an end": (
        DRAWN,
        "    while True: pass",
        ["did not come to an end", f"{WHERE}, line 21", "test_pull_table_random"],
    ),
}


def said_by(result: Result) -> str:
    assert isinstance(result.exception, Fault), result.output
    return str(result.exception)


@pytest.mark.parametrize("case", WRONG_CHECKS)
def test_a_wrong_check_stops_before_any_mark(
    other: Layout, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, after, words = WRONG_CHECKS[case]
    spoil(other, before, after)
    # A submission may take so long in the toy; what starts the processes has its own allowance.
    monkeypatch.setattr(worked_solution, "limits_of", lambda lesson: QUICK_TRIAL)
    monkeypatch.setattr(worked_solution, "STARTING_SECONDS", 12.0)
    text = said_by(grade(other))
    assert [word for word in words if word not in text] == []
    assert text.startswith(f"Nothing was graded: the worked solution of {LESSON}")
    assert "--unproven" in text
    assert "Traceback" not in text
    assert not (other.class_folder / "records").exists()
    assert not other.feedback.exists()
    assert not other.autograded.exists()


def test_a_fault_is_a_sentence_and_exit_code_1(
    other: Layout, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil(other, RIGHT, RIGHT.replace("0.5]", "0.25]"))
    monkeypatch.setattr("sys.argv", ["course", "grade", "--class", str(other.class_folder)])
    with pytest.raises(SystemExit) as end:
        run_teaching()
    assert end.value.code == 1
    assert "test_pull_table_by_hand" in capsys.readouterr().err


def test_a_right_solution_lets_the_class_be_graded(other: Layout) -> None:
    result = grade(other)
    assert result.exit_code == 0, result.output
    assert "1 submission: 1 graded; median score 14/14" in " ".join(result.output.split())


def test_who_must_go_on_may(other: Layout) -> None:
    spoil(other, RIGHT, RIGHT.replace("0.5]", "0.25]"))
    result = grade(other, "--unproven")
    assert result.exit_code == 0, result.output
    assert "median score 1" in " ".join(result.output.split())


def test_files_that_tell_no_lesson_by_their_names_are_tried_too(other: Layout) -> None:
    spoil(other, RIGHT, RIGHT.replace("0.5]", "0.25]"))
    file = other.class_folder / "bob.ipynb"
    shutil.copy(other.worked(LESSON), file)
    text = said_by(CliRunner().invoke(app, ["grade", str(file), "--json", "-"]))
    assert "test_pull_table_by_hand" in text


def test_without_a_worked_notebook_the_command_says_what_to_run(other: Layout) -> None:
    other.worked(LESSON).unlink()
    assert f"Run `course build {LESSON}`" in said_by(grade(other))


def test_nothing_is_tried_when_nothing_is_to_be_graded(other: Layout) -> None:
    assert grade(other).exit_code == 0
    other.worked(LESSON).unlink()
    again = grade(other)
    assert "1 unchanged" in again.output, again.output


def test_nbgraders_autograde_stops_too(other: Layout) -> None:
    assert grade(other).exit_code == 0
    before = read_record(other, LESSON, "ada")
    spoil(other, RIGHT, RIGHT.replace("0.5]", "0.25]"))
    nbgrader = Path(sys.executable).with_name("nbgrader")
    words = [nbgrader, "autograde", LESSON, "--student", "ada", "--force"]
    done = subprocess.run(
        words, cwd=other.class_folder, capture_output=True, text=True, timeout=120
    )
    assert done.returncode != 0
    assert "Nothing was graded: the worked solution" in done.stderr
    assert "test_pull_table_by_hand" in done.stderr
    assert read_record(other, LESSON, "ada") == before
