"""An ordinary nbgrader assignment beside the lessons: made as ever, never run unconfined."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from traitlets.config.loader import PyFileConfigLoader

from autograder.build import worktree
from autograder.classroom.class_config import configure
from autograder.gradebook.database import open_gradebook
from autograder.model.layout import Layout
from autograder.verify.course_check import orphans
from tests.conftest import LESSON

pytestmark = pytest.mark.long
NAME = "ps1"
MARKS = {"locked": False, "schema_version": 3, "task": False}


@pytest.fixture
def here(layout: Layout, tmp_path: Path) -> Layout:
    """A class with an assignment of the teacher's own, in which eve does harm."""
    here = Layout(layout.root, tmp_path / "class")
    here.class_folder.mkdir()
    assert configure(here) == ""
    write(tmp_path / "sources" / NAME / f"{NAME}.ipynb", "### BEGIN SOLUTION\n1\n### END SOLUTION")
    harm = f"import pathlib\npathlib.Path({str(tmp_path / 'seen')!r}).write_text('x')"
    write(here.submitted / "eve" / NAME / f"{NAME}.ipynb", harm)
    return here


def write(path: Path, answer: str) -> None:
    marks = MARKS | {"grade_id": "answer", "solution": True, "grade": False}
    tests = MARKS | {"grade_id": "test", "solution": False, "grade": True, "points": 2}
    cells = [
        new_code_cell(answer, metadata={"nbgrader": marks}),
        new_code_cell("assert True", metadata={"nbgrader": tests | {"locked": True}}),
    ]
    path.parent.mkdir(parents=True)
    path.write_text(nbformat.writes(new_notebook(cells=cells)), encoding="utf-8")


def nbgrader(here: Layout, command: str) -> subprocess.CompletedProcess[str]:
    sources = here.class_folder.parent / "sources"
    words = [Path(sys.executable).with_name("nbgrader"), command, NAME]
    words += [f"--CourseDirectory.source_directory={sources}"]
    words += [f"--CourseDirectory.release_directory={here.class_folder / 'release'}"]
    return subprocess.run(words, cwd=here.class_folder, capture_output=True, text=True, timeout=120)


def by_command(here: Layout) -> str:
    done = nbgrader(here, "autograde")
    assert done.returncode == 1
    return done.stderr


def by_formgrader(here: Layout) -> str:
    config = PyFileConfigLoader("nbgrader_config.py", str(here.class_folder)).load_config()
    config.CourseDirectory.assignment_id = NAME
    result = NbGraderAPI(CourseDirectory(config=config), config=config).autograde(NAME, "eve")
    assert not result["success"]
    return str(result["log"])


@pytest.mark.parametrize("road", [by_command, by_formgrader])
def test_it_is_refused_in_one_sentence_and_none_of_it_runs(here: Layout, road: Any) -> None:
    said = road(here)
    lines = [line for line in said.splitlines() if "ERROR" in line]
    assert len(lines) == 1
    assert f"{NAME} is an assignment of your own and no lesson of this course" in lines[0]
    assert f"move {here.sources if road is by_formgrader else ''}" in lines[0]
    assert "Traceback" not in said
    assert not (here.class_folder.parent / "seen").exists()
    with open_gradebook(f"sqlite:///{here.class_folder}/gradebook.db") as book:
        assert book.students == []


def test_its_release_is_made_as_ever(here: Layout) -> None:
    done = nbgrader(here, "generate_assignment")
    assert done.returncode == 0, done.stderr
    released = json.loads((here.class_folder / "release" / NAME / f"{NAME}.ipynb").read_text())
    assert "SOLUTION" not in str(released["cells"][0]["source"])
    assert released["cells"][1]["metadata"]["nbgrader"]["points"] == 2


def test_its_release_is_no_orphan(tmp_path: Path) -> None:
    layout = Layout(tmp_path, tmp_path)
    for name in (NAME, "gone"):
        write(layout.source_notebook(name), "1")
        (layout.release / name).mkdir(parents=True)
    notebook = nbformat.read(layout.source_notebook("gone"), as_version=4)
    notebook.metadata["built"] = {"cells": "", "text": "digest of a text"}
    nbformat.write(notebook, layout.source_notebook("gone"))
    assert [one.file for one in orphans(layout, ())] == ["release/gone"]


# --- git ------------------------------------------------------------------------------------


def ignored(folder: Path, paths: list[str]) -> set[str]:
    """Return which of the paths git passes over in the folder."""
    done = subprocess.run(
        ["git", "check-ignore", "--no-index", "--stdin"],
        cwd=folder,
        input="\n".join(paths),
        capture_output=True,
        text=True,
    )
    assert done.returncode in (0, 1), done.stderr
    return set(done.stdout.splitlines())


SOURCES = [
    *(f"source_notebooks/{NAME}/{NAME}.ipynb", f"source_notebooks/{NAME}/data.csv"),
    *(f"source_notebooks/{NAME}/figure.png", f"source_notebooks/{NAME}/measured.log"),
    *(f"source_notebooks/{NAME}/helper.py", f"source_notebooks/{NAME}/records/run.txt"),
    *("source_notebooks/fresh.py", f"source_notebooks/{LESSON}/notes.ipynb"),
    *(f"release/{NAME}/{NAME}.ipynb", "examples/fresh/full.py", "course/data/fresh.json"),
    *("autograder/lessons/fresh/test_x.py", "autograder/lessons/fresh/data/table.csv"),
    *("autograder/lessons/fresh/feedback/words.txt", "solutions/fresh.py", "nbgrader_config.py"),
    *("header.ipynb", "syllabus.pdf", "seats.csv", "tests/grading/submitted/one.ipynb"),
]
CLASS = [
    *(f"submitted/ada/{LESSON}/{LESSON}.ipynb", "autograded/ada/x.ipynb", "feedback/ada/x.html"),
    *("gradebook.db", "gradebook.db-journal", f"records/{LESSON}/ada.json", "grades.csv"),
]


def test_git_passes_over_no_source_of_a_teacher(course: Layout) -> None:
    assert ignored(course.root, SOURCES) == set()
    assert ignored(course.root, CLASS) == set(CLASS)
    built = [f"source_notebooks/{name}/{name}.ipynb" for name in course.lessons()]
    assert ignored(course.root, built) == set(built)


def test_git_passes_over_a_class_in_a_folder_of_its_own(layout: Layout, tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    here = Layout(layout.root, tmp_path / "spring")
    here.class_folder.mkdir()
    configure(here)
    made = [f"spring/{path}" for path in (*CLASS, "nbgrader_config.py", ".gitignore")]
    assert ignored(tmp_path, made) == set(made)
    own = [f"spring/{path}" for path in (*SOURCES[:-5], "syllabus.pdf", "seats.csv")]
    assert ignored(tmp_path, own) == set()


def test_settings_of_ones_own_are_kept_and_not_passed_over(layout: Layout, tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    configure(Layout(layout.root, tmp_path))
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\n")
    configure(Layout(layout.root, tmp_path))
    assert ignored(tmp_path, ["nbgrader_config.py"]) == set()
    (tmp_path / ".gitignore").write_text("mine\n")
    configure(Layout(layout.root, tmp_path))
    assert (tmp_path / ".gitignore").read_text() == "mine\n"


def test_only_what_was_built_is_passed_over(tmp_path: Path) -> None:
    for name in ("one", "two", "one"):
        worktree.keep_out_of_git(tmp_path / name / f"{name}.ipynb")
    lines = (tmp_path / ".gitignore").read_text().splitlines()
    assert lines[1:] == ["/one/one.ipynb", "/two/two.ipynb"]
