"""`course new`: what it writes works, is marked as unfinished, and harms nothing that is there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest

from autograder.build import worktree
from autograder.build.derivation import build_worktree
from autograder.build.source import parse_source
from autograder.model.layout import Layout
from autograder.scaffold.drafts import next_steps, scaffold, write
from autograder.scaffold.naming import NewExercise, NotScaffolded, new_exercise
from autograder.verify.unfinished import unfinished, written_by_hand

TWICE = NewExercise("demo", "twice", "Twice as much", 2.55)
FURTHER = NewExercise("demo", "further", "Further", 1.0)


@pytest.fixture
def empty(tmp_path: Path) -> Layout:
    (tmp_path / "source_notebooks").mkdir()
    return Layout(tmp_path, tmp_path)


@pytest.fixture
def demo(empty: Layout) -> Layout:
    """A course with the one lesson `demo` of one exercise."""
    write(scaffold(empty, TWICE))
    return empty


def contents(layout: Layout) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in layout.root.rglob("*") if path.is_file()}


# --- names -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "said"),
    [
        pytest.param("demo", "with a dot between them", id="no dot"),
        pytest.param("demo.one.two", "with a dot between them", id="two dots"),
        pytest.param("demo.", 'exercise cannot be called "": take small', id="no exercise"),
        pytest.param(".twice", 'lesson cannot be called "": take small', id="no lesson"),
        pytest.param("demo.Twice", 'called "Twice": take small letters', id="a capital"),
        pytest.param("Demo.twice", 'called "Demo": take small letters', id="a capital lesson"),
        pytest.param("demo.2nd", 'called "2nd": take small letters', id="a digit first"),
        pytest.param("demo._twice", "the first of them a letter", id="an underscore first"),
        pytest.param("demo.two words", "take small letters", id="a space"),
        pytest.param("../demo.twice", "with a dot between them", id="a path"),
        pytest.param("a/b.twice", 'called "a/b": take small letters', id="a folder"),
        pytest.param("demo.größe", "take small letters", id="not ASCII"),
        pytest.param("demo.lambda", "meaning of its own", id="a keyword"),
        pytest.param("no.twice", "meaning of its own", id="what YAML takes for false"),
        pytest.param("demo.sum", "Python has a function", id="a function of Python's"),
        pytest.param("demo.check_it", "are those of checks", id="a check cell's name"),
        pytest.param("test_demo.twice", "are those of checks", id="a check file's name"),
        pytest.param("demo." + "x" * 31, "30 characters or fewer", id="too long"),
    ],
)
def test_a_bad_name_is_told_in_a_sentence(name: str, said: str) -> None:
    with pytest.raises(NotScaffolded, match=re.escape(said)):
        new_exercise(name, None, 4)


@pytest.mark.parametrize("points", [0, -1, 1001, 0.001, float("nan"), float("inf")])
def test_points_that_cannot_be_given_are_told(points: float) -> None:
    with pytest.raises(NotScaffolded, match="take a positive number"):
        new_exercise("demo.twice", None, points)


def test_a_title_is_made_of_the_name() -> None:
    assert new_exercise("demo.cost_surface", " ", 4).title == "Cost surface"


# --- what is in the way ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("new", "file", "old", "replacement", "said"),
    [
        pytest.param(TWICE, 0, "", "", 'There is an exercise "twice" already', id="twice"),
        pytest.param(
            NewExercise("other", "twice", "Twice", 1), 0, "", "", "in source_notebooks/demo.py",
            id="in another lesson",
        ),
        pytest.param(
            FURTHER, 0, "import numpy as np", "import numpy as np\nfurther = 1",
            "demo.py defines `further` already", id="a name of the notebook",
        ),
        pytest.param(
            FURTHER, 0, "import numpy as np", "import numpy", "add the line `import numpy as np`",
            id="no import in the notebook",
        ),
        pytest.param(FURTHER, 0, "def ", "deaf ", "is not Python", id="not Python"),
        pytest.param(
            NewExercise("demo", "further", "Further\n# than that", 1), 0, "", "", "does not fit",
            id="a title of two lines",
        ),
        pytest.param(
            NewExercise("demo", "further", "Further (3 points)", 1), 0, "", "", "does not fit",
            id="a title with points",
        ),
    ],
)  # fmt: skip
def test_what_is_in_the_way_is_told_and_nothing_is_written(
    demo: Layout, new: NewExercise, file: int, old: str, replacement: str, said: str
) -> None:
    path = written_by_hand(demo, "demo")[file]
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, replacement), encoding="utf-8")
    before = contents(demo)
    with pytest.raises(NotScaffolded, match=re.escape(said)):
        write(scaffold(demo, new))
    assert contents(demo) == before


def test_an_edit_that_waits_in_jupyter_is_brought_over_first(demo: Layout) -> None:
    path = build_worktree(demo, "demo")
    notebook = nbformat.read(path, 4)
    notebook.cells[0].source += "\n\nAn added sentence."
    nbformat.write(notebook, path)
    with pytest.raises(NotScaffolded, match="build demo --take-notebook"):
        scaffold(demo, FURTHER)


@pytest.mark.parametrize("lesson", ["demo", "other"])
def test_a_file_for_the_exercise_that_is_there_is_told(demo: Layout, lesson: str) -> None:
    path = demo.exercise(lesson, "further")
    path.parent.mkdir(exist_ok=True)
    path.write_text("# Something of mine.\n", encoding="utf-8")
    before = contents(demo)
    where = re.escape(f"autograder/lessons/{lesson}/test_further.py is there already")
    with pytest.raises(NotScaffolded, match=where):
        write(scaffold(demo, replace(FURTHER, lesson=lesson)))
    assert contents(demo) == before


@pytest.mark.parametrize("place", ["examples", "autograder"])
def test_all_is_written_or_nothing(empty: Layout, place: str) -> None:
    (empty.root / place).write_text("no folder", encoding="utf-8")
    before = contents(empty)
    with pytest.raises(NotScaffolded, match="cannot be written"):
        write(scaffold(empty, TWICE))
    assert contents(empty) == before


# --- what is written -------------------------------------------------------------------------


def test_a_further_exercise_is_added_and_nothing_else_changes(demo: Layout) -> None:
    before = {path: path.read_text(encoding="utf-8") for path in written_by_hand(demo, "demo")}
    write(scaffold(demo, FURTHER))
    for path, old in before.items():
        lines = iter(path.read_text(encoding="utf-8").splitlines())
        assert all(line in lines for line in old.splitlines()), path
    text = demo.source("demo").read_text(encoding="utf-8")
    assert text.index("Exercise 2. Further (1 point)\n") < text.index("## Key points")
    exercises = parse_source(text, "demo", "demo.py").exercises
    assert [(one.id, one.title, one.points) for one in exercises] == [
        ("twice", "Twice as much", 2.55),
        ("further", "Further", 1.0),
    ]


def test_the_text_is_as_jupytext_writes_it(demo: Layout) -> None:
    text = demo.source("demo").read_text(encoding="utf-8")
    assert worktree.take(build_worktree(demo, "demo"), text) == text


def test_each_line_that_waits_for_its_author_is_named(demo: Layout) -> None:
    findings = [str(finding) for finding in unfinished(demo, "demo")]
    (number,) = (
        number
        for number, line in enumerate(demo.source("demo").read_text("utf-8").splitlines(), start=1)
        if "write the statement" in line
    )
    assert (
        f"source_notebooks/demo.py: finished: line {number} still holds REPLACE: write the "
        "statement; what follows is a toy that works."
    ) in findings
    for place in ("source_notebooks/demo.py", "autograder/lessons/demo/test_twice.py"):
        assert any(line.startswith(place) for line in findings)
        assert place in next_steps(demo, TWICE)


def test_a_bare_placeholder_is_found_too(demo: Layout) -> None:
    path = demo.exercise("demo", "twice")
    path.write_text("x = 1  # REPLACE\nIRREPLACEABLE = 2\n", encoding="utf-8")
    assert str(unfinished(demo, "demo")[-1]) == (
        "autograder/lessons/demo/test_twice.py: finished: line 1 still holds REPLACE: "
        "write what belongs here."
    )


# --- the whole road --------------------------------------------------------------------------


@pytest.fixture
def copied(course: Layout, tmp_path: Path) -> Layout:
    """A copy of the course's code without any lesson."""
    lessons = (f"*{name}*" for name in course.lessons())
    ignored = shutil.ignore_patterns("__pycache__", *lessons)
    for folder in ("course", "autograder"):
        shutil.copytree(course.root / folder, tmp_path / folder, ignore=ignored)
    for file in ("nbgrader_config.py", "pyproject.toml"):
        shutil.copy(course.root / file, tmp_path)
    (tmp_path / "source_notebooks").mkdir()
    return Layout(tmp_path, tmp_path)


