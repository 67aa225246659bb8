"""What `course build` makes, and what must never get into a release."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import nbformat
import pytest

from autograder.build import worktree
from autograder.build.derivation import (
    build_worktree,
    derive,
    lesson_data,
    load_reference,
    solution_module,
    stale,
    write,
)
from autograder.build.header import SourceError
from autograder.build.source import BEGIN, parse_source, read_source, role_of
from autograder.checks.discovery import checks_of
from autograder.grading.session import limits_of
from autograder.grading.session import load_reference as load_module
from autograder.model.layout import Layout
from autograder.model.limits import Limits
from course.lessons.catalogue import lesson_from_data, lesson_to_data
from tests.conftest import LESSON

HEADER = """# ---
# jupyter:
#   course:
#     lesson: toy
#     minutes: 10
#     order: 1
#     title: Toy
# ---
"""
EXERCISE = """
# %% [markdown]
# ### Exercise 1. Doubling (2 points)

# %% nbgrader={"grade_id": "double", "solution": true}
def double(x):
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check_double", "points": 2}
check("double")

# %% [markdown] exercise="double" tags=["hints"]
# 1. Twice.
# 2. Really
#    twice.
"""


@pytest.fixture(scope="module")
def files(layout: Layout) -> dict[Path, bytes]:
    return derive(layout, LESSON)


@pytest.fixture(scope="module")
def released(files: dict[Path, bytes], layout: Layout) -> Any:
    return nbformat.reads(files[layout.released(LESSON)].decode(), 4)


def test_generated_files_are_up_to_date(files: dict[Path, bytes]) -> None:
    assert stale(files) == []


def test_building_twice_gives_the_same_bytes(files: dict[Path, bytes], layout: Layout) -> None:
    assert derive(layout, LESSON) == files


def test_a_changed_file_is_stale_and_mended(tmp_path: Path) -> None:
    files = {tmp_path / "a": b"one", tmp_path / "deep" / "b": b"two"}
    assert write(files) == list(files)
    assert stale(files) == []
    (tmp_path / "a").write_bytes(b"edited")
    assert stale(files) == [tmp_path / "a"]
    assert write(files) == [tmp_path / "a"]
    assert stale(files) == []


def test_the_release_holds_no_line_of_a_solution(layout: Layout, released: Any) -> None:
    source = read_source(layout.source(LESSON)).notebook
    visible = "\n".join(cell.source for cell in released.cells)
    visible_lines = {line.strip() for line in visible.splitlines()}
    searched = 0
    for cell in source.cells:
        if BEGIN not in cell.source:
            continue
        solution = cell.source.split(BEGIN)[1].split("### END SOLUTION")[0]
        for line in (line.strip() for line in solution.splitlines()):
            # Short lines such as `)` or `axes.legend()` stand in given code, too.
            if len(line) > 24 and not line.startswith("figure = Figure"):
                assert line not in visible_lines, f"{cell.metadata.nbgrader.grade_id}: {line}"
                searched += 1
            assert len(line) < 40 or line not in visible
    assert searched > 5


def test_the_release_holds_no_hint_and_no_worked_discussion(layout: Layout, released: Any) -> None:
    visible = "\n".join(cell.source for cell in released.cells)
    for cell in read_source(layout.source(LESSON)).notebook.cells:
        if role_of(cell) in ("hints", "worked"):
            for line in cell.source.splitlines():
                if line.strip():
                    assert line.strip() not in visible


def test_the_release_holds_no_hidden_check(layout: Layout, released: Any) -> None:
    visible = "\n".join(cell.source for cell in released.cells)
    files = (layout.exercises / LESSON).glob("test_*.py")
    # What follows the checks are answers, whose lines look like given code.
    texts = (path.read_text(encoding="utf-8").split("# --- misconceptions")[0] for path in files)
    for line in (line.strip() for text in texts for line in text.splitlines()):
        assert len(line) < 20 or line.startswith("from ") or line not in visible
    assert "student." not in visible


def test_lesson_data_hold_public_checks_alone(files: dict[Path, bytes], layout: Layout) -> None:
    data = json.loads(files[layout.lesson_data(LESSON)])
    lesson = lesson_from_data(data)
    public = {check.name for check in checks_of(LESSON) if not check.hidden}
    assert {check.name for one in lesson.exercises for check in one.checks} == public
    text = json.dumps(data)
    for check in checks_of(LESSON):
        if check.hidden:
            assert check.name not in text
            assert check.title not in text


def test_released_files_are_the_notebook_alone(course: Layout) -> None:
    found = {path.relative_to(course.release) for path in course.release.rglob("*")}
    lessons = course.lessons()
    assert found == {Path(one) for one in lessons} | {Path(one, f"{one}.ipynb") for one in lessons}


@pytest.mark.parametrize("folder", ["release", "solutions"])
def test_committed_notebooks_have_no_outputs_dates_or_pairing(course: Layout, folder: str) -> None:
    for path in (course.root / folder).rglob("*.ipynb"):
        notebook = nbformat.read(path, 4)
        nbformat.validate(notebook)
        assert set(notebook.metadata) == {"course", "kernelspec"}
        assert "jupytext" not in path.read_text(encoding="utf-8")
        for cell in notebook.cells:
            assert not cell.get("outputs")
            assert cell.get("execution_count") is None


def test_exercises_stand_in_the_release_as_nbgrader_wants_them(released: Any) -> None:
    marks = {
        cell.metadata.nbgrader.grade_id: (cell.metadata.nbgrader, cell.source)
        for cell in released.cells
        if "nbgrader" in cell.metadata
    }
    answers = [name for name, (mark, _) in marks.items() if mark.solution and not mark.grade]
    assert len(answers) == 5
    for name in answers:
        mark, source = marks[name]
        assert "raise NotImplementedError()" in source
        assert re.search(rf"^def {name}\(", source, re.MULTILINE)
        check, text = marks[f"check_{name}"]
        assert (check.grade, check.locked, text) == (True, True, f'check("{name}")')
        assert (mark.schema_version, check.schema_version) == (3, 3)


def test_solutions_import_without_side_effects(
    files: dict[Path, bytes], layout: Layout, capsys: pytest.CaptureFixture[str]
) -> None:
    text = files[layout.reference(LESSON)].decode()
    module = load_reference(LESSON, text)
    assert isinstance(module, ModuleType)
    assert capsys.readouterr() == ("", "")
    assert "course" not in vars(module)
    for name in ("spring_energy", "spring_work", "pull_table", "well_figure"):
        assert callable(getattr(module, name))


# --- the notebook that JupyterLab works on ------------------------------------------------------


@pytest.fixture
def copied(layout: Layout, tmp_path: Path) -> Layout:
    (tmp_path / "source_notebooks").mkdir()
    shutil.copy(layout.source(LESSON), tmp_path / "source_notebooks")
    return Layout(tmp_path, tmp_path)


def test_text_to_notebook_and_back_is_the_same_text(copied: Layout) -> None:
    path = build_worktree(copied, LESSON)
    text = copied.source(LESSON).read_text(encoding="utf-8")
    assert worktree.take(path, text) == text


def test_an_edit_in_jupyter_is_noticed_and_reaches_the_text(copied: Layout) -> None:
    path = build_worktree(copied, LESSON)
    assert not worktree.is_edited(path)
    notebook = nbformat.read(path, 4)
    notebook.cells[0].source += "\n\nAn added sentence."
    nbformat.write(notebook, path)
    with pytest.raises(worktree.EditedNotebook, match="--take-notebook"):
        build_worktree(copied, LESSON)
    text = copied.source(LESSON).read_text(encoding="utf-8")
    taken = worktree.take(path, text)
    assert "# An added sentence." in taken
    assert taken.replace("#\n# An added sentence.\n", "") == text


def test_edits_on_both_sides_are_never_merged_in_silence(copied: Layout) -> None:
    path = build_worktree(copied, LESSON)
    text = copied.source(LESSON).read_text(encoding="utf-8")
    with pytest.raises(worktree.EditedNotebook, match="Both"):
        worktree.take(path, text + "\n# more\n")


# --- what an author may do wrong ----------------------------------------------------------------


def test_a_source_tells_its_exercises() -> None:
    lesson = parse_source(HEADER + EXERCISE, "toy", "toy.py")
    (exercise,) = lesson.exercises
    assert (exercise.id, exercise.title, exercise.points) == ("double", "Doubling", 2.0)
    assert exercise.hints == ("Twice.", "Really\ntwice.")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        pytest.param("lesson: toy", "lesson: other", "lesson: toy", id="another lesson"),
        pytest.param("#     title: Toy\n", "", "title", id="no title"),
        pytest.param("(2 points)", "(3 points)", r"\(2 points\)", id="points disagree"),
        pytest.param("(2 points)", "", r"\(2 points\)", id="no points in the heading"),
        pytest.param('exercise="double"', 'exercise="duble"', '"double" has no hints', id="hints"),
        pytest.param("check_double", "check_duble", 'no check cell: add', id="no check cell"),
        pytest.param(
            '"grade_id": "double", "solution": true', '"grade_id": "doppel", "solution": true',
            '"doppel" has no check cell', id="another id",
        ),
    ],
)  # fmt: skip
def test_a_wrong_source_is_told_with_its_cure(old: str, new: str, words: str) -> None:
    text = (HEADER + EXERCISE).replace(old, new)
    with pytest.raises(SourceError, match=words):
        parse_source(text, "toy", "toy.py")


def test_a_lesson_states_its_own_limits(layout: Layout) -> None:
    text = layout.source(LESSON).read_text(encoding="utf-8")
    lesson = f"#     lesson: {LESSON}\n"
    text = text.replace(lesson, f"{lesson}#     limits:\n#       call_seconds: 7\n", 1)
    source = parse_source(text, LESSON, "x")
    reference = load_reference(LESSON, solution_module(source))
    data = lesson_from_data(lesson_to_data(lesson_data(source, reference)))
    assert limits_of(data) == replace(Limits(), call_seconds=7)


@pytest.mark.parametrize(
    "limit",
    [
        "call_secs: 7",
        "call_seconds: -1",
        "call_seconds: long",
        "call_seconds: .inf",
        "processes: true",
        "processes: 1.5",
    ],
)
def test_limits_that_are_none_are_told(limit: str) -> None:
    text = HEADER.replace("lesson: toy\n", f"lesson: toy\n#     limits:\n#       {limit}\n")
    with pytest.raises(SourceError, match="it may hold positive numbers for call_seconds"):
        parse_source(text + EXERCISE, "toy", "toy.py")


def test_memory_in_which_nothing_can_run_is_told() -> None:
    limit = "lesson: toy\n#     limits:\n#       memory_bytes: 1\n"
    with pytest.raises(SourceError, match="allow 536870912 at least"):
        parse_source(HEADER.replace("lesson: toy\n", limit) + EXERCISE, "toy", "toy.py")


# --- one build is enough -------------------------------------------------------------------------

EDITS = {
    "a solution": ("return k * np.asarray(x, dtype=float) ** 2 / 2", "return 3 * k * np.square(x)"),
    "a given constant": ("STRETCH = np.linspace(-1, 1, 41)", "STRETCH = np.linspace(-2, 2, 21)"),
}


@pytest.mark.parametrize(("old", "new"), EDITS.values(), ids=EDITS)
def test_what_a_build_writes_is_up_to_date(
    course: Layout, layout: Layout, tmp_path: Path, old: str, new: str
) -> None:
    """Known mistakes call reference functions, which on disk may be those before the edit."""
    for folder in ("source_notebooks", "solutions", "course"):
        shutil.copytree(layout.root / folder, tmp_path / folder)
    shutil.copy(course.root / "nbgrader_config.py", tmp_path)
    edited = Layout(tmp_path, tmp_path)
    text = edited.source(LESSON).read_text(encoding="utf-8")
    assert old in text
    edited.source(LESSON).write_text(text.replace(old, new), encoding="utf-8")
    before = load_reference(LESSON, layout.reference(LESSON).read_text(encoding="utf-8"))
    made = derive(edited, LESSON)
    reference = load_reference(LESSON, made[edited.reference(LESSON)].decode())
    (exercise, *_) = lesson_from_data(json.loads(made[edited.lesson_data(LESSON)])).exercises
    trace = exercise.checks[0].wrong["forgets_the_half"]
    assert trace.results[0].value == 2 * reference.spring_energy(3, 2)
    # The process goes on as it was.
    assert load_module(LESSON).spring_energy(3, 2) == before.spring_energy(3, 2)
