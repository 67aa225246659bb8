"""Stock nbgrader in the folder of a class uses this engine, whichever command made the folder."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from traitlets.config.loader import PyFileConfigLoader

from autograder.classroom.class_config import configure
from autograder.model.layout import Layout
from autograder.store.record_store import read_record
from tests.conftest import LESSON

pytestmark = pytest.mark.long

HOSTILE = """
import os, pathlib, sqlite3
for place in ({outside!r}, {book!r} + ".seen"):
    try:
        pathlib.Path(place).write_text("I was here as " + str(os.getuid()))
    except OSError:
        pass
try:
    book = sqlite3.connect({book!r})
    book.execute("update grade set auto_score = 1000")
    book.commit()
except Exception:
    pass
"""


def course(layout: Layout, *words: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "course", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, cwd=layout.root)


def hand_in(here: Layout, student: str, notebook: dict[str, Any]) -> None:
    path = here.submitted / student / LESSON / f"{LESSON}.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(notebook))


@pytest.fixture
def here(layout: Layout, worked: dict[str, Any], tmp_path: Path) -> Layout:
    """A class that `course grade --class` made of one honest submission."""
    here = Layout(layout.root, tmp_path / "class")
    hand_in(here, "ada", worked)
    done = course(layout, "grade", "--class", here.class_folder)
    assert done.returncode == 0, done.stderr
    return here


def hostile(here: Layout, worked: dict[str, Any]) -> dict[str, Any]:
    notebook = copy.deepcopy(worked)
    book = here.class_folder / "gradebook.db"
    source = HOSTILE.format(outside=str(here.class_folder.parent / "seen"), book=str(book))
    cell = {"cell_type": "code", "id": "evil", "metadata": {}, "source": source, "outputs": []}
    notebook["cells"].insert(0, {**cell, "execution_count": None})
    return notebook


def by_command(here: Layout) -> None:
    nbgrader = Path(sys.executable).with_name("nbgrader")
    words = [nbgrader, "autograde", LESSON, "--student", "eve"]
    done = subprocess.run(words, cwd=here.class_folder, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr


def by_formgrader(here: Layout) -> None:
    config = PyFileConfigLoader("nbgrader_config.py", str(here.class_folder)).load_config()
    config.CourseDirectory.assignment_id = LESSON
    result = NbGraderAPI(CourseDirectory(config=config), config=config).autograde(LESSON, "eve")
    assert result["success"], result["log"]


@pytest.mark.parametrize("road", [by_command, by_formgrader])
def test_a_hostile_notebook_is_shut_in(here: Layout, worked: dict[str, Any], road: Any) -> None:
    hand_in(here, "eve", hostile(here, worked))
    road(here)
    assert not (here.class_folder.parent / "seen").exists()
    assert not list(here.class_folder.glob("gradebook.db.seen"))
    for student in ("ada", "eve"):
        record = read_record(here, LESSON, student)
        assert record is not None
        assert (record.score, record.sandbox) == (14.0, "full")


@pytest.mark.parametrize("command", ["grade", "feedback", "export"])
def test_a_folder_without_settings_gets_them(here: Layout, command: str) -> None:
    settings = here.class_folder / "nbgrader_config.py"
    text = settings.read_text()
    settings.unlink()
    done = course(here, command, "--class", here.class_folder)
    assert done.returncode == 0, done.stderr
    assert settings.read_text() == text


def test_settings_of_a_course_that_moved_are_written_anew(layout: Layout, tmp_path: Path) -> None:
    settings = tmp_path / "nbgrader_config.py"
    assert configure(Layout(tmp_path / "elsewhere", tmp_path)) == ""
    assert configure(Layout(layout.root, tmp_path)) == ""
    assert str(layout.root / "nbgrader_config.py") in settings.read_text()


@pytest.mark.parametrize(
    ("text", "is_warned"),
    [
        pytest.param("c = get_config()\n", True, id="settings of one's own"),
        pytest.param("load_subconfig({!r})\nc = get_config()\n", False, id="that load ours"),
    ],
)
def test_settings_of_ones_own_stay(
    layout: Layout, tmp_path: Path, text: str, is_warned: bool
) -> None:
    settings = tmp_path / "nbgrader_config.py"
    settings.write_text(text.format(str(layout.root / "nbgrader_config.py")))
    before = settings.read_text()
    warning = configure(Layout(layout.root, tmp_path))
    assert settings.read_text() == before
    assert bool(warning) is is_warned
    if is_warned:
        assert "without isolation" in warning
        assert "load_subconfig" in warning


def test_the_courses_own_folder_has_its_settings(layout: Layout) -> None:
    before = (layout.root / "nbgrader_config.py").read_bytes()
    assert configure(layout) == ""
    assert (layout.root / "nbgrader_config.py").read_bytes() == before


def test_what_was_added_below_ours_stays_and_ours_is_mended(layout: Layout, tmp_path: Path) -> None:
    settings = tmp_path / "nbgrader_config.py"
    configure(Layout(tmp_path / "elsewhere", tmp_path))
    rule = "\nc.LateSubmissionPlugin.penalty_method = 'zero'\n"
    settings.write_text(settings.read_text(encoding="utf-8") + rule, encoding="utf-8")
    for _ in range(2):
        assert configure(Layout(layout.root, tmp_path)) == ""
        text = settings.read_text(encoding="utf-8")
        assert text.endswith(rule)
        assert text.count("load_subconfig") == text.count("zero") == 1
        assert str(layout.root / "nbgrader_config.py") in text