def run(layout: Layout, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *words],
        capture_output=True,
        text=True,
        timeout=120,
        cwd=layout.root,
        env={**os.environ, "PYTHONPATH": str(layout.root), "COURSE_ELSEWHERE": ""},
    )


BUILD_AND_CHECK = """
from autograder.cli.app import app
app(["build", "demo"], standalone_mode=False)
app(["check", "demo", "--workers", "1"])
"""


def test_a_new_lesson_is_built_and_proven_and_only_unfinished(copied: Layout) -> None:
    write(scaffold(copied, TWICE))
    write(scaffold(copied, NewExercise("demo", "x" * 30, "Another", 3.0)))
    for words in (["check"], ["format", "--check"]):
        style = run(copied, "-m", "ruff", *words, "--no-cache", ".")
        assert style.returncode == 0, style.stdout
    # One process for both: the libraries take longer than the work.
    done = run(copied, "-c", BUILD_AND_CHECK)
    assert done.returncode == 1, done.stderr
    assert "demo: wrote release/demo/demo.ipynb" in done.stderr
    assert re.search(r"demo\W+2\W+6 / 6\W+8 / 8\W+8 / 8", done.stdout)
    found = [line for line in done.stdout.splitlines() if re.match(r"[\w/]+\.\w+: ", line)]
    assert found == [str(one) for one in unfinished(copied, "demo")]
