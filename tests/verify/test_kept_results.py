"""What `course check` found is known again, and it needs nothing that only mutants need."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.model.findings import Finding
from autograder.model.layout import Layout
from autograder.verify.kept_results import (
    is_known_up_to_date,
    is_known_well_graded,
    keep_proof,
    keep_up_to_date,
    keep_well_graded,
    kept_proof,
)
from autograder.verify.proof import Proof

PROOF = Proof("waves", "height", 3, 3, 4, 4, 5, (Finding("a.py", "caught", "It passes."),))
Known = Callable[[Layout, str], bool]


@pytest.fixture
def course(tmp_path: Path) -> Layout:
    layout = Layout(tmp_path, tmp_path)
    for path in (
        layout.exercise("waves", "height"),
        layout.exercise("waves", "length"),
        layout.reference("waves"),
        layout.source("waves"),
        layout.released("waves"),
        layout.worked("waves"),
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x = 1\n")
    _write_data(layout, 4, 5)
    return layout


def _write_data(layout: Layout, height: float, length: float) -> None:
    exercises = [{"id": "height", "points": height}, {"id": "length", "points": length}]
    layout.lesson_data("waves").parent.mkdir(parents=True, exist_ok=True)
    layout.lesson_data("waves").write_text(json.dumps({"exercises": exercises}))


def test_a_proof_is_known_again(course: Layout) -> None:
    assert kept_proof(course, "waves", "height") is None
    keep_proof(course, PROOF)
    assert kept_proof(course, "waves", "height") == PROOF
    assert kept_proof(course, "waves", "length") is None


@pytest.mark.parametrize(
    ("points", "known"),
    [
        pytest.param((5, 5), False, id="its own points"),
        pytest.param((4, 6), True, id="another exercise's points"),
    ],
)
def test_a_proof_hangs_on_the_data_of_its_exercise(
    course: Layout, points: tuple[float, float], known: bool
) -> None:
    keep_proof(course, PROOF)
    _write_data(course, *points)
    assert (kept_proof(course, "waves", "height") is not None) is known


@pytest.mark.parametrize(
    ("name", "up_to_date", "well_graded"),
    [
        pytest.param("source_notebooks/waves.py", False, True, id="source"),
        pytest.param("nbgrader_config.py", False, True, id="nbgrader's settings"),
        pytest.param("release/waves/waves.ipynb", False, False, id="release"),
        pytest.param("solutions/waves.ipynb", False, False, id="worked notebook"),
        pytest.param("solutions/waves.py", False, False, id="reference"),
        pytest.param("course/data/waves.json", False, False, id="data"),
        pytest.param("autograder/lessons/waves/test_length.py", False, False, id="checks"),
        pytest.param("examples/waves/ada.toml", True, True, id="example class"),
        pytest.param("source_notebooks/tides.py", True, True, id="another lesson"),
    ],
)
def test_a_lesson_is_looked_at_again_after_a_change(
    course: Layout, name: str, up_to_date: bool, well_graded: bool
) -> None:
    keep_up_to_date(course, "waves")
    keep_well_graded(course, "waves")
    assert is_known_up_to_date(course, "waves")
    assert is_known_well_graded(course, "waves")
    path = course.root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("changed")
    assert is_known_up_to_date(course, "waves") is up_to_date
    assert is_known_well_graded(course, "waves") is well_graded


def test_a_check_needs_no_library_of_mutations() -> None:
    code = (
        "import sys; sys.modules |= {'mutmut': None, 'libcst': None}\n"
        "import autograder.verify.course_check\n"
        "from course.command import main; sys.argv = ['course', 'check', '--help']; main()"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    assert "--afresh" in ended.stdout
